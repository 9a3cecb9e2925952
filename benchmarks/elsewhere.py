"""Grading on a dask cluster against grading here, and feedback against nbgrader's.

The cluster's scheduler and workers run on this machine, so what it shows is what the way there and back costs. Stock
nbgrader's `generate_feedback` runs on its own course, ours on the same submissions; both write all pages anew.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from autograder.course import scripts_on_path
from autograder.grading.bundle import load_bundle
from benchmarks.classes import ASSIGNMENT, PART, hand_in, marks, our_course, run, stock_course


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A scheduler and so many workers of one thread; the address."""
    folder.mkdir()
    file = folder / "scheduler.json"
    with ExitStack() as stack:

        def start(kind: str, *arguments: str) -> None:
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", *arguments]
            log = stack.enter_context((folder / f"{kind}.log").open("wb"))
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.terminate)

        start("scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(file))
        while not file.is_file():
            time.sleep(0.1)
        address = str(json.loads(file.read_text("utf-8"))["address"])
        start("worker", address, "--nthreads", "1", "--nworkers", str(workers), "--local-directory", str(folder))
        while (folder / "worker.log").read_text("utf-8").count("Registered to:") < workers:
            time.sleep(0.1)
        yield address


def table(count: int = 100, sample: int = 10, rounds: int = 3) -> str:
    """Measure in turns; both tables, in Markdown."""
    scripts_on_path()
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        ours = our_course(folder / "ours")
        bundle = load_bundle(ours, ASSIGNMENT)
        released = ours.release("en", ASSIGNMENT) / f"{PART}.ipynb"
        hand_in(ours.root, released, bundle, count)
        ways: dict[str, tuple[str, ...]] = {
            "here, a process for each processor": (),
            "here, one process": ("--jobs", "1"),
        }
        for workers in (1, 2):
            address = stack.enter_context(cluster(folder / f"cluster{workers}", workers))
            ways[f"dask, workers: {workers}"] = ("--scheduler", address)
        run(ours.root, "autograder", "grade", ASSIGNMENT)
        expected = marks(ours.root)
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, options in ways.items():
                ran = run(ours.root, "autograder", "grade", ASSIGNMENT, "--regrade", *options)
                taken[name].append(ran.seconds)
                assert marks(ours.root) == expected, name
        stock = folder / "stock"
        stock_course(stock, bundle, demonstrations=True)
        hand_in(stock, stock / "release" / ASSIGNMENT / f"{PART}.ipynb", bundle, sample)
        run(stock, "nbgrader", "autograde", ASSIGNMENT)
        feedback: dict[str, list[float]] = {"stock nbgrader": [], "here": []}
        for _ in range(rounds):
            for name, course, pages in (("stock nbgrader", stock, sample), ("here", ours.root, count)):
                shutil.rmtree(course / "feedback", ignore_errors=True)
                whole = run(course, "nbgrader", "generate_feedback", ASSIGNMENT).seconds
                assert len(list((course / "feedback").rglob(f"{PART}.html"))) == pages
                shutil.rmtree(course / "feedback")
                one = run(course, "nbgrader", "generate_feedback", ASSIGNMENT, "--student", "student00000").seconds
                feedback[name].append((whole - one) / (pages - 1))
    cores = len(os.sched_getaffinity(0))
    first = statistics.median(next(iter(taken.values())))
    lines = [
        f"{count} submissions of part 1 by `autograder grade`, {cores} processors, {rounds} rounds in turns; medians.",
        "",
        "| | whole class | of the first |",
        "| --- | --- | --- |",
    ]
    lines += [
        f"| {name} | {statistics.median(times):.1f} s | {statistics.median(times) / first:.2f} |"
        for name, times in taken.items()
    ]
    each = {name: statistics.median(times) for name, times in feedback.items()}
    lines += [
        "",
        f"`nbgrader generate_feedback`, one page more ({sample} of stock nbgrader, {count} here); medians of {rounds}.",
        "",
        "| | one page more | ratio |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {name} | {1000 * time:.1f} ms | {each['stock nbgrader'] / time:.0f} |" for name, time in each.items()]
    return "\n".join(lines)
