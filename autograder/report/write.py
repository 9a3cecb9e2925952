"""Writes the report on a class into report/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.course import Course
from autograder.errors import unwritable_is_told
from autograder.exercise import LANGUAGES
from autograder.files import write_whole
from autograder.report.gather import gather
from autograder.report.html_page import report_page
from autograder.report.tables import FORMS, table
from autograder.settings import Settings, read_config

_ABOUT = {
    "plain": "the marks, for a spreadsheet",
    "canvas": "the marks in the columns that Canvas imports",
    "moodle": "the marks in the columns that Moodle imports",
}


def write_report(course: Course, assignment: str, form: str | None = None) -> Iterator[tuple[Path, str]]:
    """Write the page and all tables, or one table alone; each file, and what it is.

    Raises
    ------
    AutograderError
        Nothing is graded, the gradebook cannot be used, or the folder cannot be written to.
    """
    data = gather(course, assignment)
    folder = course.root / "report"
    waiting = f"; written answers not yet marked count as 0 (students: {data.waiting})" if data.waiting else ""
    with unwritable_is_told(folder):
        folder.mkdir(exist_ok=True)
        if form is None:
            first = Settings.of(read_config(course)).language
            for language in LANGUAGES:
                page = report_page(data, language)
                names = [f"index.{language}.html", *(["index.html"] if language == first else [])]
                for name in names:
                    write_whole(folder / name, page)
            yield folder / "index.html", "the class on one page, in both languages: open it in a browser"
        for name in FORMS if form is None else (form,):
            path = folder / ("grades.csv" if name == "plain" else f"grades-{name}.csv")
            # As it is: the lines of CSV end as its standard says, and the byte order mark stands in front.
            write_whole(path, table(data, name))
            yield path, _ABOUT[name] + waiting
