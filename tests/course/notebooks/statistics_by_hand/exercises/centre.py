"""A table whose columns lie around 0, and the means that were taken away."""

from __future__ import annotations

from autograder.authoring import Check, Exercise, Mistake, Output, Text, equal

from ._inputs import draw_table, heights

EXERCISE = Exercise(
    "centre",
    builds_on=("mean",),
    public=heights,
    draws=(draw_table,) * 3,
    checks=(
        Check("centred", 6, about=Text("`centred` 的值", "the values of `centred`"), holds=equal(Output("centred", 0))),
        Check("mu", 4, about=Text("`mu` 的值", "the values of `mu`"), holds=equal(Output("mu", 1))),
    ),
    mistakes=(
        Mistake(
            "added",
            Text("以 0 为中心的一列，平均值是多少？", "What is the mean of a column that lies around 0?"),
            caught_by="centred",
            edits=(("X - mu", "X + mu"),),
        ),
        Mistake(
            "means-left-out",
            Text("调用的人要几样东西？", "How many things does whoever calls it ask for?"),
            caught_by="mu",
            edits=(("return X - mu, mu", "return X - mu"),),
        ),
    ),
    right_answers=(
        "def centre(X):\n    mu = X.mean(axis=0)\n    return [X - mu, mu]\n",
        "def centre(X):\n    mu = mean(X)\n    return np.stack([row - mu for row in X]), mu\n",
    ),
)
