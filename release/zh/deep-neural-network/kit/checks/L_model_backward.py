"""What must hold of L_model_backward: names, shapes, and the slopes of the cost in every parameter.

The slopes are those of the student's own forward functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases

from kit.checks._exceptions import explain as explain
from kit.checks._untouched import leaves_alone
from kit.inputs import NETWORKS, ONE_LAYER, STEP, Array, network
from kit.selfcheck import EMPTY, Ask, Text, WrongAnswerError, array, difference, first, hold, mapping, report
from kit.slopes import follows_slope, slopes

Gradients = dict[str, Array]

# As the notebook prints it, on the test case; then what the shortcut to dZ of the last layer gives, which is as right: AL of
# the test case is no probability, so the two differ here and nowhere else.
PRINTED: tuple[dict[str, Any], ...] = (
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
_ONE_LAYER = Text(zh="网络只有一层、没有隐藏层时：{miss}")
_NETWORK = Text(zh="{layers} 层网络：")
_LAST_LAYER = Text(
    zh="dAL 是按公式 (14) 算的吗？最后一层用的是哪个激活函数？",
)
_EARLIER_LAYER = Text(
    zh="dW{right} 是对的，dW{layer} 不对：第 {layer} 层拿到的是哪个梯度，用的又是哪个激活函数？",
)
_STORED = Text(
    zh="dW{layer} 是对的，{kind}{layer} 不对：存下的是第 {layer} 层返回的那一个吗？",
)


def L_model_backward(ask: Ask) -> None:
    """Names and shapes; the slopes of the cost in every parameter, and in what each layer is fed."""
    AL, Y, caches = cases.L_model_backward_test_case()
    public = _gradients(ask, AL, Y, caches)
    misses = [first(difference(name, public[name], way[name]) for name in way) for way in PRINTED]
    miss = misses[0] if all(misses) else None
    if miss is None:
        # Two layers alone were looked at so far: without measuring, nothing can be said of any depth.
        ask.needs("L_model_forward", "compute_cost")
    if ask.can_measure("L_model_forward", "compute_cost"):
        for chosen in NETWORKS:
            _follows_cost(ask, *network(*chosen))
        _of_one_layer(ask)
    leaves_alone(ask, AL=AL, Y=Y, caches=caches)
    report(miss)


def _of_one_layer(ask: Ask) -> None:
    """Without hidden layers, the last layer is the first, too."""
    try:
        _follows_cost(ask, *network(*ONE_LAYER))
    except WrongAnswerError as error:
        raise WrongAnswerError(_ONE_LAYER.format(miss=error.text)) from None


def _gradients(ask: Ask, AL: Array, Y: Array, caches: Any) -> Gradients:
    """dA, dW and db of every layer, with the shapes of what the layer is fed, of its W and of its b."""
    value = mapping(ask(AL=AL, Y=Y, caches=caches))
    hold(
        getattr(value.get("dA1"), "shape", None) != np.shape(caches[0][1]),
        Text(
            zh="dA 的编号差了 1：在本课里，dA1 是第 1 层反向一步返回的 dA_prev，形状与 X 相同",
        ),
    )
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (linear_part, _) in enumerate(caches, start=1):
        names = f"dA{layer}", f"dW{layer}", f"db{layer}"
        shapes |= dict(zip(names, map(np.shape, linear_part)))
    above = f"dA{len(caches) + 1}"
    hold(
        "dA1" in value or above not in value,
        Text(
            zh='grads 里有 "{above}"，没有 "dA1"：在本课里，第 l 层返回的 dA_prev 编号是 l',
        ),
        above=above,
    )
    mapping(value, *shapes)
    return {name: array(name, value[name], shape) for name, shape in shapes.items()}


def _follows_cost(ask: Ask, X: Array, Y: Array, parameters: Gradients) -> None:
    """From the last layer to the first: the slopes of the cost in W, b and in what the layer is fed."""
    AL, caches = ask.other("L_model_forward", X, parameters)
    found = _gradients(ask, AL, Y, caches)
    layers = len(caches)
    depth = _NETWORK.format(layers=layers) if layers > 1 else EMPTY
    for layer in range(layers, 0, -1):
        fed = np.array(caches[layer - 1][0][0], dtype=np.float64)
        # The network from this layer on: the same cost, as a function of what this layer is fed.
        rest = {f"{kind}{i - layer + 1}": parameters[f"{kind}{i}"] for i in range(layer, layers + 1) for kind in "Wb"}

        def cost(fed: Array = fed, rest: Gradients = rest) -> float:
            return float(ask.other("compute_cost", ask.other("L_model_forward", fed, rest)[0], Y))

        # Columns of dA belong to the loss of one example; the cost is the mean of the losses.
        fed_by = f"A{layer - 1}" if layer > 1 else "X"
        for kind, of, x, share in (
            ("dW", f"W{layer}", rest["W1"], 1),
            ("db", f"b{layer}", rest["b1"], 1),
            ("dA", fed_by, fed, Y.size),
        ):
            name, slope = f"{kind}{layer}", share * slopes(cost, x, STEP)
            question = _where_it_begins(kind, layer, layers)
            follows_slope(name, of, found[name], slope, m=Y.size, where=depth, ask=question)


def _where_it_begins(kind: str, layer: int, layers: int) -> Text:
    """A question about the first gradient, on the way back, that is wrong."""
    if kind != "dW":
        return _STORED.format(layer=layer, kind=kind)
    return _LAST_LAYER if layer == layers else _EARLIER_LAYER.format(layer=layer, right=layer + 1)
