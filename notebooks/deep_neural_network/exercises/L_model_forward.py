"""The whole network forward: ReLU in the hidden layers, the sigmoid in the last.

The caches are judged by use, since nothing but the backward pass says what must be in them.
"""

from __future__ import annotations

from typing import Any

from autograder.authoring import Answer, Case, Check, Exercise, Finding, Mistake, Output, Reference, Text, serves

from ._caches import BACKWARD_PASS, behind, is_alone, is_second, output, probe
from ._inputs import ONE_LAYER, RANDOM, Random, network, one_layer, public_case

# --- cases -----------------------------------------------------------------------------------------------


def draw(random: Random, reference: Reference) -> Case:
    X, _, parameters = network(random, reference)
    return Case(RANDOM, (X, parameters), tag="deep")


def draw_one_layer(random: Random, reference: Reference) -> Case:
    X, _, parameters = one_layer(random, reference)
    return Case(ONE_LAYER, (X, parameters), tag="one layer")


# --- checks ----------------------------------------------------------------------------------------------


def used_by_model_backward(answer: Answer, caches: Any) -> Any:
    """The gradients that the lesson's L_model_backward makes of a network's caches."""
    AL = answer.expected[0]
    return answer.reference.L_model_backward(AL, (probe(AL.shape) > 1).astype(int), caches)


AL_IS_RIGHT = output("AL")
USABLE = serves(Output("caches", 1), used_by_model_backward, BACKWARD_PASS)


def all_of_it(answer: Answer) -> Finding | None:
    """The prediction, and the caches where they are returned at all: that is marked by itself."""
    slipped = is_alone(answer.value) or is_second(answer.value)
    return AL_IS_RIGHT(answer) or (None if slipped else USABLE(answer))


CHECKS = (
    Check("AL", 6, about=Text("`AL` 的值", "the values of `AL`"), holds=AL_IS_RIGHT, cases="deep"),
    Check(
        "caches",
        3,
        about=Text(
            "跟在 `AL` 后面返回的 `caches` 齐全、有序，能供反向传播使用",
            "`caches`, returned behind `AL`, are complete, in order, and hold what the backward pass needs",
        ),
        holds=behind("AL", "caches", USABLE),
        cases="deep",
    ),
    Check(
        "one layer",
        1,
        about=Text("只有一层、没有隐藏层的网络也行", "a network of one layer, without hidden ones, works as well"),
        holds=all_of_it,
        cases="one layer",
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: Of two mistakes that no answer tells apart: it is true of both.
WHOSE_OUTPUT = Text(
    "轮到最后一层的时候，手里的 A 是哪一层的输出？循环走过每一个隐藏层了吗？",
    "When the last layer's turn comes, whose output is in hand? Has the loop been through every hidden layer?",
)

#: Of mistakes that answer differently, and for one reason.
ONE_CACHE_OR_ALL = Text(
    "一层返回的是一份缓存，还是全部缓存？循环走一圈以后，先前攒下的那些还在吗？",
    "Does a layer return one cache or all of them? After a round of the loop, is what was gathered before still there?",
)
#: Of mistakes that answer differently, and for one reason.
WITHOUT_HIDDEN_LAYERS = Text(
    "只有一层的时候，循环走几圈？循环里才有的名字，循环后面还能用吗？",
    "With a single layer, how many rounds does the loop take? Can what is named only in the loop be used behind it?",
)

MISTAKES = (
    Mistake(
        "X-into-every-layer",
        Text("第 2 层的输入是什么？", "What is fed into layer 2?"),
        caught_by="AL",
        edits=(('(A, parameters["W" + str(l)]', '(X, parameters["W" + str(l)]'),),
    ),
    Mistake(
        "last-layer-one-behind",
        WHOSE_OUTPUT,
        caught_by="AL",
        edits=(
            ("        A, cache =", "        A_prev = A\n        A, cache ="),
            ('(A, parameters["W" + str(L)]', '(A_prev, parameters["W" + str(L)]'),
        ),
    ),
    Mistake(
        "counts-every-entry",
        Text(
            "字典 parameters 里，每一层占几项？",
            "How many entries of parameters belong to each layer?",
        ),
        caught_by="AL",
        edits=(("len(parameters) // 2", "len(parameters)"),),
    ),
    Mistake(
        "layers-not-whole",
        Text("层数是什么类型的数？range 接受它吗？", "What type of number is the count of layers? Does range take it?"),
        caught_by="AL",
        edits=(("len(parameters) // 2", "len(parameters) / 2"),),
    ),
    Mistake(
        "a-hidden-layer-left-out",
        WHOSE_OUTPUT,
        caught_by="AL",
        edits=(("range(1, L)", "range(1, L - 1)"),),
    ),
    Mistake(
        "relu-in-the-last-layer",
        Text("AL 是概率吗？它可能大于 1 吗？", "Is AL a probability? Can it exceed 1?"),
        caught_by="AL",
        edits=(('"sigmoid")', '"relu")'),),
    ),
    Mistake(
        "sigmoid-in-hidden-layers",
        Text(
            "隐藏层和输出层用的是同一种激活函数吗？",
            "Do hidden layers and the output layer use the same activation?",
        ),
        caught_by="AL",
        edits=(('"relu")', '"sigmoid")'),),
    ),
    Mistake(
        "depth-fixed",
        Text(
            "换成五层的网络，还能算对吗？",
            "Does it still work for a network of five layers?",
        ),
        caught_by="AL",
        edits=(("L = len(parameters) // 2", "L = 2"),),
    ),
    Mistake(
        "caches-not-returned",
        Text("调用它的人要得到几样东西？", "How many things is the caller to get?"),
        caught_by="caches",
        edits=(("return AL, caches", "return AL"),),
    ),
    Mistake(
        "caches-returned-first",
        Text("两样东西，先返回哪一样？", "Of the two, which is returned first?"),
        caught_by="caches",
        edits=(("return AL, caches", "return caches, AL"),),
    ),
    Mistake(
        "last-cache-missing",
        Text(
            "caches 有几项，网络有几层？",
            "How many entries has caches, and how many layers has the network?",
        ),
        caught_by="caches",
        edits=(("    caches.append(cache)\n    return", "    return"),),
    ),
    Mistake(
        "caches-overwritten",
        Text(
            "循环走完以后，第一层的 cache 还在吗？",
            "When the loop is done, is the cache of the first layer still there?",
        ),
        caught_by="caches",
        edits=(("caches.append(cache)", "caches = [cache]"),),
        also=((("        caches.append(cache)\n", ""),),),
    ),
    Mistake(
        "last-cache-for-all",
        ONE_CACHE_OR_ALL,
        caught_by="caches",
        edits=(
            ("        A, cache =", "        A, caches ="),
            ("AL, cache =", "AL, caches ="),
            ("        caches.append(cache)\n", ""),
            ("    caches.append(cache)\n", ""),
        ),
        also=((("caches.append(cache)", "caches = cache"),),),
    ),
    Mistake(
        "cache-named-as-all",
        ONE_CACHE_OR_ALL,
        caught_by="AL",
        edits=(
            ("        A, cache =", "        A, caches ="),
            ("        caches.append(cache)", "        caches.append(caches)"),
        ),
    ),
    Mistake(
        "append-for-the-list",
        Text(
            "append 返回什么？它改的是列表自己，还是交出一个新的？",
            "What does append return? Does it change the list, or hand over a new one?",
        ),
        caught_by="AL",
        edits=(("        caches.append(cache)", "        caches = caches.append(cache)"),),
    ),
    Mistake(
        "layer-of-the-loop",
        WITHOUT_HIDDEN_LAYERS,
        caught_by="one layer",
        edits=(('"W" + str(L)', '"W" + str(l + 1)'), ('"b" + str(L)', '"b" + str(l + 1)')),
    ),
    Mistake(
        "output-of-the-loop",
        WITHOUT_HIDDEN_LAYERS,
        caught_by="one layer",
        edits=(
            ("    A = X\n", "    A_prev = X\n"),
            (
                "        A, cache = linear_activation_forward(A, ",
                "        A, cache = linear_activation_forward(A_prev, ",
            ),
            ("        caches.append(cache)", "        A_prev = A\n        caches.append(cache)"),
        ),
    ),
    Mistake(
        "caches-reversed",
        Text(
            "caches 的第 0 项属于哪一层？反向传播时会从哪一端取？",
            "To which layer does entry 0 of caches belong? From which end will the backward pass take them?",
        ),
        caught_by="caches",
        edits=(("caches.append(cache)", "caches.insert(0, cache)"),),
    ),
    Mistake(
        "last-layer-twice",
        Text(
            "网络有几层？循环用 relu 走过了几层，最后一行还剩哪一层？",
            "How many layers has the network? How many does the loop take with relu, and which one is left for the last line?",
        ),
        caught_by="AL",
        edits=(("range(1, L)", "range(1, L + 1)"),),
    ),
    Mistake(
        "last-layer-in-the-loop",
        Text("最后一层在循环里面吗？它该运行几次？", "Is the last layer inside the loop? How often is it to run?"),
        caught_by="AL",
        edits=(
            ("    AL, cache =", "        AL, cache ="),
            ("    caches.append(cache)\n    return", "        caches.append(cache)\n    return"),
        ),
    ),
    Mistake(
        "return-in-the-loop",
        Text(
            "函数在第几圈就结束了？return 在循环里面吗？",
            "In which round does the function end? Is the return inside the loop?",
        ),
        caught_by="AL",
        edits=(
            ("    AL, cache =", "        AL, cache ="),
            (
                "    caches.append(cache)\n    return AL, caches",
                "        caches.append(cache)\n        return AL, caches",
            ),
        ),
    ),
    Mistake(
        "caches-joined",
        Text(
            "一层的 cache 是 caches 里的一项，还是好几项？append 和 extend 有什么不同？",
            "Is a layer's cache one entry of caches, or several? How do append and extend differ?",
        ),
        caught_by="caches",
        edits=(("caches.append(cache)", "caches.extend(cache)"),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def L_model_forward(X, parameters):
    def from_layer(A, l):
        last = f"W{l + 1}" not in parameters
        A, cache = linear_activation_forward(
            A, parameters[f"W{l}"], parameters[f"b{l}"], "sigmoid" if last else "relu"
        )
        if last:
            return A, [cache]
        AL, caches = from_layer(A, l + 1)
        return AL, [cache] + caches

    return from_layer(X, 1)
""",
    """
def L_model_forward(X, parameters):
    L = sum(name.startswith("W") for name in parameters)
    outputs, Zs = [X], []
    for l in range(L):
        W, b = parameters["W" + str(l + 1)], parameters["b" + str(l + 1)]
        Zs.append(W.dot(outputs[-1]) + b)
        outputs.append(np.where(Zs[-1] > 0, Zs[-1], 0.0) if l < L - 1 else sigmoid(Zs[-1])[0])
    caches = tuple(
        ((outputs[l], parameters["W" + str(l + 1)], parameters["b" + str(l + 1)]), Zs[l]) for l in range(L)
    )
    return outputs[-1], caches
""",
    """
def L_model_forward(X, parameters):
    L = len(parameters) // 2
    A, caches = X, [None] * L
    for l in range(1, L + 1):
        W, b = parameters["W" + str(l)], parameters["b" + str(l)]
        A, caches[l - 1] = linear_activation_forward(A, W, b, "sigmoid" if l == L else "relu")
    return A, caches
""",
    """
from functools import reduce

def L_model_forward(X, parameters):
    L = int(len(parameters) / 2)

    def step(so_far, l):
        A, caches = so_far
        A, cache = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], ["sigmoid", "relu"][l < L])
        return A, caches + (cache,)

    return reduce(step, range(1, L + 1), (X, ()))
""",
    """
def L_model_forward(X, parameters):
    parameters = {name: value.astype(np.float32) for name, value in parameters.items()}
    A, caches, l = X.astype(np.float32), [], 1
    while f"W{l + 1}" in parameters:
        Z, linear_cache = linear_forward(A, parameters[f"W{l}"], parameters[f"b{l}"])
        A, activation_cache = relu(Z)
        caches.append((linear_cache, activation_cache))
        l += 1
    Z, linear_cache = linear_forward(A, parameters[f"W{l}"], parameters[f"b{l}"])
    AL, activation_cache = sigmoid(Z)
    return AL, [*caches, (linear_cache, activation_cache)]
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "L_model_forward",
    builds_on=("linear_forward", "linear_activation_forward"),
    public=public_case("L_model_forward", tag="deep"),
    draws=(*(draw,) * 4, draw_one_layer),
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
