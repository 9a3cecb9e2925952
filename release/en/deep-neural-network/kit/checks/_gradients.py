"""What must hold of the way back through one layer, with its activation or without.

The slopes are those of the student's own forward functions.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from kit.inputs import STEP, Array, draw
from kit.selfcheck import EMPTY, Ask, Text, array, close, entries, hold
from kit.slopes import follows_slope, slopes

Gradients = dict[str, Array]
_FORMULA = Text(en="Is all of formula ({formula}) there?")


def three(value: Any, linear_part: Any) -> Gradients:
    """dA_prev, dW and db, with the shapes of A_prev, W and b."""
    expected = dict(zip(("dA_prev", "dW", "db"), map(np.shape, linear_part)))
    values = entries(value, *expected)
    found = [one.shape if isinstance(one, np.ndarray) else () for one in values]
    hold(
        found == list(expected.values()) or sorted(found) != sorted(expected.values()),
        Text(
            en="the three values have the shapes {found}: they should come in the order dA_prev, dW, db",
        ),
        found=", ".join(map(str, found)),
    )
    return {name: array(name, one, expected[name]) for name, one in zip(expected, values)}


def averages(step: Callable[[int], Gradients]) -> None:
    """With every example copied, dW and db stay, and the columns of dA_prev stand twice."""
    once, twice = step(1), step(2)
    for name in ("dW", "db"):
        hold(
            close(twice[name], once[name]),
            Text(
                en="with every example given twice, {name}[0, 0] went from {before:.4g} to {after:.4g}: "
                "is {name} a mean over the examples?",
            ),
            name=name,
            before=once[name][0, 0],
            after=twice[name][0, 0],
        )
    hold(
        close(twice["dA_prev"], np.tile(once["dA_prev"], 2)),
        Text(
            en="with every example given twice, the columns of dA_prev change: does dA_prev average over examples too?",
        ),
    )


def special(step: Callable[[Array, Any], Gradients], where: Text) -> None:
    """The linear step on inputs that show one gradient each as it is."""
    dZ, A_prev, W, b = draw(4, (4, 5), (3, 5), (4, 3), (4, 1))
    hold(
        close(step(dZ, (np.ones((4, 5)), np.eye(4), b))["dA_prev"], dZ),
        Text(
            en="{where}when W is the identity matrix, dA_prev should equal dZ"
        ),
        where=where,
    )
    hold(
        close(step(dZ, (5 * np.eye(5), np.ones((4, 5)), b))["dW"], dZ),
        Text(
            en="{where}with 5 examples, when A_prev is 5 times the identity matrix, dW should equal dZ",
        ),
        where=where,
    )
    alike = dZ[:, :1]
    hold(
        close(step(np.tile(alike, 5), (A_prev, W, b))["db"], alike),
        Text(
            en="{where}when all columns of dZ are the same, db should equal one of them",
        ),
        where=where,
    )


def follows(
    found: Gradients, ask: Ask, forward: str, inputs: list[Array], last: tuple[str, ...], upstream: Array
) -> None:
    """The gradients of one layer agree with the slopes of its forward step.

    Each example's loss has the derivatives ``upstream``; dW and db belong to the mean of the losses.
    """

    def total() -> float:
        return float(np.sum(upstream * ask.other(forward, *inputs, *last)[0]))

    m = upstream.shape[1]
    where = EMPTY if not last else Text(en='"{name}": ').format(name=last[0])
    for (name, of, formula, share), x in zip(
        (("dA_prev", "A_prev", 10, 1), ("dW", "W", 8, m), ("db", "b", 9, m)), inputs
    ):
        question = _FORMULA.format(formula=formula)
        follows_slope(name, of, found[name], slopes(total, x, STEP) / share, m=m, where=where, ask=question)
