"""Outlines become sets of samples, exactly: whole-number polygons on a grid of 4 x 4 samples a pixel.

A picture has 64 x 64 pixels. Outlines are given in pixels, x to the right and y downwards; their corners are rounded to
1/64 of a pixel, and from there on everything is whole numbers. Before that there are only sums, products, quotients and
square roots, which IEEE 754 fixes to the last bit, and sines from a table rounded to 1/4096. So a shape is the same set
of samples on every machine.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Mask: TypeAlias = npt.NDArray[np.bool_]
"""(256, 256): which samples a shape holds, row by row."""

Point: TypeAlias = tuple[float, float]
"""x and y."""

SIDE = 64  # pixels
FINE = 4  # samples a pixel, each way
GRID = SIDE * FINE
UNIT = 64  # corners are whole numbers of 1/64 pixel
STEP = UNIT // FINE

SINES = [round(4096 * math.sin(math.radians(degree))) / 4096 for degree in range(360)]


def sine(degrees: int) -> float:
    """The sine of a whole number of degrees, to 1/4096."""
    return SINES[degrees % 360]


def cosine(degrees: int) -> float:
    """The cosine of a whole number of degrees, to 1/4096."""
    return SINES[(degrees + 90) % 360]


def fill(corners: npt.NDArray[np.int64]) -> Mask:
    """The samples within a polygon, (n, 2) in 1/64 pixel; what it winds around twice is within as well."""
    mask = np.zeros((GRID, GRID), dtype=np.bool_)
    x0, y0 = corners[:, 0], corners[:, 1]
    x1, y1 = corners[np.arange(1, len(corners) + 1) % len(corners)].T
    top, bottom = max(int(y0.min()) // STEP, 0), min(int(y0.max()) // STEP + 1, GRID)
    if top >= bottom:
        return mask
    # Each row of samples crosses some edges; from a crossing on, the winding number is one higher or lower.
    rows = (np.arange(top, bottom) * STEP + STEP // 2)[:, None]
    winds = ((y0 <= rows) & (rows < y1)).astype(np.int64) - ((y1 <= rows) & (rows < y0))
    row, edge = np.nonzero(winds)
    slope_x, slope_y = (x1 - x0)[edge], (y1 - y0)[edge]
    crossing = x0[edge] + (rows[row, 0] - y0[edge]) * slope_x // slope_y
    first = np.minimum(np.maximum((crossing - STEP // 2) // STEP + 1, 0), GRID)
    change = np.zeros((bottom - top, GRID + 1), dtype=np.int64)
    np.add.at(change, (row, first), winds[row, edge])
    mask[top:bottom] = change[:, :GRID].cumsum(axis=1) != 0
    return mask


def union(*masks: Mask) -> Mask:
    """The samples of any of the shapes."""
    whole: Mask = np.logical_or.reduce(masks)
    return whole


def shifted(mask: Mask, x: int, y: int) -> Mask:
    """A shape moved by so many samples; what leaves the picture is gone."""
    moved = np.zeros_like(mask)
    from_y, to_y = (slice(0, GRID - y), slice(y, GRID)) if y >= 0 else (slice(-y, GRID), slice(0, GRID + y))
    from_x, to_x = (slice(0, GRID - x), slice(x, GRID)) if x >= 0 else (slice(-x, GRID), slice(0, GRID + x))
    moved[to_y, to_x] = mask[from_y, from_x]
    return moved


def smooth(points: Sequence[Point], closed: bool, parts: int = 6) -> list[Point]:
    """Points on a Catmull-Rom curve through the points, so many for each stretch between two of them."""
    count = len(points)
    curve: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            a, b, c, d = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            a, b, c, d = (points[min(max(i + k, 0), count - 1)] for k in (-1, 0, 1, 2))
        for part in range(parts):
            t = part / parts
            curve.append((_between(a[0], b[0], c[0], d[0], t), _between(a[1], b[1], c[1], d[1], t)))
    return curve if closed else [*curve, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    """The Catmull-Rom curve from b to c, which comes from a and goes to d."""
    return b + t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * b - a - 3 * c + d))) / 2


CIRCLE = np.array([(cosine(degrees), sine(degrees)) for degrees in range(0, 360, 10)])


class Pen:
    """Draws shapes in coordinates of its own: moved, enlarged, mirrored, turned."""

    def __init__(self, x: float, y: float, scale: float = 1, mirror: bool = False, turn: int = 0) -> None:
        side = -scale if mirror else scale
        self._x, self._y = x, y
        self._xx, self._xy = side * cosine(turn), -side * sine(turn)
        self._yx, self._yy = scale * sine(turn), scale * cosine(turn)

    def at(self, x: float, y: float, scale: float = 1, turn: int = 0, mirror: bool = False) -> Pen:
        """A pen whose origin lies at the point (x, y) of this one."""
        inner = Pen(0, 0, scale, mirror, turn)
        pen = Pen(self._x + self._xx * x + self._xy * y, self._y + self._yx * x + self._yy * y)
        pen._xx = self._xx * inner._xx + self._xy * inner._yx
        pen._xy = self._xx * inner._xy + self._xy * inner._yy
        pen._yx = self._yx * inner._xx + self._yy * inner._yx
        pen._yy = self._yx * inner._xy + self._yy * inner._yy
        return pen

    def polygon(self, points: Sequence[Point] | npt.NDArray[np.float64]) -> Mask:
        """The shape with these corners."""
        x, y = np.array(points, dtype=np.float64).T
        placed = np.stack([self._x + self._xx * x + self._xy * y, self._y + self._yx * x + self._yy * y], axis=1)
        # Not + 0.5: a corner that lies half-way between two whole numbers must not hang on the last bit.
        return fill(np.floor(UNIT * placed + 0.50039).astype(np.int64))

    def blob(self, *points: Point) -> Mask:
        """The shape with a smooth outline through these points."""
        return self.polygon(smooth(points, closed=True))

    def ellipse(self, x: float, y: float, wide: float, high: float, turn: int = 0) -> Mask:
        """An ellipse around (x, y) with these half axes."""
        return self.at(x, y, turn=turn).polygon(CIRCLE * np.array([wide, high]))

    def box(self, left: float, top: float, right: float, bottom: float) -> Mask:
        """A rectangle."""
        return self.polygon([(left, top), (right, top), (right, bottom), (left, bottom)])

    def line(self, *points: Point, width: float, end: float | None = None) -> Mask:
        """A smooth stroke through these points, with round ends, so wide at its start and at its end."""
        end = width if end is None else end
        curve = smooth(points, closed=False) if len(points) > 2 else list(points)
        left: list[Point] = []
        right: list[Point] = []
        last = len(curve) - 1
        for i, (x, y) in enumerate(curve):
            before, after = curve[max(i - 1, 0)], curve[min(i + 1, last)]
            along_x, along_y = after[0] - before[0], after[1] - before[1]
            length = math.sqrt(along_x * along_x + along_y * along_y)
            half = (width + (end - width) * i / last) / 2
            off_x, off_y = -half * along_y / length, half * along_x / length
            left.append((x + off_x, y + off_y))
            right.append((x - off_x, y - off_y))
        ends = [self.ellipse(*points[0], width / 2, width / 2), self.ellipse(*points[-1], end / 2, end / 2)]
        return union(self.polygon(left + right[::-1]), *ends)
