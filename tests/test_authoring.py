"""A second lesson is a second folder in notebooks/, as docs/authoring.md says, and no change to the engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder import results
from autograder.cli import main
from autograder.course import Course

TEXT = '''# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
#   lesson:
#     part: 1
#     title:
#       zh: 平均
#       en: Means
# ---

# %% [markdown] lang="zh"
# # 平均
#
# 一共 {{points}} 分。

# %% [markdown] lang="en"
# # Means
#
# {{points}} points in all.

# %% setup="imports"
LANGUAGE = "zh"

import numpy as np

from small_tools import check, trying

# %% [markdown] lang="zh"
# ## 写出 `mean`

# %% [markdown] lang="en"
# ## Write `mean`

# %% solution="mean"
def mean(values):
    """values: (n,)  mean: ()"""
    ### BEGIN SOLUTION
    return np.sum(values) / len(values)
    ### END SOLUTION

# %% try="mean"
with trying(mean):
    print(mean(np.array([1.0, 2.0, 6.0])))

# %% [markdown] expected="mean"
# > ```text
# > 3.0
# > ```

# %% check="mean"
check(mean)

# %% [markdown] marking="mean" lang="zh"
# **评分 · `mean` · {{points mean}} 分**
#
# {{checks mean}}

# %% [markdown] marking="mean" lang="en"
# **Marking · `mean` · {{points mean}} points**
#
# {{checks mean}}

# %% test="mean"
'''
CHECKS = """import numpy as np

from autograder.exercise import Case, Check, Exercise, Output, Text, equal

PRELOAD = ("numpy", "small_tools")
PUBLIC, RANDOM = Text("公开输入", "public input"), Text("随机输入", "random input")


def draw(random, reference):
    return Case(RANDOM, (random.uniform(1, 2, size=int(random.integers(2, 9))),))


EXERCISES = (
    Exercise(
        "mean",
        public=lambda reference: Case(PUBLIC, (np.array([1.0, 2.0, 6.0]),)),
        draws=(draw,) * 3,
        checks=(Check("value", 5, Text("平均值", "the mean"), equal(Output("mean"))),),
    ),
)
WRITTEN = ()
"""
MISTAKES = """from autograder.exercise import Mistake, Text

MISTAKES = (
    Mistake(
        "mean",
        "not-divided",
        Text("数更多的时候，平均值会变大吗？", "Does a mean grow with the count of numbers?"),
        caught_by="value",
        edits=((" / len(values)", ""),),
    ),
)
"""
TOOLS = """from contextlib import suppress


def check(function):
    print("looked at", function.__name__)


def trying(function):
    return suppress(NotImplementedError)
"""
SAMPLES = "RIGHT_OTHERWISE = {'mean': ('def mean(values):\\n    return values.mean()\\n',)}\nSTUDENTS = ()\n"
PROOF = """REMEMBERED, SLOW, EQUIVALENT = (), {}, {}


def card(reference, exercise, notebook):
    return False, None
"""


@pytest.fixture
def two_lessons(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course with a second, tiny lesson."""
    folder = course.root / "notebooks" / "means"
    (folder / "resources").mkdir(parents=True)
    for name, text in {
        "means.py": TEXT,
        "checks.py": CHECKS,
        "mistakes.py": MISTAKES,
        "resources/small_tools.py": TOOLS,
    }.items():
        (folder / name).write_text(text, "utf-8")
    monkeypatch.chdir(course.root)
    return course


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_lesson_is_added_built_graded_and_reported_on(two_lessons: Course) -> None:
    assert "source/means: 2 files, 2 changed" in run("build", "--no-solved")
    released = json.loads((two_lessons.release("en", "means") / "means.ipynb").read_text("utf-8"))
    assert "5 points in all" in json.dumps(released)
    wrong = "def mean(values):\n    total = 0\n    for value in values:\n        total += value\n    return total\n"
    for student, source in {"ada": "def mean(values):\n    return np.mean(values)\n", "bo": wrong, "chen": ""}.items():
        for cell in released["cells"]:
            if cell["id"] == "mean" and source:
                cell["source"] = source
        place = two_lessons.submitted / student / "means"
        place.mkdir(parents=True)
        (place / "means.ipynb").write_text(json.dumps(released), "utf-8")
    assert "3 of 3 submissions graded now" in run("grade", "means")
    store = two_lessons.results("means")
    earned = {name: result.earned for name in ("ada", "bo") if (result := results.load(store, name)) is not None}
    assert earned == {"ada": 5, "bo": 0}
    page = (two_lessons.feedback / "bo" / "means" / "means.html").read_text("utf-8")
    assert "Does a mean grow with the count of numbers?" in page
    assert "report/grades.csv" in run("report", "means")
    assert "ada" in Path("report/index.html").read_text("utf-8")


def test_with_two_lessons_the_assignment_must_be_named(two_lessons: Course) -> None:
    result = CliRunner().invoke(main, ["report"])
    assert result.exit_code == 1
    assert "Say which assignment: deep-neural-network, means" in result.output


def test_its_marks_are_proven_where_it_says_what_is_needed(two_lessons: Course) -> None:
    from autograder.proof.proof import row
    from autograder.proof.units import known_mistakes, marks_by_answer, material, mutated

    folder = two_lessons.root / "notebooks" / "means"
    (folder / "samples.py").write_text(SAMPLES, "utf-8")
    (folder / "proof.py").write_text(PROOF, "utf-8")
    run("build", "--no-solved")
    loaded = material(two_lessons.root, "means")
    found = row(
        loaded,
        "mean",
        known_mistakes(loaded, "mean"),
        [],
        mutated(loaded, "mean", survived=2),
        marks_by_answer(loaded, "mean", range(5)),
    )
    assert found.problems == ()
    assert found.mutants == found.killed > 5
