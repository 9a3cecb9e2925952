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
_FORMULA = Text(zh="公式 ({formula}) 里的每一项都在吗？")


def three(value: Any, linear_part: Any) -> Gradients:
    """dA_prev, dW and db, with the shapes of A_prev, W and b."""
    expected = dict(zip(("dA_prev", "dW", "db"), map(np.shape, linear_part)))
    values = entries(value, *expected)
    found = [one.shape if isinstance(one, np.ndarray) else () for one in values]
    hold(
        found == list(expected.values()) or sorted(found) != sorted(expected.values()),
        Text(
            zh="三个返回值的形状依次是 {found}：应当按 dA_prev、dW、db 的顺序返回",
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
                zh="把每个样本复制一份，{name}[0, 0] 从 {before:.4g} 变成了 {after:.4g}：{name} 是对样本的平均吗？",
            ),
            name=name,
            before=once[name][0, 0],
            after=twice[name][0, 0],
        )
    hold(
        close(twice["dA_prev"], np.tile(once["dA_prev"], 2)),
        Text(
            zh="把每个样本复制一份，dA_prev 的各列就变了：dA_prev 也要对样本求平均吗？",
        ),
    )


def special(step: Callable[[Array, Any], Gradients], where: Text) -> None:
    """The linear step on inputs that show one gradient each as it is."""
    dZ, A_prev, W, b = draw(4, (4, 5), (3, 5), (4, 3), (4, 1))
    hold(
        close(step(dZ, (np.ones((4, 5)), np.eye(4), b))["dA_prev"], dZ),
        Text(
            zh="{where}W 是单位矩阵时，dA_prev 应等于 dZ"
        ),
        where=where,
    )
    hold(
        close(step(dZ, (5 * np.eye(5), np.ones((4, 5)), b))["dW"], dZ),
        Text(
            zh="{where}有 5 个样本、A_prev 是单位矩阵的 5 倍时，dW 应等于 dZ",
        ),
        where=where,
    )
    alike = dZ[:, :1]
    hold(
        close(step(np.tile(alike, 5), (A_prev, W, b))["db"], alike),
        Text(
            zh="{where}dZ 的各列都相同时，db 应等于其中的一列",
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
    where = EMPTY if not last else Text(zh='"{name}"：').format(name=last[0])
    for (name, of, formula, share), x in zip(
        (("dA_prev", "A_prev", 10, 1), ("dW", "W", 8, m), ("db", "b", 9, m)), inputs
    ):
        question = _FORMULA.format(formula=formula)
        follows_slope(name, of, found[name], slopes(total, x, STEP) / share, m=m, where=where, ask=question)
