"""What students get of this lesson suits any machine: Windows, any folder, any encoding, no network."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from this_lesson import ASSIGNMENT, COURSE, LATER_PART, PART

from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import loads
from tests.old_python import lacking
from tests.students_machine import names_that_windows_refuses, run_all, text_files_used

#: Calls that leave a figure behind, and what makes one in the kit.
DRAWS = re.compile(
    r"gallery\.(samples|costs|weights|confusion|mistakes|accuracies|spread|one)\(|demo\.plot_boundary\(|plt\.(?!show)"
)
FIGURE = re.compile(r"_sheet\(|_axes\(|plt\.subplots\(")


def release(language: Language) -> Path:
    """The edition that is handed out."""
    return COURSE.release(language, ASSIGNMENT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_windows_takes_every_name_of_the_lesson(language: Language) -> None:
    assert names_that_windows_refuses(release(language)) == []


def test_no_text_of_the_lesson_is_read_or_written_in_whatever_encoding_the_machine_prefers() -> None:
    """In China, Windows prefers GBK; the pack and the cells say UTF-8."""
    found = list(text_files_used(release("zh")))
    assert len(found) >= 3
    assert [call for call, named in found if not named] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [PART, LATER_PART])
def test_run_all_on_the_untouched_lesson_stops_nowhere_whatever_its_folder_is_called(
    language: Language, part: str, tmp_path: Path
) -> None:
    raised, shown = run_all(release(language), part, tmp_path)
    assert raised == []
    count = {PART: 10, LATER_PART: 4}[part]
    head = {"zh": f"已通过 0 / {count}", "en": f"0 of {count} right"}[language]
    assert any(text.startswith(head) for text in shown), shown


def test_nothing_in_the_folder_needs_a_newer_python_than_the_readme_says() -> None:
    assert "Python 3.9" in (release("zh") / "README.txt").read_text("utf-8-sig")
    assert lacking(release("zh")) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", [PART, LATER_PART])
def test_a_cell_that_draws_closes_its_figures(language: Language, part: str) -> None:
    """matplotlib 3.8 would draw the first figure below the next cell otherwise."""
    cells = loads((release(language) / f"{part}.ipynb").read_text("utf-8"))["cells"]
    given = [cell for cell in cells if cell["cell_type"] == "code" and not cell["metadata"]["nbgrader"]["solution"]]
    drawing = [cell for cell in given if DRAWS.search(cell["source"])]
    assert len(drawing) == {PART: 1, LATER_PART: 9}[part]
    assert [cell["id"] for cell in drawing if cell["source"].rstrip().split("\n")[-1] != "plt.show()"] == []


def test_what_draws_is_known() -> None:
    """The functions of the kit that make a figure are those that the cells above are looked at for."""
    made = set()
    for name in ("gallery", "demo"):
        tree = ast.parse((release("zh") / "kit" / f"{name}.py").read_text("utf-8"))
        functions = {node.name: ast.unparse(node) for node in tree.body if isinstance(node, ast.FunctionDef)}
        made |= {f"{name}.{one}(" for one, text in functions.items() if one[0] != "_" and FIGURE.search(text)}
    assert len(made) == 9 and all(DRAWS.search(call) for call in made), made
