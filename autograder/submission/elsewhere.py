"""Finds work that stands in another cell than the one meant for it: functions, and written answers."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from autograder.submission.known import Known

#: Lines for IPython alone, which are no Python.
_MAGIC = re.compile(r"^[ \t]*[%!?].*$", re.MULTILINE)
#: Characters of a cell that is looked at more closely than by its lines; nobody writes as many by hand.
_CLOSELY = 100_000


def where_defined(cells: Sequence[dict[str, Any]], own: Collection[int], known: Known) -> dict[str, tuple[str, ...]]:
    """Find the functions that a student's cells define outside the cells meant for them.

    Returns the ids of all the student's cells that define each, in order. Of what stands where it is meant to, which is
    all there is in an ordinary submission, nothing is read but the beginnings of lines.
    """
    functions = [name for name in known.stubs if not known.is_answer(name)]
    if not functions:
        return {}
    stubs = {known.stubs[name].strip() for name in functions}
    begins = _definitions(functions)
    found: dict[str, list[str]] = {}
    meant = {cell["id"]: cell["source"] for cell in cells if cell["id"] in known.stubs}
    for place in sorted(own):
        cell = cells[place]
        if cell["cell_type"] == "code" and cell["source"].strip() not in stubs:
            for name in _defined(cell["source"], begins, functions):
                # A cell that was taken in the place of several stands in each of them.
                if cell["id"] == name or cell["source"] != meant.get(name):
                    found.setdefault(name, []).append(cell["id"])
    return {name: tuple(ids) for name, ids in found.items() if {*ids} != {name}}


def is_to_be_written(source: str) -> bool:
    """Say whether nothing in a cell's functions and classes does anything but raise NotImplementedError.

    Examples
    --------
    >>> is_to_be_written("def f(x):\\n    # my idea\\n    raise NotImplementedError()")
    True
    >>> is_to_be_written("def f(x):\\n    return x")
    False
    """
    tree = _tree(source)
    if tree is None:
        return False
    waiting: list[ast.stmt] = [*tree.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            waiting += node.body
        elif not (_says_nothing(node) or (isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node))):
            return False
    return True


def is_prose(kind: str, source: str, known: Known) -> bool:
    """Say whether a cell of a student's own holds a text: one that was left a code cell does nothing when it is run."""
    if not source.strip() or source.strip() in {stub.strip() for stub in known.stubs.values()}:
        return False
    if kind != "code":
        return True
    functions = [name for name in known.stubs if not known.is_answer(name)]
    if len(source) > _CLOSELY or _MAGIC.search(source) or (functions and _definitions(functions).search(source)):
        return False
    tree = _tree(source)
    return tree is None or all(_says_nothing(node) for node in tree.body)


def _says_nothing(node: ast.stmt) -> bool:
    """Say whether a statement is no more than words: a string, a name, `pass`."""
    if isinstance(node, ast.Pass):
        return True
    acts = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.NamedExpr, ast.Subscript)
    return isinstance(node, ast.Expr) and not any(isinstance(part, acts) for part in ast.walk(node))


def _definitions(names: Iterable[str]) -> re.Pattern[str]:
    """Finds lines that bind one of the names to a function: by def, class, lambda, another's name or an import.

    An import in brackets goes over several lines.
    """
    either = "|".join(map(re.escape, sorted(names)))
    return re.compile(
        rf"^(?:(?:async[ \t]+)?def|class)[ \t]+({either})\b"
        rf"|^({either})[ \t]*=[ \t]*(?:lambda\b|[A-Za-z_][\w.]*[ \t]*(?:#.*)?$)"
        rf"|^from[ \t]+[\w.]+[ \t]+import\b(?:[^\n(]*?|[ \t]*\([^()]*?)\b({either})\b",
        re.MULTILINE,
    )


def _defined(source: str, begins: re.Pattern[str], functions: Sequence[str]) -> list[str]:
    """The functions that a cell defines at its outermost level; what stands in a string is not defined."""
    if not begins.search(source):
        return []
    tree = _tree(source)
    if tree is None:  # what is wrong with it is told when it is run
        return list(dict.fromkeys(name for groups in begins.findall(source) for name in groups if name))
    bound = set(_bound(tree))
    return [name for name in functions if name in bound]


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Assign(value=ast.Lambda() | ast.Name() | ast.Attribute()):
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))
            case ast.ImportFrom():
                yield from (alias.asname or alias.name for alias in node.names)


def _tree(source: str) -> ast.Module | None:
    """A cell as Python; None where it is none, or too much to be looked at."""
    if len(source) > _CLOSELY:
        return None
    try:
        return ast.parse(_MAGIC.sub("pass", source))
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return None


def superseded(
    cells: Sequence[dict[str, Any]], own: Collection[int], defined: Mapping[str, tuple[str, ...]], known: Known
) -> frozenset[int]:
    """Find the student's cells that are still to be written, of functions that are written elsewhere.

    They are not run: they would put the blank in the place of the function. Nor is a blank copy of any cell.
    """
    stubs = {known.stubs[name].strip() for name in known.stubs if not known.is_answer(name)}
    found = set()
    for place in own:
        cell = cells[place]
        if cell["cell_type"] != "code":
            continue
        if cell["id"] in known.solutions:
            others = [name for name in defined.get(cell["id"], ()) if name != cell["id"]]
            if others and (cell["source"].strip() in stubs or is_to_be_written(cell["source"])):
                found.add(place)
        elif cell["source"].strip() in stubs:
            found.add(place)
    return frozenset(found)
