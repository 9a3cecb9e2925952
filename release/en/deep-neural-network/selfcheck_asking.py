"""Asks a student's functions, which may do anything, and says what they raised."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import starmap
from types import CodeType, FrameType, TracebackType
from typing import Any

import numpy as np
from selfcheck_cards import Text
from selfcheck_reading import WrongAnswerError

#: The ten functions of part 1, in the order of the lesson.
LESSON = (
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_forward",
    "linear_activation_forward",
    "L_model_forward",
    "compute_cost",
    "linear_backward",
    "linear_activation_backward",
    "L_model_backward",
    "update_parameters",
)

_RAISED = Text("运行时抛出 {what}（{where}）", "it raised {what} ({where})")
_SAID = Text("{kind}：{message}", "{kind}: {message}")
_MISALIGNED = Text(
    "{kind}：矩阵乘法的形状接不上，左边的列数是 {left}，右边的行数是 {right}",
    "{kind}: the shapes of a matrix product do not meet, columns on the left: {left}, rows on the right: {right}",
)
_LINE = Text("单元格第 {line} 行", "line {line} of the cell")
_LINE_OF = Text("{name} 的第 {line} 行", "line {line} of {name}")
_OUTSIDE = Text("在调用时", "at the call")


class NotYetError(Exception):
    """Nothing can be said yet: this function must be written, or put right, first."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Student:
    """The function that is looked at, among the other functions of its notebook.

    Calling it calls the function with copies of the arguments, by position; their names only tell the
    student what was asked. ``is_right`` tells whether another of the functions passes its own checks.
    """

    def __init__(self, name: str, namespace: Mapping[str, Any], is_right: Callable[[str], bool]) -> None:
        self.name = name
        self.asked = ""
        self._namespace = namespace
        self._is_right = is_right

    def __call__(self, **arguments: Any) -> Any:
        """What the function returns.

        Raises
        ------
        WrongAnswerError
            The function raised, whatever it was; Ctrl-C alone passes.
        NotYetError
            The function, or one that it calls, is not written yet.
        """
        self.asked = f"{self.name}({', '.join(starmap(_argument, arguments.items()))})"
        return self.other(self.name, *arguments.values())

    def seeded(self, seed: int, **arguments: Any) -> Any:
        """What the function returns when NumPy's random state was seeded just before."""
        np.random.seed(seed)
        return self(**arguments)

    def other(self, name: str, *arguments: Any) -> Any:
        """What another of the student's functions returns."""
        try:
            return self._namespace[name](*copy.deepcopy(arguments))
        except KeyboardInterrupt:
            raise
        except NotImplementedError as error:
            raise NotYetError(innermost(error.__traceback__, LESSON) or self.name) from None
        except BaseException as error:  # SystemExit and the like must not end the notebook either
            if type(error) is NameError and error.name in LESSON:
                raise NotYetError(error.name) from None
            raise WrongAnswerError(self._raised(error)) from None

    def needs(self, *names: str) -> None:
        """Say which of these other functions must be finished first, if one must."""
        for name in names:
            if not self._is_right(name):
                raise NotYetError(name)

    def can_measure(self, miss: Text | None, *names: str) -> bool:
        """Whether these other functions are right, so that this one can be measured by them.

        If they are not and nothing else is amiss, they must be finished first.
        """
        if miss is None:
            self.needs(*names)
        return all(map(self._is_right, names))

    def calls(self, name: str) -> bool:
        """Whether the function mentions another one, itself or through the functions that it mentions."""
        seen: set[str] = set()
        waiting = [self.name]
        while waiting:
            for word in _words(getattr(self._namespace.get(waiting.pop()), "__code__", None)):
                if word not in seen and word in self._namespace:
                    seen.add(word)
                    waiting.append(word)
        return name in seen

    def _raised(self, error: BaseException) -> Text:
        home = getattr(self._namespace[self.name], "__globals__", None)
        # The last line of the student's own before another of the lesson's functions, or NumPy, was called.
        theirs = []
        for frame, line in _lines(error.__traceback__):
            name = frame.f_code.co_name
            if name in LESSON and name != self.name:
                break
            if frame.f_globals is home:
                theirs.append((name, line))
        if not theirs:
            return _RAISED.format(what=_said(error), where=_OUTSIDE)
        name, line = theirs[-1]
        where = (_LINE if name == self.name else _LINE_OF).format(name=name, line=line)
        return _RAISED.format(what=_said(error), where=where)


def innermost(traceback: TracebackType | None, names: Collection[str]) -> str:
    """Which of these functions was running, deepest of all, when the exception was raised."""
    running = [frame.f_code.co_name for frame, _ in _lines(traceback)]
    return next((name for name in reversed(running) if name in names), "")


def _words(code: CodeType | None) -> Iterable[str]:
    """The global names in a function's code, its inner functions and comprehensions included."""
    if code is not None:
        yield from code.co_names
        for constant in code.co_consts:
            if isinstance(constant, CodeType):
                yield from _words(constant)


def _lines(traceback: TracebackType | None) -> Iterable[tuple[FrameType, int]]:
    """The frames of a traceback with the lines they had come to, outermost first."""
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lineno
        traceback = traceback.tb_next


def _said(error: BaseException) -> Text:
    """An exception's type and message on one short line, even if the message cannot be said."""
    kind = type(error).__name__
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = "?"
    sizes = re.search(r"core dimension .*size (\d+) is different from (\d+)", message)
    if sizes:
        # NumPy's own sentence about a matrix product is long, and names neither the product nor the sides.
        return _MISALIGNED.format(kind=kind, left=sizes[2], right=sizes[1])
    message = message if len(message) <= 160 else message[:159] + "…"
    return _SAID.format(kind=kind, message=message) if message else Text(kind, kind)


def _argument(name: str, value: Any) -> str:
    """An argument in a few characters: the shapes of arrays, the value of anything else."""
    if isinstance(value, (np.ndarray, dict, tuple)) or _is_caches(value):
        return f"{name}: {_shapes(value)}"
    return f"{name}={value!r}"


def _shapes(value: Any) -> str:
    """The shape of an array, or of those in a cache or a dictionary; of many only as many as help."""
    if _is_caches(value):
        return f"[…] × {len(value)}"
    if isinstance(value, dict):
        named = [f"{key}: {_shapes(entry)}" for key, entry in value.items()]
        return "{" + ", ".join(named if len(named) <= 4 else [*named[:2], "…", *named[-2:]]) + "}"
    return f"({', '.join(map(_shapes, value))})" if isinstance(value, (tuple, list)) else str(np.shape(value))


def _is_caches(value: Any) -> bool:
    """Whether these are the caches of several layers, not one cache or a list of numbers."""
    return isinstance(value, (tuple, list)) and all(isinstance(entry, (tuple, list)) for entry in value)
