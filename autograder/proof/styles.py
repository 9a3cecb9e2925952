"""Known mistakes in other people's style: the same slip, written as somebody else would write it.

What is told of a mistake should hang on the mistake and not on the hand. Each style rewrites a whole function in ways
that change nothing of what it computes: products by `np.dot`, steps under names or in functions of their own, lines
that assert shapes.
"""

from __future__ import annotations

import ast
import builtins
import functools
import itertools
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import FrameType
from typing import Any

import libcst as cst
import libcst.matchers as m
import numpy as np

_OPERATORS = {cst.Add: "add", cst.Subtract: "subtract", cst.Multiply: "multiply", cst.Divide: "divide"}
#: Shapes by what a variable is called.
Shapes = Mapping[str, tuple[int, ...]]


def styles(source: str, solution: str, shapes: Sequence[Shapes]) -> dict[str, str]:
    """A function in other styles, by what they are called.

    Parameters
    ----------
    source
        The function.
    solution
        The lesson's own.
    shapes
        Those of the arrays in the lesson's own function, in one call after another, when it returns.

    Examples
    --------
    >>> written = styles("def f(a):\\n    return 2 * (a @ a)\\n", "", ())
    >>> written["np.dot, and names for steps"]
    'def f(a):\\n    result = 2 * (np.dot(a, a))\\n    return result\\n'
    """
    tree = cst.parse_module(source)
    asserted = _asserted(tree, _relations(solution, shapes))
    return {
        "np.dot, and names for steps": _code(tree, _Dots(), _Steps()),
        "NumPy's functions, and other names": _code(tree, _Functions(), _Names(_locals(source))),
        "shapes asserted": _code(asserted, _Dots()),
        "steps in functions of their own": _code(tree, _Helpers(source)),
    }


def traced_shapes(function: Callable[..., Any], args: Sequence[Any]) -> Shapes:
    """The shapes of all arrays among the variables of a function when it returns."""
    code, found = getattr(function, "__code__", None), dict[str, tuple[int, ...]]()

    def look(frame: FrameType, event: str, value: Any) -> None:
        if event == "return" and frame.f_code is code:
            found.update({name: one.shape for name, one in frame.f_locals.items() if isinstance(one, np.ndarray)})

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        function(*args)
    finally:
        sys.setprofile(before)
    return found


def _code(tree: cst.Module, *changes: cst.CSTTransformer) -> str:
    for change in changes:
        tree = tree.visit(change)
    return tree.code


class _Dots(cst.CSTTransformer):
    """``a @ b`` as ``np.dot(a, b)``."""

    def leave_BinaryOperation(  # noqa: N802  (libcst calls it by this name)
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        if isinstance(updated_node.operator, cst.MatrixMultiply):
            return _call("dot", updated_node).with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)
        return updated_node


class _Functions(_Dots):
    """Arithmetic between two names, calls or products as NumPy's functions."""

    def leave_BinaryOperation(  # noqa: N802
        self, original_node: cst.BinaryOperation, updated_node: cst.BinaryOperation
    ) -> cst.BaseExpression:
        name = _OPERATORS.get(type(updated_node.operator))
        # Counts and indices are left alone, and so are lists.
        arrays = all(
            m.matches(side, m.Call(func=m.Attribute(value=m.Name("np")))) or _is_array(side)
            for side in (original_node.left, original_node.right)
        )
        if name and arrays:
            return _call(name, updated_node)
        return super().leave_BinaryOperation(original_node, updated_node)


def _is_array(node: cst.BaseExpression) -> bool:
    """A name such as mathematics writes it, or a product: no count, no index, no list."""
    if isinstance(node, cst.Name):
        return node.value[:1].isupper() or node.value[:1] == "d"
    return isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.MatrixMultiply)


def _call(name: str, node: cst.BinaryOperation) -> cst.Call:
    args = [cst.Arg(node.left, comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))), cst.Arg(node.right)]
    return cst.Call(cst.Attribute(cst.Name("np"), cst.Name(name)), args)


class _Steps(cst.CSTTransformer):
    """What is returned, or put into a dictionary, gets a name first."""

    def leave_SimpleStatementLine(  # noqa: N802
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine]:
        if len(updated_node.body) != 1:
            return updated_node
        line, step = updated_node.body[0], cst.Name("result")
        if isinstance(line, cst.Return) and line.value is not None and not isinstance(line.value, cst.Name):
            value = line.value
            kept: cst.BaseSmallStatement = cst.Return(step)
        elif m.matches(line, m.Assign(targets=[m.AssignTarget(m.Subscript())])):
            assert isinstance(line, cst.Assign)
            value, kept = line.value, line.with_changes(value=step)
        else:
            return updated_node
        first = updated_node.with_changes(body=[cst.Assign([cst.AssignTarget(step)], value)])
        return cst.FlattenSentinel([first, updated_node.with_changes(body=[kept], leading_lines=[])])


class _Names(cst.CSTTransformer):
    """Other names for all variables of the function's own."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._others = {name: f"{name}_tmp" for name in names}

    def visit_Attribute(self, node: cst.Attribute) -> bool:  # noqa: N802
        return True

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.Attribute:  # noqa: N802
        return updated_node.with_changes(attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg:  # noqa: N802
        return updated_node.with_changes(keyword=original_node.keyword)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:  # noqa: N802
        return updated_node.with_changes(value=self._others.get(updated_node.value, updated_node.value))


class _Helpers(cst.CSTTransformer):
    """What is computed in a line of a function is computed by a small function of its own."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self._bound = {*_locals(source), *_arguments(source)}
        self._helpers: list[cst.BaseStatement] = []

    def leave_Assign(self, original_node: cst.Assign, updated_node: cst.Assign) -> cst.Assign:  # noqa: N802
        value = original_node.value
        if not isinstance(value, cst.BinaryOperation) or m.findall(value, m.Lambda() | m.GeneratorExp() | m.ListComp()):
            return updated_node
        inner = (node.value for node in m.findall(value, m.Name()) if isinstance(node, cst.Name))
        names = [name for name in dict.fromkeys(inner) if name in self._bound]
        if not names:
            return updated_node
        helper, given = f"step_{len(self._helpers) + 1}", ", ".join(names)
        body = cst.Module([cst.SimpleStatementLine([cst.Return(value)])]).code
        self._helpers.append(cst.parse_statement(f"def {helper}({given}):\n    {body}"))
        return updated_node.with_changes(value=cst.parse_expression(f"{helper}({given})"))

    def leave_Module(self, original_node: cst.Module, updated_node: cst.Module) -> cst.Module:  # noqa: N802
        return updated_node.with_changes(body=[*self._helpers, *updated_node.body])


def _arguments(source: str) -> list[str]:
    """The arguments of a function; none of a class."""
    top = next((node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)), None)
    return [] if top is None else [one.arg for one in top.args.args]


def _locals(source: str) -> list[str]:
    """The names that a function binds itself, but for its arguments; none of a class."""
    top = next((node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)), None)
    if top is None or any(isinstance(node, (ast.FunctionDef, ast.Global)) for node in ast.walk(top) if node is not top):
        return []
    arguments = {one.arg for one in (*top.args.posonlyargs, *top.args.args, *top.args.kwonlyargs)}
    bound = {node.id for node in ast.walk(top) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return sorted(bound - arguments - set(dir(builtins)))


def _relations(solution: str, shapes: Sequence[Shapes]) -> dict[str, str]:
    """The shape of each variable, as an expression of the arguments' shapes that is true in every call."""
    functions = [node for node in ast.parse(solution).body if isinstance(node, ast.FunctionDef)]
    if not functions or not shapes:
        return {}
    arguments = {one.arg for one in functions[0].args.args}
    given = [name for name in shapes[0] if name in arguments or name.startswith(("A", "W", "b", "Z"))]
    found = {}
    for name in shapes[0].keys() - arguments:
        for text, of in _candidates([one for one in given if one != name], [one for one in given if one in arguments]):
            if all(name in call and of(call) == call[name] for call in shapes):
                found[name] = text
                break
    return found


def _candidates(given: Sequence[str], arguments: Sequence[str]) -> Iterator[tuple[str, Callable[[Shapes], Any]]]:
    """Expressions of the shapes of some variables, as people write them, and what they are in a call."""
    for name in given:
        yield f"{name}.shape", functools.partial(_shape, name)
    for one, two in itertools.product(arguments, repeat=2):
        for axis in (1, 0):
            yield f"({one}.shape[0], {two}.shape[{axis}])", functools.partial(_rows_by, one, two, axis)


def _shape(name: str, call: Shapes) -> tuple[int, ...] | None:
    return call.get(name)


def _rows_by(one: str, two: str, axis: int, call: Shapes) -> tuple[int, ...] | None:
    rows, columns = call.get(one, ()), call.get(two, ())
    return (rows[0], columns[axis]) if len(rows) == len(columns) == 2 else None


def _unpacked(body: Sequence[cst.CSTNode]) -> set[str]:
    """The names that a tuple is unpacked into."""
    found = [one for line in body for one in m.findall(line, m.AssignTarget(m.Tuple()))]
    return {node.value for target in found for node in m.findall(target, m.Name()) if isinstance(node, cst.Name)}


def _asserted(tree: cst.Module, relations: Mapping[str, str]) -> cst.Module:
    """Assert before the last return the shapes of what is computed by then."""
    if not relations:
        return tree

    class Asserts(cst.CSTTransformer):
        def leave_FunctionDef(  # noqa: N802
            self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
        ) -> cst.FunctionDef:
            body = list(updated_node.body.body)
            if not body or not m.matches(body[-1], m.SimpleStatementLine(body=[m.Return()])):
                return updated_node
            bound = {
                target.target.value
                for statement in body
                if isinstance(statement, cst.SimpleStatementLine)
                for line in statement.body
                if isinstance(line, cst.Assign)
                for target in line.targets
                if isinstance(target.target, cst.Name)
            }
            known = bound | {param.name.value for param in updated_node.params.params} | _unpacked(body)
            lines = [
                cst.parse_statement(f"assert {name}.shape == {shape}")
                for name, shape in sorted(relations.items())
                if name in bound and set(re.findall(r"(\w+)\.shape", shape)) <= known
            ]
            return updated_node.with_changes(body=updated_node.body.with_changes(body=[*body[:-1], *lines, body[-1]]))

    return tree.visit(Asserts())
