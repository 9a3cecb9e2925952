"""What must hold of L_layer_model: a training at any depth."""

from __future__ import annotations

from typing import Any

from kit.checks._exceptions import explain_model as explain  # noqa: F401
from kit.checks._training import Training, learns, train
from kit.selfcheck import Ask, Text

# As the notebook prints them: 301 steps on the small problem.
PRINTED: dict[str, Any] = {
    "W3": [[0.63378174, -1.31948279, 0.16246009, -0.8322151, -1.73767537]],
    "costs": [0.71232636, 0.48033944, 0.32113554, 0.23438045],
}
_FROM_DEEP = Text(
    en="at the start {miss}: does it begin with initialize_parameters_deep?",
)
_ARGUMENTS = Text(
    en="what is handed to L_model_backward and to update_parameters, and in which order?",
)

_TRAINING = Training(
    sizes=(4, 6, 5, 1),
    rate=0.1,
    printed=PRINTED,
    begin=("initialize_parameters_deep", (4, 6, 5, 1)),
    from_elsewhere=_FROM_DEEP,
    last_layer=_ARGUMENTS,
    first_layer=_ARGUMENTS,
)


def L_layer_model(ask: Ask) -> None:
    """A training at any depth: what is noted when, downhill, from the start that is asked for."""
    train(ask, (4, 3, 5, 2, 3, 1), 0.1, 2)
    train(ask, (4, 1), 0.1, 2)
    learns(ask, _TRAINING)
