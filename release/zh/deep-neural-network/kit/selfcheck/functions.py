"""Facts about a function, or a class, that can be told without calling it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import CodeType
from typing import Any


def globals_of(function: Any) -> Any:
    """The globals of a function, or of a class's methods: those of the notebook it was written in."""
    for part in (function, *_methods(function)):
        found = getattr(part, "__globals__", None)
        if found is not None:
            return found
    return None


def codes_of(function: Any) -> list[CodeType]:
    """The code of a function, or of a class's methods."""
    found = (getattr(part, "__code__", None) for part in (function, *_methods(function)))
    return [code for code in found if code is not None]


def words_of(code: CodeType) -> Iterator[str]:
    """The global names in a function's code, its inner functions and comprehensions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from words_of(constant)


def _methods(function: Any) -> Iterable[Any]:
    """The methods of a class; of anything else none."""
    return [value for value in vars(function).values() if callable(value)] if isinstance(function, type) else ()
