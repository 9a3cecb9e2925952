"""What a student downloads: small, the same each time, and with a how-to that can be read anywhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile

import pytest

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language
from autograder.lessons import handout
from autograder.lessons.handout import MAX_BYTES, make
from autograder.lessons.pack import read_folder
from autograder.lessons.readme import README

from .conftest import ASSIGNMENT

#: What the how-to says in each language of how to begin.
HOW = {"zh": "先打开：spread.ipynb", "en": "Open first: spread.ipynb"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_is_zipped_with_a_how_to(course: Course, language: Language) -> None:
    path = make(course, ASSIGNMENT, language)
    assert path == course.root / "handout" / f"{ASSIGNMENT}-{language}.zip"
    assert path.stat().st_size <= MAX_BYTES
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    released = {
        f"{ASSIGNMENT}/{name}": data for name, data in read_folder(course.release(language, ASSIGNMENT)).items()
    }
    assert held == released
    how = held[f"{ASSIGNMENT}/{README}"].decode("utf-8-sig")
    assert all((text in how) is (one == language) for one, text in HOW.items())
    assert "scaler.ipynb" in how and "jupyter lab" in how and "pip install numpy matplotlib jupyter" in how
    assert how.count("\r\n") == how.count("\n")


def test_the_same_edition_makes_the_same_file(course: Course) -> None:
    assert make(course, ASSIGNMENT, "zh").read_bytes() == make(course, ASSIGNMENT, "zh").read_bytes()


def test_what_is_too_large_or_not_built_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    before = make(course, ASSIGNMENT, "zh").read_bytes()
    monkeypatch.setattr("autograder.lessons.handout.MAX_BYTES", 1000)
    with pytest.raises(AutograderError, match=r"a zip file of 0\.\d MB; expected at most 0 MB"):
        make(course, ASSIGNMENT, "zh")
    (path,) = (course.root / "handout").iterdir()
    assert path.read_bytes() == before, "what was handed out before is gone"
    for path in course.release("zh", ASSIGNMENT).glob("*.ipynb"):
        path.unlink()
    with pytest.raises(AutograderError, match=r"holds no notebook\. Make it with: autograder build"):
        make(course, ASSIGNMENT, "zh")


def test_the_command_says_what_it_made(course: Course) -> None:
    command = [sys.executable, "-m", "autograder.lessons.handout", "en"]
    ran = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"handout/{ASSIGNMENT}-en.zip: 0.")


def refused(course: Course, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """What the command says on its way out."""
    monkeypatch.chdir(course.root)
    monkeypatch.setattr("sys.argv", ["handout", *words])
    with pytest.raises(SystemExit) as left:
        handout.main()
    return str(left.value)


def test_the_command_says_what_it_did_not_make(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Found LANGUAGE=''" in refused(course, monkeypatch)
    assert "Found LANGUAGE='fr', expected one of zh, en" in refused(course, monkeypatch, "fr")
    elsewhere = course.root / "elsewhere"
    elsewhere.mkdir()
    shutil.move(course.root / "notebooks", elsewhere)
    assert refused(course, monkeypatch, "en").startswith("Error: There is no lesson in ")


def test_a_folder_that_cannot_be_written_to_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    (course.root / "handout").write_text("a file where the folder should be", "utf-8")
    assert "handout could not be written" in refused(course, monkeypatch, "en")
