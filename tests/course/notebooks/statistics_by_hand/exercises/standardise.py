"""A table whose columns have the mean 0 and the spread 1, and what is needed to go back."""

from __future__ import annotations

from typing import Any

from autograder.authoring import Answer, Check, Exercise, Mistake, Output, Text, equal, serves

from ._inputs import draw_table, heights


def restored(answer: Answer, kept: Any) -> Any:
    """Go back from the standardised table with what was kept."""
    Z, _ = answer.expected
    return Z * kept["sigma"] + kept["mu"]


EXERCISE = Exercise(
    "standardise",
    builds_on=("mean", "centre", "spread"),
    public=heights,
    draws=(draw_table,) * 3,
    checks=(
        Check("Z", 6, about=Text("`Z` 的值", "the values of `Z`"), holds=equal(Output("Z", 0))),
        Check(
            "kept",
            4,
            about=Text("`kept` 能供还原使用", "`kept` holds what is needed to go back"),
            holds=serves(Output("kept", 1), restored, Text("还原", "the way back")),
        ),
    ),
    mistakes=(
        Mistake(
            "not-divided",
            Text("身高和年龄的散布一样大了吗？", "Do heights and ages spread by the same amount now?"),
            caught_by="Z",
            edits=(("centred / sigma", "centred"),),
        ),
        Mistake(
            "names-swapped",
            Text("还原时先乘哪一个，再加哪一个？", "On the way back, which is multiplied by, and which added?"),
            caught_by="kept",
            edits=(('{"mu": mu, "sigma": sigma}', '{"mu": sigma, "sigma": mu}'),),
        ),
    ),
    equivalent={
        "sigma = spread(X)  →  sigma = spread(centred)": "what is moved spreads as before",
    },
    right_answers=(
        'def standardise(X):\n    mu, sigma = X.mean(0), X.std(0)\n    return (X - mu) / sigma, {"sigma": sigma, "mu": mu}\n',
        "def standardise(X):\n    mu, sigma = mean(X), spread(X)\n    Z = (X - mu) * (1 / sigma)\n    return (Z, dict(mu=mu, sigma=sigma, n=len(X)))\n",
    ),
)
