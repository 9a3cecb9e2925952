"""What was collected, on the terminal: a line for each student, then what was not taken, and what to do next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.console import Console

from autograder.collecting import Collected, Outcome
from autograder.collecting.place import Done
from autograder.course import Course
from autograder.safe_text import clean

#: Where no terminal tells its width.
WIDTH = 80
#: Columns that names and files' names get at most.
NAME = 18
#: What was done, in a word, and in the sentence above the table.
_DONE: dict[Done, str] = {
    "new": "new",
    "newer": "newer, and put in the place of what was there",
    "unchanged": "unchanged",
    "older": "not newer than what is there",
    "damaged": "damaged",
    "nothing": "without a file that can be taken",
    "blocked": "without a place",
}
_TAKEN: tuple[Done, ...] = ("new", "newer")


def print_collected(course: Course, assignment: str, collected: Collected) -> bool:
    """Print what was done; whether anything of what was given is there now."""
    console = Console(width=None if Console().is_terminal else WIDTH, markup=False, highlight=False)
    counts = Counter(one.placed.done for one in collected.outcomes)
    told = "; ".join(f"{counts[done]} {words}" for done, words in _DONE.items() if counts[done])
    console.print(f"{assignment}: {told or 'nothing was found'}.")
    if collected.entered:
        console.print(f"Entered into the gradebook, or changed there: {collected.entered} students.")
    taken = [one for one in collected.outcomes if one.placed.done in _TAKEN]
    if taken:
        console.print()
        for line in _table(taken, console.width):
            console.print(line, soft_wrap=True)
        for line in _about_times(taken, assignment, collected):
            console.print(line)
    else:
        console.print("Nothing in submitted/ has changed.")
    kept = [one.placed.kept for one in taken if one.placed.kept]
    if kept:
        console.print(f"What was there before is kept in {course.replaced(assignment).relative_to(course.root)}/.")
    if left := list(_not_taken(course, assignment, collected)):
        console.print("\nNot taken:")
        for line in left:
            console.print(f"  {clean(line)}")
    is_there = bool(taken or counts["unchanged"] or counts["older"])
    if is_there:
        console.print(f"\nNext: {shlex.join(['autograder', 'grade', assignment])}")
    return is_there


def _table(taken: list[Outcome], width: int) -> Iterator[str]:
    names = min(NAME, max(cell_len(one.student) for one in taken))
    names = max(names, len("student"))
    yield f" {'student':{names}}  {'handed in (UTC)':16}  {'late':4}  files  {'':5}  from"
    yield "─" * min(width, names + 62)
    for one in taken:
        when = f"{one.handed_in:%Y-%m-%d %H:%M}" if one.handed_in else "not known"
        late = {True: "late", False: "no", None: ""}[one.is_late]
        start = f" {_fit(clean(one.student), names)}  {when:16}  {late:4}  {one.placed.files:5}  {one.placed.done:5}  "
        source = f"{one.platform}, {clean(one.given)}"
        yield f"{start}{_fit(source, width - cell_len(start)).rstrip()}"


def _fit(text: str, width: int) -> str:
    return set_cell_size(text if cell_len(text) <= width else f"{set_cell_size(text, width - 1)}…", width)


def _about_times(taken: list[Outcome], assignment: str, collected: Collected) -> Iterator[str]:
    """What is to be known of times that are missing: without one, nobody is late."""
    if collected.due is None:
        yield (
            "Who is late is told once a day is set: nbgrader db assignment add "
            f'{assignment} --duedate "2027-01-31 15:59 UTC"'
        )
    unknown = [one for one in taken if one.handed_in is None]
    if unknown:
        yield (
            f"When it was handed in is not known of {len(unknown)}: what was given tells no time, or only that of the "
            "download. They count as in time, unless you write a timestamp.txt beside their notebooks."
        )
    told = [one.student for one in unknown if one.is_late]
    if told:
        yield f"Late, as the platform says, and no time is told: {', '.join(map(clean, told))}"


def _not_taken(course: Course, assignment: str, collected: Collected) -> Iterator[str]:
    for one in collected.outcomes:
        folder = (course.submitted / one.student / assignment).relative_to(course.root)
        if one.placed.done == "older":
            yield (
                f"{one.student}, {one.given}: not newer than what is there, and not the same. To take it all the same, "
                f"move {folder} away and run the same command again"
            )
        elif one.placed.done == "damaged":
            yield f"{one.student}, {one.given}: what is there is whole, and stays"
        elif one.placed.done == "nothing":
            yield f"{one.student}, {one.given}: no file of it can be taken; ask for it again"
        for left in one.placed.not_taken:
            yield f"{one.student}, {left.what}: {left.why}"
    for left in collected.not_taken:
        yield f"{left.what}: {left.why}"
