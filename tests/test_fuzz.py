"""Notebooks mutated at random, as files, as JSON, as metadata and as cells: never a crash, never more marks.

2,000 of them here; `make fuzz` tries more, from other seeds.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Limits, Sandbox
from autograder.submission import rebuild, runnable

from .classroom import code_cell, fill, release
from .conftest import PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("FUZZ", "2000"))
CHUNKS = 8
LIMITS = Limits(cell_cpu=2, exercise_cpu=2, notebook_cpu=20, cell_idle=1, exercise_idle=1, memory=2 << 30)

JUNK: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    "",
    "x",
    "\ud800",
    "../..",
    "\x1b[2J",
    [],
    {},
    [[]],
    "a" * 5000,
    {"a": {"b": []}},
]


@pytest.fixture(scope="module")
def strict(bundle: Bundle) -> Iterator[Sandbox]:
    with Sandbox(bundle.preload, bundle.pack, LIMITS) as started:
        yield started


@pytest.fixture(scope="module")
def half(made: Course, lesson: Lesson) -> bytes:
    """A notebook with half of the functions written, one of them wrongly, and cells of the student's own."""
    answers = dict(list(lesson.solutions.items())[:4]) | {"correlation": "def correlation(x, y):\n    return 0.5"}
    notebook = json.loads(fill(release(made, "en"), answers))
    notebook["cells"].insert(9, code_cell("def helper(x):\n    return x"))
    return json.dumps(notebook, ensure_ascii=False).encode()


def of_bytes(dice: random.Random, data: bytes) -> bytes:
    start = dice.randrange(len(data))
    end = min(len(data), start + dice.choice((1, 1, 2, 50, 5000)))
    kind = dice.randrange(5)
    if kind == 0:
        return data[:start]
    if kind == 1:
        return data[:start] + data[end:]
    if kind == 2:
        return data[:start] + data[start:end] * 3 + data[end:]
    if kind == 3:
        return data[:start] + dice.randbytes(end - start) + data[end:]
    return data[:start] + bytes([data[start] ^ 1 << dice.randrange(8)]) + data[start + 1 :]


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a nest of lists and dictionaries: what holds it, and under which key."""
    for key, item in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(item, (dict, list)):
            yield from places(item)


def of_structure(dice: random.Random, notebook: Any) -> Any:
    holder, key = dice.choice(list(places(notebook)))
    kind = dice.randrange(3)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = dice.choice(JUNK)
    elif isinstance(holder, dict):
        holder[dice.choice(("id", "source", "metadata", "nbgrader", "cell_type", "grade_id", "zz"))] = holder[key]
    else:
        holder.insert(key, holder[key])
    return notebook


def of_metadata(dice: random.Random, notebook: Any) -> Any:
    cell = dice.choice(notebook["cells"])
    named = cell["metadata"].setdefault("nbgrader", {})
    names = [one["id"] for one in notebook["cells"]]
    key = dice.choice(("grade_id", "grade", "locked", "solution", "points", "schema_version", "cell_type", "checksum"))
    named[key] = dice.choice([*JUNK, *names, 100, True, False])
    if dice.random() < 0.3:
        cell["id"] = dice.choice(names)
    return notebook


def of_cells(dice: random.Random, notebook: Any) -> Any:
    cells = notebook["cells"]
    one, other = dice.randrange(len(cells)), dice.randrange(len(cells))
    kind = dice.randrange(5)
    if kind == 0:
        cells[one], cells[other] = cells[other], cells[one]
    elif kind == 1:
        cells.insert(other, cells[one])
    elif kind == 2:
        del cells[one]
    elif kind == 3:
        cells[one]["cell_type"] = dice.choice(("markdown", "code", "raw", "heading"))
    else:
        cells[one]["source"] = cells[other]["source"]
    return notebook


def mutated(dice: random.Random, data: bytes) -> bytes:
    for _ in range(dice.choice((1, 1, 2, 5))):
        way = dice.choice((of_bytes, of_structure, of_metadata, of_cells))
        if way is of_bytes:
            data = of_bytes(dice, data) or b" "
            continue
        try:
            notebook = json.loads(data)
            data = json.dumps(way(dice, notebook)).encode()
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            continue  # no longer a notebook that this can be done to
    return data


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_mutated_notebooks_crash_nothing_and_earn_no_more(
    bundle: Bundle, strict: Sandbox, half: bytes, chunk: int
) -> None:
    def marks(data: bytes) -> dict[str, int]:
        book = grade_submission(bundle, Task("student", {PART: data}, language="en"), strict).notebooks[PART]
        return {name: verdict.earned for name, verdict in book.verdicts.items()}

    best = marks(half)
    assert list(best.values()) == [10, 10, 10, 10, 0, 0]
    known: dict[str, dict[str, int]] = {}
    for number in range(chunk, COUNT, CHUNKS):
        data = mutated(random.Random(f"{os.environ.get('FUZZ_SEED', '')}{number}"), half)
        # What is run decides the marks: what has been run already need not be run again.
        cells = [
            (cell["id"], cell["source"]) for cell in runnable(rebuild(bundle.editions[PART], data, "en", name=PART))
        ]
        run = json.dumps(cells)
        if run not in known:
            known[run] = marks(data)
        above = {name: mark for name, mark in known[run].items() if mark > best[name]}
        assert not above, (number, above)
