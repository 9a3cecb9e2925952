"""The correlation of two columns, as one number; value and form are marked apart."""

from __future__ import annotations

from autograder.authoring import Answer, Case, Check, Exercise, Finding, Mistake, Reference, Text, as_array, differs

from ._inputs import PUBLIC, RANDOM, Random


def public(reference: Reference) -> Case:
    X = reference.resource("tables", "heights")()
    return Case(PUBLIC, (X[:, 0], X[:, 1]))


def draw(random: Random, reference: Reference) -> Case:
    m = int(random.integers(5, 30))
    x = random.standard_normal(m) * 4 + 7
    return Case(RANDOM, (x, x * random.uniform(0.3, 0.8) + random.standard_normal(m) * 2))


def value(answer: Answer) -> Finding | None:
    """The value, whatever its shape of one element: the form is marked apart."""
    array = as_array(answer.value)
    found = answer.value if array is None or array.size != 1 else float(array.reshape(()))
    return differs("correlation", found, answer.expected)


def one_number(answer: Answer) -> Finding | None:
    array = as_array(answer.value)
    if array is None or array.ndim == 0:
        return None
    return Finding(
        Text("结果的形状是 {shape}：它是一个数吗？", "the shape of the result is {shape}: is it a number?").format(
            shape=array.shape
        )
    )


EXERCISE = Exercise(
    "correlation",
    builds_on=("mean", "centre", "spread", "standardise"),
    public=public,
    draws=(draw,) * 4,
    checks=(
        Check("value", 8, about=Text("相关系数的值", "the value of the correlation"), holds=value),
        Check(
            "scalar",
            2,
            about=Text("值正确，而且是一个数", "the value is right and is a number"),
            holds=one_number,
            needs=("value",),
        ),
    ),
    mistakes=(
        Mistake(
            "summed",
            Text("人数加倍时，相关系数会加倍吗？", "With twice as many people, is the correlation twice as large?"),
            caught_by="value",
            edits=((" / len(x)", ""),),
        ),
        Mistake(
            "matrix-for-a-number",
            Text("结果是一个数，还是一个矩阵？", "Is the result a number or a matrix?"),
            caught_by="scalar",
            edits=(("return float(", "return np.array([[1.0]]) * ("),),
        ),
    ),
    equivalent={
        "*(Z[:, 0] * Z[:, 1])*  →  *(Z[:, 0] @ Z[:, 1])*": "the sum of one number is that number",
        "*len(x))  →  *len(y))": "both have as many numbers",
        "return float(*  →  return (*": "a number of any type is a number",
    },
    right_answers=(
        "def correlation(x, y):\n    return np.corrcoef(x, y)[0, 1]\n",
        "def correlation(x, y):\n    a, b = x - x.mean(), y - y.mean()\n    return np.array(a @ b / np.sqrt((a @ a) * (b @ b)))\n",
    ),
)
