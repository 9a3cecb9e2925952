"""What your functions can do together: a gradient check, and a network that learns to part two spiral arms.

Everything here calls the functions of your notebook, which are handed over as ``globals()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from kit.inputs import NETWORKS, Array, network
from kit.selfcheck import Text
from kit.slopes import slopes
from kit.words import told, use_font

Parameters = dict[str, Array]

# Blue and orange of the Okabe-Ito palette, which colour-blind readers can tell apart.
_COLOURS = "#0072b2", "#e69f00"
_SHADES = "#86bcdc", "#ffffff", "#f3cf84"
_MARKERS = "o", "^"

_COST = Text("代价：{before:.1f} → {after}", "cost: {before:.1f} -> {after}")
_CORRECT = Text("答对：{right} / {all}", "correct: {right} / {all}")
_DIFFERENCE = Text("相对差别 {difference}", "relative difference {difference}")
_NOT_DEFINED = Text("还没有定义 {name}：先运行写它的单元格", "{name} is not defined yet: run its cell first")


def toy_data(seed: int = 0, m: int = 400) -> tuple[Array, Array]:
    """Two spiral arms wound around each other, which no straight line parts.

    Returns
    -------
    X (2, m), Y (1, m) of 0 and 1, one half each; the same at every call with the same seed.
    """
    generator = np.random.RandomState(seed)
    Y = np.arange(m).reshape(1, m) % 2
    radius = np.sqrt(generator.uniform(0.04, 1, size=m))
    # The farther out, the farther round; the second arm is the first one turned by half a circle.
    angle = 2.4 * np.pi * radius + np.pi * Y[0]
    arms = 2 * radius * np.array([np.cos(angle), np.sin(angle)])
    return arms + generator.uniform(-0.12, 0.12, size=arms.shape), Y


def train(
    X: Array,
    Y: Array,
    layers_dims: list[int],
    functions: Mapping[str, Any],
    epochs: int = 1200,
    learning_rate: float = 0.05,
    batch_size: int = 32,
) -> Parameters:
    """Train a network on small batches with your own functions, and print the cost before and after, and the score.

    Parameters
    ----------
    X, Y
        Examples in columns: (n_x, m) and (1, m).
    layers_dims
        The sizes of the layers, the input's first.
    functions
        Your functions by name: ``globals()`` in the notebook.
    epochs
        How often every example is seen.
    learning_rate, batch_size
        The length of a step, and the number of examples that each step looks at.

    Returns
    -------
    The parameters after training.

    Raises
    ------
    NameError
        One of the functions is not defined.
    """
    names = "L_model_forward", "L_model_backward", "update_parameters", "compute_cost"
    forward, backward, update, cost = (_function(functions, name) for name in names)
    learned: Parameters = _function(functions, "initialize_parameters_deep")(layers_dims)
    guess, _ = forward(X, learned)
    before = float(cost(guess, Y))
    for chosen in _batches(Y.shape[1], batch_size, epochs):
        guess, kept = forward(X[:, chosen], learned)
        learned = update(learned, backward(guess, Y[:, chosen], kept), learning_rate)
    guess, _ = forward(X, learned)
    after = float(cost(guess, Y))
    # So rounded, the lines are the same on every machine.
    print(told(_COST, before=before, after="< 0.01" if after < 0.01 else f"{after:.2f}"))
    print(told(_CORRECT, right=int(np.sum((guess > 0.5) == Y)), all=Y.size))
    return learned


def plot_boundary(X: Array, Y: Array, parameters: Parameters, functions: Mapping[str, Any]) -> None:
    """Draw the examples, and what your network says about every point of the plane around them.

    Parameters
    ----------
    X, Y
        Examples with two numbers each: (2, m) and (1, m).
    parameters
        What `train` returned.
    functions
        Your functions by name: ``globals()`` in the notebook.
    """
    import matplotlib.pyplot as plt
    from matplotlib.colors import LinearSegmentedColormap

    reach = 1.1 * float(np.abs(X).max())
    ticks = np.linspace(-reach, reach, 241)
    plane = np.array(np.meshgrid(ticks, ticks))
    guess, _ = _function(functions, "L_model_forward")(plane.reshape(2, -1), parameters)
    height = np.asarray(guess).reshape(plane.shape[1:])

    use_font()
    figure, axes = plt.subplots(figsize=(6, 4.8), layout="constrained")
    shades = LinearSegmentedColormap.from_list("", _SHADES)
    filled = axes.contourf(*plane, height, levels=np.linspace(0, 1, 41), cmap=shades)
    axes.contour(*plane, height, levels=[0.5], colors="#222222", linewidths=1.6)
    for label in (0, 1):
        x_1, x_2 = X[:, Y[0] == label]
        axes.scatter(
            x_1,
            x_2,
            s=30,
            marker=_MARKERS[label],
            color=_COLOURS[label],
            edgecolors="#ffffff",
            linewidths=0.6,
            label=f"$y = {label}$",
        )
    axes.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xticks=range(-2, 3), yticks=range(-2, 3))
    axes.legend(loc="lower right", framealpha=1)
    figure.colorbar(filled, ax=axes, label="$a^{[L]}$", ticks=[0, 0.25, 0.5, 0.75, 1])


def gradient_check(functions: Mapping[str, Any]) -> float:
    """Compare your gradients with slopes of the cost, measured by central differences, and print how far they differ.

    Parameters
    ----------
    functions
        Your functions by name: ``globals()`` in the notebook.

    Returns
    -------
    |measured - yours| / (|measured| + |yours|), over all W and b of a small random network of four layers;
    below 1e-7 the gradients are right.
    """
    names = "L_model_forward", "L_model_backward", "compute_cost"
    forward, backward, cost = (_function(functions, name) for name in names)
    X, Y, parameters = network(*NETWORKS[1])
    guess, kept = forward(X, parameters)
    grads = backward(guess, Y, kept)
    yours = np.concatenate([np.ravel(grads["d" + name]) for name in parameters])
    each = (slopes(lambda: float(cost(forward(X, parameters)[0], Y)), x, 1e-5) for x in parameters.values())
    measured = np.concatenate([slope.ravel() for slope in each])
    lengths = np.linalg.norm(measured) + np.linalg.norm(yours)
    difference = float(np.linalg.norm(measured - yours) / lengths)
    print(told(_DIFFERENCE, difference="< 1e-7" if difference < 1e-7 else f"= {difference:.1e}"))
    return difference


def _batches(m: int, size: int, epochs: int) -> Iterator[Array]:
    """The examples of each small batch: every one once in each epoch, in an order that is always the same."""
    generator = np.random.RandomState(0)
    for _ in range(epochs):
        order = generator.permutation(m)
        yield from (order[start : start + size] for start in range(0, m, size))


def _function(functions: Mapping[str, Any], name: str) -> Callable[..., Any]:
    """One of your functions by its name."""
    if name not in functions:
        raise NameError(told(_NOT_DEFINED, name=name))
    found: Callable[..., Any] = functions[name]
    return found
