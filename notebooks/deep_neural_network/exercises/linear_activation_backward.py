"""One layer backward: through the sigmoid or ReLU, each marked in the cases of its own, then the linear step.

Its last argument may be left out; ReLU is meant then, and one case asks for it.
"""

from __future__ import annotations

from autograder.authoring import Case, Check, Draw, Exercise, Mistake, Output, Reference, Text, equal

from ._inputs import RANDOM_WITH, Random, away_from_zero, public_case

# --- cases -----------------------------------------------------------------------------------------------


def draw_layer(*activation: str, forward: str) -> Draw:
    """A real forward pass with one activation; ``activation`` is passed on, or left out where it is empty."""

    def draw(random: Random, reference: Reference) -> Case:
        A, cache = reference.linear_activation_forward(*away_from_zero(random), forward)
        return Case(RANDOM_WITH[forward], (random.standard_normal(A.shape), cache, *activation), tag=forward)

    return draw


# --- checks ----------------------------------------------------------------------------------------------

THREE_GRADIENTS = (Output("dA_prev", 0), Output("dW", 1), Output("db", 2))


CHECKS = (
    Check(
        "sigmoid",
        5,
        about=Text("用 sigmoid 时的三个梯度", "the three gradients with the sigmoid"),
        holds=equal(*THREE_GRADIENTS),
        cases="sigmoid",
    ),
    Check(
        "relu",
        5,
        about=Text("用 ReLU 时的三个梯度", "the three gradients with ReLU"),
        holds=equal(*THREE_GRADIENTS),
        cases="relu",
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "branches-swapped",
        Text(
            "前向时这一层用的是哪种激活函数？反向时呢？",
            "Which activation did this layer use on the way forward, and which on the way back?",
        ),
        caught_by="sigmoid",
        edits=(('activation == "sigmoid"', 'activation == "relu"'),),
    ),
    Mistake(
        "the-other-cache",
        Text(
            "两个 cache 里，哪一个存着 Z？",
            "Which of the two caches holds Z?",
        ),
        caught_by="sigmoid",
        edits=(("(dA, activation_cache)", "(dA, linear_cache)"),),
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
        "only-one-branch-goes-on",
        Text(
            "看看缩进：两种激活函数都会走到线性那一步吗？",
            "Look at the indentation: do both activations reach the linear step?",
        ),
        caught_by="sigmoid",
        edits=(("    return linear_backward", "        return linear_backward"),),
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
        draw_layer("sigmoid", forward="sigmoid"),
        draw_layer("relu", forward="relu"),
        draw_layer("sigmoid", forward="sigmoid"),
        draw_layer(forward="relu"),
    ),
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
