"""Students' answers for tests: functions made from source, asked and judged in this process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.calling import reply_to
from autograder.exercise import Exercise
from autograder.grading.bundle import Bundle
from autograder.inside.wire import Opaque
from autograder.judge import Verdict, draw_cases, judge


def namespace(bundle: Bundle, sources: Mapping[str, str]) -> dict[str, Any]:
    """What a notebook's globals hold once its set-up cells and these sources have run."""
    made = bundle.reference.among("")
    for source in sources.values():
        exec(source, made)
    return made


def verdict(bundle: Bundle, exercise: str, made: Mapping[str, Any], work: str = "test") -> Verdict:
    """The verdict on one of a namespace's functions."""
    cases = draw_cases(bundle.exercises[exercise], bundle.reference, bundle.secret, work)
    replies = [reply_to(made[exercise], case) for case in cases]
    return judge(bundle.exercises[exercise], cases, replies, bundle.reference)


def mistakes_of(exercises: Iterable[Exercise]) -> list[Any]:
    """The parameters of a test that looks at each known mistake: the exercise's name, and the mistake."""
    return [
        pytest.param(exercise.name, mistake, id=re.sub(r"\W+", "-", f"{exercise.name}-{mistake.name}"))
        for exercise in exercises
        for mistake in exercise.forms
    ]


def _nested(depth: int) -> object:
    value: object = 1.0
    for _ in range(depth):
        value = [value, {"again": value}]
    return value


#: Values that no author of a check thinks of, by what they are.
STRANGE: dict[str, object] = {
    "a huge array": np.zeros((10_000, 1_000)),
    "a broadcast array": np.broadcast_to(np.float64(1), (1_000_000, 1_000_000)),
    "four dimensions": np.zeros((9, 9, 9, 9)),
    "no entries": np.zeros((0, 3)),
    "nan and inf": np.array([[np.nan, np.inf], [-np.inf, 1e-300]]),
    "a long text": "<b>" * 1_000_000,
    "long keys": {"k" * 1_000_000 + str(number): number for number in range(50)},
    "many entries": {str(number): np.zeros((20, 20)) for number in range(50_000)},
    "a long list": list(range(1_000_000)),
    "deep": _nested(12),
    "a long number": 1 << 100_000,
    "control characters": {"\x1b[2J\n\u202e": "\x00\ud800"},
    "unknown": Opaque("generator\n" * 10),
    "a set": {1, 2},
    "nothing": None,
}

#: Of a broadcast array all the data would have to come over the wire.
SENDABLE = [name for name in STRANGE if name != "a broadcast array"]

#: What the probe of a class answers for a question that raises; a student may answer so, too.
TOLD: list[object] = [
    {"raised": 1},
    {"raised": 1, "message": 5},
    {"raised": "ValueError", "message": 5},
    5,
    None,
    [],
    "x",
]
