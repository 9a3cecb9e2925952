"""The folder submitted/: the submissions in it, what is left alone and why, their files, and when they came."""

from __future__ import annotations

import difflib
import errno
import fnmatch
import os
import re
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise.show import printable

#: So many students are named that may have been meant.
NAMED = 5
STAMP = "timestamp.txt"
#: So many characters are told of what is wrong with it.
TOLD = 120
#: Nothing there, a link, a socket or a device without a driver.
_NO_FILE = {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENXIO, errno.ENODEV}


def submissions(course: Course, assignment: str, students: str = "*") -> list[Path]:
    """The submitted folders of an assignment, in the order of the students' ids.

    Raises
    ------
    AutograderError
        There are none.
    """
    found = [
        folder
        for folder in _folders(course, assignment)
        if fnmatch.fnmatchcase(folder.parent.name, students) and is_id(folder.parent.name)
    ]
    if not found:
        everybody = [folder.parent.name for folder in _folders(course, assignment)]
        expected = f"expected {course.submitted}/<student>/{assignment}/"
        if not everybody:
            raise AutograderError(
                f"No submission was found: {expected}.\n"
                "Collect the submissions there, or try the invented class: autograder sample-class"
            )
        like = [name for name in everybody if students.lower() in name.lower()]
        like = like or difflib.get_close_matches(students, everybody)
        meant = f"Did you mean {', '.join(like[:NAMED])}?" if like else f"There are {len(everybody)} others."
        raise AutograderError(f"No submission of {students!r} was found: {expected}.\n{meant}")
    return found


def _folders(course: Course, assignment: str) -> Iterator[Path]:
    for student in sorted(course.submitted.glob("*")):
        folder = student / assignment
        if _is_folder(student) and _is_folder(folder):
            yield folder


def _is_folder(path: Path) -> bool:
    """Tell whether it is a folder, and no link to one: a link could lead anywhere."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def is_id(name: str) -> bool:
    """Tell whether a name can be a student's id: nbgrader reads ids in patterns, line by line, and keeps 128."""
    fits = len(name) <= 128 and len(os.fsencode(name)) <= 240
    return fits and name.isprintable() and name == name.strip() and name[0] != "." and not set(name) & set("*?[]")


def left_alone(course: Course, assignment: str) -> Iterator[tuple[str, str]]:
    """Name what lies in submitted/ and is not graded, and why."""
    for folder in sorted(course.submitted.glob("*")):
        if folder.name.startswith(".") and not _is_folder(folder):
            continue  # what file managers leave behind
        if not _is_folder(folder):
            yield folder.name, "not a student's folder"
        elif not is_id(folder.name):
            yield folder.name, "the name cannot be a student's id; rename the folder"
        elif not _is_folder(folder / assignment):
            try:
                found = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
            except OSError as error:
                yield folder.name, f"the folder cannot be read: {error.strerror}"
                continue
            if assignment in found:
                yield folder.name, f"{assignment} in it is a file or a link; expected a folder"
                continue
            # Whoever handed in another assignment of the course has just not handed in this one.
            if not found & set(course.assignments):
                shown = ", ".join(map(repr, sorted(found)[:5])) or "nothing"
                yield folder.name, f"no folder {assignment} in it; found {shown}"


def read_plain(path: Path, limit: int, levels: int = 2) -> bytes | None:
    """The bytes of a regular file of a submitted folder, at most one more than the limit; None for anything else.

    Raises
    ------
    OSError
        A file is there and may not be read.
    """
    file = open_plain(path, levels)
    if file is None:
        return None
    with file:
        return file.read(limit + 1)


def open_plain(path: Path, levels: int = 2) -> BinaryIO | None:
    """A regular file of a submitted folder, to be read; None for anything else.

    It stands so many folders below submitted/: in that of a student's assignment, or in one within it.

    Links are not followed, from the student's folder on, and what was opened is looked at, not what bears its name: it
    may have been swapped meanwhile. Nor is a file read that has other names as well and belongs to somebody else.

    Raises
    ------
    OSError
        A file is there and may not be read.
    """
    folder = None
    try:
        folder = _open_folder(path.parent, levels)
        descriptor = os.open(path.name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
        owner = os.fstat(folder).st_uid
    except OSError as error:
        if error.errno in _NO_FILE:
            return None
        raise
    finally:
        if folder is not None:
            os.close(folder)
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode) or (status.st_nlink > 1 and status.st_uid != owner):
        os.close(descriptor)
        return None
    return os.fdopen(descriptor, "rb")


def _open_folder(folder: Path, levels: int) -> int:
    """Open a folder so many levels below submitted/, by descriptors: that may be a link itself, and nothing in it."""
    descriptor = os.open(folder.parents[levels - 1], os.O_RDONLY | os.O_DIRECTORY)
    for name in folder.parts[-levels:]:
        outer = descriptor
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=outer)
        finally:
            os.close(outer)
    return descriptor


def read_stamp(folder: Path) -> tuple[datetime | None, str]:
    """Read from timestamp.txt when a submission was handed in, in UTC; and what is wrong with the file, if anything."""
    from nbgrader.utils import parse_utc

    path = folder / STAMP
    if not os.path.lexists(path):
        return None, ""
    try:
        data = read_plain(path, limit=100)
        if data is None:
            raise ValueError("it is not a plain file")
        # nbgrader takes the +0800 of "12:00:00 +0800" for seconds; written as one word it is read rightly.
        text = re.sub(r" (\S+) ([+-]\d\d:?\d\d)$", r"T\1\2", data.decode("utf-8").strip())
        _refuse_unknown_zone(text)
        stamp: datetime = parse_utc(text)
    except Exception as error:  # whatever the parser makes of what a student wrote
        why = printable(str(error), TOLD)
        return None, (
            f"{path} holds no time that can be read ({why}); expected for instance 2027-01-31 15:59 UTC; "
            "not counted as late"
        )
    return stamp, ""


def _refuse_unknown_zone(text: str) -> None:
    """nbgrader takes the letters of a zone that it does not know for nothing: CST would be UTC, eight hours off."""
    zone = re.search(r"\d\s*([A-Za-z]{2,5})$", text)
    known = {"UTC", "GMT", "AM", "PM", *time.tzname}
    if zone and zone[1] not in known and zone[1].upper() not in known:
        raise ValueError(f"{zone[1]} may be one of several time zones: write it as +0800 is written")
