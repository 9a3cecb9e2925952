"""Trainings to compare with: logistic regression, other learning rates, other beginnings.

Your own functions do the work; they are handed over as ``globals()``. What makes these trainings quick is that
m pictures span no more than m directions: gradient descent never moves the first weights in any other, so that
it may be run on the m numbers that say how far a picture reaches in each, and gives the same network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from dnn_utils_v2 import sigmoid

from kit.inputs import Array, small_problem
from kit.training import steps

Parameters = dict[str, Array]


def first_step(model: Callable[..., Any]) -> None:
    """Take one step on a small problem: a function that is not written yet says so at once, and not minutes later."""
    model(*small_problem(), (4, 1), 0.1, 1)


def logistic_regression(X: Array, Y: Array, learning_rate: float = 0.005, num_iterations: int = 2000) -> Parameters:
    """Train a network without any hidden layer, from weights of zero.

    Returns
    -------
    W1 (1, n_x) and b1 (1, 1), so that ``predict`` takes them.
    """
    directions, lengths = np.linalg.qr(X)
    weights, bias = np.zeros((1, len(lengths))), 0.0
    for _ in range(num_iterations):
        miss = sigmoid(weights @ lengths + bias)[0] - Y
        weights -= learning_rate * (miss @ lengths.T) / miss.size
        bias -= learning_rate * float(miss.mean())
    return {"W1": weights @ directions.T, "b1": np.array([[bias]])}


def learning_rates(
    X: Array, Y: Array, layers_dims: tuple[int, ...], rates: Iterable[float], functions: Mapping[str, Any]
) -> dict[str, list[float]]:
    """The costs of every hundredth step of 2500, for each learning rate, from one and the same beginning."""
    first = functions["initialize_parameters_deep"](layers_dims)
    span, chosen = np.linalg.qr(X), list(rates)
    costs: dict[str, list[float]] = {}
    for place in steps(len(chosen)):
        told: list[float] = []
        _descend(span, Y, first, chosen[place], functions, told.append)
        costs[rf"$\alpha = {chosen[place]:g}$"] = told
    return costs


def over_seeds(
    X: Array,
    Y: Array,
    layers_dims: tuple[int, ...],
    seeds: Iterable[int],
    functions: Mapping[str, Any],
    scale: float | None = None,
) -> list[Parameters]:
    """The network trained from several random beginnings: weights of one ``scale``, or by the layer as in part 1."""
    span, chosen = np.linalg.qr(X), list(seeds)
    return [
        _descend(span, Y, _beginning(layers_dims, chosen[place], scale), 0.0075, functions)
        for place in steps(len(chosen))
    ]


def _beginning(layers_dims: tuple[int, ...], seed: int, scale: float | None) -> Parameters:
    """First parameters drawn as in part 1, from another seed."""
    random = np.random.RandomState(seed)
    parameters = {}
    for layer, (before, here) in enumerate(zip(layers_dims, layers_dims[1:]), start=1):
        parameters[f"W{layer}"] = random.normal(0, scale or before**-0.5, (here, before))
        parameters[f"b{layer}"] = np.zeros((here, 1))
    return parameters


def _descend(
    span: tuple[Array, Array],
    Y: Array,
    first: Parameters,
    learning_rate: float,
    functions: Mapping[str, Any],
    note: Callable[[float], None] | None = None,
    count: int = 2500,
) -> Parameters:
    """Train in the directions that the examples span; the result is that of training in all of them.

    ``span`` is what ``numpy.linalg.qr`` makes of X: found once, since it takes as long as hundreds of steps.
    """
    names = "L_model_forward", "L_model_backward", "compute_cost", "update_parameters"
    forward, backward, cost, update = (functions[name] for name in names)
    directions, lengths = span
    begun = first["W1"] @ directions
    now = {**first, "W1": begun}
    with np.errstate(all="ignore"):  # a rate that is too large runs into infinity, which is what is to be seen
        for step in range(count):
            output, kept = forward(lengths, now)
            if note is not None and step % 100 == 0:
                note(float(cost(output, Y)))
            now = update(now, backward(output, Y, kept), learning_rate)
    return {**now, "W1": first["W1"] + (now["W1"] - begun) @ directions.T}
