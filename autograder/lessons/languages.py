"""Finds sentences that are not written in every language of the course."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.exercise import LANGUAGES
from autograder.lessons.problem import Problem


def engine_files() -> list[Path]:
    """The engine's own modules, which hold what students and instructors read."""
    return sorted(Path(__file__).parents[1].rglob("*.py"))


def unwritten_texts(files: Iterable[Path]) -> Iterator[Problem]:
    """Find every ``Text(…)`` in which a language is missing.

    Texts that are made from others, with ``*`` or ``**``, are not looked at.
    """
    for path in files:
        source = path.read_text("utf-8")
        if "Text(" not in source:
            continue
        tree = ast.parse(source)
        if not _is_ours(tree):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
                missing = _missing(node)
                if missing:
                    yield Problem(path, node.lineno, "-", f"this text is not written in {', '.join(missing)}")


def _is_ours(tree: ast.Module) -> bool:
    """Say whether the Text of a module is this one, and not another package's."""
    imported = [
        node for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names if name.name == "Text"
    ]
    return all(node.level or (node.module or "").split(".")[0] in ("autograder", "kit") for node in imported)


def _missing(call: ast.Call) -> list[str]:
    named = [keyword.arg for keyword in call.keywords]
    if None in named or any(isinstance(argument, ast.Starred) for argument in call.args):
        return []
    return [language for language in LANGUAGES[len(call.args) :] if language not in named]
