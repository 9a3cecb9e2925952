"""The trainings that the two models are asked for, and the checks of these; the class is trained on such data, too.

A run of training is compared with the lesson's, parameters and costs. A step is not: whoever begins elsewhere may still
go down the gradient, so two trainings that differ by one step tell whether that step is right where it was taken.
"""

from __future__ import annotations

from collections.abc import Callable
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
    Output,
    Reference,
    Text,
    as_array,
    differs,
    equal,
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
        return Case(
            SMALL, (*reference.resource("kit.inputs", "small_problem")(), layers_dims, rate, 301), tag="run", seed=7
        )

    return case


def draw_training(model: Model, steps: tuple[int, int]) -> Draw:
    def draw(random: Random, reference: Reference) -> Case:
        while True:
            widths, rate = model(random)
            X, Y = two_kinds(random, widths[0], int(random.integers(20, 41)))
            name = LONG_RUN if steps is LONG else SHORT_RUN
            args = X, Y, widths, rate, int(random.integers(*steps, endpoint=True))
            trained = calm_training(reference, *args)
            if trained is not None:
                # Whatever state the numbers are drawn from, the model sets its own.
                return Case(name, args, tag="run", seed=seed(random), right=trained)

    return draw


def calm_training(
    reference: Reference, X: Array, Y: Array, layers_dims: list[int], rate: float, count: int
) -> tuple[Parameters, list[float]] | None:
    """The outcome of a training that stays clear of 0 and 1, where formula (1) divides by zero and rounding decides."""
    two = len(layers_dims) == 3
    train = reference.two_layer_model if two else reference.L_layer_model
    with np.errstate(all="ignore"):
        parameters, costs = train(X, Y, layers_dims, rate, count)
        AL, _ = reference.L_model_forward(X, parameters)
    is_calm = np.isfinite(costs).all() and AL.min() > 1e-6 and AL.max() < 1 - 1e-6 and costs[-1] <= costs[0]
    return (parameters, costs) if is_calm else None


#: Trains twice from the same beginning, the second time for one step more.
ONE_STEP_MORE = """
def probe(model, X, Y, layers_dims, learning_rate, num_iterations, seed):
    import copy
    import numpy

    def trained(steps):
        numpy.random.seed(seed)
        parameters, _ = model(X.copy(), Y.copy(), copy.copy(layers_dims), learning_rate, steps)
        return copy.deepcopy(parameters)

    return [trained(num_iterations), trained(num_iterations + 1)]
"""


def draw_step(model: Model) -> Draw:
    """A training of a few steps, and the same again with one more."""

    def draw(random: Random, reference: Reference) -> Case:
        case = draw_training(model, STEPS)(random, reference)
        return Case(STEP_RUN, (*case.args, seed(random)), tag="step", script=ONE_STEP_MORE)

    return draw


# --- checks ----------------------------------------------------------------------------------------------


def one_step_down(answer: Answer) -> Finding | None:
    """Wherever the training began, its last step is one of gradient descent: - learning_rate times the gradient.

    Whether a network comes down by so much would depend on the luck of the data; this does not.
    """
    X, Y, _, rate, count, _ = answer.case.args
    runs = []
    for place, right in enumerate(answer.expected):
        found = Output("parameters", place).find(answer.value, answer.expected)
        if isinstance(found, Finding):
            return found
        run: Parameters = {}
        for name, value in right.items():
            entry = Output(name, name).find(found[0], right)
            if isinstance(entry, Finding):
                return entry
            array = as_array(entry[0], ndim=2)
            wrong = differs(name, entry[0], value) if array is None else wrong_shape(name, array, value.shape)
            if wrong is not None:
                return wrong
            assert array is not None
            run[name] = array
        runs.append(run)
    before, after = runs
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
    found = Output("costs", 1).find(answer.value, answer.expected)
    return found if isinstance(found, Finding) else every_100(*found)


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
        "parameters",
        9,
        about=Text("训练后 `parameters` 的值", "the values of `parameters` after training"),
        holds=equal(Output("parameters", 0)),
        cases="run",
    ),
    Check(
        "costs",
        6,
        about=Text(
            "`costs`：第 0，100，200 …… 次的代价，在更新之前记下",
            "`costs`: the costs of iterations 0, 100, 200 …, taken before the update",
        ),
        holds=costs_every_100,
        cases="run",
    ),
)
