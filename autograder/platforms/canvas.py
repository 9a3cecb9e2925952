"""Canvas's gradebook, which takes marks as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from autograder.exercise import Language
from autograder.report.formats import Format, Row, mark_or_nothing, to_csv
from autograder.report.gather import ClassData, Standing


def _write(data: ClassData, language: Language) -> dict[str, str]:
    return {"grades-canvas": to_csv(_rows(data))}


def _rows(data: ClassData) -> Iterator[Row]:
    """The columns that Canvas imports: students are found by their SIS ids; the second row tells the points."""
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", data.assignment]
    yield ["    Points Possible", "", "", "", "", mark_or_nothing(data.points)]
    for one in data.students:
        person = one.person
        yield [_name(one), person.lms_user_id, person.id, person.id, "", mark_or_nothing(one.total.earned)]


def _name(one: Standing) -> str:
    """The name as Canvas writes it, the last name first; the id where nobody has told a name."""
    names = [name for name in (one.person.last_name, one.person.first_name) if name]
    return ", ".join(names) or one.student


CANVAS = Format("canvas", ".csv", description="the marks in the columns that Canvas imports", writer=_write)
