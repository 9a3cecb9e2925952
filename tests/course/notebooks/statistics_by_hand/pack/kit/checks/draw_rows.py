"""What must hold of drawn rows."""

import numpy as np

from kit.selfcheck import Ask, Text, array, close, hold

from ._tables import X


def draw_rows(ask: Ask) -> None:
    """As many rows as asked for, all of the table, and others with another seed."""
    table = np.arange(60.0).reshape(20, 3) + X[0]
    one, again, other = (array("rows", ask.seeded(seed, X=table, k=8), (8, 3)) for seed in (1, 1, 2))
    hold(close(one, again), Text("同一个种子，抽到不同的行", "with the same seed other rows are drawn"))
    hold(not close(one, other), Text("种子不同，抽到的行却一样", "another seed draws the same rows"))
    hold(
        {tuple(row) for row in one} <= {tuple(row) for row in table},
        Text("抽到的不是表里的行", "what is drawn are no rows of the table"),
    )
