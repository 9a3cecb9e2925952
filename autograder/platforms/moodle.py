"""Moodle: its import of grades as CSV, its grading worksheet, and the zip of feedback files.

What it takes is read off its source: `mod/assign/feedback/file/importziplib.php` for the zip,
`mod/assign/feedback/offline/importgradeslib.php` and `locallib.php` for the worksheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.exercise import Language
from autograder.platforms.participants import Participant, collect, number_of, read_table
from autograder.report.formats import Format, Row, guarded, to_csv
from autograder.report.gather import ClassData, Standing
from autograder.safe_text import clean
from autograder.templates import number


def _write(data: ClassData, language: Language) -> dict[str, str]:
    return {"grades-moodle": to_csv(_rows(data))}


def _rows(data: ClassData) -> Iterator[Row]:
    """The columns that Moodle imports: students are found by user name or address, as one chooses there."""
    yield ["Username", "First name", "Last name", "Email address", data.assignment]
    for one in data.students:
        person = one.person
        yield [person.id, person.first_name, person.last_name, person.email, number(taken(data, one))]


def taken(data: ClassData, one: Standing) -> float:
    """The marks of a student as Moodle takes them: it refuses whatever is above the maximum, as extra credit may be."""
    mark = data.scaled(one)
    return mark if data.out_of is None else min(mark, data.out_of)


MOODLE = Format("moodle", ".csv", description="the marks in the columns that Moodle imports", writer=_write)


# --- the zip of feedback files ---------------------------------------------------------------------------------

#: What Moodle calls participants whose names it hides.
_HIDDEN = {"participant", "参与者", "參與者"}
#: What it leaves out of file names.
_NOT_IN_NAMES = str.maketrans("", "", "&<>\"`|':\\/" + "".join(map(chr, range(32))) + "\x7f")
_EXPECTED = "'陈小红_12345_assignsubmission_file/part1.ipynb'"


def from_submissions(path: Path) -> list[Participant]:
    """The participants in what Moodle gives by "Download all submissions".

    Raises
    ------
    AutograderError
        It cannot be read, or is no such zip.
    """
    return collect(path, _told, _EXPECTED)


def _told(place: str) -> tuple[str, str, str] | None:
    """Read a place as Moodle does: the first part of it that begins with `name_id_plugintype_plugin`."""
    for part in place.split("/"):
        pieces = part.split("_", 4)
        if len(pieces) >= 4 and pieces[1].isascii() and pieces[1].isdigit() and pieces[2].startswith("assign"):
            name = "" if pieces[0].casefold() in _HIDDEN else pieces[0]
            return str(int(pieces[1])), name, "_".join(pieces[:4])
    return None


def feedback_names(one: Participant, pages: Mapping[str, str]) -> dict[str, str]:
    """The pages by their places in the zip that "Upload multiple feedback files in a zip" takes.

    The folder is that of the download, where there is one. Versions before 4.1 want the last underscore.
    """
    name = clean(one.name).replace("_", " ").translate(_NOT_IN_NAMES).strip(" .") or "Participant"
    folder = next(iter(one.files), f"{name}_{one.id}_assignsubmission_file")
    return {f"{folder}_/{page}.html": text for page, text in pages.items()}


# --- the grading worksheet -------------------------------------------------------------------------------------

#: What its columns are called, in the languages that they are known in: English, Chinese of the mainland, of Taiwan.
_COLUMNS = {
    "identifier": ("Identifier", "识别码", "識別碼"),
    "name": ("Full name", "全名", "姓名"),
    "email": ("Email address", "电子邮件地址", "邮箱", "電子郵件信箱"),
    "grade": ("Grade", "成绩", "分数", "成績", "分數"),
    "maximum": ("Maximum Grade", "Maximum grade", "最高成绩", "最高分", "最高成績", "最高分數"),
    "scale": ("Scale", "量表", "量尺"),
    "modified": ("Last modified (grade)", "最后修改（教师）", "最後修改的(得分)", "最後修改（老師）"),
}
_NEEDED = ("identifier", "grade", "modified")


@dataclass(frozen=True)
class Worksheet:
    """Moodle's grading worksheet as a teacher downloaded it."""

    path: Path
    _: KW_ONLY
    head: list[str]
    rows: list[list[str]]
    delimiter: str
    #: Where each column that is known stands.
    places: Mapping[str, int]

    @property
    def participants(self) -> list[Participant]:
        """All who are in it."""
        return [
            Participant(self._id(row), name=self._cell(row, "name"), email=self._cell(row, "email"))
            for row in self.rows
        ]

    @property
    def maximum(self) -> float | None:
        """The most that Moodle takes; None where the worksheet does not tell.

        Raises
        ------
        AutograderError
            It is no number: the assignment is graded on a scale.
        """
        told = {self._cell(row, "maximum") for row in self.rows} - {"", "-"}
        try:
            if "scale" in self.places:
                raise ValueError
            numbers = {float(cell.replace(",", ".")) for cell in told}
        except ValueError:
            raise AutograderError(
                f"{self.path} tells no maximum grade that is a number: the assignment is graded on a scale.\n"
                "Expected one that is graded by points. Set that in Moodle, and download the worksheet again: "
                "--worksheet FILE"
            ) from None
        return min(numbers, default=None)

    def filled(self, marks: Mapping[str, float]) -> str:
        """The worksheet with marks by participant, all else as it was: Moodle looks when a grade was last modified.

        Cells that students may have written are guarded, and no others: what stands behind is read back as comments.
        """
        grade, last = self.places["grade"], self.places["modified"]
        rows = [
            [
                number(marks[self._id(row)])
                if place == grade and self._id(row) in marks
                else guarded(cell)
                if place < last and place not in (grade, self.places["identifier"])
                else cell
                for place, cell in enumerate(row)
            ]
            for row in self.rows
        ]
        return to_csv([self.head, *rows], guard=False, delimiter=self.delimiter)

    def _cell(self, row: list[str], column: str) -> str:
        return row[self.places[column]].strip() if column in self.places else ""

    def _id(self, row: list[str]) -> str:
        return number_of(self._cell(row, "identifier"))


def read_worksheet(path: Path) -> Worksheet:
    """Read a grading worksheet as Moodle gives it.

    Raises
    ------
    AutograderError
        It is no such worksheet, or two rows of it have one identifier.
    """
    table = read_table(path, "--worksheet")
    places = {
        column: next(table.head.index(head) for head in table.head if head in names)
        for column, names in _COLUMNS.items()
        if set(table.head) & set(names)
    }
    missing = [_COLUMNS[column][0] for column in _NEEDED if column not in places]
    if missing:
        raise AutograderError(
            f"{path} has the columns {', '.join(map(repr, map(clean, table.head[:8])))}; "
            f"not found: {', '.join(missing)}.\n"
            'Expected what Moodle gives by "Download grading worksheet", in English or Chinese (switch on "Offline '
            "grading worksheet\" in the assignment's feedback types): --worksheet FILE"
        )
    sheet = Worksheet(path, head=table.head, rows=table.rows, delimiter=table.delimiter, places=places)
    ids = [one.id for one in sheet.participants]
    odd = next((one for one in ids if not (one.isascii() and one.isdigit()) or ids.count(one) > 1), None)
    if odd is not None:
        raise AutograderError(
            f"{path} has a row with the identifier {clean(odd)!r}, "
            f"{'which stands there twice' if ids.count(odd) > 1 else 'which ends with no number'}.\n"
            "Expected identifiers such as Participant 12345, each once. Download it again: --worksheet FILE"
        )
    return sheet
