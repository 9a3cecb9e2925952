"""What must hold of parameters at the start: their shapes, zero biases, weights of the right size."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from kit.inputs import Array, shapes_of
from kit.selfcheck import Text, array, difference, first, hold, mapping


def parameters_of(value: Any, sizes: tuple[int, ...]) -> dict[str, Array]:
    """W and b of every layer, of the right shapes."""
    shapes = shapes_of(sizes)
    found = mapping(value, *shapes)
    more = [name for name in found if name not in shapes and re.fullmatch(r"[Wb]\d+", str(name))]
    hold(
        not more,
        Text(
            en="{name} is one too many in the dictionary: {count} sizes were given, so how many layers are there?",
        ),
        name="".join(map(str, more[:1])),
        count=len(sizes),
    )
    return {name: array(name, found[name], shape) for name, shape in shapes.items()}


def start_well(parameters: dict[str, Array], deviations: dict[str, float]) -> None:
    """Biases are zero; weights differ, have both signs and the right standard deviation."""
    for name, value in parameters.items():
        if name.startswith("b"):
            hold(
                not value.any(),
                Text(
                    en="{name} should start at 0: which parameters need their symmetry broken?",
                ),
                name=name,
            )
            continue
        hold(
            np.ptp(value) > 0,
            Text(
                en="all numbers in {name} are the same: can two equal units ever become different?",
            ),
            name=name,
        )
        hold(
            value.min() < 0 < value.max(),
            Text(
                en="all numbers in {name} have one sign: should weights not have both?",
            ),
            name=name,
        )
        hold(
            abs(value.std() / deviations[name] - 1) < 0.1,
            Text(
                en="the standard deviation of the numbers in {name} is about {found:.3g}, expected about {expected:.3g}: "
                "what are they scaled by?",
            ),
            name=name,
            found=value.std(),
            expected=deviations[name],
        )


def drawn_otherwise(found: dict[str, Array], expected: dict[str, list[list[float]]], text: Text) -> Text | None:
    """The sentence about the first number that is not the printed one."""
    miss = first(difference(name, found[name], numbers) for name, numbers in expected.items())
    return miss and text.format(miss=miss)
