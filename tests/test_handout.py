"""What a student downloads: small, the same each time, and with a how-to that can be read anywhere."""

from __future__ import annotations

import zipfile

import pytest

from autograder.course import Course
from autograder.editions import read
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language
from autograder.handout import MAX_BYTES, make

from .conftest import ASSIGNMENT

HOW = {"zh": "请先读我.txt", "en": "READ ME FIRST.txt"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_is_zipped_with_a_how_to(course: Course, language: Language) -> None:
    path = make(course, ASSIGNMENT, language)
    assert path == course.root / "handout" / f"{ASSIGNMENT}-{language}.zip"
    assert path.stat().st_size <= MAX_BYTES
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    released = {f"{ASSIGNMENT}/{name}": data for name, data in read(course.release(language, ASSIGNMENT)).items()}
    how = held.pop(f"{ASSIGNMENT}/{HOW[language]}").decode("utf-8-sig")
    assert held == released
    assert "step_by_step.ipynb" in how and "cat_classifier.ipynb" in how and "jupyter lab" in how
    assert how.count("\r\n") == how.count("\n")


def test_the_same_edition_makes_the_same_file(course: Course) -> None:
    assert make(course, ASSIGNMENT, "zh").read_bytes() == make(course, ASSIGNMENT, "zh").read_bytes()


def test_what_is_too_large_or_not_built_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.handout.MAX_BYTES", 1000)
    with pytest.raises(AutograderError, match=r"has 1\.\d MB; expected at most 0 MB"):
        make(course, ASSIGNMENT, "zh")
    for path in course.release("zh", ASSIGNMENT).glob("*.ipynb"):
        path.unlink()
    with pytest.raises(AutograderError, match=r"holds no notebook\. Make it with: autograder build"):
        make(course, ASSIGNMENT, "zh")
