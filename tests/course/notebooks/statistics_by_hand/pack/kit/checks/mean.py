"""What must hold of the means."""

from kit.selfcheck import Ask, Text, array, close, hold

from ._tables import X, explain

__all__ = ["explain", "mean"]


def mean(ask: Ask) -> None:
    """A number a column, that moves with the data and stays when every row is given twice."""
    found = array("mean", ask(X=X), (3,))
    hold(
        close(array("mean", ask(X=X + 5), (3,)), found + 5),
        Text("每个数加 5，平均值应多 5", "with 5 more everywhere the means should be 5 more"),
    )
    twice = array("mean", ask(X=X.repeat(2, axis=0)), (3,))
    hold(close(twice, found), Text("每行写两遍，平均值变了", "with every row given twice, the means change"))
    hold(
        close(array("mean", ask(X=X[:1]), (3,)), X[0]),
        Text("只有一行时，平均值应是这一行", "of a single row the means should be the row"),
    )
