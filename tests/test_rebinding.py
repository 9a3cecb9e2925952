"""A function is judged with the names that stood at its place, whatever the notebook binds anew further down."""

from __future__ import annotations

import copy

import pytest

from autograder.grading.bundle import Bundle
from autograder.grading.rebinding import EVERYTHING, bound_anew
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.build import Notebook, dumps, loads
from autograder.lessons.lesson import Lesson
from autograder.results import NotebookResult
from autograder.sandbox import CodeCell, Sandbox

from .classroom import code_cell, fill
from .conftest import PART


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("k = 3", ["k"]),
        ("k += 1", ["k"]),
        ("del k", ["k"]),
        ("for k in range(3): pass", ["k"]),
        ("with open('x') as k: pass", ["k"]),
        ("import math as k", ["k"]),
        ("from math import pi as k", ["k"]),
        ("import k.sub", ["k"]),
        ("def k(): pass", ["k"]),
        ("class k: pass", ["k"]),
        ("def g():\n    global k\n    k = 3", ["k"]),
        ("[k := 3]", ["k"]),
        ("%matplotlib inline\nk = 3", ["k"]),
        ("%reset -f", [EVERYTHING]),
        ("globals()['k'] = 3", [EVERYTHING]),
        ("def g():\n    k = 3", []),
        ("print(k)", []),
        ("j = 3", []),
        ("k = (", []),
        ("(lambda k: k)(1)", []),
        ("from math import *", [EVERYTHING]),
    ],
)
def test_names_that_are_bound_anew_are_known(below: str, names: list[str]) -> None:
    cells = [CodeCell("a", "k = 2\ndef f(x):\n    return k * x"), CodeCell("t", declares=("f",)), CodeCell("b", below)]
    assert bound_anew(cells, 1) == names
    assert bound_anew([cells[2], cells[0], cells[1]], 2) == []
    # What a function sets itself is not looked up in the notebook.
    local = CodeCell("a", "def f(x):\n    k = 2\n    return k * x")
    assert bound_anew([local, *cells[1:]], 1) == [name for name in names if name == EVERYTHING]


@pytest.mark.slow
@pytest.mark.parametrize(
    "below",
    [
        "np = 3 * 7",
        "%reset -f",
        "del np",
        "import math as np",
        "def helper(a, b, c): return None",
        "mean = None",
    ],
)
def test_what_stands_below_costs_nothing(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson, below: str
) -> None:
    source = lesson.solutions["centre"].replace("    return", "    X = helper(X)\n    return")
    answers = lesson.solutions | {"centre": f"def helper(X): return np.asarray(X)\n{source}"}
    notebook = fill(released, answers)
    right = graded(bundle, sandbox, notebook)
    assert right.earned == 60
    changed = graded(bundle, sandbox, with_cell(notebook, below))
    assert {name: verdict.earned for name, verdict in changed.verdicts.items()} == {
        name: verdict.earned for name, verdict in right.verdicts.items()
    }
    told = [note for note in changed.notes if note.code == "rebound"]
    (note,) = told
    assert "cells further down bind names anew (" in note.message.en and "按它们所在位置的情形评分" in note.message.zh


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [
        # Its own assert hides the answer, of which a part is right.
        {"centre": "def centre(X):\n    mu = np.mean(X, axis=0)\n    assert mu is None\n    return X + mu, mu"},
        # What it builds on is wrong.
        {"mean": "def mean(X):\n    return np.mean(X, axis=0) + 1"},
    ],
)
def test_what_stands_below_costs_nothing_where_something_else_is_wrong_too(
    bundle: Bundle,
    sandbox: Sandbox,
    released: Notebook,
    lesson: Lesson,
    wrong: dict[str, str],
) -> None:
    """Names bound anew, own asserts and functions that others build on are each forgiven, and all of them at once."""
    answers = {name: wrong.get(name, source) for name, source in lesson.solutions.items()}
    notebook = fill(copy.deepcopy(released), answers)
    before, after = (graded(bundle, sandbox, one) for one in (notebook, with_cell(notebook, "np = 3")))
    assert {name: one.earned for name, one in after.verdicts.items()} == {
        name: one.earned for name, one in before.verdicts.items()
    }
    assert 0 < after.earned < 60


@pytest.mark.slow
def test_a_wrong_function_stays_wrong(bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson) -> None:
    """What is bound below does not mend it, either."""
    wrong = "def centre(X):\n    return X - offset, offset"
    notebook = fill(released, lesson.solutions | {"centre": wrong})
    found = graded(bundle, sandbox, with_cell(notebook, "offset = 0"))
    assert found.verdicts["centre"].earned == 0


def graded(bundle: Bundle, sandbox: Sandbox, data: bytes) -> NotebookResult:
    return grade_submission(bundle, Task("student", {PART: data}, language="en"), sandbox).notebooks[PART]


def with_cell(notebook: bytes, source: str) -> bytes:
    """The notebook with one more cell, at its end."""
    book = loads(notebook.decode())
    return dumps(book | {"cells": [*book["cells"], code_cell(source)]}).encode()
