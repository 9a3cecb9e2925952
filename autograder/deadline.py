"""A limit of CPU time on a piece of work in this process, in whichever thread it is done.

Signals would reach the main thread alone, and a worker of a cluster grades in another.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: Seconds between two looks at the clocks, while anything is to be looked at.
LOOK = 0.05


class OverrunError(BaseException):
    """The work has used up its CPU time. Not an `Exception`, which the work itself might catch."""


class _Watch:
    """One thread that looks at the clocks of others, and raises in those that have overrun."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._ends: dict[int, tuple[int, float]] = {}  # by thread: its clock, and when that is to stand still
        self._thread: threading.Thread | None = None

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Have `OverrunError` raised here once this thread has used so many seconds more; not to be nested."""
        thread = threading.get_ident()
        clock = time.pthread_getcpuclockid(thread)
        with self._changed:
            self._ends[thread] = clock, time.clock_gettime(clock) + seconds
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, daemon=True, name="deadlines")
                self._thread.start()
            self._changed.notify()
        try:
            yield
        finally:
            with self._changed:
                if self._ends.pop(thread, None) is None:
                    # It has overrun; where that has not reached it yet, it is not to do so later.
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), None)

    def _look(self) -> None:
        while True:
            with self._changed:
                while not self._ends:
                    self._changed.wait()
                for thread, (clock, end) in list(self._ends.items()):
                    if time.clock_gettime(clock) > end:
                        del self._ends[thread]
                        error = ctypes.py_object(OverrunError)
                        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)
            time.sleep(LOOK)


cpu_limit = _Watch().limit
