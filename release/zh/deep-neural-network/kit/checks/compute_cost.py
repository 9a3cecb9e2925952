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
        Text(zh="cost 是 {found:.6g}：代价会是负数吗？"),
        found=public,
    )
    AL, Y = np.array([[0.9, 0.2, 0.6, 0.3, 0.15]]), np.array([[1, 0, 0, 1, 0]])
    cost = _cost(ask, AL, Y)
    doubled = _cost(ask, np.tile(AL, 2), np.tile(Y, 2))
    hold(
        close(doubled, cost),
        Text(
            zh="把每个样本复制一份，cost 从 {before:.6g} 变成了 {after:.6g}：它是对样本的平均吗？",
        ),
        before=cost,
        after=doubled,
    )
    flipped = _cost(ask, 1 - AL, 1 - Y)
    hold(
        close(flipped, cost),
        Text(
            zh="把 0 和 1 的角色对调（y 换成 1 − y，a 换成 1 − a），cost 从 {before:.6g} 变成了 {after:.6g}："
            "y = 0 和 y = 1 的样本都计入了吗？",
        ),
        before=cost,
        after=flipped,
    )
    half = _cost(ask, np.full(Y.shape, 0.5), Y)
    hold(
        not any(close(half, other) for other in _OTHER_LOGARITHMS),
        Text(
            zh="AL 全是 0.5 时，cost 应约为 0.693147，得到 {found:.6g}：公式里的 log 是哪一种对数？",
        ),
        found=half,
    )
    hold(
        close(half, 0.693147),
        Text(
            zh="AL 全是 0.5 时，cost 应约为 0.693147，得到 {found:.6g}",
        ),
        found=half,
    )
    each = [_cost(ask, AL[:, [i]], Y[:, [i]]) for i in range(5)]
    hold(
        close(cost, np.mean(each)),
        Text(zh="cost 应是各个样本单独的 cost 的平均值"),
    )
    one = np.array([[1]])
    whole, *parts = (_cost(ask, np.array([[a]]), one) for a in (0.4, 0.5, 0.8))
    hold(
        close(sum(parts), whole),
        Text(
            zh="一个 y = 1 的样本：a 为 0.5 和 0.8 时的 cost 相加，应等于 a 为 0.4 时的 cost",
        ),
    )
    public = _cost(ask, *reversed(cases.compute_cost_test_case()))
    agree("cost", np.array(public), PRINTED)


def _cost(ask: Ask, AL: Array, Y: Array) -> float:
    return number("cost", ask(AL=AL, Y=Y))
