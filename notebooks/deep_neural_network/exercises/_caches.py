"""What a forward function returns: its output, and a cache behind it.

Caches are judged by use: the lesson's backward functions are run on them. Whoever forgets the cache, or returns it first,
loses what the cache pays, and no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring import Answer, Array, Finding, Holds, Output, Text, equal

#: Who uses the caches, as the checks say it.
BACKWARD_PASS = Text("反向传播", "the backward pass")


def probe(shape: tuple[int, ...]) -> Array:
    """Numbers between 0.5 and 1.5, no two alike in a row or column, the same at every call."""
    return 1 + 0.5 * np.sin(1.7 * np.arange(int(np.prod(shape))).reshape(shape) + 1)


def output(name: str) -> Holds:
    """The output equals the reference's, whatever became of the cache."""
    holds = equal(Output(name, 0))

    def looks(answer: Answer) -> Finding | None:
        value = answer.value
        if is_alone(value):
            value = value, None
        elif is_second(value):
            value = value[1], value[0]
        return holds(replace(answer, value=value))

    return looks


def behind(name: str, cache: str, holds: Holds) -> Holds:
    """The cache is returned, behind the output, and holds."""

    def looks(answer: Answer) -> Finding | None:
        if is_alone(answer.value):
            return Finding(_ALONE.format(name=name, cache=cache))
        if is_second(answer.value):
            return Finding(_SECOND.format(name=name, cache=cache))
        return holds(answer)

    return looks


def is_alone(value: Any) -> bool:
    """Whether the output has come without a cache."""
    return isinstance(value, np.ndarray)


def is_second(value: Any) -> bool:
    """Whether the cache, which is no array, stands before the output."""
    return (
        isinstance(value, (tuple, list))
        and len(value) == 2
        and isinstance(value[0], (tuple, list, dict))
        and isinstance(value[1], np.ndarray)
    )


_ALONE = Text(
    "返回的只有 {name}：{cache} 呢？反向传播要用它",
    "{name} alone is returned: where is {cache}, which the way back needs?",
)
_SECOND = Text(
    "先返回了 {cache}，后返回了 {name}：顺序正好反了",
    "{cache} comes first and {name} second: it is the other way round",
)
