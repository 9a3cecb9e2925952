"""What Python raises, in the words of this lesson: tuples handed on as arrays, missing keys, swapped caches."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kit.selfcheck import EMPTY, Raised, Text, kind, missing_key

_NO_LAYER = Text(
    en='there is no key "{key}"{among}: from which layer to which does the loop go?',
)
_AMONG = Text(en=" ({mapping} has {keys})")
_NOT_IN = Text(
    en='there is no key "{key}": which keys were put into {mapping}?',
)
_OTHERS = Text(
    en='{mapping} has no key "{key}", its keys are {keys}: which of them is wanted?',
)
_NOT_UNPACKED = Text(
    en="a tuple was taken for an array: how many values does {source} return?",
)
_HANDED = Text(
    en="the {name} handed to {function} is {found}, not an array: {ask}",
)
_HELD = Text(en="{name} is {found}, not an array: {ask}")
_NO_LINEAR_CACHE = Text(
    en="the cache handed to linear_backward is {found}, not the tuple (A_prev, W, b): which cache does it need?",
)
_RETURNS = Text(en="how many values does {source} return?")
_ORDER = Text(en="in which order does {function} take its arguments?")
_SWAPPED = Text(en="are linear_cache and activation_cache swapped?")
_WHICH = Text(en="which entry of it is Z?")

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

# The names of parameters and gradients, as a KeyError says them.
_KEY = re.compile(r"'((?:d?[Wb]|dA)\d+)'")
# What is raised where a tuple stands in the place of an array.
_OF_TYPES = TypeError, ValueError, AttributeError
_SEQUENCE = re.compile("tuple|list|sequence|inhomogeneous|to unpack|no callable")
_NO_ARRAY = re.compile("of 'tuple'|'tuple' object has no attribute|inhomogeneous")


def explain(raised: Raised) -> Text | None:
    """In plain words what one of the ten functions raised, if beginners meet it."""
    if isinstance(raised.error, KeyError):
        key = _KEY.fullmatch(raised.message)
        if not key:
            return None
        found = missing_key(raised)
        among = _AMONG.format(mapping=found.name, keys=found.listed) if found is not None else EMPTY
        return _of_another_kind(raised) or _NO_LAYER.format(key=key[1], among=among)
    return _handed_over(raised)


def explain_model(raised: Raised) -> Text | None:
    """The same of what is put together from the ten."""
    if isinstance(raised.error, KeyError):
        key = _KEY.fullmatch(raised.message)
        if not key:
            return None
        mapping = "grads" if key[1].startswith("d") else "parameters"
        return _of_another_kind(raised) or _NOT_IN.format(key=key[1], mapping=mapping)
    handed = _handed_over(raised)
    if handed is None and isinstance(raised.error, _OF_TYPES) and _NO_ARRAY.search(raised.message):
        return _NOT_UNPACKED.format(source=_forward_of(raised.exercise))
    return handed


def _of_another_kind(raised: Raised) -> Text | None:
    """The keys that are there, where none is of the kind that was looked for, W for W1, dA for dA2."""
    found = missing_key(raised)
    if found is None or any(_kind_of(key) == _kind_of(found.key) for key in found.keys):
        return None
    return _OTHERS.format(key=found.key, mapping=found.name, keys=found.listed)


def _kind_of(key: Any) -> str:
    return str(key).rstrip("0123456789")


def _handed_over(raised: Raised) -> Text | None:
    """A tuple where an array belongs, found in what the functions that were running had been handed."""
    if not isinstance(raised.error, _OF_TYPES) or not _SEQUENCE.search(raised.message):
        return None
    name = raised.exercise
    backward = name.endswith("backward")
    for frame in reversed(raised.frames):
        function, values = frame.f_code.co_name, frame.f_locals
        if backward and function in ("sigmoid", "relu"):
            continue  # called by its own backward function, whose cache tells more
        if function == "linear_backward" and function != name and "to unpack" in raised.message and "cache" in values:
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
    """The function whose answer gives the last layer's activation in this one."""
    return "linear_activation_forward" if name == "two_layer_model" else "L_model_forward"


def _about_output(function: str, argument: str, value: Any, name: str) -> Text:
    """A question to whoever handed this on as the prediction, or as the labels."""
    if argument == "AL" and len(value) == 2 and isinstance(value[0], np.ndarray):
        return _RETURNS.format(source=_forward_of(name))
    return _ORDER.format(function=function)


def _about_cache(value: Any) -> Text:
    """A question to whoever took this for Z on the way back."""
    return _SWAPPED if all(isinstance(entry, np.ndarray) for entry in value) else _WHICH
