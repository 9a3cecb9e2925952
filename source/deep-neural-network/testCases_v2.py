"""One small case for each function of part 1: inputs alone, the same numbers at every call.

The numbers come from generators of their own, so that calling a test case leaves ``np.random`` as it was.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def _normal(seed: int, *shapes: tuple[int, int]) -> list[Array]:
    """Normal numbers in the given shapes, one array after the other, as after ``np.random.seed(seed)``."""
    generator = np.random.RandomState(seed)
    return [generator.randn(*shape) for shape in shapes]


def linear_forward_test_case() -> tuple[Array, Array, Array]:
    """A (3, 2), W (1, 3), b (1, 1)."""
    A, W, b = _normal(1, (3, 2), (1, 3), (1, 1))
    return A, W, b


def linear_activation_forward_test_case() -> tuple[Array, Array, Array]:
    """A_prev (3, 2), W (1, 3), b (1, 1)."""
    A_prev, W, b = _normal(2, (3, 2), (1, 3), (1, 1))
    return A_prev, W, b


def L_model_forward_test_case() -> tuple[Array, dict[str, Array]]:
    """X (4, 2) and the parameters of a network with layers of 4, 3, 1 units."""
    X, W1, b1, W2, b2 = _normal(1, (4, 2), (3, 4), (3, 1), (1, 3), (1, 1))
    return X, {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def compute_cost_test_case() -> tuple[Array, Array]:
    """Y (1, 3), all ones, and AL (1, 3)."""
    return np.array([[1, 1, 1]]), np.array([[0.8, 0.9, 0.4]])


def linear_backward_test_case() -> tuple[Array, tuple[Array, Array, Array]]:
    """dZ (1, 2) and the linear cache: A_prev (3, 2), W (1, 3), b (1, 1)."""
    dZ, A_prev, W, b = _normal(1, (1, 2), (3, 2), (1, 3), (1, 1))
    return dZ, (A_prev, W, b)


def linear_activation_backward_test_case() -> tuple[Array, tuple[tuple[Array, Array, Array], Array]]:
    """dA (1, 2) and the cache of a layer: the linear cache (A_prev, W, b), then Z (1, 2)."""
    dA, A_prev, W, b, Z = _normal(2, (1, 2), (3, 2), (1, 3), (1, 1), (1, 2))
    return dA, ((A_prev, W, b), Z)


def L_model_backward_test_case() -> tuple[Array, Array, list[tuple[tuple[Array, Array, Array], Array]]]:
    """AL (1, 2), Y (1, 2) and the caches of two layers with 4 inputs, 3 units and 1 unit.

    AL is drawn like the rest: it tests the arithmetic and is not a probability.
    """
    AL, A0, W1, b1, Z1, A1, W2, b2, Z2 = _normal(
        3, (1, 2), (4, 2), (3, 4), (3, 1), (3, 2), (3, 2), (1, 3), (1, 1), (1, 2)
    )
    return AL, np.array([[1, 0]]), [((A0, W1, b1), Z1), ((A1, W2, b2), Z2)]


def update_parameters_test_case() -> tuple[dict[str, Array], dict[str, Array]]:
    """Parameters of a network with layers of 4, 3, 1 units, and a gradient for each of them."""
    shapes = (3, 4), (3, 1), (1, 3), (1, 1)
    names = "W1", "b1", "W2", "b2"
    parameters = dict(zip(names, _normal(2, *shapes)))
    grads = {"d" + name: drawn for name, drawn in zip(names, _normal(3, *shapes))}
    return parameters, grads
