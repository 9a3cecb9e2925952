"""What the work on speed has changed: the engine as it was before it and as it is now, on the same class in turns.

The older one is taken from the repository's history, with the lesson as it was then; each grades its own release,
filled with the same answers. What is told is the CPU time of all processes for one submission more, which a busy
machine changes less than the clock on the wall.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from autograder.course import Course
from autograder.grading.bundle import Bundle, load_bundle
from benchmarks.classes import ASSIGNMENT, PART, ROOT, hand_in, our_course

#: The last commit before the work on speed.
BEFORE = "b11afb1"
SMALL = 10


def table(count: int = 60, rounds: int = 3) -> str:
    """Measure in turns; the table, in Markdown."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        archive = subprocess.run(["git", "archive", BEFORE], cwd=ROOT, capture_output=True)
        if archive.returncode:
            sys.exit(f"{BEFORE} is not in this checkout's history: {archive.stderr.decode().strip()}")
        older = folder / "before"
        older.mkdir()
        subprocess.run(["tar", "-x"], cwd=older, input=archive.stdout, check=True)
        ways = {f"before ({BEFORE})": (older, older), "now": (our_course(folder / "now").root, ROOT)}
        bundle = load_bundle(Course(ROOT), ASSIGNMENT, secret=bytes(32))
        taken: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, (course, engine) in ways.items():
                few, many = (_cpu(course, engine, bundle, size) for size in (SMALL, count))
                taken[name].append(1000 * (many - few) / (count - SMALL))
    each = {name: statistics.median(times) for name, times in taken.items()}
    now = each["now"]
    lines = [
        f"CPU time of all processes for a submission of part 1 more ({count} less {SMALL}, one grading process, "
        f"{rounds} rounds in turns; medians).",
        "",
        "| | ms | ratio |",
        "| --- | --- | --- |",
        *(f"| {name} | {time:.0f} | {time / now:.2f} |" for name, time in each.items()),
    ]
    return "\n".join(lines)


def _cpu(course: Path, engine: Path, bundle: Bundle, count: int) -> float:
    """CPU seconds that an engine takes for a class in a gradebook of its own."""
    hand_in(course, course / "release" / "en" / ASSIGNMENT / f"{PART}.ipynb", bundle, count)
    (course / "gradebook.db").unlink(missing_ok=True)
    shutil.rmtree(course / ".autograder", ignore_errors=True)
    used = _used()
    ran = subprocess.run(
        [sys.executable, "-c", "from autograder.cli import main; main()", "grade", ASSIGNMENT, "--jobs", "1"],
        cwd=course,
        env={**os.environ, "PYTHONPATH": str(engine), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        sys.exit(f"grading in {course} failed:\n{(ran.stdout + ran.stderr)[-2000:]}")
    return _used() - used


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime
