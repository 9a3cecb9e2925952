"""One step of gradient descent: each parameter less the learning rate times its gradient.

The gradients are as large as the parameters, so that a wrong sign, rate or layer is no small difference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring import Answer, Case, Check, Exercise, Finding, Holds, Mistake, Outputs, Reference, Text, equal

from ._inputs import RANDOM, Parameters, Random, examples, layer, public_case, sizes

# --- cases -----------------------------------------------------------------------------------------------


def learning_rate(random: Random) -> float:
    """A rate between 0.05 and 0.5, large enough that a forgotten or fixed one shows."""
    return float(random.uniform(0.05, 0.5))


def draw(random: Random, reference: Reference) -> Case:
    """Parameters of a network, gradients as large as they are (with the dA keys), and a rate."""
    depth = int(random.integers(3, 7))
    widths = [*sizes(random, depth), 1]
    m = examples(random, widths)
    parameters, grads = Parameters(), Parameters()
    for l in range(1, depth + 1):
        W, b = layer(random, widths[l - 1], widths[l])
        parameters[f"W{l}"], parameters[f"b{l}"] = W, b
        grads[f"dA{l}"] = random.standard_normal((widths[l - 1], m))
        grads[f"dW{l}"] = random.standard_normal(W.shape) * max(1.0, float(np.abs(W).max()))
        grads[f"db{l}"] = random.standard_normal(b.shape) * max(1.0, float(np.abs(b).max()))
    return Case(RANDOM, (parameters, grads, learning_rate(random)), script=UPDATED)


#: What is returned or, where nothing is, the dictionary that came in, if that was changed.
UPDATED = """
def probe(update_parameters, parameters, grads, learning_rate):
    import copy
    import numpy
    before = copy.deepcopy(parameters)
    value = update_parameters(parameters, grads, learning_rate)
    if value is None and any(not numpy.array_equal(parameters[name], before[name]) for name in before):
        return ["changed in place", parameters]
    return value
"""


def public(reference: Reference) -> Case:
    return replace(public_case("update_parameters", 0.1)(reference), script=UPDATED)


# --- checks ----------------------------------------------------------------------------------------------


def moved(prefix: str) -> Holds:
    """The parameters whose names begin so have taken their step, whether they were returned or changed in place."""

    def holds(answer: Answer) -> Finding | None:
        return equal(Outputs(prefix))(replace(answer, value=kept_in_place(answer.value) or answer.value))

    return holds


def kept_in_place(value: Any) -> Any:
    """The dictionary that came in and was changed, where nothing was returned."""
    match value:
        case ["changed in place", {**parameters}]:
            return parameters
    return None


def returned(answer: Answer) -> Finding | None:
    if kept_in_place(answer.value) is None:
        return None
    return Finding(
        Text(
            "parameters 改对了，可是函数返回的是 None：是不是忘了 return？",
            "parameters was changed as it should be, but the function returned None: is the return missing?",
        )
    )


CHECKS = (
    Check("W", 4, about=Text("所有 $W^{[l]}$ 更新正确", "all $W^{[l]}$ are updated correctly"), holds=moved("W")),
    Check("b", 4, about=Text("所有 $b^{[l]}$ 更新正确", "all $b^{[l]}$ are updated correctly"), holds=moved("b")),
    Check(
        "returned",
        2,
        about=Text(
            "更新正确，而且返回了更新后的字典", "all are updated correctly, and the updated dictionary is returned"
        ),
        holds=returned,
        needs=("W", "b"),
    ),
)


# --- known mistakes --------------------------------------------------------------------------------------

#: As most people write it: what goes wrong in their loop cannot go wrong in the solution's.
LAYER_BY_LAYER = """def update_parameters(parameters, grads, learning_rate):
    parameters = dict(parameters)
    L = len(parameters) // 2
    for l in range(1, L + 1):
        parameters["W" + str(l)] = parameters["W" + str(l)] - learning_rate * grads["dW" + str(l)]
        parameters["b" + str(l)] = parameters["b" + str(l)] - learning_rate * grads["db" + str(l)]
    return parameters
"""

MISTAKES = (
    Mistake(
        "uphill",
        Text(
            "梯度指向上山还是下山？你在往哪边走？", "Does the gradient point uphill or downhill? Which way do you go?"
        ),
        caught_by="W",
        edits=(("- learning_rate", "+ learning_rate"),),
    ),
    Mistake(
        "no-learning-rate",
        Text(
            "步子的大小由谁决定？学习率为 0 时，参数会动吗？",
            "What decides how long a step is? With a learning rate of 0, do the parameters move?",
        ),
        caught_by="W",
        edits=(("learning_rate * ", ""),),
    ),
    Mistake(
        "learning-rate-fixed",
        Text(
            "换一个学习率，结果会变吗？参数用上了吗？",
            "Does another learning rate change the result? Is the argument used?",
        ),
        caught_by="W",
        edits=(("learning_rate * ", "0.1 * "),),
    ),
    Mistake(
        "weights-only",
        Text(
            "更新前后，哪些键的值变了，哪些没变？",
            "Before and after the update, which keys have changed, and which have not?",
        ),
        caught_by="b",
        edits=(
            (
                "        updated[name] = ",
                '        updated[name] = parameters[name] if name.startswith("b") else ',
            ),
        ),
    ),
    Mistake(
        "bias-by-the-gradient-of-W",
        Text("b 用的是谁的梯度？更新后 b 的形状变了吗？", "Whose gradient moves b? Did the shape of b change?"),
        caught_by="b",
        edits=(('grads["d" + name]', 'grads["dW" + name[1:]]'),),
    ),
    Mistake(
        "last-layer-left-out",
        Text(
            "最后一层的参数动了吗？循环走到哪一层，函数就结束了？",
            "Did the parameters of the last layer move? At which layer does the loop, or the function, end?",
        ),
        caught_by="W",
        code=LAYER_BY_LAYER.replace("(1, L + 1)", "(1, L)"),
        also=(
            LAYER_BY_LAYER.replace("    return", "        return"),
            (("    return updated", "        return updated"),),
        ),
    ),
    Mistake(
        "layers-counted-from-gradients",
        Text(
            "grads 里每一层有几项？用它数层数，数出来的是几？",
            "How many entries has grads for each layer? What number of layers do you count by it?",
        ),
        caught_by="W",
        code=LAYER_BY_LAYER.replace("len(parameters)", "len(grads)"),
    ),
    Mistake(
        "returns-the-originals",
        Text(
            "返回的是新的参数，还是原来的参数？",
            "Are the new parameters returned, or the old ones?",
        ),
        caught_by="W",
        edits=(("return updated", "return parameters"),),
    ),
    Mistake(
        "nothing-returned",
        Text(
            "函数运行完以后，调用它的人得到了什么？",
            "When the function is done, what does its caller get?",
        ),
        caught_by="W",
        edits=(("    return updated", "    parameters = updated"),),
    ),
    Mistake(
        "changed-and-not-returned",
        Text(
            "函数运行完以后，调用它的人得到了什么？",
            "When the function is done, what does its caller get?",
        ),
        caught_by="returned",
        edits=(("        updated[name] = ", "        parameters[name] = "), ("    return updated", "    return None")),
    ),
    Mistake(
        "old-value-missing",
        Text(
            "如果梯度是 0，参数应该变成什么？原来的值还在式子里吗？",
            "If a gradient is 0, what should the parameter become? Is its old value in your line?",
        ),
        caught_by="W",
        edits=(("parameters[name] - learning_rate", "-learning_rate"),),
        also=((("parameters[name] - learning_rate", "learning_rate"),),),
    ),
    Mistake(
        "one-of-the-two-uphill",
        Text(
            "梯度指向上坡还是下坡？W 和 b 都朝下坡走吗？",
            "Does the gradient point uphill or downhill? Do both W and b go down?",
        ),
        caught_by="b",
        code=LAYER_BY_LAYER.replace('["b" + str(l)] -', '["b" + str(l)] +'),
    ),
    Mistake(
        "weights-uphill",
        Text(
            "梯度指向上坡还是下坡？W 和 b 都朝下坡走吗？",
            "Does the gradient point uphill or downhill? Do both W and b go down?",
        ),
        caught_by="W",
        code=LAYER_BY_LAYER.replace('["W" + str(l)] -', '["W" + str(l)] +'),
    ),
    Mistake(
        "biases-only",
        Text(
            "更新前后，哪些键变了，哪些没变？",
            "Before and after the update, which keys have changed, and which have not?",
        ),
        caught_by="W",
        edits=(("        updated[name] = ", '        updated[name] = parameters[name] if name.startswith("W") else '),),
    ),
    Mistake(
        "first-layer-left-out",
        Text(
            "第 1 层的参数动了吗？循环从几开始？",
            "Did the parameters of the first layer move? Where does the loop begin?",
        ),
        caught_by="W",
        code=LAYER_BY_LAYER.replace("(1, L + 1)", "(2, L + 1)"),
    ),
    Mistake(
        "returns-the-gradients",
        Text("要返回的是参数，还是梯度？", "Are the parameters to be returned, or the gradients?"),
        caught_by="W",
        edits=(("return updated", "return grads"),),
    ),
    Mistake(
        "gradient-of-another-layer",
        Text(
            "每一层用的是自己的梯度吗？两边的编号一样吗？",
            "Does each layer move by its own gradient? Are the numbers on both sides the same?",
        ),
        caught_by="W",
        code=LAYER_BY_LAYER.replace('grads["dW" + str(l)]', 'grads["dW" + str(L)]').replace(
            'grads["db" + str(l)]', 'grads["db" + str(L)]'
        ),
    ),
    Mistake(
        "rate-divides",
        Text(
            "学习率越大，步子应该越大还是越小？", "With a larger learning rate, should the step be longer or shorter?"
        ),
        caught_by="W",
        edits=(('learning_rate * grads["d" + name]', 'grads["d" + name] / learning_rate'),),
    ),
)


# --- right answers written otherwise ---------------------------------------------------------------------

RIGHT_ANSWERS = (
    """
def update_parameters(parameters, grads, learning_rate):
    for name in parameters:
        parameters[name] -= learning_rate * grads["d" + name]
    return parameters
""",
    """
def update_parameters(parameters, grads, learning_rate):
    return {k: np.subtract(v, np.float32(learning_rate) * grads[f"d{k}"]) for k, v in parameters.items()}
""",
    """
def update_parameters(parameters, grads, learning_rate):
    L = len(parameters) // 2
    for l in range(L):
        parameters["W" + str(l + 1)] = parameters["W" + str(l + 1)] - learning_rate * grads["dW" + str(l + 1)]
        parameters["b" + str(l + 1)] = parameters["b" + str(l + 1)] - learning_rate * grads["db" + str(l + 1)]
    return parameters
""",
    """
def update_parameters(parameters, grads, learning_rate):
    updated = dict(parameters)
    for key in grads:
        if key[1:] in updated:
            updated[key[1:]] = updated[key[1:]] + (-learning_rate) * grads[key]
    return updated
""",
    """
def update_parameters(parameters, grads, learning_rate):
    l = 1
    while "W" + str(l) in parameters:
        for kind in "Wb":
            np.subtract(parameters[kind + str(l)], learning_rate * grads["d" + kind + str(l)], out=parameters[kind + str(l)])
        l += 1
    return {**parameters, "updated": True}
""",
)


# --- the exercise ----------------------------------------------------------------------------------------

EXERCISE = Exercise(
    "update_parameters",
    public=public,
    draws=(draw,) * 4,
    checks=CHECKS,
    mistakes=MISTAKES,
    right_answers=RIGHT_ANSWERS,
)
