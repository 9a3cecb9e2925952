"""Some rows of a table, drawn by NumPy's random numbers."""

from __future__ import annotations

from autograder.authoring import Case, Check, Exercise, Mistake, Output, Reference, Text, equal

from ._inputs import PUBLIC, RANDOM, Random, table


def public(reference: Reference) -> Case:
    return Case(PUBLIC, (reference.resource("tables", "heights")(), 3), seed=1)


def draw(random: Random, reference: Reference) -> Case:
    X = table(random, rows=12)
    return Case(RANDOM, (X, int(random.integers(2, 9))), seed=int(random.integers(0, 2**31)))


EXERCISE = Exercise(
    "draw_rows",
    public=public,
    draws=(draw,) * 3,
    checks=(
        Check(
            "rows",
            10,
            about=Text("设好种子，抽出同样的行", "the same rows when a seed is set"),
            holds=equal(Output("rows"), tolerance=0),
        ),
    ),
    mistakes=(
        Mistake(
            "first-rows",
            Text("每次都抽到同样的人吗？", "Are the same people drawn each time?"),
            caught_by="rows",
            edits=(("np.random.permutation(len(X))", "np.arange(len(X))"),),
        ),
        Mistake(
            "seed-inside",
            Text("种子由谁来设？", "Who is to set the seed?"),
            caught_by="rows",
            edits=(("    order = ", "    np.random.seed(0)\n    order = "),),
        ),
    ),
    right_answers=(
        "def draw_rows(X, k):\n    return np.random.permutation(X)[:k]\n",
        "def draw_rows(X, k):\n    order = np.arange(len(X))\n    np.random.shuffle(order)\n    return X[order[:k]]\n",
    ),
)
