"""nbgrader's database: opened, told of the assignment, and what is said when it cannot be used."""

from __future__ import annotations

import importlib
import json
import shlex
import sqlite3
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.course import Course, scripts_on_path
from autograder.errors import AutograderError
from autograder.lessons.build import Notebook
from autograder.submission import stub

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: Seconds that a gradebook which somebody else writes to is waited for.
PATIENCE = 30
#: So many copies of the gradebook are kept.
BACKUPS = 10


def load_nbgrader() -> None:
    """Import nbgrader, in half the time that it takes by itself."""
    scripts_on_path()
    # jsonschema, where it finds this, compiles a grammar of web addresses for a second; no notebook's format has any.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    importlib.import_module("nbgrader.api")


@contextmanager
def open_gradebook(course: Course) -> Iterator[Gradebook]:
    """nbgrader's database of the course, made when it is missing.

    Raises
    ------
    AutograderError
        It is locked, damaged, or of another version of nbgrader.
    """
    load_nbgrader()
    from nbgrader.api import Gradebook

    with unusable_is_told(course), Gradebook(f"sqlite:///{course.gradebook}?timeout={PATIENCE}") as gradebook:
        yield gradebook


@contextmanager
def unusable_is_told(course: Course) -> Iterator[None]:
    """Say of a gradebook that is locked, damaged or of another version what to do about it."""
    from sqlalchemy.exc import SAWarning, SQLAlchemyError

    try:
        with warnings.catch_warnings():
            # nbgrader adds a submission's rows in an order that SQLAlchemy mends, and remarks upon.
            warnings.simplefilter("ignore", SAWarning)
            yield
    except SQLAlchemyError as error:
        raise AutograderError(_unusable(course, str(getattr(error, "orig", None) or error))) from error


def back_up(course: Course, gradebook: Gradebook) -> Path:
    """Copy the open gradebook as it is, and keep the last `BACKUPS` copies; where this one lies.

    SQLite makes the copy, so that it is whole whatever somebody else is writing meanwhile.
    """
    course.backups.mkdir(exist_ok=True)
    path = course.backups / f"gradebook-{datetime.now():%Y-%m-%d-%H%M%S-%f}.db"
    # The connection that nbgrader has opened, below what SQLAlchemy wraps around it.
    ours = gradebook.db.connection().connection.driver_connection
    with closing(sqlite3.connect(path)) as copy:
        ours.backup(copy)
    for old in _copies(course)[:-BACKUPS]:
        old.unlink(missing_ok=True)
    return path


def _copies(course: Course) -> list[Path]:
    """The copies of the gradebook, the newest last."""
    return sorted(course.backups.glob("gradebook-*.db"))


def restore_command(course: Course, copy: Path) -> str:
    """The command that puts a copy in the gradebook's place."""
    return shlex.join(["cp", str(copy), str(course.gradebook)])


def _unusable(course: Course, why: str) -> str:
    start = f"{course.gradebook} could not be used: {why}.\nThe marks are safe in results/. "
    again = "then run the same command again."
    if "locked" in why:
        return f"{start}Another program has held it for {PATIENCE} seconds. Wait for that to end, or end it, {again}"
    if "not a database" in why or "malformed" in why:
        copies = _copies(course)
        newest = f" The newest: {restore_command(course, copies[-1])}" if copies else ""
        return (
            f"{start}The file is damaged. Put back a copy of it, or move it away "
            f"(mv {course.gradebook.name} {course.gradebook.name}.damaged), {again}{newest}\n"
            "A new gradebook gets all automatic marks from results/; marks given by hand are in copies alone."
        )
    if "readonly" in why or "unable to open" in why:
        return f"{start}Look at the owner and the permissions of the file and its folder, {again}"
    if "no such column" in why or "no such table" in why:
        return f"{start}It was made by another nbgrader: copy it, run nbgrader db upgrade, {again}"
    return f"{start}Mend that, {again}"


def register(gradebook: Gradebook, assignment: str, sources: Mapping[str, Notebook]) -> None:
    """Make the gradebook know the assignment's notebooks and cells, as `nbgrader generate_assignment` does."""
    gradebook.update_or_create_assignment(assignment)
    for name, source in sources.items():
        kernelspec = json.dumps(source["metadata"]["kernelspec"])
        notebook = gradebook.update_or_create_notebook(name, assignment, kernelspec=kernelspec)
        # Each call below commits; most gradebooks know it all already.
        grades = {cell.name: (cell.max_score, cell.cell_type) for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        texts = {cell.name: (cell.cell_type, cell.locked, cell.source) for cell in notebook.source_cells}
        for cell in source["cells"]:
            meta = cell["metadata"].get("nbgrader")
            if meta is None:
                continue
            grade_id, kind = meta["grade_id"], cell["cell_type"]
            if meta["grade"] and grades.get(grade_id) != (points := float(meta["points"]), kind):
                gradebook.update_or_create_grade_cell(grade_id, name, assignment, max_score=points, cell_type=kind)
            if meta["solution"] and grade_id not in solutions:
                gradebook.update_or_create_solution_cell(grade_id, name, assignment)
            text = stub(cell) if meta["solution"] else cell["source"]
            if texts.get(grade_id) != (kind, meta["locked"], text):
                gradebook.update_or_create_source_cell(
                    grade_id, name, assignment, cell_type=kind, locked=meta["locked"], source=text
                )
