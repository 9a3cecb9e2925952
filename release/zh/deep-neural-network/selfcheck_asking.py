"""Asks a student's functions, and reads what comes back: exists, type, shape, value, in this order."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from itertools import starmap
from types import CodeType, FrameType, TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
from selfcheck_cards import Text

Array = npt.NDArray[Any]

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

#: A value is right if it misses by no more than this fraction of the largest expected one: float32 is right.
TOLERANCE = 1e-3
# Numerical slopes carry an error of their own, most of all where the student's functions compute in float32.
_SLOPE_TOLERANCE = 1e-2

_NAMED = Text("{zh}", "{en}")
_RAISED = Text("运行时抛出 {what}（{where}）", "it raised {what} ({where})")
_SAID = Text("{kind}：{message}", "{kind}: {message}")
_KIND = Text("{kind}", "{kind}")
_MISALIGNED = Text(
    "{kind}：矩阵乘法的形状接不上，左边有 {left} 列，右边有 {right} 行",
    "{kind}: the shapes of a matrix product do not meet, {left} columns on the left, {right} rows on the right",
)
_LINE = Text("单元格第 {line} 行", "line {line} of the cell")
_LINE_OF = Text("{name} 的第 {line} 行", "line {line} of {name}")
_OUTSIDE = Text("在调用时", "at the call")
_NONE = Text("函数返回了 None：是不是忘了 return？", "the function returned None: is the return missing?")
_RETURNED = Text("返回值", "what is returned")
_ENTRIES = Text("{what}应为元组 ({names})，得到的是 {found}", "{what} should be the tuple ({names}), found {found}")
_NOT_A_DICT = Text("应返回一个字典，得到的是 {found}", "a dictionary should be returned, found {found}")
_NO_KEY = Text('返回的字典里没有 "{key}"；现有的键：{found}', 'the dictionary has no "{key}"; its keys: {found}')
_NOT_AN_ARRAY = Text("{name} 应为数组，得到的是 {found}", "{name} should be an array, found {found}")
_SHAPE = Text("{name} 的形状是 {found}，应为 {expected}", "the shape of {name} is {found}, expected {expected}")
_NOT_FINITE = Text("{name} 里有 nan 或 inf", "{name} contains nan or inf")
_VALUE = Text("{name}{at} 是 {found:.6g}，应为 {expected:.6g}", "{name}{at} is {found:.6g}, expected {expected:.6g}")
_NETWORK = Text("{layers} 层网络：", "with {layers} layers, ")
_SLOPE = Text(
    "{network}{name}{at} 是 {found:.4g}，而用数值方法量出的斜率约为 {expected:.4g}",
    "{network}{name}{at} is {found:.4g}, but the slope measured numerically is about {expected:.4g}",
)
_SLOPE_FACTOR = Text(
    "{network}{name} 处处是数值斜率的 {factor:.3g} 倍：这个倍数是从哪里来的？",
    "{network}{name} is {factor:.3g} times the numerical slope everywhere: where does the factor come from?",
)
_NOT_A_NUMBER = Text("{name} 应为一个数，得到的是 {found}", "{name} should be a number, found {found}")
_NUMBER_OR_ARRAY = Text(
    "{name} 的形状是 {found}，应为 ()：它是一个数，还是一个矩阵？",
    "the shape of {name} is {found}, expected (): is it a number or a matrix?",
)
_INFINITE = Text(
    "{name} 是 {found}：log 里的值会不会正好是 0？", "{name} is {found}: can what is inside a log be exactly 0?"
)


class WrongAnswerError(Exception):
    """The first useful fact about what is wrong."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


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
        except NameError as error:
            if error.name in LESSON:
                raise NotYetError(error.name) from None
            raise WrongAnswerError(self._raised(error)) from None
        except BaseException as error:  # SystemExit and the like must not end the notebook either
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


def entries(value: Any, *names: str, of: str = "") -> tuple[Any, ...]:
    """The values of a tuple (or list) with as many entries as names; ``of`` names it unless it was returned."""
    if value is None and not of:
        raise WrongAnswerError(_NONE)
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        what: Text | str = _NAMED.format(zh=f"{of} ", en=of) if of else _RETURNED
        raise WrongAnswerError(_ENTRIES.format(what=what, names=", ".join(names), found=_kind(value)))
    return tuple(value)


def mapping(value: Any, *keys: str) -> dict[Any, Any]:
    """The dictionary, which may hold more than the keys that it must hold."""
    if value is None:
        raise WrongAnswerError(_NONE)
    if not isinstance(value, dict):
        raise WrongAnswerError(_NOT_A_DICT.format(found=_kind(value)))
    for key in keys:
        if key not in value:
            raise WrongAnswerError(_NO_KEY.format(key=key, found=", ".join(map(str, list(value)[:12])) or "-"))
    return value


def array(name: str, value: Any, shape: tuple[int, ...]) -> Array:
    """The value as an array of float64 of this shape, without nan and inf."""
    if not _numeric(value):
        raise WrongAnswerError(_NOT_AN_ARRAY.format(name=name, found=_kind(value)))
    found = np.array(value, dtype=np.float64)
    if found.shape != shape:
        raise WrongAnswerError(_SHAPE.format(name=name, found=found.shape, expected=shape))
    if not np.isfinite(found).all():
        raise WrongAnswerError(_NOT_FINITE.format(name=name))
    return found


def close(found: Any, expected: Any, tolerance: float = TOLERANCE) -> bool:
    """Whether values of one shape agree, measured by the largest expected one."""
    allowed = tolerance * float(np.max(np.abs(expected), initial=0.0)) or 1e-12
    return bool(np.all(np.abs(np.asarray(found) - expected) <= allowed))


def is_same(found: Any, expected: Array) -> bool:
    """Whether something in a cache is this array."""
    return _numeric(found) and np.shape(found) == expected.shape and close(found, expected)


def hold(true: bool, zh: str, en: str, **values: object) -> None:
    """Go on if it is true; else the sentence, with the values filled in, is the first useful fact."""
    if not true:
        raise WrongAnswerError(Text(zh, en).format(**values))


def difference(name: str, found: Array, expected: Any) -> Text | None:
    """In words, the number that is furthest from the expected one; None if all are right."""
    expected = np.asarray(expected)
    if close(found, expected):
        return None
    return _VALUE.format(name=name, **_furthest(found, expected))


def first(facts: Iterable[Text | None]) -> Text | None:
    """The first fact, if there is any."""
    return next((fact for fact in facts if fact is not None), None)


def report(fact: Text | None) -> None:
    """A fact, if it is one, ends the check."""
    if fact is not None:
        raise WrongAnswerError(fact)


def agree(name: str, found: Array, expected: Any) -> None:
    """The value must be the expected one."""
    report(difference(name, found, expected))


def number(name: str, value: Any) -> float:
    """The value as a finite number: a float, or an array of shape ()."""
    if value is None:
        raise WrongAnswerError(_NONE)
    if not _numeric(value):
        raise WrongAnswerError(_NOT_A_NUMBER.format(name=name, found=_kind(value)))
    if np.shape(value):
        raise WrongAnswerError(_NUMBER_OR_ARRAY.format(name=name, found=np.shape(value)))
    found = float(value)
    if not np.isfinite(found):
        raise WrongAnswerError(_INFINITE.format(name=name, found=found))
    return found


def slopes(cost: Callable[[], float], x: Array, step: float) -> Array:
    """Central differences of a cost in each entry of ``x``, which is changed in place and put back."""
    result = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + step
        above = cost()
        x[index] = kept - step
        below = cost()
        x[index] = kept
        result[index] = (above - below) / (2 * step)
    return result


def follows_slope(name: str, found: Array, expected: Array, layers: int = 1) -> None:
    """A gradient must agree with the numerical slopes; ``layers`` tells a deep network's student how deep."""
    if close(found, expected, _SLOPE_TOLERANCE):
        return
    network = _NETWORK.format(layers=layers) if layers > 1 else ""
    factor = float(np.sum(found * expected) / np.sum(expected * expected))
    if factor and close(found, factor * expected, _SLOPE_TOLERANCE):
        raise WrongAnswerError(_SLOPE_FACTOR.format(network=network, name=name, factor=factor))
    raise WrongAnswerError(_SLOPE.format(network=network, name=name, **_furthest(found, expected)))


def innermost(traceback: TracebackType | None, names: Collection[str]) -> str:
    """Which of these functions was running, deepest of all, when the exception was raised."""
    running = [frame.f_code.co_name for frame, _ in _lines(traceback)]
    return next((name for name in reversed(running) if name in names), "")


def _furthest(found: Array, expected: Array) -> dict[str, Any]:
    """Where the largest difference lies, and the two numbers there."""
    place = np.unravel_index(np.argmax(np.abs(found - expected)), found.shape)
    at = f"[{', '.join(map(str, place))}]" if place else ""
    return {"at": at, "found": float(found[place]), "expected": float(expected[place])}


def _numeric(value: Any) -> bool:
    """Whether it is a real number or an array of real numbers."""
    return isinstance(value, (np.ndarray, np.generic, int, float)) and np.asarray(value).dtype.kind in "biuf"


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
    return _SAID.format(kind=kind, message=message) if message else _KIND.format(kind=kind)


def _kind(value: Any) -> str:
    """A value's type (and size) in a word or two."""
    if isinstance(value, np.ndarray):
        return f"array {value.shape}" if value.dtype.kind in "biuf" else f"array of {value.dtype}"
    if isinstance(value, (tuple, list, dict)):
        return f"{type(value).__name__} ({len(value)})"
    return "None" if value is None else type(value).__name__


def _argument(name: str, value: Any) -> str:
    """An argument in a few characters: the shapes of arrays, the value of anything else."""
    if isinstance(value, (np.ndarray, dict, tuple)) or _has_parts(value):
        return f"{name}: {_shapes(value)}"
    return f"{name}={value!r}"


def _shapes(value: Any) -> str:
    """The shape of an array, or of those in a cache or a dictionary; of a long one only as many as help."""
    if _has_parts(value):
        return f"[…] × {len(value)}"
    if isinstance(value, dict):
        named = [f"{key}: {_shapes(entry)}" for key, entry in value.items()]
        return "{" + ", ".join(named if len(named) <= 4 else [*named[:2], "…", *named[-2:]]) + "}"
    return f"({', '.join(map(_shapes, value))})" if isinstance(value, tuple) else str(np.shape(value))


def _has_parts(value: Any) -> bool:
    """Whether it is a list of caches, not one of numbers."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], (tuple, list))
