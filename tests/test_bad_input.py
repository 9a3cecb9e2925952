"""Bad input is told in words, with the file and the next command; the others are graded, and nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.course import Course
from autograder.grading.class_grader import grade_class
from autograder.lessons.build import dumps
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox

from .classroom import automatic, fill, hand_in, release
from .conftest import ASSIGNMENT, LATER_PART, PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow


def run(course: Course, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(autouse=True)
def started(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever grades in this process is given one sandbox that has started, since that takes most of a second."""
    monkeypatch.setattr("autograder.grading.submission_grader.Sandbox", lambda *arguments, **settings: sandbox)
    monkeypatch.setattr(sandbox, "__enter__", lambda: sandbox, raising=False)
    monkeypatch.setattr(sandbox, "close", lambda: None)


@pytest.fixture
def one(course: Course, lesson: Lesson, blank_gradebook: Path) -> Course:
    """A course with one perfect submission."""
    shutil.copy(blank_gradebook, course.gradebook)
    hand_in(course, "ada", fill(release(course, "en"), lesson.solutions))
    return course


# --- a notebook ---------------------------------------------------------------------------------------------


def another_lesson(course: Course) -> bytes:
    cell = {"cell_type": "code", "metadata": {}, "source": "print('hello')", "outputs": [], "execution_count": 1}
    return dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


BAD: dict[str, tuple[Callable[[Course], bytes], str]] = {
    "empty": (lambda course: b"", "empty"),
    "truncated": (lambda course: fill(release(course, "en"), {})[:5000], "JSON"),
    "not JSON": (lambda course: b"<html>404 Not Found</html>", "JSON"),
    "not UTF-8": (lambda course: '{"cells": "\u5f20\u4e09"}'.encode("gbk"), "UTF-8"),
    "no cells": (lambda course: b'{"cells": [], "metadata": {}}', "cell"),
    "another lesson": (another_lesson, "another notebook"),
    "too large": (lambda course: b" " * 20_000_001, "larger than 20 MB"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_notebook_that_cannot_be_used_is_told_and_the_others_are_graded(
    one: Course, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    make, told = BAD[kind]
    hand_in(one, "bo", make(one))
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 0, result.output
    (line,) = [line for line in result.output.splitlines() if line.startswith("  bo: ") and LATER_PART not in line]
    assert told in line
    assert automatic(one) == {"ada": 60, "bo": 0}


def test_a_notebook_under_another_name_is_named(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(one, "bo", b"{}")
    folder = one.submitted / "bo" / ASSIGNMENT
    (folder / f"{PART}.ipynb").rename(folder / f"{PART} (1).ipynb")
    result = run(one, monkeypatch, "grade")
    assert f"bo: {PART}.ipynb was not handed in; found '{PART} (1).ipynb'" in result.output


def test_what_lies_a_folder_deeper_is_taken_and_what_cannot_be_unpacked_is_named(
    one: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = one.submitted / "bo" / ASSIGNMENT
    (folder / ASSIGNMENT).mkdir(parents=True)
    (folder / ASSIGNMENT / f"{PART}.ipynb").write_bytes(fill(release(one, "en"), {}))
    (folder / "work.zip").write_bytes(b"PK")
    result = run(one, monkeypatch, "grade")
    assert f"the file '{ASSIGNMENT}/{PART}.ipynb' was taken; not used: 'work.zip'" in result.output


def test_nothing_that_could_be_graded_ends_with_one(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "bo", b"{")
    result = run(course, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "bo: " in result.output
    assert automatic(course) == {"bo": 0}


NAMES = ["van der Berg", "张三", "o'neil", "a;b|c", "-rf", "名" * 40]


@pytest.mark.parametrize("name", NAMES)
def test_unusual_names_are_names(one: Course, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    hand_in(one, name, fill(release(one, "zh"), {}))
    assert run(one, monkeypatch, "grade").exit_code == 0
    assert automatic(one) == {"ada": 60, name: 0}
    assert (one.feedback / name / ASSIGNMENT / f"{PART}.html").is_file()


@pytest.mark.parametrize(
    "name", ["a\nb", "*", "a[1]", ".hidden", " edge", "y" * 200, os.fsdecode("张三".encode("gbk"))]
)
def test_a_folder_that_cannot_be_a_students_is_left_alone_and_told(
    one: Course, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (one.submitted / name / ASSIGNMENT).mkdir(parents=True)
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 0
    assert f"{name!r}: the name cannot be a student's id; rename the folder" in result.output
    assert automatic(one) == {"ada": 60}


def test_work_in_the_wrong_place_is_told(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    (one.submitted / "misplaced" / "statistics_by_hand").mkdir(parents=True)
    result = run(one, monkeypatch, "grade")
    assert f"'misplaced': no folder {ASSIGNMENT} in it; found 'statistics_by_hand'" in result.output


def test_a_folder_in_a_notebooks_place_is_no_notebook(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    (one.submitted / "odd" / ASSIGNMENT / f"{PART}.ipynb").mkdir(parents=True)
    assert f"odd: {PART}.ipynb was not handed in" in run(one, monkeypatch, "grade").output


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_file_or_a_link_in_a_folders_place_is_told(one: Course, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    place = one.submitted / "odd" / ASSIGNMENT
    place.parent.mkdir()
    if kind == "file":
        place.write_text("x", "utf-8")
    else:
        place.symlink_to(one.submitted / "ada" / ASSIGNMENT)
    assert f"'odd': {ASSIGNMENT} in it is a file or a link" in run(one, monkeypatch, "grade").output


def test_what_a_file_manager_leaves_is_no_matter(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    (one.submitted / ".DS_Store").write_text("x", "utf-8")
    assert "Not graded" not in run(one, monkeypatch, "grade").output


def test_a_file_that_was_cut_off_tells_its_language_all_the_same(one: Course) -> None:
    """The default is Chinese, and what names the language stands at a notebook's end."""
    hand_in(one, "bo", fill(release(one, "en"), {})[:10_000])
    grade_class(one, ASSIGNMENT)
    page = (one.feedback / "bo" / ASSIGNMENT / f"{PART}.html").read_text("utf-8")
    assert '<html lang="en"' in page


def test_who_could_not_be_graded_is_not_called_absent(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(one, "bo", fill(release(one, "en"), {}))
    grade_class(one, ASSIGNMENT)
    stored = one.results(ASSIGNMENT) / "bo.json"
    stored.unlink()
    (stored / "in the way").mkdir(parents=True)
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 1
    assert str(stored) in result.output
    assert "nothing in submitted/" not in result.output


@pytest.mark.parametrize(
    "spoilt", ["null", "[1]", '{"ada": [1]}', '{"ada": {"x": 5}}', "[" * 200_000, '{"format": 2, "notebooks": [1]}']
)
def test_spoilt_files_of_the_engines_own_are_made_anew(one: Course, spoilt: str) -> None:
    grade_class(one, ASSIGNMENT)
    one.told(ASSIGNMENT).write_text(spoilt, "utf-8")
    (one.results(ASSIGNMENT) / "ada.json").write_text(spoilt, "utf-8")
    assert grade_class(one, ASSIGNMENT).graded == 1
    assert automatic(one) == {"ada": 60}


def test_a_student_who_is_not_there_is_told(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(one, monkeypatch, "grade", "--student", "adam")
    assert result.exit_code == 1
    assert "No submission of 'adam'" in result.output


def test_a_secret_that_is_not_there_is_told(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(one, monkeypatch, "grade", "--secret", "nowhere")
    assert result.exit_code == 1
    assert "There is no file nowhere" in result.output


@pytest.mark.parametrize("line", ["1 / 0", "import sys; sys.exit(3)", "x = ("])
def test_a_configuration_that_does_not_run_is_told(one: Course, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    (one.root / "nbgrader_config.py").write_text(line, "utf-8")
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "nbgrader_config.py does not run" in result.output


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('language="zh"', 'language="EN"', "language='EN'; expected 'zh' or 'en'"),
        ('language="zh"', "language='zh', counterexamples='no'", "expected True or False"),
        ("install(", "c.LateSubmissionPlugin.penalty_method = 'foo'\ninstall(", "late penalties"),
        ("install(", "c.AssignLatePenalties.plugin_class = 'no.such.Thing'\ninstall(", "late penalties"),
    ],
)
def test_a_setting_that_cannot_be_is_told_before_anything_is_run(
    one: Course, monkeypatch: pytest.MonkeyPatch, before: str, after: str, told: str
) -> None:
    config = one.root / "nbgrader_config.py"
    text = config.read_text("utf-8")
    assert before in text
    config.write_text(text.replace(before, after), "utf-8")
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 1
    assert told in result.output and "run the same command again" in result.output
    assert not one.results(ASSIGNMENT).exists()


# --- the gradebook ------------------------------------------------------------------------------------------


def test_a_gradebook_that_is_gone_is_made_anew_from_results(one: Course) -> None:
    grade_class(one, ASSIGNMENT)
    one.gradebook.unlink()
    again = grade_class(one, ASSIGNMENT)
    assert again.graded == 0
    assert again.remarks[0].startswith("gradebook.db was gone and is made anew")
    assert automatic(one) == {"ada": 60}


def test_a_damaged_gradebook_is_told_and_left_as_it_is(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = b"not a database at all" * 100
    one.gradebook.write_bytes(damaged)
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "The file is damaged" in result.output and "mv gradebook.db" in result.output
    assert one.gradebook.read_bytes() == damaged
    assert (one.results(ASSIGNMENT) / "ada.json").is_file()
    one.gradebook.rename(one.root / "gradebook.db.damaged")
    assert run(one, monkeypatch, "grade").exit_code == 0
    assert automatic(one) == {"ada": 60}


def test_a_locked_gradebook_is_waited_for_and_told(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    grade_class(one, ASSIGNMENT)
    monkeypatch.setattr("autograder.grading.gradebook.WAIT_FOR_LOCK", 0.2)
    with sqlite3.connect(one.gradebook) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        result = run(one, monkeypatch, "grade")
        holder.rollback()
    holder.close()
    assert result.exit_code == 1
    assert "locked" in result.output and "marks are safe in results/" in result.output
    assert run(one, monkeypatch, "grade").exit_code == 0


def test_a_gradebook_of_something_else_is_told(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    one.gradebook.unlink()
    with sqlite3.connect(one.gradebook) as other:
        other.execute("CREATE TABLE assignment (id INTEGER)")
    other.close()
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "marks are safe in results/" in result.output and "nbgrader db upgrade" in result.output


# --- the disk -----------------------------------------------------------------------------------------------


def test_a_full_disk_stops_grading_at_once_and_loses_nothing(one: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(one, "bo", fill(release(one, "en"), {}))
    grade_class(one, ASSIGNMENT, students="ada")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("autograder.files.os.fsync", full)
        result = run(one, monkeypatch, "grade", "--jobs", "1")
    assert result.exit_code == 1
    assert "No space left on device" in result.output and "run the same command again" in result.output
    assert sorted(path.name for path in one.results(ASSIGNMENT).iterdir()) == ["ada.json"]
    assert grade_class(one, ASSIGNMENT).graded == 1


@pytest.mark.parametrize("place", ["results", "autograded", "feedback", ".autograder"])
def test_a_place_that_cannot_be_written_to_is_named(one: Course, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    (one.root / place).write_text("a file where a folder is needed", "utf-8")
    result = run(one, monkeypatch, "grade")
    assert result.exit_code == 1
    assert str(one.root / place) in result.output
    assert "run the same command again" in result.output
    assert (one.root / place).read_text("utf-8") == "a file where a folder is needed"


def graded_by_an_ordinary_user(course: Course) -> subprocess.CompletedProcess[str]:
    """Grade as one whom permissions hold back; root keeps its name and loses the right to pass over them."""
    rights = "-dac_override,-dac_read_search"
    command = [str(Path(sys.executable).with_name("autograder")), "grade"]
    if os.getuid() == 0:
        command = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}", "--", *command]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True)


def test_a_submission_that_may_not_be_read_is_told_and_gets_no_nought(one: Course) -> None:
    closed = {"bo": "", "chen": ASSIGNMENT, "dora": f"{ASSIGNMENT}/{PART}.ipynb"}
    for student in closed:
        shutil.copytree(one.submitted / "ada", one.submitted / student)
    for student, part in closed.items():
        (one.submitted / student / part).chmod(0)
    ran = graded_by_an_ordinary_user(one)
    for student, part in closed.items():
        (one.submitted / student / part).chmod(0o755)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    for student in closed:
        assert f"{student!r}: " in ran.stdout.split("Not graded:")[1]
    assert automatic(one) == {"ada": 60}


@pytest.mark.parametrize("place", ["", "results", "autograded", "feedback"])
def test_a_folder_that_may_not_be_written_to_is_told(one: Course, place: str) -> None:
    closed = one.root / place
    closed.mkdir(exist_ok=True)
    closed.chmod(0o555)
    ran = graded_by_an_ordinary_user(one)
    closed.chmod(0o755)
    assert ran.returncode == 1
    assert str(closed) in ran.stderr and "Permission denied" in ran.stderr
    assert "run the same command again" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert graded_by_an_ordinary_user(one).returncode == 0
    assert automatic(one) == {"ada": 60}
