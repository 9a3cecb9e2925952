"""What an instructor is told of a class: a page, and tables that spreadsheets, Canvas and Moodle take."""

from __future__ import annotations

import csv
import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
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
from autograder.report.formats import to_csv
from autograder.report.gather import ClassData, gather
from autograder.report.html_page import report_page
from autograder.report.items import cronbachs_alpha, difficulty, discrimination
from autograder.report.research import research_table
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
    assert "built-in" not in page and {"zh": "各检查项</h2>", "en": "The checks</h2>"}[language] in page
    for part in ("distribution", "exercises", "checks", "mistakes", "stuck", "notes", "times", "students"):
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
        [
            *("index.html", "index.zh.html", "index.en.html", "grades.csv", "grades-canvas.csv", "grades-moodle.csv"),
            *("items.csv", "mistakes.csv"),
        ]
    )
    for name in ("index.html", "grades.csv", "grades-canvas.csv", "grades-moodle.csv", "items.csv"):
        assert f"report/{name}" in result.output


@pytest.mark.parametrize(
    ("form", "names"),
    [
        ("page", {"index.html", "index.zh.html", "index.en.html"}),
        ("csv", {"grades.csv"}),
        ("canvas", {"grades-canvas.csv"}),
        ("moodle", {"grades-moodle.csv"}),
        ("items", {"items.csv", "mistakes.csv"}),
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


# --- the checks --------------------------------------------------------------------------------------------


def test_difficulty_discrimination_and_reliability_are_those_of_the_books() -> None:
    """Against NumPy's own, and a case worked out by hand."""
    draw = np.random.default_rng(1)
    marks = draw.integers(0, 5, (40, 6)).astype(float) + draw.integers(0, 3, (40, 1))
    item, rest = marks[:, 0], marks[:, 1:].sum(axis=1)
    assert discrimination(list(item), list(rest)) == pytest.approx(np.corrcoef(item, rest)[0, 1])
    variances = marks.var(axis=0).sum() / marks.sum(axis=1).var()
    assert cronbachs_alpha(marks.tolist()) == pytest.approx(6 / 5 * (1 - variances))
    # The items vary by 2/3 and 2/3, the totals 1, 3 and 2 by 2/3.
    assert cronbachs_alpha([[0, 1], [1, 2], [2, 0]]) == pytest.approx(2 * (1 - (4 / 3) / (2 / 3)))
    assert difficulty([0, 5, 10], 10) == 0.5


@pytest.mark.parametrize(
    "value",
    [
        difficulty([], 5),
        discrimination([1, 2], [1, 2]),
        discrimination([1, 1, 1], [1, 2, 3]),
        discrimination([1, 2, 3], [4, 4, 4]),
        cronbachs_alpha([]),
        cronbachs_alpha([[1], [2], [3]]),
        cronbachs_alpha([[1, 2], [2, 1]]),
        cronbachs_alpha([[1, 2], [2, 1], [0, 3]]),
    ],
)
def test_what_is_not_defined_is_none(value: float | None) -> None:
    assert value is None


def test_checks_and_mistakes_stand_in_tables(small: Course) -> None:
    texts = FORMATS["items"].writer(gather(small, ASSIGNMENT), "zh")
    *checks, whole = csv.DictReader(io.StringIO(texts["items"].removeprefix("\ufeff")))
    centre = [row for row in checks if row["exercise"] == "centre"]
    assert sum(int(row["points"]) for row in centre) == 10
    assert {row["students"] for row in centre} == {"4"}
    assert all(0 <= float(row["difficulty"]) <= 1 for row in checks)
    assert not [cell for row in checks for cell in row.values() if "nan" in cell.lower()]
    assert (whole["exercise"], whole["students"]) == ("", "4"), "nobody has handed in the later part"
    first, *_ = csv.DictReader(io.StringIO(texts["mistakes"].removeprefix("\ufeff")))
    assert (first["exercise"], first["mistake"], first["made"], first["students"]) == ("centre", "added", "2", "4")


def test_in_a_class_of_two_what_is_not_defined_is_said(small: Course) -> None:
    data = gather(small, ASSIGNMENT)
    two = replace(data, students=data.students[:2])
    for language, told in (("en", "is not defined: "), ("zh", "没有定义：")):
        page = report_page(two, language)  # type: ignore[arg-type]
        assert told in page and ">nan<" not in page.lower()
    assert to_csv([[-0.25, -1, "-1", "-1+1"]]) == "-0.25,-1,'-1,'-1+1\r\n", "a number is no formula, and a text may be"
    assert "undefined" in FORMATS["items"].writer(two, "zh")["items"]


# --- for research ------------------------------------------------------------------------------------------


def test_the_table_for_research_names_nobody_and_is_the_same_every_time(
    small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(small.root)
    texts = []
    for _ in range(2):
        result = CliRunner().invoke(main, ["report", "--anonymous"])
        assert result.exit_code == 0, result.output
        assert {path.name for path in (small.root / "report").iterdir()} == {"research.csv"}
        texts.append((small.root / "report" / "research.csv").read_text("utf-8-sig"))
    assert texts[0] == texts[1]
    found = list(csv.DictReader(io.StringIO(texts[0])))
    pseudonyms = [row["pseudonym"] for row in found]
    assert len(set(pseudonyms)) == 4 and pseudonyms == sorted(pseudonyms)
    assert sorted(row["mistakes"] for row in found) == ["", "", "centre:added", "centre:added"]
    assert sorted(int(row["automatic_total"]) for row in found) == [0, 44, 54, 60]
    cells = {cell for row in found for cell in row.values()}
    assert not cells & {"ada", "bo", "chen", ODD, f"'{ODD}", "小红", "陈", "O'Neil", "77"}
    assert not [word for word in ("example.org", "O'Neil", "小红", ".ipynb", "def ", "return") if word in texts[0]]
    key = small.private / "pseudonym-key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_text("ascii") != small.secret_file.read_text("ascii")
    key.unlink()
    again = research_table(gather(small, ASSIGNMENT), small.pseudonym_key())
    assert not [name for name in pseudonyms if name in again]


def test_a_table_for_research_is_no_format(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.root)
    result = CliRunner().invoke(main, ["report", "--anonymous", "--format", "csv"])
    assert result.exit_code == 1 and "Leave one of them out" in result.output
    assert not (small.root / "report").exists()
