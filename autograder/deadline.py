"""A limit of CPU time on a piece of work in this process, in whichever thread it is done.

Signals would reach the main thread alone, and a worker of a cluster grades in another.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

#: Seconds between two looks at the clocks.
LOOK = 0.05
#: Seconds of CPU time after which it is raised once more, where the work goes on; to end takes no thousandth of it.
AGAIN = 1.0


class OverrunError(BaseException):
    """The work has used up its CPU time. Not an `Exception`, which the work itself might catch."""


@dataclass
class _Limit:
    """One piece of work: the clock of its thread, and when that is to stand still."""

    clock: int
    end: float
    #: Whether `OverrunError` has been sent to the thread, and whether the watch is about to send it.
    is_sent: bool = False
    is_being_sent: bool = False


class _Watch:
    """One thread that looks at the clocks of others, and raises in those that have overrun.

    What it raises may come at any step of theirs. So those hold no lock while they are watched: raised between its
    being taken and the block that gives it back, it would be held for ever, and nobody watched any more.
    """

    def __init__(self) -> None:
        self._limits: dict[int, _Limit] = {}  # by thread; read and changed in single steps
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Have `OverrunError` raised here once this thread has used so many seconds more; not to be nested."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():  # nor is it after a fork
                self._thread = threading.Thread(target=self._look, daemon=True, name="deadlines")
                self._thread.start()
        thread = threading.get_ident()
        clock = time.pthread_getcpuclockid(thread)
        limit = _Limit(clock, time.clock_gettime(clock) + seconds)
        try:
            self._limits[thread] = limit
            yield
        finally:
            try:
                self._limits.pop(thread, None)
            finally:  # it may have been raised in the line above, once, before that did anything
                self._limits.pop(thread, None)
                while limit.is_being_sent:
                    time.sleep(0)
                if limit.is_sent:
                    # Where it has not arrived yet, it is not to do so later.
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK)
            for thread, limit in list(self._limits.items()):
                with suppress(OSError):  # the thread has ended meanwhile, and its clock with it
                    now = time.clock_gettime(limit.clock)
                    if now > limit.end:
                        self._send(thread, limit, now)

    def _send(self, thread: int, limit: _Limit, now: float) -> None:
        limit.is_being_sent = True
        if self._limits.get(thread) is limit:
            limit.is_sent = True
            # It gets lost where Python ignores what is raised, in a finaliser: then it is sent again.
            limit.end = now + AGAIN
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(OverrunError))
        limit.is_being_sent = False


cpu_limit = _Watch().limit
