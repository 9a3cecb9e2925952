"""One layer backward: through the sigmoid or ReLU, each marked in the cases of its own, then the linear step.

Its last argument may be left out; ReLU is meant then, which is marked by itself.
"""

from __future__ import annotations

from typing import Any

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
    equal,
)

from ._inputs import RANDOM_WITH, Random, away_from_zero, public_case
from ._untouched import LEFT_AS_IT_WAS, TWICE, left_as_it_was

# --- cases -----------------------------------------------------------------------------------------------


def draw_layer(activation: str) -> Draw:
    def draw(random: Random, reference: Reference) -> Case:
        return Case(
            RANDOM_WITH[activation], (*backward_inputs(random, reference, activation), activation), tag=activation
        )

    return draw


def draw_left_out(random: Random, reference: Reference) -> Case:
    """ReLU, which is meant where nothing is said; a function that must be told answers what it misses."""
    return Case(LEFT_OUT, backward_inputs(random, reference, "relu"), tag="left out", script=WITHOUT_ACTIVATION)


def draw_untouched(activation: str) -> Draw:
    def draw(random: Random, reference: Reference) -> Case:
        inputs = (*backward_inputs(random, reference, activation), activation)
        return Case(TWICE, inputs, tag="untouched", script=LEFT_AS_IT_WAS)

    return draw


def backward_inputs(random: Random, reference: Reference, activation: str) -> tuple[Array, Any]:
    """dA and the cache of a real forward pass with one activation."""
    A, cache = reference.linear_activation_forward(*away_from_zero(random), activation)
    return random.standard_normal(A.shape), cache


LEFT_OUT = Text("随机输入（不给 activation）", "random input (without activation)")

WITHOUT_ACTIVATION = """
def probe(linear_activation_backward, dA, cache):
    import inspect
    try:
        inspect.signature(linear_activation_backward).bind(dA, cache)
    except TypeError:
        return "no default"
    except ValueError:
        pass
    return linear_activation_backward(dA, cache)
"""


# --- checks ----------------------------------------------------------------------------------------------

THREE_GRADIENTS = equal(Output("dA_prev", 0), Output("dW", 1), Output("db", 2))


def relu_by_default(answer: Answer) -> Finding | None:
    if isinstance(answer.value, str) and answer.value == "no default":
        return Finding(
            Text(
                "不给 activation 就调用不了：def 那一行还和发下来的一样吗？",
                "it cannot be called without activation: is the def line still the one that was handed out?",
            )
        )
    return THREE_GRADIENTS(answer)


CHECKS = (
    Check(
        "sigmoid",
        4,
        about=Text("用 sigmoid 时的三个梯度", "the three gradients with the sigmoid"),
        holds=THREE_GRADIENTS,
        cases="sigmoid",
    ),
    Check(
        "relu",
        4,
        about=Text("用 ReLU 时的三个梯度", "the three gradients with ReLU"),
        holds=THREE_GRADIENTS,
        cases="relu",
    ),
    Check(
        "default",
        1,
        about=Text("不给 `activation` 时就是 ReLU", "without `activation`, ReLU is meant"),
        holds=relu_by_default,
        cases="left out",
    ),
    Check(
        "untouched",
        1,
        about=Text("`dA` 和 `cache` 保持原样", "`dA` and `cache` stay as they were"),
        holds=left_as_it_was("dA", "cache", "activation"),
        needs=("sigmoid", "relu"),
        cases="untouched",
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: Of mistakes that answer differently, and for one reason.
BOTH_GO_ON = Text(
    "看看缩进：两种激活函数都会走到线性那一步吗？",
    "Look at the indentation: do both activations reach the linear step?",
)
SAME_ACTIVATION = Text(
    "前向时这一层用的是哪种激活函数？反向时呢？",
    "Which activation did this layer use on the way forward, and which on the way back?",
)

#: Of mistakes that a first look does not tell apart: it is true of all of them.
WHICH_BRANCH = Text(
    "两种激活各走哪一支？条件里的字符串拼写和大小写都一样吗？每一支走完，都到了线性的一步吗？",
    "Which branch does each activation take: is the string spelt the same, capitals included, and does each branch come to the linear step?",
)

#: The linear step stands in the second branch.
ONE_GOES_ON = """def linear_activation_backward(dA, cache, activation="relu"):
    linear_cache, activation_cache = cache
    if activation == "{first}":
        dZ = {first}_backward(dA, activation_cache)
    elif activation == "{second}":
        dZ = {second}_backward(dA, activation_cache)
        dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db
"""

MISTAKES = (
    Mistake(
        "branches-swapped",
        SAME_ACTIVATION,
        caught_by="sigmoid",
        edits=(('activation == "sigmoid"', 'activation == "relu"'),),
    ),
    Mistake(
        "the-other-cache",
        Text(
            "cache 的两部分，哪一部分是 Z？哪一个在前？",
            "Of the two parts of the cache, which one holds Z, and which comes first?",
        ),
        caught_by="sigmoid",
        edits=(("(dA, activation_cache)", "(dA, linear_cache)"),),
        also=(
            (("(dA, activation_cache)", "(dA, cache)"),),
            (("linear_cache, activation_cache = cache", "activation_cache, linear_cache = cache"),),
        ),
    ),
    Mistake(
        "activation-skipped",
        Text(
            "交给线性那一步的，是 dA 还是 dZ？激活函数那一步用上了吗？",
            "What does the linear step get, dA or dZ? Was the step through the activation used?",
        ),
        caught_by="sigmoid",
        edits=(("linear_backward(dZ,", "linear_backward(dA,"),),
    ),
    Mistake(
        "sigmoid-hands-dA-on",
        Text(
            "用 sigmoid 时，交给线性那一步的是 dA 还是 dZ？谁给你的就已经是 dZ 了吗？",
            "With the sigmoid, what does the linear step get, dA or dZ? Is what comes in dZ already?",
        ),
        caught_by="sigmoid",
        edits=(("dZ = sigmoid_backward(dA, activation_cache)", "dZ = dA"),),
    ),
    Mistake(
        "relu-lets-all-through",
        Text("Z = −1 时，ReLU 的导数是多少？", "What is the derivative of ReLU at Z = -1?"),
        caught_by="relu",
        edits=(("dZ = relu_backward(dA, activation_cache)", "dZ = dA * 1.0"),),
    ),
    Mistake(
        "relu-slope-is-Z",
        Text("Z = 5 时，ReLU 的导数是多少？是 5 吗？", "What is the derivative of ReLU at Z = 5? Is it 5?"),
        caught_by="relu",
        edits=(("relu_backward(dA, activation_cache)", "dA * np.maximum(0, activation_cache)"),),
    ),
    Mistake(
        "relu-masked-by-dA",
        Text(
            "前向时被关掉的，是 Z 为负的单元，还是 dA 为负的单元？",
            "Which units were off on the way forward: those with negative Z, or those with negative dA?",
        ),
        caught_by="relu",
        edits=(("relu_backward(dA, activation_cache)", "np.where(dA > 0, dA, 0)"),),
    ),
    Mistake(
        "sigmoid-slope-of-Z-itself",
        Text(
            "公式里的 s(1 − s)，s 是 Z，还是 Z 的 sigmoid？",
            "In s(1 - s), is s Z itself, or the sigmoid of Z?",
        ),
        caught_by="sigmoid",
        edits=(("sigmoid_backward(dA, activation_cache)", "dA * activation_cache * (1 - activation_cache)"),),
    ),
    Mistake(
        "chain-broken",
        Text(
            "链式法则的每个因子都在吗？dA 改变时，你的结果会变吗？",
            "Are all factors of the chain rule there? Does your result change when dA does?",
        ),
        caught_by="sigmoid",
        edits=(("sigmoid_backward(dA, activation_cache)", "sigmoid_backward(1.0, activation_cache)"),),
    ),
    Mistake(
        "no-default",
        Text(
            "表里说 activation 可以不给：不给的时候它是什么？这在 def 那一行里看得出来吗？",
            "The table says that activation may be left out: what is it then, and does your def line say so?",
        ),
        caught_by="default",
        edits=(('activation="relu")', "activation)"),),
    ),
    Mistake(
        "dA-changed",
        Text(
            "改 dZ 的时候，dA 变了吗？它们是两个数组，还是一个数组的两个名字？",
            "When dZ is changed, does dA change? Are they two arrays, or one with two names?",
        ),
        caught_by="untouched",
        edits=(("dZ = relu_backward(dA, activation_cache)", "dZ = dA\n        dZ[activation_cache <= 0] = 0"),),
    ),
    Mistake(
        "only-one-branch-goes-on",
        BOTH_GO_ON,
        caught_by="sigmoid",
        edits=(("    return linear_backward", "        return linear_backward"),),
    ),
    Mistake(
        "relu-alone-goes-on",
        WHICH_BRANCH,
        caught_by="sigmoid",
        code=ONE_GOES_ON.format(first="sigmoid", second="relu"),
    ),
    Mistake(
        "sigmoid-alone-goes-on",
        WHICH_BRANCH,
        caught_by="relu",
        code=ONE_GOES_ON.format(first="relu", second="sigmoid"),
    ),
    Mistake(
        "relu-step-for-both",
        SAME_ACTIVATION,
        caught_by="sigmoid",
        edits=(("sigmoid_backward(", "relu_backward("),),
    ),
    Mistake(
        "sigmoid-step-for-both",
        SAME_ACTIVATION,
        caught_by="relu",
        edits=(("relu_backward(", "sigmoid_backward("),),
    ),
    Mistake(
        "whole-cache-handed-on",
        Text(
            "cache 有几部分？线性的一步做的是哪一部分？",
            "How many parts has the cache, and which of them did the linear step make?",
        ),
        caught_by="sigmoid",
        edits=(("(dZ, linear_cache)", "(dZ, cache)"),),
        also=((("(dZ, linear_cache)", "(dZ, activation_cache)"),),),
    ),
    Mistake(
        "backward-arguments-swapped",
        Text(
            "sigmoid_backward 和 relu_backward 的两个参数，哪一个在前？",
            "Of the two arguments of sigmoid_backward and relu_backward, which one comes first?",
        ),
        caught_by="sigmoid",
        edits=(("(dA, activation_cache)", "(activation_cache, dA)"),),
    ),
    Mistake(
        "name-misspelled",
        WHICH_BRANCH,
        caught_by="relu",
        edits=(("    else:", '    elif activation == "ReLU":'),),
        also=(
            (('activation == "sigmoid"', 'activation == "Sigmoid"'), ("    else:", '    elif activation == "Relu":')),
            (('activation == "sigmoid"', "activation == sigmoid"), ("    else:", "    elif activation == relu:")),
        ),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def linear_activation_backward(dA, cache, activation="relu"):
    backward = sigmoid_backward if activation == "sigmoid" else relu_backward
    return linear_backward(backward(dA, cache[1]), cache[0])
""",
    """
def slope(Z, activation):
    if activation == "relu":
        return (Z >= 0).astype(float)
    s = 1 / (1 + np.exp(-Z))
    return s - s ** 2

def linear_activation_backward(dA, cache, activation="relu"):
    (A_prev, W, b), Z = cache
    dZ = dA * slope(Z, activation)
    ones = np.ones((dZ.shape[1], 1))
    return W.T.dot(dZ), dZ.dot(A_prev.T) / len(ones), dZ.dot(ones) / len(ones)
""",
    """
def linear_activation_backward(dA, cache, activation="relu"):
    linear_cache, Z = cache
    if activation == "relu":
        dZ = np.array(dA, copy=True)
        dZ[Z <= 0] = 0
    if activation == "sigmoid":
        A, _ = sigmoid(Z)
        dZ = np.multiply(dA, np.multiply(A, 1 - A))
    dA_prev, dW, db = linear_backward(dZ, linear_cache)
    return dA_prev, dW, db
""",
    """
def linear_activation_backward(dA, cache, activation="relu"):
    steps_back = {"relu": lambda: relu_backward(dA, cache[1]), "sigmoid": lambda: sigmoid_backward(dA, cache[1])}
    gradients = linear_backward(steps_back[activation](), cache[0])
    return list(gradients)
""",
    """
def linear_activation_backward(dA, cache, activation="relu"):
    ((A_prev, W, b), Z), m = cache, dA.shape[1]
    if activation == "sigmoid":
        slope = np.exp(-Z) / (1 + np.exp(-Z)) ** 2
    else:
        slope = np.sign(np.maximum(Z, 0))
    dZ = np.einsum("im,im->im", dA, slope).astype(np.float32)
    return np.einsum("ij,im->jm", W, dZ), np.einsum("im,jm->ij", dZ, A_prev) / m, np.einsum("im->i", dZ)[:, None] / m
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "linear_activation_backward",
    builds_on=("linear_backward",),
    public=public_case("linear_activation_backward", "relu", tag="relu"),
    draws=(
        draw_layer("sigmoid"),
        draw_layer("relu"),
        draw_layer("sigmoid"),
        draw_layer("relu"),
        draw_left_out,
        draw_untouched("sigmoid"),
        draw_untouched("relu"),
    ),
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
