"""The notebook that is running, as IPython tells of it: which cells did not run, and what they would have defined.

A cell that does not run leaves behind the function of the run before, and a check would judge that without a word.
Without IPython nothing is known, and nothing is said.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from .cards import say
from .exceptions import not_run, said, unknown_name
from .lesson import EXERCISES, part_with
from .syntax import in_words
from .text import Text

_DEFINES = re.compile(r"^([^\S\n]*)(?:async\s+)?(?:def|class)\s+(\w+)", re.MULTILINE)
_LAST_RUN = Text(zh="它的单元格最近一次运行没有成功：{why}")
_OLDER = Text(
    zh="下面说的是更早运行的那一版；改好以后，把单元格再运行一次",
)
_BESIDE_IT = Text(
    zh="那一行是函数里的吗？它的缩进对吗？"
)
_STOPPED = Text(zh="第 {line} 行抛出 {what}")
_IT_RAISED = Text(zh="抛出 {what}")


@dataclass(frozen=True)
class Failed:
    """A run of the cell that defines a function, which did not end well.

    ``text`` says why, ``function`` is what stands under its name since, ``older`` whether that stood there before.
    """

    text: Text
    function: Any
    older: bool

    def show(self, name: str) -> None:
        """Show a card about it."""
        note = _OLDER if self.older else None if self.function is None else _BESIDE_IT
        say("wrong", name, self.text, note=note)


_failed: dict[str, Failed] = {}
_before: dict[str, Any] = {}


def watch() -> None:
    """From now on know of every cell whether it ran, if this is a notebook."""
    shell = _shell()
    events = getattr(shell, "events", None)
    if events is not None:
        # The set-up cell that did not find this has had every cell say so; now names speak for themselves again.
        if getattr(shell, "custom_exceptions", ()) == (NameError, ImportError):
            shell.set_custom_exc((), None)
        events.register("pre_run_cell", _begun)
        events.register("post_run_cell", _ended)


def names() -> Mapping[str, Any]:
    """The names of the notebook, or of the program, that is running."""
    found = getattr(_shell(), "user_ns", None)
    return found if isinstance(found, dict) else vars(sys.modules["__main__"])


def failed(name: str, function: Any) -> Failed | None:
    """What became of the last run of the cell that defines this function, unless that is what it comes from."""
    found = _failed.get(name)
    return found if found is not None and found.function is function else None


def _shell() -> Any:
    # A running IPython has been imported already.
    ipython = sys.modules.get("IPython")
    return getattr(ipython, "get_ipython", lambda: None)()


def _begun(_: Any = None) -> None:
    _before.clear()
    _before.update({name: names().get(name) for name in EXERCISES})


def _ended(result: Any) -> None:
    # Whatever a version of IPython tells otherwise must not disturb the notebook.
    with contextlib.suppress(Exception):
        error = result.error_before_exec or result.error_in_exec
        cell = str(result.info.raw_cell)
        for name in _defined_in(cell, getattr(result.info, "cell_id", None)):
            _failed.pop(name, None)
            # One that was stopped by hand says so itself.
            if isinstance(error, Exception):
                _failed[name] = _about(name, error, cell)
        if type(error) is NameError:
            _tell(unknown_name(error))


def _defined_in(cell: str, cell_id: Any) -> set[str]:
    """The exercises that a cell defines, or would define if it could be read."""
    found = _DEFINES.findall(cell)
    # Methods have names of their own.
    outermost = min((len(indent) for indent, _ in found), default=0)
    named = {name for indent, name in found if len(indent) == outermost}
    return {name for name in EXERCISES if name in named or name == cell_id}


def _about(name: str, error: Exception, cell: str) -> Failed:
    function = names().get(name)
    older = function is not None and function is _before.get(name)
    if isinstance(error, SyntaxError):
        why = in_words(error, cell)
    else:
        line = _line_of(error.__traceback__)
        what = said(error, name, None)
        why = _STOPPED.format(line=line, what=what) if line else _IT_RAISED.format(what=what)
    return Failed(_LAST_RUN.format(why=why), function, older)


def _line_of(traceback: TracebackType | None) -> int:
    """The line of the cell itself at which it stopped."""
    line = 0
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_code.co_name == "<module>" and frame.f_globals is names():
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line


def _tell(name: str) -> None:
    """Show which cell defines a name that was not there, below what Python has to say of it."""
    known = _failed.get(name)
    if known is not None and known.function is None:
        known.show(name)
        return
    text = not_run(name, part_with(names()))
    if text is not None:
        say("missing", name, text)
