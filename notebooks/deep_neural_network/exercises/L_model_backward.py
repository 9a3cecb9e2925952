"""The whole network backward: the gradients of all layers from the prediction, the labels and the caches.

The random cases are real forward passes. The public one is not, and so has more than one right answer.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.authoring import Answer, Array, Case, Check, Exercise, Finding, Mistake, Outputs, Reference, Text, equal

from ._inputs import ONE_LAYER, PUBLIC, RANDOM, Parameters, Random, network, one_layer
from ._untouched import LEFT_AS_IT_WAS, TWICE, left_as_it_was

# --- cases -----------------------------------------------------------------------------------------------


def public(reference: Reference) -> Case:
    """The public case is no real forward pass (AL holds 1.79), so two other answers are right there, too.

    One takes the shortcut dZ = AL - Y in the last layer, which equals formulas (11) and (14) wherever AL
    is the sigmoid of the cached Z. The other keeps AL away from 0 and 1 before it divides.
    """
    AL, Y, caches = reference.resource("testCases_v2", "L_model_backward_test_case")()
    clipped = [
        reference.L_model_backward(np.clip(AL, margin, 1 - margin), Y, caches)
        for margin in (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5)
    ]
    L = len(caches)
    shortcut: dict[str, Array] = {}
    dA, shortcut[f"dW{L}"], shortcut[f"db{L}"] = reference.linear_backward(AL - Y, caches[-1][0])
    shortcut[f"dA{L}"] = dA
    for l in reversed(range(1, L)):
        dA, shortcut[f"dW{l}"], shortcut[f"db{l}"] = reference.linear_activation_backward(dA, caches[l - 1], "relu")
        shortcut[f"dA{l}"] = dA
    return Case(PUBLIC, (AL, Y, caches), tag="deep", also_right=(shortcut, *clipped))


def draw(random: Random, reference: Reference) -> Case:
    return Case(RANDOM, backward_inputs(network(random, reference), reference), tag="deep")


def draw_one_layer(random: Random, reference: Reference) -> Case:
    return Case(ONE_LAYER, backward_inputs(one_layer(random, reference), reference), tag="one layer")


def draw_untouched(random: Random, reference: Reference) -> Case:
    inputs = backward_inputs(network(random, reference), reference)
    return Case(TWICE, inputs, tag="untouched", script=LEFT_AS_IT_WAS)


def backward_inputs(
    drawn: tuple[Array, npt.NDArray[np.int64], Parameters], reference: Reference
) -> tuple[Array, npt.NDArray[np.int64], Any]:
    """AL, Y and caches of a real forward pass through a network."""
    X, Y, parameters = drawn
    AL, caches = reference.L_model_forward(X, parameters)
    return AL, Y, caches


# --- checks ----------------------------------------------------------------------------------------------


def counted_from_one(answer: Answer) -> Finding | None:
    """dA by layer; a dictionary that counts from 0 is told so."""
    value, expected = answer.value, answer.expected
    if isinstance(value, dict) and "dA0" in value and "dA1" in expected:
        return Finding(
            Text(
                'grads 里有 "dA0"：这一课里 dA1 是第 1 层返回的梯度，从 1 开始编号',
                'grads has "dA0": in this lesson dA1 is what layer 1 returns, so the numbering starts at 1',
            )
        )
    if isinstance(value, dict) and isinstance(expected, dict) and "dA1" in expected and "dA1" not in value:
        above = f"dA{sum(name.startswith('dA') for name in expected) + 1}"
        if above in value:
            return Finding(
                Text(
                    'grads 里有 "{above}"，没有 "dA1"：第 l 层返回的那个 dA，编号应是 l',
                    'grads has "{above}" and no "dA1": the dA that layer l returns should bear the number l',
                ).format(above=above)
            )
    return equal(Outputs("dA"))(answer)


CHECKS = (
    Check("dW", 4, about=Text("所有 `dW` 的值", "the values of all `dW`"), holds=equal(Outputs("dW")), cases="deep"),
    Check("db", 2, about=Text("所有 `db` 的值", "the values of all `db`"), holds=equal(Outputs("db")), cases="deep"),
    Check(
        "dA",
        2,
        about=Text("所有 `dA` 的值和编号", "values and numbering of all `dA`"),
        holds=counted_from_one,
        cases="deep",
    ),
    Check(
        "one layer",
        1,
        about=Text(
            "只有一层、没有隐藏层的网络也行（`dW1` 和 `db1`）",
            "a network of one layer, without hidden ones, works as well (`dW1` and `db1`)",
        ),
        holds=equal(Outputs("dW"), Outputs("db")),
        cases="one layer",
    ),
    Check(
        "untouched",
        1,
        about=Text("`AL`、`Y`、`caches` 保持原样", "`AL`, `Y` and `caches` stay as they were"),
        holds=left_as_it_was("AL", "Y", "caches"),
        needs=("dW",),
        cases="untouched",
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: Of two mistakes that the card cannot tell apart: it is true of both.
ROUND_BY_ROUND = Text(
    "三层的网络，一圈一圈写下来：这一圈收到的是哪一层返回的梯度，用的是哪一层的缓存？两个都对得上这一层吗？",
    "With three layers, write it down round by round: which layer has returned the gradient that comes in, and whose cache "
    "is used? Do both belong to this layer?",
)
#: Of mistakes that answer differently, and for one reason.
WHAT_GOES_WHERE = Text(
    "每一层一次返回三个梯度：哪一个存到哪个键下面？dW 的形状和 W 一样吗？",
    "A layer returns three gradients at once: which goes under which key? Has dW the shape of W?",
)

MISTAKES = (
    Mistake(
        "sign-of-the-start",
        Text(
            "y = 1 时，a 变大，代价会变大还是变小？dAL 的符号因此是什么？",
            "Where y = 1, does a larger a raise or lower the cost? Which sign has dAL, then?",
        ),
        caught_by="dW",
        edits=(("dA = -(", "dA = ("),),
    ),
    Mistake(
        "terms-added",
        Text(
            "log(1 − a) 对 a 求导，会出来什么符号？",
            "Which sign comes out when log(1 - a) is differentiated by a?",
        ),
        caught_by="dW",
        edits=(("Y / AL - (1 - Y)", "Y / AL + (1 - Y)"),),
    ),
    Mistake(
        "dZ-taken-for-dA",
        Text(
            "AL 与 Y 之差是 dA，还是 dZ？sigmoid 的导数后来又乘了一次吗？",
            "Is the difference of AL and Y dA or dZ? Is the derivative of the sigmoid multiplied in once more?",
        ),
        caught_by="dW",
        edits=(("-(Y / AL - (1 - Y) / (1 - AL))", "AL - Y"),),
    ),
    Mistake(
        "labels-and-predictions-swapped",
        Text(
            "AL 和 Y，哪一个可能正好是 0？公式里拿来除的是哪一个？",
            "Which of AL and Y can be exactly 0? Which one does the formula divide by?",
        ),
        caught_by="dW",
        edits=(("Y / AL - (1 - Y) / (1 - AL)", "AL / Y - (1 - AL) / (1 - Y)"),),
    ),
    Mistake(
        "averaged-twice",
        Text("1/m 在哪里已经除过了？", "Where is 1/m divided by already?"),
        caught_by="dW",
        edits=(("(1 - AL))", "(1 - AL)) / Y.shape[1]"),),
    ),
    Mistake(
        "caches-counted-from-one",
        Text(
            "caches 从 0 数起，最后一层的 cache 在第几项？",
            "With caches counted from zero, which entry belongs to the last layer?",
        ),
        caught_by="dW",
        edits=(("caches[l - 1]", "caches[l]"),),
    ),
    Mistake(
        "cache-never-changes",
        Text(
            "每退回一层，用的是那一层自己的 cache 吗？",
            "Going back layer by layer, does each one use its own cache?",
        ),
        caught_by="dW",
        edits=(("caches[l - 1]", "caches[L - 1]"),),
    ),
    Mistake(
        "layers-in-forward-order",
        Text(
            "一开始已知的是哪一层的梯度？循环该从哪一头走？",
            "Which layer's gradient is known at the start? From which end should the loop go?",
        ),
        caught_by="dW",
        edits=(("reversed(range(1, L + 1))", "range(1, L + 1)"),),
    ),
    Mistake(
        "first-layer-left-out",
        Text(
            "列出 grads 里的键：每一层都有吗？函数结束以前，循环走了几圈？",
            "List the keys of grads: is every layer there? How many rounds does the loop take before the function ends?",
        ),
        caught_by="dW",
        edits=(("range(1, L + 1)", "range(2, L + 1)"),),
        also=((("    return grads", "        return grads"),),),
    ),
    Mistake(
        "same-dA-into-every-layer",
        Text(
            "第 l 层收到的梯度，是从哪一层传回来的？",
            "From which layer does the gradient come that layer l is given?",
        ),
        caught_by="dW",
        edits=(
            ("dA, dW, db = linear_activation_backward(", "dA_prev, dW, db = linear_activation_backward("),
            ("= dA, dW, db", "= dA_prev, dW, db"),
        ),
    ),
    Mistake(
        "sigmoid-in-hidden-layers",
        Text(
            "前向时隐藏层用的是什么激活函数？反向和它一致吗？",
            "Which activation did the hidden layers use on the way forward? Does the way back match it?",
        ),
        caught_by="dW",
        edits=(('activation = "relu"', 'activation = "sigmoid"'),),
    ),
    Mistake(
        "start-into-every-layer-by-sigmoid",
        Text(
            "dAL 是对哪一层输出的梯度？前面那些层收到的也是它吗？它们前向时用的是 sigmoid 吗？",
            "To which layer's output does dAL belong? Is it what the layers before get, too, and was their activation the "
            "sigmoid?",
        ),
        caught_by="dW",
        edits=(
            ("dA, dW, db = linear_activation_backward(", "dA_prev, dW, db = linear_activation_backward("),
            ("= dA, dW, db", "= dA_prev, dW, db"),
            ('activation = "relu"', 'activation = "sigmoid"'),
        ),
    ),
    Mistake(
        "last-gradient-into-every-layer",
        ROUND_BY_ROUND,
        caught_by="dW",
        edits=(
            ("        dA, dW, db = linear", "        dA_prev, dW, db = linear"),
            ("= dA, dW, db", "= dA_prev, dW, db"),
            ('        activation = "relu"', '        activation = "relu"\n        dA = grads["dA" + str(L)]'),
        ),
    ),
    Mistake(
        "caches-from-the-other-end",
        ROUND_BY_ROUND,
        caught_by="dW",
        edits=(("caches[l - 1]", "caches[l - 1 if l == L else L - 1 - l]"),),
    ),
    Mistake(
        "bias-gradient-for-both",
        WHAT_GOES_WHERE,
        caught_by="dW",
        edits=(("= dA, dW, db", "= dA, db, db"),),
    ),
    Mistake(
        "weights-and-biases-swapped",
        WHAT_GOES_WHERE,
        caught_by="dW",
        edits=(("= dA, dW, db", "= dA, db, dW"),),
    ),
    Mistake(
        "layer-of-the-loop",
        Text(
            "只有一层的时候，循环走几圈？循环里才有的名字，在循环外面还能用吗？",
            "With a single layer, how many rounds does the loop take? Can what is named only in the loop be used outside?",
        ),
        caught_by="one layer",
        code="""def L_model_backward(AL, Y, caches):
    grads = {}
    L = len(caches)
    dA = -(Y / AL - (1 - Y) / (1 - AL))
    dA, dW_last, db_last = linear_activation_backward(dA, caches[L - 1], "sigmoid")
    grads["dA" + str(L)] = dA
    for l in reversed(range(L - 1)):
        dA, dW, db = linear_activation_backward(dA, caches[l], "relu")
        grads["dA" + str(l + 1)], grads["dW" + str(l + 1)], grads["db" + str(l + 1)] = dA, dW, db
    grads["dW" + str(l + L)], grads["db" + str(l + L)] = dW_last, db_last
    return grads
""",
    ),
    Mistake(
        "caches-used-up",
        Text(
            "函数运行完以后，caches 里还有几项？再问一次同样的问题，答得出来吗？",
            "When the function is done, how many entries has caches? Asked the same once more, could it answer?",
        ),
        caught_by="untouched",
        edits=(("caches[l - 1]", "caches.pop()"),),
    ),
    Mistake(
        "dA-counted-one-up",
        Text(
            "把 grads 的键列出来：最后一层返回的那个 dA，编号是几？说明里怎么编的？",
            "List the keys of grads: which number bears the dA that the last layer returns, and which should it by the text?",
        ),
        caught_by="dA",
        edits=(('grads["dA" + str(l)]', 'grads["dA" + str(l + 1)]'),),
    ),
    Mistake(
        "dA-counted-from-zero",
        Text(
            "把 grads 的键列出来：dA1 是哪一层返回的？它的形状和谁一样？",
            "List the keys of grads: which layer returns dA1? Whose shape does it have?",
        ),
        caught_by="dA",
        edits=(('grads["dA" + str(l)]', 'grads["dA" + str(l - 1)]'),),
    ),
    Mistake(
        "gradients-counted-otherwise",
        Text(
            "列出 grads 里的键：每一层的 dW 和 db 的编号，和 W、b 的一样吗？",
            "List the keys of grads: do the dW and db of each layer bear the number of its W and b?",
        ),
        caught_by="dW",
        edits=(('"dW" + str(l)', '"dW" + str(l - 1)'), ('"db" + str(l)', '"db" + str(l - 1)')),
        also=((('"dW" + str(l)', '"dW" + str(l + 1)'), ('"db" + str(l)', '"db" + str(l + 1)')),),
    ),
    Mistake(
        "relu-in-the-last-layer",
        Text(
            "最后一层往前走的时候用的是哪一种激活？往回走的时候呢？",
            "Which activation did the last layer use on the way forward, and which on the way back?",
        ),
        caught_by="dW",
        edits=(('    activation = "sigmoid"', '    activation = "relu"'),),
    ),
    Mistake(
        "sigmoid-and-relu-swapped",
        Text(
            "哪几层用 relu，哪一层用 sigmoid？往回走的时候呢？",
            "Which layers use relu, which one the sigmoid? And on the way back?",
        ),
        caught_by="dW",
        edits=(
            ('    activation = "sigmoid"', '    activation = "SIGMOID"'),
            ('"relu"', '"sigmoid"'),
            ('"SIGMOID"', '"relu"'),
        ),
    ),
    Mistake(
        "whole-cache-to-one-step",
        Text(
            "一层的 cache 有几部分？你调用的那个函数要的是哪一部分，还是全部？",
            "How many parts has a layer's cache? Does the function that you call want one of them, or the whole?",
        ),
        caught_by="dW",
        edits=(
            (
                "dA, dW, db = linear_activation_backward(dA, caches[l - 1], activation)",
                'dA, dW, db = linear_backward(sigmoid_backward(dA, caches[l - 1]) if activation == "sigmoid" else relu_backward(dA, caches[l - 1]), caches[l - 1])',
            ),
        ),
    ),
    Mistake(
        "no-division-of-the-second-term",
        Text("公式里 1 − Y 除以的是什么？", "What is 1 − Y divided by in the formula?"),
        caught_by="dW",
        edits=(("(1 - Y) / (1 - AL)", "(1 - Y)"),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def L_model_backward(AL, Y, caches):
    L = len(caches)
    grads = {"dA%d" % (L + 1): -np.divide(Y, AL) + np.divide(1 - Y, 1 - AL)}
    for l in range(L, 0, -1):
        activation = "sigmoid" if l == L else "relu"
        step = linear_activation_backward(grads["dA%d" % (l + 1)], caches[l - 1], activation)
        grads.update(zip(["dA%d" % l, "dW%d" % l, "db%d" % l], step))
    return grads
""",
    """
def L_model_backward(AL, Y, caches):
    grads, dZ, m = {}, AL - Y, Y.shape[1]
    for l, ((A_prev, W, b), Z) in reversed(list(enumerate(caches, 1))):
        if l < len(caches):
            dZ = dA * (Z > 0)
        dA = W.T @ dZ
        grads[f"dA{l}"], grads[f"dW{l}"], grads[f"db{l}"] = dA, dZ @ A_prev.T / m, dZ.sum(1, keepdims=True) / m
    return grads
""",
    """
def L_model_backward(AL, Y, caches):
    AL = np.clip(AL, 1e-9, 1 - 1e-9)

    def back(dA, rest, activation):
        if not rest:
            return {}
        l = len(rest)
        dA_prev, dW, db = linear_activation_backward(dA, rest[-1], activation)
        return {f"dA{l}": dA_prev, f"dW{l}": dW, f"db{l}": db, **back(dA_prev, rest[:-1], "relu")}

    return back((AL - Y) / (AL * (1 - AL)), list(caches), "sigmoid")
""",
    """
def L_model_backward(AL, Y, caches):
    grads, L = {}, len(caches)
    dA = (1 - Y) / (1 - AL) - Y / AL
    for l in reversed(range(L)):
        dA, dW, db = linear_activation_backward(dA, caches[l], "relu" if l < L - 1 else "sigmoid")
        grads |= {"dA" + str(l + 1): dA, "dW" + str(l + 1): dW, "db" + str(l + 1): db}
    return grads
""",
    """
def L_model_backward(AL, Y, caches):
    Y = Y.reshape(AL.shape)
    rest, grads = list(caches), {"AL": AL}
    linear_cache, Z = rest.pop()
    l = len(rest) + 1
    dZ = sigmoid_backward(np.where(Y == 1, -1 / AL, 1 / (1 - AL)), Z)
    while True:
        grads["dA%d" % l], grads["dW%d" % l], grads["db%d" % l] = linear_backward(dZ, linear_cache)
        if not rest:
            return grads
        linear_cache, Z = rest.pop()
        dZ = relu_backward(grads["dA%d" % l], Z)
        l -= 1
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "L_model_backward",
    builds_on=("linear_backward", "linear_activation_backward"),
    public=public,
    draws=(*(draw,) * 4, draw_one_layer, draw_untouched),
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
