"""What of the students' resource pack is made from the catalogue of mistakes: the hints of the self-check's cards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from autograder.exercise import Mistake, Reference, Text


def card_hints(mistakes: Iterable[Mistake], solutions: Mapping[str, str], reference: Reference) -> dict[str, Any]:
    """By function, the digests of what known mistakes answer to the self-check, each with its hint in both languages.

    Two mistakes may answer alike up to where the self-check finds them wrong. Unless one hint is said of both, nothing
    is.
    """
    examine = reference.resource("selfcheck", "examine")
    found: dict[str, dict[str, Text | None]] = {}
    for mistake in mistakes:
        answered = examine(mistake.exercise, reference.among(mistake.apply(solutions[mistake.exercise]))).answered
        if answered:
            known = found.setdefault(mistake.exercise, {})
            known[answered] = mistake.hint if known.get(answered, mistake.hint) == mistake.hint else None
    return {
        "hints": {
            name: {digest: [hint.zh, hint.en] for digest, hint in sorted(known.items()) if hint is not None}
            for name, known in found.items()
        }
    }


DERIVED = {"selfcheck_hints.json": card_hints}
