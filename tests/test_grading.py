"""Filled-in notebooks earn the marks they deserve, and nbgrader's own commands work in the course folder."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language
from autograder.grading.bundle import Bundle
from autograder.grading.gradebook import open_gradebook
from autograder.grading.incidents import in_words
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.build import dumps, loads
from autograder.lessons.lesson import Lesson
from autograder.results import NotebookResult
from autograder.sandbox import Incident, Sandbox

from .classroom import code_cell, fill, hand_in, release, tool
from .conftest import ASSIGNMENT, LATER_PART, PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow


def graded(bundle: Bundle, sandbox: Sandbox, data: bytes | None) -> NotebookResult:
    task = Task("student", {PART: data}, language="zh")
    return grade_submission(bundle, task, sandbox).notebooks[PART]


def marks(book: NotebookResult) -> dict[str, int]:
    return {name: verdict.earned for name, verdict in book.verdicts.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lessons_solutions_earn_all_and_the_untouched_release_nothing(
    made: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox, language: Language
) -> None:
    for answers, earned in ((lesson.solutions, {PART: 60, LATER_PART: 40}), ({}, {})):
        files = {part: fill(release(made, language, part), answers) for part in bundle.sources}
        books = grade_submission(bundle, Task("student", files, language="zh"), sandbox).notebooks
        assert {part: book.earned for part, book in books.items()} == dict.fromkeys(books, 0) | earned
        assert {book.language for book in books.values()} == {language}


@pytest.mark.parametrize("number", range(2))
def test_right_answers_written_otherwise_earn_all_together(
    made: Course, bundle: Bundle, sandbox: Sandbox, number: int
) -> None:
    # The longer exercises are written in one other way only.
    others = {name: exercise.right_answers for name, exercise in bundle.exercises.items()}
    answers = {name: sources[number % len(sources)] for name, sources in others.items()}
    files = {part: fill(release(made, "en", part), answers) for part in bundle.sources}
    books = grade_submission(bundle, Task("student", files, language="en"), sandbox).notebooks
    found = {name: mark for book in books.values() for name, mark in marks(book).items()}
    assert found == {name: exercise.points for name, exercise in bundle.exercises.items()}


def test_one_broken_cell_costs_what_it_holds(made: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox) -> None:
    answers = lesson.solutions | {
        "correlation": "def correlation(x, y:\n    return 0",
        "draw_rows": "import os\ndef draw_rows(X, k):\n    os._exit(0)",
    }
    earned = marks(graded(bundle, sandbox, fill(release(made, "en"), answers)))
    assert {name for name, mark in earned.items() if not mark} == {"correlation", "draw_rows"}


def test_a_function_whose_cell_does_not_run_is_missing_for_that_reason(
    made: Course, bundle: Bundle, sandbox: Sandbox
) -> None:
    answers = {"correlation": "def correlation(x, y):\n    return (x"}
    verdict = graded(bundle, sandbox, fill(release(made, "en"), answers)).verdicts["correlation"]
    assert verdict.finding is not None
    assert verdict.finding.message.en.startswith("the cell itself does not run (line 2): SyntaxError")


def test_warnings_prints_and_helper_cells_cost_nothing(
    made: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox
) -> None:
    notebook = release(made, "en")
    helper = code_cell("def difference(a, b): return a - b")
    index = [cell["id"] for cell in notebook["cells"]].index("centre")
    notebook["cells"].insert(index, helper)
    answers = lesson.solutions | {
        "centre": "import warnings\ndef centre(X):\n    warnings.warn('careful')\n"
        "    print('here')\n    return difference(X, mean(X)), mean(X)"
    }
    assert graded(bundle, sandbox, fill(notebook, answers)).earned == 60


def test_a_function_redefined_after_its_hidden_test_is_not_what_is_asked(
    made: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox
) -> None:
    notebook = release(made, "en")
    notebook["cells"].append(code_cell("def correlation(x, y): return 1"))
    assert graded(bundle, sandbox, fill(notebook, lesson.solutions)).earned == 60


@pytest.mark.parametrize(
    "code", ["cell-killed", "cell-skipped", "cell-resumed", "output-cut", "exercise-killed", "gave-up", "starved"]
)
def test_what_the_sandbox_saw_is_said_in_both_languages(code: str) -> None:
    said = in_words(Incident(code, "added-3", "slept for 10 s")).message
    assert re.search("[一-龥]", said.zh) and not re.search("[一-龥]", said.en)
    assert "slept" not in said.zh


def test_every_way_to_die_has_its_words() -> None:
    """What the sandbox says of a death, wherever it says it, is known to whoever translates it."""
    for detail in ("more than 30 s of CPU time", "more than 120 s of CPU time in all", "no answer in 300 s"):
        assert re.search(r"\d+ 秒", in_words(Incident("cell-killed", "x", detail)).message.zh)
    for what in ("CPU time", "time to sleep", "time by the clock on the wall"):
        detail = f"after 13 replays: the submission has used up all its {what}"
        assert "已经用完" in in_words(Incident("gave-up", "", detail)).message.zh
    killed = "after 2 replays: the system killed the process, as it does when memory runs out"
    assert "内存不足" in in_words(Incident("gave-up", "", killed)).message.zh
    assert "没有接收" in in_words(Incident("cell-killed", "x", "took nothing from the wire in 60 s")).message.zh
    assert "用完" in in_words(Incident("cell-killed", "x", "more CPU time than there is")).message.zh
    assert "状态 3" in in_words(Incident("cell-killed", "x", "the process ended itself with status 3")).message.zh
    assert "SIGSEGV" in in_words(Incident("cell-killed", "x", "the process was ended by SIGSEGV")).message.zh
    assert "进程意外结束" in in_words(Incident("cell-killed", "x", "not JSON")).message.zh


def test_try_cells_and_demonstrations_are_not_run(
    made: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox
) -> None:
    book = graded(bundle, sandbox, fill(release(made, "en"), lesson.solutions))
    for cell in book.notebook["cells"]:
        if cell["cell_type"] == "code" and cell["id"].startswith(("try_", "check_", "demo_")):
            assert cell["outputs"] == []


# --- nbgrader's own commands ---------------------------------------------------------------------------------


def contents(folder: Path) -> dict[str, bytes]:
    """All files of a folder, by their paths in it."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_stock_generate_assignment_releases_the_configured_edition_as_committed(course: Course) -> None:
    folder = course.release("zh", ASSIGNMENT)
    released = contents(folder)
    assert {f"{PART}.ipynb", f"{LATER_PART}.ipynb", "tables.py", "kit/checks/mean.py"} <= released.keys()
    shutil.rmtree(folder)
    ran = tool(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    assert ran.returncode == 0, ran.stderr
    assert contents(folder) == released


def test_without_the_plugin_nothing_is_marked_unsafely(course: Course, lesson: Lesson) -> None:
    """Stock autograding runs `grade(…)` in the student's kernel, which ends it: no marks."""
    for part in (PART, LATER_PART):
        hand_in(course, "someone", fill(release(course, "en", part), lesson.solutions), part=part)
    (course.root / "nbgrader_config.py").write_text("", "utf-8")
    assert tool(course, "nbgrader", "generate_assignment", ASSIGNMENT, activated=True).returncode == 0
    ran = tool(course, "nbgrader", "autograde", ASSIGNMENT, activated=True)
    assert ran.returncode == 1
    assert "Kernel died" in ran.stderr
    with open_gradebook(course) as gradebook:
        (submission,) = gradebook.assignment_submissions(ASSIGNMENT)
        assert [grade.auto_score for book in submission.notebooks for grade in book.grades] == [None] * 10


def test_an_assignment_of_nbgraders_own_is_graded_by_nbgrader(course: Course) -> None:
    """A course may have others beside this kit's lessons."""
    meta = {"schema_version": 3, "grade": True, "points": 2, "locked": True, "solution": False, "task": False}
    cell = code_cell("assert 1 + 1 == 2") | {"id": "sum", "metadata": {"nbgrader": meta | {"grade_id": "sum"}}}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    data = dumps({"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})
    for folder in (course.root / "source" / "ps1", course.submitted / "ada" / "ps1"):
        folder.mkdir(parents=True)
        (folder / "sums.ipynb").write_text(data, "utf-8")
    for command in ("generate_assignment", "autograde", "generate_feedback"):
        ran = tool(course, "nbgrader", command, "ps1")
        assert ran.returncode == 0, ran.stderr
    with open_gradebook(course) as gradebook:
        assert gradebook.find_submission("ps1", "ada").score == 2
    assert (course.feedback / "ada" / "ps1" / "sums.html").is_file()


# --- the instructor's own kernel -------------------------------------------------------------------------


def test_nbgrader_validate_judges_the_source_in_place(course: Course) -> None:
    ran = tool(course, "nbgrader", "validate", str(course.source(ASSIGNMENT) / f"{PART}.ipynb"))
    assert "Success" in ran.stdout, ran.stdout + ran.stderr


def test_nbgrader_validate_tells_of_a_function_that_is_wrong(course: Course) -> None:
    path = course.source(ASSIGNMENT) / f"{PART}.ipynb"
    notebook = loads(path.read_text("utf-8"))
    index = [cell["id"] for cell in notebook["cells"]].index("test_centre")
    wrong = "def centre(X):\n    mu = mean(X)\n    return X + mu, mu"
    notebook["cells"].insert(index, code_cell(wrong))
    path.write_text(dumps(notebook), "utf-8")
    ran = tool(course, "nbgrader", "validate", str(path))
    assert "centre earns 4 of 10 points" in ran.stdout, ran.stdout + ran.stderr
