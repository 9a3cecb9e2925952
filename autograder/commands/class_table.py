"""The class on the terminal: marks per student, marks per exercise, what is worth a look, and what to open next."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.course import Course
from autograder.grading.class_grader import ClassResult
from autograder.grading.remarks import worth_a_look
from autograder.results import Summary

#: Wide enough for the exercises of a lesson, where no terminal tells its width.
WIDTH = 110

#: To so few letters a student's name may be cut, in columns of a terminal.
SHORTEST = 8


def print_class(course: Course, graded: ClassResult) -> None:
    """Print both tables and the next steps."""
    # Student ids and messages are shown as they are: what looks like markup in them is none.
    console = Console(width=None if Console().is_terminal else WIDTH, markup=False, highlight=False)
    summaries = graded.summaries
    exercises = list(summaries[0].marks)
    # Where there is no room, a name is cut off and never a mark: the other columns need so much.
    others = 17 + 4 * len(exercises)
    if others + SHORTEST > console.width:
        _print(console, _students(summaries, [], console.width - 17))
        hint = f"Automatic marks per student and function: on {others + SHORTEST} columns and more, and in results/."
        console.print(hint, soft_wrap=True)
    else:
        _print(console, _students(summaries, exercises, console.width - others))
    console.print(_per_exercise(summaries, exercises))
    before = len(summaries) - graded.graded
    note = f"; {before} were graded already and unchanged (--regrade grades them again)" if before else ""
    console.print(f"{graded.graded} of {len(summaries)} submissions graded now{note}.")
    if graded.skipped:
        console.print("Not graded:", *(f"  {what}" for what in graded.skipped), sep="\n", soft_wrap=True)
    odd = list(worth_a_look(graded))
    if odd:
        console.print("Worth a look:", *(f"  {line}" for line in odd), sep="\n", soft_wrap=True)
    if graded.restore:
        console.print(f"The gradebook as it was before: to put it back, {graded.restore}", soft_wrap=True)
    waiting = [summary.student for summary in summaries if summary.waits]
    if waiting:
        console.print(f"Submissions with written answers that wait for a person: {len(waiting)}")
    first = summaries[0]
    console.print("\nOpen next:")
    console.print(f"  {(course.feedback / first.student / first.assignment).relative_to(course.root)}/")
    console.print("    a page per student: what each check found, with hints, their own code and outputs")
    page = course.report(first.assignment) / "index.html"
    console.print(f"  {page.relative_to(course.root)}, after `autograder report`")
    console.print("    the class on one page: marks, the commonest mistakes, who is stuck where; and tables as CSV")
    console.print("  gradebook.db, through nbgrader: formgrader to mark by hand, `nbgrader export` for a table;")
    console.print("    after marking by hand, `autograder grade` again puts those marks on the pages")


def _print(console: Console, lines: Iterator[Text]) -> None:
    """Print lines as they are: nothing in them need be wrapped or looked for."""
    for line in lines:
        console.print(line, soft_wrap=True)


def _students(summaries: tuple[Summary, ...], exercises: list[str], name_width: int) -> Iterator[Text]:
    """A line for each student. Written out: a table of rich's would take longer than grading some of them."""
    longest = max(cell_len(summary.student) for summary in summaries)
    width = min(max(longest, len("student")), max(SHORTEST, name_width))
    spoken = max(len("/".join(summary.languages)) for summary in summaries)
    heads = "".join(f"{number:>4}" for number, _ in enumerate(exercises, start=1))
    head = f" {'student':{width}}  {'in':{spoken}}{heads}{'sum':>9}"
    yield Text(f"Automatic marks per student · {summaries[0].assignment}".center(len(head)).rstrip(), "italic")
    yield Text()
    yield Text(head, "bold")
    yield Text("─" * len(head))
    for summary in summaries:
        name, languages = summary.student, "/".join(summary.languages)
        shown = name if cell_len(name) <= width else f"{set_cell_size(name, width - 1)}…"
        line = Text(f" {set_cell_size(shown, width)}  {languages:{spoken}}")
        for exercise in exercises:
            earned, points = summary.marks[exercise]
            line.append(f"{earned:4}", "green" if earned == points else "red" if earned == 0 else "yellow")
        line.append(f"{summary.earned}/{summary.points}".rjust(9))
        yield line
    yield Text()


def _per_exercise(summaries: tuple[Summary, ...], exercises: list[str]) -> Table:
    table = Table(title="Marks per function", header_style="bold", box=box.SIMPLE_HEAD)
    for heading, justify in (("", "right"), ("function", "left"), ("points", "right"), ("mean", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    for heading in ("full marks", "some", "none"):
        table.add_column(heading, justify="right")
    for number, exercise in enumerate(exercises, start=1):
        points = summaries[0].marks[exercise][1]
        earned = [summary.marks[exercise][0] for summary in summaries]
        full, none = sum(mark == points for mark in earned), sum(mark == 0 for mark in earned)
        mean = f"{sum(earned) / len(earned):.1f}"
        some = len(earned) - full - none
        table.add_row(str(number), exercise, str(points), mean, str(full), str(some), str(none))
    return table
