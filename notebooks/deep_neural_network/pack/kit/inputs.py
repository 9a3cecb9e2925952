"""What the self-check asks with: the same numbers at every call, and sizes that cannot be mixed up."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

#: Layer sizes, number of examples and seed. The seeds were searched for: no hidden unit is within 0.1 of
#: the kink of ReLU, every hidden layer has active and inactive units, AL stays away from 0 and 1.
NETWORKS = (((4, 3, 2, 1), 6, 30264), ((5, 4, 3, 2, 1), 7, 305), ((6, 5, 4, 3, 2, 1), 8, 11238))
#: The same of a network without hidden layers.
ONE_LAYER = (3, 1), 5, 2
#: The same for one layer of 4 units with 3 inputs and 5 examples: seed of its dA, A_prev, W and b.
LAYER_SEED = 2380
#: How far numbers are changed to measure a slope: so far that a forward pass in float32 can be measured too,
#: and not so far that a unit crosses the kink.
STEP = 1e-2


def draw(seed: int, *shapes: tuple[int, int]) -> list[Array]:
    """Normal numbers in these shapes."""
    generator = np.random.RandomState(seed)
    return [generator.randn(*shape) for shape in shapes]


def shapes_of(sizes: tuple[int, ...]) -> dict[str, tuple[int, int]]:
    """The shapes of W1, b1, W2, b2 ... for layers of these sizes."""
    shapes = {}
    for layer, here in enumerate(sizes[1:], start=1):
        shapes[f"W{layer}"] = here, sizes[layer - 1]
        shapes[f"b{layer}"] = here, 1
    return shapes


def network(sizes: tuple[int, ...], m: int, seed: int) -> tuple[Array, Array, dict[str, Array]]:
    """X (n_0, m), labels Y (1, m) of both kinds, and parameters of a network."""
    generator = np.random.RandomState(seed)
    X = generator.randn(sizes[0], m)
    parameters = {name: 0.6 * generator.randn(*shape) for name, shape in shapes_of(sizes).items()}
    return X, np.arange(m).reshape(1, m) % 2, parameters


def small_problem() -> tuple[Array, Array]:
    """X (4, 30) and Y (1, 30): thirty examples of two kinds, for a training that takes no time."""
    generator = np.random.RandomState(4)
    Y = (np.arange(30) % 2).reshape(1, 30)
    return generator.randn(4, 30) + np.array([[0.9], [-0.6], [0.5], [0.0]]) * (2 * Y - 1), Y


def small_network() -> dict[str, Array]:
    """Parameters of a network for such examples, with layers of 4, 3 and 1 units, that says both 0 and 1."""
    W1, b1, W2, b2 = draw(11, (3, 4), (3, 1), (1, 3), (1, 1))
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
