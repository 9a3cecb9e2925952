"""What must hold of the backward functions: above all, they must agree with slopes measured numerically.

No answers stand here, only the numbers that the notebook prints anyway, and properties. The slopes are
those of the student's own forward functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import testCases_v2 as cases
from dnn_utils_v2 import relu_backward, sigmoid_backward
from selfcheck_asking import Student
from selfcheck_inputs import LAYER_SEED, NETWORKS, draw, network
from selfcheck_reading import (
    Array,
    array,
    close,
    difference,
    entries,
    first,
    follows_slope,
    hold,
    mapping,
    report,
    slopes,
)

Gradients = dict[str, Array]

# As the notebook prints them, on the test cases.
LINEAR: dict[str, Any] = {
    "dA_prev": [[0.51822968, -0.19517421], [-0.40506361, 0.15255393], [2.37496825, -0.89445391]],
    "dW": [[-0.10076895, 1.40685096, 1.64992505]],
    "db": [[0.50629448]],
}
ACTIVATION: dict[str, dict[str, Any]] = {
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
# L_model_backward, as printed; then what dZ = AL - Y in the last layer gives, which is as right: AL of the
# test case is no probability, so the two differ here and nowhere else.
MODEL: tuple[dict[str, Any], ...] = (
    {
        "dW1": [
            [0.41010002, 0.07807203, 0.13798444, 0.10502167],
            [0.0, 0.0, 0.0, 0.0],
            [0.05283652, 0.01005865, 0.01777766, 0.0135308],
        ],
        "db1": [[-0.22007063], [0.0], [-0.02835349]],
        "dA1": [[0.0, 0.52257901], [0.0, -0.3269206], [0.0, -0.32070404], [0.0, -0.74079187]],
    },
    {
        "dW1": [
            [0.41642713, 0.07927654, 0.14011329, 0.10664197],
            [0.0, 0.0, 0.0, 0.0],
            [0.05365169, 0.01021384, 0.01805193, 0.01373955],
        ],
        "db1": [[-0.22346593], [0.0], [-0.02879093]],
        "dA1": [[0.0, 0.53064147], [0.0, -0.3319644], [0.0, -0.32565192], [0.0, -0.75222096]],
    },
)

_BACKWARD = {"sigmoid": sigmoid_backward, "relu": relu_backward}
# A wide step, so that a forward pass in float32 can be measured too; the inputs keep clear of ReLU's kink.
_STEP = 1e-2


def linear_backward(ask: Student) -> None:
    """Shapes; which gradients average over the examples; the slopes of the linear step."""
    public = _linear_step(ask, *cases.linear_backward_test_case())
    dZ, A_prev, W, b = draw(1, (4, 5), (3, 5), (4, 3), (4, 1))
    _averages(lambda copies: _linear_step(ask, np.tile(dZ, copies), (np.tile(A_prev, copies), W, b)))
    miss = first(difference(name, public[name], numbers) for name, numbers in LINEAR.items())
    if ask.can_measure(miss, "linear_forward"):
        for n_prev, n, m in ((3, 4, 5), (5, 3, 1), (3, 4, 7)):
            dZ, *inputs = draw(m, (n, m), (n_prev, m), (n, n_prev), (n, 1))
            _follows(_linear_step(ask, dZ, tuple(inputs)), ask, "linear_forward", inputs, (), dZ)
    report(miss)


def linear_activation_backward(ask: Student) -> None:
    """Shapes; the slope of each activation at Z; the averages; the slopes of the whole layer."""
    dA, (linear_part, Z) = cases.linear_activation_backward_test_case()
    public = {name: _layer_step(ask, dA, linear_part, Z, name) for name in _BACKWARD}
    dA, A_prev, W, b, Z = draw(2, (4, 5), (3, 5), (4, 3), (4, 1), (4, 5))
    steps = {name: _layer_step(ask, dA, (A_prev, W, b), Z, name) for name in _BACKWARD}
    for name in _BACKWARD:
        _through_activation(ask, name)
    hold(
        not close(steps["relu"]["dA_prev"], steps["sigmoid"]["dA_prev"]),
        '"sigmoid" 和 "relu" 给出同样的 dA_prev：用到参数 activation 了吗？',
        '"sigmoid" and "relu" give the same dA_prev: is the argument activation used?',
    )
    for name in _BACKWARD:
        _slope_at_Z(ask, name)
    left_out = _layer_step(ask, dA, (A_prev, W, b), Z)
    hold(
        all(close(left_out[name], steps["relu"][name]) for name in left_out),
        '不写 activation 时，结果应与 "relu" 相同',
        'with activation left out, the result should be that of "relu"',
    )
    for name in _BACKWARD:

        def copied(copies: int, name: str = name) -> Gradients:
            linear_cache = np.tile(A_prev, copies), W, b
            return _layer_step(ask, np.tile(dA, copies), linear_cache, np.tile(Z, copies), name)

        _averages(copied)
    miss = first(
        difference(f'{value} ("{name}")', public[name][value], numbers)
        for name, values in ACTIVATION.items()
        for value, numbers in values.items()
    )
    if ask.can_measure(miss, "linear_activation_forward"):
        for name in _BACKWARD:
            dA, *inputs = draw(LAYER_SEED, (4, 5), (3, 5), (4, 3), (4, 1))
            _, cache = ask.other("linear_activation_forward", *inputs, name)
            _follows(_layer_step(ask, dA, *cache, name), ask, "linear_activation_forward", inputs, (name,), dA)
    report(miss)


def L_model_backward(ask: Student) -> None:
    """Names and shapes; the slopes of the cost in every parameter, and in what each layer is fed."""
    AL, Y, caches = cases.L_model_backward_test_case()
    public = _gradients(ask, AL, Y, caches)
    misses = [first(difference(name, public[name], way[name]) for name in way) for way in MODEL]
    miss = misses[0] if all(misses) else None
    if ask.can_measure(miss, "L_model_forward", "compute_cost"):
        for chosen in NETWORKS:
            _follows_cost(ask, *network(*chosen))
    report(miss)


def _linear_step(ask: Student, dZ: Array, cache: Any) -> Gradients:
    return _three(ask(dZ=dZ, cache=cache), cache)


def _layer_step(ask: Student, dA: Array, linear_part: Any, Z: Array, *activation: str) -> Gradients:
    chosen = dict(zip(("activation",), activation, strict=False))  # left out to see the default
    return _three(ask(dA=dA, cache=(linear_part, Z), **chosen), linear_part)


def _three(value: Any, linear_part: Any) -> Gradients:
    """dA_prev, dW and db, with the shapes of A_prev, W and b."""
    expected = dict(zip(("dA_prev", "dW", "db"), map(np.shape, linear_part), strict=True))
    values = entries(value, *expected)
    found = [one.shape if isinstance(one, np.ndarray) else () for one in values]
    hold(
        found == list(expected.values()) or sorted(found) != sorted(expected.values()),
        "三个返回值的形状依次是 {found}：应当按 dA_prev、dW、db 的顺序返回",
        "the three values have the shapes {found}: they should come in the order dA_prev, dW, db",
        found=", ".join(map(str, found)),
    )
    return {name: array(name, one, expected[name]) for name, one in zip(expected, values, strict=True)}


def _averages(step: Callable[[int], Gradients]) -> None:
    """With every example copied, dW and db stay, and the columns of dA_prev stand twice."""
    once, twice = step(1), step(2)
    for name in ("dW", "db"):
        hold(
            close(twice[name], once[name]),
            "把每个样本复制一份，{name}[0, 0] 从 {before:.4g} 变成了 {after:.4g}：{name} 是对样本的平均吗？",
            "with every example given twice, {name}[0, 0] went from {before:.4g} to {after:.4g}: "
            "is {name} a mean over the examples?",
            name=name,
            before=once[name][0, 0],
            after=twice[name][0, 0],
        )
    hold(
        close(twice["dA_prev"], np.tile(once["dA_prev"], 2)),
        "把每个样本复制一份，dA_prev 的各列就变了：dA_prev 也要对样本求平均吗？",
        "with every example given twice, the columns of dA_prev change: does dA_prev average over examples too?",
    )


def _dZ(ask: Student, dA: Array, Z: Array, name: str) -> Array:
    """dZ, as far as it shows: with W the identity matrix, dA_prev is dZ."""
    return _layer_step(ask, dA, (np.ones((3, 5)), np.eye(3), np.zeros((3, 1))), Z, name)["dA_prev"]


def _through_activation(ask: Student, name: str) -> None:
    """dZ depends on dA, and is something else."""
    dA, Z = draw(7, (3, 5), (3, 5))
    hold(
        not _dZ(ask, 0 * dA, Z, name).any(),
        '"{name}"：dA 全为 0 时，梯度也应全为 0',
        '"{name}": when dA is all zeros, the gradients should be zero too',
        name=name,
    )
    hold(
        not close(_dZ(ask, dA, Z, name), dA),
        '"{name}"：交给线性那一步的就是 dA，激活函数的导数用上了吗？',
        '"{name}": what the linear step gets is dA itself; was the slope of the activation used?',
        name=name,
    )


def _slope_at_Z(ask: Student, name: str) -> None:
    """The slope is that of this activation, taken at Z."""
    dA, Z = draw(8, (3, 5), (3, 5))
    dZ = _dZ(ask, dA, Z, name)
    hold(
        not any(close(dZ, slope(dA, Z)) for key, slope in _BACKWARD.items() if key != name),
        '"{name}" 用的是另一个激活函数的导数：两个分支是不是对调了？',
        '"{name}" uses the slope of the other activation: are the branches swapped?',
        name=name,
    )
    for value in (-5.0, 5.0) if name == "relu" else (0.0, 4.0):
        (slope,) = _BACKWARD[name](np.ones(1), np.full(1, value))
        hold(
            close(_dZ(ask, dA, np.full(Z.shape, value), name), slope * dA),
            '"{name}"：Z 全为 {value:g} 时，dZ 应是 dA 的 {slope:.3g} 倍，现在不是：导数是在 Z 处取的吗？',
            '"{name}": when Z is {value:g} everywhere, dZ should be {slope:.3g} times dA, and it is not: '
            "is the slope taken at Z?",
            name=name,
            value=value,
            slope=slope,
        )


def _follows(
    found: Gradients, ask: Student, forward: str, inputs: list[Array], last: tuple[str, ...], upstream: Array
) -> None:
    """The gradients of one layer agree with the slopes of its forward step.

    Each example's loss has the derivatives ``upstream``; dW and db belong to the mean of the losses.
    """

    def total() -> float:
        return float(np.sum(upstream * ask.other(forward, *inputs, *last)[0]))

    of_each = dict(zip(("dA_prev", "dW", "db"), (1, *[upstream.shape[1]] * 2), strict=True))
    for (name, examples), x in zip(of_each.items(), inputs, strict=True):
        follows_slope(
            " ".join([name, *(f'("{word}")' for word in last)]), found[name], slopes(total, x, _STEP) / examples
        )


def _gradients(ask: Student, AL: Array, Y: Array, caches: Any) -> Gradients:
    """dA, dW and db of every layer, with the shapes of what the layer is fed, of its W and of its b."""
    value = mapping(ask(AL=AL, Y=Y, caches=caches))
    hold(
        getattr(value.get("dA1"), "shape", None) != np.shape(caches[0][1]),
        "dA 的编号差了 1：在本课里，dA1 是第 1 层反向一步返回的 dA_prev，形状与 X 相同",
        "dA is numbered one off: here dA1 is the dA_prev that layer 1 returns, in the shape of X",
    )
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (linear_part, _) in enumerate(caches, start=1):
        names = f"dA{layer}", f"dW{layer}", f"db{layer}"
        shapes |= dict(zip(names, map(np.shape, linear_part), strict=True))
    mapping(value, *shapes)
    return {name: array(name, value[name], shape) for name, shape in shapes.items()}


def _follows_cost(ask: Student, X: Array, Y: Array, parameters: Gradients) -> None:
    """From the last layer to the first: the slopes of the cost in W, b and in what the layer is fed."""
    AL, caches = ask.other("L_model_forward", X, parameters)
    found = _gradients(ask, AL, Y, caches)
    layers = len(caches)
    for layer in range(layers, 0, -1):
        fed = np.array(caches[layer - 1][0][0], dtype=np.float64)
        # The network from this layer on: the same cost, as a function of what this layer is fed.
        rest = {f"{kind}{i - layer + 1}": parameters[f"{kind}{i}"] for i in range(layer, layers + 1) for kind in "Wb"}

        def cost(fed: Array = fed, rest: Gradients = rest) -> float:
            return float(ask.other("compute_cost", ask.other("L_model_forward", fed, rest)[0], Y))

        for kind, x, examples in (("dW", rest["W1"], 1), ("db", rest["b1"], 1), ("dA", fed, Y.size)):
            # Columns of dA belong to the loss of one example; the cost is the mean of the losses.
            follows_slope(f"{kind}{layer}", found[f"{kind}{layer}"], examples * slopes(cost, x, _STEP), layers)
