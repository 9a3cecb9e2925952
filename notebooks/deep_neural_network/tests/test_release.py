"""What students of this lesson get: a small folder that says where to begin, and nothing of a solution in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from this_lesson import ASSIGNMENT, LATER_PART, PART

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import loads
from autograder.lessons.editions import history, with_release
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import read_folder
from tests.leaks import (
    bodies,
    bodies_in,
    forbidden_words,
    outputs_in,
    released_files,
    statements_in,
    telling_statements,
)

# --- the folder ------------------------------------------------------------------------------------------

#: The headings of the README, in their order.
HEADINGS = {
    "zh": ("先打开：", "怎样开始", "怎样交", "卡住了"),
    "en": ("Open first: ", "How to begin", "How to hand in", "When you are stuck"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_folder_is_small_and_its_readme_comes_first(committed: Course, language: Language) -> None:
    names = sorted(path.name for path in committed.release(language, ASSIGNMENT).iterdir())
    assert len(names) <= 9, names
    assert names[0] == "README.txt"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_readme_says_what_to_open_first_and_how_to_hand_in(committed: Course, language: Language) -> None:
    folder = committed.release(language, ASSIGNMENT)
    text = (folder / "README.txt").read_text("utf-8-sig")
    first, how, hand_in, stuck = (text.index(f"\n{heading}") for heading in HEADINGS[language])
    assert first < how < hand_in < stuck
    assert text[first:how].strip() == f"{HEADINGS[language][0]}{PART}.ipynb"
    told = re.findall(r"\w+\.ipynb", text[hand_in:stuck])
    assert told == [f"{PART}.ipynb", f"{LATER_PART}.ipynb"]
    assert {path.name for path in folder.glob("*.ipynb")} == set(told)


def test_what_is_released_is_known(committed: Course) -> None:
    """So that nobody who works on it is told, after the next change, to have tampered with it."""
    folders = [committed.release(language, ASSIGNMENT) for language in LANGUAGES]
    made = {folder: read_folder(folder) for folder in folders}
    after = with_release(history(committed, ASSIGNMENT), committed, ASSIGNMENT, made)
    assert committed.released(ASSIGNMENT).read_bytes() == after


@pytest.mark.parametrize("language", LANGUAGES)
def test_part_one_needs_no_data_and_nothing_that_reads_them(
    committed: Course, language: Language, tmp_path: Path
) -> None:
    """Its set-up cell runs where h5py cannot be imported, and looks for no data."""
    folder = tmp_path / "student"
    shutil.copytree(committed.release(language, ASSIGNMENT), folder, ignore=shutil.ignore_patterns("*.h5"))
    cells = loads((folder / f"{PART}.ipynb").read_text("utf-8"))["cells"]
    setup = [cell["source"] for cell in cells if "setup" in cell["metadata"].get("tags", ())]
    assert len(setup) == 1 and "import" in setup[0]
    script = "import sys\nsys.modules['h5py'] = None\n" + setup[0] + "\nprint('lr_utils' in sys.modules)\n"
    (folder / "setup.py").write_text(script, "utf-8")
    done = subprocess.run(
        [sys.executable, "setup.py"],
        cwd=folder,
        env=os.environ | {"MPLBACKEND": "agg"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (0, "False\n"), done.stderr


# --- nothing of a solution -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def released(committed: Course) -> list[Path]:
    files = [path for language in LANGUAGES for path in released_files(committed.release(language, ASSIGNMENT))]
    assert len(files) > 60
    return files


def test_no_solution_statement_is_released(lesson: Lesson, released: list[Path]) -> None:
    # Given on purpose: the try cells, the activations and the test cases.
    given = [cell.source for part in lesson.parts for cell in part.of_kind("try", "setup", "demo")]
    given += [(lesson.path / "pack" / name).read_text("utf-8") for name in ("dnn_utils_v2.py", "testCases_v2.py")]
    telling = telling_statements(lesson.solutions.values(), given)
    assert len(telling) > 20
    assert {path: found for path in released if (found := statements_in(path, telling))} == {}


def test_no_function_with_a_solutions_body_is_released(lesson: Lesson, released: list[Path]) -> None:
    wanted = {body for source in lesson.solutions.values() for body in bodies(source)}
    assert len(wanted) == 19
    assert {path: found for path in released if (found := wanted & bodies_in(path))} == {}


def test_no_hidden_test_and_no_mark_is_released(released: list[Path]) -> None:
    assert {path: found for path in released if (found := forbidden_words(path))} == {}


def test_the_released_notebooks_hold_no_outputs(released: list[Path]) -> None:
    notebooks = [path for path in released if path.suffix == ".ipynb"]
    assert len(notebooks) == 2 * len(LANGUAGES)
    assert {path: found for path in notebooks if (found := outputs_in(path))} == {}
