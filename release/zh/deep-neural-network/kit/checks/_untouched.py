"""What a function is given belongs to whoever calls it: it must be the same after the call."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import numpy as np

from kit.selfcheck import Text, hold

_CHANGED = Text(
    zh="调用以后，传进来的 {name} 变了：它还是调用者的，别人也许还要用",
)


class _List(list):  # type: ignore[type-arg]
    """A list that is handed on as it is, where others are copied before."""

    def __deepcopy__(self, memo: Any) -> _List:
        return self


class _Array(np.ndarray):
    """The same, an array."""

    def __deepcopy__(self, memo: Any) -> _Array:
        return self


def leaves_alone(call: Callable[..., Any], **arguments: Any) -> None:
    """Call a function with these arrays and lists themselves; each must be afterwards what it was."""
    handed = {name: _itself(value) for name, value in arguments.items()}
    call(**handed)
    for name, value in arguments.items():
        hold(_same(handed[name], value), _CHANGED, name=name)


def _itself(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy().view(_Array)
    return _List(copy.deepcopy(value)) if isinstance(value, list) else value


def _same(one: Any, other: Any) -> bool:
    if isinstance(other, (tuple, list)):
        return isinstance(one, (tuple, list)) and len(one) == len(other) and all(map(_same, one, other))
    return np.array_equal(one, other)
