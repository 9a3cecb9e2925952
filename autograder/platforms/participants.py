"""Who is who on a learning platform: what it calls its participants, and which of them a student of the course is.

A page that goes to another student is the worst that can happen here. So a student is found only where all that is
known leads to one participant, and that participant to no other student; everybody else is named, with the reason.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path
from typing import IO

from autograder.errors import AutograderError
from autograder.grading.enrolled import plain_name
from autograder.grading.gradebook import Person
from autograder.safe_text import clean

#: Files of a student larger than this are not compared with what was handed in.
COMPARED = 200_000_000
#: What is raised by a zip that is none, or is broken.
_BROKEN = (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError)
#: So many names are told of what was found in place of what was expected.
TOLD = 3

#: What the columns of a roster are called, by what stands in them, in small letters.
COLUMNS = {
    "student_id": ("student_id", "student id", "username", "sis user id", "sis login id", "学号", "用户名"),
    "name": ("name", "full name", "student", "姓名", "全名"),
    "email": ("email", "e-mail", "email address", "邮箱", "电子邮件", "电子邮件地址"),
    "platform_id": ("platform_id", "lms_user_id", "id", "identifier", "识别码"),
}


@dataclass(frozen=True)
class Participant:
    """A person as a platform knows them.

    ``id`` is the platform's own: the number in the names of its files. ``files`` are the names of what the person
    handed in, as the platform gave them, and ``digests`` what stood in them.
    """

    id: str
    _: KW_ONLY
    name: str = ""
    email: str = ""
    files: tuple[str, ...] = ()
    digests: frozenset[str] = frozenset()

    @property
    def shown(self) -> str:
        """The participant as an error names it."""
        return " ".join(filter(None, (clean(self.name), f"({self.id})")))


@dataclass(frozen=True)
class Student:
    """A student of the course, with all that helps to find them on a platform."""

    person: Person
    _: KW_ONLY
    #: The platform's id for them, as a roster tells it.
    platform_id: str = ""
    #: The name that a roster has.
    listed: str = ""
    #: What stands in the files that were graded.
    digests: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The name of the student's folder."""
        return self.person.id

    @property
    def names(self) -> set[str]:
        """The names, in either order, as `plain_name` has them; none where nobody has told one."""
        told = [[self.person.first_name, self.person.last_name], re.split(r"[,\s]+", self.listed)]
        return {plain_name("".join(order)) for parts in told for order in (parts, parts[::-1])} - {""}


@dataclass(frozen=True)
class Matched:
    """Which participant each student is, by the student's id; and of those who were not found, why."""

    found: Mapping[str, Participant]
    refused: Mapping[str, str]


def match(students: Sequence[Student], participants: Sequence[Participant], *, lms_ids: bool) -> Matched:
    """Find each student among the participants, or say why not.

    Whoever has the platform's id, from a roster or as the gradebook's ``lms_user_id`` where that is the same
    (``lms_ids``), is that participant or nobody. For others the first of these that leads anywhere decides: the
    address; the name of the folder as an id, with the very file that was handed in; the name. Several of one name are
    told apart by what they handed in, as far as nobody else has handed in the same. Whoever bears another name or
    address on the platform is refused.
    """
    shared = _shared(one.digests for one in students) | _shared(one.digests for one in participants)
    people = [replace(one, digests=one.digests - shared) for one in students]
    known = [replace(one, digests=one.digests - shared) for one in participants]
    reached = {student.id: _candidates(student, known, lms_ids) for student in people}
    claims: dict[str, list[Student]] = {}
    for student in people:
        for one in reached[student.id]:
            claims.setdefault(one.id, []).append(student)
    originals = {one.id: one for one in participants}
    found: dict[str, Participant] = {}
    refused: dict[str, str] = {}
    for student in people:
        why = _doubt(student, reached[student.id], claims)
        if why:
            refused[student.id] = why
        else:
            found[student.id] = originals[reached[student.id][0].id]
    return Matched(found, refused)


def _shared(digests: Iterable[frozenset[str]]) -> set[str]:
    """What several people have: a notebook as it was released, or one that was copied, says nothing of whose it is."""
    counts = Counter(digest for some in digests for digest in some)
    return {digest for digest, count in counts.items() if count > 1}


def _doubt(student: Student, candidates: Sequence[Participant], claims: Mapping[str, Sequence[Student]]) -> str:
    """Why a student is not surely the one candidate there is; nothing where it is sure."""
    if not candidates:
        return "nobody on the platform has their id, address or name"
    if len(candidates) > 1:
        return f"may be any of {', '.join(one.shown for one in candidates[:TOLD])}"
    (one,) = candidates
    rivals = claims[one.id]
    owners = [rival.id for rival in rivals if _same_file(rival, one)]
    if len(rivals) > 1 and owners != [student.id]:
        others = [rival.id for rival in rivals if rival.id != student.id]
        return f"{one.shown} may as well be {', '.join(others[:TOLD])}"
    if student.names and one.name and plain_name(one.name) not in student.names:
        return f"another name on the platform: {one.shown}"
    address = student.person.email
    if address and one.email and address.casefold() != one.email.casefold():
        return f"another address on the platform: {clean(one.email)}"
    return ""


def handed_in_otherwise(students: Sequence[Student], found: Mapping[str, Participant]) -> list[str]:
    """Of those who were found, the ones of whom the platform holds files, and none of those that were graded."""
    return [
        one.id
        for one in students
        if one.id in found and one.digests and found[one.id].digests and not _same_file(one, found[one.id])
    ]


def _same_file(student: Student, one: Participant) -> bool:
    """Whether the platform holds of this participant a file that the student has handed in."""
    return bool(one.digests & student.digests)


def _candidates(student: Student, participants: Sequence[Participant], lms_ids: bool) -> list[Participant]:
    person = student.person
    known = student.platform_id or (person.lms_user_id if lms_ids else "")
    address = person.email.casefold()
    if known:
        # Whoever has an id is that one or nobody: another of their name is somebody else.
        return [one for one in participants if one.id == known]
    steps: list[Callable[[Participant], bool]] = [
        lambda one: address != "" and one.email.casefold() == address,
        # A number alone may be anybody's: the folder may be called by something else than the platform's ids.
        lambda one: one.id == student.id and _same_file(student, one),
        lambda one: plain_name(one.name) in (student.names or {plain_name(student.id)}) - {""},
    ]
    for step in steps:
        fit = [one for one in participants if step(one)]
        if len(fit) > 1:
            fit = [one for one in fit if _same_file(student, one)] or fit
        if fit:
            return fit
    return []


def merged(*groups: Iterable[Participant]) -> list[Participant]:
    """Participants of several files, each once.

    Raises
    ------
    AutograderError
        Two files give one id to people of different names: they are not of the same assignment.
    """
    known: dict[str, Participant] = {}
    for one in (one for group in groups for one in group):
        before = known.get(one.id)
        if before is None:
            known[one.id] = one
            continue
        if before.name and one.name and plain_name(before.name) != plain_name(one.name):
            raise AutograderError(
                f"Two files call participant {one.id} by different names: {clean(before.name)!r} and "
                f"{clean(one.name)!r}.\n"
                "They are probably of different assignments, or somebody edited one. Download both again, from the "
                "same assignment, and run the same command again."
            )
        known[one.id] = replace(
            before,
            name=before.name or one.name,
            email=before.email or one.email,
            files=before.files or one.files,
            digests=before.digests | one.digests,
        )
    return list(known.values())


# --- what was downloaded ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """A file in what a platform gave: its place, and what stands in it, as a digest."""

    name: str
    digest: str


@dataclass
class _Collected:
    name: str
    files: list[str] = field(default_factory=list)
    digests: set[str] = field(default_factory=set)


def entries(path: Path) -> list[Entry]:
    """The files in a zip or folder that a platform gave.

    Raises
    ------
    AutograderError
        There is neither, or it cannot be read.
    """
    try:
        found = list(_in_folder(path) if path.is_dir() else _in_zip(path))
    except _BROKEN as error:
        raise AutograderError(
            f"{path} cannot be read: {error}.\nExpected the zip, or the folder unpacked from it, that the platform "
            "gives when all submissions are downloaded. Download it again, and say where it is: --submissions FILE"
        ) from error
    hidden = ("__MACOSX", ".")
    return [one for one in found if not any(part.startswith(hidden) for part in one.name.split("/"))]


def _in_folder(folder: Path) -> Iterator[Entry]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                yield Entry(path.relative_to(folder).as_posix(), _digest(file, path.stat().st_size))


def _in_zip(path: Path) -> Iterator[Entry]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if not info.is_dir():
                try:
                    with archive.open(info) as file:
                        digest = _digest(file, info.file_size)
                except _BROKEN:  # whose it is its name tells all the same
                    digest = ""
                yield Entry(_name_in(info), digest)


def _name_in(info: zipfile.ZipInfo) -> str:
    """A file's name in a zip; where nobody has marked it as UTF-8, it is that all the same if it can be."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _digest(file: IO[bytes], size: int) -> str:
    """What stands in a file, told apart from any other; nothing for an empty or a very large one."""
    if not 0 < size <= COMPARED:
        return ""
    digest = hashlib.sha256()
    while chunk := file.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def handed_in(folder: Path) -> frozenset[str]:
    """What stands in the files of a submission, as `entries` tells it; nothing where it cannot be read."""
    try:
        return frozenset(one.digest for one in _in_folder(folder) if one.digest) if folder.is_dir() else frozenset()
    except OSError:
        return frozenset()


def collect(path: Path, told: Callable[[str], tuple[str, str, str] | None], expected: str) -> list[Participant]:
    """The participants whose files a platform gave.

    ``told`` reads a file's place: the participant's id and name, and the part of the place that tells both; None where
    it tells nobody.

    Raises
    ------
    AutograderError
        It cannot be read, or no name in it is one of the platform's.
    """
    found: dict[str, _Collected] = {}
    others: list[str] = []
    for entry in entries(path):
        who = told(entry.name)
        if who is None:
            others.append(entry.name)
            continue
        number, name, part = who
        one = found.setdefault(number, _Collected(name))
        if plain_name(one.name) != plain_name(name):
            raise AutograderError(
                f"In {path}, participant {number} has two names: {clean(one.name)!r} and {clean(name)!r}.\n"
                "Somebody has renamed files. Download all submissions again, and run the same command again."
            )
        if part not in one.files:
            one.files.append(part)
        if entry.digest:
            one.digests.add(entry.digest)
    if not found:
        seen = ", ".join(repr(clean(name)) for name in others[:TOLD]) or "nothing"
        raise AutograderError(
            f"No file in {path} is called as the platform calls it; found {seen}.\nExpected names such as {expected}. "
            "Take the file as it was downloaded, or its folder with nothing renamed: --submissions FILE"
        )
    return [
        Participant(number, name=one.name, files=tuple(one.files), digests=frozenset(one.digests))
        for number, one in found.items()
    ]


# --- tables ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Table:
    """A table as it was read: its head, its rows, and what parts its columns."""

    head: list[str]
    rows: list[list[str]]
    delimiter: str = ","


def read_table(path: Path, option: str) -> Table:
    """Read a CSV file, in UTF-8 or as Excel saves it in China.

    Raises
    ------
    AutograderError
        It is not there, or no table.
    """
    try:
        data = path.read_bytes()
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("gb18030")
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AutograderError(
            f"{path} cannot be read as CSV: {error}.\nExpected a table, saved as CSV in UTF-8: {option} FILE"
        ) from error
    if len(rows) < 2:
        raise AutograderError(
            f"{path} holds no rows below its head.\nExpected a row for each student. Download or save it again: "
            f"{option} FILE"
        )
    head, *others = rows
    uneven = next((number for number, row in enumerate(others, start=2) if len(row) != len(head)), None)
    if uneven is not None:
        raise AutograderError(
            f"{path}: row {uneven} has {len(others[uneven - 2])} cells, and the head has {len(head)}.\n"
            f"Expected as many. Save it again as CSV: {option} FILE"
        )
    return Table([name.strip() for name in head], others, delimiter)


@dataclass(frozen=True)
class RosterRow:
    """A row of a roster; empty what it does not tell."""

    student_id: str
    _: KW_ONLY
    name: str
    email: str
    platform_id: str


def read_roster(path: Path) -> dict[str, RosterRow]:
    """The rows of a roster, by the name of the student's folder.

    Raises
    ------
    AutograderError
        It is no table, names no students, or names one twice.
    """
    table = read_table(path, "--roster")
    places = {
        column: next((table.head.index(head) for head in table.head if head.casefold() in names), None)
        for column, names in COLUMNS.items()
    }
    if places["student_id"] is None or len([place for place in places.values() if place is not None]) < 2:
        raise AutograderError(
            f"{path} has the columns {', '.join(map(repr, table.head[:8]))}.\n"
            "Expected student_id (the name of the folder in submitted/), and one or more of name, email and "
            "platform_id (the platform's own number). Name them so: --roster FILE"
        )
    rows: dict[str, RosterRow] = {}
    for row in table.rows:
        cells = {column: "" if place is None else row[place].strip() for column, place in places.items()}
        one = RosterRow(**cells)
        if one.student_id in rows:
            raise AutograderError(
                f"{path} names the student {clean(one.student_id)!r} twice; expected one row each.\n"
                "Take one out, and run the same command again."
            )
        if one.student_id:
            rows[one.student_id] = replace(one, platform_id=number_of(one.platform_id))
    return rows


def number_of(identifier: str) -> str:
    """The number at the end of an identifier, as Moodle writes it behind a word: Participant 12, 参与者12."""
    digits = len(identifier) - len(identifier.rstrip("0123456789"))
    return identifier[len(identifier) - digits :].lstrip("0") or identifier if digits else identifier
