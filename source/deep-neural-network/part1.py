"""Fetches your ten functions from ``step_by_step.ipynb``, which lies beside this notebook.

``load()`` reads the saved notebook and runs what the ten functions need, and nothing else: their cells, and the
imports, helpers and constants in cells of your own. Experiments are not run again. ``report()`` says which of
the ten are there and right.

Where a file ``part1_functions.py`` lies in the folder, it is used instead, and ``load()`` says so.
"""

from __future__ import annotations

import ast
import contextlib
import dis
import importlib
import json
import linecache
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

import selfcheck
from selfcheck_cards import State, Text, progress_card, show, verdict_card
from selfcheck_raised import LESSON

NOTEBOOK, INSTEAD = "step_by_step.ipynb", "part1_functions.py"

Functions = tuple[Callable[..., Any], ...]

# What the set-up cell of part 1 imports, by the names that it gives.
_MODULES = {
    "np": "numpy",
    "h5py": "h5py",
    "plt": "matplotlib.pyplot",
    "demo": "demo",
    "lr_utils": "lr_utils",
    "selfcheck": "selfcheck",
    "testCases": "testCases_v2",
}
_FROM = {
    "dnn_utils_v2": ("relu", "relu_backward", "sigmoid", "sigmoid_backward"),
    "selfcheck": ("check", "progress", "trying"),
}
# The lesson's own cells other than solutions: not run here.
_NOT_YOURS = re.compile("(?:setup|try|check|demo|test)_")
_MAGIC = re.compile(r"^(\s*)([%!?].*)$", re.MULTILINE)

_SAVE = Text(
    "改好第一部分并保存，再运行一次这里的设置单元格",
    "mend part 1, save it, then run the set-up cell here once more",
)
_NO_NOTEBOOK = Text(
    "没有找到：把第一部分的笔记放进这个文件夹，再运行一次这个单元格",
    "not found: put the notebook of part 1 into this folder, then run this cell once more",
)
_UNREADABLE = Text("读不出来：{why}", "cannot be read: {why}")
_LACKING = Text("还缺：{names}。{save}", "still to do: {names}. {save}")
_INSTEAD = Text(
    "这本笔记用的十个函数来自老师放在这里的这个文件；评分时仍用你自己的",
    "the ten functions used here are those in this file from your instructor; grading still uses your own",
)
_RAISED = Text("运行它的单元格时出错：{error}", "its cell raised {error}")


@dataclass
class _Found:
    """What was found of part 1: the names of its notebook, and what was raised where one could not be made.

    ``missing`` are those of the ten in whose place something stands that is still to be written.
    """

    names: dict[str, Any] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    raised: dict[str, str] = field(default_factory=dict)
    home: str = NOTEBOOK
    problem: Text | None = None


_found = _Found()


def load() -> Functions:
    """Fetch your ten functions, in the order of the lesson.

    In the place of one that is missing stands a function that raises NotImplementedError, so that later cells
    show a quiet card. A card says what is missing; when all ten are there, nothing is shown.
    """
    global _found
    with selfcheck.undisturbed():
        _found = _from_file(Path(INSTEAD)) if Path(INSTEAD).is_file() else _from_notebook(Path(NOTEBOOK))
    lacking = [name for name in LESSON if _is_blank(_found.names.get(name))]
    if _found.problem is not None:
        _say("missing", _found.home, _found.problem)
    elif lacking:
        names = ", ".join(lacking)
        _say("blank", _found.home, _LACKING.format(names=names, save=_SAVE))
    elif _found.home == INSTEAD:
        _say("right", INSTEAD, _INSTEAD)
    for name in LESSON:
        if not callable(_found.names.get(name)):
            _found.names[name] = _stand_in(name)
            _found.missing.add(name)
    return tuple(_found.names[name] for name in LESSON)


def report() -> None:
    """Show which of the ten functions are right, and of every other one what to look at."""
    outcomes = {name: _outcome(name) for name in LESSON}
    states = {name: outcome.state for name, outcome in outcomes.items()}
    show(progress_card(states, {name: one.waits_for for name, one in outcomes.items()}, selfcheck.language()))
    for name, outcome in outcomes.items():
        if outcome.state == "wrong" or name in _found.raised:
            _say(outcome.state, name, outcome.message, outcome.asked)
    if set(states.values()) != {"right"}:
        _say("blank", _found.home, _SAVE)


def _outcome(name: str) -> selfcheck.Outcome:
    if name in _found.raised:
        return selfcheck.Outcome("wrong", _RAISED.format(error=_found.raised[name]))
    return selfcheck.examine(name, {key: it for key, it in _found.names.items() if key not in _found.missing})


def _say(state: State, name: str, message: Text, asked: str = "") -> None:
    show(verdict_card(state, name, message, asked, selfcheck.language()))


def _is_blank(function: Any) -> bool:
    """Whether it is missing, or as it was released."""
    code = getattr(function, "__code__", None)
    return not callable(function) or (code is not None and "NotImplementedError" in code.co_names)


def _stand_in(name: str) -> Callable[..., Any]:
    """A function of this name that is still to be written."""
    made: dict[str, Any] = {}
    exec(f"def {name}(*args, **kwargs):\n    raise NotImplementedError({name!r})", made)
    function: Callable[..., Any] = made[name]
    return function


# --- reading ---------------------------------------------------------------------------------------------


def _from_file(path: Path) -> _Found:
    names = _prepared()
    try:
        exec(compile(path.read_text("utf-8"), path.name, "exec"), names)
    except Exception as error:
        return _Found(home=path.name, problem=_UNREADABLE.format(why=_short(error)))
    return _Found(names, home=path.name)


def _from_notebook(path: Path) -> _Found:
    try:
        cells = _cells(json.loads(path.read_text("utf-8-sig")))
    except FileNotFoundError:
        return _Found(problem=_NO_NOTEBOOK)
    except (OSError, ValueError, RecursionError) as error:
        return _Found(problem=_UNREADABLE.format(why=_short(error)))
    found = _Found(_prepared())
    statements: list[_Statement] = []
    for owner, source in cells:
        try:
            statements += _statements(owner, source)
        except Exception as error:  # a cell that is no Python costs itself alone
            for name in LESSON:
                if re.search(rf"^def {name}\b", source, re.MULTILINE):
                    found.raised[name] = _short(error)
    for statement in _needed(statements):
        try:
            exec(statement.code, found.names)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever one statement does, the next one is run
            found.raised |= {name: _short(error) for name in statement.binds if name in LESSON}
    # What could not be made in one place may have been made in another.
    found.raised = {name: error for name, error in found.raised.items() if name not in found.names}
    return found


def _short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:160]


def _prepared() -> dict[str, Any]:
    """The names that the set-up cell of part 1 makes."""
    names: dict[str, Any] = {"__name__": "step_by_step", "LANGUAGE": selfcheck.language()}
    for name, module in _MODULES.items():
        with contextlib.suppress(ImportError):
            names[name] = importlib.import_module(module)
    for module, wanted in _FROM.items():
        names |= {name: getattr(importlib.import_module(module), name) for name in wanted}
    return names


def _cells(notebook: Any) -> Iterator[tuple[str, str]]:
    """Your code cells, each with the function whose solution it is, if any."""
    for cell in notebook["cells"] if isinstance(notebook, dict) and isinstance(notebook.get("cells"), list) else ():
        if not isinstance(cell, dict) or cell.get("cell_type") != "code":
            continue
        metadata = cell.get("metadata")
        nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        marks = [cell.get("id"), nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None]
        said = [mark for mark in marks if isinstance(mark, str)]
        if any(_NOT_YOURS.match(mark) for mark in said):
            continue
        source = cell.get("source")
        lines = source if isinstance(source, list) else [source]
        text = "".join(line for line in lines if isinstance(line, str))
        yield next((mark for mark in said if mark in LESSON), ""), text


# --- what the ten functions need of a notebook -----------------------------------------------------------


@dataclass(frozen=True)
class _Statement:
    """One statement of a cell: the names that it makes or changes, and those that it uses."""

    owner: str
    code: CodeType
    binds: frozenset[str]
    uses: frozenset[str]


def _statements(owner: str, source: str) -> Iterator[_Statement]:
    name = f"<{NOTEBOOK} {owner or zlib.crc32(source.encode())}>"
    try:
        tree = ast.parse(source, name)
    except SyntaxError:
        source = _MAGIC.sub(r"\1# \2", source)  # lines for IPython alone
        tree = ast.parse(source, name)
    # So that Python can show the line in which something was raised.
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    for node in tree.body:
        code = compile(ast.Module([node], []), name, "exec")
        yield _Statement(owner, code, frozenset(_bound(node, code)), frozenset(_used(code)))


def _bound(node: ast.stmt, code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname in ("STORE_NAME", "STORE_GLOBAL"):
            yield step.argval
        elif step.opname in ("IMPORT_STAR", "CALL_INTRINSIC_1") and isinstance(node, ast.ImportFrom):
            yield "*"
    # table["x"] = ..., settings.x = ... and steps.append(...) change something that has a name.
    targets: Iterable[ast.expr] = ()
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AugAssign):
        targets = [node.target]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        targets = [node.value.func]
    for target in targets:
        part = target
        while isinstance(part, (ast.Attribute, ast.Subscript)):
            part = part.value
        if isinstance(part, ast.Name) and part is not target:
            yield part.id


def _used(code: CodeType) -> Iterator[str]:
    """The global names that code looks up, in the functions and classes inside it as well."""
    for step in dis.get_instructions(code):
        if step.opname.startswith(("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS")):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _used(constant)


def _needed(statements: list[_Statement]) -> Iterator[_Statement]:
    """In order, what makes the ten functions and what they use, be it through others."""
    own = {name for one in statements for name in one.binds if name == one.owner}
    prepared = {*_MODULES, *(name for names in _FROM.values() for name in names)}
    wanted = {*LESSON, "*"}
    taken: set[int] = set()
    grown = True
    while grown:
        grown = False
        for place, one in enumerate(statements):
            # A function is what its own cell makes of it, whatever is tried out elsewhere.
            makes = {name for name in one.binds if name not in own or name == one.owner} - prepared
            if place not in taken and makes & wanted:
                taken.add(place)
                wanted |= one.uses
                grown = True
    return (one for place, one in enumerate(statements) if place in taken)
