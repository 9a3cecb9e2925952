"""The two activations and their backward steps, given to you.

Both forward functions return their result and a cache; the cache is Z, which the backward step needs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def sigmoid(Z: Array) -> tuple[Array, Array]:
    """A = 1 / (1 + exp(-Z)), element by element    Z, A: (n, m)    cache: Z"""
    # exp of a negative number cannot overflow; for Z < 0 the fraction is expanded by exp(Z).
    e = np.exp(-np.abs(Z))
    A = np.where(Z >= 0, 1, e) / (1 + e)
    return A, Z


def relu(Z: Array) -> tuple[Array, Array]:
    """A = max(0, Z), element by element    Z, A: (n, m)    cache: Z"""
    A = np.maximum(0, Z)
    return A, Z


def sigmoid_backward(dA: Array, cache: Array) -> Array:
    """dZ = dA * s * (1 - s) with s = sigmoid(Z)    dA, Z, dZ: (n, m)    cache: Z"""
    s, _ = sigmoid(cache)
    dZ: Array = dA * s * (1 - s)
    return dZ


def relu_backward(dA: Array, cache: Array) -> Array:
    """dZ = dA where Z > 0, else 0    dA, Z, dZ: (n, m)    cache: Z"""
    dZ: Array = np.where(cache > 0, dA, 0)
    return dZ
