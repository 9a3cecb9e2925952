"""The self-check ticks what is right however it is written, ticks no known mistake, and never stops a notebook."""

from __future__ import annotations

import json
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.course import load_module
from autograder.exercise import Mistake
from autograder.grading.bundle import Bundle
from autograder.lessons.lesson import Lesson

from . import pack
from .answers import namespace, title

selfcheck = pack.load("selfcheck")
cards = pack.load("selfcheck_cards")
NAMES: tuple[str, ...] = pack.load("selfcheck_raised").LESSON
MISTAKES: tuple[Mistake, ...] = load_module(pack.RESOURCES.parent / "mistakes.py").MISTAKES
OTHERWISE: dict[str, tuple[str, ...]] = load_module(pack.RESOURCES.parent / "samples.py").RIGHT_OTHERWISE

ONE_LAYER_BACKWARD = ("linear_backward", "linear_activation_backward")

Notebook = Callable[..., dict[str, Any]]


@pytest.fixture
def notebook(bundle: Bundle, lesson: Lesson) -> Notebook:
    """Makes a notebook's globals: the lesson's solutions, and in their place whatever is given by name."""
    solved = lesson.solutions
    return lambda **written: namespace(bundle, solved | written)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Cards speak English, and afterwards what they spoke before."""
    selfcheck.use("en")
    yield
    selfcheck.use("zh")


def blank(name: str) -> str:
    return f"def {name}(*arguments):\n    raise NotImplementedError()\n"


def mistaken(lesson: Lesson, exercise: str, name: str) -> str:
    """The source of a catalogued mistake."""
    (mistake,) = (one for one in MISTAKES if (one.exercise, one.name) == (exercise, name))
    return mistake.apply(lesson.solutions[exercise])


# --- ticks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_the_lessons_own_solution_gets_a_tick(notebook: Notebook, name: str) -> None:
    found = selfcheck.examine(name, notebook())
    assert found.state == "right", found


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, sources in OTHERWISE.items() for number in range(len(sources))]
)
def test_a_right_answer_written_otherwise_gets_a_tick(notebook: Notebook, name: str, number: int) -> None:
    found = selfcheck.examine(name, notebook(**{name: OTHERWISE[name][number]}))
    assert found.state == "right", found


@pytest.mark.parametrize("number", [0, 1, -1])
def test_right_answers_written_otherwise_get_their_ticks_together(notebook: Notebook, number: int) -> None:
    made = notebook(**{name: sources[number] for name, sources in OTHERWISE.items()})
    assert {
        name: selfcheck.examine(name, made) for name in NAMES if selfcheck.examine(name, made).state != "right"
    } == {}


@pytest.mark.parametrize("mistake", MISTAKES, ids=title)
def test_a_known_mistake_gets_no_tick_but_a_fact(notebook: Notebook, lesson: Lesson, mistake: Mistake) -> None:
    wrong = mistake.apply(lesson.solutions[mistake.exercise])
    found = selfcheck.examine(mistake.exercise, notebook(**{mistake.exercise: wrong}))
    assert found.state == "wrong"
    assert found.message.en != "what is returned cannot be read"
    assert found.asked.startswith(mistake.exercise)


# --- not written yet, and who is to blame ----------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_function_that_is_not_written_is_blank(notebook: Notebook, name: str) -> None:
    found = selfcheck.examine(name, notebook(**{name: blank(name)}))
    assert (found.state, found.message.en) == ("blank", "not written yet")


def test_a_function_that_calls_one_not_written_waits_for_it(notebook: Notebook) -> None:
    made = notebook(linear_forward=blank("linear_forward"))
    for name in ("linear_activation_forward", "L_model_forward", "L_model_backward"):
        found = selfcheck.examine(name, made)
        assert (found.state, found.waits_for) == ("blank", "linear_forward"), name


def test_a_function_that_calls_a_wrong_one_is_not_blamed(notebook: Notebook, lesson: Lesson) -> None:
    made = notebook(linear_forward=mistaken(lesson, "linear_forward", "bias-forgotten"))
    for name in ("linear_activation_forward", "L_model_forward"):
        found = selfcheck.examine(name, made)
        assert (found.state, found.waits_for) == ("blank", "linear_forward"), name


def test_a_function_that_does_not_call_the_wrong_one_is_told_its_own_fault(notebook: Notebook, lesson: Lesson) -> None:
    alone = OTHERWISE["linear_activation_forward"][1]
    assert "linear_forward(" not in alone.replace("linear_activation_forward(", "")
    made = notebook(
        linear_forward=mistaken(lesson, "linear_forward", "bias-forgotten"),
        linear_activation_forward=alone.replace("+ b", "- b"),
    )
    assert selfcheck.examine("linear_activation_forward", made).state == "wrong"


def test_slopes_are_not_measured_with_a_wrong_function(notebook: Notebook, lesson: Lesson) -> None:
    made = notebook(compute_cost=mistaken(lesson, "compute_cost", "no-minus"))
    assert selfcheck.examine("L_model_backward", made).waits_for == "compute_cost"


def test_one_layer_backward_waits_for_no_forward_function(notebook: Notebook, lesson: Lesson) -> None:
    made = notebook(
        linear_forward=mistaken(lesson, "linear_forward", "bias-forgotten"),
        linear_activation_forward=blank("linear_activation_forward"),
    )
    for name in ONE_LAYER_BACKWARD:
        assert selfcheck.examine(name, made).state == "right", name


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if one.exercise in ONE_LAYER_BACKWARD], ids=title)
def test_a_known_mistake_backward_gets_no_tick_without_the_way_forward(
    notebook: Notebook, lesson: Lesson, mistake: Mistake
) -> None:
    wrong = mistake.apply(lesson.solutions[mistake.exercise])
    forward = {name: blank(name) for name in ("linear_forward", "linear_activation_forward")}
    assert selfcheck.examine(mistake.exercise, notebook(**forward, **{mistake.exercise: wrong})).state == "wrong"


def test_a_missing_function_is_missing(notebook: Notebook) -> None:
    made = notebook()
    del made["linear_forward"]
    assert selfcheck.examine("linear_forward", made).state == "missing"
    assert selfcheck.examine("linear_activation_forward", made).waits_for == "linear_forward"


# --- whatever a function does ----------------------------------------------------------------------------

NASTY = {
    "nothing": "return None",
    "a number": "return 3",
    "text": "return 'Z'",
    "empty": "return ()",
    "an empty dict": "return {}",
    "a long tuple": "return tuple(range(1000))",
    "a generator": "return (x for x in arguments)",
    "the function": "return nasty",
    "text in arrays": "return np.array(['a']), np.array([object()])",
    "nan": "return np.nan",
    "a cycle": "a = []; a.append(a); return a, a",
    "a dict of nothing": "return {f'{kind}{layer}': None for kind in ('W', 'b', 'dA', 'dW', 'db') for layer in (1, 2)}",
    "exit": "raise SystemExit(0)",
    "the end of a generator": "raise GeneratorExit",
    "no end": "return nasty(*arguments)",
    "a silent exception": "class Mute(Exception):\n        def __str__(self): raise ValueError\n    raise Mute",
    "a false tuple": "class Odd(tuple):\n        def __len__(self): raise SystemExit\n    return Odd((1, 2))",
    "a false dict": "class Odd(dict):\n        def __contains__(self, key): raise OSError\n    return Odd()",
    "no class": "class Odd:\n        __class__ = property(lambda self: 1 / 0)\n    return Odd()",
    "its inputs destroyed": "[a.fill(np.nan) for a in arguments if hasattr(a, 'fill')]; return arguments",
    "its own name gone": "globals().pop('linear_forward', None); return 0",
}


# An edit of a solution, and a piece of the sentence in each language.
TOLD = [
    (
        "linear_activation_forward",
        ("Z, linear_cache = ", "Z = linear_cache = "),
        (
            "交给 sigmoid 的 Z 是一个含 2 项的元组",
            "the Z handed to sigmoid is a tuple of 2, not an array: how many values",
        ),
    ),
    (
        "linear_activation_forward",
        ("Z, linear_cache = linear_forward(A_prev, W, b)", "Z = linear_cache = linear_forward(A_prev, W, b); 1 / Z"),
        ("TypeError：Z 是一个含 2 项的元组", "TypeError: Z is a tuple of 2, not an array"),
    ),
    (
        "linear_activation_backward",
        ("linear_cache, activation_cache = ", "activation_cache, linear_cache = "),
        (
            "对调了？",
            "handed to sigmoid_backward is a tuple of 3, not an array: are linear_cache and activation_cache swapped?",
        ),
    ),
    (
        "linear_activation_backward",
        ("relu_backward(dA, activation_cache)", "relu_backward(dA, cache)"),
        ("其中哪一项是 Z？", "handed to relu_backward is a tuple of 2, not an array: which entry of it is Z?"),
    ),
    (
        "linear_activation_backward",
        ("linear_backward(dZ, linear_cache)", "linear_backward(dZ, activation_cache)"),
        (
            "是一个形状为 (1, 2) 的数组，不是元组",
            "handed to linear_backward is an array of shape (1, 2), not the tuple",
        ),
    ),
    (
        "L_model_forward",
        ("A, cache = linear", "A = cache = linear"),
        ("linear_activation_forward 返回几个值？", "how many values does linear_activation_forward return?"),
    ),
    (
        "linear_forward",
        ("W @ A", "W * A"),
        (
            "形状 (1, 3) 和 (3, 2) 不能逐个元素地运算：这里要的是矩阵乘法",
            "shapes (1, 3) and (3, 2) do not fit together",
        ),
    ),
    (
        "linear_forward",
        ("W @ A", "np.dot(A, W)"),
        ("左边的列数是 2，右边的行数是 1", "columns on the left: 2, rows on the right: 1"),
    ),
    (
        "initialize_parameters",
        ("randn(n_h, n_x)", "randn((n_h, n_x))"),
        ("交给 randn 的是一个元组", "randn was handed a tuple: does it take the sizes one by one"),
    ),
    (
        "initialize_parameters",
        ("np.zeros((n_h, 1))", "np.zeros(n_h, 1)"),
        ('"1" 被当成了数据类型', '"1" was taken for a data type'),
    ),
    (
        "L_model_forward",
        ("len(parameters) // 2", "len(parameters)"),
        ('没有 "W3" 这个键', 'there is no key "W3"'),
    ),
]


@pytest.mark.parametrize("body", NASTY.values(), ids=NASTY.keys())
def test_whatever_a_function_does_the_card_is_shown(
    notebook: Notebook, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    for name in NAMES:
        made = notebook(**{name: f"def nasty(*arguments):\n    {body}\n{name} = nasty\n"})
        function = made[name]
        function.__name__ = name
        assert selfcheck.examine(name, made).state == "wrong", name
        selfcheck.check(function)
        assert capsys.readouterr().out.startswith("✗ " + name)


def test_an_interrupt_from_the_keyboard_passes(notebook: Notebook) -> None:
    made = notebook(compute_cost="def compute_cost(AL, Y):\n    raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):
        selfcheck.check(made["compute_cost"])


def test_an_exception_is_told_with_its_line(notebook: Notebook) -> None:
    made = notebook(linear_forward="def linear_forward(A, W, b):\n    Z = W\n    return Z.nothing\n")
    message = selfcheck.examine("linear_forward", made).message
    assert message.en == ("line 3 of the cell raised AttributeError: 'numpy.ndarray' object has no attribute 'nothing'")
    assert message.zh.startswith("单元格第 3 行抛出 AttributeError：")


def test_a_wrong_call_of_another_function_is_told_with_the_line_of_the_call(notebook: Notebook, lesson: Lesson) -> None:
    wrong = mistaken(lesson, "L_model_forward", "last-layer-one-behind")
    (call,) = (number for number, line in enumerate(wrong.splitlines(), 1) if "AL, cache = " in line)
    message = selfcheck.examine("L_model_forward", notebook(L_model_forward=wrong)).message.en
    assert message.startswith(f"line {call} of the cell raised ValueError: ")
    assert message.endswith("columns on the left: 3, rows on the right: 4")


@pytest.mark.parametrize(("name", "edit", "said"), TOLD)
def test_what_numpy_says_is_told_in_plain_words(
    notebook: Notebook, lesson: Lesson, name: str, edit: tuple[str, str], said: tuple[str, str]
) -> None:
    assert edit[0] in lesson.solutions[name]
    message = selfcheck.examine(name, notebook(**{name: lesson.solutions[name].replace(*edit)})).message
    assert said[0] in message.zh
    assert said[1] in message.en


def test_a_handed_tuple_is_told_of_only_where_an_array_belongs(notebook: Notebook, lesson: Lesson) -> None:
    # Here Z is what it should be; something else is wrong with a tuple.
    source = lesson.solutions["linear_activation_forward"].replace("return A,", "linear_cache.shape\n    return A,")
    message = selfcheck.examine("linear_activation_forward", notebook(linear_activation_forward=source)).message.en
    assert message.endswith("AttributeError: 'tuple' object has no attribute 'shape'")


def test_a_check_leaves_numpys_random_state_alone(notebook: Notebook) -> None:
    made = notebook()
    np.random.seed(7)
    expected = np.random.rand()
    np.random.seed(7)
    for name in NAMES:
        selfcheck.check(made[name])
    selfcheck.progress(made)
    assert np.random.rand() == expected


def test_prints_and_warnings_of_a_function_are_hidden(
    notebook: Notebook, lesson: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = lesson.solutions["compute_cost"].replace("    m = ", "    print('here')\n    np.log(0)\n    m = ")
    made = notebook(compute_cost=solution)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        selfcheck.check(made["compute_cost"])
    assert capsys.readouterr().out == "✓ compute_cost · all checks pass\n"


# --- the printed numbers ---------------------------------------------------------------------------------


def test_the_packs_numbers_are_those_of_the_solutions(notebook: Notebook) -> None:
    cases, made = pack.load("testCases_v2"), notebook()
    parts = ("parameters", "forward", "backward", "model")
    parameters, forward, backward, model = (pack.load(f"selfcheck_{part}") for part in parts)

    def same(found: Any, printed: Any, digits: float = 5e-9) -> bool:
        return bool(np.all(np.abs(np.asarray(found) - np.asarray(printed)) <= digits))

    np.random.seed(1)
    for initial, printed in (
        (made["initialize_parameters"](3, 2, 1), parameters.SHALLOW),
        (made["initialize_parameters_deep"]([5, 4, 3]), parameters.DEEP),
        (made["update_parameters"](*cases.update_parameters_test_case(), 0.1), parameters.UPDATED),
    ):
        assert initial.keys() == printed.keys()
        assert all(same(initial[name], numbers) for name, numbers in printed.items())
    assert same(made["linear_forward"](*cases.linear_forward_test_case())[0], forward.Z_PUBLIC)
    assert same(made["L_model_forward"](*cases.L_model_forward_test_case())[0], model.AL_PUBLIC)
    Y, AL = cases.compute_cost_test_case()
    assert same(made["compute_cost"](AL, Y), forward.COST_PUBLIC, 1e-14)
    gradients = made["linear_backward"](*cases.linear_backward_test_case())
    assert all(map(same, gradients, backward.LINEAR.values()))
    for activation in ("sigmoid", "relu"):
        layer = *cases.linear_activation_forward_test_case(), activation
        assert same(made["linear_activation_forward"](*layer)[0], forward.A_PUBLIC[activation])
        gradients = made["linear_activation_backward"](*cases.linear_activation_backward_test_case(), activation)
        assert all(map(same, gradients, backward.ACTIVATION[activation].values()))
    AL, Y, caches = cases.L_model_backward_test_case()
    grads = made["L_model_backward"](AL, Y, caches)
    assert all(same(grads[name], numbers) for name, numbers in model.MODEL[0].items())
    made["sigmoid_backward"] = lambda dA, Z: AL - Y  # the shortcut of the last layer
    grads = made["L_model_backward"](AL, Y, caches)
    assert all(same(grads[name], numbers) for name, numbers in model.MODEL[1].items())


def test_slopes_are_measured_clear_of_the_kinks(notebook: Notebook) -> None:
    inputs, made = pack.load("selfcheck_inputs"), notebook()
    for chosen in inputs.NETWORKS:
        X, Y, parameters = inputs.network(*chosen)
        AL, caches = made["L_model_forward"](X, parameters)
        hidden = [Z for _, Z in caches[:-1]]
        assert all(np.abs(Z).min() > 0.1 and (Z > 0).any() and (Z < 0).any() for Z in hidden)
        assert 0.05 < AL.min() < AL.max() < 0.95
        assert 0 < Y.sum() < Y.size
    _, *layer = inputs.draw(inputs.LAYER_SEED, (4, 5), (3, 5), (4, 3), (4, 1))
    assert np.abs(made["linear_forward"](*layer)[0]).min() > 0.1


# --- what a message tells -------------------------------------------------------------------------------

FACTS = [
    ("L_model_forward", ('"sigmoid")', '"relu")'), "not strictly between 0 and 1, such as 0:"),
    ("L_model_forward", ('"relu")', '"sigmoid")'), "do the hidden layers use ReLU?"),
    ("compute_cost", ("np.log(", "np.log10("), "which logarithm"),
    ("compute_cost", (" + (1 - Y) * np.log(1 - AL)", ""), "swapping the roles of 0 and 1"),
    ("initialize_parameters_deep", ("seed(3)", "seed(1)"), "is the seed 3"),
    ("linear_forward", ("return Z, cache", "return Z"), "found an array of shape (1, 2)"),
    ("linear_forward", ("(A, W, b)\n", "(A, W)\n"), "found a tuple of 2"),
    ("linear_activation_backward", ("(dZ, ", "(dZ / 5, "), "dA_prev, dW, db are everywhere 0.2 times"),
    ("L_model_backward", ("dA = -(", "dA = -1 / Y.size * ("), "0.167 times what it should be (there are 6 examples)"),
    ("L_model_backward", ('"sigmoid"', '"relu"'), "Is dAL computed by formula (14)"),
    ("L_model_backward", ('"relu"', '"sigmoid"'), "dW3 is right, dW2 is not: what gradient is layer 2 given"),
    ("L_model_backward", ("] = dA, dW, db", "] = dA, dW, db + dW[:, :1]"), "dW3 is right, db3 is not"),
]


@pytest.mark.parametrize(("name", "edit", "said"), FACTS)
def test_a_message_leads_to_what_is_wrong(
    notebook: Notebook, lesson: Lesson, name: str, edit: tuple[str, str], said: str
) -> None:
    assert edit[0] in lesson.solutions[name]
    message = selfcheck.examine(name, notebook(**{name: lesson.solutions[name].replace(*edit)})).message
    assert said in message.en


# --- cards -----------------------------------------------------------------------------------------------


def test_the_language_of_the_cards_can_be_chosen(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(linear_forward=blank("linear_forward"))
    selfcheck.check(made["linear_forward"])
    selfcheck.use("zh")
    selfcheck.check(made["linear_forward"])
    assert capsys.readouterr().out == "○ linear_forward · not written yet\n○ linear_forward · 还没有写\n"
    with pytest.raises(ValueError, match="fr"):
        selfcheck.use("fr")


def test_a_screen_reader_pauses_as_the_language_does() -> None:
    told = {
        language: cards.verdict_card("right", "f", cards.Text("好", "good"), "", language) for language in ("zh", "en")
    }
    assert 'aria-label="f：通过。好"' in told["zh"].html
    assert 'aria-label="f: right. good"' in told["en"].html


def test_an_unknown_function_is_told_which_names_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    for stranger in (len, 42, lambda: 0):
        selfcheck.check(stranger)
        said = capsys.readouterr().out
        assert said.startswith("○ ")
        assert all(name in said for name in NAMES)


def test_progress_counts_by_sign_and_word(
    notebook: Notebook, lesson: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = mistaken(lesson, "compute_cost", "no-minus")
    selfcheck.progress(notebook(update_parameters=blank("update_parameters"), compute_cost=wrong))
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "7 of 10 right"
    assert said[1].split() == ["✓", "initialize_parameters", "right"]
    assert said[6].split() == ["✗", "compute_cost", "not", "right", "yet"]
    # L_model_backward is measured by the cost.
    assert said[9].split() == ["○", "L_model_backward", "waits", "for", "compute_cost"]
    assert said[10].split() == ["○", "update_parameters", "to", "do"]
    selfcheck.progress(3)
    assert "progress(globals())" in capsys.readouterr().out


def test_a_notebook_shows_html_and_a_terminal_text(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import IPython
    import IPython.display

    shown: list[dict[str, str]] = []
    monkeypatch.setattr(IPython.display, "display", lambda bundle, raw: shown.append(bundle))
    monkeypatch.setattr(IPython, "get_ipython", object)
    made = notebook(linear_forward="def linear_forward(A, W, b):\n    raise ValueError('<b>&')\n")
    selfcheck.check(made["linear_forward"])
    selfcheck.check(made["linear_forward"])
    assert shown[0] == shown[1]
    assert "&lt;b&gt;&amp;" in shown[0]["text/html"]
    assert "<b>" not in shown[0]["text/html"]
    assert 'role="status"' in shown[0]["text/html"]
    assert "<b>&" in shown[0]["text/plain"]
    assert capsys.readouterr().out == ""


def test_a_terminal_that_cannot_write_a_sign_shows_another(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setitem(sys.modules, "IPython", None)
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", narrow)
    cards.show(cards.Card("", "✓ linear_forward"))
    narrow.seek(0)
    assert narrow.read() == "? linear_forward\n"


# --- trying ----------------------------------------------------------------------------------------------


def test_trying_shows_which_function_is_not_written(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    made = notebook(linear_forward=blank("linear_forward"))
    with selfcheck.trying(made["L_model_forward"]):
        made["L_model_forward"](*pack.load("testCases_v2").L_model_forward_test_case())
    assert capsys.readouterr().out == "○ linear_forward · not written yet\n"


def test_trying_names_a_function_of_any_other_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    def fit() -> None:
        raise NotImplementedError

    with selfcheck.trying(fit):
        fit()
    assert capsys.readouterr().out == "○ fit · not written yet\n"


def test_trying_lets_every_other_exception_pass() -> None:
    with pytest.raises(ZeroDivisionError), selfcheck.trying(len):
        raise ZeroDivisionError


# --- hints -----------------------------------------------------------------------------------------------

BIAS_FORGOTTEN = (
    "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)\n",
    "def linear_forward(A, W, b):\n    return [np.einsum('ij,jm->im', W, A), [A, W, b]]\n",
    "def linear_forward(A, W, b):\n    return np.float32(W) @ np.float32(A), (A, W, b)\n",
    "def linear_forward(A, W, b):\n    return sum(np.outer(w, a) for w, a in zip(W.T, A)), (A, W, b)\n",
)


@pytest.mark.parametrize("source", BIAS_FORGOTTEN)
def test_a_known_mistake_gets_its_hint_on_the_card_however_it_is_written(
    notebook: Notebook, capsys: pytest.CaptureFixture[str], source: str
) -> None:
    hints = {"en": "Think: If A were all zeros, what should Z be?", "zh": "想一想：如果 A 全是 0，Z 应该是什么？"}
    for language, hint in hints.items():
        selfcheck.use(language)
        selfcheck.check(notebook(linear_forward=source)["linear_forward"])
        assert hint in capsys.readouterr().out


def test_a_mistake_that_is_not_known_gets_no_hint(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    source = "def linear_forward(A, W, b):\n    return W @ A + 7 * b, (A, W, b)\n"
    selfcheck.check(notebook(linear_forward=source)["linear_forward"])
    assert "✗ linear_forward" in (said := capsys.readouterr().out)
    assert "Think" not in said


def test_a_card_without_the_hints_file_is_a_card_all_the_same(
    notebook: Notebook, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hints = pack.load("selfcheck_hints")
    monkeypatch.setattr(hints, "_FILE", pack.RESOURCES / "nowhere.json")
    hints._hints.cache_clear()
    try:
        selfcheck.check(notebook(linear_forward=BIAS_FORGOTTEN[0])["linear_forward"])
    finally:
        hints._hints.cache_clear()
    assert "✗ linear_forward" in (said := capsys.readouterr().out)
    assert "Think" not in said


def test_the_hints_hold_digests_and_sentences_and_no_code(lesson: Lesson) -> None:
    text = (pack.RESOURCES / "selfcheck_hints.json").read_text("utf-8")
    hints: dict[str, dict[str, list[str]]] = json.loads(text)["hints"]
    known = {mistake.hint for mistake in MISTAKES}
    assert sum(map(len, hints.values())) > 150
    for name, by_digest in hints.items():
        assert name in lesson.solutions
        for digest, (zh, en) in by_digest.items():
            assert re.fullmatch("[0-9a-f]{20}", digest)
            assert any((hint.zh, hint.en) == (zh, en) for hint in known)
    for mistake in MISTAKES:
        for code in (mistake.code, *(part.strip() for edit in mistake.edits for part in edit)):
            assert not code or len(code) < 12 or code not in text, mistake.name
    for source in lesson.solutions.values():
        for line in source.splitlines():
            assert len(line.strip()) < 12 or line.strip() not in text, line
