"""The files that a student hands in beside the notebooks: helpers, tables, pictures; which of them are used.

Those that are used lie beside the notebook where the student's process runs, and nowhere else.
"""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from functools import lru_cache
from importlib.machinery import PathFinder
from pathlib import PurePosixPath

from autograder.lessons.released import digest_of

#: The kinds of files that are used.
KINDS = frozenset([".py", ".csv", ".tsv", ".txt", ".json", ".npy", ".npz", ".png", ".jpg", ".jpeg"])
#: So many files of so many bytes each, and in all.
MAX_FILES, MAX_FILE, MAX_IN_ALL = 50, 5_000_000, 10_000_000
#: Characters of a path that is used, and bytes of each of its parts, which no file system has more of.
MAX_PATH, MAX_PART = 200, 255

#: What platforms, file managers and nbgrader lay there, or make of it.
_NOT_THE_STUDENTS = {"timestamp.txt", "submission_secret.txt", "Thumbs.db", "desktop.ini", "__pycache__", "__MACOSX"}
#: Where nbgrader puts the feedback that a student fetches.
_FEEDBACK = "feedback"


@dataclass(frozen=True)
class Given:
    """What a course gives to students beside the notebooks."""

    #: By path; each has these files in its place, whatever is handed in.
    pack: Mapping[str, bytes] = field(default_factory=dict)
    _: KW_ONLY
    #: Files that say how to begin, or that the course tells where to get.
    names: frozenset[str] = frozenset()
    #: The notebooks' names, without their suffix.
    parts: tuple[str, ...] = ()
    #: Digests of what was ever handed out, by path: an edition has its own language, and an older one other files.
    released: Mapping[str, Collection[str]] = field(default_factory=dict)

    def is_ours(self, name: str, data: bytes) -> bool:
        """Say whether a file of the pack, or one that was in it once, is as it was handed out."""
        return data == self.pack.get(name) or digest_of(data) in self.released.get(name, ())


@dataclass(frozen=True)
class LeftOut:
    """A file that is not used, and the reason, as `notes` has it."""

    reason: str
    name: str


@dataclass(frozen=True)
class Found:
    """A file in a submission, by its path there: what it holds, or why that is not known."""

    name: str
    data: bytes = b""
    reason: str = ""


@dataclass(frozen=True)
class Beside:
    """The files that lie beside the notebooks when they are run, by their paths from there, and those left out."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


def is_the_students(name: str) -> bool:
    """Tell whether a file can be a student's own: neither hidden, nor laid there by some tool."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "~$")) or part in _NOT_THE_STUDENTS for part in parts)
    return not hidden and parts[:1] != (_FEEDBACK,)


def why_not(name: str, given: Given) -> str:
    """The reason why a file cannot be used under this path, whatever it holds; nothing if it can."""
    path = PurePosixPath(name)
    top = path.parts[0] if path.parts else ""
    if path.suffix.lower() not in KINDS:
        return "kind"
    long = any(len(part.encode("utf-8", "replace")) > MAX_PART for part in path.parts)
    if long or not name.isprintable() or "\\" in name or path.is_absolute() or ".." in path.parts:
        return "name"
    if len(path.parts) > 1 and top in {f"{part}.ipynb" for part in given.parts}:
        return "name"  # a folder where the notebook is to lie
    if len(path.parts) == 1 and top in {f"{part}_functions.py" for part in given.parts}:
        return "functions"
    ours = {PurePosixPath(one).parts[0] for one in given.pack}
    if top in ours:
        return "course"
    module = top.removesuffix(".py") if len(path.parts) == 1 and path.suffix == ".py" else top
    # A folder can be imported as well, with any file in it.
    can_be_imported = module.isidentifier() and (path.suffix == ".py" or len(path.parts) > 1)
    if can_be_imported and (module in {one.removesuffix(".py") for one in ours} or _is_module(module)):
        return "module"
    return ""


def choose(found: Sequence[Found], folders: Iterable[str], given: Given) -> Beside:
    """Choose the files that are used of those that were found; ``folders`` are those that the notebooks lie in.

    A file's path is that from the innermost of these folders which it lies in; else from the submission's own.
    """
    nearest_first = sorted({*folders, ""}, key=len, reverse=True)
    files: dict[str, bytes] = {}
    left_out: list[LeftOut] = []
    room = MAX_IN_ALL
    for folder in nearest_first:
        for one in (one for one in found if _folder_of(one.name, nearest_first) == folder):
            name = one.name.removeprefix(folder)
            if reason := one.reason or why_not(name, given) or _no_room(name, one.data, files, room):
                left_out.append(LeftOut(reason, one.name))
            else:
                files[name] = one.data
                room -= len(one.data)
    return Beside(files, tuple(left_out))


def _no_room(name: str, data: bytes, files: Mapping[str, bytes], room: int) -> str:
    """The reason why a file cannot be used beside those that are; nothing if it can."""
    if len(data) > MAX_FILE:
        return "large"
    if name in files or any(_overlap(name, other) for other in files):
        return "same"
    return "many" if len(files) == MAX_FILES or len(data) > room else ""


def _folder_of(name: str, nearest_first: Iterable[str]) -> str:
    return next(folder for folder in nearest_first if name.startswith(folder))


def _overlap(one: str, other: str) -> bool:
    """Tell whether one of two would have to be a folder, as can be in an archive."""
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def in_the_pack(name: str, given: Given) -> str:
    """The file of the pack, now or once, that a file may be in whatever folder it has come to lie; or nothing."""
    parts = name.split("/")
    ends = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((end for end in ends if end in given.pack or end in given.released), "")


@lru_cache(1000)
def _is_module(name: str) -> bool:
    """Tell whether Python has a module of this name, or the environment that notebooks are run in."""
    if name in sys.stdlib_module_names or name in ("autograder", "ipython_config", "sitecustomize", "usercustomize"):
        return True
    folders = {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    folders |= {sysconfig.get_path(kind) for kind in ("purelib", "platlib")}
    try:
        return PathFinder.find_spec(name, sorted(folders)) is not None
    except (ImportError, ValueError, OSError):
        return True
