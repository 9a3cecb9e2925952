"""A student's own asserts: what is said of one that fails, and functions without any.

Whoever writes ``assert db.shape == b.shape`` and has a wrong db is told by their own line, before anybody can look.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from contextlib import suppress
from types import FrameType, FunctionType
from typing import Any

from .text import Text

#: What grading and the card say of an assert that fails, and of what is seen without it.
OWN_ASSERT = Text(en="your own assert failed{where}: {message}")
AFTER_ASSERT = Text(en="{own}. Without it: {said}")
WRONG_ASSERT = Text(
    en="{own}. Without it all the answers are right: is it the assert that is wrong?",
)

_CONDITION, _VALUE = 160, 60


class NoAsserts(ast.NodeTransformer):
    """Takes every assert out of a piece of code, and knows whether there was one."""

    found = False

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        self.found = True
        return ast.copy_location(ast.Pass(), node)


def failed_assert(error: BaseException) -> str | None:
    """The condition of the assert that has failed, and what its two sides were; None where that cannot be told."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if not isinstance(error, AssertionError) or trace is None:
        return None
    with suppress(Exception):
        lines, start = inspect.getsourcelines(trace.tb_frame.f_code)
        return _words(error, textwrap.dedent("".join(lines)), trace.tb_lineno - start + 1, trace.tb_frame)
    return None


def _words(error: AssertionError, source: str, line: int, frame: FrameType) -> str | None:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Assert) or not node.lineno <= line <= (node.end_lineno or node.lineno):
            continue
        told, test, said = ast.unparse(node.test)[:_CONDITION], node.test, str(error)[:_CONDITION]
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            with suppress(Exception):
                one, other = (_value(side, frame) for side in (test.left, test.comparators[0]))
                sign = ast.unparse(ast.Compare(ast.Name("_"), test.ops, [ast.Name("_")]))[1:-1]
                told = f"{told} → {one}{sign}{other}"
        return f"{told} ({said})" if said else told
    return None


def _value(side: ast.expr, frame: FrameType) -> str:
    value: Any = eval(compile(ast.Expression(side), "<assert>", "eval"), frame.f_globals, frame.f_locals)
    # NumPy's numbers say what they are of, which nobody asks here. NumPy itself is not to be loaded for this.
    is_number = getattr(value, "shape", None) == () and hasattr(value, "item")
    return repr(value.item() if is_number else value)[:_VALUE]


def without_asserts(namespace: Mapping[str, Any], home: Any) -> dict[str, Any]:
    """The names of a notebook, whose globals are ``home``, with the asserts taken out of its functions."""
    bare = dict(namespace)
    for name, function in namespace.items():
        if isinstance(function, FunctionType) and function.__globals__ is home:
            bare[name] = _without(function, bare)
    return bare


def _without(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """The function among other names, and without asserts where its text is known."""
    code = function.__code__
    with suppress(Exception):
        tree, strip = ast.parse(textwrap.dedent(inspect.getsource(function))), NoAsserts()
        tree = ast.fix_missing_locations(strip.visit(tree))
        if strip.found and not function.__closure__:
            ast.increment_lineno(tree, code.co_firstlineno - 1)
            made: dict[str, Any] = {}
            exec(compile(tree, code.co_filename, "exec"), {**names}, made)
            code = made[function.__name__].__code__
    bare = FunctionType(code, names, function.__name__, function.__defaults__, function.__closure__)
    bare.__kwdefaults__ = function.__kwdefaults__
    return bare
