"""A class: every submission through the sandbox into results/, then into nbgrader's gradebook and folders."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import Language
from autograder.grading import results
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.gradebook import open_gradebook, record, register, write_autograded
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
    #: Folders in submitted/ whose names cannot be a student's id; left alone.
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
    done: list[tuple[Result, Result | None]] = []
    graded = 0
    with Sandbox(bundle.preload, bundle.resources) as sandbox:
        for number, folder in enumerate(folders, start=1):
            student = folder.parent.name
            files = read_submission(folder, bundle)
            stored = results.load(store, student)
            if regrade or stored is None or not unchanged(stored, bundle, files):
                result = grade_submission(bundle, student, files, sandbox, language)
                results.save(store, result)
                graded += 1
            else:
                result = stored
            done.append((result, stored))
            progress(number, len(folders))
    _publish(course, bundle, done)
    skipped = [repr(folder.parent.name) for folder in _folders(course, assignment) if not _is_id(folder.parent.name)]
    return ClassResult(tuple(result for result, _ in done), graded, tuple(skipped))


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
    """Whether a folder's name can be a student's id: nbgrader reads ids in patterns, and line by line."""
    return name.isprintable() and name == name.strip() and not name.startswith(".") and not set(name) & set("*?[]")


def _publish(course: Course, bundle: Bundle, done: list[tuple[Result, Result | None]]) -> None:
    """Write all results everywhere; running it again repairs whatever was left half-done."""
    with open_gradebook(course) as gradebook:
        register(gradebook, bundle.assignment, bundle.sources)
        for result, previous in done:
            record(gradebook, course, result, previous)
    for result, _ in done:
        write_autograded(course, result)
