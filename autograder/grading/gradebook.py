"""Results into nbgrader: its database through its own models, and its folder of autograded notebooks."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.build import Notebook, declared, dumps
from autograder.course import Course, scripts_on_path
from autograder.errors import AutograderError
from autograder.feedback import verdict_outputs
from autograder.grading.results import NotebookResult, Result
from autograder.submission import stub

if TYPE_CHECKING:
    from nbgrader.api import Gradebook


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """nbgrader's database of the course, made when it is missing."""
    scripts_on_path()
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SAWarning, SQLAlchemyError

    try:
        with warnings.catch_warnings():
            # nbgrader adds a submission's rows in an order that SQLAlchemy mends, and remarks upon.
            warnings.simplefilter("ignore", SAWarning)
            with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
                yield gradebook
    except SQLAlchemyError as error:
        raise AutograderError(
            f"{course.gradebook} could not be used: {error}\n"
            "The marks are safe in results/. When the gradebook is free or mended "
            "(`nbgrader db upgrade` mends one of an older nbgrader), run the same command again."
        ) from error


def register(gradebook: Gradebook, assignment: str, sources: dict[str, Notebook]) -> None:
    """Make the gradebook know the assignment's notebooks and cells, as `nbgrader generate_assignment` does."""
    gradebook.update_or_create_assignment(assignment)
    for name, source in sources.items():
        kernelspec = json.dumps(source["metadata"]["kernelspec"])
        gradebook.update_or_create_notebook(name, assignment, kernelspec=kernelspec)
        for cell in source["cells"]:
            meta = cell["metadata"].get("nbgrader")
            if meta is None:
                continue
            grade_id, kind = meta["grade_id"], cell["cell_type"]
            if meta["grade"]:
                gradebook.update_or_create_grade_cell(
                    grade_id, name, assignment, max_score=float(meta["points"]), cell_type=kind
                )
            if meta["solution"]:
                gradebook.update_or_create_solution_cell(grade_id, name, assignment)
            text = stub(cell) if meta["solution"] else cell["source"]
            gradebook.update_or_create_source_cell(
                grade_id, name, assignment, cell_type=kind, locked=meta["locked"], source=text
            )


#: What the gradebook was last told of a submission's graded cells: by cell, the digest of its answer and
#: the automatic mark. A mark given by a person is looked at again when either has changed since.
Told = dict[str, list[str | float | None]]


def record(gradebook: Gradebook, course: Course, result: Result, told: Told) -> Told:
    """Write one result's marks, and return what was told.

    What a person gave (mark, comment, extra credit) is not touched. A person has to look where there is no
    automatic mark and none by hand, or where a mark by hand stands over something that has changed.
    """
    from nbgrader.api import SubmittedNotebook

    folder = course.submitted / result.student / result.assignment
    gradebook.update_or_create_student(result.student)
    submission = gradebook.update_or_create_submission(
        result.assignment, result.student, timestamp=read_timestamp(folder)
    )
    books: list[SubmittedNotebook] = submission.notebooks
    now: Told = {}
    for book in books:
        graded = result.notebooks.get(book.name)
        if graded is None:
            continue
        for grade in book.grades:
            grade.auto_score = _auto_score(graded, grade.name)
            now[grade.name] = [_digest(graded, grade.name), grade.auto_score]
            if grade.manual_score is None:
                grade.needs_manual_grade = grade.auto_score is None
            elif told.get(grade.name) != now[grade.name]:
                grade.needs_manual_grade = True
        for comment in book.comments:
            comment.auto_comment = "No response." if comment.name in graded.untouched else None
    gradebook.db.commit()
    return now


def write_autograded(course: Course, result: Result) -> None:
    """Write the executed notebooks where formgrader and feedback look for them."""
    folder = course.autograded / result.student / result.assignment
    files = {
        f"{name}.ipynb": dumps(_with_verdicts(book)).encode()
        for name, book in result.notebooks.items()
        if book.submitted
    }
    stamp = course.submitted / result.student / result.assignment / "timestamp.txt"
    if read_timestamp(stamp.parent) is not None:
        files[stamp.name] = stamp.read_bytes()
    if folder.is_dir() and files == {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}:
        return
    shutil.rmtree(folder, ignore_errors=True)
    # Pages made from an earlier grading would now be wrong.
    shutil.rmtree(course.feedback / result.student / result.assignment, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def read_timestamp(folder: Path) -> datetime | None:
    """When a submission was handed in, by its timestamp.txt; None without one that can be read."""
    from nbgrader.utils import parse_utc

    path = folder / "timestamp.txt"
    if not path.is_file() or path.is_symlink():
        return None
    try:
        stamp: datetime = parse_utc(path.read_text("utf-8")[:100].strip())
    except (ValueError, OverflowError, OSError):
        return None
    return stamp


def _auto_score(graded: NotebookResult, grade_id: str) -> float | None:
    """The automatic mark of a cell; None where a person has to look."""
    verdict = graded.verdicts.get(grade_id.removeprefix("test_"))
    if verdict is not None:
        return float(verdict.earned)
    # A written answer: nothing written earns nothing, all else is for a person to read.
    return 0.0 if grade_id in graded.untouched or not graded.submitted else None


def _digest(book: NotebookResult, grade_id: str) -> str:
    """What tells one answer from another: of a hidden test, the answer is the solution cell's source."""
    answer = grade_id.removeprefix("test_")
    sources = [cell["source"] for cell in book.notebook["cells"] if cell["id"] == answer]
    return hashlib.sha256("".join(sources).encode()).hexdigest()


def _with_verdicts(book: NotebookResult) -> Notebook:
    """The executed notebook with each hidden test's verdict as its output."""
    cells: list[dict[str, Any]] = []
    for cell in book.notebook["cells"]:
        if exercise := declared(cell):
            cell = {**cell, "outputs": verdict_outputs(book.verdicts[exercise], book.language)}
        cells.append(cell)
    return {**book.notebook, "cells": cells}
