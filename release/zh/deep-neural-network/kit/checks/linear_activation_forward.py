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
            Text(zh='"{name}"：A 就是 Z，激活函数用上了吗？'),
            name=name,
        )
    hold(
        not close(plain["relu"], plain["sigmoid"]),
        Text(
            zh='"sigmoid" 和 "relu" 给出同样的 A：用到参数 activation 了吗？',
        ),
    )
    for name, g in _ACTIVATIONS.items():
        A, _ = _activated(ask, A_prev, *identity, name)
        hold(
            not any(close(A, other(A_prev)[0]) for other in _ACTIVATIONS.values() if other is not g),
            Text(
                zh='"{name}" 给出的是另一个激活函数的值：两个分支是不是对调了？',
            ),
            name=name,
        )
        hold(
            close(A, g(A_prev)[0]),
            Text(
                zh='W 是单位矩阵、b 为 0 时，"{name}" 的 A 应等于 {name}(A_prev)',
            ),
            name=name,
        )
        hold(
            close(_activated(ask, 0 * A_prev, W, b, name)[0], np.broadcast_to(g(b)[0], (4, 5))),
            Text(
                zh='A_prev 全为 0 时，"{name}" 的 A 应等于 {name}(b)',
            ),
            name=name,
        )
        hold(
            close(_activated(ask, np.eye(3), W, 0 * b, name)[0], g(W)[0]),
            Text(
                zh='A_prev 是单位矩阵、b 为 0 时，"{name}" 的 A 应等于 {name}(W)',
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
                zh='"{name}"：activation_cache 里存的是 A；反向传播时，导数在哪里取值？',
            ),
            name=name,
        )
        hold(
            close(Z, A_prev),
            Text(
                zh='"{name}"：W 是单位矩阵、b 为 0 时，activation_cache 里的 Z 应等于 A_prev',
            ),
            name=name,
        )
        A, cache = _activated(ask, A_prev, W, b, name)
        hold(
            close(g(_layer_cache(cache, A_prev, W, b))[0], A),
            Text(
                zh='"{name}"：A 应是 activation_cache 里那个 Z 的 {name}',
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
        Text(zh="cache 的两项颠倒了：哪一项在前？"),
    )
    linear_cache("linear_cache", "A_prev", linear_part, A_prev, W, b)
    return array("activation_cache", activation_part, (len(W), A_prev.shape[1]))
