"""A submission is rebuilt, not trusted: locked cells come from the source, the student's from the student."""

from __future__ import annotations

import copy
import json
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.exercise import Text
from autograder.grading.bundle import Bundle
from autograder.lessons.build import Notebook, dumps
from autograder.submission import MAX_BYTES, MAX_CELLS, Editions, Rebuilt, rebuild, runnable

from .conftest import PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

Cell = dict[str, Any]

ANSWER = "def centre(X):\n    return X - X.mean(axis=0), X.mean(axis=0)"

#: The first two texts, by their first lines: what is their id changes with their words.
TITLE, FORMULA = "# Statistics by hand", "## The formula"


@pytest.fixture
def source(bundle: Bundle) -> Notebook:
    return bundle.sources[PART]


@pytest.fixture
def filled(released: Notebook) -> Notebook:
    """A release with one function filled in and one cell added behind it."""
    at(released, "centre")["source"] = ANSWER
    insert(released, "centre", code_cell("helper = 1"))
    return released


def code_cell(text: str | list[str], **more: Any) -> Cell:
    return {"cell_type": "code", "id": "mine", "metadata": {}, "source": text, "outputs": [], **more}


def identifier(notebook: Notebook, name: str) -> str:
    """The id of a cell, which is its name, or that of the text with this first line."""
    if not name.startswith("#"):
        return name
    return str(next(cell["id"] for cell in notebook["cells"] if cell["source"].split("\n")[0] == name))


def position(notebook: Notebook, name: str) -> int:
    return [cell.get("id") for cell in notebook["cells"]].index(identifier(notebook, name))


def at(notebook: Notebook, name: str) -> Cell:
    cell: Cell = notebook["cells"][position(notebook, name)]
    return cell


def insert(notebook: Notebook, behind: str, *cells: Cell) -> None:
    index = position(notebook, behind) + 1
    notebook["cells"][index:index] = cells


def delete(notebook: Notebook, *names: str) -> None:
    gone = {identifier(notebook, name) for name in names}
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in gone]


def move(notebook: Notebook, name: str, index: int) -> None:
    notebook["cells"].insert(index, notebook["cells"].pop(position(notebook, name)))


def rebuilt(source: Notebook, notebook: Notebook) -> Rebuilt:
    return rebuild(Editions(source), dumps(notebook).encode(), "zh")


def codes(result: Rebuilt) -> list[str]:
    return sorted(note.code for note in result.notes)


def message(result: Rebuilt) -> Text:
    """What the only note says."""
    (note,) = result.notes
    return note.message


def order(result: Rebuilt) -> list[tuple[str, str]]:
    return [(cell["id"], cell["source"]) for cell in runnable(result)]


def asked(result: Rebuilt) -> list[tuple[str, str]]:
    """What is run, without the cells that the student added."""
    return [(name, text) for name, text in order(result) if not name.startswith("added-")]


# --- what is kept ----------------------------------------------------------------------------------------


def test_a_faithful_submission_keeps_its_cells_in_their_places_and_is_not_noted(
    source: Notebook, filled: Notebook
) -> None:
    result = rebuilt(source, filled)
    assert result.notes == ()
    assert result.language == "en"
    names = [name for name, _ in order(result)]
    assert names[names.index("centre") : names.index("centre") + 3] == [
        "centre",
        "added-1",
        "test_centre",
    ]
    assert dict(order(result))["centre"] == ANSWER


def test_only_set_up_own_cells_and_declarations_are_run(source: Notebook, filled: Notebook) -> None:
    names = [name for name, _ in order(rebuilt(source, filled))]
    assert names[0] == "setup_imports"
    assert not [name for name in names if name.startswith(("try_", "check_", "demo_"))]


def test_untouched_cells_are_known_as_such(source: Notebook, filled: Notebook) -> None:
    result = rebuilt(source, filled)
    assert "centre" not in result.untouched
    assert {"correlation", "why_divide"} <= result.untouched


def test_what_an_editor_changes_does_not_change_what_is_run(source: Notebook, filled: Notebook) -> None:
    again = copy.deepcopy(filled)
    again["cells"][0]["source"] += "\n"
    at(again, "try_centre")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    other = copy.deepcopy(filled)
    at(other, "centre")["source"] += "  # more"
    assert rebuilt(source, again).notebook == rebuilt(source, filled).notebook
    assert rebuilt(source, other).notebook != rebuilt(source, filled).notebook


def test_an_absurdly_long_cell_counts_as_blank_and_the_others_are_run(source: Notebook, filled: Notebook) -> None:
    filled["cells"].insert(3, {"cell_type": "code", "id": "x", "metadata": {}, "source": "\n" * 7_000_000})
    at(filled, "correlation")["source"] += "\n" * 1_000_000
    result = rebuild(Editions(source), json.dumps(filled).encode(), "zh")
    assert codes(result) == ["too_long"]
    (note,) = result.notes
    assert ": 1 of them left out" in note.message.en  # the second fits by itself
    assert "centre" not in result.untouched
    assert len(json.dumps(result.notebook)) < 5_000_000


def test_what_is_hidden_stays_hidden(source: Notebook, filled: Notebook) -> None:
    assert "HIDDEN" not in dumps(rebuilt(source, filled).notebook)
    assert "BEGIN SOLUTION" not in dumps(rebuilt(source, filled).notebook)


def test_a_students_own_cells_may_stand_anywhere(source: Notebook, filled: Notebook) -> None:
    filled["cells"].insert(0, code_cell("first = 1"))
    filled["cells"].append({"cell_type": "markdown", "metadata": {"tags": ["mine"]}, "source": "My notes."})
    result = rebuilt(source, filled)
    assert result.notes == ()
    assert (result.notebook["cells"][0]["source"], result.notebook["cells"][-1]["source"]) == ("first = 1", "My notes.")


def test_a_syntax_error_is_left_to_the_cell_that_has_it(source: Notebook, filled: Notebook) -> None:
    at(filled, "correlation")["source"] = "def correlation(x, y:\n    return 0"
    result = rebuilt(source, filled)
    assert result.notes == ()
    assert dict(order(result))["correlation"] == "def correlation(x, y:\n    return 0"
    assert dict(order(result))["centre"] == ANSWER


# --- what any editor does when it saves ------------------------------------------------------------------


def save_as_jupyterlab(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"display_name": "Course", "language": "python", "name": ".venv"}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"jp-MarkdownHeadingCollapsed": True, "slideshow": {"slide_type": ""}}
        cell["metadata"].setdefault("tags", [])
        if cell["cell_type"] == "code":
            cell["metadata"] |= {"execution": {"iopub.status.busy": "2025"}, "jupyter": {"source_hidden": True}}


def save_as_classic(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 4
    notebook["metadata"]["language_info"] = {"name": "python", "version": "3.12.1", "file_extension": ".py"}
    for cell in notebook["cells"]:
        del cell["id"]
        cell["metadata"] |= {"collapsed": False, "scrolled": True, "trusted": True}


def save_as_vs_code(notebook: Notebook) -> None:
    notebook["metadata"]["kernelspec"] = {"display_name": "venv (3.12)", "language": "python", "name": "python3.12"}
    notebook["metadata"]["vscode"] = {"interpreter": {"hash": "31f2"}}
    for cell in notebook["cells"]:
        cell["metadata"]["vscode"] = {"languageId": "python"}
        cell["source"] += "\n"


def save_as_colab(notebook: Notebook) -> None:
    notebook["nbformat_minor"] = 0
    notebook["metadata"] = {
        "colab": {"provenance": []},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"id": f"Xy{number}", "outputId": "7c0e", "colab": {"base_uri": "https://localhost/"}}
        del cell["id"]


def save_on_windows(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")


@pytest.mark.parametrize("save", [save_as_jupyterlab, save_as_classic, save_as_vs_code, save_as_colab, save_on_windows])
def test_a_save_by_any_editor_is_not_odd(source: Notebook, filled: Notebook, save: Callable[[Notebook], None]) -> None:
    expected, untouched = order(rebuilt(source, filled)), rebuilt(source, filled).untouched
    save(filled)
    result = rebuilt(source, filled)
    assert result.notes == ()
    assert result.language == "en"
    assert [(name, text.rstrip("\n")) for name, text in order(result)] == expected
    assert result.untouched == untouched


@pytest.mark.parametrize("name", ["python3.12", ".venv", "conda-env-course-py"])
def test_any_kernel_for_python_will_do(source: Notebook, filled: Notebook, name: str) -> None:
    filled["metadata"]["kernelspec"] = {"name": name, "display_name": name, "language": "Python"}
    assert rebuilt(source, filled).notes == ()


# --- what changes nothing and is noted -------------------------------------------------------------------


def settings_of(notebook: Notebook, name: str) -> Cell:
    found: Cell = at(notebook, name)["metadata"]["nbgrader"]
    return found


def pasted(cell: Cell, **changes: Any) -> Cell:
    """A copy as an editor makes it: with the metadata, under an id of its own."""
    return copy.deepcopy(cell) | {"id": "pasted"} | changes


def strip(notebook: Notebook, *names: str) -> None:
    """Take metadata and ids away, from all cells or from some."""
    for cell in notebook["cells"]:
        if not names or cell.get("id") in names:
            cell["metadata"] = {}
            cell.pop("id", None)


TEST, TRY, SETUP = "test_centre", "try_centre", "setup_imports"

TAMPERING: dict[str, tuple[str, str, Callable[[Notebook], object]]] = {
    "hidden test deleted": ("deleted", TEST, lambda book: delete(book, TEST)),
    "set-up deleted": ("deleted", SETUP, lambda book: delete(book, SETUP)),
    "try cell deleted": ("deleted", TRY, lambda book: delete(book, TRY)),
    "text deleted": ("deleted", TITLE, lambda book: delete(book, TITLE)),
    "hidden test twice": ("duplicate", TEST, lambda book: insert(book, TEST, copy.deepcopy(at(book, TEST)))),
    "hidden test pasted": ("duplicate", TEST, lambda book: book["cells"].insert(0, pasted(at(book, TEST)))),
    "pasted and edited": ("duplicate", TEST, lambda book: insert(book, TEST, pasted(at(book, TEST), source="x = 1"))),
    "set-up twice": ("duplicate", SETUP, lambda book: insert(book, SETUP, copy.deepcopy(at(book, SETUP)))),
    "hidden test moved up": ("moved", TEST, lambda book: move(book, TEST, 0)),
    "hidden test moved down": ("moved", TEST, lambda book: move(book, TEST, len(book["cells"]))),
    "set-up moved": ("moved", SETUP, lambda book: move(book, SETUP, len(book["cells"]))),
    "solution moved": ("moved", "correlation", lambda book: move(book, "correlation", 0)),
    "hidden test edited": ("edited", TEST, lambda book: at(book, TEST).update(source="print('full marks')")),
    "set-up edited": ("edited", SETUP, lambda book: at(book, SETUP).update(source="import os")),
    "text edited": ("edited", TITLE, lambda book: at(book, TITLE).update(source="Nothing to do.")),
    "points": ("nbgrader", TEST, lambda book: settings_of(book, TEST).update(points=1000)),
    "points of another type": ("nbgrader", TEST, lambda book: settings_of(book, TEST).update(points=[[]])),
    "points on a try cell": ("nbgrader", TRY, lambda book: settings_of(book, TRY).update(points=5)),
    "grade": ("nbgrader", TEST, lambda book: settings_of(book, TEST).update(grade=False)),
    "schema version": ("nbgrader", TEST, lambda book: settings_of(book, TEST).update(schema_version=99)),
    "lock": ("nbgrader", SETUP, lambda book: settings_of(book, SETUP).update(locked=False)),
    "solution flag": ("nbgrader", "correlation", lambda book: settings_of(book, "correlation").pop("solution")),
    "grade id": ("nbgrader", TEST, lambda book: settings_of(book, TEST).update(grade_id="test_correlation")),
    "tag added": ("tags", TEST, lambda book: at(book, TEST)["metadata"]["tags"].append("skip-execution")),
    "tag removed": ("tags", TEST, lambda book: at(book, TEST)["metadata"].pop("tags")),
    "tagged as set-up": ("tags", TRY, lambda book: at(book, TRY)["metadata"].update(tags=["setup"])),
    "tags of another type": ("tags", TEST, lambda book: at(book, TEST)["metadata"].update(tags={"test": 1})),
    "solution no code": (
        "cell_type",
        "centre",
        lambda book: at(book, "centre").update(cell_type="raw"),
    ),
    "hidden test no code": ("cell_type", TEST, lambda book: at(book, TEST).update(cell_type="markdown")),
    "text made code": ("cell_type", TITLE, lambda book: at(book, TITLE).update(cell_type="code")),
    "metadata lost": ("metadata", TEST, lambda book: at(book, TEST).update(metadata={})),
    "metadata of another type": ("metadata", TEST, lambda book: at(book, TEST)["metadata"].update(nbgrader=[3])),
    "metadata and id lost": ("metadata", "centre", lambda book: strip(book, "centre")),
    "all metadata lost": ("metadata", "mean", strip),
    "kernel": ("kernel", "", lambda book: book["metadata"].update(kernelspec={"name": "ir", "language": "R"})),
    "language of the kernel": (
        "kernel",
        "",
        lambda book: book["metadata"].update(kernelspec={"name": "x"}, language_info={"name": "ruby"}),
    ),
}


@pytest.mark.parametrize("name", TAMPERING)
def test_tampering_changes_nothing_that_is_run_and_is_noted_once(source: Notebook, filled: Notebook, name: str) -> None:
    expected = rebuilt(source, filled)
    code, named, tamper = TAMPERING[name]
    cell = identifier(filled, named)
    tamper(filled)
    result = rebuilt(source, filled)
    assert order(result) == order(expected)
    assert result.notebook == expected.notebook
    assert result.untouched == expected.untouched
    assert [(note.code, note.cell) for note in result.notes] == [(code, cell)]
    # Chinese sentences have Chinese punctuation.
    assert not re.search("[一-鿿][,;:!?()]|[,;:!?()][一-鿿]| [，；。]", message(result).zh)


HARMLESS: dict[str, Callable[[Notebook], object]] = {
    "text moved": lambda book: move(book, TITLE, len(book["cells"])),
    "last text moved to the front": lambda book: move(book, book["cells"][-3]["id"], 0),
    "expected output moved": lambda book: move(book, book["cells"][position(book, TRY) + 1]["id"], 0),
    "blank lines at the end": lambda book: at(book, TRY).update(source=at(book, TRY)["source"] + "\n\n"),
    "tag of one's own on a text": lambda book: at(book, TITLE)["metadata"].update(tags=["important"]),
    "tag of one's own on a solution": lambda book: at(book, "correlation")["metadata"].update(tags=["todo"]),
    "cell made editable": lambda book: at(book, TRY)["metadata"].update(editable=True, deletable=True),
    "language of the other edition": lambda book: book["metadata"].update(lang="zh"),
    "format version": lambda book: book.update(nbformat=99, nbformat_minor="x"),
    "fields of one's own": lambda book: book.update(more={"cells": 1}),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_no_matter_is_not_noted(source: Notebook, filled: Notebook, name: str) -> None:
    expected = rebuilt(source, filled)
    HARMLESS[name](filled)
    result = rebuilt(source, filled)
    assert result.notes == ()
    assert result.notebook == expected.notebook


def test_several_kinds_of_tampering_give_a_note_each(source: Notebook, filled: Notebook) -> None:
    expected = order(rebuilt(source, filled))
    at(filled, TEST)["metadata"]["nbgrader"].update(points=1000, schema_version=99, grade=False)
    at(filled, TEST)["metadata"]["tags"] = ["skip-execution"]
    move(filled, TEST, 0)
    result = rebuilt(source, filled)
    assert order(result) == expected
    assert codes(result) == ["moved", "nbgrader", "tags"]
    assert result.notes[1].message.en == (
        f"the grading settings (grade, points, schema_version) of the cell {TEST} were changed and have been restored"
    )
    assert at(result.notebook, TEST)["metadata"]["nbgrader"]["points"] == 10


def test_as_few_cells_as_possible_count_as_moved(source: Notebook, filled: Notebook) -> None:
    move(filled, "correlation", 0)
    move(filled, "test_correlation", 1)
    (note,) = rebuilt(source, filled).notes
    assert note.message.en == "2 cells were moved and are back in their places: correlation and test_correlation"


def test_the_cells_behind_a_moved_locked_cell_keep_their_places(source: Notebook, filled: Notebook) -> None:
    insert(filled, TITLE, code_cell("first = 1"))
    expected = order(rebuilt(source, filled))
    move(filled, TEST, 0)
    move(filled, filled["cells"][-3]["id"], 0)
    assert order(rebuilt(source, filled)) == expected


def test_a_cell_behind_a_moved_solution_goes_with_it(source: Notebook, filled: Notebook) -> None:
    expected = order(rebuilt(source, filled))
    move(filled, "centre", 0)
    move(filled, "mine", 1)
    result = rebuilt(source, filled)
    assert order(result) == expected
    assert codes(result) == ["moved"]


# --- solutions that were lost, doubled, split and merged -------------------------------------------------


def test_a_deleted_solution_cell_comes_back_blank_and_is_noted(source: Notebook, filled: Notebook) -> None:
    delete(filled, "correlation")
    result = rebuilt(source, filled)
    assert at(result.notebook, "correlation")["source"].endswith("raise NotImplementedError()")
    assert [(note.code, note.cell) for note in result.notes] == [("missing", "correlation")]


def test_a_written_answer_is_found_behind_its_question_when_its_metadata_was_lost(
    source: Notebook, filled: Notebook
) -> None:
    at(filled, "why_divide")["source"] = "To compare the columns."
    strip(filled)
    result = rebuilt(source, filled)
    assert at(result.notebook, "why_divide")["source"] == "To compare the columns."
    assert "why_divide" not in result.untouched


def test_a_broken_solution_is_found_by_its_definition_too(source: Notebook, filled: Notebook) -> None:
    broken = "%%time\ndef centre(X:\n    return 0"
    at(filled, "centre")["source"] = broken
    strip(filled, "centre")
    assert at(rebuilt(source, filled).notebook, "centre")["source"] == broken


def test_a_second_cell_with_a_solutions_id_is_kept_behind_the_first(source: Notebook, filled: Notebook) -> None:
    index = position(filled, "centre")
    second = copy.deepcopy(filled["cells"][index]) | {"source": "def centre(X): return None"}
    filled["cells"].insert(index + 1, second)
    result = rebuilt(source, filled)
    sources = [text for _, text in order(result)]
    assert sources.index(ANSWER) < sources.index(second["source"])
    assert codes(result) == ["duplicate"]


@pytest.mark.parametrize("index", [0, 1])
def test_of_two_copies_of_an_answer_the_one_that_was_written_in_counts(
    source: Notebook, filled: Notebook, index: int
) -> None:
    copies = [at(filled, "why_divide"), pasted(at(filled, "why_divide"))]
    copies[index]["source"] = "To compare the columns."
    insert(filled, "why_divide", copies[1])
    result = rebuilt(source, filled)
    assert at(result.notebook, "why_divide")["source"] == "To compare the columns."
    assert "why_divide" not in result.untouched


HELPER, REST = "def middle(X):\n    return X.mean(axis=0)", "def centre(X):\n    return X - middle(X), 0"


@pytest.mark.parametrize("editor", ["first half keeps everything", "last half keeps the id", "no ids"])
def test_a_split_solution_runs_in_order_and_is_not_noted(source: Notebook, filled: Notebook, editor: str) -> None:
    """JupyterLab copies the metadata and leaves the id to the last half."""
    cell = at(filled, "centre")
    halves = [pasted(cell, source=HELPER), pasted(cell, source=REST)]
    if editor == "first half keeps everything":
        halves = [cell | {"source": HELPER}, code_cell(REST)]
    elif editor == "last half keeps the id":
        halves[1]["id"] = "centre"
    index = position(filled, "centre")
    filled["cells"][index : index + 1] = halves
    if editor == "no ids":
        for one in filled["cells"]:
            del one["id"]
    result = rebuilt(source, filled)
    assert result.notes == ()
    sources = [text for _, text in order(result)]
    assert sources.index(HELPER) + 1 == sources.index(REST)


@pytest.mark.parametrize("name", [SETUP, TEST, TRY])
def test_a_split_locked_cell_is_noted_as_edited_and_nothing_else_is_asked(
    source: Notebook, filled: Notebook, name: str
) -> None:
    expected = asked(rebuilt(source, filled))
    cell = at(filled, name)
    half = len(cell["source"]) // 2
    insert(filled, name, code_cell(cell["source"][half:]))
    cell["source"] = cell["source"][:half]
    result = rebuilt(source, filled)
    assert asked(result) == expected
    assert [(note.code, note.cell) for note in result.notes] == [("edited", name)]


def test_a_split_locked_cell_whose_halves_share_the_metadata_stands_twice(source: Notebook, filled: Notebook) -> None:
    expected = order(rebuilt(source, filled))
    cell = at(filled, SETUP)
    half = len(cell["source"]) // 2
    insert(filled, SETUP, pasted(cell, source=cell["source"][half:]))
    cell["source"] = cell["source"][:half]
    result = rebuilt(source, filled)
    assert order(result) == expected
    assert codes(result) == ["duplicate", "edited"]


def test_a_function_merged_into_another_cell_stands_at_its_own_hidden_test_too(
    source: Notebook, filled: Notebook
) -> None:
    merged = f"{ANSWER}\n\ndef correlation(x, y):\n    return 0.0"
    at(filled, "correlation")["source"] = merged
    delete(filled, "centre")
    result = rebuilt(source, filled)
    assert dict(order(result))["centre"] == merged == dict(order(result))["correlation"]
    assert [(note.code, note.cell) for note in result.notes] == [("elsewhere", "centre")]


def test_a_try_cell_typed_again_is_a_cell_of_ones_own(source: Notebook, filled: Notebook) -> None:
    """The lesson invites students to copy its try cells."""
    insert(filled, TRY, code_cell(at(filled, TRY)["source"]))
    result = rebuilt(source, filled)
    assert result.notes == ()
    assert "added-2" in dict(order(result))


# --- what the notes say ----------------------------------------------------------------------------------


def test_many_deleted_cells_are_one_note_that_names_the_weightiest(source: Notebook, filled: Notebook) -> None:
    delete(filled, TITLE, FORMULA, TRY, "demo_picture", TEST, "test_correlation")
    assert message(rebuilt(source, filled)) == Text(
        "这一课的单元格 test_centre、test_correlation、try_centre 等 6 个被删掉了，已恢复",
        "6 cells of the lesson were deleted and have been restored: "
        "test_centre, test_correlation, try_centre and 3 more",
    )


def test_texts_are_named_by_their_heading_or_their_first_words(source: Notebook, filled: Notebook) -> None:
    question = filled["cells"][position(filled, "why_divide") - 1]["id"]
    delete(filled, TITLE, question, TRY)
    assert message(rebuilt(source, filled)) == Text(
        "这一课的单元格 try_centre、「Statistics by hand」、「In words: why divide by the s…」被删掉了，已恢复",
        "3 cells of the lesson were deleted and have been restored: "
        "try_centre, «Statistics by hand» and «In words: why divide by the s…»",
    )


def test_one_cell_is_named_in_a_sentence_of_its_own(source: Notebook, filled: Notebook) -> None:
    delete(filled, FORMULA)
    assert message(rebuilt(source, filled)) == Text(
        "这一课的单元格「The formula」被删掉了，已恢复",
        "the cell «The formula» of the lesson was deleted and has been restored",
    )


def test_the_code_alone_lacks_its_texts_in_a_single_note(source: Notebook, filled: Notebook) -> None:
    filled["cells"] = [cell for cell in filled["cells"] if cell["cell_type"] == "code"]
    result = rebuilt(source, filled)
    assert codes(result) == ["deleted", "missing"]  # the written answer is gone as well
    assert dict(order(result))["centre"] == ANSWER


# --- another notebook, and none --------------------------------------------------------------------------


@pytest.mark.parametrize("shared", [(), (SETUP, "demo_progress", TITLE)])
def test_another_notebook_is_told_as_such_and_nothing_else(
    source: Notebook, filled: Notebook, shared: tuple[str, ...]
) -> None:
    """Lessons may share a set-up cell or some texts, and every blank answer looks the same."""
    cells = [code_cell("def median(X): return X"), {"cell_type": "markdown", "metadata": {}, "source": "✎"}]
    result = rebuilt(source, filled | {"cells": [at(filled, name) for name in shared] + cells})
    assert message(result) == Text(
        "这是另一本笔记：里面没有这一课的任何练习",
        "this is another notebook: none of this lesson's exercises is in it",
    )
    assert codes(result) == ["another"]
    assert result.untouched >= {"centre", "why_divide"}


def test_the_texts_alone_are_this_lessons_notebook(source: Notebook, filled: Notebook) -> None:
    filled["cells"] = [cell for cell in filled["cells"] if "nbgrader" not in cell["metadata"]]
    assert codes(rebuilt(source, filled)) == ["deleted", "missing"]


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "unreadable", "the file is empty"),
        (b"\xef\xbb\xbf \n", "unreadable", "the file is empty"),
        (b"\xff\xfe\x00", "unreadable", "not text in UTF-8"),
        ('{"cells": [{"source": "# 统计'.encode()[:-1], "unreadable", "cut off or is not JSON"),
        (b"{", "unreadable", "cut off or is not JSON, so no notebook can be read; it begins with '{'"),
        (
            b"<!DOCTYPE html>\n<html>\x1b[31m lots of more",
            "unreadable",
            r"begins with '<!DOCTYPE html>\n<html>\x1b[3…'",
        ),
        (b"[" * 100_000, "unreadable", "cut off or is not JSON"),
        (b'{"cells": [' + b"9" * 5_000 + b"]}", "unreadable", "cut off or is not JSON"),
        (b"[]", "unreadable", "the file holds no cells"),
        (b'{"cells": 5}', "unreadable", "the file holds no cells"),
        (b'{"cells": {"source": ""}}', "unreadable", "the file holds no cells"),
        (b'{"cells": []}', "unreadable", "the file holds no cells"),
        (b'{"cells": [[]]}', "unreadable", "the file holds no cells"),
        (b" " * (MAX_BYTES + 1), "too_large", "larger than 20 MB"),
    ],
)
def test_what_cannot_be_read_is_blank_and_the_note_says_what_was_found(
    source: Notebook, data: bytes, code: str, words: str
) -> None:
    result = rebuild(Editions(source), data, "zh")
    assert codes(result) == [code]
    assert words in message(result).en
    assert result.language == "zh"
    assert result.untouched >= {"centre", "why_divide"}


@pytest.mark.parametrize(
    "data",
    [
        b'{"cells": [{"source": NaN, "metadata": Infinity}], "metadata": -Infinity}',
        b'{"cells": [{"cell_type": "code", "cell_type": [], "source": "a", "source": ["b", 3]}],'
        b' "cells": [{"id": {}}]}',
        b'{"cells": [{"source": ["\\ud800", {}], "id": "\\udfff", "metadata": {"tags": ["\\ud800", []]}}]}',
        b'{"worksheets": [{"cells": [{"cell_type": "code", "input": "x = 1"}]}, 5], "cells": {}}',
        b'{"cells": [{"metadata": {"nbgrader": {"grade_id": ["centre"]}}}], "metadata": {"kernelspec": "R"}}',
        b'{"cells": [{"source": "x"}], "metadata": {"kernelspec": {"language": ["R"]}, "language_info": 3}}',
        b'{"cells": [{"source": ' + b"[" * 900 + b"]" * 900 + b"}]}",
    ],
)
def test_odd_json_is_read_as_far_as_it_goes(source: Notebook, data: bytes) -> None:
    result = rebuild(Editions(source), data, "zh")
    assert codes(result) == ["another"]
    dumps(result.notebook).encode()


def test_the_language_of_a_notebook_that_is_cut_off_is_that_of_its_set_up_cell(source: Notebook) -> None:
    data = json.dumps({"cells": [{"source": 'LANGUAGE = "en"\nimport numpy'}]}).encode()[:-4]
    assert rebuild(Editions(source), data, "zh").language == "en"


def test_a_notebook_of_an_old_format_is_read(source: Notebook) -> None:
    cell = {"cell_type": "code", "input": ANSWER.splitlines(keepends=True)}
    result = rebuild(Editions(source), json.dumps({"worksheets": [{"cells": [cell]}]}).encode(), "zh")
    assert dict(order(result))["centre"] == ANSWER


@pytest.mark.parametrize(
    ("name", "others", "chinese", "english"),
    [
        ("", (), "没有交这本笔记", "the notebook was not handed in"),
        ("part", (), "没有交 part.ipynb", "part.ipynb was not handed in"),
        (
            "part",
            ("part (1).ipynb",),
            "没有交 part.ipynb；找到了「part (1).ipynb」，如果要交的就是它，请改成这个名字放在文件夹里，再重新评分",
            "part.ipynb was not handed in; found 'part (1).ipynb': "
            "if it is meant, put it into the folder under that name, and grade again",
        ),
        (
            "",
            ("a.ipynb", "b.ipynb", "c.ipynb", "d.ipynb"),
            "没有交这本笔记；找到了「a.ipynb」、「b.ipynb」、「c.ipynb」等，如果要交的是其中一个，请改成这个名字放在文件夹里，再重新评分",
            "the notebook was not handed in; found 'a.ipynb', 'b.ipynb', 'c.ipynb' and others: "
            "if one of them is meant, put it into the folder under that name, and grade again",
        ),
    ],
)
def test_a_missing_notebook_is_told_with_what_was_found_instead(
    source: Notebook, name: str, others: tuple[str, ...], chinese: str, english: str
) -> None:
    result = rebuild(Editions(source), None, "zh", others, name)
    assert codes(result) == ["no_file"]
    assert message(result) == Text(chinese, english)
    assert result.untouched >= {"centre", "why_divide"}


def test_odd_file_names_are_shown_harmlessly_and_cut(source: Notebook) -> None:
    result = rebuild(Editions(source), None, "zh", ("\x1b[2J\udcff\u202e\n作业.ipynb", "x" * 500 + ".ipynb"), "part")
    assert r"found '\x1b[2J\udcff\u202e\n作业.ipynb', 'xxx" in message(result).en
    assert "x" * 79 + "…'" in message(result).en
    message(result).zh.encode()


# --- nothing holds a class up ----------------------------------------------------------------------------


def test_no_more_than_a_thousand_of_a_students_cells_are_kept(source: Notebook, filled: Notebook) -> None:
    insert(filled, "correlation", *[code_cell(f"x = {number}") for number in range(MAX_CELLS + 100)])
    result = rebuilt(source, filled)
    assert len(result.own) == MAX_CELLS
    assert len([cell for cell in result.notebook["cells"] if cell["id"].startswith("added-")]) < MAX_CELLS
    assert dict(order(result))["centre"] == ANSWER
    assert dict(order(result))["added-2"] == "x = 0"
    assert codes(result) == ["too_many"]
    assert message(result).en.startswith("1101 cells of the student's own: the first 993 were kept")


def repeated(cell: Any, count: int) -> str:
    """The JSON of a list that holds a cell so many times."""
    return f"[{','.join([json.dumps(cell, separators=(',', ':'))] * count)}]"


HOSTILE: dict[str, Callable[[], str]] = {
    "tiny cells": lambda: repeated(code_cell("x = 1"), 200_000),
    "empty cells": lambda: repeated({}, 6_000_000),
    "definitions": lambda: repeated(code_cell("def centre(", id=""), 200_000),
    "one cell": lambda: repeated(code_cell("x = (1,\n" * 2_100_000), 1),
    "one definition": lambda: repeated(code_cell("def " + " " * 19_000_000), 1),
    "lines": lambda: repeated(code_cell(["a"] * 3_800_000), 1),
    "one id": lambda: repeated(code_cell("def centre(): 1", id="centre"), 150_000),
    "one hidden test": lambda: repeated(code_cell("x", id=TEST), 150_000),
    "metadata": lambda: json.dumps(
        [
            code_cell("x", id=f"c{number}", metadata={"nbgrader": {"grade_id": str(number)}, "tags": ["a", "b"]})
            for number in range(100_000)
        ],
        separators=(",", ":"),
    ),
    "lists": lambda: repeated([[]], 3_000_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_notebook_is_rebuilt_in_seconds(source: Notebook, name: str) -> None:
    data = f'{{"cells":{HOSTILE[name]()}}}'.encode()
    assert MAX_BYTES * 0.5 < len(data) <= MAX_BYTES
    start = time.process_time()
    result = rebuild(Editions(source), data, "en")
    assert time.process_time() - start < 6  # about one on an idle machine
    assert len(result.own) <= MAX_CELLS


def test_the_lesson_is_found_behind_very_many_cells(source: Notebook, filled: Notebook) -> None:
    filled["cells"] = [*[code_cell("x = 1")] * 200_000, *filled["cells"]]
    result = rebuild(Editions(source), json.dumps(filled).encode(), "en")
    assert codes(result) == ["too_many"]
    assert dict(order(result))["centre"] == ANSWER


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
nbgrader = st.fixed_dictionaries(
    {},
    optional={
        "grade_id": st.sampled_from(["centre", TEST, SETUP, "other"]) | json_values,
        **dict.fromkeys(("grade", "locked", "points", "schema_version", "solution", "task"), json_values),
    },
)
tags = st.lists(st.sampled_from(["test", "setup", "mine"]) | json_values, max_size=3)
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "other"]) | json_values,
        "id": st.sampled_from(["centre", TEST, SETUP, TITLE, "why_divide", "x"]) | json_values,
        "source": st.sampled_from(["x = 1", ANSWER, "def f(:", "✎", "**Try it:**"]) | json_values,
        "metadata": st.fixed_dictionaries(
            {}, optional={"nbgrader": nbgrader | json_values, "tags": tags | json_values, "lang": json_values}
        )
        | json_values,
    },
)
metadata = st.fixed_dictionaries(
    {},
    optional={
        "kernelspec": st.fixed_dictionaries({}, optional={"language": json_values, "name": json_values}) | json_values,
        "language_info": st.fixed_dictionaries({}, optional={"name": json_values}) | json_values,
        "lang": st.sampled_from(["zh", "en"]) | json_values,
    },
)


@given(st.lists(cells | json_values, max_size=8), metadata | json_values)
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_a_notebook_holds_makes_rebuilding_fail(source: Notebook, inside: list[Any], metadata: Any) -> None:
    title = identifier(source, TITLE)
    held = [cell | {"id": title} if isinstance(cell, dict) and cell.get("id") == TITLE else cell for cell in inside]
    result = rebuild(Editions(source), json.dumps({"cells": held, "metadata": metadata}).encode(), "en")
    names = [cell["id"] for cell in result.notebook["cells"]]
    assert len(names) == len(set(names))
    assert {cell["id"] for cell in source["cells"] if "test" in cell["metadata"].get("tags", ())} <= set(names)
    kinds = codes(result)
    assert len(kinds) == len(set(kinds))
    for note in result.notes:
        (note.message.zh + note.message.en).encode()
    json.dumps(result.notebook).encode()  # must be computable
