"""Canvas: its gradebook, which takes marks as CSV, and the zip of files that are attached as comments.

What it takes is read off its source: `lib/gradebook_importer.rb` for the marks; for the zip `lib/content_zipper.rb`,
which makes it, and `infer_comment_context_from_filename` in `app/models/assignment.rb`, which reads it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.exercise import Language
from autograder.platforms.archive import zipped
from autograder.platforms.participants import Participant, collect
from autograder.report.formats import Format, Row, to_csv
from autograder.report.gather import ClassData, Standing
from autograder.templates import number


def _write(data: ClassData, language: Language) -> dict[str, str]:
    return {"grades-canvas": to_csv(_rows(data))}


def _rows(data: ClassData) -> Iterator[Row]:
    """The columns that Canvas imports; the second row tells the points.

    It looks for a student by ID, then by the SIS columns, then by the name as it writes it. An id that is none of
    its SIS ids would find nobody, or somebody else: these columns stay empty unless folders are said to bear them.
    """
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", data.assignment]
    yield ["    Points Possible", "", "", "", "", number(data.most)]
    names = Counter(_name(one) for one in data.students)
    for one in data.students:
        person = one.person
        sis = person.id if data.sis_ids else ""
        name = _name(one)
        if names[name] > 1 and not (person.lms_user_id or sis):
            # Canvas would give the marks to the first of that name.
            name += f" ({person.id})"
        yield [name, person.lms_user_id, sis, sis, "", number(data.scaled(one))]


def _name(one: Standing) -> str:
    """The name as Canvas writes it, the last name first; the id where nobody has told a name."""
    names = [name for name in (one.person.last_name, one.person.first_name) if name]
    return ", ".join(names) or one.student


CANVAS = Format("canvas", ".csv", description="the marks in the columns that Canvas imports", writer=_write)


# --- the zip of feedback files ---------------------------------------------------------------------------------

_EXPECTED = "'chenxiaohong_12345_67890_part1.ipynb'"
#: What it writes behind a name whose work was late, and what before an id that it hides.
_LATE, _ANONYMOUS = "LATE", "anon"
#: What Canvas and browsers add to the name of a file that is there already.
_AGAIN = re.compile(r"[ _-]?\(?\d+\)?$")


def from_submissions(path: Path) -> list[Participant]:
    """The students in what Canvas gives by "Download Submissions".

    Raises
    ------
    AutograderError
        It cannot be read, or is no such zip.
    """
    return collect(path, _told, _EXPECTED)


def _told(place: str) -> tuple[str, str, str] | None:
    """Read a file's name as Canvas does: of the pieces between underscores, the first number is the user's."""
    name = place.rpartition("/")[2]
    pieces = name.split("_")
    numbers = _numbers(pieces)
    if not numbers or pieces[0] == _ANONYMOUS:
        return None
    before = pieces[: numbers[0]]
    return pieces[numbers[0]], "_".join(before[:-1] if before[-1:] == [_LATE] else before), name


def _numbers(pieces: list[str]) -> list[int]:
    """The places of the pieces that are numbers."""
    return [place for place, piece in enumerate(pieces) if piece.isascii() and piece.isdigit()]


def feedback_names(one: Participant, pages: Mapping[str, str]) -> dict[str, str | bytes]:
    """A student's pages under the names of the files that they handed in; nothing where Canvas would take none.

    Canvas knows a file by two numbers in its name: the user's, and that of a file which this user handed in. It shows
    the page under that file's name. Where each page has a file of its own, it bears that one's name; else all go as a
    zip under the name of the first.
    """
    stems = {}
    for name in one.files:
        pieces = name.split("_")
        numbers = _numbers(pieces)
        if len(numbers) > 1 and not pieces[-1].startswith("link"):
            stems[name.rpartition(".")[0] or name] = "_".join(pieces[numbers[1] + 1 :]).rpartition(".")[0]
    own: dict[str, list[str]] = {page: [stem for stem, file in stems.items() if _is_of(file, page)] for page in pages}
    if pages and all(len(found) == 1 for found in own.values()) and len({stem for (stem,) in own.values()}) == len(own):
        return {f"{own[page][0]}.html": text for page, text in pages.items()}
    if not stems or not pages:
        return {}
    return {f"{next(iter(stems))}.zip": zipped({f"{page}.html": text for page, text in pages.items()})}


def _is_of(file: str, page: str) -> bool:
    """Whether a submitted file is, by its name, the notebook that a page is on."""
    return page in (file, _AGAIN.sub("", file))
