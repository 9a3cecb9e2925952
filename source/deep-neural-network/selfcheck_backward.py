"""What must hold of one layer's way back: above all, it must agree with slopes measured numerically.

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
from selfcheck_cards import Text
from selfcheck_inputs import LAYER_SEED, STEP, draw
from selfcheck_reading import (
    Array,
    array,
    close,
    difference,
    entries,
    first,
    hold,
    mapping,
    report,
)
from selfcheck_slopes import examples, factor_between, follows_slope, slopes

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

_ONE_OFF = Text(
    '"{name}"：{names} 处处是应有值的 {factor:.3g} 倍{examples}：是什么多乘了一次，或多除了一次？',
    '"{name}": {names} is everywhere {factor:.3g} times what it should be{examples}: '
    "what is multiplied or divided by once too often?",
)
_SEVERAL_OFF = Text(
    _ONE_OFF.zh,
    '"{name}": {names} are everywhere {factor:.3g} times what they should be{examples}: '
    "what is multiplied or divided by once too often?",
)
_NOTHING_OFF = Text('"relu"，Z 全为 1，dZ 就是 dA。', '"relu", Z is 1 everywhere, so that dZ is dA: ')
_FORMULA = Text("公式 ({formula}) 里的每一项都在吗？", "Is all of formula ({formula}) there?")

_BACKWARD = {"sigmoid": sigmoid_backward, "relu": relu_backward}


def linear_backward(ask: Student) -> None:
    """Shapes; which gradients average over the examples; special inputs; the slopes of the linear step."""
    public = _linear_step(ask, *cases.linear_backward_test_case())
    dZ, A_prev, W, b = draw(1, (4, 5), (3, 5), (4, 3), (4, 1))
    _averages(lambda copies: _linear_step(ask, np.tile(dZ, copies), (np.tile(A_prev, copies), W, b)))
    _special(lambda dZ, cache: _linear_step(ask, dZ, cache), Text("", ""))
    # What stands above needs no other function, so a wrong one in the way forward holds nothing up.
    if ask.can_measure("linear_forward"):
        for n_prev, n, m in ((3, 4, 5), (5, 3, 1), (3, 4, 7)):
            dZ, *inputs = draw(m, (n, m), (n_prev, m), (n, n_prev), (n, 1))
            _follows(_linear_step(ask, dZ, tuple(inputs)), ask, "linear_forward", inputs, (), dZ)
    report(first(difference(name, public[name], numbers) for name, numbers in LINEAR.items()))


def linear_activation_backward(ask: Student) -> None:
    """Shapes; the derivative of each activation at Z; averages; special inputs; the slopes of the whole layer."""
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
        _derivative_at_Z(ask, name)
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
    # Where Z is positive, ReLU lets dA through: what is left is the linear step.
    _special(lambda dA, cache: _layer_step(ask, dA, cache, np.ones(dA.shape), "relu"), _NOTHING_OFF)
    if ask.can_measure("linear_activation_forward"):
        for name in _BACKWARD:
            dA, *inputs = draw(LAYER_SEED, (4, 5), (3, 5), (4, 3), (4, 1))
            _, cache = ask.other("linear_activation_forward", *inputs, name)
            _follows(_layer_step(ask, dA, *cache, name), ask, "linear_activation_forward", inputs, (name,), dA)
    report(
        first(
            difference(f'{value} ("{name}")', public[name][value], numbers)
            for name, values in ACTIVATION.items()
            for value, numbers in values.items()
        )
    )


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
        '"{name}": what the linear step gets is dA itself; was the derivative of the activation used?',
        name=name,
    )


def _derivative_at_Z(ask: Student, name: str) -> None:
    """The derivative is that of this activation, taken at Z, and nothing else is multiplied in."""
    dA, Z = draw(8, (3, 5), (3, 5))
    dZ = _dZ(ask, dA, Z, name)
    hold(
        not any(close(dZ, backward(dA, Z)) for key, backward in _BACKWARD.items() if key != name),
        '"{name}" 用的是另一个激活函数的导数：两个分支是不是对调了？',
        '"{name}" uses the derivative of the other activation: are the branches swapped?',
        name=name,
    )
    _no_factor(ask, name)
    for value in (-5.0, 5.0) if name == "relu" else (0.0, 4.0):
        (derivative,) = _BACKWARD[name](np.ones(1), np.full(1, value))
        hold(
            close(_dZ(ask, dA, np.full(Z.shape, value), name), derivative * dA),
            '"{name}"：Z 全为 {value:g} 时，dZ 应是 dA 的 {derivative:.3g} 倍，现在不是：导数是在 Z 处取的吗？',
            '"{name}": when Z is {value:g} everywhere, dZ should be {derivative:.3g} times dA, and it is not: '
            "is the derivative taken at Z?",
            name=name,
            value=value,
            derivative=derivative,
        )


def _no_factor(ask: Student, name: str) -> None:
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
        listed = Text("、".join(names), ", ".join(names))
        report(text.format(name=name, names=listed, factor=factor, examples=examples(factor, m)))


def _special(step: Callable[[Array, Any], Gradients], where: Text) -> None:
    """The linear step on inputs that show one gradient each as it is."""
    dZ, A_prev, W, b = draw(4, (4, 5), (3, 5), (4, 3), (4, 1))
    hold(
        close(step(dZ, (np.ones((4, 5)), np.eye(4), b))["dA_prev"], dZ),
        "{where}W 是单位矩阵时，dA_prev 应等于 dZ",
        "{where}when W is the identity matrix, dA_prev should equal dZ",
        where=where,
    )
    hold(
        close(step(dZ, (5 * np.eye(5), np.ones((4, 5)), b))["dW"], dZ),
        "{where}有 5 个样本、A_prev 是单位矩阵的 5 倍时，dW 应等于 dZ",
        "{where}with 5 examples, when A_prev is 5 times the identity matrix, dW should equal dZ",
        where=where,
    )
    alike = dZ[:, :1]
    hold(
        close(step(np.tile(alike, 5), (A_prev, W, b))["db"], alike),
        "{where}dZ 的各列都相同时，db 应等于其中的一列",
        "{where}when all columns of dZ are the same, db should equal one of them",
        where=where,
    )


def _follows(
    found: Gradients, ask: Student, forward: str, inputs: list[Array], last: tuple[str, ...], upstream: Array
) -> None:
    """The gradients of one layer agree with the slopes of its forward step.

    Each example's loss has the derivatives ``upstream``; dW and db belong to the mean of the losses.
    """

    def total() -> float:
        return float(np.sum(upstream * ask.other(forward, *inputs, *last)[0]))

    m = upstream.shape[1]
    where = Text("", "") if not last else Text('"{name}"：', '"{name}": ').format(name=last[0])
    for (name, of, formula, share), x in zip(
        (("dA_prev", "A_prev", 10, 1), ("dW", "W", 8, m), ("db", "b", 9, m)), inputs, strict=True
    ):
        question = _FORMULA.format(formula=formula)
        follows_slope(name, of, found[name], slopes(total, x, STEP) / share, m=m, where=where, ask=question)
