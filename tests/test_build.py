"""The editions are what their generator makes, byte for byte, and hold what they should."""

from __future__ import annotations

import base64
import re
import shutil

import nbformat
import pytest

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import Notebook, dumps, in_language, loads, source_notebook
from autograder.lessons.editions import editions, left_over, out_of_step, write
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import make_hints, read_folder
from autograder.plugins import install

from .conftest import ASSIGNMENT, PART


@pytest.fixture(scope="module")
def source(lesson: Lesson) -> Notebook:
    return source_notebook(lesson, lesson.parts[0])


def test_source_and_release_are_byte_for_byte_the_same_each_time(made: Course, lesson: Lesson) -> None:
    for folder, files in editions(made, lesson, install, make_hints(lesson)).items():
        assert files and out_of_step(folder, files) == []


def test_a_changed_extra_or_missing_file_is_out_of_step(course: Course, lesson: Lesson) -> None:
    folder = course.release("en", ASSIGNMENT)
    files = read_folder(folder)
    (folder / "tables.py").write_text("changed", "utf-8")
    (folder / "more.py").touch()
    (folder / "heights.csv").unlink()
    assert {path.name for path in out_of_step(folder, files)} == {"tables.py", "more.py", "heights.csv"}
    assert {path.name for path in write(folder, files)} == {"tables.py", "more.py", "heights.csv"}
    assert out_of_step(folder, files) == []


def test_notebooks_are_valid_and_ids_unique(made: Course) -> None:
    for folder in (made.source(ASSIGNMENT), *(made.release(lang, ASSIGNMENT) for lang in LANGUAGES)):
        for path in folder.glob("*.ipynb"):
            notebook = nbformat.reads(path.read_text("utf-8"), as_version=4)
            nbformat.validate(notebook)
            ids = [cell["id"] for cell in notebook.cells]
            assert len(ids) == len(set(ids))


def test_dumping_writes_what_nbformat_writes(source: Notebook) -> None:
    assert dumps(source) == nbformat.writes(nbformat.from_dict(source)) + "\n"
    assert loads(dumps(source)) == source


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_release_speaks_one_language(made: Course, language: Language) -> None:
    path = made.release(language, ASSIGNMENT) / f"{PART}.ipynb"
    notebook = loads(path.read_text("utf-8"))
    assert notebook["metadata"]["lang"] == language
    assert {cell["metadata"].get("lang") for cell in notebook["cells"]} == {language, None}
    setup = next(cell for cell in notebook["cells"] if cell["id"] == "setup_imports")
    assert setup["source"].startswith(f'LANGUAGE = "{language}"\n')


@pytest.mark.parametrize("language", LANGUAGES)
def test_grade_ids_are_the_functions_names(made: Course, lesson: Lesson, language: Language) -> None:
    cells = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell
        for path in made.release(language, ASSIGNMENT).glob("*.ipynb")
        for cell in loads(path.read_text("utf-8"))["cells"]
        if "nbgrader" in cell["metadata"]
    }
    for exercise in lesson.exercises:
        assert cells[exercise.name]["metadata"]["nbgrader"]["solution"]
        assert cells[exercise.name]["source"].startswith((f"def {exercise.name}(", f"class {exercise.name}:"))
        assert cells[exercise.name]["source"].endswith("    raise NotImplementedError()")
        test = cells[f"test_{exercise.name}"]
        assert test["metadata"]["nbgrader"]["grade"]
        assert test["metadata"]["nbgrader"]["points"] == exercise.points
        assert test["source"] == f"# {exercise.name} · {exercise.points}"


def test_the_source_declares_what_is_graded_between_nbgraders_marks(source: Notebook) -> None:
    test = next(cell for cell in source["cells"] if cell["id"] == "test_mean")
    assert test["source"].split("\n") == [
        "# mean · 10",
        "### BEGIN HIDDEN TESTS",
        "from autograder import grade",
        "grade(mean)",
        "### END HIDDEN TESTS",
    ]


def test_every_picture_stands_inside_the_notebook_as_drawn(source: Notebook, lesson: Lesson) -> None:
    drawn = {path.read_bytes() for path in (lesson.path / "figures").glob("*.svg")}
    assert len(drawn) == 1
    for language in LANGUAGES:
        texts = "\n".join(cell["source"] for cell in in_language(source, language)["cells"])
        inside = re.findall(r"!\[[^\]]+\]\(data:image/svg\+xml;base64,([^)]+)\)", texts)
        assert {base64.b64decode(data) for data in inside} == drawn
        assert "figures/" not in texts


def test_points_in_the_text_come_from_the_checks(lesson: Lesson) -> None:
    for part, points in zip(lesson.parts, (65, 50), strict=True):
        book = in_language(source_notebook(lesson, part), "en")
        english = "\n".join(cell["source"] for cell in book["cells"])
        assert "{{" not in english
        assert f"{points} points in all" in english
        for cell in part.of_kind("test"):
            for check in lesson.exercise(cell.name).checks:
                points = "1 point" if check.points == 1 else f"{check.points} points"
                assert f"- {points}: {check.about.en}" in english


def test_an_assignment_that_was_never_a_lesson_is_nobodys_left_over(course: Course) -> None:
    """A course may have assignments of nbgrader's own beside those of this kit."""
    for folder in (course.root / "source" / "essay", course.root / "release" / "en" / "essay"):
        folder.mkdir(parents=True)
        (folder / "essay.ipynb").write_text("{}", "utf-8")
    assert left_over(course) == []
    shutil.rmtree(course.lesson(ASSIGNMENT))
    assert {folder.name for folder in left_over(course)} == {ASSIGNMENT}
    assert len(left_over(course)) == 1 + len(LANGUAGES)
