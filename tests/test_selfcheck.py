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
    (
        "return numbers @ np.ones((2, 3))",
        "左边的列数是 3，右边的行数是 2",
        "columns on the left: 3, rows on the right: 2",
    ),
    (
        "return np.dot(np.ones((2, 4)), np.ones((3, 2)))",
        "左边的列数是 4",
        "columns on the left: 4, rows on the right: 3",
    ),
    ("return numbers @ 3", "矩阵乘法的两边都要是数组", "both sides of a matrix product must be arrays"),
    (
        "return numbers + np.ones((2, 2))",
        "形状 (3,) 和 (2, 2) 不能逐个元素地运算",
        "the shapes (3,) and (2, 2) do not fit together element by element",
    ),
    ("return np.random.randn((2, 3))", "交给 randn 的是一个元组", "randn was handed a tuple: does it take the sizes"),
    ("return np.random.randn([2, 3])", "交给 randn 的是一个列表", "randn was handed a list: does it take the sizes"),
    ("return np.zeros(3, 1)", '"1" 被当成了数据类型', '"1" was taken for a data type'),
    ("return {}['a']", "KeyError：有哪些键？", "KeyError: which keys are there?"),
    (
        "if numbers.size == 'Three':\n        a = 3\n    return a",
        "变量 a 在这里还没有值：给它赋值的那一行走到了吗？",
        "the variable a has no value here: was the line that sets it reached? If it stands in a branch",
    ),
    (
        "mean = mean(numbers)\n    return mean",
        "函数里给 mean 赋了值，于是在整个函数里它是一个变量",
        "mean is set in this function, so that in all of it mean is a variable, no longer the function of that name",
    ),
    (
        "if numbers > 0.5:\n        return 1",
        "if、and、or 要的是一个真或假，这里却是一整个数组",
        "if, and, or need one truth value, and here is a whole array",
    ),
    (
        "kept = []\n    for n in numbers:\n        kept = kept.append(n)\n    return kept",
        "kept 是 None：append 改动的是列表或字典本身，它返回什么？",
        "kept is None: append changes the list or dictionary itself, and what does it return?",
    ),
    (
        "kept = print()\n    return kept[0]",
        "kept 是 None：给它赋值的那个函数或方法返回了什么？",
        "kept is None: what was returned by the function or method that it was set by?",
    ),
    ("return sum(print() for n in numbers) + 1", "有一个值是 None", "a value is None"),
    (
        "for n in range(len(numbers) / 2):\n        pass",
        "这里要一个整数，得到的是小数：用 / 除出来的数是什么类型？",
        "a whole number is needed here, found a float: of what type is a number that / has given?",
    ),
    ("return [1, 2][len(numbers) / 3]", "这里要一个整数，得到的是小数", "a whole number is needed here, found a float"),
    (
        "return list(numbers)['a']",
        "列表的项按编号取，编号要是整数，这里给的是字符串",
        "entries of a list are taken by their number, here a string was given",
    ),
    (
        "return mean()",
        "调用 mean 时，少给了参数 numbers：它的参数有哪些",
        "mean is called without numbers: which arguments does it take",
    ),
    (
        "return mean(numbers, 2)",
        "调用 mean 时给了 2 个值，它只收 1 个",
        "mean is called with 2 values and takes 1: which arguments does it have?",
    ),
    ("return mean(values=numbers)", "mean 没有叫 values 的参数", "mean has no argument values: is the name right?"),
    (
        "return [1.0, 2.0].shape",
        "列表没有 .shape，数组才有：这个值是从哪里来的，在哪一步成了列表？",
        "a list has no .shape, as an array has: where does this value come from, and where did it become a list?",
    ),
    ("return (1.0, 2.0).T", "元组没有 .T，数组才有", "a tuple has no .T, as an array has"),
    ("return np.dat(numbers)", "numpy 里没有 dat 这个名字：拼写对吗？", "there is no dat in numpy: is it spelt right?"),
    (
        "a, b = numbers\n    return a",
        "等号左边有 2 个名字，右边的值却更多：右边返回几个值，依次是什么？",
        "there are 2 names on the left and more values on the right: how many values are returned, and which?",
    ),
    (
        "a, b, c, d = numbers",
        "等号左边有 4 个名字，右边只有 3 个值",
        "4 names on the left and only 3 values on the right",
    ),
    (
        "a, b = len(numbers)",
        "整数不能一个一个地数，也不能拆开",
        "a whole number can neither be gone through nor unpacked",
    ),
    (
        "max = 3\n    return max(numbers)",
        "max 在这里是整数，不再是那个函数：是不是有一个变量也叫 max？",
        "max is a whole number here, and no longer the function: is there a variable called max as well?",
    ),
    ("return numbers.shape(0)", "元组被当成函数调用了", "a tuple was called as a function: are round brackets meant"),
    ("return [1, 2] - 0.1", "列表和小数之间不能用 -", "a list and a float cannot be combined by -"),
    ("return [1, 2] + 3", "列表的 + 是接起来，* 是重复", "with lists + joins and * repeats"),
    ("return [1, 2][3]", "列表没有这么多项", "a list has not that many entries"),
    (
        "return numbers[3]",
        "编号 3 超出了范围，这个方向上只有 3 项",
        "the index 3 is out of range: there are 3 entries that way",
    ),
    ("return numbers.reshape(2, 2)", "3 个数排不成形状 (2, 2)", "3 numbers cannot be put into the shape (2, 2)"),
    ("assert len(numbers) == 4", "你自己写的 assert 在这里不成立", "your own assert does not hold here"),
    ("return 1 / (len(numbers) - 3)", "除数是 0", "something is divided by 0"),
    ("return total(numbers)", "total 一直在调用它自己", "total calls itself without end"),
    ("Total = 3\n    return toTal", "有一个 Total：大小写一样吗？", "nothing is called toTal here, but there is Total"),
    ("return nowhere", "nowhere 这个名字还没有定义：拼写对吗？", "nothing is called nowhere here: is it spelt right"),
    (
        "import math\n    return math.log(numbers)",
        "这里只收一个数，得到的是一整个数组",
        "one number is taken here, found a whole",
    ),
]


@pytest.mark.parametrize(("body", "zh", "en"), PLAIN)
def test_what_numpy_says_is_told_in_plain_words_and_the_lessons_own_come_first(
    selfcheck: Any, body: str, zh: str, en: str
) -> None:
    found = selfcheck.examine("total", notebook(total=f"def total(numbers):\n    {body}\n"))
    assert zh in found.message.zh
    assert en in found.message.en
    assert re.match("单元格第 [2-5] 行抛出 [A-Z]", found.message.zh)
    # What it is known by elsewhere stands beside it; a KeyError says no more than the key.
    assert ("（原文：" in found.message.zh and "(as Python says it: " in found.message.en) != (
        "KeyError" in found.message.en or body.startswith("assert")
    )


@pytest.mark.parametrize(
    ("body", "zh", "en"),
    [
        (
            "kept = {'a0': 1, 'b1': 2}\n    return kept['c1']",
            "没有 'c1' 这个键：kept 里的键是 a0, b1",
            "there is no key 'c1': the keys of kept are a0, b1",
        ),
        (
            "more, kept = {'a0': 1}, {'b1': 2}\n    return kept['b2']",
            "没有 'b2' 这个键：kept 里的键是 b1",
            "there is no key 'b2': the keys of kept are b1",
        ),
        ("kept = {}\n    return kept['c1']", "kept 里的键是 一个键也没有", "the keys of kept are none at all"),
    ],
)
def test_a_missing_key_is_told_with_those_that_are_there(selfcheck: Any, body: str, zh: str, en: str) -> None:
    source = f"def mean(numbers):\n    {body}\n"
    message = selfcheck.examine("mean", notebook(mean=source)).message
    assert zh in message.zh
    assert en in message.en


def test_other_arguments_than_are_asked_for_are_told_with_those_that_are_written(selfcheck: Any) -> None:
    message = selfcheck.examine("total", notebook(total="def total(numbers, more):\n    return 3\n")).message
    assert message.en == (
        "the call raised TypeError: the arguments of total are (numbers, more), and it is called as below: "
        "which one is too many, which is missing, which should have a default?"
    )
    assert "total 的参数写成了 (numbers, more)，它会像下面这样被调用" in message.zh


@pytest.mark.parametrize(
    ("edit", "en"),
    [
        (
            ("def total(self)", "def total()"),
            "the method total is given one value more than it takes, the object itself",
        ),
        (("def __init__", "def _init_"), "Till takes no arguments: is __init__ there, with two underscores"),
    ],
)
def test_a_slip_in_a_class_is_told_by_its_self_and_its_underscores(
    selfcheck: Any, edit: tuple[str, str], en: str
) -> None:
    assert en in selfcheck.examine("Till", notebook(Till=made_up.SOLVED["Till"].replace(*edit))).message.en


def test_what_is_raised_in_another_function_is_told_with_that_ones_name(selfcheck: Any) -> None:
    careful = "def total(numbers):\n    assert isinstance(numbers, np.ndarray)\n    return np.sum(numbers)\n"
    caller = "def mean(numbers):\n    count = len(numbers)\n    return total(list(numbers)) / count\n"
    message = selfcheck.examine("mean", notebook(total=careful, mean=caller)).message
    assert message.en == (
        "line 3 of the cell uses total, where line 2 raised AssertionError: your own assert does not hold here"
    )
    assert message.zh == "单元格第 3 行用到了 total，total 的第 2 行抛出 AssertionError：你自己写的 assert 在这里不成立"


def test_what_another_function_raises_for_the_check_is_told_with_that_ones_name(selfcheck: Any) -> None:
    # It is right as far as its own checks can tell.
    odd = "def mean(numbers):\n    if len(numbers) == 4:\n        return numbers[4]\n    return np.mean(numbers)\n"
    made = notebook(mean=odd, spread="def spread(numbers, factor):\n    return np.zeros(2), np.ones(2)\n")
    assert selfcheck.examine("mean", made).state == "right"
    message = selfcheck.examine("spread", made).message
    assert message.en.startswith("the check calls mean as well, where line 3 raised IndexError: the index 4 is out of")
    assert message.zh.startswith("检查它时还要调用 mean，mean 的第 3 行抛出 IndexError：编号 4 超出了范围")


def test_a_name_left_over_from_another_cell_is_told(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(total="numbers2 = np.ones(3)\ndef total(numbers):\n    return np.sum(numbers2)\n")
    found = selfcheck.examine("total", made)
    assert found.note.en.startswith("numbers2: not set in the function, but left over from another cell.")
    assert found.note.zh.startswith("numbers2 没有在函数里赋值，用的是别的单元格里留下的值")
    selfcheck.check(made["total"])
    assert "\n    numbers2: not set in the function" in capsys.readouterr().out


def test_a_constant_of_ones_own_is_no_name_left_over(selfcheck: Any) -> None:
    made = notebook(total="EPS = 3.0\ndef total(numbers):\n    return np.sum(numbers) * EPS\n")
    assert selfcheck.examine("total", made).note is None


RETURNED = [
    (
        "spread",
        "def spread(numbers, factor):\n    return {'a1': 3}\n",
        "只返回了一个含 1 项的字典；要的是 2 样东西，依次是 low, high",
        "a dictionary of 1 is returned alone; 2 things are asked for: low, high, in this order",
    ),
    (
        "spread",
        "def spread(numbers, factor):\n    return {'low': 3, 'high': 4}\n",
        "返回值应为元组 (low, high)，得到的是一个含 2 项的字典",
        "should be the tuple (low, high), found a dictionary of 2",
    ),
    (
        "spread",
        "def spread(numbers, factor):\n    return np.zeros(2).tolist(), np.ones(2)\n",
        "low 是一个含 2 项的列表，要的是 NumPy 数组：它在哪一步成了列表？",
        "low is a list of 2, and should be a NumPy array: in which step did it become a list?",
    ),
    (
        "spread",
        "def spread(numbers, factor):\n    return np.squeeze(np.zeros((1, 1)))[()], np.ones(2)\n",
        "low 是一个数，它的形状是 ()，应为 (2,)",
        "low is a number, its shape is (), expected (2,)",
    ),
]


@pytest.mark.parametrize(("name", "source", "zh", "en"), RETURNED)
def test_what_is_returned_is_called_what_it_is(selfcheck: Any, name: str, source: str, zh: str, en: str) -> None:
    message = selfcheck.examine(name, notebook(**{name: source})).message
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


def test_a_function_is_checked_by_its_name(selfcheck: Any, capsys: pytest.CaptureFixture[str]) -> None:
    exec("check('total')", {**notebook(), "check": selfcheck.check})
    assert capsys.readouterr().out == "✓ total · all checks pass\n"
    exec("check('total')", {"check": selfcheck.check})
    assert capsys.readouterr().out.startswith(
        "○ total · total is not defined yet; it is the cell of the exercise total"
    )


def test_the_cards_question_has_another_title_than_the_lessons(pack: Pack) -> None:
    """The lesson's own, in the cells around the card, is called 想一想, or Think."""
    cards, text = pack.load("kit.selfcheck.cards"), pack.load("kit.selfcheck").Text("好", "good")
    told = {language: cards.verdict_card("wrong", "f", text, "", language, text) for language in ("zh", "en")}
    assert told["zh"].text.endswith("\n    提示：好") and "想一想" not in told["zh"].html
    assert told["en"].text.endswith("\n    Hint: good") and "Think" not in told["en"].html


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
