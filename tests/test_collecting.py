"""What platforms give is taken into submitted/ as it was meant, and nothing in it leads anywhere else."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.collecting import given as given_module
from autograder.collecting import place as place_module
from autograder.collecting import read_roster
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.enrolled import Person, enrolled, enter
from autograder.grading.gradebook import open_gradebook
from autograder.grading.submitted import read_stamp
from autograder.lessons.lesson import Lesson

from .classroom import automatic, fill, release
from .conftest import ASSIGNMENT, LATER_PART, PART

# Left out of `make quick`: it asks nbgrader's gradebook, and grades once.
pytestmark = pytest.mark.slow

#: A few hours between what two students handed in.
MONDAY, TUESDAY, LATE = ((2027, 1, day, 12, 0, 0) for day in (25, 26, 30))
DUE = "2027-01-28 00:00 UTC"
BOOK = b'{"cells": []}'


class Named(zipfile.ZipInfo):
    """An entry whose name stands in the zip as these bytes, without a word about the encoding."""

    def __init__(self, raw: bytes, when: tuple[int, ...]) -> None:
        super().__init__(raw.hex(), when)  # type: ignore[arg-type]
        self.raw = raw

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 (zipfile calls it)
        return self.raw, self.flag_bits


Content = bytes | tuple[bytes, tuple[int, ...]]


def zipped(path: Path, files: Mapping[str | bytes, Content]) -> Path:
    """A zip of files, each with its time; where the name is bytes, with these."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            data, when = content if isinstance(content, tuple) else (content, MONDAY)
            info = Named(name, when) if isinstance(name, bytes) else zipfile.ZipInfo(name, when)  # type: ignore[arg-type]
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return path


def laid(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture
def gradebook(course: Course, blank_gradebook: Path) -> Course:
    """The tests' course with a gradebook that knows the assignment's due date."""
    course.gradebook.write_bytes(blank_gradebook.read_bytes())
    with open_gradebook(course) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
    return course


def run(course: Course, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> Result:
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, ["collect", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def there(course: Course) -> dict[str, dict[str, bytes]]:
    """What is in submitted/, by student, but for the times."""
    return {
        student.name: {
            path.relative_to(student / ASSIGNMENT).as_posix(): path.read_bytes()
            for path in (student / ASSIGNMENT).rglob("*")
            if path.is_file() and path.name != "timestamp.txt"
        }
        for student in course.submitted.iterdir()
    }


def stamp(course: Course, student: str) -> datetime | None:
    return read_stamp(course.submitted / student / ASSIGNMENT)[0]


def utc(when: Sequence[int]) -> datetime:
    return datetime(*when).astimezone(UTC).replace(tzinfo=None)  # type: ignore[arg-type,misc]


# --- Moodle ------------------------------------------------------------------------------------------------


def test_moodles_folders_are_taken_with_all_that_is_in_them(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = zipped(
        tmp_path / "all.zip",
        {
            f"Siyu Wang_101_assignsubmission_file_/{PART}.ipynb": (b"1", MONDAY),
            f"Siyu Wang_101_assignsubmission_file_/{LATER_PART} (1).ipynb": (b"2", MONDAY),
            "Siyu Wang_101_assignsubmission_file_/tools/helper.py": (b"3", MONDAY),
            "Siyu Wang_101_assignsubmission_onlinetext_/onlinetext.html": (b"4", MONDAY),
            f"王伟_102_assignsubmission_file_/{PART}.ipynb": (b"5", LATE),
        },
    )
    result = run(gradebook, monkeypatch, given)
    assert result.exit_code == 0
    assert there(gradebook) == {
        "Siyu_Wang": {
            f"{PART}.ipynb": b"1",
            f"{LATER_PART} (1).ipynb": b"2",
            "tools/helper.py": b"3",
            "onlinetext.html": b"4",
        },
        "王伟": {f"{PART}.ipynb": b"5"},
    }
    assert (stamp(gradebook, "Siyu_Wang"), stamp(gradebook, "王伟")) == (utc(MONDAY), utc(LATE))
    lines = {line.split()[0]: line for line in result.output.splitlines() if line.startswith(" ")}
    assert f"{utc(MONDAY):%Y-%m-%d %H:%M}  no " in lines["Siyu_Wang"] and "Moodle, all.zip" in lines["Siyu_Wang"]
    assert " late " in lines["王伟"]
    assert f"autograder grade {ASSIGNMENT}" in result.output


def test_moodles_files_in_one_folder_are_told_apart(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        f"Siyu Wang_101_assignsubmission_file_{PART}.ipynb": b"1",
        "Siyu Wang_101_assignsubmission_file_my_data.csv": b"2",
        f"Li Ming_102_assignsubmission_file_{PART}.ipynb": b"3",
    }
    run(gradebook, monkeypatch, laid(tmp_path / "unpacked", files))
    assert there(gradebook) == {
        "Siyu_Wang": {f"{PART}.ipynb": b"1", "my_data.csv": b"2"},
        "Li_Ming": {f"{PART}.ipynb": b"3"},
    }


def test_a_name_becomes_the_id_of_the_grading_worksheet(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of two students of one name each has their own: the worksheet has Moodle's numbers."""
    given = zipped(
        tmp_path / "all.zip",
        {f"王伟_{number}_assignsubmission_file_/{PART}.ipynb": b"%d" % number for number in (101, 102)},
    )
    worksheet = tmp_path / "worksheet.csv"
    worksheet.write_text(
        "Identifier,Full name,ID number,Email address,Status\n"
        "Participant 101,王伟,20270001,w1@example.org,Submitted\n"
        "Participant 102,王伟,20270002,w2@example.org,Submitted\n",
        "utf-8-sig",
    )
    run(gradebook, monkeypatch, given, "--roster", worksheet)
    assert there(gradebook) == {"20270001": {f"{PART}.ipynb": b"101"}, "20270002": {f"{PART}.ipynb": b"102"}}
    people = {one.id: one for one in enrolled(gradebook, ASSIGNMENT).people}
    assert people["20270002"] == Person("20270002", first_name="王伟", email="w2@example.org")


def test_two_students_of_one_name_are_never_taken_for_one(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Together, one after the other, and where the list does not tell them apart."""

    def given(*numbers: int) -> Path:
        files = {f"王伟_{number}_assignsubmission_file_/{PART}.ipynb": b"%d" % number for number in numbers}
        return zipped(tmp_path / "all.zip", files)

    run(gradebook, monkeypatch, given(101))
    run(gradebook, monkeypatch, given(102))
    run(gradebook, monkeypatch, given(101, 102, 103))
    assert there(gradebook) == {
        name: {f"{PART}.ipynb": b"%d" % number}
        for name, number in (("王伟", 101), ("王伟_102", 102), ("王伟_103", 103))
    }
    roster = tmp_path / "list.csv"
    roster.write_text("学号,姓名\n1,王伟\n2,李明\n", "gb18030")
    result = run(gradebook, monkeypatch, given(101, 102), "--roster", roster)
    assert result.exit_code == 1
    told = " ".join(result.output.split())
    assert "two students of the platform would both be 1" in told and "--roster" in told
    assert not (gradebook.submitted / "1").exists()


def test_whoever_was_graded_first_is_not_taken_for_the_second_of_the_name(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Grading enters a student; from then on the gradebook, too, knows somebody of that name."""

    def given(number: int) -> Path:
        path = f"Li Wei_{number}_assignsubmission_file_/{PART}.ipynb"
        return zipped(tmp_path / f"{number}.zip", {path: b"%d" % number})

    run(gradebook, monkeypatch, given(1))
    enter(gradebook, [Person("Li_Wei")])
    run(gradebook, monkeypatch, given(2))
    run(gradebook, monkeypatch, given(1))
    assert there(gradebook) == {"Li_Wei": {f"{PART}.ipynb": b"1"}, "Li_Wei_2": {f"{PART}.ipynb": b"2"}}


def test_a_number_of_moodles_is_no_other_platforms(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(gradebook, [Person("alice", first_name="Alice", last_name="Moore", lms_user_id="7")])
    run(
        gradebook, monkeypatch, zipped(tmp_path / "m.zip", {f"Bob Smith_7_assignsubmission_file_/{PART}.ipynb": b"bob"})
    )
    assert there(gradebook) == {"Bob_Smith": {f"{PART}.ipynb": b"bob"}}
    canvas = zipped(tmp_path / "c.zip", {f"moorealice_7_88_{PART}.ipynb": b"alice"})
    run(gradebook, monkeypatch, canvas)
    assert there(gradebook)["alice"] == {f"{PART}.ipynb": b"alice"}


def test_a_number_and_a_name_of_different_people_are_nobodys(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("student_id,name,email,platform_id\nu1,Alice Moore,a@x.edu,7\nu2,Bob Smith,b@x.edu,8\n", "utf-8")
    roster = read_roster(path)
    assert [one.id for one in roster.who("smithbob", "Canvas", "8")] == ["u2"]
    assert {one.id for one in roster.who("smithbob", "Canvas", "7")} == {"u1", "u2"}
    assert [one.id for one in roster.who("smithbob", "Moodle", "7")] == ["u2"]


def test_files_that_are_named_twice_or_lie_in_two_folders_are_not_mixed(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path, {"old/alice_moore.ipynb": b"old", "new/alice_moore.ipynb": b"new"})
    for number, name in enumerate(("old", "new")):
        os.utime(tmp_path / name / "alice_moore.ipynb", (1_800_000_000 + number, 1_800_000_000 + number))
    new = tmp_path / "new" / "alice_moore.ipynb"
    run(gradebook, monkeypatch, tmp_path / "old" / "alice_moore.ipynb", new, new)
    assert there(gradebook) == {"alice_moore": {"alice_moore.ipynb": b"new"}}


# --- Canvas ------------------------------------------------------------------------------------------------


def test_canvas_tells_who_how_late_and_which_resubmission(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = zipped(
        tmp_path / "submissions.zip",
        {
            f"wangsiyu_11_9001_{PART}-2.ipynb": (b"1", MONDAY),
            "wangsiyu_11_9002_helper-2.py": (b"2", MONDAY),
            "wangsiyu_11_9003_table-1.csv": (b"3", MONDAY),
            f"limin_LATE_12_9004_{PART}.ipynb": (b"4", LATE),
            f"王伟_13_9005_{PART}.ipynb": (b"5", TUESDAY),
        },
    )
    roster = tmp_path / "gradebook.csv"
    roster.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,Lesson (1)\n    Points Possible,,,,,100\n"
        '"Wang, Siyu",11,s11,swang,A,\n"Li, Min",12,s12,lmin,A,\n王伟,13,,wwei,A,\n"Student, Test",14,,x,A,\n',
        "utf-8",
    )
    result = run(gradebook, monkeypatch, given, "--roster", roster)
    # The module is imported by its name, which Canvas has changed as that of the notebook.
    assert there(gradebook) == {
        "s11": {f"{PART}.ipynb": b"1", "helper.py": b"2", "table-1.csv": b"3"},
        "s12": {f"{PART}.ipynb": b"4"},
        "wwei": {f"{PART}.ipynb": b"5"},
    }
    late = {line.split()[0]: " late " in line for line in result.output.splitlines() if "Canvas," in line}
    assert late == {"s11": False, "s12": True, "wwei": False}
    people = {one.id: one for one in enrolled(gradebook, ASSIGNMENT).people}
    assert people["s11"] == Person("s11", first_name="Siyu", last_name="Wang", lms_user_id="11")
    assert people.keys() == {"s11", "s12", "wwei"}


def test_the_time_of_a_download_makes_nobody_late(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Canvas and newer Moodles write it into the zip; what they say of it goes before the time."""
    downloaded = {
        f"wangsiyu_11_9001_{PART}.ipynb": (b"1", LATE),
        f"limin_LATE_12_9004_{PART}.ipynb": (b"4", (*LATE[:4], 1, 0)),
    }
    result = run(gradebook, monkeypatch, zipped(tmp_path / "submissions.zip", downloaded))
    assert (stamp(gradebook, "wangsiyu"), stamp(gradebook, "limin")) == (None, None)
    told = " ".join(result.output.split())
    assert "not known of 2" in told and "Late, as the platform says, and no time is told: limin" in told
    # Somebody had more time there than the gradebook knows of.
    extended = {f"a_21_1_{PART}.ipynb": (b"1", LATE), f"b_22_2_{PART}.ipynb": (b"2", MONDAY)}
    run(gradebook, monkeypatch, zipped(tmp_path / "submissions.zip", extended))
    assert (stamp(gradebook, "a"), stamp(gradebook, "b")) == (None, utc(MONDAY))


def test_times_in_the_order_of_the_zip_are_those_of_a_long_download(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {f"s{at}_{at}_9_{PART}.ipynb": (b"1", (2027, 1, 30, 12, 5 * at, 0)) for at in range(10)}
    result = run(gradebook, monkeypatch, zipped(tmp_path / "all.zip", {**files}))
    assert "not known of 10" in " ".join(result.output.split()) and " late " not in result.output.partition("──")[2]


# --- nbgrader's exchange, GitHub, loose files ----------------------------------------------------------------


def test_of_an_exchange_the_newest_of_the_assignment_is_taken(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbound = laid(
        tmp_path / "inbound",
        {
            f"ada+{ASSIGNMENT}+2027-01-25 10:00:00.250000 UTC/{PART}.ipynb": b"1",
            f"ada+{ASSIGNMENT}+2027-01-29 10:00:00.500000 UTC+x7Hq/{PART}.ipynb": b"2",
            f"ada+{ASSIGNMENT}+2027-01-29 10:00:00.500000 UTC+x7Hq/timestamp.txt": b"2020-01-01 00:00:00 UTC",
            f"ada+{ASSIGNMENT}+2027-01-29 10:00:00.500000 UTC+x7Hq/submission_secret.txt": b"secret",
            f"陈+another+2027-01-25 10:00:00.000000 UTC/{PART}.ipynb": b"3",
        },
    )
    # What was copied bears the time of the copy.
    (older,) = inbound.glob("ada*01-25*/*.ipynb")
    os.utime(older, (1_900_000_000, 1_900_000_000))
    result = run(gradebook, monkeypatch, inbound)
    assert there(gradebook) == {"ada": {f"{PART}.ipynb": b"2", "submission_secret.txt": b"secret"}}
    assert stamp(gradebook, "ada") == datetime(2027, 1, 29, 10, 0, 0, 500000)
    assert "Earlier ones of the same students (1): the newest counts: ada" in result.output
    assert "2027-01-29 10:00  late" in result.output
    before = sorted(gradebook.submitted.rglob("*"))
    again = run(gradebook, monkeypatch, inbound)
    assert "1 unchanged" in again.output and "Nothing in submitted/ has changed" in again.output
    assert sorted(gradebook.submitted.rglob("*")) == before


@pytest.mark.parametrize("cloned", [True, False])
def test_repositories_are_their_users(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cloned: bool
) -> None:
    """Cloned, whatever Classroom calls the assignment, or downloaded, with the branch in the name."""
    slug, tail = ("homework-1-", "") if cloned else (f"{ASSIGNMENT}-", "-main")
    files = {f"{slug}{user}{tail}/{PART}.ipynb": user.encode() for user in ("ada", "grace-h")}
    files |= {f"{slug}{user}{tail}/.git/config": b"x" for user in ("ada", "grace-h") if cloned}
    run(gradebook, monkeypatch, laid(tmp_path / "repositories", files))
    assert there(gradebook) == {user: {f"{PART}.ipynb": user.encode()} for user in ("ada", "grace-h")}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({f"ada/{PART}.ipynb": b"1", "grace/final.ipynb": b"2"}, {"ada": [f"{PART}.ipynb"], "grace": ["final.ipynb"]}),
        ({f"ada_{PART}.ipynb": b"1", "王伟.ipynb": b"2"}, {"ada": [f"ada_{PART}.ipynb"], "王伟": ["王伟.ipynb"]}),
        (
            {f"ada {PART}.ipynb": b"1", f"ada {LATER_PART} (1).ipynb": b"2"},
            {"ada": [f"ada {LATER_PART} (1).ipynb", f"ada {PART}.ipynb"]},
        ),
        (
            {f"class/ada/{PART}.ipynb": b"1", f"class/bob/{PART}.ipynb": b"1"},
            {"ada": [f"{PART}.ipynb"], "bob": [f"{PART}.ipynb"]},
        ),
        ({f"ada/{ASSIGNMENT}/{PART}.ipynb": b"1"}, {"ada": [f"{PART}.ipynb"]}),
        ({f"{PART}.ipynb": b"1", "tools.py": b"2"}, {"given": [f"{PART}.ipynb", "tools.py"]}),
        ({"ada.zip": b"PK", "bob.ipynb": b"1"}, {"ada": ["ada.zip"], "bob": ["bob.ipynb"]}),
    ],
)
def test_loose_files_are_their_folders_or_their_names(
    course: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    files: dict[str, bytes],
    expected: dict[str, list[str]],
) -> None:
    for given in (laid(tmp_path / "given", files), zipped(tmp_path / "given.zip", {**files})):
        run(course, monkeypatch, given)
        assert {student: sorted(found) for student, found in there(course).items()} == expected


def test_files_that_are_given_one_by_one_go_together(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And in what people call their files, the id or the name that the list has is found."""
    names = [f"2027001-王伟-{PART}.ipynb", "作业2 王伟 2027001.ipynb", "最终 李小明.ipynb"]
    folder = laid(tmp_path / "inbox", {name: name.encode() for name in names})
    roster = tmp_path / "students.csv"
    roster.write_bytes("学号;姓名\n2027001;王伟\n2027002;李小明\n".encode("utf-16"))
    run(course, monkeypatch, *(folder / name for name in names), "--roster", roster)
    assert {student: sorted(found) for student, found in there(course).items()} == {
        "2027001": sorted(names[:2]),
        "2027002": names[2:],
    }


def test_what_a_shell_lists_is_taken_as_the_folder_is(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`unpacked/*` of Canvas's files, of Moodle's folders, and of students' own folders."""
    files = {f"wangsiyu_11_{at}_{part}.ipynb": b"1" for at, part in enumerate((PART, LATER_PART))}
    run(course, monkeypatch, *laid(tmp_path / "canvas", files).iterdir())
    files = {f"Li Ming_5_assignsubmission_{kind}_/{kind}.ipynb": b"2" for kind in ("file", "onlinetext")}
    run(course, monkeypatch, *laid(tmp_path / "moodle", files).iterdir())
    files = {"ada/final.ipynb": b"3", "ada/tools.py": b"4", "bob/my work.ipynb": b"5"}
    run(course, monkeypatch, *laid(tmp_path / "own", files).iterdir())
    assert there(course) == {
        "wangsiyu": {f"{PART}.ipynb": b"1", f"{LATER_PART}.ipynb": b"1"},
        "Li_Ming": {"file.ipynb": b"2", "onlinetext.ipynb": b"2"},
        "ada": {"final.ipynb": b"3", "tools.py": b"4"},
        "bob": {"my work.ipynb": b"5"},
    }


def test_who_is_not_in_the_list_is_named_with_what_to_do(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = tmp_path / "students.csv"
    roster.write_text("id,first_name,last_name,email\nada,Ada,Smith,a@example.org\n", "utf-8")
    given = zipped(tmp_path / "all.zip", {f"{name}/{PART}.ipynb": b"1" for name in ("Smith Ada", "Bob Smith")})
    result = run(course, monkeypatch, given, "--roster", roster)
    assert result.exit_code == 0 and there(course).keys() == {"ada"}
    told = " ".join(result.output.split())
    assert "Bob Smith, all.zip: not in the list of students. Add a row, and run the same command again" in told


def test_those_whom_the_gradebook_knows_need_no_list(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(gradebook, [Person("chen", first_name="小红", last_name="陈")])
    run(gradebook, monkeypatch, laid(tmp_path / "all", {f"陈小红/{PART}.ipynb": b"1", f"someone/{PART}.ipynb": b"2"}))
    assert there(gradebook).keys() == {"chen", "someone"}


def test_a_file_in_nobodys_folder_is_nobodys(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = laid(tmp_path / "Downloads", {f"{PART} (1).ipynb": b"1", f"ada_{PART}.ipynb": b"2"})
    result = run(course, monkeypatch, *folder.iterdir())
    assert there(course).keys() == {"ada"} and "called after the student" in " ".join(result.output.split())


def test_loose_files_without_a_notebook_are_no_submission(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = laid(tmp_path / "all", {f"ada/{PART}.ipynb": b"1", "slides/week 1.pdf": b"2"})
    result = run(course, monkeypatch, folder)
    assert there(course).keys() == {"ada"}
    assert "slides, all: there is no notebook; found week 1.pdf" in " ".join(result.output.split())


# --- what is there already -----------------------------------------------------------------------------------


def test_only_what_is_newer_takes_the_place_and_the_other_is_kept(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given(data: bytes, when: tuple[int, ...]) -> Path:
        files = {f"Ada_1_assignsubmission_file_/{PART}.ipynb": (data, when)}
        return zipped(tmp_path / "all.zip", {**files, f"Bob_2_assignsubmission_file_/{PART}.ipynb": (b"b", MONDAY)})

    run(gradebook, monkeypatch, given(b"second", TUESDAY))
    older = run(gradebook, monkeypatch, given(b"first", MONDAY))
    assert there(gradebook)["Ada"] == {f"{PART}.ipynb": b"second"}
    assert "1 not newer than what is there" in older.output and f"submitted/Ada/{ASSIGNMENT}" in older.output
    newer = run(gradebook, monkeypatch, given(b"third", LATE))
    assert there(gradebook) == {"Ada": {f"{PART}.ipynb": b"third"}, "Bob": {f"{PART}.ipynb": b"b"}}
    assert stamp(gradebook, "Ada") == utc(LATE)
    (kept,) = gradebook.replaced(ASSIGNMENT).rglob("*.ipynb")
    assert kept.read_bytes() == b"second" and kept.parent.name == "Ada" and "replaced" in newer.output
    again = run(gradebook, monkeypatch, given(b"third", LATE))
    assert "2 unchanged" in again.output and "Nothing in submitted/ has changed" in again.output


def test_a_damaged_entry_loses_no_other_and_replaces_nothing_whole(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"{who}/{PART}.ipynb" for who in ("ada", "bob")] + ["ada/tools.py"]
    given = zipped(tmp_path / "all.zip", {name: (name.encode() * 50, TUESDAY) for name in names})
    laid(course.submitted / "bob" / ASSIGNMENT, {f"{PART}.ipynb": b"before"})
    os.utime(course.submitted / "bob" / ASSIGNMENT / f"{PART}.ipynb", (1e9, 1e9))
    data = bytearray(given.read_bytes())
    for name in (names[1], names[2]):
        at = data.index(name.encode()) + len(name)
        data[at : at + 4] = b"\xff\xff\xff\xff"
    given.write_bytes(data)
    result = run(course, monkeypatch, given)
    assert there(course) == {"ada": {f"{PART}.ipynb": names[0].encode() * 50}, "bob": {f"{PART}.ipynb": b"before"}}
    told = " ".join(result.output.split())
    assert "ada, tools.py: damaged" in told and f"bob, {PART}.ipynb: damaged" in told


def test_what_is_in_the_way_is_told(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    course.submitted.mkdir()
    (course.submitted / "ada").symlink_to(elsewhere)
    result = run(course, monkeypatch, laid(tmp_path / "all", {f"ada/{PART}.ipynb": b"1", f"bob/{PART}.ipynb": b"2"}))
    assert "there is a link or a file; expected a folder" in " ".join(result.output.split())
    assert list(elsewhere.iterdir()) == [] and (course.submitted / "bob" / ASSIGNMENT).is_dir()


# --- zips that mean harm, or were made elsewhere ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (f"ada/../../../{PART}.ipynb", "leads out"),
        (f"..\\..\\{PART}.ipynb", "leads out"),
        (f"/etc/{PART}.ipynb", "absolute"),
        (f"C:\\Users\\{PART}.ipynb", "absolute"),
        (f"ada/\x1b[2J{PART}.ipynb", "cannot be shown"),
        (f"ada/{'x' * 250}.ipynb", "too long"),
        ("Ada_1_assignsubmission_file_..", "leads out"),
    ],
)
def test_a_path_that_leads_elsewhere_is_refused_and_the_others_are_taken(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    root = tmp_path / "a" / "b"
    root.mkdir(parents=True)
    good = "Bob_2_assignsubmission_file_/" if "assign" in name else "bob/"
    before = set(tmp_path.rglob("*"))
    result = run(course, monkeypatch, zipped(root / "all.zip", {name: BOOK, f"{good}{PART}.ipynb": b"1"}))
    assert there(course) == {"Bob" if "assign" in name else "bob": {f"{PART}.ipynb": b"1"}}
    assert reason in result.output and "\x1b" not in result.output
    new = {path for path in set(tmp_path.rglob("*")) - before if course.submitted not in (path, *path.parents)}
    assert all(path.is_relative_to(course.private) or path.name == "all.zip" for path in new)


def test_backslashes_part_folders(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(
        course,
        monkeypatch,
        zipped(tmp_path / "all.zip", {f"ada\\my work\\{PART}.ipynb": b"1", f"bob\\{PART}.ipynb": b"2"}),
    )
    assert there(course) == {"ada": {f"my work/{PART}.ipynb": b"1"}, "bob": {f"{PART}.ipynb": b"2"}}


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_chinese_names_without_a_word_about_their_encoding(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    people = ("王伟", "欧阳喆", "李珺")
    names = [f"{who}_{number}_assignsubmission_file_/作业 最终.ipynb" for number, who in enumerate(people)]
    run(course, monkeypatch, zipped(tmp_path / "all.zip", {name.encode(encoding): b"1" for name in names}))
    assert there(course) == {who: {"作业 最终.ipynb": b"1"} for who in people}


def test_a_folder_that_was_unpacked_in_another_encoding(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = os.fsdecode("王伟".encode("gbk"))
    run(course, monkeypatch, laid(tmp_path / "all", {f"{name}/{PART}.ipynb": b"1", f"bob/{PART}.ipynb": b"2"}))
    assert there(course) == {"王伟": {f"{PART}.ipynb": b"1"}, "bob": {f"{PART}.ipynb": b"2"}}


def test_european_names_without_a_word_about_their_encoding(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("Amélie Müller", "Iñaki Groß")
    run(
        course,
        monkeypatch,
        zipped(tmp_path / "all.zip", {f"{name}/{PART}.ipynb".encode("cp437"): b"1" for name in names}),
    )
    assert there(course).keys() == {name.replace(" ", "_") for name in names}


def test_a_name_in_the_extra_field_goes_before(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b"????/work.ipynb"
    info = Named(b"\xff" + raw, MONDAY)
    told = f"王伟/{PART}.ipynb".encode()
    field = struct.pack("<BI", 1, given_crc(b"\xff" + raw)) + told
    info.extra = struct.pack("<HH", 0x7075, len(field)) + field
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(info, b"1")
        archive.writestr(f"bob/{PART}.ipynb", b"2")
    run(course, monkeypatch, tmp_path / "all.zip")
    assert there(course).keys() == {"王伟", "bob"}


def given_crc(data: bytes) -> int:
    return zlib.crc32(data)


def test_links_in_zips_and_folders_are_not_followed(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", "utf-8")
    info = zipfile.ZipInfo(f"ada/{PART}.ipynb")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr(info, str(secret))
        archive.writestr(f"bob/{PART}.ipynb", b"1")
        archive.writestr("bob/notes.txt", b"2")
    folder = laid(tmp_path / "all", {f"cleo/{PART}.ipynb": b"3"})
    (folder / "cleo" / "link.ipynb").symlink_to(secret)
    (folder / "dora").symlink_to(tmp_path)
    result = run(course, monkeypatch, tmp_path / "all.zip", folder)
    assert there(course) == {"bob": {f"{PART}.ipynb": b"1", "notes.txt": b"2"}, "cleo": {f"{PART}.ipynb": b"3"}}
    assert result.output.count("a link, or no file") == 3


def test_what_unfolds_to_too_much_is_left_out_and_the_class_is_taken(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(given_module, "UNFOLDED", 500_000)
    monkeypatch.setattr(given_module, "MAX_FILE", 2_000_000)
    given = zipped(
        tmp_path / "all.zip",
        {
            **{f"ada/{number}.ipynb": bytes(1_500_000) for number in range(5)},
            "ada/huge.ipynb": bytes(3_000_000),
            f"bob/{PART}.ipynb": os.urandom(1000),
        },
    )
    result = run(course, monkeypatch, given)
    assert "bob" in there(course) and len(there(course).get("ada", {})) <= 1
    assert "times its size" in result.output and "files of at most 2 MB are taken" in " ".join(result.output.split())


def test_a_student_with_countless_files_keeps_the_notebooks(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(place_module, "MAX_FILES", 3)
    files = {f"ada/{number}.txt": b"x" for number in range(5)} | {f"ada/deep/{PART}.ipynb": b"1"}
    run(course, monkeypatch, zipped(tmp_path / "all.zip", {**files, f"bob/{PART}.ipynb": b"2"}))
    assert len(there(course)["ada"]) == 3 and f"deep/{PART}.ipynb" in there(course)["ada"]


def test_a_zip_that_lists_countless_entries_is_refused(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(given_module, "MAX_ENTRIES", 1500)
    result = run(course, monkeypatch, zipped(tmp_path / "all.zip", {f"a/{number:050}": b"" for number in range(2000)}))
    assert result.exit_code == 1 and "lists more than 1500 files" in result.output
    assert "autograder collect FOLDER" in result.output


@pytest.mark.parametrize("data", [b"", b"PK\3\4 cut", b"PK\5\6" + bytes(18), b"no zip at all"])
def test_what_is_no_zip_is_told_without_a_traceback(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(data)
    result = run(course, monkeypatch, path)
    assert result.exit_code == 1 and "all.zip" in result.output and "Traceback" not in result.output


@pytest.mark.parametrize("how", ["encrypted", "method"])
def test_an_entry_that_cannot_be_unfolded_is_named(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(f"ada/{PART}.ipynb", b"1", zipfile.ZIP_LZMA if how == "method" else zipfile.ZIP_STORED)
        archive.writestr(f"bob/{PART}.ipynb", b"2")
    data = bytearray(held.getvalue())
    if how == "encrypted":
        data[data.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "all.zip").write_bytes(data)
    result = run(course, monkeypatch, tmp_path / "all.zip")
    assert there(course) == {"bob": {f"{PART}.ipynb": b"2"}}
    assert "unpack" in result.output


def test_a_students_own_timestamp_tells_nothing(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = zipped(
        tmp_path / "all.zip",
        {
            f"Ada_1_assignsubmission_file_{PART}.ipynb": (b"1", LATE),
            "Ada_1_assignsubmission_file_timestamp.txt": (b"2020-01-01 00:00:00 UTC", LATE),
            f"Bob_2_assignsubmission_file_{PART}.ipynb": (b"2", MONDAY),
        },
    )
    result = run(gradebook, monkeypatch, given)
    assert stamp(gradebook, "Ada") == utc(LATE) and "the student's own" in result.output


# --- the list of students --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "who", "expected"),
    [
        ("id,first_name,last_name,email,lms_user_id\nu1,Siyu,Wang,s@example.org,7\n", "Siyu Wang", "u1"),
        ("Username;First name;Surname;Email address\nsw;Siyu;Wang;s@example.org\n", "wang siyu", "sw"),
        ("First name,Last name,Email address\nSiyu,Wang,s@example.org\n", "Siyu Wang", "s@example.org"),
        ("学号\t姓名\n007\t王 思雨\n", "王思雨", "007"),
        ('"identifier","github_username","github_id","name"\n"u1","octo-cat","5","Siyu Wang"\n', "octo-cat", "u1"),
        (
            "Identifier,Full name,Email address\nParticipant 33,Siyu Wang,s@example.org\n",
            "Participant 33",
            "s@example.org",
        ),
        ("id,first_name,last_name\nu1,Siyu,Wang\n", "Group A-Siyu Wang", "u1"),
    ],
)
def test_lists_of_all_platforms_are_read(tmp_path: Path, text: str, who: str, expected: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    assert [one.id for one in read_roster(path).who(who)] == [expected]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing"),
        ("Name,Colour\nAda,red\n", "Name, Colour"),
        ("id\nada\nada\n", "twice"),
        ("id\n../ada\n", "cannot be a student's id"),
        ("id\n\0\n", "no table"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_with_its_place(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(AutograderError, match=told) as caught:
        read_roster(path)
    assert str(path) in str(caught.value)


def test_what_is_known_of_a_student_is_not_lost_by_a_shorter_list(gradebook: Course) -> None:
    enter(gradebook, [Person("ada", first_name="Ada", email="a@example.org")])
    assert enter(gradebook, [Person("ada", last_name="Smith")]) == 1
    assert enter(gradebook, [Person("ada", last_name="Smith")]) == 0
    (ada,) = enrolled(gradebook, ASSIGNMENT).people
    assert ada == Person("ada", first_name="Ada", last_name="Smith", email="a@example.org")


# --- and graded ------------------------------------------------------------------------------------------------


def test_what_was_collected_is_graded(
    gradebook: Course, tmp_path: Path, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Canvas zip with a resubmission and a Moodle zip with Chinese names in GBK, collected with one list."""
    solved = {part: fill(release(gradebook, "zh", part), lesson.solutions) for part in (PART, LATER_PART)}
    blank = fill(release(gradebook, "zh"), {})
    canvas = zipped(
        tmp_path / "canvas.zip",
        {f"wangsiyu_11_{number}_{part}-1.ipynb": data for number, (part, data) in enumerate(solved.items())},
    )
    names = {f"{PART}.ipynb": solved[PART], "作业 第二部分 (1).ipynb": solved[LATER_PART]}
    moodle = zipped(
        tmp_path / "moodle.zip",
        {
            **{f"李小明_5_assignsubmission_file_/{name}".encode("gbk"): data for name, data in names.items()},
            f"陈红_6_assignsubmission_file_/{PART}.ipynb".encode("gbk"): blank,
        },
    )
    roster = tmp_path / "students.csv"
    roster.write_text("学号,姓名,编号\n001,Siyu Wang,11\n002,李小明,\n003,陈红,\n", "gb18030")
    result = run(gradebook, monkeypatch, canvas, moodle, "--roster", roster)
    assert result.exit_code == 0, result.output
    graded = CliRunner().invoke(main, ["grade"])
    assert graded.exit_code == 0, graded.output
    marks = automatic(gradebook)
    assert marks["001"] == marks["002"] > marks["003"] == 0


def test_the_terminal_shows_no_line_of_more_than_80_columns(
    gradebook: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.cells import cell_len

    names = ("欧阳思雨的很长很长的名字", "Somebody With A Very Long Name Indeed")
    files = {f"{name}_{at}_assignsubmission_file_/{PART}.ipynb": (b"1", when) for at, (name, when) in
             enumerate(zip(names, (MONDAY, LATE), strict=True))}  # fmt: skip
    result = run(gradebook, monkeypatch, zipped(tmp_path / f"{'long' * 20}.zip", {**files, "ada/../../x": b"1"}))
    assert [line for line in result.output.splitlines() if cell_len(line) > 80] == []
