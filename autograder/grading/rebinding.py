"""Names that a notebook binds anew below the place where a function that uses them is marked."""

from __future__ import annotations

import re
import symtable
from collections.abc import Iterator, Sequence
from functools import lru_cache

from autograder.sandbox import CodeCell

#: All names at once: ``%reset``, and what deletes or changes them by way of a dictionary.
_SWEEPS = re.compile(
    r"^[ \t]*%(?:reset|reset_selective|run|load)\b|^[ \t]*from\b.*\bimport[ \t]*\*|globals\(\)|user_ns", re.MULTILINE
)
EVERYTHING = "*"


def bound_anew(cells: Sequence[CodeCell], place: int) -> list[str]:
    """The names that code above a place uses and code below it binds or deletes; a star where that may be any.

    Examples
    --------
    >>> cells = [CodeCell("a", "k = 2\\ndef f(x):\\n    return k * x"), CodeCell("t", declares=("f",))]
    >>> bound_anew([*cells, CodeCell("b", "k = 3\\nj = k")], 1)
    ['k']
    """
    names = _names(tuple(cell.source for cell in cells))
    above = frozenset[str]().union(*(used for used, _ in names[:place]))
    below = frozenset[str]().union(*(bound for _, bound in names[place:]))
    return sorted(below & (above | {EVERYTHING}))


@lru_cache(maxsize=1)
def _names(sources: tuple[str, ...]) -> list[tuple[set[str], set[str]]]:
    """What each cell uses and what it binds; a notebook is asked about every exercise that lost marks."""
    return [({*_used(source)}, bindings(source)) for source in sources]


def bindings(source: str) -> set[str]:
    """The names that a cell binds or deletes among the notebook's own."""
    found = {EVERYTHING} if _SWEEPS.search(source) else set()
    for table, is_top in _scopes(source):
        for symbol in table.get_symbols():
            if (symbol.is_assigned() or symbol.is_imported()) and (is_top or symbol.is_declared_global()):
                found.add(symbol.get_name())
    return found


def _used(source: str) -> Iterator[str]:
    """The names that a cell looks up among the notebook's own; what a function sets itself is none of them."""
    for table, is_top in _scopes(source):
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (is_top or symbol.is_global()):
                yield symbol.get_name()


def _scopes(source: str) -> Iterator[tuple[symtable.SymbolTable, bool]]:
    """The cell's own scope, and those of its functions and classes; none if it cannot be read."""
    lines = (line if line.lstrip()[:1] not in ("%", "!") else "pass" for line in source.split("\n"))
    try:
        top = symtable.symtable("\n".join(lines), "<cell>", "exec")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    waiting = [top]
    while waiting:
        table = waiting.pop()
        yield table, table is top
        waiting += table.get_children()
