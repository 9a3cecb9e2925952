"""Errors meant for a person: what was found, what was expected, where, and what to do next."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AutograderError(Exception):
    """Bad input or a bad state of the course; the terminal shows its message, never a traceback."""


#: What makes it useless to go on with the next submission.
_HOPELESS = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.EISDIR,
}


@contextmanager
def unwritable_is_told(place: Path) -> Iterator[None]:
    """Say what cannot be written, and what to do, when there is no place or no permission."""
    try:
        yield
    except OSError as error:
        if error.errno not in _HOPELESS:
            raise
        raise AutograderError(
            f"{error.filename or place} could not be written: {error.strerror}.\n"
            "Free some space or look at the permissions, then run the same command again: "
            "what was graded before is kept in results/, and is not graded again."
        ) from error
