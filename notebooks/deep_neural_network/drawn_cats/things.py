"""Things that are no animals: drawn from the ground up around (0, 0), some 45 pixels wide or high at scale 1."""

from __future__ import annotations

from .canvas import Canvas, Colour, mix
from .dice import Dice
from .palette import BLACK, WHITE, Coat
from .shapes import Pen, union

GLASS: tuple[Colour, ...] = ((250, 222, 140), (176, 214, 230), (90, 110, 150))


def house(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A house with a gable, a door and windows."""
    wide, high = dice.between(15, 19), dice.between(18, 25)
    glass = dice.pick(GLASS)
    if dice.chance(60):
        x = dice.between(4, 9)
        canvas.paint(pen.box(x, -high - 17, x + 5, -high - 4), coat.mark)
    walls = pen.box(-wide, -high, wide, 0)
    canvas.paint(walls, coat.base)
    canvas.shade(walls, coat.shade, -14, 0, 7)
    roof = pen.polygon([(-wide - 4, -high), (0, -high - dice.between(13, 18)), (wide + 4, -high)])
    canvas.paint(roof, mix(coat.mark, coat.base, 3))
    canvas.shade(roof, coat.shade, -10, -4, 6)
    canvas.paint(pen.box(-4, -11, 4, 0), coat.shade)
    canvas.paint(pen.ellipse(2.4, -5.4, 0.9, 0.9), WHITE)
    for x in (-wide * 0.62, wide * 0.62):
        canvas.paint(pen.box(x - 3.4, -high + 4, x + 3.4, -high + 11), coat.pale)
        canvas.paint(pen.box(x - 2.6, -high + 4.8, x + 2.6, -high + 10.2), glass)
        canvas.paint(pen.box(x - 0.4, -high + 4, x + 0.4, -high + 11), coat.pale)


def car(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A car that drives to the left."""
    roof = dice.between(20, 25)
    cabin = pen.blob((-13, -13), (-8, -roof), (2, -roof - 1), (12, -roof), (18, -13))
    body = pen.blob((-26, -7), (-25, -13), (-12, -15.4), (16, -15.4), (25, -13.4), (26, -6), (20, -4.4), (-22, -4.4))
    canvas.paint(union(cabin, body), coat.base)
    canvas.shade(union(cabin, body), coat.shade, 0, -10, 8)
    glass = dice.pick(GLASS)
    canvas.paint(pen.polygon([(-9.6, -14.4), (-6, -roof + 2.6), (1, -roof + 2), (1, -14.4)]), glass)
    canvas.paint(pen.polygon([(3, -14.4), (3, -roof + 2), (10, -roof + 2.8), (13.6, -14.4)]), glass)
    canvas.paint(pen.box(-26, -8.6, 26, -7.4) & body, coat.mark, 10)
    canvas.paint(pen.ellipse(-24, -10.6, 1.6, 1.9), (252, 228, 150))
    for x in (-14, 15):
        canvas.paint(pen.ellipse(x, -5, 5.4, 5.4), (44, 42, 52))
        canvas.paint(pen.ellipse(x, -5, 2.7, 2.7), (200, 200, 206))


def boat(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A boat with two sails."""
    canvas.paint(pen.box(-1, -46, 0.6, -8), mix(BLACK, coat.base, 6))
    high = dice.between(38, 45)
    sail = pen.polygon([(2, -high), (2, -13), (dice.between(16, 22), -13)])
    small = pen.polygon([(-2.4, -high + 4), (-2.4, -14), (-dice.between(11, 17), -14)])
    canvas.paint(union(sail, small), coat.base)
    canvas.shade(sail, coat.shade, -10, -6, 6)
    hull = pen.blob((-24, -10.6), (-12, -9), (12, -9), (25, -11), (18, -1.6), (8, 0.4), (-10, 0.4), (-18, -1.6))
    canvas.paint(hull, mix(coat.base, coat.mark, 7))
    canvas.shade(hull, coat.shade, 0, -7, 8)
    canvas.paint(pen.polygon([(0, -46), (0, -42), (-6, -44)]), (214, 92, 76))


def cup(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A cup with a handle, and steam above it."""
    high = dice.between(24, 30)
    canvas.paint(pen.ellipse(0, -1.6, 20, 3.4), coat.shade)
    handle = pen.ellipse(15.6, -high * 0.58, 8.4, 8) & ~pen.ellipse(15.6, -high * 0.58, 4.8, 4.6)
    canvas.paint(handle, coat.base)
    wall = pen.blob(
        (-15, -high), (15, -high), (14.6, -high * 0.5), (10, -4), (6, -1.6), (-6, -1.6), (-10, -4), (-14.6, -high * 0.5)
    )
    canvas.paint(wall, coat.base)
    canvas.shade(wall, coat.shade, -16, -6, 7)
    if dice.chance(50):
        canvas.paint(pen.box(-20, -high * 0.62, 20, -high * 0.62 + 4) & wall, coat.mark, 13)
    else:
        for x in (-8, 0, 8):
            canvas.paint(pen.ellipse(x, -high * 0.55, 2.2, 2.2), coat.mark, 13)
    canvas.paint(pen.ellipse(0, -high, 15, 3.4), coat.pale)
    canvas.paint(pen.ellipse(0, -high + 0.6, 12.6, 2.3), (120, 78, 52))
    for x in (-5, 3):
        canvas.paint(
            pen.line((x, -high - 4), (x + 2.4, -high - 8), (x - 1, -high - 12), (x + 2, -high - 16), width=1.6),
            WHITE,
            7,
        )


def lamp(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A table lamp with a shade."""
    high = dice.between(38, 46)
    canvas.paint(pen.ellipse(0, -2, 10.4, 3), coat.shade)
    canvas.paint(
        pen.blob((-2, -high + 14), (2, -high + 14), (5.6, -12), (3, -2.4), (-3, -2.4), (-5.6, -12)),
        mix(coat.base, coat.mark, 5),
    )
    top = dice.between(7, 11)
    shade = pen.polygon([(-top, -high - 2), (top, -high - 2), (18, -high + 16), (-18, -high + 16)])
    canvas.paint(shade, coat.base)
    canvas.shade(shade, coat.shade, -12, 0, 6)
    canvas.paint(pen.box(-20, -high + 13.4, 20, -high + 16) & shade, coat.mark, 12)


def balloon(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A hot-air balloon with its basket."""
    canvas.paint(union(pen.line((-9, -18), (-3.4, -8), width=0.7), pen.line((9, -18), (3.4, -8), width=0.7)), coat.ink)
    bag = pen.blob(
        (0, -50), (13, -46.6), (19, -35), (14, -23), (5, -15), (-5, -15), (-14, -23), (-19, -35), (-13, -46.6)
    )
    canvas.paint(bag, coat.base)
    for x in (-12.6, 0, 12.6):
        canvas.paint(pen.ellipse(x, -33, 3.6, 22) & bag, coat.mark, 12)
    canvas.shade(bag, coat.shade, -12, -8, 7)
    canvas.paint(pen.blob((-4.4, -9), (4.4, -9), (3.8, -2), (-3.8, -2)), (150, 108, 70))


def teapot(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A teapot with spout, handle and lid."""
    high = dice.between(24, 29)
    canvas.paint(pen.line((-12, -9), (-20, -14), (-23, -high + 2), width=6.4, end=3.4), coat.base)
    canvas.paint(pen.ellipse(16, -high * 0.54, 10, 9) & ~pen.ellipse(16, -high * 0.54, 6.6, 5.8), coat.base)
    belly = pen.ellipse(0, -high / 2, 17.4, high / 2)
    canvas.paint(belly, coat.base)
    canvas.shade(belly, coat.shade, -8, -8, 7)
    lid = pen.ellipse(0, -high + 1.6, 9.4, 3)
    canvas.paint(lid, mix(coat.base, coat.mark, 6))
    canvas.paint(pen.ellipse(0, -high - 2.6, 2.4, 2.4), coat.mark)
    for x in (-9, -3, 3, 9):
        canvas.paint(pen.ellipse(x, -high * 0.45, 1.9, 1.9), coat.mark, 12)


def train(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice) -> None:
    """A steam engine that drives to the left."""
    cab = pen.box(8, -34, 22, -8)
    boiler = union(pen.box(-20, -23, 12, -8), pen.ellipse(-20, -15.5, 4, 7.5))
    stack = pen.polygon([(-16.4, -22), (-17.6, -34), (-10, -34), (-11.2, -22)])
    canvas.paint(union(cab, boiler, stack), coat.base)
    canvas.shade(union(cab, boiler, stack), coat.shade, 0, -9, 8)
    canvas.paint(pen.box(6, -36.4, 24, -33.4), coat.mark)
    canvas.paint(pen.box(11.4, -30, 18.6, -22), dice.pick(GLASS))
    canvas.paint(union(pen.box(-8, -23, -5.6, -8), pen.box(0, -23, 2.4, -8)), coat.mark, 12)
    for x, size in ((-16, 4.4), (-4, 4.4), (14, 6.2)):
        canvas.paint(pen.ellipse(x, -size, size, size), (46, 44, 54))
        canvas.paint(pen.ellipse(x, -size, size * 0.45, size * 0.45), (198, 190, 180))
    for x, y, size in ((-13, -39, 3), (-8, -43, 3.8), (-1, -46, 4.4)):
        canvas.paint(pen.ellipse(x, y, size, size), WHITE, 9)
