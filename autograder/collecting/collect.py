"""Everything that was given: read, each student found, placed, and told one after the other."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from autograder.collecting import canvas, exchange, github, loose, moodle
from autograder.collecting.given import Given, NotTaken, read_all
from autograder.collecting.hand_in import HandIn, Reading
from autograder.collecting.place import Placed, place
from autograder.collecting.roster import Roster, read_roster
from autograder.course import Course
from autograder.errors import unwritable_is_told
from autograder.exercise.show import printable
from autograder.files import write_whole
from autograder.grading.enrolled import Enrolled, enrolled, enter
from autograder.grading.gradebook import Person
from autograder.grading.submitted import is_id
from autograder.progress import Reach

#: What may be recognised, in this order; what is none of these is loose files.
_PLATFORMS: tuple[Callable[[Given, str, tuple[str, ...]], Reading | None], ...] = (
    moodle.read,
    exchange.read,
    canvas.read,
    github.read,
)
_SHOWN = 80
#: What cannot stand in a student's id, since folders are called by it and nbgrader reads patterns.
_NOT_IN_IDS = re.compile(r"[\s/*?\[\]]+")


@dataclass(frozen=True)
class Outcome:
    """What became of one student's submission."""

    student: str
    placed: Placed
    _: KW_ONLY
    platform: str
    given: str
    #: In UTC; None where it is not known.
    handed_in: datetime | None
    #: None where it is not known.
    is_late: bool | None


@dataclass(frozen=True)
class Collected:
    """The outcome of collecting."""

    outcomes: list[Outcome]
    #: What was given and belongs to nobody, or cannot be taken.
    not_taken: list[NotTaken]
    _: KW_ONLY
    #: How many students were entered into the gradebook, or anew.
    entered: int
    due: datetime | None


def collect(
    course: Course,
    assignment: str,
    files: Sequence[Path],
    *,
    roster: Path | None = None,
    progress: Reach = lambda done, total: None,
) -> Collected:
    """Take what was given into submitted/ of an assignment.

    Parameters
    ----------
    files
        Zips, folders and notebooks, as a platform or people gave them.
    roster
        A list of students: they are entered into the gradebook, and a name becomes the id that stands there. Without
        one, those are meant whom the gradebook knows, and whoever is not among them is called as in the file.

    Raises
    ------
    AutograderError
        There is no such assignment, something given cannot be read at all, somebody is grading, submitted/ cannot be
        written to, or the gradebook cannot be used.
    """
    course.lesson(assignment)
    listed = read_roster(roster) if roster else None
    given = read_all(files)
    with unwritable_is_told(course.submitted), course.grading():
        known = enrolled(course, assignment)
        names = _Names(course, assignment, listed or Roster.of(known.people), is_whole=listed is not None)
        not_taken: list[NotTaken] = []
        hand_ins = _read(course, assignment, given, not_taken)
        chosen = _with_notebooks(_newest(names.name(hand_ins, not_taken), not_taken), not_taken)
        names.keep()
        people = listed.people if listed else []
        total = len(people) + len(chosen)
        entered = enter(course, people, lambda done: progress(done, total)) if listed else 0
        outcomes = _place(course, assignment, chosen, known, lambda done: progress(len(people) + done, total))
    return Collected(outcomes, not_taken, entered=entered, due=known.due)


def _read(course: Course, assignment: str, given: list[Given], not_taken: list[NotTaken]) -> list[HandIn]:
    """What was handed in, of all that was given, each read as what it is."""
    parts = tuple(path.stem for path in sorted(course.source(assignment).glob("*.ipynb")))
    hand_ins: list[HandIn] = []
    for one in given:
        not_taken += one.not_taken
        readings = (read(one, assignment, parts) for read in _PLATFORMS)
        reading = next((reading for reading in readings if reading), None) or loose.read(one, assignment, parts)
        not_taken += reading.not_taken
        if not one.entries:
            not_taken.append(NotTaken(str(one.path), "there is no file in it that can be taken"))
        hand_ins += reading.hand_ins
    return hand_ins


class _Names:
    """Finds out who handed in: by the list of students, else by the name that stands there."""

    def __init__(self, course: Course, assignment: str, roster: Roster, *, is_whole: bool) -> None:
        self._roster = roster
        #: Whether whoever is not in the list is nobody's student.
        self._is_whole = is_whole
        self._path = course.collected(assignment)
        #: By a platform and its number, who was called what: so that a second student of a name is never the first.
        self._before = self._read()
        self._now = dict(self._before)

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_text("utf-8"))
            return {str(key): str(name) for key, name in found.items()}
        except (OSError, ValueError, AttributeError):
            return {}  # none is there yet, or it was spoilt: who has a list of students needs none

    def keep(self) -> None:
        """Remember who was called what."""
        if self._now != self._before:
            write_whole(self._path, json.dumps(self._now, ensure_ascii=False, indent=1, sort_keys=True) + "\n")

    def name(self, hand_ins: list[HandIn], not_taken: list[NotTaken]) -> list[tuple[str, HandIn]]:
        """The students' ids; who cannot be told from another, or is not in the list, is named instead."""
        found: list[tuple[str, HandIn]] = []
        for one in hand_ins:
            people = self._roster.who(one.name, one.platform, one.number, is_free=one.is_free)
            if not self._is_whole and self._is_known_otherwise(one, people):
                found.append((self._own(one, hand_ins), one))
            elif len(people) == 1 and "/" not in people[0].id:
                found.append((people[0].id, one))
            elif len(people) > 1:
                several = ", ".join(person.id for person in people[:5])
                not_taken.append(_nobody(one, f"several are called so: {several}. {_BY_NUMBER}"))
            elif self._is_whole:
                why = "not in the list of students. Add a row, and run the same command again"
                not_taken.append(_nobody(one, why))
            elif not is_id(name := self._own(one, hand_ins)):
                not_taken.append(_nobody(one, "this cannot be a student's id. Give a list of students: --roster FILE"))
            else:
                found.append((name, one))
        sure = self._without_mixed_up(found, not_taken)
        self._now |= {f"{one.platform} {one.number}": student for student, one in sure if one.number}
        return sure

    def _is_known_otherwise(self, one: HandIn, people: list[Person]) -> bool:
        """Say whether it was somebody of this number before, or the one who is called so had another number.

        Without a list of students a name alone says little: two of one name hand in, and one of them is graded first.
        """
        key = f"{one.platform} {one.number}"
        if not one.number or (key in self._now and [self._now[key]] == [person.id for person in people]):
            return False
        others = {name for other, name in self._now.items() if other.startswith(f"{one.platform} ") and other != key}
        return key in self._now or any(person.id in others for person in people)

    def _own(self, one: HandIn, hand_ins: list[HandIn]) -> str:
        """The id of somebody whom no list knows: the name, and the platform's number behind it if another has that."""
        name = _NOT_IN_IDS.sub("_", one.name.strip()).strip("._") or "_"
        if not one.number:
            return name
        key = f"{one.platform} {one.number}"
        if key not in self._now:
            others = {other.number for other in hand_ins if other.name == one.name and other.platform == one.platform}
            is_taken = len(others) > 1 or name in self._now.values()
            self._now[key] = f"{name}_{one.number}" if is_taken else name
        return self._now[key]

    def _without_mixed_up(self, found: list[tuple[str, HandIn]], not_taken: list[NotTaken]) -> list[tuple[str, HandIn]]:
        """Leave out those for whom one id was found, and whom the platform tells apart."""
        numbers: dict[tuple[str, str], set[str]] = {}
        for student, one in found:
            numbers.setdefault((student, one.platform), set()).add(one.number)
        sure: list[tuple[str, HandIn]] = []
        for student, one in found:
            if len(numbers[student, one.platform]) == 1:
                sure.append((student, one))
            else:
                not_taken.append(_nobody(one, f"two students of the platform would both be {student}. {_BY_NUMBER}"))
        return sure


#: What to do where names do not tell.
_BY_NUMBER = (
    "Give the list that has the platform's numbers, Canvas's gradebook or Moodle's grading worksheet: --roster FILE"
)


def _nobody(one: HandIn, why: str) -> NotTaken:
    number = f" ({one.number})" if one.number else ""
    return NotTaken(f"{printable(one.name, _SHOWN)}{number}, {one.given}", why)


def _newest(named: list[tuple[str, HandIn]], not_taken: list[NotTaken]) -> list[tuple[str, HandIn]]:
    """Of several that one student handed in, the newest."""
    never = datetime.min.replace(tzinfo=UTC)
    chosen: dict[str, HandIn] = {}
    earlier: list[str] = []
    for student, one in named:
        before = chosen.get(student)
        if before and before.together and before.together == one.together:
            before.files += one.files
            before.handed_in = max((when for when in (before.handed_in, one.handed_in) if when), default=None)
            continue
        if before:
            earlier.append(student)
        if before is None or (one.as_of or never) > (before.as_of or never):
            chosen[student] = one
    if earlier:
        shown = ", ".join(sorted(set(earlier))[:5]) + (", …" if len(set(earlier)) > 5 else "")
        not_taken.append(NotTaken(f"Earlier ones of the same students ({len(earlier)})", f"the newest counts: {shown}"))
    return sorted(chosen.items())


def _with_notebooks(chosen: list[tuple[str, HandIn]], not_taken: list[NotTaken]) -> list[tuple[str, HandIn]]:
    """Leave out loose files among which there is no notebook: no platform says that somebody has handed them in."""
    kept: list[tuple[str, HandIn]] = []
    for student, one in chosen:
        if one.is_free and not any(loose.may_hold_notebooks(path) for path, _ in one.files):
            shown = ", ".join(printable(path, _SHOWN) for path, _ in one.files[:3])
            not_taken.append(_nobody(one, f"there is no notebook; found {shown}{', …' if len(one.files) > 3 else ''}"))
        else:
            kept.append((student, one))
    return kept


def _place(
    course: Course, assignment: str, chosen: list[tuple[str, HandIn]], known: Enrolled, reach: Callable[[int], None]
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    # Hidden, and so nobody's folder for nbgrader. A run that was killed may have left one; by the lock, it is over.
    staging = course.submitted / ".collecting"
    try:
        for done, (student, one) in enumerate(chosen, start=1):
            due = known.due and known.due + timedelta(seconds=known.extensions.get(student, 0))
            if one.is_late is False and due and one.handed_in and one.handed_in > due:
                # The platform knows of a later day than the gradebook does, or the time is not that of handing in.
                one.handed_in = None
            is_late = one.is_late
            if is_late is None and due and one.handed_in:
                is_late = one.handed_in > due
            placed = place(course, assignment, student, one, staging)
            outcome = Outcome(
                student, placed, platform=one.platform, given=one.given, handed_in=one.handed_in, is_late=is_late
            )
            outcomes.append(outcome)
            reach(done)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return outcomes
