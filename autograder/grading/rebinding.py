"""Names that a notebook binds anew below the place where a function that uses them is marked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from autograder.sandbox import CodeCell

#: All names at once: ``%reset``, and what deletes or changes them by way of a dictionary.
_SWEEPS = re.compile(r"^\s*%(?:reset|reset_selective|run|load)\b|globals\(\)|user_ns", re.MULTILINE)
EVERYTHING = "*"


def bound_anew(cells: Sequence[CodeCell], place: int) -> list[str]:
    """The names that code above a place uses and code below it binds or deletes; a star where that may be any.

    Examples
    --------
    >>> cells = [CodeCell("a", "k = 2\\ndef f(x):\\n    return k * x"), CodeCell("t", declares=("f",))]
    >>> bound_anew([*cells, CodeCell("b", "k = 3\\nj = k")], 1)
    ['k']
    """
    above = {name for cell in cells[:place] for name in _used(cell.source)}
    below = {name for cell in cells[place:] for name in bindings(cell.source)}
    return sorted(below & (above | {EVERYTHING}))


def bindings(source: str) -> set[str]:
    """The names that a cell binds or deletes among the notebook's own."""
    return set(_bound(source))


def _tree(source: str) -> ast.Module | None:
    lines = (line if line.lstrip()[:1] not in ("%", "!") else "pass" for line in source.split("\n"))
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def _used(source: str) -> Iterator[str]:
    tree = _tree(source)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def _bound(source: str) -> Iterator[str]:
    if _SWEEPS.search(source):
        yield EVERYTHING
    tree = _tree(source)
    waiting: list[ast.AST] = [tree] if tree else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
            yield from (name for one in ast.walk(node) if isinstance(one, ast.Global) for name in one.names)
            continue
        if isinstance(node, ast.Lambda):
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).split(".")[0]
        waiting += ast.iter_child_nodes(node)
