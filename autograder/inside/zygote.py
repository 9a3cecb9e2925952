"""Started clean, and forked for each submission: the process that students' processes come from.

The judge's side (`sandbox`) starts this file by path, in an isolated interpreter with an environment of its
own and one descriptor, the control socket. It imports what the lesson declares and builds the IPython shell,
once. Each request then brings a fresh socket and a directory, and a child is forked that keeps these two and
drops the rest. The submission travels through the child's own socket, after the fork: it is never seen here.

    control  ──▶ settings           ◀── {"ready": true} or {"failed": why}
             ──▶ request + socket   ◀── {"id", "pid"} at the fork, {"id", "exit", "cpu"} at the child's end
"""

import contextlib
import gc
import importlib.util
import json
import os
import resource
import select
import signal
import socket
import sys
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

_MAX_REQUEST = 1 << 16


def _load(name: str) -> ModuleType:
    """Load a file of the engine by path, under a name that no lesson will use."""
    path = Path(__file__).parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"_sandbox_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class Zygote:
    """Holds what children inherit, forks them, and reports their ends."""

    def __init__(self, control: socket.socket) -> None:
        settings = json.loads(control.recv(_MAX_REQUEST))
        self._control = control
        self._children: dict[int, tuple[int, int]] = {}  # pidfd: request's id, pid
        self._wire, self._probe, self._runner = _load("../wire"), _load("probe"), _load("runner")
        for name in settings["preload"]:
            importlib.import_module(name)
        self._shell = self._runner.build_shell(Path(settings["home"]))
        if threading.active_count() > 1 or len(list(Path("/proc/self/task").iterdir())) > 1:
            raise RuntimeError("an imported module has started a thread, and a process with threads cannot be forked")
        # What is here now stays: no child need look through it for garbage, and copy its pages by doing so.
        gc.collect()
        gc.freeze()

    def serve(self) -> None:
        """Fork and report until the control socket closes; then end all children."""
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
        pid = os.fork()
        if pid == 0:
            try:
                self._become_child(request, link)
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

    def _become_child(self, request: dict[str, Any], link: int) -> None:
        os.setsid()
        self._control.detach()
        os.dup2(0, 2)
        if link != 3:
            os.dup2(link, 3, inheritable=False)
        os.closerange(4, os.sysconf("SC_OPEN_MAX"))
        directory = request["directory"]
        os.chdir(directory)
        sys.path.insert(0, "")
        os.environ.update(HOME=directory, TMPDIR=directory)
        _limit(request)
        with socket.socket(fileno=3) as own:
            self._probe.serve(own, self._shell, self._wire, self._runner)
        os._exit(0)


def _limit(request: dict[str, Any]) -> None:
    for kind, value in (
        (resource.RLIMIT_CPU, request["cpu"]),
        (resource.RLIMIT_AS, request["memory"]),
        (resource.RLIMIT_FSIZE, request["file_size"]),
        (resource.RLIMIT_NOFILE, request["open_files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (value, value))


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def main() -> None:
    """Serve on the control socket whose descriptor is the first argument."""
    control = socket.socket(fileno=int(sys.argv[1]))
    try:
        zygote = Zygote(control)
    except BaseException as error:
        control.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:2000]}).encode())
        return
    control.send(json.dumps({"ready": True}).encode())
    zygote.serve()


if __name__ == "__main__":
    main()
