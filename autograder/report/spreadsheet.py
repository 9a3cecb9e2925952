"""Marks for a spreadsheet: a row for each student, a column for each exercise."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.exercise import Language
from autograder.report.formats import Format, Row, mark_or_nothing, to_csv
from autograder.report.gather import ClassData


def _write(data: ClassData, language: Language) -> dict[str, str]:
    # By the byte order mark in front, Excel sees that Chinese names are UTF-8.
    return {"grades": "\ufeff" + to_csv(_rows(data))}


def _rows(data: ClassData) -> Iterator[Row]:
    """The head, then the students; what is not yet marked is left empty."""
    names = list(data.students[0].scores)
    yield ["student_id", "last_name", "first_name", "email", *names, "extra_credit", "late_penalty", "total", "points"]
    for one in data.students:
        person, total = one.person, one.total
        marks = [mark_or_nothing(score.earned) for score in one.scores.values()]
        sums = [total.extra, total.penalty, total.earned, total.points]
        yield [person.id, person.last_name, person.first_name, person.email, *marks, *map(mark_or_nothing, sums)]


SPREADSHEET = Format("csv", ".csv", description="the marks, for a spreadsheet", writer=_write)
