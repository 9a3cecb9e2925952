"""The solved edition: no grading in it, what it is compared with, and what is executed again."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.exercise import LANGUAGES, Language
from autograder.lessons import solved
from autograder.lessons.build import solved_notebook
from autograder.lessons.lesson import Lesson


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_solved_edition_carries_no_grading(lesson: Lesson, language: Language) -> None:
    for part in lesson.parts:
        cells = solved_notebook(lesson, part, language)["cells"]
        assert {cell["id"] for cell in cells} >= {one.name for one in lesson.exercises_in(part)}
        for cell in cells:
            assert cell["metadata"] == {}
            assert "HIDDEN" not in cell["source"] and "SOLUTION" not in cell["source"]
            assert not cell["id"].startswith("test_")


# --- what counts as the same -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        ("cost = 0.4149315996", "cost = 0.4149316", True),
        ("cost = 0.41493", "cost = 0.41494", False),
        ("x = 1e-12", "x = -3e-12", True),
        ("3 of 10 right", "4 of 10 right", False),
        ("Z = [[ 1.5 -2. ]]", "Z = [[ 1.5  -2. ]]", True),
        ("right", "wrong", False),
        ("a\nb", "a", False),
        ("⏱ 3.1 s", "⏱ 7.9 s", True),
        ("⏱ 3.1 s", "3.1 s", False),
    ],
)
def test_text_is_compared_exactly_and_numbers_to_rounding(before: str, now: str, same: bool) -> None:
    assert (list(solved.text_differences(before, now)) == []) is same


def cell(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"id": "x", "cell_type": "code", "source": source, "metadata": {}, "outputs": list(outputs)}


def picture(data: str) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"image/png": data, "text/plain": "<Figure>"}, "metadata": {}}


def test_a_picture_is_redrawn_only_when_its_cell_or_one_above_changes() -> None:
    def book(loaded: str, plot: str, drawn: str) -> dict[str, Any]:
        said = {"output_type": "stream", "name": "stdout", "text": loaded}
        return {"cells": [cell("load()", said) | {"id": "a"}, cell(plot, picture(drawn)) | {"id": "b"}]}

    old, same = book("5 cats", "plot()", "old"), book("5 cats", "plot()", "new")
    assert solved.keep_outputs(old, same)["cells"] == old["cells"]
    for changed in (book("5 cats", "plot(2)", "new"), book("6 cats", "plot()", "new")):
        assert solved.keep_outputs(old, changed)["cells"] == changed["cells"]


def test_a_missing_picture_or_another_source_is_told() -> None:
    def told(*cells: dict[str, Any], made_from: str = "one") -> list[str]:
        old = {"cells": [cell("plot()", picture("old"))], "metadata": {solved.MADE_FROM: "one"}}
        return list(solved.differences(old, {"cells": list(cells), "metadata": {solved.MADE_FROM: made_from}}))

    assert told(cell("plot()", picture("new"))) == []
    assert any("kind" in difference for difference in told(cell("plot()")))
    assert any("source" in difference for difference in told(cell("plot(2)", picture("n"))))
    assert told() == ["cell x: no longer in the lesson"]
    assert told(cell("plot()", picture("new")), made_from="two") == [
        "it was made from another lesson than the one that is there now"
    ]


# --- what the text shows ---------------------------------------------------------------------------------


def test_what_the_text_shows_and_the_try_cell_does_not_print_is_named(lesson: Lesson) -> None:
    part = lesson.parts[0]
    executed = solved_notebook(lesson, part, "en")
    cells = {cell["id"]: cell for cell in executed["cells"]}
    for cell in part.of_kind("expected"):
        said = "".join(f"{line[2:]}\n" for line in cell.source.split("\n")[1:-1])
        cells[f"try_{cell.name}"]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": said}]
    assert list(solved.unexpected(part, executed)) == []
    (printed,) = cells["try_spread"]["outputs"]
    printed["text"] = "spread = [ 6.74091982 11.65833008]\n"
    (problem,) = solved.unexpected(part, executed)
    (expected,) = [cell for cell in part.of_kind("expected") if cell.name == "spread"]
    assert (problem.path.name, problem.line, problem.cell) == ("spread.py", expected.line, "expected_spread")
    assert problem.message == (
        "the text expects 'spread = [ 6.74091982 10.65833008]', "
        "the try cell prints 'spread = [ 6.74091982 11.65833008]'"
    )
