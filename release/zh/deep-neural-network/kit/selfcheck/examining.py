"""Looks at one function among the functions of a notebook, and finds the first useful fact about it."""

from __future__ import annotations

import importlib
import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import numpy as np

from .asking import Ask, NotYetError
from .asserts import AFTER_ASSERT, WRONG_ASSERT, without_asserts
from .cards import State
from .exceptions import Explain, in_plain_words, not_run
from .functions import borrowed, globals_of
from .lesson import BUILDS_ON, EXERCISES, part_of
from .reading import WrongAnswerError
from .text import Text

#: Said of a function that is as it was released.
BLANK = Text(zh="还没有写")
_RIGHT = Text(zh="检查都通过了")
_FIRST_WRITE = Text(zh="先写好 {name}，再来看这一个")
_FIRST_MEND = Text(zh="先把 {name} 改对，再来看这一个")
_MISSING = Text(zh="还没有定义：运行过写它的单元格吗？")
_BORROWED = Text(
    zh="{names} 没有在函数里赋值，用的是别的单元格里留下的值：函数该从哪里得到它？",
)
_UNKNOWN = Text(zh="这里不认识这个函数；能检查的有：{names}")
#: Said of what raises when it is looked at.
UNREADABLE = Text(zh="返回的东西读不出来")


@dataclass(frozen=True)
class Outcome:
    """The finding about one function.

    ``blank``: nothing to judge yet, since it, or the function that it ``waits_for``, is still to do.
    ``missing``: no function of this name is there. ``asked`` is the call that showed what is wrong, ``answered`` a
    digest of what was answered until then. ``note`` is something else that may have to do with it.
    """

    state: State
    message: Text
    asked: str = ""
    waits_for: str = ""
    answered: str = ""
    note: Text | None = None


@dataclass(frozen=True)
class _Checks:
    """A lesson's module about one exercise: what must hold of it, and its own words for exceptions."""

    hold: Callable[[Ask], None]
    explain: Explain | None


_CHECKS: dict[str, _Checks] = {}


def load_checks() -> None:
    """Import the lesson's modules about its exercises: ``checks/<exercise>.py`` beside this package's folder.

    They are imported before they are needed: from then on, nothing depends on where modules are looked for.
    """
    folder = f"{__package__.rpartition('.')[0]}.checks"
    for name in EXERCISES:
        try:
            module = importlib.import_module(f"{folder}.{name}")
        except ModuleNotFoundError as error:
            if error.name in (folder, f"{folder}.{name}"):
                continue  # an exercise without a self-check
            raise
        _CHECKS[name] = _Checks(getattr(module, name), getattr(module, "explain", None))


def examine(name: str, namespace: Mapping[str, Any]) -> Outcome:
    """Look at the function of this name among the functions of a notebook, and show nothing.

    Inputs are copied, NumPy's random state is put back, and prints and warnings go nowhere.
    """
    with undisturbed():
        return Examiner(namespace)[name]


def plain_words(error: BaseException, name: str) -> Text | None:
    """What is said of an exception of the function of this name, in plain words; None where there are none."""
    checks = _CHECKS.get(name)
    return in_plain_words(error, name, checks.explain if checks else None)


class Examiner(dict[str, Outcome]):
    """The outcome for each name of a notebook, found out when it is first asked for."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        super().__init__()
        self._namespace = namespace

    def __missing__(self, name: str) -> Outcome:
        self[name] = self._outcome(name)
        return self[name]

    def _outcome(self, name: str) -> Outcome:
        if name not in _CHECKS:
            return Outcome("missing", _UNKNOWN.format(names=", ".join(_CHECKS) or "-"))
        if not callable(self._namespace.get(name)):
            return Outcome("missing", not_run(name, part_of(name)) or _MISSING)
        ask = Ask(name, self._namespace, self._is_right, _CHECKS[name].explain)
        try:
            return self._look(ask)
        except KeyboardInterrupt:
            raise
        except BaseException:  # an object whose own methods raise, whatever they raise
            return Outcome("wrong", UNREADABLE, ask.asked)

    def _look(self, ask: Ask) -> Outcome:
        # What is drawn without a seed is the same each time, too.
        np.random.seed(0)
        try:
            _CHECKS[ask.name].hold(ask)
        except NotYetError as error:
            return self._waiting(ask.name, error.name, error.text)
        except WrongAnswerError as error:
            for earlier in BUILDS_ON[ask.name]:
                if earlier in _CHECKS and ask.calls(earlier) and not self._is_right(earlier):
                    return self._waiting(ask.name, earlier)
            without = self._without_asserts(ask)
            if without is not None:
                return without
            names = borrowed(self._namespace[ask.name])
            note = _BORROWED.format(names=", ".join(names[:3])) if names else None
            return Outcome("wrong", error.text, ask.asked, answered=ask.answers.digest, note=note)
        return Outcome("right", _RIGHT)

    def _without_asserts(self, ask: Ask) -> Outcome | None:
        """Look again without the student's own asserts, one of which has failed: at what it has hidden."""
        own = ask.failed_assert
        if own is None:
            return None
        bare = without_asserts(self._namespace, globals_of(self._namespace[ask.name]))
        again = Ask(ask.name, bare, self._is_right, _CHECKS[ask.name].explain)
        np.random.seed(0)
        try:
            _CHECKS[ask.name].hold(again)
        except NotYetError:
            return None
        except WrongAnswerError as error:
            if again.failed_assert is not None:  # its text is not known, so that it is still there
                return None
            said = AFTER_ASSERT.format(own=own, said=error.text)
            return Outcome("wrong", said, again.asked, answered=again.answers.digest)
        return Outcome("wrong", WRONG_ASSERT.format(own=own), ask.asked)

    def _is_right(self, name: str) -> bool:
        return self[name].state == "right"

    def _waiting(self, name: str, earlier: str, said: Text | None = None) -> Outcome:
        """Nothing to judge: the function itself, or the first one in its way, is still to do."""
        if earlier == name:
            return Outcome("blank", said or BLANK)
        root = self[earlier].waits_for or earlier
        absent = not_run(root, part_of(name)) if self[root].state == "missing" else None
        text = absent or (_FIRST_MEND if self[root].state == "wrong" else _FIRST_WRITE)
        return Outcome("blank", text.format(name=root), waits_for=root)


class _Nowhere(io.TextIOBase):
    """Takes whatever is printed and keeps nothing."""

    def write(self, text: str) -> int:
        return len(text)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Leave no trace: NumPy's random state comes back, prints and warnings are not shown."""
    state = np.random.get_state()
    nowhere = _Nowhere()
    try:
        with redirect_stdout(nowhere), redirect_stderr(nowhere), np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(state)
