"""The columns of a table without their means: what is asked, what counts as right, what goes wrong."""

from __future__ import annotations

import numpy as np

from autograder.authoring import Case, Check, Exercise, Mistake, Output, Reference, Text, equal

# --- cases -----------------------------------------------------------------------------------------------


def public(reference: Reference) -> Case:
    """The input of the try cell, whose answer stands in the notebook."""
    return Case(Text("公开输入", "public input"), (np.array([[170.0, 20.0], [160.0, 40.0], [180.0, 30.0]]),))


def draw(random: np.random.Generator, reference: Reference) -> Case:
    """A table with more rows than columns, whose columns lie far apart: no wrong axis goes unseen."""
    n = int(random.integers(2, 6))
    m = int(random.integers(n + 1, 20))
    far_apart = 10 * random.permutation(n)
    return Case(Text("随机输入", "random input"), (random.standard_normal((m, n)) + far_apart,))


# --- checks ----------------------------------------------------------------------------------------------

CHECKS = (
    Check("mu", 4, about=Text("`mu` 的值和形状", "values and shape of `mu`"), holds=equal(Output("mu", 1))),
    Check("centred", 6, about=Text("`centred` 的值", "the values of `centred`"), holds=equal(Output("centred", 0))),
)


# --- known mistakes --------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "one-mean-for-all",
        Text(
            "身高和年龄可以共用一个平均值吗？平均是对哪个方向求的？",
            "Can heights and ages share one mean? Along which direction is the mean taken?",
        ),
        caught_by="mu",
        edits=((", axis=0", ""),),
    ),
    Mistake(
        "mean-of-rows",
        Text("一行是一个人，一列是一个量：平均值该有几个？", "A row is a person, a column a quantity: how many means?"),
        caught_by="mu",
        edits=(("axis=0)", "axis=1, keepdims=True)"),),
    ),
    Mistake(
        "mean-added",
        Text("以 0 为中心的一列，平均值是多少？", "What is the mean of a column that lies around 0?"),
        caught_by="centred",
        edits=(("X - mu", "X + mu"),),
    ),
    Mistake(
        "order-swapped",
        Text("先返回哪一个，后返回哪一个？", "Which of the two is returned first?"),
        caught_by="mu",
        edits=(("return X - mu, mu", "return mu, X - mu"),),
    ),
)


# --- right answers ---------------------------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def centre(X):
    means = X.sum(axis=0) / len(X)
    return X - means, means
""",
    """
def centre(X):
    mu = np.array([sum(column) / len(column) for column in X.T])
    centred = np.empty(X.shape)
    for j in range(X.shape[1]):
        centred[:, j] = X[:, j] - mu[j]
    return centred, mu
""",
)


EXERCISE = Exercise(
    "centre",
    public=public,
    draws=(draw,) * 4,
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
