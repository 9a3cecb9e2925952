"""The report's files: every format that there is, and where each is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError, unwritable_is_told
from autograder.files import write_whole
from autograder.platforms.canvas import CANVAS
from autograder.platforms.moodle import MOODLE
from autograder.report.formats import Format
from autograder.report.gather import gather
from autograder.report.html_page import PAGE
from autograder.report.items import ITEMS
from autograder.report.research import research_table
from autograder.report.spreadsheet import SPREADSHEET
from autograder.settings import Settings, read_config

#: By the names that they are asked for by.
FORMATS: dict[str, Format] = {one.name: one for one in (PAGE, SPREADSHEET, CANVAS, MOODLE, ITEMS)}


def write_report(
    course: Course, assignment: str, name: str | None = None, *, out_of: float | None = None, sis_ids: bool = False
) -> Iterator[tuple[Path, str]]:
    """Write the report in the format of a name, or in all; tell of each the file to open, and what it is.

    With ``out_of``, the marks for platforms are scaled to it; with ``sis_ids``, folders are called by Canvas's SIS ids.

    Raises
    ------
    AutograderError
        There is no such format, nothing is graded, the gradebook cannot be used, or the folder cannot be written to.
    """
    if name not in (None, *FORMATS):
        raise AutograderError(f"There is no format {name!r} of the report; expected one of {', '.join(FORMATS)}.")
    if name not in (None, CANVAS.name, MOODLE.name) and (out_of is not None or sis_ids):
        raise AutograderError(
            f"--out-of and --sis-ids are for {CANVAS.name} and {MOODLE.name}, and not for {name!r}: leave them out, or "
            f"write autograder report --format {MOODLE.name} --out-of POINTS."
        )
    data = replace(gather(course, assignment), out_of=out_of, sis_ids=sis_ids)
    folder = course.report(assignment)
    language = Settings.of(read_config(course)).language
    waiting = f"; written answers not yet marked count as 0 (students: {data.waiting})" if data.waiting else ""
    with unwritable_is_told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for form in FORMATS.values() if name is None else (FORMATS[name],):
            texts = {folder / f"{stem}{form.suffix}": text for stem, text in form.writer(data, language).items()}
            for path, text in texts.items():
                write_whole(path, text)
            yield next(iter(texts)), form.description + ("" if form.tells_waiting else waiting)


def write_research(course: Course, assignment: str, name: str | None = None) -> Iterator[tuple[Path, str]]:
    """Write the table for research; tell the file, and what it is.

    Raises
    ------
    AutograderError
        A format is asked for as well, nothing is graded, or the folder cannot be written to.
    """
    if name is not None:
        raise AutograderError(
            f"--anonymous writes one table of its own, and --format {name} was asked for as well: the formats of the "
            f"report name students.\nLeave one of them out: autograder report --anonymous"
        )
    data = gather(course, assignment)
    path = course.report(assignment) / "research.csv"
    with unwritable_is_told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, research_table(data, course.pseudonym_key()))
    yield path, "marks and mistakes under pseudonyms, without names or code"
