"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, contents: str | bytes) -> None:
    """Write a file whole or not at all, whatever happens meanwhile."""
    unfinished = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        with unfinished.open("wb") as file:
            file.write(contents.encode() if isinstance(contents, str) else contents)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException as error:
        unfinished.unlink(missing_ok=True)
        if isinstance(error, OSError):
            # The place is what a person has to look at, and not a name that was gone before they could.
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
