"""What must hold of initialize_parameters: shapes, zero biases, small random weights."""

from __future__ import annotations

from kit.checks._exceptions import explain as explain
from kit.checks._parameters import drawn_otherwise, parameters_of, start_well
from kit.selfcheck import Ask, Text, close, hold, report

# As the notebook prints them: initialize_parameters(3, 2, 1) after seed 1.
PRINTED = {
    "W1": [[0.01624345, -0.00611756, -0.00528172], [-0.01072969, 0.00865408, -0.02301539]],
    "b1": [[0.0], [0.0]],
    "W2": [[0.01744812, -0.00761207]],
    "b2": [[0.0]],
}

_FROM_SEED_1 = Text(
    zh="形状和大小都对，但种子为 1 时，{miss}：是按 W1、W2 的顺序，用 np.random.randn 抽取的吗？",
)


def initialize_parameters(ask: Ask) -> None:
    """Shapes, zero biases, small weights of both signs, and the draws of seed 1."""
    parameters_of(ask.seeded(1, n_x=3, n_h=2, n_y=1), (3, 2, 1))
    parameters_of(ask.seeded(1, n_x=4, n_h=5, n_y=3), (4, 5, 3))
    large = parameters_of(ask.seeded(1, n_x=60, n_h=50, n_y=40), (60, 50, 40))
    start_well(large, {"W1": 0.01, "W2": 0.01})
    again = parameters_of(ask(n_x=60, n_h=50, n_y=40), (60, 50, 40))
    hold(
        not close(again["W1"], large["W1"]),
        Text(
            zh="两次调用得到同样的数：这个函数自己要设定种子吗？",
        ),
    )
    report(drawn_otherwise(parameters_of(ask.seeded(1, n_x=3, n_h=2, n_y=1), (3, 2, 1)), PRINTED, _FROM_SEED_1))
