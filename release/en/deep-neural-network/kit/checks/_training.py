"""What must hold of a training, in both models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from kit.inputs import Array, shapes_of, small_problem
from kit.selfcheck import (
    Ask,
    Text,
    WrongAnswerError,
    array,
    close,
    difference,
    entries,
    first,
    hold,
    isfinite,
    kind,
    mapping,
    number,
    report,
)
from kit.slopes import factor_between

Trained = tuple[dict[str, Array], list[float]]
_LATER = Text(
    en="after the training {miss}: are all steps, from first to last, taken the same way?",
)
_ALONE = Text(
    en="one dictionary alone is returned: where do the costs go?"
)
_COSTS_FIRST = Text(
    en="costs come first and parameters second: it is the other way round",
)
_ASTRAY = Text(
    en="the first step does not move {wrong} along the gradient: {ask}"
)
_TOO_FAR = Text(
    en="the first step is everywhere {factor:.3g} times as long as it should be: {ask}",
)


_NOT_FINITE = Text(
    en="after {steps} steps {name} contains nan or inf: {ask}"
)
_ORDER = Text(
    en="which of AL and Y holds numbers that are just 0, and in which order is L_model_backward given its three arguments?",
)
_DENOMINATORS = Text(
    en="what is divided by 0? Does formula (1) divide by the prediction, or by the labels?",
)


@dataclass(frozen=True)
class Training:
    """How a model is trained on the small problem, what must come of it, and what is asked where it goes astray.

    Parameters
    ----------
    sizes, rate
        The layers and the learning rate.
    printed
        What the notebook prints of it after 301 steps: weights of the last layer, and the costs.
    begin
        The function that it should begin with, and what that is called with.
    from_elsewhere
        Said where it begins otherwise.
    last_layer, first_layer
        A question to whoever moves the last layer wrongly, or the first one alone.
    """

    sizes: tuple[int, ...]
    rate: float
    printed: dict[str, Any]
    begin: tuple[Any, ...]
    from_elsewhere: Text
    last_layer: Text
    first_layer: Text


def learns(ask: Ask, model: Training) -> None:
    """What is noted when, and every step downhill, from the start that is asked for."""
    sizes, rate, printed = model.sizes, model.rate, model.printed
    one = _first_step(ask, model)
    two, _ = train(ask, sizes, rate, 2)
    hold(
        not _same(one, two),
        Text(
            en="two steps lead no further than one: does every round go on from the updated parameters, "
            "and is return outside the loop?",
        ),
    )
    X, Y = small_problem()
    for data, name in (((-X, Y), "X"), ((X, 1 - Y), "Y")):
        other, _ = train(ask, sizes, rate, 2, data=data)
        hold(
            not _same(other, two),
            Text(
                en="another {name} gives the same result: is the argument {name} used, "
                "or another variable of the notebook?",
            ),
            name=name,
        )
        _goes_down(ask, model, data)
    learned, costs = train(ask, sizes, rate, 301)
    hold(
        float(np.ptp(costs)) > 1e-3,
        Text(
            en="the cost stays the same: does every round use the updated parameters, and is the start outside the loop?",
        ),
    )
    hold(
        costs[-1] < costs[0],
        Text(
            en="the cost went from {before:.4g} to {after:.4g}: uphill or downhill?",
        ),
        before=costs[0],
        after=costs[-1],
    )
    last = next(name for name in printed if name != "costs")
    miss = first(
        (difference("costs", np.array(costs), printed["costs"]), difference(last, learned[last], printed[last]))
    )
    report(miss and _LATER.format(miss=miss))
    _, told = train(ask, sizes, rate, 301, told=True)
    hold(
        len(told) == len(costs) and close(told, costs),
        Text(
            en="with print_cost the costs are others: it should only decide about printing",
        ),
    )


def _first_step(ask: Ask, model: Training) -> dict[str, Array]:
    """The parameters after one step: reproducible, by the learning rate, from the right start, downhill."""
    sizes, rate = model.sizes, model.rate
    again = [train(ask, sizes, rate, 1, seed=seed) for seed in (7, 8)]
    one, (begin, *_) = again[0]
    hold(
        _same(one, again[1][0]),
        Text(
            en="two calls with the same arguments give different results: is the seed set, "
            "and is it set before the parameters are initialised?",
        ),
    )
    still, _ = train(ask, sizes, 0.0, 3)
    hold(
        not _same(one, still),
        Text(
            en="one step moves no parameter: are the updated parameters used?",
        ),
    )
    twice, (faster, *_) = train(ask, sizes, 2 * rate, 1)
    hold(
        close(faster, begin, 1e-6),
        Text(
            en="the cost of iteration 0 depends on the learning rate: is it taken before or after the update?",
        ),
    )
    hold(
        not _same(one, twice),
        Text(
            en="twice the learning rate gives the same first step: is the argument learning_rate used?",
        ),
    )
    still, _ = train(ask, sizes, 0.0, 1)
    _starts(ask, model, still)
    _goes_down(ask, model, small_problem())
    return one


def _starts(ask: Ask, model: Training, found: dict[str, Array]) -> None:
    """Without any step the parameters are those of the function that it should begin with, if that is right."""
    name, *arguments = model.begin
    if not ask.can_measure(name):
        return
    np.random.seed(1)
    expected = ask.other(name, *arguments)
    miss = first(difference(key, found[key], value) for key, value in expected.items())
    report(miss and model.from_elsewhere.format(miss=miss))


def _goes_down(ask: Ask, model: Training, data: tuple[Array, Array]) -> None:
    """The first step, and the cost before it, are what the student's functions of part 1 make of the same start."""
    if not ask.can_measure("L_model_forward", "compute_cost", "L_model_backward", "update_parameters"):
        return
    begun, _ = train(ask, model.sizes, 0.0, 1, data=data)
    found, (cost, *_) = train(ask, model.sizes, model.rate, 1, data=data)
    once, expected = _stepped(ask, begun, data, model.rate)
    hold(
        close(cost, expected) or cost != round(cost, 6),
        Text(
            en="the cost of iteration 0 is {cost:.6g}, expected {expected:.6g}: is it rounded before it is kept?",
        ),
        cost=cost,
        expected=expected,
    )
    hold(
        close(cost, expected),
        Text(
            en="the cost of iteration 0 is {cost:.6g}, expected {expected:.6g}: is every column of X and Y used, "
            "and which activations does the way forward use?",
        ),
        cost=cost,
        expected=expected,
    )
    wanted, moved = ({name: each[name] - begun[name] for name in begun} for each in (once, found))
    hold(
        any(not close(-moved[name], wanted[name], 1e-2) for name in wanted),
        Text(
            en="the first step leads just the opposite way, uphill or downhill? Look at the signs where the way back begins "
            "and in the update",
        ),
    )
    wrong = [name for name in wanted if not close(moved[name], wanted[name], 1e-2)]
    if wrong:
        twice, _ = _stepped(ask, once, data, model.rate)
        hold(
            not all(close(found[name], twice[name]) for name in found),
            Text(
                en="num_iterations is 1, but two steps are taken: from where to where does the loop count?",
            ),
        )
        raise WrongAnswerError(_astray(model, wrong, moved, wanted))


def _stepped(
    ask: Ask, parameters: dict[str, Array], data: tuple[Array, Array], rate: float
) -> tuple[dict[str, Array], float]:
    """What the student's functions of part 1 make of a step, and the cost before it."""
    AL, caches = ask.other("L_model_forward", data[0], parameters)
    cost = number("cost", ask.other("compute_cost", AL, data[1]))
    grads = ask.other("L_model_backward", AL, data[1], caches)
    return ask.other("update_parameters", parameters, grads, rate), cost


def _astray(model: Training, wrong: list[str], moved: dict[str, Array], wanted: dict[str, Array]) -> Text:
    """Which parameters the first step moves wrongly, and a question about the layer that is the first to go astray."""
    layers = len(model.sizes) - 1
    last = [f"W{layers}", f"b{layers}"]
    ask = model.last_layer if set(wrong) & set(last) else model.first_layer
    factor = factor_between(moved[last[0]], wanted[last[0]])
    if factor is not None and all(close(moved[key], factor * wanted[key], 1e-2) for key in wanted):
        return _TOO_FAR.format(factor=factor, ask=ask)
    return _ASTRAY.format(wrong=", ".join(wrong), ask=ask)


def _same(one: dict[str, Array], other: dict[str, Array]) -> bool:
    """Whether two trainings ended with the same parameters, to the last digits."""
    return all(close(one[name], other[name], 1e-9) for name in one)


def train(
    ask: Ask,
    sizes: tuple[int, ...],
    rate: float,
    steps: int,
    *,
    data: tuple[Array, Array] | None = None,
    told: bool = False,
    seed: int = 7,
) -> Trained:
    """Parameters of the right shapes, and the costs that are asked for, a closing one left out."""
    X, Y = data or small_problem()
    value = ask.seeded(seed, X=X, Y=Y, layers_dims=sizes, learning_rate=rate, num_iterations=steps, print_cost=told)
    hold(not isinstance(value, dict), _ALONE)
    parameters, costs = entries(value, "parameters", "costs")
    hold(isinstance(parameters, dict) or not isinstance(costs, dict), _COSTS_FIRST)
    shapes = shapes_of(sizes)
    found = mapping(parameters, *shapes)
    hold(
        isinstance(costs, (list, tuple, np.ndarray)),
        Text(en="costs should be a list, found {found}"),
        found=kind(costs),
    )
    expected = (steps + 99) // 100
    hold(
        steps < 300 or len(costs) < 300,
        Text(
            en="costs holds {found} numbers: is the cost of every step asked for?",
        ),
        found=len(costs),
    )
    if len(costs) not in (expected, expected + 1) and steps < 100:
        # What else is answered tells who notes at another time from who notes only when costs are printed.
        asked = ask.asked
        for printed in (False, True):
            ask.seeded(seed, X=X, Y=Y, layers_dims=sizes, learning_rate=rate, num_iterations=101, print_cost=printed)
        ask.asked = asked
    hold(
        len(costs) in (expected, expected + 1),
        Text(
            en="with num_iterations={steps}, len(costs) is {found}, expected {expected}: one in every 100 iterations, "
            "beginning with iteration 0, whatever print_cost is",
        ),
        steps=steps,
        found=len(costs),
        expected=expected,
    )
    plain = [cost.reshape(()) if np.size(cost) == 1 and np.ndim(cost) else cost for cost in costs]
    numbers = [number(f"costs[{place}]", cost) for place, cost in enumerate(plain[:1])]
    hold(
        all(isfinite(cost) for cost in plain[1:]),
        Text(
            en="costs[0] is {first:.4g}, but later costs are nan or inf: which way do the steps lead, and how far?",
        ),
        first=numbers[0] if numbers else 0.0,
    )
    numbers += [number(f"costs[{place}]", cost) for place, cost in enumerate(plain) if place]
    lost = [name for name in shapes if not isfinite(found[name])]
    if lost:
        question = _ORDER if ask.calls("L_model_backward") else _DENOMINATORS
        raise WrongAnswerError(_NOT_FINITE.format(steps=steps, name=lost[0], ask=question))
    return {name: array(name, found[name], shape) for name, shape in shapes.items()}, numbers[:expected]
