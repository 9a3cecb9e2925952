"""The standard deviations of the columns; ``ddof`` may be left out."""

from __future__ import annotations

from autograder.authoring import Case, Check, Draw, Exercise, Mistake, Output, Reference, Text, equal

from ._inputs import PUBLIC, RANDOM, Random, table


def public(reference: Reference) -> Case:
    return Case(PUBLIC, (reference.resource("tables", "heights")(),), tag="left out")


def draw(*ddof: int) -> Draw:
    def drawn(random: Random, reference: Reference) -> Case:
        return Case(RANDOM, (table(random), *ddof), tag="given" if ddof else "left out")

    return drawn


CHECKS = (
    Check(
        "spread", 6, about=Text("不写 `ddof` 时", "without `ddof`"), holds=equal(Output("spread")), cases="left out"
    ),
    Check("ddof", 4, about=Text("写了 `ddof` 时", "with `ddof`"), holds=equal(Output("spread")), cases="given"),
)

EXERCISE = Exercise(
    "spread",
    builds_on=("mean", "centre"),
    public=public,
    draws=(draw(), draw(1), draw(), draw(2)),
    checks=CHECKS,
    mistakes=(
        Mistake(
            "no-root",
            Text("身高用厘米记，散布的单位是什么？", "With heights in centimetres, what is the unit of the spread?"),
            caught_by="spread",
            edits=(("np.sqrt(", "("),),
        ),
        Mistake(
            "ddof-ignored",
            Text("用到参数 ddof 了吗？", "Is the argument ddof used?"),
            caught_by="ddof",
            edits=((" - ddof", ""),),
        ),
    ),
    right_answers=(
        "def spread(X, ddof=0):\n    return np.std(X, axis=0, ddof=ddof)\n",
        "def spread(X, ddof=0):\n    centred = centre(X)[0]\n    return ((centred * centred).sum(0) / (len(X) - ddof)) ** 0.5\n",
    ),
)
