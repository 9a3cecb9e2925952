"""What must hold of linear_forward."""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases

from kit.checks._caches import linear_cache
from kit.checks._exceptions import explain as explain
from kit.inputs import Array, draw
from kit.selfcheck import Ask, Text, agree, array, close, entries, hold

# As the notebook prints them, on the test case.
PRINTED = [[3.26295337, -1.23429987]]


def linear_forward(ask: Ask) -> None:
    """Shapes; Z grows from A, W and b as it must; the cache holds what came in."""
    _linear(ask, *cases.linear_forward_test_case())
    A, more, W, b = draw(1, (3, 5), (3, 5), (4, 3), (4, 1))
    none = np.zeros_like(b)
    Z, _ = _linear(ask, A, W, b)
    hold(
        close(_linear(ask, np.tile(A, 2), W, b)[0], np.tile(Z, 2)),
        Text(
            zh="把每个样本复制一份，Z 原来的列就变了：一个样本的 Z 会取决于样本的个数吗？",
        ),
    )
    hold(
        close(_linear(ask, np.zeros_like(A), W, b)[0], np.broadcast_to(b, Z.shape)),
        Text(zh="A 全为 0 时，Z 的每一列都应等于 b"),
    )
    hold(
        close(_linear(ask, np.eye(3), W, none)[0], W),
        Text(zh="A 是单位矩阵、b 为 0 时，Z 应等于 W"),
    )
    hold(
        close(_linear(ask, A, np.eye(3), none[:3])[0], A),
        Text(zh="W 是单位矩阵、b 为 0 时，Z 应等于 A"),
    )
    parts = _linear(ask, A, W, none)[0] + _linear(ask, more, W, none)[0]
    hold(
        close(_linear(ask, A + more, W, none)[0], parts),
        Text(
            zh="b 为 0 时，两批输入相加，它们的 Z 也应相加"
        ),
    )
    agree("Z", _linear(ask, *cases.linear_forward_test_case())[0], PRINTED)
    _, cache = _linear(ask, A, W, b)
    linear_cache("cache", "A", cache, A, W, b)


def _linear(ask: Ask, A: Array, W: Array, b: Array) -> tuple[Array, Any]:
    Z, cache = entries(ask(A=A, W=W, b=b), "Z", "cache")
    return array("Z", Z, (len(W), A.shape[1])), cache
