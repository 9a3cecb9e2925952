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
                en="{name} in {where} is not the {name} that came in: is the order right, was it changed before?",
            ),
            where=where,
            name=name,
        )
