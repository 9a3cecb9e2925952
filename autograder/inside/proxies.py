"""Stands in for functions that a submission's own would have to be right for: each call is answered by the judge.

While an exercise is asked on its own merit, what it builds on is bound to these. A call sends its arguments and
NumPy's random state up the wire; down comes, as plain data, what the lesson's own function answers to them, or what it
raised. No code crosses, and nothing is known here before it is asked for. The random state, which is most of what
would cross, does so only where it is not what the other end has seen last.
"""

import builtins
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np

from . import wire

# Held from before any student's code.
_get_state, _set_state = np.random.get_state, np.random.set_state
_MISSING = object()


class _Line:
    """The link, while a question is open: one call at a time, and none once it is closed."""

    def __init__(self, link: socket.socket, question: int) -> None:
        self._link = link
        self._question = question
        self._lock = threading.Lock()
        self._is_open = True
        self._state: Any = None  # NumPy's random state as both ends know it

    def call(self, name: str, args: tuple[object, ...], keywords: dict[str, object]) -> Any:
        """Have the judge answer a call."""
        # What a thread asks late would be taken for an answer, and it would take the next question for its own.
        with self._lock:
            if not self._is_open:
                raise RuntimeError(f"{name} is called when nobody asks any more")
            encoder, state = wire.Encoder(), _get_state()
            call = {
                "ask": self._question,
                "helper": name,
                "args": [encoder.encode(arg) for arg in args],
                "keywords": {key: encoder.encode(value) for key, value in keywords.items()},
                "state": None if _is_same(state, self._state) else encoder.encode(state),
            }
            self._state = None
            wire.send(self._link, call, wire.MAX_REPLY, encoder.arrays)
            answer, decoder = wire.receive(self._link)
            if "raised" in answer:
                kind = getattr(builtins, answer["raised"], None)
                if not (isinstance(kind, type) and issubclass(kind, Exception)):
                    kind = RuntimeError
                raise kind(answer["message"])
            value, after = decoder.decode(answer["value"]), decoder.decode(answer["state"])
            if after is not None:
                _set_state(after)
            self._state = state if after is None else after
            return value

    def close(self) -> None:
        with self._lock:
            self._is_open = False


def _is_same(one: Any, other: Any) -> bool:
    return other is not None and bool((one[1] == other[1]).all()) and one[2:] == other[2:]


@contextlib.contextmanager
def standing_in(namespace: dict[str, Any], names: list[str], link: socket.socket, question: int) -> Iterator[None]:
    """Bind these names to stand-ins that call over the link, and afterwards to what they were."""
    before = {name: namespace.get(name, _MISSING) for name in names}
    line = _Line(link, question)
    namespace.update({name: _stand_in(name, line) for name in names})
    try:
        yield
    finally:
        line.close()
        for name, value in before.items():
            if value is _MISSING:
                namespace.pop(name, None)
            else:
                namespace[name] = value


def _stand_in(name: str, line: _Line) -> Any:
    def stand_in(*args: object, **keywords: object) -> Any:
        return line.call(name, args, keywords)

    stand_in.__name__ = stand_in.__qualname__ = name
    return stand_in
