"""Checks your own functions while you write them, without knowing the answers.

``check(linear_forward)`` shows a card: a tick, or the first useful fact about what is not right yet.
``trying`` keeps a cell quiet whose functions are not written yet, ``progress(globals())`` counts.
A tick says that the properties hold that were looked at; it is no mark.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from types import TracebackType
from typing import Any, get_args

import numpy as np
import selfcheck_backward
import selfcheck_forward
import selfcheck_model
import selfcheck_network
import selfcheck_parameters
import selfcheck_predict
import selfcheck_training
from selfcheck_asking import NotYetError, Student, globals_of
from selfcheck_cards import Language, State, Text, progress_card, show, verdict_card
from selfcheck_hints import hint
from selfcheck_inputs import small_problem
from selfcheck_raised import LESSON, PART_2, innermost
from selfcheck_reading import WrongAnswerError

__all__ = [
    "PART_2",
    "Outcome",
    "check",
    "examine",
    "language",
    "progress",
    "small_problem",
    "trying",
    "undisturbed",
    "use",
]

_PROPERTIES: dict[str, Callable[[Student], None]] = {
    name: getattr(module, name)
    for module in (
        selfcheck_parameters,
        selfcheck_forward,
        selfcheck_backward,
        selfcheck_model,
        selfcheck_training,
        selfcheck_predict,
        selfcheck_network,
    )
    for name in (*LESSON, *PART_2)
    if hasattr(module, name)
}
# The functions that each one may call: while one of these is wrong, no blame falls on its caller.
_BUILDS_ON = {
    "linear_activation_forward": ("linear_forward",),
    "L_model_forward": ("linear_forward", "linear_activation_forward"),
    "linear_activation_backward": ("linear_backward",),
    "L_model_backward": ("linear_backward", "linear_activation_backward"),
    "two_layer_model": LESSON,
    "L_layer_model": LESSON,
    "predict": ("linear_forward", "linear_activation_forward", "L_model_forward"),
    "DeepNetwork": (*LESSON, "L_layer_model", "predict"),
}

_RIGHT = Text("检查都通过了", "all checks pass")
_BLANK = Text("还没有写", "not written yet")
_FIRST_WRITE = Text("先写好 {name}，再来看这一个", "write {name} first, then come back to this one")
_FIRST_MEND = Text("先把 {name} 改对，再来看这一个", "get {name} right first, then come back to this one")
_MISSING = Text("还没有定义：运行过写它的单元格吗？", "not defined yet: was its cell run?")
_UNKNOWN = Text("这里不认识这个函数；能检查的有：{names}", "not known here; what can be checked: {names}")
_UNREADABLE = Text("返回的东西读不出来", "what is returned cannot be read")
_NOT_A_NAMESPACE = Text("请写成 progress(globals())", "please write progress(globals())")


@dataclass(frozen=True)
class Outcome:
    """What was found out about one function.

    ``blank``: nothing to judge yet, since it, or the function that it ``waits_for``, is still to do.
    ``missing``: no function of this name is there. ``asked`` is the call that showed what is wrong, ``answered`` a
    digest of what was answered until then.
    """

    state: State
    message: Text
    asked: str = ""
    waits_for: str = ""
    answered: str = ""


_language: Language = "zh"


def use(chosen: Language) -> None:
    """Choose the language of the cards: "zh" or "en"."""
    global _language
    if chosen not in get_args(Language):
        raise ValueError(f'use("zh") · use("en"), not use({chosen!r})')
    _language = chosen


def language() -> Language:
    """The language of the cards."""
    return _language


def check(function: Any) -> None:
    """Show a card about one of the lesson's functions, or the class; nothing is changed, and nothing is raised but Ctrl-C."""
    name, namespace = _at_home(function)
    outcome = examine(name, namespace)
    known = hint(name, outcome.answered) if outcome.answered else None
    show(verdict_card(outcome.state, name, outcome.message, outcome.asked, _language, known))


def progress(namespace: Mapping[str, Any], names: Sequence[str] = LESSON) -> None:
    """Show a card about all ten functions of part 1, or those that are named: ``progress(globals())``."""
    if not isinstance(namespace, Mapping):
        show(verdict_card("missing", "progress", _NOT_A_NAMESPACE, "", _language))
        return
    with undisturbed():
        outcomes = _Examiner(namespace)
        found = {name: outcomes[name] for name in names}
    states = {name: outcome.state for name, outcome in found.items()}
    show(progress_card(states, {name: outcome.waits_for for name, outcome in found.items()}, _language))


def examine(name: str, namespace: Mapping[str, Any]) -> Outcome:
    """Look at the function of this name among the functions of a notebook, and show nothing.

    Inputs are copied, NumPy's random state is put back, and prints and warnings go nowhere.
    """
    with undisturbed():
        return _Examiner(namespace)[name]


class trying:  # noqa: N801  (used as a word: with trying(linear_forward): ...)
    """In ``with trying(linear_forward):``, a function that is not written yet gives a quiet card.

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
        names = [_at_home(function)[0] for function in self._functions]
        if isinstance(error, NotImplementedError):
            name = innermost(traceback, {*LESSON, *PART_2, *names}) or "".join(names[:1])
        elif type(error) is NameError and (blank := self._blank()):
            # What an earlier cell would have made with a function that is not written yet.
            name = blank
        else:
            return False
        show(verdict_card("blank", name, _BLANK, "", _language))
        return True

    def _blank(self) -> str:
        """The first of the functions that is not written yet, or waits for one that is not."""
        for function in self._functions:
            name, namespace = _at_home(function)
            outcome = examine(name, namespace)
            if outcome.state == "blank":
                return outcome.waits_for or name
        return ""


class _Examiner(dict[str, Outcome]):
    """The outcome for each name, found out when it is first asked for."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        super().__init__()
        self._namespace = namespace

    def __missing__(self, name: str) -> Outcome:
        self[name] = self._outcome(name)
        return self[name]

    def _outcome(self, name: str) -> Outcome:
        if name not in _PROPERTIES:
            return Outcome("missing", _UNKNOWN.format(names=", ".join((*LESSON, *PART_2))))
        if not callable(self._namespace.get(name)):
            return Outcome("missing", _MISSING)
        student = Student(name, self._namespace, self._is_right)
        try:
            return self._look(student)
        except KeyboardInterrupt:
            raise
        except BaseException:  # an object whose own methods raise, whatever they raise
            return Outcome("wrong", _UNREADABLE, student.asked)

    def _look(self, student: Student) -> Outcome:
        # What is drawn without a seed is the same each time, too.
        np.random.seed(0)
        try:
            _PROPERTIES[student.name](student)
        except NotYetError as error:
            return self._waiting(student.name, error.name, error.text)
        except WrongAnswerError as error:
            for earlier in _BUILDS_ON.get(student.name, ()):
                if student.calls(earlier) and not self._is_right(earlier):
                    return self._waiting(student.name, earlier)
            return Outcome("wrong", error.text, student.asked, answered=student.answers.digest)
        return Outcome("right", _RIGHT)

    def _is_right(self, name: str) -> bool:
        return self[name].state == "right"

    def _waiting(self, name: str, earlier: str, said: Text | None = None) -> Outcome:
        """Nothing to judge: the function itself, or the first one in its way, is still to do."""
        if earlier == name:
            return Outcome("blank", said or _BLANK)
        root = self[earlier].waits_for or earlier
        text = _FIRST_MEND if self[root].state == "wrong" else _FIRST_WRITE
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


def _at_home(function: Any) -> tuple[str, dict[str, Any]]:
    """A function's name, and it among the other names of its notebook."""
    try:
        name = str(function.__name__)
        return name, {**(globals_of(function) or {}), name: function}
    except Exception:
        return type(function).__name__, {}
