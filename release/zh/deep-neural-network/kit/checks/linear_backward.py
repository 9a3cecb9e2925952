"""What must hold of linear_backward: above all, it must agree with slopes measured numerically."""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases

from kit.checks._exceptions import explain as explain
from kit.checks._gradients import Gradients, averages, follows, special, three
from kit.inputs import Array, draw
from kit.selfcheck import EMPTY, Ask, difference, first, report

# As the notebook prints them, on the test case.
PRINTED: dict[str, Any] = {
    "dA_prev": [[0.51822968, -0.19517421], [-0.40506361, 0.15255393], [2.37496825, -0.89445391]],
    "dW": [[-0.10076895, 1.40685096, 1.64992505]],
    "db": [[0.50629448]],
}


def linear_backward(ask: Ask) -> None:
    """Shapes; which gradients average over the examples; special inputs; the slopes of the linear step."""
    public = _linear_step(ask, *cases.linear_backward_test_case())
    dZ, A_prev, W, b = draw(1, (4, 5), (3, 5), (4, 3), (4, 1))
    averages(lambda copies: _linear_step(ask, np.tile(dZ, copies), (np.tile(A_prev, copies), W, b)))
    special(lambda dZ, cache: _linear_step(ask, dZ, cache), EMPTY)
    # What stands above needs no other function, so a wrong one in the way forward holds nothing up.
    if ask.can_measure("linear_forward"):
        for n_prev, n, m in ((3, 4, 5), (5, 3, 1), (3, 4, 7)):
            dZ, *inputs = draw(m, (n, m), (n_prev, m), (n, n_prev), (n, 1))
            follows(_linear_step(ask, dZ, tuple(inputs)), ask, "linear_forward", inputs, (), dZ)
    report(first(difference(name, public[name], numbers) for name, numbers in PRINTED.items()))


def _linear_step(ask: Ask, dZ: Array, cache: Any) -> Gradients:
    return three(ask(dZ=dZ, cache=cache), cache)
