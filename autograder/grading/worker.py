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
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from autograder.errors import AutograderError
from autograder.grading.work import Grader
from autograder.sandbox.folders import PREFIX, hold

READY = "ready"


def main() -> None:
    """Grade what comes over the descriptor whose number is the first argument."""
    # Ctrl-C is for the process that started this one; it closes the connection.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    connection = Connection(int(sys.argv[1]))
    with contextlib.suppress(EOFError, ConnectionError), tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        hold(Path(folder))
        try:
            packed = connection.recv()
            with Grader(packed.unpack(Path(folder)), isolated=packed.isolated) as grader:
                try:
                    connection.send(READY)
                    while True:
                        connection.send(grader.grade(connection.recv()))
                finally:
                    # From here on things are tidied up, which a signal would break off.
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
        except AutograderError as error:
            connection.send(error)


def _end(number: int, frame: FrameType | None) -> None:
    # A second one would break off the tidying up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
