"""The class on the terminal: marks per student, marks per exercise, and what to open next."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course import Course
from autograder.grading.batch import ClassResult
from autograder.grading.results import Result
from autograder.judge import Verdict


def print_class(course: Course, graded: ClassResult) -> None:
    """Print both tables and the next steps."""
    # Wide enough for ten exercises, also where no terminal tells its width.
    # Student ids and messages are shown as they are: what looks like markup in them is none.
    console = Console(width=None if Console().is_terminal else 110, markup=False, highlight=False)
    results = graded.results
    exercises = _exercises(results[0])
    console.print(_students(results, exercises))
    console.print(_per_exercise(results, exercises))
    skipped = len(results) - graded.graded
    note = f"; {skipped} were graded already and unchanged (--regrade grades them again)" if skipped else ""
    console.print(f"{graded.graded} of {len(results)} submissions graded now{note}.")
    if graded.skipped:
        console.print("Not graded:", *(f"  {what}" for what in graded.skipped), sep="\n", soft_wrap=True)
    odd = list(_odd(results))
    if odd:
        console.print("Worth a look:", *odd, sep="\n", soft_wrap=True)
    waiting = [result.student for result in results if _waits(result)]
    if waiting:
        console.print(f"Written answers wait for a person: {len(waiting)} submissions.")
    first = results[0]
    console.print("\nOpen next:")
    console.print(f"  {(course.autograded / first.student / first.assignment).relative_to(course.root)}/")
    console.print("    the notebooks as they were run, with the marks under each hidden test")
    console.print(f"  {course.results(first.assignment).relative_to(course.root)}/{first.student}.json")
    console.print("    one file per submission: every check, what was found, what was odd")
    console.print("  gradebook.db, through nbgrader: run `nbgrader export` for a table of marks, or")
    console.print(f"    `nbgrader generate_feedback {first.assignment}` for a page per student")


def _exercises(result: Result) -> list[str]:
    return [exercise for book in result.notebooks.values() for exercise in book.verdicts]


def _students(results: tuple[Result, ...], exercises: list[str]) -> Table:
    table = Table(title=f"Marks per student · {results[0].assignment}", header_style="bold")
    table.add_column("student", no_wrap=True)
    table.add_column("in")
    for number, _ in enumerate(exercises, start=1):
        table.add_column(str(number), justify="right")
    table.add_column("automatic", justify="right")
    for result in results:
        verdicts = [result.verdict(exercise) for exercise in exercises]
        languages = {book.language for book in result.notebooks.values()}
        marks = [_mark(verdict) for verdict in verdicts]
        total = f"{result.earned}/{sum(verdict.points for verdict in verdicts)}"
        table.add_row(result.student, "/".join(sorted(languages)), *marks, total)
    return table


def _per_exercise(results: tuple[Result, ...], exercises: list[str]) -> Table:
    table = Table(title="Marks per function", header_style="bold")
    for heading, justify in (("", "right"), ("function", "left"), ("points", "right"), ("mean", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for heading in ("full marks", "some", "none"):
        table.add_column(heading, justify="right")
    for number, exercise in enumerate(exercises, start=1):
        verdicts = [result.verdict(exercise) for result in results]
        points = verdicts[0].points
        earned = [verdict.earned for verdict in verdicts]
        full, none = sum(mark == points for mark in earned), sum(mark == 0 for mark in earned)
        mean = f"{sum(earned) / len(earned):.1f}"
        some = len(earned) - full - none
        table.add_row(str(number), exercise, str(points), mean, str(full), str(some), str(none))
    return table


def _odd(results: tuple[Result, ...]) -> Iterator[str]:
    """What was noted of each submission, a line for each kind."""
    for result in results:
        kinds: dict[str, list[str]] = {}
        for book in result.notebooks.values():
            for note in book.notes:
                kinds.setdefault(note.code, []).append(note.message.en)
        for messages in kinds.values():
            more = f" (and {len(messages) - 1} more of this kind)" if len(messages) > 1 else ""
            yield f"  {result.student}: {messages[0]}{more}"


def _mark(verdict: Verdict) -> Text:
    colour = "green" if verdict.earned == verdict.points else "red" if verdict.earned == 0 else "yellow"
    return Text(str(verdict.earned), style=colour)


def _waits(result: Result) -> bool:
    """Whether a written answer was given that a person has to mark."""
    return any(
        cell["cell_type"] == "markdown"
        and cell["metadata"].get("nbgrader", {}).get("grade")
        and cell["id"] not in book.untouched
        for book in result.notebooks.values()
        for cell in book.notebook["cells"]
    )
