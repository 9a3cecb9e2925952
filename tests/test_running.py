"""The self-check in a running notebook: cells that did not run, names that are not there, try cells of wrong code."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from autograder.exercise import Language
from autograder.lessons.pack import assemble

from . import made_up

#: Runs cells as a kernel does; prints, for each, the cards that it shows and what it prints, tracebacks too.
RUN = r"""
import contextlib, io, json, sys
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

sys.path.insert(0, sys.argv[1])
shell = InteractiveShell.instance()
shell.display_pub = CapturingDisplayPublisher(parent=shell)
told = []
for cell in json.load(sys.stdin):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        shell.run_cell(cell, store_history=True)
    cards = [output["data"].get("text/plain", "") for output in shell.display_pub.outputs]
    shell.display_pub.outputs.clear()
    told.append(["\n".join(cards), printed.getvalue()])
json.dump(told, sys.stdout)
"""
SETUP = (
    "from kit.selfcheck import check, progress, trying, use\nuse('{language}')\n"
    "import numpy as np\nfrom helpers import half"
)
RIGHT = made_up.SOLVED["total"]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Shown:
    """What a cell has shown: the text of its cards, and what was printed."""

    cards: str
    printed: str


Run = Callable[..., Shown]


@pytest.fixture(scope="module")
def run_all(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Shown]]:
    """Runs cells after the set-up cell, beside what students of the made-up lesson get, in a fresh IPython."""
    folder = tmp_path_factory.mktemp("pack")
    assemble(made_up.lesson(tmp_path_factory.mktemp("lesson")), folder)
    environment = os.environ | {"IPYTHONDIR": str(tmp_path_factory.mktemp("ipython"))}

    def run(*cells: str, language: Language = "en", setup: str = SETUP) -> list[Shown]:
        written = json.dumps([setup.format(language=language), *cells])
        command = [sys.executable, "-c", RUN, str(folder)]
        ran = subprocess.run(command, input=written, capture_output=True, text=True, timeout=120, env=environment)
        assert ran.returncode == 0, ran.stderr
        return [Shown(cards, COLOURS.sub("", printed)) for cards, printed in json.loads(ran.stdout)[1:]]

    return run


@pytest.fixture
def run(run_all: Callable[..., list[Shown]]) -> Run:
    """What the last of some cells has shown."""
    return lambda *cells, **settings: run_all(*cells, **settings)[-1]


# --- cells that did not run ------------------------------------------------------------------------------

#: A cell that cannot be read, and what is said of it.
UNREADABLE = [
    (
        "def total（numbers):\n    return 3",
        "第 1 行第 10 个字符是全角左括号「（」：代码里的标点要用英文输入法的",
        "character 10 of line 1 is a full-width opening bracket, '（'",
    ),
    ("def total(numbers）:\n    return 3", "全角右括号「）」", "full-width closing bracket, '）'"),
    ("def total(numbers)：\n    return 3", "第 1 行第 19 个字符是全角冒号「：」", "a full-width colon, '：'"),
    ("def total(numbers):\n    return max(1，2)", "第 2 行第 17 个字符是全角逗号「，」", "a full-width comma, '，'"),
    (
        "def total(numbers):\n    return {“a”: 1}",
        "第 2 行第 13 个字符是中文左引号「“」",
        "a curly opening quotation mark",
    ),
    ("def total(numbers):\n    return\u30003", "第 2 行第 11 个字符是全角空格，看上去像空格", "a full-width space"),
    (
        "def total(numbers):\n    a = 3\n      return a",
        "第 3 行比上面缩进得多",
        "line 3 is indented further than the one above",
    ),
    ("def total(numbers):\nreturn 3", "第 2 行应当缩进", "line 2 should be indented"),
    (
        "def total(numbers):\n    if 1:\n        a = 3\n      return a",
        "第 4 行的缩进和上面哪一行都对不齐",
        "the indentation of line 4 fits none of the lines above",
    ),
    ("def total(numbers):\n\tif 1:\n        return 3", "混用了 Tab 和空格", "mixes tabs and spaces"),
    ("def total(numbers)\n    return 3", "第 1 行少了冒号吗", "is there a colon missing in line 1?"),
    (
        "def total(numbers):\n    if 1:\n        return 3\n    else\n        return 4",
        "第 4 行少了冒号吗",
        "is there a colon missing in line 4?",
    ),
    ("def total(numbers):\n    if numbers = 3:\n        return 3", "一个 = 是赋值", "line 2: one = sets a name"),
    ("def total(numbers):\n    return max(1, 2", "第 2 行的括号配成对了吗", "do the brackets in line 2 come in pairs?"),
    ("def total(numbers):\n    return 'a", "第 2 行的引号配成对了吗", "do the quotation marks in line 2 come in"),
]


def test_after_a_cell_that_cannot_be_read_the_older_function_is_called_that(
    run_all: Callable[..., list[Shown]],
) -> None:
    cells = [cell for unreadable, _, _ in UNREADABLE for cell in (RIGHT, unreadable, "check(total)")]
    english, chinese = ([one.cards for one in run_all(*cells, language=name)[2::3]] for name in ("en", "zh"))
    for (cell, zh, en), said, told in zip(UNREADABLE, english, chinese, strict=True):
        assert said.startswith("✗ total · the last run of its cell failed: "), cell
        assert en in said
        assert "What is said below is said of an older version; put this right and run the cell once more" in said
        # There is no tick, which would be taken for one of what is written now.
        assert "✓" not in said
        assert "○ total · the older version passes all checks; what is written now has not run yet" in said
        assert "它的单元格最近一次运行没有成功" in told and zh in told, cell
        assert "下面说的是更早运行的那一版；改好以后，把单元格再运行一次" in told


def test_what_is_wrong_with_the_older_function_is_told_as_its_own(run: Run) -> None:
    shown = run("def total(numbers):\n    return 1.0", "def total(numbers)：\n    return 2.0", "check(total)")
    assert "✗ total · the older version: with a 3 more it went from 1 to 1" in shown.cards


def test_a_cell_that_raises_before_it_defines_the_function_leaves_the_older_one(run: Run) -> None:
    shown = run(RIGHT, "EPS = 1 / 0\n" + RIGHT, "check(total)")
    assert "the last run of its cell failed: line 1 raised ZeroDivisionError: something is divided by 0" in shown.cards
    assert "said of an older version" in shown.cards


def test_a_cell_that_raises_after_it_has_defined_the_function_is_told_with_the_line(run: Run) -> None:
    shown = run(RIGHT, "def total(numbers):\n    s = np.sum(numbers)\ns = s + 1\nreturn s", "check(total)")
    assert "the last run of its cell failed: line 3 raised NameError" in shown.cards
    assert "Does that line belong to the function, and is it indented as the others are?" in shown.cards
    assert "✗ total · the function returned None" in shown.cards
    assert "older" not in shown.cards


def test_a_right_function_whose_cell_raises_afterwards_gets_its_tick_alone(run: Run) -> None:
    assert run(RIGHT + "\ntotal(nothing_of_the_kind)", "check(total)").cards == "✓ total · all checks pass"


def test_once_the_cell_has_run_nothing_more_is_said(run: Run) -> None:
    assert run(RIGHT, "def total(n)：\n    return 3", RIGHT, "check(total)").cards == "✓ total · all checks pass"


def test_a_cell_that_never_ran_is_told_where_the_function_is_missing(run: Run) -> None:
    for cell in ("check(total)", "check('total')", "total([1, 2])"):
        shown = run("def total(numbers)：\n    return 3", cell)
        assert shown.cards.startswith("✗ total · the last run of its cell failed: "), cell
        assert "'：'" in shown.cards
        assert "older" not in shown.cards
        assert "\n○" not in shown.cards


def test_a_method_of_another_cell_is_no_run_of_the_functions_own(run: Run) -> None:
    shown = run(RIGHT, "class Other:\n    def total(self)：\n        return 3", "check(total)")
    assert shown.cards == "✓ total · all checks pass"


def test_a_try_cell_of_an_older_function_says_so(run: Run) -> None:
    shown = run(RIGHT, "def total(numbers)：\n    return 3", "with trying(total):\n    print(total([1, 2]))")
    assert "✗ total · the last run of its cell failed: character 19 of line 1 is a full-width colon" in shown.cards
    assert shown.printed == "3\n"


# --- names that are not there ----------------------------------------------------------------------------


def test_a_function_whose_cell_was_not_run_is_told_with_its_cell(run: Run) -> None:
    for cell in ("check('mean')", "check(mean)", "with trying(mean):\n    mean([1, 2])"):
        shown = run(cell)
        assert shown.cards.startswith(
            "○ mean · mean is not defined yet; it is the cell of the exercise mean that defines it: was that run? "
        ), cell
        assert ("NameError" in shown.printed) == ("'mean'" not in cell)
    assert run("check('mean')", language="zh").cards == (
        "○ mean · mean 还没有定义，写它的是练习 mean 的单元格：运行过吗？"
        "内核重启以后，要从最前面的设置单元格开始再运行一遍"
    )


def test_a_name_of_the_set_up_is_told_with_the_set_up(run: Run) -> None:
    shown = run("half(3)", setup=SETUP.rpartition("\n")[0])
    assert "NameError" in shown.printed
    assert shown.cards.startswith("○ half · half is not defined yet; it comes from the set-up cells at the top")


def test_a_function_that_needs_a_name_of_the_set_up_is_not_blamed(run: Run) -> None:
    setup = SETUP.rpartition("\n")[0]
    shown = run("def total(numbers):\n    return half(2 * np.sum(numbers))", "check(total)", setup=setup)
    assert shown.cards.startswith("○ total · half is not defined yet; it comes from the set-up cells at the top")


def test_a_function_that_needs_one_whose_cell_was_not_run_waits_for_that(run: Run) -> None:
    assert run(made_up.SOLVED["mean"], "check(mean)").cards.startswith(
        "○ mean · total is not defined yet; it is the cell of the exercise total that defines it: was that run?"
    )
    # In the notebook of another part the set-up fetches it.
    assert run(made_up.SOLVED["spread"], "check(spread)").cards.startswith(
        "○ spread · mean is not defined yet; it comes from the set-up cells at the top of this notebook: were they run?"
    )


def test_any_other_name_is_pythons_to_tell(run: Run) -> None:
    shown = run("nothing_of_the_kind")
    assert "NameError" in shown.printed
    assert shown.cards == ""


# --- try cells of what is wrong --------------------------------------------------------------------------

TRY = "with trying(total):\n    print(total([1, 2]))"


def test_a_try_cell_shows_the_card_and_a_traceback_of_the_students_own_lines(run: Run) -> None:
    wrong = "def total(numbers):\n    return np.random.choice(numbers, size=9, replace=False)"
    shown = run(wrong, TRY)
    assert shown.cards.startswith("✗ total · line 2 of the cell raised ValueError: ")
    assert shown.printed.count("line 2") == 2
    assert "numpy" not in shown.printed and ".py" not in shown.printed


def test_a_try_cell_says_in_the_editions_language_what_was_raised(run: Run) -> None:
    shown = run("def total(numbers):\n    return numbers.sum", TRY.replace("total([1", "1 / total([1"), language="zh")
    assert shown.cards.startswith("✗ total · ")
    shown = run("def total(numbers):\n    if np.array([1, 2]) > 1:\n        return 3", TRY, language="zh")
    assert "if、and、or 要的是一个真或假，这里却是一整个数组" in shown.cards
    assert "（原文：The truth value of an array with more than one element is ambiguous." in shown.cards


def test_a_function_that_calls_itself_without_end_has_a_short_traceback(run: Run) -> None:
    shown = run("def total(numbers):\n    return total(numbers)", TRY)
    assert "RecursionError: total calls itself without end" in shown.cards
    assert len(shown.printed.splitlines()) < 20


def test_a_try_cell_that_is_broken_itself_is_pythons_to_tell(run: Run) -> None:
    shown = run(RIGHT, "with trying(total):\n    [][len([total([1, 2])])]")
    assert "IndexError" in shown.printed
    assert shown.cards == ""


def test_an_interrupt_in_a_try_cell_shows_no_card(run: Run) -> None:
    shown = run("def total(numbers):\n    raise KeyboardInterrupt", TRY)
    assert "KeyboardInterrupt" in shown.printed
    assert shown.cards == ""


# --- code with the raise still in it ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('"""Sums."""\n    raise NotImplementedError()', "not written yet"),
        ("pass\n    # return 3\n    raise NotImplementedError()", "not written yet"),
        (
            "raise NotImplementedError()\n    return 3",
            "there is code here, and the raise NotImplementedError() in line 2 is still above it: take it out, "
            "so that the code is run",
        ),
        (
            "s = 3\n    raise NotImplementedError()",
            "there is code here, and the raise NotImplementedError() in line 3 is still below it: take it out",
        ),
        (
            "if len(numbers) == 3:\n        return 1.0\n    raise NotImplementedError",
            "there is code here, and the raise NotImplementedError() in line 4 is still below it: take it out",
        ),
    ],
)
def test_code_with_the_raise_still_in_it_is_not_called_unwritten(run: Run, body: str, said: str) -> None:
    cell = f"def total(numbers):\n    {body}"
    assert run(cell, "check(total)").cards == f"○ total · {said}"
    assert run(cell, TRY).cards == f"○ total · {said}"


def test_a_method_with_the_raise_still_in_it_is_told_so(run: Run) -> None:
    half = made_up.SOLVED["Till"].replace("return self.sum", "raise NotImplementedError()\n        return self.sum")
    cells = [made_up.SOLVED[name] for name in ("total", "mean", "spread")]
    assert run(*cells, half, "check(Till)", language="zh").cards == (
        "○ Till · 这里已经有代码了，可是第 11 行的 raise NotImplementedError() 还在，就在代码上面："
        "把它删掉，代码才会运行"
    )


# --- a student's own asserts ------------------------------------------------------------------------------


WRONG_TOTAL = "def total(numbers):\n    found = np.sum(numbers) + 1\n"


def test_an_own_assert_that_fails_is_quoted_with_what_it_has_hidden(run: Run) -> None:
    cell = f"{WRONG_TOTAL}    assert found.shape == (1,)\n    return found"
    shown = run(cell, "check(total)").cards
    assert "✗ total · your own assert failed: found.shape == (1,) → () == (1,). Without it: " in shown
    assert "expected 7" in shown
    assert "你自己的断言没有成立：found.shape == (1,)" in run(cell, "check(total)", language="zh").cards


def test_an_own_assert_that_is_itself_wrong_is_called_that(run: Run) -> None:
    cell = RIGHT.replace("    return", "    assert len(numbers) == 99, 'how many?'\n    return")
    shown = run(cell, "check(total)").cards
    assert "your own assert failed: len(numbers) == 99 → 3 == 99 (how many?). Without it all the answers are" in shown
    assert "is it the assert that is wrong?" in shown


def test_an_assert_in_a_helper_of_ones_own_is_taken_out_too(run: Run) -> None:
    helper = "def checked(numbers):\n    assert numbers is None\n    return numbers\n"
    shown = run(helper, "def total(numbers):\n    return np.sum(checked(numbers)) + 1", "check(total)").cards
    assert "your own assert failed: numbers is None → array(" in shown and "Without it: " in shown
