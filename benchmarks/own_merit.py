"""What it costs that every function is marked on its own merit: submissions with mistakes beside one without.

Both parts of the lesson are handed in, in English, and graded one submission at a time, in turns. What has lost marks
and builds on others is asked again, with the lesson's own functions in place of those that are wrong; of all that asks
them, the two trainings of part 2 call them most often.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping

from autograder.course import Course
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.build import dumps, loads
from autograder.sandbox import Sandbox
from benchmarks.classes import ASSIGNMENT, ROOT

FIRST, LAST = "linear_forward", "L_layer_model"


def table(rounds: int = 9) -> str:
    """Measure; the table, in Markdown."""
    course = Course(ROOT)
    bundle = load_bundle(course, ASSIGNMENT, secret=bytes(32))
    solutions = bundle.solutions
    wrong: dict[str, str] = {}
    for mistake in bundle.mistakes:
        wrong.setdefault(mistake.exercise, mistake.apply(solutions[mistake.exercise]))
    classes = {
        "all right": solutions,
        f"`{FIRST}` wrong": solutions | {FIRST: wrong[FIRST]},
        f"`{LAST}` wrong": solutions | {LAST: wrong[LAST]},
        "all 14 wrong": wrong,
        "untouched": {},
    }
    tasks = {what: _handed_in(course, bundle, answers) for what, answers in classes.items()}
    times: dict[str, list[float]] = {what: [] for what in tasks}
    with Sandbox(bundle.preload, bundle.pack) as sandbox:
        for number in range(rounds + 1):  # the first warms up
            for what, task in tasks.items():
                begun = time.perf_counter()
                grade_submission(bundle, task, sandbox)
                if number:
                    times[what].append(time.perf_counter() - begun)
    whole = statistics.median(times["all right"])
    lines = [
        f"Submissions of both parts, one at a time, {rounds} of each in turns; medians.",
        "",
        "| | a submission | of one that is right |",
        "| --- | --- | --- |",
    ]
    for what, taken in times.items():
        middle = statistics.median(taken)
        lines.append(f"| {what} | {1000 * middle:.0f} ms | {middle / whole:.1f} |")
    return "\n".join(lines)


def _handed_in(course: Course, bundle: Bundle, answers: Mapping[str, str]) -> Task:
    files = {}
    for part in bundle.sources:
        notebook = loads((course.release("en", bundle.assignment) / f"{part}.ipynb").read_text("utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        files[part] = dumps(notebook).encode()
    return Task("student", files, language="en")
