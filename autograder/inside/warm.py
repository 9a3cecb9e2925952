"""A process before it becomes that of one submission: the lesson's modules, a shell, walls around it."""

import contextlib
import gc
import importlib
import os
import resource
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from . import probe, runner, walls

#: The descriptor of the wire to the judge, in a process that runs a submission; all others are closed.
LINK = 3


class Warm:
    """Everything imported and built, and no submission seen yet.

    `settings` are `preload`, the modules to import; `pack`, the folder of files that every submission finds, some of
    which may be among them; `home`, a folder for IPython; and `walls`, what to build them of, or None for none.
    `check` is called when all but the pack is imported, before there are walls, and may raise.
    """

    def __init__(self, settings: dict[str, Any], check: Callable[[], None] = lambda: None) -> None:
        pack = Path(settings["pack"])
        packed = {path.stem for path in pack.glob("*.py")} | {path.parent.name for path in pack.glob("*/__init__.py")}
        for name in settings["preload"]:
            if name.split(".")[0] not in packed:
                importlib.import_module(name)
        self._shell = runner.build_shell(Path(settings["home"]))
        check()
        python = [sys.prefix, sys.base_prefix, sys.exec_prefix]
        if settings["walls"]:
            self.walls = walls.build(**settings["walls"], shown=python, pack=settings["pack"])
        else:
            self.walls = walls.Walls()
        # From where a submission finds them, so that what they say of themselves holds there, too.
        with _importing_from(walls.PACK if self.walls.tree else pack):
            for name in settings["preload"]:
                if name.split(".")[0] in packed:
                    importlib.import_module(name)
        # What is here now stays: no child need look through it for garbage, and copy its pages by doing so.
        gc.collect()
        gc.freeze()

    @property
    def told(self) -> dict[str, object]:
        """Tell the judge's side of the walls."""
        return {"tree": self.walls.tree, "lacks": self.walls.lacks}

    def become(self, request: dict[str, Any], link: int) -> None:
        """Become the process of one submission, which comes over the descriptor `link`; does not return."""
        os.dup2(0, 2)
        if link != LINK:
            os.dup2(link, LINK, inheritable=False)
        os.closerange(LINK + 1, os.sysconf("SC_OPEN_MAX"))
        _limit(request)
        room = {name: request[name] for name in ("scratch", "files", "threads")}
        directory = self.walls.enter(request["directory"], **room)
        sys.path.insert(0, "")
        os.environ.update(HOME=directory, TMPDIR=directory)
        with socket.socket(fileno=LINK) as own:
            probe.serve(own, self._shell)
        os._exit(0)


@contextlib.contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _limit(request: dict[str, Any]) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    for kind, value in (
        (resource.RLIMIT_CPU, request["cpu"] + int(used.ru_utime + used.ru_stime)),
        (resource.RLIMIT_AS, request["memory"]),
        (resource.RLIMIT_FSIZE, request["file_size"]),
        (resource.RLIMIT_NOFILE, request["open_files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):
            if sys.platform == "linux":  # elsewhere not every limit can be set
                raise
