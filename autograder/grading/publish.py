"""From results into nbgrader's gradebook and the course's folders, a batch at a time, by one writer.

Whatever is handed over is written each time, so that grading again repairs what was left half-done. A gradebook that
cannot be used stops nobody from grading: it is told at the end, and the results are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder import results
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.files import write_whole
from autograder.grading.bundle import Bundle
from autograder.grading.folders import pages, write_autograded, write_feedback
from autograder.grading.gradebook import (
    Given,
    Told,
    back_up,
    by_hand,
    load_nbgrader,
    open_gradebook,
    record,
    recorded,
    register,
    restore_command,
    unusable_is_told,
)
from autograder.grading.penalties import Penalty, late_penalty
from autograder.grading.submission_grader import GradedSubmission, unshown
from autograder.grading.submitted import read_stamp
from autograder.settings import Settings

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

#: So many submissions are written at once: fewer would each pay for the transaction, more would keep workers waiting.
BATCH = 50


class Publisher:
    """Writes what it is given; a context manager, to be told when all has been given."""

    def __init__(self, course: Course, bundle: Bundle, config: Any) -> None:
        #: By student, the exercises whose marks by hand stand over something that has changed.
        self.review: dict[str, list[str]] = {}
        #: The students who are late, with the points that are taken off.
        self.late: dict[str, float] = {}
        #: What is odd, one line each.
        self.remarks: list[str] = []
        #: The command that puts the gradebook back as it was before; nothing where it had nothing to lose.
        self.restore = ""
        self._course = course
        self._bundle = bundle
        self._config = config
        self.settings = Settings.of(config)
        self._told = _Told(course.told(bundle.assignment))
        self._stack = ExitStack()
        self._waiting: list[GradedSubmission] = []
        self._has_new = self._is_worth_keeping = False
        self._gradebook: Gradebook | None = None
        self._penalty: Penalty = None
        self._failure: AutograderError | None = None

    def __enter__(self) -> Publisher:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def prepare(self) -> None:
        """Load nbgrader, which takes a while; `AutograderError` if its plug-in for late penalties cannot be used."""
        if self._penalty is None:
            load_nbgrader()
            self._penalty = late_penalty(self._config)

    def add(self, graded: GradedSubmission, is_new: bool) -> None:
        """Write a graded submission, now or with the next ones; ``is_new`` if it was not graded before."""
        if self._failure is None:
            self._waiting.append(graded)
            self._has_new |= is_new
            if len(self._waiting) >= BATCH:
                self._flush()

    def finish(self) -> set[str]:
        """Write what is left; the students of whom the gradebook has a submission.

        Raises
        ------
        AutograderError
            The gradebook cannot be used.
        """
        self._flush()
        if self._failure is not None:
            raise self._failure
        assert self._gradebook is not None
        self._told.tidy()
        return recorded(self._gradebook, self._bundle.assignment)

    def _flush(self) -> None:
        batch, self._waiting = self._waiting, []
        if self._failure is not None:
            return
        try:
            given = self._record(batch)
        except AutograderError as error:
            self._failure = error
            return
        for graded in batch:
            self._show(graded, given)

    def _record(self, batch: list[GradedSubmission]) -> Given:
        """Put a batch into the gradebook; what people have given of it."""
        self.prepare()
        assignment = self._bundle.assignment
        students = [graded.summary.student for graded in batch]
        stamps = {}
        for student in students:
            stamps[student], wrong = read_stamp(self._course.submitted / student / assignment)
            if wrong:
                self.remarks.append(f"{student}: {wrong}")
        rows = [graded.rows for graded in batch]
        told = {student: self._told.of(student) for student in students}
        with unusable_is_told(self._course):
            gradebook = self._open()
            written = record(gradebook, assignment, rows, stamps, told, self._penalty)
            self._told.add(written.told)
            given = by_hand(gradebook, assignment, students)
            # Nothing is held while others are graded.
            gradebook.db.commit()
        self.review |= written.review
        self.late |= written.late
        return given

    def _open(self) -> Gradebook:
        """The gradebook, copied before anything in it changes by what is new."""
        gradebook, is_opened = self._gradebook, self._gradebook is not None
        if gradebook is None:
            file = self._course.gradebook
            self._is_worth_keeping = file.is_file() and bool(file.stat().st_size)
            if self._told.is_known and not self._is_worth_keeping:
                self.remarks.append(
                    f"{file.name} was gone and is made anew; "
                    "marks given by hand, if there were any, are in copies of it alone"
                )
            gradebook = self._gradebook = self._stack.enter_context(open_gradebook(self._course))
        if self._has_new and self._is_worth_keeping:
            self.restore = restore_command(self._course, back_up(self._course, gradebook))
            self._is_worth_keeping = False
        if not is_opened:
            register(gradebook, self._bundle.assignment, self._bundle.sources)
        return gradebook

    def _show(self, graded: GradedSubmission, given: Given) -> None:
        """Write what people look at; what cannot be made costs the others nothing."""
        course, student, assignment = self._course, graded.summary.student, self._bundle.assignment
        wrong, made = graded.unshown, graded.pages
        if given.is_shown_of(student):
            try:
                made = pages(results.loads(graded.stored), given, self.settings.counterexamples)
            except Exception as error:
                wrong = wrong or unshown(error)
        if wrong:
            self.remarks.append(f"{student}: the pages could not be made, please report it: {wrong}")
            return
        write_autograded(course, student, assignment, graded.notebooks)
        write_feedback(course, student, assignment, made)


class _Told:
    """The file of what the gradebook was told of each student's cells: a line a telling, of which the last counts."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lines: dict[str, str] = {}
        self._count = 0
        text = path.read_text("utf-8", "replace") if path.is_file() else ""
        for line in text.splitlines():
            self._count += 1
            # Whatever is not as it was written has not been told; a line may have been broken off.
            with suppress(ValueError, TypeError, RecursionError):
                student, cells = json.loads(line)
                if isinstance(student, str) and isinstance(cells, dict):
                    self._lines[student] = line
        if text and not text.endswith("\n"):
            self._count += 1
            self.tidy()

    @property
    def is_known(self) -> bool:
        """True if anything was told."""
        return bool(self._lines)

    def of(self, student: str) -> Told:
        """The cells of a student as they were told."""
        cells: Told = json.loads(self._lines[student])[1] if student in self._lines else {}
        return cells

    def add(self, told: Mapping[str, Told]) -> None:
        """Write down what was told of some students, as far as it is new."""
        lines = {student: json.dumps([student, cells], ensure_ascii=False) for student, cells in told.items()}
        new = {student: line for student, line in lines.items() if self._lines.get(student) != line}
        if new:
            with self._path.open("a", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in new.values())
            self._lines |= new
            self._count += len(new)

    def tidy(self) -> None:
        """Leave out what no longer counts."""
        if self._count > len(self._lines):
            write_whole(self._path, "".join(f"{line}\n" for line in self._lines.values()))
            self._count = len(self._lines)
