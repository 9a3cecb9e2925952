"""The texts of this lesson: its points, the way that every exercise goes, its formulas and pictures."""

from __future__ import annotations

import re

import pytest
from this_lesson import HERE, lesson

from autograder.lessons.build import in_language, source_notebook


def test_the_points_are_those_of_the_outline() -> None:
    assert [exercise.points for exercise in lesson().exercises] == [10] * 10 + [20, 20, 10, 40]
    assert [question.points for question in lesson().written] == [5, 10]


@pytest.mark.parametrize(("part", "points"), [(0, 105), (1, 100)])
def test_a_part_says_how_many_points_it_has(part: int, points: int) -> None:
    book = in_language(source_notebook(lesson(), lesson().parts[part]), "en")
    assert f"{points} points in all" in "\n".join(cell["source"] for cell in book["cells"])


def test_one_point_is_no_points() -> None:
    book = in_language(source_notebook(lesson(), lesson().parts[0]), "en")
    text = "\n".join(cell["source"] for cell in book["cells"])
    assert "- 1 point: `layers_dims` stays as it was" in text
    assert "1 points" not in text


def test_every_exercise_goes_the_same_way() -> None:
    cells = [cell for part in lesson().parts for cell in part.cells]
    for exercise in lesson().exercises:
        kinds = [cell.kind for cell in cells if cell.name == exercise.name]
        assert kinds == ["solution", "try", "expected", "check", "marking", "marking", "test"]


@pytest.mark.parametrize(("part", "count"), [(0, 17), (1, 3)])
def test_formulas_are_numbered_without_gaps_in_both_languages(part: int, count: int) -> None:
    for language in ("zh", "en"):
        text = "\n".join(cell.source for cell in lesson().parts[part].cells if cell.language == language)
        assert re.findall(r"\\tag\{(\d+)\}", text) == [str(number) for number in range(1, count + 1)]


def test_every_drawing_stands_in_the_text_of_part_one() -> None:
    drawn = {f"figures/{path.name}" for path in (HERE.parent / "figures").glob("*.svg")}
    assert len(drawn) == 5
    for language in ("zh", "en"):
        text = "\n".join(cell.source for cell in lesson().parts[0].cells if cell.language == language)
        assert set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)) == drawn
