"""The wire between the grader and a student's process: frames of plain data, and nothing else.

The *judge* (trusted) asks, the *child* runs a student's cells and answers; both use this module, the child
having loaded it by path. An `Encoder` turns Python values into plain data by looking at what they are made of, never
by calling a method that a student could have overridden. A `Decoder` takes whatever comes back as hostile: it knows a
handful of shapes, holds to the caps below, and raises `WireError` for everything else. There is no pickle and no eval.

A frame is its length and that of its JSON (4 bytes each), the JSON, and the numbers of its arrays, one after the other
in the order in which they are named, little-endian:

    1.5, "ab", [1, 2]      as JSON has them       {"array": ["float64", [2, 3]]}  {"scalar": "float64"}
    {"tuple": [...]}       {"dict": {"mu": ...}}  {"opaque": "generator"}
"""

import json
import math
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

MAX_QUESTION = 64 << 20  # bytes in a frame from the judge: twice the real cat images
MAX_REPLY = 32 << 20  # bytes in a frame from a child
MAX_DATA = 16 << 20  # bytes of arrays in a child's frame, which leaves room for text
MAX_TEXT = 500_000  # characters of text in a frame, six bytes each at worst
MAX_STRING = 100_000
MAX_NODES = 60_000  # values in a frame, an array being one
MAX_MARKS = 1_200_000  # commas and brackets in a frame: bounds the objects that parsing makes
MAX_DEPTH = 20
MAX_DIMENSIONS = 4
MAX_BITS = 1024
MAX_NAME = 120

_INTEGERS = [f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)]
_DTYPES = {name: np.dtype(name) for name in ("bool", *_INTEGERS, "float16", "float32", "float64")}
_NAMES = {kind: name for name, kind in _DTYPES.items()}
_name_of_class = type.__dict__["__name__"].__get__
_to_json = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
_lone_surrogate = re.compile(r"(?<!\\)(?:\\\\)*+\\u[dD][89a-fA-F]").search


class WireError(Exception):
    """Raised when something came over the wire that may not come, or something should go that cannot."""


class WireClosedError(WireError):
    """The other end is gone."""


@dataclass(frozen=True)
class Opaque:
    """A value that does not travel: all that is known of it is what it is, such as `generator`."""

    type_name: str


# Frames


def send(
    link: socket.socket, message: dict[str, Any], cap: int = MAX_QUESTION, arrays: bytes | bytearray = b""
) -> None:
    """Send one frame with what an encoder has gathered of arrays.

    `WireError` if it is longer than `cap` bytes, `WireClosedError` if nobody is there.
    """
    text = _to_json(message).encode("utf-8", "replace")
    size = 4 + len(text) + len(arrays)
    if size > cap:
        raise WireError(f"a frame of {size} bytes, at most {cap} may go")
    try:
        link.sendall(b"".join((size.to_bytes(4, "big"), len(text).to_bytes(4, "big"), text, arrays)))
    except TimeoutError:
        raise
    except OSError as error:
        raise WireClosedError(str(error)) from None


def receive(link: socket.socket) -> tuple[dict[str, Any], "Decoder"]:
    """Receive one frame from the judge, and not a byte of what comes after it."""
    return parse(Receiver(link, ahead=0).frame(MAX_QUESTION))


class Receiver:
    """Reads frames from a socket, `ahead` bytes of the next ones if they are there."""

    def __init__(self, link: socket.socket, ahead: int = 1 << 16) -> None:
        self._link = link
        self._ahead = ahead
        self._data = bytearray()

    def frame(self, cap: int, wait: Callable[[], None] | None = None) -> memoryview:
        """Receive the next frame, at most `cap` bytes, unread.

        `wait`, if given, is called before each read, and may raise; it waits until there is something to be read, and
        nothing else does.
        """
        if wait is not None:
            self._link.setblocking(False)
        self._read(4, wait)
        size = int.from_bytes(self._data[:4], "big")
        if size > cap:
            raise WireError(f"a frame of {size} bytes, at most {cap} may come")
        self._read(4 + size, wait)
        if len(self._data) == 4 + size:
            # Nothing has come behind it, and so nothing need be copied.
            frame, self._data = self._data, bytearray()
            return memoryview(frame)[4:]
        frame = self._data[4 : 4 + size]
        del self._data[: 4 + size]
        return memoryview(frame)

    def _read(self, size: int, wait: Callable[[], None] | None) -> None:
        """Read on until so many bytes are there."""
        while len(self._data) < size:
            if wait is not None:
                wait()
            try:
                piece = self._link.recv(max(self._ahead, min(size - len(self._data), 1 << 20)))
            except BlockingIOError:
                # Something is there, and it is not in the stream.
                raise WireError("bytes out of band") from None
            except OSError as error:
                raise WireClosedError(str(error)) from None
            if not piece:
                raise WireClosedError("the other end has closed")
            self._data += piece


def parse(data: memoryview) -> tuple[dict[str, Any], "Decoder"]:
    """The JSON object that a frame holds, and the decoder for the values in it."""
    end = 4 + int.from_bytes(data[:4], "big")
    if end > len(data):
        raise WireError("a frame that is shorter than its JSON")
    plain, arrays = bytes(data[4:end]), data[end:]
    if plain.count(b",") + plain.count(b"[") + plain.count(b"{") > MAX_MARKS:
        raise WireError("a frame with too many values")
    try:
        text = plain.decode("utf-8")
        # Half a surrogate pair would pass through JSON and break whoever writes it to a file later.
        if ("\\ud" in text or "\\uD" in text) and _lone_surrogate(text):
            raise WireError("text that is not Unicode")
        message = json.loads(text)
    except (ValueError, RecursionError, MemoryError) as error:
        raise WireError(f"not a frame of JSON: {type(error).__name__}") from None
    if type(message) is not dict:
        raise WireError("a frame that is not a JSON object")
    return message, Decoder(arrays)


# Values to plain data


class _RefusedError(Exception):
    """The value at hand is beyond a cap, and with it everything that it is part of."""


class Encoder:
    """Turns values into plain data within the caps of one frame, which all values of that frame share.

    What does not travel becomes `{"opaque": name}` where it stands. A value that is too large or too deep
    becomes so as a whole. With `strict`, the judge's own side, either raises `WireError`.
    """

    def __init__(self, strict: bool = False) -> None:
        #: The numbers of all arrays so far.
        self.arrays = bytearray()
        self._strict = strict
        self._nodes = MAX_NODES
        self._text = MAX_TEXT
        self._data = MAX_QUESTION if strict else MAX_DATA

    def encode(self, value: object) -> Plain:
        """The plain data of `value`: a copy, so that what happens to `value` later does not matter."""
        left, taken = (self._nodes, self._text, self._data), len(self.arrays)
        try:
            return self._encode(value, MAX_DEPTH)
        except _RefusedError as refusal:
            self._nodes, self._text, self._data = left
            del self.arrays[taken:]
            return self._opaque(f"{type_name(value)} {refusal}")

    def _encode(self, value: object, depth: int) -> Plain:
        # type() and the methods of the exact base types, since a student's class answers for all others.
        kind = type(value)
        self._nodes -= 1
        if self._nodes < 0:
            raise _RefusedError("with too many values")
        if value is None or value is True or value is False:
            return value
        if issubclass(kind, str):
            return self._string(value)
        if issubclass(kind, np.generic):
            return self._scalar(value)
        if issubclass(kind, np.ndarray):
            return self._array(value)
        if issubclass(kind, int):
            number = int.__index__(value)  # type: ignore[arg-type]
            return number if number.bit_length() <= MAX_BITS else self._opaque("int with too many digits")
        if issubclass(kind, float):
            return float.__float__(value)  # type: ignore[arg-type]
        if issubclass(kind, list | tuple | dict):
            return self._container(value, kind, depth - 1)
        return self._opaque(type_name(value))

    def _container(self, value: Any, kind: type, depth: int) -> Plain:
        if depth < 0:
            raise _RefusedError("nested too deeply")
        if issubclass(kind, list):
            return [self._encode(item, depth) for item in list.__iter__(value)]
        if issubclass(kind, tuple):
            return {"tuple": [self._encode(item, depth) for item in tuple.__iter__(value)]}
        entries: dict[str, Plain] = {}
        for key, item in dict.items(value):
            if not issubclass(type(key), str):
                return self._opaque(f"dict with keys of type {type_name(key)}")
            entries[self._string(key)] = self._encode(item, depth)
        return {"dict": entries}

    def _string(self, value: Any) -> str:
        size = str.__len__(value)
        self._text -= size
        if size > MAX_STRING or self._text < 0:
            raise _RefusedError("with too much text")
        return str.__str__(value)

    def _scalar(self, value: Any) -> Plain:
        kind = np.generic.dtype.__get__(value)
        if kind.kind == "f" and kind.itemsize > 8:
            value = np.generic.astype(value, np.float64)
            kind = value.dtype
        name = _name(kind)
        if name not in _DTYPES:
            return self._opaque(name)
        self.arrays += _bytes(np.frombuffer(np.generic.tobytes(value), kind), kind)
        return {"scalar": name}

    def _array(self, value: Any) -> Plain:
        array = np.ndarray.view(value, np.ndarray)
        kind = array.dtype
        if kind.kind == "f" and kind.itemsize > 8:
            kind = np.dtype(np.float64)
        name = _name(kind)
        if name not in _DTYPES:
            return self._opaque(f"ndarray of {name}")
        if array.ndim > MAX_DIMENSIONS:
            return self._opaque(f"ndarray with {array.ndim} dimensions")
        # The size by shape comes before any copy: a broadcast view of one number can claim to be 10 GB.
        self._data -= math.prod(array.shape) * kind.itemsize
        if self._data < 0:
            raise _RefusedError("with too much data")
        self.arrays += _bytes(array, kind)
        return {"array": [name, list(array.shape)]}

    def _opaque(self, name: str) -> Plain:
        if self._strict:
            raise WireError(f"{name} cannot go over the wire: pass numbers, text, lists, tuples, dicts, arrays")
        return {"opaque": name[:MAX_NAME]}


def type_name(value: object) -> str:
    """The name of a value's class, whatever that class does to hide it."""
    return str.__str__(_name_of_class(type(value)))[:MAX_NAME]


def _name(kind: Any) -> str:
    # A dtype works its name out anew each time that it is asked.
    return _NAMES.get(kind) or str(kind.name)


def _bytes(array: Any, kind: Any) -> bytes:
    """The numbers of an array as that kind, little-endian."""
    wanted = kind.newbyteorder("<")
    return np.ndarray.tobytes(array if array.dtype == wanted else np.ndarray.astype(array, wanted), "C")


# Plain data to values


class Decoder:
    """Turns the plain data of one frame back into values, in the order in which they were encoded.

    Raises `WireError`, and nothing else, if the data is not what an `Encoder` could have made.
    """

    def __init__(self, arrays: bytes | memoryview = b"") -> None:
        self._arrays = arrays
        self._at = 0

    def take(self, size: int) -> bytes | memoryview:
        """The next so many bytes, of what stands among the arrays and is none."""
        self._at += size
        return self._arrays[self._at - size : self._at]

    def decode(self, data: object) -> Any:
        """The value that plain data stands for, made anew: arrays can be written to."""
        return self._decode(data, MAX_DEPTH)

    def _decode(self, data: object, depth: int) -> Any:
        if data is None or isinstance(data, bool | float):
            return data
        if isinstance(data, int):
            if data.bit_length() > MAX_BITS:
                raise WireError("an int with too many digits")
            return data
        if isinstance(data, str):
            return string(data, MAX_STRING)
        if depth <= 0:
            raise WireError("values nested too deeply")
        if isinstance(data, list):
            return [self._decode(item, depth - 1) for item in data]
        if isinstance(data, dict) and len(data) == 1:
            ((tag, body),) = data.items()
            if tag == "array" and isinstance(body, list) and len(body) == 2:
                return self._array(*body)
            if tag == "tuple" and isinstance(body, list):
                return tuple([self._decode(item, depth - 1) for item in body])
            if tag == "dict" and isinstance(body, dict):
                return {string(key, MAX_STRING): self._decode(item, depth - 1) for key, item in body.items()}
            if tag == "scalar":
                return self._array(body, [])[()]
            if tag == "opaque":
                return Opaque(string(body, MAX_NAME))
        raise WireError("a value that is not one of the wire's")

    def _array(self, name: object, shape: object) -> Any:
        kind = _DTYPES.get(name) if isinstance(name, str) else None
        if kind is None:
            raise WireError("an array of an unknown kind")
        if not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
            raise WireError("an array with too many dimensions")
        if not all(type(n) is int and 0 <= n <= MAX_QUESTION for n in shape):
            raise WireError("an array of impossible shape")
        count = math.prod(shape)
        end = self._at + count * kind.itemsize
        if end > len(self._arrays):
            raise WireError("an array whose numbers have not come")
        try:
            if name == "bool":  # any other byte than 0 and 1 would make a bool that equals neither
                array = np.frombuffer(self._arrays, np.uint8, count, self._at) != 0
            else:
                array = np.frombuffer(self._arrays, kind.newbyteorder("<"), count, self._at).astype(kind)
            self._at = end
            return array.reshape(shape)
        except (ValueError, OverflowError, MemoryError) as error:
            raise WireError(f"an array that cannot be: {type(error).__name__}") from None


def string(data: object, cap: int) -> str:
    """`data` if it is text of at most `cap` characters, else `WireError`."""
    if not isinstance(data, str) or len(data) > cap:
        raise WireError(f"expected text of at most {cap} characters")
    return data
