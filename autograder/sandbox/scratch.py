"""Folders for the time of grading, and what becomes of those whose owner was killed."""

import contextlib
import fcntl
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox.child import remove

_PREFIX = "autograder-"
_LOCK = ".in-use"


def prefix() -> str:
    """The beginning of such a folder's name: its owner's process stands in it."""
    return f"{_PREFIX}{os.getpid()}-"


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for the time of grading; where this process is killed, the next one that grades removes it."""
    folder = Path(tempfile.mkdtemp(prefix=prefix()))
    with contextlib.ExitStack() as stack:
        stack.callback(os.close, hold(folder))
        stack.callback(_remove_held, folder)
        yield folder


def hold(folder: Path) -> int:
    """Mark a folder as in use for as long as this process lives, or until the descriptor that it gets is closed."""
    # Locked before it has the name that others look for.
    unnamed = folder / f"{_LOCK}-soon"
    descriptor = os.open(unnamed, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    unnamed.rename(folder / _LOCK)
    return descriptor


def remove_stale() -> None:
    """Remove the folders of graders that were killed before they could."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Whatever cannot be looked at or locked is somebody else's, or in use.
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid():
                continue
            if not (folder / _LOCK).exists():
                # Its owner was about to mark it, or to remove it.
                if not _owner_lives(folder):
                    remove(folder)
                continue
            descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                _remove_held(folder)
            finally:
                os.close(descriptor)


def _owner_lives(folder: Path) -> bool:
    """Say whether the process whose number stands in a folder's name is there, or none stands there."""
    owner = folder.name.removeprefix(_PREFIX).partition("-")[0]
    try:
        os.kill(int(owner), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except (ValueError, OSError):
        pass  # no number, or somebody else's process
    return True


def _remove_held(folder: Path) -> None:
    """Remove a folder, its lock last: where this is broken off, the rest is found again."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            remove(path)
        elif path.name != _LOCK:
            path.unlink()
    remove(folder)
