"""What the walls around a submission cost.

The lesson's solutions of part 1 are handed in, run, and asked about all ten functions: in a sandbox with all walls, and
in turns with that in one without any, both warm, one submission at a time. The ratio is that of the medians; the range
is that of pairs that ran one after the other.
"""

from __future__ import annotations

import statistics
import time
from contextlib import ExitStack
from pathlib import Path

from autograder.course import Course
from autograder.grading.bundle import load_bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.sandbox import Sandbox

ROOT = Path(__file__).resolve().parents[1]
PART, WARM = "step_by_step", 5


def table(rounds: int = 100) -> str:
    """Measure; the table, in Markdown."""
    course = Course(ROOT)
    bundle = load_bundle(course, "deep-neural-network", secret=bytes(32))
    source = (course.source(bundle.assignment) / f"{PART}.ipynb").read_bytes()
    task = Task("student", {PART: source}, language="en")
    with ExitStack() as stack:
        walls, none = (
            stack.enter_context(Sandbox(bundle.preload, bundle.pack, isolate=isolate)) for isolate in (True, False)
        )
        assert not walls.lacks, f"not all walls can be had here: {walls.lacks}"
        times: dict[Sandbox, list[float]] = {walls: [], none: []}
        for number in range(WARM + rounds):
            for sandbox in (walls, none):
                begun = time.perf_counter()
                earned = grade_submission(bundle, task, sandbox).notebooks[PART].earned
                if number >= WARM:
                    times[sandbox].append(1000 * (time.perf_counter() - begun))
                assert earned == 100
    ratios = sorted(one / other for one, other in zip(times[walls], times[none], strict=True))
    with_walls, without = (statistics.median(times[sandbox]) for sandbox in (walls, none))
    low, high = ratios[len(ratios) // 20], ratios[-1 - len(ratios) // 20]
    lines = [
        f"{rounds} submissions each, in turns; medians, and the middle nine tenths of the ratios of neighbours.",
        "",
        "| with walls | without | cost | ratio |",
        "| --- | --- | --- | --- |",
        f"| {with_walls:.1f} ms | {without:.1f} ms | {with_walls - without:.1f} ms "
        f"| {with_walls / without:.2f} ({low:.2f} to {high:.2f}) |",
    ]
    return "\n".join(lines)
