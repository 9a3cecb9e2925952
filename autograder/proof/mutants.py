"""Mutants of a solution: its source with one small thing changed, as a slip of the hand would.

The operators are those that mutation testing knows (arithmetic, comparisons, constants, conditions, statements, calls)
and some for numerical code: transposes, axes, sums, logarithms. What a person reads is left alone: docstrings,
messages of exceptions, what is printed.
"""

from __future__ import annotations

import ast
import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass

import libcst as cst
import libcst.matchers as m

_BINARY: dict[type[cst.BaseBinaryOp], tuple[type[cst.BaseBinaryOp], ...]] = {
    cst.Add: (cst.Subtract,),
    cst.Subtract: (cst.Add,),
    cst.Multiply: (cst.Divide, cst.MatrixMultiply),
    cst.Divide: (cst.Multiply,),
    cst.MatrixMultiply: (cst.Multiply,),
    cst.FloorDivide: (cst.Divide, cst.Multiply),
    cst.Modulo: (cst.FloorDivide,),
    cst.Power: (cst.Multiply,),
}
_COMPARISON: dict[type[cst.BaseCompOp], tuple[type[cst.BaseCompOp], ...]] = {
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThan),
    cst.GreaterThanEqual: (cst.GreaterThan, cst.LessThan),
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThan),
    cst.LessThanEqual: (cst.LessThan, cst.GreaterThan),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
}
#: Functions and words that are mistaken for one another.
_WORDS = {
    "randn": ("rand",),
    "zeros": ("ones",),
    "sum": ("mean", "max"),
    "mean": ("sum",),
    "log": ("log2", "exp"),
    "sqrt": ("square",),
    "sigmoid": ("relu",),
    "relu": ("sigmoid",),
    "sigmoid_backward": ("relu_backward",),
    "relu_backward": ("sigmoid_backward",),
    "True": ("False",),
    "False": ("True",),
}
_STRINGS = {"sigmoid": "relu", "relu": "sigmoid", "W": "b", "b": "W", "W1": "W2", "W2": "W1", "b1": "b2", "b2": "b1"}
_STRINGS |= {"dW": "db", "db": "dW", "dA": "dW", "d": ""}


#: What no lesson marks, so that a mutant of it may survive.
DEFAULT = "what an argument is when it is left out stands in the line that is handed out, and nobody is asked about it"
PRINTED = "what is printed on the way is not marked"


@dataclass(frozen=True)
class Mutant:
    """A mutated source, and the line that was changed, before and after (empty where it is gone).

    Parameters
    ----------
    method
        The one of a class that it stands in, and empty in a function.
    harmless
        Why it is right if it survives: only what no lesson marks is changed. Empty for all others.
    """

    source: str
    before: str
    _: KW_ONLY
    after: str
    method: str = ""
    harmless: str = ""

    @property
    def title(self) -> str:
        """Describe the change in one line."""
        where = f"{self.method}: " if self.method else ""
        return f"{where}{self.before}  →  {self.after or '(nothing)'}"


def mutants(source: str) -> list[Mutant]:
    """All mutants of a function or class, each once, in the order of the source."""
    module = cst.parse_module(source)
    lines, methods = source.splitlines(), _methods(source)
    found: dict[str, Mutant] = {}
    for node, replacement, harmless in _changes(module):
        changed = module.deep_replace(node, replacement)
        assert isinstance(changed, cst.Module)
        try:
            compile(changed.code, "<mutant>", "exec")
        except SyntaxError:
            continue
        if changed.code != source and changed.code not in found:
            place, old, new = _difference(lines, changed.code.splitlines())
            method = next((name for name, span in methods if place in span), "")
            found[changed.code] = Mutant(changed.code, old, after=new, method=method, harmless=harmless)
    return list(found.values())


def _methods(source: str) -> list[tuple[str, range]]:
    """The methods of a class, each with the numbers of its lines, counted from 0."""
    classes = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef))
    methods = (node for one in classes for node in one.body if isinstance(node, ast.FunctionDef))
    return [(method.name, range(method.lineno - 1, method.end_lineno or method.lineno)) for method in methods]


def _difference(before: Sequence[str], after: Sequence[str]) -> tuple[int, str, str]:
    """The number of the first line that was changed, and what it was before and is after."""
    place = next((i for i, (one, two) in enumerate(zip(before, after, strict=False)) if one != two), len(after))
    new = after[place].strip() if len(after) == len(before) else ""
    return place, before[place].strip() if place < len(before) else "", new


def _changes(module: cst.Module) -> Iterator[tuple[cst.CSTNode, cst.CSTNode, str]]:
    """Every node to be changed, with what stands in its place, and why that is harmless, if it is."""
    collector = _Collector()
    module.visit(collector)
    names = list(dict.fromkeys(collector.locals))
    for node in collector.nodes:
        yield from ((node, other, collector.harmless.get(node, "")) for other in _others(node, names))


class _Collector(cst.CSTVisitor):
    """The nodes to be changed, in order: not those in docstrings, in what is raised, and in what is printed."""

    def __init__(self) -> None:
        super().__init__()
        self.nodes: list[cst.CSTNode] = []
        self.locals: list[str] = []
        #: Of nodes whose change no lesson marks, why.
        self.harmless: dict[cst.CSTNode, str] = {}
        #: How many functions and lambdas are around.
        self._depth = 0

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, m.Raise() | m.Decorator() | m.Annotation()):
            return False
        if m.matches(node, m.Call(func=m.Name("print"))) or m.matches(node, m.Expr(value=m.SimpleString())):
            return False
        if isinstance(node, cst.Param):
            self.locals.append(node.name.value)
            # The default of an argument is what is asked for, its name is not.
            if node.default is not None:
                self.nodes.append(node.default)
                if self._depth == 1:
                    self.harmless[node.default] = DEFAULT
            return False
        if isinstance(node, cst.If) and node.orelse is None and _prints(node.body):
            self._mark(node, PRINTED)
            self._mark(node.test, PRINTED)
        elif isinstance(node, cst.SimpleStatementLine) and _prints(node):
            self.harmless[node] = PRINTED
        if isinstance(node, cst.AssignTarget):
            self.locals += [name.value for name in _names(node.target)]
            node.target.visit(_Subscripts(self))
            return False
        if isinstance(node, (cst.For, cst.CompFor)):
            self.locals += [name.value for name in _names(node.target)]
            self.nodes.append(node)
            for part in (node.iter, getattr(node, "body", None)):
                if part is not None:
                    part.visit(self)
            return False
        if isinstance(node, (cst.FunctionDef, cst.Lambda)):
            # Whoever is marked calls the function, or the method, that is handed out: the line of another one, written
            # within it, is the author's own, and its defaults do the work.
            self._depth += 1
            node.params.visit(self)
            node.body.visit(self)
            self._depth -= 1
            return False
        self.nodes.append(node)
        return True

    def _mark(self, node: cst.CSTNode, why: str) -> None:
        self.harmless[node] = why
        if not isinstance(node, cst.If):
            for child in node.children:
                self._mark(child, why)


def _prints(node: cst.CSTNode) -> bool:
    """Say whether a statement, or each of a block, does nothing but print."""
    if isinstance(node, cst.IndentedBlock):
        return all(map(_prints, node.body))
    return m.matches(node, m.SimpleStatementLine(body=[m.Expr(value=m.Call(func=m.Name("print")))]))


class _Subscripts(cst.CSTVisitor):
    """Of what is assigned to, the keys alone are changed."""

    def __init__(self, collector: _Collector) -> None:
        super().__init__()
        self._collector = collector

    def visit_Subscript(self, node: cst.Subscript) -> bool:  # noqa: N802  (libcst calls it by this name)
        for element in node.slice:
            element.visit(self._collector)
        return False


def _names(target: cst.BaseExpression) -> list[cst.Name]:
    if isinstance(target, cst.Name):
        return [target]
    if isinstance(target, (cst.Tuple, cst.List)):
        return [name for element in target.elements for name in _names(element.value)]
    return []


@functools.singledispatch
def _others(node: cst.CSTNode, names: list[str]) -> Iterator[cst.CSTNode]:
    """List what may stand in a node's place."""
    yield from ()


@_others.register
def _(node: cst.BinaryOperation, names: list[str]) -> Iterator[cst.CSTNode]:
    for other in _BINARY.get(type(node.operator), ()):
        yield node.with_changes(operator=other())
    yield _bracketed(node.left)
    yield _bracketed(node.right)
    if isinstance(node.operator, cst.MatrixMultiply):
        yield node.with_changes(left=node.right, right=node.left)
        for side in ("left", "right"):
            operand = getattr(node, side)
            if not m.matches(operand, m.Attribute(attr=m.Name("T"))):
                yield node.with_changes(**{side: cst.Attribute(_bracketed(operand), cst.Name("T"))})
    elif isinstance(node.operator, (cst.Subtract, cst.Divide)):
        yield node.with_changes(left=_bracketed(node.right), right=_bracketed(node.left))


@_others.register
def _(node: cst.AugAssign, names: list[str]) -> Iterator[cst.CSTNode]:
    swaps = {cst.AddAssign: cst.SubtractAssign, cst.SubtractAssign: cst.AddAssign}
    if type(node.operator) in swaps:
        yield node.with_changes(operator=swaps[type(node.operator)]())


@_others.register
def _(node: cst.UnaryOperation, names: list[str]) -> Iterator[cst.CSTNode]:
    yield _bracketed(node.expression)


@_others.register
def _(node: cst.Comparison, names: list[str]) -> Iterator[cst.CSTNode]:
    for place, target in enumerate(node.comparisons):
        for other in _COMPARISON.get(type(target.operator), ()):
            targets = list(node.comparisons)
            targets[place] = target.with_changes(operator=other())
            yield node.with_changes(comparisons=targets)


@_others.register
def _(node: cst.BooleanOperation, names: list[str]) -> Iterator[cst.CSTNode]:
    yield node.with_changes(operator=cst.Or() if isinstance(node.operator, cst.And) else cst.And())
    yield _bracketed(node.left)
    yield _bracketed(node.right)


@_others.register
def _(node: cst.Integer, names: list[str]) -> Iterator[cst.CSTNode]:
    value = int(node.value)
    yield cst.Integer(str(value + 1))
    if value:
        yield cst.Integer(str(value - 1))


@_others.register
def _(node: cst.Float, names: list[str]) -> Iterator[cst.CSTNode]:
    yield cst.Float(repr(10 * float(node.value)))
    yield cst.Float(repr(float(node.value) / 2))


@_others.register
def _(node: cst.SimpleString, names: list[str]) -> Iterator[cst.CSTNode]:
    value = str(ast.literal_eval(node.value))
    yield cst.SimpleString(repr(_STRINGS.get(value, f"{value}_")))


@_others.register
def _(node: cst.Name, names: list[str]) -> Iterator[cst.CSTNode]:
    for other in _WORDS.get(node.value, ()):
        yield cst.Name(other)
    if node.value in names and len(names) > 1:
        place = names.index(node.value)
        for other in (names[place - 1], names[(place + 1) % len(names)]):
            yield cst.Name(other)


@_others.register
def _(node: cst.Attribute, names: list[str]) -> Iterator[cst.CSTNode]:
    if node.attr.value == "T":
        yield node.value


@_others.register
def _(node: cst.Call, names: list[str]) -> Iterator[cst.CSTNode]:
    positional = [place for place, arg in enumerate(node.args) if arg.keyword is None]
    if positional:
        yield _bracketed(node.args[0].value)
    for place, arg in enumerate(node.args):
        if arg.keyword is not None or len(positional) > 1:
            yield node.with_changes(args=[other for number, other in enumerate(node.args) if number != place])
    for one, two in itertools.pairwise(positional):
        args = list(node.args)
        args[one], args[two] = (
            args[one].with_changes(value=args[two].value),
            args[two].with_changes(value=args[one].value),
        )
        yield node.with_changes(args=args)


@_others.register
def _(node: cst.Tuple, names: list[str]) -> Iterator[cst.CSTNode]:
    for place in range(len(node.elements) - 1):
        elements = list(node.elements)
        one, two = elements[place], elements[place + 1]
        elements[place], elements[place + 1] = one.with_changes(value=two.value), two.with_changes(value=one.value)
        yield node.with_changes(elements=elements)


@_others.register
def _(node: cst.If, names: list[str]) -> Iterator[cst.CSTNode]:
    for value in ("True", "False"):
        yield node.with_changes(test=cst.Name(value))


@_others.register
def _(node: cst.IfExp, names: list[str]) -> Iterator[cst.CSTNode]:
    yield node.with_changes(body=node.orelse, orelse=node.body)


@_others.register
def _(node: cst.For, names: list[str]) -> Iterator[cst.CSTNode]:
    yield cst.SimpleStatementLine([cst.Pass()])


@_others.register
def _(node: cst.SimpleStatementLine, names: list[str]) -> Iterator[cst.CSTNode]:
    if not m.matches(node, m.SimpleStatementLine(body=[m.Pass() | m.Expr(value=m.SimpleString())])):
        yield node.with_changes(body=[cst.Pass()])


@_others.register
def _(node: cst.Return, names: list[str]) -> Iterator[cst.CSTNode]:
    if node.value is not None:
        yield node.with_changes(value=None)


def _bracketed(node: cst.BaseExpression) -> cst.BaseExpression:
    """An expression that binds as one thing wherever it stands."""
    if isinstance(node, (cst.BinaryOperation, cst.UnaryOperation, cst.Comparison, cst.BooleanOperation, cst.IfExp)):
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node
