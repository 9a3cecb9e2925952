"""The files that were given: those of a zip, of a folder, or one alone; nothing is read of them before it is asked for.

Whoever made a zip is not trusted: its list of contents is read within bounds, and each entry is looked at by itself.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import KW_ONLY, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from autograder.collecting.names import decoded, meant, why_not
from autograder.errors import AutograderError
from autograder.exercise.show import printable
from autograder.grading.beside import is_the_students
from autograder.grading.submitted import STAMP
from autograder.submission import MAX_FILE

#: So many files of a zip or a folder are gone through, and so many bytes are a zip's list of contents at most.
MAX_ENTRIES, MAX_LIST = 100_000, 32 << 20
#: A zip may unfold to so many times its size, and so many bytes more.
RATIO, UNFOLDED = 100, 1_000_000_000
#: Folders within folders.
DEPTH = 12
#: What nbgrader's exchange lays beside a submission.
SECRET = "submission_secret.txt"
#: So many characters of a name are shown.
SHOWN = 120
#: What each entry of a zip's list of contents begins with, and what is no longer than that list's end can be.
_ENTRY, _END = b"PK\1\2", 1 << 17
#: The methods that unfold so many bytes as are asked for; others may unfold gigabytes of a few.
_UNFOLDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: An entry's extra field with its time in UTC, and the place of that time in it.
_UNIX_TIME = 0x5455
#: Zips that know no time say 1980.
_FIRST_YEAR = 2000
#: What is raised by a zip that is none, or is broken, and by a file that cannot be read.
BROKEN = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error)


@dataclass(frozen=True)
class NotTaken:
    """Something that was given and is not taken: its name, the reason, and what to do where that is not plain."""

    what: str
    why: str


@dataclass(frozen=True)
class Entry:
    """One file that was given."""

    #: With `/` between the folders.
    path: str
    size: int
    _: KW_ONLY
    #: When it was last written, as far as is known.
    modified: datetime | None
    open: Callable[[], AbstractContextManager[IO[bytes]]]

    @property
    def name(self) -> str:
        """Its name, without the folders."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Given:
    """A zip, a folder or a file: its own name, and the files in it."""

    #: The name that people see.
    path: Path
    #: The folder's name; a zip's without its suffix; of single files, the name of the folder that they lie in.
    root: str
    _: KW_ONLY
    entries: tuple[Entry, ...]
    not_taken: tuple[NotTaken, ...] = ()
    #: The folders that are git repositories.
    repositories: tuple[str, ...] = ()
    #: Whether these are files that were given one by one, and lie in the folder `path`.
    are_files: bool = False
    #: Whether other folders or zips were given as well, as of a class in which each student has one.
    is_one_of_several: bool = False
    #: When a zip was written.
    written: datetime | None = None

    def whole_path(self, entry: Entry) -> str:
        """An entry's path with the name of what holds it."""
        return f"{self.root}/{entry.path}"


def read_all(paths: Sequence[Path]) -> list[Given]:
    """Look at all that was given; files of one folder that are given one by one are looked at together.

    Raises
    ------
    AutograderError
        One of them is not there, is no file and no folder, or is a zip that cannot be read at all.
    """
    holding: list[Given] = []
    folders: dict[Path, list[Entry]] = {}
    # What a shell's patterns name twice is there once.
    for one in map(read_given, dict.fromkeys(Path(os.path.abspath(path)) for path in paths)):  # noqa: PTH100
        if one.are_files:
            folders.setdefault(one.path, []).extend(one.entries)
        else:
            holding.append(one)
    several = [replace(one, is_one_of_several=len(holding) > 1) for one in holding]
    return several + [
        Given(folder, folder.name, entries=tuple(entries), are_files=True) for folder, entries in folders.items()
    ]


def read_given(path: Path) -> Given:
    """Look at what was given.

    Raises
    ------
    AutograderError
        It is not there, is no file and no folder, or is a zip that cannot be read at all.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 (resolve() would follow links, whose names people have chosen)
    try:
        kind = path.stat()
    except OSError as error:
        raise AutograderError(
            f"{path} could not be read: {error.strerror}.\n"
            "Expected a zip, a folder or a notebook: autograder collect FILE…"
        ) from error
    if stat.S_ISDIR(kind.st_mode):
        return _folder(path)
    if not stat.S_ISREG(kind.st_mode):
        raise AutograderError(f"{path} is neither a file nor a folder. Expected: autograder collect FILE…")
    with path.open("rb") as file:
        begins = file.read(4)
    if path.suffix.lower() == ".zip" or begins[:2] == b"PK":
        return _archive(path)
    entry = Entry(path.name, kind.st_size, modified=_time(kind.st_mtime), open=partial(_open_plain, path.resolve()))
    return Given(path.parent, path.parent.name, entries=(entry,), are_files=True)


# --- folders ---------------------------------------------------------------------------------------------------


def _folder(root: Path) -> Given:
    entries: list[Entry] = []
    not_taken: list[NotTaken] = []
    repositories: list[str] = []
    for folder, listed in _walk(root, not_taken):
        for one in listed:
            real = f"{folder}{one.name}"
            # Unpacked without a word about the encoding, names are bytes.
            path = meant(os.fsencode(real)) or real
            if one.name == ".git":
                repositories.append(folder.rstrip("/"))
            elif is_of_a_tool(path) or one.is_dir(follow_symlinks=False):
                continue
            elif not one.is_file(follow_symlinks=False):
                not_taken.append(NotTaken(printable(path, SHOWN), "a link, or no file; put the file itself there"))
            elif reason := why_not(path) or _too_large(one.stat(follow_symlinks=False).st_size):
                not_taken.append(NotTaken(printable(path, SHOWN), reason))
            else:
                status = one.stat(follow_symlinks=False)
                opening = partial(_open_plain, root / real)
                entries.append(Entry(path, status.st_size, modified=_time(status.st_mtime), open=opening))
            if len(entries) > MAX_ENTRIES:
                raise AutograderError(
                    f"{root} holds more than {MAX_ENTRIES} files; expected what students handed in.\n"
                    "Give the folder that these lie in: autograder collect FOLDER"
                )
    return Given(root, root.name, entries=tuple(entries), not_taken=tuple(not_taken), repositories=tuple(repositories))


def _walk(root: Path, not_taken: list[NotTaken]) -> Iterator[tuple[str, list[os.DirEntry[str]]]]:
    """The folders within a folder, each with what is in it, in the order of their names; links are not followed."""
    waiting = [("", DEPTH)]
    while waiting:
        folder, depth = waiting.pop()
        if not depth:
            not_taken.append(NotTaken(printable(folder, SHOWN), f"more than {DEPTH} folders within one another"))
            continue
        try:
            with os.scandir(root / folder) as found:
                listed = sorted(found, key=lambda one: one.name)
        except OSError as error:
            not_taken.append(NotTaken(printable(folder, SHOWN), f"the folder cannot be read: {error.strerror}"))
            continue
        yield folder, listed
        for one in reversed(listed):
            if one.is_dir(follow_symlinks=False) and not is_of_a_tool(f"{folder}{one.name}"):
                waiting.append((f"{folder}{one.name}/", depth - 1))


def _open_plain(path: Path) -> IO[bytes]:
    """A file in a folder, which may have become a link, or a pipe, since it was looked at."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError("it is no file any more")
    return os.fdopen(descriptor, "rb")


# --- zips ------------------------------------------------------------------------------------------------------


def _archive(path: Path) -> Given:
    try:
        archive = zipfile.ZipFile(_File(path))
    except BROKEN as error:
        raise AutograderError(
            f"{path} could not be read as a zip: {printable(str(error), SHOWN)}.\n"
            "Expected the zip as the platform gave it. Download it again; or unpack it, and give the folder: "
            "autograder collect FOLDER"
        ) from error
    entries: list[Entry] = []
    not_taken: list[NotTaken] = []
    size = path.stat().st_size
    bombs = _bombs(archive.infolist(), size)
    for info in archive.infolist():
        inner = decoded(info).replace("\\", "/")
        if inner.endswith("/") or (not why_not(inner) and is_of_a_tool(inner)):
            continue
        if reason := why_not(inner) or _why_not_unfolded(info) or bombs.get(id(info), ""):
            not_taken.append(NotTaken(printable(inner, SHOWN), reason))
            continue
        inner = PurePosixPath(inner).as_posix()
        opening = partial(archive.open, info)
        entries.append(Entry(inner, info.file_size, modified=_entry_time(info), open=opening))
    written = _time(path.stat().st_mtime)
    return Given(path, path.stem, entries=tuple(entries), not_taken=tuple(not_taken), written=written)


def _bombs(infos: list[zipfile.ZipInfo], size: int) -> dict[int, str]:
    """The entries that would make a zip unfold to more than any class hands in, those that unfold the most first."""
    too_much = sum(info.file_size for info in infos if info.file_size <= MAX_FILE) - RATIO * size - UNFOLDED
    found: dict[int, str] = {}
    for info in sorted(infos, key=lambda info: info.file_size / max(info.compress_size, 1), reverse=True):
        if too_much <= 0:
            break
        if info.file_size <= MAX_FILE:
            times = info.file_size // max(info.compress_size, 1)
            found[id(info)] = f"it unfolds to {info.file_size / 1e6:.0f} MB, {times} times its size; ask for it again"
            too_much -= info.file_size
    return found


def _why_not_unfolded(info: zipfile.ZipInfo) -> str:
    """The reason why an entry is not read, whatever it is called; nothing if it can be."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link, or no file"
    if info.flag_bits & 1:
        return "encrypted; unpack it with its password, and give the folder"
    if info.compress_type not in _UNFOLDED:
        return f"compressed by method {info.compress_type}; unpack the zip, and give the folder"
    return _too_large(info.file_size)


def _too_large(size: int) -> str:
    if size <= MAX_FILE:
        return ""
    return f"{size / 1e6:.0f} MB; files of at most {MAX_FILE // 1_000_000} MB are taken"


def is_of_a_tool(path: str) -> bool:
    """Tell what is hidden, or was laid there by some tool, in whichever folder.

    nbgrader gives feedback back by the secret that it laid there itself, and a timestamp.txt is looked at later.
    """
    return not is_the_students(f"given/{path}") and path.rpartition("/")[2] not in (SECRET, STAMP)


class _File(io.BufferedIOBase):
    """A zip's file, open only while it is read, so that any number can be given; it gives so much at once, and no more.

    Only a list of contents, or a piece of an entry that we ask for ourselves, is read in one go: what asks for more is
    neither. A list of countless entries is refused before it is made into objects.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """As a file's.

        Raises
        ------
        ValueError
            More is asked for than is given at once, or it lists more entries than are gone through.
        """
        asked = MAX_LIST + 1 if size is None or size < 0 else min(size, MAX_LIST + 1)
        with self._path.open("rb") as file:
            file.seek(self._at)
            data = file.read(asked)
        if len(data) > MAX_LIST:
            raise ValueError(f"its list of contents is longer than {MAX_LIST >> 20} MB")
        if len(data) > _END and data.count(_ENTRY) > MAX_ENTRIES:
            raise ValueError(f"it lists more than {MAX_ENTRIES} files")
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As a file's."""
        begin = 0 if whence == os.SEEK_SET else self._at if whence == os.SEEK_CUR else self._path.stat().st_size
        if begin + offset < 0:
            raise ValueError("a place before its beginning is named in it")
        self._at = begin + offset
        return self._at

    def tell(self) -> int:
        """As a file's."""
        return self._at

    def seekable(self) -> bool:
        """It is a file on a disk."""
        return True


# --- times -----------------------------------------------------------------------------------------------------


def _time(seconds: float) -> datetime | None:
    try:
        found = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.year >= _FIRST_YEAR else None


def _entry_time(info: zipfile.ZipInfo) -> datetime | None:
    """When an entry was written: as told in UTC, else by this machine's clock, since zips know no time zone."""
    extra, at = info.extra, 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == _UNIX_TIME and length >= 5 and at + 9 <= len(extra) and extra[at + 4] & 1:
            return _time(struct.unpack_from("<i", extra, at + 5)[0])
        at += 4 + length
    try:
        return _time(datetime(*info.date_time).timestamp())
    except (ValueError, OverflowError, OSError):
        return None
