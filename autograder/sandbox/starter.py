"""The zygote seen from outside: starting it, asking it for forks, hearing of ends."""

import itertools
import json
import math
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder import wire
from autograder.sandbox.child import GRACE, Child, Ending, readable
from autograder.sandbox.terms import Limits, SandboxError

START_UP = 120.0  # seconds that the zygote may take to load everything; a first list of fonts takes some
PATIENCE = 10.0  # seconds that it may take to fork, or to hear of a killed child's end

_SCRIPT = Path(wire.__file__).parent / "inside" / "zygote.py"
_ONE_THREAD = [f"{name}_NUM_THREADS" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")]


#: In the folder that a zygote is given: its home, what every child finds, and where it builds the tree they see.
HOME, PACK, TREE = "home", "pack", "tree"


class GoneError(Exception):
    """The zygote has ended, or hangs."""


class Starter:
    """A running zygote. Raises `SandboxError` if it does not come up."""

    def __init__(self, preload: Sequence[str], base: Path, cache: Path, isolate: bool) -> None:
        self._gone = False
        self._requests = itertools.count()
        self._first: dict[str, Any] = {}
        self._pids: dict[int, int] = {}
        self._endings: dict[int, Ending] = {}
        home, tree = base / HOME, base / TREE
        for folder in (home, tree):
            folder.mkdir(exist_ok=True)
        # The engine may be installed among what is shown, and the course may lie there.
        hidden = [str(_SCRIPT.parent.parent), str(Path.cwd())]
        walls = {"base": str(tree), "hidden": hidden, "pack": str(base / PACK)} if isolate else None
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with tempfile.TemporaryFile() as errors:
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-I", "-X", "utf8", str(_SCRIPT), str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=errors,
                    env=_environment(home, cache),
                    cwd=home,
                    pass_fds=[theirs.fileno()],
                    start_new_session=True,
                )
            try:
                settings = {"preload": list(preload), "home": str(home), "walls": walls}
                self._control.send(json.dumps(settings).encode())
                self._await(lambda: bool(self._first), START_UP)
                failure = self._first.get("failed")
            except (GoneError, OSError) as error:
                errors.seek(0)
                failure = errors.read().decode("utf-8", "replace")[-2000:].strip() or str(error)
        if failure is not None:
            self.close()
            needed = ", ".join(["IPython", *preload])
            raise SandboxError(
                f"The process that runs students' notebooks did not start: {failure}\n"
                f"Expected {sys.executable} to import {needed}. Try: {sys.executable} -I -c 'import {needed}'"
            )

    @property
    def tree(self) -> bool:
        """Whether children see a tree of files of their own, and work in it."""
        return self._first.get("tree") is True

    @property
    def lacks(self) -> dict[str, str]:
        """The walls that cannot be had here, and why."""
        return dict(self._first.get("lacks", {}))

    def fork(self, directory: Path, limits: Limits, exercises: int) -> Child:
        """A child that works in `directory` and can be asked so many exercises; `GoneError` if none can be had."""
        name = next(self._requests)
        # The limit of each question is rounded up to a whole second, hence one more for each.
        cpu = math.ceil(limits.notebook_cpu + exercises * (limits.exercise_cpu + 1) + GRACE)
        request = {"id": name, "directory": str(directory), "cpu": cpu, "memory": limits.memory}
        request |= {"file_size": limits.file_size, "open_files": limits.open_files}
        link, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno()])
            self._await(lambda: name in self._pids, PATIENCE)
            return Child(self._pids.pop(name), link, directory, cpu, lambda: self._ending(name))
        except (GoneError, OSError) as error:
            link.close()
            raise GoneError(str(error)) from None

    def close(self) -> None:
        """End the zygote, and with it all that it has forked."""
        if self._gone:  # it may only hang
            self._process.kill()
        self._gone = True
        self._control.close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ending(self, name: int) -> Ending | None:
        """How a process that has ended did so; None if the zygote cannot tell, and then it is not asked again."""
        try:
            self._await(lambda: name in self._endings, PATIENCE)
        except GoneError:
            self._gone = True
        return self._endings.pop(name, None)

    def _await(self, there: Callable[[], bool], timeout: float) -> None:
        deadline = time.monotonic() + timeout
        while not there():
            left = deadline - time.monotonic()
            if self._gone or left <= 0:
                raise GoneError("it has ended" if self._gone else f"it did not answer in {timeout:g} s")
            if readable(left, self._control.fileno()):
                self._take_in()

    def _take_in(self) -> None:
        try:
            report = json.loads(self._control.recv(1 << 16))
            if "exit" in report:
                self._endings[report["id"]] = report["exit"], report["cpu"]
            elif "pid" in report:
                self._pids[report["id"]] = report["pid"]
            else:
                self._first = report
        except (OSError, ValueError, TypeError, KeyError):
            self._gone = True


def _environment(home: Path, cache: Path) -> dict[str, str]:
    """All of the environment that students' processes have: none of it is the judge's."""
    return dict.fromkeys(_ONE_THREAD, "1") | {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(cache),
    }
