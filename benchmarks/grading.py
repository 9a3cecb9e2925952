"""A class graded by stock nbgrader, by `nbgrader autograde` in this course, and by `autograder grade`, in turns.

All grade the same filled-in notebooks of part 1: of ten, eight right ones that differ by a comment, a blank one and one
with a mistake. Stock nbgrader has the lesson as a course of its own, with nbgrader's configuration; it grades one
submission after the other, so a sample tells what one more takes, and its start-up is charged as for the whole class.
Of ours the whole run counts. In all three the gradebook knows the assignment before the clock starts.

The floor is what the same cells cost where a warm process with an IPython shell is forked for each submission and runs
them, one on each processor at once: no isolation, no questions, no files, no gradebook. The process has imported NumPy,
h5py and matplotlib; the resource pack, compiled, is imported by the cells, or before the fork, as it is by us.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from autograder.course import scripts_on_path
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.gradebook import open_gradebook
from autograder.lessons.build import tested
from autograder.submission import Editions, rebuild, runnable
from benchmarks.classes import (
    ASSIGNMENT,
    BLANK,
    PART,
    ROOT,
    WRONG,
    filled,
    hand_in,
    marks,
    our_course,
    run,
    stock_course,
)

_FLOOR = """
import compileall, gc, io, json, os, sys, time
from pathlib import Path
cells, count, jobs, pack = json.loads(Path("cells.json").read_text()), {count}, {jobs}, {pack!r}
sys.path.insert(0, "")
import numpy, numpy.random, h5py, matplotlib.pyplot
compileall.compile_dir(".", quiet=2)
for name in pack:
    __import__(name)
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
config = Config()
config.HistoryManager.enabled = False
shell = InteractiveShell.instance(config=config)
shell.run_cell("1")
gc.collect()
gc.freeze()
begun = time.perf_counter()
workers = []
for share in range(jobs):
    pid = os.fork()
    if pid == 0:
        for number in range(share, count, jobs):
            child = os.fork()
            if child == 0:
                sys.stdout = sys.stderr = io.StringIO()
                for source in cells:
                    shell.run_cell(source, store_history=True)
                os._exit(0)
            os.waitpid(child, 0)
        os._exit(0)
    workers.append(pid)
for pid in workers:
    os.waitpid(pid, 0)
print(time.perf_counter() - begun)
"""


def floor(folder: Path, bundle: Bundle, count: int, pack: bool) -> float:
    """The seconds that a fork of a warm process takes for a submission's cells."""
    place = folder / "floor"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name, data in bundle.pack.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_bytes(data)
    submitted = filled(ROOT / "release" / "en" / ASSIGNMENT / f"{PART}.ipynb", bundle, 0)
    rebuilt = rebuild(Editions(bundle.sources[PART]), submitted, "en")
    cells = [cell["source"] for cell in runnable(rebuilt) if not tested(cell)]
    (place / "cells.json").write_text(json.dumps(cells), "utf-8")
    tops = {name.split("/")[0].removesuffix(".py") for name in bundle.pack}
    modules = [name for name in bundle.preload if name.split(".")[0] in tops] if pack else []
    script = _FLOOR.format(count=count, jobs=len(os.sched_getaffinity(0)), pack=modules)
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg", "IPYTHONDIR": str(folder)}
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=True)
    return float(ran.stdout.split()[-1]) / count


def table(count: int = 200, sample: int = 20, rounds: int = 3) -> str:
    """Measure in turns; the table, in Markdown."""
    few = count // 4
    scripts_on_path()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        ours = our_course(folder / "ours")
        bundle = load_bundle(ours, ASSIGNMENT)
        released = {ours.root: ours.release("en", ASSIGNMENT) / f"{PART}.ipynb"}
        plain, bare = folder / "plain", folder / "bare"
        for course, demonstrations in ((plain, True), (bare, False)):
            stock_course(course, bundle, demonstrations)
            released[course] = course / "release" / ASSIGNMENT / f"{PART}.ipynb"
        hand_in(ours.root, released[ours.root], bundle, 1)
        run(ours.root, "autograder", "grade", ASSIGNMENT)
        with open_gradebook(ours) as gradebook:
            gradebook.remove_student("student00000")
        shutil.copy(ours.gradebook, ours.root / "blank.db")
        found: dict[str, dict[str, dict[str, float | None]]] = {}

        def timed(name: str, course: Path, count: int, *command: str) -> float:
            hand_in(course, released[course], bundle, count)
            taken = run(course, *command, ASSIGNMENT).seconds
            found.setdefault(name, {}).update(marks(course))
            return taken

        ways: dict[str, Callable[[str, int], float]] = {
            "stock nbgrader": lambda name, n: timed(name, plain, n, "nbgrader", "autograde"),
            "stock nbgrader, demonstrations left out": lambda name, n: timed(name, bare, n, "nbgrader", "autograde"),
            "`nbgrader autograde` here": lambda name, n: timed(name, ours.root, n, "nbgrader", "autograde"),
            "`autograder grade`": lambda name, n: timed(name, ours.root, n, "autograder", "grade"),
        }
        rows: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        floors: dict[bool, list[float]] = {True: [], False: []}
        for _ in range(rounds):
            for name, way in ways.items():
                small, large = (1, sample + 1) if name.startswith("stock") else (few, count)
                first, second = way(name, small), way(name, large)
                each = (second - first) / (large - small)
                rows[name].append((each, second + each * (count - large)))
            for pack, times in floors.items():
                times.append(floor(folder, bundle, count, pack))
    _agree(found)
    return _written(count, sample, rounds, rows, floors)


def _agree(found: dict[str, dict[str, dict[str, float | None]]]) -> None:
    """Both our ways give the same marks, to the last decimal; stock nbgrader agrees on what is right or blank."""
    first, second = (given for name, given in found.items() if not name.startswith("stock"))
    assert first == second
    for number, (student, given) in enumerate(sorted(first.items())):
        expected = 0 if number % 10 == BLANK else 100
        if number % 10 != WRONG:
            assert sum(mark or 0 for mark in given.values()) == expected, (student, given)
            for name, stock in found.items():
                if name.startswith("stock") and student in stock:
                    assert stock[student] == given, (name, student)
        else:
            assert given["test_linear_forward"] != 10, given


def _written(
    count: int,
    sample: int,
    rounds: int,
    rows: dict[str, list[tuple[float, float]]],
    floors: dict[bool, list[float]],
) -> str:
    cores = len(os.sched_getaffinity(0))
    lines = [
        f"{count} submissions (stock nbgrader: {sample}, and the rest reckoned from them), {rounds} rounds in turns, "
        f"{cores} processors; medians.",
        "",
        "| | whole class | one more | throughput, of stock's | the same, without demonstrations | of the floor |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    least = statistics.median(floors[False])
    wholes = {name: statistics.median(whole for _, whole in found) for name, found in rows.items()}
    full, bare = (whole for name, whole in wholes.items() if name.startswith("stock"))
    for name, found in rows.items():
        each, whole = statistics.median(each for each, _ in found), wholes[name]
        lines.append(
            f"| {name} | {whole:.1f} s | {1000 * each:.0f} ms "
            f"| {full / whole:.1f} | {bare / whole:.1f} | {each / least:.1f} |"
        )
    lines.append(f"| the floor | | {1000 * least:.0f} ms | | | 1 |")
    packed = statistics.median(floors[True])
    lines.append(
        f"| the floor, the pack imported before the fork | | {1000 * packed:.0f} ms | | | {packed / least:.1f} |"
    )
    return "\n".join(lines)
