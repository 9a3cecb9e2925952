"""A feedback page tells a student all that counts, safely, and nothing that is hidden."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import escape

from autograder.course import Course
from autograder.exercise import LANGUAGES, Finding, Language, Text
from autograder.feedback import ByHand, page, to_text, verdict_outputs
from autograder.feedback.cells import Room, show_cell
from autograder.grading.bundle import Bundle
from autograder.judge import Counterexample, Verdict
from autograder.lessons.build import Notebook, loads
from autograder.lessons.lesson import Lesson
from autograder.results import NotebookResult
from autograder.safe_text import clean, excerpt, highlight, inline
from autograder.submission import Note

from .answers import namespace, verdict
from .conftest import ASSIGNMENT, PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

WRITTEN = "why_divide"
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode("ascii")
HOSTILE = "</pre></style><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>"

Book = Callable[..., NotebookResult]


@pytest.fixture(scope="module")
def right(bundle: Bundle, lesson: Lesson) -> dict[str, Verdict]:
    """The verdicts on the lesson's own solutions."""
    made = namespace(bundle, lesson.solutions)
    return {name: verdict(bundle, name, made) for name in bundle.exercises}


@pytest.fixture(scope="module")
def wrong(bundle: Bundle, lesson: Lesson) -> Verdict:
    """The verdict on a centre that adds the means and returns them in a dictionary."""
    source = 'def centre(X): return X + mean(X), {"mu": mean(X)}'
    return verdict(bundle, "centre", namespace(bundle, lesson.solutions | {"centre": source}))


@pytest.fixture
def book(made: Course, lesson: Lesson, right: dict[str, Verdict]) -> Book:
    """Makes a graded notebook: the lesson's solutions, but for what is given otherwise."""

    def book(
        language: Language = "en",
        cells: dict[str, dict[str, Any]] | None = None,
        added: dict[str, list[dict[str, Any]]] | None = None,
        verdicts: dict[str, Verdict] | None = None,
        **more: Any,
    ) -> NotebookResult:
        path = made.release(language, ASSIGNMENT) / f"{PART}.ipynb"
        notebook: Notebook = loads(path.read_text("utf-8"))
        own: dict[str, str] = lesson.solutions | {WRITTEN: "Units."}
        gathered = []
        for cell in notebook["cells"]:
            gathered += (added or {}).get(cell["id"], [])
            cell["source"] = own.get(cell["id"], cell["source"])
            gathered.append(cell | (cells or {}).get(cell["id"], {}))
        notebook["cells"] = gathered
        fields: dict[str, Any] = {"notes": (), "untouched": (), "submitted": True} | more
        return NotebookResult(language, verdicts=right | (verdicts or {}), notebook=notebook, **fields)

    return book


def shown(book: NotebookResult, **more: Any) -> str:
    fields: dict[str, Any] = {"by_hand": {}, "penalty": None, "counterexamples": False, "student": "alice"} | more
    return page(assignment=ASSIGNMENT, notebook=PART, book=book, **fields)


def text_of(html: str) -> str:
    """What a reader sees of a page."""
    seen = _Reader()
    seen.feed(html)
    return re.sub(r"\s+", " ", "".join(seen.text))


class _Reader(HTMLParser):
    """Notes the tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] != ["style"]:
            self.text.append(data)


def extra(number: int, source: str, *outputs: dict[str, Any], kind: str = "code") -> dict[str, Any]:
    """A cell that a student added, as it was run."""
    cell = {"cell_type": kind, "id": f"added-{number}", "metadata": {}, "source": source}
    return cell | ({"outputs": list(outputs), "execution_count": None} if kind == "code" else {})


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def display(**data: str) -> dict[str, Any]:
    names = {"plain": "text/plain", "html": "text/html", "svg": "image/svg+xml", "png": "image/png"}
    return {"output_type": "display_data", "data": {names[key]: value for key, value in data.items()}, "metadata": {}}


def raised(*lines: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": list(lines)}


# --- what is told ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["zh-CN", "60 / 65 分", "手算统计"]),
        ("en", ['"en"', "60 / 65 points", "Statistics by hand"]),
    ],
)
def test_a_page_speaks_the_language_of_its_edition(book: Book, language: Language, words: list[str]) -> None:
    html = shown(book(language))
    found = html[:200] + text_of(html)
    assert [word for word in words if word not in found] == []
    assert ("，" in text_of(html)) is (language == "zh")


def test_every_word_is_there_in_both_languages() -> None:
    from autograder.feedback.phrases import WORDS

    for text in WORDS.values():
        assert all(text.to(language) for language in LANGUAGES)
        assert re.findall(r"\{\w+\}", text.zh) == re.findall(r"\{\w+\}", text.en)


def test_each_check_is_told_in_words_with_its_points_and_what_was_found(book: Book, wrong: Verdict) -> None:
    found = text_of(shown(book(verdicts={"centre": wrong})))
    assert "the values of centred ✗ not yet 0 / 6 points" in found
    assert "centred has the right shape, but all its values are wrong" in found
    assert "the table heights" in found
    assert "the means of the columns ✓ correct 10 / 10 points" in found


def test_what_all_checks_fail_by_is_said_once_and_the_line_is_marked(
    bundle: Bundle, book: Book, lesson: Lesson
) -> None:
    source = "def centre(X):\n    mu = mean(X)\n    return X - missing, mu"
    failed = verdict(bundle, "centre", namespace(bundle, lesson.solutions | {"centre": source}))
    failed = Verdict(failed.exercise, tuple(replace(mark, finding=_at_line(mark.finding)) for mark in failed.marks))
    html = shown(book(cells={"centre": {"source": source}}, verdicts={"centre": failed}))
    assert text_of(html).count("name 'missing'") == 2  # in the table and in the section
    assert re.findall(r"<mark>(.*)", html) == ['    <i class="k">return</i> X - missing, mu']


def _at_line(finding: Finding | None) -> Finding | None:
    # Asked in this process, the line is that of `exec`; the sandbox tells it the same way.
    return finding and replace(finding, line=3)


def test_the_student_finds_code_outputs_and_added_cells_in_their_places(book: Book) -> None:
    html = shown(
        book(
            cells={"centre": {"outputs": [stream("printed here")]}},
            added={"centre": [extra(1, "x = 'before'")], "test_centre": [extra(2, "x = 'behind'")]},
        )
    )
    places = [
        html.index(word) for word in ("before", 'id="centre"', "printed here", "behind", "The standard deviations")
    ]
    assert places == sorted(places)


def test_cells_at_the_end_and_texts_are_shown_too(book: Book) -> None:
    made = book()
    made.notebook["cells"].append(extra(1, "My own notes.", kind="markdown"))
    assert "A cell you added My own notes." in text_of(shown(made))


def test_pictures_are_kept(book: Book) -> None:
    html = shown(book(added={"centre": [extra(1, "plot()", display(png=PIXEL, plain="<Figure>"))]}))
    assert f'src="data:image/png;base64,{PIXEL}"' in html
    assert "Figure" not in html


def test_notes_on_the_file_are_told(book: Book) -> None:
    note = Note("edited", "setup", Text("锁定的单元格被改过", "the locked cell was edited"))
    assert "About your file the locked cell was edited" in text_of(shown(book(notes=(note,))))


# --- marks -----------------------------------------------------------------------------------------------


def test_an_answer_waits_for_a_person_and_then_counts(book: Book) -> None:
    waiting = text_of(shown(book()))
    assert "Waiting for your teacher: 1." in waiting
    assert "Your answer · waiting for your teacher Units." in waiting
    marked = text_of(shown(book(), by_hand={WRITTEN: ByHand(4.5, None, "Well said.", False)}))
    assert "64.5 / 65 points" in marked and "by your teacher 4.5" in marked
    assert "From your teacher Well said." in marked
    assert "Waiting" not in marked and "waiting" not in marked


def test_a_blank_answer_earns_nothing_and_waits_for_nobody(book: Book) -> None:
    found = text_of(shown(book(untouched=(WRITTEN,))))
    assert "Waiting" not in found
    assert "nothing written" in found


def test_the_total_is_automatic_by_hand_and_extra_without_the_penalty(book: Book, wrong: Verdict) -> None:
    by_hand = {
        "test_centre": ByHand(6.0, None, None, False),
        "test_correlation": ByHand(None, 2.0, None, False),
        "correlation": ByHand(None, None, "Neat.", False),
    }
    made = book(verdicts={"centre": wrong}, untouched=(WRITTEN,))
    found = text_of(shown(made, by_hand=by_hand, penalty=10.0))
    assert "48 / 65 points" in found
    assert "automatic 50 by your teacher 6 extra credit +2 handed in late −10" in found
    assert "marked by your teacher; the automatic mark was 0" in found
    assert "From your teacher Neat." in found


def test_a_total_is_never_below_zero_and_a_mark_under_review_is_told(book: Book) -> None:
    by_hand = {"test_centre": ByHand(5.0, None, None, True), WRITTEN: ByHand(0.0, None, None, False)}
    found = text_of(shown(book(), by_hand=by_hand, penalty=500.0))
    assert " 0 / 65 points" in found
    assert "Waiting for your teacher: 1." in found


# --- counterexamples -------------------------------------------------------------------------------------


def test_a_counterexample_is_shown_only_where_the_course_wants_it(book: Book, wrong: Verdict) -> None:
    made = book(verdicts={"centre": wrong})
    example = wrong.marks[0].counterexample
    assert example is not None
    without, with_it = shown(made), shown(made, counterexamples=True)
    for text in (example.expected, example.found, *(value for _, value in example.arguments)):
        assert text in with_it
        assert text.split("\n")[-1] not in without
    assert "See an example" in text_of(with_it)
    assert "See an example" not in text_of(without)
    card = str(verdict_outputs(wrong, "en")) + to_text(wrong, "en")
    assert example.expected.split("\n")[-1] not in card


def test_the_same_counterexample_is_shown_once(book: Book, wrong: Verdict) -> None:
    same = Verdict("centre", tuple(replace(wrong.marks[0], check=name) for name in "abc"))
    assert shown(book(verdicts={"centre": same}), counterexamples=True).count('<details class="example">') == 1


# --- safety ----------------------------------------------------------------------------------------------


@pytest.fixture
def hostile(book: Book, wrong: Verdict) -> str:
    """The page of a student who puts markup wherever a student can."""
    example = Counterexample((("A", HOSTILE),), HOSTILE, HOSTILE)
    finding = Finding(Text(HOSTILE, HOSTILE), Text(HOSTILE, HOSTILE))
    mark = replace(wrong.marks[0], finding=finding, counterexample=example)
    outputs = [
        stream(HOSTILE),
        display(html=HOSTILE, plain=HOSTILE),
        display(svg=f"<svg>{HOSTILE}</svg>"),
        display(png=f'"><script>{HOSTILE}', plain="no picture"),
        raised("Cell In[1], line 1", HOSTILE),
    ]
    made = book(
        cells={"centre": {"source": f"'''{HOSTILE}'''\n# {HOSTILE}\n{HOSTILE}", "outputs": outputs}},
        added={"centre": [extra(1, HOSTILE, *outputs), extra(2, HOSTILE, kind="markdown")]},
        verdicts={"centre": Verdict("centre", (mark,))},
        notes=(Note("edited", HOSTILE, Text(HOSTILE, HOSTILE)),),
    )
    return shown(made, student=HOSTILE, counterexamples=True, by_hand={WRITTEN: ByHand(1.0, None, HOSTILE, False)})


def test_what_a_student_writes_is_text_and_nothing_else(hostile: str) -> None:
    reader = _Reader()
    reader.feed(hostile)
    assert not {"script", "svg", "iframe", "object", "embed", "form", "link", "base"} & set(reader.tags)
    assert reader.tags.count("style") == 1
    assert "img" not in reader.tags
    assert "".join(reader.text).count("<script>alert(1)</script>") >= 12


def test_nothing_on_a_page_acts_or_comes_from_elsewhere(hostile: str) -> None:
    reader = _Reader()
    reader.feed(hostile)
    for name, value in reader.attributes:
        assert not name.startswith("on"), name
        if name in ("src", "href"):
            assert (value or "").startswith(("#", "data:image/")), value
    style = hostile.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style and "@import" not in style
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in hostile


def test_terminal_codes_and_control_characters_are_gone() -> None:
    assert clean("\x1b[31mred\x1b[0m \x00\x07\u202eturned\ud800") == "red ⟨U+202E⟩turned"
    assert clean("10%\r50%\r100%\nnext\r\n") == "100%\nnext\n"


def test_a_picture_that_is_none_is_not_shown() -> None:
    for data in ("%%%", base64.b64encode(b"<svg onload=alert(1)>").decode("ascii"), 7):
        cell = extra(1, "x", {"output_type": "display_data", "data": {"image/png": data}, "metadata": {}})
        assert show_cell(cell, Room(1000), Room(1000)).outputs == []


def test_nothing_hidden_is_shown(hostile: str) -> None:
    for word in ("BEGIN HIDDEN", "import grade", "grade(centre)"):
        assert word not in hostile


def test_of_a_traceback_only_the_students_own_frames_are_shown() -> None:
    trace = raised(
        "-" * 75,
        "ValueError                                Traceback (most recent call last)",
        "Cell In[2], line 1\n----> 1 f(3)\n",
        "File /srv/engine/autograder/probe.py:90, in call(x)\n     89 def call(x):\n---> 90     return secret(x)\n",
        "Cell In[1], line 2, in f(x)\n      1 def f(x):\n----> 2     raise ValueError('no')\n",
        "ValueError: no",
    )
    (output,) = show_cell(extra(1, "f(3)", trace), Room(10_000), Room(10_000)).outputs
    assert output.text is not None
    assert [line.unescape() for line in output.text.first] == [
        "Cell In[2], line 1",
        "----> 1 f(3)",
        "",
        "Cell In[1], line 2, in f(x)",
        "      1 def f(x):",
        "----> 2     raise ValueError('no')",
        "",
        "ValueError: no",
    ]


def test_colours_change_nothing_of_the_code() -> None:
    source = (
        'class A:\n    """two\n    lines <b>"""\n    def f(self): return "#" + \'"\' # a "comment"\n"""never closed \\'
    )
    coloured = "\n".join(highlight(source.split("\n")))
    assert coloured.count("<i ") >= 9
    assert re.sub(r"</?i( class=.{3})?>", "", coloured) == str(escape(source))


def test_code_made_to_be_slow_is_coloured_at_once() -> None:
    started = time.perf_counter()
    for piece in ('"""', "'", "\\", '"""\\', "#", "def ", "a" * 99, "'''\""):
        excerpt(piece * 10_000, 100, 30, code=True)
        excerpt(f"{piece * 30}\n" * 1000, 100, 30, code=True)
    assert time.perf_counter() - started < 2


def test_a_lessons_own_text_is_set() -> None:
    assert inline("all $x^{[j]}$, `b` & **c**") == ("all <var>x<sup>[j]</sup></var>, <code>b</code> &amp; <b>c</b>")


# --- size ------------------------------------------------------------------------------------------------


def test_a_long_output_is_cut_in_the_middle_and_says_so(book: Book) -> None:
    lines = "\n".join(f"line {number}" for number in range(1000))
    found = text_of(shown(book(added={"centre": [extra(1, "loop()", stream(lines))]})))
    assert "line 19 … 972 lines left out … line 992" in found
    assert "line 999" in found


def test_a_usual_page_is_small(book: Book, wrong: Verdict) -> None:
    verdicts = {"centre": wrong}
    assert len(shown(book(verdicts=verdicts), counterexamples=True).encode()) < 27_000


def test_a_page_stays_small_whatever_a_student_hands_in(book: Book, right: dict[str, Verdict]) -> None:
    row = "<权>" * 200
    output = [stream("\n".join([row] * 1000))] * 50
    example = Counterexample(tuple((name, row) for name in "abcd"), row, row)
    verdicts = {
        name: Verdict(
            name,
            tuple(
                replace(mark, earned=0, finding=Finding(Text(mark.check, mark.check)), counterexample=example)
                for mark in one.marks
            ),
        )
        for name, one in right.items()
    }
    many = book(
        cells={name: {"source": "\n".join([row] * 1000), "outputs": output} for name in right},
        added={"centre": [extra(number, row, *output) for number in range(1000)]},
        verdicts=verdicts,
    )
    html = shown(many, counterexamples=True)
    assert len(html.encode()) < 150_000
    assert "This page is full" in html


# --- odd submissions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "submitted", "words"),
    [
        ("no_file", False, "was not handed in"),
        ("unreadable", True, "cannot be read"),
        ("too_large", True, "clear what the cells put out"),
    ],
)
def test_what_could_not_be_read_is_told_with_what_to_do(book: Book, code: str, submitted: bool, words: str) -> None:
    note = Note(code, "", Text("怎么了", "what happened"))
    found = text_of(shown(book(notes=(note,), submitted=submitted)))
    assert words in found
    assert "hand it in" in found and f"{PART}.ipynb" in found
    assert "draw_rows" not in found


def test_odd_cells_do_no_harm(book: Book) -> None:
    odd: list[dict[str, Any]] = [
        {"output_type": "error"},
        {"output_type": "error", "traceback": [None, 3]},
        {"output_type": "stream", "name": "stdout", "text": ["not", "joined"]},
        {"output_type": "unheard of"},
        {"output_type": "display_data", "data": {"text/plain": 3}},
        {},
    ]
    cells = [extra(1, "", *odd), extra(2, "\ud800\x00\r"), extra(3, "", kind="raw")]
    shown(book(added={"centre": cells})).encode()
