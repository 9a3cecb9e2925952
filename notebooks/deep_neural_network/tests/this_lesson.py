"""This lesson, as its tests use it: where it lies, and what students find beside its notebooks."""

from __future__ import annotations

import atexit
import functools
import tempfile
from pathlib import Path
from types import ModuleType

from autograder.course import Course
from autograder.lessons import lesson as lessons
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import known_hints, make_hints
from tests.pack import Pack, assembled

#: The course in this repository.
COURSE = Course(Path(__file__).resolve().parents[3])
ASSIGNMENT, PART, LATER_PART = "deep-neural-network", "step_by_step", "cat_classifier"


@functools.cache
def lesson() -> Lesson:
    """The lesson."""
    return lessons.read(COURSE.lesson(ASSIGNMENT))


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
