"""What an instructor is told of a class: a page, and tables that spreadsheets, Canvas and Moodle take."""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.commands.report_files import FORMATS, write_report
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES
from autograder.grading.class_grader import grade_class
from autograder.grading.gradebook import open_gradebook
from autograder.lessons.lesson import Lesson
from autograder.report.gather import ClassData, gather
from autograder.report.html_page import report_page
from autograder.templates import number

from .classroom import fill, hand_in, release
from .conftest import ASSIGNMENT, PART, copy_course

ADDED = "def centre(X):\n    mu = mean(X)\n    return X + mu, mu\n"
WRITTEN = {"why_divide": "Because <b>units</b> must differ."}
ODD = "=1+1"


@pytest.fixture(scope="module")
def graded(made: Course, tmp_path_factory: pytest.TempPathFactory, lesson: Lesson) -> Course:
    """A graded class of four: one right, two with the same mistake, one blank with an odd name and no right to one."""
    course = copy_course(made, tmp_path_factory.mktemp("graded"))
    right = lesson.solutions
    for student, answers in {
        "ada": right | WRITTEN,
        "bo": right | {"centre": ADDED},
        "chen": right | {"centre": ADDED, "correlation": "x ="},
        ODD: {},
    }.items():
        hand_in(course, student, fill(release(course, "zh"), answers))
    grade_class(course, ASSIGNMENT)
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_student("chen", first_name="小红", last_name="陈", email="chen@example.org")
        gradebook.update_or_create_student("bo", first_name="<script>", last_name="O'Neil", lms_user_id="77")
    return course


@pytest.fixture
def small(graded: Course, tmp_path: Path) -> Course:
    """A copy of that to work in."""
    return copy_course(graded, tmp_path)


def table(data: ClassData, name: str) -> str:
    (text,) = FORMATS[name].writer(data, "zh").values()
    return text


def rows(data: ClassData, name: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table(data, name).removeprefix("\ufeff"))))


def test_what_is_known_of_a_class(small: Course) -> None:
    data = gather(small, ASSIGNMENT)
    assert [standing.student for standing in data.students] == [ODD, "ada", "bo", "chen"]
    assert data.points == 115
    assert [standing.total.earned for standing in data.students] == [0, 60, 54, 44]
    assert (data.mean, data.median) == (39.5, 49)
    assert [(one.exercise, one.name, one.students) for one in data.mistakes] == [("centre", "added", ("bo", "chen"))]
    assert dict(data.stuck)["centre"] == ("bo", "chen")
    assert dict(data.stuck)["mean"] == (ODD,)
    centre = next(one for one in data.exercises if one.name == "centre")
    assert (centre.full, centre.some, centre.none, centre.waits, centre.mean) == (1, 2, 1, 0, 4.5)
    assert sum(count for _, _, count in data.distribution()) == 4
    assert all(standing.seconds > 0 for standing in data.students)


def test_marks_by_hand_and_penalties_count(small: Course) -> None:
    with open_gradebook(small) as gradebook:
        grade = gradebook.find_grade("why_divide", PART, ASSIGNMENT, "ada")
        grade.manual_score, grade.extra_credit = 4, 1.5
        notebook = gradebook.find_submission_notebook(PART, ASSIGNMENT, "bo")
        notebook.late_submission_penalty = 12
        gradebook.db.commit()
    by_name = {standing.student: standing for standing in gather(small, ASSIGNMENT).students}
    assert by_name["ada"].total.earned == 65.5
    assert by_name["bo"].total.earned == 42
    assert by_name["bo"].penalty == 12


def test_a_spreadsheet_shows_chinese_names_and_takes_nothing_for_a_formula(small: Course) -> None:
    data = gather(small, ASSIGNMENT)
    text = table(data, "csv")
    assert text.startswith("\ufeff") and text.count("\r\n") == text.count("\n") == 5
    head, odd, ada, bo, chen = rows(data, "csv")
    assert head[:4] == ["student_id", "last_name", "first_name", "email"]
    assert head[-4:] == ["extra_credit", "late_penalty", "total", "points"]
    assert odd[0] == "'=1+1"
    assert chen[1:4] == ["陈", "小红", "chen@example.org"]
    assert (ada[head.index("why_divide")], ada[head.index("total")]) == ("", "60"), "not marked is not nothing"
    assert bo[head.index("centre")] == "4"


def test_canvas_and_moodle_take_their_columns(small: Course) -> None:
    data = gather(small, ASSIGNMENT)
    head, points, *students = rows(data, "canvas")
    assert head == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", ASSIGNMENT]
    assert points == ["    Points Possible", "", "", "", "", "115"]
    assert students[2] == ["O'Neil, <script>", "77", "", "", "", "54"], "a folder's name is no SIS id"
    _, _, _, _, bo, _ = rows(replace(data, sis_ids=True), "canvas")
    assert bo == ["O'Neil, <script>", "77", "bo", "bo", "", "54"]
    head, *students = rows(data, "moodle")
    assert head == ["Username", "First name", "Last name", "Email address", ASSIGNMENT]
    assert students[3][:4] == ["chen", "小红", "陈", "chen@example.org"]


def test_marks_are_scaled_to_what_a_platform_gives_and_halves_go_up(small: Course) -> None:
    with open_gradebook(small) as gradebook:
        gradebook.find_grade("why_divide", PART, ASSIGNMENT, "ada").extra_credit = 80
        gradebook.db.commit()
    data = replace(gather(small, ASSIGNMENT), out_of=100)
    _, points, _, ada, bo, chen = rows(data, "canvas")
    assert [row[-1] for row in (points, ada, bo, chen)] == ["100", "121.74", "46.96", "38.26"]
    assert [row[-1] for row in rows(data, "moodle")[1:]] == ["0", "100", "46.96", "38.26"], "Moodle refuses more"
    assert [number(mark) for mark in (0.125, 2.675, 0.1 + 0.2, 100, 1234567.5)] == [
        "0.13",
        "2.68",
        "0.3",
        "100",
        "1234567.5",
    ]


def test_the_command_scales_marks_and_takes_sis_ids(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.root)
    result = CliRunner().invoke(main, ["report", "--format", "canvas", "--out-of", "100", "--sis-ids"])
    assert result.exit_code == 0, result.output
    text = (small.root / "report" / "grades-canvas.csv").read_text("utf-8")
    assert '"陈, 小红",,chen,chen,,38.26' in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_holds_a_table_for_each_figure_and_nothing_that_runs_but_its_own(small: Course, language: str) -> None:
    page = report_page(gather(small, ASSIGNMENT), language)  # type: ignore[arg-type]
    assert page.count("<svg") == 2
    for part in ("distribution", "exercises", "mistakes", "stuck", "notes", "times", "students"):
        section = page[page.index(f'<section id="{part}"') :]
        assert "<table" in section[: section.index("</section>")] or part == "notes"
    assert "<script>" in page and page.count("<script") == 1
    assert "&lt;script&gt;" in page
    assert ("陈小红" in page) and ("O&#39;Neil" in page)
    assert re.search(r"script-src 'sha256-[\w+/=]{44}'", page)
    assert "http://" not in page and "https://" not in page


def test_the_command_writes_all_and_says_what_each_is(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.root)
    result = CliRunner().invoke(main, ["report"])
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (small.root / "report").iterdir())
    assert written == sorted(
        ["index.html", "index.zh.html", "index.en.html", "grades.csv", "grades-canvas.csv", "grades-moodle.csv"]
    )
    for name in ("report/index.html", "report/grades.csv", "report/grades-canvas.csv", "report/grades-moodle.csv"):
        assert name in result.output


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("page", {"index.html", "index.zh.html", "index.en.html"}),
        ("csv", {"grades.csv"}),
        ("canvas", {"grades-canvas.csv"}),
        ("moodle", {"grades-moodle.csv"}),
    ],
)
def test_the_command_writes_one_format_alone(
    small: Course, monkeypatch: pytest.MonkeyPatch, form: str, names: set[str]
) -> None:
    monkeypatch.chdir(small.root)
    result = CliRunner().invoke(main, ["report", ASSIGNMENT, "--format", form])
    assert result.exit_code == 0, result.output
    assert {path.name for path in (small.root / "report").iterdir()} == names


def test_the_command_knows_its_formats(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.root)
    told = CliRunner().invoke(main, ["report", "--help"]).output
    assert all(name in told for name in FORMATS)
    result = CliRunner().invoke(main, ["report", "--format", "xml"])
    assert result.exit_code == 1
    assert "'xml'" in result.output and ", ".join(FORMATS) in result.output


def test_each_of_several_assignments_has_a_folder_of_its_own(small: Course) -> None:
    shutil.copytree(small.lesson(ASSIGNMENT), small.root / "notebooks" / "another_lesson")
    written = [path.relative_to(small.root).as_posix() for path, _ in write_report(small, ASSIGNMENT)]
    assert written[0] == f"report/{ASSIGNMENT}/index.html"
    page = (small.report(ASSIGNMENT) / "index.html").read_text("utf-8")
    (link,) = re.findall(r'href="([^"]+/ada/[^"]+/' + PART + r'\.html)"', page)
    assert (small.report(ASSIGNMENT) / link).resolve() == small.feedback / "ada" / ASSIGNMENT / f"{PART}.html"


def test_the_page_links_to_itself_in_every_other_language(small: Course) -> None:
    data = gather(small, ASSIGNMENT)
    for language in LANGUAGES:
        links = set(re.findall(r'href="index\.(\w+)\.html"', report_page(data, language)))
        assert links == {*LANGUAGES} - {language}


def test_a_class_that_is_not_graded_is_told_what_to_do(course: Course) -> None:
    with pytest.raises(AutograderError, match=r"Nothing is graded yet\. Grade first: autograder grade"):
        gather(course, ASSIGNMENT)
    assert not course.gradebook.exists(), "nothing is made by what fails"


def test_without_a_gradebook_the_report_has_the_automatic_marks(small: Course) -> None:
    small.gradebook.unlink()
    assert [standing.total.earned for standing in gather(small, ASSIGNMENT).students] == [0, 60, 54, 44]
    assert not small.gradebook.exists()


def test_who_is_not_graded_is_named(small: Course, lesson: Lesson) -> None:
    hand_in(small, "late_comer", fill(release(small, "zh"), {}))
    assert gather(small, ASSIGNMENT).ungraded == ("late_comer",)
    assert "late_comer" in report_page(gather(small, ASSIGNMENT), "en")


def test_who_put_files_in_the_wrong_place_or_handed_in_nothing_is_named(small: Course) -> None:
    (small.submitted / "flat").mkdir()
    (small.submitted / "flat" / f"{PART}.ipynb").write_text("{}", "utf-8")
    with open_gradebook(small) as gradebook:
        gradebook.update_or_create_student("absent")
    data = gather(small, ASSIGNMENT)
    assert (data.ungraded, data.misplaced, data.absent) == ((), ("flat",), ("absent",))
    page = report_page(data, "en")
    assert "nothing handed in: absent" in page and "cannot be graded: flat" in page


def test_who_has_handed_in_nothing_that_can_be_read_is_not_stuck(small: Course) -> None:
    hand_in(small, "cut", b'{"cells": [')
    grade_class(small, ASSIGNMENT)
    data = gather(small, ASSIGNMENT)
    assert "cut" not in [student for _, students in data.stuck for student in students]
    assert next(standing for standing in data.students if standing.student == "cut").stuck_at is None


def test_a_folder_that_cannot_be_written_is_told(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path, text: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("autograder.commands.report_files.write_whole", refused)
    with pytest.raises(AutograderError, match="Permission denied"):
        list(write_report(small, ASSIGNMENT))
