"""The cross-entropy cost of a network's predictions, as one number.

Value and form are marked apart: whoever returns the right value in a matrix of one element loses the form alone.
"""

from __future__ import annotations

from autograder.authoring import Answer, Case, Check, Exercise, Finding, Mistake, Reference, Text, as_array, differs

from ._inputs import PUBLIC, RANDOM, Random, labels

# --- cases -----------------------------------------------------------------------------------------------


def public(reference: Reference) -> Case:
    """The input of the try-it cell, from which the two come in the other order."""
    Y, AL = reference.resource("testCases_v2", "compute_cost_test_case")()
    return Case(PUBLIC, (AL, Y))


def draw(random: Random, reference: Reference) -> Case:
    m = int(random.integers(2, 41))
    return Case(RANDOM, (random.uniform(0.05, 0.95, size=(1, m)), labels(random, m)))


# --- checks ----------------------------------------------------------------------------------------------


def cost_value(answer: Answer) -> Finding | None:
    """The value, whatever its shape of one element: the form is marked apart."""
    array = as_array(answer.value)
    value = answer.value if array is None or array.size != 1 else float(array.reshape(()))
    return differs("cost", value, answer.expected)


def one_number(answer: Answer) -> Finding | None:
    """The cost is a number or a 0-d array, not a matrix of one element."""
    array = as_array(answer.value)
    if array is None or array.ndim == 0:
        return None
    return Finding(
        Text(
            "代价的形状是 {shape}：它应该是一个数，还是一个矩阵？",
            "the shape of the cost is {shape}: should it be a number or a matrix?",
        ).format(shape=array.shape)
    )


CHECKS = (
    Check("cost", 8, about=Text("代价的值", "the value of the cost"), holds=cost_value),
    Check(
        "scalar",
        2,
        about=Text("值正确，而且是一个数，不是矩阵", "the value is right and is a number, not a matrix"),
        holds=one_number,
        needs=("cost",),
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: Of two mistakes that no answer tells apart: it is true of both.
DIVIDED_BY_EXAMPLES = Text(
    "把数据原样复制一份，代价应该变吗？除以的是样本的个数吗？",
    "With all data copied once, should the cost change? Is it the number of examples that it is divided by?",
)

MISTAKES = (
    Mistake(
        "no-minus",
        Text(
            "代价会是负数吗？小于 1 的数，log 是正还是负？",
            "Can a cost be negative? Which sign has the log of a number below 1?",
        ),
        caught_by="cost",
        edits=(("-np.sum", "np.sum"),),
    ),
    Mistake(
        "not-averaged",
        DIVIDED_BY_EXAMPLES,
        caught_by="cost",
        edits=(("(1 - AL)) / m", "(1 - AL))"),),
    ),
    Mistake(
        "wrong-axis-counted",
        DIVIDED_BY_EXAMPLES,
        caught_by="cost",
        edits=(("Y.shape[1]", "Y.shape[0]"),),
    ),
    Mistake(
        "one-label-only",
        Text(
            "y = 0 的样本猜错了，要付出代价吗？",
            "What does a wrong guess cost where y = 0?",
        ),
        caught_by="cost",
        edits=((" + (1 - Y) * np.log(1 - AL)", ""),),
    ),
    Mistake(
        "same-log-twice",
        Text(
            "y = 0 而 a 接近 0，这是猜对了还是猜错了？这时代价多大？",
            "If y = 0 and a is near 0, is the guess right or wrong? How large is your cost there?",
        ),
        caught_by="cost",
        edits=(("np.log(1 - AL)", "np.log(AL)"),),
    ),
    Mistake(
        "labels-and-predictions-swapped",
        Text(
            "Y 和 AL，哪一个可能正好等于 0？log 里放的是哪一个？",
            "Which of Y and AL can be exactly 0? Which one is inside the log?",
        ),
        caught_by="cost",
        edits=(("Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "AL * np.log(Y) + (1 - AL) * np.log(1 - Y)"),),
    ),
    Mistake(
        "averaged-twice",
        Text("取了几次平均？", "How often is the average taken?"),
        caught_by="cost",
        edits=(("np.sum", "np.mean"),),
    ),
    Mistake(
        "squared-error",
        Text(
            "a = 0.5 时，交叉熵应该是多少？你的函数给出多少？",
            "What should cross-entropy cost at a = 0.5, and what does your function give?",
        ),
        caught_by="cost",
        edits=(("-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))", "np.sum((AL - Y) ** 2)"),),
        also=(
            (("-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))", "np.sum((AL - Y) ** 2) / 2"),),
            (("-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))", "np.sum(np.abs(AL - Y))"),),
        ),
    ),
    Mistake(
        "another-logarithm",
        Text("公式里的 log 以什么为底？", "Which base has the log of the formula?"),
        caught_by="cost",
        edits=(("np.log(", "np.log2("),),
        also=((("np.log(", "np.log10("),),),
    ),
    Mistake(
        "labels-transposed",
        Text(
            "求和之前，把里面那个数组的形状打印出来：它有几个数？",
            "Print the shape of what is summed up: how many numbers does it hold?",
        ),
        caught_by="cost",
        edits=(("Y * np.log(AL)", "Y.T * np.log(AL)"),),
        also=(
            (("Y * np.log(AL)", "Y * np.log(AL).T"),),
            (("Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "Y.T @ np.log(AL) + (1 - Y).T @ np.log(1 - AL)"),),
            (("Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "Y * np.log(AL).T + (1 - Y) * np.log(1 - AL).T"),),
            (("(1 - Y) * np.log(1 - AL)", "(1 - Y) * np.log(1 - AL).T"),),
        ),
    ),
    Mistake(
        "printed-not-returned",
        Text(
            "调用你的函数的人，会得到什么？",
            "What does whoever calls your function get?",
        ),
        caught_by="cost",
        edits=(("return cost", "print(cost)"),),
    ),
    Mistake(
        "matrix-for-a-number",
        Text(
            "代价应该是一个数，还是一个矩阵？它的形状是什么？",
            "Is the cost to be a number or a matrix? What is its shape?",
        ),
        caught_by="scalar",
        edits=(
            (
                "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                "-(np.log(AL) @ Y.T + np.log(1 - AL) @ (1 - Y).T) / m",
            ),
        ),
    ),
    Mistake(
        "one-term-of-the-wrong-sign",
        Text(
            "把两项分开写下来：每一项前面是什么符号？负号和除法两项都管到了吗？",
            "Written out, which sign stands before each of the two terms? Do the minus and the division reach both?",
        ),
        caught_by="cost",
        edits=(("Y * np.log(AL) + (1", "Y * np.log(AL) - (1"),),
        also=(
            (
                (
                    "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                    "-np.sum(Y * np.log(AL)) / m + np.sum((1 - Y) * np.log(1 - AL))",
                ),
            ),
            (
                (
                    "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                    "-np.sum(Y * np.log(AL)) / m - np.sum((1 - Y) * np.log(1 - AL))",
                ),
            ),
            (
                (
                    "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                    "-np.sum(Y * np.log(AL)) - np.sum((1 - Y) * np.log(1 - AL)) / m",
                ),
            ),
            (
                (
                    "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                    "-np.sum(Y * np.log(AL)) + np.sum((1 - Y) * np.log(1 - AL)) / m",
                ),
            ),
        ),
    ),
    Mistake(
        "losses-not-summed",
        Text(
            "代价应该是一个数，还是每个样本一个？它的形状是什么？",
            "Is the cost to be one number, or one for each example? What is its shape?",
        ),
        caught_by="cost",
        edits=(
            (
                "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                "-(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
            ),
        ),
        also=(
            (
                (
                    "-np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL)) / m",
                    "-(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))",
                ),
            ),
            (("1 - AL)) / m", "1 - AL), axis=0) / m"),),
        ),
    ),
    Mistake(
        "one-minus-the-logarithm",
        Text(
            "1 − a 的 log，和 1 减去 a 的 log 一样吗？用 a = 0.5 试试。",
            "Is the log of 1 − a the same as 1 less the log of a? Try a = 0.5.",
        ),
        caught_by="cost",
        edits=(("np.log(1 - AL)", "(1 - np.log(AL))"),),
    ),
    Mistake(
        "brackets-left-out",
        Text(
            "没有括号的时候，先算乘法还是减法？1 − y 是一个整体吗？",
            "Without brackets, which comes first, the product or the difference? Is 1 − y taken as one?",
        ),
        caught_by="cost",
        edits=(("(1 - Y) * np.log", "1 - Y * np.log"),),
    ),
    Mistake(
        "labels-turned-round",
        Text(
            "y = 1 而 a 接近 1，这是猜对了还是猜错了？这时代价多大？",
            "If y = 1 and a is near 1, is the guess right or wrong? How large is your cost there?",
        ),
        caught_by="cost",
        edits=(("Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "Y * np.log(1 - AL) + (1 - Y) * np.log(AL)"),),
    ),
    Mistake(
        "labels-not-used",
        Text(
            "代价和标签 Y 有关吗？换一组标签，它会变吗？",
            "Does the cost hang on the labels Y? With other labels, does it change?",
        ),
        caught_by="cost",
        edits=(("Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "AL * np.log(AL) + (1 - AL) * np.log(1 - AL)"),),
        also=((("Y * np.log(AL) + (1 - Y) * np.log(1 - AL)", "np.log(AL) + np.log(1 - AL)"),),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def compute_cost(AL, Y):
    losses = [-np.log(a) if y == 1 else -np.log(1 - a) for a, y in zip(AL.ravel(), Y.ravel())]
    return float(sum(losses) / len(losses))
""",
    """
def compute_cost(AL, Y):
    m = AL.shape[1]
    logs = np.dot(Y, np.log(AL).T) + np.dot(1 - Y, np.log(1 - AL).T)
    return np.squeeze(-logs / m)
""",
    """
def compute_cost(AL, Y):
    eps = 1e-8
    a = np.clip(AL, eps, 1 - eps).astype(np.float32)
    return -np.mean(np.log(np.where(Y == 1, a, 1 - a)))
""",
    """
def compute_cost(AL, Y):
    total = 0
    for i in range(Y.shape[1]):
        a, y = AL[0, i], Y[0, i]
        total -= y * np.log(a) + (1 - y) * np.log1p(-a)
    return total / Y.shape[1]
""",
    """
def compute_cost(AL, Y):
    right = AL * Y + (1 - AL) * (1 - Y)
    return np.array(np.log(1 / right).mean())
""",
)


# --- mutants that are right all the same -----------------------------------------------------------------

EQUIVALENT = {"m = Y.shape[1]  →  m = AL.shape[1]": "AL and Y have the same shape"}


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "compute_cost",
    public=public,
    draws=(draw,) * 4,
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
    equivalent=EQUIVALENT,
)
