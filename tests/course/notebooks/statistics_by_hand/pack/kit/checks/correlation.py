"""What must hold of the correlation."""

import numpy as np

from kit.selfcheck import Ask, Text, close, hold, number

from ._tables import X


def correlation(ask: Ask) -> None:
    """1 of a column with itself, -1 with its opposite, and the same whatever the units."""
    x, y = X[:, 0], X[:, 1]
    hold(
        close(number("correlation", ask(x=x, y=x)), 1.0),
        Text("一列和自己的相关系数应为 1", "a column should have the correlation 1 with itself"),
    )
    hold(close(number("correlation", ask(x=x, y=-x)), -1.0), Text("和自己的相反数应为 -1", "and -1 with its opposite"))
    found = number("correlation", ask(x=x, y=y))
    hold(
        close(number("correlation", ask(x=100 * x, y=np.array(y) + 3)), found),
        Text("换单位时，相关系数变了", "it changes with the units"),
    )
