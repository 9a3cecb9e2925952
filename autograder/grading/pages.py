"""Feedback pages into feedback/, where nbgrader releases them from: one for each notebook that was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from autograder.course import Course
from autograder.errors import AutograderError, unwritable_is_told
from autograder.feedback import page
from autograder.files import write_whole
from autograder.grading import results
from autograder.grading.gradebook import Given, batched, by_hand, open_gradebook
from autograder.grading.results import Result
from autograder.grading.submitted import read_plain, submissions
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
    store, settings = course.results(assignment), Settings.of(config)
    names = [folder.parent.name for folder in submissions(course, assignment, students)]
    count = 0
    with open_gradebook(course) as gradebook:
        for some in batched(names):
            given = by_hand(gradebook, assignment, some)
            for name in some:
                if (result := results.load(store, name)) is not None:
                    made = pages(result, given, settings.counterexamples)
                    write(course, name, assignment, made)
                    count += len(made)
    if not count:
        raise AutograderError(f"Nothing is graded yet. Grade first: autograder grade {assignment}")
    return count


def pages(result: Result, given: Given, counterexamples: bool) -> dict[str, str]:
    """The pages of a result, by notebook."""
    return {
        name: page(
            student=result.student,
            assignment=result.assignment,
            notebook=name,
            book=book,
            by_hand=given.cells.get((result.student, name), {}),
            penalty=given.penalties.get((result.student, name)),
            counterexamples=counterexamples,
        )
        for name, book in result.notebooks.items()
        if book.submitted
    }


#: What nbgrader's exchange lays beside a submission, and asks for beside its feedback: when it came, and from whom.
HANDED_ON = ("timestamp.txt", "submission_secret.txt")
MAX_HANDED_ON = 1000


def write(course: Course, student: str, assignment: str, made: Mapping[str, str]) -> None:
    """Write a student's pages, those that have changed, with what `nbgrader release_feedback` finds them by."""
    folder, submitted = course.feedback / student / assignment, course.submitted / student / assignment
    texts = {f"{name}.html": html for name, html in made.items()}
    for name in HANDED_ON if made else ():
        with suppress(OSError):
            if (data := read_plain(submitted / name, MAX_HANDED_ON)) is not None:
                texts[name] = data.decode("utf-8", "replace")
    for name, text in texts.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
