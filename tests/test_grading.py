"""Filled-in notebooks are graded end to end, by both commands, with the marks they earn."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.build import Notebook, dumps, loads
from autograder.course import Course, load_module
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language
from autograder.grading import grade_class
from autograder.grading.bundle import Bundle
from autograder.grading.gradebook import open_gradebook
from autograder.grading.results import NotebookResult
from autograder.grading.work import grade_submission
from autograder.lesson import Lesson
from autograder.sandbox import Sandbox

from .answers import solutions
from .conftest import ASSIGNMENT, ROOT, copy_course

OTHERWISE: dict[str, tuple[str, ...]] = load_module(
    ROOT / "notebooks" / "deep_neural_network" / "samples.py"
).RIGHT_OTHERWISE


def release(course: Course, language: Language) -> Notebook:
    return loads((course.release(language, ASSIGNMENT) / "step_by_step.ipynb").read_text("utf-8"))


def fill(notebook: Notebook, answers: Mapping[str, str]) -> bytes:
    """A released notebook with these answers in it."""
    for cell in notebook["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return dumps(notebook).encode()


def code_cell(source: str) -> dict[str, Any]:
    """A cell that a student added."""
    cell = {"cell_type": "code", "id": "added", "metadata": {}, "outputs": [], "execution_count": None}
    return cell | {"source": source}


def graded(bundle: Bundle, sandbox: Sandbox, data: bytes | None) -> NotebookResult:
    return grade_submission(bundle, "student", {"step_by_step": data}, sandbox, "zh").notebooks["step_by_step"]


def marks(book: NotebookResult) -> dict[str, int]:
    return {name: verdict.earned for name, verdict in book.verdicts.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lessons_solutions_earn_a_hundred_and_the_untouched_release_nothing(
    committed: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox, language: Language
) -> None:
    solved = graded(bundle, sandbox, fill(release(committed, language), solutions(lesson)))
    blank = graded(bundle, sandbox, fill(release(committed, language), {}))
    assert solved.earned == 100
    assert set(marks(blank).values()) == {0}
    assert solved.language == blank.language == language


@pytest.mark.parametrize("number", [0, 1])
def test_right_answers_written_otherwise_earn_a_hundred_together(
    committed: Course, bundle: Bundle, sandbox: Sandbox, number: int
) -> None:
    answers = {name: sources[number] for name, sources in OTHERWISE.items()}
    assert marks(graded(bundle, sandbox, fill(release(committed, "en"), answers))) == dict.fromkeys(answers, 10)


def test_one_broken_cell_costs_what_it_holds(
    committed: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox
) -> None:
    answers = solutions(lesson) | {
        "compute_cost": "def compute_cost(AL, Y:\n    return 0",
        "update_parameters": "import os\ndef update_parameters(parameters, grads, learning_rate):\n    os._exit(0)",
    }
    earned = marks(graded(bundle, sandbox, fill(release(committed, "en"), answers)))
    assert {name for name, mark in earned.items() if not mark} == {"compute_cost", "update_parameters"}


def test_warnings_prints_and_helper_cells_cost_nothing(
    committed: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox
) -> None:
    notebook = release(committed, "en")
    helper = code_cell("def product(a, b): return a @ b")
    index = [cell["id"] for cell in notebook["cells"]].index("linear_forward")
    notebook["cells"].insert(index, helper)
    answers = solutions(lesson) | {
        "linear_forward": "import warnings\ndef linear_forward(A, W, b):\n    warnings.warn('careful')\n"
        "    print('here')\n    return product(W, A) + b, (A, W, b)"
    }
    assert graded(bundle, sandbox, fill(notebook, answers)).earned == 100


def test_a_function_redefined_after_its_hidden_test_is_not_what_is_asked(
    committed: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox
) -> None:
    notebook = release(committed, "en")
    notebook["cells"].append(code_cell("def compute_cost(AL, Y): return 1"))
    assert graded(bundle, sandbox, fill(notebook, solutions(lesson))).earned == 100


def test_try_cells_and_demonstrations_are_not_run(
    committed: Course, lesson: Lesson, bundle: Bundle, sandbox: Sandbox
) -> None:
    book = graded(bundle, sandbox, fill(release(committed, "en"), solutions(lesson)))
    for cell in book.notebook["cells"]:
        if cell["cell_type"] == "code" and cell["id"].startswith(("try_", "check_", "demo_")):
            assert cell["outputs"] == []


# --- a class, through both commands ----------------------------------------------------------------------


def tool(course: Course, *command: str, activated: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a console script of this environment in the course folder, by default without activating it."""
    script = Path(sys.executable).parent / command[0]
    environment = os.environ | {"PATH": f"{script.parent}:/usr/bin:/bin" if activated else "/usr/bin:/bin"}
    return subprocess.run(
        [str(script), *command[1:]], cwd=course.root, env=environment, capture_output=True, text=True, timeout=600
    )


def hand_in(course: Course, student: str, data: bytes) -> None:
    folder = course.submitted / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "step_by_step.ipynb").write_bytes(data)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory, lesson: Lesson) -> Course:
    """A course with a perfect, a half-done, a blank and an unreadable submission."""
    course = copy_course(tmp_path_factory.mktemp("course"))
    whole = solutions(lesson)
    hand_in(course, "perfect_zh", fill(release(course, "zh"), whole | {"why_random_weights": "因为对称。"}))
    hand_in(course, "perfect_en", fill(release(course, "en"), whole | {"why_random_weights": "Symmetry."}))
    hand_in(course, "half", fill(release(course, "en"), {name: whole[name] for name in list(whole)[:5]}))
    hand_in(course, "blank", fill(release(course, "zh"), {}))
    hand_in(course, "unreadable", b"{")
    return course


EXPECTED = {"perfect_zh": 100, "perfect_en": 100, "half": 50, "blank": 0, "unreadable": 0}


def scores(course: Course) -> dict[str, dict[str, Any]]:
    """What nbgrader's gradebook says: automatic scores and who waits for a person."""
    found = {}
    with open_gradebook(course) as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            grades = [grade for book in submission.notebooks for grade in book.grades]
            automatic = [grade for grade in grades if grade.name != "why_random_weights"]
            written = next(grade for grade in grades if grade.name == "why_random_weights")
            assert len(automatic) == 10
            found[submission.student.id] = {
                "automatic": sum(grade.auto_score for grade in automatic),
                "written": written.auto_score,
                "waits": written.needs_manual_grade,
                "by function": {grade.name: grade.auto_score for grade in automatic},
            }
    return found


@pytest.fixture(scope="module", params=["autograder", "nbgrader"])
def done(request: pytest.FixtureRequest, handed_in: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """That course, graded by one of the two commands."""
    folder = tmp_path_factory.mktemp(request.param)
    shutil.copytree(handed_in.root, folder, dirs_exist_ok=True)
    course = Course(folder)
    command = {"autograder": "grade", "nbgrader": "autograde"}[request.param]
    ran = tool(course, request.param, command, ASSIGNMENT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stdout + ran.stderr
    return course


def test_both_commands_give_the_marks_that_were_earned(done: Course) -> None:
    assert {student: found["automatic"] for student, found in scores(done).items()} == EXPECTED


def test_a_written_answer_waits_for_a_person_and_a_blank_one_does_not(done: Course) -> None:
    found = scores(done)
    assert found["perfect_zh"]["waits"] and found["perfect_zh"]["written"] is None
    assert found["perfect_en"]["waits"]
    assert not found["blank"]["waits"] and found["blank"]["written"] == 0


def test_results_are_the_truth_of_the_gradebook(done: Course) -> None:
    for student, found in scores(done).items():
        data = json.loads((done.results(ASSIGNMENT) / f"{student}.json").read_text("utf-8"))
        verdicts = data["notebooks"]["step_by_step"]["verdicts"]
        earned = {f"test_{name}": sum(mark["earned"] for mark in rows) for name, rows in verdicts.items()}
        assert earned == found["by function"]


def test_the_autograded_notebook_shows_the_verdicts_in_its_own_language_and_nothing_hidden(done: Course) -> None:
    for student, words in (("perfect_zh", "10 / 10 分"), ("half", "0 / 10 points")):
        text = (done.autograded / student / ASSIGNMENT / "step_by_step.ipynb").read_text("utf-8")
        assert words in text
        assert "HIDDEN" not in text
        assert "import grade" not in text


def test_feedback_is_made_by_nbgrader_from_that(done: Course) -> None:
    ran = tool(done, "nbgrader", "generate_feedback", ASSIGNMENT)
    assert ran.returncode == 0, ran.stderr
    page = (done.feedback / "half" / ASSIGNMENT / "step_by_step.html").read_text("utf-8")
    assert "compute_cost: 0 / 10 points" in page
    assert "not written yet" in page


def test_grading_again_runs_nothing_and_changes_no_mark(done: Course) -> None:
    before = scores(done)
    again = grade_class(done, ASSIGNMENT)
    assert again.graded == 0
    assert scores(done) == before


def test_two_graders_at_once_are_kept_apart(done: Course) -> None:
    with done.grading():
        ran = tool(done, "autograder", "grade", ASSIGNMENT)
    assert ran.returncode == 1
    assert "Somebody else is grading" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    "name", ["a\nb", "*", "a[1]", ".hidden", " edge", "y" * 200, os.fsdecode("张三".encode("gbk"))]
)
def test_a_folder_that_cannot_be_a_students_is_left_alone_and_told(done: Course, name: str) -> None:
    folder = done.submitted / name / ASSIGNMENT
    folder.mkdir(parents=True)
    try:
        graded = grade_class(done, ASSIGNMENT)
        assert [what.split(":")[0] for what in graded.skipped] == [repr(name)]
        assert {result.student for result in graded.results} == set(EXPECTED)
    finally:
        shutil.rmtree(folder.parent)


def test_work_in_the_wrong_place_is_told(done: Course) -> None:
    folder = done.submitted / "misplaced" / "deep_neural_network"
    folder.mkdir(parents=True)
    try:
        (told,) = grade_class(done, ASSIGNMENT).skipped
        assert "misplaced" in told and "deep_neural_network" in told
    finally:
        shutil.rmtree(folder.parent)


def test_a_folder_in_a_notebooks_place_is_no_notebook(done: Course) -> None:
    folder = done.submitted / "odd" / ASSIGNMENT / "step_by_step.ipynb"
    folder.mkdir(parents=True)
    try:
        odd = next(result for result in grade_class(done, ASSIGNMENT).results if result.student == "odd")
        assert [note.code for note in odd.notebooks["step_by_step"].notes] == ["no_file"]
    finally:
        shutil.rmtree(done.submitted / "odd")


def test_stored_results_keep_the_order_of_the_lesson(done: Course, lesson: Lesson) -> None:
    names = [exercise.name for exercise in lesson.exercises]
    for result in grade_class(done, ASSIGNMENT).results:
        assert list(result.notebooks["step_by_step"].verdicts) == names


def test_feedback_of_unchanged_work_stays(done: Course) -> None:
    page = done.feedback / "half" / ASSIGNMENT / "step_by_step.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("kept", "utf-8")
    grade_class(done, ASSIGNMENT)
    assert page.read_text("utf-8") == "kept"


def test_points_that_are_not_those_of_the_source_are_refused(course: Course) -> None:
    path = course.lesson(ASSIGNMENT) / "checks.py"
    text = path.read_text("utf-8")
    assert 'Check("cost", 8,' in text
    path.write_text(text.replace('Check("cost", 8,', 'Check("cost", 28,'), "utf-8")
    (course.submitted / "someone" / ASSIGNMENT).mkdir(parents=True)
    with pytest.raises(AutograderError, match=r"compute_cost has 10 points there, and 30 in checks\.py"):
        grade_class(course, ASSIGNMENT)


@pytest.mark.parametrize("contents", ["", "garbage", "ab"])
def test_a_spoilt_secret_is_told_and_not_used(course: Course, contents: str) -> None:
    (course.private / "secret").write_text(contents, "utf-8")
    with pytest.raises(AutograderError, match="does not hold a secret"):
        course.secret()


def test_the_secret_is_drawn_once_and_for_its_owner_alone(course: Course) -> None:
    assert course.secret() == course.secret()
    assert (course.private / "secret").stat().st_mode & 0o777 == 0o600


def by_hand(course: Course, student: str, cell: str, score: float) -> None:
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade(cell, "step_by_step", ASSIGNMENT, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()


def waits(course: Course, student: str, cell: str) -> bool:
    with open_gradebook(course) as gradebook:
        return bool(gradebook.find_grade(cell, "step_by_step", ASSIGNMENT, student).needs_manual_grade)


def test_a_mark_by_hand_is_looked_at_again_only_when_something_changed(done: Course) -> None:
    path = done.submitted / "half" / ASSIGNMENT / "step_by_step.ipynb"
    kept = path.read_bytes()
    by_hand(done, "half", "test_linear_forward", 9.0)
    grade_class(done, ASSIGNMENT)
    assert not waits(done, "half", "test_linear_forward")
    path.write_bytes(fill(release(done, "en"), {}))
    try:
        # Graded, but stopped before the gradebook was told: the next run must not forget.
        with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr("autograder.grading.batch._publish", interrupted)
            grade_class(done, ASSIGNMENT)
        grade_class(done, ASSIGNMENT)
        assert waits(done, "half", "test_linear_forward")
    finally:
        path.write_bytes(kept)
        grade_class(done, ASSIGNMENT)


def interrupted(*arguments: object) -> None:
    raise KeyboardInterrupt


def test_a_mark_given_by_a_person_survives_grading_again(done: Course) -> None:
    with open_gradebook(done) as gradebook:
        grade = gradebook.find_grade("why_random_weights", "step_by_step", ASSIGNMENT, "perfect_en")
        grade.manual_score, grade.needs_manual_grade = 4.0, False
        gradebook.db.commit()
    assert grade_class(done, ASSIGNMENT, regrade=True).graded == len(EXPECTED)
    with open_gradebook(done) as gradebook:
        grade = gradebook.find_grade("why_random_weights", "step_by_step", ASSIGNMENT, "perfect_en")
        assert grade.manual_score == 4.0


def test_a_resubmission_keeps_no_mark_that_it_does_not_earn(done: Course) -> None:
    path = done.submitted / "perfect_zh" / ASSIGNMENT / "step_by_step.ipynb"
    kept = path.read_bytes()
    path.write_bytes(fill(release(done, "zh"), {}))
    try:
        assert grade_class(done, ASSIGNMENT).graded == 1
        assert scores(done)["perfect_zh"]["automatic"] == 0
    finally:
        path.write_bytes(kept)
        grade_class(done, ASSIGNMENT)


def test_stock_generate_assignment_releases_the_configured_edition_as_committed(course: Course) -> None:
    folder = course.release("zh", ASSIGNMENT)
    released = {path.name: path.read_bytes() for path in folder.iterdir()}
    shutil.rmtree(folder)
    ran = tool(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    assert ran.returncode == 0, ran.stderr
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == released


def test_without_the_plugin_nothing_is_marked_unsafely(handed_in: Course, tmp_path: Path) -> None:
    """Stock autograding runs `grade(…)` in the student's kernel, which ends it: no marks."""
    course = copy_course(tmp_path)
    data = (handed_in.submitted / "perfect_en" / ASSIGNMENT / "step_by_step.ipynb").read_bytes()
    hand_in(course, "someone", data)
    (tmp_path / "nbgrader_config.py").write_text("", "utf-8")
    assert tool(course, "nbgrader", "generate_assignment", ASSIGNMENT, activated=True).returncode == 0
    ran = tool(course, "nbgrader", "autograde", ASSIGNMENT, activated=True)
    assert ran.returncode == 1
    assert "Kernel died" in ran.stderr
    with open_gradebook(course) as gradebook:
        (submission,) = gradebook.assignment_submissions(ASSIGNMENT)
        assert [grade.auto_score for book in submission.notebooks for grade in book.grades] == [None] * 11


# --- the instructor's own kernel -------------------------------------------------------------------------


def test_nbgrader_validate_judges_the_source_in_place(committed: Course) -> None:
    ran = tool(committed, "nbgrader", "validate", str(committed.source(ASSIGNMENT) / "step_by_step.ipynb"))
    assert "Success" in ran.stdout, ran.stdout + ran.stderr


def test_nbgrader_validate_tells_of_a_function_that_is_wrong(course: Course) -> None:
    path = course.source(ASSIGNMENT) / "step_by_step.ipynb"
    notebook = loads(path.read_text("utf-8"))
    index = [cell["id"] for cell in notebook["cells"]].index("test_linear_forward")
    wrong = "def linear_forward(A, W, b):\n    return W @ A - b, (A, W, b)"
    notebook["cells"].insert(index, code_cell(wrong))
    path.write_text(dumps(notebook), "utf-8")
    ran = tool(course, "nbgrader", "validate", str(path))
    assert "linear_forward earns 3 of 10 points" in ran.stdout, ran.stdout + ran.stderr
