"""Chance, the same on every machine: drawn from raw numbers, so that no version of NumPy can change a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Dice:
    """Dice that fall the same way whenever they are made from the same numbers.

    Only a bit generator's raw 64-bit words are promised to stay the same for ever (NEP 19); `Generator.integers`
    and its like are not. So the few ways of drawing that are needed stand here.
    """

    def __init__(self, *key: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(key))

    def between(self, low: float, high: float) -> float:
        """A number from low to high, evenly."""
        return low + (high - low) * (int(self._bits.random_raw()) >> 11) / (1 << 53)

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included, evenly."""
        return low + ((int(self._bits.random_raw()) >> 32) * (high - low + 1) >> 32)

    def chance(self, percent: int) -> bool:
        """True in so many cases of a hundred."""
        return self.whole(1, 100) <= percent

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices, evenly."""
        return choices[self.whole(0, len(choices) - 1)]

    def weigh(self, choices: dict[T, int]) -> T:
        """One of the choices, each as often as its weight says."""
        place = self.whole(1, sum(choices.values()))
        for choice, weight in choices.items():
            place -= weight
            if place <= 0:
                return choice
        raise AssertionError("the weights are counted above")

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """The items in another order, every order as likely as any other."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.whole(0, last)
            order[last], order[other] = order[other], order[last]
        return order
