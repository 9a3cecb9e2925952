"""The progress of a long job: how far it is, how fast it goes, and how long it will still take."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Told how many are done, and how many there are.
Reach = Callable[[int, int], None]

#: Seconds between two lines where no terminal is.
EVERY = 10.0


@contextmanager
def progress(what: str) -> Iterator[Reach]:
    """A bar on a terminal, on standard error; elsewhere a line now and then."""
    if not sys.stderr.isatty():
        yield Lines(what, lambda line: print(line, file=sys.stderr, flush=True))
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None, rate="")
        pace = Pace()

        def reach(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, rate=pace.rate(done))

        yield reach


class Pace:
    """Reckons how many are done in a second, since the first look."""

    def __init__(self) -> None:
        self._began: tuple[float, int] | None = None

    def per_second(self, done: int) -> float:
        """So many; 0 as long as nothing can be said."""
        now = time.monotonic()
        if self._began is None:
            self._began = now, done
        began, before = self._began
        return (done - before) / (now - began) if now > began else 0.0

    def rate(self, done: int) -> str:
        """The same in words; nothing as long as nothing can be said."""
        rate = self.per_second(done)
        return f"{rate:.2g}/s" if rate else ""


class Lines:
    """Progress where no terminal is: a line now and then, for whoever reads the log."""

    def __init__(self, what: str, say: Callable[[str], object]) -> None:
        self._what = what
        self._say = say
        self._last = time.monotonic()
        self._pace = Pace()

    def __call__(self, done: int, total: int) -> None:
        rate = self._pace.per_second(done)
        if time.monotonic() - self._last < EVERY:
            return
        self._last = time.monotonic()
        left = f" ({rate:.2g}/s, {_span((total - done) / rate)} left)" if rate else ""
        self._say(f"{self._what}: {done} of {total}{left}")


def _span(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
