"""The replies that a student's function may give: a value, an exception, nothing, or no answer at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any


@dataclass(frozen=True)
class Returned:
    """The function returned a value."""

    value: Any


@dataclass(frozen=True)
class Raised:
    """The function raised; where, if it was in one of the notebook's cells (lines count from 1).

    ``plain`` is what the self-check says of it in plain words, if it has any: a sentence by language.
    """

    type: str
    message: str
    _: KW_ONLY
    cell: int | None = None
    line: int | None = None
    function: str | None = None
    plain: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Missing:
    """Nothing callable bears the exercise's name; ``error`` is what its cell raised, if it did."""

    error: Raised | None = None


@dataclass(frozen=True)
class Died:
    """The process ended or was ended while the exercise was asked.

    ``reason`` is one of cpu, idle, wall, memory, room, exit, signal, wire; ``detail`` says more.
    """

    reason: str
    detail: str = ""


Reply = Returned | Raised | Missing | Died
