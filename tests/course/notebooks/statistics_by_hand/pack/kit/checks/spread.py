"""What must hold of the spread."""

from kit.selfcheck import Ask, Text, array, close, hold

from ._tables import X


def spread(ask: Ask) -> None:
    """Twice the numbers spread twice as far; two rows that are 2 apart spread by 1, or by the root of 2."""
    found = array("spread", ask(X=X), (3,))
    hold(close(array("spread", ask(X=2 * X), (3,)), 2 * found), Text("数加倍，散布应加倍", "with twice the numbers the spread should be twice as large"))
    pair = X[:2] * 0 + [[0.0], [2.0]]
    hold(close(array("spread", ask(X=pair), (3,)), [1.0] * 3), Text("两行相差 2，散布应为 1", "two rows that are 2 apart should spread by 1"))
    hold(close(array("spread", ask(X=pair, ddof=1), (3,)), [2**0.5] * 3), Text("ddof=1 时，散布应为 √2", "with ddof=1 they should spread by the root of 2"))
