"""The lesson that these tests are of, each thing loaded once: also what students find beside its notebooks."""

from __future__ import annotations

import atexit
import functools
import tempfile
from pathlib import Path
from types import ModuleType

from autograder.course import Course
from autograder.exercise import Exercise
from autograder.grading.bundle import Bundle, load_bundle
from autograder.lessons import lesson as lessons
from autograder.lessons.declared import load_declared
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import known_hints, make_hints
from tests.pack import Pack, assembled

HERE = Path(__file__).resolve().parent
#: The course in this repository.
COURSE = Course(HERE.parents[2])
ASSIGNMENT, PART, LATER_PART = "deep-neural-network", "step_by_step", "cat_classifier"
EXERCISES: dict[str, Exercise] = load_declared(HERE.parent).exercises


@functools.cache
def lesson() -> Lesson:
    """The lesson, with its texts."""
    return lessons.read(HERE.parent)


@functools.cache
def bundle() -> Bundle:
    """The lesson as it is graded, from the committed editions, with a secret of the tests' own."""
    return load_bundle(COURSE, ASSIGNMENT, secret=bytes(range(32)))


@functools.cache
def pack() -> Pack:
    """What students get beside its notebooks, with the hints that they get."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    hints = known_hints(lesson(), COURSE.source(ASSIGNMENT)) or make_hints(lesson())
    return assembled(lesson(), Path(folder.name), hints)


def load(name: str) -> ModuleType:
    """A module of that pack."""
    return pack().load(name)
