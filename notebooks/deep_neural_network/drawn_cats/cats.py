"""What only cats do: stretch, curl up, sit like a loaf."""

from __future__ import annotations

from .bodies import Build, Neck, dress, socks, stripe, tail
from .canvas import Canvas
from .heads import Pattern
from .palette import Coat
from .shapes import Pen, union


def stretching(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> Neck:
    """Chest low, hind legs straight, tail high."""
    tail(canvas, pen.at(13, -22, turn=-20), coat, build, pattern)
    canvas.paint(pen.line((8, -14), (8, -2), width=6, end=4.4), coat.shade)
    body = union(
        pen.blob((-18, -9), (-10, -13), (2, -19), (12, -26), (18, -20), (16, -12), (6, -8.6), (-10, -3), (-19, -3)),
        pen.line((13, -15), (13, -2), width=7, end=4.6),
        pen.line((-10, -6), (-26, -2.4), width=5.6, end=4.4),
    )
    canvas.paint(body, coat.base)
    # The back climbs to the right, and so do the stripes.
    dress(canvas, pen, coat, pattern, body, [((x, -18 - x * 0.7), (x + 2.5, -8 - x * 0.5)) for x in (-6, 0, 6, 11)])
    socks(canvas, coat, pattern, pen.ellipse(-26, -2, 3.6, 2), pen.ellipse(12, -1.6, 3.6, 1.9))
    return Neck(pen.at(-15, -16), body)


def curled(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> Neck:
    """Asleep, rolled up, the tail around."""
    body = pen.ellipse(1, -11, 20, 11.4)
    canvas.paint(body, coat.base)
    dress(canvas, pen, coat, pattern, body, [((x, -24), (x + 2, -14 + x * 0.1)) for x in (-1, 5, 11, 16)])
    around = pen.line((20, -10), (19, -4), (10, -1.8), (-2, -2.4), (-10, -4), width=5, end=build.tail_end)
    canvas.paint(around, coat.mark if pattern in ("points", "tabby") else coat.base)
    canvas.shade(around, coat.shade, 0, 3, 8)
    return Neck(pen.at(-10, -12, turn=-10), body)


def loaf(canvas: Canvas, pen: Pen, coat: Coat, build: Build, pattern: Pattern) -> Neck:
    """Paws tucked in, towards us."""
    body = pen.blob((-9, -20), (9, -20), (16, -11), (16.4, -3), (9, -0.4), (-9, -0.4), (-16.4, -3), (-16, -11))
    canvas.paint(body, coat.base)
    sides = [((s * 18, y), (s * 9, y + 1.5)) for y in (-13, -8.6) for s in (-1, 1)]
    dress(canvas, pen, coat, pattern, body, sides)
    around = pen.line((15, -4), (12, -1.6), (2, -1.6), (-6, -2), width=4.2, end=build.tail_end)
    canvas.paint(around, coat.mark if pattern in ("points", "tabby") else coat.base)
    canvas.shade(around, coat.shade, 0, 3, 8)
    socks(canvas, coat, pattern, pen.ellipse(-5, -3.4, 4, 2.4), pen.ellipse(4, -3.4, 4, 2.4))
    if pattern == "tabby":
        stripe(canvas, pen, coat, body, (0, -10), (0, -6))
    return Neck(pen.at(0, -21), body)
