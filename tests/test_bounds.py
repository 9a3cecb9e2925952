"""What the trusted process does with a submission takes time in proportion to its size, whatever it holds."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from autograder.exercise.show import without_lists
from autograder.grading.beside import Found, choose
from autograder.grading.bundle import Bundle
from autograder.grading.folders import MARKDOWN, autograded, inert, pages
from autograder.grading.gradebook import NOTHING_GIVEN
from autograder.grading.pictures import keep_pictures
from autograder.grading.rebinding import bound_anew
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.build import Notebook
from autograder.lessons.lesson import Lesson
from autograder.report.formats import to_csv
from autograder.results import dumps, loads
from autograder.safe_text import clean, visible
from autograder.sandbox import CodeCell, Sandbox
from autograder.submission import rebuild
from autograder.submission.elsewhere import is_prose, where_defined
from autograder.submission.pictures import named

from .classroom import fill
from .conftest import PART

#: Texts that take whoever parses them, in a careless way, time that grows with the square of their length, or worse.
NASTY: dict[str, str] = {
    "brackets": "[",
    "formulas": "\\\\(",
    "brackets and formulas": "[\\\\(",
    "nested brackets": "[a](",
    "emphasis": "*a **b _c ",
    "ticks": "`a ``b ",
    "dollars": "$a$$ ",
    "quotes": "> ",
    "lists": "- 1. ",
    "tables": "|a|\n|-|\n",
    "entities": "&#x5b;&lt;",
    "tags": "<a <!-- <?",
    "escapes": "\x1b[0;",
    "open escapes": "\x1b]",
    "strings": "'''\"\"\"\\",
    "returns": "a\r",
    "surrogates": "\\ud800",
    "code": "if x:\n ",
    "pictures": "![a](",
    "nested pictures": "![![](",
    "pictures within": "![a](data:image/png;base64,iVBORw0K",
    "small pictures": "![](data:image/png;base64,iVBORw0K) ",
    "titles": "![](a    '",
    "images": "<img src= ",
    "definitions": "def mean(X):\n 1\n",
    "other names": "mean = a.b.\n",
    "imports": "from a.a import mean \n",
    "long imports": "from a import a a ",
}


def seconds(work: Callable[[], Any]) -> float:
    """CPU seconds that some work takes; the least of three."""
    taken = []
    for _ in range(3):
        before = time.process_time()
        work()
        taken.append(time.process_time() - before)
    return min(taken)


def grows_with_size(work: Callable[[int], Callable[[], Any]], size: int, factor: int = 8) -> bool:
    """Whether so many times the size takes about so many times the time, and not its square."""
    small, large = seconds(work(size)), seconds(work(factor * size))
    return large < 0.02 or large < 3 * factor * max(small, 0.001)


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY.keys())
def test_a_text_is_made_harmless_in_time_that_grows_with_its_size(nasty: str) -> None:
    def work(size: int) -> Callable[[], Any]:
        cell = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": (nasty * size)[:size]}
        return lambda: inert(cell, 1 << 30)

    assert grows_with_size(work, 250_000)


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY.keys())
def test_pictures_and_definitions_are_found_in_time_that_grows_with_the_size(
    bundle: Bundle, released: Notebook, nasty: str
) -> None:
    """Whatever stands at the beginnings of lines, in texts and in code that is no Python."""
    known = bundle.editions[PART].known("en")

    def work(size: int) -> Callable[[], Any]:
        text = (nasty * size)[:size]
        cells = [{"cell_type": "code", "id": "added-1", "source": f"{text}\n("}]

        def found() -> None:
            named(text, {})
            where_defined(cells, [0], known)
            is_prose("code", text, known)

        return found

    assert grows_with_size(work, 50_000)


@pytest.mark.parametrize("shown", ["![](attachment:a)", "![](a.png)", "<img src='a.png'>"])
def test_pictures_that_are_shown_without_end_are_gathered_in_time_that_grows_with_the_size(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, shown: str
) -> None:
    data = b"\x89PNG\r\n" + b"x" * 1_000_000

    def work(size: int) -> Callable[[], Any]:
        cell = {"id": "n", "cell_type": "markdown", "metadata": {}, "source": shown * size}
        cell["attachments"] = {"a": {"image/png": base64.b64encode(data).decode()}}
        notebook = {**released, "cells": [*released["cells"], cell]}
        book = rebuild(bundle.editions[PART], json.dumps(notebook).encode(), "en")
        return lambda: keep_pictures({PART: book}, {"a.png": data}, sandbox)

    assert grows_with_size(work, 2000)


def test_files_beside_notebooks_are_sorted_out_in_time_that_grows_with_their_number(bundle: Bundle) -> None:
    def work(size: int) -> Callable[[], Any]:
        found = [Found(f"{'a/' * 90}{number}.csv", b"x") for number in range(size)]
        return lambda: choose(found, ["a/", "a/a/"], bundle.given)

    assert grows_with_size(work, 200)


@pytest.mark.parametrize("nasty", ["[", "\\\\(", "[\\\\(", "*a **b _c ", "`a ``b "])
def test_a_text_that_is_slow_to_show_is_shown_as_typed(nasty: str) -> None:
    source = nasty * 2000
    cell = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": source}
    assert inert(cell, MARKDOWN)["source"] == f"    {source}"


@pytest.mark.parametrize(
    ("text", "is_shown"),
    [
        ("a **bold** word, `code`, $x^2$ and [0, 1]", True),
        ("see [this](https://example.org/a_b?c=d#e)", True),
        ("[mail](mailto:a@b.org), [above](#top)", True),
        ("[run](javascript:alert(1))", False),
        ("[run](JaVaScRiPt:alert(1))", False),
        ("[run]( javascript:x)", False),
        ("[run](&#106;avascript:x)", False),
        ("[run](data:text/html,x)", False),
        ("[title](https://example.org 'onclick=x')", False),
        ("![picture](https://example.org/a.png)", False),
        ("[a][b]\n\n[b]: javascript:x", False),
        ("a[^1]\n\n[^1]: note", False),
        ("[up](//example.org)", False),
    ],
)
def test_only_links_that_lead_to_pages_are_shown_as_links(text: str, is_shown: bool) -> None:
    cell = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": text}
    assert (inert(cell, MARKDOWN)["source"] == text) == is_shown


def test_of_all_texts_of_a_notebook_only_so_much_is_shown_as_markdown() -> None:
    cell = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": "word " * 10}
    assert inert(cell, 50)["source"] == cell["source"]
    assert inert(cell, 49)["source"].startswith("    word")


@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
def test_grading_takes_time_that_grows_with_the_size(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, kind: str
) -> None:
    """All nasty texts at once: rebuilt, judged, stored, read again and shown."""

    def work(size: int) -> Callable[[], Any]:
        texts = [f"# {nasty}" if kind == "code" else nasty for nasty in NASTY.values()]
        cells = [
            {"id": f"n{number}", "cell_type": kind, "metadata": {}, "source": (text * size)[: size // len(texts)]}
            for number, text in enumerate(texts)
        ]
        if kind == "code":
            cells = [
                {**cell, "source": f"'''{cell['source']}", "outputs": [], "execution_count": None} for cell in cells
            ]
        notebook = {**released, "cells": [*released["cells"], *cells]}
        task = Task("student", {PART: json.dumps(notebook).encode()}, language="en")

        def graded() -> None:
            result = loads(dumps(grade_submission(bundle, task, sandbox)))
            autograded(result)
            pages(result, NOTHING_GIVEN, True)

        return graded

    assert grows_with_size(work, 100_000, 10)


#: Notebooks of which all is one thing, said again and again until there are 200 MB of it: what stands before it, the
#: thing, and what stands behind.
HUGE: dict[str, tuple[str, str, str]] = {
    "brackets": ("", "[", ""),
    "brackets in outputs": ('{"outputs": ', "[", ""),
    "brackets side by side in outputs": ('{"outputs": [', "[],", "1]}"),
    "outputs in outputs": ("", '{"outputs": [', ""),
    "many outputs": ("{", f'"outputs": [{"[]," * 9}1],', '"a": 1}'),
    "many empty outputs": ("{", '"outputs": [],', '"a": 1}'),
    "backslashes in outputs": ('{"outputs": ["', "\\\\", '"]}'),
    "escaped quotes in outputs": ('{"outputs": ["', '\\"', '"]}'),
    "quotes in outputs": ('{"outputs": [', '"",', "1]}"),
    "a string without end in outputs": ('{"outputs": ["', "a", ""),
    "backslashes": ('{"source": "', "\\\\", '"}'),
    "quotes": ("[", '"",', "1]"),
    "a key without end": ('{"', "outputs", '": 1}'),
    "keys without a value": ("[", '"outputs",', "1]"),
    "space behind a key": ('{"outputs"', " ", ""),
    "pasted pictures": ("{", '"attachments": {"a": "aaaa"},', '"a": 1}'),
    "a pasted picture without end": ('{"attachments": {"a": "', "a", ""),
}


#: Prints the CPU seconds that reading such a notebook takes, and by how many megabytes the process has grown.
@pytest.mark.parametrize("line", ["\n", "  \n", "from import ", "x = 1\n", "%reset\n", "def f(): return x\n", "("])
def test_names_of_cells_are_found_in_time_that_grows_with_their_size(line: str) -> None:
    def work(size: int) -> Callable[[], Any]:
        cells = [CodeCell("a", (line * size)[:size]), CodeCell("b", (line * size)[:size])]
        return lambda: bound_anew(cells, 1)

    assert grows_with_size(work, 50_000)


READ = """
import resource, sys
from autograder.submission.outputs import MAX_FILE
from autograder.submission.reading import read
from autograder.submission import without_outputs

before, thing, behind = (part.encode() for part in sys.argv[1:])

def parts():
    many = thing * ((1 << 18) // len(thing))
    if before:
        yield before
    for _ in range((MAX_FILE - 1000) // len(many)):
        yield many
    yield behind

class File:
    left = parts()
    def read(self, size):
        return next(self.left, b"")

file = File()
memory = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
at_first, begun = memory(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
read(without_outputs(file))
print(resource.getrusage(resource.RUSAGE_SELF).ru_utime - begun, memory() - at_first)
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", HUGE)
def test_two_hundred_megabytes_are_read_in_seconds_and_in_little_memory(kind: str) -> None:
    told = subprocess.check_output([sys.executable, "-c", READ, *HUGE[kind]], text=True)
    taken, grown = map(float, told.split())
    # On an idle machine 1 to 9 seconds, and 30 MB.
    assert taken < 40
    assert grown < 150


@pytest.mark.parametrize(
    "body",
    [
        "import numpy as np; return np.arange({size}.0)",
        "return {{f'W{{i}}': [float(i)] for i in range({size} // 50)}}",
        "return [[float(j) for j in range(100)] for _ in range({size} // 100)]",
        "return '[(' * {size}",
        "raise ValueError('[1, 2' * {size})",
        "print('<&\\x1b[0;' * {size}); return 1",
    ],
)
def test_answers_are_judged_in_time_that_grows_with_their_size(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson, body: str
) -> None:
    """Asked, compared, looked through for known mistakes, shown."""

    def work(size: int) -> Callable[[], Any]:
        answers = {name: f"def {name}(*args):\n    {body.format(size=size)}" for name in lesson.solutions}
        task = Task("student", {PART: fill(released, answers)}, language="en", counterexamples=True)
        return lambda: pages(loads(dumps(grade_submission(bundle, task, sandbox))), NOTHING_GIVEN, True)

    assert grows_with_size(work, 20_000)


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\ufeff", "\u061c", "\u202e", "\u2066", "\U000e0041", "\u00ad", "\u3164", "\u180e"]
)
def test_what_hides_in_a_text_is_shown_by_its_number(hidden: str) -> None:
    shown = f"a⟨U+{ord(hidden):04X}⟩b"
    assert visible(f"a{hidden}b") == clean(f"a{hidden}b") == shown
    code = {"id": "a", "cell_type": "code", "metadata": {}, "source": f"a{hidden}b", "outputs": []}
    text = {**code, "cell_type": "markdown"}
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": f"a{hidden}b"},
        {"output_type": "display_data", "data": {"text/plain": f"a{hidden}b"}, "metadata": {}},
        {"output_type": "error", "ename": f"a{hidden}b", "evalue": f"a{hidden}b", "traceback": [f"a{hidden}b"]},
    ]
    written = json.dumps([inert(text, MARKDOWN), inert({**code, "outputs": outputs}, MARKDOWN)], ensure_ascii=False)
    assert hidden not in written
    assert written.count(shown) == 7


def test_letters_of_all_languages_stay_as_they_are() -> None:
    text = "你好，Ärger, שלום, مرحبا, नमस्ते, 👍🏽, \t\n"
    assert visible(text) == text


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", " =1", "\t=1"])
def test_no_spreadsheet_takes_a_cell_for_a_formula(cell: str) -> None:
    assert to_csv([[cell]]).startswith(("'", "\"'"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("ValueError: [[0.1 0.2 0.3]\n [0.4 0.5 0.6]]", "ValueError: […]"),
        ("got array([0.1, 0.2, 0.3, 0.4, 0.5]) here", "got array([…]) here"),
        ("index [0, 1] is out", "index [0, 1] is out"),
        ("[" * 50 + "1", "[…"),
    ],
)
def test_what_was_asked_is_not_carried_out_in_an_errors_words(said: str, told: str) -> None:
    assert without_lists(said) == told
