"""What the proof of the marks needs to know of the lesson, see `autograder check`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograder.exercise import Reference, Text

#: Answers the same each time, and takes long: drawn cases, right answers and mistakes of DeepNetwork all train with it.
REMEMBERED = ("L_layer_model",)

#: Wrong answers that train 2,500 steps whatever they are asked: they are asked with every tenth secret alone.
SLOW = {"DeepNetwork": ("settings-not-used", "steps-fixed")}

_DEFAULT = "what an argument is when it is left out stands in the line that is handed out, and nobody is asked about it"
_PRINTED = "what is printed on the way is not marked"
_THRESHOLD = "no probability is exactly 0.5, and the course's rule lets >= pass for >"
_BOOLEANS = "NumPy counts with booleans as with 0 and 1"
_SCORE = "the text asks for a look at Y in fit alone, and X has been looked at by predict"

#: Mutants of the solutions that are right all the same, each with the reason: the changed line before and after, behind
#: the method that it stands in; * stands for any text.
EQUIVALENT: dict[str, dict[str, str]] = {
    "compute_cost": {"m = Y.shape[1]  →  m = AL.shape[1]": "AL and Y have the same shape"},
    "two_layer_model": {
        "def two_layer_model(*": _DEFAULT,
        "if print_cost:  →  *": _PRINTED,
        "print(*  →  pass": _PRINTED,
        '*(dA1, cache1, "relu")  →  *(dA1, cache1, )': "relu is what linear_activation_backward takes when nothing is said",
    },
    "L_layer_model": {
        "def L_layer_model(*": _DEFAULT,
        "if print_cost:  →  *": _PRINTED,
        "print(*  →  pass": _PRINTED,
    },
    "predict": {"*(AL > 0.5)*  →  *(AL >= 0.5)*": _THRESHOLD},
    "DeepNetwork": {
        "__init__: def __init__(*": _DEFAULT,
        "fit: *(X, np.asarray(Y, dtype=float), *  →  *(X, Y, *": _BOOLEANS,
        "fit: *(X, np.asarray(Y, dtype=float), *  →  *(X, np.asarray(Y, ), *": _BOOLEANS,
        "predict: *(self.predict_proba(X) > 0.5)*  →  *(self.predict_proba(X) >= 0.5)*": _THRESHOLD,
        "score: self._check(X, Y)  →  *": _SCORE,
        "score: return float(np.mean(answers == Y))  →  return np.mean(answers == Y)": "a number of any type is a number",
        "_check: if np.ndim(X) != 2 or len(X) != n_0:  →  if (len(X) != n_0):": "the text asks for the rows of X alone",
        "_check: *np.isin(Y, (0, 1))*  →  *np.isin(Y, (1, 0))*": "the order of a set does not matter",
    },
}


def card(reference: Reference, exercise: str, notebook: Mapping[str, Any]) -> tuple[bool, Text | None]:
    """Whether the student's own card ticks the function among these names of a notebook, and the hint that it gives."""
    outcome = reference.resource("selfcheck", "examine")(exercise, notebook)
    hint = reference.resource("selfcheck_hints", "hint")(exercise, outcome.answered) if outcome.answered else None
    return outcome.state == "right", None if hint is None else Text(hint.zh, hint.en)
