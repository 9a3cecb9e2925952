"""What Python and NumPy say of a mistake, in plain words and in every language, for the mistakes that beginners make.

Each rule knows an exception by its type and message; where the message alone tells too little, it looks at the names
and values of the student's function that was running.
"""

from __future__ import annotations

import builtins
import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any, Optional

from .functions import is_students, loaded
from .text import Text


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

    @property
    def frame(self) -> FrameType | None:
        """The student's function that was running deepest."""
        return next((frame for frame in reversed(self.frames) if is_students(frame)), None)


@dataclass(frozen=True)
class MissingKey:
    """A key that was looked up in vain: in which dictionary, by its name, and the keys that are there."""

    key: Any
    name: str
    keys: tuple[Any, ...]

    @property
    def listed(self) -> Text:
        """The keys that are there, as many as help."""
        if not self.keys:
            return _NO_KEYS
        named = [str(key) for key in self.keys[:8]]
        return _AS_IT_IS.format(said=", ".join(named if len(self.keys) <= 8 else [*named, "…"]))


def missing_key(raised: Raised) -> MissingKey | None:
    """The key of a KeyError, and the dictionary of the student's that does not have it, if it can be found."""
    frame = raised.frame
    if not isinstance(raised.error, KeyError) or not raised.error.args or frame is None:
        return None
    key = raised.error.args[0]
    lacking = [(name, value) for name, value in _dictionaries(frame) if key not in value]
    # Where several lack it, it was looked up in the one that was spoken of last.
    spoken_of = loaded(frame)
    lacking.sort(key=lambda pair: -max((at for at, name in spoken_of if name == pair[0].split(".")[-1]), default=-1))
    return MissingKey(key, lacking[0][0], tuple(lacking[0][1])) if lacking else None


def in_words(raised: Raised) -> Text | None:
    """The message in every language, if it is one of those that beginners meet."""
    for kinds, pattern, word in _RULES:
        if isinstance(raised.error, kinds):
            found = re.search(pattern, raised.message)
            said = word(found, raised) if found else None
            if said is not None:
                return said
    return None


def worded(kind: str, message: str, plain: Text | None, *, beside: bool = False) -> Text:
    """An exception of this type on one short line: in plain words if there are any, with the original beside if wanted.

    What Python says itself is what can be looked up, and what others know it by.
    """
    if plain is None:
        return (_SAID if message else _BARE).format(kind=kind, message=_short(message))
    said = _SAID.format(kind=kind, message=plain)
    # A missing key, which is all that a KeyError says, is named in the plain words.
    return _BESIDE.format(said=said, message=_short(message)) if beside and message and kind != "KeyError" else said


def _short(message: str) -> str:
    return message if len(message) <= 160 else message[:159] + "…"


_SAID = Text(zh="{kind}：{message}")
_BESIDE = Text(zh="{said}（原文：{message}）")
_BARE = Text(zh="{kind}")


def _dictionaries(frame: FrameType) -> Iterator[tuple[str, dict[Any, Any]]]:
    """The dictionaries that a running function has a name for, also those kept in the object of a method."""
    for name, value in frame.f_locals.items():
        if isinstance(value, dict):
            yield name, value
        elif name == "self":
            yield from (
                (f"self.{attribute}", kept)
                for attribute, kept in getattr(value, "__dict__", {}).items()
                if isinstance(kept, dict)
            )
    for name in frame.f_code.co_names:
        value = frame.f_globals.get(name)
        if isinstance(value, dict):
            yield name, value


# --- names -----------------------------------------------------------------------------------------------

_AS_IT_IS = Text(zh="{said}")
_NO_KEYS = Text(zh="一个键也没有")
_UNBOUND = Text(
    zh="变量 {name} 在这里还没有值：给它赋值的那一行走到了吗？如果它在 if 的一支里，那一支的条件成立吗，字写得一样吗？",
)
_HIDES = Text(
    zh="函数里给 {name} 赋了值，于是在整个函数里它是一个变量，不再是外面那个函数 {name}：能换个名字吗？",
)
_UNKNOWN = Text(
    zh="{name} 这个名字还没有定义：拼写对吗？它是参数，还是函数里先赋了值的变量？",
)
_ALIKE = Text(
    zh="{name} 这个名字没有定义，有一个 {other}：大小写一样吗？",
)


def _unbound(found: re.Match[str], raised: Raised) -> Text:
    name, frame = found[1], raised.frame
    outside = None if frame is None else frame.f_globals.get(name, getattr(builtins, name, None))
    return (_HIDES if callable(outside) else _UNBOUND).format(name=name)


def _unknown(found: re.Match[str], raised: Raised) -> Text:
    name, frame = found[1], raised.frame
    there = [] if frame is None else [*frame.f_code.co_varnames, *frame.f_code.co_freevars, *frame.f_globals]
    other = next((one for one in there if one.lower() == name.lower() and one != name), "")
    return _ALIKE.format(name=name, other=other) if other else _UNKNOWN.format(name=name)


_KEY = Text(
    zh="没有 {key} 这个键：{name} 里的键是 {keys}",
)


def _key(_: re.Match[str], raised: Raised) -> Text | None:
    found = missing_key(raised)
    return None if found is None else _KEY.format(key=repr(found.key), name=found.name, keys=found.listed)


# --- None, and what has another type than was thought ----------------------------------------------------

_IS_NONE = Text(
    zh="{names} 是 None：给它赋值的那个函数或方法返回了什么？",
)
_A_NONE = Text(
    zh="有一个值是 None：是哪个函数忘了 return，还是从没有返回过什么？",
)
_CHANGES = Text(
    zh="{what}是 None：{method} 改动的是列表或字典本身，它返回什么？",
)
_NAMED, _A_VALUE = Text(zh="{name} "), Text(zh="有一个值")
_CHANGING = ("append", "extend", "insert", "sort", "reverse", "update")


def _none(_: re.Match[str], raised: Raised) -> Text:
    frame = raised.frame
    if frame is None:
        return _A_NONE
    # The function's own variables, not its arguments, unless these were set to something else.
    names = [name for name, value in frame.f_locals.items() if value is None and name in frame.f_code.co_varnames]
    method = next((one for one in _CHANGING if one in frame.f_code.co_names), "")
    if method:
        return _CHANGES.format(what=_NAMED.format(name=names[0]) if len(names) == 1 else _A_VALUE, method=method)
    return _IS_NONE.format(names=names[0]) if len(names) == 1 else _A_NONE


_KINDS = {
    "list": Text(zh="列表"),
    "tuple": Text(zh="元组"),
    "dict": Text(zh="字典"),
    "int": Text(zh="整数"),
    "float": Text(zh="小数"),
    "bool": Text(zh="真假值"),
    "str": Text(zh="字符串"),
    "builtin_function_or_method": Text(zh="函数"),
    "function": Text(zh="函数"),
    "method": Text(zh="方法"),
    "NoneType": Text(zh="None"),
    "numpy.ndarray": Text(zh="数组"),
    "ndarray": Text(zh="数组"),
    "module": Text(zh="模块"),
    "range": Text(zh="range"),
    "generator": Text(zh="生成器"),
}
_OF_TYPE = Text(zh="{type} 类型的值")
_A_FLOAT = re.compile(r"(?:numpy\.)?float\d+")


def _kind(name: str) -> Text:
    """The name of a type, as messages say it, in words."""
    if _A_FLOAT.fullmatch(name):
        return _KINDS["float"]
    return _KINDS.get(name) or _OF_TYPE.format(type=name)


_NO_ATTRIBUTE = Text(
    zh="{kind}没有 .{attribute}，数组才有：这个值是从哪里来的，在哪一步成了{kind}？",
)
_NOT_IN_MODULE = Text(
    zh="{module} 里没有 {attribute} 这个名字：拼写对吗？"
)
_NOT_OF_OBJECT = Text(
    zh="{kind}没有叫 {attribute} 的属性：拼写对吗？在用它之前给它赋过值吗？",
)
_OF_ARRAYS = frozenset(("T", "shape", "dot", "sum", "reshape", "mean", "size", "ndim", "dtype", "copy", "astype"))


def _attribute(found: re.Match[str], _: Raised) -> Text:
    kind, attribute = _kind(found[1]), found[2]
    text = _NO_ATTRIBUTE if attribute in _OF_ARRAYS and "array" not in found[1] else _NOT_OF_OBJECT
    return text.format(kind=kind, attribute=attribute)


def _of_module(found: re.Match[str], _: Raised) -> Text:
    return _NOT_IN_MODULE.format(module=found[1], attribute=found[2])


_INTEGER = Text(
    zh="这里要一个整数，得到的是{kind}：用 / 除出来的数是什么类型？",
)
_INDEX = Text(
    zh="{kind}的项按编号取，编号要是整数，这里给的是{found}：它真的是{kind}吗，还是该是字典或数组？",
)
_CALLED = Text(
    zh="{kind}被当成函数调用了：这里该用圆括号，还是方括号？",
)
_HIDDEN = Text(
    zh="{name} 在这里是{kind}，不再是那个函数：是不是有一个变量也叫 {name}？",
)
_NOT_ONE_BY_ONE = Text(
    zh="{kind}不能一个一个地数，也不能拆开：循环要走几次，右边返回几个值？",
)
_OPERANDS = Text(
    zh="{left}和{right}之间不能用 {sign}：哪一个不是你以为的那样？",
)
_SEQUENCE_SUM = Text(
    zh="列表的 + 是接起来，* 是重复，不会逐个元素地算：这里要的是数组吗？",
)
_ENTRY = Text(
    zh="{kind}不能用方括号取项：它是你以为的那个值吗？",
)


def _integer(found: re.Match[str], _: Raised) -> Text | None:
    return _INTEGER.format(kind=_kind(found[1])) if "float" in found[1] else None


def _index(found: re.Match[str], _: Raised) -> Text:
    if "float" in found[2]:
        return _INTEGER.format(kind=_kind(found[2]))
    return _INDEX.format(kind=_kind(found[1]), found=_kind(found[2]))


def _called(found: re.Match[str], raised: Raised) -> Text:
    kind, frame = _kind(found[1]), raised.frame
    if frame is not None:
        mine = {**frame.f_globals, **frame.f_locals}
        for name in (*frame.f_code.co_names, *frame.f_code.co_varnames):
            if name in mine and not callable(mine[name]) and (hasattr(builtins, name) or _is_called(frame, name)):
                return _HIDDEN.format(name=name, kind=kind)
    return _CALLED.format(kind=kind)


def _is_called(frame: FrameType, name: str) -> bool:
    """Say whether a local name is a function outside."""
    return name in frame.f_locals and callable(frame.f_globals.get(name))


def _one_by_one(found: re.Match[str], raised: Raised) -> Text:
    return _none(found, raised) if found[1] == "NoneType" else _NOT_ONE_BY_ONE.format(kind=_kind(found[1]))


def _operands(found: re.Match[str], raised: Raised) -> Text:
    if "NoneType" in (found[2], found[3]):
        return _none(found, raised)
    if found[1] in ("@", "@="):
        return _NO_MATRIX
    return _OPERANDS.format(sign=found[1], left=_kind(found[2]), right=_kind(found[3]))


def _entry(found: re.Match[str], raised: Raised) -> Text:
    return _none(found, raised) if found[1] == "NoneType" else _ENTRY.format(kind=_kind(found[1]))


# --- calls, and what they return -------------------------------------------------------------------------

_MISSING = Text(
    zh="调用 {function} 时，少给了参数 {names}：它的参数有哪些，是什么顺序？",
)
_TOO_MANY = Text(
    zh="调用 {function} 时给了 {given} 个值，它只收 {takes} 个：它的参数有哪些？",
)
_OF_METHOD = Text(
    zh="方法 {function} 多收到了一个值，就是对象自己：它的第一个参数叫什么？",
)
_NO_INIT = Text(
    zh="{function} 不收任何参数：__init__ 写了吗？它的名字前后各有两条下划线吗？",
)
_KEYWORD = Text(zh="{function} 没有叫 {name} 的参数：名字对吗？")
_UNPACKED = Text(
    zh="等号左边有 {expected} 个名字，右边的值却更多：右边返回几个值，依次是什么？",
)
_TOO_FEW = Text(
    zh="等号左边有 {expected} 个名字，右边只有 {got} 个值：右边返回几个值，依次是什么？",
)
_AGAIN = Text(
    zh="{name} 一直在调用它自己，没有尽头：要调用的是它，还是另一个函数？",
)
_ASSERTED = Text(zh="你自己写的 assert 在这里不成立")


def _missing(found: re.Match[str], _: Raised) -> Text:
    names = ", ".join(re.findall("'(\\w+)'", found[2]))
    return _MISSING.format(function=found[1], names=names)


def _too_many(found: re.Match[str], raised: Raised) -> Text:
    name, takes, given = found[1].split(".")[-1], found[2], found[3]
    # The object may have been called from outside, by the check.
    objects = (value for frame in raised.frames for value in frame.f_locals.values())
    owner = next((type(value) for value in objects if type(value).__name__ == raised.exercise), None)
    code = getattr(vars(owner).get(name), "__code__", None) if owner is not None else None
    if code is not None and code.co_varnames[:1] != ("self",):
        return _OF_METHOD.format(function=name)
    return _TOO_MANY.format(function=name, given=given, takes=takes)


def _no_arguments(found: re.Match[str], _: Raised) -> Text:
    return _NO_INIT.format(function=found[1])


def _keyword(found: re.Match[str], _: Raised) -> Text:
    return _KEYWORD.format(function=found[1], name=found[2])


def _unpacked(found: re.Match[str], _: Raised) -> Text:
    return _UNPACKED.format(expected=found[1])


def _too_few(found: re.Match[str], _: Raised) -> Text:
    return _TOO_FEW.format(expected=found[1], got=found[2])


def _again(_: re.Match[str], raised: Raised) -> Text:
    frame = raised.frame
    return _AGAIN.format(name=raised.exercise if frame is None else frame.f_code.co_name)


# --- arrays ----------------------------------------------------------------------------------------------

_AMBIGUOUS = Text(
    zh="if、and、or 要的是一个真或假，这里却是一整个数组，每个数各有一个：该怎样对每个数各问一次？",
)
_MISALIGNED = Text(
    zh="矩阵乘法的形状接不上，左边的列数是 {left}，右边的行数是 {right}",
)
_NO_MATRIX = Text(
    zh="矩阵乘法的两边都要是数组，这里有一边是一个数：它是你以为的那个值吗？",
)
_ELEMENT_BY_ELEMENT = Text(
    zh="形状 {shapes} 不能逐个元素地运算：这里要的是矩阵乘法，还是有一个形状不对？",
)
_AND = Text(zh="{one} 和 {other}")
_RANDN = Text(
    zh="交给 randn 的是{found}：它要的大小是一个元组，还是一个一个的数？zeros 呢？",
)
_ZEROS = Text(
    zh='"{what}" 被当成了数据类型：zeros 要的大小是一个元组，还是一个一个的数？',
)
_SEQUENCES = {"tuple": Text(zh="一个元组"), "list": Text(zh="一个列表")}
_ONE_NUMBER = Text(
    zh="这里只收一个数，得到的是一整个数组：int、float 和 math 里的函数一次只收一个数，对整个数组该用什么？",
)
_OUT = Text(
    zh="多出来的那个参数被当成了放结果的数组：它本来是要加上去的吗？",
)
_NO_INDEX = Text(
    zh="数组的项按编号取，这里给的却不是编号：要的是这个数组，还是一个字典？参数的顺序对吗？",
)
_OUT_OF_RANGE = Text(
    zh="{kind}没有这么多项：它有几项？编号从几数起，到几为止？",
)
_OUT_OF_BOUNDS = Text(
    zh="编号 {index} 超出了范围，这个方向上只有 {size} 项，从 0 数起",
)
_RESHAPED = Text(
    zh="{size} 个数排不成形状 {shape}：一共该有几个数？",
)
_BY_ZERO = Text(zh="除数是 0：它为什么会是 0？")


def _just(text: Text) -> Callable[[re.Match[str], Raised], Text]:
    """The same words whatever was found."""
    return lambda _, __: text


def _misaligned(found: re.Match[str], _: Raised) -> Text:
    return _MISALIGNED.format(**found.groupdict())


def _broadcast(_: re.Match[str], raised: Raised) -> Text | None:
    # NumPy writes (1,3), Python (1, 3); a plain number, (), fits everything.
    shapes = [shape.replace(",", ", ").replace(", )", ",)") for shape in re.findall(r"\(\d[\d,]*\)", raised.message)]
    if len(shapes) < 2:
        return None
    listed: Any = functools.reduce(lambda one, other: _AND.format(one=one, other=other), shapes)
    return _ELEMENT_BY_ELEMENT.format(shapes=listed)


def _randn(found: re.Match[str], raised: Raised) -> Text | None:
    # Not every version of NumPy has it among what was running.
    drawn = any(frame.f_code.co_name.endswith(".randn") for frame in raised.frames)
    named = raised.frame is not None and "randn" in raised.frame.f_code.co_names
    return _RANDN.format(found=_SEQUENCES[found[1]]) if drawn or named else None


def _zeros(found: re.Match[str], _: Raised) -> Text:
    return _ZEROS.format(what=found[1])


def _out_of_range(found: re.Match[str], _: Raised) -> Text:
    return _OUT_OF_RANGE.format(kind=_kind(found[1]))


def _out_of_bounds(found: re.Match[str], _: Raised) -> Text:
    return _OUT_OF_BOUNDS.format(index=found[1], size=found[2])


def _reshaped(found: re.Match[str], _: Raised) -> Text:
    return _RESHAPED.format(size=found[1], shape=found[2].replace(",", ", ").replace(", )", ",)"))


_Word = Callable[["re.Match[str]", Raised], Optional[Text]]
_TYPE_OR_VALUE = (TypeError, ValueError)

#: Types, what stands in the message, and who words it; the first that fits.
_RULES: tuple[tuple[Any, str, _Word], ...] = (
    (UnboundLocalError, r"local variable '(\w+)'", _unbound),
    (NameError, r"name '(\w+)' is not defined", _unknown),
    (KeyError, "", _key),
    (AssertionError, "", _just(_ASSERTED)),
    (RecursionError, "", _again),
    (ZeroDivisionError, "", _just(_BY_ZERO)),
    (IndexError, r"^(list|tuple|string)\b.* index out of range", _out_of_range),
    (IndexError, r"index (-?\d+) is out of bounds for axis \d+ with size (\d+)", _out_of_bounds),
    (AttributeError, "'NoneType' object has no attribute", _none),
    (AttributeError, r"module '([\w.]+)' has no attribute '(\w+)'", _of_module),
    (AttributeError, r"'([\w.]+)' object has no attribute '(\w+)'", _attribute),
    (IndexError, "^only integers, slices", _just(_NO_INDEX)),
    (ValueError, "truth value of an array", _just(_AMBIGUOUS)),
    (ValueError, "^output array (?:has wrong dimensions|is not acceptable)", _just(_OUT)),
    # Of NumPy's two words for the same the sizes that do not meet are told.
    (ValueError, r"core dimension .*size (?P<right>\d+) is different from (?P<left>\d+)", _misaligned),
    (ValueError, r"not aligned: (?P<left>\d+) \(dim \d+\) != (?P<right>\d+) \(dim", _misaligned),
    (_TYPE_OR_VALUE, "does not have enough dimensions|Scalar operands are not allowed", _just(_NO_MATRIX)),
    (ValueError, "be broadcast together|the broadcast shape", _broadcast),
    (ValueError, r"cannot reshape array of size (\d+) into shape (\([\d,]*\))", _reshaped),
    (ValueError, r"too many values to unpack \(expected (\d+)", _unpacked),
    (ValueError, r"not enough values to unpack \(expected (?:at least )?(\d+), got (\d+)\)", _too_few),
    (TypeError, "'(tuple|list)' object cannot be interpreted as an integer", _randn),
    (TypeError, r"'([\w.]+)' object cannot be interpreted as an integer", _integer),
    (TypeError, "^Cannot interpret '(.*)' as a data type$", _zeros),
    (TypeError, r"^(list|tuple|string) (?:indices|index) must be integers(?: or slices)?, not '?([\w.]+)'?", _index),
    (TypeError, r"'([\w.]+)' object is not callable", _called),
    (TypeError, r"cannot unpack non-iterable ([\w.]+) object", _one_by_one),
    (TypeError, r"'([\w.]+)' object is not iterable", _one_by_one),
    (TypeError, r"'([\w.]+)' object is not subscriptable", _entry),
    (TypeError, r"unsupported operand type\(s\) for (\S+): '([\w.]+)' and '([\w.]+)'", _operands),
    (TypeError, "can only concatenate (?:list|tuple)|can't multiply sequence by non-int", _just(_SEQUENCE_SUM)),
    (TypeError, r"only (?:\S+) arrays can be converted to Python scalars", _just(_ONE_NUMBER)),
    (TypeError, r"^([\w.]+)\(\) missing \d+ required positional arguments?: (.*)", _missing),
    (TypeError, r"^([\w.]+)\(\) takes no arguments", _no_arguments),
    (TypeError, r"^([\w.]+)\(\) takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) w", _too_many),
    (TypeError, r"^([\w.]+)\(\) got an unexpected keyword argument '(\w+)'", _keyword),
)
