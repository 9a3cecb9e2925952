"""Says what a student's function raised: on which line, and in plain words where NumPy's own are hard to read."""

from __future__ import annotations

import dis
import functools
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FrameType, TracebackType
from typing import Any, Optional

from .functions import codes_of
from .lesson import EXERCISES
from .text import Text

_RAISED = Text("{where}抛出 {what}", "{where} raised {what}")
_SAID = Text("{kind}：{message}", "{kind}: {message}")
_BARE = Text("{kind}", "{kind}")
_LINE = Text("单元格第 {line} 行", "line {line} of the cell")
_LINE_OF = Text("{name} 的第 {line} 行", "line {line} of {name}")
_OUTSIDE = Text("调用时", "the call")

_MISALIGNED = Text(
    "矩阵乘法的形状接不上，左边的列数是 {left}，右边的行数是 {right}",
    "the shapes of a matrix product do not meet, columns on the left: {left}, rows on the right: {right}",
)
_ELEMENT_BY_ELEMENT = Text(
    "形状 {shapes} 不能逐个元素地运算：这里要的是矩阵乘法，还是有一个形状不对？",
    "the shapes {shapes} do not fit together element by element: "
    "is the matrix product meant, or is one of the shapes wrong?",
)
_AND = Text("{one} 和 {other}", "{one} and {other}")
_RANDN = Text(
    "交给 randn 的是{found}：它要的大小是一个元组，还是一个一个的数？zeros 呢？",
    "randn was handed {found}: does it take the sizes one by one or as a tuple, and how does zeros take them?",
)
_ZEROS = Text(
    '"{what}" 被当成了数据类型：zeros 要的大小是一个元组，还是一个一个的数？',
    '"{what}" was taken for a data type: does zeros take the sizes one by one or as a tuple?',
)
_SEQUENCES = {"tuple": Text("一个元组", "a tuple"), "list": Text("一个列表", "a list")}
_RAISE = dis.opmap["RAISE_VARARGS"]


@dataclass(frozen=True)
class Raised:
    """Something that the function that is looked at raised, or another that it called.

    Parameters
    ----------
    error
        The exception.
    message
        Its message, on one line.
    exercise
        The name of the function, or class, that is looked at.
    frames
        What was running when it was raised, the outermost first.
    """

    error: BaseException
    message: str
    exercise: str
    frames: tuple[FrameType, ...]


#: The lesson's own words for an exception, in place of its message; None where it has none.
Explain = Callable[[Raised], Optional[Text]]


def raised(error: BaseException, name: str, namespace: Mapping[str, Any], home: Any, explain: Explain | None) -> Text:
    """Word what the function of this name in a notebook, whose globals are ``home``, raised, and on which line."""
    # The last line of the student's own before another of the lesson's functions, or NumPy, was called.
    theirs = []
    lessons = {one: namespace.get(one) for one in EXERCISES}
    for frame, line in _lines(error.__traceback__):
        running = _title(frame.f_code, lessons).rpartition("<locals>.")[2]
        if running in EXERCISES and running != name:
            break
        if frame.f_globals is home:
            theirs.append((frame.f_code.co_name, line))
    what = said(error, name, explain)
    if not theirs:
        return _RAISED.format(what=what, where=_OUTSIDE)
    running, line = theirs[-1]
    in_cell = running == name or isinstance(namespace.get(name), type)
    return _RAISED.format(what=what, where=(_LINE if in_cell else _LINE_OF).format(name=running, line=line))


def said(error: BaseException, name: str, explain: Explain | None) -> Text:
    """An exception's type and message on one short line, even if the message cannot be said."""
    kind = type(error).__name__
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = "?"
    frames = tuple(frame for frame, _ in _lines(error.__traceback__))
    plain = (explain and explain(Raised(error, message, name, frames))) or _in_words(error, message, frames)
    if plain is not None:
        return _SAID.format(kind=kind, message=plain)
    message = message if len(message) <= 160 else message[:159] + "…"
    return (_SAID if message else _BARE).format(kind=kind, message=message)


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
    if last is None or last.tb_frame.f_code.co_code[last.tb_lasti] != _RAISE:
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


def _in_words(error: BaseException, message: str, frames: tuple[FrameType, ...]) -> Text | None:
    """The message in every language, if it is one of those that beginners meet."""
    if not isinstance(error, (TypeError, ValueError, AttributeError)):
        return None
    if sizes := re.search(r"core dimension .*size (?P<right>\d+) is different from (?P<left>\d+)", message):
        return _MISALIGNED.format(**sizes.groupdict())
    if sizes := re.search(r"not aligned: (?P<left>\d+) \(dim \d+\) != (?P<right>\d+) \(dim", message):
        return _MISALIGNED.format(**sizes.groupdict())
    if re.search("be broadcast together|the broadcast shape", message):
        # NumPy writes (1,3), Python (1, 3); a plain number, (), fits everything.
        shapes = [shape.replace(",", ", ").replace(", )", ",)") for shape in re.findall(r"\(\d[\d,]*\)", message)]
        if len(shapes) > 1:
            listed: Any = functools.reduce(lambda one, other: _AND.format(one=one, other=other), shapes)
            return _ELEMENT_BY_ELEMENT.format(shapes=listed)
    sized = re.match("'(tuple|list)' object cannot be interpreted as an integer", message)
    if sized and any(frame.f_code.co_name.endswith(".randn") for frame in frames):
        return _RANDN.format(found=_SEQUENCES[sized[1]])
    if taken := re.fullmatch("Cannot interpret '(.*)' as a data type", message):
        return _ZEROS.format(what=taken[1])
    return None
