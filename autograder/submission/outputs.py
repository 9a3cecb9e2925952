"""A notebook without its stored outputs, which may be a hundred megabytes of it and are not used.

The file is read piece by piece, and what outputs hold is passed over without being kept. Everything else stays byte
for byte, so that whoever reads JSON reads what is left as they would have read the whole. What takes a step for each
byte is done in C, by regular expressions without backtracking and by arrays: the time grows with the size, whatever
the file holds, and no more is in memory than what is kept and two pieces.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Protocol

import numpy as np

#: Bytes that are kept of a notebook: one of this lesson with all its figures is a fiftieth of it. A file that is no
#: larger is kept whole.
MAX_BYTES = 20_000_000

#: A larger file is not read to its end.
MAX_FILE = 200_000_000

#: Bytes of pasted pictures that are kept of a notebook of which not everything is; in the place of others stands null.
MAX_PICTURES = 10_000_000

#: So many values are passed over; no one has as many cells.
MAX_PASSED_OVER = 250_000

#: Of a file that is too large, what is kept: its language can be told by that.
HEAD = 2_000_000

#: Bytes that are looked at at once, and of what is passed over at first: most outputs are small.
PIECE, FIRST = 1 << 18, 512

#: So many brackets are passed over one by one before arrays are made of the bytes.
ONE_BY_ONE = 16

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOLD_APART = rb'"(?:outputs|attachments)"'
#: What is kept: whatever stands outside of strings, and whole strings, up to one to be looked at.
_KEPT = re.compile(rb'(?:[^"]++|(?!%b)%b)*+' % (_TOLD_APART, _STRING), re.DOTALL)
_WHOLE = re.compile(_STRING, re.DOTALL)
_INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_COLON = re.compile(rb"[ \t\n\r]*+:?[ \t\n\r]*+")
_KEY = re.compile(rb'"(outputs|attachments)"[ \t\n\r]*+:[ \t\n\r]*+(?=[\[{])')
_TO_BRACKET = re.compile(rb'(?:[^"\[\]{}]++|%b)*+' % _STRING, re.DOTALL)


class Readable(Protocol):
    """What can be read from, as a file opened in binary mode."""

    def read(self, size: int, /) -> bytes:
        """At most so many of the next bytes; none at the end."""


class TooLarge(bytes):
    """The beginning of a notebook that is too large to be read, without its outputs."""


def without_outputs(file: Readable) -> bytes:
    """A notebook's bytes, read from a file: all of them if they are few, else those outside of outputs.

    Pasted pictures (nbformat's attachments) are kept as long as there is room for them. Where too much is left, or the
    file is larger than `MAX_FILE`, it is the beginning, as `TooLarge`. What is no JSON is left as it is where it is
    small, and as something that is no JSON, either, or too large where it is not.
    """
    head = _read(file, MAX_BYTES + 1)
    if len(head) <= MAX_BYTES:
        return head
    scan = _Scan(_pieces(head, file))
    try:
        scan.run()
    except _FullError:
        return TooLarge(scan.kept[:HEAD])
    return bytes(scan.kept)


def _read(file: Readable, size: int) -> bytes:
    """So many bytes, or all that are left: a file may give fewer than it is asked for."""
    parts = []
    while size > 0 and (part := file.read(min(size, PIECE))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _pieces(head: bytes, file: Readable) -> Iterator[bytes]:
    for place in range(0, len(head), PIECE):
        yield head[place : place + PIECE]
    size = len(head)
    while part := file.read(PIECE):
        size += len(part)
        if size > MAX_FILE:
            raise _FullError
        yield part


class _FullError(Exception):
    """There is too much of it."""


class _Scan:
    """Goes through a notebook once; what is kept is in ``kept``."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.kept = bytearray()
        self._pieces = pieces
        #: What is looked at, and how far it has been taken.
        self._data, self._at = b"", 0
        self._is_ended = False
        self._passed_over = 0
        self._room_for_pictures = MAX_PICTURES

    def run(self) -> None:
        """Keep what is to be kept, to the end of the file.

        Raises
        ------
        _FullError
            There is too much of it.
        """
        while self._more() or self._at < len(self._data):
            while self._at < len(self._data):
                self._keep(_end(_KEPT, self._data, self._at))
                if self._at < len(self._data) and not self._string():
                    break

    def _string(self) -> bool:
        """Look at the string that begins here; False if more of the file is needed to know what it is."""
        whole = _WHOLE.match(self._data, self._at)
        if whole is None:
            if self._is_short():
                return False
            self._keep_string()
            return True
        if _end(_COLON, self._data, whole.end()) == len(self._data) and self._is_short():
            return False
        if key := _KEY.match(self._data, self._at):
            self._keep(key.end())
            self._value(is_picture=key[1] == b"attachments")
        else:
            self._keep(whole.end())
        return True

    def _is_short(self) -> bool:
        """Tell whether more is to be waited for: nothing that is to be told apart is as long as a piece."""
        return len(self._data) - self._at < PIECE and not self._is_ended

    def _keep_string(self) -> None:
        """Keep a string that is long, or never ends."""
        self._keep(self._at + 1)
        while True:
            self._keep(_end(_INSIDE, self._data, self._at))
            if self._data[self._at : self._at + 1] == b'"':
                self._keep(self._at + 1)
                return
            # Here ends what is there of it, perhaps behind the first half of an escape.
            if not self._more():
                self._keep(len(self._data))
                return

    def _value(self, is_picture: bool) -> None:
        """Pass over the list or table that begins here."""
        self._passed_over += 1
        if self._passed_over > MAX_PASSED_OVER:
            raise _FullError
        held = bytearray()
        room = self._room_for_pictures if is_picture else -1

        def take(place: int) -> None:
            if len(held) <= room:
                held.extend(self._data[self._at : place])
            self._at = place

        if not self._pass_over(take):
            return  # cut off: what is kept is no JSON then, either
        if not is_picture:
            self._put(b"[]")
        elif len(held) <= room:
            self._room_for_pictures -= len(held)
            self._put(bytes(held))
        else:
            self._put(b"null")

    def _pass_over(self, take: Callable[[int], None]) -> bool:
        """Take bytes to the end of the value that begins here; False if there is none."""
        depth = 0
        for _ in range(ONE_BY_ONE):
            take(_end(_TO_BRACKET, self._data, self._at))
            here = self._data[self._at : self._at + 1]
            if here in (b"", b'"'):
                break
            depth += 1 if here in b"[{" else -1
            take(self._at + 1)
            if depth == 0:
                return True
        size, place = FIRST, _Place(depth)
        while True:
            window = self._data[self._at : self._at + size]
            if window:
                end = place.walk(window)
                take(self._at + (len(window) if end is None else end))
                if end is not None:
                    return True
            elif not self._more():
                return False
            size = min(4 * size, PIECE)

    def _keep(self, place: int) -> None:
        self._put(self._data[self._at : place])
        self._at = place

    def _put(self, data: bytes) -> None:
        self.kept += data
        if len(self.kept) > MAX_BYTES:
            raise _FullError

    def _more(self) -> bool:
        """Read on; False at the end of the file."""
        piece = next(self._pieces, b"")
        self._is_ended = not piece
        if piece:
            self._data, self._at = self._data[self._at :] + piece, 0
        return not self._is_ended


def _end(pattern: re.Pattern[bytes], data: bytes, place: int) -> int:
    """Where a pattern that fits anywhere, if only nothing, ends from here on."""
    found = pattern.match(data, place)
    return found.end() if found else place


class _Place:
    """A place within a value: so deep in brackets, and perhaps in a string."""

    def __init__(self, depth: int) -> None:
        self._depth = depth
        self._is_inside = self._is_escaped = False

    def walk(self, window: bytes) -> int | None:
        """Go on through some bytes; returns where the value ends, if it does there."""
        codes = np.frombuffer(window, dtype=np.uint8)
        quotes = codes == ord('"')
        slashes = np.flatnonzero(codes == ord("\\"))
        escaped = self._is_escaped
        if escaped:
            quotes[0] = False
        self._is_escaped = False
        if len(slashes):
            # Of the backslashes in a row, the first escapes the second, and so on.
            first = np.ones(len(slashes), dtype=bool)
            first[1:] = np.diff(slashes) != 1
            numbers = np.arange(len(slashes))
            within = numbers - np.maximum.accumulate(np.where(first, numbers, 0))
            if escaped and slashes[0] == 0:
                others = np.flatnonzero(first)
                within[: others[1] if len(others) > 1 else None] += 1
            after = slashes[within % 2 == 0] + 1
            self._is_escaped = bool(len(after)) and int(after[-1]) == len(window)
            quotes[after[after < len(window)]] = False
        inside = np.bitwise_xor.accumulate(quotes.view(np.uint8)) ^ np.uint8(self._is_inside)
        self._is_inside = bool(inside[-1])
        # [ and { differ in this bit alone, ] and } likewise.
        kinds = codes | 0x20
        places = np.flatnonzero(((kinds == ord("{")) | (kinds == ord("}"))) & (inside == 0))
        if not len(places):
            return None
        depths = self._depth + np.cumsum(np.where(kinds[places] == ord("{"), 1, -1))
        ends = np.flatnonzero(depths <= 0)
        if len(ends):
            return int(places[ends[0]]) + 1
        self._depth = int(depths[-1])
        return None
