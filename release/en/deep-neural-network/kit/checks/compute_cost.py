"""What must hold of compute_cost."""

from __future__ import annotations

import numpy as np
import testCases_v2 as cases

from kit.checks._exceptions import explain as explain
from kit.inputs import Array
from kit.selfcheck import Ask, Text, agree, close, hold, number

# As the notebook prints it, on the test case.
PRINTED = 0.414931599615397

# What an example costs at a = 0.5 by the logarithms to base 2 and 10.
_OTHER_LOGARITHMS = 1.0, 0.30103


def compute_cost(ask: Ask) -> None:
    """A number, the mean over the examples of a cost that is a logarithm; both labels count."""
    Y, AL = cases.compute_cost_test_case()
    public = _cost(ask, AL, Y)
    hold(
        public >= 0,
        Text(en="cost is {found:.6g}: can a cost be negative?"),
        found=public,
    )
    AL, Y = np.array([[0.9, 0.2, 0.6, 0.3, 0.15]]), np.array([[1, 0, 0, 1, 0]])
    cost = _cost(ask, AL, Y)
    doubled = _cost(ask, np.tile(AL, 2), np.tile(Y, 2))
    hold(
        close(doubled, cost),
        Text(
            en="with every example given twice, cost went from {before:.6g} to {after:.6g}: is it a mean over examples?",
        ),
        before=cost,
        after=doubled,
    )
    flipped = _cost(ask, 1 - AL, 1 - Y)
    hold(
        close(flipped, cost),
        Text(
            en="swapping the roles of 0 and 1 (1 - y for y, 1 - a for a) changes the cost from {before:.6g} to {after:.6g}: "
            "do the examples with y = 0 and those with y = 1 both count?",
        ),
        before=cost,
        after=flipped,
    )
    half = _cost(ask, np.full(Y.shape, 0.5), Y)
    hold(
        not any(close(half, other) for other in _OTHER_LOGARITHMS),
        Text(
            en="when AL is 0.5 everywhere, cost should be about 0.693147, found {found:.6g}: "
            "which logarithm does the formula mean?",
        ),
        found=half,
    )
    hold(
        close(half, 0.693147),
        Text(
            en="when AL is 0.5 everywhere, cost should be about 0.693147, found {found:.6g}",
        ),
        found=half,
    )
    each = [_cost(ask, AL[:, [i]], Y[:, [i]]) for i in range(5)]
    hold(
        close(cost, np.mean(each)),
        Text(en="cost should be the mean of the costs of the single examples"),
    )
    one = np.array([[1]])
    whole, *parts = (_cost(ask, np.array([[a]]), one) for a in (0.4, 0.5, 0.8))
    hold(
        close(sum(parts), whole),
        Text(
            en="one example with y = 1: the costs for a = 0.5 and a = 0.8 should add up to the cost for a = 0.4",
        ),
    )
    public = _cost(ask, *reversed(cases.compute_cost_test_case()))
    agree("cost", np.array(public), PRINTED)


def _cost(ask: Ask, AL: Array, Y: Array) -> float:
    return number("cost", ask(AL=AL, Y=Y))
