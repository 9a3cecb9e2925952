"""Where the time of a submission goes, and what a figure costs.

CPU time of all processes while a class of part 1 is graded by one, less that of a small class, for one submission
more. What a figure costs is measured on a solution with a cell more that draws one, in turns with the same without.
"""

from __future__ import annotations

import functools
import resource
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder import results
from autograder.course import Course, scripts_on_path
from autograder.grading import submission_grader
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.class_grader import grade_class
from autograder.grading.publish import Publisher
from autograder.grading.submission_grader import Grader, Task
from autograder.lessons.build import dumps, loads
from autograder.sandbox import Sandbox, Session
from benchmarks.classes import ASSIGNMENT, PART, ROOT, filled, hand_in, our_course

#: The parts of the judge's process that are told apart: where they stand, and what is said of them.
STAGES: tuple[tuple[ModuleType | type, str, str], ...] = (
    (submission_grader, "_rebuilt", "read and rebuild the notebook"),
    (submission_grader, "draw_cases", "draw inputs"),
    (submission_grader, "judge", "right answers and marks"),
    (Sandbox, "run", "talk to the submission's process"),
    (Session, "ask", "talk to the submission's process"),
    (Session, "close", "talk to the submission's process"),
    (submission_grader, "graded_submission", "make result, notebook and page"),
    (results, "save", "store the result"),
    (Publisher, "add", "gradebook and folders"),
    (Publisher, "finish", "gradebook and folders"),
)
REST, OTHERS = "the rest of the judge's process", "submissions' processes, and forking them"
SMALL, WARM = 10, 3
FIGURE = "import matplotlib.pyplot as plt\nplt.plot([1, 2, 3])\nplt.title('costs')\nplt.show()"


class Stages:
    """CPU seconds by part, without those of parts that run within."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._within: list[float] = []

    def watch(self, place: Any, name: str, said: str) -> None:
        """Count what a function takes."""
        function: Callable[..., Any] = getattr(place, name)

        @functools.wraps(function)
        def counted(*args: Any, **kwargs: Any) -> Any:
            begun = time.process_time()
            self._within.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                taken, within = time.process_time() - begun, self._within.pop()
                self.seconds[said] += taken - within
                if self._within:
                    self._within[-1] += taken

        setattr(place, name, counted)


def table(count: int = 100, pairs: int = 40) -> str:
    """Measure; both tables, in Markdown."""
    scripts_on_path()
    stages = Stages()
    for stage in STAGES:
        stages.watch(*stage)
    with tempfile.TemporaryDirectory() as temporary:
        ours = our_course(Path(temporary) / "ours")
        bundle = load_bundle(ours, ASSIGNMENT)
        hand_in(ours.root, ours.release("en", ASSIGNMENT) / f"{PART}.ipynb", bundle, count)
        grade_class(ours, ASSIGNMENT, students="student0000[0-1]", jobs=1)
        small = _taken(ours, stages, f"student0000[0-{SMALL - 1}]")
        large = _taken(ours, stages, "*")
        figure = _figure(bundle, pairs)
    each = {said: 1000 * (large[said] - small[said]) / (count - SMALL) for said in large}
    whole = sum(each.values())
    lines = [
        f"CPU time for a submission of part 1 more ({count} less {SMALL}, one grading process).",
        "",
        "| | ms | share |",
        "| --- | --- | --- |",
    ]
    for said, taken in sorted(each.items(), key=lambda part: -part[1]):
        lines.append(f"| {said} | {taken:.1f} | {taken / whole:.0%} |")
    lines.append(f"| all | {whole:.1f} | |")
    return "\n".join([*lines, "", figure])


def _taken(course: Course, stages: Stages, students: str) -> Counter[str]:
    stages.seconds.clear()
    begun, others = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    grade_class(course, ASSIGNMENT, students=students, regrade=True, jobs=1)
    whole, ended = time.process_time() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = Counter(stages.seconds)
    seconds[REST] = whole - sum(seconds.values())
    seconds[OTHERS] = ended.ru_utime + ended.ru_stime - others.ru_utime - others.ru_stime
    return seconds


def _figure(bundle: Bundle, pairs: int) -> str:
    """What a figure that a student draws costs."""
    data = filled(ROOT / "release" / "en" / ASSIGNMENT / f"{PART}.ipynb", bundle, 0)
    notebook = loads(data.decode())
    added = {
        "cell_type": "code",
        "id": "mine",
        "metadata": {},
        "source": FIGURE,
        "outputs": [],
        "execution_count": None,
    }
    drawing = dumps({**notebook, "cells": [*notebook["cells"], added]}).encode()
    times: dict[bytes, list[float]] = {data: [], drawing: []}
    with Grader(bundle) as grader:
        for number in range(WARM + pairs):
            for submitted, taken in times.items():
                begun = time.perf_counter()
                outcome = grader.grade(Task("student", {PART: submitted}))
                if number >= WARM:
                    taken.append(1000 * (time.perf_counter() - begun))
                assert outcome.graded is not None and outcome.graded.summary.earned == 100
                assert (b"image/png" in outcome.graded.stored) == (submitted is drawing)
    plain, drawn = (statistics.median(taken) for taken in times.values())
    return (
        f"A figure that a student draws costs {drawn - plain:.0f} ms beside {plain:.0f} ms for the submission without "
        f"({pairs} pairs in turns, medians)."
    )
