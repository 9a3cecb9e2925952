"""Counts the steps of a training: shows how far it has come, and lets it be stopped and looked at."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

#: Seconds after which a training is long enough to be told about, and between two looks at the line.
PATIENCE, PACE = 1.0, 0.2
_WIDTH = 30


def steps(count: int) -> Iterator[int]:
    """Count 0, 1, ... count - 1, as ``range`` does, for a loop that may take long.

    After a second a line shows how far it has come. The stop button (or Ctrl-C) does not break the step that
    is running: the loop ends after it, as if it had come to its end, and what was learned is kept.
    """
    line = _Line(count)
    loop = sys._getframe(1)
    stopped = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopped
        # A second time, or once the loop has been left by an error, it is an interrupt like any other.
        if stopped or not _runs_in(loop, frame):
            signal.signal(signal.SIGINT, before)
            raise KeyboardInterrupt
        stopped = True

    before = _on_interrupt(stop)
    try:
        for step in range(count):
            yield step
            line.at(step + 1)
            if stopped:
                break
    finally:
        if before is not None:
            signal.signal(signal.SIGINT, before)
        line.end(stopped)


def _on_interrupt(stop: Callable[[int, FrameType | None], None]) -> Any:
    """Have an interrupt call ``stop``; what it did before, or None where that cannot be changed."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        return None
    try:
        signal.signal(signal.SIGINT, stop)
    except ValueError:  # only the main thread may
        return None
    return before


def _runs_in(loop: FrameType, frame: FrameType | None) -> bool:
    """Whether a loop's function is among those that are running."""
    while frame is not None:
        if frame is loop:
            return True
        frame = frame.f_back
    return False


class _Line:
    """One line about a training, shown when it takes longer than a moment, and changed in its place."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._done = 0
        self._began = time.monotonic()
        self._next = self._began + PATIENCE
        self._handle: Any = None

    def at(self, done: int) -> None:
        """So many steps are done; shown a few times a second at most."""
        self._done = done
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PACE
            left = (now - self._began) / done * (self._count - done)
            full = _WIDTH * done // self._count
            self._show(f"⏱ {'█' * full}{'░' * (_WIDTH - full)} {done} / {self._count} · −{left:.0f} s")

    def end(self, stopped: bool) -> None:
        """The last word, if anything was said."""
        if self._handle is not None or stopped:
            took = time.monotonic() - self._began
            self._show(f"⏱ {'■' if stopped else '✓'} {self._done} / {self._count} · {took:.1f} s")
            if self._handle is print:
                print()

    def _show(self, text: str) -> None:
        # A running IPython has been imported already; without one there is a terminal, or nobody.
        ipython = sys.modules.get("IPython")
        if ipython is None or ipython.get_ipython() is None:
            self._handle = print
            print(f"\r{text:<70}", end="", flush=True)
        elif self._handle is None:
            from IPython.display import display

            self._handle = display({"text/plain": text}, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update({"text/plain": text}, raw=True)
