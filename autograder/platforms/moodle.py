"""Moodle's import of grades, which takes them as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.exercise import Language
from autograder.report.formats import Format, Row, mark_or_nothing, to_csv
from autograder.report.gather import ClassData


def _write(data: ClassData, language: Language) -> dict[str, str]:
    return {"grades-moodle": to_csv(_rows(data))}


def _rows(data: ClassData) -> Iterator[Row]:
    """The columns that Moodle imports: students are found by user name or address, as one chooses there."""
    yield ["Username", "First name", "Last name", "Email address", data.assignment]
    for one in data.students:
        person = one.person
        yield [person.id, person.first_name, person.last_name, person.email, mark_or_nothing(one.total.earned)]


MOODLE = Format("moodle", ".csv", description="the marks in the columns that Moodle imports", writer=_write)
