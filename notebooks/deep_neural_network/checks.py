"""What is asked of each of the ten functions: inputs, points, and what counts as right.

Every exercise is asked the public case (the testCases_v2 input, whose answer stands in the notebook) and
several random ones. A check pays its points when it holds in all of them; since the random inputs are
drawn anew for every piece of work, neither a memorised output nor a right shape alone earns anything.

Random networks have 3 to 6 weight layers, one output unit, layer sizes that are all different, and a
number of examples that equals none of them, so that no wrong axis goes unseen. They are redrawn until no
hidden |Z| is near ReLU's kink, every hidden layer has active and inactive units, and the prediction is
well inside (0, 1). Caches for the backward functions come from a real forward pass of the lesson's own
solutions. Caches that a student returns are judged by use: the lesson's backward functions are run on them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercise import (
    TOLERANCE,
    Answer,
    Case,
    Check,
    Exercise,
    Finding,
    Outputs,
    Output,
    Reference,
    Text,
    WrittenQuestion,
    as_array,
    differs,
    equal,
    serves,
    show,
    wrong_shape,
)

Array = npt.NDArray[np.float64]
Random = np.random.Generator
Parameters = dict[str, Array]


#: What the set-up cells import: loaded once, before any submission is run. Without part1, which looks for a submission.
PRELOAD = (
    *("numpy", "numpy.random", "h5py", "matplotlib.pyplot"),
    *("demo", "lr_utils", "selfcheck", "testCases_v2", "dnn_utils_v2", "compare", "gallery", "training"),
)


# --- random inputs ---------------------------------------------------------------------------------------


def sizes(random: Random, count: int) -> list[int]:
    """That many layer sizes, all different, between 3 and 12."""
    return [3 + int(size) for size in random.permutation(10)[:count]]


def examples(random: Random, taken: list[int]) -> int:
    """A number of examples, 2 to 40, that equals no layer size."""
    free = [m for m in range(2, 41) if m not in taken]
    return free[random.integers(len(free))]


def labels(random: Random, m: int) -> npt.NDArray[np.int64]:
    """Labels of both kinds, shape (1, m), m >= 2."""
    while True:
        Y = random.integers(0, 2, size=(1, m))
        if 0 < Y.sum() < m:
            return Y


def learning_rate(random: Random) -> float:
    """A rate between 0.05 and 0.5, large enough that a forgotten or fixed one shows."""
    return float(random.uniform(0.05, 0.5))


def layer(random: Random, n_prev: int, n: int) -> tuple[Array, Array]:
    """Weights (n, n_prev), scaled by sqrt(n_prev), and non-zero biases (n, 1)."""
    return random.standard_normal((n, n_prev)) / np.sqrt(n_prev), 0.5 * random.standard_normal((n, 1))


def network(random: Random, reference: Reference) -> tuple[Array, npt.NDArray[np.int64], Parameters]:
    """X (n_0, m), Y (1, m) and parameters of a network that is fair to ask about (see above)."""
    while True:
        depth = int(random.integers(3, 7))
        widths = [*sizes(random, depth), 1]
        m = examples(random, widths)
        X = random.standard_normal((widths[0], m))
        parameters: Parameters = {}
        for l in range(1, depth + 1):
            parameters[f"W{l}"], parameters[f"b{l}"] = layer(random, widths[l - 1], widths[l])
        AL, caches = reference.L_model_forward(X, parameters)
        hidden = [Z for _, Z in caches[:-1]]
        if (
            all(np.abs(Z).min() >= 1e-3 and (Z > 0).any() and (Z < 0).any() for Z in hidden)
            and AL.min() >= 0.05
            and AL.max() <= 0.95
        ):
            return X, labels(random, m), parameters


def linear_inputs(random: Random, m: int | None = None) -> tuple[Array, Array, Array]:
    """A (n_prev, m), W (n, n_prev), b (n, 1), with at least 3 units and all sizes different."""
    n_prev, n = sizes(random, 2)
    W, b = layer(random, n_prev, n)
    return random.standard_normal((n_prev, m or examples(random, [n_prev, n]))), W, b


def away_from_zero(random: Random) -> tuple[Array, Array, Array]:
    """Inputs of one layer whose Z has no value near ReLU's kink, and values on both sides of it."""
    while True:
        A, W, b = linear_inputs(random)
        Z = W @ A + b
        if np.abs(Z).min() >= 1e-3 and (Z > 0).any() and (Z < 0).any():
            return A, W, b


# --- cases -----------------------------------------------------------------------------------------------

PUBLIC = Text("testCases_v2", "testCases_v2")
RANDOM = Text("随机输入", "random input")
SIGMOID, RELU = (Text(f"随机输入（{g}）", f"random input ({g})") for g in ("sigmoid", "ReLU"))


def public(function: str) -> Callable[[Reference], Case]:
    """The input of the function's try-it cell, from the students' own resource pack."""

    def case(reference: Reference) -> Case:
        return Case(PUBLIC, tuple(reference.resource("testCases_v2", f"{function}_test_case")()))

    return case


def public_activation(function: str) -> Callable[[Reference], Case]:
    """The same for a function that also takes the name of an activation."""

    def case(reference: Reference) -> Case:
        return Case(PUBLIC, (*reference.resource("testCases_v2", f"{function}_test_case")(), "relu"))

    return case


def public_cost(reference: Reference) -> Case:
    Y, AL = reference.resource("testCases_v2", "compute_cost_test_case")()
    return Case(PUBLIC, (AL, Y))


def public_update(reference: Reference) -> Case:
    return Case(PUBLIC, (*reference.resource("testCases_v2", "update_parameters_test_case")(), 0.1))


def public_backward(reference: Reference) -> Case:
    """The public case is no real forward pass (AL holds 1.79), so two other answers are right there, too.

    One takes the shortcut dZ = AL - Y in the last layer, which equals formulas (11) and (14) wherever AL
    is the sigmoid of the cached Z. The other keeps AL away from 0 and 1 before it divides.
    """
    AL, Y, caches = reference.resource("testCases_v2", "L_model_backward_test_case")()
    clipped = [
        reference.L_model_backward(np.clip(AL, margin, 1 - margin), Y, caches)
        for margin in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5)
    ]
    L = len(caches)
    shortcut: dict[str, Array] = {}
    dA, shortcut[f"dW{L}"], shortcut[f"db{L}"] = reference.linear_backward(AL - Y, caches[-1][0])
    shortcut[f"dA{L}"] = dA
    for l in reversed(range(1, L)):
        dA, shortcut[f"dW{l}"], shortcut[f"db{l}"] = reference.linear_activation_backward(dA, caches[l - 1], "relu")
        shortcut[f"dA{l}"] = dA
    return Case(PUBLIC, (AL, Y, caches), also_right=(shortcut, *clipped))


def seed(random: Random) -> int:
    return int(random.integers(0, 2**31))


def draw_initial(random: Random, reference: Reference) -> Case:
    n_x, n_h = (int(size) for size in random.choice(np.arange(20, 41), size=2, replace=False))
    return Case(RANDOM, (n_x, n_h, int(random.integers(5, 13))), seed=seed(random))


def draw_initial_deep(random: Random, reference: Reference) -> Case:
    return Case(RANDOM, (sizes(random, int(random.integers(4, 8))),), seed=seed(random))


def draw_linear_forward(random: Random, reference: Reference) -> Case:
    return Case(RANDOM, linear_inputs(random))


def draw_layer(activation: str) -> Callable[[Random, Reference], Case]:
    def draw(random: Random, reference: Reference) -> Case:
        return Case(SIGMOID if activation == "sigmoid" else RELU, (*away_from_zero(random), activation))

    return draw


def draw_model_forward(random: Random, reference: Reference) -> Case:
    X, _, parameters = network(random, reference)
    return Case(RANDOM, (X, parameters))


def draw_cost(random: Random, reference: Reference) -> Case:
    m = int(random.integers(2, 41))
    return Case(RANDOM, (random.uniform(0.05, 0.95, size=(1, m)), labels(random, m)))


def draw_linear_backward(m: Callable[[Random], int | None]) -> Callable[[Random, Reference], Case]:
    def draw(random: Random, reference: Reference) -> Case:
        Z, cache = reference.linear_forward(*linear_inputs(random, m(random)))
        return Case(RANDOM, (random.standard_normal(Z.shape), cache))

    return draw


def draw_layer_backward(*activation: str, forward: str) -> Callable[[Random, Reference], Case]:
    """A real forward pass with one activation; ``activation`` is passed on, or left out where it is empty."""

    def draw(random: Random, reference: Reference) -> Case:
        A, cache = reference.linear_activation_forward(*away_from_zero(random), forward)
        return Case(SIGMOID if forward == "sigmoid" else RELU, (random.standard_normal(A.shape), cache, *activation))

    return draw


def draw_model_backward(random: Random, reference: Reference) -> Case:
    X, Y, parameters = network(random, reference)
    AL, caches = reference.L_model_forward(X, parameters)
    return Case(RANDOM, (AL, Y, caches))


def draw_update(random: Random, reference: Reference) -> Case:
    """Parameters of a network, gradients as large as they are (with the dA keys), and a rate."""
    depth = int(random.integers(3, 7))
    widths = [*sizes(random, depth), 1]
    m = examples(random, widths)
    parameters, grads = Parameters(), Parameters()
    for l in range(1, depth + 1):
        W, b = layer(random, widths[l - 1], widths[l])
        parameters[f"W{l}"], parameters[f"b{l}"] = W, b
        grads[f"dA{l}"] = random.standard_normal((widths[l - 1], m))
        grads[f"dW{l}"] = random.standard_normal(W.shape) * max(1.0, float(np.abs(W).max()))
        grads[f"db{l}"] = random.standard_normal(b.shape) * max(1.0, float(np.abs(b).max()))
    return Case(RANDOM, (parameters, grads, learning_rate(random)))


# --- checks of our own -----------------------------------------------------------------------------------

WEIGHTS = ("W1", "W2")


def initial_weights(
    looks: Callable[[str, Array, Array], Finding | None],
) -> Callable[[Answer], Finding | None]:
    """W1 and W2 are there, have their shapes, and look as they should to ``looks(name, found, expected)``."""

    def holds(answer: Answer) -> Finding | None:
        for name in WEIGHTS:
            found = Output(name, name).find(answer.value, answer.expected)
            if isinstance(found, Finding):
                return found
            array = as_array(found[0], ndim=2)
            if array is None:
                return differs(name, found[0], found[1])
            finding = wrong_shape(name, array, found[1].shape) or looks(name, array, found[1])
            if finding is not None:
                return finding
        return None

    return holds


def has_scale(name: str, found: Array, expected: Array) -> Finding | None:
    size = float(np.sqrt(np.mean(found**2)))
    if is_the_draw(name, found, expected) is None:
        # The very numbers that were to be drawn: then their factor is known exactly.
        if abs(size / float(np.sqrt(np.mean(expected**2))) - 1) <= TOLERANCE:
            return None
    # The bounds let the draws vary, and a uniform or otherwise distributed draw pass, but no other power of ten.
    elif 0.004 <= size <= 0.025 or found.size < 50:
        return None
    return Finding(
        Text(
            "{name} 中各数的标准差约为 {size:.2g}，应约为 0.01：系数对吗？",
            "the standard deviation of {name} is about {size:.2g}, expected about 0.01: is the factor right?",
        ).format(name=name, size=size)
    )


def has_both_signs(name: str, found: Array, expected: Array) -> Finding | None:
    if found.size < 50 or (0.2 < float(np.mean(found > 0)) < 0.8 and 0.2 < float(np.mean(found < 0)) < 0.8):
        return None
    return Finding(
        Text(
            "{name} 里的权重应有正有负：是从标准正态分布里抽的吗？",
            "the weights in {name} should have both signs: are they drawn from the standard normal distribution?",
        ).format(name=name)
    )


def is_the_draw(name: str, found: Array, expected: Array) -> Finding | None:
    """The same draw up to one positive factor: a wrong factor is marked once, as the scale."""
    norm = float(np.linalg.norm(found))
    direction = float(np.sum(found * expected)) / (norm * float(np.linalg.norm(expected))) if norm > 0 else 0.0
    if direction > 1 - 1e-6:
        return None
    return Finding(
        Text(
            "设好同一个种子以后，{name} 和参考的抽取不同：是否先抽 W1 再抽 W2，用 np.random.randn，函数里不设种子？",
            "with the same seed set, {name} differs from the reference's draw: is W1 drawn before W2, with "
            "np.random.randn, and no seed set inside?",
        ).format(name=name)
    )


def one_number(answer: Answer) -> Finding | None:
    """The cost is a number or a 0-d array, not a matrix of one element."""
    array = as_array(answer.value)
    if array is None or array.ndim == 0:
        return None
    return Finding(
        Text(
            "代价的形状是 {shape}：它应该是一个数，还是一个矩阵？",
            "the shape of the cost is {shape}: should it be a number or a matrix?",
        ).format(shape=array.shape)
    )


def cost_value(answer: Answer) -> Finding | None:
    """The value, whatever its shape of one element: the form is marked apart."""
    array = as_array(answer.value)
    value = answer.value if array is None or array.size != 1 else float(array.reshape(()))
    return differs("cost", value, answer.expected)


def used_by_activation_backward(answer: Answer, cache: Any) -> Any:
    """What the lesson's linear_activation_backward makes of a layer's cache."""
    activation = answer.case.args[3]
    return answer.reference.linear_activation_backward(probe(answer.expected[0].shape), cache, activation)


def used_by_model_backward(answer: Answer, caches: Any) -> Any:
    """What the lesson's L_model_backward makes of a network's caches."""
    AL = answer.expected[0]
    return answer.reference.L_model_backward(AL, (probe(AL.shape) > 1).astype(int), caches)


def probe(shape: tuple[int, ...]) -> Array:
    """Numbers between 0.5 and 1.5, no two alike in a row or column, the same at every call."""
    return 1 + 0.5 * np.sin(1.7 * np.arange(int(np.prod(shape))).reshape(shape) + 1)


def missing_last_gradient(answer: Answer) -> Finding | None:
    """dA by layer; a dictionary that counts from 0 is told so."""
    value, expected = answer.value, answer.expected
    if isinstance(value, dict) and "dA0" in value and "dA1" in expected:
        return Finding(
            Text(
                'grads 里有 "dA0"：这一课里 dA1 是第 1 层返回的梯度，从 1 开始编号',
                'grads has "dA0": in this lesson dA1 is what layer 1 returns, so the numbering starts at 1',
            )
        )
    return equal(Outputs("dA"))(answer)


def by_activation(name: str) -> Callable[[Case], bool]:
    """The cases of one activation; a call that leaves it out means ReLU."""
    return lambda case: (case.args[-1] if isinstance(case.args[-1], str) else "relu") == name


# --- part 2: trainings, predictions, and the class -------------------------------------------------------

#: Steps of training: so many that the costs of iterations 0, 100 and 200 are noted, or a few.
LONG, SHORT, STEPS = (201, 240), (2, 20), (2, 9)

SMALL = Text("selfcheck 的小数据", "the small data of selfcheck")
LONG_RUN = Text("随机的小数据，两百多步", "small random data, more than two hundred steps")
SHORT_RUN = Text("随机的小数据，几步", "small random data, a few steps")
STEP_RUN = Text("随机的小数据，多走一步", "small random data, a step more")


def two_kinds(random: Random, n_x: int, m: int) -> tuple[Array, npt.NDArray[np.int64]]:
    """X (n_x, m) and Y (1, m): two clouds of points, about as wide as they are apart."""
    Y = random.permutation(np.arange(m) % 2).reshape(1, m)
    towards = random.standard_normal((n_x, 1))
    return random.standard_normal((n_x, m)) + 1.5 * towards / np.linalg.norm(towards) * (2 * Y - 1), Y


def two_layers(random: Random) -> tuple[list[int], float]:
    """Sizes of a two-layer network, and a rate at which its small weights grow in a hundred steps."""
    return [*sizes(random, 2), 1], float(random.uniform(0.2, 0.5))


def many_layers(random: Random) -> tuple[list[int], float]:
    """Sizes of three to five weight layers, and a rate at which they learn without leaping about."""
    return [*sizes(random, int(random.integers(3, 6))), 1], float(random.uniform(0.05, 0.12))


def draw_training(
    model: Callable[[Random], tuple[list[int], float]], steps: tuple[int, int]
) -> Callable[[Random, Reference], Case]:
    def draw(random: Random, reference: Reference) -> Case:
        while True:
            widths, rate = model(random)
            X, Y = two_kinds(random, widths[0], int(random.integers(20, 41)))
            name = LONG_RUN if steps is LONG else SHORT_RUN
            args = X, Y, widths, rate, int(random.integers(*steps, endpoint=True))
            trained = calm_training(reference, *args)
            if trained is not None:
                # Whatever state the numbers are drawn from, the model sets its own.
                return Case(name, args, seed=seed(random), right=trained)

    return draw


def calm_training(
    reference: Reference, X: Array, Y: Array, layers_dims: list[int], rate: float, count: int
) -> tuple[Parameters, list[float]] | None:
    """What a training gives that stays clear of 0 and 1, where formula (1) divides by zero and rounding decides."""
    two = len(layers_dims) == 3
    train = reference.two_layer_model if two else reference.L_layer_model
    with np.errstate(all="ignore"):
        parameters, costs = train(X, Y, layers_dims, rate, count)
        AL, _ = reference.L_model_forward(X, parameters)
    is_calm = np.isfinite(costs).all() and AL.min() > 1e-6 and AL.max() < 1 - 1e-6 and costs[-1] <= costs[0]
    return (parameters, costs) if is_calm else None


def public_training(layers_dims: tuple[int, ...], rate: float) -> Callable[[Reference], Case]:
    def case(reference: Reference) -> Case:
        return Case(SMALL, (*reference.resource("selfcheck_inputs", "small_problem")(), layers_dims, rate, 301), seed=7)

    return case


def public_predict(reference: Reference) -> Case:
    X, _ = reference.resource("selfcheck_inputs", "small_problem")()
    return Case(SMALL, (X, reference.resource("selfcheck_inputs", "small_network")()))


def draw_predict(close: float) -> Callable[[Random, Reference], Case]:
    """A network that gives both answers, one of them by a probability so close to a half, none by what rounding changes."""

    def draw(random: Random, reference: Reference) -> Case:
        while True:
            X, _, parameters = network(random, reference)
            last = f"b{len(parameters) // 2}"
            # The last Z that is closest to 0 is moved to where its sigmoid is about 0.5 + close.
            _, caches = reference.L_model_forward(X, parameters)
            Z = caches[-1][1].ravel()
            parameters[last] = parameters[last] + 4 * close - Z[np.argmin(np.abs(Z))]
            AL, _ = reference.L_model_forward(X, parameters)
            if AL.min() < 0.5 < AL.max() and np.abs(AL - 0.5).min() >= 1e-3:
                return Case(RANDOM, (X, parameters))

    return draw


def every_100(found: Any, expected: Any) -> Finding | None:
    """The costs of iterations 0, 100, 200 ..., each compared with its own size; a closing cost may follow."""
    numbers = _numbers(found)
    array = as_array(found, ndim=1) if numbers is None else np.array(numbers)
    if array is None:
        return differs("costs", found, expected)
    costs = array.ravel()
    if len(costs) not in (len(expected), len(expected) + 1):
        return Finding(
            Text(
                "costs 里有 {found} 个数，应有 {expected} 个：第 0，100，200 …… 次各记一个，不管 print_cost 是什么",
                "costs holds {found} numbers, expected {expected}: one for each of the iterations 0, 100, 200 …, "
                "whatever print_cost is",
            ).format(found=len(costs), expected=len(expected))
        )
    for place, right in enumerate(expected):
        wrong = differs(f"costs[{place}]", float(costs[place]), float(right))
        if wrong is not None:
            return wrong
    return None


def _numbers(value: Any) -> list[float] | None:
    """The numbers of a list or tuple of numbers, or of arrays of one number, whatever the shapes of these."""
    if not isinstance(value, (list, tuple)):
        return None
    found = [as_array(cost) for cost in value]
    return None if any(one is None or one.size != 1 for one in found) else [float(one.ravel()[0]) for one in found]


def costs_every_100(answer: Answer) -> Finding | None:
    found = Output("costs", 1).find(answer.value, answer.expected)
    return found if isinstance(found, Finding) else every_100(*found)


#: Trains twice from the same beginning, the second time for one step more.
ONE_STEP_MORE = """
def probe(model, X, Y, layers_dims, learning_rate, num_iterations, seed):
    import copy
    import numpy

    def trained(steps):
        numpy.random.seed(seed)
        parameters, _ = model(X.copy(), Y.copy(), copy.copy(layers_dims), learning_rate, steps)
        return copy.deepcopy(parameters)

    return [trained(num_iterations), trained(num_iterations + 1)]
"""


def draw_step(
    model: Callable[[Random], tuple[list[int], float]],
) -> Callable[[Random, Reference], Case]:
    """A training of a few steps, and the same again with one more."""

    def draw(random: Random, reference: Reference) -> Case:
        case = draw_training(model, STEPS)(random, reference)
        return Case(STEP_RUN, (*case.args, seed(random)), script=ONE_STEP_MORE)

    return draw


def is_step(case: Case) -> bool:
    return bool(case.script)


def is_run(case: Case) -> bool:
    return not case.script


def one_step_down(answer: Answer) -> Finding | None:
    """Wherever the training began, its last step is one of gradient descent: - learning_rate times the gradient.

    Whether a network comes down by so much would depend on the luck of the data; this does not.
    """
    X, Y, _, rate, count, _ = answer.case.args
    runs = []
    for place, right in enumerate(answer.expected):
        found = Output("parameters", place).find(answer.value, answer.expected)
        if isinstance(found, Finding):
            return found
        run: Parameters = {}
        for name, value in right.items():
            entry = Output(name, name).find(found[0], right)
            if isinstance(entry, Finding):
                return entry
            array = as_array(entry[0], ndim=2)
            wrong = differs(name, entry[0], value) if array is None else wrong_shape(name, array, value.shape)
            if wrong is not None:
                return wrong
            assert array is not None
            run[name] = array
        runs.append(run)
    before, after = runs
    with np.errstate(all="ignore"):
        AL, caches = answer.reference.L_model_forward(X, before)
        grads = answer.reference.L_model_backward(AL, Y, caches)
        stands = all(np.array_equal(before[name], after[name]) for name in before)
        for name, value in before.items():
            step, right = after[name] - value, -rate * grads[f"d{name}"]
            # float32 rounds the parameters, and a step may be small beside them.
            allowed = TOLERANCE * float(np.abs(right).max()) + 1e-6 * float(np.abs(value).max())
            if not float(np.abs(step - right).max()) <= allowed:  # which nan is not
                message = (_NO_STEP if stands else _NOT_DOWN).format(name=name, count=count, more=count + 1)
                shown = (f"Δ{name} = {show(value)}" for value in (right, step))
                return Finding(message, expected=next(shown), found=next(shown))
    return None


_NO_STEP = Text(
    "走 {count} 步和走 {more} 步，得到的参数一样：每一圈都从更新过的参数接着走吗？",
    "after {count} steps and after {more} the parameters are the same: does every round go on from the updated ones?",
)
_NOT_DOWN = Text(
    "从第 {count} 步到第 {more} 步，{name} 走的不是“学习率 × 它在那里的梯度”：用的是当时的参数、全部的数据和给定的学习率吗？",
    "from step {count} to step {more}, {name} does not move by the learning rate times its gradient there: are the "
    "parameters of that moment used, all the data, and the rate that is given?",
)


TRAINED = (
    Check(
        "step",
        5,
        Text("每多走一步，都是沿着当时的梯度下降一步", "every further step goes down the gradient of that moment"),
        one_step_down,
        applies=is_step,
    ),
    Check(
        "parameters",
        9,
        Text("训练后 `parameters` 的值", "the values of `parameters` after training"),
        equal(Output("parameters", 0)),
        applies=is_run,
    ),
    Check(
        "costs",
        6,
        Text(
            "`costs`：第 0，100，200 …… 次的代价，在更新之前记下",
            "`costs`: the costs of iterations 0, 100, 200 …, taken before the update",
        ),
        costs_every_100,
        applies=is_run,
    ),
)


def the_answers(answer: Answer) -> Finding | None:
    """0 and 1, whatever their type and whatever the shape of the row: the shape is marked apart."""
    array = as_array(answer.value, ndim=1)
    if array is None or array.size != answer.expected.size:
        return differs("answers", answer.value, answer.expected)
    return differs("answers", array.reshape(answer.expected.shape), answer.expected)


#: Asks all of a network; where something raises, what was raised is the answer to that question.
PROBE = """
def probe(DeepNetwork, layers_dims, learning_rate, num_iterations, X, Y, X_new, Y_new):
    def told(question, *args):
        try:
            return question(*args)
        except Exception as error:
            return {"raised": type(error).__name__, "message": str(error)}

    def made(iterations=num_iterations):
        return DeepNetwork(layers_dims, learning_rate, iterations)

    def fitted(X, Y):
        network = made(3)
        network.fit(X.copy(), Y.copy())
        return network.parameters_

    network = made()
    answers = {"self": told(lambda: network.fit(X.copy(), Y.copy()) is network)}
    for name in ("parameters_", "costs_"):
        answers[name] = told(getattr, network, name)
    for name in ("predict_proba", "predict"):
        answers[name] = told(lambda: getattr(network, name)(X_new.copy()))
    answers["score"] = told(lambda: network.score(X_new.copy(), Y_new.copy()))
    answers["predict of a row too few"] = told(lambda: network.predict(X_new[1:].copy()))
    answers["predict_proba of a row too few"] = told(lambda: network.predict_proba(X_new[1:].copy()))
    answers["ones alone"] = told(fitted, X, Y * 0 + 1)
    answers["bool"] = told(fitted, X, Y.astype(bool))
    answers["float"] = told(fitted, X, Y.astype(float))
    answers["predict before fit"] = told(lambda: made().predict(X.copy()))
    answers["predict_proba before fit"] = told(lambda: made().predict_proba(X.copy()))
    answers["score before fit"] = told(lambda: made().score(X.copy(), Y.copy()))
    answers["X with a row too many"] = told(fitted, X[[0, *range(len(X))]], Y)
    answers["Y with a label too many"] = told(fitted, X, Y[:, [0, *range(Y.shape[1])]])
    answers["Y with one label"] = told(fitted, X, Y[:, :1])
    answers["Y without rows"] = told(fitted, X, Y[0])
    answers["Y with two rows"] = told(fitted, X, Y[[0, 0]])
    answers["labels 1 and 2"] = told(fitted, X, Y + 1)
    answers["labels -1 and 1"] = told(fitted, X, 2 * Y - 1)
    answers["labels 0 and 0.5"] = told(fitted, X, Y / 2)
    first = told(lambda: len(network.costs_))
    told(network.fit, X_new.copy(), Y_new.copy())
    answers["again"] = told(getattr, network, "parameters_")
    answers["costs again"] = told(lambda: len(network.costs_) == first)
    return answers
"""


def public_network(reference: Reference) -> Case:
    X, Y = reference.resource("selfcheck_inputs", "small_problem")()
    Y_new = (np.arange(11).reshape(1, 11) % 3 == 0).astype(int)
    return Case(SMALL, ((4, 6, 5, 1), 0.1, 301, X, Y, X[:, :11], Y_new), script=PROBE)


def draw_network(random: Random, reference: Reference) -> Case:
    """A network to be trained on X, Y and asked about X_new, whose labels are drawn: they tell nothing of its answers."""
    while True:
        widths, rate = many_layers(random)
        m, m_new = (int(m) for m in random.choice(np.arange(20, 41), size=2, replace=False))
        X, Y = two_kinds(random, widths[0], m)
        X_new = random.standard_normal((widths[0], m_new))
        Y_new = random.integers(0, 2, size=(1, m_new))
        steps = int(random.integers(101, 120))
        trained = calm_training(reference, X, Y, widths, rate, steps)
        if trained is None:
            continue
        AL, _ = reference.L_model_forward(X_new, trained[0])
        # A row of equal answers would tell nothing, nor one near the threshold, nor a score that is also its opposite.
        tells = AL.min() < 0.4 and AL.max() > 0.6 and np.abs(AL - 0.5).min() >= 1e-3
        if not tells or not 0.1 <= abs(np.mean((AL > 0.5) == Y_new) - 0.5) <= 0.4:
            continue
        # It is trained on these, too.
        if calm_training(reference, X_new, Y_new, widths, rate, steps) is not None:
            return Case(RANDOM, (widths, rate, steps, X, Y, X_new, Y_new), script=PROBE)


def raised(answer: Answer, name: str) -> tuple[str, str] | None:
    """What a question to the network raised: the exception's name and its message."""
    match answer.value:
        case {**answers}:
            found = answers.get(name)
        case _:
            return None
    match found:
        case {"raised": str(kind), "message": str(message)}:
            return kind, message
    return None


def told(*names: str) -> Callable[[Answer], Finding | None]:
    """What the network answered to these questions equals what the lesson's answers."""

    def holds(answer: Answer) -> Finding | None:
        for name in names:
            found = raised(answer, name) or equal(Output(name, name))(answer)
            if isinstance(found, tuple):
                return _raised_at(name, *found)
            if found is not None:
                return found
        return None

    return holds


def told_costs(answer: Answer) -> Finding | None:
    found = raised(answer, "costs_")
    return _raised_at("costs_", *found) if found else every_100(answer.value["costs_"], answer.expected["costs_"])


def fit_returns_self(answer: Answer) -> Finding | None:
    found = raised(answer, "self")
    if found:
        return _raised_at("fit", *found)
    return None if answer.value["self"] is True else Finding(_NOT_SELF)


#: What Python and NumPy say by themselves when something is missing or does not fit: their whole sentences, or
#: how these begin, since a student's own may well speak of None, or of shapes that cannot be broadcast together.
BY_ACCIDENT = re.compile(
    r"(module |type object )?'[\w.]+'( object)? has no attribute '"
    r"|name '\w+' is not defined|cannot access (local|free) variable '|local variable '\w+' referenced before assignment"
    r"|'NoneType' object |object of type '\w+' has no len\(\)|argument of type '\w+' is not "
    r"|cannot unpack non-iterable \w+ object|(not enough|too many) values to unpack \("
    r"|unsupported operand type\(s\) for |'\S+' not supported between instances of '|\w+\(\) (missing|takes|got) "
    r"|(list|tuple|string) index out of range|(list|tuple) indices must be |index -?\d+ is out of bounds for axis "
    r"|too many indices for array: |boolean index did not match |matmul: |shapes \([\d, ]*\) and \([\d, ]*\) not aligned: "
    r"|operands could not be broadcast together with |could not broadcast input array |non-broadcastable output operand "
    r"|setting an array element with a sequence|The truth value of an array |cannot reshape array of size ",
    re.ASCII,
)
#: What an accidental KeyError says: the key and nothing else.
BARE_KEY = re.compile(r"'\w*'|-?\d+", re.ASCII)


def by_accident(kind: str, message: str) -> bool:
    """Whether an exception is one of Python's or NumPy's own."""
    if kind == "KeyError":
        return BARE_KEY.fullmatch(message) is not None
    return BY_ACCIDENT.match(message) is not None


def refused(*names: str) -> Callable[[Answer], Finding | None]:
    """Each of these wrong uses raises an exception that says something, and is no accident of Python's or NumPy's."""

    def holds(answer: Answer) -> Finding | None:
        for name in names:
            found = raised(answer, name)
            if found is None:
                return Finding(_ACCEPTED.format(zh=_USES[name], en=name), expected=_AN_ERROR, found="-")
            kind, message = found
            if kind == "NotImplementedError":
                return Finding(_BLANK)
            if not message.strip() or by_accident(kind, message):
                said = f"{kind}: {message[:100]}"
                return Finding(_UNCLEAR.format(zh=_USES[name], en=name, said=said), expected=_AN_ERROR, found=said)
        return None

    return holds


def _raised_at(name: str, kind: str, message: str) -> Finding:
    if kind == "NotImplementedError":
        return Finding(_BLANK)
    said = f"{kind}: {message[:200]}"
    return Finding(_RAISED_AT.format(zh=_USES.get(name, name), en=name, said=said), expected="-", found=said)


#: What a wrong use should give, as it is shown beside what it gave.
_AN_ERROR = "ValueError: …"
_BLANK = Text("还有方法没有写", "a method is not written yet")
_NOT_SELF = Text(
    "fit 应返回 self，这样才能接着写 .predict(X)", "fit should return self, so that .predict(X) can follow"
)
_RAISED_AT = Text("{zh}：抛出 {said}", "{en}: it raised {said}")
_ACCEPTED = Text("{zh}：没有报错，应当报错", "{en}: nothing was raised, an error was expected")
_UNCLEAR = Text(
    "{zh}：报错了，但看不出用的人错在哪里（{said}）",
    "{en}: an error was raised, but it does not tell the user what is wrong ({said})",
)
_USES = {
    "predict before fit": "没有 fit 就 predict",
    "predict_proba before fit": "没有 fit 就 predict_proba",
    "score before fit": "没有 fit 就 score",
    "X with a row too many": "X 多一行",
    "Y with a label too many": "Y 多一个标签",
    "Y with one label": "Y 只有一个标签",
    "predict of a row too few": "predict 的 X 少一行",
    "predict_proba of a row too few": "predict_proba 的 X 少一行",
    "Y without rows": "Y 的形状是 (m,)",
    "Y with two rows": "Y 有两行",
    "ones alone": "标签全是 1",
    "labels 1 and 2": "标签是 1 和 2",
    "labels -1 and 1": "标签是 -1 和 1",
    "labels 0 and 0.5": "标签是 0 和 0.5",
    "bool": "标签是布尔值",
    "float": "标签是小数",
    "again": "再 fit 一次",
    "costs again": "再 fit 一次以后的 costs_",
}

# --- the exercises ---------------------------------------------------------------------------------------

THREE_GRADIENTS = (Output("dA_prev", 0), Output("dW", 1), Output("db", 2))

# All that a network is trained with; each may call any other that stands before it.
TRAINING = (
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_forward",
    "linear_activation_forward",
    "L_model_forward",
    "compute_cost",
    "linear_backward",
    "linear_activation_backward",
    "L_model_backward",
    "update_parameters",
)

EXERCISES = (
    Exercise(
        "initialize_parameters",
        public=lambda reference: Case(PUBLIC, (3, 2, 1), seed=1),
        draws=(draw_initial,) * 3,
        checks=(
            Check(
                "scale",
                3,
                Text("`W1`、`W2` 的形状和标准差（约 0.01）", "shape and standard deviation (about 0.01) of `W1`, `W2`"),
                initial_weights(has_scale),
            ),
            Check(
                "signs",
                3,
                Text("权重是随机的，有正有负", "the weights are random, of both signs"),
                initial_weights(has_both_signs),
            ),
            Check(
                "b",
                2,
                Text("`b1`、`b2` 是零，形状正确", "`b1`, `b2` are zero, of the right shape"),
                equal(Outputs("b")),
            ),
            Check(
                "draw",
                2,
                Text(
                    "设好种子就能重现：先 `W1` 后 `W2`，函数里不设种子",
                    "reproducible from a seed: `W1` before `W2`, no seed set inside",
                ),
                initial_weights(is_the_draw),
            ),
        ),
    ),
    Exercise(
        "initialize_parameters_deep",
        public=lambda reference: Case(PUBLIC, ([5, 4, 3],), seed=7),
        draws=(draw_initial_deep,) * 3,
        checks=(
            Check("W", 7, Text("所有 $W^{[l]}$ 的值", "the values of all $W^{[l]}$"), equal(Outputs("W"))),
            Check(
                "b",
                3,
                Text("所有 $b^{[l]}$ 是零，形状正确", "all $b^{[l]}$ are zero, of the right shape"),
                equal(Outputs("b")),
            ),
        ),
    ),
    Exercise(
        "linear_forward",
        public=public("linear_forward"),
        draws=(draw_linear_forward,) * 4,
        checks=(
            Check("Z", 7, Text("`Z` 的值", "the values of `Z`"), equal(Output("Z", 0))),
            Check("cache", 3, Text("`cache` 是 `(A, W, b)`", "`cache` is `(A, W, b)`"), equal(Output("cache", 1))),
        ),
    ),
    Exercise(
        "linear_activation_forward",
        builds_on=("linear_forward",),
        public=public_activation("linear_activation_forward"),
        draws=(draw_layer("sigmoid"), draw_layer("relu")) * 2,
        checks=(
            Check(
                "sigmoid",
                4,
                Text("用 sigmoid 时的 `A`", "`A` with the sigmoid"),
                equal(Output("A", 0)),
                applies=by_activation("sigmoid"),
            ),
            Check(
                "relu",
                4,
                Text("用 ReLU 时的 `A`", "`A` with ReLU"),
                equal(Output("A", 0)),
                applies=by_activation("relu"),
            ),
            Check(
                "caches",
                2,
                Text("`cache` 能供反向传播使用", "`cache` holds what the backward pass needs"),
                serves(Output("cache", 1), used_by_activation_backward, Text("反向传播", "the backward pass")),
            ),
        ),
    ),
    Exercise(
        "L_model_forward",
        builds_on=("linear_forward", "linear_activation_forward"),
        public=public("L_model_forward"),
        draws=(draw_model_forward,) * 4,
        checks=(
            Check("AL", 7, Text("`AL` 的值", "the values of `AL`"), equal(Output("AL", 0))),
            Check(
                "caches",
                3,
                Text(
                    "`caches` 齐全、有序，能供反向传播使用",
                    "`caches` are complete, in order, and hold what the backward pass needs",
                ),
                serves(Output("caches", 1), used_by_model_backward, Text("反向传播", "the backward pass")),
            ),
        ),
    ),
    Exercise(
        "compute_cost",
        public=public_cost,
        draws=(draw_cost,) * 4,
        checks=(
            Check("cost", 8, Text("代价的值", "the value of the cost"), cost_value),
            Check(
                "scalar",
                2,
                Text("值正确，而且是一个数，不是矩阵", "the value is right and is a number, not a matrix"),
                one_number,
                needs=("cost",),
            ),
        ),
    ),
    Exercise(
        "linear_backward",
        public=public("linear_backward"),
        # Beside the usual cases, a single example, and more examples than units.
        draws=(
            draw_linear_backward(lambda random: None),
            draw_linear_backward(lambda random: None),
            draw_linear_backward(lambda random: 1),
            draw_linear_backward(lambda random: int(random.integers(13, 41))),
        ),
        checks=(
            Check("dA_prev", 3, Text("`dA_prev` 的值", "the values of `dA_prev`"), equal(THREE_GRADIENTS[0])),
            Check("dW", 4, Text("`dW` 的值", "the values of `dW`"), equal(THREE_GRADIENTS[1])),
            Check("db", 3, Text("`db` 的值和形状", "values and shape of `db`"), equal(THREE_GRADIENTS[2])),
        ),
    ),
    Exercise(
        "linear_activation_backward",
        builds_on=("linear_backward",),
        public=public_activation("linear_activation_backward"),
        draws=(
            draw_layer_backward("sigmoid", forward="sigmoid"),
            draw_layer_backward("relu", forward="relu"),
            draw_layer_backward("sigmoid", forward="sigmoid"),
            draw_layer_backward(forward="relu"),
        ),
        checks=(
            Check(
                "sigmoid",
                5,
                Text("用 sigmoid 时的三个梯度", "the three gradients with the sigmoid"),
                equal(*THREE_GRADIENTS),
                applies=by_activation("sigmoid"),
            ),
            Check(
                "relu",
                5,
                Text("用 ReLU 时的三个梯度", "the three gradients with ReLU"),
                equal(*THREE_GRADIENTS),
                applies=by_activation("relu"),
            ),
        ),
    ),
    Exercise(
        "L_model_backward",
        builds_on=("linear_backward", "linear_activation_backward"),
        public=public_backward,
        draws=(draw_model_backward,) * 4,
        checks=(
            Check("dW", 5, Text("所有 `dW` 的值", "the values of all `dW`"), equal(Outputs("dW"))),
            Check("db", 3, Text("所有 `db` 的值", "the values of all `db`"), equal(Outputs("db"))),
            Check(
                "dA",
                2,
                Text("所有 `dA` 的值和编号", "values and numbering of all `dA`"),
                missing_last_gradient,
            ),
        ),
    ),
    Exercise(
        "update_parameters",
        public=public_update,
        draws=(draw_update,) * 4,
        checks=(
            Check("W", 5, Text("所有 $W^{[l]}$ 更新正确", "all $W^{[l]}$ are updated correctly"), equal(Outputs("W"))),
            Check("b", 5, Text("所有 $b^{[l]}$ 更新正确", "all $b^{[l]}$ are updated correctly"), equal(Outputs("b"))),
        ),
    ),
    Exercise(
        "two_layer_model",
        builds_on=TRAINING,
        public=public_training((4, 5, 1), 0.3),
        draws=(draw_training(two_layers, LONG), draw_training(two_layers, SHORT), draw_step(two_layers)),
        checks=TRAINED,
    ),
    Exercise(
        "L_layer_model",
        builds_on=TRAINING,
        public=public_training((4, 6, 5, 1), 0.1),
        draws=(draw_training(many_layers, LONG), draw_training(many_layers, SHORT), draw_step(many_layers)),
        checks=TRAINED,
    ),
    Exercise(
        "predict",
        builds_on=TRAINING[2:5],
        public=public_predict,
        draws=(draw_predict(0.004), draw_predict(-0.004), draw_predict(0.05)),
        checks=(
            Check("answers", 8, Text("每个样本的回答", "the answer for each example"), the_answers),
            Check(
                "shape",
                2,
                Text("回答正确，而且形状是 `(1, m)`", "the answers are right and have the shape `(1, m)`"),
                equal(Output("answers")),
                needs=("answers",),
            ),
        ),
    ),
    Exercise(
        "DeepNetwork",
        builds_on=(*TRAINING, "L_layer_model", "predict"),
        public=public_network,
        draws=(draw_network,) * 2,
        checks=(
            Check("fit", 8, Text("`fit` 以后的 `parameters_`", "`parameters_` after `fit`"), told("parameters_")),
            Check("costs", 3, Text("`fit` 以后的 `costs_`", "`costs_` after `fit`"), told_costs),
            Check("self", 2, Text("`fit` 返回 `self`", "`fit` returns `self`"), fit_returns_self),
            Check(
                "proba",
                6,
                Text("`predict_proba` 的概率", "the probabilities of `predict_proba`"),
                told("predict_proba"),
            ),
            Check("predict", 5, Text("`predict` 的回答", "the answers of `predict`"), told("predict")),
            Check("score", 4, Text("`score` 是答对的比例", "`score` is the fraction of right answers"), told("score")),
            Check(
                "afresh",
                3,
                Text("再 `fit` 一次，从头训练", "another `fit` trains afresh"),
                told("again", "costs again"),
            ),
            Check(
                "labels",
                3,
                Text(
                    "接受布尔值和小数的标签，也接受全是 1 的标签",
                    "takes labels that are booleans or floats, and labels that are all 1",
                ),
                told("bool", "float", "ones alone"),
            ),
            Check(
                "unfitted",
                2,
                Text("没有 `fit` 就用，会清楚地报错", "used before `fit`, it raises a clear error"),
                refused("predict before fit", "predict_proba before fit", "score before fit"),
            ),
            Check(
                "shapes",
                2,
                Text("`X` 或 `Y` 的形状不对，会清楚地报错", "a wrong shape of `X` or `Y` raises a clear error"),
                refused(
                    "X with a row too many",
                    "Y with a label too many",
                    "Y with one label",
                    "Y without rows",
                    "Y with two rows",
                    "predict of a row too few",
                    "predict_proba of a row too few",
                ),
            ),
            Check(
                "others",
                2,
                Text("0 和 1 以外的标签，会清楚地报错", "labels other than 0 and 1 raise a clear error"),
                refused("labels 1 and 2", "labels -1 and 1", "labels 0 and 0.5"),
            ),
        ),
    ),
)

WRITTEN = (WrittenQuestion("why_random_weights", 5), WrittenQuestion("what_fifty_pictures_say", 10))
