"""What nbgrader finds in the course's folders: time stamps in submitted/, and notebooks in autograded/."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.course import Course
from autograder.exercise.show import printable
from autograder.feedback import verdict_outputs
from autograder.files import write_whole
from autograder.grading.inert import inert, is_own
from autograder.grading.plain import read_plain
from autograder.grading.results import NotebookResult, Result
from autograder.lessons.build import Notebook, Written, compact, tested

STAMP = "timestamp.txt"
#: So many characters are told of what is wrong with it.
TOLD = 120


def read_stamp(folder: Path) -> tuple[datetime | None, str]:
    """When a submission was handed in, by its timestamp.txt, in UTC; and what is wrong with the file, if anything."""
    from nbgrader.utils import parse_utc

    path = folder / STAMP
    if not os.path.lexists(path):
        return None, ""
    try:
        data = read_plain(path, limit=100)
        if data is None:
            raise ValueError("it is not a plain file")
        # nbgrader takes the +0800 of "12:00:00 +0800" for seconds; written as one word it is read rightly.
        text = re.sub(r" (\S+) ([+-]\d\d:?\d\d)$", r"T\1\2", data.decode("utf-8").strip())
        _refuse_unknown_zone(text)
        stamp: datetime = parse_utc(text)
    except Exception as error:  # whatever the parser makes of what a student wrote
        why = printable(str(error), TOLD)
        return None, (
            f"{path} holds no time that can be read ({why}); expected for instance 2027-01-31 15:59 UTC; "
            "not counted as late"
        )
    return stamp, ""


def _refuse_unknown_zone(text: str) -> None:
    """nbgrader takes the letters of a zone that it does not know for nothing: CST would be UTC, eight hours off."""
    zone = re.search(r"\d\s*([A-Za-z]{2,5})$", text)
    known = {"UTC", "GMT", "AM", "PM", *time.tzname}
    if zone and zone[1] not in known and zone[1].upper() not in known:
        raise ValueError(f"{zone[1]} may be one of several time zones: write it as +0800 is written")


def autograded(result: Result, written: Written = MappingProxyType({})) -> dict[str, str]:
    """The executed notebooks as files for formgrader, by notebook."""
    return {
        name: compact(_with_verdicts(book), written=written)
        for name, book in result.notebooks.items()
        if book.submitted
    }


def write_autograded(course: Course, student: str, assignment: str, notebooks: Mapping[str, str]) -> bool:
    """Write the executed notebooks where formgrader looks for them; whether anything had changed."""
    folder = course.autograded / student / assignment
    files = {f"{name}.ipynb": text for name, text in notebooks.items()}
    handed_in = course.submitted / student / assignment
    if read_stamp(handed_in)[0] is not None and (stamp := read_plain(handed_in / STAMP, limit=100)) is not None:
        files[STAMP] = stamp.decode("utf-8")
    wanted = {name: text.encode() for name, text in files.items()}
    if folder.is_dir() and wanted == {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}:
        return False
    shutil.rmtree(folder, ignore_errors=True)
    # Pages made from an earlier grading would now be wrong.
    shutil.rmtree(course.feedback / student / assignment, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, text in files.items():
        write_whole(folder / name, text)
    return True


def _with_verdicts(book: NotebookResult) -> Notebook:
    """The executed notebook with each hidden test's verdict as its output, and students' cells made harmless."""
    cells: list[dict[str, Any]] = []
    for cell in book.notebook["cells"]:
        if exercise := tested(cell):
            cell = {**cell, "outputs": verdict_outputs(book.verdicts[exercise], book.language)}
        elif is_own(cell) or cell.get("outputs"):
            cell = inert(cell)
        cells.append(cell)
    return {**book.notebook, "cells": cells}
