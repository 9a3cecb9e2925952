"""A notebook is recognised by what it holds, whatever platforms and browsers have made of its name."""

from __future__ import annotations

import copy
import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from autograder.grading.bundle import Bundle
from autograder.grading.handed_in import GONE_THROUGH, MAX_LOOKED_AT, HandedIn, read_folder
from autograder.grading.submission_grader import grade_submission, read_submission
from autograder.lessons.build import Notebook, dumps
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox
from autograder.submission import Candidate

from .classroom import fill
from .conftest import ASSIGNMENT, LATER_PART, PART

RENAMED = [
    f"{PART} (1).ipynb",
    f"{PART}-Copy1.ipynb",
    f"{PART}-2.ipynb",
    f"{PART}__20261104T120000.ipynb",
    f"{PART}.ipynb.json",
    f"{PART}.ipynb.txt",
    f"{PART}.IPYNB",
    f"smith_123_456_{PART}.ipynb",
    "Homework 1 – final.ipynb",
    f"folder/{PART}.ipynb",
    f"a/b/{PART} (2).ipynb",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "submitted" / "student" / ASSIGNMENT
    made.mkdir(parents=True)
    return made


@pytest.fixture
def solved(released: Notebook, lesson: Lesson) -> bytes:
    return fill(copy.deepcopy(released), lesson.solutions)


@pytest.fixture
def blank(released: Notebook) -> bytes:
    return dumps(released).encode()


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files, each a minute newer than the one before."""
    for minute, (name, data) in enumerate(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (minute * 60, minute * 60))
    return folder


def zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def found(folder: Path, bundle: Bundle) -> HandedIn:
    return read_folder(folder, bundle.editions)


@pytest.mark.parametrize("name", RENAMED)
def test_a_renamed_notebook_is_taken_and_named(folder: Path, bundle: Bundle, solved: bytes, name: str) -> None:
    handed_in = found(put(folder, {name: solved}), bundle)
    assert handed_in.files[PART] == solved and handed_in.files[LATER_PART] is None
    assert handed_in.taken == {PART: name} and handed_in.others == ()


@pytest.mark.parametrize("inner", [f"{PART}.ipynb", f"my work/{PART} (1).ipynb", f"a\\{PART}.ipynb"])
def test_a_zip_is_looked_into(folder: Path, bundle: Bundle, solved: bytes, inner: str) -> None:
    archive = zipped({inner: solved, f"__MACOSX/._{PART}.ipynb": b"\0", "notes.txt": b"x"})
    handed_in = found(put(folder, {"work.zip": archive}), bundle)
    assert handed_in.files[PART] == solved
    assert handed_in.taken[PART].startswith("work.zip/") and handed_in.others == ()


def test_the_usual_names_are_taken_as_they_are(folder: Path, bundle: Bundle, solved: bytes) -> None:
    assert found(put(folder, {f"{PART}.ipynb": solved}), bundle) == HandedIn({PART: solved, LATER_PART: None})


def test_a_blank_one_is_never_taken_before_one_that_is_worked_on(
    folder: Path, bundle: Bundle, solved: bytes, blank: bytes
) -> None:
    put(folder, {f"{PART} (1).ipynb": solved, f"{PART}.ipynb": blank})
    handed_in = found(folder, bundle)
    assert handed_in.files[PART] == solved
    assert (handed_in.taken, handed_in.others) == ({PART: f"{PART} (1).ipynb"}, (f"{PART}.ipynb",))


def test_of_several_that_are_worked_on_the_newest_is_taken(
    folder: Path, bundle: Bundle, released: Notebook, lesson: Lesson, solved: bytes
) -> None:
    begun = fill(copy.deepcopy(released), dict(list(lesson.solutions.items())[:1]))
    handed_in = found(put(folder, {f"{PART}.ipynb": begun, f"{PART}-Copy1.ipynb": solved}), bundle)
    assert handed_in.taken == {PART: f"{PART}-Copy1.ipynb"}
    handed_in = found(put(folder, {f"{PART}-Copy1.ipynb": solved, f"{PART}.ipynb": begun}), bundle)
    assert handed_in.taken == {PART: f"{PART}.ipynb"}


@pytest.mark.parametrize("year", [1990, 2030])
def test_of_a_file_and_one_in_an_archive_the_newer_is_taken(
    folder: Path, bundle: Bundle, released: Notebook, lesson: Lesson, solved: bytes, year: int
) -> None:
    begun = fill(copy.deepcopy(released), dict(list(lesson.solutions.items())[:1]))
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{PART}.ipynb", (year, 1, 1, 0, 0, 0)), begun)
    put(folder, {f"{PART}.ipynb": solved, "work.zip": held.getvalue()})
    os.utime(folder / f"{PART}.ipynb", (1_700_000_000, 1_700_000_000))
    assert found(folder, bundle).files[PART] == (solved if year == 1990 else begun)


def test_no_more_is_held_at_once_than_some_notebooks(
    folder: Path, bundle: Bundle, solved: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are, in however many archives."""
    held: list[int] = []

    def weigh(editions: object, candidates: list[Candidate]) -> dict[str, list[Candidate]]:
        held.append(sum(len(one.data) for one in candidates))
        return {}

    monkeypatch.setattr("autograder.grading.handed_in.recognise", weigh)
    large = zipped({f"{number}.ipynb": b" " * 3_000_000 for number in range(12)})
    put(folder, {f"{number}.zip": large for number in range(9)})
    found(folder, bundle)
    assert 0 < held[0] <= MAX_LOOKED_AT


def test_an_archive_of_countless_entries_is_not_opened(folder: Path, bundle: Bundle, solved: bytes) -> None:
    many = zipped({f"{PART}.ipynb": solved, **{f"{number}.txt": b"" for number in range(GONE_THROUGH)}})
    handed_in = found(put(folder, {"many.zip": many}), bundle)
    assert handed_in.files[PART] is None and handed_in.others == ("many.zip",)


def test_what_is_none_of_this_lessons_is_named_and_not_taken(folder: Path, bundle: Bundle, solved: bytes) -> None:
    other = b'{"cells": [{"cell_type": "code", "source": "1"}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    put(folder, {f"{PART}.ipynb": solved, "other.ipynb": other, "broken.ipynb": b"{", "broken.zip": b"PK\3\4?"})
    handed_in = found(folder, bundle)
    assert handed_in.files[PART] == solved
    assert handed_in.others == ("broken.ipynb", "broken.zip", "other.ipynb")


def test_links_are_not_followed(folder: Path, bundle: Bundle, solved: bytes, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / f"{PART}.ipynb").write_bytes(solved)
    (folder / f"{PART} (1).ipynb").symlink_to(tmp_path / "elsewhere" / f"{PART}.ipynb")
    (folder / "inner").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(folder / "pipe.ipynb")
    assert found(folder, bundle).files == {PART: None, LATER_PART: None}


def test_archives_that_unfold_without_end_and_many_files_are_looked_at_so_far(
    folder: Path, bundle: Bundle, blank: bytes
) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.ipynb", b" " * 100_000_000)
    put(folder, {"bomb.zip": bomb.getvalue(), **{f"copy{number}.ipynb": b"{}" for number in range(500)}})
    handed_in = found(folder, bundle)
    assert handed_in.files == {PART: None, LATER_PART: None}


@pytest.mark.slow
def test_it_is_marked_as_ever_and_the_note_says_which_was_taken(
    folder: Path, bundle: Bundle, sandbox: Sandbox, solved: bytes, blank: bytes
) -> None:
    put(folder, {f"{PART} (1).ipynb": solved, f"{PART}.ipynb": blank})
    book = grade_submission(bundle, read_submission(folder, bundle), sandbox).notebooks[PART]
    assert book.earned == 60
    (note,) = [note for note in book.notes if note.code == "taken"]
    assert note.message.en == f"for {PART}.ipynb the file '{PART} (1).ipynb' was taken; not used: '{PART}.ipynb'"
    assert f"批改的 {PART}.ipynb 是文件「{PART} (1).ipynb」" in note.message.zh
