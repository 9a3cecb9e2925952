"""A slip costs what it is worth, in marks and in words: text, card and mark agree about what is right.

Each slip is an edit of the lesson's own solution, or a function as real people have written it, and loses the one check that
is named. The card does not tick it. What the mark does not care about, the card does not, either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from this_lesson import EXERCISES, bundle, lesson, load

from autograder.calling import quietly, reply_to
from autograder.judge import Verdict, draw_cases, judge
from tests.answers import namespace

selfcheck = load("kit.selfcheck")

Edit = tuple[str, str]
Notebook = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Slip:
    """A wrong function, the only check that it loses, and a piece of what is said of it, in marks and on the card."""

    exercise: str
    what: str
    edits: tuple[Edit, ...]
    loses: str
    zh: str
    en: str
    card: str

    @property
    def source(self) -> str:
        return edited(self.exercise, self.edits)


def edited(exercise: str, edits: tuple[Edit, ...]) -> str:
    source = lesson().solutions[exercise]
    for old, new in edits:
        assert old in source, old
        source = source.replace(old, new)
    return source


def judged(exercise: str, written: Mapping[str, str]) -> Verdict:
    """The verdict on an exercise, with its hints, among the lesson's other functions and those that are given."""
    asked, made = EXERCISES[exercise], namespace(bundle(), lesson().solutions | written)
    cases = draw_cases(asked, bundle().reference, bundle().secret, "test")
    with quietly():
        replies = [reply_to(made[exercise], case) for case in cases]
        verdict = judge(asked, cases, replies, bundle().reference)
    return Verdict(exercise, verdict.marks, bundle().catalogue.hints(asked, cases, replies, verdict))


def lost(verdict: Verdict) -> set[str]:
    return {mark.check for mark in verdict.marks if mark.earned < mark.points}


BOTH = "parameters, costs"
GONE_ON = "        updated[name] = "
SLIPS = [
    Slip(
        "linear_activation_backward",
        "the default of activation is left out",
        (('activation="relu")', "activation)"),),
        "default",
        "不给 activation 就调用不了",
        "cannot be called without activation",
        "cannot be called without activation",
    ),
    *(
        slip
        for model in ("two_layer_model", "L_layer_model")
        for slip in (
            Slip(
                model,
                "parameters alone are returned",
                ((f"return {BOTH}", "return parameters"),),
                "costs",
                "返回的只有 parameters",
                "parameters alone are returned",
                "where do the costs go?",
            ),
            Slip(
                model,
                "costs are returned first",
                ((f"return {BOTH}", "return costs, parameters"),),
                "costs",
                "顺序正好反了",
                "costs come first",
                "costs come first",
            ),
            Slip(
                model,
                "a dictionary of both is returned",
                ((f"return {BOTH}", 'return {"parameters": parameters, "costs": costs}'),),
                "costs",
                "先 parameters，后 costs",
                "two things are asked for",
                "where do the costs go?",
            ),
            Slip(
                model,
                "the cost of every step is noted",
                (("if i % 100 == 0:", "if True:"),),
                "costs",
                "costs 里有 301 个数",
                "costs holds 301 numbers",
                "is 3, expected 1",
            ),
        )
    ),
    Slip(
        "two_layer_model",
        "another seed",
        (("seed(1)", "seed(3)"),),
        "start",
        "训练开始时，W1",
        "where the training begins, W1",
        "is the seed set to 1",
    ),
    Slip(
        "two_layer_model",
        "no seed",
        (("    np.random.seed(1)\n", ""),),
        "start",
        "训练开始时，W1",
        "where the training begins, W1",
        "is the seed set",
    ),
    Slip(
        "two_layer_model",
        "the beginning of the deep model",
        (("initialize_parameters(n_x, n_h, n_y)", "initialize_parameters_deep(layers_dims)"),),
        "start",
        "训练开始时，W1",
        "where the training begins, W1",
        "at the start W1",
    ),
    Slip(
        "L_layer_model",
        "small weights in the beginning",
        (
            (
                "    costs = []\n",
                "    parameters = {name: 0.1 * value for name, value in parameters.items()}\n    costs = []\n",
            ),
        ),
        "start",
        "训练开始时，W1",
        "where the training begins, W1",
        "does it begin with initialize_parameters_deep",
    ),
    *(
        Slip(
            "initialize_parameters_deep",
            f"seed {seed}",
            (("seed(3)", f"seed({seed})"),),
            "draw",
            "不是从种子 3 开始",
            "follow from seed 3",
            "is the seed 3",
        )
        for seed in (0, 1, 2, 42)
    ),
    Slip(
        "initialize_parameters_deep",
        "no seed",
        (("    np.random.seed(3)\n", ""),),
        "draw",
        "不是从种子 3 开始",
        "follow from seed 3",
        "is the seed set inside",
    ),
    Slip(
        "initialize_parameters_deep",
        "the seed is set for every layer",
        (("        n_prev, n =", "        np.random.seed(3)\n        n_prev, n ="),),
        "draw",
        "设了几次",
        "how often",
        "how often is the seed set",
    ),
    Slip(
        "initialize_parameters_deep",
        "a layer too many",
        (("    return parameters", '    return parameters | {"W9": np.ones((1, n)), "b9": np.zeros((1, 1))}'),),
        "b",
        "多了一个 W9",
        "W9 is one too many",
        "W9 is one too many",
    ),
    Slip(
        "initialize_parameters_deep",
        "layers_dims is used up",
        (("    return parameters", "    layers_dims.clear()\n    return parameters"),),
        "untouched",
        "传进来的 layers_dims 变了",
        "the layers_dims that came in is not what it was",
        "the layers_dims that came in is not what it was",
    ),
    Slip(
        "initialize_parameters",
        "a layer too many",
        (('"b2": b2}', '"b2": b2, "W3": W2, "b3": b2}'),),
        "b",
        "多了一个 W3",
        "W3 is one too many",
        "W3 is one too many",
    ),
    Slip(
        "initialize_parameters",
        "a seed inside",
        (("    W1 = ", "    np.random.seed(3)\n    W1 = "),),
        "draw",
        "函数里不设种子",
        "no seed set inside",
        "should this function set a seed",
    ),
    Slip(
        "linear_activation_backward",
        "dA is changed in place",
        (("dZ = relu_backward(dA, activation_cache)", "dA[activation_cache <= 0] = 0\n        dZ = dA"),),
        "untouched",
        "传进来的 dA 变了",
        "the dA that came in is not what it was",
        "the dA that came in is not what it was",
    ),
    Slip(
        "L_model_backward",
        "caches are emptied",
        (("caches[l - 1]", "caches.pop()"),),
        "untouched",
        "传进来的 caches 变了",
        "the caches that came in is not what it was",
        "the caches that came in is not what it was",
    ),
    Slip(
        "L_model_forward",
        "a name that the loop alone binds, in a network of one layer",
        (('"W" + str(L)', '"W" + str(l + 1)'), ('"b" + str(L)', '"b" + str(l + 1)')),
        "one layer",
        "UnboundLocalError",
        "UnboundLocalError",
        "for a network of one layer, without hidden ones",
    ),
    Slip(
        "L_model_backward",
        "a name that the loop alone binds, in a network of one layer",
        (
            ("    return grads", '    grads["dW" + str(l_last)] = grads["dW" + str(l_last)]\n    return grads'),
            ('        activation = "relu"', '        activation = "relu"\n        if l < L:\n            l_last = l'),
        ),
        "one layer",
        "UnboundLocalError",
        "UnboundLocalError",
        "for a network of one layer, without hidden ones",
    ),
    Slip(
        "L_model_backward",
        "dA is counted one up",
        (('grads["dA" + str(l)]', 'grads["dA" + str(l + 1)]'),),
        "dA",
        "第 l 层返回的那个 dA，编号应是 l",
        'grads has "dA3" and no "dA1"',
        "bears the number l",
    ),
    *(
        slip
        for exercise, first, second, check in (
            ("linear_forward", "Z", "cache", "cache"),
            ("linear_activation_forward", "A", "(linear_cache, activation_cache)", "caches"),
            ("L_model_forward", "AL", "caches", "caches"),
        )
        for slip in (
            Slip(
                exercise,
                "the output alone is returned",
                ((f"return {first}, {second}", f"return {first}"),),
                check,
                f"返回的只有 {first}",
                f"{first} alone is returned",
                "is returned alone",
            ),
            Slip(
                exercise,
                "the cache is returned first",
                ((f"return {first}, {second}", f"return {second}, {first}"),),
                check,
                "顺序正好反了",
                f"comes first and {first} second",
                f"{first} should be an array",
            ),
        )
    ),
    Slip(
        "linear_backward",
        "another order",
        (("return dA_prev, dW, db", "return dW, db, dA_prev"),),
        "db",
        "三个梯度都在，顺序不对",
        "all three gradients are there",
        "in the order dA_prev, dW, db",
    ),
    Slip(
        "linear_backward",
        "db is flat",
        ((", keepdims=True", ""),),
        "db",
        "db 的形状是",
        "the shape of db is",
        "the shape of db is",
    ),
    Slip(
        "update_parameters",
        "changed in place and not returned",
        ((GONE_ON, "        parameters[name] = "), ("    return updated", "    return None")),
        "returned",
        "返回的是 None",
        "the function returned None",
        "is the return missing",
    ),
    Slip(
        "predict",
        "labels are asked for, as the classic course does",
        (
            ("(X, parameters):", "(X, y, parameters):"),
            ("    return", "    np.sum((AL > 0.5) == y) / y.size\n    return"),
        ),
        "arguments",
        "只给 X 和 parameters 就调用不了",
        "cannot be called with X and parameters alone",
        "cannot be called with X and parameters alone",
    ),
    Slip(
        "predict",
        "labels are asked for last",
        (("(X, parameters):", "(X, parameters, y):"),),
        "arguments",
        "只给 X 和 parameters 就调用不了",
        "cannot be called with X and parameters alone",
        "",
    ),
    Slip(
        "predict",
        "a list",
        ((".astype(int)", ".astype(int).ravel().tolist()"),),
        "shape",
        "list (",
        "list (",
        "in which step did it become a list?",
    ),
    Slip(
        "compute_cost",
        "a matrix for a number",
        (("    return cost", "    return np.array([[cost]])"),),
        "scalar",
        "一个数，还是一个矩阵",
        "a number or a matrix",
        "a number or a matrix",
    ),
    Slip(
        "DeepNetwork",
        "names without an underscore",
        (("parameters_", "parameters"), ("costs_", "costs")),
        "names",
        "名字却不是 parameters_",
        "not under the name parameters_",
        "what was learned is in parameters, not in parameters_",
    ),
    Slip(
        "DeepNetwork",
        "the name of the costs without an underscore",
        (("costs_", "costs"),),
        "names",
        "名字却不是 costs_",
        "not under the name costs_",
        "what was learned is in costs, not in costs_",
    ),
    Slip(
        "DeepNetwork",
        "costs that are not kept",
        (("self.parameters_, self.costs_ =", "self.parameters_, _ ="),),
        "costs",
        "costs_",
        "costs_",
        "no attribute costs_",
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: f"{slip.exercise}-{slip.what}".replace(" ", "-"))
def test_a_slip_loses_one_check_of_few_points_and_is_told(notebook: Notebook, slip: Slip) -> None:
    verdict = judged(slip.exercise, {slip.exercise: slip.source})
    assert lost(verdict) == {slip.loses}
    assert verdict.points - verdict.earned <= 3
    assert verdict.finding is not None
    assert slip.zh in verdict.finding.message.zh
    assert slip.en in verdict.finding.message.en
    card = selfcheck.examine(slip.exercise, notebook(**{slip.exercise: slip.source}))
    assert card.state == "wrong"
    assert slip.card in card.message.en


def test_two_slips_cost_what_each_of_them_costs() -> None:
    both = edited("two_layer_model", (("seed(1)", "seed(3)"), (f"return {BOTH}", "return parameters")))
    assert lost(judged("two_layer_model", {"two_layer_model": both})) == {"start", "costs"}


def test_who_never_trains_earns_nothing_by_beginning_elsewhere() -> None:
    """Where all weights are zero and the labels are even, every gradient is zero, and standing still is right."""
    never = """
def two_layer_model(X, Y, layers_dims, *more):
    parameters = {}
    for l in (1, 2):
        parameters[f"W{l}"] = np.zeros((layers_dims[l], layers_dims[l - 1]))
        parameters[f"b{l}"] = np.zeros((layers_dims[l], 1))
    mean = np.mean(Y)
    parameters["b2"] += np.log(mean / (1 - mean))
    cost = -mean * np.log(mean) - (1 - mean) * np.log(1 - mean)
    return parameters, [cost] * ((more[1] + 99) // 100)
"""
    assert judged("two_layer_model", {"two_layer_model": never}).earned == 0


# --- what is right, whatever it looks like ---------------------------------------------------------------

#: What is accepted, by what it is: the exercise that is looked at, and edits of solutions.
ACCEPTED: dict[str, tuple[str, dict[str, tuple[Edit, ...]]]] = {
    "a list for the linear cache": (
        "linear_forward",
        {"linear_forward": (("(A, W, b)\n    return", "[A, W, b]\n    return"),)},
    ),
    "a list for a layer's cache": (
        "linear_activation_forward",
        {"linear_activation_forward": (("(linear_cache, activation_cache)", "[linear_cache, activation_cache]"),)},
    ),
    "a tuple for the caches": (
        "L_model_forward",
        {"L_model_forward": (("return AL, caches", "return AL, tuple(caches)"),)},
    ),
    "a list for three gradients": (
        "linear_backward",
        {"linear_backward": (("return dA_prev, dW, db", "return [dA_prev, dW, db]"),)},
    ),
    "a 0-d array for a cost": (
        "compute_cost",
        {"compute_cost": (("return cost", "return np.squeeze(np.array([[cost]]))"),)},
    ),
    "costs as an array": (
        "L_layer_model",
        {"L_layer_model": ((f"return {BOTH}", "return parameters, np.array(costs)"),)},
    ),
    "costs as a tuple": (
        "two_layer_model",
        {"two_layer_model": ((f"return {BOTH}", "return parameters, tuple(costs)"),)},
    ),
    "an update in place, whose answer is not used": (
        "L_layer_model",
        {
            "update_parameters": ((GONE_ON, "        parameters[name] = "), ("return updated", "return parameters")),
            "L_layer_model": (("parameters = update_parameters(", "update_parameters("),),
        },
    ),
    "one half is a cat": ("predict", {"predict": (("AL > 0.5", "AL >= 0.5"),)}),
    "rounded": ("predict", {"predict": (("(AL > 0.5).astype(int)", "np.round(AL)"),)}),
    "booleans": ("predict", {"predict": ((".astype(int)", ""),)}),
    "a setting that belongs to nobody": (
        "initialize_parameters_deep",
        {
            "initialize_parameters_deep": (
                ("    return parameters", '    return parameters | {"L": len(layers_dims) - 1}'),
            )
        },
    ),
    "dZ changed in place": (
        "linear_backward",
        {
            "linear_backward": (
                ("    dW = dZ", "    dA_prev = W.T @ dZ\n    dZ /= m\n    dW = dZ"),
                (" / m\n    db", "\n    db"),
                ("keepdims=True) / m\n    dA_prev = W.T @ dZ", "keepdims=True)"),
            )
        },
    ),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_what_computes_the_right_thing_is_right_in_marks_and_on_the_card(notebook: Notebook, what: str) -> None:
    exercise, edits = ACCEPTED[what]
    written = {name: edited(name, one) for name, one in edits.items()}
    verdict = judged(exercise, written)
    assert verdict.earned == verdict.points, verdict.finding
    card = selfcheck.examine(exercise, notebook(**written))
    assert card.state == "right", card


@pytest.mark.parametrize("model", ["two_layer_model", "L_layer_model"])
def test_defaults_that_are_left_out_of_a_models_def_line_cost_nothing(model: str) -> None:
    source = edited(model, (("=0.0075, num_iterations=2500, print_cost=False", ", num_iterations, print_cost"),))
    assert lost(judged(model, {model: source})) == set()


# --- whose hint ------------------------------------------------------------------------------------------

CLASSIC_START = """
def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    m = AL.shape[1]
    Y = Y.reshape(AL.shape)
    dAL = - (np.divide(Y, AL) - np.divide(1 - Y, 1 - AL))
    current_cache = caches[L-1]
"""
CLASSIC_LAST = """
    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = linear_activation_backward(dAL, current_cache, "sigmoid")
"""


def classic(step: str, *, last: str = CLASSIC_LAST, cache: str = "caches[l]") -> str:
    """L_model_backward as the classic course has it, with one line of the loop, and the last layer, written otherwise."""
    return f"""{CLASSIC_START}{last}
    for l in reversed(range(L-1)):
        current_cache = {cache}
        dA_prev_temp, dW_temp, db_temp = {step}
        grads["dA" + str(l + 1)] = dA_prev_temp
        grads["dW" + str(l + 1)] = dW_temp
        grads["db" + str(l + 1)] = db_temp
    return grads
"""


ONE_STEP = 'linear_activation_backward(grads["dA" + str(l + 2)], current_cache, activation="relu")'
SIGMOID_STEP = "linear_backward(sigmoid_backward(dAL, current_cache[1]), current_cache[0])"

#: By the mistake that they are: functions as real people have written them, or edits of the lesson's.
MADE: list[tuple[str, str, str]] = [
    (
        "L_model_backward",
        "start-into-every-layer-by-sigmoid",
        classic(
            SIGMOID_STEP,
            last=f'    grads["dA" + str(L)], grads["dW" + str(L)], grads["db" + str(L)] = {SIGMOID_STEP}',
        ),
    ),
    (
        "L_model_backward",
        "last-gradient-into-every-layer",
        classic('linear_activation_backward(grads["dA" + str(L)], current_cache, activation="relu")'),
    ),
    ("L_model_backward", "caches-from-the-other-end", classic(ONE_STEP, cache="caches[L-2-l]")),
    (
        "L_model_backward",
        "bias-gradient-for-both",
        classic(
            ONE_STEP,
            last=CLASSIC_LAST.replace('grads["dW" + str(L)], grads["db" + str(L)] =', '_, grads["db" + str(L)] =')
            + '    grads["dW" + str(L)] = grads["db" + str(L)]\n',
        ).replace("= dW_temp", "= db_temp"),
    ),
    (
        "L_model_backward",
        "dA-counted-one-up",
        classic(
            'linear_activation_backward(grads["dA" + str(l + 3)], current_cache, activation="relu")',
            last=CLASSIC_LAST.replace('"dA" + str(L)', '"dA" + str(L + 1)'),
        ).replace('"dA" + str(l + 1)', '"dA" + str(l + 2)'),
    ),
    (
        "L_model_backward",
        "labels-and-predictions-swapped",
        classic(ONE_STEP).replace(
            "np.divide(Y, AL) - np.divide(1 - Y, 1 - AL)", "np.divide(AL, Y) - np.divide(1 - AL, 1 - Y)"
        ),
    ),
    (
        "linear_backward",
        "weights-element-by-element",
        """
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.multiply(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.dot(W.T, dZ)
    return dA_prev, dW, db
""",
    ),
    (
        "linear_backward",
        "input-element-by-element",
        """
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = np.dot(dZ, A_prev.T) / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    dA_prev = np.multiply(W.T, dZ)
    return dA_prev, dW, db
""",
    ),
    (
        "linear_backward",
        "weights-from-the-wrong-side",
        """
def linear_backward(dZ, cache):
    A_prev, W, b = cache
    m = A_prev.shape[1]
    dW = A_prev.T @ dZ / m
    db = np.sum(dZ, axis=1, keepdims=True) / m
    return W.T @ dZ, dW, db
""",
    ),
    (
        "linear_activation_backward",
        "sigmoid-hands-dA-on",
        """
def linear_activation_backward(dA, cache, activation="relu"):
    linear_cache, activation_cache = cache
    dZ = relu_backward(dA, activation_cache) if activation == "relu" else dA
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db
""",
    ),
    (
        "L_model_forward",
        "last-cache-for-all",
        """
def L_model_forward(X, parameters):
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        A, caches = linear_activation_forward(A_prev, parameters["W" + str(l)], parameters["b" + str(l)], activation="relu")
    AL, caches = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], activation="sigmoid")
    return AL, caches
""",
    ),
    (
        "L_model_forward",
        "cache-named-as-all",
        """
def L_model_forward(X, parameters):
    caches = []
    A = X
    L = len(parameters) // 2
    for l in range(1, L):
        A_prev = A
        A, caches = linear_activation_forward(A_prev, parameters["W" + str(l)], parameters["b" + str(l)], activation="relu")
        caches.append(cache)
    AL, cache = linear_activation_forward(A, parameters["W" + str(L)], parameters["b" + str(L)], activation="sigmoid")
    caches.append(cache)
    return AL, caches
""",
    ),
    (
        "initialize_parameters_deep",
        "he-scale",
        """
def initialize_parameters_deep(layer_dims):
    np.random.seed(3)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) * np.sqrt(2. / layer_dims[l-1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters
""",
    ),
    (
        "initialize_parameters_deep",
        "seed-1",
        """
def initialize_parameters_deep(layer_dims):
    np.random.seed(1)
    parameters = {}
    L = len(layer_dims)
    for l in range(1, L):
        parameters['W' + str(l)] = np.random.randn(layer_dims[l], layer_dims[l-1]) / np.sqrt(layer_dims[l-1])
        parameters['b' + str(l)] = np.zeros((layer_dims[l], 1))
    return parameters
""",
    ),
]
MADE += [
    (exercise, mistake, edited(exercise, (edit,)))
    for exercise, mistake, edit in (
        ("two_layer_model", "seed-3", ("seed(1)", "seed(3)")),
        ("two_layer_model", "cost-at-the-end-of-a-hundred", ("i % 100 == 0", "i % 100 == 99")),
        ("two_layer_model", "costs-not-returned", (f"return {BOTH}", "return parameters")),
        ("L_layer_model", "cost-at-the-end-of-a-hundred", ("i % 100 == 0", "(i + 1) % 100 == 0")),
        ("L_layer_model", "forward-unpacked-backwards", ("AL, caches = L", "caches, AL = L")),
        ("L_layer_model", "labels-handed-on-first", ("(AL, Y, caches)", "(Y, AL, caches)")),
        ("L_layer_model", "costs-not-returned", (f"return {BOTH}", "return parameters")),
        ("predict", "the-other-value", ("AL, _ = ", "_, AL = ")),
        ("predict", "labels-asked-for", ("(X, parameters):", "(X, y, parameters):")),
        ("DeepNetwork", "no-underscores", ("s_", "s")),
    )
]


@pytest.mark.parametrize(
    ("exercise", "mistake", "source"), MADE, ids=[f"{name}-{mistake}" for name, mistake, _ in MADE]
)
def test_a_mistake_that_people_make_gets_its_own_hint_in_grading_and_on_the_card(
    notebook: Notebook, capsys: pytest.CaptureFixture[str], exercise: str, mistake: str, source: str
) -> None:
    hint = EXERCISES[exercise].mistake(mistake).hint
    assert hint.zh.endswith("？") and hint.en.endswith("?")
    assert [one.text for one in judged(exercise, {exercise: source}).hints] == [hint]
    selfcheck.check(notebook(**{exercise: source})[exercise])
    assert f"Hint: {hint.en}" in capsys.readouterr().out
