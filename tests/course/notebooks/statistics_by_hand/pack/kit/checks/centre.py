"""What must hold of the centred table."""

from kit.selfcheck import Ask, Text, agree, array, close, entries, hold

from ._tables import X


def centre(ask: Ask) -> None:
    """Columns around 0, and the way back."""
    centred, mu = entries(ask(X=X), "centred", "mu")
    centred, mu = array("centred", centred, X.shape), array("mu", mu, (3,))
    hold(abs(centred.mean(axis=0)).max() < 1e-3, Text("各列的平均值应为 0", "the columns should have the mean 0"))
    agree("centred + mu", centred + mu, X)
    hold(
        close(array("centred", entries(ask(X=X + 1), "centred", "mu")[0], X.shape), centred),
        Text("每个数加 1，centred 不该变", "with 1 more everywhere, centred should stay"),
    )
