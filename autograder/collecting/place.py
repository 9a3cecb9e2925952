"""What a student handed in, put into submitted/: whole or not at all, and never over anything but what is older."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Literal

from autograder.collecting.given import BROKEN, Entry, NotTaken, is_of_a_tool
from autograder.collecting.hand_in import HandIn
from autograder.collecting.names import why_not
from autograder.course import Course
from autograder.exercise.show import printable
from autograder.files import write_whole
from autograder.grading.submitted import STAMP, read_stamp
from autograder.submission import MAX_FILE

#: Files of one student, and their bytes.
MAX_FILES, MAX_IN_ALL = 1000, 1_000_000_000
#: Zips tell times in steps of so much.
STEP = timedelta(seconds=2)
_AT_ONCE = 1 << 20
_SHOWN = 80

#: What was done: `new`, `newer` than what was there, `unchanged`; or not taken, since what is there is as new
#: (`older`), since a file is damaged of which an earlier one is there, or since nothing of it could be taken.
Done = Literal["new", "newer", "unchanged", "older", "damaged", "nothing", "blocked"]


@dataclass(frozen=True)
class Placed:
    """What became of a submission."""

    done: Done
    _: KW_ONLY
    files: int
    #: Where what was there before is now.
    kept: Path | None = None
    not_taken: tuple[NotTaken, ...] = ()


def place(course: Course, assignment: str, student: str, one: HandIn, staging: Path) -> Placed:
    """Put a submission where grading looks, or say why not.

    It is unpacked into `staging` first, which lies beside: nothing in submitted/ is ever half of two submissions.
    """
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    digests, not_taken, damaged = _unpack(one, staging)
    target = course.submitted / student / assignment
    if _is_in_the_way(target.parent) or _is_in_the_way(target):
        reason = NotTaken(str(target.relative_to(course.root)), "there is a link or a file; expected a folder")
        return Placed("blocked", files=0, not_taken=(*not_taken, reason))
    if not digests:
        return Placed("nothing", files=0, not_taken=tuple(not_taken))
    before, as_of = _there(target)
    if before == digests:
        if one.handed_in and not os.path.lexists(target / STAMP):
            write_whole(target / STAMP, _stamp(one.handed_in))
        return Placed("unchanged", files=len(digests), not_taken=tuple(not_taken))
    if before:
        if damaged:
            return Placed("damaged", files=len(digests), not_taken=tuple(not_taken))
        if one.as_of is None or (as_of is not None and one.as_of <= as_of + STEP):
            return Placed("older", files=len(digests), not_taken=tuple(not_taken))
    kept = None
    if any(_all(target)):
        kept = course.replaced(assignment) / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}" / student
    if one.handed_in:
        write_whole(staging / STAMP, _stamp(one.handed_in))
    target.parent.mkdir(parents=True, exist_ok=True)
    if kept:
        kept.parent.mkdir(parents=True)
        shutil.move(target, kept)
    elif target.exists():
        shutil.rmtree(target)  # no file is in it
    try:
        staging.rename(target)
    except BaseException:
        if kept:
            shutil.move(kept, target)
        raise
    return Placed("newer" if before else "new", files=len(digests), kept=kept, not_taken=tuple(not_taken))


def _is_in_the_way(path: Path) -> bool:
    try:
        return not stat.S_ISDIR(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def _stamp(when: datetime) -> str:
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


# --- unpacking -------------------------------------------------------------------------------------------------


class _DamagedError(Exception):
    """A file that cannot be read to its end."""


def _unpack(one: HandIn, folder: Path) -> tuple[dict[str, str], list[NotTaken], bool]:
    """Write the files into a folder: their digests, what is left out, and whether any of that was damaged."""
    digests: dict[str, str] = {}
    not_taken: list[NotTaken] = []
    room, damaged = MAX_IN_ALL, False
    # Where there are too many, the notebooks are those that are wanted.
    for path, entry in sorted(one.files, key=lambda file: (".ipynb" not in file[0].lower(), file[0].count("/"))):
        shown = printable(path, _SHOWN)
        if reason := why_not(path):
            not_taken.append(NotTaken(shown, reason))
        elif path == STAMP:
            if one.platform != "nbgrader's exchange":
                not_taken.append(NotTaken(shown, "the student's own; when it was handed in is not theirs to tell"))
        elif is_of_a_tool(path):
            continue
        elif len(digests) >= MAX_FILES or entry.size > room:
            limit = (
                f"more than {MAX_FILES} files" if len(digests) >= MAX_FILES else f"more than {MAX_IN_ALL // 10**9} GB"
            )
            not_taken.append(NotTaken(shown, f"{limit} of one student; put what is needed there by hand"))
        else:
            path = _free(path, digests)
            try:
                digests[path], size = _write(entry, folder / path)
                room -= size
            except _DamagedError as error:
                damaged = True
                not_taken.append(NotTaken(shown, f"damaged ({printable(str(error), _SHOWN)}); get this one again"))
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                not_taken.append(NotTaken(shown, "a file and a folder bear the same name; rename one"))
    return digests, not_taken, damaged


def _free(path: str, taken: dict[str, str]) -> str:
    """A path that no other file has: zips may hold two of one name."""
    pure, number = PurePosixPath(path), 1
    while path in taken:
        number += 1
        path = pure.with_name(f"{pure.stem} ({number}){pure.suffix}").as_posix()
    return path


def _write(entry: Entry, path: Path) -> tuple[str, int]:
    """Write a file piece by piece; its digest, and its size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for piece in _pieces(entry):
                size += len(piece)
                if size > min(entry.size, MAX_FILE):
                    raise _DamagedError("it is larger than it says")
                file.write(piece)
                digest.update(piece)
    except _DamagedError:
        path.unlink()
        raise
    if entry.modified:
        os.utime(path, (entry.modified.timestamp(), entry.modified.timestamp()))
    return digest.hexdigest(), size


def _pieces(entry: Entry) -> Iterator[bytes]:
    try:
        with entry.open() as file:
            while piece := file.read(_AT_ONCE):
                yield piece
    except BROKEN as error:
        raise _DamagedError(str(error) or type(error).__name__) from error


# --- what is there ---------------------------------------------------------------------------------------------


def _there(folder: Path) -> tuple[dict[str, str], datetime | None]:
    """The digests of the files of a submission that is there, and the newest time that it bears."""
    digests: dict[str, str] = {}
    times: list[datetime] = []
    for path, status in _all(folder):
        name = path.relative_to(folder).as_posix()
        if name == STAMP:
            continue
        times.append(datetime.fromtimestamp(status.st_mtime, UTC))
        is_plain = stat.S_ISREG(status.st_mode) and not is_of_a_tool(name)
        digests[name] = _digest(path) if is_plain else "none of those that are taken"
    stamp = read_stamp(folder)[0] if times else None
    if stamp:
        times.append(stamp.replace(tzinfo=UTC))
    # What a program has laid there is no part of what is compared.
    return {name: one for name, one in digests.items() if not is_of_a_tool(name)}, max(times, default=None)


def _all(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """All that is no folder, in a folder and those within it; links are not followed."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = Path(place) / name
            yield path, path.lstat()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
