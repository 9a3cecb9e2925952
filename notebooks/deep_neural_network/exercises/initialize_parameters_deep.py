"""Random weights, scaled by the layer before, and zero biases of a network of any depth.

The function sets its own seed, so the very numbers are compared, whatever seed was set before the call.
"""

from __future__ import annotations

from autograder.authoring import Case, Check, Exercise, Mistake, Outputs, Reference, Text, equal

from ._inputs import PUBLIC, RANDOM, Random, seed, sizes

# --- cases -----------------------------------------------------------------------------------------------


def public(reference: Reference) -> Case:
    return Case(PUBLIC, ([5, 4, 3],), seed=7)


def draw(random: Random, reference: Reference) -> Case:
    return Case(RANDOM, (sizes(random, int(random.integers(4, 8))),), seed=seed(random))


# --- checks ----------------------------------------------------------------------------------------------

CHECKS = (
    Check("W", 7, about=Text("所有 $W^{[l]}$ 的值", "the values of all $W^{[l]}$"), holds=equal(Outputs("W"))),
    Check(
        "b",
        3,
        about=Text("所有 $b^{[l]}$ 是零，形状正确", "all $b^{[l]}$ are zero, of the right shape"),
        holds=equal(Outputs("b")),
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
        Text("有 n 个层大小时，一共有几个 W？", "With n layer sizes, how many W are there?"),
        caught_by="W",
        edits=(("range(1, len(layers_dims))", "range(1, len(layers_dims) - 1)"),),
    ),
    Mistake(
        "input-layer-counted",
        Text("输入层有自己的权重吗？编号从几开始？", "Has the input layer weights? Where does the counting start?"),
        caught_by="W",
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
        caught_by="W",
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
        caught_by="W",
        edits=(("    np.random.seed(3)\n", ""),),
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
    structure=3,
    public=public,
    draws=(draw,) * 3,
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
