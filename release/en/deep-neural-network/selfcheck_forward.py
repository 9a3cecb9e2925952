"""What must hold of one layer's way forward and of the cost.

No answers stand here, only the numbers that the notebook prints anyway, and properties: what must not
change, what must follow from what, what a special input must give.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases
from dnn_utils_v2 import relu, sigmoid
from selfcheck_asking import Student
from selfcheck_inputs import draw
from selfcheck_reading import Array, agree, array, close, entries, hold, is_same, number

# As the notebook prints them, on the test cases.
Z_PUBLIC = [[3.26295337, -1.23429987]]
A_PUBLIC = {"sigmoid": [[0.96890023, 0.11013289]], "relu": [[3.43896131, 0.0]]}
COST_PUBLIC = 0.414931599615397
# What an example costs at a = 0.5 by the logarithms to base 2 and 10.
_OTHER_LOGARITHMS = 1.0, 0.30103

_ACTIVATIONS = {"sigmoid": sigmoid, "relu": relu}


def linear_forward(ask: Student) -> None:
    """Shapes; Z grows from A, W and b as it must; the cache holds what came in."""
    _linear(ask, *cases.linear_forward_test_case())
    A, more, W, b = draw(1, (3, 5), (3, 5), (4, 3), (4, 1))
    none = np.zeros_like(b)
    Z, _ = _linear(ask, A, W, b)
    hold(
        close(_linear(ask, np.tile(A, 2), W, b)[0], np.tile(Z, 2)),
        "把每个样本复制一份，Z 原来的列就变了：一个样本的 Z 会取决于样本的个数吗？",
        "with every example given twice, its column of Z changes: does it depend on the number of examples?",
    )
    hold(
        close(_linear(ask, np.zeros_like(A), W, b)[0], np.broadcast_to(b, Z.shape)),
        "A 全为 0 时，Z 的每一列都应等于 b",
        "when A is all zeros, every column of Z should equal b",
    )
    hold(
        close(_linear(ask, np.eye(3), W, none)[0], W),
        "A 是单位矩阵、b 为 0 时，Z 应等于 W",
        "when A is the identity matrix and b is 0, Z should equal W",
    )
    hold(
        close(_linear(ask, A, np.eye(3), none[:3])[0], A),
        "W 是单位矩阵、b 为 0 时，Z 应等于 A",
        "when W is the identity matrix and b is 0, Z should equal A",
    )
    parts = _linear(ask, A, W, none)[0] + _linear(ask, more, W, none)[0]
    hold(
        close(_linear(ask, A + more, W, none)[0], parts),
        "b 为 0 时，两批输入相加，它们的 Z 也应相加",
        "when b is 0 and two inputs are added, their Z should add up",
    )
    agree("Z", _linear(ask, *cases.linear_forward_test_case())[0], Z_PUBLIC)
    _, cache = _linear(ask, A, W, b)
    _linear_cache("cache", "A", cache, A, W, b)


def linear_activation_forward(ask: Student) -> None:
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
            '"{name}"：A 就是 Z，激活函数用上了吗？',
            '"{name}": A is just Z; was the activation applied?',
            name=name,
        )
    hold(
        not close(plain["relu"], plain["sigmoid"]),
        '"sigmoid" 和 "relu" 给出同样的 A：用到参数 activation 了吗？',
        '"sigmoid" and "relu" give the same A: is the argument activation used?',
    )
    for name, g in _ACTIVATIONS.items():
        A, _ = _activated(ask, A_prev, *identity, name)
        hold(
            not any(close(A, other(A_prev)[0]) for other in _ACTIVATIONS.values() if other is not g),
            '"{name}" 给出的是另一个激活函数的值：两个分支是不是对调了？',
            '"{name}" gives the values of the other activation: are the branches swapped?',
            name=name,
        )
        hold(
            close(A, g(A_prev)[0]),
            'W 是单位矩阵、b 为 0 时，"{name}" 的 A 应等于 {name}(A_prev)',
            'when W is the identity matrix and b is 0, A with "{name}" should equal {name}(A_prev)',
            name=name,
        )
        hold(
            close(_activated(ask, 0 * A_prev, W, b, name)[0], np.broadcast_to(g(b)[0], (4, 5))),
            'A_prev 全为 0 时，"{name}" 的 A 应等于 {name}(b)',
            'when A_prev is all zeros, A with "{name}" should equal {name}(b)',
            name=name,
        )
        hold(
            close(_activated(ask, np.eye(3), W, 0 * b, name)[0], g(W)[0]),
            'A_prev 是单位矩阵、b 为 0 时，"{name}" 的 A 应等于 {name}(W)',
            'when A_prev is the identity matrix and b is 0, A with "{name}" should equal {name}(W)',
            name=name,
        )
        public, _ = _activated(ask, *cases.linear_activation_forward_test_case(), name)
        agree(f'A ("{name}")', public, A_PUBLIC[name])
    for name, g in _ACTIVATIONS.items():
        A, cache = _activated(ask, A_prev, *identity, name)
        Z = _layer_cache(cache, A_prev, *identity)
        hold(
            not close(Z, A),
            '"{name}"：activation_cache 里存的是 A；反向传播时，导数在哪里取值？',
            '"{name}": activation_cache holds A; where is the derivative taken in the backward pass?',
            name=name,
        )
        hold(
            close(Z, A_prev),
            '"{name}"：W 是单位矩阵、b 为 0 时，activation_cache 里的 Z 应等于 A_prev',
            '"{name}": when W is the identity matrix and b is 0, Z in activation_cache should equal A_prev',
            name=name,
        )
        A, cache = _activated(ask, A_prev, W, b, name)
        hold(
            close(g(_layer_cache(cache, A_prev, W, b))[0], A),
            '"{name}"：A 应是 activation_cache 里那个 Z 的 {name}',
            '"{name}": A should be {name} of the Z in activation_cache',
            name=name,
        )


def compute_cost(ask: Student) -> None:
    """A number, the mean over the examples of a cost that is a logarithm; both labels count."""
    Y, AL = cases.compute_cost_test_case()
    public = _cost(ask, AL, Y)
    hold(
        public >= 0,
        "cost 是 {found:.6g}：代价会是负数吗？",
        "cost is {found:.6g}: can a cost be negative?",
        found=public,
    )
    AL, Y = np.array([[0.9, 0.2, 0.6, 0.3, 0.15]]), np.array([[1, 0, 0, 1, 0]])
    cost = _cost(ask, AL, Y)
    doubled = _cost(ask, np.tile(AL, 2), np.tile(Y, 2))
    hold(
        close(doubled, cost),
        "把每个样本复制一份，cost 从 {before:.6g} 变成了 {after:.6g}：它是对样本的平均吗？",
        "with every example given twice, cost went from {before:.6g} to {after:.6g}: is it a mean over examples?",
        before=cost,
        after=doubled,
    )
    flipped = _cost(ask, 1 - AL, 1 - Y)
    hold(
        close(flipped, cost),
        "把 0 和 1 的角色对调（y 换成 1 − y，a 换成 1 − a），cost 从 {before:.6g} 变成了 {after:.6g}："
        "y = 0 和 y = 1 的样本都计入了吗？",
        "swapping the roles of 0 and 1 (1 - y for y, 1 - a for a) changes the cost from {before:.6g} to {after:.6g}: "
        "do the examples with y = 0 and those with y = 1 both count?",
        before=cost,
        after=flipped,
    )
    half = _cost(ask, np.full(Y.shape, 0.5), Y)
    hold(
        not any(close(half, other) for other in _OTHER_LOGARITHMS),
        "AL 全是 0.5 时，cost 应约为 0.693147，得到 {found:.6g}：公式里的 log 是哪一种对数？",
        "when AL is 0.5 everywhere, cost should be about 0.693147, found {found:.6g}: "
        "which logarithm does the formula mean?",
        found=half,
    )
    hold(
        close(half, 0.693147),
        "AL 全是 0.5 时，cost 应约为 0.693147，得到 {found:.6g}",
        "when AL is 0.5 everywhere, cost should be about 0.693147, found {found:.6g}",
        found=half,
    )
    each = [_cost(ask, AL[:, [i]], Y[:, [i]]) for i in range(5)]
    hold(
        close(cost, np.mean(each)),
        "cost 应是各个样本单独的 cost 的平均值",
        "cost should be the mean of the costs of the single examples",
    )
    one = np.array([[1]])
    whole, *parts = (_cost(ask, np.array([[a]]), one) for a in (0.4, 0.5, 0.8))
    hold(
        close(sum(parts), whole),
        "一个 y = 1 的样本：a 为 0.5 和 0.8 时的 cost 相加，应等于 a 为 0.4 时的 cost",
        "one example with y = 1: the costs for a = 0.5 and a = 0.8 should add up to the cost for a = 0.4",
    )
    public = _cost(ask, *reversed(cases.compute_cost_test_case()))
    agree("cost", np.array(public), COST_PUBLIC)


def _linear(ask: Student, A: Array, W: Array, b: Array) -> tuple[Array, Any]:
    Z, cache = entries(ask(A=A, W=W, b=b), "Z", "cache")
    return array("Z", Z, (len(W), A.shape[1])), cache


def _activated(ask: Student, A_prev: Array, W: Array, b: Array, activation: str) -> tuple[Array, Any]:
    A, cache = entries(ask(A_prev=A_prev, W=W, b=b, activation=activation), "A", "cache")
    return array("A", A, (len(W), A_prev.shape[1])), cache


def _cost(ask: Student, AL: Array, Y: Array) -> float:
    return number("cost", ask(AL=AL, Y=Y))


def _linear_cache(where: str, fed: str, cache: Any, *came_in: Array) -> None:
    """The cache holds what came in: what the layer was fed, W and b, in this order."""
    names = fed, "W", "b"
    for name, found, expected in zip(names, entries(cache, *names, of=where), came_in, strict=True):
        hold(
            is_same(found, expected),
            "{where} 里的 {name} 不是传进来的 {name}：顺序对吗？存下之前改过它吗？",
            "{name} in {where} is not the {name} that came in: is the order right, was it changed before?",
            where=where,
            name=name,
        )


def _layer_cache(cache: Any, A_prev: Array, W: Array, b: Array) -> Array:
    """The cache holds the linear cache of what came in, then Z, which is returned."""
    linear_part, activation_part = entries(cache, "linear_cache", "activation_cache", of="cache")
    hold(
        not (isinstance(linear_part, np.ndarray) and isinstance(activation_part, (tuple, list))),
        "cache 的两项颠倒了：哪一项在前？",
        "the two parts of cache are swapped: which one comes first?",
    )
    _linear_cache("linear_cache", "A_prev", linear_part, A_prev, W, b)
    return array("activation_cache", activation_part, (len(W), A_prev.shape[1]))
