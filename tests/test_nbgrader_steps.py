"""What nbgrader's own documentation has an instructor do works in this course, unchanged."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.lessons.lesson import Lesson

from .classroom import fill, grades, release, tool
from .conftest import ASSIGNMENT, LATER_PART, PART, ROOT

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

#: A name as learning platforms give it, which nbgrader's collector takes apart.
NAME = "{assignment}_{student}_attempt_2026-11-20-15-00-00_{file}"
PATTERN = r".*_(?P<student_id>\w+)_attempt_(?P<timestamp>[0-9\-]+)_(?P<file_id>\w+)"


@pytest.fixture
def stock(course: Course, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, tuple[str, ...]]:
    """A course with this project's configuration, and the options that name an exchange and a course."""
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    exchange = tmp_path_factory.mktemp("exchange")
    exchange.chmod(0o777)
    return course, (
        f"--Exchange.root={exchange}",
        "--CourseDirectory.course_id=statistics",
        "--Exchange.path_includes_course=False",
    )


def done(course: Course, *command: str) -> str:
    ran = tool(course, *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def test_nbgraders_own_steps_work_unchanged(
    stock: tuple[Course, tuple[str, ...]], lesson: Lesson, tmp_path: Path
) -> None:
    """Generate, release, collect by zip file, autograde, feedback, export."""
    course, options = stock
    done(course, "nbgrader", "generate_assignment", ASSIGNMENT, "--force")
    done(course, "nbgrader", "release_assignment", ASSIGNMENT, *options)
    assert any(Path(options[0].split("=")[1]).rglob(f"{PART}.ipynb"))
    archive = course.root / "downloaded" / ASSIGNMENT / "archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "class.zip", "w") as zipped:
        for student, answers in {"ada": lesson.solutions, "bo": {}}.items():
            for part in (PART, LATER_PART):
                name = NAME.format(assignment=ASSIGNMENT, student=student, file=f"{part}.ipynb")
                zipped.writestr(name, fill(release(course, "zh", part), answers))
    # How names are taken apart, nbgrader wants to be told by each instructor.
    done(course, "nbgrader", "zip_collect", ASSIGNMENT, f"--FileNameCollectorPlugin.named_regexp={PATTERN}")
    assert (course.submitted / "ada" / ASSIGNMENT / f"{PART}.ipynb").is_file()
    done(course, "nbgrader", "autograde", ASSIGNMENT)
    earned = {student: sum(row[0] or 0 for row in grades(course, student).values()) for student in ("ada", "bo")}
    assert earned == {"ada": 100, "bo": 0}
    for student in ("ada", "bo"):
        # `nbgrader submit` draws one for each submission; feedback is found by it.
        (course.submitted / student / ASSIGNMENT / "submission_secret.txt").write_text(f"{student}'s secret", "utf-8")
    done(course, "nbgrader", "generate_feedback", ASSIGNMENT)
    done(course, "nbgrader", "release_feedback", ASSIGNMENT, *options)
    assert len(list(Path(options[0].split("=")[1]).rglob("*.html"))) == 4
    assert (course.feedback / "ada" / ASSIGNMENT / f"{PART}.html").is_file()
    done(course, "nbgrader", "export")
    with (course.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows == {"ada": 100, "bo": 0}
