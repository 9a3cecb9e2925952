"""Runs submissions, each in processes of its own."""

import compileall
import py_compile
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from autograder.sandbox.child import Child, remove
from autograder.sandbox.scratch import remove_stale, scratch_folder
from autograder.sandbox.session import Session
from autograder.sandbox.source import PACK, GoneError, Interpreters, Source, Zygote
from autograder.sandbox.terms import SUBMISSION, CodeCell, Limits, SandboxError, Used


class Sandbox:
    """A place to run submissions in; a context manager.

    Parameters
    ----------
    preload
        The modules that lessons import, loaded once.
    workspace
        What every child finds in its working directory: a folder to copy, or names and contents.
    limits
        What each submission may use.
    cache
        A folder to keep matplotlib's list of fonts in; without it the list is made anew, in about a second.
    hidden
        Folders that no submission is to see, wherever they lie: the course, above all.
    isolate
        Whether walls are put around the processes; without them only a process's own limits hold.
    required
        Whether to do without a sandbox rather than without a wall.
    fresh
        Whether each submission gets an interpreter started for it, which takes a second or two, and not a fork of one
        that has imported everything. So it is wherever a process that has loaded NumPy cannot be forked safely.

    Raises
    ------
    SandboxError
        No process for students' notebooks can be started at all, or none behind the walls that are required.
    """

    def __init__(
        self,
        preload: Sequence[str] = (),
        workspace: Mapping[str, bytes] | Path | None = None,
        limits: Limits | None = None,
        cache: Path | None = None,
        hidden: Sequence[Path] = (),
        isolate: bool = True,
        required: bool = False,
        fresh: bool = sys.platform != "linux",
    ) -> None:
        self.limits = limits or Limits()
        self._preload = tuple(preload)
        self._workspace = workspace
        self._base: Path | None = None
        self._stack = ExitStack()
        self._cache = cache
        self._hidden = tuple(path.resolve() for path in hidden)
        self._isolate = isolate
        self._required = required
        self._fresh = fresh
        self._source: Source | None = None

    def __enter__(self) -> Self:
        try:
            remove_stale()
            self._base = self._stack.enter_context(scratch_folder())
            self._furnish(self._base / PACK)
            lacks = self._start().lacks
            if lacks and self._required:
                told = "; ".join(f"{name}: {why}" for name, why in lacks.items())
                raise SandboxError(
                    f"This machine cannot hold submissions behind all walls ({told}), and the course requires it.\n"
                    "To see how to get them: autograder doctor. To grade without: take require_isolation out of "
                    "nbgrader_config.py."
                )
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def lacks(self) -> dict[str, str]:
        """The walls that this machine cannot hold, and why."""
        return self._start().lacks

    def close(self) -> None:
        """End all processes and remove their directories."""
        if self._source is not None:
            self._source.close()
            self._source = None
        self._base = None
        self._stack.close()

    def run(
        self, cells: Sequence[CodeCell], files: Mapping[str, bytes] | None = None, used: Used | None = None
    ) -> Session:
        """Run all cells, in order; what comes back is sealed and can be asked.

        `files` are names and contents that lie in the working directory for this submission alone; `used` is what
        another of its notebooks has used, and learns of what this one does.
        """
        return Session(self.limits, self._fork, cells, files or {}, used or Used())

    def _fork(self, exercises: int) -> Child:
        """A fresh child that can be asked so many exercises, of a fresh zygote if the last is gone."""
        why = ""
        for _ in range(2):
            made = self._start()
            directory = self._directory(made)
            try:
                return made.child(directory, self.limits, exercises)
            except GoneError as error:
                why = str(error)
                made.close()
                self._source = None
                if directory != SUBMISSION:
                    remove(directory)
        raise SandboxError(
            f"No process for a student's notebook could be started, twice: {why}.\n"
            "Expected a fork within seconds. Look whether memory (free -h) or processes (ulimit -u) are short."
        )

    def _start(self) -> Source:
        if self._source is None:
            assert self._base is not None  # entered
            cache = self._cache or self._base / "cache"
            cache.mkdir(parents=True, exist_ok=True)
            kind = Interpreters if self._fresh else Zygote
            self._source = kind(self._preload, self._base, cache, self._hidden, self._isolate)
        return self._source

    def _furnish(self, pack: Path) -> None:
        """Write what every child finds, for whatever user it becomes to read."""
        if isinstance(self._workspace, Path):
            shutil.copytree(self._workspace, pack)
        else:
            pack.mkdir()
            for name, content in (self._workspace or {}).items():
                file = pack / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        # Compiled once, and not by every child. Whoever puts another file in the place of one has that one compiled.
        compileall.compile_dir(pack, quiet=2, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH)
        for path in (pack, *pack.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)

    def _directory(self, source: Source) -> Path:
        """Make the place where the next child works: in the tree that it will see, else a folder of this machine."""
        if source.tree:
            return SUBMISSION
        directory = Path(tempfile.mkdtemp(dir=self._base))
        shutil.copytree(directory.parent / PACK, directory, dirs_exist_ok=True)
        return directory
