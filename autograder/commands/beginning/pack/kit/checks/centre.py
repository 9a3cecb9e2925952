"""Properties that centred data must have; no answers stand here."""

from __future__ import annotations

import numpy as np
from kit.selfcheck import Array, Ask, Text, agree, array, close, entries, hold


def centre(ask: Ask) -> None:
    """Shapes; columns that lie around 0; and what moves the data moves the means."""
    X = np.array([[1.0, 20.0, -3.0], [2.0, 50.0, 7.0], [6.0, 20.0, 5.0], [3.0, 10.0, -1.0]])
    centred, mu = _centred(ask, X)
    hold(
        close(centred.mean(axis=0), np.zeros(3), 1e-9) or bool(np.allclose(centred.mean(axis=0), 0, atol=1e-6)),
        Text("centred 各列的平均值是 {found}，应为 0", "the columns of centred have the means {found}, expected 0"),
        found=np.round(centred.mean(axis=0), 3),
    )
    agree("centred + mu", centred + mu, X)
    moved, further = _centred(ask, X + 5)
    hold(
        close(moved, centred) and close(further, mu + 5),
        Text(
            "每个数都加 5 时，centred 不该变，mu 应多 5",
            "when 5 is added to all numbers, centred should stay and mu should grow by 5",
        ),
    )


def _centred(ask: Ask, X: Array) -> tuple[Array, Array]:
    centred, mu = entries(ask(X=X), "centred", "mu")
    return array("centred", centred, X.shape), array("mu", mu, X.shape[1:])
