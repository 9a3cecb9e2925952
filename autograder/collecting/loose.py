"""Files as people send them: a folder for each student, or a file that is called after the student."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from autograder.collecting.given import Entry, Given, NotTaken
from autograder.collecting.hand_in import HandIn, Reading

#: What browsers and file managers put behind the name of a copy.
_COPY = re.compile(r"(?:\s*\(\d+\)|-Copy\d*|\s*-\s*副本)+$", re.IGNORECASE)
_BETWEEN = " _-.,+"
#: Folders that are called after no student.
_NOBODYS = {"downloads", "desktop", "documents", "tmp", "下载", "桌面", "文档"}
_WHOSE = "whose it is is not told: put it into a folder that is called after the student"


def read(given: Given, assignment: str, parts: tuple[str, ...]) -> Reading:
    """The submissions among loose files: who has a folder is called as that is, and others as their files are."""
    if given.are_files:
        return _files(given, assignment, parts)
    root, inside = given.root, [(entry.path, entry) for entry in given.entries]
    # A folder may have been put around all of them.
    while (only := _only_folder(inside)) and _holds_many(_below(only, inside), assignment, parts):
        root, inside = only, _below(only, inside)
    direct = [path for path, _ in inside if "/" not in path and ".ipynb" in path.lower()]
    is_students = given.is_one_of_several and 0 < len(direct) <= len(parts)
    if is_students or any(_is_a_part(path, assignment, parts) for path in direct):
        return Reading([HandIn(root, "a folder", given=given.path.name, files=inside, is_free=True)], [])
    found: dict[str, HandIn] = {}
    not_taken: list[NotTaken] = []
    for path, entry in inside:
        folder, _, inner = path.partition("/")
        name = folder if inner else student_in(folder, assignment, parts) if may_hold_notebooks(folder) else ""
        if name:
            kind = "a folder" if inner else "a file"
            one = found.setdefault(
                name, HandIn(name, kind, given=given.path.name, is_free=True, together=str(given.path))
            )
            # nbgrader's own folders hold one within them for each assignment.
            one.files.append((inner.removeprefix(f"{assignment}/") or path, entry))
        else:
            not_taken.append(NotTaken(path, _WHOSE))
    return Reading(list(found.values()), not_taken)


def _files(given: Given, assignment: str, parts: tuple[str, ...]) -> Reading:
    """Files that were given one by one: called after the student, or lying in a folder that is."""
    found: list[HandIn] = []
    not_taken: list[NotTaken] = []
    is_nobodys = given.root.lower() in _NOBODYS or given.path in (Path.home(), Path.cwd())
    for entry in given.entries:
        name = student_in(entry.name, assignment, parts) if may_hold_notebooks(entry.name) else ""
        if name or not is_nobodys:
            one = HandIn(name or given.root, "a file", given=entry.name, files=[(entry.name, entry)], is_free=True)
            one.together = str(given.path)
            found.append(one)
        else:
            not_taken.append(NotTaken(str(given.path / entry.name), _WHOSE))
    return Reading(found, not_taken)


def may_hold_notebooks(name: str) -> bool:
    """Tell whether a file is a notebook, or a zip that may hold some; only these are called after students."""
    return ".ipynb" in name.lower() or name.lower().endswith(".zip")


def _is_a_part(name: str, assignment: str, parts: tuple[str, ...]) -> bool:
    """Tell whether a notebook is called as the lesson's own, and not after a student."""
    return ".ipynb" in name.lower() and not student_in(name, assignment, parts)


def student_in(name: str, assignment: str, parts: tuple[str, ...]) -> str:
    """What a file's name holds beside the names of the lesson's notebooks; nothing if it holds no more.

    Examples
    --------
    >>> student_in("alice_moore_spread (1).ipynb", "statistics", ("spread",))
    'alice_moore'
    >>> student_in("spread-2.ipynb", "statistics", ("spread",))
    ''
    """
    left = re.split(r"\.(?:ipynb|zip)", name, maxsplit=1, flags=re.IGNORECASE)[0]
    left = _COPY.sub("", left)
    for known in sorted((*parts, assignment, assignment.replace("-", "_")), key=len, reverse=True):
        left = re.sub(rf"(?<![^\W_]){re.escape(known)}(?![^\W\d_])(?:-\d{{1,2}}$)?", "", left, flags=re.IGNORECASE)
    left = left.strip(_BETWEEN)
    return left if any(char.isalpha() for char in left) or len(left) > 3 else ""


def _only_folder(inside: list[tuple[str, Entry]]) -> str:
    """The folder that holds everything; nothing if there is none."""
    tops = {PurePosixPath(path).parts[0] for path, _ in inside}
    return tops.pop() if len(tops) == 1 and all("/" in path for path, _ in inside) else ""


def _below(folder: str, inside: Iterable[tuple[str, Entry]]) -> list[tuple[str, Entry]]:
    return [(path[len(folder) + 1 :], entry) for path, entry in inside]


def _holds_many(inside: list[tuple[str, Entry]], assignment: str, parts: tuple[str, ...]) -> bool:
    """Tell whether a folder holds several students' work, and not one's: folders alone, or more files than one has."""
    files = [path for path, _ in inside if "/" not in path]
    if not files:
        return {path.split("/")[0] for path, _ in inside} != {assignment}
    named = [path for path in files if may_hold_notebooks(path) and student_in(path, assignment, parts)]
    return len(named) > len(parts) and not any(_is_a_part(path, assignment, parts) for path in files)
