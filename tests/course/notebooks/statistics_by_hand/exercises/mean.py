"""The means of the columns of a table."""

from __future__ import annotations

from autograder.authoring import Check, Exercise, Mistake, Output, Text, equal

from ._inputs import draw_table, heights

EXERCISE = Exercise(
    "mean",
    public=heights,
    draws=(draw_table,) * 3,
    checks=(Check("mean", 10, about=Text("各列的平均值", "the means of the columns"), holds=equal(Output("mean"))),),
    mistakes=(
        Mistake(
            "not-divided",
            Text("人数加倍时，平均值会加倍吗？", "With twice as many people, is the mean twice as large?"),
            caught_by="mean",
            edits=((" / X.shape[0]", ""),),
        ),
        Mistake(
            "of-rows",
            Text("平均值该有几个：人数，还是列数？", "How many means are there: one a person, or one a column?"),
            caught_by="mean",
            edits=(("axis=0", "axis=1"),),
        ),
        Mistake(
            "columns-counted",
            Text("除以的是行数还是列数？", "Is it the number of rows or of columns that it is divided by?"),
            caught_by="mean",
            edits=(("X.shape[0]", "X.shape[1]"),),
        ),
    ),
    right_answers=(
        "def mean(X):\n    return X.mean(axis=0)\n",
        "def mean(X):\n    return np.array([sum(column) / len(column) for column in X.T])\n",
    ),
)
