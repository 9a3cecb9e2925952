"""A student's own files beside the notebooks are there when these are run, or are named with the reason."""

from __future__ import annotations

import copy
import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.course import Course
from autograder.exercise import LANGUAGES
from autograder.grading.beside import MAX_FILE, MAX_FILES, MAX_IN_ALL, MAX_PATH, Beside, Found, Given, choose
from autograder.grading.bundle import Bundle
from autograder.grading.handed_in import DEPTH, GONE_THROUGH, read_folder
from autograder.grading.incidents import left_out
from autograder.grading.submission_grader import Task, digest, grade_submission, read_submission
from autograder.lessons.build import Notebook
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import read_folder as read_release
from autograder.lessons.released import digest_of
from autograder.sandbox import Sandbox

from .classroom import fill, grades, hand_in, release, tool
from .conftest import ASSIGNMENT, LATER_PART, PART
from .test_handed_in import zipped

HELPER = b"import numpy as np\n\ndef divided(X):\n    return np.sum(X, axis=0) / X.shape[0]\n"
USES_IT = {"mean": "from my_helpers import divided\n\ndef mean(X):\n    return divided(X)"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "submitted" / "student" / ASSIGNMENT
    made.mkdir(parents=True)
    return made


@pytest.fixture
def solved(released: Notebook, lesson: Lesson) -> bytes:
    return fill(copy.deepcopy(released), lesson.solutions)


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def beside(folder: Path, bundle: Bundle) -> Beside:
    return read_folder(folder, bundle.editions, bundle.given).beside


def reasons(found: Beside) -> dict[str, str]:
    return {one.name: one.reason for one in found.left_out}


# --- what is used ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_function_may_use_a_module_and_a_table_that_were_handed_in(
    folder: Path, bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson
) -> None:
    numbers = io.BytesIO()
    np.save(numbers, np.array([0.0]))
    answers = lesson.solutions | {
        "mean": "from my_helpers import divided\nfrom tools.more import nothing\n\n"
        "def mean(X):\n    return divided(X) + nothing() + np.load('data/zero.npy')[0] + np.loadtxt('zero.csv')"
    }
    files = {
        f"{PART}.ipynb": fill(released, answers),
        "my_helpers.py": HELPER,
        "tools/__init__.py": b"",
        "tools/more.py": b"def nothing():\n    return 0.0\n",
        "data/zero.npy": numbers.getvalue(),
        "zero.csv": b"0.0\n",
    }
    book = grade_submission(bundle, read_submission(put(folder, files), bundle), sandbox).notebooks[PART]
    assert book.earned == 60
    assert book.notes == ()


@pytest.mark.slow
@pytest.mark.parametrize("where", ["inner/", "a/b/"])
def test_files_are_found_from_the_notebooks_own_folder(
    folder: Path, bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson, where: str
) -> None:
    notebook = fill(released, lesson.solutions | USES_IT)
    task = read_submission(put(folder, {f"{where}{PART}.ipynb": notebook, f"{where}my_helpers.py": HELPER}), bundle)
    assert task.beside.files == {"my_helpers.py": HELPER}
    assert grade_submission(bundle, task, sandbox).notebooks[PART].earned == 60


def test_files_in_the_archive_that_the_notebook_came_in_are_used(folder: Path, bundle: Bundle, solved: bytes) -> None:
    inner = {f"my work/{PART}.ipynb": solved, "my work/my_helpers.py": HELPER, "my work/a.exe": b"x"}
    found = beside(put(folder, {"work.zip": zipped(inner), "other.zip": zipped({"b.py": b""})}), bundle)
    assert found.files == {"my_helpers.py": HELPER}
    assert reasons(found) == {"work.zip/my work/a.exe": "kind"}


def test_what_a_changed_helper_makes_of_the_work_is_other_work(folder: Path, bundle: Bundle, solved: bytes) -> None:
    put(folder, {f"{PART}.ipynb": solved, "my_helpers.py": HELPER})
    before = digest(bundle, read_submission(folder, bundle))
    assert digest(bundle, read_submission(folder, bundle)) == before
    put(folder, {"my_helpers.py": HELPER + b"# more"})
    changed = digest(bundle, read_submission(folder, bundle))
    (folder / "my_helpers.py").rename(folder / "my_tools.py")
    renamed = digest(bundle, read_submission(folder, bundle))
    put(folder, {"thesis.docx": b""})
    assert len({before, changed, renamed, digest(bundle, read_submission(folder, bundle))}) == 4


def test_the_courses_own_files_and_what_tools_leave_behind_are_not_named(
    folder: Path, bundle: Bundle, made: Course
) -> None:
    """A whole released folder, as it is, and once more in a folder within."""
    handed_out = read_release(made.release("en", ASSIGNMENT))
    left = ["timestamp.txt", "submission_secret.txt", ".DS_Store", "__MACOSX/._a.py", ".ipynb_checkpoints/a.py"]
    left += ["__pycache__/a.pyc", "Thumbs.db", "feedback/2026/a.html", "large.csv", "~$notes.docx"]
    put(folder, {**handed_out, **dict.fromkeys(left, b"x")})
    assert beside(folder, bundle) == Beside()
    put(folder, {f"again/{name}": data for name, data in handed_out.items() if not name.endswith(".ipynb")})
    assert beside(folder, bundle) == Beside()


def test_a_file_of_an_older_pack_is_the_courses_and_a_changed_one_is_named(folder: Path, bundle: Bundle) -> None:
    older = bundle.released | {"kit/pictures.py": frozenset([digest_of(b"old\n")]), "kit/gone.dat": {digest_of(b"x")}}
    before = replace(bundle, released=older)
    put(folder, {"kit/pictures.py": b"old\r\n", "kit/gone.dat": b"x"})
    assert beside(folder, before) == Beside()
    put(folder, {"kit/pictures.py": b"my own"})
    assert reasons(beside(folder, before)) == {"kit/pictures.py": "course"}


# --- what is not -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("numpy.py", "module"),
        ("random.py", "module"),
        ("kit.py", "module"),
        ("tables.pyx", "kind"),
        ("matplotlib/__init__.py", "module"),
        ("json/data.csv", "module"),
        ("IPython.py", "module"),
        ("PIL.py", "module"),
        ("autograder.py", "module"),
        ("tables.py", "course"),
        ("kit/own.py", "course"),
        ("kit/__init__.py", "course"),
        (f"{PART}_functions.py", "functions"),
        ("thesis.docx", "kind"),
        ("library.so", "kind"),
        ("x" * 180 + "/" + "y" * 30 + ".py", "name"),
        ("a\u202eyp.py", "name"),
        ("my helpers.py", ""),
        ("random.csv", ""),
        ("numpy.png", ""),
        ("tools/random.py", ""),
    ],
)
def test_what_is_left_out_is_named_with_the_reason(
    folder: Path, bundle: Bundle, solved: bytes, name: str, reason: str
) -> None:
    found = beside(put(folder, {f"{PART}.ipynb": solved, name: b"x = 1"}), bundle)
    assert reasons(found) == ({name[:MAX_PATH]: reason} if reason else {})
    assert found.files == ({} if reason else {name: b"x = 1"})
    for note in left_out(found.left_out):
        assert all("not used" in note.message.en and note.message.to(language) for language in LANGUAGES)


@pytest.mark.parametrize("name", ["../up.py", "/etc/x.py", "a/../../x.py"])
def test_no_path_in_an_archive_leads_out_of_it(folder: Path, bundle: Bundle, solved: bytes, name: str) -> None:
    found = beside(put(folder, {"work.zip": zipped({f"{PART}.ipynb": solved, name: b"x"})}), bundle)
    assert found.files == {} and len(found.left_out) <= 1


def test_links_pipes_and_folders_are_not_read(folder: Path, bundle: Bundle, solved: bytes, tmp_path: Path) -> None:
    put(tmp_path / "elsewhere", {"secret.py": b"x = 1", "own/a.py": b"x = 1"})
    put(folder, {f"{PART}.ipynb": solved})
    (folder / "link.py").symlink_to(tmp_path / "elsewhere" / "secret.py")
    (folder / "inner").symlink_to(tmp_path / "elsewhere" / "own")
    (folder / "folder.py").mkdir()
    os.mkfifo(folder / "pipe.csv")
    found = beside(folder, bundle)
    assert found.files == {}
    assert reasons(found) == {"link.py": "plain", "pipe.csv": "plain", "inner": "kind"}


def test_no_more_is_taken_than_there_is_room_for(folder: Path, bundle: Bundle, solved: bytes) -> None:
    put(folder, {f"{PART}.ipynb": solved, "large.npy": b" " * (MAX_FILE + 1)})
    assert reasons(beside(folder, bundle)) == {"large.npy": "large"}
    put(folder, {f"{number}.npy": b" " * MAX_FILE for number in range(10)})
    found = beside(folder, bundle)
    assert sum(map(len, found.files.values())) <= MAX_IN_ALL
    assert {*found.files, *reasons(found)} == {"large.npy", *(f"{number}.npy" for number in range(10))}


def test_of_countless_files_some_are_taken_and_it_is_told(folder: Path, bundle: Bundle, solved: bytes) -> None:
    put(folder, {f"{PART}.ipynb": solved, **{f"{number:04}.csv": b"" for number in range(GONE_THROUGH + 5)}})
    found = beside(folder, bundle)
    assert len(found.files) == MAX_FILES
    assert len(left_out(found.left_out)) == 1
    deep = "/".join("abcdefg"[: DEPTH + 1])
    other = beside(put(folder.parent / "other", {f"{PART}.ipynb": solved, f"{deep}/a.csv": b""}), bundle)
    assert reasons(other) == {"/".join("abcdefg"[:DEPTH]): "deep"}


def test_an_archive_that_unfolds_without_end_is_unfolded_so_far(folder: Path, bundle: Bundle, solved: bytes) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{PART}.ipynb", solved)
        for number in range(12):
            archive.writestr(f"{number}.csv", b" " * 20_000_000)
    found = beside(put(folder, {"bomb.zip": bomb.getvalue()}), bundle)
    assert found.files == {} and {*reasons(found).values()} == {"large", "many"}


def test_of_two_files_for_one_place_the_one_beside_the_notebook_is_taken() -> None:
    found = choose([Found("a.py", b"1"), Found("in/a.py", b"2"), Found("b.py/c.csv"), Found("b.py")], ["in/"], Given())
    assert found.files == {"a.py": b"2", "b.py/c.csv": b""}
    assert reasons(found) == {"a.py": "same", "b.py": "same"}


def test_a_broken_member_of_an_archive_costs_itself_alone(folder: Path, bundle: Bundle, solved: bytes) -> None:
    data = bytearray(zipped({f"{PART}.ipynb": solved, "a.py": b"abcdefgh", "b.py": b"12345678"}))
    data[data.index(b"abcdefgh")] ^= 1
    found = beside(put(folder, {"work.zip": bytes(data)}), bundle)
    assert found.files == {"b.py": b"12345678"} and reasons(found) == {"work.zip/a.py": "plain"}


@pytest.mark.slow
def test_the_files_of_another_part_are_told_once(folder: Path, bundle: Bundle, sandbox: Sandbox, solved: bytes) -> None:
    task = read_submission(put(folder, {f"{PART}.ipynb": solved, "random.py": b"", "numpy.py": b""}), bundle)
    books = grade_submission(bundle, replace(task, language="en"), sandbox).notebooks
    told = [note.message.en for book in books.values() for note in book.notes if note.code == "left_out"]
    (one,) = told
    assert one.startswith("handed in and not used: 'numpy.py', 'random.py' (Python or the course has a module")


# --- both commands ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("command", [("autograder", "grade", ASSIGNMENT), ("nbgrader", "autograde", ASSIGNMENT)])
def test_both_commands_run_notebooks_beside_what_was_handed_in(
    course: Course, lesson: Lesson, command: tuple[str, ...]
) -> None:
    hand_in(course, "ada", fill(release(course, "en"), lesson.solutions | USES_IT))
    put(course.submitted / "ada" / ASSIGNMENT, {"my_helpers.py": HELPER})
    ran = tool(course, *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert sum(row[0] or 0 for row in grades(course, "ada").values()) == 60
    put(course.submitted / "ada" / ASSIGNMENT, {"my_helpers.py": HELPER.replace(b"axis=0", b"axis=1")})
    ran = tool(course, *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert sum(row[0] or 0 for row in grades(course, "ada").values()) < 60


@pytest.mark.parametrize("name", ["表" * 100 + ".csv", f"{PART}.ipynb/a.py", f"{LATER_PART}.ipynb/b/a.csv"])
def test_a_name_that_can_lie_nowhere_is_named_and_costs_nothing(
    folder: Path, bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson, name: str
) -> None:
    """In a zip, names may be longer than in a folder, and stand where a notebook is to lie."""
    book = fill(copy.deepcopy(released), lesson.solutions)
    (folder / "all.zip").write_bytes(zipped({f"{PART}.ipynb": book, name: b"x = 1"}))
    read = read_folder(folder, bundle.editions, bundle.given)
    assert {one.reason for one in read.beside.left_out} == {"name"} and not read.beside.files
    task = Task("student", {PART: book}, language="en", beside=Beside({name: b"x = 1"}))
    verdicts = grade_submission(bundle, task, sandbox).notebooks[PART].verdicts
    assert all(one.earned == one.points for one in verdicts.values())


def test_files_of_the_course_take_no_room_from_a_students_own(folder: Path, bundle: Bundle) -> None:
    large = bytes(2 * MAX_IN_ALL + 1)
    put(folder, {"a_data.csv": large, "my_helpers.py": HELPER})
    given = replace(bundle.given, pack={**bundle.given.pack, "a_data.csv": large})
    assert [*read_folder(folder, bundle.editions, given).beside.files] == ["my_helpers.py"]
