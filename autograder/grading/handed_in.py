"""The files of a submission as platforms and browsers leave them: renamed, copied, zipped, in folder within folder."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path, PurePosixPath

from autograder.grading.submitted import read_plain
from autograder.submission import MAX_BYTES, Candidate, Editions, recognise

#: So many files that may be notebooks are looked at, in the folder, in folders within it and in archives, and so many
#: bytes in all: they are held at once, until it is known which one is taken.
LOOKED_AT, MAX_LOOKED_AT = 20, 5 * MAX_BYTES
#: So many entries of a folder or of an archive are gone through to find them.
GONE_THROUGH = 2000
#: Folders within folders, as unpacking makes them.
DEPTH = 3
#: Bytes of an archive, and what each entry of its list of contents begins with.
MAX_ARCHIVE, _ENTRY = 2 * MAX_BYTES, b"PK\1\2"


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
    files = {part: read_plain(folder / f"{part}.ipynb", MAX_BYTES) for part in editions}
    names = [name for name in islice(_names(folder), LOOKED_AT) if name not in {f"{part}.ipynb" for part in editions}]
    if not names:
        return HandedIn(files)
    candidates = [
        Candidate(f"{part}.ipynb", data, modified=_modified(folder / f"{part}.ipynb"))
        for part, data in files.items()
        if data is not None
    ]
    room = MAX_LOOKED_AT
    for one in islice((one for name in names for one in _candidates(folder, name)), LOOKED_AT):
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


def _candidates(folder: Path, name: str) -> Iterator[Candidate]:
    path, levels = folder / name, 2 + name.count("/")
    try:
        data = read_plain(path, MAX_ARCHIVE if _is_archive(name) else MAX_BYTES, levels)
    except OSError:
        return
    if data is None:
        return
    if not _is_archive(name):
        yield Candidate(name, data, modified=_modified(path))
        return
    if len(data) > MAX_ARCHIVE or data.count(_ENTRY) > GONE_THROUGH:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                inner = PurePosixPath(member.filename.replace("\\", "/"))
                hidden = any(part.startswith(".") or part == "__MACOSX" for part in inner.parts)
                if _is_notebook(inner.name) and not hidden and not member.flag_bits & 1:
                    with archive.open(member) as file:
                        content = file.read(MAX_BYTES + 1)
                    yield Candidate(f"{name}/{inner}", content, modified=datetime(*member.date_time).timestamp())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return  # it is named as what could not be read


def _modified(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0
