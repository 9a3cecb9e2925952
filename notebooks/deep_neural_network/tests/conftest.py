"""What the tests of this lesson use: its pack as students get it, and the names of a solved notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.lessons.lesson import Lesson
from tests import conftest as shared
from tests import pack

committed, lesson, bundle, sandbox = shared.committed, shared.lesson, shared.bundle, shared.sandbox


@pytest.fixture(autouse=True)
def at_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What lies beside a notebook can be imported, and cards speak English."""
    pack.make_known(monkeypatch, pack.folder(), pack.modules())
    pack.load("kit.selfcheck").use("en")
    yield
    pack.load("kit.selfcheck").use("zh")


@pytest.fixture
def notebook(lesson: Lesson) -> Callable[..., dict[str, Any]]:
    """Makes a notebook's globals: the lesson's solutions, and in their place whatever is given by name."""
    given = pack.load("dnn_utils_v2")
    solved = lesson.solutions

    def made(**written: str) -> dict[str, Any]:
        names = {name: getattr(given, name) for name in ("sigmoid", "sigmoid_backward", "relu", "relu_backward")}
        names |= {"np": np, "steps": pack.load("kit.training").steps}
        for source in {**solved, **written}.values():
            exec(source, names)
        return names

    return made


@pytest.fixture
def solved(notebook: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """A notebook's globals with the lesson's solutions in it."""
    return notebook()
