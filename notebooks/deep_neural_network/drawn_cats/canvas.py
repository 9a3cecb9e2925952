"""A picture being painted: whole numbers only, layer upon layer."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from .shapes import FINE, SIDE, Mask, shifted

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue, each from 0 to 255."""

FULL = FINE * FINE  # samples a pixel; strengths are given in these as well


def mix(one: Colour, other: Colour, share: int) -> Colour:
    """A colour between the two: so many sixteenths of the other."""
    r, g, b = ((a * (FULL - share) + c * share + FULL // 2) // FULL for a, c in zip(one, other, strict=True))
    return r, g, b


def cover(mask: Mask) -> npt.NDArray[np.int64]:
    """How many of a pixel's 16 samples a shape holds, for rows of samples that fill whole rows of pixels."""
    samples = mask.view(np.uint8).reshape(-1, FINE, SIDE * FINE)
    column = samples[:, 0] + samples[:, 1] + samples[:, 2] + samples[:, 3]
    count: npt.NDArray[np.uint8] = column[:, 0::FINE] + column[:, 1::FINE] + column[:, 2::FINE] + column[:, 3::FINE]
    return count.astype(np.int64)


class Canvas:
    """64 x 64 pixels of red, green and blue."""

    def __init__(self) -> None:
        self._pixels: npt.NDArray[np.int64] = np.zeros((SIDE, SIDE, 3), dtype=np.int64)

    def paint(self, mask: Mask, colour: Colour, strength: int = FULL) -> None:
        """Lay a colour over a shape, in sixteenths of full strength."""
        held = np.flatnonzero(mask.any(axis=1)) // FINE
        if len(held):
            rows = slice(held[0], held[-1] + 1)  # the others stay as they are, and most shapes are small
            self._lay(cover(mask[rows.start * FINE : rows.stop * FINE]) * strength, FULL * FULL, colour, rows)

    def shade(self, mask: Mask, colour: Colour, x: int, y: int, strength: int = FULL) -> None:
        """Lay a colour over that edge of a shape which another of its kind, moved by samples, leaves free."""
        self.paint(mask & ~shifted(mask, x, y), colour, strength)

    def wash(self, top: Colour, bottom: Colour, first: int = 0, last: int = SIDE) -> None:
        """Fill the rows from the first up to the last, from one colour to the other."""
        # In sixteen steps and no finer: soft to the eye, and it packs well.
        for row in range(first, last):
            self._pixels[row] = mix(top, bottom, FULL * (row - first) // (last - first))

    def glow(self, x: int, y: int, radius: int, colour: Colour, strength: int) -> None:
        """Light around a point, strongest there: so many sixteenths, fading to nothing at the radius."""
        row, column = np.indices((SIDE, SIDE))
        near = radius * radius - (column - x) ** 2 - (row - y) ** 2
        self._lay(strength * np.maximum(near, 0) // (radius * radius), FULL, colour, slice(0, SIDE))

    def slant(self, loss: int, from_right: bool) -> None:
        """Let the light come from one side: towards the other edge so many sixteenths of it are lost."""
        away = np.arange(SIDE)[::-1] if from_right else np.arange(SIDE)
        dim = loss * away // FINE
        self._pixels = self._pixels * (FULL * FULL - dim)[None, :, None] // (FULL * FULL)

    def tint(self, colour: Colour) -> None:
        """See everything through a coloured glass; white leaves it as it is."""
        self._pixels = (self._pixels * np.array(colour, dtype=np.int64) + 127) // 255

    def picture(self) -> npt.NDArray[np.uint8]:
        """(64, 64, 3) uint8."""
        return self._pixels.clip(0, 255).astype(np.uint8)

    def _lay(self, share: npt.NDArray[np.int64], whole: int, colour: Colour, rows: slice) -> None:
        """Mix a colour into some rows of pixels: `share` (rows, 64) of the whole."""
        part = share[:, :, None]
        mixed = self._pixels[rows] * (whole - part) + np.array(colour, dtype=np.int64) * part
        self._pixels[rows] = (mixed + whole // 2) // whole
