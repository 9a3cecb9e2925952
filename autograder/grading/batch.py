"""A class: every submission through the sandbox into results/, then into nbgrader's gradebook and folders."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.course import Course, read_secret
from autograder.errors import AutograderError, unwritable_is_told
from autograder.exercise.show import printable
from autograder.grading import results
from autograder.grading.bundle import Bundle, load_bundle, pack
from autograder.grading.folders import read_stamp, write_autograded
from autograder.grading.gradebook import back_up, open_gradebook, register, restore_command
from autograder.grading.pages import write_each
from autograder.grading.record import Given, Penalty, Recorded, Told, by_hand, late_penalty, record
from autograder.grading.results import Result
from autograder.grading.submitted import left_alone, submissions
from autograder.grading.summary import Summary, summarise
from autograder.grading.work import Outcome, Task, digest, read_submission
from autograder.grading.workers import grade_here, grade_in_parallel, jobs_here
from autograder.settings import Settings, read_config

#: Characters of what is told of one submission that could not be graded.
PROBLEM = 500

#: Called after each submission with how many are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ClassResult:
    """What grading a class gave."""

    summaries: tuple[Summary, ...]
    #: How many of them were graded now; the others were graded already and unchanged.
    graded: int
    #: What lies in submitted/ and was not graded: its name, and why.
    skipped: tuple[str, ...]
    #: What is odd about a submission beside its notebooks: the student, and what.
    remarks: tuple[str, ...]
    #: By student, the exercises whose marks by hand stand over something that has changed.
    review: dict[str, list[str]]
    #: The students who are late, with the points that are taken off.
    late: dict[str, float]
    #: Students with marks in the gradebook of whom nothing is handed in any more.
    absent: tuple[str, ...]
    #: The command that puts the gradebook back as it was before; nothing where it had nothing to lose.
    restore: str
    #: What is to be said loudly of submissions that ran without all walls around them; nothing where none did.
    exposed: str


def grade_class(
    course: Course,
    assignment: str,
    *,
    students: str = "*",
    exclude: frozenset[str] = frozenset(),
    regrade: bool = False,
    jobs: int | None = None,
    secret: Path | None = None,
    config: Any = None,
    progress: Progress = lambda done, total: None,
) -> ClassResult:
    """Grade the submissions of an assignment; those that are graded already and unchanged are not run again.

    Parameters
    ----------
    students
        A pattern for the students' ids, as nbgrader takes it: ``*`` or one id.
    exclude
        Ids that are left out.
    regrade
        Run all again.
    jobs
        How many submissions at once; if not said, as many as there are processors, where it pays.
    secret
        A file with the secret to draw hidden inputs with, instead of the course's own.
    config
        nbgrader's configuration; read from nbgrader_config.py if not given.

    Raises
    ------
    AutograderError
        There is no such assignment, no source, nothing submitted, somebody else is grading, results cannot be
        stored, or the gradebook cannot be used.
    """
    with unwritable_is_told(course.root), course.grading():
        course.lesson(assignment)
        lost = not secret and not course.secret_file.exists() and any(course.results(assignment).glob("*.json"))
        folders = [path for path in submissions(course, assignment, students) if path.parent.name not in exclude]
        bundle = load_bundle(course, assignment, read_secret(secret) if secret else None)
        config = read_config(course) if config is None else config
        settings, penalty = Settings.of(config), late_penalty(config)
        done = _Class(course, bundle, settings, progress)
        if lost:
            done.remarks.append(
                f"{course.secret_file} was gone, and another secret was drawn: all is graded anew, with other inputs. "
                "To have the old one: put a copy of it back, and grade again"
            )
        done.grade(folders, regrade, jobs)
        if not done.summaries:
            raise AutograderError("No submission could be graded:\n" + "\n".join(done.skipped))
        recorded = done.publish(penalty)
    summaries = tuple(done.summaries[student] for student in sorted(done.summaries))
    skipped: tuple[str, ...] = tuple(done.skipped)
    absent: tuple[str, ...] = ()
    if students == "*":
        skipped = (*(f"{name!r}: {why}" for name, why in left_alone(course, assignment)), *skipped)
        absent = tuple(name for name in recorded.others if not _is_there(course.submitted / name / assignment))
    return ClassResult(
        summaries,
        done.graded,
        skipped,
        tuple(done.remarks),
        recorded.review,
        recorded.late,
        absent,
        done.restore,
        _exposed(summaries),
    )


class _Class:
    """The grading of one class: what is done so far."""

    def __init__(self, course: Course, bundle: Bundle, settings: Settings, progress: Progress) -> None:
        self.summaries: dict[str, Summary] = {}
        self.skipped: list[str] = []
        self.remarks: list[str] = []
        self.graded = 0
        self.restore = ""
        self._course = course
        self._bundle = bundle
        self._settings = settings
        self._progress = progress
        self._store = course.results(bundle.assignment)
        self._regrading = course.private / f"regrading-{bundle.assignment}.json"

    def grade(self, folders: list[Path], regrade: bool, jobs: int | None) -> None:
        """Grade what has changed, and take over what has not."""
        began = self._begun()
        if regrade:
            began |= {folder.parent.name: began.get(folder.parent.name, time.time_ns()) for folder in folders}
            results.write_whole(self._regrading, json.dumps(began))
        due = [folder for folder in folders if self._is_due(folder, began.get(folder.parent.name, 0))]
        self._progress(len(folders) - len(due), len(folders))
        starved: list[str] = []
        # Closed at once when grading is stopped, and not when somebody looks for garbage.
        with closing(self._map(due, min(jobs or jobs_here(len(due)), len(due)))) as outcomes:
            for outcome in outcomes:
                if outcome.starved:
                    starved.append(outcome.student)
                else:
                    self._take(outcome)
                    self._progress(len(self.summaries) + len(self.skipped), len(folders))
        # What the clock on the wall ended may only have been crowded out: tried once more, alone.
        with closing(self._map([folder for folder in due if folder.parent.name in starved], 1)) as outcomes:
            for outcome in outcomes:
                self._take(outcome)
                self._progress(len(self.summaries) + len(self.skipped), len(folders))

        done = {folder.parent.name for folder in folders}
        if left := {student: when for student, when in began.items() if student not in done}:
            results.write_whole(self._regrading, json.dumps(left))
        else:
            self._regrading.unlink(missing_ok=True)

    def _begun(self) -> dict[str, int]:
        """Who is being graded again by a run that was stopped, and since when."""
        try:
            return {str(student): int(when) for student, when in json.loads(self._regrading.read_text("utf-8")).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def publish(self, penalty: Penalty) -> Recorded:
        """Write all results everywhere; running it again repairs whatever was left half-done."""
        course, assignment = self._course, self._bundle.assignment
        summaries = list(self.summaries.values())
        stamps = {}
        for summary in summaries:
            stamps[summary.student], wrong = read_stamp(course.submitted / summary.student / assignment)
            if wrong:
                self.remarks.append(f"{summary.student}: {wrong}")
        path = course.told(assignment)
        told = _read_told(path)
        if told and not (course.gradebook.is_file() and course.gradebook.stat().st_size):
            self.remarks.append(
                f"{course.gradebook.name} was gone and is made anew; "
                "marks given by hand, if there were any, are in copies of it alone"
            )
        worth_keeping = self.graded and course.gradebook.is_file()
        with open_gradebook(course) as gradebook:
            if worth_keeping:  # before anything in it changes
                self.restore = restore_command(course, back_up(course, gradebook))
            register(gradebook, assignment, self._bundle.sources)
            recorded = record(gradebook, assignment, summaries, stamps, told, penalty)
            given = by_hand(gradebook, assignment)
        results.write_whole(path, json.dumps(told | recorded.told))
        for summary in summaries:
            if (result := results.load(self._store, summary.student)) is not None:
                self._show(result, given)
        return recorded

    def _show(self, result: Result, given: Given) -> None:
        """Write what people look at; one that cannot be written costs the others nothing."""
        try:
            write_autograded(self._course, result)
            write_each(self._course, [result], given, self._settings)
        except OSError:
            raise  # the disk's fault, and the next one's too
        except Exception as error:
            told = printable(f"{type(error).__name__}: {error}", PROBLEM)
            self.remarks.append(f"{result.student}: the pages could not be made, please report it: {told}")

    def _is_due(self, folder: Path, since: int) -> bool:
        """Whether a submission is to be graded.

        A result of the same work, graded in the same way and not before `since` (in ns), is taken over.
        """
        try:
            task = self._read(folder)
        except OSError as error:
            self.skipped.append(
                f"{folder.parent.name!r}: {error.filename or folder}: {error.strerror}; "
                f"look at its owner and permissions: ls -ld {folder}"
            )
            return False
        stored = results.load(self._store, task.student, since)
        if stored is None or stored.digest != digest(self._bundle, task):
            return True
        self.summaries[task.student] = summarise(stored)
        return False

    def _map(self, folders: list[Path], jobs: int) -> Generator[Outcome, None, None]:
        tasks = (self._read(folder) for folder in folders)
        if jobs > 1:
            packed = pack(self._course, self._bundle, self._settings.require_isolation)
            yield from grade_in_parallel(packed, jobs, tasks)
        elif folders:
            yield from grade_here(self._bundle, tasks, self._settings.require_isolation)

    def _read(self, folder: Path) -> Task:
        return read_submission(folder, self._bundle, self._settings.language)

    def _take(self, outcome: Outcome) -> None:
        """Store a result and remember its summary."""
        if outcome.result is None:
            self.skipped.append(f"{outcome.student!r}: {printable(outcome.problem, PROBLEM)}")
            return
        try:
            with unwritable_is_told(self._store):
                results.save(self._store, outcome.result)
        except OSError as error:
            # One submission that cannot be stored costs the others nothing.
            self.skipped.append(f"{outcome.student!r}: {error}")
        else:
            self.graded += 1
            self.summaries[outcome.student] = summarise(outcome.result)


def _exposed(summaries: Sequence[Summary]) -> str:
    lacking = {name: why for summary in summaries for name, why in summary.lacks.items()}
    if not lacking:
        return ""
    count = sum(bool(summary.lacks) for summary in summaries)
    exposed = ", and could have read what you can read" if {"namespaces", "landlock"} <= lacking.keys() else ""
    missing = "; ".join(f"{name} ({why})" for name, why in lacking.items())
    return (
        f"Submissions that ran WITHOUT all walls around them{exposed}: {count}. Missing: {missing}. "
        "What that means: docs/security.md. How to get them: autograder doctor"
    )


def _is_there(folder: Path) -> bool:
    """Whether there is something, so far as this user may know."""
    try:
        folder.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True


def _read_told(path: Path) -> dict[str, Told]:
    """What the gradebook was last told; nothing of it where the file is not as it was written."""
    try:
        told: dict[str, Told] = json.loads(path.read_text("utf-8"))
        return {student: {cell: list(said) for cell, said in cells.items()} for student, cells in told.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}
