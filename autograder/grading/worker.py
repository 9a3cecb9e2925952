"""A process that grades: started by `workers` through exec, it answers one submission at a time.

It is trusted, as the process that starts it is: it holds the reference and the secret, and runs students' code in
a sandbox of its own. Its descriptor brings `Packed`, answered by READY, then a `Task` for each `Outcome`; when the
other end closes, it ends. An `AutograderError` is the last answer.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import tempfile
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from types import FrameType
from typing import Any

from autograder.errors import AutograderError
from autograder.grading.submission_grader import Grader
from autograder.sandbox.scratch import PREFIX, hold

READY = "ready"


def main() -> None:
    """Grade what comes over the descriptor whose number is the first argument."""
    # Ctrl-C is for the process that started this one; it closes the connection.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    connection = Connection(int(sys.argv[1]))
    come: SimpleQueue[Any] = SimpleQueue()
    # Always ready to take something: whoever sends while this one sends, too, would otherwise wait for ever.
    threading.Thread(target=_receive, args=(connection, come), daemon=True).start()
    with contextlib.suppress(EOFError, ConnectionError), tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        hold(Path(folder))
        try:
            packed = _next(come)
            with Grader(packed.unpack(Path(folder)), isolated=packed.isolated) as grader:
                try:
                    connection.send(READY)
                    while True:
                        connection.send(grader.grade(_next(come)))
                finally:
                    # From here on things are tidied up, which a signal would break off.
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
        except AutograderError as error:
            connection.send(error)


def _receive(connection: Connection, come: SimpleQueue[Any]) -> None:
    # A signal that this thread took would not wake the main one, which is to act on it.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        with contextlib.suppress(EOFError, OSError):
            while True:
                come.put(connection.recv())
    finally:
        come.put(EOFError())


def _next(come: SimpleQueue[Any]) -> Any:
    """What has come next; `EOFError` if nothing will come any more."""
    what = come.get()
    if isinstance(what, EOFError):
        raise what
    return what


def _end(number: int, frame: FrameType | None) -> None:
    # A second one would break off the tidying up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
