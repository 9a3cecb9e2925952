"""The files on similar work, and what the terminal tells of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from rich.cells import cell_len, set_cell_size

from autograder.course import Course
from autograder.errors import unwritable_is_told
from autograder.exercise.show import printable
from autograder.files import write_whole
from autograder.progress import progress
from autograder.settings import Settings, read_config
from autograder.similar.class_code import ClassFolder
from autograder.similar.compare import Comparison, compare
from autograder.similar.html_page import ClassReport, similar_pages

#: Pairs that the terminal names, and columns for a student's id there.
NAMED, LONGEST = 10, 24


def write_similar(course: Course, assignment: str, top: int, out: Path | None = None) -> Iterator[str]:
    """Compare a class and write page and table; tell line by line what was found, and where it stands.

    Raises
    ------
    AutograderError
        There are not two submissions, the lesson is not built, or the folder cannot be written to.
    """
    folder = out.absolute() if out else course.report(assignment)
    the_class = ClassFolder(course, assignment)
    with progress("comparing") as reach:
        found = compare(the_class.lesson, the_class.code(reach), top)
    students = sorted({student for pair in found.pairs for student in (pair.first, pair.second)})
    data = ClassReport(assignment, found, people=the_class.people(students), mistakes=the_class.mistakes())
    texts = similar_pages(data, Settings.of(read_config(course)).language)
    with unwritable_is_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            write_whole(folder / name, text)
    yield from _told(found)
    shown = folder.relative_to(course.root) if folder.is_relative_to(course.root) else folder
    yield f"{shown / 'similar.html'}: the pairs side by side; open it first"
    yield f"{shown / 'similar.csv'}: the same as a table"


def _told(found: Comparison) -> Iterator[str]:
    if not found.pairs:
        yield f"{found.students} students compared: no two share anything that few others have."
        return
    yield f"{found.students} students compared; the most similar pairs (usual score: {found.usual:.0f}):"
    for place, pair in enumerate(found.pairs[:NAMED], start=1):
        names = f"{_short(pair.first)} · {_short(pair.second)}"
        yield f"{place:3}  {set_cell_size(names, 2 * LONGEST + 3)}  {pair.score:6.0f}  {pair.share:4.0%} alike"
    yield "Likeness is not proof: short functions look alike by themselves."


def _short(student: str) -> str:
    shown = printable(student, LONGEST)
    return shown if cell_len(shown) <= LONGEST else f"{set_cell_size(shown, LONGEST - 1)}…"
