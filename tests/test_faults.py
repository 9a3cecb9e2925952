"""Whatever happens to a grader, nothing is lost: the next one finishes the rest, and the marks are the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from autograder.course import Course
from autograder.grading.batch import grade_class
from autograder.grading.gradebook import open_gradebook
from autograder.lesson import Lesson

from .answers import solutions
from .classroom import fill, hand_in, release
from .conftest import ASSIGNMENT, ROOT

#: At so many moments a grader is killed, of some hundreds that there are: all take an hour (`KILLS=1000 pytest …`).
KILLS = int(os.environ.get("KILLS", "6"))


@pytest.fixture
def small(course: Course, lesson: Lesson) -> Course:
    """Two students: all right, and a part of it."""
    right = solutions(lesson)
    hand_in(course, "ada", fill(release(course, "en"), right))
    hand_in(course, "bo", fill(release(course, "zh"), dict(list(right.items())[:3])))
    course.secret()
    return course


def killed(course: Course) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.killed", str(course.root), str(KILLS)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return dict(json.loads(ran.stdout))


def test_a_first_grading_that_is_killed_is_finished_by_the_next(small: Course) -> None:
    outcome = killed(small)
    assert len(outcome["killed"]) == KILLS <= outcome["moments"]
    assert sorted(outcome["expected"]) == ["ada", "bo"]
    assert outcome["wrong"] == {}


def test_a_regrade_that_is_killed_is_finished_by_the_next(small: Course, lesson: Lesson) -> None:
    """With a mark by hand, whose cell has changed since, and work that is worth less than before."""
    grade_class(small, ASSIGNMENT)
    with open_gradebook(small) as gradebook:
        grade = gradebook.find_grade("test_linear_forward", "step_by_step", ASSIGNMENT, "ada")
        grade.manual_score, grade.extra_credit = 7, 1
        gradebook.db.commit()
    right = solutions(lesson)
    wrong = right | {"linear_forward": "def linear_forward(A, W, b):\n    return A, (A, W, b)"}
    hand_in(small, "ada", fill(release(small, "en"), wrong))
    hand_in(small, "bo", fill(release(small, "en"), dict(list(right.items())[:2])))
    outcome = killed(small)
    assert outcome["expected"]["ada"]["grades"]["test_linear_forward"][1:] == [7, 1, True]
    assert outcome["wrong"] == {}
