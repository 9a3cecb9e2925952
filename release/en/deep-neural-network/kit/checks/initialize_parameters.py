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
    en="shapes and sizes are right, but with seed 1, {miss}: are the numbers drawn with np.random.randn, W1 before W2?",
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
            en="two calls give the same numbers: should this function set a seed of its own?",
        ),
    )
    report(drawn_otherwise(parameters_of(ask.seeded(1, n_x=3, n_h=2, n_y=1), (3, 2, 1)), PRINTED, _FROM_SEED_1))
