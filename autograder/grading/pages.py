"""Feedback pages into feedback/, where nbgrader releases them from: one for each notebook that was handed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from autograder.course import Course
from autograder.errors import AutograderError, unwritable_is_told
from autograder.feedback import page
from autograder.grading import results
from autograder.grading.gradebook import open_gradebook
from autograder.grading.record import Given, by_hand
from autograder.grading.results import Result, write_whole
from autograder.grading.submitted import submissions
from autograder.settings import Settings


def write_pages(course: Course, assignment: str, *, students: str = "*", config: Any) -> int:
    """Write the pages of those who have been graded, with what a person has given since; how many there are.

    Raises
    ------
    AutograderError
        Nothing is graded, or the gradebook cannot be used.
    """
    with unwritable_is_told(course.feedback):
        return _write_pages(course, assignment, students, config)


def _write_pages(course: Course, assignment: str, students: str, config: Any) -> int:
    store = course.results(assignment)
    names = [folder.parent.name for folder in submissions(course, assignment, students)]
    with open_gradebook(course) as gradebook:
        given = by_hand(gradebook, assignment)
    graded = (result for name in names if (result := results.load(store, name)) is not None)
    pages = write_each(course, graded, given, Settings.of(config))
    if not pages:
        raise AutograderError(f"Nothing is graded yet. Grade first: autograder grade {assignment}")
    return pages


def write_each(course: Course, graded: Iterable[Result], given: Given, settings: Settings) -> int:
    """Write the pages of results; how many there are."""
    pages = 0
    for result in graded:
        folder = course.feedback / result.student / result.assignment
        for name, book in result.notebooks.items():
            if not book.submitted:
                continue
            folder.mkdir(parents=True, exist_ok=True)
            html = page(
                student=result.student,
                assignment=result.assignment,
                notebook=name,
                book=book,
                by_hand=given.cells.get((result.student, name), {}),
                penalty=given.penalties.get((result.student, name)),
                counterexamples=settings.counterexamples,
            )
            path = folder / f"{name}.html"
            if not path.is_file() or path.read_text("utf-8") != html:
                write_whole(path, html)
            pages += 1
    return pages
