"""Bodies of animals: drawn from the ground up, the feet around (0, 0). Each says where the head belongs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .canvas import Canvas, mix
from .heads import Pattern
from .palette import Coat
from .shapes import Mask, Pen, Point, union


@dataclass(frozen=True)
class Build:
    """How an animal is built."""

    tail: tuple[Point, ...]  # from the back end on, to the right and up
    tail_width: float
    tail_end: float
    stout: float  # 1 is a cat
    head: float = 1.0  # its size


class Neck(NamedTuple):
    """Where the head goes, and the body that its shadow falls on."""

    pen: Pen
    body: Mask


def tail(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> None:
    """A tail from (0, 0) to the right and up."""
    shape = pen.line(*build.tail, width=build.tail_width, end=build.tail_end)
    canvas.paint(shape, coat.mark if pattern == "points" else coat.base)
    if pattern == "tabby":
        for x, y in build.tail[1:]:
            canvas.paint(pen.ellipse(x, y, 3.2, 1.1) & shape, coat.mark, 12)
    canvas.shade(shape, coat.shade, -2, -2, 6)


def stripe(canvas: Canvas, pen: Pen, coat: Coat, body: Mask, start: Point, end: Point) -> None:
    """One stripe of a tabby, thinner towards its end."""
    canvas.paint(pen.line(start, end, width=2.2, end=0.9) & body, coat.mark, 13)


def dress(
    canvas: Canvas, pen: Pen, coat: Coat, pattern: Pattern, body: Mask, stripes: Sequence[tuple[Point, Point]]
) -> None:
    """The pattern of a body: the stripes given, or patches where every other one begins; and its shadow below."""
    if pattern == "tabby":
        for start, end in stripes:
            stripe(canvas, pen, coat, body, start, end)
    if pattern == "patches":
        for (x, y), _ in stripes[::3]:
            canvas.paint(pen.ellipse(x, y + 2, 5.6, 4.8, 20) & body, coat.mark)
    canvas.shade(body, coat.shade, 0, -5, 8)


def socks(canvas: Canvas, coat: Coat, pattern: Pattern, *feet: Mask) -> None:
    """Feet: white socks on a coat of several colours, marked on one with points, else a little paler than the rest."""
    colours = {"points": coat.mark, "tuxedo": coat.pale, "patches": coat.pale}
    canvas.paint(union(*feet), colours.get(pattern, mix(coat.base, coat.pale, 4)))


def sitting(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> Neck:
    """An animal that sits and looks at us; 33 pixels high up to the middle of its head."""
    w = build.stout
    tail(canvas, pen.at(8 * w, -4), coat, build, pattern)
    haunches = union(*(pen.ellipse(s * 7.4 * w, -7, 6.2 * w, 7) for s in (-1, 1)))
    trunk = pen.blob((-5 * w, -28), (5 * w, -28), (8.4 * w, -16), (9 * w, -3), (-9 * w, -3), (-8.4 * w, -16))
    body = union(haunches, trunk)
    canvas.paint(body, coat.base)
    sides = [((s * 11 * w, y), (s * 5 * w, y + 1.5)) for y in (-21, -16, -11) for s in (-1, 1)]
    dress(canvas, pen, coat, pattern, body, sides)
    if pattern not in ("patches", "points"):
        canvas.paint(pen.ellipse(0, -19, 4.6 * w, 8.4), coat.pale, 13)
    legs = union(*(pen.line((s * 3.6 * w, -15), (s * 3.8 * w, -2.4), width=5.4 * w, end=5) for s in (-1, 1)))
    canvas.paint(legs, coat.base)
    canvas.shade(legs, coat.shade, -3, 0, 7)
    socks(canvas, coat, pattern, *(pen.ellipse(s * x * w, -1.6, 3.6 * w, 2.1) for s in (-1, 1) for x in (4, 10.4)))
    return Neck(pen.at(0, -33), body)


def sideways(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> Neck:
    """An animal that sits with its side to us, its chest to the left."""
    w = build.stout
    tail(canvas, pen.at(11 * w, -3), coat, build, pattern)
    canvas.paint(pen.line((-3, -14), (-3.6, -2.4), width=4.8 * w, end=4.4), coat.shade)
    trunk = pen.blob(
        (-8 * w, -27), (1, -30), (8 * w, -23), (14 * w, -12), (14 * w, -3), (5, -1), (-4, -7), (-9 * w, -17)
    )
    leg = pen.line((-6 * w, -16), (-7.6 * w, -2.4), width=5.4 * w, end=4.6)
    body = union(trunk, leg)
    canvas.paint(body, coat.base)
    dress(
        canvas, pen, coat, pattern, body, [((6.5 + 2.4 * i, -27 + 5 * i), (1 + 1.4 * i, -22 + 4 * i)) for i in range(4)]
    )
    haunch = pen.ellipse(7 * w, -7.6, 7.6 * w, 7.4)
    canvas.paint(haunch, coat.base)
    canvas.shade(haunch, coat.shade, 3, 4, 7)
    if pattern not in ("patches", "points"):
        canvas.paint(pen.ellipse(-7 * w, -20, 3.4, 6.4, 12) & body, coat.pale, 13)
    socks(canvas, coat, pattern, pen.ellipse(-8.6 * w, -1.7, 3.6, 2.1), pen.ellipse(2.6, -1.7, 4.4, 2.1))
    return Neck(pen.at(-4, -33), body)


def walking(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern, stride: float) -> Neck:
    """An animal that walks to the left, its back 24 pixels high; `stride` is half a step, in pixels."""
    w = build.stout
    tail(canvas, pen.at(15, -20), coat, build, pattern)
    far = union(
        pen.line((-11, -12), (-11 + stride, -2), width=5.4 * w, end=4.4),
        pen.line((12, -12), (12 - stride, -2), width=6 * w, end=4.4),
    )
    canvas.paint(far, coat.shade)
    trunk = pen.blob(
        (-16, -22), (-6, -24 * w), (6, -23 * w), (16, -23), (18.4, -15), (12, -9.6), (-4, -8.8 * w), (-15, -10)
    )
    body = union(
        pen.line((-12, -13), (-12 - stride, -2), width=5.8 * w, end=4.6),
        pen.line((13, -13), (13 + stride, -2), width=6.6 * w, end=4.6),
        trunk,
    )
    canvas.paint(body, coat.base)
    dress(canvas, pen, coat, pattern, body, [((x, -25), (x - 1.5, -15)) for x in (-6, -0.5, 5, 10.5, 15)])
    if pattern == "tuxedo":
        canvas.paint(pen.ellipse(-13, -14, 4.4, 6.4) & body, coat.pale)
    socks(canvas, coat, pattern, *(pen.ellipse(x - 1, -1.6, 3.2, 1.9) for x in (-12 - stride, 13 + stride)))
    return Neck(pen.at(-16, -25), body)


def lying(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> Neck:
    """An animal that lies with its head to the left, its back 19 pixels high."""
    w = build.stout
    trunk = pen.blob((-15, -13), (-7, -18), (7, -19.6 * w), (18, -15), (21, -5), (15, -0.6), (-14, -0.6), (-18, -5))
    canvas.paint(trunk, coat.base)
    dress(canvas, pen, coat, pattern, trunk, [((x, -21), (x + 1.5, -11)) for x in (-3, 2.5, 8, 13.5)])
    haunch = pen.ellipse(13, -7, 7.4, 7)
    canvas.paint(haunch, coat.base)
    canvas.shade(haunch, coat.shade, 3, 4, 7)
    socks(
        canvas,
        coat,
        pattern,
        pen.line((-12, -3), (-20, -2.4), width=5, end=4.6),
        pen.line((-6, -2.4), (-14, -2), width=4.6),
    )
    curled = pen.line((19, -6), (20, -1.6), (10, -1.4), (1, -2.2), width=4.2, end=build.tail_end)
    canvas.paint(curled, coat.mark if pattern in ("points", "tabby") else coat.base)
    canvas.shade(curled, coat.shade, 0, 3, 7)
    return Neck(pen.at(-12, -20), trunk)


def portrait(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> Neck:
    """Head and shoulders, large."""
    w = build.stout
    chest = pen.blob((-9 * w, -14), (9 * w, -14), (15 * w, -4), (17 * w, 10), (-17 * w, 10), (-15 * w, -4))
    canvas.paint(chest, coat.base)
    dress(canvas, pen, coat, pattern, chest, [((s * 17, y), (s * 9, y + 1)) for y in (-8, -3, 2) for s in (-1, 1)])
    if pattern not in ("patches", "points"):
        canvas.paint(pen.blob((-6 * w, -12), (6 * w, -12), (7 * w, -2), (0, 8), (-7 * w, -2)), coat.pale, 13)
    return Neck(pen.at(0, -24, 1.75), chest)
