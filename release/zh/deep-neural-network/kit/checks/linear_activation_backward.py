"""What must hold of linear_activation_backward: above all, it must agree with slopes measured numerically."""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases
from dnn_utils_v2 import relu_backward, sigmoid_backward

from kit.checks._exceptions import explain as explain
from kit.checks._gradients import Gradients, averages, follows, special, three
from kit.checks._untouched import leaves_alone
from kit.inputs import LAYER_SEED, Array, draw
from kit.selfcheck import Ask, Text, WrongAnswerError, close, difference, first, hold, report
from kit.slopes import examples, factor_between

# As the notebook prints them, on the test case.
PRINTED: dict[str, dict[str, Any]] = {
    "sigmoid": {
        "dA_prev": [[0.11017994, 0.01105339], [0.09466817, 0.00949723], [-0.05743092, -0.00576154]],
        "dW": [[0.10266786, 0.09778551, -0.01968084]],
        "db": [[-0.05729622]],
    },
    "relu": {
        "dA_prev": [[0.44090989, 0.0], [0.37883606, 0.0], [-0.2298228, 0.0]],
        "dW": [[0.44513824, 0.37371418, -0.10478989]],
        "db": [[-0.20837892]],
    },
}
_ONE_OFF = Text(
    zh='"{name}"：{names} 处处是应有值的 {factor:.3g} 倍{examples}：是什么多乘了一次，或多除了一次？',
)
_SEVERAL_OFF = Text(
    zh='"{name}"：{names} 处处是应有值的 {factor:.3g} 倍{examples}：是什么多乘了一次，或多除了一次？',
)
_NOTHING_OFF = Text(zh='"relu"，Z 全为 1，dZ 就是 dA。')

_BACKWARD = {"sigmoid": sigmoid_backward, "relu": relu_backward}


def linear_activation_backward(ask: Ask) -> None:
    """Shapes; the derivative of each activation at Z; averages; special inputs; the slopes of the whole layer."""
    dA, (linear_part, Z) = cases.linear_activation_backward_test_case()
    public = {name: _layer_step(ask, dA, linear_part, Z, name) for name in _BACKWARD}
    dA, A_prev, W, b, Z = draw(2, (4, 5), (3, 5), (4, 3), (4, 1), (4, 5))
    steps = {name: _layer_step(ask, dA, (A_prev, W, b), Z, name) for name in _BACKWARD}
    for name in _BACKWARD:
        _through_activation(ask, name)
    hold(
        not close(steps["relu"]["dA_prev"], steps["sigmoid"]["dA_prev"]),
        Text(
            zh='"sigmoid" 和 "relu" 给出同样的 dA_prev：用到参数 activation 了吗？',
        ),
    )
    for name in _BACKWARD:
        _derivative_at_Z(ask, name)
    for name in _BACKWARD:

        def copied(copies: int, name: str = name) -> Gradients:
            linear_cache = np.tile(A_prev, copies), W, b
            return _layer_step(ask, np.tile(dA, copies), linear_cache, np.tile(Z, copies), name)

        averages(copied)
    # Where Z is positive, ReLU lets dA through: what is left is the linear step.
    special(lambda dA, cache: _layer_step(ask, dA, cache, np.ones(dA.shape), "relu"), _NOTHING_OFF)
    if ask.can_measure("linear_activation_forward"):
        for name in _BACKWARD:
            dA, *inputs = draw(LAYER_SEED, (4, 5), (3, 5), (4, 3), (4, 1))
            _, cache = ask.other("linear_activation_forward", *inputs, name)
            follows(_layer_step(ask, dA, *cache, name), ask, "linear_activation_forward", inputs, (name,), dA)
    _relu_by_default(ask)
    for name in _BACKWARD:
        dA, A_prev, W, b, Z = draw(2, (4, 5), (3, 5), (4, 3), (4, 1), (4, 5))
        leaves_alone(ask, dA=dA, cache=((A_prev, W, b), Z), activation=name)
    report(
        first(
            difference(f'{value} ("{name}")', public[name][value], numbers)
            for name, values in PRINTED.items()
            for value, numbers in values.items()
        )
    )


def _layer_step(ask: Ask, dA: Array, linear_part: Any, Z: Array, *activation: str) -> Gradients:
    chosen = dict(zip(("activation",), activation))  # left out to see the default
    return three(ask(dA=dA, cache=(linear_part, Z), **chosen), linear_part)


def _relu_by_default(ask: Ask) -> None:
    """With activation left out, ReLU is meant."""
    dA, A_prev, W, b, Z = draw(2, (4, 5), (3, 5), (4, 3), (4, 1), (4, 5))
    expected = _layer_step(ask, dA, (A_prev, W, b), Z, "relu")
    try:
        left_out = _layer_step(ask, dA, (A_prev, W, b), Z)
    except WrongAnswerError:  # right as it is whenever it is told which activation
        raise WrongAnswerError(
            Text(
                zh="不给 activation 就调用不了：def 那一行还和发下来的一样吗？",
            )
        ) from None
    hold(
        all(close(left_out[name], expected[name]) for name in left_out),
        Text(
            zh='不给 activation 时，结果应与 "relu" 相同'
        ),
    )


def _through_activation(ask: Ask, name: str) -> None:
    """dZ depends on dA, and is something else."""
    dA, Z = draw(7, (3, 5), (3, 5))
    hold(
        not _dZ(ask, 0 * dA, Z, name).any(),
        Text(
            zh='"{name}"：dA 全为 0 时，梯度也应全为 0'
        ),
        name=name,
    )
    hold(
        not close(_dZ(ask, dA, Z, name), dA),
        Text(
            zh='"{name}"：交给线性那一步的就是 dA，激活函数的导数用上了吗？',
        ),
        name=name,
    )


def _derivative_at_Z(ask: Ask, name: str) -> None:
    """The derivative is that of this activation, taken at Z, and nothing else is multiplied in."""
    dA, Z = draw(8, (3, 5), (3, 5))
    dZ = _dZ(ask, dA, Z, name)
    hold(
        not any(close(dZ, backward(dA, Z)) for key, backward in _BACKWARD.items() if key != name),
        Text(
            zh='"{name}" 用的是另一个激活函数的导数：两个分支是不是对调了？',
        ),
        name=name,
    )
    _no_factor(ask, name)
    for value in (-5.0, 5.0) if name == "relu" else (0.0, 4.0):
        (derivative,) = _BACKWARD[name](np.ones(1), np.full(1, value))
        hold(
            close(_dZ(ask, dA, np.full(Z.shape, value), name), derivative * dA),
            Text(
                zh='"{name}"：Z 全为 {value:g} 时，dZ 应是 dA 的 {derivative:.3g} 倍，现在不是：导数是在 Z 处取的吗？',
            ),
            name=name,
            value=value,
            derivative=derivative,
        )


def _dZ(ask: Ask, dA: Array, Z: Array, name: str) -> Array:
    """dZ, as far as it shows: with W the identity matrix, dA_prev is dZ."""
    return _layer_step(ask, dA, (np.ones((3, 5)), np.eye(3), np.zeros((3, 1))), Z, name)["dA_prev"]


def _no_factor(ask: Ask, name: str) -> None:
    """With examples that are all alike and W the identity matrix, all three gradients show dZ as it is."""
    dA, Z = np.array([[1.0], [-2.0], [0.5]]), np.array([[2.0], [0.5], [-1.0]])
    m, column = 5, _BACKWARD[name](dA, Z)
    found = _layer_step(ask, np.tile(dA, m), (np.ones((3, m)), np.eye(3), np.zeros((3, 1))), np.tile(Z, m), name)
    factors = {key: factor_between(value, np.broadcast_to(column, value.shape)) for key, value in found.items()}
    factor = factors["dA_prev"]
    # If dA_prev is right, its relation to dW and db is the question, which is asked elsewhere.
    if factor is not None and not close(factor, 1.0):
        names = [key for key, other in factors.items() if other is not None and close(other, factor)]
        text = _ONE_OFF if len(names) == 1 else _SEVERAL_OFF
        listed = Text(zh="、".join(names))
        report(text.format(name=name, names=listed, factor=factor, examples=examples(factor, m)))
