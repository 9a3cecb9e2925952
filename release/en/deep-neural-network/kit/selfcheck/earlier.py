"""Fetches what you wrote in an earlier notebook of the lesson, which lies beside this one.

``part1 = Earlier("part_one")``, then ``part1.load()`` reads the saved notebook and runs what its functions need,
and nothing else: their cells, and the imports, helpers and constants in cells of your own. Experiments are not run
again. ``part1.report()`` says which of the functions are there and right.

Where a file ``part_one_functions.py`` lies in the folder, it is used instead, and ``load()`` says so.
"""

from __future__ import annotations

import ast
import contextlib
import dis
import itertools
import json
import linecache
import re
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any

from .cards import language, progress_card, say, show
from .examining import BLANK, Outcome, examine, undisturbed
from .exceptions import said
from .lesson import IMPORTS, PARTS
from .syntax import in_words
from .text import Text

Functions = tuple[Callable[..., Any], ...]

# The lesson's own cells other than solutions: not run here.
_NOT_YOURS = re.compile("(?:setup|try|check|demo|test)_")
_MAGIC = re.compile(r"^([ \t]*)([%!?].*)$", re.MULTILINE)

_SAVE = Text(
    en="mend {notebook}, save it, then run the set-up cell here once more",
)
_NO_NOTEBOOK = Text(en="this notebook is not there")
_EMPTY = Text(en="this file is empty, not a word is in it")
_CUT_OFF = Text(
    en="this file is damaged, it cannot be read further than line {line}: was it saved, or downloaded, to its end?",
)
_NO_TEXT = Text(
    en="this file is damaged, it holds no text: was it saved to its end, or is it another file under this name?",
)
_NOT_A_NOTEBOOK = Text(
    en="this file is no Jupyter notebook, there are no cells in it"
)
_UNREADABLE = Text(en="cannot be read: {why}")
_PUT_HERE = Text(
    en="Put the one that you wrote into this folder, under the name {notebook}, and run this cell once more",
)
_RENAME = Text(
    en='There is "{other}", which has these functions. If that is the one that you wrote, rename it to {notebook} and run '
    "this cell once more",
)
_COPY = Text(
    en='Jupyter has kept a copy in the folder {folder}, "{copy}": copy it here, name it {notebook}, and run this cell '
    "once more",
)
_CHECKPOINTS = ".ipynb_checkpoints"
# Larger files, and more of them, are not looked into.
_LARGEST, _MOST = 20_000_000, 20
_LACKING = Text(en="still to do: {names}. {save}")
_INSTEAD = Text(
    en="the {count} functions used here are those in this file from your instructor; grading still uses your own",
)
_OF_KIND = Text(en="{kind}: {why}")
_RAISED = Text(en="its cell raised {error}")


@dataclass
class _Found:
    """The names of another part's notebook, and what was raised where one could not be made.

    ``missing`` are those of its functions in whose place something stands that is still to be written; where there is
    a ``problem`` with the whole of it, ``remedy`` says what may be done.
    """

    home: str
    names: dict[str, Any] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    raised: dict[str, Text] = field(default_factory=dict)
    problem: Text | None = None
    remedy: Text | None = None


class Earlier:
    """An earlier part of the lesson, by the name of its notebook."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._functions = PARTS.get(part, ())
        self._notebook, self._instead = f"{part}.ipynb", f"{part}_functions.py"
        self._save = _SAVE.format(notebook=self._notebook)
        self._found = _Found(self._notebook)

    def load(self) -> Functions:
        """Fetch the functions of that part, in the order of the lesson.

        In the place of one that is missing stands a function that raises NotImplementedError, so that later cells
        show a quiet card. A card says what is missing; when all are there, nothing is shown.
        """
        with undisturbed():
            instead = Path(self._instead)
            self._found = self._from_file(instead) if instead.is_file() else self._from_notebook(Path(self._notebook))
        found = self._found
        lacking = [name for name in self._functions if _is_blank(found.names.get(name))]
        if found.problem is not None:
            say("missing", found.home, found.problem, note=found.remedy)
        elif lacking:
            # Where nothing at all is written, another copy of it may be.
            remedy = self._renamed() if len(lacking) == len(self._functions) else None
            say("blank", found.home, _LACKING.format(names=", ".join(lacking), save=self._save), note=remedy)
        elif found.home == self._instead:
            say("right", found.home, _INSTEAD.format(count=len(self._functions)))
        for name in self._functions:
            if not callable(found.names.get(name)):
                found.names[name] = _stand_in(name)
                found.missing.add(name)
        return tuple(found.names[name] for name in self._functions)

    def report(self) -> None:
        """Show which of the functions are right, and of every other one what to look at."""
        outcomes = {name: self._outcome(name) for name in self._functions}
        states = {name: outcome.state for name, outcome in outcomes.items()}
        show(progress_card(states, {name: one.waits_for for name, one in outcomes.items()}, language()))
        for name, outcome in outcomes.items():
            # Of a blank one no more can be said, unless it is written and the raise is still in it.
            more = outcome.state == "blank" and not outcome.waits_for and outcome.message != BLANK
            if outcome.state == "wrong" or more or name in self._found.raised:
                say(outcome.state, name, outcome.message, outcome.asked)
        if set(states.values()) != {"right"}:
            say("blank", self._found.home, self._save)

    def _outcome(self, name: str) -> Outcome:
        found = self._found
        if name in found.raised:
            return Outcome("wrong", _RAISED.format(error=found.raised[name]))
        return examine(name, {key: it for key, it in found.names.items() if key not in found.missing})

    # --- reading -----------------------------------------------------------------------------------------

    def _from_file(self, path: Path) -> _Found:
        names = self._prepared()
        try:
            exec(compile(path.read_text("utf-8"), path.name, "exec"), names)
        except Exception as error:
            return _Found(path.name, problem=_UNREADABLE.format(why=_short(error)))
        return _Found(path.name, names)

    def _from_notebook(self, path: Path) -> _Found:
        try:
            cells = list(self._cells(_notebook(path)))
        except _UnreadableError as error:
            return _Found(path.name, problem=error.text, remedy=self._remedy(path.exists()))
        prepared = self._prepared()
        found = _Found(path.name, dict(prepared))
        statements: list[_Statement] = []
        for owner, source in cells:
            try:
                statements += _statements(path.name, owner, source)
            except Exception as error:  # a cell that is no Python costs itself alone
                for name in self._functions:
                    if re.search(rf"^def {name}\b", source, re.MULTILINE):
                        found.raised[name] = _told(error, source)
        for statement in _needed(self._functions, prepared, statements):
            try:
                exec(statement.code, found.names)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # whatever one statement does, the next one is run
                found.raised |= {name: _told(error) for name in statement.binds if name in self._functions}
        # What could not be made in one place may have been made in another.
        found.raised = {name: error for name, error in found.raised.items() if name not in found.names}
        return found

    def _remedy(self, is_there: bool) -> Text:
        """What may be done where the notebook cannot be read, or is not there."""
        copy = Path(_CHECKPOINTS) / f"{self._part}-checkpoint.ipynb"
        kept = _COPY.format(folder=_CHECKPOINTS, copy=copy.name, notebook=self._notebook)
        saved = kept if self._written_in(copy) else None
        # What has gone may have been given another name; what is damaged has an earlier copy.
        found = saved or self._renamed() if is_there else self._renamed() or saved
        return found or _PUT_HERE.format(notebook=self._notebook)

    def _renamed(self) -> Text | None:
        """Which other file of the folder has the most of these functions written, if one has."""
        others = (path for path in sorted(Path().glob("*.ipynb*")) if path.stem not in PARTS)
        written = {path.name: self._written_in(path) for path in itertools.islice(others, _MOST)}
        best = max(written, key=lambda name: written[name], default="")
        return _RENAME.format(other=best, notebook=self._notebook) if written.get(best) else None

    def _written_in(self, path: Path) -> int:
        """How many of the functions have been written in a file."""
        try:
            sources = [source for _, source in self._cells(_notebook(path))]
        except _UnreadableError:
            return 0
        defined = "|".join(map(re.escape, self._functions))
        return sum(
            bool(re.search(rf"^def (?:{defined})\b", source, re.MULTILINE)) and "NotImplementedError" not in source
            for source in sources
        )

    def _prepared(self) -> dict[str, Any]:
        """The names that the set-up cells of that part make."""
        names: dict[str, Any] = {"__name__": self._part, "LANGUAGE": language()}
        for statement in IMPORTS.get(self._part, ()):
            with contextlib.suppress(Exception):  # what is not there is told when it is used
                exec(statement, names)
        return names

    def _cells(self, notebook: Any) -> Iterator[tuple[str, str]]:
        """Your code cells, each with the function whose solution it is, if any."""
        for cell in notebook["cells"]:
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
            yield next((mark for mark in said if mark in self._functions), ""), text


class _UnreadableError(Exception):
    """A notebook cannot be read; ``text`` says what is the matter with its file."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


def _notebook(path: Path) -> dict[str, Any]:
    """A notebook with a list of cells, whatever these are.

    Raises
    ------
    _UnreadableError
        The file is not there, or holds something else.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise _UnreadableError(_UNREADABLE.format(why=f"{path.stat().st_size / 1e6:.0f} MB"))
        written = path.read_text("utf-8-sig")
        if not written.strip("\0 \t\r\n"):
            raise _UnreadableError(_EMPTY)
        found = json.loads(written)
    except FileNotFoundError:
        raise _UnreadableError(_NO_NOTEBOOK) from None
    except json.JSONDecodeError as error:
        raise _UnreadableError(_CUT_OFF.format(line=error.lineno)) from None
    except UnicodeDecodeError:
        raise _UnreadableError(_NO_TEXT) from None
    except (OSError, ValueError, RecursionError) as error:
        raise _UnreadableError(_UNREADABLE.format(why=_short(error))) from None
    if not isinstance(found, dict) or not isinstance(found.get("cells"), list):
        raise _UnreadableError(_NOT_A_NOTEBOOK)
    return found


def _is_blank(function: Any) -> bool:
    """Say whether it is missing, or as it was released."""
    code = getattr(function, "__code__", None)
    return not callable(function) or (code is not None and "NotImplementedError" in code.co_names)


def _stand_in(name: str) -> Callable[..., Any]:
    """A function of this name that is still to be written."""
    made: dict[str, Any] = {}
    exec(f"def {name}(*args, **kwargs):\n    raise NotImplementedError({name!r})", made)
    function: Callable[..., Any] = made[name]
    return function


def _told(error: BaseException, source: str = "") -> Text:
    """An exception's type, and in words what it says."""
    if isinstance(error, SyntaxError):
        return _OF_KIND.format(kind=type(error).__name__, why=in_words(error, source))
    return said(error, "", None)


def _short(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:160]


# --- what the functions need of a notebook ---------------------------------------------------------------


@dataclass(frozen=True)
class _Statement:
    """One statement of a cell: the names that it makes or changes, and those that it uses."""

    owner: str
    code: CodeType
    binds: frozenset[str]
    uses: frozenset[str]


def _statements(notebook: str, owner: str, source: str) -> Iterator[_Statement]:
    name = f"<{notebook} {owner or zlib.crc32(source.encode())}>"
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


def _needed(
    functions: tuple[str, ...], prepared: Collection[str], statements: list[_Statement]
) -> Iterator[_Statement]:
    """In order, what makes the functions and what they use, be it through others; what is prepared is there."""
    own = {name for one in statements for name in one.binds if name == one.owner}
    wanted = {*functions, "*"}
    taken: set[int] = set()
    grown = True
    while grown:
        grown = False
        for place, one in enumerate(statements):
            # A function is what its own cell makes of it, whatever is tried out elsewhere.
            makes = {name for name in one.binds if name not in own or name == one.owner} - {*prepared}
            if place not in taken and makes & wanted:
                taken.add(place)
                wanted |= one.uses
                grown = True
    return (one for place, one in enumerate(statements) if place in taken)
