"""nbgrader's exchange: `<student>+<assignment>+<time>` or `<student>+<assignment>+<time>+<random>`, a folder each."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from autograder.collecting.given import Given, NotTaken
from autograder.collecting.hand_in import HandIn, Reading

_MADE = re.compile(
    r"(?P<student>.+?)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[^+]*)(?:\+.+)?"
)
#: The time as nbgrader writes it: microseconds and the zone's name, where the course has not set them otherwise.
_TIME = re.compile(r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?)\s*(?:UTC|GMT|Z|)")


def read(given: Given, assignment: str, parts: tuple[str, ...]) -> Reading | None:
    """What is in an exchange's inbound/, each time that a student handed in by itself; None where it is none."""
    found: dict[str, HandIn] = {}
    not_taken: dict[str, NotTaken] = {}
    others = 0
    for entry in given.entries:
        folders = given.whole_path(entry).split("/")
        made = ((place, _MADE.fullmatch(part)) for place, part in enumerate(folders[:-1]))
        place, match = next(((place, match) for place, match in made if match), (0, None))
        if match is None:
            not_taken[entry.path] = NotTaken(entry.path, "it lies in no folder that nbgrader's exchange makes")
        elif match["assignment"] != assignment:
            others += 1
        else:
            one = found.setdefault(
                folders[place], HandIn(match["student"], "nbgrader's exchange", given=given.path.name)
            )
            one.handed_in = _time(match["time"])
            one.files.append(("/".join(folders[place + 1 :]), entry))
            if one.handed_in is None:
                not_taken[folders[place]] = NotTaken(
                    folders[place], "its time is in a zone that is not known here: handed in without a time"
                )
    if not found and not others:
        return None
    # An exchange also holds what was released; that is nobody's submission.
    left = [one for one in not_taken.values() if "/outbound/" not in f"/{one.what}"]
    if others and not found:
        left.append(
            NotTaken(given.path.name, f"all in it is of other assignments than {assignment} (--assignment NAME)")
        )
    return Reading(list(found.values()), left)


def _time(text: str) -> datetime | None:
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    try:
        when = datetime.fromisoformat(match["time"].replace("T", " "))
    except ValueError:
        return None
    return when.replace(tzinfo=UTC)
