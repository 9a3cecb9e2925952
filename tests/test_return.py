"""Feedback and marks given back: each platform finds every student's own page, and nobody finds another's.

What a platform takes is written down here as its published source has it, and what was written is read back so.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.course import Course
from autograder.grading.class_grader import grade_class
from autograder.grading.enrolled import plain_name
from autograder.grading.gradebook import Person, open_gradebook
from autograder.lessons.lesson import Lesson
from autograder.platforms.participants import Participant, Student, _name_in, entries, match

from .classroom import fill, hand_in, release
from .conftest import ASSIGNMENT, LATER_PART, PART, copy_course

# Left out of `make quick`: it grades.
pytestmark = pytest.mark.slow

WRONG = "def centre(X):\n    mu = mean(X)\n    return X + mu, mu\n"
#: The class: first name, last name, address, number on Moodle, number on Canvas. Two have one name.
CLASS = {
    "chen": ("小红", "陈", "chen@example.org", 101, 9001),
    "wang1": ("伟", "王", "wang.wei@example.org", 102, 9002),
    "wang2": ("伟", "王", "wei.wang@example.org", 103, 9003),
    "oneil": ("Niamh", "O'Neil", "=niamh@example.org", 104, 9004),
}


@pytest.fixture(scope="module")
def graded(made: Course, tmp_path_factory: pytest.TempPathFactory, lesson: Lesson) -> Course:
    """A graded class of four, whose written answers a person has marked; and one who handed in nothing."""
    course = copy_course(made, tmp_path_factory.mktemp("graded"))
    for number, student in enumerate(CLASS):
        # Whoever has written something has a file like nobody else's.
        answers = lesson.solutions | {"why_divide": f"Because units differ, says number {number}."}
        hand_in(course, student, fill(release(course, "zh"), answers | ({"centre": WRONG} if number else {})))
    hand_in(course, "chen", fill(release(course, "zh", LATER_PART), lesson.solutions), part=LATER_PART)
    grade_class(course, ASSIGNMENT)
    with open_gradebook(course) as gradebook:
        for student, (first, last, email, _, _) in CLASS.items():
            gradebook.update_or_create_student(student, first_name=first, last_name=last, email=email)
            mark(gradebook, student, 5)
        gradebook.update_or_create_student("absent", first_name="明", last_name="李", email="li@example.org")
    return course


def mark(gradebook, student: str, score: float | None) -> None:  # type: ignore[no-untyped-def]
    """Mark a student's written answer, or let it wait."""
    grade = gradebook.find_grade("why_divide", PART, ASSIGNMENT, student)
    grade.manual_score, grade.needs_manual_grade = score, score is None
    gradebook.db.commit()


@pytest.fixture
def course(graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A copy of that to work in, where commands are run."""
    copied = copy_course(graded, tmp_path / "course")
    monkeypatch.chdir(copied.root)
    return copied


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(main, ["return", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def done(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 0, result.output
    # The terminal's lines are for reading: here a sentence is a sentence.
    assert all(width(line) <= 80 for line in result.output.splitlines())
    return " ".join(result.output.split())


def width(line: str) -> int:
    return sum(2 if character >= "\u2e80" else 1 for character in line)


def refused(*arguments: str) -> str:
    result = run(*arguments)
    assert result.exit_code == 1, result.output
    return " ".join(result.output.split())


def unzipped(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {
            info.filename: archive.read(info).decode() for info in archive.infolist() if info.filename[-4:] != ".zip"
        }


def page_of(text: str) -> str:
    """The student whose page it is, as the page says."""
    (student,) = {name for name in (*CLASS, "absent") if re.search(rf"\b{name}\b", text)}
    return student


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def notebooks(course: Course, student: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (course.submitted / student / ASSIGNMENT).glob("*.ipynb")}


def written_zip(path: Path, files: Mapping[str, bytes | str], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


# --- Moodle ----------------------------------------------------------------------------------------------------

HEAD = [
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed",
    "Last modified (submission)", "Online text", "Last modified (grade)", "Feedback comments",
]  # fmt: skip


def moodle_name(student: str) -> str:
    first, last, *_ = CLASS[student]
    # clean_filename() leaves out the apostrophe.
    return f"{first} {last}".replace("'", "")


def moodle_zip(course: Course, path: Path, students: tuple[str, ...] = tuple(CLASS)) -> Path:
    """What "Download all submissions" gives: mod/assign/classes/downloader.php."""
    return written_zip(
        path,
        {
            f"{moodle_name(student)}_{CLASS[student][3]}_assignsubmission_file/{name}": data
            for student in students
            for name, data in notebooks(course, student).items()
        },
    )


def worksheet(path: Path, maximum: str = "100.00", head: list[str] = HEAD) -> Path:
    """What "Download grading worksheet" gives: mod/assign/gradingtable.php, with everybody who is enrolled."""
    rows = [head]
    people = {**CLASS, "absent": ("明", "李", "li@example.org", 105, 9005)}
    for first, last, email, number, _ in people.values():
        name, when = f"{first} {last}", "Friday, 27 November 2026, 9:00 AM"
        rows.append([f"Participant {number}", name, email, "Submitted", "", maximum, "Yes", when, "=1+1", "-", "=kept"])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read_as_moodle(files: Mapping[str, str], participants: set[int]) -> dict[int, dict[str, str]]:
    """What importziplib.php finds, by participant.

    A file whose name begins with . or ~ is passed over. The path is split at /; of each part, split at _ into at most
    five, the second must be the number of a participant and the third and fourth name a plug-in; what is behind them is
    the name of the file.
    """
    found: dict[int, dict[str, str]] = {}
    for path, text in files.items():
        parts = path.split("/")
        if parts[-1][:1] in (".", "~"):
            continue
        while parts:
            info = parts.pop(0).split("_", 4)
            if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
                continue
            if (info[2], info[3]) in {("assignsubmission", "file"), ("assignfeedback", "file")}:
                rest = [info[4]] if len(info) > 4 else [""]
                found.setdefault(int(info[1]), {})["/".join([*rest, *parts]).lstrip("/")] = text
                break
    return found


def worksheet_as_moodle(path: Path, maximum: float) -> dict[int, float]:
    """The grades that importgradeslib.php and locallib.php take of a worksheet, by participant.

    The columns Identifier, Grade and Last modified (grade) must be there. The number is what stands behind the length
    of "Participant "; an empty grade is passed over, and so is one below 0 or above the maximum.
    """
    rows = table(path)
    assert {"Identifier", "Grade", "Last modified (grade)"} <= rows[0].keys()
    grades = {int(row["Identifier"][len("Participant ") :]): row["Grade"] for row in rows if row["Grade"]}
    assert all(0 <= float(grade) <= maximum for grade in grades.values())
    return {number: float(grade) for number, grade in grades.items()}


def numbers(place: int) -> set[int]:
    return {int(person[place]) for person in CLASS.values()}


def test_moodle_takes_pages_and_marks_of_a_chinese_class(course: Course, tmp_path: Path) -> None:
    sheet = worksheet(tmp_path / "Grades.csv")
    told = done("--moodle", "--submissions", str(moodle_zip(course, tmp_path / "all.zip")), "--worksheet", str(sheet))
    folder = course.root / "returned" / "moodle"
    assert {path.name for path in folder.iterdir()} == {"feedback.zip", "worksheet.csv"}
    found = read_as_moodle(unzipped(folder / "feedback.zip"), numbers(3))
    assert {number: {page_of(text) for text in pages.values()} for number, pages in found.items()} == {
        person[3]: {student} for student, person in CLASS.items()
    }
    assert set(found[101]) == {f"{PART}.html", f"{LATER_PART}.html"} and set(found[102]) == {f"{PART}.html"}
    marks = worksheet_as_moodle(folder / "worksheet.csv", 100)
    # Of 115 points, chen has 105, and the others, who handed in the first part, 54 and the 5 for the answer.
    assert marks == {101: 91.3, 102: 51.3, 103: 51.3, 104: 51.3}
    before, after = table(sheet), table(folder / "worksheet.csv")
    read_back = ("Identifier", "Maximum Grade", "Last modified (grade)", "Feedback comments")
    assert [[row[column] for column in read_back] for row in after] == [
        [row[column] for column in read_back] for row in before
    ], "what Moodle compares and reads back is as it was"
    assert after[0]["Online text"] == "'=1+1" and after[0]["Feedback comments"] == "=kept"
    assert "nothing handed in (1): absent" in told
    assert "before the zip" in told


def test_moodle_is_returned_to_by_the_worksheet_alone(course: Course, tmp_path: Path) -> None:
    told = done("--moodle", "--worksheet", str(worksheet(tmp_path / "Grades.csv")))
    files = unzipped(course.root / "returned/moodle/feedback.zip")
    found = read_as_moodle(files, numbers(3))
    # Addresses tell those of one name apart.
    assert {number: {page_of(text) for text in pages.values()} for number, pages in found.items()} == {
        person[3]: {student} for student, person in CLASS.items()
    }
    assert f"Niamh ONeil_104_assignsubmission_file_/{PART}.html" in files
    assert "Students whose feedback is in it: 4" in told


def test_two_of_one_name_are_told_apart_by_what_they_handed_in_or_refused(course: Course, tmp_path: Path) -> None:
    """The zip has names alone, and both are called so: only the file itself says whose it is."""
    done("--moodle", "--submissions", str(moodle_zip(course, tmp_path / "all.zip")))
    found = read_as_moodle(unzipped(course.root / "returned/moodle/feedback.zip"), numbers(3))
    assert {page_of(text) for text in found[102].values()} == {"wang1"}
    shutil.copytree(course.submitted / "wang1", course.submitted / "wang2", dirs_exist_ok=True)
    told = done("--moodle", "--submissions", str(moodle_zip(course, tmp_path / "all.zip")))
    found = read_as_moodle(unzipped(course.root / "returned/moodle/feedback.zip"), numbers(3))
    assert found.keys() == {101, 104}
    assert "may be any of 伟 王 (102), 伟 王 (103) (2): wang1, wang2 → say who is who: --roster" in told


def test_one_who_is_missing_on_the_platform_does_not_get_the_page_of_a_namesake(course: Course, tmp_path: Path) -> None:
    path = moodle_zip(course, tmp_path / "all.zip", ("chen", "wang2"))
    told = done("--moodle", "--submissions", str(path))
    found = read_as_moodle(unzipped(course.root / "returned/moodle/feedback.zip"), numbers(3))
    assert {number: {page_of(text) for text in pages.values()} for number, pages in found.items()} == {
        101: {"chen"},
        103: {"wang2"},
    }
    assert "伟 王 (103) may as well be wang2 (1): wang1" in told
    assert "nobody on the platform has their id, address or name (1): oneil" in told


def test_a_roster_says_who_is_who(course: Course, tmp_path: Path) -> None:
    shutil.copytree(course.submitted / "wang1", course.submitted / "wang2", dirs_exist_ok=True)
    roster = tmp_path / "roster.csv"
    roster.write_bytes(
        "学号,全名,platform_id\nwang1,伟 王,102\nwang2,伟 王,Participant 103\ngone,张三,\n".encode("gb18030")
    )
    told = done("--moodle", "--submissions", str(moodle_zip(course, tmp_path / "all.zip")), "--roster", str(roster))
    found = read_as_moodle(unzipped(course.root / "returned/moodle/feedback.zip"), numbers(3))
    assert {page_of(text) for text in found[102].values()} == {"wang1"}
    assert {page_of(text) for text in found[103].values()} == {"wang2"}
    assert "in the roster, with no folder in submitted/ (1): gone" in told


def test_a_roster_alone_tells_the_numbers_of_moodle(course: Course, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,name,platform_id\nchen,陈小红,101\nwang1,王_伟,102\nwang2,王伟,102\n", "utf-8")
    told = done("--moodle", "--roster", str(roster))
    found = read_as_moodle(unzipped(course.root / "returned/moodle/feedback.zip"), numbers(3))
    assert {number: {page_of(text) for text in pages.values()} for number, pages in found.items()} == {101: {"chen"}}
    assert "(102) may as well be wang2 (1): wang1" in told and "(102) may as well be wang1 (1): wang2" in told
    assert [path.name for path in (course.root / "returned/moodle").iterdir()] == ["feedback.zip"]


def test_who_has_handed_in_again_is_named(course: Course, tmp_path: Path) -> None:
    path = moodle_zip(course, tmp_path / "all.zip")
    notebook = course.submitted / "chen" / ASSIGNMENT / f"{PART}.ipynb"
    notebook.write_bytes(notebook.read_bytes() + b" ")
    (course.submitted / "chen" / ASSIGNMENT / f"{LATER_PART}.ipynb").unlink()
    told = done("--moodle", "--submissions", str(path))
    assert "on other files than the platform holds of them: chen." in told


def test_a_chinese_worksheet_is_read_and_keeps_its_head(course: Course, tmp_path: Path) -> None:
    head = [
        "识别码",
        "全名",
        "电子邮件地址",
        "状态",
        "成绩",
        "最高成绩",
        "允许更改成绩",
        "最后修改（学生）",
        "在线文本",
    ]
    sheet = worksheet(tmp_path / "成绩.csv", head=[*head, "最后修改（教师）", "反馈评论"])
    sheet.write_text(sheet.read_text("utf-8").replace("Participant ", "参与者"), "utf-8")
    done("--moodle", "--worksheet", str(sheet), "--out-of", "50")
    rows = table(course.root / "returned/moodle/worksheet.csv")
    assert [(row["识别码"], row["成绩"]) for row in rows][:2] == [("参与者101", "45.65"), ("参与者102", "25.65")]


def test_marks_are_never_above_what_moodle_takes(course: Course, tmp_path: Path) -> None:
    with open_gradebook(course) as gradebook:
        gradebook.find_grade("why_divide", PART, ASSIGNMENT, "chen").extra_credit = 80
        gradebook.db.commit()
    sheet = str(worksheet(tmp_path / "Grades.csv"))
    told = done("--moodle", "--worksheet", sheet)
    assert worksheet_as_moodle(course.root / "returned/moodle/worksheet.csv", 100)[101] == 100
    assert "More than the maximum, which Moodle takes of them: chen." in told
    assert "--out-of 120 is more than the maximum grade" in refused("--moodle", "--worksheet", sheet, "--out-of", "120")
    # gradingtable.php writes "Scale", with its words, in the place of "Maximum Grade".
    head = ["Scale" if column == "Maximum Grade" else column for column in HEAD]
    scale = str(worksheet(tmp_path / "Scale.csv", maximum="Poor,Good", head=head))
    assert "graded on a scale" in refused("--moodle", "--worksheet", scale)


# --- Canvas ----------------------------------------------------------------------------------------------------


def canvas_zip(course: Course, path: Path) -> Path:
    """What "Download Submissions" gives: lib/content_zipper.rb. chen was late, and handed in one file a second time."""
    files: dict[str, bytes | str] = {}
    for student, (first, last, _, _, number) in CLASS.items():
        # The sortable name in small letters, without what is no part of a word.
        name = re.sub(r"\W", "", f"{last}, {first}").lower() + ("_LATE" if student == "chen" else "")
        for place, (file, data) in enumerate(notebooks(course, student).items()):
            renamed = file.replace(PART, f"{PART}-1") if student == "chen" else file
            if student == "oneil":
                renamed = "my_work 2.ipynb"
            files[f"{name}_{number}_{number * 10 + place}_{renamed}"] = data
    files["liming_9005_text.html"] = "<p>typed in</p>"
    return written_zip(path, files)


def read_as_canvas(names: Mapping[str, str], submitted: Mapping[int, set[int]]) -> dict[int, list[str]]:
    """What infer_comment_context_from_filename finds, by user.

    Of the name's pieces between underscores, the first two that are numbers are the user's and the attachment's, and
    the attachment must be one that this user has submitted. What begins with ._ is passed over, and so are links.
    """
    found: dict[int, list[str]] = {}
    for name, text in names.items():
        pieces = name.rpartition("/")[2].split("_")
        user, attachment = [int(piece) for piece in pieces if re.fullmatch(r"\d+", piece)][:2]
        assert not pieces[-1].startswith("link") and not name.startswith("._")
        assert attachment in submitted[user], name
        found.setdefault(user, []).append(text)
    return found


def test_canvas_takes_pages_and_marks_of_a_chinese_class(course: Course, tmp_path: Path) -> None:
    done("--canvas", "--submissions", str(canvas_zip(course, tmp_path / "submissions.zip")), "--out-of", "20")
    folder = course.root / "returned" / "canvas"
    submitted = {number: {number * 10, number * 10 + 1} for number in numbers(4)}
    files = unzipped(folder / "feedback.zip")
    found = read_as_canvas(files, submitted)
    assert {number: {page_of(text) for text in pages} for number, pages in found.items()} == {
        9001: {"chen"},
        9002: {"wang1"},
        9003: {"wang2"},
    }
    assert len(found[9001]) == 2
    assert any(re.fullmatch(rf"陈小红_LATE_9001_9001\d_{PART}-1\.html", name) for name in files)
    with zipfile.ZipFile(folder / "feedback.zip") as archive:
        (packed,) = [name for name in archive.namelist() if name.endswith(".zip")]
        assert packed == "oneilniamh_9004_90040_my_work 2.zip", "no page knows the file, so all go in one"
        (inner,) = zipfile.ZipFile(io.BytesIO(archive.read(packed))).namelist()
        assert inner == f"{PART}.html"
    head, points, *rows = list(csv.reader(io.StringIO((folder / "grades.csv").read_text("utf-8"))))
    # gradebook_importer.rb: "Student" and "ID" first, then both SIS columns, "Section" last before the assignments.
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert "Points Possible" in points[0] and points[-1] == "20"
    assert {row[1]: row[-1] for row in rows} == {"9001": "18.26", "9002": "10.26", "9003": "10.26", "9004": "10.26"}
    assert {row[2] + row[3] for row in rows} == {""}, "a folder's name is no SIS id"


def test_canvas_ids_in_the_gradebook_count_and_never_go_to_a_namesake(course: Course, tmp_path: Path) -> None:
    shutil.copytree(course.submitted / "wang1", course.submitted / "wang2", dirs_exist_ok=True)
    with open_gradebook(course) as gradebook:
        for student, number in (("wang1", "9002"), ("wang2", "9003"), ("chen", "9004")):
            first, last, email, _, _ = CLASS[student]
            names = {"first_name": first, "last_name": last, "email": email}
            gradebook.update_or_create_student(student, **names, lms_user_id=number)
    told = done("--canvas", "--submissions", str(canvas_zip(course, tmp_path / "submissions.zip")))
    submitted = {number: {number * 10, number * 10 + 1} for number in numbers(4)}
    found = read_as_canvas(unzipped(course.root / "returned/canvas/feedback.zip"), submitted)
    assert {number: {page_of(text) for text in pages} for number, pages in found.items()} == {
        9002: {"wang1"},
        9003: {"wang2"},
    }, "chen's id is that of another, whose file this is: neither is trusted"
    assert "chen" in told and "oneilniamh (9004)" in told


def test_who_typed_an_answer_in_is_told_that_canvas_takes_nothing_back(course: Course, tmp_path: Path) -> None:
    path = written_zip(tmp_path / "a.zip", {"陈小红_9001_text.html": "typed", "oneilniamh_9004_90040_x.ipynb": "{}"})
    told = done("--canvas", "--submissions", str(path))
    assert "typed in or linked on Canvas" in told and "(1): chen" in told


# --- mail, and a plain zip -------------------------------------------------------------------------------------


def test_a_mail_merge_has_address_name_mark_and_file_of_each(course: Course) -> None:
    with open_gradebook(course) as gradebook:
        assignment = gradebook.find_assignment(ASSIGNMENT)
        submission = gradebook.find_submission(ASSIGNMENT, "wang1")
        assignment.duedate, submission.timestamp = datetime(2026, 11, 1), datetime(2026, 11, 2, 2, 30)
        gradebook.db.commit()
    told = done("--mail", "--out-of", "100")
    rows = table(course.root / "returned/mail/mail-merge.csv")
    assert [row["student_id"] for row in rows] == ["chen", "oneil", "wang1", "wang2"]
    by_id = {row["student_id"]: row for row in rows}
    chen, wang = by_id["chen"], by_id["wang1"]
    assert (chen["email"], chen["name"], chen["mark"], chen["out_of"]) == ("chen@example.org", "陈小红", "91.3", "100")
    assert (chen["late"], wang["late"], wang["mark"]) == ("", "26:30", "51.3")
    assert by_id["oneil"]["email"] == "'=niamh@example.org", "nothing is taken for a formula"
    assert page_of(Path(wang["file"]).read_text("utf-8")) == "wang1"
    pages = unzipped(Path(chen["file"]))
    assert set(pages) == {f"{PART}.html", f"{LATER_PART}.html"} and {*map(page_of, pages.values())} == {"chen"}
    assert len(list((course.root / "returned/mail/files").iterdir())) == 4
    assert "nothing handed in (1): absent" in told


def test_nobody_gets_a_mail_at_an_address_that_may_be_anothers(course: Course, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student_id,email\nwang1,wei.wang@example.org\noneil,none\n", "utf-8")
    told = done("--mail", "--roster", str(roster))
    assert [row["student_id"] for row in table(course.root / "returned/mail/mail-merge.csv")] == ["chen"]
    assert "the same address as wang2 (1): wang1" in told and "no address is known (1): oneil" in told


def test_one_zip_has_a_folder_for_each_student(course: Course) -> None:
    told = done("--zip")
    files = unzipped(course.root / "returned/zip/feedback.zip")
    assert {(name.split("/")[0], page_of(text)) for name, text in files.items()} == {(name, name) for name in CLASS}
    assert "Students whose feedback is in it: 4" in told


# --- whatever the form -----------------------------------------------------------------------------------------


def test_what_waits_for_a_person_is_returned_only_when_asked_for(course: Course) -> None:
    with open_gradebook(course) as gradebook:
        mark(gradebook, "chen", None)
    told = done("--zip")
    assert {name.split("/")[0] for name in unzipped(course.root / "returned/zip/feedback.zip")} == CLASS.keys() - {
        "chen"
    }
    assert "answers wait for a person's marks (1): chen" in told and "--unfinished" in told
    done("--zip", "--unfinished")
    assert {name.split("/")[0] for name in unzipped(course.root / "returned/zip/feedback.zip")} == CLASS.keys()


def test_pages_show_the_marks_of_now_though_feedback_is_older(course: Course) -> None:
    """Marks given in formgrader are on the pages in feedback/ only after the next grading."""
    shutil.rmtree(course.feedback)
    with open_gradebook(course) as gradebook:
        mark(gradebook, "chen", 3.25)
    done("--zip")
    assert "3.25" in unzipped(course.root / "returned/zip/feedback.zip")[f"chen/{PART}.html"]


def test_the_folder_is_written_whole_and_never_over_anything_else(course: Course, tmp_path: Path) -> None:
    done("--mail")
    with open_gradebook(course) as gradebook:
        mark(gradebook, "chen", None)
    done("--mail")
    files = {path.name for path in (course.root / "returned/mail/files").iterdir()}
    assert files == {"oneil.html", "wang1.html", "wang2.html"}, "nothing of the first is left"
    assert [path.name for path in (course.root / "returned").iterdir()] == ["mail"]
    other = tmp_path / "desk" / "mail"
    other.mkdir(parents=True)
    (other / "letters.txt").write_text("mine", "utf-8")
    assert "holds what is not of an earlier run: letters.txt" in refused("--mail", "--out", str(tmp_path / "desk"))
    assert [path.name for path in other.iterdir()] == ["letters.txt"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--moodle"], "autograder return --moodle --submissions FILE --worksheet FILE"),
        (["--canvas"], "autograder return --canvas --submissions FILE"),
        (["--canvas", "--submissions", "none.zip"], "none.zip cannot be read"),
        (["--canvas", "--submissions", "text.zip"], "text.zip cannot be read"),
        (["--canvas", "--submissions", "other.zip"], "found 'notes/a.txt'"),
        (["--moodle", "--submissions", "other.zip"], "assignsubmission_file"),
        (["--moodle", "--worksheet", "none.csv"], "none.csv cannot be read as CSV"),
        (["--moodle", "--worksheet", "names.csv"], "not found: Identifier, Grade, Last modified (grade)"),
        (["--moodle", "--worksheet", "twice.csv"], "which stands there twice"),
        (["--mail", "--worksheet", "names.csv"], "--worksheet is Moodle's"),
        (["--mail", "--submissions", "other.zip"], "--submissions is of no use for --mail"),
        (["--mail", "--roster", "names.csv"], "Expected student_id"),
        (["--mail", "--roster", "uneven.csv"], "row 3 has 1 cells"),
        (["--zip", "--out-of", "5"], "neither marks nor names"),
        (["--zip", "--sis-ids"], "--sis-ids is Canvas's"),
        (["--zip", "--assignment", "none"], f"Assignments of this course: {ASSIGNMENT}"),
    ],
)
def test_bad_input_is_told_with_what_to_do(course: Course, arguments: list[str], told: str) -> None:
    Path("text.zip").write_text("no zip", "utf-8")
    written_zip(Path("other.zip"), {"notes/a.txt": "a"})
    Path("names.csv").write_text("first,second\na,b\n", "utf-8")
    Path("twice.csv").write_text(
        "Identifier,Grade,Last modified (grade)\nParticipant 1,,-\nParticipant 1,,-\n", "utf-8"
    )
    Path("uneven.csv").write_text("student_id,email\na,b\nc\n", "utf-8")
    assert told in refused(*arguments)
    assert not (course.root / "returned").exists()


def test_one_form_is_said(course: Course) -> None:
    for arguments in ([], ["--mail", "--zip"]):
        result = run(*arguments)
        assert result.exit_code == 2 and "say one of --moodle" in result.output


# --- who is who ------------------------------------------------------------------------------------------------


def test_a_number_alone_is_nobodys_id() -> None:
    """A folder called 12 may be a seat in the room: only the very file says that it is Moodle's participant 12."""
    other = Participant("12", name="Somebody Else", digests=frozenset({"a"}))
    assert match([Student(Person("12"))], [other], lms_ids=False).found == {}
    same = match([Student(Person("12"), digests=frozenset({"a"}))], [other], lms_ids=False)
    assert same.found == {"12": other}
    named = Student(Person("12", first_name="Ada", last_name="King"), digests=frozenset({"a"}))
    assert match([named], [other], lms_ids=False).refused == {"12": "another name on the platform: Somebody Else (12)"}


def test_the_gradebooks_id_is_canvas_and_not_the_number_of_a_moodle_participant() -> None:
    student = Student(Person("ada", lms_user_id="12"))
    assert match([student], [Participant("12")], lms_ids=True).found
    assert not match([student], [Participant("12")], lms_ids=False).found


def test_a_file_that_several_have_says_nothing_of_whose_it_is() -> None:
    """A namesake who left part 2 blank has the same file as this one, whose own is another by now."""
    one = Student(Person("w", first_name="伟", last_name="王"), digests=frozenset({"blank", "mine"}))
    other = Student(Person("x", first_name="Ada", last_name="King"), digests=frozenset({"blank"}))
    platform = [
        Participant("1", name="王伟", digests=frozenset({"mine, again"})),
        Participant("2", name="王伟", digests=frozenset({"blank"})),
        Participant("3", name="Ada King", digests=frozenset({"blank"})),
    ]
    matched = match([one, other], platform, lms_ids=False)
    assert matched.refused == {"w": "may be any of 王伟 (1), 王伟 (2)"}
    assert matched.found == {"x": platform[2]}


def test_whoever_has_an_id_is_not_found_by_a_name() -> None:
    student = Student(Person("w", first_name="伟", last_name="王", lms_user_id="7"))
    assert not match([student], [Participant("8", name="王伟")], lms_ids=True).found


def test_another_address_is_another_person() -> None:
    student = Student(Person("w", first_name="伟", last_name="王", email="a@x.org"))
    refused = match([student], [Participant("8", name="王伟", email="b@x.org")], lms_ids=False).refused
    assert refused == {"w": "another address on the platform: b@x.org"}


def test_a_name_that_a_zip_does_not_mark_as_utf8_is_read_as_such() -> None:
    name = "陈小红_9001_90010_spread.ipynb"
    info = zipfile.ZipInfo(name.encode().decode("cp437"))
    assert _name_in(info) == name
    info = zipfile.ZipInfo(name)
    info.flag_bits = 0x800
    assert _name_in(info) == name


def test_names_are_the_same_however_a_platform_writes_them() -> None:
    assert plain_name("Ｏ’Neil, Niamh") == plain_name("o'neil niamh") == "oneilniamh"
    assert plain_name("陈 小红") == "陈小红"


def test_a_damaged_file_costs_its_digest_and_nobody_else_anything(tmp_path: Path) -> None:
    names = [f"{name}_assignsubmission_file/a.ipynb" for name in ("陈_1", "王_2")]
    whole = written_zip(tmp_path / "all.zip", dict.fromkeys(names, "a" * 1000), zipfile.ZIP_DEFLATED)
    data = whole.read_bytes()
    whole.write_bytes(data[:70] + bytes(5) + data[75:])
    found = entries(whole)
    assert [one.name for one in found] == names
    assert [bool(one.digest) for one in found] == [False, True]


@pytest.mark.parametrize("listed", ["Wei Li", "Li, Wei", "李 伟"])
def test_a_name_in_a_roster_may_be_written_in_either_order(listed: str) -> None:
    student = Student(Person("li"), platform_id="123", listed=listed)
    for name in ("liwei", "Wei Li", "李伟", "伟李"):
        found = match([student], [Participant("123", name=name)], lms_ids=False).found
        assert bool(found) == (name.isascii() == listed.isascii())
