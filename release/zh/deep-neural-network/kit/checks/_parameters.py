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
            zh="字典里多了一个 {name}：给了 {count} 个大小，网络有几层？",
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
                    zh="{name} 的初值应全为 0：哪些参数才需要打破对称？",
                ),
                name=name,
            )
            continue
        hold(
            np.ptp(value) > 0,
            Text(
                zh="{name} 里的数都一样：两个一模一样的单元，能学成不一样的吗？",
            ),
            name=name,
        )
        hold(
            value.min() < 0 < value.max(),
            Text(
                zh="{name} 里的数全是一个符号：权重不该有正有负吗？",
            ),
            name=name,
        )
        hold(
            abs(value.std() / deviations[name] - 1) < 0.1,
            Text(
                zh="{name} 中各数的标准差约为 {found:.3g}，应约为 {expected:.3g}：缩放对吗？",
            ),
            name=name,
            found=value.std(),
            expected=deviations[name],
        )


def drawn_otherwise(found: dict[str, Array], expected: dict[str, list[list[float]]], text: Text) -> Text | None:
    """The sentence about the first number that is not the printed one."""
    miss = first(difference(name, found[name], numbers) for name, numbers in expected.items())
    return miss and text.format(miss=miss)
