"""Stands in for functions that a submission's own would have to be right for: each call is answered by the judge.

While an exercise is asked on its own merit, what it builds on is bound to these. A call sends its arguments and
NumPy's random state up the wire; down comes, as plain data, what the lesson's own function answers to them, or what it
raised. No code crosses, and nothing is known here before it is asked for.
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

    def ask(self, call: dict[str, Any], encoder: wire.Encoder) -> tuple[dict[str, Any], wire.Decoder]:
        # What a thread asks late would be taken for an answer, and it would take the next question for its own.
        with self._lock:
            if not self._is_open:
                raise RuntimeError(f"{call['helper']} is called when nobody asks any more")
            wire.send(self._link, {"ask": self._question, **call}, wire.MAX_REPLY, encoder.arrays)
            return wire.receive(self._link)

    def close(self) -> None:
        with self._lock:
            self._is_open = False


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
        encoder = wire.Encoder()
        call = {
            "helper": name,
            "args": [encoder.encode(arg) for arg in args],
            "keywords": {key: encoder.encode(value) for key, value in keywords.items()},
            "state": encoder.encode(_get_state()),
        }
        answer, decoder = line.ask(call, encoder)
        if "raised" in answer:
            kind = getattr(builtins, answer["raised"], None)
            if not (isinstance(kind, type) and issubclass(kind, Exception)):
                kind = RuntimeError
            raise kind(answer["message"])
        value = decoder.decode(answer["value"])
        _set_state(decoder.decode(answer["state"]))
        return value

    stand_in.__name__ = stand_in.__qualname__ = name
    return stand_in
