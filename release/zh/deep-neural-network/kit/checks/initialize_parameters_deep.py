"""What must hold of initialize_parameters_deep: shapes at any depth, zero biases, weights scaled by the layer."""

from __future__ import annotations

from kit.checks._exceptions import explain as explain
from kit.checks._parameters import drawn_otherwise, parameters_of, start_well
from kit.checks._untouched import leaves_alone
from kit.selfcheck import Ask, Text, close, hold, report

# As the notebook prints them: initialize_parameters_deep([5, 4, 3]).
PRINTED = {
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
_FROM_ITS_OWN_SEED = Text(
    zh="形状和大小都对，但 {miss}：种子是 3 吗？是按 W1、W2 的顺序，用 np.random.randn 抽取的吗？",
)


def initialize_parameters_deep(ask: Ask) -> None:
    """Shapes for any number of layers, zero biases, weights scaled layer by layer, the draws of seed 3."""
    parameters_of(ask.seeded(1, layers_dims=[5, 4, 3]), (5, 4, 3))
    parameters_of(ask.seeded(1, layers_dims=[4, 6, 5, 3, 1]), (4, 6, 5, 3, 1))
    large = parameters_of(ask.seeded(1, layers_dims=[100, 50, 80]), (100, 50, 80))
    start_well(large, {"W1": 0.1, "W2": 0.1414})
    again = parameters_of(ask.seeded(2, layers_dims=[100, 50, 80]), (100, 50, 80))
    hold(
        close(again["W1"], large["W1"]),
        Text(
            zh="两次调用得到不同的数：种子是在函数里设定的吗？",
        ),
    )
    equal = parameters_of(ask(layers_dims=[4, 4, 4]), (4, 4, 4))
    hold(
        not close(equal["W2"], equal["W1"]),
        Text(
            zh="W2 和 W1 从同样的随机数开始：种子设定了几次？",
        ),
    )
    leaves_alone(ask, layers_dims=[5, 4, 3])
    report(drawn_otherwise(parameters_of(ask(layers_dims=[5, 4, 3]), (5, 4, 3)), PRINTED, _FROM_ITS_OWN_SEED))
