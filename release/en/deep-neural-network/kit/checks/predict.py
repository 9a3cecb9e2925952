"""What must hold of the answers of predict."""

from __future__ import annotations

import numpy as np

from kit.checks._exceptions import explain_model as explain  # noqa: F401
from kit.inputs import Array, small_network, small_problem
from kit.selfcheck import Ask, Text, WrongAnswerError, array, difference, hold, is_listed, kind, report

# As the notebook prints them: for the small problem and the small network.
PRINTED = [[0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0]]


def predict(ask: Ask) -> None:
    """0 and 1 in a row; 1 just where the sigmoid's output is above one half."""
    X, Y = small_problem()
    _takes_no_labels(ask, X, Y)
    _answers(ask, X, small_network())
    # One unit that passes on what it is fed: the probability is above one half where that is above zero.
    X = np.array([[-3.0, 0.2, 2.0, -0.2, 0.4, -1.0, 0.02, -0.02]])
    same, turned = ({"W1": np.array([[sign]]), "b1": np.zeros((1, 1))} for sign in (1.0, -1.0))
    found = _answers(ask, X, same)
    hold(
        not found.all() and bool(found.any()),
        Text(en="the answers are the same whatever X is"),
    )
    hold(
        not np.array_equal(found, X < 0),
        Text(
            en="the answers are just the other way round: is it 0 or 1 where the probability is above 0.5?",
        ),
    )
    hold(
        bool(found[0, 1]) and bool(found[0, 4]),
        Text(
            en="an example with Z = 0.2, so a probability of 0.55, is answered 0: is it Z or AL that is compared with 0.5?",
        ),
    )
    hold(
        np.array_equal(found, X > 0) and np.array_equal(_answers(ask, X, turned), X < 0),
        Text(
            en="some answers are wrong: 1 where the probability is above 0.5, else 0",
        ),
    )
    for layers in (3, 4):
        value = ask(X=X, parameters=_passing_on(layers))
        hold(
            np.shape(value) == X.shape and np.array_equal(value, X < 0),
            Text(
                en="for a network of {layers} layers the answers are wrong: does the way forward reach the last layer, "
                "or is the number of layers fixed?",
            ),
            layers=layers,
        )
    X, _ = small_problem()
    report(difference("answers", _answers(ask, X, small_network()), PRINTED))


def _takes_no_labels(ask: Ask, X: Array, Y: Array) -> None:
    """It is called with X and parameters; one that wants labels, too, is told so."""
    try:
        ask(X=X, parameters=small_network())
    except WrongAnswerError as error:
        asked = ask.asked
        try:
            ask.other("predict", X, Y, small_network())
        except WrongAnswerError:
            raise error from None
        ask.asked = asked
        raise WrongAnswerError(
            Text(
                en="it cannot be called with X and parameters alone: does it want labels, and are there any when one predicts?",
            )
        ) from None


def _passing_on(layers: int) -> dict[str, Array]:
    """A network whose last Z is -X: its hidden layers pass on what of X is positive, and what is negative."""
    parts, swapped = np.array([[1.0], [-1.0]]), np.eye(2)[::-1]
    weights = [parts, *[np.eye(2)] * (layers - 3), swapped, parts.T]
    named = {f"W{layer}": W for layer, W in enumerate(weights, start=1)}
    return named | {f"b{layer}": np.zeros((len(W), 1)) for layer, W in enumerate(weights, start=1)}


def _answers(ask: Ask, X: Array, parameters: dict[str, Array]) -> Array:
    value = ask(X=X, parameters=parameters)
    # A list of numbers is told by `array`.
    hold(
        is_listed(value) or not isinstance(value, (tuple, list)),
        Text(
            en="what is returned is {found}, not an array of shape (1, m): how many values does L_model_forward return?",
        ),
        found=kind(value),
    )
    found = array("answers", value, (1, X.shape[1]))
    hold(
        bool(np.isin(found, (0, 1)).all()),
        Text(
            en="the answers hold numbers other than 0 and 1, such as {found:.4g}",
        ),
        found=float(found[~np.isin(found, (0, 1))][0]) if not np.isin(found, (0, 1)).all() else 0.0,
    )
    return found
