"""The trainings that the two models are asked for, and the checks of these; the class is trained on such data, too.

Where a training begins is one thing, and what it makes of that another: a run of training is compared with what the
lesson's own makes of the same beginning, parameters and costs, so that a wrong seed is one slip and no more. Two trainings
that differ by one step tell whether that step is right where it was taken.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.authoring import (
    TOLERANCE,
    Answer,
    Array,
    Case,
    Check,
    Draw,
    Finding,
    Mistake,
    Output,
    Reference,
    Text,
    as_array,
    differs,
    show,
    wrong_shape,
)

from ._inputs import SMALL, Parameters, Random, seed, sizes

#: All that a network is trained with; each may call any other that stands before it.
TRAINING = (
    "initialize_parameters",
    "initialize_parameters_deep",
    "linear_forward",
    "linear_activation_forward",
    "L_model_forward",
    "compute_cost",
    "linear_backward",
    "linear_activation_backward",
    "L_model_backward",
    "update_parameters",
)

# --- cases -----------------------------------------------------------------------------------------------

#: Steps of training: so many that the costs of iterations 0, 100 and 200 are noted, or a few.
LONG, SHORT, STEPS = (201, 240), (2, 20), (2, 9)

LONG_RUN = Text("随机的小数据，两百多步", "small random data, more than two hundred steps")
SHORT_RUN = Text("随机的小数据，几步", "small random data, a few steps")
STEP_RUN = Text("随机的小数据，多走一步", "small random data, a step more")

#: Draws the layer sizes of a network, and a rate that it learns with.
Model = Callable[[Random], tuple[list[int], float]]


def two_kinds(random: Random, n_x: int, m: int) -> tuple[Array, npt.NDArray[np.int64]]:
    """X (n_x, m) and Y (1, m): two clouds of points, about as wide as they are apart."""
    Y = random.permutation(np.arange(m) % 2).reshape(1, m)
    towards = random.standard_normal((n_x, 1))
    return random.standard_normal((n_x, m)) + 1.5 * towards / np.linalg.norm(towards) * (2 * Y - 1), Y


def many_layers(random: Random) -> tuple[list[int], float]:
    """Sizes of three to five weight layers, and a rate at which they learn without leaping about."""
    return [*sizes(random, int(random.integers(3, 6))), 1], float(random.uniform(0.05, 0.12))


def public_training(layers_dims: tuple[int, ...], rate: float) -> Callable[[Reference], Case]:
    def case(reference: Reference) -> Case:
        X, Y = reference.resource("kit.inputs", "small_problem")()
        return Case(SMALL, (X, Y, layers_dims, rate, 301, 7), tag="run", script=RUN)

    return case


def draw_training(model: Model, steps: tuple[int, int]) -> Draw:
    def draw(random: Random, reference: Reference) -> Case:
        while True:
            widths, rate = model(random)
            X, Y = two_kinds(random, widths[0], int(random.integers(20, 41)))
            name = LONG_RUN if steps is LONG else SHORT_RUN
            count = int(random.integers(*steps, endpoint=True))
            trained = calm_training(reference, X, Y, widths, rate, count)
            if trained is not None:
                begun = _train(reference, X, Y, widths, 0.0, 1)
                # Whatever state the numbers are drawn from, the model sets its own.
                args = X, Y, widths, rate, count, seed(random)
                return Case(name, args, tag="run", script=RUN, right=[begun, trained])

    return draw


def calm_training(
    reference: Reference, X: Array, Y: Array, layers_dims: list[int], rate: float, count: int
) -> tuple[Parameters, list[float]] | None:
    """The outcome of a training that stays clear of 0 and 1, where formula (1) divides by zero and rounding decides."""
    with np.errstate(all="ignore"):
        parameters, costs = _train(reference, X, Y, layers_dims, rate, count)
        AL, _ = reference.L_model_forward(X, parameters)
    is_calm = np.isfinite(costs).all() and AL.min() > 1e-6 and AL.max() < 1 - 1e-6 and costs[-1] <= costs[0]
    return (parameters, costs) if is_calm else None


def _train(
    reference: Reference, X: Array, Y: Array, layers_dims: list[int], rate: float, count: int
) -> tuple[Parameters, list[float]]:
    """The lesson's own training of a network of this depth."""
    train = reference.two_layer_model if len(layers_dims) == 3 else reference.L_layer_model
    parameters, costs = train(X, Y, layers_dims, rate, count)
    return parameters, costs


#: Asks a model to train, each time from the same state of NumPy's generator.
_TRAINED = """
import copy
import inspect
import numpy

def trained(model, X, Y, layers_dims, learning_rate, num_iterations, seed):
    args = [X.copy(), Y.copy(), copy.copy(layers_dims), learning_rate, num_iterations]
    try:
        inspect.signature(model).bind(*args)
    except (TypeError, ValueError):
        args.append(False)  # a model whose def line has lost the default of print_cost
    numpy.random.seed(seed)
    return copy.deepcopy(model(*args))
"""

#: Trains at a rate of 0, which shows where a model begins, and then as long as it is asked to.
RUN = f"""{_TRAINED}
def probe(model, X, Y, layers_dims, learning_rate, num_iterations, seed):
    begun = trained(model, X, Y, layers_dims, 0.0, 1, seed)
    return [begun, trained(model, X, Y, layers_dims, learning_rate, num_iterations, seed)]
"""

#: Trains twice from the same beginning, the second time for one step more.
ONE_STEP_MORE = f"""{_TRAINED}
def probe(model, X, Y, layers_dims, learning_rate, num_iterations, seed):
    return [trained(model, X, Y, layers_dims, learning_rate, num_iterations + more, seed) for more in (0, 1)]
"""


def draw_step(model: Model) -> Draw:
    """A training of a few steps, and the same again with one more."""

    def draw(random: Random, reference: Reference) -> Case:
        case = draw_training(model, STEPS)(random, reference)
        return Case(STEP_RUN, case.args, tag="step", script=ONE_STEP_MORE)

    return draw


# --- checks ----------------------------------------------------------------------------------------------


def parameters_in(value: Any) -> Any:
    """The parameters of what a model returned: the dictionary in it, wherever it stands.

    Whether the costs come with it, and in which order, is marked once, with the costs.
    """
    if isinstance(value, (tuple, list)) and value:
        return next((one for one in value if isinstance(one, dict)), value[0])
    if isinstance(value, dict) and isinstance(value.get("parameters"), dict):
        return value["parameters"]
    return value


def parameters_of(answer: Answer, place: int) -> Parameters | Finding:
    """W and b of every layer after one of the trainings that were asked for, of the right shapes."""
    found = Output("parameters", place).find(answer.value, answer.expected)
    if isinstance(found, Finding):
        return found
    (value, (right, _)), run = found, Parameters()
    for name, expected in right.items():
        entry = Output(name, name).find(parameters_in(value), right)
        if isinstance(entry, Finding):
            return entry
        array = as_array(entry[0], ndim=2)
        wrong = differs(name, entry[0], expected) if array is None else wrong_shape(name, array, expected.shape)
        if wrong is not None:
            return wrong
        assert array is not None
        run[name] = array
    return run


def begins_right(answer: Answer) -> Finding | None:
    """The first parameters are the lesson's, number for number."""
    begun = parameters_of(answer, BEGUN)
    wrong = begun if isinstance(begun, Finding) else _other_parameters(begun, answer.expected[BEGUN][0])
    return wrong and replace(wrong, message=_AT_THE_START.format(miss=wrong.message))


def trains_right(answer: Answer) -> Finding | None:
    """The parameters after training are those that the lesson's training reaches from the same beginning."""
    found, right = parameters_of(answer, TRAINED_UP), right_training(answer)
    if isinstance(found, Finding):
        return found
    return right if isinstance(right, Finding) else _other_parameters(found, right[0])


def right_training(answer: Answer) -> tuple[Parameters, list[float]] | Finding:
    """What the lesson's training makes of the beginning that was found, which is marked by itself."""
    begun = parameters_of(answer, BEGUN)
    if isinstance(begun, Finding):
        return begun
    expected: tuple[Parameters, list[float]] = answer.expected[TRAINED_UP]
    if _other_parameters(begun, answer.expected[BEGUN][0]) is None:
        return expected
    X, Y, _, rate, count, _ = answer.case.args
    reference, parameters, costs = answer.reference, begun, []
    with np.errstate(all="ignore"):
        for i in range(count):
            AL, caches = reference.L_model_forward(X, parameters)
            if i % 100 == 0:
                costs.append(float(reference.compute_cost(AL, Y)))
            parameters = reference.update_parameters(parameters, reference.L_model_backward(AL, Y, caches), rate)
    if _other_parameters(parameters, begun) is None:
        # Whoever stands still there is right to do so; but nobody has been trained.
        return Finding(_NOWHERE_TO_GO)
    return parameters, costs


def _other_parameters(found: Parameters, right: Parameters) -> Finding | None:
    return next((wrong for name in right if (wrong := differs(name, found[name], right[name]))), None)


#: The places of the two trainings in the answer to a run.
BEGUN, TRAINED_UP = 0, 1

_AT_THE_START = Text("训练开始时，{miss}", "where the training begins, {miss}")
_NOWHERE_TO_GO = Text(
    "训练开始时，每个参数的梯度都是 0：这样的参数学得动吗？",
    "where the training begins, the gradient of every parameter is 0: can such parameters learn anything?",
)


def one_step_down(answer: Answer) -> Finding | None:
    """Wherever the training began, its last step is one of gradient descent: - learning_rate times the gradient.

    Whether a network comes down by so much would depend on the luck of the data; this does not.
    """
    X, Y, _, rate, count, _ = answer.case.args
    before, after = parameters_of(answer, 0), parameters_of(answer, 1)
    if isinstance(before, Finding):
        return before
    if isinstance(after, Finding):
        return after
    with np.errstate(all="ignore"):
        AL, caches = answer.reference.L_model_forward(X, before)
        grads = answer.reference.L_model_backward(AL, Y, caches)
        stands = all(np.array_equal(before[name], after[name]) for name in before)
        steps = {name: -rate * grads[f"d{name}"] for name in before}
        # float32 rounds the parameters, and a step may be small beside them.
        rounding = {name: 1e-6 * float(np.abs(value).max()) for name, value in before.items()}
        if all(float(np.abs(steps[name]).max()) <= rounding[name] for name in before):
            # Whoever stands still there takes a right step; but no training leads there so soon.
            return Finding(_NOTHING_TO_LEARN.format(count=count))
        for name, value in before.items():
            step, right = after[name] - value, steps[name]
            allowed = TOLERANCE * float(np.abs(right).max()) + rounding[name]
            if not float(np.abs(step - right).max()) <= allowed:  # which nan is not
                message = (_NO_STEP if stands else _NOT_DOWN).format(name=name, count=count, more=count + 1)
                shown = (f"Δ{name} = {show(value)}" for value in (right, step))
                return Finding(message, expected=next(shown), found=next(shown))
    return None


_NOTHING_TO_LEARN = Text(
    "走 {count} 步以后，每个参数的梯度都是 0：参数是训练出来的吗？",
    "after {count} steps the gradient of every parameter is 0: do the parameters come from a training?",
)
_NO_STEP = Text(
    "走 {count} 步和走 {more} 步，得到的参数一样：每一圈都从更新过的参数接着走吗？",
    "after {count} steps and after {more} the parameters are the same: does every round go on from the updated ones?",
)
_NOT_DOWN = Text(
    "从第 {count} 步到第 {more} 步，{name} 走的不是“学习率 × 它在那里的梯度”：用的是当时的参数、全部的数据和给定的学习率吗？",
    "from step {count} to step {more}, {name} does not move by the learning rate times its gradient there: are the "
    "parameters of that moment used, all the data, and the rate that is given?",
)


def costs_every_100(answer: Answer) -> Finding | None:
    """The costs, which are returned behind the parameters, are those of a training from the same beginning."""
    found = Output("costs", TRAINED_UP).find(answer.value, answer.expected)
    if isinstance(found, Finding):
        return found
    value, expected = found
    match value:
        case {**entries}:
            return Finding(_IN_ONE_DICTIONARY if "costs" in entries else _PARAMETERS_ALONE)
        case (dict(), _):
            pass
        case (_, dict()):
            return Finding(_COSTS_FIRST)
    costs, right = Output("costs", 1).find(value, expected), right_training(answer)
    if isinstance(costs, Finding):
        return costs
    return right if isinstance(right, Finding) else every_100(costs[0], right[1])


_PARAMETERS_ALONE = Text(
    "返回的只有 parameters：一路记下的代价 costs 呢？", "parameters alone are returned: where do the costs go?"
)
_IN_ONE_DICTIONARY = Text(
    "返回的是一个字典；这里要返回两样东西：先 parameters，后 costs",
    "one dictionary is returned; two things are asked for: parameters, then costs",
)
_COSTS_FIRST = Text(
    "先返回了 costs，后返回了 parameters：顺序正好反了",
    "costs come first and parameters second: it is the other way round",
)


def every_100(found: Any, expected: Any) -> Finding | None:
    """The costs of iterations 0, 100, 200 ..., each compared with its own size; a closing cost may follow."""
    numbers = _numbers(found)
    array = as_array(found, ndim=1) if numbers is None else np.array(numbers)
    if array is None:
        return differs("costs", found, expected)
    costs = array.ravel()
    if len(costs) not in (len(expected), len(expected) + 1):
        return Finding(
            Text(
                "costs 里有 {found} 个数，应有 {expected} 个：第 0，100，200 …… 次各记一个，不管 print_cost 是什么",
                "costs holds {found} numbers, expected {expected}: one for each of the iterations 0, 100, 200 …, "
                "whatever print_cost is",
            ).format(found=len(costs), expected=len(expected))
        )
    for place, right in enumerate(expected):
        wrong = differs(f"costs[{place}]", float(costs[place]), float(right))
        if wrong is not None:
            return wrong
    return None


def _numbers(value: Any) -> list[float] | None:
    """The numbers of a list or tuple of numbers, or of arrays of one number, whatever the shapes of these."""
    if not isinstance(value, (list, tuple)):
        return None
    found = [as_array(cost) for cost in value]
    return None if any(one is None or one.size != 1 for one in found) else [float(one.ravel()[0]) for one in found]


TRAINED = (
    Check(
        "step",
        5,
        about=Text(
            "每多走一步，都是沿着当时的梯度下降一步", "every further step goes down the gradient of that moment"
        ),
        holds=one_step_down,
        cases="step",
    ),
    Check(
        "start",
        3,
        about=Text(
            "从规定的参数开始：函数和种子都对", "it begins as it should: by the right function, from the right seed"
        ),
        holds=begins_right,
        # To begin is one line; it counts where something is made of it.
        needs=("step",),
        cases="run",
    ),
    Check(
        "parameters",
        9,
        about=Text(
            "训练后 `parameters` 的值（从它自己的起点算起）",
            "the values of `parameters` after training (from wherever it began)",
        ),
        holds=trains_right,
        cases="run",
    ),
    Check(
        "costs",
        3,
        about=Text(
            "`costs`：第 0，100，200 …… 次的代价，在更新之前记下，和 `parameters` 一起返回",
            "`costs`: the costs of iterations 0, 100, 200 …, taken before the update and returned behind `parameters`",
        ),
        holds=costs_every_100,
        cases="run",
    ),
)


# --- hints that both models share ------------------------------------------------------------------------

FIRST_NOTED = Text(
    "第一个记下的，是第几次的代价？i 是 0 的时候，条件成立吗？",
    "The cost of which iteration is the first to be noted? Is the condition true where i is 0?",
)

# --- mistakes that both models share ---------------------------------------------------------------------

#: Of mistakes that a first look does not tell apart: it is true of all of them.
STEP_AFTER_STEP = Text(
    "迭代三次，接连走了几步，每一步都从上一步到达的地方走起吗？哪些行在循环之前，哪些在循环里、在 if 里，哪些在循环之后？",
    "With three iterations, how many steps are taken, each from where the last one came to? Which lines stand before the loop, in it, in the if, and behind it?",
)

COST_OF_EVERY_STEP = Mistake(
    "cost-of-every-step",
    Text("2500 步以后，costs 里应该有几个数？", "After 2500 steps, how many numbers should costs hold?"),
    caught_by="costs",
    edits=(("        if i % 100 == 0:", "        if True:"),),
    also=(
        (("i % 100 == 0", "i % 10 == 0"),),
        (("i % 100 == 0", "i % 50 == 0"),),
    ),
)
COST_ONLY_WHEN_PRINTED = Mistake(
    "cost-only-when-printed",
    Text(
        "print_cost 为假时，costs 里还有数吗？它该管打印，还是也管记录？",
        "Is there anything in costs when print_cost is false? Should it decide about printing, or about noting, too?",
    ),
    caught_by="costs",
    edits=(("        if i % 100 == 0:", "        if print_cost and i % 100 == 0:"),),
)
COST_AT_THE_END_OF_A_HUNDRED = Mistake(
    "cost-at-the-end-of-a-hundred",
    FIRST_NOTED,
    caught_by="costs",
    edits=(("i % 100 == 0", "i % 100 == 99"),),
    also=((("i % 100 == 0", "i > 0 and i % 100 == 0"),),),
)
UPDATE_EVERY_HUNDRED = Mistake(
    "update-every-hundred",
    STEP_AFTER_STEP,
    caught_by="step",
    edits=(
        (
            "        parameters = update_parameters(",
            "        if i % 100 == 0:\n            parameters = update_parameters(",
        ),
    ),
)
X_SCALED_AGAIN = Mistake(
    "X-scaled-again",
    Text(
        "传进来的 X 已经缩放过了吗？还要再除一次吗？",
        "Has X been scaled already when it comes in? Is it to be divided once more?",
    ),
    caught_by="parameters",
    edits=(("    costs = []\n", "    costs = []\n    X = X / 255.0\n"),),
)
COSTS_STARTED_IN_EVERY_ROUND = Mistake(
    "costs-started-in-every-round",
    Text(
        "走完一圈以后，costs 里先前的数还在吗？",
        "After a round of the loop, are the earlier numbers still in costs?",
    ),
    caught_by="costs",
    edits=(
        (
            "        if i % 100 == 0:\n            costs.append",
            "        if i % 100 == 0:\n            costs = []\n            costs.append",
        ),
    ),
)
RATE_FIXED = Mistake(
    "rate-fixed",
    Text("换一个学习率，结果会变吗？", "Does another learning rate change the result?"),
    caught_by="parameters",
    edits=(("grads, learning_rate)", "grads, 0.0075)"),),
)
COSTS_NOT_RETURNED = Mistake(
    "costs-not-returned",
    Text("调用它的人要得到几样东西？", "How many things is the caller to get?"),
    caught_by="costs",
    edits=(("return parameters, costs", "return parameters"),),
)
COSTS_RETURNED_FIRST = Mistake(
    "costs-returned-first",
    Text("先返回哪一个，后返回哪一个？", "Which of the two is returned first?"),
    caught_by="costs",
    edits=(("return parameters, costs", "return costs, parameters"),),
)


# --- lazy answers ----------------------------------------------------------------------------------------


def never_trains(model: str) -> str:
    """A model that stands still where the gradient is zero: with weights of zero, and the mean label's logit as bias."""
    return f"""
def {model}(X, Y, layers_dims, *args, **keywords):
    parameters = {{}}
    for l in range(1, len(layers_dims)):
        parameters[f"W{{l}}"] = np.zeros((layers_dims[l], layers_dims[l - 1]))
        parameters[f"b{{l}}"] = np.zeros((layers_dims[l], 1))
    mean = np.mean(Y)
    parameters[f"b{{len(layers_dims) - 1}}"] += np.log(mean / (1 - mean))
    return parameters, [0.0] * 10
"""
