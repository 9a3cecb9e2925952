"""How a wrong array differs from the right one, where there is a pattern to it: a factor, a sign, an axis, a term.

What is said is a fact about the numbers and a question, never what to write.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercise.vocabulary import Text

Array = npt.NDArray[np.float64]

#: Two numbers are taken for the same if they differ by less than this part of the larger one.
_ALIKE = 1e-4


def pattern(*pairs: tuple[Any, Any, Iterable[Any]]) -> Text | None:
    """What makes each ``found`` out of its ``expected``, if it is one of a few simple things, and the same in all.

    In one case alone, three numbers may stand in a row by chance.

    Parameters
    ----------
    pairs
        Of each case, what was found and what was expected, as `look_for` takes them, and what the function was called
        with.

    Examples
    --------
    >>> minus = np.array([-1.0, -2.0]), np.array([1.0, 2.0]), ()
    >>> pattern(minus, minus).en
    'every sign is the other way round: where is a minus missing, or one too many?'
    >>> pattern(minus, (np.array([2.0, 4.0]), np.array([1.0, 2.0]), ())) is None
    True
    """
    seen = [look_for(*pair) for pair in pairs]
    first = seen[0] if seen else None
    if first is None or any(one is None or one.kind is not first.kind for one in seen):
        return None
    return first.text


@dataclass(frozen=True)
class Pattern:
    """What was seen: its kind, in words that leave the numbers out, and the words for one case."""

    kind: Text
    text: Text


def look_for(found: Any, expected: Any, arguments: Iterable[Any] = ()) -> Pattern | None:
    """What makes ``found`` out of ``expected`` in one case.

    Parameters
    ----------
    found, expected
        Arrays of any shape, or numbers.
    arguments
        What the function was called with: a factor that is the size of one of their axes is told as such.

    Returns
    -------
    Pattern or None
        A fact about the numbers and a question; None where no pattern is seen.

    Examples
    --------
    >>> look_for(np.array([2.0, 4.0]), np.array([1.0, 2.0])).text.en
    'every number is just twice what it should be: which factor is missing, or there once too often?'
    """
    found, expected = np.asarray(found, dtype=float), np.asarray(expected, dtype=float)
    if not found.size or not np.isfinite(found).all() or not np.abs(expected).max(initial=0.0):
        return None
    if found.shape != expected.shape:
        return _as_it_is(_other_shape(found, expected))
    if np.abs(found).max() == 0:
        return _as_it_is(_ZEROS)
    factor = _factor(found, expected)
    if factor is not None:
        return _by_a_factor(factor, _sizes(arguments))
    if expected.ndim == 2 and expected.shape[0] == expected.shape[1] > 1 and _alike(found, expected.T):
        return _as_it_is(_TRANSPOSED)
    if found.ndim == 2 and min(found.shape) > 1:
        return _as_it_is(_term(found - expected, expected))
    return None


def _as_it_is(text: Text | None) -> Pattern | None:
    return None if text is None else Pattern(text, text)


def _other_shape(found: Array, expected: Array) -> Text | None:
    if found.ndim == expected.ndim == 2 and _alike(found, expected.T):
        return _TRANSPOSED
    if found.size == expected.size and _alike(found.ravel(), expected.ravel()):
        return _FLAT
    if expected.ndim == 2 and found.size == 1 and _alike(found.ravel(), expected.sum(keepdims=True).ravel()):
        return _SUMMED
    return None


def _factor(found: Array, expected: Array) -> float | None:
    """The number that ``found`` is that many times ``expected``."""
    factor = float(np.sum(found * expected) / np.sum(expected**2))
    return factor if factor and _alike(found, factor * expected) else None


def _by_a_factor(factor: float, sizes: set[int]) -> Pattern | None:
    """Tell a factor that a slip explains: a sign, the length of an axis, a two, a logarithm to another base."""
    if abs(factor + 1) < _ALIKE:
        return _as_it_is(_SIGN)
    for size in sorted(sizes):
        for times, said in ((size, _TIMES_SIZE), (1 / size, _PART_OF_SIZE)):
            if size > 2 and abs(factor / times - 1) < _ALIKE:
                return Pattern(said, said.format(size=size))
    return next((_as_it_is(said) for times, said in _FACTORS.items() if abs(factor / times - 1) < _ALIKE), None)


def _term(difference: Array, expected: Array) -> Text | None:
    """Whether the two differ by the same number all along each row, or all down each column."""
    allowed = _ALIKE * max(float(np.abs(expected).max()), float(np.abs(difference).max()))
    if np.ptp(difference) <= allowed:
        return _CONSTANT
    if np.ptp(difference, axis=1).max() <= allowed:
        return _SAME_IN_EACH_ROW
    if np.ptp(difference, axis=0).max() <= allowed:
        return _SAME_IN_EACH_COLUMN
    return None


def _alike(one: Array, two: Array) -> bool:
    if one.shape != two.shape:
        return False
    return bool(np.abs(one - two).max() <= _ALIKE * np.abs(two).max())


def _sizes(values: Iterable[Any]) -> set[int]:
    """The sizes of all axes of the arrays among the arguments."""
    found: set[int] = set()
    for value in values:
        if isinstance(value, np.ndarray):
            found.update(value.shape)
        elif isinstance(value, dict):
            found |= _sizes(value.values())
        elif isinstance(value, (tuple, list)):
            found |= _sizes(value)
    return found


_SIGN = Text(
    "每个数的符号都反了：哪里少了或多了一个负号？",
    "every sign is the other way round: where is a minus missing, or one too many?",
)
_TWICE = Text(
    "每个数都正好是应有值的 2 倍：少了或多了哪个因子？",
    "every number is just twice what it should be: which factor is missing, or there once too often?",
)
_HALF = Text(
    "每个数都正好是应有值的一半：少了或多了哪个因子？",
    "every number is just half of what it should be: which factor is missing, or there once too often?",
)
_OTHER_BASE = Text(
    "每个数和应有值之比正好是两种对数之比：用的是以 e 为底的对数吗？",
    "every number is off by the ratio of two logarithms: is the logarithm the natural one?",
)
_FACTORS = {2.0: _TWICE, 0.5: _HALF, 1 / np.log(2): _OTHER_BASE, 1 / np.log(10): _OTHER_BASE}
_TIMES_SIZE = Text(
    "每个数都正好是应有值的 {size} 倍，而 {size} 是输入里一个轴的长度：有什么该除以它吗？",
    "every number is just {size} times what it should be, and {size} is the length of an axis of the input: "
    "should something be divided by it?",
)
_PART_OF_SIZE = Text(
    "每个数都正好是应有值的 1/{size}，而 {size} 是输入里一个轴的长度：是不是多除了一次？",
    "every number is just 1/{size} of what it should be, and {size} is the length of an axis of the input: "
    "is something divided by it once too often?",
)
_TRANSPOSED = Text(
    "转置以后，数就都对了：行和列各表示什么？",
    "transposed, all the numbers are right: what do rows stand for, and what columns?",
)
_FLAT = Text(
    "数都对，只是形状不同：少了或多了一个维度吗？",
    "the numbers are right, only their shape is not: is a dimension missing, or one too many?",
)
_SUMMED = Text(
    "这正好是应有的各数之和：求和应该沿着哪一个轴？",
    "it is just the sum of the numbers that there should be: along which axis is the sum meant?",
)
_ZEROS = Text("所有的数都是 0：算出来的结果放进去了吗？", "all the numbers are 0: was what was computed put in?")
_CONSTANT = Text(
    "每个数和应有值都差同一个数：少加或多加了哪一项？",
    "every number is off by the same amount: which term is missing, or one too many?",
)
_SAME_IN_EACH_ROW = Text(
    "每一行里，各数和应有值都差同一个数：加在整行上的那一项对吗？",
    "along each row the numbers are off by the same amount: is the term right that is added to a whole row?",
)
_SAME_IN_EACH_COLUMN = Text(
    "每一列里，各数和应有值都差同一个数：加在整列上的那一项对吗？",
    "down each column the numbers are off by the same amount: is the term right that is added to a whole column?",
)
