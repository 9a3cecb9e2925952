"""Birds: drawn from the ground up around (0, 0)."""

from __future__ import annotations

from .canvas import Canvas, mix
from .dice import Dice
from .palette import Coat
from .shapes import Pen, union

BEAK = (236, 158, 62)


def duck(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A duck that looks to the left."""
    for x in (-2, 6):
        canvas.paint(union(pen.line((x, -8), (x, -1.4), width=1.8), pen.ellipse(x - 2, -1.2, 3.6, 1.3)), BEAK)
    body = pen.blob((-14, -20), (-6, -21), (6, -20), (22, -25), (19, -12), (8, -6), (-6, -6), (-15, -12))
    head = pen.ellipse(-11, -33, 8.4, 8)
    shape = union(body, head, pen.line((-11, -30), (-9, -17), width=9, end=12))
    canvas.paint(shape, coat.base)
    canvas.shade(shape, coat.shade, 0, -6, 8)
    wing = pen.blob((-4, -17), (6, -18), (17, -19), (11, -11), (2, -10))
    canvas.paint(wing, mix(coat.base, coat.mark, 6))
    canvas.paint(pen.line((-15.6, -24), (-11, -22.4), (-6, -24), width=1.8) & shape, coat.pale)
    canvas.paint(pen.blob((-17, -35), (-25, -31.6), (-24.4, -29.6), (-17, -29.6)), BEAK)
    canvas.paint(pen.ellipse(-13, -35, 1.7, 1.9), (30, 28, 36))
    canvas.paint(pen.ellipse(-13.6, -35.6, 0.6, 0.6), (255, 255, 255))


def owl(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """An owl with large eyes."""
    body = pen.blob(
        (0, -43), (11, -41), (15, -28), (14, -12), (7, -2.4), (-7, -2.4), (-14, -12), (-15, -28), (-11, -41)
    )
    canvas.paint(body, coat.base)
    canvas.paint(pen.ellipse(0, -14, 8.6, 11.4), coat.pale)
    for y in (-20, -15, -10):
        for x in (-4, 0, 4):
            canvas.paint(pen.line((x - 1.4, y - 0.6), (x, y + 0.6), (x + 1.4, y - 0.6), width=0.9), coat.mark, 12)
    for side in (-1, 1):
        wing = pen.blob((side * 11.6, -29), (side * 16.4, -20), (side * 12, -6), (side * 8.6, -18))
        canvas.paint(wing, mix(coat.base, coat.shade, 8))
        canvas.paint(pen.ellipse(side * 5.6, -32, 6, 6.2), coat.pale)
        canvas.paint(pen.ellipse(side * 5.2, -32, 4, 4.2), coat.eye)
        canvas.paint(pen.ellipse(side * 5, -32, 2.2, 2.4), (28, 26, 34))
        canvas.paint(pen.ellipse(side * 5 - 0.8, -33, 0.8, 0.8), (255, 255, 255))
        canvas.paint(union(*(pen.ellipse(side * x, -1.8, 1.5, 1.8) for x in (3, 6))), BEAK)
    canvas.shade(body, coat.shade, 0, -5, 7)
    canvas.paint(pen.polygon([(-1.8, -29.6), (1.8, -29.6), (0, -25.6)]), BEAK)
