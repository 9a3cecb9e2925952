"""A student's process as the judge's side has hold of it: its clock, whether it sleeps, its end."""

import contextlib
import functools
import os
import select
import signal
import stat
import subprocess
import threading
import time
from collections.abc import Callable
from math import ceil
from pathlib import Path
from typing import Protocol

import psutil

#: An exit code, or minus a signal, and the CPU seconds used in all.
Ending = tuple[int, float]


class Process(Protocol):
    """A process that runs a submission."""

    pid: int
    #: A descriptor that can be read from once the process has ended.
    end: int

    def clock(self) -> float:
        """The CPU seconds that it has used so far, as the kernel counts them; of a dead one, as last seen."""

    def sleeps(self) -> bool:
        """Say whether it waits for something else than a processor or a disk."""

    def threads(self) -> int:
        """Count its threads; 0 if that cannot be known."""

    def unlinked(self) -> int:
        """Add up the bytes of the files that it has open and that have no name any more; 0 if that cannot be known."""

    def kill(self) -> None:
        """Kill it, and all that it has started."""

    def ending(self) -> Ending | None:
        """Once it has ended, how; None if that cannot be known."""

    def close(self) -> None:
        """Let go of it."""


class _Counted:
    """Counts what a process holds, as far as this system tells."""

    pid: int

    def threads(self) -> int:
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self.pid).num_threads()
        return 0

    def unlinked(self) -> int:
        with contextlib.suppress(OSError):
            return sum(_unlinked(path) for path in Path(f"/proc/{self.pid}/fd").iterdir())
        return 0


def _unlinked(path: Path) -> int:
    """The bytes of an open file without a name."""
    with contextlib.suppress(OSError):
        status = path.stat()
        return status.st_blocks * 512 if stat.S_ISREG(status.st_mode) and not status.st_nlink else 0
    return 0


class Forked(_Counted):
    """A child of the zygote's. `ending` asks the zygote, whose child it is."""

    def __init__(self, pid: int, ending: Callable[[], Ending | None]) -> None:
        self.pid = pid
        # Until this can be read from, the number is nobody else's.
        self.end = os.pidfd_open(pid)
        self.ending = functools.cache(ending)
        self._used = 0.0

    def clock(self) -> float:
        with contextlib.suppress(OSError):
            self._used = time.clock_gettime(~self.pid << 3 | 2)  # what clock_getcpuclockid(3) makes of the number
        return self._used

    def sleeps(self) -> bool:
        # Of all its threads: the first may have left, and is a zombie then.
        try:
            states = [(path / "stat").read_bytes() for path in Path(f"/proc/{self.pid}/task").iterdir()]
        except OSError:
            return False
        # The name before the state may hold anything, a bracket too.
        return not any(state[state.rindex(b")") + 2 :][:1] in (b"R", b"D") for state in states)

    def kill(self) -> None:
        if not readable(0, self.end):
            _kill(self.pid)

    def close(self) -> None:
        os.close(self.end)


class Spawned(_Counted):
    """An interpreter that was started for one submission alone, on whatever system."""

    def __init__(self, started: subprocess.Popen[bytes]) -> None:
        self.pid = started.pid
        self._started = started
        self._looked_at = psutil.Process(started.pid)
        self._before = self._used = 0.0
        self.end, self._tell = os.pipe()
        self._waits = threading.Thread(target=self._wait, daemon=True)
        self._waits.start()

    def begin(self) -> None:
        """Count its time from here on: what came before was the start-up of the interpreter."""
        self._before += self.clock()

    def clock(self) -> float:
        with contextlib.suppress(psutil.Error):
            times = self._looked_at.cpu_times()
            self._used = times.user + times.system
        return self._used - self._before

    def sleeps(self) -> bool:
        with contextlib.suppress(psutil.Error):
            return self._looked_at.status() not in (psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP)
        return False

    def kill(self) -> None:
        started = []
        with contextlib.suppress(psutil.Error):
            started = self._looked_at.children(recursive=True)
        if self._started.returncode is None:
            _kill(self.pid)
        for process in started:
            with contextlib.suppress(psutil.Error):
                process.kill()

    def ending(self) -> Ending | None:
        self._waits.join()
        return self._started.returncode, self.clock()

    def close(self) -> None:
        # It has been killed: this cannot take long.
        self._waits.join()
        os.close(self.end)

    def _wait(self) -> None:
        self._started.wait()
        os.close(self._tell)


def readable(timeout: float, *descriptors: int) -> set[int]:
    """Those of some descriptors that can be read from or have been closed, after at most so many seconds."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(ceil(timeout * 1000))}


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
