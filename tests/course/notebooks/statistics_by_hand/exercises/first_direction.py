"""The direction in which a table spreads most, found by going round a loop."""

from __future__ import annotations

from autograder.authoring import Case, Check, Exercise, Mistake, Output, Reference, Text, equal

from ._inputs import PUBLIC, RANDOM, Random, table


def public(reference: Reference) -> Case:
    return Case(PUBLIC, (reference.resource("tables", "heights")(), 40))


def draw(random: Random, reference: Reference) -> Case:
    return Case(RANDOM, (table(random), int(random.integers(1, 6))))


EXERCISE = Exercise(
    "first_direction",
    builds_on=("mean", "centre", "spread", "standardise"),
    public=public,
    draws=(draw,) * 3,
    checks=(
        Check("v", 12, about=Text("方向 `v`", "the direction `v`"), holds=equal(Output("v", 0))),
        Check("lengths", 8, about=Text("每一圈的长度", "the length in each round"), holds=equal(Output("lengths", 1))),
    ),
    mistakes=(
        Mistake(
            "one-round-less",
            Text("循环走了几圈？", "How many rounds does the loop take?"),
            caught_by="v",
            edits=(("range(steps)", "range(steps - 1)"),),
        ),
        Mistake(
            "length-after",
            Text("长度是在除以它之前还是之后记下的？", "Is the length noted before or after it is divided by?"),
            caught_by="lengths",
            edits=(("lengths.append(length)", "lengths.append(np.linalg.norm(v))"),),
        ),
    ),
    equivalent={
        "w = Z.T @ (Z @ v)  →  w = Z.T @ (Z @ v*": "a row of numbers has no other side",
    },
    right_answers=(
        """
def first_direction(X, steps):
    Z = (X - X.mean(0)) / X.std(0)
    v, lengths = np.ones(X.shape[1]), np.empty(0)
    while len(lengths) < steps:
        w = Z.T @ Z @ v
        lengths = np.append(lengths, np.sqrt(w @ w))
        v = w / np.sqrt(w @ w)
    return v, list(lengths)
""",
    ),
    remembered=True,
)
