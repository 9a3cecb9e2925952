"""What nbgrader finds in the course's folders: time stamps in submitted/, and notebooks in autograded/."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from autograder.course import Course
from autograder.feedback import verdict_outputs
from autograder.files import write_whole
from autograder.grading.inert import inert, is_own
from autograder.grading.results import NotebookResult, Result
from autograder.grading.submitted import STAMP, read_plain, read_stamp
from autograder.lessons.build import Notebook, Written, compact, declared


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
        if exercise := declared(cell):
            cell = {**cell, "outputs": verdict_outputs(book.verdicts[exercise], book.language)}
        elif is_own(cell) or cell.get("outputs"):
            cell = inert(cell)
        cells.append(cell)
    return {**book.notebook, "cells": cells}
