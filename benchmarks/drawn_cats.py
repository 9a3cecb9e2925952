"""How hard the drawn cats are: `python -m benchmarks.drawn_cats` prints the figures of datasets/README.md.

For each of five seeds of the generator, three models are trained on its 209 training pictures and tested on 1,000 fresh
ones that it draws for nothing else. The models are written here again, apart from the lesson's code: a figure that both
agree on is no slip of either. `--keep FOLDER` stores what is done, so that a run that was stopped goes on there.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
# Before this file's own folder, where the package's name would find this file.
sys.path.insert(0, str(ROOT / "notebooks" / "deep_neural_network"))

from drawn_cats.draw import FRESH, SEED, TEST, TRAIN, Pictures, drawn  # noqa: E402

Array = npt.NDArray[np.float64]
Right = npt.NDArray[np.bool_]

RATES = (0.0005, 0.0015, 0.005, 0.0075)
STOPS = (500, 1000, 1500, 2000, 2500)
MODELS: dict[str, tuple[tuple[int, ...], int, float | None]] = {
    "two": ((12288, 7, 1), 1, 0.01),
    "four": ((12288, 20, 7, 5, 1), 3, None),
}
"""Layers, seed, and the scale of the first weights: None is one over the square root of the layer before."""
LEARNING_RATE, ITERATIONS = 0.0075, 2500


# --- the three models ------------------------------------------------------------------------------------


def columns(pictures: Pictures) -> Array:
    """(12288, count): a picture a column, from 0 to 1."""
    flat: Array = pictures.x.reshape(len(pictures.x), -1).T / 255
    return flat


def sigmoid(Z: Array) -> Array:
    """1 / (1 + exp(-Z)), with no overflow."""
    E = np.exp(-np.abs(Z))
    A: Array = np.where(Z >= 0, 1, E) / (1 + E)
    return A


def logistic(X: Array, Y: Array, tests: Sequence[Array]) -> dict[str, list[Right]]:
    """Logistic regression from zero, a row for each rate: which pictures are called cats at each stop, per test set."""
    W, b = np.zeros((len(RATES), X.shape[0])), np.zeros((len(RATES), 1))
    rate = np.array(RATES)[:, None]
    said: dict[str, list[Right]] = {}
    for step in range(1, STOPS[-1] + 1):
        dZ = (sigmoid(W @ X + b) - Y) / X.shape[1]
        W -= rate * (dZ @ X.T)
        b -= rate * dZ.sum(axis=1, keepdims=True)
        if step in STOPS:
            called = [W @ T + b > 0 for T in tests]
            said |= {f"{r:g}, {step}": [part[row] for part in called] for row, r in enumerate(RATES)}
    return said


def network(X: Array, Y: Array, tests: Sequence[Array], model: str) -> list[Right]:
    """ReLU layers and a sigmoid, trained as in the lesson: which pictures are called cats, per test set."""
    layers, seed, scale = MODELS[model]
    np.random.seed(seed)
    parameters: list[list[Array]] = []
    for before, n in pairwise(layers):
        W = np.random.randn(n, before)
        parameters.append([W * scale if scale else W / np.sqrt(before), np.zeros((n, 1))])
    for _ in range(ITERATIONS):
        activations = forward(X, parameters)
        dZ = (activations[-1] - Y) / X.shape[1]
        for layer in range(len(parameters) - 1, -1, -1):
            (W, b), A = parameters[layer], activations[layer]
            dW, db = dZ @ A.T, dZ.sum(axis=1, keepdims=True)
            if layer:
                dZ = (W.T @ dZ) * (A > 0)
            W -= LEARNING_RATE * dW
            b -= LEARNING_RATE * db
    return [forward(T, parameters)[-1][0] > 0.5 for T in tests]


def forward(X: Array, parameters: Sequence[Sequence[Array]]) -> list[Array]:
    """X and the activations of every layer."""
    activations = [X]
    for W, b in parameters[:-1]:
        activations.append(np.maximum(W @ activations[-1] + b, 0))
    W, b = parameters[-1]
    return [*activations, sigmoid(W @ activations[-1] + b)]


# --- thresholds ------------------------------------------------------------------------------------------


def best_threshold(values: npt.NDArray[Any], labels: npt.NDArray[np.int64]) -> float:
    """The share that the best threshold on one number gets right, chosen on the very pictures it is tested on."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    cats_below = np.concatenate([[0], np.cumsum(labels[order])])
    below = np.arange(len(values) + 1)
    # A threshold lies between two different values; cats are above it, or below it.
    between = np.concatenate([[True], ordered[1:] != ordered[:-1], [True]])
    right = cats_below[-1] - cats_below + (below - cats_below)
    return float(np.maximum(right, len(values) - right)[between].max() / len(values))


def thresholds(pictures: Pictures) -> dict[str, float]:
    """The best thresholds on one of the 12,288 numbers, on the mean of a channel, and on the mean of all."""
    x, y = pictures.x, pictures.y
    flat = x.reshape(len(x), -1)
    return {
        "pixel": max(best_threshold(flat[:, place], y) for place in range(flat.shape[1])),
        "channel": max(best_threshold(x[..., channel].mean(axis=(1, 2)), y) for channel in range(3)),
        "brightness": best_threshold(flat.mean(axis=1), y),
    }


# --- one drawing -----------------------------------------------------------------------------------------


def name_of(pictures: Pictures) -> str:
    """By which a set of pictures is known again."""
    return hashlib.sha256(pictures.x.tobytes()).hexdigest()[:12]


def measure(seed: int, fresh: int, keep: Path | None) -> dict[str, npt.NDArray[Any]]:
    """Train and test on one drawing: which answers of each model are right, and the thresholds."""
    train, test, new = drawn(seed, TRAIN), drawn(seed, TEST), drawn(seed, FRESH, fresh)
    stored = keep / f"{seed}-{name_of(train)}-{name_of(new)}.npz" if keep else None
    if stored and stored.is_file():
        with np.load(stored) as file:
            return dict(file)
    X, Y = columns(train), train.y[None, :].astype(np.float64)
    tests, labels = [X, columns(test), columns(new)], [train.y, test.y, new.y]
    found: dict[str, npt.NDArray[Any]] = {}
    said = logistic(X, Y, tests)
    # The setting that does best on the fresh pictures themselves, so that logistic regression has every advantage.
    best = max(said, key=lambda setting: np.mean(said[setting][2] == new.y))
    found["setting"] = np.array(best)
    answers = {"logistic": said[best]} | {model: network(X, Y, tests, model) for model in MODELS}
    for model, parts in answers.items():
        for name, part, y in zip(("train", "test", "fresh"), parts, labels, strict=True):
            found[f"{model} {name}"] = part == y
    found |= {name: np.array(share) for name, share in thresholds(new).items()}
    if stored:
        stored.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(stored, allow_pickle=False, **found)
    return found


# --- the report ------------------------------------------------------------------------------------------

PAIRS = (("two", "logistic"), ("four", "logistic"), ("four", "two"))
NAMES = {"logistic": "logistic regression", "two": "two layers", "four": "four layers"}


def percent(share: Any) -> str:
    """A share as a percentage."""
    return f"{100 * float(share):.1f}"


def with_error(values: npt.NDArray[Any]) -> str:
    """A mean and its standard error, in percent."""
    return f"{100 * values.mean():.1f} ± {100 * values.std(ddof=1) / np.sqrt(len(values)):.1f}"


def report(results: dict[int, dict[str, npt.NDArray[Any]]], fresh: int) -> str:
    """The figures as Markdown."""
    head = ["drawing", *NAMES.values(), *(f"{NAMES[a]} − {NAMES[b]}" for a, b in PAIRS)]
    rows = []
    for seed, found in results.items():
        right = {model: found[f"{model} fresh"] for model in NAMES}
        cells = [percent(right[model].mean()) for model in NAMES]
        cells += [with_error(right[a].astype(float) - right[b]) for a, b in PAIRS]
        rows.append([f"seed {seed}", *cells])
    means = {model: np.array([found[f"{model} fresh"].mean() for found in results.values()]) for model in NAMES}
    if len(results) > 1:
        rows.append(
            ["**all**", *(with_error(means[m]) for m in NAMES), *(with_error(means[a] - means[b]) for a, b in PAIRS)]
        )
    lines = [
        f"Right answers on {fresh:,} fresh pictures, in percent. In a row of a seed, ± is the standard error over the "
        "pictures; in the last row it is the standard error over the drawings. Differences are paired.",
        "",
        *table(head, rows),
        "",
        "Best thresholds on the fresh pictures, chosen on these pictures themselves; and what the models (LR is "
        "logistic regression) get right of the training pictures and of the 50 test pictures, all in percent.",
        "",
    ]
    head = [
        "drawing",
        "one pixel",
        "a channel's mean",
        "brightness",
        "training: LR, 2, 4",
        "test: LR, 2, 4",
        "LR's setting",
    ]
    rows = []
    for seed, found in results.items():
        cells = [percent(found[name]) for name in ("pixel", "channel", "brightness")]
        for name in ("train", "test"):
            cells.append(", ".join(f"{100 * found[f'{model} {name}'].mean():.0f}" for model in NAMES))
        rows.append([f"seed {seed}", *cells, str(found["setting"])])
    return "\n".join(lines + table(head, rows))


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure how hard the drawn cats are.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[SEED + step for step in range(5)])
    parser.add_argument("--quick", action="store_true", help="two drawings and 200 fresh pictures, to see that it runs")
    parser.add_argument("--keep", type=Path, help="a folder to store results in, and to take them from")
    asked = parser.parse_args()
    seeds, fresh = (asked.seeds[:2], 200) if asked.quick else (asked.seeds, 1000)
    results: dict[int, dict[str, npt.NDArray[Any]]] = {}
    for seed in seeds:
        begun = time.perf_counter()
        results[seed] = measure(seed, fresh, asked.keep)
        print(f"seed {seed}: {time.perf_counter() - begun:.0f} s", file=sys.stderr, flush=True)
    print(report(results, fresh))


if __name__ == "__main__":
    main()
