"""The lint names file, line and cell of whatever is wrong in a lesson's text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import AutograderError
from autograder.lessons import lesson as lessons
from autograder.lessons.lesson import Lesson
from autograder.lessons.lint import lint, refuse_faulty

from .conftest import ROOT


@pytest.fixture
def edit(tmp_path: Path) -> Callable[[str, str, str], list[str]]:
    """Edits a file of a copy of the lesson, once, and returns what the lint then says."""
    folder = tmp_path / "deep_neural_network"
    shutil.copytree(ROOT / "notebooks" / "deep_neural_network", folder)

    def apply(file: str, old: str, new: str) -> list[str]:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return [str(problem) for problem in lint(lessons.read(folder))]

    return apply


def test_the_lesson_is_sound(lesson: Lesson) -> None:
    assert [str(problem) for problem in lint(lesson)] == []


def test_the_points_are_those_of_the_outline(lesson: Lesson) -> None:
    assert [exercise.points for exercise in lesson.exercises] == [10] * 10 + [20, 20, 10, 40]
    assert [question.points for question in lesson.written] == [5, 10]


def test_every_exercise_goes_the_same_way(lesson: Lesson) -> None:
    cells = [cell for part in lesson.parts for cell in part.cells]
    for exercise in lesson.exercises:
        kinds = [cell.kind for cell in cells if cell.name == exercise.name]
        assert kinds == ["solution", "try", "expected", "check", "marking", "marking", "test"]


@pytest.mark.parametrize(("part", "count"), [(0, 17), (1, 3)])
def test_formulas_are_numbered_without_gaps_in_both_languages(lesson: Lesson, part: int, count: int) -> None:
    for language in ("zh", "en"):
        text = "\n".join(cell.source for cell in lesson.parts[part].cells if cell.language == language)
        assert re.findall(r"\\tag\{(\d+)\}", text) == [str(number) for number in range(1, count + 1)]


STEP = "step_by_step.py"


@pytest.mark.parametrize(
    ("old", "new", "cell", "message"),
    [
        ('# %% [markdown] lang="en"\n# ## Notation', '# %% [markdown] lang="zh"\n# ## Notation', "text", "twin"),
        ("    ### END SOLUTION\n", "", "initialize_parameters", "unbalanced"),
        ("    ### BEGIN SOLUTION\n", "", "initialize_parameters", "unbalanced"),
        ('try="linear_forward"', 'try="compute_cost"', "try_compute_cost", "duplicate id"),
        ("A^{[l-1]} + b^{[l]} \\tag{3}", "A^{[l]} + b^{[l]} \\tag{3}", "text", "displayed formulas differ"),
        ("`keepdims=True`", "`keepdim=True`", "text", "names in backticks differ"),
        ("# ## Notation", "# ### Notation", "text", "headings differ"),
        ("{{points linear_forward}}", "{{points linear_forwards}}", "marking_linear_forward", "unknown directive"),
        ("(figures/route.svg)", "(figures/root.svg)", "text", "root.svg"),
        ("权重要**随机**。", "权重要,**随机**。", "text", "half-width"),
        ('# %% test="compute_cost"\n', "", "compute_cost", "no text has a test cell"),
        ("def compute_cost(AL, Y):", "def cost(AL, Y):", "compute_cost", "must define compute_cost"),
    ],
)
def test_the_lint_names_file_line_and_cell(
    edit: Callable[[str, str, str], list[str]], old: str, new: str, cell: str, message: str
) -> None:
    problems = edit(STEP, old, new)
    assert any(
        re.match(rf".*(step_by_step|checks)\.py:\d+: cell {re.escape(cell)}: .*{re.escape(message)}", problem)
        for problem in problems
    ), problems


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('Check("Z", 7,', 'Check("Z", 0,', "has 0 points"),
        ("draws=(draw_linear_forward,) * 4,", "draws=(),", "random cases"),
        ('Exercise(\n        "compute_cost",', 'Exercise(\n        "compute_costs",', "not declared in checks.py"),
        ('builds_on=("linear_forward",),', 'builds_on=("linear_forwards",),', "neither an exercise"),
    ],
)
def test_the_lint_looks_at_the_declarations_too(
    edit: Callable[[str, str, str], list[str]], old: str, new: str, message: str
) -> None:
    problems = edit("checks.py", old, new)
    assert any(message in problem for problem in problems), problems


def test_a_header_of_no_known_kind_is_refused_with_its_line(edit: Callable[[str, str, str], list[str]]) -> None:
    with pytest.raises(AutograderError, match=r'step_by_step\.py:\d+: .*solutions="linear_forward"'):
        edit(STEP, 'solution="linear_forward"', 'solutions="linear_forward"')


def test_a_faulty_lesson_is_not_built(tmp_path: Path) -> None:
    folder = tmp_path / "deep_neural_network"
    shutil.copytree(ROOT / "notebooks" / "deep_neural_network", folder)
    (folder / STEP).write_text((folder / STEP).read_text("utf-8").replace("    ### END SOLUTION\n", "", 1), "utf-8")
    with pytest.raises(AutograderError, match="cannot be built"):
        refuse_faulty(lessons.read(folder))
