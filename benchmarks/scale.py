"""Whether a class of any size costs as much a submission.

Classes of part 1 are graded by `autograder grade` in turns, the smaller ones again beside each larger one. What a
submission takes is the time beyond a class of 20, so that the start-up does not count; memory is that of all processes
together at the peak, looked at every second.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from pathlib import Path

from autograder.course import scripts_on_path
from autograder.grading.bundle import load_bundle
from benchmarks.classes import ASSIGNMENT, PART, Ran, hand_in, our_course, run

LEAST = 20  # enough for a process on each processor, as in the others


def table(sizes: tuple[int, ...] = (50, 500, 5000), rounds: int = 5) -> str:
    """Measure in turns; the table, in Markdown. The largest class is graded once."""
    scripts_on_path()
    with tempfile.TemporaryDirectory() as temporary:
        ours = our_course(Path(temporary) / "ours")
        bundle = load_bundle(ours, ASSIGNMENT)
        released = ours.release("en", ASSIGNMENT) / f"{PART}.ipynb"

        def graded(count: int) -> Ran:
            hand_in(ours.root, released, bundle, count)
            # A gradebook of its own: what others have left in it would have to be looked through.
            ours.gradebook.unlink(missing_ok=True)
            return run(ours.root, "autograder", "grade", ASSIGNMENT)

        found: dict[int, list[Ran]] = {size: [] for size in (LEAST, *sizes)}
        for number in range(rounds):
            for size in (LEAST, *sizes):
                if size != max(sizes) or number == rounds // 2:
                    found[size].append(graded(size))
        shutil.rmtree(ours.root)
    start = statistics.median(ran.seconds for ran in found.pop(LEAST))
    each = {size: statistics.median((ran.seconds - start) / (size - LEAST) for ran in found[size]) for size in sizes}
    held = {size: statistics.median(ran.memory for ran in found[size]) for size in sizes}
    cores = len(os.sched_getaffinity(0))
    lines = [
        f"Classes of part 1, {cores} processors, in turns; medians of {rounds}, the largest class once.",
        "",
        "| submissions | one more | of the smallest class's | memory at the peak | of the smallest class's |",
        "| --- | --- | --- | --- | --- |",
    ]
    for size in sizes:
        lines.append(
            f"| {size:,} | {1000 * each[size]:.0f} ms | {each[size] / each[sizes[0]]:.2f} "
            f"| {held[size] / 1e6:.0f} MB | {held[size] / held[sizes[0]]:.2f} |"
        )
    return "\n".join(lines)
