"""What must hold of the whole network, both ways: depth, order, and the slopes of the cost.

No answers stand here, only the numbers that the notebook prints anyway, and properties. The slopes are
those of the student's own forward functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases
from dnn_utils_v2 import relu, sigmoid
from selfcheck_asking import Student
from selfcheck_cards import Text
from selfcheck_inputs import NETWORKS, STEP, draw, network
from selfcheck_reading import Array, agree, array, close, difference, entries, first, hold, is_same, mapping, report
from selfcheck_slopes import follows_slope, slopes

Gradients = dict[str, Array]

# As the notebook prints it, on the test case.
AL_PUBLIC = [[0.17007265, 0.2524272]]
# L_model_backward, as printed; then what the shortcut to dZ of the last layer gives, which is as right: AL of
# the test case is no probability, so the two differ here and nowhere else.
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

_NETWORK = Text("{layers} 层网络：", "with {layers} layers, ")
_LAST_LAYER = Text(
    "dAL 是按公式 (14) 算的吗？最后一层用的是哪个激活函数？",
    "Is dAL computed by formula (14), and which activation does the last layer use?",
)
_EARLIER_LAYER = Text(
    "dW{right} 是对的，dW{layer} 不对：第 {layer} 层拿到的是哪个梯度，用的又是哪个激活函数？",
    "dW{right} is right, dW{layer} is not: what gradient is layer {layer} given, and which activation does it use?",
)
_STORED = Text(
    "dW{layer} 是对的，{kind}{layer} 不对：存下的是第 {layer} 层返回的那一个吗？",
    "dW{layer} is right, {kind}{layer} is not: is what is stored the one that layer {layer} returns?",
)

# A hidden layer of three units that doubles what it is fed.
_DOUBLING = {"W": 2 * np.eye(3), "b": np.zeros((3, 1))}


def L_model_forward(ask: Student) -> None:
    """Each layer feeds the next one, at any depth; one cache for each layer."""
    X, parameters = cases.L_model_forward_test_case()
    public, _ = _model(ask, X, parameters)
    outside = [f"{value:.4g}" for value in public.flat if not 0 < value < 1]
    hold(
        not outside,
        "AL 里有不严格介于 0 和 1 之间的数，例如 {found}：最后一层的输出是概率吗？",
        "AL holds numbers that are not strictly between 0 and 1, such as {found}: "
        "is the output of the last layer a probability?",
        found="".join(outside[:1]),
    )
    (seen,) = draw(4, (3, 5))
    doubling = {f"{kind}{layer}": twice for layer in (1, 2, 3) for kind, twice in _DOUBLING.items()}
    doubling |= {"W4": np.array([[0.25, 0.0, 0.0]]), "b4": np.zeros((1, 1))}
    hold(
        close(_model(ask, seen, doubling)[0], sigmoid(2 * relu(seen[:1])[0])[0]),
        "4 层网络，前 3 层的 W 都是单位矩阵的 2 倍，b 全为 0，这时 AL 不对："
        "每一层的输入是上一层的输出吗？隐藏层用的是 ReLU 吗？",
        "with 4 layers whose first three W are twice the identity matrix and all b zero, AL is wrong: "
        "is the input of each layer the output of the one before, and do the hidden layers use ReLU?",
    )
    public, caches = _model(ask, X, parameters)
    agree("AL", public, AL_PUBLIC)
    _one_each(caches, 2)
    for sizes, m, seed in NETWORKS:
        X, _, parameters = network(sizes, m, seed)
        AL, caches = _model(ask, X, parameters)
        _one_each(caches, len(sizes) - 1)
        ask.needs("linear_forward")
        _chained(ask, X, parameters, AL, caches)


def L_model_backward(ask: Student) -> None:
    """Names and shapes; the slopes of the cost in every parameter, and in what each layer is fed."""
    AL, Y, caches = cases.L_model_backward_test_case()
    public = _gradients(ask, AL, Y, caches)
    misses = [first(difference(name, public[name], way[name]) for name in way) for way in MODEL]
    miss = misses[0] if all(misses) else None
    if miss is None:
        # Two layers alone were looked at so far: without measuring, nothing can be said of any depth.
        ask.needs("L_model_forward", "compute_cost")
    if ask.can_measure("L_model_forward", "compute_cost"):
        for chosen in NETWORKS:
            _follows_cost(ask, *network(*chosen))
    report(miss)


def _model(ask: Student, X: Array, parameters: dict[str, Array]) -> tuple[Array, Any]:
    AL, caches = entries(ask(X=X, parameters=parameters), "AL", "caches")
    return array("AL", AL, (1, X.shape[1])), caches


def _one_each(caches: Any, layers: int) -> None:
    hold(
        isinstance(caches, (list, tuple)),
        "caches 应为列表，每层一项",
        "caches should be a list with one entry for each layer",
    )
    hold(
        len(caches) == layers,
        "len(caches) 是 {found}，而网络有 {layers} 层",
        "len(caches) is {found}, but the network has {layers} layers",
        found=len(caches),
        layers=layers,
    )


def _chained(ask: Student, X: Array, parameters: dict[str, Array], AL: Array, caches: Any) -> None:
    """The cache of each layer belongs to that layer, and its input is the output of the one before."""
    came_in, origin = X, "X"
    for layer, cache in enumerate(caches, start=1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        linear_part, Z = entries(cache, "linear_cache", "activation_cache", of=f"caches[{layer - 1}]")
        held = entries(linear_part, "A_prev", "W", "b", of="linear_cache")
        belongs = ("W", held[1], f"W{layer}", W), ("b", held[2], f"b{layer}", b), ("A_prev", held[0], origin, came_in)
        for name, found, source, expected in belongs:
            hold(
                is_same(found, expected),
                "{layers} 层网络：caches[{index}] 里的 {name} 应是 {source}，现在不是",
                "with {layers} layers, {name} in caches[{index}] should be {source}, and it is not",
                layers=len(caches),
                index=layer - 1,
                name=name,
                source=source,
            )
        linear_Z, _ = ask.other("linear_forward", came_in, W, b)
        hold(
            is_same(Z, np.asarray(linear_Z)),
            "{layers} 层网络：caches[{index}] 里的 activation_cache 不是第 {layer} 层的 Z",
            "with {layers} layers, activation_cache in caches[{index}] is not Z of layer {layer}",
            layers=len(caches),
            index=layer - 1,
            layer=layer,
        )
        came_in, origin = relu(Z)[0], f"relu(Z{layer})"
    hold(
        close(AL, sigmoid(Z)[0]),
        "{layers} 层网络：AL 应是最后一层的 sigmoid(Z)",
        "with {layers} layers, AL should be sigmoid(Z) of the last one",
        layers=len(caches),
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
    depth = _NETWORK.format(layers=layers)
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
