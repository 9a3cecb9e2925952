"""Random weights, scaled by the layer before, and zero biases of a network of any depth.

The size of the weights and the seed that they are drawn from are marked apart. The random layers have so many units that
another scale shows whatever the numbers are; where they are the lesson's own draw, it shows exactly.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autograder.authoring import Answer, Array, Case, Check, Exercise, Finding, Mistake, Outputs, Reference, Text, equal

from ._inputs import PUBLIC, RANDOM, Random, seed
from ._untouched import LEFT_AS_IT_WAS, TWICE, left_as_it_was
from ._weights import (
    A_COLUMN,
    ALIKE_FOR_EVER,
    BIASES_START,
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
    return Case(PUBLIC, ([5, 4, 3],), tag="drawn", seed=7)


def layers(random: Random) -> list[int]:
    """Sizes of four to seven layers, all different, two neighbours so far apart that neither can stand for the other."""
    while True:
        found = [30 + int(size) for size in random.permutation(51)[: random.integers(4, 8)]]
        if any(here / before > SEVERAL for before, here in pairwise(found)):
            return found


def draw(random: Random, reference: Reference) -> Case:
    return Case(RANDOM, (layers(random),), tag="drawn", seed=seed(random))


def draw_untouched(random: Random, reference: Reference) -> Case:
    return Case(TWICE, (layers(random),), tag="untouched", script=LEFT_AS_IT_WAS)


# --- checks ----------------------------------------------------------------------------------------------

#: Times that one of two neighbouring layers is larger, at least.
SEVERAL = 1.6
#: So far the standard deviation of 900 numbers or more, drawn from any seed, may be from what it should be: five times
#: as far as chance takes it.
CHANCE = 0.12


def has_scale(name: str, found: Array, expected: Array) -> Finding | None:
    size, right = float(np.sqrt(np.mean(found**2))), 1 / np.sqrt(found.shape[1])
    within = abs(size / right - 1) <= CHANCE or found.size < 900
    if has_factor_one(found, expected) or (within and factor_of(found, expected) is None):
        return has_both_signs(name, found, expected)
    return Finding(
        Text(
            "{name} 中各数的标准差约为 {size:.2g}，应约为 {right:.2g}：按公式缩放了吗？",
            "the standard deviation of {name} is about {size:.2g}, expected about {right:.2g}: is it scaled as the "
            "formula says?",
        ).format(name=name, size=size, right=float(right)),
        found=f"{name}: {size:.3g}",
        expected=f"{name}: {right:.3g}",
    )


def is_the_draw(name: str, found: Array, expected: Array) -> Finding | None:
    """The draw of seed 3, up to one positive factor: a wrong factor is marked once, as the scale."""
    if factor_of(found, expected) is not None:
        return None
    return Finding(
        Text(
            "{name} 不是从种子 3 开始依次抽出的数：函数里把种子设成了几，设了几次？",
            "{name} does not hold the numbers that follow from seed 3: which seed does the function set, and how often?",
        ).format(name=name)
    )


def zero_biases(answer: Answer) -> Finding | None:
    """Zeros of the right shapes, for as many layers as there are."""
    return equal(Outputs("b"))(answer) or no_further_layer(answer)


CHECKS = (
    Check(
        "W",
        5,
        about=Text(
            "所有 $W^{[l]}$ 的形状和大小：随机，有正有负，标准差为 $1 / \\sqrt{n_{l-1}}$",
            "shape and size of all $W^{[l]}$: random, of both signs, with standard deviation $1 / \\sqrt{n_{l-1}}$",
        ),
        holds=each_weight(has_scale),
        cases="drawn",
    ),
    Check(
        "b",
        2,
        about=Text(
            "所有 $b^{[l]}$ 是零，形状正确，没有多出来的层",
            "all $b^{[l]}$ are zero, of the right shape, and of no further layer",
        ),
        holds=zero_biases,
        cases="drawn",
    ),
    Check(
        "draw",
        2,
        about=Text(
            "自己把种子设为 3，只设一次，从第 1 层起依次抽取",
            "it sets the seed to 3 itself, just once, and draws layer by layer from layer 1 on",
        ),
        holds=each_weight(is_the_draw),
        cases="drawn",
    ),
    Check(
        "untouched",
        1,
        about=Text("`layers_dims` 保持原样", "`layers_dims` stays as it was"),
        holds=left_as_it_was("layers_dims"),
        needs=("W",),
        cases="untouched",
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

MISTAKES = (
    Mistake(
        "sizes-swapped",
        Text(
            "W 要乘的是哪一层的输出？它的列数因此是多少？",
            "What does W multiply? How many columns must it have, then?",
        ),
        caught_by="W",
        edits=(("randn(n, n_prev)", "randn(n_prev, n)"),),
    ),
    Mistake(
        "last-layer-missing",
        Text(
            "有 n 个层的大小，应该有几个 W？函数结束以前，循环走了几圈？",
            "With n layer sizes, how many W are there, and how many rounds does the loop take before the function ends?",
        ),
        caught_by="W",
        edits=(("range(1, len(layers_dims))", "range(1, len(layers_dims) - 1)"),),
        also=((("    return parameters", "        return parameters"),),),
    ),
    Mistake(
        "input-layer-counted",
        Text("输入层有自己的权重吗？编号从几开始？", "Has the input layer weights? Where does the counting start?"),
        caught_by="b",
        edits=(("range(1, len(layers_dims))", "range(len(layers_dims))"),),
    ),
    Mistake(
        "scale-of-two-layers",
        Text(
            "这里要求的缩放和两层网络的一样吗？它取决于什么？",
            "Is the scale asked for here that of the two-layer network? What does it depend on?",
        ),
        caught_by="W",
        edits=(("/ np.sqrt(n_prev)", "* 0.01"),),
    ),
    Mistake(
        "he-scale",
        Text(
            "你用的是哪一种初始化的缩放？题目给的公式里有 2 吗？",
            "Which initialisation does your scale come from? Is there a 2 in the formula given here?",
        ),
        caught_by="W",
        edits=(("/ np.sqrt(n_prev)", "* np.sqrt(2 / n_prev)"),),
        also=(
            (("/ np.sqrt(n_prev)", "* np.sqrt(2 / (n_prev + n))"),),
            (("/ np.sqrt(n_prev)", "* np.sqrt(2 / n)"),),
        ),
    ),
    Mistake(
        "scale-without-root",
        Text(
            "n 个随机数之和的标准差，是随 n 增长，还是比 n 慢？公式里还有什么？",
            "Does the standard deviation of a sum of n random numbers grow like n, or slower? "
            "What else is in the formula?",
        ),
        caught_by="W",
        edits=(("np.sqrt(n_prev)", "n_prev"),),
    ),
    Mistake(
        "bias-of-layer-before",
        Text("b 的长度是哪一层的单元数？", "Which layer's units does b count?"),
        caught_by="b",
        edits=(("np.zeros((n, 1))", "np.zeros((n_prev, 1))"),),
    ),
    Mistake(
        "seed-inside-loop",
        Text(
            "种子设定了几次？每一层从哪里接着抽随机数？",
            "How often is the seed set? Where in the random numbers does each layer go on?",
        ),
        caught_by="draw",
        edits=(
            ("    np.random.seed(3)\n    parameters", "    parameters"),
            ("        n_prev, n =", "        np.random.seed(3)\n        n_prev, n ="),
        ),
    ),
    Mistake(
        "no-seed",
        Text(
            "调用两次，结果一样吗？题目要求怎样让结果可以重现？",
            "Called twice, does it give the same? How is the result to be made reproducible?",
        ),
        caught_by="draw",
        edits=(("    np.random.seed(3)\n", ""),),
    ),
    *(
        Mistake(
            f"seed-{other}",
            Text(
                "说明里要的是哪一个种子？前后几个函数的种子一样吗？",
                "Which seed is asked for here? Is it that of the other functions?",
            ),
            caught_by="draw",
            edits=(("seed(3)", f"seed({other})"),),
        )
        for other in (1, 2)
    ),
    Mistake(
        "a-layer-too-many",
        Text(
            "有 n 个层大小时，一共有几个 W？最后一层后面还有一层吗？",
            "With n layer sizes, how many W are there? Does another layer follow the last one?",
        ),
        caught_by="b",
        edits=(
            (
                "    return parameters",
                '    parameters["W" + str(l + 1)] = np.random.randn(1, n) / np.sqrt(n)\n'
                '    parameters["b" + str(l + 1)] = np.zeros((1, 1))\n    return parameters',
            ),
        ),
    ),
    Mistake(
        "sizes-used-up",
        Text(
            "函数运行完以后，传进来的那个列表还和原来一样吗？谁还要用它？",
            "When the function is done, is the list that came in what it was? Who else needs it?",
        ),
        caught_by="untouched",
        code="""def initialize_parameters_deep(layers_dims):
    np.random.seed(3)
    parameters = {}
    n_prev, l = layers_dims.pop(0), 1
    while layers_dims:
        n = layers_dims.pop(0)
        parameters["W" + str(l)] = np.random.randn(n, n_prev) / np.sqrt(n_prev)
        parameters["b" + str(l)] = np.zeros((n, 1))
        n_prev, l = n, l + 1
    return parameters
""",
    ),
    Mistake(
        "constant-key",
        Text(
            "把返回的字典的键打印出来：每一层都有自己的名字吗？",
            "Print the keys of what is returned: does every layer have a name of its own?",
        ),
        caught_by="W",
        edits=(('"W" + str(l)', '"W" + "l"'), ('"b" + str(l)', '"b" + "l"')),
    ),
    Mistake(
        "no-scale",
        Text(
            "n_prev 个大小约为 1 的数加起来，和有多大？公式里除以了什么？",
            "How large is a sum of n_prev numbers of size 1? What does the formula divide by?",
        ),
        caught_by="W",
        edits=((" / np.sqrt(n_prev)", ""),),
    ),
    Mistake(
        "root-of-own-layer",
        Text(
            "一个单元的 Z 是几项之和：这一层有几个单元，还是上一层有几个单元？",
            "Of how many terms is one unit's Z the sum: as many as its layer has units, or the layer before?",
        ),
        caught_by="W",
        edits=(("np.sqrt(n_prev)", "np.sqrt(n)"),),
        also=((("np.sqrt(n_prev)", "np.sqrt(layers_dims[0])"),),),
    ),
    Mistake(
        "times-the-root",
        Text(
            "上一层越大，权重应该越大还是越小？公式里是乘还是除？",
            "With a larger layer before, should the weights be larger or smaller? Does the formula multiply or divide?",
        ),
        caught_by="W",
        edits=(("/ np.sqrt(n_prev)", "* np.sqrt(n_prev)"),),
    ),
    Mistake(
        "numbered-otherwise",
        Text(
            "W1 是哪一层的权重？列出返回的字典里的键：编号从几开始？",
            "Which layer's weights are W1? List the keys of what is returned: which number does the counting start from?",
        ),
        caught_by="W",
        edits=(('"W" + str(l)', '"W" + str(l - 1)'), ('"b" + str(l)', '"b" + str(l - 1)')),
        also=((('"W" + str(l)', '"W" + str(l + 1)'), ('"b" + str(l)', '"b" + str(l + 1)')),),
    ),
    Mistake(
        "weights-uniform",
        WHICH_DISTRIBUTION,
        caught_by="W",
        edits=(("np.random.randn", "np.random.rand"),),
    ),
    Mistake(
        "weights-zero",
        ALIKE_FOR_EVER,
        caught_by="W",
        edits=(("np.random.randn(n, n_prev)", "np.zeros((n, n_prev))"),),
    ),
    Mistake(
        "bias-no-column",
        A_COLUMN,
        caught_by="b",
        edits=(("np.zeros((n, 1))", "np.zeros(n)"),),
        also=(
            (("np.zeros((n, 1))", "np.zeros((1, n))"),),
            (("np.zeros((n, 1))", "0"),),
        ),
    ),
    Mistake(
        "bias-random",
        SYMMETRY_BROKEN,
        caught_by="b",
        edits=(("np.zeros((n, 1))", "np.random.randn(n, 1)"),),
        also=(
            (("np.zeros((n, 1))", "np.random.randn(n, 1) * 0.01"),),
            (("np.zeros((n, 1))", "np.random.randn(n, 1) / np.sqrt(n_prev)"),),
        ),
    ),
    Mistake(
        "bias-ones",
        BIASES_START,
        caught_by="b",
        edits=(("np.zeros(", "np.ones("),),
    ),
    Mistake(
        "another-seed",
        Text("题目要的种子是几？", "Which seed does the text ask for?"),
        caught_by="draw",
        edits=(("seed(3)", "seed(0)"),),
        also=(
            (("seed(3)", "seed(42)"),),
            (("seed(3)", "seed(4)"),),
        ),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def initialize_parameters_deep(layers_dims):
    random = np.random.RandomState(3)
    pairs = list(zip(layers_dims[:-1], layers_dims[1:]))
    weights = {f"W{i}": random.normal(0, before ** -0.5, (here, before)) for i, (before, here) in enumerate(pairs, 1)}
    biases = {f"b{i}": np.zeros((here, 1)) for i, (_, here) in enumerate(pairs, 1)}
    return {**weights, **biases}
""",
    """
def initialize_parameters_deep(layers_dims):
    np.random.seed(seed=3)
    parameters, l = {}, 1
    while l < len(layers_dims):
        W = np.random.randn(layers_dims[l] * layers_dims[l - 1]).reshape(layers_dims[l], -1)
        parameters.update({"W%d" % l: W * np.sqrt(1.0 / layers_dims[l - 1]), "b%d" % l: np.zeros_like(W[:, :1])})
        l += 1
    return parameters
""",
    """
def initialize_parameters_deep(layers_dims):
    np.random.seed(3)

    def from_layer(l):
        if l == len(layers_dims):
            return {}
        W = np.random.randn(layers_dims[l], layers_dims[l - 1]) / layers_dims[l - 1] ** 0.5
        return {f"W{l}": W, f"b{l}": 0 * W[:, [0]], **from_layer(l + 1)}

    return from_layer(1)
""",
    """
def initialize_parameters_deep(layers_dims):
    np.random.seed(3)
    parameters = {"L": len(layers_dims) - 1}
    for i, n in enumerate(layers_dims[1:]):
        parameters[f"W{i + 1}"] = (np.random.randn(n, layers_dims[i]) / np.sqrt(layers_dims[i])).astype("float32")
        parameters[f"b{i + 1}"] = np.zeros((n, 1), dtype=int)
    return parameters
""",
    """
import math

def initialize_parameters_deep(layers_dims):
    np.random.seed(3)
    W, b = {}, {}
    for l in range(len(layers_dims) - 1):
        W["W" + str(l + 1)] = np.random.normal(size=(layers_dims[l + 1], layers_dims[l])) * (1 / math.sqrt(layers_dims[l]))
        b["b" + str(l + 1)] = np.full((layers_dims[l + 1], 1), 0.0)
    return W | b
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "initialize_parameters_deep",
    # Zero biases of the right shape.
    structure=2,
    public=public,
    draws=(*(draw,) * 3, draw_untouched),
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
