"""The words that a notebook's cells call: ``check``, ``progress`` and ``trying``."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from .cards import language, progress_card, say, show
from .examining import BLANK, Examiner, Outcome, examine, undisturbed
from .exceptions import innermost, left_in
from .functions import globals_of, is_students
from .lesson import EXERCISES, PARTS, hint_for
from .running import failed, names
from .text import Text

_NOT_A_NAMESPACE = Text(zh="请写成 progress(globals())")
_NO_PART = Text(zh="没有这个部分；有的是：{names}")
_OF_OLDER = Text(zh="更早运行的那一版：{said}")
_OLDER_IS_RIGHT = Text(
    zh="更早运行的那一版通过了检查，现在写的这一版还没有运行成功",
)


def check(function: Any) -> None:
    """Show a card about one of the lesson's functions or classes; nothing changes, and nothing is raised but Ctrl-C.

    Its name as a string will do as well: ``check("name")`` shows a card even where there is no such function.
    """
    if isinstance(function, str):
        name, namespace = function, _around(function, sys._getframe(1).f_globals)
        function = namespace.get(name)
    else:
        name, namespace = _at_home(function)
    outcome = examine(name, namespace)
    last_run = failed(name, function)
    if last_run is not None and (last_run.older or outcome.state != "right"):
        last_run.show(name)
        if outcome.state == "missing":
            return
        if last_run.older and outcome.state == "right":
            # No tick, which would be taken for one of what is written now.
            say("blank", name, _OLDER_IS_RIGHT)
            return
        if last_run.older:
            _show(name, outcome, _OF_OLDER.format(said=outcome.message))
            return
    _show(name, outcome, outcome.message)


def _show(name: str, outcome: Outcome, message: Text) -> None:
    say(outcome.state, name, message, outcome.asked, hint_for(name, outcome.answered), outcome.note)


def _around(name: str, caller: Mapping[str, Any]) -> Mapping[str, Any]:
    """The names among which one is looked for: those around the call, or else the notebook's."""
    return caller if name in caller else names()


def progress(namespace: Mapping[str, Any], part: str = "") -> None:
    """Show a card about all exercises of the lesson's first part, or of another: ``progress(globals())``."""
    if not isinstance(namespace, Mapping):
        say("missing", "progress", _NOT_A_NAMESPACE)
        return
    part = part or next(iter(PARTS), "")
    if part not in PARTS:
        say("missing", part, _NO_PART.format(names=", ".join(PARTS) or "-"))
        return
    with undisturbed():
        outcomes = Examiner(namespace)
        found = {name: outcomes[name] for name in PARTS[part]}
    states = {name: outcome.state for name, outcome in found.items()}
    show(progress_card(states, {name: outcome.waits_for for name, outcome in found.items()}, language()))


class trying:  # noqa: N801  (used as a word: with trying(your_function): ...)
    """In ``with trying(your_function):``, a function that is not written yet gives a quiet card.

    NotImplementedError is caught, and a NameError while one of the functions is not written. Whatever else goes wrong
    is shown as Python shows it, in your own lines alone, and the card of a function that is at fault above it.
    """

    def __init__(self, *functions: Any) -> None:
        self._functions = functions

    def __enter__(self) -> None:
        for function in self._functions:
            name, _ = _at_home(function)
            last_run = failed(name, function)
            if last_run is not None and last_run.older:
                last_run.show(name)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if isinstance(error, NotImplementedError):
            homes = dict(map(_at_home, self._functions))
            namespace = {name: one for home in homes.values() for name, one in home.items()}
            name = innermost(traceback, {*EXERCISES, *homes}, namespace) or next(iter(homes), "")
            say("blank", name, left_in(error) or BLANK)
            return True
        if type(error) is NameError and (blank := self._blank()):
            # What an earlier cell would have made with a function that is not written yet.
            say("blank", blank, BLANK)
            return True
        if isinstance(error, Exception):
            self._tell(traceback)
            _shorten(traceback)
        return False

    def _blank(self) -> str:
        """The first of the functions that is not written yet, or waits for one that is not."""
        for function in self._functions:
            name, namespace = _at_home(function)
            outcome = examine(name, namespace)
            if outcome.state == "blank":
                return outcome.waits_for or name
        return ""

    def _tell(self, traceback: TracebackType | None) -> None:
        """Show the card of the first function that is not right, of one that was running before the others."""
        homes = {name: home for name, home in map(_at_home, self._functions) if name in EXERCISES}
        running = innermost(traceback, homes, {name: home[name] for name, home in homes.items()}).split(".")[0]
        for name in sorted(homes, key=lambda name: name != running):
            outcome = examine(name, homes[name])
            if outcome.state != "right":
                _show(name, outcome, outcome.message)
                return


def _shorten(traceback: TracebackType | None) -> None:
    """Leave out of a traceback what is no student's, and what a function that calls itself repeats."""
    while traceback is not None:
        following = traceback.tb_next
        while following is not None and (not is_students(following.tb_frame) or _repeats(traceback, following)):
            following = following.tb_next
        traceback.tb_next = following
        traceback = following


def _repeats(one: TracebackType, other: TracebackType) -> bool:
    return one.tb_frame.f_code is other.tb_frame.f_code and one.tb_lineno == other.tb_lineno


def _at_home(function: Any) -> tuple[str, dict[str, Any]]:
    """A function's name, and it among the other names of its notebook."""
    try:
        name = str(function.__name__)
        return name, {**(globals_of(function) or {}), name: function}
    except Exception:
        return type(function).__name__, {}
