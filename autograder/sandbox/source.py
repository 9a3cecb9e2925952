"""The source of students' processes, seen from outside: a zygote that forks them, or interpreters of their own."""

import contextlib
import itertools
import json
import math
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from autograder.inside import wire
from autograder.sandbox.child import GRACE, Child
from autograder.sandbox.process import Ending, Forked, Spawned, readable
from autograder.sandbox.terms import Limits, SandboxError
from autograder.threads import ONE_THREAD

START_UP = 120.0  # seconds that importing everything may take; a first list of fonts takes some
#: Seconds that a zygote may take to fork, to hear of a killed child's end, or to end.
WAIT_FOR_ZYGOTE = 10.0

_SCRIPT = Path(wire.__file__).parent / "start.py"

#: In the folder that is given: a home, what every submission finds, and where the tree is built that they see.
HOME, PACK, TREE = "home", "pack", "tree"
#: What a process says that does not come up.
LOG = "start-up.log"


class GoneError(Exception):
    """The zygote or the interpreter has ended, or hangs."""


class Source(ABC):
    """A source of students' processes.

    `base` is a folder to work in, with what every submission finds in `PACK`; `hidden` are folders that none is to
    see; `isolate` says whether there are to be walls. `SandboxError` if nothing comes up.
    """

    FORKS = False

    def __init__(self, preload: Sequence[str], base: Path, cache: Path, hidden: Sequence[Path], isolate: bool) -> None:
        self._preload = preload
        self._home = base / HOME
        self._log = base / LOG
        self._cache = cache
        for folder in (self._home, base / TREE):
            folder.mkdir(exist_ok=True)
        # The engine may be installed among what is shown, and the course may lie there.
        unseen = [str(_SCRIPT.parent.parent), *map(str, hidden)]
        self._settings = {
            "preload": list(preload),
            "pack": str(base / PACK),
            "home": str(self._home),
            "walls": {"base": str(base / TREE), "hidden": unseen, "tree": self.FORKS} if isolate else None,
        }
        #: What was told of the walls.
        self._told: dict[str, Any] = {}

    @property
    def tree(self) -> bool:
        """Say whether submissions see a tree of files of their own, and work in it."""
        return self._told.get("tree") is True

    @property
    def lacks(self) -> dict[str, str]:
        """The walls that cannot be had here, and why."""
        return dict(self._told.get("lacks", {}))

    @abstractmethod
    def child(self, directory: Path, limits: Limits, exercises: int) -> Child:
        """A child that works in `directory` and can be asked so many exercises; `GoneError` if none can be had."""

    @abstractmethod
    def close(self) -> None:
        """End it, and all children."""

    def _spawn(self, kind: str, theirs: socket.socket) -> subprocess.Popen[bytes]:
        with theirs, self._log.open("wb") as errors:
            return subprocess.Popen(
                [sys.executable, "-I", "-X", "utf8", str(_SCRIPT), kind, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
                env=_environment(self._home, self._cache),
                cwd=self._home,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def _said(self) -> str:
        return self._log.read_text("utf-8", "replace")[-2000:].strip()

    def _failed(self, why: str) -> SandboxError:
        needed = ", ".join(["IPython", *self._preload])
        return SandboxError(
            f"The process that runs students' notebooks did not start: {why}\n"
            f"Expected {sys.executable} to import {needed}. Try: {sys.executable} -I -c 'import {needed}'"
        )


class Zygote(Source):
    """A running zygote."""

    FORKS = True

    def __init__(self, preload: Sequence[str], base: Path, cache: Path, hidden: Sequence[Path], isolate: bool) -> None:
        super().__init__(preload, base, cache, hidden, isolate)
        self._gone = False
        self._requests = itertools.count()
        self._pids: dict[int, int] = {}
        self._endings: dict[int, Ending] = {}
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process = self._spawn("zygote", theirs)
        try:
            self._control.send(json.dumps(self._settings).encode())
            self._await(lambda: bool(self._told), START_UP)
            failure = self._told.get("failed")
        except (GoneError, OSError) as error:
            failure = self._said() or str(error)
        except BaseException:
            # Stopped while it starts: it would go on to write into a folder that is being removed.
            self._gone = True
            self.close()
            raise
        if failure is not None:
            self.close()
            raise self._failed(failure)

    def child(self, directory: Path, limits: Limits, exercises: int) -> Child:
        name = next(self._requests)
        request = _request(directory, limits, exercises)
        link, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [json.dumps({"id": name, **request}).encode()], [theirs.fileno()])
            self._await(lambda: name in self._pids, WAIT_FOR_ZYGOTE)
            process = Forked(self._pids.pop(name), lambda: self._ending(name))
            return Child(process, link, directory, request["cpu"], limits)
        except (GoneError, OSError) as error:
            link.close()
            raise GoneError(str(error)) from None

    def close(self) -> None:
        # Nothing in it is worth tidying up, unless children have no namespaces: those it ends before it does.
        if self.tree or self._gone:
            self._process.kill()
        self._gone = True
        self._control.close()
        try:
            self._process.wait(WAIT_FOR_ZYGOTE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ending(self, name: int) -> Ending | None:
        """Ask how a process ended; None if the zygote cannot tell, and then it is not asked again."""
        try:
            self._await(lambda: name in self._endings, WAIT_FOR_ZYGOTE)
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
                self._told = report
        except (OSError, ValueError, TypeError, KeyError):
            self._gone = True


class Interpreters(Source):
    """An interpreter for each submission, with everything imported anew; the next one starts meanwhile."""

    def __init__(self, preload: Sequence[str], base: Path, cache: Path, hidden: Sequence[Path], isolate: bool) -> None:
        super().__init__(preload, base, cache, hidden, isolate)
        self._start()
        try:
            self._greet()
        except GoneError as error:
            self.close()
            raise self._failed(str(error)) from None
        except BaseException:  # stopped while it starts
            self.close()
            raise

    def child(self, directory: Path, limits: Limits, exercises: int) -> Child:
        if not self._greeted:
            self._greet()
        process, link = self._process, self._link
        self._start()
        process.begin()
        request = _request(directory, limits, exercises)
        child = Child(process, link, directory, request["cpu"], limits)
        try:
            wire.send(link, request)
        except wire.WireClosedError as error:
            child.end()
            raise GoneError(str(error)) from None
        return child

    def close(self) -> None:
        self._process.kill()
        self._process.close()
        self._link.close()

    def _start(self) -> None:
        """Have the next interpreter start."""
        self._greeted = False
        self._link, theirs = socket.socketpair()
        self._process = Spawned(self._spawn("fresh", theirs))
        with contextlib.suppress(wire.WireClosedError):  # whoever greets it will see
            wire.send(self._link, self._settings)

    def _greet(self) -> None:
        """Wait until it has imported everything; `GoneError` if it does not."""
        self._link.settimeout(START_UP)
        try:
            self._told, _ = wire.parse(wire.Receiver(self._link).frame(wire.MAX_REPLY))
        except (wire.WireError, TimeoutError) as error:
            raise GoneError(self._said() or str(error)) from None
        if "failed" in self._told:
            raise GoneError(str(self._told["failed"]))
        self._greeted = True


def _request(directory: Path, limits: Limits, exercises: int) -> dict[str, Any]:
    """Word the request to run a submission: where the process works, and what the kernel is to hold it to."""
    # The limit of each question is rounded up to a whole second, hence one more for each.
    cpu = math.ceil(limits.notebook_cpu + exercises * (limits.exercise_cpu + 1) + GRACE)
    request = {"directory": str(directory), "cpu": cpu, "memory": limits.memory}
    request |= {"file_size": limits.file_size, "open_files": limits.open_files}
    return request | {"scratch": limits.scratch, "files": limits.files, "threads": limits.threads}


def _environment(home: Path, cache: Path) -> dict[str, str]:
    """All of the environment that students' processes have: none of it is the judge's."""
    return ONE_THREAD | {
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(cache),
    }
