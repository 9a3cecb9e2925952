"""What must hold of the first direction."""

import numpy as np

from kit.selfcheck import Ask, Text, array, close, entries, hold

from ._tables import X


def first_direction(ask: Ask) -> None:
    """Length 1; each round changes it, until it stays; a length for each round."""
    rounds = {}
    for steps in (1, 2, 200, 201):
        v, lengths = entries(ask(X=X, steps=steps), "v", "lengths")
        rounds[steps] = array("v", v, (3,)), lengths
        hold(
            len(lengths) == steps,
            Text("走 {steps} 圈，应记 {steps} 个长度", "in {steps} rounds {steps} lengths should be noted"),
            steps=steps,
        )
        hold(close(np.linalg.norm(rounds[steps][0]), 1.0), Text("v 的长度应为 1", "v should have the length 1"))
    hold(not close(rounds[1][0], rounds[2][0]), Text("走一圈和走两圈一样", "two rounds lead no further than one"))
    hold(close(rounds[200][0], rounds[201][0]), Text("走了 200 圈还没有停下来", "after 200 rounds it does not stay"))
    hold(abs(float(rounds[200][1][-1]) - 1) > 0.1, Text("记下的长度总是 1", "the lengths that are noted are 1"))
