"""Data sets that a lesson names and does not carry: fetched or taken from a copy at hand, and verified.

A lesson's ``lesson.py`` declares them as `Download`s. A file comes into ``datasets/`` whole and verified, or not at
all.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.lessons.declared import load_declared
from autograder.lessons.outline import Download


def downloads(course: Course) -> dict[str, Download]:
    """The files that the course's lessons name, by name."""
    declared = (load_declared(lesson).outline.downloads for lesson in course.lessons)
    return {download.name: download for downloads in declared for download in downloads}


def fetch(course: Course, progress: bool = True) -> Iterator[tuple[Path, bool]]:
    """Download what is missing into datasets/; each file, and whether it was fetched now.

    Raises
    ------
    AutograderError
        The address cannot be reached, what comes is not the file, or a file that is there is another.
    """
    import pooch

    # It is said here what was fetched, and pooch would advise to write down a hash of the file.
    pooch.get_logger().setLevel(logging.WARNING)
    for download in downloads(course).values():
        path = course.datasets / download.name
        if path.exists():
            _verify(download, path, f"Delete it and run the same command again: rm {path}")
            yield path, False
            continue
        with _place_beside(path) as folder:
            copy = Path(folder) / download.name
            # Without the header, the connection would be left open.
            get = pooch.HTTPDownloader(progressbar=progress, timeout=60, headers={"Connection": "close"})
            try:
                pooch.retrieve(download.address, known_hash=None, fname=copy.name, path=folder, downloader=get)
            except Exception as error:  # pooch passes on whatever the network library raises
                raise AutograderError(
                    f"{download.name} could not be fetched from {download.address}: {error}\n"
                    "Without a network, get the file in another way, then run: "
                    f"autograder datasets add {download.name}"
                ) from error
            _verify(download, copy, f"Tell the author of the lesson: another file lies at {download.address}")
            copy.replace(path)
        yield path, True


def add(course: Course, files: Sequence[Path]) -> Iterator[Path]:
    """Take copies at hand into datasets/, verified; each file's new place.

    Raises
    ------
    AutograderError
        A file is none that a lesson names, or holds something else.
    """
    known = downloads(course)
    for file in files:
        download = known.get(file.name)
        if download is None:
            raise AutograderError(
                f"{file} is no file that a lesson names. Expected one of: {', '.join(known) or 'none'}.\n"
                "Give the copy that name, then run the same command again."
            )
        path = course.datasets / download.name
        with _place_beside(path) as folder:
            copy = Path(folder) / download.name
            shutil.copyfile(file, copy)
            _verify(download, copy, f"Get another copy of it: {download.address}", shown=file)
            copy.replace(path)
        yield path


def _verify(download: Download, path: Path, then: str, shown: Path | None = None) -> None:
    try:
        download.verify(path)
    except OSError as error:
        # The lesson's message is in both languages; the last of its lines is the terminal's.
        why = str(error).splitlines()[-1].replace(str(path), str(shown or path))
        raise AutograderError(f"{why}\n{then}") from error


def _place_beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    """An empty folder from which a file can be moved to its place in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix=".", dir=path.parent)
