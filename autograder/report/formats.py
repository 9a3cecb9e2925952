"""Formats of the report: what each is asked for by, and what writes its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass

from autograder.exercise import Language
from autograder.report.gather import ClassData
from autograder.templates import number

#: A row of a table, cell by cell.
Row = Sequence[str | float]


@dataclass(frozen=True)
class Format:
    """A format that the report on a class can be written in.

    Parameters
    ----------
    name
        What `autograder report --format` asks for it by.
    suffix
        What the names of its files end with.
    description
        What its first file is for, in a few words.
    writer
        Makes the texts of its files, by their names without the suffix, from a class and the language of the course.
        The first is the one to open.
    tells_waiting
        Whether the files themselves say that answers wait to be marked by a person.
    """

    name: str
    suffix: str
    _: KW_ONLY
    description: str
    writer: Callable[[ClassData, Language], Mapping[str, str]]
    tells_waiting: bool = False


def to_csv(rows: Iterable[Row], *, guard: bool = True, delimiter: str = ",") -> str:
    """Rows as CSV, whose lines end as its standard says; without ``guard``, texts as they are."""
    out = io.StringIO()
    cells = [[guarded(cell) if guard and isinstance(cell, str) else cell for cell in row] for row in rows]
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(cells)
    return out.getvalue()


def mark_or_nothing(mark: float | None) -> str:
    """A mark as a cell of a table, empty where there is none yet."""
    return "" if mark is None else number(mark)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: ids are the names of folders, which may be anything."""
    # As wide as a Chinese character they count, too, and some spreadsheets look behind a space.
    return f"'{cell}" if cell[:1] in {"\t", "\r"} or cell.lstrip()[:1] in set("=+-@＝＋－＠") else cell
