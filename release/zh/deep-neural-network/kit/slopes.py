"""Compares gradients with slopes: a number is changed a little, and the change of the cost is measured."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kit.inputs import Array
from kit.selfcheck import EMPTY, Text, WrongAnswerError, close, furthest

# Measured slopes carry an error of their own, most of all where the student's functions compute in float32.
_TOLERANCE = 1e-2

_SLOPE = Text(
    zh="{where}{name}{at} 是 {found:.4g}，可是把 {of}{at} 改一点点，{moves}的变化约是这点改动的 {expected:.4g} 倍。{ask}",
)
_COST = Text(zh="代价")
_LOSS = Text(zh="那个样本的损失")
_FACTOR = Text(
    zh="{where}{name} 处处是应有值的 {factor:.3g} 倍{examples}：这个倍数是从哪里来的？",
)
_EXAMPLES = Text(zh="（共有 {m} 个样本）")


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


def follows_slope(name: str, of: str, found: Array, expected: Array, *, m: int, where: Text, ask: Text) -> None:
    """A gradient must agree with measured slopes.

    ``of`` names what was changed, ``m`` counts the examples, ``where`` begins the sentence and ``ask``
    is the question to whoever's gradient is no multiple of what it should be.
    """
    if close(found, expected, _TOLERANCE):
        return
    factor = factor_between(found, expected)
    # Any single number is a multiple of any other, which tells nothing unless the factor speaks for itself.
    if factor is not None and (found.size > 1 or examples(factor, m) != EMPTY):
        raise WrongAnswerError(_FACTOR.format(where=where, name=name, factor=factor, examples=examples(factor, m)))
    numbers = furthest(found, expected)
    if abs(numbers["expected"]) < 1e-9:
        numbers["expected"] = 0.0  # what is left of a difference is no slope
    moves = _LOSS if name.startswith("dA") else _COST
    raise WrongAnswerError(_SLOPE.format(where=where, name=name, of=of, moves=moves, ask=ask, **numbers))


def factor_between(found: Array, expected: Array) -> float | None:
    """The number by which all that is expected is multiplied in what was found, if there is one; never 0."""
    length = float(np.sum(expected * expected))
    factor = float(np.sum(found * expected)) / length if length else 0.0
    return factor if factor and close(found, factor * expected, _TOLERANCE) else None


def examples(factor: float, m: int) -> Text:
    """How many examples there are, in brackets, if that tells where the factor comes from."""
    telling = any(abs(factor / guess - 1) < 0.03 for guess in (m, 1 / m, -m, -1 / m))
    return _EXAMPLES.format(m=m) if telling and m > 1 else EMPTY
