"""Compares a value with the expected one and says the first useful fact: exists, type, shape, value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercise.show import describe, keys, outline, show
from autograder.exercise.vocabulary import Finding, Text

#: A value is right if |difference| <= TOLERANCE * max|reference|: float32 work is right, a mistake is not.
TOLERANCE = 1e-3


def differs(name: str, value: Any, expected: Any, tolerance: float = TOLERANCE) -> Finding | None:
    """The first difference between a value and the expected one: exists, type, shape, value.

    Tuples and lists are the same; a dict may hold more than the expected keys; numbers of any real type
    and arrays of any real dtype are compared by value.

    Parameters
    ----------
    name
        What the value is called where something is said of it.
    value
        Anything that a student's function may return.
    expected
        Numbers, strings, None, arrays of any shape, and tuples, lists and dictionaries of these.
    tolerance
        So much of the largest expected number may each number be off.

    Returns
    -------
    Finding or None
        The first difference; None where there is none.

    Examples
    --------
    >>> differs("W", np.ones((2, 3)), np.ones((3, 2))).message.en
    'the shape of W is (2, 3), expected (3, 2)'
    >>> differs("kept", [1, {"mu": 2.0, "more": 0}], (1.0, {"mu": 2})) is None
    True
    """
    if isinstance(expected, (tuple, list, dict)):
        wrong = wrong_container(name, value, expected)
        if wrong is not None:
            return wrong
        if isinstance(expected, dict):
            return first_of(differs(f'{name}["{key}"]', value[key], expected[key], tolerance) for key in expected)
        return first_of(
            differs(f"{name}[{index}]", found, right, tolerance)
            for index, (found, right) in enumerate(zip(value, expected, strict=True))
        )
    if isinstance(expected, str) or expected is None:
        same = type(value) is type(expected) and value == expected
        return None if same else found_instead(_OTHER.format(name=name), name, value, expected)
    array = as_array(value, ndim=np.ndim(expected))
    if array is None and as_array(value) is not None:
        # One of NumPy's numbers, which squeeze and sum leave, has a shape as well.
        return found_instead(_A_NUMBER.format(name=name, expected=np.shape(expected)), name, value, expected)
    if array is None:
        return found_instead(_NOT_AN_ARRAY.format(name=name, found=describe(value)), name, value, expected)
    misshapen = wrong_shape(name, array, np.shape(expected))
    if misshapen is not None:
        return replace(misshapen, apart=(array, np.asarray(expected)))
    return _wrong_values(name, array, np.asarray(expected), tolerance)


def as_array(value: Any, ndim: int = 0) -> npt.NDArray[np.float64] | None:
    """A real array or number as float64; None for anything else, and for a number if ``ndim`` > 0.

    Parameters
    ----------
    value
        Anything that a student's function may return.
    ndim
        The number of axes that are expected: where it is more than 0, a number is no array.

    Returns
    -------
    array of float64, of the value's own shape, or None

    Examples
    --------
    >>> as_array(True)
    array(1.)
    >>> as_array([1.0, 2.0]) is None, as_array(3, ndim=2) is None
    (True, True)
    """
    if not isinstance(value, (np.ndarray, np.generic, bool, int, float)):
        return None
    if ndim and not isinstance(value, np.ndarray):
        return None
    try:
        return np.asarray(value).astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        return None


def wrong_shape(name: str, array: npt.NDArray[Any], shape: tuple[int, ...]) -> Finding | None:
    """What is wrong with the array's shape, if anything is.

    Parameters
    ----------
    name
        What the array is called where something is said of it.
    array
        Any array.
    shape
        The shape that is expected.

    Returns
    -------
    Finding or None

    Examples
    --------
    >>> wrong_shape("b", np.zeros(4), (4, 1)).message.en
    'the shape of b is (4,), expected (4, 1)'
    """
    if array.shape == shape:
        return None
    message = _SHAPE.format(name=name, found=array.shape, expected=shape)
    return Finding(message, found=f"{name} = {show(array)}", expected=f"{name} = array {shape}")


def same(value: Any, other: Any, tolerance: float = 1e-6) -> bool:
    """Whether two answers are alike in all that can be told of them, wrong ones too: nan equals nan here.

    Tuples and lists are the same, as are all real types and dtypes; keys and shapes must agree.

    Examples
    --------
    >>> same((1, np.nan), [1.0, np.nan]), same(np.ones(2), np.ones((2, 1)))
    (True, False)
    """
    if isinstance(value, (tuple, list)) and isinstance(other, (tuple, list)):
        pairs = zip(value, other, strict=False)
        return len(value) == len(other) and all(same(one, two, tolerance) for one, two in pairs)
    if isinstance(value, dict) and isinstance(other, dict):
        return value.keys() == other.keys() and all(same(value[key], other[key], tolerance) for key in value)
    if isinstance(value, str) and isinstance(other, str):
        return value == other
    one, two = as_array(value), as_array(other)
    if one is None or two is None:
        # What does not travel is known by the name of its type alone.
        return one is two and describe(value) == describe(other)
    if one.shape != two.shape:
        return False
    finite = np.isfinite(two)
    scale = float(np.abs(two[finite]).max()) if finite.any() else 0.0
    with np.errstate(all="ignore"):
        return bool(np.allclose(one, two, rtol=0, atol=tolerance * scale or 1e-12, equal_nan=True))


def found_instead(message: Text, name: str, value: Any, expected: Any, at: tuple[int, ...] = ()) -> Finding:
    """A finding that shows both values, of arrays the entries around the index ``at``."""
    return Finding(message, found=f"{name} = {show(value, at)}", expected=f"{name} = {show(expected, at)}")


def first_of(findings: Iterable[Finding | None]) -> Finding | None:
    return next((finding for finding in findings if finding is not None), None)


def wrong_container(name: str, value: Any, expected: Any) -> Finding | None:
    """What keeps ``value`` from being taken apart as ``expected`` is."""
    message = _wrong_container(name, value, expected)
    return None if message is None else Finding(message, found=outline(value), expected=outline(expected))


def _wrong_container(name: str, value: Any, expected: Any) -> Text | None:
    if value is None:
        return _NONE
    if isinstance(expected, dict):
        if not isinstance(value, dict):
            return _NOT_A_DICT.format(found=describe(value))
        missing = [key for key in expected if key not in value]
        return _NO_KEY.format(missing=missing[0], found=keys(value)) if missing else None
    if isinstance(value, dict):
        return _NOT_A_TUPLE.format(name=name, count=len(expected))
    if not isinstance(value, (tuple, list)):
        return _NOT_A_SEQUENCE.format(name=name, expected=len(expected), found=describe(value))
    if len(value) != len(expected):
        return _LENGTH.format(name=name, expected=len(expected), found=len(value))
    return None


def _wrong_values(
    name: str, array: npt.NDArray[np.float64], expected: npt.NDArray[Any], tolerance: float
) -> Finding | None:
    if not array.size:
        return None
    # Where the reference is all zeros, rounding is all that is forgiven.
    allowed = tolerance * float(np.abs(expected).max()) or 1e-12
    with np.errstate(over="ignore", invalid="ignore"):
        difference = np.abs(array - expected)
    if difference.max() <= allowed:  # which nan is not
        return None
    finite = np.isfinite(array)
    if not finite.all():
        return found_instead(_NOT_FINITE.format(name=name), name, array, expected, _first(~finite))
    wrong = difference > allowed
    at = _first(wrong)
    if array.ndim == 0:
        message = _VALUE.format(name=name)
    elif wrong.all():
        message = _ALL_VALUES.format(name=name)
    else:
        where = ", ".join(map(str, at))
        message = _VALUES.format(name=name, count=int(wrong.sum()), size=array.size, where=where)
    return replace(found_instead(message, name, array, expected, at), apart=(array, expected))


def _first(where: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    """The index of the first entry that is true."""
    return tuple(int(index) for index in np.argwhere(where)[0])


_NONE = Text("函数返回了 None：是不是忘了 return？", "the function returned None: is the return missing?")
_NOT_A_DICT = Text("应返回一个字典，得到的是 {found}", "a dictionary should be returned, found {found}")
_NO_KEY = Text(
    '返回的字典里没有 "{missing}"；现有的键：{found}', 'the dictionary has no "{missing}"; its keys: {found}'
)
_NOT_A_TUPLE = Text(
    "{name} 是单独一个字典；这里要的是 {count} 样东西，放在一个元组里，因为后面会按顺序拆开它",
    "{name} is a dictionary alone; {count} things are asked for, and a tuple is needed, "
    "because they are unpacked in order",
)
_NOT_A_SEQUENCE = Text(
    "{name}：应为含 {expected} 个值的元组，得到的是 {found}",
    "{name}: expected a tuple of {expected} values, found {found}",
)
_LENGTH = Text("{name}：应有 {expected} 个值，得到 {found} 个", "{name}: expected {expected} values, found {found}")
_NOT_AN_ARRAY = Text(
    "{name} 应为 NumPy 数组或数，得到的是 {found}", "{name} should be an array or a number, found {found}"
)
_A_NUMBER = Text(
    "{name} 是一个数，它的形状是 ()，应为 {expected}", "{name} is a number, its shape is (), expected {expected}"
)
_SHAPE = Text("{name} 的形状是 {found}，应为 {expected}", "the shape of {name} is {found}, expected {expected}")
_NOT_FINITE = Text("{name} 里有 nan 或 inf", "{name} contains nan or inf")
_VALUE = Text("{name} 的值不对", "the value of {name} is wrong")
_ALL_VALUES = Text("{name} 的形状对，值全不对", "{name} has the right shape, but all its values are wrong")
_VALUES = Text(
    "{name} 的形状对，值不对：{size} 个数里有 {count} 个不对，第一个在 [{where}]",
    "{name} has the right shape but wrong values: {count} of {size} are wrong, the first at [{where}]",
)
_OTHER = Text("{name} 不对", "{name} is wrong")
