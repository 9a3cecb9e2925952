"""GitHub Classroom's repositories: `<assignment>-<user>/`, cloned all at once or downloaded from the pages."""

from __future__ import annotations

import re

from autograder.collecting.given import Given, NotTaken
from autograder.collecting.hand_in import HandIn, Reading

#: What GitHub puts behind the name of a repository that is downloaded.
_BRANCH = re.compile(r"-(?:main|master)$")


def read(given: Given, assignment: str, parts: tuple[str, ...]) -> Reading | None:
    """The repositories that were given; None where there are none.

    A folder is one if git says so, or if its name begins with the assignment's. Where Classroom calls the assignment
    otherwise, that is what the repositories' names have in common.
    """
    cloned = [f"{given.root}/{one}".rstrip("/") for one in given.repositories]
    prefix = _common([one.rpartition("/")[2] for one in cloned])
    is_one = any("/" not in entry.path and ".ipynb" in entry.path.lower() for entry in given.entries)
    found: dict[str, HandIn] = {}
    not_taken: list[NotTaken] = []
    for entry in given.entries:
        whole = given.whole_path(entry)
        folder = next((one for one in cloned if whole.startswith(f"{one}/")), None)
        folder = folder or _named(whole, assignment, 0 if is_one else 1)
        if folder is None:
            not_taken.append(NotTaken(entry.path, "it lies in no repository of a student's"))
            continue
        name = folder.rpartition("/")[2]
        user = name.removeprefix(f"{assignment}-" if name.startswith(f"{assignment}-") else prefix)
        user = user if folder in cloned else _BRANCH.sub("", user)
        one = found.setdefault(folder, HandIn(user, "GitHub Classroom", given=given.path.name))
        one.files.append((whole[len(folder) + 1 :], entry))
    return Reading(list(found.values()), not_taken) if found else None


def _common(names: list[str]) -> str:
    """What several names begin with, up to a hyphen."""
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    same = next((at for at, char in enumerate(first) if char != last[at]), len(first))
    common = first[:same]
    return common[: common.rfind("-") + 1]


def _named(path: str, assignment: str, first: int) -> str | None:
    """The folder in a path whose name begins with the assignment's; what holds all of them may be called so, too."""
    folders = path.split("/")[:-1]
    for place, name in enumerate(folders):
        if place >= first and name.startswith(f"{assignment}-") and name != f"{assignment}-submissions":
            return "/".join(folders[: place + 1])
    return None
