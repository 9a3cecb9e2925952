"""What the tests of this lesson use: the course as it is committed, and the names of a solved notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import this_lesson

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox


@pytest.fixture(scope="session")
def committed() -> Course:
    """The course in this repository, as it is; not to be written to."""
    return this_lesson.COURSE


@pytest.fixture(scope="session")
def lesson() -> Lesson:
    """This lesson."""
    return this_lesson.lesson()


@pytest.fixture(scope="session")
def bundle() -> Bundle:
    """This lesson ready to be graded, with a secret of the tests' own."""
    return this_lesson.bundle()


@pytest.fixture(scope="session")
def sandbox(bundle: Bundle) -> Iterator[Sandbox]:
    """One sandbox for all submissions of the tests."""
    with Sandbox(bundle.preload, bundle.pack) as started:
        yield started


@pytest.fixture(autouse=True)
def at_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What lies beside a notebook can be imported, and cards speak English."""
    this_lesson.pack().make_known(monkeypatch)
    this_lesson.load("kit.selfcheck").use("en")
    yield
    this_lesson.load("kit.selfcheck").use("zh")


@pytest.fixture
def notebook(lesson: Lesson) -> Callable[..., dict[str, Any]]:
    """Makes a notebook's globals: the lesson's solutions, and in their place whatever is given by name."""
    given = this_lesson.load("dnn_utils_v2")
    solved = lesson.solutions

    def made(**written: str) -> dict[str, Any]:
        names = {name: getattr(given, name) for name in ("sigmoid", "sigmoid_backward", "relu", "relu_backward")}
        names |= {"np": np, "steps": this_lesson.load("kit.training").steps}
        for source in {**solved, **written}.values():
            exec(source, names)
        return names

    return made


@pytest.fixture
def solved(notebook: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """A notebook's globals with the lesson's solutions in it."""
    return notebook()
