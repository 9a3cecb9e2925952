"""A notebook that is opened without its folder, or by too old a Python, says what to do, and nothing else is said."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

from autograder.commands.machine import examine
from autograder.course import CONFIG, Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language
from autograder.lessons import handout
from autograder.lessons.alone import OLDEST_PYTHON, in_language, with_check, without_check
from autograder.lessons.build import Notebook, loads
from autograder.lessons.editions import editions, write
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import make_hints, read_folder
from autograder.plugins import install
from autograder.settings import Settings
from autograder.submission.known import Editions
from autograder.submission.rebuild import rebuild

from .conftest import ASSIGNMENT, LATER_PART, PART
from .pythons import python

ZIP = {"zh": f"{ASSIGNMENT}-zh.zip", "en": f"{ASSIGNMENT}-en.zip"}
#: The sentence by which each language says it, and whom it sends the student to.
SAID = {"zh": ("没有应该和它放在一起的文件夹 kit", "向老师要"), "en": ("without the folder kit", "Ask your teacher")}
OLD = {"zh": "需要 Python 3.9 或更新的版本", "en": "needs Python 3.9 or newer"}

#: Runs cells by hand, one after the other whatever they raise; writes what each raised, and what was shown of it.
BY_HAND = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell

sys.path.insert(0, "")
shell = InteractiveShell.instance(colors="nocolor")
ran = []
for cell in json.loads(Path(sys.argv[1]).read_text("utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        with redirect_stdout(io.StringIO()) as shown, redirect_stderr(shown):
            result = shell.run_cell("".join(cell["source"]), store_history=True)
        error = result.error_before_exec or result.error_in_exec
        ran.append([cell["id"], type(error).__name__ if error else "", shown.getvalue()])
Path("ran.json").write_text(json.dumps(ran), "utf-8")
"""


def by_hand(folder: Path, part: str = PART) -> list[tuple[str, str, str]]:
    """Every code cell of a notebook: its id, the type of what it raised, and all that was printed."""
    environment = os.environ | {"MPLBACKEND": "agg", "IPYTHONDIR": str(folder / ".ipython")}
    command = [sys.executable, "-c", BY_HAND, f"{part}.ipynb"]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr
    return [tuple(cell) for cell in json.loads((folder / "ran.json").read_text("utf-8"))]


def alone(made: Course, folder: Path, language: Language, part: str = PART) -> Path:
    """A folder in which nothing but one released notebook lies."""
    folder.mkdir(exist_ok=True)
    shutil.copy(made.release(language, ASSIGNMENT) / f"{part}.ipynb", folder)
    return folder


def set_up(made: Course, language: Language = "en", part: str = PART) -> str:
    """The first set-up cell of a released notebook."""
    cells = loads((made.release(language, ASSIGNMENT) / f"{part}.ipynb").read_text("utf-8"))["cells"]
    return next(cell["source"] for cell in cells if "setup" in cell["metadata"].get("tags", ()))


# --- without the folder ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [PART, LATER_PART])
def test_every_cell_of_a_notebook_alone_says_what_to_do_and_nothing_else(
    made: Course, tmp_path: Path, language: Language, part: str
) -> None:
    """Cells are run by hand here, on and on: no ModuleNotFoundError, no NameError, no line of code is shown."""
    folder = alone(made, tmp_path / "alone", language, part)
    ran = by_hand(folder, part)
    told = {name: shown.strip() for name, error, shown in ran if error}
    assert len(told) > 4 and len(set(told.values())) == 1, told
    (words,) = set(told.values())
    assert all(sentence in words for sentence in (*SAID[language], ZIP[language], str(folder)))
    assert not any(word in words for word in ("Error", "Traceback", "NotReady", "find_kit", 'File "'))
    assert words.count("\n") == 4


def test_run_all_stops_at_the_set_up_cell(made: Course, tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    folder = alone(made, tmp_path / "alone", "en")
    notebook: Any = nbformat.read(folder / f"{PART}.ipynb", as_version=4)
    client = NotebookClient(
        notebook, resources={"metadata": {"path": str(folder)}}, extra_arguments=["--log-level=ERROR"]
    )
    with pytest.raises(CellExecutionError, match="without the folder kit"):
        client.execute()
    ran = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.execution_count]
    assert [cell.metadata.tags for cell in ran] == [["setup"]]
    (output,) = ran[0].outputs
    assert "\n".join(output.traceback).startswith("The notebook is here without the folder kit")


def test_once_the_folder_is_there_names_speak_for_themselves_again(made: Course, tmp_path: Path) -> None:
    folder = alone(made, tmp_path / "alone", "en")
    book = loads((folder / f"{PART}.ipynb").read_text("utf-8"))
    first = next(cell for cell in book["cells"] if "setup" in cell["metadata"].get("tags", ()))
    release = made.release("en", ASSIGNMENT)
    bring = f"import shutil\nshutil.copytree({str(release)!r}, '.', dirs_exist_ok=True)"
    typed = {"own": "nobody", "bring": bring, "again": first["source"], "after": "nobody"}
    cells = [first, *({**first, "id": name, "source": text} for name, text in typed.items())]
    (folder / f"{PART}.ipynb").write_text(json.dumps({**book, "cells": cells}), "utf-8")
    errors = {name: (error, shown) for name, error, shown in by_hand(folder)}
    assert "without the folder kit" in errors["own"][1]
    assert errors["bring"][0] == errors["again"][0] == ""
    assert "name 'nobody' is not defined" in errors["after"][1]


# --- a zip file that lies there --------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_zip_that_students_get_is_unpacked_where_it_lies(
    course: Course, tmp_path: Path, language: Language
) -> None:
    folder = alone(course, tmp_path / "alone", language)
    shutil.copy(handout.make(course, ASSIGNMENT, language), folder)
    # What is the student's stays: a file of the same name, and the notebook, written in.
    (folder / "README.txt").write_text("mine", "utf-8")
    kept = (folder / f"{PART}.ipynb").read_bytes()
    assert [cell for cell in by_hand(folder) if cell[1]] == []
    assert (folder / "README.txt").read_text("utf-8") == "mine"
    assert (folder / f"{PART}.ipynb").read_bytes() == kept
    released = read_folder(course.release(language, ASSIGNMENT))
    found = read_folder(folder)
    wanted = {name for name in released if not name.endswith(".ipynb") and name != "README.txt"}
    assert {name for name in wanted if found.get(name) != released[name]} == set()
    # An empty part 1 would be taken for the student's own by part 2.
    assert not (folder / f"{LATER_PART}.ipynb").exists()


#: Files of a zip beside those of the edition, none of which may be written; the folder that it lies in has a "mine".
ODD = ("../out.txt", "{top}/../../out.txt", "{top}/../out.txt", "/out.txt", "{top}//out.txt/../../out.txt", "out.txt")


def zipped(path: Path, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def test_no_path_of_a_zip_leaves_the_folder_or_takes_the_place_of_a_file(made: Course, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    folder = alone(made, tmp_path / "deep" / "alone", "en")
    top = "handed/out"
    files = {f"{top}/{name}": data for name, data in read_folder(made.release("en", ASSIGNMENT)).items()}
    files |= {name.format(top=top): b"out" for name in ODD} | {f"{top}/mine": b"not mine"}
    zipped(folder / "with more.zip", files)
    (folder / "mine").write_bytes(b"mine")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (folder / "linked").symlink_to(elsewhere)
    with zipfile.ZipFile(folder / "with more.zip", "a") as archive:
        archive.writestr(f"{top}/linked/out.txt", b"out")
    assert [cell for cell in by_hand(folder) if cell[1]] == []
    assert (folder / "mine").read_bytes() == b"mine"
    assert [path for path in tmp_path.rglob("out.txt") if not path.is_relative_to(folder)] == []
    assert list(elsewhere.iterdir()) == [] and not Path("/out.txt").exists()


def test_no_other_zip_is_unpacked(made: Course, tmp_path: Path) -> None:
    """Of another lesson, without the kit, damaged, or no zip at all: the words are those of a folder without one."""
    folder = alone(made, tmp_path / "alone", "en")
    files = read_folder(made.release("en", ASSIGNMENT))
    zipped(folder / "1 other lesson.zip", {name: data for name, data in files.items() if name != f"{PART}.ipynb"})
    zipped(folder / "2 no kit.zip", {name: data for name, data in files.items() if not name.startswith("kit/")})
    zipped(folder / "3 damaged.zip", {f"x/{name}": data for name, data in files.items()})
    whole = bytearray((folder / "3 damaged.zip").read_bytes())
    whole[len(whole) // 2] ^= 0xFF
    (folder / "3 damaged.zip").write_bytes(whole)
    (folder / "4 no zip.zip").write_bytes(b"not a zip")
    before = {path.name for path in folder.iterdir()}
    told = {shown.strip() for _, error, shown in by_hand(folder) if error}
    assert len(told) == 1 and "without the folder kit" in told.pop()
    assert {path.name for path in folder.iterdir()} - before <= {"ran.json", ".ipython"}


# --- an old Python ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [PART, LATER_PART])
def test_the_set_up_cell_can_be_read_by_python_3_6(made: Course, language: Language, part: str) -> None:
    source = set_up(made, language, part)
    ast.parse(source, feature_version=(3, 6))
    assert len(source) - len(without_check(source)) > 1000 and max(map(len, source.splitlines())) <= 120


@pytest.mark.parametrize("version", ["3.6", "3.7", "3.8"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_too_old_a_python_is_told_what_is_needed(
    made: Course, tmp_path: Path, language: Language, version: str
) -> None:
    """The cell is run as it is, by that Python; only the notebook around it is made up."""
    interpreter = python(version)
    if interpreter is None:
        pytest.skip(f"there is no Python {version} here")
    shell = "class Shell:\n    def set_custom_exc(self, *_):\n        pass\n\n\nget_ipython = Shell\n"
    ending = "import sys\nsys.excepthook = lambda kind, error, _: sys.stdout.buffer.write(str(error).encode())\n"
    (tmp_path / "cell.py").write_text(shell + ending + set_up(made, language), "utf-8")
    ran = subprocess.run([str(interpreter), "cell.py"], cwd=tmp_path, capture_output=True)
    words = ran.stdout.decode()
    assert OLD[language] in words and f"{version}." in words, ran.stderr


def test_the_oldest_python_is_the_one_that_the_readme_names(made: Course) -> None:
    readme = (made.release("en", ASSIGNMENT) / "README.txt").read_text("utf-8-sig")
    assert "Python {}.{} or newer".format(*OLDEST_PYTHON) in readme


# --- the teacher's address -------------------------------------------------------------------------------


def test_the_address_in_the_settings_is_told(course: Course, lesson: Lesson, tmp_path: Path) -> None:
    path = course.root / CONFIG
    address = "https://school.example/nn"
    path.write_text(path.read_text("utf-8").replace("install(c", f"install(c, zip_address={address!r}"), "utf-8")
    for folder, files in editions(course, lesson, install, make_hints(lesson)).items():
        write(folder, files)
    source = loads((course.source(ASSIGNMENT) / f"{PART}.ipynb").read_text("utf-8"))
    assert address not in json.dumps(source)
    for language in LANGUAGES:
        assert address in set_up(course, language) and SAID[language][1] not in set_up(course, language)
    told = [shown for _, error, shown in by_hand(alone(course, tmp_path / "alone", "en")) if error]
    assert told[0].rstrip().endswith(f"The zip is to be had at {address}")
    found = {one.what: one.found for one in examine(course)}
    assert found["students without the folder"] == f"are sent to {address}"


def test_without_an_address_doctor_names_the_setting(course: Course) -> None:
    found = {one.what: one.found for one in examine(course)}
    assert found["students without the folder"] == f"are sent to you (an address for them: zip_address in {CONFIG})"


@pytest.mark.parametrize("address", ["school.example", 'https://x/"', "https://x/{y}", "https://x y", 7])
def test_an_address_that_could_not_stand_in_a_cell_is_refused(address: Any) -> None:
    config = Config()
    install(config, zip_address=address)
    with pytest.raises(AutograderError, match="zip_address"):
        Settings.of(config)


def test_a_set_up_cell_is_the_lessons_whatever_the_address_was(made: Course) -> None:
    """Neither another address nor a release from before this check makes a cell one that the student has changed."""
    source = loads((made.source(ASSIGNMENT) / f"{PART}.ipynb").read_text("utf-8"))
    book = loads((made.release("en", ASSIGNMENT) / f"{PART}.ipynb").read_text("utf-8"))

    def notes(change: Any) -> list[Any]:
        changed: Notebook = json.loads(json.dumps(book))
        for cell in changed["cells"]:
            if "setup" in cell["metadata"].get("tags", ()):
                cell["source"] = change(cell["source"])
        return list(rebuild(Editions(source), json.dumps(changed).encode(), "en", name=PART).notes)

    untouched = notes(lambda text: text)
    assert notes(lambda text: in_language(text, "en", "https://elsewhere.example")) == untouched
    assert notes(without_check) == untouched
    assert notes(lambda text: text + "\nseed = 1") != untouched


def test_a_cell_without_a_language_line_stays_as_it_is() -> None:
    assert with_check("part1 = 1\n", ASSIGNMENT, PART, "en") == "part1 = 1\n"
    assert in_language("part1 = 1\n", "en") == "part1 = 1\n"
