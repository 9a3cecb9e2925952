"""Asks a student's functions, which may do anything."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from itertools import starmap
from typing import Any

import numpy as np

from .answers import Answers
from .asserts import OWN_ASSERT, failed_assert
from .exceptions import Explain, innermost, left_in, not_run, raised, said, unknown_name
from .functions import codes_of, words_of
from .lesson import EXERCISES, part_of
from .reading import WrongAnswerError
from .text import EMPTY, Text


class NotYetError(Exception):
    """Nothing can be said yet: this function, or this method of a class, must be written, or put right, first.

    ``text`` says what is missing, if more can be said than that; whoever raises it once more keeps it.
    """

    def __init__(self, name: str, method: str = "", text: Text | None = None) -> None:
        super().__init__(name)
        self.name = name
        self.method = method
        self.text = text


class Ask:
    """Asks the function that is looked at, among the other functions of its notebook.

    Calling it calls the function with copies of the arguments, by position; their names only tell the
    student what was asked. ``is_right`` tells whether another of the functions passes its own checks, ``explain``
    has the lesson's own words for exceptions.
    """

    def __init__(
        self,
        name: str,
        namespace: Mapping[str, Any],
        is_right: Callable[[str], bool],
        explain: Explain | None = None,
    ) -> None:
        self.name = name
        self.asked = ""
        #: All that the function itself has answered so far.
        self.answers = Answers(name)
        #: The student's own assert that has failed, if one has.
        self.failed_assert: Text | None = None
        self._namespace = namespace
        self._is_right = is_right
        self._explain = explain

    def __call__(self, **arguments: Any) -> Any:
        """Call the function.

        Raises
        ------
        WrongAnswerError
            The function raised, whatever it was; Ctrl-C alone passes.
        NotYetError
            The function, or one that it calls, is not written yet.
        """
        self.asked = f"{self.name}({', '.join(starmap(_argument, arguments.items()))})"
        return self._answered(lambda: self._namespace[self.name](*copy.deepcopy(tuple(arguments.values()))))

    def seeded(self, seed: int, **arguments: Any) -> Any:
        """Call the function with NumPy's random state seeded just before."""
        np.random.seed(seed)
        return self(**arguments)

    def other(self, name: str, *arguments: Any) -> Any:
        """Call another of the student's functions."""
        return self._guarded(lambda: self._namespace[name](*copy.deepcopy(arguments)))

    def does(self, said: str, action: Callable[[], Any]) -> Any:
        """Do something with an object of the student's class; ``said`` tells what."""
        self.asked = f"{self.name} · {said}"
        return self._answered(action)

    def said(self, error: BaseException) -> Text:
        """Word an exception on one short line, in plain words where its own are hard to read."""
        return said(error, self.name, self._explain)

    def needs(self, *names: str) -> None:
        """Say which of these other functions must be finished first, if one must."""
        for name in names:
            if not self._is_right(name):
                raise NotYetError(name)

    def can_measure(self, *names: str) -> bool:
        """Say whether these other functions are right, so that this one can be measured by them."""
        return all(map(self._is_right, names))

    def calls(self, name: str) -> bool:
        """Say whether the function mentions another one, itself or through the functions that it mentions."""
        seen: set[str] = set()
        waiting = [self.name]
        while waiting:
            for code in codes_of(self._namespace.get(waiting.pop())):
                for word in words_of(code):
                    if word not in seen and word in self._namespace:
                        seen.add(word)
                        waiting.append(word)
        return name in seen

    def _answered(self, action: Callable[[], Any]) -> Any:
        """Have the function itself, or an object of the class, do something."""
        value = self._guarded(action)
        self.answers.add(value)
        return value

    def _guarded(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except KeyboardInterrupt:
            raise
        except NotImplementedError as error:
            name, _, method = innermost(error.__traceback__, EXERCISES, self._namespace).partition(".")
            raise NotYetError(name or self.name, method, left_in(error)) from None
        except BaseException as error:  # SystemExit and the like must not end the notebook either
            if type(error) is NameError:
                self._look_for(unknown_name(error))
            self.answers.add_error(error)
            condition = failed_assert(error)
            if condition is not None:
                self.failed_assert = OWN_ASSERT.format(where=EMPTY, message=condition)
            raise WrongAnswerError(raised(error, self.name, self._namespace, self._explain)) from None

    def _look_for(self, unknown: str) -> None:
        """Blame nobody for a name that a cell would have made which was not run."""
        if unknown in EXERCISES:
            raise NotYetError(unknown) from None
        text = not_run(unknown, part_of(self.name))
        if text is not None:
            raise NotYetError(self.name, text=text) from None


def _argument(name: str, value: Any) -> str:
    """An argument in a few characters: the shapes of arrays, the value of anything else."""
    if isinstance(value, tuple) and all(isinstance(entry, (int, float)) for entry in value):
        return f"{name}={value!r}"
    if isinstance(value, (np.ndarray, dict, tuple)) or _is_nested(value):
        return f"{name}: {_shapes(value)}"
    return f"{name}={value!r}"


def _shapes(value: Any) -> str:
    """The shape of an array, or of those in a tuple or a dictionary; of many only as many as help."""
    if _is_nested(value):
        return f"[…] × {len(value)}"
    if isinstance(value, dict):
        named = [f"{key}: {_shapes(entry)}" for key, entry in value.items()]
        return "{" + ", ".join(named if len(named) <= 4 else [*named[:2], "…", *named[-2:]]) + "}"
    return f"({', '.join(map(_shapes, value))})" if isinstance(value, (tuple, list)) else str(np.shape(value))


def _is_nested(value: Any) -> bool:
    """Say whether these are several tuples, not one tuple or a list of numbers."""
    return isinstance(value, (tuple, list)) and all(isinstance(entry, (tuple, list)) for entry in value)
