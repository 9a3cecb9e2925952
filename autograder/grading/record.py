"""Marks into nbgrader's rows: all submissions of an assignment in one transaction, by statements on its models.

Every submission gets a row for each notebook of the assignment, and each of these one for each graded cell and each
cell that can be commented on, as nbgrader makes them. Everything is written each time, so that running it again
repairs whatever is missing. What a person gave (mark, comment, extra credit) is read and never written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from autograder.errors import AutograderError
from autograder.feedback import ByHand
from autograder.grading.summary import Graded, Summary

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: What the gradebook was last told of a submission's graded cells: by cell, the answer and the automatic mark.
#: A mark given by a person is looked at again when either has changed since.
Told = dict[str, list[str | float | None]]

#: nbgrader's late submission plug-in: student's id, score, seconds late -> penalty or None.
Penalty = Any


@dataclass(frozen=True)
class Recorded:
    """What the gradebook was told, and what it tells."""

    told: dict[str, Told]
    #: By student, the exercises whose marks by hand stand over something that has changed.
    review: dict[str, list[str]]
    #: The students who are late, with the points that are taken off.
    late: dict[str, float]
    #: The students of this assignment in the gradebook who are not among those recorded now.
    others: list[str]


def record(
    gradebook: Gradebook,
    assignment: str,
    summaries: Sequence[Summary],
    stamps: Mapping[str, datetime | None],
    told: Mapping[str, Told],
    penalty: Penalty,
) -> Recorded:
    """Write the marks of submissions.

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
    students = [summary.student for summary in summaries]
    others = _enter(db, gradebook.find_assignment(assignment), students, stamps)
    rows = {(row.student, row.book, row.cell): row for row in _grades(db, assignment)}
    marks: list[dict[str, Any]] = []
    now: dict[str, Told] = {}
    review: dict[str, list[str]] = {}
    for summary in summaries:
        before, now[summary.student] = told.get(summary.student, {}), {}
        for book, cells in summary.cells.items():
            for name, graded in cells.items():
                now[summary.student][name] = [graded.answer, graded.mark]
                row = rows[summary.student, book, name]
                waits = _waits(row, graded, before.get(name) != now[summary.student][name])
                marks.append({"id": row.id, "auto_score": graded.mark, "needs_manual_grade": waits})
                if waits and row.manual_score is not None:
                    review.setdefault(summary.student, []).append(name.removeprefix("test_"))
    if marks:
        db.execute(update(Grade), marks)
    _comment(db, assignment, summaries)
    late = _penalise(db, assignment, students, penalty)
    db.commit()
    return Recorded(now, review, late, others)


def _waits(row: Any, graded: Graded, changed: bool) -> bool:
    """Whether a person has to look at a cell."""
    if row.manual_score is None:
        return graded.mark is None
    return changed or bool(row.needs_manual_grade)


@dataclass(frozen=True)
class Given:
    """What a person gave, and the penalties for being late, by student and notebook."""

    cells: dict[tuple[str, str], dict[str, ByHand]]
    penalties: dict[tuple[str, str], float]


def by_hand(gradebook: Gradebook, assignment: str) -> Given:
    """What the gradebook holds beside the automatic marks."""
    from nbgrader.api import Assignment, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    given: dict[tuple[str, str], dict[str, ByHand]] = {}
    for row in _grades(gradebook.db, assignment):
        hand = ByHand(row.manual_score, row.extra_credit, None, bool(row.needs_manual_grade))
        if hand != ByHand(None, None, None, False):
            given.setdefault((row.student, row.book), {})[row.cell] = hand
    for row in _comments(gradebook.db, assignment):
        if row.manual_comment:
            cells = given.setdefault((row.student, row.book), {})
            cells[row.cell] = replace(cells.get(row.cell, ByHand(None, None, None, False)), comment=row.manual_comment)
    late = (
        select(SubmittedAssignment.student_id, Notebook.name, SubmittedNotebook.late_submission_penalty)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == assignment, SubmittedNotebook.late_submission_penalty.is_not(None))
    )
    return Given(given, {(student, book): penalty for student, book, penalty in gradebook.db.execute(late)})


def _enter(db: Any, assignment: Any, students: Sequence[str], stamps: Mapping[str, datetime | None]) -> list[str]:
    """Make all rows that are missing, and set the times of handing in; the students there that are not among these."""
    from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import insert, select, update

    def add(model: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            db.execute(insert(model), rows)

    known = set(db.scalars(select(Student.id)))
    add(Student, [{"id": student} for student in students if student not in known])

    submissions = select(SubmittedAssignment.id, SubmittedAssignment.student_id, SubmittedAssignment.timestamp).where(
        SubmittedAssignment.assignment_id == assignment.id
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
            .where(SubmittedAssignment.assignment_id == assignment.id)
        )
        return {(submission, notebook): name for submission, notebook, name in db.execute(found)}

    submitted = [row.id for row in db.execute(submissions)]
    pairs = [(submission, notebook.id) for submission in submitted for notebook in assignment.notebooks]
    missing = set(pairs) - books().keys()
    add(SubmittedNotebook, [{"assignment_id": one, "notebook_id": two} for one, two in sorted(missing)])
    now = books()
    for model, rows, kinds in (
        (Grade, _grades(db, assignment.name), ("grade_cells", "task_cells")),
        (Comment, _comments(db, assignment.name), ("solution_cells", "task_cells")),
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
    return sorted(there.keys() - set(students))


def _grades(db: Any, assignment: str) -> list[Any]:
    """All grades of an assignment, with student, notebook (``book``) and cell."""
    from nbgrader.api import Grade

    return _with_names(
        db, assignment, Grade, Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade
    )


def _comments(db: Any, assignment: str) -> list[Any]:
    """All comments of an assignment, with student, notebook (``book``) and cell."""
    from nbgrader.api import Comment

    return _with_names(db, assignment, Comment, Comment.auto_comment, Comment.manual_comment)


def _with_names(db: Any, assignment: str, model: Any, *columns: Any) -> list[Any]:
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
        .where(Assignment.name == assignment)
    )
    return list(db.execute(found))


def _comment(db: Any, assignment: str, summaries: Sequence[Summary]) -> None:
    """Say "No response." of untouched cells, as nbgrader does, and take it back from others."""
    from nbgrader.api import Comment
    from sqlalchemy import update

    untouched = {
        (summary.student, book, name)
        for summary in summaries
        for book, names in summary.untouched.items()
        for name in names
    }
    students = {summary.student for summary in summaries}
    changed = [
        {"id": row.id, "auto_comment": says}
        for row in _comments(db, assignment)
        if row.student in students
        and row.auto_comment != (says := "No response." if (row.student, row.book, row.cell) in untouched else None)
    ]
    if changed:
        db.execute(update(Comment), changed)


def _penalise(db: Any, assignment: str, students: Sequence[str], penalty: Penalty) -> dict[str, float]:
    """Take off nbgrader's penalties for being late: reset first, then by its plug-in, within 0 and the score."""
    from nbgrader.api import Assignment, SubmittedAssignment
    from sqlalchemy import select

    # The marks were written past the session, which must read the scores afresh.
    db.expire_all()
    graded = set(students)
    taken: dict[str, float] = {}
    for submission in db.scalars(select(SubmittedAssignment).join(Assignment).where(Assignment.name == assignment)):
        if submission.student_id not in graded:
            continue
        # Without a due date nobody is late; nbgrader would add an extension to nothing.
        late = submission.total_seconds_late if submission.assignment.duedate is not None else 0
        for book in submission.notebooks:
            book.late_submission_penalty = None
            points = _points_off(penalty, submission.student_id, book.score, late) if late else None
            if points is not None:
                book.late_submission_penalty = min(max(0.0, points), book.score)
            if late:
                taken[submission.student_id] = taken.get(submission.student_id, 0.0) + (
                    book.late_submission_penalty or 0.0
                )
    return taken


def late_penalty(config: Any) -> Penalty:
    """nbgrader's plug-in for late submissions, as configured.

    Raises
    ------
    AutograderError
        The configuration names none that there is, or gives it values that it does not take.
    """
    from nbgrader.preprocessors import AssignLatePenalties

    try:
        preprocessor = AssignLatePenalties(config=config)
        preprocessor.init_plugin()
        return preprocessor.plugin_inst.late_submission_penalty
    except Exception as error:  # a course's own plug-in may raise anything
        raise AutograderError(
            f"The plug-in for late penalties that nbgrader_config.py sets cannot be used: {error}\n"
            "Mend c.AssignLatePenalties or c.LateSubmissionPlugin there, then run the same command again."
        ) from error


def _points_off(penalty: Penalty, student: str, score: float, late: float) -> float | None:
    try:
        points = penalty(student, score, late)
        return None if points is None else float(points)
    except Exception as error:  # whatever a course's own plug-in does
        raise AutograderError(
            f"The plug-in for late penalties failed on {student} ({late:g} s late): {type(error).__name__}: {error}\n"
            "Mend AssignLatePenalties.plugin_class in nbgrader_config.py, then run the same command again; "
            "the marks are safe in results/."
        ) from error
