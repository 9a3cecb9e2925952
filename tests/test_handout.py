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
from autograder.lessons.editions import read
from autograder.lessons.handout import MAX_BYTES, make

from .conftest import ASSIGNMENT


def run(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograder.lessons.handout", *words]
    return subprocess.run(command, cwd=course.root, capture_output=True, text=True)


HOW = {"zh": "请先读我.txt", "en": "READ ME FIRST.txt"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_is_zipped_with_a_how_to(course: Course, language: Language) -> None:
    path = make(course, ASSIGNMENT, language)
    assert path == course.root / "handout" / f"{ASSIGNMENT}-{language}.zip"
    assert path.stat().st_size <= MAX_BYTES
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    released = {f"{ASSIGNMENT}/{name}": data for name, data in read(course.release(language, ASSIGNMENT)).items()}
    how = held.pop(f"{ASSIGNMENT}/{HOW[language]}").decode("utf-8-sig")
    assert held == released
    assert "step_by_step.ipynb" in how and "cat_classifier.ipynb" in how and "jupyter lab" in how
    assert how.count("\r\n") == how.count("\n")


def test_the_same_edition_makes_the_same_file(course: Course) -> None:
    assert make(course, ASSIGNMENT, "zh").read_bytes() == make(course, ASSIGNMENT, "zh").read_bytes()


def test_what_is_too_large_or_not_built_is_told(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    before = make(course, ASSIGNMENT, "zh").read_bytes()
    monkeypatch.setattr("autograder.lessons.handout.MAX_BYTES", 1000)
    with pytest.raises(AutograderError, match=r"a zip file of 1\.\d MB; expected at most 0 MB"):
        make(course, ASSIGNMENT, "zh")
    (path,) = (course.root / "handout").iterdir()
    assert path.read_bytes() == before, "what was handed out before is gone"
    for path in course.release("zh", ASSIGNMENT).glob("*.ipynb"):
        path.unlink()
    with pytest.raises(AutograderError, match=r"holds no notebook\. Make it with: autograder build"):
        make(course, ASSIGNMENT, "zh")


def test_the_command_says_what_it_made_and_what_it_did_not(course: Course) -> None:
    ran = run(course, "en")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith(f"handout/{ASSIGNMENT}-en.zip: 1.")
    for words, told in (([], "Found LANGUAGE=''"), (["fr"], "Found LANGUAGE='fr', expected one of zh, en")):
        ran = run(course, *words)
        assert ran.returncode == 1 and told in ran.stderr
    elsewhere = course.root / "elsewhere"
    elsewhere.mkdir()
    shutil.move(course.root / "notebooks", elsewhere)
    ran = run(course, "en")
    assert ran.returncode == 1 and ran.stderr.startswith("Error: There is no lesson in ")


def test_a_folder_that_cannot_be_written_to_is_told(course: Course) -> None:
    (course.root / "handout").write_text("a file where the folder should be", "utf-8")
    ran = run(course, "en")
    assert ran.returncode == 1 and "handout could not be written" in ran.stderr and "Traceback" not in ran.stderr
