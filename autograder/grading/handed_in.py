"""The files of a submission as platforms and browsers leave them: renamed, copied, zipped, in folder within folder."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from autograder.grading.submitted import open_plain
from autograder.submission import MAX_BYTES, MAX_FILE, Candidate, Editions, recognise, without_outputs

#: So many files that may be notebooks are looked at, in the folder, in folders within it and in archives, and so many
#: bytes of them held at once, without the outputs of large ones, until it is known which one is taken.
LOOKED_AT, MAX_LOOKED_AT = 20, 5 * MAX_BYTES
#: So many bytes are read to find them, beside those of the notebooks that bear the usual names.
MAX_READ = 2 * MAX_FILE
#: So many entries of a folder or of an archive are gone through to find them.
GONE_THROUGH = 2000
#: Folders within folders, as unpacking makes them.
DEPTH = 3
#: Bytes of an archive, and what each entry of its list of contents begins with.
MAX_ARCHIVE, _ENTRY = MAX_FILE, b"PK\1\2"
#: So many bytes of an archive are in memory at once; its list of contents is read in one go.
_AT_ONCE = 1 << 20
#: The methods that unfold so many bytes as are asked for; others may unfold gigabytes of a few.
_UNFOLDED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


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


def read_folder(folder: Path, editions: Mapping[str, Editions]) -> HandedIn:
    """Read the notebooks in submitted/<student>/<assignment>, whatever they are called."""
    files = {part: _read_notebook(folder / f"{part}.ipynb") for part in editions}
    names = [name for name in islice(_names(folder), LOOKED_AT) if name not in {f"{part}.ipynb" for part in editions}]
    if not names:
        return HandedIn(files)
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
    taken = {}
    for part, ranked in found.items():
        files[part] = ranked[0].data
        if ranked[0].name != f"{part}.ipynb" or len(ranked) > 1:
            taken[part] = ranked[0].name
    used = {ranked[0].name for ranked in found.values()}
    others = {one.name for one in candidates} | {*names}
    # An archive is used where what it holds is.
    used |= {name for name in others if any(one.startswith(f"{name}/") for one in used)}
    return HandedIn(files, taken=taken, others=tuple(sorted(others - used)))


def _names(folder: Path, below: str = "", depth: int = DEPTH) -> Iterator[str]:
    """The paths of all files that may be notebooks, those in the folder itself first."""
    try:
        entries = sorted(islice(os.scandir(folder / below), GONE_THROUGH), key=lambda entry: entry.name)
    except OSError:
        return
    seen = [entry for entry in entries if not entry.name.startswith(".") and entry.name != "__MACOSX"]
    for entry in seen:
        if _is_notebook(entry.name) or _is_archive(entry.name):
            yield f"{below}{entry.name}"
    for entry in seen:
        if depth > 1 and entry.is_dir(follow_symlinks=False):
            yield from _names(folder, f"{below}{entry.name}/", depth - 1)


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
    path, levels = folder / name, 2 + name.count("/")
    try:
        file = open_plain(path, levels)
    except OSError:
        return
    if file is None:
        return
    with file:
        if _is_archive(name):
            yield from _in_archive(file, name, counted)
        elif (data := counted.notebook(file)) is not None:
            yield Candidate(name, data, modified=_modified(path))


def _in_archive(file: BinaryIO, name: str, counted: _Counted) -> Iterator[Candidate]:
    size = os.fstat(file.fileno()).st_size
    if size > min(MAX_ARCHIVE, counted.room) or _has_countless_entries(file):
        return
    counted.room -= size
    try:
        with zipfile.ZipFile(_Bounded(file)) as archive:
            for member in archive.infolist():
                inner = PurePosixPath(member.filename.replace("\\", "/"))
                hidden = any(part.startswith(".") or part == "__MACOSX" for part in inner.parts)
                is_readable = member.compress_type in _UNFOLDED and not member.flag_bits & 1
                if _is_notebook(inner.name) and not hidden and is_readable:
                    with archive.open(member) as inside:
                        content = counted.notebook(inside)
                    if content is None:
                        return
                    yield Candidate(f"{name}/{inner}", content, modified=datetime(*member.date_time).timestamp())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, zlib.error):
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
