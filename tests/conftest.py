"""What several test files use: the course as it stands, a copy to work in, and the lesson."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.gradebook import open_gradebook
from autograder.lessons import lesson as lessons
from autograder.lessons.build import Notebook, loads
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
ASSIGNMENT = "deep-neural-network"


def copy_course(folder: Path) -> Course:
    """The committed course, without what grading leaves behind, in another folder."""
    for name in ("notebooks", "source", "release", "datasets"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*_catvnoncat.h5"))
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    return Course(folder)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A copy of the course to work in."""
    return copy_course(tmp_path)


@pytest.fixture(scope="session")
def committed() -> Course:
    """The course as it stands; not to be written to."""
    return Course(ROOT)


@pytest.fixture(scope="session")
def blank_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows nobody: nbgrader takes seconds to make one, and a copy takes none."""
    course = Course(tmp_path_factory.mktemp("gradebook"))
    with open_gradebook(course):
        pass
    return course.gradebook


@pytest.fixture(scope="session")
def lesson(committed: Course) -> Lesson:
    """The lesson on deep neural networks."""
    return lessons.read(committed.lesson(ASSIGNMENT))


@pytest.fixture(scope="session")
def bundle(committed: Course) -> Bundle:
    """The lesson ready to be graded, with a secret of the tests' own."""
    return load_bundle(committed, ASSIGNMENT, secret=bytes(range(32)))


@pytest.fixture(scope="session")
def sandbox(bundle: Bundle) -> Iterator[Sandbox]:
    """One sandbox for all submissions of the tests."""
    with Sandbox(bundle.preload, bundle.pack) as started:
        yield started


@pytest.fixture
def released(committed: Course) -> Notebook:
    """Part 1 as a student gets it, in English."""
    return loads((committed.release("en", ASSIGNMENT) / "step_by_step.ipynb").read_text("utf-8"))
