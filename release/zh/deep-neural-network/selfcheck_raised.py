"""Says what a student's function raised: on which line, and in plain words where NumPy's own are hard to read."""

from __future__ import annotations

import dis
import re
from collections.abc import Collection, Iterable
from types import FrameType, TracebackType
from typing import Any

import numpy as np
from selfcheck_cards import Text
from selfcheck_reading import kind

#: The ten functions of part 1, in the order of the lesson.
LESSON = (
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_forward",
    "linear_activation_forward",
    "L_model_forward",
    "compute_cost",
    "linear_backward",
    "linear_activation_backward",
    "L_model_backward",
    "update_parameters",
)
#: What is written in part 2: three functions and a class.
PART_2 = ("two_layer_model", "L_layer_model", "predict", "DeepNetwork")

_RAISED = Text("{where}抛出 {what}", "{where} raised {what}")
_SAID = Text("{kind}：{message}", "{kind}: {message}")
_LINE = Text("单元格第 {line} 行", "line {line} of the cell")
_LINE_OF = Text("{name} 的第 {line} 行", "line {line} of {name}")
_OUTSIDE = Text("调用时", "the call")

_MISALIGNED = Text(
    "矩阵乘法的形状接不上，左边的列数是 {left}，右边的行数是 {right}",
    "the shapes of a matrix product do not meet, columns on the left: {left}, rows on the right: {right}",
)
_ELEMENT_BY_ELEMENT = Text(
    "形状 {zh} 不能逐个元素地运算：这里要的是矩阵乘法，还是有一个形状不对？",
    "the shapes {en} do not fit together element by element: "
    "is the matrix product meant, or is one of the shapes wrong?",
)
_RANDN = Text(
    "交给 randn 的是{found}：它要的大小是一个元组，还是一个一个的数？zeros 呢？",
    "randn was handed {found}: does it take the sizes one by one or as a tuple, and how does zeros take them?",
)
_ZEROS = Text(
    '"{what}" 被当成了数据类型：zeros 要的大小是一个元组，还是一个一个的数？',
    '"{what}" was taken for a data type: does zeros take the sizes one by one or as a tuple?',
)
_NO_LAYER = Text(
    '没有 "{key}" 这个键：循环从哪一层走到哪一层？',
    'there is no key "{key}": from which layer to which does the loop go?',
)
_NOT_IN = Text(
    '没有 "{key}" 这个键：{mapping} 里放进了哪些键？',
    'there is no key "{key}": which keys were put into {mapping}?',
)
_NOT_UNPACKED = Text(
    "一个元组被当成了数组：{source} 返回几个值？",
    "a tuple was taken for an array: how many values does {source} return?",
)
_HANDED = Text(
    "交给 {function} 的 {name} 是{found}，不是数组：{ask}",
    "the {name} handed to {function} is {found}, not an array: {ask}",
)
_HELD = Text("{name} 是{found}，不是数组：{ask}", "{name} is {found}, not an array: {ask}")
_NO_LINEAR_CACHE = Text(
    "交给 linear_backward 的 cache 是{found}，不是元组 (A_prev, W, b)：它要的是哪一个 cache？",
    "the cache handed to linear_backward is {found}, not the tuple (A_prev, W, b): which cache does it need?",
)

_RETURNS = Text("{source} 返回几个值？", "how many values does {source} return?")
_ORDER = Text("{function} 的参数是什么顺序？", "in which order does {function} take its arguments?")
_SWAPPED = Text("linear_cache 和 activation_cache 是不是对调了？", "are linear_cache and activation_cache swapped?")
_WHICH = Text("其中哪一项是 Z？", "which entry of it is Z?")
# Arguments that must be arrays, of the given functions and the lesson's, and what they are likely to come
# from: whoever forgets to unpack what that returns hands on a tuple. Of a backward cache see _about_cache.
_ARRAYS = {
    "sigmoid": {"Z": "linear_forward"},
    "relu": {"Z": "linear_forward"},
    "linear_forward": {"A": "linear_activation_forward"},
    "linear_activation_forward": {"A_prev": "linear_activation_forward"},
    "sigmoid_backward": {"cache": "", "dA": "linear_activation_backward"},
    "relu_backward": {"cache": "", "dA": "linear_activation_backward"},
    "linear_activation_backward": {"dA": "linear_activation_backward"},
    "compute_cost": {"AL": "", "Y": ""},
    "L_model_backward": {"AL": "", "Y": ""},
}
_RAISE = dis.opmap["RAISE_VARARGS"]


def raised(error: BaseException, name: str, home: Any) -> Text:
    """What the function of this name, whose globals are ``home``, raised, and on which line."""
    # The last line of the student's own before another of the lesson's functions, or NumPy, was called.
    theirs = []
    for frame, line in _lines(error.__traceback__):
        running = frame.f_code.co_name
        if running in (*LESSON, *PART_2[:2]) and running != name:
            break
        if frame.f_globals is home:
            theirs.append((running, line))
    if not theirs:
        return _RAISED.format(what=said(error, name), where=_OUTSIDE)
    running, line = theirs[-1]
    where = (_LINE if running == name or name == "DeepNetwork" else _LINE_OF).format(name=running, line=line)
    return _RAISED.format(what=said(error, name), where=where)


def innermost(traceback: TracebackType | None, names: Collection[str]) -> str:
    """Which of these functions, or "Class.method" of these classes, was running deepest when it was raised."""
    codes = [frame.f_code for frame, _ in _lines(traceback)]
    # Before Python 3.11 a method does not know its class.
    running = [getattr(code, "co_qualname", code.co_name).split(".<locals>")[0] for code in codes]
    return next((name for name in reversed(running) if name.split(".")[0] in names), "")


def is_deliberate(error: BaseException) -> bool:
    """Whether a raise or assert statement raised it, and not what Python or NumPy stumbled over."""
    frames = list(_tracebacks(error.__traceback__))
    code = frames[-1].tb_frame.f_code.co_code if frames else b""
    if not frames or code[frames[-1].tb_lasti] != _RAISE:
        return False
    # What numpy.testing asserts was asked for; whatever else NumPy raises was not.
    of_numpy = str(frames[-1].tb_frame.f_globals.get("__name__")).split(".")[0] == "numpy"
    return not of_numpy or isinstance(error, AssertionError)


def _lines(traceback: TracebackType | None) -> Iterable[tuple[FrameType, int]]:
    """The frames of a traceback with the lines they had come to, outermost first."""
    return [(one.tb_frame, one.tb_lineno) for one in _tracebacks(traceback)]


def _tracebacks(traceback: TracebackType | None) -> Iterable[TracebackType]:
    """A traceback and those that follow it, outermost first."""
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def said(error: BaseException, name: str) -> Text:
    """An exception's type and message on one short line, even if the message cannot be said."""
    type_name = type(error).__name__
    try:
        message = " ".join(str(error).split())
    except Exception:
        message = "?"
    plain = _in_words(error, message, name)
    if plain is not None:
        return _SAID.format(kind=type_name, message=plain)
    message = message if len(message) <= 160 else message[:159] + "…"
    return _SAID.format(kind=type_name, message=message) if message else Text(type_name, type_name)


def _in_words(error: BaseException, message: str, name: str) -> Text | None:
    """The message in both languages, if it is one of those that beginners meet."""
    frames = [frame for frame, _ in _lines(error.__traceback__)]
    if isinstance(error, KeyError):
        key = re.fullmatch(r"'((?:d?[Wb]|dA)\d+)'", message)
        if key and name in PART_2:
            return _NOT_IN.format(key=key[1], mapping="grads" if key[1].startswith("d") else "parameters")
        return _NO_LAYER.format(key=key[1]) if key else None
    if not isinstance(error, (TypeError, ValueError, AttributeError)):
        return None
    if re.search("tuple|list|sequence|inhomogeneous|to unpack", message):
        handed = _handed_over(frames, message, name)
        if handed is not None:
            return handed
        if name in PART_2 and re.search("of 'tuple'|'tuple' object has no attribute|inhomogeneous", message):
            return _NOT_UNPACKED.format(source=_forward_of(name))
    if sizes := re.search(r"core dimension .*size (?P<right>\d+) is different from (?P<left>\d+)", message):
        return _MISALIGNED.format(**sizes.groupdict())
    if sizes := re.search(r"not aligned: (?P<left>\d+) \(dim \d+\) != (?P<right>\d+) \(dim", message):
        return _MISALIGNED.format(**sizes.groupdict())
    if re.search("be broadcast together|the broadcast shape", message):
        # NumPy writes (1,3), Python (1, 3); a plain number, (), fits everything.
        shapes = [shape.replace(",", ", ").replace(", )", ",)") for shape in re.findall(r"\(\d[\d,]*\)", message)]
        if len(shapes) > 1:
            return _ELEMENT_BY_ELEMENT.format(zh=" 和 ".join(shapes), en=" and ".join(shapes))
    sized = re.match("'(tuple|list)' object cannot be interpreted as an integer", message)
    if sized and any(frame.f_code.co_name.endswith(".randn") for frame in frames):
        found = {"tuple": Text("一个元组", "a tuple"), "list": Text("一个列表", "a list")}[sized[1]]
        return _RANDN.format(found=found)
    if taken := re.fullmatch("Cannot interpret '(.*)' as a data type", message):
        return _ZEROS.format(what=taken[1])
    return None


def _handed_over(frames: list[FrameType], message: str, name: str) -> Text | None:
    """A tuple where an array belongs, found in what the functions that were running had been handed."""
    backward = name.endswith("backward")
    for frame in reversed(frames):
        function, values = frame.f_code.co_name, frame.f_locals
        if backward and function in ("sigmoid", "relu"):
            continue  # called by its own backward function, whose cache tells more
        if function == "linear_backward" and function != name and "to unpack" in message and "cache" in values:
            return _NO_LINEAR_CACHE.format(found=kind(values["cache"]))
        for argument, source in _ARRAYS.get(function, {}).items():
            value = values.get(argument)
            if function != name and isinstance(value, (tuple, list)):
                if argument in ("AL", "Y"):
                    ask = _about_output(function, argument, value, name)
                else:
                    ask = _RETURNS.format(source=source) if source else _about_cache(value)
                return _HANDED.format(function=function, name=argument, found=kind(value), ask=ask)
        # Whoever computes the activation in a line of their own hands Z to nobody.
        if function == name and isinstance(values.get("Z"), (tuple, list)):
            ask = _about_cache(values["Z"]) if backward else _RETURNS.format(source="linear_forward")
            return _HELD.format(name="Z", found=kind(values["Z"]), ask=ask)
    return None


def _forward_of(name: str) -> str:
    """The function whose answer gives the last layer's activation in this one of part 2."""
    return "linear_activation_forward" if name == "two_layer_model" else "L_model_forward"


def _about_output(function: str, argument: str, value: Any, name: str) -> Text:
    """A question to whoever handed this on as the prediction, or as the labels."""
    if argument == "AL" and len(value) == 2 and isinstance(value[0], np.ndarray):
        return _RETURNS.format(source=_forward_of(name))
    return _ORDER.format(function=function)


def _about_cache(value: Any) -> Text:
    """A question to whoever took this for Z on the way back."""
    return _SWAPPED if all(isinstance(entry, np.ndarray) for entry in value) else _WHICH
