"""One student's process seen from outside: its wire, its clocks, its end."""

import contextlib
import functools
import math
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder import wire
from autograder.sandbox.incoming import Tidy
from autograder.sandbox.terms import SUBMISSION, DeathError, too_slow

GRACE = 2.0  # seconds of CPU time beyond a limit: the kernel, which comes first, counts in whole seconds
DYING = 5.0  # seconds that a process which has closed its wire, or has been killed, may take to end
TICK = 0.25  # seconds between two looks at the clocks
ASLEEP = 0.2  # the part of a tick that a process which is called asleep may have been running

#: An exit code, or minus a signal, and the CPU seconds used in all.
Ending = tuple[int, float]


class Child:
    """A process forked for one submission, in a session of its own and with a directory of its own.

    `ending` tells, once it has ended, how, or None if that cannot be known; `cpu` are the seconds after which the
    kernel kills it whatever it does.
    """

    def __init__(
        self, pid: int, link: socket.socket, directory: Path, cpu: int, ending: Callable[[], Ending | None]
    ) -> None:
        self.tidy = Tidy(directory)
        #: The seconds that it has slept while an answer was waited for.
        self.idled = 0.0
        self._used = 0.0
        self._pid = pid
        # Readable once the process has ended; until then its number is nobody else's.
        self._process = os.pidfd_open(pid)
        self._link = link
        self._directory = directory
        self._cpu = cpu
        self._ending = functools.cache(ending)

    def send(self, message: dict[str, Any], wall: float) -> None:
        """Send a frame, which the child must have taken in so many seconds."""
        self._link.settimeout(wall)
        try:
            wire.send(self._link, message)
        except TimeoutError:
            raise DeathError("wall", f"took nothing from the wire in {math.ceil(wall)} s") from None
        except wire.WireClosedError:
            raise self._cause("more CPU time than there is") from None

    def receive(self, cpu: float, idle: float, wall: float, limit: str = "") -> dict[str, Any]:
        """Receive a frame, allowing so many seconds of CPU time, of sleep and of wall time.

        `limit` says the first otherwise.
        """
        limit = limit or too_slow(cpu)
        began = before = self.clock()
        started = last = time.monotonic()
        slept = 0.0

        def look() -> None:
            nonlocal before, last, slept
            now, used = time.monotonic(), self.clock()
            if used - before < ASLEEP * (now - last) and self._sleeps():
                slept += now - last
                self.idled += now - last
            before, last = used, now
            if used - began > cpu + GRACE:
                raise DeathError("cpu", limit)
            if slept > idle:
                raise DeathError("idle", f"slept for {math.floor(slept)} s")
            if now - started > wall:
                raise DeathError("wall", f"no answer in {math.ceil(wall)} s")

        def wait() -> None:
            while True:
                # Also while a frame comes in: it may come byte by byte.
                if time.monotonic() - last >= TICK:
                    look()
                ready = readable(TICK, self._link.fileno(), self._process)
                if self._link.fileno() in ready or readable(0, self._link.fileno()):
                    return
                if ready:  # it has ended, and left nothing to be read
                    raise self._cause(limit)

        try:
            return wire.receive(self._link, wire.MAX_REPLY, wait)
        except wire.WireClosedError:
            raise self._cause(limit) from None

    def clock(self) -> float:
        """The CPU seconds that the process has used so far, as the kernel counts them; of a dead one, as last seen."""
        with contextlib.suppress(OSError):
            self._used = time.clock_gettime(~self._pid << 3 | 2)  # what clock_getcpuclockid(3) makes of the number
        return self._used

    def _sleeps(self) -> bool:
        """Whether the process waits for something else than a processor or a disk."""
        try:
            stat = Path(f"/proc/{self._pid}/stat").read_bytes()
        except OSError:
            return False
        # The name before the state may hold anything, a bracket too.
        return stat[stat.rindex(b")") + 2 :][:1] in (b"S", b"T", b"t")

    def end(self) -> None:
        """Kill what still runs, and remove the directory."""
        if not readable(0, self._process):
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(self._pid, signal.SIGKILL)
        if readable(DYING, self._process):
            self._ending()
        os.close(self._process)
        self._link.close()
        if self._directory != SUBMISSION:
            remove(self._directory)

    def _cause(self, limit: str) -> DeathError:
        if not readable(DYING, self._process):
            return DeathError("wire", "the process has left the wire")
        ending = self._ending()
        if ending is None:
            return DeathError("signal", "the process has ended, and so has the one that could tell how")
        code, cpu = ending
        if code >= 0:
            return DeathError("exit", f"the process ended itself with status {code}")
        if -code == signal.SIGXCPU or (-code == signal.SIGKILL and cpu >= self._cpu - 1):
            return DeathError("cpu", limit)
        if -code == signal.SIGKILL:
            return DeathError("memory", "the system killed the process, as it does when memory runs out")
        named = -code in set(signal.Signals)
        return DeathError("signal", f"the process was ended by {signal.Signals(-code).name if named else -code}")


def readable(timeout: float, *descriptors: int) -> set[int]:
    """Those of some descriptors that can be read from or have been closed, after at most so many seconds."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(math.ceil(timeout * 1000))}


def remove(directory: Path) -> None:
    """Remove a directory that a student's process has written in."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(directory, ignore_errors=True)
    if directory.exists():  # folders nested too deeply for Python, or closed to their owner
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, "--", directory], stderr=subprocess.DEVNULL, check=False)
