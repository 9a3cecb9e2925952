"""The result of a submission, stored as one file: the truth that all else is made from.

Of a result, the gradebook is told the `GradebookRows`, and a `Summary` is kept in memory while a class is graded.
"""

from __future__ import annotations

import hashlib
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path
from typing import Literal

import msgspec

from autograder.exercise import Language
from autograder.files import write_whole
from autograder.judge import Verdict
from autograder.lessons.build import Notebook
from autograder.submission import Note


@dataclass(frozen=True)
class NotebookResult:
    """One graded notebook: the verdicts, what was odd, and the notebook as it was run."""

    language: Language
    _: KW_ONLY
    #: Whether there was a file of it.
    submitted: bool
    #: By exercise, in the order of the notebook.
    verdicts: dict[str, Verdict]
    notes: tuple[Note, ...]
    #: Solution and answer cells that are as they were released, by name.
    untouched: tuple[str, ...]
    notebook: Notebook
    #: The exercises whose function was judged that another cell than the one meant for it defines: that cell's id.
    elsewhere: dict[str, str] = field(default_factory=dict)

    @property
    def earned(self) -> int:
        """The automatic marks earned."""
        return sum(verdict.earned for verdict in self.verdicts.values())


@dataclass(frozen=True)
class Result:
    """One graded submission. ``digest`` says what was graded, by what, with which secret."""

    assignment: str
    student: str
    _: KW_ONLY
    digest: str
    #: The id of the run that graded it again, if one did.
    run: str = ""
    notebooks: dict[str, NotebookResult] = field(default_factory=dict)
    #: The walls that the machine could not put around the submission, and why.
    lacks: dict[str, str] = field(default_factory=dict)
    #: Seconds by the clock on the wall that grading took.
    seconds: float = 0.0
    #: Raised when the files' form changes, so that older ones are made anew.
    format: Literal[7] = 7

    @property
    def earned(self) -> int:
        """The automatic marks earned in all notebooks."""
        return sum(notebook.earned for notebook in self.notebooks.values())


def without_arrays(verdict: Verdict) -> Verdict:
    """The verdict as it can be stored: without the arrays that its findings compare, which only hints are made from."""
    marks = (
        mark if mark.finding is None else replace(mark, finding=replace(mark.finding, apart=None))
        for mark in verdict.marks
    )
    return replace(verdict, marks=tuple(marks))


# --- files ---------------------------------------------------------------------------------------------------


def dumps(result: Result) -> bytes:
    """The contents of a result's file."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def loads(data: bytes) -> Result:
    """The result in such a file.

    Raises
    ------
    msgspec.DecodeError
        It holds none, or one of another format.
    """
    return _decoder.decode(data)


_decoder = msgspec.json.Decoder(Result)


def save(folder: Path, student: str, data: bytes) -> None:
    """Write a result into its file, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{student}.json", data)


def load(folder: Path, student: str) -> Result | None:
    """A student's stored result; None when there is none, or none that can be used."""
    kept = read(folder, student)
    return kept and kept[0]


def read(folder: Path, student: str, run: str = "") -> tuple[Result, bytes] | None:
    """A student's stored result, as `load` has it, and the contents of its file; if a run is named, of no other one."""
    path = folder / f"{student}.json"
    try:
        data = path.read_bytes()
        result = loads(data)
        return None if run not in ("", result.run) else (result, data)
    except (OSError, msgspec.DecodeError, RecursionError):
        return None  # whatever somebody has made of the file, it is graded again


# --- in short ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GradedCell:
    """The answer that a graded cell marks: what tells it from another, and its automatic mark.

    The mark is None where a person has to look.
    """

    answer: str
    mark: float | None


@dataclass(frozen=True)
class GradebookRows:
    """The rows of one submission in the gradebook."""

    student: str
    #: By notebook, then by the grade id of the cell.
    cells: dict[str, dict[str, GradedCell]]
    #: The solution and answer cells of each notebook that are as they were released.
    untouched: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Summary:
    """One submission's marks, by exercise and by nbgrader's graded cells, and what was odd."""

    assignment: str
    student: str
    _: KW_ONLY
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


def gradebook_rows(result: Result) -> GradebookRows:
    """The rows of a result in the gradebook."""
    books = result.notebooks
    cells = {name: _graded_cells(book) for name, book in books.items()}
    return GradebookRows(result.student, cells, {name: book.untouched for name, book in books.items()})


def summarise(result: Result, rows: GradebookRows) -> Summary:
    """The summary of a result, whose rows these are."""
    books = result.notebooks
    return Summary(
        result.assignment,
        result.student,
        languages=tuple(sorted({book.language for book in books.values()})),
        marks={
            name: (verdict.earned, verdict.points) for book in books.values() for name, verdict in book.verdicts.items()
        },
        waits=any(graded.mark is None for cells in rows.cells.values() for graded in cells.values()),
        notes=tuple(note for book in books.values() for note in book.notes),
        readable=any(not _BLANK & {note.code for note in book.notes} for book in books.values()),
        lacks=result.lacks,
    )


#: The notes on notebooks of which nothing could be read.
_BLANK = {"no_file", "too_large", "unreadable", "another"}


def _graded_cells(book: NotebookResult) -> dict[str, GradedCell]:
    """Of a hidden test, the answer is the source of the solution cell, and of the one that was judged in its place."""
    sources = {cell["id"]: cell["source"] for cell in book.notebook["cells"]}
    graded = {}
    for cell in book.notebook["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if meta.get("grade"):
            name = meta["grade_id"]
            exercise = name.removeprefix("test_")
            answer = hashlib.sha256(sources.get(exercise, "").encode())
            if exercise in book.elsewhere:
                answer.update(sources.get(book.elsewhere[exercise], "").encode())
            graded[name] = GradedCell(answer.hexdigest(), _mark(book, name, book.verdicts.get(exercise)))
    return graded


def _mark(book: NotebookResult, name: str, verdict: Verdict | None) -> float | None:
    if verdict is not None:
        return float(verdict.earned)
    # A written answer: nothing written earns nothing, all else is for a person to read.
    return 0.0 if name in book.untouched or not book.submitted else None
