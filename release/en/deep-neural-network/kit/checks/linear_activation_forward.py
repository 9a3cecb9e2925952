"""What must hold of linear_activation_forward."""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases
from dnn_utils_v2 import relu, sigmoid

from kit.checks._caches import linear_cache
from kit.checks._exceptions import explain as explain
from kit.inputs import Array, draw
from kit.selfcheck import Ask, Text, agree, array, close, entries, hold

# As the notebook prints them, on the test case.
PRINTED = {"sigmoid": [[0.96890023, 0.11013289]], "relu": [[3.43896131, 0.0]]}

_ACTIVATIONS = {"sigmoid": sigmoid, "relu": relu}


def linear_activation_forward(ask: Ask) -> None:
    """Shapes; each activation is applied to the layer's Z; the cache holds the linear cache and Z."""
    A_prev, W, b = draw(3, (3, 5), (4, 3), (4, 1))
    identity = np.eye(3), np.zeros((3, 1))
    plain = {}
    for name in _ACTIVATIONS:
        _activated(ask, *cases.linear_activation_forward_test_case(), name)
        _activated(ask, A_prev, W, b, name)
        plain[name], _ = _activated(ask, A_prev, *identity, name)
        hold(
            not close(plain[name], A_prev),
            Text(en='"{name}": A is just Z; was the activation applied?'),
            name=name,
        )
    hold(
        not close(plain["relu"], plain["sigmoid"]),
        Text(
            en='"sigmoid" and "relu" give the same A: is the argument activation used?',
        ),
    )
    for name, g in _ACTIVATIONS.items():
        A, _ = _activated(ask, A_prev, *identity, name)
        hold(
            not any(close(A, other(A_prev)[0]) for other in _ACTIVATIONS.values() if other is not g),
            Text(
                en='"{name}" gives the values of the other activation: are the branches swapped?',
            ),
            name=name,
        )
        hold(
            close(A, g(A_prev)[0]),
            Text(
                en='when W is the identity matrix and b is 0, A with "{name}" should equal {name}(A_prev)',
            ),
            name=name,
        )
        hold(
            close(_activated(ask, 0 * A_prev, W, b, name)[0], np.broadcast_to(g(b)[0], (4, 5))),
            Text(
                en='when A_prev is all zeros, A with "{name}" should equal {name}(b)',
            ),
            name=name,
        )
        hold(
            close(_activated(ask, np.eye(3), W, 0 * b, name)[0], g(W)[0]),
            Text(
                en='when A_prev is the identity matrix and b is 0, A with "{name}" should equal {name}(W)',
            ),
            name=name,
        )
        public, _ = _activated(ask, *cases.linear_activation_forward_test_case(), name)
        agree(f'A ("{name}")', public, PRINTED[name])
    for name, g in _ACTIVATIONS.items():
        A, cache = _activated(ask, A_prev, *identity, name)
        Z = _layer_cache(cache, A_prev, *identity)
        hold(
            not close(Z, A),
            Text(
                en='"{name}": activation_cache holds A; where is the derivative taken in the backward pass?',
            ),
            name=name,
        )
        hold(
            close(Z, A_prev),
            Text(
                en='"{name}": when W is the identity matrix and b is 0, Z in activation_cache should equal A_prev',
            ),
            name=name,
        )
        A, cache = _activated(ask, A_prev, W, b, name)
        hold(
            close(g(_layer_cache(cache, A_prev, W, b))[0], A),
            Text(
                en='"{name}": A should be {name} of the Z in activation_cache',
            ),
            name=name,
        )


def _activated(ask: Ask, A_prev: Array, W: Array, b: Array, activation: str) -> tuple[Array, Any]:
    A, cache = entries(ask(A_prev=A_prev, W=W, b=b, activation=activation), "A", "cache")
    return array("A", A, (len(W), A_prev.shape[1])), cache


def _layer_cache(cache: Any, A_prev: Array, W: Array, b: Array) -> Array:
    """The cache holds the linear cache of what came in, then Z, which is returned."""
    linear_part, activation_part = entries(cache, "linear_cache", "activation_cache", of="cache")
    hold(
        not (isinstance(linear_part, np.ndarray) and isinstance(activation_part, (tuple, list))),
        Text(en="the two parts of cache are swapped: which one comes first?"),
    )
    linear_cache("linear_cache", "A_prev", linear_part, A_prev, W, b)
    return array("activation_cache", activation_part, (len(W), A_prev.shape[1]))
