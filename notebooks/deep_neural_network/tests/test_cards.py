"""The cards of part 1 blame whom they should, lead to what is wrong, and stand on the printed numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from this_lesson import load, pack

from autograder.exercise import Text
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import LESSON_JSON, with_both

selfcheck = load("kit.selfcheck")
NAMES: tuple[str, ...] = load("kit.selfcheck.lesson").PARTS["step_by_step"]
ONE_LAYER_BACKWARD = ("linear_backward", "linear_activation_backward")
BIAS_FORGOTTEN = "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)\n"
# L_model_backward is measured by the cost.
NO_MINUS = "def compute_cost(AL, Y):\n    return np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))\n"

Notebook = Callable[..., dict[str, Any]]


def blank(name: str) -> str:
    return f"def {name}(*arguments):\n    raise NotImplementedError()\n"


# --- ticks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1, -1])
def test_right_answers_written_otherwise_get_their_ticks_together(
    notebook: Notebook, lesson: Lesson, number: int
) -> None:
    made = notebook(**{one.name: one.right_answers[number] for one in lesson.exercises if one.name in NAMES})
    found = {name: selfcheck.examine(name, made) for name in NAMES}
    assert {name: outcome for name, outcome in found.items() if outcome.state != "right"} == {}


# --- who is to blame -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_function_that_is_not_written_is_blank(notebook: Notebook, name: str) -> None:
    found = selfcheck.examine(name, notebook(**{name: blank(name)}))
    assert (found.state, found.message.en) == ("blank", "not written yet")


@pytest.mark.parametrize("source", [blank("linear_forward"), BIAS_FORGOTTEN], ids=["not written", "wrong"])
@pytest.mark.parametrize("name", ["linear_activation_forward", "L_model_forward"])
def test_a_function_waits_for_the_one_that_it_calls(notebook: Notebook, name: str, source: str) -> None:
    found = selfcheck.examine(name, notebook(linear_forward=source))
    assert (found.state, found.waits_for) == ("blank", "linear_forward")


def test_slopes_wait_for_a_function_that_is_not_written(notebook: Notebook) -> None:
    found = selfcheck.examine("L_model_backward", notebook(linear_forward=blank("linear_forward")))
    assert (found.state, found.waits_for) == ("blank", "linear_forward")


def test_slopes_are_not_measured_with_a_wrong_function(notebook: Notebook) -> None:
    assert selfcheck.examine("L_model_backward", notebook(compute_cost=NO_MINUS)).waits_for == "compute_cost"


def test_a_layer_that_calls_no_wrong_function_is_told_its_own_fault(notebook: Notebook) -> None:
    wrong = """def linear_activation_forward(A_prev, W, b, activation):
    Z = W @ A_prev - b
    A = sigmoid(Z)[0] if activation == "sigmoid" else relu(Z)[0]
    return A, ((A_prev, W, b), Z)
"""
    made = notebook(linear_forward=BIAS_FORGOTTEN, linear_activation_forward=wrong)
    assert selfcheck.examine("linear_activation_forward", made).state == "wrong"


def test_one_layer_backward_waits_for_no_forward_function(notebook: Notebook) -> None:
    made = notebook(linear_forward=BIAS_FORGOTTEN, linear_activation_forward=blank("linear_activation_forward"))
    for name in ONE_LAYER_BACKWARD:
        assert selfcheck.examine(name, made).state == "right", name


@pytest.mark.parametrize("name", ONE_LAYER_BACKWARD)
def test_a_known_mistake_backward_gets_no_tick_without_the_way_forward(
    notebook: Notebook, lesson: Lesson, name: str
) -> None:
    forward = {name: blank(name) for name in ("linear_forward", "linear_activation_forward")}
    mistakes = lesson.exercise(name).mistakes
    assert len(mistakes) > 8
    for mistake in mistakes:
        made = notebook(**forward, **{name: mistake.apply(lesson.solutions[name])})
        assert selfcheck.examine(name, made).state == "wrong", mistake.name


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
        (
            '没有 "W3" 这个键（parameters 里有的是 W1, b1, W2, b2）：循环从哪一层走到哪一层？',
            'there is no key "W3" (parameters has W1, b1, W2, b2): from which layer to which does the loop go?',
        ),
    ),
    (
        "update_parameters",
        ('grads["d" + name]', "grads[name]"),
        (
            'grads 里没有 "W1" 这个键，它的键是 dW1, db1, dW2, db2：要找的是哪一个？',
            'grads has no key "W1", its keys are dW1, db1, dW2, db2: which of them is wanted?',
        ),
    ),
    (
        "linear_activation_forward",
        ("    else:\n        A, act", '    elif activation == "ReLU":\n        A, act'),
        (
            "变量 A 在这里还没有值：给它赋值的那一行走到了吗？",
            "UnboundLocalError: the variable A has no value here: was the line that sets it reached?",
        ),
    ),
    (
        "L_model_forward",
        ("caches.append(cache)", "caches = caches.append(cache)"),
        (
            "caches 是 None：append 改动的是列表或字典本身，它返回什么？",
            "caches is None: append changes the list or dictionary itself, and what does it return?",
        ),
    ),
    (
        "L_model_forward",
        ("len(parameters) // 2", "len(parameters) / 2"),
        ("这里要一个整数，得到的是小数", "a whole number is needed here, found a float"),
    ),
    (
        "linear_forward",
        ("W @ A + b", "(W @ A + b).tolist()"),
        ("Z 是一个含 1 项的列表，要的是 NumPy 数组", "Z is a list of 1, and should be a NumPy array"),
    ),
    (
        "linear_backward",
        ("np.sum(dZ, axis=1, keepdims=True) / m", "np.squeeze(np.sum(dZ, axis=1, keepdims=True) / m)[()]"),
        ("db 是一个数，它的形状是 ()，应为 (1, 1)", "db is a number, its shape is (), expected (1, 1)"),
    ),
]


@pytest.mark.parametrize("product", ["A @ W", "np.dot(A, W)", "A.dot(W)", "np.matmul(A, W)"])
def test_shapes_that_do_not_meet_are_told_alike_however_the_product_is_written(
    notebook: Notebook, lesson: Lesson, product: str
) -> None:
    source = lesson.solutions["linear_forward"].replace("W @ A", product)
    message = selfcheck.examine("linear_forward", notebook(linear_forward=source)).message
    said = (
        "the shapes of a matrix product do not meet, columns on the left: 2, rows on the right: 1 (as Python says it: "
    )
    assert said in message.en
    assert "矩阵乘法的形状接不上，左边的列数是 2，右边的行数是 1（原文：" in message.zh


def test_what_ones_own_function_raises_is_told_with_its_name(notebook: Notebook, lesson: Lesson) -> None:
    careful = lesson.solutions["linear_forward"].replace("    Z =", "    assert W.shape[1] == A.shape[0]\n    Z =")
    wrong = lesson.solutions["L_model_forward"].replace("(A, parameters", "(X, parameters")
    message = selfcheck.examine("L_model_forward", notebook(linear_forward=careful, L_model_forward=wrong)).message
    assert "of the cell uses linear_forward, where line 3 raised AssertionError: your own assert does not" in message.en
    assert (
        "用到了 linear_forward，linear_forward 的第 3 行抛出 AssertionError：你自己写的 assert 在这里不成立"
        in message.zh
    )


def test_a_value_left_over_from_a_try_cell_is_told(notebook: Notebook, lesson: Lesson) -> None:
    source = lesson.solutions["linear_forward"].replace("    Z = W @ A + b\n", "")
    made = notebook(linear_forward=source)
    made["Z"] = np.zeros((1, 2))
    found = selfcheck.examine("linear_forward", made)
    assert found.state == "wrong"
    assert found.note.en.startswith("Z: not set in the function, but left over from another cell.")


def test_the_given_functions_and_those_of_the_lesson_are_nothing_left_over(notebook: Notebook, lesson: Lesson) -> None:
    borrowed = load("kit.selfcheck.functions").borrowed
    made = notebook()
    assert {name: borrowed(made[name]) for name in lesson.solutions} == {name: [] for name in lesson.solutions}


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


def test_a_wrong_call_of_another_function_is_told_with_the_line_of_the_call(notebook: Notebook, lesson: Lesson) -> None:
    solution = lesson.solutions["L_model_forward"]
    (number, line), *_ = [
        (number, line) for number, line in enumerate(solution.splitlines(), 1) if line.strip().startswith("AL, ")
    ]
    wrong = solution.replace(line, line.replace("(A, ", "(X, "))
    assert wrong != solution
    message = selfcheck.examine("L_model_forward", notebook(L_model_forward=wrong)).message.en
    # It was raised inside a function that is right: both are named.
    assert message.startswith(f"line {number} of the cell uses linear_forward, where line 3 raised ValueError: ")
    assert "columns on the left: 3, rows on the right: 4" in message


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
    assert "AttributeError: a tuple has no .shape, as an array has" in message


# --- the printed numbers ---------------------------------------------------------------------------------


def test_the_packs_numbers_are_those_of_the_solutions(notebook: Notebook) -> None:
    cases, made = load("testCases_v2"), notebook()
    printed = {name: load(f"kit.checks.{name}").PRINTED for name in NAMES}

    def same(found: Any, printed: Any, digits: float = 5e-9) -> bool:
        return bool(np.all(np.abs(np.asarray(found) - np.asarray(printed)) <= digits))

    np.random.seed(1)
    for name, found in (
        ("initialize_parameters", made["initialize_parameters"](3, 2, 1)),
        ("initialize_parameters_deep", made["initialize_parameters_deep"]([5, 4, 3])),
        ("update_parameters", made["update_parameters"](*cases.update_parameters_test_case(), 0.1)),
    ):
        assert found.keys() == printed[name].keys()
        assert all(same(found[key], numbers) for key, numbers in printed[name].items())
    assert same(made["linear_forward"](*cases.linear_forward_test_case())[0], printed["linear_forward"])
    assert same(made["L_model_forward"](*cases.L_model_forward_test_case())[0], printed["L_model_forward"])
    Y, AL = cases.compute_cost_test_case()
    assert same(made["compute_cost"](AL, Y), printed["compute_cost"], 1e-14)
    gradients = made["linear_backward"](*cases.linear_backward_test_case())
    assert all(map(same, gradients, printed["linear_backward"].values()))
    for activation in ("sigmoid", "relu"):
        layer = *cases.linear_activation_forward_test_case(), activation
        assert same(made["linear_activation_forward"](*layer)[0], printed["linear_activation_forward"][activation])
        gradients = made["linear_activation_backward"](*cases.linear_activation_backward_test_case(), activation)
        assert all(map(same, gradients, printed["linear_activation_backward"][activation].values()))
    AL, Y, caches = cases.L_model_backward_test_case()
    grads = made["L_model_backward"](AL, Y, caches)
    assert all(same(grads[name], numbers) for name, numbers in printed["L_model_backward"][0].items())
    made["sigmoid_backward"] = lambda dA, Z: AL - Y  # the shortcut of the last layer
    grads = made["L_model_backward"](AL, Y, caches)
    assert all(same(grads[name], numbers) for name, numbers in printed["L_model_backward"][1].items())


def test_slopes_are_measured_clear_of_the_kinks(notebook: Notebook) -> None:
    inputs, made = load("kit.inputs"), notebook()
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
    (
        "linear_forward",
        ("return Z, cache", "return Z"),
        "an array of shape (1, 2) is returned alone; 2 things are asked for: Z, cache",
    ),
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


# --- hints -----------------------------------------------------------------------------------------------


def test_a_known_mistake_gets_its_hint_on_the_card(notebook: Notebook, capsys: pytest.CaptureFixture[str]) -> None:
    hints = {"en": "Hint: If A were all zeros, what should Z be?", "zh": "提示：如果 A 全是 0，Z 应该是什么？"}
    for language, hint in hints.items():
        selfcheck.use(language)
        selfcheck.check(notebook(linear_forward=BIAS_FORGOTTEN)["linear_forward"])
        assert hint in capsys.readouterr().out


def test_the_hints_hold_digests_and_sentences_and_no_code(lesson: Lesson) -> None:
    text = (pack().folder / LESSON_JSON).read_text("utf-8")
    hints: dict[str, dict[str, dict[str, str]]] = json.loads(text)["hints"]
    known = {mistake.hint for exercise in lesson.exercises for mistake in exercise.mistakes}
    assert sum(map(len, hints.values())) > 150
    for name, by_digest in hints.items():
        assert name in lesson.solutions
        for digest, sentences in by_digest.items():
            assert re.fullmatch("[0-9a-f]{20}", digest)
            assert Text(**sentences) in known
    for exercise in lesson.exercises:
        for mistake in exercise.mistakes:
            for code in (mistake.code, *(part.strip() for edit in mistake.edits for part in edit)):
                assert not code or len(code) < 12 or code not in text, mistake.name
    for source in lesson.solutions.values():
        for line in source.splitlines():
            assert len(line.strip()) < 12 or line.strip() not in text, line


# --- two mistakes at once --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("linear_backward", "input-averaged", "wrong-axis-counted"),
        ("linear_forward", "bias-forgotten", "cache-reordered"),
        ("compute_cost", "no-minus", "same-log-twice"),
        ("initialize_parameters", "weights-not-small", "bias-ones"),
    ],
)
def test_an_answer_with_two_known_mistakes_gets_the_hint_of_one(
    notebook: Notebook, lesson: Lesson, name: str, one: str, other: str
) -> None:
    mistakes = [lesson.exercise(name).mistake(each) for each in (one, other)]
    source = with_both(*mistakes, lesson.solutions[name])
    assert source is not None
    found = selfcheck.examine(name, notebook(**{name: source}))
    hint = selfcheck.hint_for(name, found.answered)
    assert hint is not None and hint.en in [mistake.hint.en for mistake in mistakes]
