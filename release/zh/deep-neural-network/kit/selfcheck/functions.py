"""Facts about a function, or a class, that can be told without calling it, and about code that was running."""

from __future__ import annotations

import ast
import contextlib
import dis
import inspect
import linecache
import textwrap
from collections.abc import Iterable, Iterator
from types import CodeType, FrameType
from typing import Any

import numpy as np


def globals_of(function: Any) -> Any:
    """The globals of a function, or of a class's methods: those of the notebook it was written in."""
    for part in (function, *_methods(function)):
        found = getattr(part, "__globals__", None)
        if found is not None:
            return found
    return None


def codes_of(function: Any) -> list[CodeType]:
    """The code of a function, or of a class's methods."""
    found = (getattr(part, "__code__", None) for part in (function, *_methods(function)))
    return [code for code in found if code is not None]


def words_of(code: CodeType) -> Iterator[str]:
    """The global names in a function's code, its inner functions and comprehensions included."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from words_of(constant)


def borrowed(function: Any) -> list[str]:
    """The names in a function that stand for data of another cell: neither arguments nor set in the function.

    A constant, whose name is a word in capitals, is no such name.
    """
    home = globals_of(function) or {}
    names = dict.fromkeys(name for code in codes_of(function) for name in _looked_up(code))
    return [name for name in names if _is_data(name, home.get(name))]


def is_students(frame: FrameType) -> bool:
    """Say whether a student's code is running there, and no module's."""
    home = frame.f_globals
    if home.get("__name__") == "__main__":
        return True
    # Older versions of NumPy run code that they have made themselves.
    made_up = frame.f_code.co_filename.startswith("<__array_function__")
    return not made_up and "__file__" not in home and home.get("__spec__") is None


def code_beside(frame: FrameType, line: int) -> str:
    """Where code stands beside the ``raise`` in this line of a function: "above", "below", or nowhere, "".

    A docstring, ``pass`` and ``...`` are no code.
    """
    code = frame.f_code
    with contextlib.suppress(Exception):  # whatever keeps its source from being read
        lines = linecache.getlines(code.co_filename, frame.f_globals)
        block = inspect.getblock(lines[code.co_firstlineno - 1 :])
        return _beside(ast.parse(textwrap.dedent("".join(block))), line - code.co_firstlineno + 1)
    # Without its source: what Python keeps of code that is never reached is its names.
    above = any(code.co_firstlineno < start < line for _, start in dis.findlinestarts(code))
    more = {*code.co_names, *_locals_of(code)} - {"NotImplementedError"}
    return "above" if above and more else "below" if more else ""


def loaded(frame: FrameType) -> list[tuple[int, str]]:
    """The names that a function has looked up as far as it has come, in the order of its code, each with its place."""
    steps = [step for step in dis.get_instructions(frame.f_code) if step.offset <= frame.f_lasti]
    names = [step.argval for step in steps if step.opname.startswith("LOAD_") and step.opname != "LOAD_CONST"]
    # Newer versions of Python look up two names in one step.
    flat = [name for named in names for name in (named if isinstance(named, tuple) else (named,))]
    return [(place, name) for place, name in enumerate(flat) if isinstance(name, str)]


def _beside(tree: ast.Module, line: int) -> str:
    function = tree.body[0]
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return ""
    lines = [
        node.lineno
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.stmt)
        and not isinstance(node, (ast.Pass, ast.Raise))
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    return "above" if any(one < line for one in lines) else "below" if lines else ""


def _locals_of(code: CodeType) -> tuple[str, ...]:
    """The variables of a function other than its arguments."""
    starred = bool(code.co_flags & inspect.CO_VARARGS) + bool(code.co_flags & inspect.CO_VARKEYWORDS)
    return code.co_varnames[code.co_argcount + code.co_kwonlyargcount + starred :]


def _looked_up(code: CodeType) -> Iterator[str]:
    """The names that a function looks up among the notebook's, its inner functions included; no attributes."""
    for step in dis.get_instructions(code):
        if step.opname.startswith(("LOAD_GLOBAL", "LOAD_NAME")):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _looked_up(constant)


def _is_data(name: str, value: Any) -> bool:
    if name.startswith("__"):
        return False
    if isinstance(value, (np.ndarray, dict)):
        return True
    return isinstance(value, (list, tuple, int, float, np.generic)) and not (name.isupper() and len(name) > 1)


def _methods(function: Any) -> Iterable[Any]:
    """The methods of a class; of anything else none."""
    return [value for value in vars(function).values() if callable(value)] if isinstance(function, type) else ()
