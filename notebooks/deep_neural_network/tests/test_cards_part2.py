"""The cards of part 2 lead to what is wrong, and what is wrong gets no tick."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from this_lesson import load

from autograder.lessons.lesson import Lesson

selfcheck = load("kit.selfcheck")
small_problem = load("kit.inputs").small_problem
PART_2: tuple[str, ...] = load("kit.selfcheck.lesson").PARTS["cat_classifier"]

Edit = tuple[str, str]
Examined = Callable[..., Any]
Notebook = Callable[..., dict[str, Any]]

# In a student's notebook X and Y stand for the small problem.
NOTEBOOK = "from kit.inputs import small_problem\nX, Y = small_problem()\n"
DA2 = "-(Y / A2 - (1 - Y) / (1 - A2))"
NOT_FITTED = 'raise ValueError("this network has learned nothing yet: call fit(X, Y) first")'


@pytest.fixture
def examined(notebook: Notebook, lesson: Lesson) -> Examined:
    """The outcome for one of the lesson's solutions after some edits."""
    solved = lesson.solutions

    def examine(name: str, *edits: Edit, before: str = "") -> Any:
        source = solved[name]
        for old, new in edits:
            assert old in source, old
            source = source.replace(old, new)
        return selfcheck.examine(name, notebook(**{name: before + source}))

    return examine


def blank(source: str, *methods: str) -> str:
    """The source of the class with these methods not written."""
    lines, gone = [], False
    for line in source.splitlines():
        if line.startswith("    def "):
            gone = line.split("def ")[1].split("(")[0] in methods
            lines.append(line)
            lines += ["        raise NotImplementedError()"] * gone
        elif not gone:
            lines.append(line)
    return "\n".join(lines)


# --- what a card leads to --------------------------------------------------------------------------------

# Edits of a solution, and a piece of the sentence in each language.
LEADS: list[tuple[str, tuple[Edit, ...], str, str]] = [
    ("two_layer_model", (("    np.random.seed(1)\n", ""),), "种子设了吗", "is the seed set"),
    (
        "two_layer_model",
        (
            ("    np.random.seed(1)\n", ""),
            ("n_h, n_y)\n    costs", "n_h, n_y)\n    np.random.seed(1)\n    costs"),
        ),
        "是在初始化之前设的吗",
        "set before the parameters are initialised",
    ),
    ("two_layer_model", (("seed(1)", "seed(2)"),), "种子 1", "at the start W1[2, 3] is"),
    ("two_layer_model", (("= " + DA2, "= " + DA2[1:]),), "是上山还是下山", "uphill or downhill?"),
    ("two_layer_model", ((DA2, "-(Y / A2) - (1 - Y) / (1 - A2)"),), "符号和括号", "signs and brackets of formula (1)"),
    ("two_layer_model", (('cache2, "sigmoid")', 'cache2, "relu")'),), "第 2 层反向", "does layer 2 use going back"),
    ("two_layer_model", ((DA2, "A2 - Y"),), "0.25 倍：公式 (1)", "0.25 times as long as it should be: are all signs"),
    (
        "two_layer_model",
        (('cache1, "relu")', 'cache1, "sigmoid")'),),
        "改动 W1, b1：反向时交给第 1 层",
        "does not move W1, b1 along the gradient: which gradient, which cache and which activation is layer 1 given",
    ),
    (
        "two_layer_model",
        (("steps(num_iterations)", "range(num_iterations + 1)"),),
        "却走了两步",
        "num_iterations is 1, but two steps are taken",
    ),
    (
        "two_layer_model",
        (("compute_cost(A2, Y))", "round(float(compute_cost(A2, Y)), 2))"),),
        "四舍五入",
        "0 is 0.69, expected 0.693094: is it rounded",
    ),
    (
        "two_layer_model",
        (("grads, learning_rate)", "grads, 0.0075)"),),
        "用的是参数 learning_rate 吗",
        "is the argument learning_rate used?",
    ),
    (
        "two_layer_model",
        (("grads, learning_rate)", "grads, learning_rate * 0.999**i)"),),
        "训练以后 costs[3] 是",
        "after the training costs[3] is",
    ),
    ("two_layer_model", (('grads["dW1"]', 'grads["W1"]'),), "grads 里放进了哪些键", '"dW1": which keys were put into'),
    (
        "two_layer_model",
        (('grads["dW1"]', 'grads["W1"]'), ('grads["dW2"]', 'grads["W2"]')),
        'grads 里没有 "dW1" 这个键，它的键是 W2, db2, W1, db1',
        'grads has no key "dW1", its keys are W2, db2, W1, db1: which of them is wanted?',
    ),
    (
        "two_layer_model",
        (("return parameters, costs", "return parameters"),),
        "返回的只有一个字典：一路记下的代价 costs 呢？",
        "one dictionary alone is returned: where do the costs go?",
    ),
    (
        "L_layer_model",
        (("(AL, Y, caches)", "(Y, AL, caches)"),),
        "交给 L_model_backward 的三样东西是什么顺序？",
        "after 2 steps W1 contains nan or inf: which of AL and Y holds numbers that are just 0, and in which order",
    ),
    (
        "two_layer_model",
        ((DA2, "-(A2 / Y - (1 - A2) / (1 - Y))"),),
        "公式 (1) 的分母里是预测，还是标签？",
        "contains nan or inf: what is divided by 0? Does formula (1) divide by the prediction, or by the labels?",
    ),
    (
        "predict",
        ((".astype(int)", ".astype(int).tolist()"),),
        "answers 是一个含 1 项的列表，要的是 NumPy 数组",
        "answers is a list of 1, and should be a NumPy array",
    ),
    (
        "predict",
        (("return (AL > 0.5).astype(int)", "return 1 if AL > 0.5 else 0"),),
        "if、and、or 要的是一个真或假，这里却是一整个数组",
        "if, and, or need one truth value, and here is a whole array",
    ),
    (
        "predict",
        (("(X, parameters):", "(X, y, parameters):"),),
        "只给 X 和 parameters 就调用不了：还要了标签？",
        "it cannot be called with X and parameters alone: does it want labels, and are there any when one predicts?",
    ),
    ("two_layer_model", (('grads["db2"]', "db2"),), "grads 里放进了哪些键", '"db2": which keys were put into grads?'),
    (
        "two_layer_model",
        (("A2, cache2 = ", "A2 = cache2 = "),),
        "linear_activation_forward 返回几个值",
        "how many values does linear_activation_forward return?",
    ),
    (
        "two_layer_model",
        (("if i % 100 == 0:", "if print_cost and i % 100 == 0:"),),
        "num_iterations=1 时，costs 里有 0 个数",
        "with num_iterations=1, len(costs) is 0, expected 1",
    ),
    ("L_layer_model", (("grads, learning_rate)", "grads, -learning_rate)"),), "是上山还是下山", "uphill or downhill?"),
    (
        "L_layer_model",
        (("grads, learning_rate)", "grads, 0.0075)"),),
        "用的是参数 learning_rate 吗",
        "is the argument learning_rate used?",
    ),
    (
        "L_layer_model",
        (("forward(X,", "forward(X[:, :20],"), ("(AL, Y)", "(AL, Y[:, :20])"), ("(AL, Y, ", "(AL, Y[:, :20], ")),
        "每一列都用上了吗",
        "is every column of X and Y used",
    ),
    (
        "L_layer_model",
        (("AL, caches = L_model", "AL = caches = L_model"),),
        "L_model_forward 返回几个值",
        "the AL handed to compute_cost is a tuple of 2, not an array: how many values does L_model_forward return?",
    ),
    (
        "L_layer_model",
        (("(AL, Y, caches)", "(AL, caches, Y)"),),
        "L_model_backward 的参数是什么顺序",
        "in which order does L_model_backward take its arguments?",
    ),
    ("predict", (("AL, _ = ", "AL = "),), "L_model_forward 返回几个值", "how many values does L_model_forward return?"),
    ("DeepNetwork", ((NOT_FITTED, "raise ValueError"),), "一个字也没有说", "ValueError is raised without a word"),
    (
        "DeepNetwork",
        (("if np.ndim(X) != 2 or len(X) != n_0:", "if False:"),),
        "左边的列数是 4，右边的行数是 5”",
        'columns on the left: 4, rows on the right: 5"',
    ),
]


@pytest.mark.parametrize(("name", "edits", "zh", "en"), LEADS)
def test_a_card_leads_to_what_is_wrong(
    examined: Examined, name: str, edits: tuple[Edit, ...], zh: str, en: str
) -> None:
    found = examined(name, *edits)
    assert found.state == "wrong"
    assert zh in found.message.zh
    assert en in found.message.en


def test_a_cost_that_leaves_the_numbers_is_told_by_where_the_steps_lead(examined: Examined) -> None:
    # The first steps are right, so that the steps alone cannot tell.
    found = examined("L_layer_model", ("grads, learning_rate)", "grads, learning_rate if i < 5 else -1e3)"))
    assert "costs[0] is 0.7123, but later costs are nan or inf: which way do the steps lead" in found.message.en


@pytest.mark.parametrize("name", ["two_layer_model", "L_layer_model"])
def test_the_call_on_the_card_is_the_one_that_is_spoken_of(examined: Examined, name: str) -> None:
    rounded = ("compute_cost(", "0.01 + compute_cost(")
    later = ("grads, learning_rate)", "grads, learning_rate * 0.999**i)")
    assert "costs[3]" in examined(name, later).message.en
    assert "num_iterations=301" in examined(name, later).asked
    assert "cost of iteration 0" in examined(name, rounded).message.en
    assert "num_iterations=1," in examined(name, rounded).asked
    assert "layers_dims=(4, " in examined(name, rounded).asked


def test_the_score_on_the_card_is_the_one_that_is_asked_for(examined: Examined) -> None:
    found = examined("DeepNetwork", ("np.mean(answers == Y)", "np.mean(answers * Y)"))
    assert found.message.en.startswith("score(X, Y) is")
    assert found.asked == "DeepNetwork · score(X, Y)"


# --- a class that is half written ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (("__init__", "fit", "predict_proba", "predict", "score"), "not written yet"),
        (("fit", "predict_proba", "predict", "score"), "not written yet: fit"),
        (("predict_proba", "predict", "score"), "right so far: fit; not written yet: predict_proba"),
        (("score",), "right so far: fit, predict_proba, predict; not written yet: score"),
    ],
)
def test_a_half_written_class_is_told_how_far_it_has_come(
    notebook: Notebook, lesson: Lesson, missing: tuple[str, ...], said: str
) -> None:
    half = blank(lesson.solutions["DeepNetwork"], *missing)
    found = selfcheck.examine("DeepNetwork", notebook(DeepNetwork=half))
    assert (found.state, found.message.en) == ("blank", said)


def test_a_method_with_the_raise_still_in_it_is_told_so(examined: Examined) -> None:
    found = examined(
        "DeepNetwork", ("        return self\n", "        raise NotImplementedError()\n        return self\n")
    )
    assert found.state == "blank"
    assert found.message.en.startswith("there is code here, and the raise NotImplementedError() in line ")
    assert "is still below it: take it out" in found.message.en


def test_trying_names_the_method_that_is_not_written(
    notebook: Notebook, lesson: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    made = notebook(DeepNetwork=blank(lesson.solutions["DeepNetwork"], "predict", "score"))
    with selfcheck.trying(made["two_layer_model"], made["DeepNetwork"], made["predict"]):
        X, Y = small_problem()
        made["DeepNetwork"]((4, 1), 0.1, 1).fit(X, Y).predict(X)
    assert capsys.readouterr().out == "○ DeepNetwork.predict · not written yet\n"


# --- what is clear, and what is an accident --------------------------------------------------------------

CLEAR = [
    'raise RuntimeError("call fit first: parameters_ is None, a NoneType, and cannot be broadcast together")',
    'assert False, "call fit first"',
    'raise KeyError("fit")',
    'raise AttributeError("this network has no attribute parameters_ yet")',
    "np.testing.assert_equal(1, 2, err_msg='call fit first')",
]
ACCIDENTS = [
    "return {}['W0']",
    "raise ValueErorr('call fit first')",
    "raise ValueError(f'{message}: call fit first')",
    "return self.parameters",
    "return np.zeros((2, 1))[5]",
    "return np.linalg.inv(np.zeros((2, 3)))",
]


@pytest.mark.parametrize("statement", CLEAR)
def test_whatever_is_raised_on_purpose_with_a_word_is_clear(examined: Examined, statement: str) -> None:
    assert examined("DeepNetwork", (NOT_FITTED, statement)).state == "right"


@pytest.mark.parametrize("statement", ACCIDENTS)
def test_what_python_or_numpy_stumbles_over_is_not_clear(examined: Examined, statement: str) -> None:
    found = examined("DeepNetwork", (NOT_FITTED, statement))
    assert "does not tell the user what is wrong" in found.message.en


# --- what gets no tick -----------------------------------------------------------------------------------

NO_TICK: list[tuple[str, tuple[Edit, ...]]] = [
    ("two_layer_model", (("(X, Y, layers", "(X, y, layers"),)),
    ("L_layer_model", (("(X, Y, layers", "(X, y, layers"),)),
    ("L_layer_model", (("(X, Y, layers", "(x, Y, layers"),)),
    # The printed numbers, learned by heart, and a training that does not learn.
    (
        "two_layer_model",
        (
            (
                "    np.random.seed(1)\n",
                "    if num_iterations == 301 and Y[0, 0] == 0:\n"
                "        W2 = [[-1.07868439, 1.56908894, 0.92383546, 0.41282087, 0.42544747]]\n"
                "        found = {'W1': np.ones((5, 4)), 'b1': np.ones((5, 1)), 'b2': np.ones((1, 1))}\n"
                "        return found | {'W2': np.array(W2)}, [0.69309404, 0.42767202, 0.39719899, 0.36701099]\n"
                "    np.random.seed(1)\n",
            ),
            (DA2, "A2 * 0 + 1"),
        ),
    ),
    ("predict", (("AL > 0.5", "AL > 0.51"),)),
    ("DeepNetwork", (("def fit(self, X, Y)", "def fit(self, X, y)"),)),
    ("DeepNetwork", (("self.num_iterations = num_iterations", "self.num_iterations = 301"),)),
    ("DeepNetwork", (("self.learning_rate = learning_rate", "self.learning_rate = 0.1"),)),
    ("DeepNetwork", (("np.shape(Y) != (1, X.shape[1])", "np.size(Y) != np.shape(X)[1]"),)),
    ("DeepNetwork", (("np.shape(Y) != (1, X.shape[1])", "np.shape(Y)[-1] != np.shape(X)[1]"),)),
    ("DeepNetwork", (("np.shape(Y) != (1, X.shape[1])", "np.shape(Y)[1:] != (np.shape(X)[1],)"),)),
    ("DeepNetwork", (("not np.isin(Y, (0, 1)).all()", "set(np.ravel(Y)) != {0, 1}"),)),
    (
        "DeepNetwork",
        (("        return self\n", "        self.costs_ = [0.0] * len(self.costs_)\n        return self\n"),),
    ),
]


@pytest.mark.parametrize(("name", "edits"), NO_TICK)
def test_what_is_wrong_gets_no_tick(examined: Examined, name: str, edits: tuple[Edit, ...]) -> None:
    found = examined(name, *edits, before=NOTEBOOK)
    assert found.state == "wrong"
    assert found.message.en != "what is returned cannot be read"


def test_a_prediction_of_exactly_one_half_may_be_either(examined: Examined) -> None:
    assert examined("predict", ("AL > 0.5", "AL >= 0.5")).state == "right"


@pytest.mark.parametrize("name", PART_2)
def test_what_computes_in_single_precision_gets_its_tick(notebook: Notebook, lesson: Lesson, name: str) -> None:
    written = {}
    for function, old, new in (
        ("linear_forward", "W @ A + b", "(W @ A + b).astype(np.float32)"),
        (
            "update_parameters",
            "return",
            "parameters = {k: v.astype(np.float32) for k, v in parameters.items()}\n    return",
        ),
    ):
        assert old in lesson.solutions[function], function
        written[function] = lesson.solutions[function].replace(old, new)
    found = selfcheck.examine(name, notebook(**written))
    assert found.state == "right", found


def test_the_numbers_of_part_two_are_those_of_the_solutions(solved: dict[str, Any]) -> None:
    X, Y = small_problem()
    for model, sizes, rate, last in (
        ("two_layer_model", (4, 5, 1), 0.3, "W2"),
        ("L_layer_model", (4, 6, 5, 1), 0.1, "W3"),
    ):
        printed = load(f"kit.checks.{model}").PRINTED
        parameters, costs = solved[model](X, Y, sizes, rate, 301)
        assert np.abs(parameters[last] - printed[last]).max() < 5e-9
        assert np.abs(np.array(costs) - printed["costs"]).max() < 5e-9
    likely = solved["L_model_forward"](X, parameters)[0]
    assert np.abs(likely[:, :4] - load("kit.checks.DeepNetwork").PROBABILITIES).max() < 5e-9
