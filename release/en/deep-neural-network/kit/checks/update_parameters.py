"""What must hold of update_parameters: every parameter takes a step down its own gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import testCases_v2 as cases

from kit.checks._exceptions import explain as explain
from kit.inputs import Array, shapes_of
from kit.selfcheck import Ask, Text, agree, array, close, hold, mapping

# As the notebook prints them: on the test case, with a learning rate of 0.1.
PRINTED = {
    "W1": [
        [-0.59562069, -0.09991781, -2.14584584, 1.82662008],
        [-1.76569676, -0.80627147, 0.51115557, -1.18258802],
        [-1.0535704, -0.86128581, 0.68284052, 2.20374577],
    ],
    "b1": [[-0.04659241], [-1.28888275], [0.53405496]],
    "W2": [[-0.55569196, 0.0354055, 1.32964895]],
    "b2": [[-0.84610769]],
}


def update_parameters(ask: Ask) -> None:
    """Every parameter moves, by its own gradient alone, downhill, and in proportion to the learning rate."""
    parameters, grads = cases.update_parameters_test_case()
    deep = _drawn(5, (5, 4, 3, 2, 1))
    deep_grads = _gradients(6, (5, 4, 3, 2, 1))
    for old, slope in ((parameters, grads), (deep, deep_grads)):
        _moves_downhill(old, slope, _updated(ask, old, slope, 0.1))
    for name, still in _updated(ask, deep, deep_grads, 0.0).items():
        hold(
            close(still, deep[name]),
            Text(
                en="with a learning rate of 0, {name} should not move: is the argument learning_rate used?",
            ),
            name=name,
        )
    once, twice = _updated(ask, deep, deep_grads, 0.2), _updated(ask, deep, deep_grads, 0.4)
    for name, start in deep.items():
        hold(
            close(twice[name] - start, 2 * (once[name] - start)),
            Text(
                en="with twice the learning rate, the step of {name} is not twice as long",
            ),
            name=name,
        )
    for name in deep:
        alone = {key: slope if key == "d" + name else np.zeros_like(slope) for key, slope in deep_grads.items()}
        for other, moved in _updated(ask, deep, alone, 0.2).items():
            hold(
                close(moved, once[other] if other == name else deep[other]),
                Text(
                    en="with d{name} alone not zero, {other} moves wrongly: does each parameter use its own gradient?",
                ),
                name=name,
                other=other,
            )
    public = _updated(ask, parameters, grads, 0.1)
    for name, expected in PRINTED.items():
        agree(name, public[name], expected)


def _drawn(seed: int, sizes: tuple[int, ...]) -> dict[str, Array]:
    """Parameters, or gradients, of a network, none of them near zero."""
    generator = np.random.RandomState(seed)
    return {
        name: generator.choice([-1, 1], shape) * generator.uniform(0.5, 2, shape)
        for name, shape in shapes_of(sizes).items()
    }


def _gradients(seed: int, sizes: tuple[int, ...]) -> dict[str, Array]:
    """Gradients as L_model_backward returns them: of every layer, from the last to the first, dA among them."""
    drawn, made = _drawn(seed, sizes), {}
    for layer in range(len(sizes) - 1, 0, -1):
        made[f"dA{layer}"] = np.ones((sizes[layer - 1], 7))
        made |= {f"d{kind}{layer}": drawn[f"{kind}{layer}"] for kind in "Wb"}
    return made


def _updated(ask: Ask, parameters: Any, grads: Any, rate: float) -> dict[str, Array]:
    """What update_parameters returns, with the shapes of the parameters."""
    found = mapping(ask(parameters=parameters, grads=grads, learning_rate=rate), *parameters)
    return {name: array(name, found[name], old.shape) for name, old in parameters.items()}


def _moves_downhill(old: dict[str, Array], grads: dict[str, Array], new: dict[str, Array]) -> None:
    for name, start in old.items():
        step, slope = new[name] - start, grads["d" + name]
        hold(
            bool(step.any()),
            Text(en="{name} did not move, although its gradient is not 0"),
            name=name,
        )
        hold(
            float(np.sum(step * slope)) < 0,
            Text(
                en="{name} moved to where J grows: uphill or downhill?"
            ),
            name=name,
        )
