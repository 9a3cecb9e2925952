"""A student's own asserts: what a failing one says, and cells without any.

Whoever writes ``assert db.shape == b.shape`` and has a wrong db is told by their own line, before anybody can look.
The card does the same (`selfcheck/asserts.py`), in another process, which shares no file with this one.
"""

import ast
import contextlib
from types import FrameType

import numpy as np

MAX_CONDITION, MAX_VALUE = 160, 60


class NoAsserts(ast.NodeTransformer):
    """Takes every assert out of a cell."""

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        return ast.copy_location(ast.Pass(), node)


def words(error: AssertionError, source: str, line: int, frame: FrameType) -> str:
    """The condition of the assert in this line of a cell that has failed, and what its two sides were."""
    said = str(error)
    node = next(
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assert) and node.lineno <= line <= (node.end_lineno or node.lineno)
    )
    told = ast.unparse(node.test)[:MAX_CONDITION]
    match node.test:
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            # What stands on either side is the student's own code, in the student's own process.
            with contextlib.suppress(Exception):
                one, other = (_value(side, frame) for side in (left, right))
                sign = ast.unparse(ast.Compare(ast.Name("_"), [operator], [ast.Name("_")]))[1:-1]
                told = f"{told} → {one}{sign}{other}"
    return f"{told} ({said[:MAX_CONDITION]})" if said else told


def _value(side: ast.expr, frame: FrameType) -> str:
    value = eval(compile(ast.Expression(side), "<assert>", "eval"), frame.f_globals, frame.f_locals)
    return repr(value.item() if isinstance(value, np.generic) else value)[:MAX_VALUE]
