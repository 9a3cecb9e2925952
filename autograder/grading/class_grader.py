"""A class: every submission through the sandbox into results/, then into nbgrader's gradebook and folders."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import KW_ONLY, dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from autograder import results
from autograder.course import Course, read_secret
from autograder.errors import AutograderError, unwritable_is_told
from autograder.exercise.show import printable
from autograder.files import write_whole
from autograder.grading.bundle import Bundle, load_bundle, pack
from autograder.grading.publish import Publisher
from autograder.grading.submission_grader import (
    PROBLEM,
    GradedSubmission,
    Outcome,
    Task,
    digest,
    graded_submission,
    read_submission,
)
from autograder.grading.submitted import left_alone, submissions
from autograder.grading.workers import WORTH_STARTING, grade_here, grade_in_parallel
from autograder.process_pool import processors
from autograder.progress import Reach
from autograder.results import Summary
from autograder.sandbox.scratch import remove_stale
from autograder.settings import read_config


@dataclass(frozen=True)
class ClassResult:
    """The outcome of grading a class."""

    summaries: tuple[Summary, ...]
    _: KW_ONLY
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
    scheduler: str | None = None,
    secret: Path | None = None,
    config: Any = None,
    progress: Reach = lambda done, total: None,
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
    scheduler
        The address of a dask.distributed scheduler, to grade on its workers instead: ``tls://…``.
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
        with Publisher(course, bundle, read_config(course) if config is None else config) as publisher:
            if lost:
                publisher.remarks.append(
                    f"{course.secret_file} was gone, and another secret was drawn: all is graded anew, with other "
                    "inputs. To have the old one: put a copy of it back, and grade again"
                )
            done = _Class(course, bundle, publisher, progress)
            done.grade(folders, regrade, jobs, scheduler)
            if not done.summaries:
                raise AutograderError("No submission could be graded:\n" + "\n".join(done.skipped))
            recorded = publisher.finish()
    summaries = tuple(done.summaries[student] for student in sorted(done.summaries))
    skipped: tuple[str, ...] = tuple(done.skipped)
    absent: tuple[str, ...] = ()
    if students == "*":
        skipped = (*(f"{name!r}: {why}" for name, why in left_alone(course, assignment)), *skipped)
        others = sorted(recorded - done.summaries.keys())
        absent = tuple(name for name in others if not _is_there(course.submitted / name / assignment))
    return ClassResult(
        summaries,
        graded=done.graded,
        skipped=skipped,
        remarks=tuple(publisher.remarks),
        review=publisher.review,
        late=publisher.late,
        absent=absent,
        restore=publisher.restore,
        exposed=_exposed(summaries),
    )


class _Class:
    """The grading of one class: what is done so far."""

    def __init__(self, course: Course, bundle: Bundle, publisher: Publisher, progress: Reach) -> None:
        self.summaries: dict[str, Summary] = {}
        self.skipped: list[str] = []
        self.graded = 0
        self._course = course
        self._bundle = bundle
        self._publisher = publisher
        self._settings = publisher.settings
        self._progress = progress
        self._store = course.results(bundle.assignment)
        self._regrading = course.private / f"regrading-{bundle.assignment}.json"

    def grade(self, folders: list[Path], regrade: bool, jobs: int | None, scheduler: str | None) -> None:
        """Grade what has changed, and take over what has not."""
        runs = self._begun()
        if regrade:
            # No clock says what is done: files may be dated in the future.
            run = secrets.token_hex(8)
            runs |= {folder.parent.name: runs.get(folder.parent.name, run) for folder in folders}
            write_whole(self._regrading, json.dumps(runs))

        def tell() -> None:
            self._progress(len(self.summaries) + len(self.skipped), len(folders))

        tell()
        starved: list[Path] = []
        # Closed at once when grading is stopped, and not when somebody looks for garbage.
        with closing(self._map(self._due(folders, runs), jobs, scheduler)) as outcomes:
            for outcome in outcomes:
                if outcome.starved:
                    starved.append(self._course.submitted / outcome.student / self._bundle.assignment)
                else:
                    self._take(outcome)
                tell()
        # What the clock on the wall ended may only have been crowded out: tried once more, alone.
        with closing(self._map((self._read(folder, runs) for folder in starved), 1)) as outcomes:
            for outcome in outcomes:
                self._take(outcome)
                tell()

        done = {folder.parent.name for folder in folders}
        if left := {student: run for student, run in runs.items() if student not in done}:
            write_whole(self._regrading, json.dumps(left))
        else:
            self._regrading.unlink(missing_ok=True)

    def _begun(self) -> dict[str, str]:
        """The students whom a run that was stopped has been grading again, each with the run's id."""
        try:
            return {str(student): str(run) for student, run in json.loads(self._regrading.read_text("utf-8")).items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _due(self, folders: Iterable[Path], runs: Mapping[str, str]) -> Iterator[Task]:
        """The submissions that are to be graded, one after the other; the others are taken over on the way.

        A result of the same work, graded in the same way and, if the student is among `runs`, by that run, is taken
        over.
        """
        for folder in folders:
            try:
                task = self._read(folder, runs)
            except OSError as error:
                self.skipped.append(
                    f"{folder.parent.name!r}: {error.filename or folder}: {error.strerror}; "
                    f"look at its owner and permissions: ls -ld {folder}"
                )
                continue
            kept = results.read(self._store, task.student, task.run)
            if kept is None or kept[0].digest != digest(self._bundle, task):
                yield task
            else:
                result, stored = kept
                self._put_down(graded_submission(result, self._settings.counterexamples, stored), is_new=False)

    def _map(
        self, tasks: Iterator[Task], jobs: int | None, scheduler: str | None = None
    ) -> Generator[Outcome, None, None]:
        """Grade submissions, so many at once; if that is not said, as many as there are processors, where it pays."""
        first = list(islice(tasks, max(jobs or processors(), WORTH_STARTING)))
        jobs = min(jobs or (processors() if len(first) >= WORTH_STARTING else 1), len(first))
        tasks = chain(first, tasks)
        isolated = self._settings.require_isolation
        if not first:
            # Each sandbox does this when it starts, and none is started.
            remove_stale()
            return
        if not scheduler and jobs == 1:
            self._publisher.prepare()
            yield from grade_here(self._bundle, tasks, isolated)
            return
        packed = pack(self._course, self._bundle, isolated)
        if not scheduler:
            yield from grade_in_parallel(packed, jobs, tasks, self._publisher.prepare)
            return
        try:
            from autograder.grading.cluster import grade_on_cluster
        except ImportError as error:
            raise AutograderError(
                f"Grading on a cluster needs dask.distributed, which cannot be imported ({error}).\n"
                "Install it, in this folder: pip install '.[cluster]'"
            ) from None
        yield from grade_on_cluster(packed, scheduler, tasks, self._publisher.prepare)

    def _read(self, folder: Path, runs: Mapping[str, str]) -> Task:
        task = read_submission(folder, self._bundle, self._settings.language, self._settings.counterexamples)
        return replace(task, run=runs.get(task.student, ""))

    def _take(self, outcome: Outcome) -> None:
        """Store what was graded, and hand it on."""
        if outcome.graded is None:
            self.skipped.append(f"{outcome.student!r}: {printable(outcome.problem, PROBLEM)}")
            return
        try:
            with unwritable_is_told(self._store):
                results.save(self._store, outcome.student, outcome.graded.stored)
        except OSError as error:
            # One submission that cannot be stored costs the others nothing.
            self.skipped.append(f"{outcome.student!r}: {error}")
        else:
            self.graded += 1
            self._put_down(outcome.graded, is_new=True)

    def _put_down(self, graded: GradedSubmission, is_new: bool) -> None:
        self.summaries[graded.summary.student] = graded.summary
        self._publisher.add(graded, is_new)


def _exposed(summaries: Sequence[Summary]) -> str:
    lacking = {name: why for summary in summaries for name, why in summary.lacks.items()}
    if not lacking:
        return ""
    count = sum(bool(summary.lacks) for summary in summaries)
    missing = "; ".join(f"{name} ({why})" for name, why in lacking.items())
    return (
        f"Submissions that ran WITHOUT all walls around them: {count}. Missing: {missing}. There a submission could "
        f"{could_do(lacking)}. More: docs/security.md. How to get them: autograder doctor"
    )


def could_do(lacking: Collection[str]) -> str:
    """Say what a submission could do where these walls are missing.

    Examples
    --------
    >>> could_do(["namespaces"])
    'see the numbers of processes and the names of files, but not read or change any of yours'
    """
    if "namespaces" not in lacking:
        return "do nothing more, as far as we know: of two walls around the same, the other holds"
    if {"landlock", "seccomp"} <= {*lacking}:
        return "do whatever you can: read and change your files, start programs, connect to other machines"
    if "landlock" in lacking:
        return "read and change your files, as far as you may yourself"
    if "seccomp" in lacking:
        return "start programs, end yours, and connect to other machines; but not read or change your files"
    return "see the numbers of processes and the names of files, but not read or change any of yours"


def _is_there(folder: Path) -> bool:
    """Look whether there is something, so far as this user may know."""
    try:
        folder.lstat()
    except PermissionError:
        return True
    except OSError:
        return False
    return True
