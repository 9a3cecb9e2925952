"""Started clean, and forked for each submission: the process that students' processes come from.

The judge's side (`sandbox`) starts it in an isolated interpreter with an environment of its own and one descriptor,
the control socket. It imports what the lesson declares and builds the IPython shell, once. Each request then brings a
fresh socket and a directory, and a child is forked that keeps these two and drops the rest. The submission travels
through the child's own socket, after the fork: it is never seen here.

    control  ──▶ settings           ◀── {"tree", "lacks"} or {"failed": why}
             ──▶ request + socket   ◀── {"id", "pid"} at the fork, {"id", "exit", "cpu"} at the child's end
"""

import contextlib
import json
import os
import select
import signal
import socket
import threading
from pathlib import Path
from typing import Any

from .warm import Warm

_MAX_REQUEST = 1 << 16


def serve(control: socket.socket) -> None:
    """Fork and report until the control socket closes; then end all children."""
    try:
        warm = Warm(json.loads(control.recv(_MAX_REQUEST)), alone)
    except BaseException as error:
        control.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:2000]}).encode())
        return
    control.send(json.dumps(warm.told).encode())
    _Zygote(control, warm).serve()


def alone() -> None:
    """Raise if there are other threads in this process: they would be missing in a fork, with the locks they hold."""
    if threading.active_count() > 1 or len(list(Path("/proc/self/task").iterdir())) > 1:
        raise RuntimeError("an imported module has started a thread, and a process with threads cannot be forked")


class _Zygote:
    """Forks children, and reports their ends."""

    def __init__(self, control: socket.socket, warm: Warm) -> None:
        self._control = control
        self._warm = warm
        self._children: dict[int, tuple[int, int]] = {}  # pidfd: request's id, pid

    def serve(self) -> None:
        while True:
            readable = self._wait()
            for descriptor in readable & self._children.keys():
                self._reap(descriptor)
            if self._control.fileno() in readable:
                data, links, _, _ = socket.recv_fds(self._control, _MAX_REQUEST, 1)
                if not data:
                    break
                self._fork(json.loads(data), links[0])
        for _, pid in self._children.values():
            _kill(pid)

    def _wait(self) -> set[int]:
        poll = select.poll()
        for descriptor in (self._control.fileno(), *self._children):
            poll.register(descriptor, select.POLLIN)
        return {descriptor for descriptor, _ in poll.poll()}

    def _fork(self, request: dict[str, Any], link: int) -> None:
        pid = self._warm.walls.fork()
        if pid == 0:
            try:
                os.setsid()
                self._control.detach()
                self._warm.become(request, link)
            finally:
                # No atexit handler of a student's, and no way back into this loop.
                os._exit(1)
        os.close(link)
        self._children[os.pidfd_open(pid)] = request["id"], pid
        self._report(id=request["id"], pid=pid)

    def _reap(self, descriptor: int) -> None:
        name, pid = self._children.pop(descriptor)
        # What the child has left running dies before its number can be anybody else's.
        _kill(pid)
        _, status, usage = os.wait4(pid, 0)
        os.close(descriptor)
        cpu = usage.ru_utime + usage.ru_stime
        self._report(id=name, exit=os.waitstatus_to_exitcode(status), cpu=cpu)

    def _report(self, **report: object) -> None:
        with contextlib.suppress(OSError):  # nobody listens: the next round ends
            self._control.send(json.dumps(report).encode())


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)
