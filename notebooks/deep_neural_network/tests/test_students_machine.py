"""What students get of this lesson suits any machine: Windows, any folder, any encoding, no network."""

from __future__ import annotations

from pathlib import Path

import pytest
from this_lesson import ASSIGNMENT, COURSE, LATER_PART, PART

from autograder.exercise import LANGUAGES, Language
from tests.students_machine import names_that_windows_refuses, run_all, text_files_used


def release(language: Language) -> Path:
    """The edition that is handed out."""
    return COURSE.release(language, ASSIGNMENT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_windows_takes_every_name_of_the_lesson(language: Language) -> None:
    assert names_that_windows_refuses(release(language)) == []


def test_no_text_of_the_lesson_is_read_or_written_in_whatever_encoding_the_machine_prefers() -> None:
    """In China, Windows prefers GBK; the pack and the cells say UTF-8."""
    found = list(text_files_used(release("zh")))
    assert len(found) >= 3
    assert [call for call, named in found if not named] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [PART, LATER_PART])
def test_run_all_on_the_untouched_lesson_stops_nowhere_whatever_its_folder_is_called(
    language: Language, part: str, tmp_path: Path
) -> None:
    raised, shown = run_all(release(language), part, tmp_path)
    assert raised == []
    count = {PART: 10, LATER_PART: 4}[part]
    head = {"zh": f"已通过 0 / {count}", "en": f"0 of {count} right"}[language]
    assert any(text.startswith(head) for text in shown), shown
