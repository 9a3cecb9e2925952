"""The invented class of this lesson, as it is handed in."""

from __future__ import annotations

from pathlib import Path

import this_lesson

from autograder.course import Course
from autograder.lessons.sample import write_class


def test_it_has_twenty_four_students_in_two_languages(committed: Course, tmp_path: Path) -> None:
    course = Course(tmp_path)
    for made in ("notebooks", "source", "release"):
        (tmp_path / made).symlink_to(committed.root / made)
    assert len(write_class(course, this_lesson.ASSIGNMENT)) == 24
    folders = sorted(course.submitted.iterdir())
    assert len(folders) == 24
    texts = [(folder / this_lesson.ASSIGNMENT / f"{this_lesson.PART}.ipynb").read_text("utf-8") for folder in folders]
    assert {language for text in texts for language in ("zh", "en") if f'"lang": "{language}"' in text} == {"zh", "en"}
