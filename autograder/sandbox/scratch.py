"""Folders for the time of grading, and what becomes of those whose owner was killed."""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.sandbox.child import remove

PREFIX = "autograder-"
_LOCK = ".in-use"


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for the time of grading; where this process is killed, the next one that grades removes it."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
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
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # Whatever cannot be looked at or locked is somebody else's, or in use.
        with contextlib.suppress(OSError):
            descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if folder.stat().st_uid == os.geteuid():
                    _remove_held(folder)
            finally:
                os.close(descriptor)


def _remove_held(folder: Path) -> None:
    """Remove a folder, its lock last: where this is broken off, the rest is found again."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            remove(path)
        elif path.name != _LOCK:
            path.unlink()
    remove(folder)
