"""What is known of a graded submission in short: its marks and notes, which are kept, and the gradebook's rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from autograder.exercise import Language
from autograder.grading.results import NotebookResult, Result
from autograder.judge import Verdict
from autograder.submission import Note


@dataclass(frozen=True)
class Graded:
    """An answer in a graded cell: what tells it from another, and its automatic mark (None: a person has to look)."""

    answer: str
    mark: float | None


@dataclass(frozen=True)
class Summary:
    """One submission's marks, by exercise and by nbgrader's graded cells, and what was odd."""

    assignment: str
    student: str
    languages: tuple[Language, ...]
    #: By exercise: the points earned, and those there are.
    marks: dict[str, tuple[int, int]]
    #: Whether a written answer was given, which a person has to mark.
    waits: bool
    notes: tuple[Note, ...]
    #: Whether any notebook could be read.
    readable: bool
    #: The walls that it was run without, and why.
    lacks: dict[str, str]

    @property
    def earned(self) -> int:
        """The automatic marks earned in all notebooks."""
        return sum(earned for earned, _ in self.marks.values())

    @property
    def points(self) -> int:
        """The automatic marks there are."""
        return sum(points for _, points in self.marks.values())


@dataclass(frozen=True)
class Rows:
    """What the gradebook is told of one submission."""

    student: str
    #: By notebook, then by the grade id of the cell.
    cells: dict[str, dict[str, Graded]]
    #: The solution and answer cells of each notebook that are as they were released.
    untouched: dict[str, frozenset[str]]


def rows_of(result: Result) -> Rows:
    """What the gradebook is told of a result."""
    books = result.notebooks
    cells = {name: _graded_cells(book) for name, book in books.items()}
    return Rows(result.student, cells, {name: book.untouched for name, book in books.items()})


def summarise(result: Result, rows: Rows) -> Summary:
    """What is kept of a result."""
    books = result.notebooks
    return Summary(
        result.assignment,
        result.student,
        tuple(sorted({book.language for book in books.values()})),
        {name: (verdict.earned, verdict.points) for book in books.values() for name, verdict in book.verdicts.items()},
        any(graded.mark is None for cells in rows.cells.values() for graded in cells.values()),
        tuple(note for book in books.values() for note in book.notes),
        any(not _BLANK & {note.code for note in book.notes} for book in books.values()),
        result.lacks,
    )


#: The notes on notebooks of which nothing could be read.
_BLANK = {"no_file", "too_large", "unreadable", "another"}


def _graded_cells(book: NotebookResult) -> dict[str, Graded]:
    """Of a hidden test, the answer is the source of the solution cell."""
    sources = {cell["id"]: cell["source"] for cell in book.notebook["cells"]}
    graded = {}
    for cell in book.notebook["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("grade"):
            name = meta["grade_id"]
            exercise = name.removeprefix("test_")
            answer = hashlib.sha256(sources.get(exercise, "").encode()).hexdigest()
            graded[name] = Graded(answer, _mark(book, name, book.verdicts.get(exercise)))
    return graded


def _mark(book: NotebookResult, name: str, verdict: Verdict | None) -> float | None:
    if verdict is not None:
        return float(verdict.earned)
    # A written answer: nothing written earns nothing, all else is for a person to read.
    return 0.0 if name in book.untouched or not book.submitted else None
