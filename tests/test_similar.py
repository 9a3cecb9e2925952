"""Similar work: what is passed over in code, what counts, what the command writes, and what hostile work costs."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES
from autograder.grading.class_grader import grade_class
from autograder.lessons.lesson import Lesson
from autograder.similar.class_code import ClassFolder, Code, LessonCode, within_bounds
from autograder.similar.compare import Comparison, compare
from autograder.similar.fingerprints import MAX_FINGERPRINTS, Piece, pieces, printed
from autograder.similar.html_page import ClassReport, similar_pages
from autograder.similar.tokens import MAX_TOKENS, Words, tokens, vocabulary

from .classroom import code_cell, fill, hand_in, release
from .conftest import ASSIGNMENT

# --- what is passed over -----------------------------------------------------------------------------------

SOURCE = 'def f(a, b):\n    c = (a @ b) + 1.0\n    return {"W": c, "n": 0.001}\n'


def keys(source: str) -> list[int | str]:
    """The tokens of a text, names of its own by the order in which they come."""
    names: dict[str, int] = {}
    return [
        names.setdefault(token.key, len(names)) if isinstance(token.key, str) else token.key
        for token in tokens(source, vocabulary([], [SOURCE])).tokens
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("c", "result"),
        lambda text: text.replace("1.0", "1").replace("0.001", "1e-3"),
        lambda text: text.replace("a @ b", "np.dot(a, b)"),
        lambda text: text.replace("a @ b", "numpy.matmul(a, b)"),
        lambda text: text.replace("a @ b", "a.dot(b)"),
        lambda text: text.replace("(a @ b) + 1.0", "np.add(np.dot(a, b), 1)"),
        lambda text: text.replace("(a @ b)", "a @ b"),
        lambda text: text.replace('"', "'"),
        lambda text: text.replace("\n    c", "\n    # sums\n\n    '''Sums.'''\n    c"),
        lambda text: text.replace("    ", "\t"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("1.0\n    return", "1.0; return"),
        lambda text: text.replace("c = ", "c = \\\n        "),
    ],
)
def test_what_computes_the_same_by_another_hand_has_the_same_tokens(change: Callable[[str], str]) -> None:
    assert change(SOURCE) != SOURCE
    assert keys(change(SOURCE)) == keys(SOURCE)


@pytest.mark.parametrize(("old", "new"), [("@", "*"), ("+ 1.0", "+ 2"), ('"W"', '"n"'), ("return", "yield")])
def test_what_computes_something_else_has_others(old: str, new: str) -> None:
    assert keys(SOURCE.replace(old, new)) != keys(SOURCE)


def test_lines_in_another_order_keep_their_fingerprints() -> None:
    lines = ["total = sum(values) / len(values) + 1", "spread = max(values) - min(values) * 2"]
    one, two = (printed(Piece("", "\n".join(order))) for order in (lines, lines[::-1]))
    assert len({one.number for one in one.prints} & {one.number for one in two.prints}) >= 2


def test_code_that_cannot_be_parsed_is_read_all_the_same() -> None:
    whole, broken = (printed(Piece("", SOURCE * 3 + end)) for end in ("", "def g(:\n  x = = (\n"))
    assert {one.number for one in whole.prints} <= {one.number for one in broken.prints}


def test_comments_strings_and_names_are_kept_apart() -> None:
    said = tokens("def f(mine):\n    '''What it does.'''\n    # my own idea\n    return print('a message')\n").words
    assert said == {
        Words("comment", "What it does."),
        Words("comment", "my own idea"),
        Words("string", "a message"),
        Words("name", "f"),
        Words("name", "mine"),
    }


def test_a_decorated_function_is_one_piece() -> None:
    found = list(pieces("x = 1\n@cache\ndef mean(x):\n    return x\n\nclass Other:\n    pass\n", ["mean"]))
    assert [(one.exercise, one.text.split("\n")[0]) for one in found] == [
        ("", "x = 1"),
        ("mean", "@cache"),
        ("", "class Other:"),
    ]


@pytest.mark.parametrize(
    "text",
    ["(" * 300_000, "'''" * 100_000, '"' * 300_000, "1" * 300_000, "a" * 300_000, "np.dot(" * 40_000, "@\n" * 150_000,
     "def f():\n" * 33_000, "x=1\n" * 75_000, "\\" * 300_000, "\n" * 300_000, "\0\ud800\u202e" * 100_000],
)  # fmt: skip
def test_hostile_code_is_read_in_a_moment(text: str) -> None:
    began = time.process_time()
    found = [printed(piece) for piece in pieces(text, ["f"])]
    assert sum(len(one.prints) for one in found) <= 2 * MAX_TOKENS
    assert time.process_time() - began < 10


# --- what counts -------------------------------------------------------------------------------------------

LESSON = LessonCode(
    exercises=("mean", "spread"),
    cells=("import numpy as np\ndef mean(X):\n    raise NotImplementedError()\n",),
    declared={"mean": ("def mean(X):\n    return sum(X[i] for i in range(len(X))) / len(X) + 0 * len(X)\n",)},
)


def student(name: str, *sources: str) -> Code:
    return within_bounds(name, [piece for source in sources for piece in pieces(source, LESSON.exercises)])


def own(number: int) -> str:
    """A function that nobody else writes."""
    steps = "\n".join(f"    v{place} = v{place - 1} ** {number * 37 + place} - {number}" for place in range(1, 9))
    return f"def spread(v0):\n{steps}\n    return v8\n"


def compared(*students: Code) -> Comparison:
    return compare(LESSON, students, 5)


def test_a_pair_is_found_among_others_with_what_it_shares_and_where() -> None:
    copied = own(1).replace("v", "w") + "\nhelper = 1\n"
    found = compared(*(student(f"s{number}", own(number)) for number in range(8)), student("copy", copied))
    first = found.pairs[0]
    assert {first.first, first.second} == {"s1", "copy"}
    assert first.share > 0.9
    assert [one.name for one in first.exercises] == ["spread"]
    (passages,) = first.exercises[0].first
    start, end, few = passages.spans[0]
    assert few and passages.piece.text[start:end].count("**") == 8


def test_what_is_handed_out_or_everybodys_counts_nothing() -> None:
    everybodys = own(99)
    found = compared(*(student(f"s{number}", everybodys, LESSON.cells[0]) for number in range(12)))
    assert found.pairs == () and found.usual == 0


def test_what_the_lesson_declares_counts_less_than_what_two_alone_have() -> None:
    others = [student(f"s{number}", own(number)) for number in range(8)]
    declared = LESSON.declared["mean"][0]
    undeclared = declared.replace("+ 0 *", "- 0 *").replace("range", "reversed")
    scores = []
    for text in (declared, undeclared):
        found = compared(*others, student("a", text), student("b", text))
        scores.append(next((pair.score for pair in found.pairs if pair.first == "a"), 0.0))
    assert scores[0] < scores[1] / 2


def test_one_student_can_fill_no_more_than_a_students_share() -> None:
    much = "\n".join(own(number).replace("spread", f"f{number}") for number in range(900))
    found = compared(student("a", own(1)), student("much", much), student("c", own(2)))
    assert found.cut == ("much",)
    assert MAX_FINGERPRINTS < 10_000


def test_the_order_of_students_changes_nothing_but_sides() -> None:
    students = [student(f"s{number}", own(number % 4), own(number)) for number in range(9)]
    one, two = compared(*students), compared(*students[::-1])
    assert [round(pair.score, 6) for pair in one.pairs] == [round(pair.score, 6) for pair in two.pairs]


# --- a class -----------------------------------------------------------------------------------------------

ODD = "</code><script>alert(1)</script>\u202e\x1b[31m"
MINE = f"""def mean(X):
    # my very own comment {ODD}
    rolling = X[:, 0] * 0 + 17 - 17
    for column in range(X.shape[1]):
        rolling = rolling + X[:, column] / X.shape[1]
    return np.reshape(rolling, (len(X), 1)) + 3 - 3
"""


@pytest.fixture
def small(course: Course, lesson: Lesson) -> Course:
    """A class of five, two of whom have written the same, one of them in a cell of their own."""
    right = lesson.solutions
    hand_in(course, "ada", fill(release(course, "zh"), right))
    hand_in(course, "bo", fill(release(course, "zh"), right | {"mean": MINE}))
    book = release(course, "en")
    book["cells"].append(code_cell(MINE.replace("rolling", "so_far")))
    hand_in(course, "=chen", fill(book, {}))
    hand_in(course, "cut", b'{"cells": [')
    hand_in(course, "none", fill(release(course, "en"), {}))
    return course


def run(course: Course, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, ["similar", *arguments])
    assert result.exit_code == 0, result.output
    assert all(len(line) <= 80 for line in result.output.splitlines()), result.output
    return result.output


def test_the_command_writes_page_and_table_and_says_what_each_is(
    small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = run(small, monkeypatch)
    assert "=chen · bo" in told and "Likeness is not proof" in told
    written = {path.name for path in (small.root / "report").iterdir()}
    assert written == {"similar.html", "similar.zh.html", "similar.en.html", "similar.csv"}
    assert "report/similar.html" in told and "report/similar.csv" in told
    head, *rows = csv.reader(io.StringIO((small.root / "report" / "similar.csv").read_text("utf-8-sig")))
    first = dict(zip(head, rows[0], strict=True))
    assert (first["place"], first["student_1"], first["student_2"]) == ("1", "'=chen", "bo")
    assert first["exercises"] == "mean" and "my very own comment" in first["same_comments"]
    assert not (small.root / ".autograder").exists(), "no secret is drawn"


def test_the_page_is_escaped_has_no_script_and_marks_what_is_shared(
    small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(small, monkeypatch, "--top", "1", "--assignment", ASSIGNMENT)
    for language in LANGUAGES:
        page = (small.root / "report" / f"similar.{language}.html").read_text("utf-8")
        assert "<script" not in page and "&lt;script&gt;" in page and "\x1b" not in page and "\u202e" not in page
        assert re.search(r"<mark>rolling = X", page) and re.search(r"<mark>so_far = X", page)
        assert page.count("<mark") == page.count("</mark>")
        assert page.count('class="pair"') == 1
        assert set(re.findall(r'href="similar\.(\w+)\.html"', page)) == {*LANGUAGES} - {language}
        assert "http://" not in page and "https://" not in page
    assert "Likeness is not proof" in page
    assert "autograder grade" in page, "nothing is graded yet"


def test_the_same_rare_mistake_is_named(small: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    added = MINE + "\ndef centre(X):\n    mu = mean(X)\n    return X + mu, mu\n"
    for name in ("bo", "=chen"):
        hand_in(small, name, fill(release(small, "zh"), lesson.solutions | {"mean": MINE, "centre": added}))
    grade_class(small, ASSIGNMENT)
    run(small, monkeypatch)
    page = (small.root / "report" / "similar.en.html").read_text("utf-8")
    assert "<code>centre</code> · added (2 in the class)" in page


def test_another_folder_is_taken(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    run(small, monkeypatch, ASSIGNMENT, "--out", "elsewhere/similar")
    assert (small.root / "elsewhere" / "similar" / "similar.html").is_file()


def test_bad_input_is_told_with_the_next_command(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.root)
    (small.root / "file").write_text("", "utf-8")
    for arguments, told in (
        (["--top", "0"], "0 is not in the range"),
        (["another"], "Assignments of this course"),
        (["--out", "file"], "could not be written"),
    ):
        result = CliRunner().invoke(main, ["similar", *arguments])
        assert result.exit_code != 0 and told in result.output, result.output
        assert isinstance(result.exception, SystemExit)


def test_to_compare_takes_two(course: Course, lesson: Lesson) -> None:
    hand_in(course, "ada", fill(release(course, "zh"), lesson.solutions))
    with pytest.raises(AutograderError, match=r"Only one submission was found, that of ada.*\n.*sample-class"):
        ClassFolder(course, ASSIGNMENT)


def test_a_class_with_nothing_in_common_is_told_so(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ada", "bo"):
        hand_in(course, name, fill(release(course, "zh"), {}))
    assert "no two share anything" in run(course, monkeypatch)
    data = ClassReport(ASSIGNMENT, compared(student("a", own(1)), student("b", own(2))), people={}, mistakes={})
    assert "No two have anything in common" in similar_pages(data, "en")["similar.html"]
