"""What must hold of L_model_forward: depth, order, one cache a layer."""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases
from dnn_utils_v2 import relu, sigmoid

from kit.checks._exceptions import explain as explain
from kit.inputs import NETWORKS, ONE_LAYER, Array, draw, network
from kit.selfcheck import Ask, Text, WrongAnswerError, agree, array, close, entries, hold, is_same

# As the notebook prints it, on the test case.
PRINTED = [[0.17007265, 0.2524272]]

_ONE_LAYER = Text(zh="网络只有一层、没有隐藏层时：{miss}")

# A hidden layer of three units that doubles what it is fed.
_DOUBLING = {"W": 2 * np.eye(3), "b": np.zeros((3, 1))}


def L_model_forward(ask: Ask) -> None:
    """Each layer feeds the next one, at any depth; one cache for each layer."""
    X, parameters = cases.L_model_forward_test_case()
    public, _ = _model(ask, X, parameters)
    outside = [f"{value:.4g}" for value in public.flat if not 0 < value < 1]
    hold(
        not outside,
        Text(
            zh="AL 里有不严格介于 0 和 1 之间的数，例如 {found}：最后一层的输出是概率吗？",
        ),
        found="".join(outside[:1]),
    )
    (seen,) = draw(4, (3, 5))
    doubling = {f"{kind}{layer}": twice for layer in (1, 2, 3) for kind, twice in _DOUBLING.items()}
    doubling |= {"W4": np.array([[0.25, 0.0, 0.0]]), "b4": np.zeros((1, 1))}
    hold(
        close(_model(ask, seen, doubling)[0], sigmoid(2 * relu(seen[:1])[0])[0]),
        Text(
            zh="4 层网络，前 3 层的 W 都是单位矩阵的 2 倍，b 全为 0，这时 AL 不对："
            "每一层的输入是上一层的输出吗？隐藏层用的是 ReLU 吗？",
        ),
    )
    public, caches = _model(ask, X, parameters)
    agree("AL", public, PRINTED)
    _one_each(caches, 2)
    for sizes, m, seed in NETWORKS:
        X, _, parameters = network(sizes, m, seed)
        AL, caches = _model(ask, X, parameters)
        _one_each(caches, len(sizes) - 1)
        ask.needs("linear_forward")
        _chained(ask, X, parameters, AL, caches)
    _of_one_layer(ask)


def _of_one_layer(ask: Ask) -> None:
    """Without hidden layers, the last layer is the first, too."""
    X, _, parameters = network(*ONE_LAYER)
    try:
        AL, caches = _model(ask, X, parameters)
        _one_each(caches, 1)
        _chained(ask, X, parameters, AL, caches)
    except WrongAnswerError as error:
        raise WrongAnswerError(_ONE_LAYER.format(miss=error.text)) from None


def _model(ask: Ask, X: Array, parameters: dict[str, Array]) -> tuple[Array, Any]:
    AL, caches = entries(ask(X=X, parameters=parameters), "AL", "caches")
    return array("AL", AL, (1, X.shape[1])), caches


def _one_each(caches: Any, layers: int) -> None:
    hold(
        isinstance(caches, (list, tuple)),
        Text(zh="caches 应为列表，每层一项"),
    )
    hold(
        len(caches) == layers,
        Text(
            zh="len(caches) 是 {found}，而网络有 {layers} 层",
        ),
        found=len(caches),
        layers=layers,
    )


def _chained(ask: Ask, X: Array, parameters: dict[str, Array], AL: Array, caches: Any) -> None:
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
                Text(
                    zh="{layers} 层网络：caches[{index}] 里的 {name} 应是 {source}，现在不是",
                ),
                layers=len(caches),
                index=layer - 1,
                name=name,
                source=source,
            )
        linear_Z, _ = ask.other("linear_forward", came_in, W, b)
        hold(
            is_same(Z, np.asarray(linear_Z)),
            Text(
                zh="{layers} 层网络：caches[{index}] 里的 activation_cache 不是第 {layer} 层的 Z",
            ),
            layers=len(caches),
            index=layer - 1,
            layer=layer,
        )
        came_in, origin = relu(Z)[0], f"relu(Z{layer})"
    hold(
        close(AL, sigmoid(Z)[0]),
        Text(
            zh="{layers} 层网络：AL 应是最后一层的 sigmoid(Z)",
        ),
        layers=len(caches),
    )
