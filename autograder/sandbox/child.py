"""One student's process seen from outside: its wire, its clocks, its end."""

import contextlib
import math
import os
import random
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

from autograder.inside import wire
from autograder.sandbox.incoming import Tidy
from autograder.sandbox.process import Process, readable
from autograder.sandbox.terms import SUBMISSION, DeathError, Limits, too_slow

GRACE = 2.0  # seconds of CPU time beyond a limit: the kernel, which comes first, counts in whole seconds
DYING = 5.0  # seconds that a process which has closed its wire, or has been killed, may take to end
TICK = 0.25  # seconds between two looks at the clocks, on the average: nobody is to sleep just between them
CELLS = wire.MAX_REPLY  # bytes that may come of all cells together


class Child:
    """A process for one submission, in a session of its own and with a directory of its own.

    `cpu` are the seconds after which the kernel kills it whatever it does.
    """

    def __init__(self, process: Process, link: socket.socket, directory: Path, cpu: int, limits: Limits) -> None:
        self.tidy = Tidy(directory)
        #: The seconds that it has slept while an answer was waited for.
        self.idled = 0.0
        self.process = process
        self._born = time.monotonic()
        self._cells = 0
        self._link = link
        self._receiver = wire.Receiver(link)
        self._directory = directory
        self._cpu = cpu
        # In a tree of its own the kernel counts; in a folder of this machine we do.
        self._limits = limits
        self._own = None if directory == SUBMISSION else _taken(directory, (0, 0), limits)

    def send(self, message: dict[str, Any], wall: float, arrays: bytes | bytearray = b"") -> None:
        """Send a frame, which the child must have taken in so many seconds."""
        self._link.settimeout(wall)
        try:
            wire.send(self._link, message, arrays=arrays)
        except TimeoutError:
            raise DeathError("wall", f"took nothing from the wire in {math.ceil(wall)} s") from None
        except wire.WireClosedError:
            raise self._cause("more CPU time than there is") from None

    def receive_cell(self, cpu: float, idle: float, wall: float, limit: str = "") -> dict[str, Any]:
        """Receive the frame of a cell, which has as much room as those before have left."""
        data = self._receive(CELLS - self._cells, cpu, idle, wall, limit)
        self._cells += len(data)
        return wire.parse(data)[0]

    def receive(self, cpu: float, idle: float, wall: float) -> tuple[dict[str, Any], wire.Decoder]:
        """Receive any other frame, allowing so many seconds of CPU time, of sleep and of wall time."""
        return wire.parse(self._receive(wire.MAX_REPLY, cpu, idle, wall))

    def _receive(self, cap: int, cpu: float, idle: float, wall: float, limit: str = "") -> memoryview:
        """`limit` says the CPU time otherwise."""
        limit = limit or too_slow(cpu)
        self._look_at_room()
        began = before = self.clock()
        started = last = time.monotonic()
        slept, tick = 0.0, TICK

        def look() -> None:
            nonlocal before, last, slept, tick
            now, used = time.monotonic(), self.clock()
            if self.process.sleeps():
                # It may sleep for a part of the time and work for another.
                asleep = max(0.0, now - last - (used - before))
                slept += asleep
                self.idled += asleep
            before, last, tick = used, now, TICK * random.uniform(0.5, 1.5)
            if used - began > cpu + GRACE:
                raise DeathError("cpu", limit)
            if slept > idle:
                raise DeathError("idle", f"slept for {math.floor(slept)} s")
            if now - started > wall:
                raise DeathError("wall", f"no answer in {math.ceil(wall)} s")
            self._look_at_room()

        def wait() -> None:
            while True:
                # Also while a frame comes in: it may come byte by byte.
                if time.monotonic() - last >= tick:
                    look()
                ready = readable(tick, self._link.fileno(), self.process.end)
                if self._link.fileno() in ready or readable(0, self._link.fileno()):
                    return
                if ready:  # it has ended, and left nothing to be read
                    raise self._cause(limit)

        try:
            return self._receiver.frame(cap, wait)
        except wire.WireClosedError:
            raise self._cause(limit) from None

    def _look_at_room(self) -> None:
        """End what takes more of the disk, more files or more threads than it would have in a tree of its own."""
        if self._own is None:
            return
        limits = self._limits
        size, files = _taken(self._directory, self._own, limits)
        if size + self.process.unlinked() > limits.scratch:
            raise DeathError("room", f"wrote more than {limits.scratch >> 20} MB")
        if files > limits.files:
            raise DeathError("room", f"made more than {limits.files} files")
        if self.process.threads() > limits.threads:
            raise DeathError("room", f"started more than {limits.threads} threads")

    def clock(self) -> float:
        """The CPU seconds that the process has used so far."""
        return self.process.clock()

    def age(self) -> float:
        """The seconds since it was forked, by the clock on the wall."""
        return time.monotonic() - self._born

    def end(self) -> None:
        """Kill what still runs, and remove the directory."""
        self.process.kill()
        if readable(DYING, self.process.end):
            self.process.ending()
        self.process.close()
        self._link.close()
        if self._directory != SUBMISSION:
            remove(self._directory)

    def _cause(self, limit: str) -> DeathError:
        if not readable(DYING, self.process.end):
            return DeathError("wire", "the process has left the wire")
        ending = self.process.ending()
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


def _taken(directory: Path, before: tuple[int, int], limits: Limits) -> tuple[int, int]:
    """Count bytes and files in a folder, without those of before; no further than what is allowed."""
    size, files = -before[0], -before[1]
    waiting = [str(directory)]
    while waiting:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    files += 1
                    # Blocks, since a file may be said to be larger than it is.
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                if files > limits.files or size > limits.scratch:
                    return size, files
    return size, files


def remove(directory: Path) -> None:
    """Remove a directory that a student's process has written in."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(directory, ignore_errors=True)
    if directory.exists():  # folders nested too deeply for Python, or closed to their owner
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):
            subprocess.run([*command, "--", directory], stderr=subprocess.DEVNULL, check=False)
