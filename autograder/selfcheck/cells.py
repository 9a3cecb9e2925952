"""The words that a notebook's cells call: ``check``, ``progress`` and ``trying``."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from .cards import language, progress_card, say, show
from .examining import BLANK, Examiner, examine, undisturbed
from .exceptions import innermost
from .functions import globals_of
from .lesson import EXERCISES, PARTS, hint_for
from .text import Text

_NOT_A_NAMESPACE = Text("请写成 progress(globals())", "please write progress(globals())")
_NO_PART = Text("没有这个部分；有的是：{names}", "there is no such part; there are: {names}")


def check(function: Any) -> None:
    """Show a card about one of the lesson's functions or classes; nothing changes, and nothing is raised but Ctrl-C."""
    name, namespace = _at_home(function)
    outcome = examine(name, namespace)
    say(outcome.state, name, outcome.message, outcome.asked, hint_for(name, outcome.answered))


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

    Only NotImplementedError is caught, and a NameError while one of the functions is not written; whatever else
    goes wrong is shown as Python shows it.
    """

    def __init__(self, *functions: Any) -> None:
        self._functions = functions

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool:
        if isinstance(error, NotImplementedError):
            homes = dict(map(_at_home, self._functions))
            namespace = {name: one for home in homes.values() for name, one in home.items()}
            name = innermost(traceback, {*EXERCISES, *homes}, namespace) or next(iter(homes), "")
        elif type(error) is NameError and (blank := self._blank()):
            # What an earlier cell would have made with a function that is not written yet.
            name = blank
        else:
            return False
        say("blank", name, BLANK)
        return True

    def _blank(self) -> str:
        """The first of the functions that is not written yet, or waits for one that is not."""
        for function in self._functions:
            name, namespace = _at_home(function)
            outcome = examine(name, namespace)
            if outcome.state == "blank":
                return outcome.waits_for or name
        return ""


def _at_home(function: Any) -> tuple[str, dict[str, Any]]:
    """A function's name, and it among the other names of its notebook."""
    try:
        name = str(function.__name__)
        return name, {**(globals_of(function) or {}), name: function}
    except Exception:
        return type(function).__name__, {}
