"""What must hold of two_layer_model: a training of two layers."""

from __future__ import annotations

from typing import Any

from kit.checks._exceptions import explain_model as explain  # noqa: F401
from kit.checks._training import Training, learns
from kit.selfcheck import Ask, Text

# As the notebook prints them: 301 steps on the small problem.
PRINTED: dict[str, Any] = {
    "W2": [[-1.07868439, 1.56908894, 0.92383546, 0.41282087, 0.42544747]],
    "costs": [0.69309404, 0.42767202, 0.39719899, 0.36701099],
}

_FROM_SEED_1 = Text(
    en="at the start {miss}: is the seed set to 1 before initialize_parameters begins?",
)
_LAST_LAYER = Text(
    en="are all signs and brackets of formula (1) there, and which activation and which cache does layer 2 use going back?",
)
_FIRST_LAYER = Text(
    en="which gradient, which cache and which activation is layer 1 given going back?",
)

_TRAINING = Training(
    sizes=(4, 5, 1),
    rate=0.3,
    printed=PRINTED,
    begin=("initialize_parameters", 4, 5, 1),
    from_elsewhere=_FROM_SEED_1,
    last_layer=_LAST_LAYER,
    first_layer=_FIRST_LAYER,
)


def two_layer_model(ask: Ask) -> None:
    """A training of two layers: what is noted when, downhill, from the start that is asked for."""
    learns(ask, _TRAINING)
