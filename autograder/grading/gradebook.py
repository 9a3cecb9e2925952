"""nbgrader's database: opened, told of an assignment and of marks, asked for what people gave.

Marks are written a batch of submissions in one transaction, by statements on nbgrader's models. Every submission gets
a row for each notebook of the assignment, and each of these one for each graded cell and each cell that can be
commented on, as nbgrader makes them. Everything is written each time, so that running it again repairs whatever is
missing. What a person gave (mark, comment, extra credit) is read and never written.
"""

from __future__ import annotations

import importlib
import json
import logging
import shlex
import sqlite3
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.course import Course, scripts_on_path
from autograder.errors import AutograderError
from autograder.feedback import NOTHING_BY_HAND, ByHand
from autograder.grading.penalties import Penalty, penalise
from autograder.lessons.build import Notebook
from autograder.results import GradebookRows, GradedCell
from autograder.submission import stub

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: Seconds that a gradebook which somebody else writes to is waited for.
WAIT_FOR_LOCK = 30
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

    with unusable_is_told(course), Gradebook(f"sqlite:///{course.gradebook}?timeout={WAIT_FOR_LOCK}") as gradebook:
        yield gradebook


@contextmanager
def existing_gradebook(course: Course) -> Iterator[Gradebook | None]:
    """nbgrader's database of the course, as `open_gradebook` has it; where there is none, None, and none is made."""
    if course.gradebook.is_file():
        with open_gradebook(course) as gradebook:
            yield gradebook
    else:
        yield None


@contextmanager
def unusable_is_told(course: Course) -> Iterator[None]:
    """Say of a gradebook that is locked, damaged or of another version what to do about it."""
    from nbgrader.api import InvalidEntry
    from sqlalchemy.exc import SAWarning, SQLAlchemyError

    log = logging.getLogger("tornado.application")
    log.addFilter(_is_not_nbgraders)
    try:
        with warnings.catch_warnings():
            # nbgrader adds a submission's rows in an order that SQLAlchemy mends, and remarks upon.
            warnings.simplefilter("ignore", SAWarning)
            yield
    except (SQLAlchemyError, InvalidEntry) as error:
        # Where nbgrader makes an entry, it raises an error of its own for the database's.
        cause = error.__context__ if isinstance(error, InvalidEntry) else error
        raise AutograderError(_unusable(course, str(getattr(cause, "orig", None) or error))) from error
    finally:
        log.removeFilter(_is_not_nbgraders)


def _is_not_nbgraders(record: logging.LogRecord) -> bool:
    """Leave out what nbgrader writes of a database's error, with its traceback, before it raises it."""
    return record.module != "api" or "Rolling back session" not in record.getMessage()


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
        return (
            f"{start}Another program has held it for {WAIT_FOR_LOCK} seconds. Wait for that to end, or end it, {again}"
        )
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


# --- marks, and what people give ------------------------------------------------------------------------------

#: What the gradebook was last told of a submission's graded cells: by cell, the answer and the automatic mark.
#: A mark given by a person is looked at again when either has changed since.
Told = dict[str, list[str | float | None]]


@dataclass(frozen=True)
class Recorded:
    """The outcome of a telling: what the gradebook knows now, and what it says of it."""

    told: dict[str, Told]
    #: By student, the exercises whose marks by hand stand over something that has changed.
    review: dict[str, list[str]]
    #: The students who are late, with the points that are taken off.
    late: dict[str, float]


#: So many submissions at once, so that what is held of them stays small in any class.
BATCH = 100


def batched(students: Sequence[str]) -> Iterator[Sequence[str]]:
    """Students, a batch at a time."""
    for start in range(0, len(students), BATCH):
        yield students[start : start + BATCH]


def record(
    gradebook: Gradebook,
    assignment: str,
    submissions: Sequence[GradebookRows],
    stamps: Mapping[str, datetime | None],
    told: Mapping[str, Told],
    penalty: Penalty,
) -> Recorded:
    """Write the marks of some submissions.

    A person has to look where there is no automatic mark and none by hand, or where a mark by hand stands over
    something that has changed.

    Parameters
    ----------
    stamps
        By student, when the submission was handed in.
    told
        What the gradebook was told before.
    """
    from nbgrader.api import Grade
    from sqlalchemy import update

    db = gradebook.db
    students = [one.student for one in submissions]
    _enter(db, gradebook.find_assignment(assignment), students, stamps)
    rows = {(row.student, row.book, row.cell): row for row in _grades(db, assignment, students)}
    marks: list[dict[str, Any]] = []
    now: dict[str, Told] = {}
    review: dict[str, list[str]] = {}
    for one in submissions:
        before, now[one.student] = told.get(one.student, {}), {}
        for book, cells in one.cells.items():
            for name, graded in cells.items():
                now[one.student][name] = [graded.answer, graded.mark]
                row = rows[one.student, book, name]
                waits = _waits(row, graded, before.get(name) != now[one.student][name])
                if (row.auto_score, bool(row.needs_manual_grade)) != (graded.mark, waits):
                    marks.append({"id": row.id, "auto_score": graded.mark, "needs_manual_grade": waits})
                if waits and row.manual_score is not None:
                    review.setdefault(one.student, []).append(name.removeprefix("test_"))
    if marks:
        db.execute(update(Grade), marks)
    _comment(db, assignment, submissions)
    late = penalise(db, assignment, students, penalty)
    db.commit()
    return Recorded(now, review, late)


def recorded(gradebook: Gradebook, assignment: str) -> set[str]:
    """The students of whom the gradebook has a submission."""
    from nbgrader.api import Assignment, SubmittedAssignment
    from sqlalchemy import select

    found = select(SubmittedAssignment.student_id).join(Assignment).where(Assignment.name == assignment)
    return set(gradebook.db.scalars(found))


@dataclass(frozen=True)
class Person:
    """A student as the gradebook knows them."""

    id: str
    _: KW_ONLY
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""

    @property
    def full_name(self) -> str:
        """The name as it is written in its language: Chinese ones begin with the last name, and have no space."""
        names = [self.first_name, self.last_name]
        if any("\u4e00" <= character <= "\u9fff" for name in names for character in name):
            return "".join(reversed(names))
        return " ".join(name for name in names if name)


def people(gradebook: Gradebook, students: Sequence[str]) -> dict[str, Person]:
    """Those of these students whom the gradebook knows."""
    from nbgrader.api import Student
    from sqlalchemy import select

    columns = (Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
    rows = gradebook.db.execute(select(*columns).where(Student.id.in_(students)))
    found = ({name: value or "" for name, value in row._mapping.items()} for row in rows)
    return {one["id"]: Person(**one) for one in found}


def everybody(gradebook: Gradebook) -> list[Person]:
    """All students whom the gradebook knows."""
    return list(people(gradebook, [student.id for student in gradebook.students]).values())


def lateness(gradebook: Gradebook, assignment: str) -> dict[str, timedelta]:
    """How late each of those who were late has handed in, by the due date and extensions in the gradebook."""
    from nbgrader.api import Assignment, SubmittedAssignment
    from sqlalchemy import select

    these = select(SubmittedAssignment).join(Assignment)
    rows = gradebook.db.scalars(these.where(Assignment.name == assignment, Assignment.duedate.is_not(None)))
    late = {row.student_id: timedelta(seconds=row.total_seconds_late or 0) for row in rows}
    return {student: by for student, by in late.items() if by}


def _waits(row: Any, graded: GradedCell, changed: bool) -> bool:
    """Tell whether a person has to look at a cell."""
    if row.manual_score is None:
        return graded.mark is None
    return changed or bool(row.needs_manual_grade)


@dataclass(frozen=True)
class Given:
    """Marks and comments of a person, and the penalties for being late, by student and notebook."""

    cells: dict[tuple[str, str], dict[str, ByHand]]
    penalties: dict[tuple[str, str], float]

    def is_shown_of(self, student: str) -> bool:
        """Tell whether feedback for a student shows any of it: more than what waits for a person."""
        hands = (hand for (one, _), cells in self.cells.items() if one == student for hand in cells.values())
        return any((hand.score, hand.extra, hand.comment) != (None, None, None) for hand in hands) or any(
            one == student for one, _ in self.penalties
        )


NOTHING_GIVEN = Given({}, {})


def by_hand(gradebook: Gradebook, assignment: str, students: Sequence[str]) -> Given:
    """Read what the gradebook holds of these students beside the automatic marks."""
    from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    given: dict[tuple[str, str], dict[str, ByHand]] = {}
    for row in _grades(gradebook.db, assignment, students):
        hand = ByHand(row.manual_score, row.extra_credit, None, bool(row.needs_manual_grade))
        if hand != NOTHING_BY_HAND:
            given.setdefault((row.student, row.book), {})[row.cell] = hand
    for row in _comments(gradebook.db, assignment, students):
        if row.manual_comment:
            cells = given.setdefault((row.student, row.book), {})
            cells[row.cell] = replace(cells.get(row.cell, NOTHING_BY_HAND), comment=row.manual_comment)
    late = (
        select(SubmittedAssignment.student_id, Notebook.name, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, SubmittedAssignment.student_id.in_(students))
        .where(SubmittedNotebook.late_submission_penalty.is_not(None))
    )
    return Given(given, {(student, book): penalty for student, book, penalty in gradebook.db.execute(late)})


def _enter(db: Any, assignment: Any, students: Sequence[str], stamps: Mapping[str, datetime | None]) -> None:
    """Make all rows of these students that are missing, and set the times of handing in."""
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import insert, select, update

    def add(model: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            db.execute(insert(model), rows)

    known = set(db.scalars(select(Student.id).where(Student.id.in_(students))))
    add(Student, [{"id": student} for student in students if student not in known])

    submissions = select(SubmittedAssignment.id, SubmittedAssignment.student_id, SubmittedAssignment.timestamp).where(
        SubmittedAssignment.assignment_id == assignment.id, SubmittedAssignment.student_id.in_(students)
    )
    there = {row.student_id: row for row in db.execute(submissions)}
    add(
        SubmittedAssignment,
        [
            {"assignment_id": assignment.id, "student_id": student, "timestamp": stamps[student]}
            for student in students
            if student not in there
        ],
    )
    stamped = [
        {"id": there[student].id, "timestamp": stamps[student]}
        for student in students
        if student in there and there[student].timestamp != stamps[student]
    ]
    if stamped:
        db.execute(update(SubmittedAssignment), stamped)

    def books() -> dict[tuple[str, str], str]:
        found = (
            select(SubmittedNotebook.assignment_id, SubmittedNotebook.notebook_id, SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(SubmittedAssignment.assignment_id == assignment.id, SubmittedAssignment.student_id.in_(students))
        )
        return {(submission, notebook): name for submission, notebook, name in db.execute(found)}

    submitted = [row.id for row in db.execute(submissions)]
    pairs = [(submission, notebook.id) for submission in submitted for notebook in assignment.notebooks]
    missing = set(pairs) - books().keys()
    add(SubmittedNotebook, [{"assignment_id": one, "notebook_id": two} for one, two in sorted(missing)])
    now = books()
    for model, rows, kinds in (
        (Grade, _grades(db, assignment.name, students), ("grade_cells", "task_cells")),
        (Comment, _comments(db, assignment.name, students), ("solution_cells", "task_cells")),
    ):
        have = {(row.notebook_id, row.cell_id) for row in rows}
        wanted = {
            (now[submission, notebook.id], cell.id)
            for notebook in assignment.notebooks
            for kind in kinds
            for cell in getattr(notebook, kind)
            for submission in submitted
        }
        add(model, [{"notebook_id": book, "cell_id": cell} for book, cell in sorted(wanted - have)])


def _grades(db: Any, assignment: str, students: Sequence[str]) -> list[Any]:
    """The grades of some students, with student, notebook (``book``) and cell."""
    from nbgrader.api import Grade

    columns = Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade
    return _with_names(db, assignment, students, Grade, *columns)


def _comments(db: Any, assignment: str, students: Sequence[str]) -> list[Any]:
    """The comments on some students, with student, notebook (``book``) and cell."""
    from nbgrader.api import Comment

    return _with_names(db, assignment, students, Comment, Comment.auto_comment, Comment.manual_comment)


def _with_names(db: Any, assignment: str, students: Sequence[str], model: Any, *columns: Any) -> list[Any]:
    from nbgrader.api import Assignment, BaseCell, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    names = SubmittedAssignment.student_id.label("student"), Notebook.name.label("book"), BaseCell.name.label("cell")
    found = (
        select(model.id, model.notebook_id, model.cell_id, *names, *columns)
        .join(SubmittedNotebook, SubmittedNotebook.id == model.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        # By table: the class stands for all kinds of cells at once.
        .join(BaseCell.__table__, BaseCell.__table__.c.id == model.cell_id)
        .where(Assignment.name == assignment, SubmittedAssignment.student_id.in_(students))
    )
    return list(db.execute(found))


def _comment(db: Any, assignment: str, submissions: Sequence[GradebookRows]) -> None:
    """Say "No response." of untouched cells, as nbgrader does, and take it back from others."""
    from nbgrader.api import Comment
    from sqlalchemy import update

    untouched = {
        (one.student, book, name) for one in submissions for book, names in one.untouched.items() for name in names
    }
    students = [one.student for one in submissions]
    changed = [
        {"id": row.id, "auto_comment": says}
        for row in _comments(db, assignment, students)
        if row.auto_comment != (says := "No response." if (row.student, row.book, row.cell) in untouched else None)
    ]
    if changed:
        db.execute(update(Comment), changed)
