"""A class: every submission through the sandbox into results/, then into nbgrader's gradebook and folders."""

from __future__ import annotations

import fnmatch
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import Language
from autograder.grading import results
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.gradebook import Told, open_gradebook, record, register, write_autograded
from autograder.grading.results import Result
from autograder.grading.work import grade_submission, read_submission, unchanged
from autograder.sandbox import Sandbox

#: Called after each submission with how many are done and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ClassResult:
    """The results of a class, and how many of them were graded now."""

    results: tuple[Result, ...]
    graded: int
    #: What lies in submitted/ and was not graded: its name, and why.
    skipped: tuple[str, ...]


def grade_class(
    course: Course,
    assignment: str,
    *,
    students: str = "*",
    regrade: bool = False,
    language: Language = "zh",
    progress: Progress = lambda done, total: None,
) -> ClassResult:
    """Grade the submissions of an assignment; those that are graded already and unchanged are not run again.

    Parameters
    ----------
    students
        A pattern for the students' ids, as nbgrader takes it: ``*`` or one id.
    regrade
        Run all again.
    language
        The language of feedback where a submission does not tell its own.

    Raises
    ------
    AutograderError
        There is no such assignment, no source, nothing submitted, somebody else is grading, or the gradebook
        cannot be used.
    """
    with course.grading():
        return _grade_class(course, assignment, students, regrade, language, progress)


def _grade_class(
    course: Course, assignment: str, students: str, regrade: bool, language: Language, progress: Progress
) -> ClassResult:
    bundle = load_bundle(course, assignment)
    folders = submissions(course, assignment, students)
    store = course.results(assignment)
    done: list[Result] = []
    skipped = [f"{name!r}: {why}" for name, why in _left_alone(course, assignment)]
    graded = 0
    with Sandbox(bundle.preload, bundle.resources) as sandbox:
        for number, folder in enumerate(folders, start=1):
            student = folder.parent.name
            try:
                result, anew = _result(bundle, store, folder, sandbox, language, regrade)
            except OSError as error:
                # One submission that cannot be read or stored costs the others nothing.
                skipped.append(f"{student!r}: {error}")
            else:
                done.append(result)
                graded += anew
            progress(number, len(folders))
    if not done:
        raise AutograderError("No submission could be graded:\n" + "\n".join(skipped))
    _publish(course, bundle, done)
    return ClassResult(tuple(done), graded, tuple(skipped))


def _result(
    bundle: Bundle, store: Path, folder: Path, sandbox: Sandbox, language: Language, regrade: bool
) -> tuple[Result, bool]:
    """A submission's result, and whether it had to be graded for it."""
    student = folder.parent.name
    files = read_submission(folder, bundle)
    stored = results.load(store, student)
    if stored is not None and not regrade and unchanged(stored, bundle, files):
        return stored, False
    result = grade_submission(bundle, student, files, sandbox, language)
    results.save(store, result)
    return result, True


def submissions(course: Course, assignment: str, students: str = "*") -> list[Path]:
    """The submitted folders of an assignment, in the order of the students' ids.

    Raises
    ------
    AutograderError
        There are none.
    """
    found = [
        folder
        for folder in _folders(course, assignment)
        if fnmatch.fnmatchcase(folder.parent.name, students) and _is_id(folder.parent.name)
    ]
    if not found:
        who = "" if students == "*" else f" of {students!r}"
        raise AutograderError(
            f"No submission{who} was found: expected {course.submitted}/<student>/{assignment}/.\n"
            "Collect the submissions there, or try the invented class: autograder sample-class"
        )
    return found


def _folders(course: Course, assignment: str) -> Iterator[Path]:
    for student in sorted(course.submitted.glob("*")):
        folder = student / assignment
        # Only real folders: a link could lead anywhere.
        if folder.is_dir() and not folder.is_symlink() and not student.is_symlink():
            yield folder


def _is_id(name: str) -> bool:
    """Whether a folder's name can be a student's id: nbgrader reads ids in patterns, line by line, and keeps 128."""
    fits = len(name) <= 128 and len(os.fsencode(name)) <= 240
    return fits and name.isprintable() and name == name.strip() and name[0] != "." and not set(name) & set("*?[]")


def _left_alone(course: Course, assignment: str) -> Iterator[tuple[str, str]]:
    """What lies in submitted/ and is not graded, and why."""
    for folder in sorted(course.submitted.glob("*")):
        if folder.is_symlink() or not folder.is_dir():
            yield folder.name, "not a student's folder"
        elif not _is_id(folder.name):
            yield folder.name, "the name cannot be a student's id; rename the folder"
        elif not (folder / assignment).is_dir() or (folder / assignment).is_symlink():
            # Whoever handed in another assignment of the course has just not handed in this one.
            found = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
            if not found & set(course.assignments):
                yield folder.name, f"no folder {assignment} in it; found {', '.join(sorted(found)) or 'nothing'}"


def _publish(course: Course, bundle: Bundle, done: list[Result]) -> None:
    """Write all results everywhere; running it again repairs whatever was left half-done."""
    path = course.told(bundle.assignment)
    try:
        told: dict[str, Told] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        told = {}
    with open_gradebook(course) as gradebook:
        register(gradebook, bundle.assignment, bundle.sources)
        try:
            for result in done:
                told[result.student] = record(gradebook, course, result, told.get(result.student, {}))
        finally:
            results.write_whole(path, json.dumps(told))
    for result in done:
        write_autograded(course, result)
