"""What must hold of the standardised table."""

from kit.selfcheck import Ask, Text, agree, array, entries, hold, mapping

from ._tables import X


def standardise(ask: Ask) -> None:
    """Mean 0, spread 1, and the way back."""
    Z, kept = entries(ask(X=X), "Z", "kept")
    Z, kept = array("Z", Z, X.shape), mapping(kept, "mu", "sigma")
    hold(abs(Z.mean(axis=0)).max() < 1e-3, Text("Z 各列的平均值应为 0", "the columns of Z should have the mean 0"))
    hold(abs(Z.std(axis=0) - 1).max() < 1e-3, Text("Z 各列的标准差应为 1", "the columns of Z should have the spread 1"))
    agree("Z * sigma + mu", Z * array("sigma", kept["sigma"], (3,)) + array("mu", kept["mu"], (3,)), X)
