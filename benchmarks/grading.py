"""A class graded by stock nbgrader, by `nbgrader autograde` in this course, and by `autograder grade`, in turns.

`python benchmarks/grading.py [--submissions 200] [--stock 20] [--rounds 2]`

All grade the same filled-in notebooks of part 1; each differs from the others by a comment. Stock nbgrader has the
lesson as a course of its own: the hidden tests assert the reference outputs, and the configuration is nbgrader's. It
grades one submission after the other, so a sample tells: its start-up is what is left of a run of one submission when
the time of one more is taken off, and is charged as for the whole class. Of ours the whole run counts. In all three the
gradebook knows the assignment before the clock starts.

The floor is what the same cells cost when a warm process with a prebuilt shell is forked for each submission and runs
them, two at once: no isolation, no questions, no files, no gradebook.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from autograder.build import BEGIN_HIDDEN, END_HIDDEN, declared, dumps, loads
from autograder.course import Course, scripts_on_path
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.gradebook import open_gradebook
from autograder.submission import Editions, rebuild, runnable

ROOT = Path(__file__).resolve().parents[1]
ASSIGNMENT, PART = "deep-neural-network", "step_by_step"

SAME = """import numpy as np
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


def stock_course(folder: Path, bundle: Bundle) -> None:
    """The lesson as a plain nbgrader course, released and known to the gradebook."""
    source = loads(dumps(bundle.sources[PART]))
    for cell in source["cells"]:
        name = declared(cell)
        if name is None:
            continue
        case = bundle.exercises[name].public(bundle.reference)
        seed = "" if case.seed is None else f"np.random.seed({case.seed})\n"
        call = f"same({name}(*{literal(tuple(case.args))}), {literal(bundle.reference.answer(name, case))})"
        cell["source"] = f"{BEGIN_HIDDEN}\n{SAME}{seed}{call}\n{END_HIDDEN}"
    place = folder / "source" / ASSIGNMENT
    place.mkdir(parents=True)
    (place / f"{PART}.ipynb").write_text(dumps(source), "utf-8")
    for name, data in bundle.resources.items():
        (place / name).write_bytes(data)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'stock'\n", "utf-8")
    run(folder, "nbgrader", "generate_assignment", ASSIGNMENT)


def our_course(folder: Path) -> Course:
    """A copy of this course, whose gradebook knows the assignment."""
    for name in ("source", "release", "datasets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*_catvnoncat.h5"))
    lessons = shutil.ignore_patterns("solved", "__pycache__")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=lessons)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Course(folder)


def filled(release: Path, bundle: Bundle, number: int) -> bytes:
    """A released notebook with the lesson's solutions in it, unlike any other."""
    solutions = {cell["id"]: cell["source"] for cell in bundle.sources[PART]["cells"]}
    notebook = loads(release.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution") and cell["cell_type"] == "code":
            cell["source"] = f"{solutions[cell['id']]}\n# {number}"
    return dumps(notebook).encode()


def hand_in(course: Path, release: Path, bundle: Bundle, count: int) -> None:
    """So many submissions and no others; what was graded before is forgotten, but for the gradebook's assignment."""
    for name in ("submitted", "results", "autograded", "feedback"):
        shutil.rmtree(course / name, ignore_errors=True)
    blank = course / "blank.db"
    if blank.is_file():
        shutil.copy(blank, course / "gradebook.db")
    for number in range(count):
        place = course / "submitted" / f"student{number:05}" / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{PART}.ipynb").write_bytes(filled(release, bundle, number))


def run(folder: Path, *command: str) -> float:
    """Run a command in a course folder; the seconds that it took."""
    script = Path(sys.executable).with_name(command[0])
    environment = {**os.environ, "PATH": f"{script.parent}:/usr/bin:/bin"}
    begun = time.perf_counter()
    ran = subprocess.run([script, *command[1:]], cwd=folder, env=environment, capture_output=True, text=True)
    taken = time.perf_counter() - begun
    if ran.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{ran.stderr[-2000:]}")
    return taken


def marks(course: Path) -> set[float]:
    """The marks that the students got for part 1."""
    with open_gradebook(Course(course)) as gradebook:
        return {
            sum(grade.auto_score or 0 for book in submission.notebooks if book.name == PART for grade in book.grades)
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


FLOOR = """
import json, os, sys, time
from pathlib import Path
sys.path.insert(0, {root!r})
import numpy, h5py, matplotlib.pyplot
from autograder.inside import runner
cells, count, folder = json.loads(Path({cells!r}).read_text()), {count}, {folder!r}
shell = runner.build_shell(Path(folder))
os.chdir(folder)
sys.path.insert(0, "")
begun = time.perf_counter()
workers = []
for share in range(2):
    pid = os.fork()
    if pid == 0:
        for number in range(share, count, 2):
            child = os.fork()
            if child == 0:
                sys.stdout = runner.Stream(shell.recorder, "stdout")
                for index, source in enumerate(cells):
                    runner.run(shell, index, source, False)
                    shell.recorder.finish()
                os._exit(0)
            os.waitpid(child, 0)
        os._exit(0)
    workers.append(pid)
for pid in workers:
    os.waitpid(pid, 0)
print(time.perf_counter() - begun)
"""


def floor(folder: Path, bundle: Bundle, count: int) -> float:
    """The seconds that a fork of a warm process takes for a submission's cells, two at once."""
    place = folder / "floor"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, data in bundle.resources.items():
        (place / name).write_bytes(data)
    submitted = filled(ROOT / "release" / "en" / ASSIGNMENT / f"{PART}.ipynb", bundle, 0)
    rebuilt = rebuild(Editions(bundle.sources[PART]), submitted, "en")
    cells = [cell["source"] for cell in runnable(rebuilt) if not declared(cell)]
    (folder / "cells.json").write_text(json.dumps(cells), "utf-8")
    places = {"root": str(ROOT), "cells": str(folder / "cells.json"), "folder": str(place), "count": count}
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    script = FLOOR.format(**places)
    ran = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return float(ran.stdout) / count


def main() -> None:
    """Measure in turns, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--submissions", type=int, default=200)
    options.add_argument("--stock", type=int, default=20)
    options.add_argument("--rounds", type=int, default=2)
    asked = options.parse_args()
    count, few = asked.submissions, asked.submissions // 4
    scripts_on_path()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ours = our_course(folder / "ours")
        bundle = load_bundle(ours, ASSIGNMENT)
        stock = folder / "stock"
        stock_course(stock, bundle)
        releases = {
            stock: stock / "release" / ASSIGNMENT / f"{PART}.ipynb",
            ours.root: ours.release("en", ASSIGNMENT) / f"{PART}.ipynb",
        }
        hand_in(ours.root, releases[ours.root], bundle, 1)
        run(ours.root, "autograder", "grade", ASSIGNMENT)
        with open_gradebook(ours) as gradebook:
            gradebook.remove_student("student00000")
        for course in (stock, ours.root):
            shutil.copy(course / "gradebook.db", course / "blank.db")

        def timed(course: Path, count: int, *command: str) -> float:
            hand_in(course, releases[course], bundle, count)
            taken = run(course, *command, ASSIGNMENT)
            assert marks(course) == {100.0}, (command, marks(course))
            return taken

        ways: dict[str, Callable[[int], float]] = {
            "nbgrader autograde, stock": lambda n: timed(stock, n, "nbgrader", "autograde"),
            "nbgrader autograde": lambda n: timed(ours.root, n, "nbgrader", "autograde"),
            "autograder grade": lambda n: timed(ours.root, n, "autograder", "grade"),
        }
        sizes = {name: (1, asked.stock) if "stock" in name else (few, count) for name in ways}
        rows: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        floors = []
        for _ in range(asked.rounds):
            for name, way in ways.items():
                small, large = sizes[name]
                first, second = way(small), way(large)
                each = (second - first) / (large - small)
                rows[name].append((each, each * count + first - each * small))
            floors.append(floor(folder, bundle, count))
    cores = len(os.sched_getaffinity(0))
    print(f"{count} submissions ({asked.stock} for stock), {asked.rounds} rounds in turns, {cores} cores; medians")
    print("| | a submission more | the whole class | times stock | times the floor |")
    print("| --- | --- | --- | --- | --- |")
    least = statistics.median(floors)
    slowest = statistics.median(whole for _, whole in rows["nbgrader autograde, stock"])
    for name, found in rows.items():
        each, whole = (statistics.median(column) for column in zip(*found, strict=True))
        print(f"| {name} | {1000 * each:.0f} ms | {whole:.1f} s | {slowest / whole:.1f} | {each / least:.1f} |")
    print(f"| the floor | {1000 * least:.0f} ms | | | 1 |")


if __name__ == "__main__":
    main()
