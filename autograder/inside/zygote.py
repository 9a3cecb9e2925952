"""Started clean, and forked for each submission: the process that students' processes come from.

The judge's side (`sandbox`) starts this file by path, in an isolated interpreter with an environment of its
own and one descriptor, the control socket. It imports what the lesson declares and builds the IPython shell,
once. Each request then brings a fresh socket and a directory, and a child is forked that keeps these two and
drops the rest. The submission travels through the child's own socket, after the fork: it is never seen here.

    control  ──▶ settings           ◀── {"tree", "holds", "lacks"} or {"failed": why}
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


def _load(path: Path, name: str) -> ModuleType:
    """Load a file of the engine by path, under a name that no lesson will use."""
    package = [str(path.parent)] if path.stem == "__init__" else None
    spec = importlib.util.spec_from_file_location(name, path, submodule_search_locations=package)
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
        here = Path(__file__).parent
        self._wire = _load(here.parent / "wire.py", "_wire")
        _load(here / "__init__.py", "_inside")
        self._probe, self._runner = (importlib.import_module(f"_inside.{name}") for name in ("probe", "runner"))
        for name in settings["preload"]:
            importlib.import_module(name)
        self._shell = self._runner.build_shell(Path(settings["home"]))
        if threading.active_count() > 1 or len(list(Path("/proc/self/task").iterdir())) > 1:
            raise RuntimeError("an imported module has started a thread, and a process with threads cannot be forked")
        walls = importlib.import_module("_inside.walls")
        python = [sys.prefix, sys.base_prefix, sys.exec_prefix]
        self.walls = walls.build(**settings["walls"], shown=python) if settings["walls"] else walls.Walls()
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
        pid = self.walls.fork()
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
        _limit(request)
        directory = self.walls.enter(request["directory"])
        sys.path.insert(0, "")
        os.environ.update(HOME=directory, TMPDIR=directory)
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
    walls = zygote.walls
    control.send(json.dumps({"tree": walls.tree, "holds": walls.holds, "lacks": walls.lacks}).encode())
    zygote.serve()


if __name__ == "__main__":
    main()
