"""What a platform's module reads of what was given: who handed in, which files, and when."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime, timedelta

from autograder.collecting.given import Entry, Given, NotTaken

#: What was written within this time of one another was written by the same download.
_ONE_DOWNLOAD = timedelta(minutes=10)
#: So many students hand in, in the order of their names, once in forty thousand classes.
_IN_A_ROW = 8


@dataclass
class HandIn:
    """What one student handed in, as a platform tells it; who that is, is found out later."""

    #: The student's name as the platform writes it.
    name: str
    #: The platform's name.
    platform: str
    _: KW_ONLY
    #: The name of what it was given in.
    given: str
    #: The platform's number of the student.
    number: str = ""
    #: By the path within the submission.
    files: list[tuple[str, Entry]] = field(default_factory=list)
    handed_in: datetime | None = None
    #: What the platform says of that; None where it says nothing.
    is_late: bool | None = None
    #: Whether the name is what people have called their files.
    is_free: bool = False
    #: What is one student's and bears the same here was handed in together; nothing where it is whole by itself.
    together: str = ""

    @property
    def as_of(self) -> datetime | None:
        """When it was handed in, else the newest time that a file bears: of two, the one with the later is the newer.

        Files that were copied bear the time of the copy.
        """
        return self.handed_in or max((entry.modified for _, entry in self.files if entry.modified), default=None)


@dataclass(frozen=True)
class Reading:
    """What a platform's module has read of something given: what was handed in, and what it does not know."""

    hand_ins: list[HandIn]
    not_taken: list[NotTaken]


def tells_when(given: Given, hand_ins: list[HandIn]) -> bool:
    """Tell whether the times in a zip are those of handing in, and not those of the download.

    Some platforms write the one, some the other. A class that seems to have handed in within minutes, or one after the
    other in the order of the zip, was downloaded then; and so was a single student, if the zip itself was written in
    that minute. To take a download for the handing in would make everybody late.
    """
    times = [one.as_of for one in hand_ins if one.as_of]
    if not times:
        return False
    if len(times) >= _IN_A_ROW and times == sorted(times):
        return False
    if max(times) - min(times) > _ONE_DOWNLOAD:
        return True
    return len(times) == 1 and given.written is not None and abs(given.written - times[0]) > _ONE_DOWNLOAD
