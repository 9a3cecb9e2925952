"""What a step of training costs beside its bare matrix products.

The lesson's `L_layer_model` is trained on pictures' worth of random numbers, X (12288, 209), with the layers
(12288, 20, 7, 5, 1) and with (12288, 7, 1). Beside it, in turns, run the matrix products that its formulas ask for, on
arrays of the same shapes and nothing else: for each layer W A on the way forward, dZ A^T and W^T dZ on the way back.
The ratio of the two is what everything else costs: activations, costs, biases, updates, Python. The
first layer's W^T dZ is the derivative by the pictures, which the lesson's `L_model_backward` returns and training does
not use; the second ratio leaves it out of the products, not out of the training.
"""

from __future__ import annotations

import contextlib
import io
import statistics
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from autograder.course import Course
from autograder.grading.bundle import load_bundle

ROOT = Path(__file__).resolve().parents[1]
STEPS, EXAMPLES = 40, 209
NETWORKS = ((12288, 20, 7, 5, 1), (12288, 7, 1))


def products(layers_dims: tuple[int, ...], by_the_pictures: bool) -> Callable[[], None]:
    """The matrix products of so many steps."""
    random = np.random.default_rng(0)
    layers = [
        (random.standard_normal((n, before)), random.random((before, EXAMPLES)), random.standard_normal((n, EXAMPLES)))
        for before, n in pairwise(layers_dims)
    ]

    def run() -> None:
        for _ in range(STEPS):
            for W, A, _dZ in layers:
                W @ A
            for place, (W, A, dZ) in enumerate(layers):
                dZ @ A.T
                if place or by_the_pictures:
                    W.T @ dZ

    return run


def seconds(run: Callable[[], Any]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    run()
    return time.perf_counter() - begun


def table(rounds: int = 9) -> str:
    """Measure; the table, in Markdown, a row for each network."""
    random = np.random.default_rng(1)
    X, Y = random.random((NETWORKS[0][0], EXAMPLES)), np.arange(EXAMPLES).reshape(1, -1) % 2
    model = load_bundle(Course(ROOT), "deep-neural-network", secret=bytes(32)).reference.L_layer_model
    lines = [
        f"{rounds} rounds in turns of {STEPS} steps each, {EXAMPLES} examples; medians, and the range of the rounds.",
        "",
        "| layers | a step | to all its products | to those that training uses |",
        "| --- | --- | --- | --- |",
    ]
    for layers_dims in NETWORKS:

        def train(layers_dims: tuple[int, ...] = layers_dims) -> None:
            with contextlib.redirect_stdout(io.StringIO()):  # the line that tells how far a training has come
                model(X, Y, layers_dims, 0.0075, STEPS)

        ways = train, products(layers_dims, True), products(layers_dims, False)
        for way in ways:
            way()
        found = [[seconds(way) for way in ways] for _ in range(rounds)]
        cells = [f"{statistics.median(row[0] for row in found) / STEPS * 1000:.1f} ms"]
        for place in (1, 2):
            ratios = sorted(row[0] / row[place] for row in found)
            cells.append(f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})")
        lines.append(f"| {layers_dims} | {' | '.join(cells)} |")
    return "\n".join(lines)
