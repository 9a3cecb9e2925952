"""Canvas's "Download Submissions": all files in one folder, with the student's name and number in front of them.

`lastnamefirstname_LATE_12345_678901_work-2.ipynb`: LATE only where it is, the student's number, the file's, and the
file's own name, with `-1`, `-2` behind it for the files of a first, second resubmission.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from autograder.collecting.given import Given, NotTaken
from autograder.collecting.hand_in import HandIn, Reading, tells_when

_MADE = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<user>\d+)_(?P<attachment>\d+)_(?P<file>.+)")
_RESUBMITTED = re.compile(r"(?P<stem>.+)(?P<again>-\d{1,2})")


def read(given: Given, assignment: str, parts: tuple[str, ...]) -> Reading | None:
    """The submissions in what Canvas gives; None where it is not of Canvas's form."""
    found: dict[str, HandIn] = {}
    not_taken: list[NotTaken] = []
    for entry in given.entries:
        match = _MADE.fullmatch(entry.name)
        if match is None:
            not_taken.append(NotTaken(entry.path, "its name does not tell whose it is, as Canvas writes it"))
            continue
        one = found.setdefault(
            match["user"], HandIn(match["name"], "Canvas", given=given.path.name, number=match["user"])
        )
        one.is_late = bool(one.is_late or match["late"])
        one.files.append((match["file"], entry))
    if not found:
        return None
    hand_ins = list(found.values())
    tells = tells_when(given, hand_ins)
    for one in hand_ins:
        one.handed_in = one.as_of if tells else None
        one.files = [(name, entry) for name, (_, entry) in zip(_own_names(one, parts), one.files, strict=True)]
    return Reading(hand_ins, not_taken)


def _own_names(one: HandIn, parts: tuple[str, ...]) -> list[str]:
    """The files' own names: without the number of the resubmission, where a notebook of the lesson tells which it is.

    A module that came as `tools-1.py` is imported as `tools`. A file of the student's that ends so itself keeps its
    name, and so does one whose name is another file's.
    """
    names = [name for name, _ in one.files]
    split = {name: _RESUBMITTED.fullmatch(PurePosixPath(name).stem) for name in names}
    again = {match["again"] for match in split.values() if match and match["stem"] in parts}
    own: list[str] = []
    for name in names:
        match = split[name]
        stripped = f"{match['stem']}{PurePosixPath(name).suffix}" if match and match["again"] in again else name
        own.append(name if stripped in own or stripped in names else stripped)
    return own
