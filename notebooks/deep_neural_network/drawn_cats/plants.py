"""Plants: drawn from the ground up around (0, 0), up to 50 pixels high at scale 1."""

from __future__ import annotations

from .canvas import Canvas, mix
from .dice import Dice
from .palette import LEAF, PINK, Coat
from .shapes import Pen, union


def tree(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A tree with a round crown, in the colours of some season."""
    canvas.paint(pen.polygon([(-3, 0), (-2, -22), (2, -22), (3.4, 0)]), (112, 80, 60))
    spread = dice.between(0.85, 1.1)
    crown = union(
        *(
            pen.ellipse(x * spread, y, r, r * 0.9)
            for x, y, r in ((-9, -26, 11), (9, -26, 11), (0, -37, 12.6), (0, -27, 12))
        )
    )
    leaves = mix(coat.base, LEAF, 6)
    canvas.paint(crown, leaves)
    canvas.shade(crown, coat.shade, -4, -8, 8)
    if dice.chance(40):
        for x, y in ((-10, -28), (-2, -38), (8, -31), (2, -24), (11, -22)):
            canvas.paint(pen.ellipse(x * spread, y, 1.9, 1.9), (214, 78, 66))


def fir(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A fir tree in three steps."""
    canvas.paint(pen.box(-2.6, -8, 2.6, 0), (112, 80, 60))
    leaves = mix(coat.base, LEAF, 6)
    for bottom, wide, high in ((-6, 19, 18), (-18, 15, 16), (-29, 11, 17)):
        step = pen.polygon([(-wide, bottom), (0, bottom - high), (wide, bottom)])
        canvas.paint(step, leaves)
        canvas.shade(step, coat.shade, 0, -6, 6)


def flower(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """One large flower."""
    high = dice.between(30, 36)
    canvas.paint(pen.line((1, 0), (-1.4, -high / 2), (0, -high), width=2.6), LEAF)
    for side in (-1, 1):
        canvas.paint(pen.ellipse(side * 7.4, -9, 7, 2.8, -28 * side), mix(LEAF, (60, 90, 60), 5))
    head = pen.at(0, -high, dice.between(0.95, 1.2), turn=dice.whole(0, 40))
    count = dice.pick((6, 8, 9))
    petals = union(
        *(head.at(0, 0, turn=360 * i // count).ellipse(0, -8.4, 4.2 if count < 9 else 3.4, 6.6) for i in range(count))
    )
    canvas.paint(petals, coat.base)
    canvas.shade(petals, coat.shade, 0, -3, 6)
    canvas.paint(head.ellipse(0, 0, 4.6, 4.6), coat.mark if dice.chance(50) else (238, 186, 80))


def cactus(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A cactus in a pot."""
    skin = mix(coat.base, LEAF, 5)
    shape = union(
        pen.line((0, -8), (0, -40), width=11),
        pen.line((4, -18), (13, -19), (13.4, -dice.between(26, 34)), width=6.4),
        pen.line((-4, -22), (-13, -23), (-13.4, -dice.between(30, 37)), width=6),
    )
    canvas.paint(shape, skin)
    canvas.shade(shape, coat.shade, -5, 0, 7)
    for x in (-2.2, 2.2):
        canvas.paint(pen.line((x, -12), (x, -42), width=0.8), mix(skin, coat.shade, 8))
    if dice.chance(60):
        canvas.paint(pen.ellipse(0, -46, 3.4, 2.8), PINK)
    pot = pen.polygon([(-10, -13), (10, -13), (7.6, 0), (-7.6, 0)])
    canvas.paint(pot, mix(coat.base, coat.mark, 6))
    canvas.paint(pen.box(-11.4, -15, 11.4, -11.4), mix(coat.base, coat.mark, 9))


def mushroom(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A mushroom with dots on its cap."""
    high = dice.between(20, 26)
    stem = pen.blob((-5, -high), (5, -high), (6, -8), (8, -1), (-8, -1), (-6, -8))
    canvas.paint(stem, coat.pale)
    canvas.shade(stem, coat.shade, -6, 0, 6)
    cap = pen.blob(
        (-22, -high + 1), (-17, -high - 12), (0, -high - 19), (17, -high - 12), (22, -high + 1), (0, -high + 3.4)
    )
    canvas.paint(cap, coat.base)
    canvas.shade(cap, coat.shade, 0, -7, 8)
    for x, y, r in ((-11, -7, 2.8), (1, -12.6, 3.4), (11.4, -6, 2.6), (-1.6, -3.4, 2)):
        canvas.paint(pen.ellipse(x, -high + y, r, r * 0.86), coat.mark, 13)


def pot(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A pot plant with long leaves."""
    count = dice.whole(5, 7)
    for i in range(count):
        lean = -46 + 92 * i // (count - 1)
        leaf = pen.at(0, -14, turn=lean).blob((0, 0), (3.2, -12), (0.6, -dice.between(24, 31)), (-3.2, -12))
        canvas.paint(leaf, mix(mix(coat.base, LEAF, 6), coat.shade, 2 + 5 * (i % 2)))
    body = pen.polygon([(-12, -17), (12, -17), (9, 0), (-9, 0)])
    canvas.paint(body, coat.base)
    canvas.shade(body, coat.shade, -12, 0, 7)
    canvas.paint(pen.box(-13.4, -19, 13.4, -15), mix(coat.base, coat.mark, 6))
