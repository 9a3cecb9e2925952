"""A value as a short text, whatever it is: a few of an array's numbers, the first entries of a container.

Students' values come this way. However large, long or deep they are, the text is short and quickly made, and
no method of theirs is called.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

Container = tuple[Any, ...] | list[Any] | dict[Any, Any]

#: Characters of a text.
LIMIT = 600

_WINDOW = 6  # entries along an axis of an array
_ENTRIES = 12  # of a container
_RESERVED = 30  # characters kept for the description of each entry that follows
_DEPTH = 4
_NAME = 30  # characters of a key


def printable(text: str, limit: int) -> str:
    """At most so many characters of a text, in one line; what cannot be printed stands as in Python's literals.

    Examples
    --------
    >>> printable("two\\nlines", 5)
    'two\\\\n…'
    """
    shown = "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text[: limit + 1]
    )
    return shown if len(shown) <= limit else f"{shown[:limit]}…"


def without_lists(text: str, longest: int = 20) -> str:
    """The text with what stands in brackets left out where it is long, as an array is that somebody has put into it."""
    kept: list[str] = []
    depth, start = 0, 0
    for place, char in enumerate(text):
        if char == "[":
            start = place if depth == 0 else start
            depth += 1
        elif char == "]" and depth:
            depth -= 1
            if depth == 0:
                inner = text[start : place + 1]
                kept.append(inner if len(inner) <= longest else "[…]")
        elif depth == 0:
            kept.append(char)
    return "".join(kept) + ("[…" if depth else "")


def keys(value: dict[Any, Any]) -> str:
    """The first keys of a dictionary."""
    shown = [printable(key, _NAME) if isinstance(key, str) else describe(key) for key in islice(value, _ENTRIES)]
    return ", ".join([*shown, *["…"] * (len(value) > _ENTRIES)]) or "-"


def describe(value: Any) -> str:
    """A value's type (and shape) in the words of a Python error message.

    Examples
    --------
    >>> describe(np.zeros((2, 3))), describe((1, 2)), describe(None)
    ('array (2, 3)', 'tuple (2)', 'None')
    """
    if isinstance(value, np.ndarray):
        return f"array {value.shape}"
    if isinstance(value, (tuple, list, dict)):
        return f"{type(value).__name__} ({len(value)})"
    # What cannot be sent as plain data arrives as the name of its type.
    name = getattr(value, "type_name", None) or ("None" if value is None else type(value).__name__)
    return printable(name, 60)


def outline(value: Any) -> str:
    """What a container holds, by types and shapes; anything else as `describe` has it."""
    if not isinstance(value, (tuple, list, dict)):
        return describe(value)
    return _cut(_in_one_line(value, [(label, describe(item)) for label, item in _entries(value)]))


def show(value: Any, at: tuple[int, ...] = ()) -> str:
    """The value in a few lines; of an array, those entries around the index ``at``.

    Parameters
    ----------
    value
        Anything; none of its own methods is called.
    at
        An index of the array, one number an axis; its beginning if none is given.

    Returns
    -------
    str
        At most `LIMIT` characters.

    Examples
    --------
    >>> print(show(np.arange(8.0).reshape(2, 4)))
    array (2, 4)
    [0 1 2 3]
    [4 5 6 7]
    >>> show({"mu": 0.5, "names": ["a", "b"]})
    '{"mu": 0.5, "names": ["a", "b"]}'
    """
    return _cut(_show(value, at, LIMIT, _DEPTH))


def _show(value: Any, at: tuple[int, ...], room: int, depth: int) -> str:
    if isinstance(value, np.ndarray) and value.ndim and value.dtype.kind in "biuf":
        return _array(value, at or (0,) * value.ndim)
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "biuf":
        return _number(value.item())
    if isinstance(value, (bool, int, float)):
        return _number(value)
    if isinstance(value, str):
        return f'"{printable(value, 200)}"'
    if isinstance(value, (tuple, list, dict)) and depth:
        return _container(value, room, depth)
    return describe(value)


def _number(value: float) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    # A longer one could not even be written down: Python refuses.
    return printable(str(value), 40) if value.bit_length() <= 1024 else describe(value)


def _array(array: npt.NDArray[Any], at: tuple[int, ...]) -> str:
    """The shape, and of the last two axes a window around the index."""
    windows = [_window(size, index) for size, index in zip(array.shape, at, strict=True)][-2:]
    block = array[at[:-2]] if array.size else array
    head = describe(array)
    if array.ndim > 2 or any(window.start for window in windows):
        places = [*map(str, at[:-2]), *(f"{window.start}:{window.stop}" for window in windows)]
        head += f" [{', '.join(places)}]"
    if not array.size:
        return head
    numbers = np.atleast_2d(block[tuple(slice(window.start, window.stop) for window in windows)]).tolist()
    texts = [[f"{number:.4g}" if isinstance(number, float) else str(number) for number in row] for row in numbers]
    width = max(len(text) for row in texts for text in row)
    before, after = _ellipses(windows[-1], block.shape[-1])
    rows = [f"[{before}{' '.join(text.rjust(width) for text in row)}{after}]" for row in texts]
    if block.ndim == 2:
        above, below = _ellipses(windows[0], block.shape[0])
        rows = [above, *rows, below]
    return "\n".join([head, *(row.strip() for row in rows if row)])


def _window(size: int, index: int) -> range:
    start = 0 if index < _WINDOW else min(index - _WINDOW // 2, size - _WINDOW)
    return range(start, min(start + _WINDOW, size))


def _ellipses(window: range, size: int) -> tuple[str, str]:
    return "… " if window.start else "", " …" if window.stop < size else ""


def _container(value: Container, room: int, depth: int) -> str:
    """The entries in full while there is room, and what the rest are."""
    head = "dict" if isinstance(value, dict) else describe(value)
    left = room - len(head)
    following = min(len(value), _ENTRIES)
    texts = []
    for label, item in _entries(value):
        following -= 1
        here = left - len(label) - len(": \n") - _RESERVED * following
        text = _show(item, (), here, depth - 1).replace("\n", "\n  ") if here > 0 else ""
        texts.append((label, text if 0 < len(text) <= here else describe(item)))
        left -= len(label) + len(": \n") + len(texts[-1][1])
    if not any("\n" in text for _, text in texts):
        return _in_one_line(value, texts)
    return "\n".join([head, *(f"{label}: {text}" for label, text in texts), *["…"] * (len(value) > _ENTRIES)])


def _in_one_line(value: Container, texts: list[tuple[str, str]]) -> str:
    start, end = "{}" if isinstance(value, dict) else "[]" if isinstance(value, list) else "()"
    entries = ", ".join(f"{label}: {text}" if isinstance(value, dict) else text for label, text in texts)
    return f"{start}{entries}{end}" if len(value) <= _ENTRIES else f"{describe(value)} {start}{entries}, …{end}"


def _entries(value: Container) -> Iterator[tuple[str, Any]]:
    """The first entries, each with its key or index."""
    if isinstance(value, dict):
        for key, item in islice(value.items(), _ENTRIES):
            yield (f'"{printable(key, _NAME)}"' if isinstance(key, str) else describe(key)), item
    else:
        for index, item in enumerate(value[:_ENTRIES]):
            yield f"[{index}]", item


def _cut(text: str) -> str:
    return text if len(text) <= LIMIT else text[: LIMIT - 2].rsplit("\n", 1)[0] + "\n…"
