"""Says what a student's function raised: on which line, and in plain words where NumPy's own are hard to read."""

from __future__ import annotations

import dis
import inspect
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from types import CodeType, FrameType, TracebackType
from typing import Any, Optional

from .functions import code_beside, codes_of, is_students
from .lesson import EXERCISES, IMPORTED, part_of
from .plain import Raised, in_words, worded
from .text import Text

_RAISED = Text(zh="{where}抛出 {what}")
_RAISED_WITHIN = Text(
    zh="{where}用到了 {name}，{name} 的第 {within} 行抛出 {what}"
)
_RAISED_BESIDE = Text(
    zh="检查它时还要调用 {name}，{name} 的第 {within} 行抛出 {what}",
)
_SIGNATURE = Text(
    zh="{kind}：{name} 的参数写成了 ({theirs})，它会像下面这样被调用：多了哪一个，少了哪一个，哪一个该有默认值？",
)
_LEFT_ABOVE = Text(
    zh="这里已经有代码了，可是第 {line} 行的 raise NotImplementedError() 还在，就在代码上面：把它删掉，代码才会运行",
)
_LEFT_BELOW = Text(
    zh="这里已经有代码了，可是第 {line} 行的 raise NotImplementedError() 还在，就在代码下面：把它删掉",
)
_OF_SET_UP = Text(
    zh="{name} 还没有定义，它来自这本笔记最前面的设置单元格：运行过吗？内核重启以后，要从那里开始再运行一遍",
)
_OF_EXERCISE = Text(
    zh="{name} 还没有定义，写它的是练习 {name} 的单元格：运行过吗？内核重启以后，要从最前面的设置单元格开始再运行一遍",
)
_LINE = Text(zh="单元格第 {line} 行")
_LINE_OF = Text(zh="{name} 的第 {line} 行")
_OUTSIDE = Text(zh="调用时")

_RAISE = dis.opmap["RAISE_VARARGS"]


#: The lesson's own words for an exception, in place of its message; None where it has none.
Explain = Callable[[Raised], Optional[Text]]


def raised(error: BaseException, name: str, namespace: Mapping[str, Any], explain: Explain | None) -> Text:
    """Word what the function of this name in a notebook raised, and on which line.

    That is the last line of its own before another of the lesson's functions, or NumPy, was called; where it was
    raised inside another of the student's functions for the lesson, that one is named with its line.
    """
    # The names of what is running, with lines; of the function itself, then of the other one and what that calls.
    own: list[tuple[str, int]] = []
    others: list[tuple[str, int]] = []
    lessons = {one: namespace.get(one) for one in EXERCISES}
    for frame, line in _lines(error.__traceback__):
        if not is_students(frame):
            continue
        running = _title(frame.f_code, lessons).rpartition("<locals>.")[2]
        if running in EXERCISES and running != name:
            others = [(running, line)]
        elif not others:
            own.append((frame.f_code.co_name, line))
    what = _told(error, name, explain)
    if others and not own:
        other, within = others[-1]
        return _RAISED_BESIDE.format(name=other, within=within, what=what)
    if not own:
        signature = _signature(error, name, namespace)
        return _RAISED.format(what=signature or what, where=_OUTSIDE)
    running, line = own[-1]
    in_cell = running == name or isinstance(namespace.get(name), type)
    where = (_LINE if in_cell else _LINE_OF).format(name=running, line=line)
    if others:
        other, within = others[-1]
        return _RAISED_WITHIN.format(where=where, name=other, within=within, what=what)
    return _RAISED.format(where=where, what=what)


def said(error: BaseException, name: str, explain: Explain | None) -> Text:
    """An exception's type and message on one short line, in plain words if there are any, even if it is mute."""
    return worded(type(error).__name__, _message(error), in_plain_words(error, name, explain))


def _told(error: BaseException, name: str, explain: Explain | None) -> Text:
    """The same, with the original words beside the plain ones."""
    return worded(type(error).__name__, _message(error), in_plain_words(error, name, explain), beside=True)


def in_plain_words(error: BaseException, name: str, explain: Explain | None) -> Text | None:
    """The lesson's own words, or the self-check's; whatever is raised in looking for them, there are none."""
    found = Raised(error, _message(error), name, tuple(frame for frame, _ in _lines(error.__traceback__)))
    try:
        plain = explain(found) if explain else None
        # What is raised on purpose has words of its own, unless it is an assert, which often has none.
        own = is_deliberate(error) and not isinstance(error, AssertionError)
        return plain or (None if own else in_words(found))
    except Exception:  # by values whose own methods raise
        return None


def _message(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())
    except Exception:
        return "?"


def _signature(error: BaseException, name: str, namespace: Mapping[str, Any]) -> Text | None:
    """What is said where the function does not take what it is called with."""
    function: Any = namespace.get(name)
    if not isinstance(error, TypeError) or isinstance(function, type) or "argument" not in _message(error):
        return None
    try:
        theirs = ", ".join(map(str, inspect.signature(function).parameters.values()))
    except (TypeError, ValueError):
        return None
    return _SIGNATURE.format(kind=type(error).__name__, name=name, theirs=theirs)


def left_in(error: NotImplementedError) -> Text | None:
    """What is said where code has been written, and the ``raise`` of the cell as it was released is still there."""
    lines = list(_lines(error.__traceback__))
    if not lines or not is_students(lines[-1][0]):
        return None
    frame, line = lines[-1]
    where = code_beside(frame, line)
    return {"above": _LEFT_BELOW, "below": _LEFT_ABOVE}[where].format(line=line) if where else None


def not_run(name: str, part: str) -> Text | None:
    """Which cell of this part defines a name that is not there, if it is an exercise or what a set-up cell imports."""
    if name in EXERCISES:
        return (_OF_EXERCISE if part_of(name) == part else _OF_SET_UP).format(name=name)
    return _OF_SET_UP.format(name=name) if name in IMPORTED.get(part, ()) else None


def innermost(traceback: TracebackType | None, names: Collection[str], namespace: Mapping[str, Any]) -> str:
    """Find which of these functions, or "Class.method" of these classes, was running deepest when it was raised."""
    classes = {name: namespace.get(name) for name in names}
    running = [_title(frame.f_code, classes).split(".<locals>")[0] for frame, _ in _lines(traceback)]
    return next((name for name in reversed(running) if name.split(".")[0] in names), "")


def unknown_name(error: NameError) -> str:
    """The name that was looked up in vain."""
    # Before Python 3.10 it stands in the message alone.
    return str(getattr(error, "name", None) or "".join(re.findall("'(.*?)'", str(error))[:1]))


def is_deliberate(error: BaseException) -> bool:
    """Say whether a raise or assert statement raised it, and not what Python or NumPy stumbled over."""
    tracebacks = list(_tracebacks(error.__traceback__))
    last = tracebacks[-1] if tracebacks else None
    # Compiled code, as NumPy's, has no steps to look at.
    if last is None or last.tb_frame.f_code.co_code[last.tb_lasti : last.tb_lasti + 1] != bytes((_RAISE,)):
        return False
    # What numpy.testing asserts was asked for; whatever else NumPy raises was not.
    of_numpy = str(last.tb_frame.f_globals.get("__name__")).split(".")[0] == "numpy"
    return not of_numpy or isinstance(error, AssertionError)


def _title(code: CodeType, classes: Mapping[str, Any]) -> str:
    """The full name of what is running: "function", "Class.method", or what stands inside these."""
    title = getattr(code, "co_qualname", None)
    if title is not None:
        return str(title)
    # Before Python 3.11 a method does not know its class.
    owners = (name for name, one in classes.items() if isinstance(one, type) and code in codes_of(one))
    owner = next(owners, "")
    return f"{owner}.{code.co_name}" if owner else code.co_name


def _lines(traceback: TracebackType | None) -> Iterator[tuple[FrameType, int]]:
    """The frames of a traceback with the lines they had come to, outermost first."""
    return ((one.tb_frame, one.tb_lineno) for one in _tracebacks(traceback))


def _tracebacks(traceback: TracebackType | None) -> Iterator[TracebackType]:
    """A traceback and those that follow it, outermost first."""
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next
