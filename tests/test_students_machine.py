"""A student's machine may be any: Windows, a folder with any name, an encoding of its own, an editor, no network."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language

from .conftest import ASSIGNMENT, LATER_PART, PART
from .students_machine import names_that_windows_refuses, run_all, text_files_used


@pytest.mark.parametrize("language", LANGUAGES)
def test_windows_takes_every_name(made: Course, language: Language) -> None:
    assert names_that_windows_refuses(made.release(language, ASSIGNMENT)) == []


def test_no_text_is_read_or_written_in_whatever_encoding_the_machine_prefers(made: Course) -> None:
    """In China, Windows prefers GBK; what the engine adds, and the cells, say UTF-8."""
    found = list(text_files_used(made.release("zh", ASSIGNMENT)))
    assert len(found) >= 3
    assert [call for call, named in found if not named] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [PART, LATER_PART])
def test_run_all_on_an_untouched_release_stops_nowhere_whatever_its_folder_is_called(
    made: Course, language: Language, part: str, tmp_path: Path
) -> None:
    raised, shown = run_all(made.release(language, ASSIGNMENT), part, tmp_path)
    assert raised == []
    count = {PART: 6, LATER_PART: 2}[part]
    head = {"zh": f"已通过 0 / {count}", "en": f"0 of {count} right"}[language]
    assert any(text.startswith(head) for text in shown), shown
