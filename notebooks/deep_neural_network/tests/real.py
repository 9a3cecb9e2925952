"""The lesson that these tests are of, each thing loaded once."""

from __future__ import annotations

import functools
from pathlib import Path

from autograder.course import Course
from autograder.exercise import Exercise
from autograder.grading.bundle import Bundle, load_bundle
from autograder.lessons import lesson as lessons
from autograder.lessons.declared import load_declared
from autograder.lessons.lesson import Lesson

HERE = Path(__file__).resolve().parent
COURSE = Course(HERE.parents[2])
ASSIGNMENT = "deep-neural-network"
EXERCISES: dict[str, Exercise] = load_declared(HERE.parent).exercises


@functools.cache
def lesson() -> Lesson:
    """The lesson, with its texts."""
    return lessons.read(HERE.parent)


@functools.cache
def bundle() -> Bundle:
    """The lesson as it is graded, from the committed editions, with a secret of the tests' own."""
    return load_bundle(COURSE, ASSIGNMENT, secret=bytes(range(32)))
