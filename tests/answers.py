"""Students' answers for tests: functions made from source, asked and judged in this process."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from autograder.calling import reply_to
from autograder.exercise import Mistake
from autograder.grading.bundle import Bundle
from autograder.judge import Verdict, draw_cases, judge


def namespace(bundle: Bundle, sources: Mapping[str, str]) -> dict[str, Any]:
    """What a notebook's globals hold once the set-up cell and these sources have run."""
    pack = {name: bundle.reference.resource("dnn_utils_v2", name) for name in ACTIVATIONS}
    pack["steps"] = bundle.reference.resource("training", "steps")
    made: dict[str, Any] = {"np": __import__("numpy"), **pack}
    for source in sources.values():
        exec(source, made)
    return made


ACTIVATIONS = ("sigmoid", "sigmoid_backward", "relu", "relu_backward")


def verdict(bundle: Bundle, exercise: str, made: Mapping[str, Any], work: str = "test") -> Verdict:
    """The verdict on one of a namespace's functions."""
    cases = draw_cases(bundle.exercises[exercise], bundle.reference, bundle.secret, work)
    replies = [reply_to(made[exercise], case) for case in cases]
    return judge(bundle.exercises[exercise], cases, replies, bundle.reference)


def title(mistake: Mistake) -> str:
    """A mistake's name for a test's id."""
    return re.sub(r"\W+", "-", f"{mistake.exercise}-{mistake.name}")
