"""The self-check, whatever the lesson: it blames whom it should, speaks plainly, leaves no trace, stops no notebook."""

from __future__ import annotations

import ast
import io
import json
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import LESSON_JSON, assemble

from . import made_up
from .conftest import ROOT
from .made_up import blank, notebook
from .pack import Pack, assembled, imported

SELFCHECK = ROOT / "autograder" / "selfcheck"
WRONG = "def total(numbers):\n    return np.sum(numbers[1:])\n"


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    """The made-up lesson."""
    return made_up.lesson(tmp_path_factory.mktemp("lesson"))


@pytest.fixture(scope="module")
def pack(lesson: Lesson, tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """What students get with it."""
    return assembled(lesson, tmp_path_factory.mktemp("pack"))


@pytest.fixture
def selfcheck(pack: Pack) -> Iterator[Any]:
    """The self-check, speaking English."""
    found = pack.load("kit.selfcheck")
    found.use("en")
    yield found
    found.use("zh")


def with_lesson_json(lesson: Lesson, folder: Path, text: str) -> Any:
    """The self-check with other text in lesson.json."""
    assemble(lesson, folder)
    (folder / LESSON_JSON).write_text(text, "utf-8")
    found = imported(folder).load("kit.selfcheck")
    found.use("en")
    return found


# --- what the package is ---------------------------------------------------------------------------------


def test_it_runs_on_python_3_9() -> None:
    for path in SELFCHECK.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"), feature_version=(3, 9))
        assert any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body), path
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not [call for call in calls if getattr(call.func, "id", "") == "zip" and call.keywords], path


def test_it_knows_no_lesson() -> None:
    of_lessons = re.compile("neural|network|linear|forward|backward|gradient|layer|step_by_step|classifier")
    for path in SELFCHECK.glob("*.py"):
        assert of_lessons.findall(path.read_text("utf-8").lower()) == [], path


def test_the_engine_reads_sentences_without_waiting_for_numpy() -> None:
    script = (
        "import sys, autograder.selfcheck.text; print([name for name in ('numpy', 'IPython') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True).strip() == "[]"


# --- states ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", made_up.SOLVED)
def test_what_is_right_gets_a_tick(selfcheck: Any, name: str) -> None:
    found = selfcheck.examine(name, notebook())
    assert (found.state, found.message.en, found.answered) == ("right", "all checks pass", "")


@pytest.mark.parametrize("name", made_up.SOLVED)
def test_a_function_that_is_not_written_is_blank(selfcheck: Any, name: str) -> None:
    found = selfcheck.examine(name, notebook(**{name: blank(name)}))
    assert (found.state, found.message.en) == ("blank", "not written yet")


def test_a_wrong_answer_is_told_with_the_call_that_showed_it(selfcheck: Any) -> None:
    found = selfcheck.examine("total", notebook(total="def total(numbers):\n    return np.prod(numbers)\n"))
    assert found.state == "wrong"
    assert found.message.en == "with a 3 more it went from 8 to 24"
    assert found.message.zh == "多了一个 3，从 8 变成了 24"
    assert found.asked == "total(numbers: (4,))"
    assert re.fullmatch("[0-9a-f]{20}", found.answered)
    assert selfcheck.examine("spread", notebook(spread="def spread(n, f): pass")).asked == (
        "spread(numbers: (4,), factor=2)"
    )


def test_a_missing_function_is_missing(selfcheck: Any) -> None:
    made = notebook()
    del made["total"]
    assert selfcheck.examine("total", made).state == "missing"
    assert selfcheck.examine("mean", made).waits_for == "total"


def test_a_function_that_calls_one_not_written_waits_for_it(selfcheck: Any) -> None:
    made = notebook(total=blank("total"))
    for name in ("mean", "spread", "Till"):
        found = selfcheck.examine(name, made)
        assert (found.state, found.waits_for) == ("blank", "total"), name
        assert found.message.en == "write total first, then come back to this one"


def test_a_function_that_calls_a_wrong_one_is_not_blamed_be_it_through_a_helper(selfcheck: Any) -> None:
    through = "def mean(numbers):\n    return helper(numbers) / len(numbers)\ndef helper(n):\n    return total(n)\n"
    for mean in (made_up.SOLVED["mean"], through):
        found = selfcheck.examine("mean", notebook(total=WRONG, mean=mean))
        assert (found.state, found.waits_for) == ("blank", "total")
        assert found.message.en == "get total right first, then come back to this one"


def test_a_function_that_does_not_call_the_wrong_one_is_told_its_own_fault(selfcheck: Any) -> None:
    alone = "def mean(numbers):\n    return max(numbers)\n"
    assert selfcheck.examine("mean", notebook(total=WRONG, mean=alone)).state == "wrong"


def test_nothing_is_measured_with_a_wrong_function(selfcheck: Any) -> None:
    made = notebook(mean="def mean(numbers):\n    return 0.0\n")
    made["spread"] = eval("lambda n, f: (np.zeros(2), np.ones(2))", made)
    assert selfcheck.examine("spread", made).state == "right"


def test_a_class_that_is_half_written_is_told_which_method_is_next(selfcheck: Any) -> None:
    half = made_up.SOLVED["Till"].replace("return self.sum", "raise NotImplementedError()")
    found = selfcheck.examine("Till", notebook(Till=half))
    assert (found.state, found.message.en) == ("blank", "not written yet: total")


# --- whatever a function does ----------------------------------------------------------------------------

NASTY = {
    "nothing": "return None",
    "text": "return 'Z'",
    "empty": "return ()",
    "a long tuple": "return tuple(range(1000))",
    "a generator": "return (x for x in arguments)",
    "the function": "return nasty",
    "text in arrays": "return np.array(['a']), np.array([object()])",
    "nan": "return np.nan",
    "a cycle": "a = []; a.append(a); return a, a",
    "exit": "raise SystemExit(0)",
    "the end of a generator": "raise GeneratorExit",
    "no end": "return nasty(*arguments)",
    "a silent exception": "class Mute(Exception):\n        def __str__(self): raise ValueError\n    raise Mute",
    "a false tuple": "class Odd(tuple):\n        def __len__(self): raise SystemExit\n    return Odd((1, 2))",
    "no class": "class Odd:\n        __class__ = property(lambda self: 1 / 0)\n    return Odd()",
    "its inputs destroyed": "[a.fill(np.nan) for a in arguments if hasattr(a, 'fill')]; return arguments",
    "its own name gone": "globals().pop('total', None); return 0",
}


@pytest.mark.parametrize("body", NASTY.values(), ids=NASTY.keys())
def test_whatever_a_function_does_the_card_is_shown(
    selfcheck: Any, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    for name in made_up.SOLVED:
        made = notebook(**{name: f"def nasty(*arguments):\n    {body}\n{name} = nasty\n"})
        function = made[name]
        function.__name__ = name
        assert selfcheck.examine(name, made).state == "wrong", name
        selfcheck.check(function)
        assert capsys.readouterr().out.startswith("✗ " + name)


def test_an_interrupt_from_the_keyboard_passes(selfcheck: Any) -> None:
    made = notebook(total="def total(numbers):\n    raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        selfcheck.check(made["total"])


def test_a_check_leaves_numpys_random_state_alone(selfcheck: Any) -> None:
    made = notebook()
    np.random.seed(7)
    expected = np.random.rand()
    np.random.seed(7)
    for name in made_up.SOLVED:
        selfcheck.check(made[name])
    selfcheck.progress(made)
    assert np.random.rand() == expected


def test_what_is_drawn_without_a_seed_is_the_same_each_time(selfcheck: Any) -> None:
    made = notebook(total="def total(numbers):\n    return np.random.rand()\n")
    assert selfcheck.examine("total", made) == selfcheck.examine("total", made)


def test_prints_and_warnings_of_a_function_are_hidden(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(total="def total(numbers):\n    print('here')\n    np.log(0.0)\n    return np.sum(numbers)\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        selfcheck.check(made["total"])
    assert capsys.readouterr().out == "✓ total · all checks pass\n"


# --- what is raised --------------------------------------------------------------------------------------


def test_an_exception_is_told_with_its_line(selfcheck: Any) -> None:
    message = selfcheck.examine("total", notebook(total="def total(n):\n    Z = n\n    return Z.nothing\n")).message
    assert message.en == (
        "line 3 of the cell raised AttributeError: an array has no attribute nothing: is it spelt right, and is it set "
        "before it is used? (as Python says it: 'numpy.ndarray' object has no attribute 'nothing')"
    )
    assert message.zh == (
        "单元格第 3 行抛出 AttributeError：数组没有叫 nothing 的属性：拼写对吗？在用它之前给它赋过值吗？"
        "（原文：'numpy.ndarray' object has no attribute 'nothing'）"
    )


def test_the_line_of_a_helper_is_told_with_its_name(selfcheck: Any) -> None:
    source = "def total(n):\n    return add(n)\n\ndef add(n):\n    return n + nowhere\n"
    said = selfcheck.examine("total", notebook(total=source)).message.en
    assert said.startswith("line 5 of add raised NameError: nothing is called nowhere here")
    assert said.endswith("(as Python says it: name 'nowhere' is not defined)")


def test_a_wrong_call_of_another_function_is_told_with_the_line_of_the_call(selfcheck: Any) -> None:
    source = "def mean(numbers):\n    count = len(numbers)\n    return total('much', 2) / count\n"
    message = selfcheck.examine("mean", notebook(mean=source)).message.en
    assert message.startswith("line 3 of the cell raised TypeError: ")


def test_the_line_of_a_method_is_one_of_the_cell(selfcheck: Any) -> None:
    wrong = made_up.SOLVED["Till"].replace("return self.sum", "return self.sums")
    assert selfcheck.examine("Till", notebook(Till=wrong)).message.en.startswith("line 11 of the cell raised Attrib")


# What total(array of shape (3,)) does, and a piece of the sentence in each language.
PLAIN = [
    ("numbers @ np.ones((2, 3))", "左边的列数是 3，右边的行数是 2", "columns on the left: 3, rows on the right: 2"),
    ("np.dot(np.ones((2, 4)), np.ones((3, 2)))", "左边的列数是 4", "columns on the left: 4, rows on the right: 3"),
    (
        "numbers + np.ones((2, 2))",
        "形状 (3,) 和 (2, 2) 不能逐个元素地运算",
        "the shapes (3,) and (2, 2) do not fit together element by element",
    ),
    ("np.random.randn((2, 3))", "交给 randn 的是一个元组", "randn was handed a tuple: does it take the sizes"),
    ("np.random.randn([2, 3])", "交给 randn 的是一个列表", "randn was handed a list: does it take the sizes"),
    ("np.zeros(3, 1)", '"1" 被当成了数据类型', '"1" was taken for a data type'),
    ("{}['a']", "KeyError：有哪些键？", "KeyError: which keys are there?"),
]


@pytest.mark.parametrize(("body", "zh", "en"), PLAIN)
def test_what_numpy_says_is_told_in_plain_words_and_the_lessons_own_come_first(
    selfcheck: Any, body: str, zh: str, en: str
) -> None:
    message = selfcheck.examine("total", notebook(total=f"def total(numbers):\n    return {body}\n")).message
    assert zh in message.zh
    assert en in message.en


def test_a_long_message_is_cut_short(selfcheck: Any) -> None:
    message = selfcheck.examine("total", notebook(total="def total(n):\n    raise ValueError('a ' * 500)\n")).message.en
    assert message.endswith("…") and len(message) < 220


def test_what_stumbles_is_told_apart_from_what_is_raised_on_purpose(selfcheck: Any) -> None:
    careless = made_up.SOLVED["Till"].replace('raise ValueError("a price is a number")', "price / 2")
    found = selfcheck.examine("Till", notebook(Till=careless))
    assert found.message.en.startswith('it says "TypeError: a string and a whole number cannot be combined by /')


# --- cards -----------------------------------------------------------------------------------------------


def test_the_language_of_the_cards_can_be_chosen(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(total=blank("total"))
    selfcheck.check(made["total"])
    selfcheck.use("zh")
    selfcheck.check(made["total"])
    assert capsys.readouterr().out == "○ total · not written yet\n○ total · 还没有写\n"
    assert selfcheck.language() == "zh"
    with pytest.raises(ValueError, match=r'use\("zh"\) · use\("en"\), not use\(\'fr\'\)'):
        selfcheck.use("fr")


def test_a_screen_reader_pauses_as_the_language_does(pack: Pack) -> None:
    cards, text = pack.load("kit.selfcheck.cards"), pack.load("kit.selfcheck").Text("好", "good")
    told = {language: cards.verdict_card("right", "f", text, "", language).html for language in ("zh", "en")}
    assert 'lang="zh-CN" aria-label="f：通过。好"' in told["zh"]
    assert 'lang="en" aria-label="f: right. good"' in told["en"]


def test_an_unknown_function_is_told_which_names_are_known(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for stranger in (len, 42, lambda: 0):
        selfcheck.check(stranger)
        said = capsys.readouterr().out
        assert said.startswith("○ ")
        assert "total, mean, spread, Till" in said


def test_progress_counts_a_part_by_sign_and_word(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(total=WRONG, Till=blank("Till"))
    selfcheck.progress(made)
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "0 of 2 right"
    assert [row.split() for row in rows] == [
        ["✗", "total", "not", "right", "yet"],
        ["○", "mean", "waits", "for", "total"],
    ]
    selfcheck.progress(made, "shop")
    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "1 of 2 right"
    assert rows[1].split() == ["○", "Till", "to", "do"]
    selfcheck.progress(3)
    assert "progress(globals())" in capsys.readouterr().out
    selfcheck.progress(made, "garden")
    assert capsys.readouterr().out == "○ garden · there is no such part; there are: sums, shop\n"


def test_a_notebook_shows_html_and_a_terminal_text(
    selfcheck: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import IPython
    import IPython.display

    shown: list[dict[str, str]] = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: shown.append(bundle))
    monkeypatch.setattr(IPython, "get_ipython", object)
    made = notebook(total="def total(numbers):\n    raise ValueError('<b>&')\n")
    selfcheck.check(made["total"])
    selfcheck.check(made["total"])
    assert shown[0] == shown[1]
    assert "&lt;b&gt;&amp;" in shown[0]["text/html"]
    assert "<b>" not in shown[0]["text/html"]
    assert 'role="status"' in shown[0]["text/html"]
    assert "<b>&" in shown[0]["text/plain"]
    assert capsys.readouterr().out == ""


def test_a_terminal_that_cannot_write_a_sign_shows_another(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = pack.load("kit.selfcheck.cards")
    monkeypatch.setitem(sys.modules, "IPython", None)
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", narrow)
    cards.show(cards.Card("", "✓ total"))
    narrow.seek(0)
    assert narrow.read() == "? total\n"


# --- trying ----------------------------------------------------------------------------------------------


def test_trying_shows_which_function_is_not_written(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(total=blank("total"))
    with selfcheck.trying(made["mean"]):
        made["mean"]([1, 2])
    assert capsys.readouterr().out == "○ total · not written yet\n"


def test_trying_names_the_method_that_is_not_written(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(Till=made_up.SOLVED["Till"].replace("return self.sum", "raise NotImplementedError()"))
    with selfcheck.trying(made["total"], made["Till"]):
        made["Till"](1.0).total()
    assert capsys.readouterr().out == "○ Till.total · not written yet\n"


def test_trying_names_what_an_earlier_cell_would_have_made(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with selfcheck.trying(notebook(total=blank("total"))["mean"]):
        print(made_by_an_earlier_cell)  # type: ignore[name-defined]  # noqa: F821
    assert capsys.readouterr().out == "○ total · not written yet\n"


def test_trying_names_a_function_of_any_other_lesson(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def fit() -> None:
        raise NotImplementedError

    with selfcheck.trying(fit):
        fit()
    assert capsys.readouterr().out == "○ fit · not written yet\n"


def test_trying_lets_every_other_exception_pass(selfcheck: Any) -> None:
    with pytest.raises(ZeroDivisionError), selfcheck.trying(len):
        raise ZeroDivisionError
    with pytest.raises(NameError), selfcheck.trying(notebook()["total"]):
        print(made_by_an_earlier_cell)  # type: ignore[name-defined]  # noqa: F821


# --- hints -----------------------------------------------------------------------------------------------

ALIKE = (
    WRONG,
    "def total(numbers):\n    return float(sum(float(n) for n in numbers[1:]))\n",
    "def total(numbers):\n    return np.float32(numbers)[:0:-1].sum()\n",
    "def total(numbers):\n    return np.array((1 + 1e-11) * numbers[1:].sum())\n",
)
UNLIKE = "def total(numbers):\n    return np.sum(numbers[1:]) + 1\n"


def test_a_known_mistake_gets_its_hint_however_it_is_written(
    selfcheck: Any, lesson: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = selfcheck.examine("total", notebook(total=WRONG)).answered
    hinted = assembled(lesson, tmp_path, made_up.hints("is the first one there?", digest)).load("kit.selfcheck")
    hinted.use("en")
    assert hinted.hint_for("total", digest).zh == "is the first one there? (zh)"
    for source in ALIKE:
        hinted.check(notebook(total=source)["total"])
        said = capsys.readouterr().out
        assert said.startswith("✗ total · total is 6, expected 7\n    total(numbers: (4,))\n"), source
        assert said.endswith("\n    Hint: is the first one there? (en)\n"), source
    hinted.check(notebook(total=UNLIKE)["total"])
    assert "Hint" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "hints", [None, 3, {"total": 3}, {"total": {"DIGEST": ["one"]}}, {"total": {"DIGEST": [1, 2]}}]
)
def test_a_card_whose_hints_are_damaged_is_a_card_all_the_same(
    selfcheck: Any, lesson: Lesson, pack: Pack, tmp_path: Path, capsys: pytest.CaptureFixture[str], hints: Any
) -> None:
    digest = selfcheck.examine("total", notebook(total=WRONG)).answered
    told = json.loads((pack.folder / LESSON_JSON).read_text("utf-8"))
    text = json.dumps({**told, "hints": hints}).replace("DIGEST", digest)
    with_lesson_json(lesson, tmp_path, text).check(notebook(total=WRONG)["total"])
    assert capsys.readouterr().out == "✗ total · total is 6, expected 7\n    total(numbers: (4,))\n"


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"exercises": 3}', '{"exercises": {"total": 3}, "imports": []}', '{"hints": {}}']
)
def test_a_damaged_lesson_file_stops_no_notebook(
    lesson: Lesson, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    broken = with_lesson_json(lesson, tmp_path, text)
    broken.check(notebook()["mean"])
    broken.progress(notebook())
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 2
    assert all(line.startswith("○ ") for line in said)


def test_an_exercise_without_checks_holds_nothing_up(lesson: Lesson, tmp_path: Path) -> None:
    assemble(lesson, tmp_path)
    (tmp_path / "kit" / "checks" / "total.py").unlink()
    found = imported(tmp_path).load("kit.selfcheck")
    assert found.examine("total", notebook()).state == "missing"
    assert found.examine("mean", notebook()).state == "right"
    assert found.examine("mean", notebook(mean="def mean(n):\n    return 0 * total(n)\n")).state == "wrong"
