"""The words that lessons are written in are explained, each with an example, and the examples hold."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from types import ModuleType

import pytest

from autograder import authoring, exercise

MODULES = (
    *(f"autograder.exercise.{module.name}" for module in pkgutil.iter_modules(exercise.__path__)),
    *("autograder.authoring", "autograder.selfcheck.text", "autograder.lessons.outline", "autograder.lessons.build"),
)
#: Functions and classes; the rest are constants, and types that are others' with a name of ours.
WORDS = [
    name
    for name in authoring.__all__
    if inspect.isroutine(getattr(authoring, name)) or inspect.isclass(getattr(authoring, name))
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name: str) -> None:
    module: ModuleType = importlib.import_module(name)
    failed, tried = doctest.testmod(module)
    assert tried > 0 and failed == 0


@pytest.mark.parametrize("name", WORDS)
def test_a_word_has_an_example_and_says_what_it_is_given(name: str) -> None:
    word = getattr(authoring, name)
    text = inspect.getdoc(word) or ""
    assert "\nExamples\n--------\n>>> " in text or ("\nExamples\n--------\n" in text and ">>> " in text)
    assert "\nParameters\n----------\n" in text
    described = {one for line in text.splitlines() if line[:1] != " " for one in line.split(", ")}
    parameters = [one for one in inspect.signature(word).parameters if one != "_"]
    assert described >= {*parameters}, f"{name} does not say what {set(parameters) - described} are"
    if inspect.isfunction(word):
        assert "\nReturns\n-------\n" in text


def test_all_words_are_looked_at() -> None:
    assert {"Exercise", "Student", "Text", "equal", "pack_module"} <= set(WORDS)
    others = {"BLANK", "LANGUAGES", "SOLVED", "TOLERANCE", "Array", "Draw", "Holds", "Language", "Notebook"}
    assert set(authoring.__all__) - set(WORDS) == others
