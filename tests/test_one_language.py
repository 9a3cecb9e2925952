"""A release speaks one language: nothing in its folder shows the other."""

from __future__ import annotations

import ast
import codecs
import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language
from autograder.lessons.lesson import read_part
from autograder.lessons.one_language import in_one_language
from autograder.lessons.pack import LESSON_JSON, read_folder

from .conftest import ASSIGNMENT, ROOT
from .one_language import BELONGS, chinese, english, labels, of_cell, runs


def test_the_english_release_has_no_chinese_sign(made: Course) -> None:
    assert chinese(made.release("en", ASSIGNMENT)) == []


def test_the_chinese_release_shows_no_english_sentence(made: Course) -> None:
    assert english(made.release("zh", ASSIGNMENT)) == []


def test_the_lesson_to_begin_with_has_no_english_in_its_cells() -> None:
    part = read_part(ROOT / "autograder" / "commands" / "beginning" / "beginning.py")
    cells = [cell.source for cell in part.of_kind("setup", "solution", "try", "check", "demo")]
    assert len(cells) >= 5
    assert [run for source in cells for text in of_cell(source) for run in runs(text)] == []


def test_what_belongs_into_every_edition_is_there(made: Course) -> None:
    """An exception that nothing needs any more is to go."""
    for name, (pattern, why) in BELONGS.items():
        lines = (made.release("en", ASSIGNMENT) / name).read_text("utf-8").splitlines()
        assert sum(bool(pattern.match(line)) for line in lines) > 10, why


def test_an_edition_is_told_from_the_other(made: Course) -> None:
    """Each of the two finds a good deal in the other's folder."""
    assert len(chinese(made.release("zh", ASSIGNMENT))) > 100
    assert len(english(made.release("en", ASSIGNMENT))) > 100


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("if it is not written yet", ["if it is not written yet"]),
        ("right answers on the test set", ["right answers on the test set"]),
        ("迭代次数 is the number of steps", ["is the number of steps"]),
        ("菜单 Run → Run All Above Selected Cell", []),
        ("`raise an error here`", []),
        ("LINEAR -> RELU -> LINEAR", []),
        ("W1: (n_h, n_x)  b1: (n_h, 1)", []),
        ("logistic regression", []),
    ],
)
def test_three_english_words_make_a_run(text: str, found: list[str]) -> None:
    assert runs(text) == found


def test_a_label_of_a_figure_is_found() -> None:
    source = 'axes.set(xlabel="iteration", ylabel=r"cost $J$")\nplt.title("答对")\naxes.text(0, 1, r"$\\log 2$")'
    assert labels(source) == ["iteration", "cost $J$"]
    assert labels("axes.set(xlabel=drawn(_ITERATION, '$i$'))\naxes.plot(x, label=f'$y = {y}$')") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_module_keeps_one_sentence_of_each_text_and_all_else(language: Language) -> None:
    source = (
        "from kit.selfcheck import Text\n"
        '# 注释 stays\nA = Text("一", "one")\nB = {"k": Text(\n    "二"\n    "二 {x}",\n    r"two {x}",\n)}, 3\n'
        'C = Text(*("三", "three"))\nD = f(Text("四", "four"), Text("五", "five"))\n'
    ).encode()
    code = in_one_language("kit/some.py", source, language).decode()
    one, two, four, five = {"zh": ("一", "二", "四", "五"), "en": ("one", "two", "four", "five")}[language]
    assert f'A = Text({language}="{one}")\n' in code
    assert f'D = f(Text({language}="{four}"), Text({language}="{five}"))\n' in code
    assert two in code and 'C = Text(*("三", "three"))\n' in code and "# 注释 stays\n" in code
    other = {"zh": "two", "en": "二"}[language]
    assert other not in code
    compile(code, "some.py", "exec")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_but_sentences_is_taken_out(made: Course, language: Language) -> None:
    """Whatever stands outside of texts is what it was: without what they are given, the code is the same."""
    tried = 0
    for name, data in read_folder(made.source(ASSIGNMENT)).items():
        if name.endswith(".py"):
            alone = in_one_language(name, data, language)
            assert _without_texts(alone) == _without_texts(data), name
            assert in_one_language(name, codecs.BOM_UTF8 + data, language).removeprefix(codecs.BOM_UTF8) == alone
            tried += alone != data
    assert tried > 10


def _without_texts(data: bytes) -> str:
    tree = ast.parse(data)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            node.args, node.keywords = [], []
    return ast.dump(tree)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hints_are_in_one_language_and_shown_in_it(made: Course, language: Language) -> None:
    folder = made.release(language, ASSIGNMENT)
    known = json.loads((folder / LESSON_JSON).read_text("utf-8"))["hints"]
    (name, digest, hint), *_ = [(name, digest, hint) for name, one in known.items() for digest, hint in one.items()]
    assert list(hint) == [language]
    script = f"from kit.selfcheck import hint_for, language\nprint(hint_for({name!r}, {digest!r}).to(language()))"
    command = [sys.executable, "-X", "utf8", "-c", script]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True)
    assert ran.stdout.strip() == hint[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_folder_keeps_to_its_language_whatever_is_asked(made: Course, language: Language, tmp_path: Path) -> None:
    """Both editions may have been put into one place: no card fails for want of a sentence."""
    other = next(one for one in LANGUAGES if one != language)
    script = f"from kit.selfcheck import language, say, use, Text\nuse({other!r})\nprint(language())"
    command = [sys.executable, "-c", script]
    ran = subprocess.run(command, cwd=made.release(language, ASSIGNMENT), capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == language
