"""One layer forward: the linear step, then the sigmoid or ReLU, each marked in the cases of its own.

The cache is judged by use, since nothing but the backward pass says what must be in it.
"""

from __future__ import annotations

from typing import Any

from autograder.authoring import Answer, Case, Check, Draw, Exercise, Mistake, Output, Reference, Text, serves

from ._caches import BACKWARD_PASS, behind, output, probe
from ._inputs import RANDOM_WITH, Random, away_from_zero, public_case

# --- cases -----------------------------------------------------------------------------------------------


def draw_layer(activation: str) -> Draw:
    def draw(random: Random, reference: Reference) -> Case:
        return Case(RANDOM_WITH[activation], (*away_from_zero(random), activation), tag=activation)

    return draw


# --- checks ----------------------------------------------------------------------------------------------


def used_by_activation_backward(answer: Answer, cache: Any) -> Any:
    """The gradients that the lesson's linear_activation_backward makes of a layer's cache."""
    activation = answer.case.args[3]
    return answer.reference.linear_activation_backward(probe(answer.expected[0].shape), cache, activation)


CHECKS = (
    Check(
        "sigmoid",
        4,
        about=Text("用 sigmoid 时的 `A`", "`A` with the sigmoid"),
        holds=output("A"),
        cases="sigmoid",
    ),
    Check("relu", 4, about=Text("用 ReLU 时的 `A`", "`A` with ReLU"), holds=output("A"), cases="relu"),
    Check(
        "caches",
        2,
        about=Text(
            "跟在 `A` 后面返回的 `cache` 能供反向传播使用",
            "`cache`, returned behind `A`, holds what the backward pass needs",
        ),
        holds=behind("A", "cache", serves(Output("cache", 1), used_by_activation_backward, BACKWARD_PASS)),
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "branches-swapped",
        Text(
            "sigmoid 的值可能大于 1 吗？看看你的输出。",
            "Can a sigmoid be greater than 1? What does your output show?",
        ),
        caught_by="sigmoid",
        edits=(('activation == "sigmoid"', 'activation == "relu"'),),
    ),
    Mistake(
        "one-activation-always",
        Text(
            "参数 activation 会影响结果吗？两种都试试，看到了什么？",
            "Does the argument activation make a difference? What do you see when you try both?",
        ),
        caught_by="relu",
        edits=(("activation_cache = relu(Z)", "activation_cache = sigmoid(Z)"),),
    ),
    Mistake(
        "name-misspelled",
        Text(
            "传进来的 activation 是什么？条件里和它相比的是一个字符串吗，拼写和大小写都一样吗？",
            "What comes in as activation? Is it compared with a string, spelt the same, capitals included?",
        ),
        caught_by="relu",
        edits=(("    else:", '    elif activation == "ReLU":'),),
        also=(
            (('activation == "sigmoid"', 'activation == "Sigmoid"'), ("    else:", '    elif activation == "Relu":')),
            (('activation == "sigmoid"', "activation == sigmoid"), ("    else:", "    elif activation == relu:")),
        ),
    ),
    Mistake(
        "activates-the-input",
        Text(
            "激活函数作用在哪个量上？这一层的 W 和 b 起作用了吗？",
            "What is the activation applied to? Do W and b of this layer have any effect?",
        ),
        caught_by="sigmoid",
        edits=(("sigmoid(Z)", "sigmoid(A_prev)"), ("relu(Z)", "relu(A_prev)")),
    ),
    Mistake(
        "helper-not-unpacked",
        Text("sigmoid 返回几个值？A 现在是什么类型？", "How many values does sigmoid return? What type is A now?"),
        caught_by="sigmoid",
        edits=(
            ("A, activation_cache = sigmoid(Z)", "A = activation_cache = sigmoid(Z)"),
            ("A, activation_cache = relu(Z)", "A = activation_cache = relu(Z)"),
        ),
        also=(
            (
                ("A, activation_cache = sigmoid(Z)", "A, activation_cache = sigmoid(Z), Z"),
                ("A, activation_cache = relu(Z)", "A, activation_cache = relu(Z), Z"),
            ),
        ),
    ),
    Mistake(
        "returns-Z",
        Text(
            "这一层要交给下一层的，是激活之前还是之后的值？",
            "What does this layer hand on, the value before or after the activation?",
        ),
        caught_by="sigmoid",
        edits=(("return A, ", "return Z, "),),
    ),
    Mistake(
        "leaky-relu",
        Text(
            "Z 为负时，ReLU 应该给出多少？",
            "What should ReLU give where Z is negative?",
        ),
        caught_by="relu",
        edits=(("A, activation_cache = relu(Z)", "A, activation_cache = np.maximum(0.1 * Z, Z), Z"),),
        also=((("A, activation_cache = relu(Z)", "A, activation_cache = np.maximum(0.01 * Z, Z), Z"),),),
    ),
    Mistake(
        "cache-not-returned",
        Text("调用它的人要得到几样东西？", "How many things is the caller to get?"),
        caught_by="caches",
        edits=(("return A, (linear_cache, activation_cache)", "return A"),),
    ),
    Mistake(
        "caches-A",
        Text(
            "激活函数的导数是在哪个值处取的？cache 里有它吗？",
            "At which value is the derivative of the activation taken? Is it in the cache?",
        ),
        caught_by="caches",
        edits=(("(linear_cache, activation_cache)", "(linear_cache, A)"),),
    ),
    Mistake(
        "caches-swapped",
        Text(
            "cache 的两部分，哪一个在前？",
            "Of the two parts of the cache, which one comes first?",
        ),
        caught_by="caches",
        edits=(("(linear_cache, activation_cache)", "(activation_cache, linear_cache)"),),
    ),
    Mistake(
        "cache-flat",
        Text(
            "cache 按说明有几部分？每一部分是一整个缓存，还是里面的一样东西？",
            "How many parts has the cache by the text? Is each of them a whole cache, or one thing out of one?",
        ),
        caught_by="caches",
        edits=(("(linear_cache, activation_cache)", "(*linear_cache, activation_cache)"),),
        also=((("return A, (linear_cache, activation_cache)", "return A, linear_cache, activation_cache"),),),
    ),
    Mistake(
        "one-cache-twice",
        Text(
            "cache 的两部分是两样不同的东西吗？哪一样被后来的盖掉了？",
            "Are the two parts of the cache two different things? Which one was overwritten by the other?",
        ),
        caught_by="caches",
        edits=(("(linear_cache, activation_cache)", "(activation_cache, activation_cache)"),),
        also=((("(linear_cache, activation_cache)", "(linear_cache, linear_cache)"),),),
    ),
    Mistake(
        "one-cache-alone",
        Text(
            "反向传播时，线性的一步要用什么，激活的一步又要用什么？cache 里都有吗？",
            "On the way back, what does the linear step need, and what the activation? Are both in the cache?",
        ),
        caught_by="caches",
        edits=(("(linear_cache, activation_cache)", "linear_cache"),),
        also=((("(linear_cache, activation_cache)", "activation_cache"),),),
    ),
    Mistake(
        "own-sigmoid-without-minus",
        Text(
            "Z 很大的时候，sigmoid 该接近 1 还是 0？你的给出多少？",
            "Where Z is large, should a sigmoid be near 1 or near 0? What does yours give?",
        ),
        caught_by="sigmoid",
        edits=(("A, activation_cache = sigmoid(Z)", "A, activation_cache = 1 / (1 + np.exp(Z)), Z"),),
    ),
    Mistake(
        "tanh-for-sigmoid",
        Text("sigmoid 会是负数吗？你用的是哪个函数？", "Can a sigmoid be negative? Which function is this?"),
        caught_by="sigmoid",
        edits=(("A, activation_cache = sigmoid(Z)", "A, activation_cache = np.tanh(Z), Z"),),
    ),
    Mistake(
        "relu-as-a-mask",
        Text("Z 是 5 的时候，ReLU 该给出 5 还是 1？", "Where Z is 5, should ReLU give 5 or 1?"),
        caught_by="relu",
        edits=(("A, activation_cache = relu(Z)", "A, activation_cache = (Z > 0) * 1.0, Z"),),
    ),
    Mistake(
        "relu-of-the-absolute",
        Text("Z 是 −5 的时候，ReLU 该给出多少？", "Where Z is −5, what should ReLU give?"),
        caught_by="relu",
        edits=(("A, activation_cache = relu(Z)", "A, activation_cache = np.abs(Z), Z"),),
        also=(
            (("A, activation_cache = relu(Z)", "A, activation_cache = np.minimum(0, Z), Z"),),
            (("A, activation_cache = relu(Z)", "A, activation_cache = Z, Z"),),
        ),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def linear_activation_forward(A_prev, W, b, activation):
    g = {"sigmoid": sigmoid, "relu": relu}[activation]
    Z, linear_cache = linear_forward(A_prev, W, b)
    A, activation_cache = g(Z)
    return A, [linear_cache, activation_cache]
""",
    """
def linear_activation_forward(A_prev, W, b, activation):
    Z = np.matmul(W, A_prev) + b
    A = 1 / (1 + np.exp(-Z)) if activation == "sigmoid" else Z * (Z > 0)
    return A, ((A_prev, W, b), Z)
""",
    """
def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    if activation == "relu":
        A = Z.copy()
        A[A < 0] = 0
    elif activation == "sigmoid":
        A = np.exp(Z) / (1 + np.exp(Z))
    else:
        raise ValueError(activation)
    cache = linear_cache, Z
    return A, cache
""",
    """
def linear_activation_forward(A_prev, W, b, activation):
    Z = np.einsum("ij,jm->im", W, A_prev)
    Z += b
    A = np.array([[1 / (1 + np.e ** -z) if activation == "sigmoid" else max(z, 0) for z in row] for row in Z])
    return [A, [[A_prev, W, b], Z.astype(np.float32)]]
""",
    """
def half_tanh(Z):
    return 0.5 * (1 + np.tanh(Z / 2))

def rectified(Z):
    return (np.abs(Z) + Z) / 2

def linear_activation_forward(A_prev, W, b, activation):
    Z, linear_cache = linear_forward(A_prev, W, b)
    match activation:
        case "sigmoid":
            return half_tanh(Z), (linear_cache, Z)
        case "relu":
            return rectified(Z), (linear_cache, Z)
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "linear_activation_forward",
    builds_on=("linear_forward",),
    public=public_case("linear_activation_forward", "relu", tag="relu"),
    draws=(draw_layer("sigmoid"), draw_layer("relu")) * 2,
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
