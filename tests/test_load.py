"""Marks do not depend on how busy the machine is."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Limits, Sandbox

from .classroom import fill, release
from .conftest import PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

LIMITS = Limits(cell_cpu=2, exercise_cpu=1, notebook_cpu=20, cell_idle=1, exercise_idle=1)
#: Programs that want a processor, for each that there is.
CROWD = 4


@contextmanager
def crowded() -> Iterator[None]:
    """A machine on which everything takes several times as long."""
    count = CROWD * len(os.sched_getaffinity(0))
    others = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def test_a_crowded_machine_gives_the_same_marks(made: Course, lesson: Lesson, bundle: Bundle) -> None:
    right = lesson.solutions
    busy = "def correlation(x, y):\n    sum(i * i for i in range(200_000))\n    return "
    work = {
        "right": right,
        "naps": right | {"centre": "import time\ntime.sleep(0.4)\n" + right["centre"]},
        "works": right | {"correlation": busy + "np.corrcoef(x, y)[0, 1]"},
        "loops": right | {"draw_rows": "def draw_rows(X, k):\n    while True: pass"},
        "sleeps": right | {"correlation": "import time\ndef correlation(*args):\n    time.sleep(1000)"},
        "wrong": right | {"spread": "def spread(X, ddof=0):\n    return X"},
    }
    parts = {name: fill(release(made, "en"), answers) for name, answers in work.items()}

    def marks(sandbox: Sandbox) -> dict[str, dict[str, int]]:
        found = {}
        for name, data in parts.items():
            book = grade_submission(bundle, Task(name, {PART: data}, language="en"), sandbox).notebooks[PART]
            found[name] = {exercise: verdict.earned for exercise, verdict in book.verdicts.items()}
        return found

    with Sandbox(bundle.preload, bundle.pack, LIMITS) as sandbox:
        alone = marks(sandbox)
        with crowded():
            assert marks(sandbox) == alone
    assert [sum(alone[name].values()) for name in ("right", "naps", "works")] == [60, 60, 60]
    assert [sum(alone[name].values()) for name in ("loops", "sleeps", "wrong")] == [50, 50, 50]
    assert alone["loops"]["draw_rows"] == alone["sleeps"]["correlation"] == alone["wrong"]["spread"] == 0
