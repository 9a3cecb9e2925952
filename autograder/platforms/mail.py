"""For mail programs: a file for each student, and a table that a mail merge reads; and all in one zip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

from autograder.grading.gradebook import Person
from autograder.platforms.archive import zipped
from autograder.report.formats import Row, to_csv
from autograder.report.gather import ClassData
from autograder.templates import number


def attachment(student: str, pages: Mapping[str, str]) -> tuple[str, str | bytes]:
    """What a student gets in a mail, and its name: the page, or a zip of several."""
    if len(pages) == 1:
        return f"{student}.html", next(iter(pages.values()))
    return f"{student}.zip", zipped({f"{page}.html": text for page, text in pages.items()})


def merge_table(
    data: ClassData, people: Mapping[str, Person], files: Mapping[str, Path], late: Mapping[str, timedelta]
) -> str:
    """The table of a mail merge: a row for each student who gets a file.

    Paths are whole, since mail programs look for them in no folder of their own. By the byte order mark in front, Excel
    sees that Chinese names are UTF-8.
    """
    return "\ufeff" + to_csv(_rows(data, people, files, late))


def _rows(
    data: ClassData, people: Mapping[str, Person], files: Mapping[str, Path], late: Mapping[str, timedelta]
) -> Iterator[Row]:
    yield ["student_id", "email", "name", "mark", "out_of", "late", "late_penalty", "file"]
    for one in data.students:
        if (file := files.get(one.student)) is not None:
            person = people[one.student]
            mark, penalty = number(data.scaled(one)), number(one.penalty) if one.penalty else ""
            hours = _hours(late.get(one.student))
            name = person.full_name or one.student
            yield [one.student, person.email, name, mark, number(data.most), hours, penalty, str(file)]


def _hours(late: timedelta | None) -> str:
    """How late something came, in hours and minutes; nothing where it came in time."""
    if late is None:
        return ""
    hours, minutes = divmod(int(late.total_seconds()) // 60, 60)
    return f"{hours}:{minutes:02}"
