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


_SAID = Text(en="{kind}: {message}")
_BESIDE = Text(en="{said} (as Python says it: {message})")
_BARE = Text(en="{kind}")


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

_AS_IT_IS = Text(en="{said}")
_NO_KEYS = Text(en="none at all")
_UNBOUND = Text(
    en="the variable {name} has no value here: was the line that sets it reached? "
    "If it stands in a branch, does its condition hold, and is the word spelt the same?",
)
_HIDES = Text(
    en="{name} is set in this function, so that in all of it {name} is a variable, no longer the function of that name: "
    "could it be called otherwise?",
)
_UNKNOWN = Text(
    en="nothing is called {name} here: is it spelt right, is it an argument, or is it set in the function before?",
)
_ALIKE = Text(
    en="nothing is called {name} here, but there is {other}: are the capitals the same?",
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
    en="there is no key {key}: the keys of {name} are {keys}",
)


def _key(_: re.Match[str], raised: Raised) -> Text | None:
    found = missing_key(raised)
    return None if found is None else _KEY.format(key=repr(found.key), name=found.name, keys=found.listed)


# --- None, and what has another type than was thought ----------------------------------------------------

_IS_NONE = Text(
    en="{names} is None: what was returned by the function or method that it was set by?",
)
_A_NONE = Text(
    en="a value is None: which function forgot to return, or never returns anything?",
)
_CHANGES = Text(
    en="{what} is None: {method} changes the list or dictionary itself, and what does it return?",
)
_NAMED, _A_VALUE = Text(en="{name}"), Text(en="a value")
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
    "list": Text(en="a list"),
    "tuple": Text(en="a tuple"),
    "dict": Text(en="a dictionary"),
    "int": Text(en="a whole number"),
    "float": Text(en="a float"),
    "bool": Text(en="a truth value"),
    "str": Text(en="a string"),
    "builtin_function_or_method": Text(en="a function"),
    "function": Text(en="a function"),
    "method": Text(en="a method"),
    "NoneType": Text(en="None"),
    "numpy.ndarray": Text(en="an array"),
    "ndarray": Text(en="an array"),
    "module": Text(en="a module"),
    "range": Text(en="a range"),
    "generator": Text(en="a generator"),
}
_OF_TYPE = Text(en="a value of type {type}")
_A_FLOAT = re.compile(r"(?:numpy\.)?float\d+")


def _kind(name: str) -> Text:
    """The name of a type, as messages say it, in words."""
    if _A_FLOAT.fullmatch(name):
        return _KINDS["float"]
    return _KINDS.get(name) or _OF_TYPE.format(type=name)


_NO_ATTRIBUTE = Text(
    en="{kind} has no .{attribute}, as an array has: where does this value come from, and where did it become {kind}?",
)
_NOT_IN_MODULE = Text(
    en="there is no {attribute} in {module}: is it spelt right?"
)
_NOT_OF_OBJECT = Text(
    en="{kind} has no attribute {attribute}: is it spelt right, and is it set before it is used?",
)
_OF_ARRAYS = frozenset(("T", "shape", "dot", "sum", "reshape", "mean", "size", "ndim", "dtype", "copy", "astype"))


def _attribute(found: re.Match[str], _: Raised) -> Text:
    kind, attribute = _kind(found[1]), found[2]
    text = _NO_ATTRIBUTE if attribute in _OF_ARRAYS and "array" not in found[1] else _NOT_OF_OBJECT
    return text.format(kind=kind, attribute=attribute)


def _of_module(found: re.Match[str], _: Raised) -> Text:
    return _NOT_IN_MODULE.format(module=found[1], attribute=found[2])


_INTEGER = Text(
    en="a whole number is needed here, found {kind}: of what type is a number that / has given?",
)
_INDEX = Text(
    en="entries of {kind} are taken by their number, here {found} was given: "
    "is it to be {kind}, or a dictionary or an array?",
)
_CALLED = Text(
    en="{kind} was called as a function: are round brackets meant here, or square ones?",
)
_HIDDEN = Text(
    en="{name} is {kind} here, and no longer the function: is there a variable called {name} as well?",
)
_NOT_ONE_BY_ONE = Text(
    en="{kind} can neither be gone through nor unpacked: how often should the loop run, how many values are returned?",
)
_OPERANDS = Text(
    en="{left} and {right} cannot be combined by {sign}: which of them is not what you take it for?",
)
_SEQUENCE_SUM = Text(
    en="with lists + joins and * repeats, nothing is computed element by element: is an array needed here?",
)
_ENTRY = Text(
    en="no entry can be taken of {kind}: is it the value that you take it for?",
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
    en="{function} is called without {names}: which arguments does it take, and in which order?",
)
_TOO_MANY = Text(
    en="{function} is called with {given} values and takes {takes}: which arguments does it have?",
)
_OF_METHOD = Text(
    en="the method {function} is given one value more than it takes, the object itself: "
    "what is its first argument called?",
)
_NO_INIT = Text(
    en="{function} takes no arguments: is __init__ there, with two underscores before and behind?",
)
_KEYWORD = Text(en="{function} has no argument {name}: is the name right?")
_UNPACKED = Text(
    en="there are {expected} names on the left and more values on the right: how many values are returned, and which?",
)
_TOO_FEW = Text(
    en="there are {expected} names on the left and only {got} values on the right: how many are returned, and which?",
)
_AGAIN = Text(
    en="{name} calls itself without end: is it to call itself, or another function?",
)
_ASSERTED = Text(en="your own assert does not hold here")


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
    en="if, and, or need one truth value, and here is a whole array, with one for each number: "
    "how can every number be asked at once?",
)
_MISALIGNED = Text(
    en="the shapes of a matrix product do not meet, columns on the left: {left}, rows on the right: {right}",
)
_NO_MATRIX = Text(
    en="both sides of a matrix product must be arrays, and one is a number here: is it the value that you take it for?",
)
_ELEMENT_BY_ELEMENT = Text(
    en="the shapes {shapes} do not fit together element by element: "
    "is the matrix product meant, or is one of the shapes wrong?",
)
_AND = Text(en="{one} and {other}")
_RANDN = Text(
    en="randn was handed {found}: does it take the sizes one by one or as a tuple, and how does zeros take them?",
)
_ZEROS = Text(
    en='"{what}" was taken for a data type: does zeros take the sizes one by one or as a tuple?',
)
_SEQUENCES = {"tuple": Text(en="a tuple"), "list": Text(en="a list")}
_ONE_NUMBER = Text(
    en="one number is taken here, found a whole array: int, float and the functions of math take one number; "
    "what does the same for a whole array?",
)
_OUT = Text(
    en="an argument too many is taken for the array that the result goes into: was it to be added?",
)
_NO_INDEX = Text(
    en="entries of an array are taken by their numbers, and something else was given: "
    "is it to be this array, or a dictionary? Are arguments in their order?",
)
_OUT_OF_RANGE = Text(
    en="{kind} has not that many entries: how many are there, and from where to where are they counted?",
)
_OUT_OF_BOUNDS = Text(
    en="the index {index} is out of range: there are {size} entries that way, counted from 0",
)
_RESHAPED = Text(
    en="{size} numbers cannot be put into the shape {shape}: how many should there be?",
)
_BY_ZERO = Text(en="something is divided by 0: why is it 0?")


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
