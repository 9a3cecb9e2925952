"""The answers of a trained network: 1 where its probability is above a half, else 0, in a row.

Values, shape and arguments are marked apart. Each random network gives both answers, and one probability close above or below the
threshold, so that another threshold shows.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring import (
    Answer,
    Array,
    Case,
    Check,
    Draw,
    Exercise,
    Finding,
    Mistake,
    Output,
    Reference,
    Text,
    as_array,
    differs,
    equal,
)

from ._inputs import RANDOM, SMALL, Random, network

# --- cases -----------------------------------------------------------------------------------------------


def public(reference: Reference) -> Case:
    X, _ = reference.resource("kit.inputs", "small_problem")()
    args = X, reference.resource("kit.inputs", "small_network")()
    return Case(SMALL, args, tag="answers", script=WITH_LABELS_IF_NEED_BE)


def draw_close(close: float) -> Draw:
    """A network that gives both answers, one of them by a probability so close to a half, none by what rounding changes."""

    def draw(random: Random, reference: Reference) -> Case:
        while True:
            X, _, parameters = network(random, reference)
            last = f"b{len(parameters) // 2}"
            # The last Z that is closest to 0 is moved to where its sigmoid is about 0.5 + close.
            _, caches = reference.L_model_forward(X, parameters)
            Z = caches[-1][1].ravel()
            parameters[last] = parameters[last] + 4 * close - Z[np.argmin(np.abs(Z))]
            AL, _ = reference.L_model_forward(X, parameters)
            if AL.min() < 0.5 < AL.max() and np.abs(AL - 0.5).min() >= 1e-3:
                return Case(RANDOM, (X, parameters), tag="answers", script=WITH_LABELS_IF_NEED_BE)

    return draw


def draw_plain(random: Random, reference: Reference) -> Case:
    """Asked as the text says, by X and parameters alone."""
    return replace(draw_close(0.05)(random, reference), tag="plain", script=BY_TWO_ARGUMENTS)


#: Of a function that wants labels between X and parameters, or behind them, the answers can be asked all the same: it is
#: given labels that are all 0, which is no right answer to any network that is asked about.
WITH_LABELS_IF_NEED_BE = """
def probe(predict, X, parameters):
    import inspect
    import numpy
    try:
        names = list(inspect.signature(predict).parameters)
        inspect.signature(predict).bind(X, parameters)
    except ValueError:
        pass
    except TypeError:
        if len(names) == 3:
            labels = numpy.zeros((1, X.shape[1]), dtype=int)
            last = not names[1].lower().startswith("param")
            return predict(X, labels, parameters) if last else predict(X, parameters, labels)
    return predict(X, parameters)
"""

BY_TWO_ARGUMENTS = """
def probe(predict, X, parameters):
    import inspect
    try:
        inspect.signature(predict).bind(X, parameters)
    except TypeError:
        return "other arguments"
    except ValueError:
        pass
    return predict(X, parameters)
"""


# --- checks ----------------------------------------------------------------------------------------------


def the_answers(answer: Answer) -> Finding | None:
    """0 and 1, whatever their type and whatever the shape of the row: the shape is marked apart."""
    array = numbers_of(answer.value, answer.expected.size)
    if array is None or array.size != answer.expected.size:
        return differs("answers", answer.value, answer.expected)
    return differs("answers", array.reshape(answer.expected.shape), answer.expected)


def numbers_of(value: Any, count: int) -> Array | None:
    """The numbers of an array, or of a list of so many, or of a list of one such list."""
    if isinstance(value, (list, tuple)) and len(value) == 1 and isinstance(value[0], (list, tuple)):
        value = value[0]
    if isinstance(value, (list, tuple)) and len(value) == count:
        numbers = [as_array(one) for one in value]
        if all(one is not None and one.size == 1 for one in numbers):
            return np.array([float(one.ravel()[0]) for one in numbers if one is not None])
    return as_array(value, ndim=1)


def by_two_arguments(answer: Answer) -> Finding | None:
    if isinstance(answer.value, str) and answer.value == "other arguments":
        return Finding(
            Text(
                "只给 X 和 parameters 就调用不了：还要了别的什么？预测的时候，标签已经有了吗？",
                "it cannot be called with X and parameters alone: what else does it want? Are there labels when one predicts?",
            )
        )
    return the_answers(answer)


CHECKS = (
    Check(
        "answers", 6, about=Text("每个样本的回答", "the answer for each example"), holds=the_answers, cases="answers"
    ),
    Check(
        "shape",
        2,
        about=Text(
            "回答正确，而且是形状为 `(1, m)` 的数组", "the answers are right, in an array of the shape `(1, m)`"
        ),
        holds=equal(Output("answers")),
        needs=("answers",),
        cases="answers",
    ),
    Check(
        "arguments",
        2,
        about=Text(
            "回答正确，而且只要 `X` 和 `parameters` 两个参数",
            "the answers are right, and `X` and `parameters` are all that it takes",
        ),
        holds=by_two_arguments,
        needs=("answers",),
        cases="plain",
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: Of mistakes that a first look does not tell apart: it is true of all of them.
EVERY_ONE = Text(
    "每个样本都回答了吗，有没有哪一个得到 1？概率是 0.9 的样本得到的是什么，是哪一行给的？",
    "Has every example been answered, and is any answer 1? What does one with the probability 0.9 get, and by which line?",
)

MISTAKES = (
    Mistake(
        "probabilities",
        Text(
            "人要的是回答还是概率？回答只有哪两个数？",
            "Are answers or probabilities wanted? Which are the only two answers?",
        ),
        caught_by="answers",
        edits=(("return (AL > 0.5).astype(int)", "return AL"),),
    ),
    Mistake(
        "nothing-unpacked",
        Text("L_model_forward 返回几样东西？", "How many things does L_model_forward return?"),
        caught_by="answers",
        edits=(("AL, _ = ", "AL = "),),
    ),
    Mistake(
        "the-other-value",
        Text(
            "L_model_forward 返回的两样东西，哪一样是概率？",
            "Which of the two things that L_model_forward returns are the probabilities?",
        ),
        caught_by="answers",
        edits=(("AL, _ = ", "_, AL = "),),
    ),
    Mistake(
        "the-other-way-round",
        Text(
            "概率是 0.9 的图片，回答应是 0 还是 1？",
            "A picture has a probability of 0.9: is the answer 0 or 1?",
        ),
        caught_by="answers",
        edits=(("AL > 0.5", "AL < 0.5"),),
    ),
    Mistake(
        "above-zero",
        Text("sigmoid 的输出有可能不大于 0 吗？", "Can the output of a sigmoid be anything but greater than 0?"),
        caught_by="answers",
        edits=(("AL > 0.5", "AL > 0"),),
    ),
    Mistake(
        "threshold-too-high",
        Text("概率是 0.505 的时候，回答应是什么？", "What should the answer be for a probability of 0.505?"),
        caught_by="answers",
        edits=(("AL > 0.5", "AL > 0.51"),),
        also=((("AL > 0.5", "AL > 0.6"),),),
    ),
    Mistake(
        "two-layers-at-most",
        Text(
            "parameters 里有几层？你走了几层？", "How many layers are there in parameters, and how many did you take?"
        ),
        caught_by="answers",
        code="""def predict(X, parameters):
    A = X
    for l in range(1, min(2, len(parameters) // 2) + 1):
        activation = "sigmoid" if 2 * l == min(4, len(parameters)) else "relu"
        A, _ = linear_activation_forward(A, parameters["W" + str(l)], parameters["b" + str(l)], activation)
    return (A > 0.5).astype(int)
""",
    ),
    Mistake(
        "above-the-mean",
        Text(
            "同一张图片，和别的图片一起问，回答会变吗？",
            "Does the answer for a picture depend on which others are asked about with it?",
        ),
        caught_by="answers",
        edits=(("AL > 0.5", "AL > AL.mean()"),),
    ),
    Mistake(
        "Z-compared",
        Text(
            "和 0.5 比的是概率，还是经过 sigmoid 之前的 Z？",
            "Is it the probability that is compared with 0.5, or the Z before the sigmoid?",
        ),
        caught_by="answers",
        edits=(
            (
                "AL, _ = L_model_forward(X, parameters)",
                "_, caches = L_model_forward(X, parameters)\n    AL = caches[-1][1]",
            ),
        ),
    ),
    Mistake(
        "first-example-alone",
        Text(
            "有几个样本，就该有几个回答：数一数？", "There should be an answer for every example: how many are there?"
        ),
        caught_by="answers",
        edits=(("(AL > 0.5)", "(AL[:, :1] > 0.5)"),),
    ),
    Mistake(
        "counted",
        Text(
            "要的是每个样本的回答，还是有几个 1？",
            "Is the answer for each example wanted, or the number of ones?",
        ),
        caught_by="answers",
        edits=(("return (AL > 0.5).astype(int)", "return np.sum(AL > 0.5)"),),
        also=(
            (("return (AL > 0.5).astype(int)", "return np.mean(AL > 0.5)"),),
            (("return (AL > 0.5).astype(int)", "return int(np.sum(AL > 0.5))"),),
        ),
    ),
    Mistake(
        "printed-not-returned",
        Text("调用它的人得到了什么？", "What does the caller get?"),
        caught_by="answers",
        edits=(("return (AL > 0.5).astype(int)", "print((AL > 0.5).astype(int))"),),
    ),
    Mistake(
        "row-flattened",
        Text(
            "回答的形状和 AL 的一样吗？是一行，还是没有行？",
            "Have the answers the shape of AL? Are they a row, or without any rows?",
        ),
        caught_by="shape",
        edits=((".astype(int)", ".astype(int).ravel()"),),
    ),
    Mistake(
        "column-for-a-row",
        Text("样本按行放还是按列放？", "Do examples stand in rows or in columns?"),
        caught_by="shape",
        edits=((".astype(int)", ".astype(int).T"),),
    ),
    Mistake(
        "list-for-an-array",
        Text(
            "返回的是列表还是数组？它有 shape 吗？",
            "Is what is returned a list or an array? Has it a shape?",
        ),
        caught_by="shape",
        edits=((".astype(int)", ".astype(int).tolist()"),),
        also=((("return (AL > 0.5).astype(int)", "return (AL > 0.5).astype(int).ravel().tolist()"),),),
    ),
    Mistake(
        "labels-asked-for",
        Text(
            "新图片的标签，预测的时候知道吗？要数答对几个，是 predict 的事，还是调用它的人的事？",
            "Are the labels of new pictures known when one predicts? Who counts the right answers, predict or its caller?",
        ),
        caught_by="arguments",
        edits=(("(X, parameters):", "(X, y, parameters):"),),
    ),
    Mistake(
        "decimals-cut-off",
        EVERY_ONE,
        caught_by="answers",
        edits=(("(AL > 0.5).astype(int)", "AL.astype(int)"),),
        also=(
            (("AL > 0.5", "AL >= 1"),),
            (("(AL > 0.5).astype(int)", "np.zeros_like(AL).astype(int)"),),
        ),
    ),
    Mistake(
        "arguments-in-another-order",
        Text(
            "按说明，def 那一行里两个参数是什么顺序？",
            "In which order do the two arguments stand in the def line, by the text?",
        ),
        caught_by="answers",
        edits=(("(X, parameters):", "(parameters, X):"),),
    ),
    Mistake(
        "first-row-counted",
        EVERY_ONE,
        caught_by="answers",
        code="""def predict(X, parameters):
    AL, caches = L_model_forward(X, parameters)
    p = np.zeros(AL.shape)
    for i in range(AL.shape[0]):
        if AL[0, i] > 0.5:
            p[0, i] = 1
    return p
""",
        also=(
            """def predict(X, parameters):
    AL, caches = L_model_forward(X, parameters)
    p = np.zeros(AL.shape)
    for i in range(len(AL)):
        if AL[i] > 0.5:
            p[i] = 1
    return p
""",
            """def predict(X, parameters):
    AL, caches = L_model_forward(X, parameters)
    m = X.shape[1]
    p = np.zeros((1, m))
    for i in range(m):
        if AL[0, i] > 0.5:
            p[0, i] = 1
        return p
""",
        ),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def predict(X, parameters):
    probabilities = L_model_forward(X, parameters)[0]
    answers = np.zeros(probabilities.shape)
    for i in range(probabilities.shape[1]):
        if probabilities[0, i] > 0.5:
            answers[0, i] = 1
    return answers
""",
    """
def predict(X, parameters):
    return L_model_forward(X, parameters)[0] >= 0.5
""",
    """
def predict(X, parameters):
    AL, caches = L_model_forward(X, parameters)
    return np.round(AL).astype("uint8")
""",
    """
def predict(X, parameters):
    A, L = X, len(parameters) // 2
    for l in range(1, L):
        A = np.maximum(0, parameters[f"W{l}"] @ A + parameters[f"b{l}"])
    Z = parameters[f"W{L}"] @ A + parameters[f"b{L}"]
    return (Z > 0).astype(np.int8)
""",
    """
def predict(X, parameters):
    answers = [1 if L_model_forward(X[:, i:i + 1], parameters)[0].item() > 0.5 else 0 for i in range(X.shape[1])]
    return np.array([answers])
""",
)


# --- mutants that are right all the same -----------------------------------------------------------------

THRESHOLD = "no probability is exactly 0.5, and the course's rule lets >= pass for >"

EQUIVALENT = {"*(AL > 0.5)*  →  *(AL >= 0.5)*": THRESHOLD}


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "predict",
    builds_on=("linear_forward", "linear_activation_forward", "L_model_forward"),
    public=public,
    draws=(draw_close(0.004), draw_close(-0.004), draw_close(0.05), draw_plain),
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
    equivalent=EQUIVALENT,
)
