"""A class of hostile submissions, graded in earnest: `make test-hostile`.

Not among the other tests, since what sleeps and loops is given all the time that it has in earnest.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.gradebook import open_gradebook
from autograder.lessons.lesson import Lesson

from ...classroom import by_formgrader, fill, release, tool
from ...conftest import ASSIGNMENT, PART, copy_course
from ...ordinary import NOBODY, home_of_nobody, run_in_the_open
from ..handing_in import hand_in, slug, wrong
from ..submissions import ALL


@pytest.fixture(scope="module")
def expected(bundle: Bundle) -> dict[str, int]:
    """The classmates' marks."""
    points = [exercise.points for exercise in bundle.exercises_in(PART)]
    return {"classmate1": sum(points), "classmate2": sum(points[:4]), "classmate3": sum(points) - 10, "classmate4": 0}


def hostile_class(made: Course, folder: Path, lesson: Lesson) -> Course:
    """A course in which everybody hostile has handed in, and four classmates."""
    course = copy_course(made, folder)
    right = lesson.solutions
    summed = right["correlation"].replace(" / len(x)", "")
    assert summed != right["correlation"]
    mates = (right, dict(list(right.items())[:4]), right | {"correlation": summed}, {})
    for number, answers in enumerate(mates, 1):
        place = course.submitted / f"classmate{number}" / ASSIGNMENT
        place.mkdir(parents=True)
        (place / f"{PART}.ipynb").write_bytes(fill(release(course, "en"), answers))
    for one in ALL:
        hand_in(course, lesson, one)
    return course


def marks(course: Course) -> dict[str, dict[str, int]]:
    """What nbgrader's gradebook says of everybody, by exercise."""
    with open_gradebook(course) as gradebook:
        return {
            submission.student.id: {
                grade.name.removeprefix("test_"): int(grade.auto_score or 0)
                for book in submission.notebooks
                for grade in book.grades
                if book.name == PART and grade.name.startswith("test_")
            }
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }


def as_it_must_be(found: dict[str, dict[str, int]], expected: dict[str, int], bundle: Bundle) -> None:
    for one in ALL:
        assert wrong(one, found[slug(one)], bundle) == {}, one.name
    assert {name: sum(found[name].values()) for name in expected} == expected


@pytest.mark.parametrize("command", [("autograder", "grade"), ("nbgrader", "autograde"), ()], ids=" ".join)
def test_a_class_of_them_harms_nobody(
    made: Course, tmp_path: Path, lesson: Lesson, bundle: Bundle, expected: dict[str, int], command: tuple[str, ...]
) -> None:
    """Without a command, formgrader's button is pressed for each."""
    course = hostile_class(made, tmp_path, lesson)
    students = sorted(folder.name for folder in course.submitted.iterdir())
    ran = tool(course, *command, ASSIGNMENT) if command else by_formgrader(course, students)
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "Traceback" not in ran.stderr
    as_it_must_be(marks(course), expected, bundle)
    for page in course.feedback.rglob("*.html"):
        assert not re.search(
            r"<script|onerror=|onload=|javascript:", re.sub(r"&lt;.*?&gt;", "", page.read_text("utf-8"))
        )


@pytest.mark.parametrize("command", [("autograder", "grade"), ("nbgrader", "autograde")])
def test_nor_where_an_ordinary_user_grades(
    made: Course, lesson: Lesson, bundle: Bundle, expected: dict[str, int], command: tuple[str, str]
) -> None:
    if os.geteuid() != 0:
        return  # who runs the tests is an ordinary user, and has just seen to it
    script = str(Path(sys.executable).parent / command[0])
    with home_of_nobody() as home:
        course = hostile_class(made, home / "course", lesson)
        for path in (course.root, *course.root.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        ran = run_in_the_open(["sh", "-c", f"cd course && exec {script} {command[1]} {ASSIGNMENT}"], home)
        assert ran.returncode == 0, ran.stderr[-3000:]
        as_it_must_be(marks(course), expected, bundle)
