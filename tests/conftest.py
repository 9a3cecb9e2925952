"""What several test files use: the tests' own course, built once, a copy to work in, and its lesson."""

from __future__ import annotations

import fcntl
import gc
import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.gradebook import open_gradebook
from autograder.lessons import lesson as lessons
from autograder.lessons.build import Notebook, loads
from autograder.lessons.editions import editions, keep_history, write
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import make_hints
from autograder.plugins import install
from autograder.sandbox import Sandbox

ROOT = Path(__file__).resolve().parent.parent
#: A course of the tests' own, whose lesson is quick to run: two notebooks on tables of numbers.
COURSE = ROOT / "tests" / "course"
ASSIGNMENT, PART, LATER_PART = "statistics-by-hand", "spread", "scaler"

_AUTHORED = ("notebooks", "datasets", "nbgrader_config.py")
_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "solved")


def pytest_runtest_call(item: pytest.Item) -> None:
    """Before hundreds of examples: what earlier tests keep, a gigabyte at the end, is not gone through for each."""
    if hasattr(getattr(item, "function", None), "hypothesis"):
        gc.collect()
        gc.freeze()


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """What was kept out of sight may go again."""
    gc.unfreeze()


def _digest() -> str:
    """Of all that the editions of the tests' course are made from: its lesson, and the engine."""
    digest = hashlib.sha256()
    files = [path for folder in (ROOT / "autograder", COURSE) for path in folder.rglob("*") if path.is_file()]
    for path in sorted(files):
        made = {"__pycache__", "solved", "source", "release"} & set(path.relative_to(ROOT).parts)
        if not made and path.suffix not in (".pyc", ".log"):
            digest.update(path.relative_to(ROOT).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


@pytest.fixture(scope="session")
def made(pytestconfig: pytest.Config) -> Course:
    """The tests' course with source/ and release/, built when something has changed; not to be written to."""
    place = pytestconfig.cache.mkdir("course")
    folder = place / _digest()
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            for old in place.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            unfinished = Course(place / "unfinished")
            for name in _AUTHORED:
                path, target = COURSE / name, unfinished.root / name
                target.parent.mkdir(exist_ok=True)
                shutil.copytree(path, target, ignore=_LEFT_BEHIND) if path.is_dir() else shutil.copy(path, target)
            lesson = lessons.read(unfinished.lesson(ASSIGNMENT))
            built = editions(unfinished, lesson, install, make_hints(lesson))
            keep_history(unfinished, ASSIGNMENT, built)
            for edition, files in built.items():
                write(edition, files)
            unfinished.root.rename(folder)
    return Course(folder)


def copy_course(made: Course, folder: Path) -> Course:
    """The tests' course in another folder, to be written to."""
    shutil.copytree(made.root, folder, dirs_exist_ok=True, ignore=_LEFT_BEHIND)
    return Course(folder)


@pytest.fixture
def course(made: Course, tmp_path: Path) -> Course:
    """A copy of the tests' course to work in."""
    return copy_course(made, tmp_path)


@pytest.fixture(scope="session")
def blank_gradebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows nobody: nbgrader takes seconds to make one, and a copy takes none."""
    course = Course(tmp_path_factory.mktemp("gradebook"))
    with open_gradebook(course):
        pass
    return course.gradebook


@pytest.fixture(scope="session")
def lesson(made: Course) -> Lesson:
    """The lesson of the tests' course."""
    return lessons.read(made.lesson(ASSIGNMENT))


@pytest.fixture(scope="session")
def bundle(made: Course) -> Bundle:
    """That lesson ready to be graded, with a secret of the tests' own."""
    return load_bundle(made, ASSIGNMENT, secret=bytes(range(32)))


@pytest.fixture(scope="session")
def sandbox(bundle: Bundle) -> Iterator[Sandbox]:
    """One sandbox for all submissions of the tests."""
    with Sandbox(bundle.preload, bundle.pack) as started:
        yield started


@pytest.fixture
def released(made: Course) -> Notebook:
    """The first part as a student gets it, in English."""
    return loads((made.release("en", ASSIGNMENT) / f"{PART}.ipynb").read_text("utf-8"))
