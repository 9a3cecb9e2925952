"""nbgrader's penalties for submissions that were handed in late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograder.errors import AutograderError

#: nbgrader's late submission plug-in: student's id, score, seconds late -> penalty or None.
Penalty = Any


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


def penalise(db: Any, assignment: str, students: Sequence[str], penalty: Penalty) -> dict[str, float]:
    """Take off nbgrader's penalties for being late: reset first, then by its plug-in, within 0 and the score."""
    from nbgrader.api import Assignment, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import or_, select, update

    these = (
        select(SubmittedAssignment)
        .join(Assignment)
        .where(Assignment.name == assignment, SubmittedAssignment.student_id.in_(students))
    )
    of_these = SubmittedNotebook.assignment_id.in_(these.with_only_columns(SubmittedAssignment.id))
    is_penalised = SubmittedNotebook.late_submission_penalty.is_not(None)
    db.execute(update(SubmittedNotebook).where(of_these, is_penalised).values(late_submission_penalty=None))
    # The marks were written past the session, which must read the scores afresh.
    db.expire_all()
    taken: dict[str, float] = {}
    # Without a due date nobody is late; nbgrader would add an extension to nothing.
    may_be_late = or_(SubmittedAssignment.timestamp > Assignment.duedate, SubmittedAssignment.extension.is_not(None))
    for submission in db.scalars(these.where(Assignment.duedate.is_not(None), may_be_late)):
        late = submission.total_seconds_late
        if not late:
            continue
        for book in submission.notebooks:
            points = _points_off(penalty, submission.student_id, book.score, late)
            if points is not None:
                book.late_submission_penalty = min(max(0.0, points), book.score)
            taken[submission.student_id] = taken.get(submission.student_id, 0.0) + (book.late_submission_penalty or 0.0)
    return taken


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
