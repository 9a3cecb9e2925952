"""Reads files that a student has handed in, which may be anything else than files."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

#: Nothing there, a link, a socket or a device without a driver.
_NO_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.ENODEV}


def read_plain(path: Path, limit: int) -> bytes | None:
    """The bytes of a regular file, at most one more than the limit; None for links, pipes, folders and no file.

    Raises
    ------
    OSError
        A file is there and may not be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if error.errno in _NO_FILE:
            return None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read(limit + 1)
