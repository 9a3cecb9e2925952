"""Moodle's "Download all submissions": a folder for each student, or all files in one with the same in front of them.

`Full Name_123456_assignsubmission_file_/…` or `Full Name_123456_assignsubmission_file_work.ipynb`; the number is the
student's in this assignment alone, and stands in the grading worksheet as `Participant 123456`.
"""

from __future__ import annotations

import re

from autograder.collecting.given import Given, NotTaken
from autograder.collecting.hand_in import HandIn, Reading, tells_when

_MADE = re.compile(r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+(?:_(?P<file>.*))?")


def read(given: Given, assignment: str, parts: tuple[str, ...]) -> Reading | None:
    """The submissions in what Moodle gives; None where it is not of Moodle's form."""
    found: dict[str, HandIn] = {}
    not_taken: list[NotTaken] = []
    for entry in given.entries:
        folders = given.whole_path(entry).split("/")
        made = ((place, _MADE.fullmatch(part)) for place, part in enumerate(folders))
        place, match = next(((place, match) for place, match in made if match), (0, None))
        inner = "/".join(folders[place + 1 :]) or (match["file"] if match else "")
        if match is None or not inner:
            not_taken.append(NotTaken(entry.path, "its name does not tell whose it is, as Moodle writes it"))
            continue
        one = found.setdefault(match["number"], HandIn(match["name"], "Moodle", given=given.path.name))
        one.number = match["number"]
        # Each folder may have been given by itself.
        one.together = str(given.path if place else given.path.parent)
        one.files.append((inner, entry))
    if not found:
        return None
    hand_ins = list(found.values())
    if tells_when(given, hand_ins):
        for one in hand_ins:
            one.handed_in = one.as_of
    return Reading(hand_ins, not_taken)
