"""Reads what a student's function returned: exists, type, shape, value, in this order.

Whatever is not as it must be raises the first useful fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from .text import Text

Array = npt.NDArray[Any]

#: A value is right if it misses by no more than this fraction of the largest expected one: float32 is right.
TOLERANCE = 1e-3

_NONE = Text(zh="函数返回了 None：是不是忘了 return？")
_RETURNED = Text(zh="返回值")
_NAMED = Text(zh="{name} ")
_ENTRIES = Text(zh="{what}应为元组 ({names})，得到的是{found}")
_ALONE = Text(
    zh="只返回了{found}；要的是 {count} 样东西，依次是 {names}",
)
_NOT_A_DICT = Text(zh="应返回一个字典，得到的是{found}")
_NO_KEY = Text(zh='返回的字典里没有 "{key}"；现有的键：{found}')
_NOT_AN_ARRAY = Text(zh="{name} 应为数组，得到的是{found}")
_LISTED = Text(
    zh="{name} 是{found}，要的是 NumPy 数组：它在哪一步成了{kind}？",
)
_IS_A_NUMBER = Text(
    zh="{name} 是一个数，它的形状是 ()，应为 {expected}：是哪一步把维数去掉了？",
)
_SHAPE = Text(zh="{name} 的形状是 {found}，应为 {expected}")
_NOT_FINITE = Text(zh="{name} 里有 nan 或 inf")
_VALUE = Text(zh="{name}{at} 是 {found:.6g}，应为 {expected:.6g}")
_NOT_A_NUMBER = Text(zh="{name} 应为一个数，得到的是{found}")
_NUMBER_OR_ARRAY = Text(
    zh="{name} 的形状是 {found}，应为 ()：它是一个数，还是一个矩阵？",
)
_INFINITE = Text(
    zh="{name} 是 {found}：log 里的值会不会正好是 0？"
)

_NOTHING = Text(zh=" None")
_A_NUMBER = Text(zh="一个数")
_AN_ARRAY = Text(zh="一个形状为 {shape} 的数组")
_ARRAY_OF = Text(zh="一个 {dtype} 类型的数组")
_COLLECTION = Text(zh="一个含 {count} 项的{what}")
_EMPTY_ONE = Text(zh="一个空{what}")
_OF_TYPE = Text(zh="一个 {type} 类型的值")
_COLLECTIONS = {tuple: Text(zh="元组"), list: Text(zh="列表"), dict: Text(zh="字典")}


class WrongAnswerError(Exception):
    """The first useful fact about what is wrong."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


def entries(value: Any, *names: str, of: str = "") -> tuple[Any, ...]:
    """The values of a tuple (or list) with as many entries as names; ``of`` names it unless it was returned."""
    if value is None and not of:
        raise WrongAnswerError(_NONE)
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        # One of the things that are asked for, and not a dictionary of them.
        if not of and (_numeric(value) or (isinstance(value, dict) and not any(name in value for name in names))):
            text = _ALONE.format(found=kind(value), count=len(names), names=", ".join(names))
            raise WrongAnswerError(text)
        what = _NAMED.format(name=of) if of else _RETURNED
        raise WrongAnswerError(_ENTRIES.format(what=what, names=", ".join(names), found=kind(value)))
    return tuple(value)


def mapping(value: Any, *keys: str) -> dict[Any, Any]:
    """The dictionary, which may hold more than the keys that it must hold."""
    if value is None:
        raise WrongAnswerError(_NONE)
    if not isinstance(value, dict):
        raise WrongAnswerError(_NOT_A_DICT.format(found=kind(value)))
    for key in keys:
        if key not in value:
            raise WrongAnswerError(_NO_KEY.format(key=key, found=", ".join(map(str, list(value)[:12])) or "-"))
    return value


def array(name: str, value: Any, shape: tuple[int, ...]) -> Array:
    """The value as an array of float64 of this shape, without nan and inf."""
    if is_listed(value):
        what = _COLLECTIONS[list if isinstance(value, list) else tuple]
        raise WrongAnswerError(_LISTED.format(name=name, found=kind(value), kind=what))
    if not _numeric(value):
        raise WrongAnswerError(_NOT_AN_ARRAY.format(name=name, found=kind(value)))
    found = np.array(value, dtype=np.float64)
    if shape and not found.shape:
        raise WrongAnswerError(_IS_A_NUMBER.format(name=name, expected=shape))
    if found.shape != shape:
        raise WrongAnswerError(_SHAPE.format(name=name, found=found.shape, expected=shape))
    if not np.isfinite(found).all():
        raise WrongAnswerError(_NOT_FINITE.format(name=name))
    return found


def close(found: Any, expected: Any, tolerance: float = TOLERANCE) -> bool:
    """Say whether values of one shape agree, measured by the largest expected one."""
    allowed = tolerance * float(np.max(np.abs(expected), initial=0.0)) or 1e-12
    return bool(np.all(np.abs(np.asarray(found) - expected) <= allowed))


def is_same(found: Any, expected: Array) -> bool:
    """Say whether something is this array, to within the tolerance."""
    return _numeric(found) and np.shape(found) == expected.shape and close(found, expected)


def hold(true: bool, text: Text, **values: object) -> None:
    """Go on if it is true; else the sentence, with the values filled in, is the first useful fact."""
    if not true:
        raise WrongAnswerError(text.format(**values))


def difference(name: str, found: Array, expected: Any) -> Text | None:
    """In words, the number that is furthest from the expected one; None if all are right."""
    expected = np.asarray(expected)
    if close(found, expected):
        return None
    return _VALUE.format(name=name, **furthest(found, expected))


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
        raise WrongAnswerError(_NOT_A_NUMBER.format(name=name, found=kind(value)))
    if np.shape(value):
        raise WrongAnswerError(_NUMBER_OR_ARRAY.format(name=name, found=np.shape(value)))
    found = float(value)
    if not np.isfinite(found):
        raise WrongAnswerError(_INFINITE.format(name=name, found=found))
    return found


def isfinite(value: Any) -> bool:
    """Say whether it is no number at all, or neither nan nor inf."""
    return not _numeric(value) or bool(np.isfinite(value).all())


def furthest(found: Array, expected: Array) -> dict[str, Any]:
    """Find where the largest difference lies, and the two numbers there."""
    place = np.unravel_index(np.argmax(np.abs(found - expected)), found.shape)
    at = f"[{', '.join(map(str, place))}]" if place else ""
    return {"at": at, "found": float(found[place]), "expected": float(expected[place])}


def _numeric(value: Any) -> bool:
    """Say whether it is a real number or an array of real numbers."""
    return isinstance(value, (np.ndarray, np.generic, int, float)) and np.asarray(value).dtype.kind in "biuf"


def is_listed(value: Any, depth: int = 3) -> bool:
    """Say whether these are numbers in a list or tuple, or in lists of lists, as ``tolist`` leaves them."""
    if not isinstance(value, (list, tuple)) or not value or not depth:
        return False
    return all(isinstance(one, (int, float, np.generic)) or is_listed(one, depth - 1) for one in value)


def kind(value: Any) -> Text:
    """Describe a value in a word or two, with its size."""
    if value is None:
        return _NOTHING
    if isinstance(value, np.ndarray):
        return _AN_ARRAY.format(shape=value.shape) if _numeric(value) else _ARRAY_OF.format(dtype=value.dtype)
    if _numeric(value):
        return _A_NUMBER
    for type_, what in _COLLECTIONS.items():
        if isinstance(value, type_):
            count = len(value)
            return _COLLECTION.format(what=what, count=count) if count else _EMPTY_ONE.format(what=what)
    return _OF_TYPE.format(type=type(value).__name__)
