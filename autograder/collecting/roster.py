"""The list of students: read from what a platform, an office or nbgrader exports, and asked who somebody is."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.exercise.show import printable
from autograder.grading.enrolled import plain_name
from autograder.grading.gradebook import Person
from autograder.grading.submitted import is_id

__all__ = ["Person", "Roster", "read_roster"]

#: The platforms whose numbers of students stand in such lists.
_CANVAS, _MOODLE = "Canvas", "Moodle"
#: Bytes of a list of students, and students in it.
MAX_ROSTER = 20_000_000
#: So many headings and names are shown.
SHOWN = 8

#: What stands in a column, by its headings in nbgrader's, Canvas's, Moodle's and Classroom's lists, and in Chinese
#: ones; of several for the same the first is taken. Headings are compared without case, spaces and underscores.
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "sisuserid", "sisloginid", "username", "学号", "用户名", "idnumber", "学生编号", "id号", "studentid"),
    "number": ("lmsuserid", "platformid", "identifier", "标识符", "识别符", "编号"),
    "first_name": ("firstname", "名", "名字"),
    "last_name": ("lastname", "surname", "姓", "姓氏"),
    "full_name": ("student", "fullname", "name", "姓名", "全名", "学生", "学生姓名"),
    "email": ("email", "emailaddress", "mail", "邮箱", "电子邮件", "电子邮件地址", "电子邮箱", "邮件地址", "email地址"),
    "user": ("githubusername",),
}
#: The encodings of such lists: Excel in China writes GBK.
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True)
class _Row:
    """A student as the list has it: who it is, and what else the student may be called by."""

    person: Person
    _: KW_ONLY
    full_name: str
    #: A platform and its number of the student, and the name of an account elsewhere.
    number: tuple[str, str]
    user: str

    def names(self) -> Iterator[str]:
        """All that may stand for the student in the name of a file."""
        one = self.person
        yield from (one.id, self.full_name, self.user, one.email, one.email.partition("@")[0])
        yield from (f"{one.first_name} {one.last_name}", f"{one.last_name} {one.first_name}")
        if "," in self.full_name:
            last, _, first = self.full_name.partition(",")
            yield f"{first} {last}"

    def sure_names(self) -> Iterator[str]:
        """Those of them that may be looked for within a longer text."""
        one = self.person
        both = {plain_name(f"{one.first_name} {one.last_name}"), plain_name(f"{one.last_name} {one.first_name}")}
        for name in self.names():
            is_full = bool(one.first_name and one.last_name) and plain_name(name) in both
            if is_full or any(char.isdigit() for char in name) or not name.isascii() or "@" in name:
                yield name


class Roster:
    """The students of a course, to be found by a number or by whatever they are called.

    Examples
    --------
    >>> roster = Roster.of([Person("u1", first_name="Siyu", last_name="Wang", lms_user_id="7")])
    >>> [person.id for person in roster.who("wangsiyu")], [person.id for person in roster.who("?", "Canvas", "7")]
    (['u1'], ['u1'])
    """

    def __init__(self, rows: Iterable[_Row]) -> None:
        self.people: list[Person] = []
        self._by_number: dict[tuple[str, str], list[Person]] = {}
        self._by_name: dict[str, list[Person]] = {}
        #: What is nobody's by chance: full names, addresses, and ids with a digit.
        self._sure: dict[str, list[Person]] = {}
        for row in rows:
            self.people.append(row.person)
            if row.number[1]:
                self._by_number.setdefault(row.number, []).append(row.person)
            for name in {plain_name(name) for name in row.names()} - {""}:
                self._by_name.setdefault(name, []).append(row.person)
            for name in {plain_name(name) for name in row.sure_names()}:
                self._sure.setdefault(name, []).append(row.person)

    @classmethod
    def of(cls, people: Iterable[Person]) -> Roster:
        """Those whom the gradebook knows."""
        return cls(_Row(one, full_name="", number=(_CANVAS, one.lms_user_id), user="") for one in people)

    def who(self, name: str, platform: str = "", number: str = "", *, is_free: bool = False) -> list[Person]:
        """Those who may be meant: one if that is plain, several of one name, or nobody.

        A platform's number goes before a name that nobody has; where the two lead to different people, it is all of
        them. Moodle numbers the students of each assignment anew, so that its numbers are no other platform's. What
        stands before a hyphen may be a group's name, or a task's; and where people have written freely, an id or a name
        may stand among other words.
        """
        named = self._by_name.get(plain_name(name), [])
        if number and len(found := self._by_number.get((platform, number), [])) == 1:
            return found if not named or found[0] in named else [*found, *named]
        if named:
            return named
        if match := re.search(r"\d+$", name):  # "Participant 123", whose name is not told
            found = self._by_number.get((_MOODLE, match[0]), [])
            if len(found) == 1 and plain_name(name[: match.start()]) in ("participant", "参与者"):
                return found
        for hyphen in re.finditer("-", name):
            if found := self._sure.get(plain_name(name[hyphen.end() :]), []):
                return found
        return self._among(name) if is_free else []

    def _among(self, text: str) -> list[Person]:
        words = [word for word in re.split(r"[\s_\-.,+()（）【】]+", text) if word]
        found: dict[str, Person] = {}
        # The longest run of words that is somebody's name counts.
        for length in range(len(words), 0, -1):
            for start in range(len(words) - length + 1):
                for one in self._sure.get(plain_name("".join(words[start : start + length])), []):
                    found[one.id] = one
            if found:
                break
        return list(found.values())


def read_roster(path: Path) -> Roster:
    """Read a list of students: CSV, with the columns' names in the first row.

    Raises
    ------
    AutograderError
        It cannot be read, no column tells who the students are, or a row cannot be used.
    """
    rows = _table(path)
    heading = next(rows, (0, []))[1]
    columns = _columns(heading)
    if not {"id", "email"} & columns.keys():
        shown = ", ".join(printable(one, 30) for one in heading[:SHOWN]) or "nothing"
        raise AutograderError(
            f"{path} names no student: the columns in its first row are {shown}.\n"
            "Expected nbgrader's id,first_name,last_name,email,lms_user_id, a gradebook that Canvas exports, a grading "
            "worksheet or participants that Moodle exports, or 学号,姓名. Name the column with the students' ids `id`, "
            "and run the same command again."
        )
    people: dict[str, _Row] = {}
    for line, cells in rows:
        row = {
            kind: next((cells[at].strip() for at in places if at < len(cells) and cells[at].strip()), "")
            for kind, places in columns.items()
        }
        if (one := _row(row)) is None:
            continue
        if not is_id(one.person.id) or "/" in one.person.id:
            raise AutograderError(
                f"{path}, line {line}: {printable(one.person.id, 60)!r} cannot be a student's id, since folders are "
                "called by it.\nExpected letters and digits; mend it, and run the same command again."
            )
        if one.person.id in people:
            raise AutograderError(
                f"{path}, line {line}: the id {one.person.id} is there twice.\n"
                "Expected one row for each student; mend it, and run the same command again."
            )
        people[one.person.id] = one
    return Roster(people.values())


def _table(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a file with the numbers of their lines."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_ROSTER + 1)
    except OSError as error:
        raise AutograderError(
            f"{path} could not be read: {error.strerror}.\nExpected a list of students as CSV: --roster FILE"
        ) from error
    text = None
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else _ENCODINGS
    for encoding in encodings:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\0" in text or len(data) > MAX_ROSTER:
        raise AutograderError(
            f"{path} is no table of text.\nExpected CSV: save it from the spreadsheet as CSV (UTF-8), and try again."
        )
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise AutograderError(
            f"{path}, line {reader.line_num}: {error}.\nExpected CSV; save it anew, and run the same command again."
        ) from error


def _columns(heading: list[str]) -> dict[str, list[int]]:
    """Where what stands, the column to be taken first in front."""
    plain = [re.sub(r"[\s_]+", "", unicodedata.normalize("NFKC", one)).casefold() for one in heading]
    names = {kind: list(known) for kind, known in _HEADINGS.items()}
    if "sisuserid" in plain or "sisloginid" in plain:
        # Canvas's own "ID" is its number of the student, and goes for an id where the school has none.
        names["number"].append("id")
        names["id"].remove("id")
        names["id"].append("id")
    if "githubusername" in plain:
        names["id"].append("identifier")
        names["number"].remove("identifier")
    found = {kind: [plain.index(name) for name in known if name in plain] for kind, known in names.items()}
    return {kind: places for kind, places in found.items() if places}


def _row(row: Mapping[str, str]) -> _Row | None:
    """A student of a row; None where it is none, as the second of Canvas's, which tells the points."""
    full, email = row.get("full_name", ""), row.get("email", "")
    if full.lower() == "points possible" or full.lower().startswith("student, test"):
        return None
    one = row.get("id", "") or email or row.get("user", "")
    if not one:
        return None
    first, last = row.get("first_name", ""), row.get("last_name", "")
    if full and not first and not last:
        if "," in full:
            last, _, first = (part.strip() for part in full.partition(","))
        elif full.isascii() and " " in full:
            first, _, last = full.rpartition(" ")
        else:
            # Which part of a name is the family's cannot be told in every language.
            first = full
    number = row.get("number", "")
    # Moodle's number is the assignment's alone, and not the platform's number of the student.
    participant = re.fullmatch(r"\D+(\d+)", number)
    person = Person(one, first_name=first, last_name=last, email=email, lms_user_id="" if participant else number)
    of_platform = (_MOODLE, participant[1]) if participant else (_CANVAS, number)
    return _Row(person, full_name=full, number=of_platform, user=row.get("user", ""))
