"""What must hold of the functions that make and move the parameters: both initialisers and the update.

No answers stand here, only the numbers that the notebook prints anyway, and properties.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases
from selfcheck_asking import Student
from selfcheck_cards import Text
from selfcheck_inputs import shapes_of
from selfcheck_reading import Array, agree, array, close, difference, first, hold, mapping, report

# As the notebook prints them: initialize_parameters(3, 2, 1) after seed 1.
SHALLOW = {
    "W1": [[0.01624345, -0.00611756, -0.00528172], [-0.01072969, 0.00865408, -0.02301539]],
    "b1": [[0.0], [0.0]],
    "W2": [[0.01744812, -0.00761207]],
    "b2": [[0.0]],
}
# initialize_parameters_deep([5, 4, 3])
DEEP = {
    "W1": [
        [0.79989897, 0.19521314, 0.04315498, -0.83337927, -0.12405178],
        [-0.15865304, -0.03700312, -0.28040323, -0.01959608, -0.21341839],
        [-0.58757818, 0.39561516, 0.39413741, 0.76454432, 0.02237573],
        [-0.18097724, -0.24389238, -0.69160568, 0.43932807, -0.49241241],
    ],
    "b1": [[0.0], [0.0], [0.0], [0.0]],
    "W2": [
        [-0.59252326, -0.10282495, 0.74307418, 0.11835813],
        [-0.51189257, -0.3564966, 0.31262248, -0.08025668],
        [-0.38441818, -0.11501536, 0.37252813, 0.98805539],
    ],
    "b2": [[0.0], [0.0], [0.0]],
}
# update_parameters on its test case, with a learning rate of 0.1.
UPDATED = {
    "W1": [
        [-0.59562069, -0.09991781, -2.14584584, 1.82662008],
        [-1.76569676, -0.80627147, 0.51115557, -1.18258802],
        [-1.0535704, -0.86128581, 0.68284052, 2.20374577],
    ],
    "b1": [[-0.04659241], [-1.28888275], [0.53405496]],
    "W2": [[-0.55569196, 0.0354055, 1.32964895]],
    "b2": [[-0.84610769]],
}

_FROM_SEED_1 = Text(
    "形状和大小都对，但种子为 1 时，{miss}：是按 W1、W2 的顺序，用 np.random.randn 抽取的吗？",
    "shapes and sizes are right, but with seed 1, {miss}: are the numbers drawn with np.random.randn, W1 before W2?",
)
_FROM_ITS_OWN_SEED = Text(
    "形状和大小都对，但 {miss}：种子是 3 吗？是按 W1、W2 的顺序，用 np.random.randn 抽取的吗？",
    "shapes and sizes are right, but {miss}: is the seed 3, and are the numbers drawn with np.random.randn, "
    "W1 before W2?",
)


def initialize_parameters(ask: Student) -> None:
    """Shapes, zero biases, small weights of both signs, and the draws of seed 1."""
    _parameters(ask.seeded(1, n_x=3, n_h=2, n_y=1), (3, 2, 1))
    _parameters(ask.seeded(1, n_x=4, n_h=5, n_y=3), (4, 5, 3))
    large = _parameters(ask.seeded(1, n_x=60, n_h=50, n_y=40), (60, 50, 40))
    _start_well(large, {"W1": 0.01, "W2": 0.01})
    again = _parameters(ask(n_x=60, n_h=50, n_y=40), (60, 50, 40))
    hold(
        not close(again["W1"], large["W1"]),
        "两次调用得到同样的数：这个函数自己要设定种子吗？",
        "two calls give the same numbers: should this function set a seed of its own?",
    )
    report(_drawn_otherwise(_parameters(ask.seeded(1, n_x=3, n_h=2, n_y=1), (3, 2, 1)), SHALLOW, _FROM_SEED_1))


def initialize_parameters_deep(ask: Student) -> None:
    """Shapes for any number of layers, zero biases, weights scaled layer by layer, the draws of seed 3."""
    _parameters(ask.seeded(1, layers_dims=[5, 4, 3]), (5, 4, 3))
    _parameters(ask.seeded(1, layers_dims=[4, 6, 5, 3, 1]), (4, 6, 5, 3, 1))
    large = _parameters(ask.seeded(1, layers_dims=[100, 50, 80]), (100, 50, 80))
    _start_well(large, {"W1": 0.1, "W2": 0.1414})
    again = _parameters(ask.seeded(2, layers_dims=[100, 50, 80]), (100, 50, 80))
    hold(
        close(again["W1"], large["W1"]),
        "两次调用得到不同的数：种子是在函数里设定的吗？",
        "two calls give different numbers: is the seed set inside the function?",
    )
    equal = _parameters(ask(layers_dims=[4, 4, 4]), (4, 4, 4))
    hold(
        not close(equal["W2"], equal["W1"]),
        "W2 和 W1 从同样的随机数开始：种子设定了几次？",
        "W2 starts with the same random numbers as W1: how often is the seed set?",
    )
    report(_drawn_otherwise(_parameters(ask(layers_dims=[5, 4, 3]), (5, 4, 3)), DEEP, _FROM_ITS_OWN_SEED))


def update_parameters(ask: Student) -> None:
    """Every parameter moves, by its own gradient alone, downhill, and in proportion to the learning rate."""
    parameters, grads = cases.update_parameters_test_case()
    deep = _drawn(5, (5, 4, 3, 2, 1))
    deep_grads = _gradients(6, (5, 4, 3, 2, 1))
    for old, slope in ((parameters, grads), (deep, deep_grads)):
        _moves_downhill(old, slope, _updated(ask, old, slope, 0.1))
    for name, still in _updated(ask, deep, deep_grads, 0.0).items():
        hold(
            close(still, deep[name]),
            "学习率为 0 时，{name} 不该变：用到参数 learning_rate 了吗？",
            "with a learning rate of 0, {name} should not move: is the argument learning_rate used?",
            name=name,
        )
    once, twice = _updated(ask, deep, deep_grads, 0.2), _updated(ask, deep, deep_grads, 0.4)
    for name, start in deep.items():
        hold(
            close(twice[name] - start, 2 * (once[name] - start)),
            "学习率加倍时，{name} 走的步子没有加倍",
            "with twice the learning rate, the step of {name} is not twice as long",
            name=name,
        )
    for name in deep:
        alone = {key: slope if key == "d" + name else np.zeros_like(slope) for key, slope in deep_grads.items()}
        for other, moved in _updated(ask, deep, alone, 0.2).items():
            hold(
                close(moved, once[other] if other == name else deep[other]),
                "只有 d{name} 不为 0 时，{other} 的变化不对：每个参数用的是自己的梯度吗？",
                "with d{name} alone not zero, {other} moves wrongly: does each parameter use its own gradient?",
                name=name,
                other=other,
            )
    public = _updated(ask, parameters, grads, 0.1)
    for name, expected in UPDATED.items():
        agree(name, public[name], expected)


def _parameters(value: Any, sizes: tuple[int, ...]) -> dict[str, Array]:
    """W and b of every layer, of the right shapes."""
    shapes = shapes_of(sizes)
    found = mapping(value, *shapes)
    return {name: array(name, found[name], shape) for name, shape in shapes.items()}


def _start_well(parameters: dict[str, Array], deviations: dict[str, float]) -> None:
    """Biases are zero; weights differ, have both signs and the right standard deviation."""
    for name, value in parameters.items():
        if name.startswith("b"):
            hold(
                not value.any(),
                "{name} 的初值应全为 0：哪些参数才需要打破对称？",
                "{name} should start at 0: which parameters need their symmetry broken?",
                name=name,
            )
            continue
        hold(
            np.ptp(value) > 0,
            "{name} 里的数都一样：两个一模一样的单元，能学成不一样的吗？",
            "all numbers in {name} are the same: can two equal units ever become different?",
            name=name,
        )
        hold(
            value.min() < 0 < value.max(),
            "{name} 里的数全是一个符号：权重不该有正有负吗？",
            "all numbers in {name} have one sign: should weights not have both?",
            name=name,
        )
        hold(
            abs(value.std() / deviations[name] - 1) < 0.1,
            "{name} 中各数的标准差约为 {found:.3g}，应约为 {expected:.3g}：缩放对吗？",
            "the standard deviation of the numbers in {name} is about {found:.3g}, expected about {expected:.3g}: "
            "what are they scaled by?",
            name=name,
            found=value.std(),
            expected=deviations[name],
        )


def _drawn_otherwise(found: dict[str, Array], expected: dict[str, list[list[float]]], text: Text) -> Text | None:
    """The sentence about the first number that is not the printed one."""
    miss = first(difference(name, found[name], numbers) for name, numbers in expected.items())
    return miss and text.format(miss=miss)


def _drawn(seed: int, sizes: tuple[int, ...]) -> dict[str, Array]:
    """Parameters, or gradients, of a network, none of them near zero."""
    generator = np.random.RandomState(seed)
    return {
        name: generator.choice([-1, 1], shape) * generator.uniform(0.5, 2, shape)
        for name, shape in shapes_of(sizes).items()
    }


def _gradients(seed: int, sizes: tuple[int, ...]) -> dict[str, Array]:
    """Gradients as L_model_backward returns them: of every layer, from the last to the first, dA among them."""
    drawn, made = _drawn(seed, sizes), {}
    for layer in range(len(sizes) - 1, 0, -1):
        made[f"dA{layer}"] = np.ones((sizes[layer - 1], 7))
        made |= {f"d{kind}{layer}": drawn[f"{kind}{layer}"] for kind in "Wb"}
    return made


def _updated(ask: Student, parameters: Any, grads: Any, rate: float) -> dict[str, Array]:
    """What update_parameters returns, with the shapes of the parameters."""
    found = mapping(ask(parameters=parameters, grads=grads, learning_rate=rate), *parameters)
    return {name: array(name, found[name], old.shape) for name, old in parameters.items()}


def _moves_downhill(old: dict[str, Array], grads: dict[str, Array], new: dict[str, Array]) -> None:
    for name, start in old.items():
        step, slope = new[name] - start, grads["d" + name]
        hold(
            bool(step.any()),
            "{name} 没有变：它的梯度不是 0",
            "{name} did not move, although its gradient is not 0",
            name=name,
        )
        hold(
            float(np.sum(step * slope)) < 0,
            "{name} 朝着 J 变大的方向走了：是上山还是下山？",
            "{name} moved to where J grows: uphill or downhill?",
            name=name,
        )
