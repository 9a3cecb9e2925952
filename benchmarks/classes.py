"""Classes to be graded: the lesson as our course and as a plain nbgrader course, filled with the same notebooks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.gradebook import open_gradebook
from autograder.lessons.build import BEGIN_HIDDEN, END_HIDDEN, dumps, loads, tested

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT, PART = "deep-neural-network", "step_by_step"
#: Of every ten submissions one is blank, and one has a mistake.
BLANK, WRONG = 8, 9
MISTAKE = "def linear_forward(A, W, b):\n    Z = W @ A\n    return Z, (A, W, b)"

_SAME = """import numpy as np
def same(found, expected):
    if isinstance(expected, (tuple, list)):
        assert len(found) == len(expected)
        for one, other in zip(found, expected): same(one, other)
    elif isinstance(expected, dict):
        assert set(expected) <= set(found)
        for name in expected: same(found[name], expected[name])
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-9)
"""


def literal(value: Any) -> str:
    """A value as Python source."""
    if isinstance(value, np.ndarray):
        return f"np.array({value.tolist()!r}).reshape({value.shape!r})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name!r}: {literal(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + "".join(f"{literal(entry)}, " for entry in value) + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return repr(value.item() if isinstance(value, np.generic) else value)


def our_course(folder: Path) -> Course:
    """A copy of this course."""
    for name in ("source", "release", "datasets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*_catvnoncat.h5"))
    lessons = shutil.ignore_patterns("solved", "__pycache__")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=lessons)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Course(folder)


def stock_course(folder: Path, bundle: Bundle, demonstrations: bool) -> None:
    """The lesson as a plain nbgrader course, whose hidden tests assert the reference outputs, released by nbgrader.

    Without its demonstrations it has the cells that grading by us runs: set-up, solutions and tests.
    """
    source = loads(dumps(bundle.sources[PART]))
    kept = []
    for cell in source["cells"]:
        name, tags = tested(cell), set(cell["metadata"].get("tags", ()))
        if name is not None:
            case = bundle.reference.public(bundle.exercises[name])
            seed = "" if case.seed is None else f"np.random.seed({case.seed})\n"
            call = f"same({name}(*{literal(tuple(case.args))}), {literal(bundle.reference.answer(name, case))})"
            cell["source"] = f"{BEGIN_HIDDEN}\n{_SAME}{seed}{call}\n{END_HIDDEN}"
        if demonstrations or not tags & {"try", "check", "demo"}:
            kept.append(cell)
    source["cells"] = kept
    place = folder / "source" / ASSIGNMENT
    place.mkdir(parents=True)
    (place / f"{PART}.ipynb").write_text(dumps(source), "utf-8")
    for name, data in bundle.pack.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n", "utf-8")
    run(folder, "nbgrader", "generate_assignment", ASSIGNMENT)
    shutil.copy(folder / "gradebook.db", folder / "blank.db")


def filled(released: Path, bundle: Bundle, number: int) -> bytes:
    """A released notebook with the lesson's solutions in it, unlike any other; some are blank, some have a mistake."""
    solutions = {cell["id"]: cell["source"] for cell in bundle.sources[PART]["cells"]}
    if number % 10 == WRONG:
        solutions["linear_forward"] = MISTAKE
    notebook = loads(released.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
            text = cell["source"] if number % 10 == BLANK else solutions[cell["id"]]
            cell["source"] = f"{text}\n# {number}"
    return dumps(notebook).encode()


def hand_in(course: Path, released: Path, bundle: Bundle, count: int) -> None:
    """So many submissions and no others; what was graded before is forgotten, but for the gradebook's assignment."""
    for name in ("submitted", "results", "autograded", "feedback"):
        shutil.rmtree(course / name, ignore_errors=True)
    blank = course / "blank.db"
    if blank.is_file():
        shutil.copy(blank, course / "gradebook.db")
    for number in range(count):
        place = course / "submitted" / f"student{number:05}" / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{PART}.ipynb").write_bytes(filled(released, bundle, number))


@dataclass(frozen=True)
class Ran:
    """What a command took: seconds by the clock, and bytes at the peak, of all its processes together."""

    seconds: float
    memory: int


def run(folder: Path, *command: str) -> Ran:
    """Run a command in a course folder to its end."""
    script = Path(sys.executable).with_name(command[0])
    environment = {**os.environ, "PATH": f"{script.parent}:/usr/bin:/bin", "PYTHONWARNINGS": "ignore"}
    peak = 0
    begun = time.perf_counter()
    with subprocess.Popen(
        [script, *command[1:]], cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        ended = threading.Event()

        def watch() -> None:
            nonlocal peak
            while not ended.wait(1):
                peak = max(peak, _held(process.pid))

        watching = threading.Thread(target=watch)
        watching.start()
        said = process.communicate()[0]
        taken = time.perf_counter() - begun
        ended.set()
        watching.join()
    if process.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{said[-2000:]}")
    return Ran(taken, peak)


def _held(pid: int) -> int:
    """The bytes that a process and its descendants hold in memory; what several share counts for each of them."""
    total = 0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.Error:
        return 0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.Error:
            continue
    return total


def marks(course: Path) -> dict[str, dict[str, float | None]]:
    """By student, the automatic marks for the cells of part 1."""
    with open_gradebook(Course(course)) as gradebook:
        return {
            submission.student.id: {
                grade.cell.name: grade.auto_score
                for book in submission.notebooks
                if book.name == PART
                for grade in book.grades
                if grade.cell.name.startswith("test_")
            }
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }
