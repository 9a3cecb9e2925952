"""Marks as CSV: for a spreadsheet, and in the columns that Canvas and Moodle import."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

from autograder.report.gather import ClassData, Standing
from autograder.templates import number

Cells = list[str]


def table(data: ClassData, form: str) -> str:
    """The marks in one of `FORMS`.

    A byte order mark stands in front of the one for a spreadsheet, by which Excel sees that Chinese names are UTF-8.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[_safe(cell) for cell in row] for row in FORMS[form](data)])
    return ("\ufeff" if form == "plain" else "") + out.getvalue()


def _plain(data: ClassData) -> Iterator[Cells]:
    """A row for each student, a column for each exercise, and what is not yet marked left empty."""
    names = list(data.students[0].scores)
    yield ["student_id", "last_name", "first_name", "email", *names, "extra_credit", "late_penalty", "total", "points"]
    for one in data.students:
        person, total = one.person, one.total
        marks = [_number(score.earned) for score in one.scores.values()]
        sums = [total.extra, total.penalty, total.earned, total.points]
        yield [person.id, person.last_name, person.first_name, person.email, *marks, *map(_number, sums)]


def _canvas(data: ClassData) -> Iterator[Cells]:
    """What Canvas's gradebook takes: students are found by their SIS ids; the second row tells the points."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", data.assignment]
    yield ["    Points Possible", "", "", "", "", _number(data.points)]
    for one in data.students:
        person = one.person
        yield [_name(one), person.lms_user_id, person.id, person.id, "", _number(one.total.earned)]


def _moodle(data: ClassData) -> Iterator[Cells]:
    """What Moodle's import of grades takes: students are found by user name or address, as one chooses there."""
    yield ["Username", "First name", "Last name", "Email address", data.assignment]
    for one in data.students:
        person = one.person
        yield [person.id, person.first_name, person.last_name, person.email, _number(one.total.earned)]


#: The forms of a table, by the names that they are asked for by.
FORMS: dict[str, Callable[[ClassData], Iterator[Cells]]] = {"plain": _plain, "canvas": _canvas, "moodle": _moodle}


def _name(one: Standing) -> str:
    """As Canvas writes it: the last name first; the id where nobody has told a name."""
    names = [name for name in (one.person.last_name, one.person.first_name) if name]
    return ", ".join(names) or one.student


def _number(value: float | None) -> str:
    return "" if value is None else number(value)


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: ids are the names of folders, which may be anything."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
