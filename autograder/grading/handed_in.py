"""The files of a submission as platforms and browsers leave them: renamed, copied, zipped, in folder within folder."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from autograder.grading.beside import (
    KINDS,
    MAX_FILE,
    MAX_IN_ALL,
    MAX_PATH,
    Beside,
    Found,
    Given,
    LeftOut,
    choose,
    in_the_pack,
    is_the_students,
)
from autograder.grading.submitted import open_plain, read_plain
from autograder.submission import MAX_BYTES, Candidate, Editions, recognise, without_outputs
from autograder.submission import MAX_FILE as MAX_NOTEBOOK

#: So many files that may be notebooks are looked at, in the folder, in folders within it and in archives, and so many
#: bytes of them held at once, without the outputs of large ones, until it is known which one is taken.
LOOKED_AT, MAX_LOOKED_AT = 20, 5 * MAX_BYTES
#: So many bytes are read to find them, beside those of the notebooks that bear the usual names.
MAX_READ = 2 * MAX_NOTEBOOK
#: So many entries of a folder or of an archive are gone through to find them.
GONE_THROUGH = 2000
#: Folders within folders, as unpacking makes them around those of a course.
DEPTH = 5
#: Bytes of an archive, and what each entry of its list of contents begins with.
MAX_ARCHIVE, _ENTRY = MAX_NOTEBOOK, b"PK\1\2"
#: So many bytes of an archive are in memory at once; its list of contents is read in one go.
_AT_ONCE = 1 << 20
#: The methods that unfold so many bytes as are asked for; others may unfold gigabytes of a few.
_UNFOLDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
#: What is raised by an archive that is none, or is broken.
_BROKEN = (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error)


@dataclass(frozen=True)
class HandedIn:
    """The notebooks of a lesson that are in a submitted folder."""

    #: By part; None where it is missing.
    files: Mapping[str, bytes | None]
    _: KW_ONLY
    #: By part, the file that was taken for it, where it is called otherwise or is one of several.
    taken: Mapping[str, str] = field(default_factory=dict)
    #: Files that may be meant for a notebook, and are none of this lesson's or were not taken.
    others: tuple[str, ...] = ()
    #: What lies beside the notebooks when they are run.
    beside: Beside = field(default_factory=Beside)


def read_folder(folder: Path, editions: Mapping[str, Editions], given: Given | None = None) -> HandedIn:
    """Read the notebooks in submitted/<student>/<assignment>, whatever they are called, and what lies beside them."""
    files = {part: _read_notebook(folder / f"{part}.ipynb") for part in editions}
    walk = _Walk(folder)
    everything = [name for name in walk.names() if name not in {f"{part}.ipynb" for part in editions}]
    may_be = (name for name in everything if _is_notebook(name) or _is_archive(name))
    names = list(islice(may_be, LOOKED_AT))
    taken: dict[str, str] = {}
    others: set[str] = set()
    used = {f"{part}.ipynb" for part, data in files.items() if data is not None}
    if names:
        candidates = [
            Candidate(f"{part}.ipynb", data, modified=_modified(folder / f"{part}.ipynb"))
            for part, data in files.items()
            if data is not None
        ]
        room, counted = MAX_LOOKED_AT, _Counted(MAX_READ)
        for one in islice((one for name in names for one in _candidates(folder, name, counted)), LOOKED_AT):
            room -= len(one.data)
            if room < 0:
                break
            candidates.append(one)
        found = recognise(editions, candidates)
        for part, ranked in found.items():
            files[part] = ranked[0].data
            if ranked[0].name != f"{part}.ipynb" or len(ranked) > 1:
                taken[part] = ranked[0].name
        used = {ranked[0].name for ranked in found.values()}
        others = {one.name for one in candidates} | {*names}
        # An archive is used where what it holds is.
        used |= {name for name in others if any(one.startswith(f"{name}/") for one in used)}
        others -= used
    beside = _beside(folder, everything, used, walk, given or Given())
    if not taken and None not in files.values():  # else they are named where it is told what was taken, or is missing
        beside = replace(beside, left_out=(*beside.left_out, *(LeftOut("notebook", name) for name in sorted(others))))
    return HandedIn(files, taken=taken, others=tuple(sorted(others)), beside=beside)


def _beside(folder: Path, everything: Sequence[str], used: Collection[str], walk: _Walk, given: Given) -> Beside:
    """What lies beside the notebooks that are used, in folders, and in archives that one of them was taken from."""
    held, counted = _Held(given), _Counted(MAX_READ)
    for name in everything:
        if _is_archive(name):
            for inner, read in _members(folder, name, counted) if name in used else ():
                if not _is_notebook(inner.name) and is_the_students(str(inner)):
                    held.take(f"{name}/{inner}", read)
        elif not _is_notebook(name):
            held.take(name, partial(read_plain, folder / name, levels=2 + name.count("/")))
    folders = {name.rpartition("/")[0] + "/" for name in used if "/" in name}
    chosen = choose(held.found, folders, given)
    return Beside(chosen.files, (*chosen.left_out, *walk.left_out))


class _Held:
    """The files beside the notebooks, read as far as they may be used: no more than can be held."""

    def __init__(self, given: Given) -> None:
        self.found: list[Found] = []
        self._given = given
        # Which of them are used is known when all are there.
        self._room = 2 * MAX_IN_ALL

    def take(self, name: str, read: Callable[[int], bytes | None]) -> None:
        """Take a file in, unless it is one that the course has given out."""
        if len(name) > MAX_PATH:
            self.found.append(Found(name[:MAX_PATH], reason="name"))
            return
        packed = in_the_pack(name, self._given)
        ours = self._given.pack.get(packed)
        if PurePosixPath(name).name in self._given.names:
            return
        if not packed and PurePosixPath(name).suffix.lower() not in KINDS:
            self.found.append(Found(name, reason="kind"))
            return
        if self._room <= 0:
            self.found.append(Found(name, reason="many"))
            return
        try:
            data = read(max(MAX_FILE, len(ours or b"")))
        except OSError:
            data = None
        if data is None:
            self.found.append(Found(name, reason="plain"))
        elif not packed or not self._given.is_ours(packed, data):
            self._room -= len(data)
            self.found.append(Found(name, data))


class _Walk:
    """Goes through a submitted folder, no further than `DEPTH` and `GONE_THROUGH`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        #: What was not gone through.
        self.left_out: list[LeftOut] = []

    def names(self) -> Iterator[str]:
        """The paths of all that is no folder and may be a student's, those in the folder itself first."""
        waiting, room = deque([("", DEPTH)]), GONE_THROUGH
        while waiting:
            below, depth = waiting.popleft()
            if room <= 0 or not depth:
                self.left_out.append(LeftOut("deep" if room > 0 else "gone_through", below.rstrip("/")))
                if room <= 0:
                    return
                continue
            try:
                with os.scandir(self._folder / below) as entries:
                    found = sorted(islice(entries, room), key=lambda entry: entry.name)
            except OSError:
                continue
            room -= len(found)
            for entry in found:
                if is_the_students(f"{below}{entry.name}"):
                    if _is_folder(entry):
                        waiting.append((f"{below}{entry.name}/", depth - 1))
                    else:
                        yield f"{below}{entry.name}"


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_notebook(name: str) -> bool:
    """Tell whether a file may be a notebook: browsers and platforms put things behind the suffix, and in front."""
    return ".ipynb" in name.lower()


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")


class _Counted:
    """Counts what is read of all files together."""

    def __init__(self, room: int) -> None:
        self.room = room

    def notebook(self, file: IO[bytes]) -> bytes | None:
        """A notebook in an open file, as it is used; None when there is no room for one any more."""
        if self.room <= 0:
            return None
        counting = _Counting(file)
        data = without_outputs(counting)
        self.room -= counting.count
        return data


class _Counting:
    """A file of which is known how much has been read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.count = 0

    def read(self, size: int, /) -> bytes:
        """As a file's."""
        data = self._file.read(size)
        self.count += len(data)
        return data


def _read_notebook(path: Path) -> bytes | None:
    file = open_plain(path)
    if file is None:
        return None
    with file:
        return without_outputs(file)


def _candidates(folder: Path, name: str, counted: _Counted) -> Iterator[Candidate]:
    if _is_archive(name):
        for inner, member in _members(folder, name, counted):
            if _is_notebook(inner.name):
                data = member.notebook(counted)
                if data is not None:
                    yield Candidate(f"{name}/{inner}", data, modified=member.modified)
        return
    path = folder / name
    try:
        file = open_plain(path, 2 + name.count("/"))
    except OSError:
        return
    if file is not None:
        with file:
            data = counted.notebook(file)
        if data is not None:
            yield Candidate(name, data, modified=_modified(path))


@dataclass(frozen=True)
class _Member:
    """A file in an archive, which is read when it is called, so far as that is said."""

    archive: zipfile.ZipFile
    info: zipfile.ZipInfo

    @property
    def modified(self) -> float:
        """When it was changed, as the archive says."""
        try:
            return datetime(*self.info.date_time).timestamp()
        except (ValueError, OverflowError, OSError):
            return 0.0

    def __call__(self, limit: int) -> bytes | None:
        """What it holds, at most one byte more than the limit; None if it cannot be read."""
        try:
            with self.archive.open(self.info) as file:
                return file.read(limit + 1)
        except _BROKEN:
            return None

    def notebook(self, counted: _Counted) -> bytes | None:
        """The notebook that it holds, as it is used; None if it cannot be read, or when too much has been read."""
        try:
            with self.archive.open(self.info) as file:
                return counted.notebook(file)
        except _BROKEN:
            return None


def _members(folder: Path, name: str, counted: _Counted) -> Iterator[tuple[PurePosixPath, _Member]]:
    """The files in an archive that can be read, by their paths in it; what platforms hide in it is left out."""
    try:
        file = open_plain(folder / name, 2 + name.count("/"))
    except OSError:
        return
    if file is None:
        return
    with file:
        size = os.fstat(file.fileno()).st_size
        if size > min(MAX_ARCHIVE, counted.room) or _has_countless_entries(file):
            return
        counted.room -= size
        try:
            with zipfile.ZipFile(_Bounded(file)) as archive:
                for info in archive.infolist():
                    inner = PurePosixPath(info.filename.replace("\\", "/"))
                    hidden = any(part.startswith(".") or part == "__MACOSX" for part in inner.parts)
                    is_readable = info.compress_type in _UNFOLDED and not info.flag_bits & 1
                    if not hidden and not info.is_dir() and is_readable:
                        yield inner, _Member(archive, info)
        except _BROKEN:
            return  # it is named as what could not be read


def _has_countless_entries(file: BinaryIO) -> bool:
    """Look how long an archive's list of contents is, without having it read at once."""
    entries, before = 0, b""
    while entries <= GONE_THROUGH and (piece := file.read(_AT_ONCE)):
        entries += (before + piece).count(_ENTRY)
        before = piece[1 - len(_ENTRY) :]
    file.seek(0)
    return entries > GONE_THROUGH


class _Bounded(io.BufferedIOBase):
    """An archive's file that gives so many bytes at once, and no more: what asks for more is no list of contents."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        """As a file's.

        Raises
        ------
        ValueError
            More bytes are asked for than are given at once.
        """
        asked = _AT_ONCE + 1 if size is None or size < 0 else size
        if asked > _AT_ONCE and len(data := self._file.read(_AT_ONCE + 1)) > _AT_ONCE:
            raise ValueError(f"{asked} bytes at once")
        return data if asked > _AT_ONCE else self._file.read(asked)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """As a file's."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """As a file's."""
        return self._file.tell()

    def seekable(self) -> bool:
        """It is a file on a disk."""
        return True


def _modified(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
