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

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.exercise import (
    Answer,
    Case,
    Check,
    Exercise,
    Finding,
    Keys,
    Part,
    Reference,
    Text,
    WrittenQuestion,
    as_array,
    differs,
    equal,
    serves,
    wrong_shape,
)

Array = npt.NDArray[np.float64]
Random = np.random.Generator
Parameters = dict[str, Array]


#: What the set-up cells import: loaded once, before any submission is run.
PRELOAD = ("numpy", "h5py", "matplotlib.pyplot")


# --- random inputs ---------------------------------------------------------------------------------------


def sizes(random: Random, count: int) -> list[int]:
    """That many layer sizes, all different, between 3 and 12."""
    return [int(size) for size in random.choice(np.arange(3, 13), size=count, replace=False)]


def examples(random: Random, taken: list[int]) -> int:
    """A number of examples, 2 to 40, that equals no layer size."""
    return int(random.choice([m for m in range(2, 41) if m not in taken]))


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
    X, Y, parameters = network(random, reference)
    AL, caches = reference.L_model_forward(X, parameters)
    grads = reference.L_model_backward(AL, Y, caches)
    for name, value in parameters.items():
        grads["d" + name] = random.standard_normal(value.shape) * max(1.0, float(np.abs(value).max()))
    return Case(RANDOM, (parameters, grads, learning_rate(random)))


# --- checks of our own -----------------------------------------------------------------------------------

WEIGHTS, BIASES = ("W1", "W2"), ("b1", "b2")


def initial_weights(
    looks: Callable[[str, Array, Array], Finding | None],
) -> Callable[[Answer], Finding | None]:
    """W1 and W2 are there, have their shapes, and look as they should to ``looks(name, found, expected)``."""

    def holds(answer: Answer) -> Finding | None:
        for name in WEIGHTS:
            found = Part(name, name).find(answer.value, answer.expected)
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
    # The bounds let the draws vary, and a uniform or otherwise distributed draw pass, but no other power of ten.
    size = float(np.sqrt(np.mean(found**2)))
    if 0.004 <= size <= 0.025 or found.size < 50:
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


def used_by_linear_backward(answer: Answer, cache: Any) -> Any:
    """What the lesson's linear_backward makes of a cache, for a fixed dZ of the right shape."""
    return answer.reference.linear_backward(probe(answer.expected[0].shape), cache)


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
    return equal(Keys("dA"))(answer)


def by_activation(name: str) -> Callable[[Case], bool]:
    """The cases of one activation; a call that leaves it out means ReLU."""
    return lambda case: (case.args[-1] if isinstance(case.args[-1], str) else "relu") == name


# --- the exercises ---------------------------------------------------------------------------------------

THREE_GRADIENTS = (Part("dA_prev", 0), Part("dW", 1), Part("db", 2))

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
                equal(Keys("b")),
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
        public=lambda reference: Case(PUBLIC, ([5, 4, 3],)),
        draws=(draw_initial_deep,) * 3,
        checks=(
            Check("W", 7, Text("所有 $W^{[l]}$ 的值", "the values of all $W^{[l]}$"), equal(Keys("W"))),
            Check(
                "b",
                3,
                Text("所有 $b^{[l]}$ 是零，形状正确", "all $b^{[l]}$ are zero, of the right shape"),
                equal(Keys("b")),
            ),
        ),
    ),
    Exercise(
        "linear_forward",
        public=public("linear_forward"),
        draws=(draw_linear_forward,) * 4,
        checks=(
            Check("Z", 7, Text("`Z` 的值", "the values of `Z`"), equal(Part("Z", 0))),
            Check("cache", 3, Text("`cache` 是 `(A, W, b)`", "`cache` is `(A, W, b)`"), equal(Part("cache", 1))),
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
                equal(Part("A", 0)),
                applies=by_activation("sigmoid"),
            ),
            Check(
                "relu",
                4,
                Text("用 ReLU 时的 `A`", "`A` with ReLU"),
                equal(Part("A", 0)),
                applies=by_activation("relu"),
            ),
            Check(
                "caches",
                2,
                Text("`cache` 能供反向传播使用", "`cache` holds what the backward pass needs"),
                serves(Part("cache", 1), used_by_activation_backward, Text("反向传播", "the backward pass")),
            ),
        ),
    ),
    Exercise(
        "L_model_forward",
        builds_on=("linear_forward", "linear_activation_forward"),
        public=public("L_model_forward"),
        draws=(draw_model_forward,) * 4,
        checks=(
            Check("AL", 7, Text("`AL` 的值", "the values of `AL`"), equal(Part("AL", 0))),
            Check(
                "caches",
                3,
                Text(
                    "`caches` 齐全、有序，能供反向传播使用",
                    "`caches` are complete, in order, and hold what the backward pass needs",
                ),
                serves(Part("caches", 1), used_by_model_backward, Text("反向传播", "the backward pass")),
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
            Check("dW", 5, Text("所有 `dW` 的值", "the values of all `dW`"), equal(Keys("dW"))),
            Check("db", 3, Text("所有 `db` 的值", "the values of all `db`"), equal(Keys("db"))),
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
            Check("W", 5, Text("所有 $W^{[l]}$ 更新正确", "all $W^{[l]}$ are updated correctly"), equal(Keys("W"))),
            Check("b", 5, Text("所有 $b^{[l]}$ 更新正确", "all $b^{[l]}$ are updated correctly"), equal(Keys("b"))),
        ),
    ),
)

WRITTEN = (WrittenQuestion("why_random_weights", 5),)
