"""Whatever a submission tries, it gets the marks that its answers earn, and the next one gets its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.submission_grader import Task, grade_submission, read_submission
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Limits, Sandbox

from ..conftest import ASSIGNMENT, PART
from .handing_in import hand_in, slug, wrong
from .submissions import ALL, Hostile

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

#: Lower than in earnest, so that what runs into them does so soon.
LIMITS = Limits(cell_cpu=2, exercise_cpu=1, notebook_cpu=20, cell_idle=1, exercise_idle=1, memory=2 << 30)


@pytest.fixture(scope="module")
def strict(bundle: Bundle) -> Iterator[Sandbox]:
    with Sandbox(bundle.preload, bundle.pack, LIMITS) as started:
        assert started.lacks == {}
        yield started


@pytest.mark.parametrize("one", ALL, ids=slug)
def test_it_gets_the_marks_that_its_answers_earn(
    course: Course, lesson: Lesson, bundle: Bundle, strict: Sandbox, one: Hostile
) -> None:
    hand_in(course, lesson, replace(one, name="classmate1", edit=None, folder=None, answers={}, first="", last=""))
    task = read_submission(hand_in(course, lesson, one), bundle, "en")
    task = replace(task, files={PART: task.files[PART]})
    book = grade_submission(bundle, task, strict).notebooks[PART]
    assert wrong(one, {name: verdict.earned for name, verdict in book.verdicts.items()}, bundle) == {}
    assert "RuntimeError" not in repr(book.verdicts), "it has found what it looked for"
    if one.noted:
        assert book.notes
    mate = Task(
        "mate", {PART: (course.submitted / "classmate1" / ASSIGNMENT / f"{PART}.ipynb").read_bytes()}, language="en"
    )
    assert grade_submission(bundle, mate, strict).notebooks[PART].earned == 60
