"""What must hold of the linear cache."""

from __future__ import annotations

from typing import Any

from kit.inputs import Array
from kit.selfcheck import Text, entries, hold, is_same


def linear_cache(where: str, fed: str, cache: Any, *came_in: Array) -> None:
    """The cache holds what came in: what the layer was fed, W and b, in this order."""
    names = fed, "W", "b"
    for name, found, expected in zip(names, entries(cache, *names, of=where), came_in):
        hold(
            is_same(found, expected),
            Text(
                zh="{where} 里的 {name} 不是传进来的 {name}：顺序对吗？存下之前改过它吗？",
            ),
            where=where,
            name=name,
        )
