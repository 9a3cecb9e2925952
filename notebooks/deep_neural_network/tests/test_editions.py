"""An edition of this lesson speaks one language: in texts, given cells, cards, figures, and what its modules say."""

from __future__ import annotations

from this_lesson import ASSIGNMENT, COURSE

from tests.one_language import chinese, english


def test_the_english_edition_has_no_chinese_sign() -> None:
    assert chinese(COURSE.release("en", ASSIGNMENT)) == []


def test_the_chinese_edition_shows_no_english_sentence() -> None:
    assert english(COURSE.release("zh", ASSIGNMENT)) == []
