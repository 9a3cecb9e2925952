"""On the real cats the lesson's networks come out as they are said to: `make test-cats REAL_CATS=<folder>`.

Not among the other tests, since the data are not in the repository.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from this_lesson import load, pack

from autograder.grading.bundle import Bundle

FIGURES: dict[str, Any] = json.loads(Path(__file__).with_name("figures.json").read_text("utf-8"))
compare = load("kit.compare")
lr_utils = load("lr_utils")

Data = tuple[Any, Any, Any, Any]


@pytest.fixture(scope="module")
def cats(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Data]:
    """X and Y for training, X and Y for testing."""
    given = Path(os.environ["REAL_CATS"]).resolve()
    folder = tmp_path_factory.mktemp("student")
    (folder / "datasets").symlink_to(given)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        # The sentences that it prints are the kit's.
        patch.syspath_prepend(pack().folder)
        train_x, train_y, test_x, test_y, _ = lr_utils.load_dataset()
    assert train_y.sum() == 72 and test_y.sum() == 33, f"{given} does not hold the real cats"
    yield train_x.reshape(209, -1).T / 255, train_y, test_x.reshape(50, -1).T / 255, test_y


def right(bundle: Bundle, X: Any, Y: Any, parameters: Any) -> int:
    return int(np.sum(bundle.reference.predict(X, parameters) == Y))


@pytest.mark.parametrize(
    ("name", "model", "layers_dims"),
    [("two layers", "two_layer_model", (12288, 7, 1)), ("four layers", "L_layer_model", (12288, 20, 7, 5, 1))],
)
def test_costs_and_right_answers_are_those_of_the_reference(
    bundle: Bundle, cats: Data, name: str, model: str, layers_dims: tuple[int, ...]
) -> None:
    X, Y, X_test, Y_test = cats
    parameters, costs = getattr(bundle.reference, model)(X, Y, layers_dims)
    figures = FIGURES[name]
    assert np.abs(np.array(costs) - figures["costs"]).max() <= 1e-6
    found = right(bundle, X, Y, parameters), right(bundle, X_test, Y_test, parameters)
    assert found == (figures["train"], figures["test"])


def test_logistic_regression_gets_seventy_percent(bundle: Bundle, cats: Data) -> None:
    X, Y, X_test, Y_test = cats
    assert right(bundle, X_test, Y_test, compare.logistic_regression(X, Y)) == 35


def test_the_spread_over_seeds_is_as_the_lesson_tells(bundle: Bundle, cats: Data) -> None:
    X, Y, X_test, Y_test = cats
    functions = {
        name: getattr(bundle.reference, name)
        for name in ("L_model_forward", "L_model_backward", "compute_cost", "update_parameters")
    }
    two = compare.over_seeds(X, Y, (12288, 7, 1), range(20), functions, scale=0.01)
    four = compare.over_seeds(X, Y, (12288, 20, 7, 5, 1), range(20), functions)
    of_two, of_four = ([right(bundle, X_test, Y_test, one) / 50 for one in each] for each in (two, four))
    assert (min(of_two), max(of_two), round(np.mean(of_two), 2)) == (0.66, 0.76, 0.72)
    assert (min(of_four), max(of_four), round(np.mean(of_four), 2)) == (0.62, 0.80, 0.74)
    assert (of_four[0], of_four[1], of_four[3]) == (0.62, 0.80, 0.78)
