"""A language is one word and one field in the self-check's text.py: all that is not written in it is named."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.exercise import LANGUAGES, Text
from autograder.lessons.languages import engine_files, unwritten_texts
from autograder.lessons.lesson import Lesson, read_part
from autograder.selfcheck.text import MissingLanguageError

from .conftest import ASSIGNMENT, COURSE, ROOT

LESSON = ASSIGNMENT.replace("-", "_")
_LEFT_BEHIND = shutil.ignore_patterns("__pycache__", "solved")


def test_every_text_of_the_engine_is_written_in_every_language() -> None:
    assert [str(problem) for problem in unwritten_texts(engine_files())] == []


def test_a_text_is_not_to_be_had_in_a_language_that_it_lacks() -> None:
    text = Text("你好，{name}")
    assert text.format(name="Ada").to("zh") == "你好，Ada"
    for lacking in (text, text.format(name="Ada")):
        with pytest.raises(MissingLanguageError, match="there is no en of: '你好"):
            lacking.to("en")
    with pytest.raises(MissingLanguageError, match="there is no fr of"):
        Text("是", "yes").to("fr")  # type: ignore[arg-type]


def test_a_text_in_a_text_speaks_each_language() -> None:
    assert Text("{a}。", "{a}.").format(a=Text("是", "yes")) == Text("是。", "yes.")


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A copy of the engine with one language more, and what its build says of the tests' course, line by line."""
    folder = tmp_path_factory.mktemp("third")
    shutil.copytree(ROOT / "autograder", folder / "autograder", ignore=_LEFT_BEHIND)
    shutil.copytree(COURSE, folder / "course", ignore=_LEFT_BEHIND)
    path = folder / "autograder" / "selfcheck" / "text.py"
    text = path.read_text("utf-8")
    for old, new in (
        ('Literal["zh", "en"]', 'Literal["zh", "en", "fr"]'),
        ("    en: str = UNWRITTEN\n", "    en: str = UNWRITTEN\n    fr: str = UNWRITTEN\n"),
    ):
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    script = "from autograder.cli import main; main(['build'])"
    environment = os.environ | {"PYTHONPATH": str(folder)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=folder / "course", env=environment, capture_output=True, text=True)
    assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    return folder, done.stderr.splitlines()


def test_with_a_third_language_the_build_names_every_text_by_file_and_line(third: tuple[Path, list[str]]) -> None:
    folder, told = third
    named = [(match[1], int(match[2])) for line in told if (match := _UNWRITTEN.fullmatch(line))]
    paths = [*(folder / "autograder").rglob("*.py"), *(folder / "course").rglob("*.py")]
    # Tables on a terminal are made of another package's Text.
    paths = [path for path in paths if "from rich.text import Text" not in path.read_text("utf-8")]
    assert sorted(named) == sorted((str(path), line) for path in paths for line in texts_in(path))
    assert {folder / "autograder" / "judge.py", folder / "course" / "notebooks" / LESSON / "lesson.py"} <= {
        Path(place) for place, _ in named
    }


def texts_in(path: Path) -> Iterator[int]:
    """The lines of a file in which a text begins that is written out."""
    with path.open("rb") as file:
        tokens = [
            token for token in tokenize.tokenize(file.readline) if token.type not in (tokenize.NL, tokenize.COMMENT)
        ]
    for before, name, bracket, first in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        if (
            (name.string, bracket.string) == ("Text", "(")
            and before.string != "class"
            and first.string not in ("*", "**")
        ):
            yield name.start[0]


def test_with_a_third_language_the_build_names_every_text_cell(third: tuple[Path, list[str]], lesson: Lesson) -> None:
    folder, told = third
    named = [(match[1], int(match[2])) for line in told if (match := re.fullmatch(r'(.*):(\d+): .*lang="fr"', line))]
    texts = [(folder / "course" / "notebooks" / LESSON / part.path.name, part) for part in lesson.parts]
    begun = folder / "autograder" / "commands" / "beginning" / "beginning.py"
    texts.append((begun, read_part(begun)))
    assert named == [
        (str(path), cell.line) for path, part in texts for cell in part.cells if cell.language == LANGUAGES[-1]
    ]


_UNWRITTEN = re.compile(r"(.*):(\d+): cell -: this text is not written in fr")
