"""The students whom nbgrader's gradebook knows, and the day when an assignment is due."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from autograder.course import Course
from autograder.grading.gradebook import Person, everybody, existing_gradebook, open_gradebook


def plain_name(name: str) -> str:
    """A name without what platforms and people change in it: capitals, spaces, punctuation, full-width letters.

    Examples
    --------
    >>> plain_name("Ｗang, Si-yu") == plain_name("wang siyu")
    True
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", name).casefold()))


@dataclass(frozen=True)
class Enrolled:
    """The students of the gradebook, and when the assignment is due, in UTC; None where no day is set."""

    people: list[Person]
    due: datetime | None
    #: By student, seconds more.
    extensions: dict[str, float]


def enrolled(course: Course, assignment: str) -> Enrolled:
    """Ask the gradebook; where there is none, nobody is known.

    Raises
    ------
    AutograderError
        It cannot be used.
    """
    with existing_gradebook(course) as gradebook:
        if gradebook is None:
            return Enrolled([], None, {})
        people = everybody(gradebook)
        due = next((one.duedate for one in gradebook.assignments if one.name == assignment), None)
        given = gradebook.assignment_submissions(assignment) if due else []
        extensions = {one.student_id: one.extension.total_seconds() for one in given if one.extension}
        return Enrolled(people, due.replace(tzinfo=UTC) if due else None, extensions)


def enter(course: Course, people: Iterable[Person], reach: Callable[[int], None] = lambda done: None) -> int:
    """Enter students with their names and addresses, as far as the gradebook has them otherwise; how many those are.

    What is not told here, and is known there, stays.

    Raises
    ------
    AutograderError
        The gradebook cannot be used.
    """
    count = 0
    with open_gradebook(course) as gradebook:
        known = {one.id: one for one in gradebook.students}
        for done, person in enumerate(people, start=1):
            reach(done)
            told = {name: value for name, value in asdict(person).items() if name != "id" and value}
            one = known.get(person.id)
            if one is None or any(getattr(one, name) != value for name, value in told.items()):
                gradebook.update_or_create_student(person.id, **told)
                count += 1
    return count
