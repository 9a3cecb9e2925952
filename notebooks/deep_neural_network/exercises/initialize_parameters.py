"""Random weights and zero biases of a two-layer network.

Whoever draws the right numbers in another way than ``np.random.randn`` keeps most of the points: the size and the signs
of the weights are looked at by themselves, and only one check asks for the very numbers that follow from the seed. The
random cases have so many units that a wrong factor or a missing sign cannot be chance.
"""

from __future__ import annotations

import numpy as np

from autograder.authoring import Answer, Array, Case, Check, Exercise, Finding, Mistake, Outputs, Reference, Text, equal

from ._inputs import PUBLIC, RANDOM, Random, seed
from ._weights import (
    A_COLUMN,
    ALIKE_FOR_EVER,
    BIASES_START,
    ENOUGH,
    SYMMETRY_BROKEN,
    WHICH_DISTRIBUTION,
    each_weight,
    factor_of,
    has_both_signs,
    has_factor_one,
    no_further_layer,
)

# --- cases -----------------------------------------------------------------------------------------------


def public(reference: Reference) -> Case:
    return Case(PUBLIC, (3, 2, 1), seed=1)


def draw(random: Random, reference: Reference) -> Case:
    n_x, n_h = (int(size) for size in random.choice(np.arange(20, 41), size=2, replace=False))
    return Case(RANDOM, (n_x, n_h, int(random.integers(5, 13))), seed=seed(random))


# --- checks ----------------------------------------------------------------------------------------------


def has_scale(name: str, found: Array, expected: Array) -> Finding | None:
    size = float(np.sqrt(np.mean(found**2)))
    # The bounds let the draws vary, and a uniform or otherwise distributed draw pass, but no other power of ten.
    # Of the very numbers that were to be drawn, the factor is known exactly.
    within = 0.004 <= size <= 0.025 or found.size < ENOUGH
    if has_factor_one(found, expected) or (within and factor_of(found, expected) is None):
        return None
    return Finding(
        Text(
            "{name} 中各数的标准差约为 {size:.2g}，应约为 0.01：系数对吗？",
            "the standard deviation of {name} is about {size:.2g}, expected about 0.01: is the factor right?",
        ).format(name=name, size=size)
    )


def is_the_draw(name: str, found: Array, expected: Array) -> Finding | None:
    """The same draw up to one positive factor: a wrong factor is marked once, as the scale."""
    if factor_of(found, expected) is not None:
        return None
    return Finding(
        Text(
            "设好同一个种子以后，{name} 和参考的抽取不同：是否先抽 W1 再抽 W2，用 np.random.randn，函数里不设种子？",
            "with the same seed set, {name} differs from the reference's draw: is W1 drawn before W2, with "
            "np.random.randn, and no seed set inside?",
        ).format(name=name)
    )


def zero_biases(answer: Answer) -> Finding | None:
    """Both biases are zeros of the right shape, and belong to the two layers that there are."""
    return equal(Outputs("b"))(answer) or no_further_layer(answer)


CHECKS = (
    Check(
        "scale",
        3,
        about=Text("`W1`、`W2` 的形状和标准差（约 0.01）", "shape and standard deviation (about 0.01) of `W1`, `W2`"),
        holds=each_weight(has_scale),
    ),
    Check(
        "signs",
        3,
        about=Text("权重是随机的，有正有负", "the weights are random, of both signs"),
        holds=each_weight(has_both_signs),
    ),
    Check(
        "b",
        2,
        about=Text(
            "`b1`、`b2` 是零，形状正确，没有多出来的层",
            "`b1`, `b2` are zero, of the right shape, and of no further layer",
        ),
        holds=zero_biases,
    ),
    Check(
        "draw",
        2,
        about=Text(
            "设好种子就能重现：先 `W1` 后 `W2`，函数里不设种子",
            "reproducible from a seed: `W1` before `W2`, no seed set inside",
        ),
        holds=each_weight(is_the_draw),
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "rows-and-columns-swapped",
        Text(
            "W 的一行属于哪一层的单元，一列又属于哪一层？",
            "To which layer's units do the rows of W belong, and to which the columns?",
        ),
        caught_by="scale",
        edits=(("randn(n_h, n_x)", "randn(n_x, n_h)"), ("randn(n_y, n_h)", "randn(n_h, n_y)")),
    ),
    Mistake(
        "weights-not-small",
        Text(
            "这些权重有多大？Z 很大或很小时，sigmoid 的曲线还有多陡？",
            "How large are these weights? How steep is the sigmoid where Z is very large or very small?",
        ),
        caught_by="scale",
        edits=((" * 0.01", ""),),
        also=(
            ((" * 0.01", " * 0.1"),),
            (("(n_y, n_h) * 0.01", "(n_y, n_h)"),),
            (("(n_h, n_x) * 0.01", "(n_h, n_x)"),),
        ),
    ),
    Mistake(
        "weights-zero",
        ALIKE_FOR_EVER,
        caught_by="scale",
        edits=(
            ("np.random.randn(n_h, n_x) * 0.01", "np.zeros((n_h, n_x))"),
            ("np.random.randn(n_y, n_h) * 0.01", "np.zeros((n_y, n_h))"),
        ),
    ),
    Mistake(
        "sizes-hard-coded",
        Text(
            "如果换一组层的大小来调用，形状会跟着变吗？参数都用上了吗？",
            "Called with other sizes, do the shapes follow? Are the arguments used?",
        ),
        caught_by="scale",
        edits=(("n_h, n_x", "2, 3"), ("n_y, n_h", "1, 2"), ("n_h, 1", "2, 1"), ("n_y, 1", "1, 1")),
    ),
    Mistake(
        "weights-uniform",
        WHICH_DISTRIBUTION,
        caught_by="signs",
        edits=(("np.random.randn", "np.random.rand"),),
    ),
    Mistake(
        "bias-one-dimensional",
        A_COLUMN,
        caught_by="b",
        edits=(("np.zeros((n_h, 1))", "np.zeros(n_h)"), ("np.zeros((n_y, 1))", "np.zeros(n_y)")),
        also=(
            (("np.zeros((n_h, 1))", "np.zeros((1, n_h))"), ("np.zeros((n_y, 1))", "np.zeros((1, n_y))")),
            (("np.zeros((n_h, 1))", "0"), ("np.zeros((n_y, 1))", "0")),
        ),
    ),
    Mistake(
        "shape-not-a-tuple",
        Text(
            "zeros 怎样接收形状？它的第二个参数是什么意思？",
            "How does zeros take a shape? What does its second argument mean?",
        ),
        caught_by="b",
        edits=(("np.zeros((n_h, 1))", "np.zeros(n_h, 1)"), ("np.zeros((n_y, 1))", "np.zeros(n_y, 1)")),
    ),
    Mistake(
        "bias-random",
        SYMMETRY_BROKEN,
        caught_by="b",
        edits=(
            ("np.zeros((n_h, 1))", "np.random.randn(n_h, 1) * 0.01"),
            ("np.zeros((n_y, 1))", "np.random.randn(n_y, 1) * 0.01"),
        ),
    ),
    Mistake(
        "second-bias-of-hidden-size",
        Text("b2 是哪一层的偏置？那一层有几个单元？", "Whose bias is b2? How many units does that layer have?"),
        caught_by="b",
        edits=(("np.zeros((n_y, 1))", "np.zeros((n_h, 1))"),),
    ),
    Mistake(
        "a-layer-too-many",
        Text(
            "这个网络有几层？返回的字典里有几个 W？",
            "How many layers has this network, and how many W are in what is returned?",
        ),
        caught_by="b",
        edits=(
            (
                '"b2": b2}',
                '"b2": b2, "W3": np.random.randn(n_y, n_y) * 0.01, "b3": np.zeros((n_y, 1))}',
            ),
        ),
    ),
    Mistake(
        "draws-reordered",
        Text(
            "种子相同，先抽哪个矩阵会影响结果吗？题目要求的顺序是什么？",
            "With the same seed, does it matter which matrix is drawn first? Which order is asked for?",
        ),
        caught_by="draw",
        code="""def initialize_parameters(n_x, n_h, n_y):
    W2 = np.random.randn(n_y, n_h) * 0.01
    W1 = np.random.randn(n_h, n_x) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}
""",
    ),
    Mistake(
        "seed-inside",
        Text(
            "连续调用两次，会得到不同的权重吗？种子应由谁来设定？",
            "Called twice, does it give different weights? Who is to set the seed?",
        ),
        caught_by="draw",
        edits=(("    W1 = ", "    np.random.seed(1)\n    W1 = "),),
        also=(
            (("    W1 = ", "    np.random.seed(2)\n    W1 = "),),
            (("    W1 = ", "    np.random.seed(3)\n    W1 = "),),
            (("    W1 = ", "    np.random.seed(0)\n    W1 = "),),
        ),
    ),
    Mistake(
        "scale-of-the-deep-network",
        Text(
            "这里要的系数，是深层网络的那个吗？它和层的大小有关吗？",
            "Is the factor that is asked for here that of the deep network? Does it depend on the sizes of layers?",
        ),
        caught_by="scale",
        edits=((" * 0.01", " / np.sqrt(n_x)"),),
        also=(
            (("(n_h, n_x) * 0.01", "(n_h, n_x) / np.sqrt(n_x)"), ("(n_y, n_h) * 0.01", "(n_y, n_h) / np.sqrt(n_h)")),
            (
                ("(n_h, n_x) * 0.01", "(n_h, n_x) * np.sqrt(2 / n_x)"),
                ("(n_y, n_h) * 0.01", "(n_y, n_h) * np.sqrt(2 / n_h)"),
            ),
        ),
    ),
    Mistake(
        "second-layer-from-the-input",
        Text(
            "第 2 层的输入是 X，还是隐藏层的输出？W2 该有几列？",
            "Is layer 2 fed with X, or with what the hidden layer gives? How many columns has W2, then?",
        ),
        caught_by="scale",
        edits=(("randn(n_y, n_h)", "randn(n_y, n_x)"),),
    ),
    Mistake(
        "bias-ones",
        BIASES_START,
        caught_by="b",
        edits=(("np.zeros(", "np.ones("),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def initialize_parameters(n_x, n_h, n_y):
    sizes = [n_x, n_h, n_y]
    parameters = dict()
    for layer in (1, 2):
        shape = (sizes[layer], sizes[layer - 1])
        parameters[f"W{layer}"] = np.random.normal(loc=0.0, scale=0.01, size=shape)
        parameters[f"b{layer}"] = np.zeros([sizes[layer], 1])
    return parameters
""",
    """
def small(*shape):
    return np.multiply(np.random.standard_normal(shape), 1e-2).astype(np.float32)

def initialize_parameters(n_x, n_h, n_y):
    print("initialising", n_x, n_h, n_y)
    first, second = small(n_h, n_x), small(n_y, n_h)
    return {"b2": np.array([[0.0]] * n_y), "W2": second, "b1": np.full((n_h, 1), 0.0), "W1": first, "sizes": 3}
""",
    """
def initialize_parameters(n_x, n_h, n_y):
    W1, W2 = (0.01 * np.random.randn(n, before) for n, before in ((n_h, n_x), (n_y, n_h)))
    return dict(W1=W1, b1=np.zeros((n_h, 1), dtype=int), W2=W2, b2=np.zeros((n_y, 1), dtype=int))
""",
    """
def initialize_parameters(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x)
    W1 *= 0.01
    W2 = np.random.randn(n_y, n_h)
    W2 /= 100
    b1, b2 = (np.zeros(shape=(n, 1), dtype=np.float32) for n in [n_h, n_y])
    parameters = {}
    parameters["W1"], parameters["b1"] = W1, b1
    parameters["W2"], parameters["b2"] = W2, b2
    return parameters
""",
    """
def initialize_parameters(n_x, n_h, n_y):
    def layer(n, n_prev):
        rows = [[0.01 * np.random.randn() for _ in range(n_prev)] for _ in range(n)]
        return np.array(rows), np.array([[0] for _ in range(n)])

    W1, b1 = layer(n_h, n_x)
    W2, b2 = layer(n_y, n_h)
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
""",
)


# --- lazy answers ----------------------------------------------------------------------------------------

LAZY_ANSWERS = (
    # Numbers of the right size, of both signs, and without any chance.
    """
def initialize_parameters(n_x, n_h, n_y):
    def weights(*shape):
        return np.resize([0.01, -0.01, 0.01], shape)
    return {"W1": weights(n_h, n_x), "b1": np.zeros((n_h, 1)), "W2": weights(n_y, n_h), "b2": np.zeros((n_y, 1))}
""",
    """
def initialize_parameters(n_x, n_h, n_y):
    def weights(*shape):
        return 0.014 * np.sin(np.arange(shape[0] * shape[1])).reshape(shape)
    return {"W1": weights(n_h, n_x), "b1": np.zeros((n_h, 1)), "W2": weights(n_y, n_h), "b2": np.zeros((n_y, 1))}
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "initialize_parameters",
    # Zero biases, and numbers of about the right size: no chance is needed for these.
    structure=5,
    lazy_answers=LAZY_ANSWERS,
    public=public,
    draws=(draw,) * 3,
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
