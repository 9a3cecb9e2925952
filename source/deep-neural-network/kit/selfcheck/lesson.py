"""The lesson that this self-check belongs to: its exercises, its parts, and hints for known mistakes.

All of it stands in ``lesson.json``, which is made from the lesson and lies beside this file. Of a file that is missing
or damaged, as much is used as can be read: a card without a hint is a card all the same.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from .text import LANGUAGES, Text

_FILE = Path(__file__).with_name("lesson.json")


def _dictionary(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(value: Any) -> tuple[str, ...]:
    return tuple(name for name in value if isinstance(name, str)) if isinstance(value, list) else ()


def _read() -> dict[str, Any]:
    try:
        return _dictionary(json.loads(_FILE.read_text("utf-8")))
    except (OSError, ValueError, RecursionError):
        return {}


_LESSON = _read()
_EXERCISES = {name: _dictionary(told) for name, told in _dictionary(_LESSON.get("exercises")).items()}

#: The names of all exercises, in the order of the lesson.
EXERCISES: tuple[str, ...] = tuple(_EXERCISES)

#: The exercises of each part, by the part's name, in the order of the lesson.
PARTS: dict[str, tuple[str, ...]] = {
    part: tuple(name for name, told in _EXERCISES.items() if told.get("part") == part)
    for part in dict.fromkeys(told["part"] for told in _EXERCISES.values() if isinstance(told.get("part"), str))
}

#: The functions that each one may call: while one of these is wrong, no blame falls on its caller.
BUILDS_ON: dict[str, tuple[str, ...]] = {name: _names(told.get("builds_on")) for name, told in _EXERCISES.items()}

#: The import statements of each part's set-up cells, one a string.
IMPORTS: dict[str, tuple[str, ...]] = {
    part: _names(statements) for part, statements in _dictionary(_LESSON.get("imports")).items()
}


def _imported(statements: tuple[str, ...]) -> Iterator[str]:
    for statement in statements:
        try:
            tree = ast.parse(statement)
        except (SyntaxError, ValueError):
            continue
        for node in tree.body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)


#: The names that each part's set-up cells import.
IMPORTED: dict[str, frozenset[str]] = {part: frozenset(_imported(statements)) for part, statements in IMPORTS.items()}

_HINTS = _dictionary(_LESSON.get("hints"))


def hint_for(name: str, digest: str) -> Text | None:
    """The hint for a function that has answered so, if it is a known mistake."""
    found = _dictionary(_dictionary(_HINTS.get(name)).get(digest))
    sentences = {language: found[language] for language in LANGUAGES if isinstance(found.get(language), str)}
    return Text(**sentences) if sentences else None


def part_of(name: str) -> str:
    """The part whose notebook has the cell of this exercise."""
    return next((part for part, names in PARTS.items() if name in names), "")


def part_with(namespace: Mapping[str, Any]) -> str:
    """The part whose notebook this is, by the names that its set-up cells have imported."""
    shares = {part: sum(name in namespace for name in names) / len(names) for part, names in IMPORTED.items() if names}
    return max(shares, key=lambda part: shares[part], default="")
