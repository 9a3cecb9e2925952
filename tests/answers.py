"""Students' answers for tests: functions made from source, asked and judged in this process."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from autograder.calling import reply_to
from autograder.exercise import Exercise
from autograder.grading.bundle import Bundle
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
        for mistake in exercise.mistakes
    ]
