"""Random networks and layers that are fair to ask about, and the inputs of the notebooks' try-it cells.

Every exercise is asked the public case, whose answer stands in the notebook, and several random ones. Since the random
inputs are drawn anew for every piece of work, neither a memorised output nor a right shape alone earns anything.

Random networks have 3 to 6 weight layers, one output unit, layer sizes that are all different, and a number of examples
that equals none of them, so that no wrong axis goes unseen. They are redrawn until no hidden |Z| is near ReLU's kink,
every hidden layer has active and inactive units, and the prediction is well inside (0, 1). Caches for the backward
functions come from a real forward pass of the lesson's own solutions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.authoring import Array, Case, Reference, Text

Random = np.random.Generator
Parameters = dict[str, Array]

# --- cases -----------------------------------------------------------------------------------------------

PUBLIC = Text("testCases_v2", "testCases_v2")
SMALL = Text("selfcheck 的小数据", "the small data of selfcheck")
RANDOM = Text("随机输入", "random input")
ONE_LAYER = Text("只有一层的网络", "a network of one layer")
#: By activation; each is also the tag of such a case.
RANDOM_WITH = {
    "sigmoid": Text("随机输入（sigmoid）", "random input (sigmoid)"),
    "relu": Text("随机输入（ReLU）", "random input (ReLU)"),
}


def public_case(function: str, *more: Any, tag: str = "") -> Callable[[Reference], Case]:
    """The input of the function's try-it cell, from the students' own resource pack, with ``more`` arguments behind."""

    def case(reference: Reference) -> Case:
        return Case(PUBLIC, (*reference.resource("testCases_v2", f"{function}_test_case")(), *more), tag=tag)

    return case


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


def seed(random: Random) -> int:
    """A seed that a case sets before the call."""
    return int(random.integers(0, 2**31))


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


def one_layer(random: Random, reference: Reference) -> tuple[Array, npt.NDArray[np.int64], Parameters]:
    """The same of a network without hidden layers: there is but one layer, and that is the last."""
    while True:
        (n_x,) = sizes(random, 1)
        X = random.standard_normal((n_x, examples(random, [n_x, 1])))
        W, b = layer(random, n_x, 1)
        AL, _ = reference.L_model_forward(X, parameters := {"W1": W, "b1": b})
        if AL.min() >= 0.05 and AL.max() <= 0.95:
            return X, labels(random, X.shape[1]), parameters


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
