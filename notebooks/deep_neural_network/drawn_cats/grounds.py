"""What lies behind a figure: rooms, meadows, beaches, by day and by night."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from .canvas import Canvas, Colour, mix
from .dice import Dice
from .palette import WHITE
from .shapes import SIDE, Pen, union

Hour = Literal["day", "night"]
PEN = Pen(0, 0)

WALLS: dict[Hour, tuple[Colour, ...]] = {
    "day": ((242, 228, 204), (206, 228, 214), (240, 212, 206), (208, 222, 238), (236, 230, 188), (226, 216, 236)),
    "night": ((66, 54, 84), (44, 66, 84), (84, 54, 60), (54, 72, 62), (50, 50, 74), (74, 66, 54)),
}
FLOORS: dict[Hour, tuple[Colour, ...]] = {
    "day": ((220, 190, 150), (200, 206, 196), (214, 182, 170), (230, 214, 180)),
    "night": ((88, 68, 64), (66, 70, 86), (84, 64, 88), (98, 78, 64)),
}
SKIES: dict[Hour, tuple[tuple[Colour, Colour], ...]] = {
    "day": (((166, 210, 238), (226, 238, 240)), ((186, 216, 232), (250, 232, 208)), ((206, 222, 240), (248, 214, 202))),
    "night": (((24, 30, 66), (64, 66, 108)), ((34, 28, 62), (92, 62, 98)), ((20, 40, 66), (46, 78, 98))),
}


def plain(canvas: Canvas, dice: Dice, hour: Hour) -> None:
    """One colour, a little lighter in the middle."""
    wall = dice.pick(WALLS[hour])
    canvas.wash(mix(wall, WHITE, 1), mix(wall, (60, 40, 70), 2))
    canvas.glow(32, 30, 44, mix(wall, WHITE, 8 if hour == "day" else 3), 8)


def room(canvas: Canvas, dice: Dice, hour: Hour) -> None:
    """A wall and a floor; a window, a picture, stripes or a rug."""
    wall, floor = dice.pick(WALLS[hour]), dice.pick(FLOORS[hour])
    edge = dice.whole(42, 50)
    canvas.wash(wall, mix(wall, (60, 40, 70), 2), 0, edge)
    canvas.wash(floor, mix(floor, (50, 30, 50), 3), edge, SIDE)
    soft = mix(wall, WHITE, 5) if hour == "day" else mix(wall, WHITE, 2)
    if dice.chance(35):
        for x in range(dice.whole(0, 7), SIDE, 8):
            canvas.paint(PEN.box(x, 0, x + 3, edge), soft, 8)
    canvas.paint(PEN.box(0, edge - 2, SIDE, edge), mix(wall, WHITE, 6 if hour == "day" else 2))
    where = dice.pick((dice.whole(3, 9), dice.whole(42, 48)))
    if dice.chance(45):
        top, bottom = dice.pick(SKIES[hour])
        canvas.paint(PEN.box(where - 1.4, 4.6, where + 15.4, 27.4), soft)
        canvas.paint(PEN.box(where, 6, where + 14, 26), mix(top, bottom, 8))
        canvas.paint(union(PEN.box(where + 6.4, 6, where + 7.6, 26), PEN.box(where, 15.4, where + 14, 16.6)), soft)
    elif dice.chance(50):
        canvas.paint(PEN.box(where, 8, where + 13, 22), mix(floor, wall, 4))
        canvas.paint(PEN.box(where + 1.6, 9.6, where + 11.4, 20.4), mix(soft, dice.pick(WALLS[hour]), 8))
    if dice.chance(45):
        canvas.paint(PEN.ellipse(32, 57, dice.between(24, 32), 6), mix(floor, dice.pick(WALLS[hour]), 9))


def sky(canvas: Canvas, dice: Dice, hour: Hour, last: int) -> None:
    """The sky down to a row, with sun and clouds or moon and stars."""
    top, bottom = dice.pick(SKIES[hour])
    canvas.wash(top, bottom, 0, last)
    x, y = dice.whole(6, 58), dice.whole(6, 14)
    if hour == "night":
        for _ in range(dice.whole(6, 14)):
            star = PEN.ellipse(dice.whole(1, 62), dice.whole(1, last - 8), 0.6, 0.6)
            canvas.paint(star, (236, 232, 206), 12)
        if dice.chance(55):
            canvas.glow(x, y, 14, (150, 150, 170), 5)
            canvas.paint(PEN.ellipse(x, y, 4.4, 4.4), (238, 232, 206))
        return
    if dice.chance(35):
        canvas.paint(PEN.ellipse(x, y, 4.6, 4.6), (252, 232, 164))
    for _ in range(dice.whole(0, 2)):
        x, y = dice.whole(4, 60), dice.whole(6, 22)
        cloud = union(
            PEN.ellipse(x, y, 6, 2.6), PEN.ellipse(x - 4, y + 1.4, 5, 2), PEN.ellipse(x + 4.6, y + 1.2, 5, 2.2)
        )
        canvas.paint(cloud, WHITE, 11)


def meadow(canvas: Canvas, dice: Dice, hour: Hour) -> None:
    """Hills and grass, with a few flowers by day."""
    edge = dice.whole(36, 44)
    sky(canvas, dice, hour, edge + 6)
    far, near = ((178, 210, 172), (196, 216, 140)) if hour == "day" else ((42, 62, 82), (60, 84, 72))
    near = mix(near, dice.pick(FLOORS[hour]), dice.whole(0, 4))
    canvas.paint(PEN.ellipse(dice.whole(4, 24), edge + 10, 30, dice.between(9, 14)), far)
    canvas.paint(PEN.ellipse(dice.whole(40, 60), edge + 10, 30, dice.between(8, 12)), mix(far, near, 5))
    canvas.wash(near, mix(near, (40, 60, 60), 3), edge + 6, SIDE)
    for _ in range(dice.whole(4, 12)):
        x, y = dice.whole(1, 62), dice.whole(edge + 8, 62)
        if hour == "day":
            canvas.paint(PEN.ellipse(x, y, 0.9, 0.9), dice.pick((WHITE, (246, 214, 110), (240, 168, 168))))
        else:
            canvas.paint(PEN.line((x, y), (x + 0.6, y - 2.4), width=0.7), mix(near, WHITE, 3))


def beach(canvas: Canvas, dice: Dice, hour: Hour) -> None:
    """Sky, sea and sand."""
    edge, shore = dice.whole(26, 32), dice.whole(42, 48)
    sky(canvas, dice, hour, edge)
    sea = ((150, 204, 214), (192, 226, 222)) if hour == "day" else ((26, 50, 82), (44, 74, 100))
    sand = (244, 226, 184) if hour == "day" else (96, 86, 96)
    canvas.wash(*sea, edge, shore)
    canvas.wash(sand, mix(sand, (60, 40, 60), 2), shore, SIDE)
    canvas.paint(PEN.box(0, shore - 1.2, SIDE, shore + 0.6), mix(sea[1], WHITE, 9 if hour == "day" else 4))
    for _ in range(dice.whole(2, 5)):
        x, y = dice.whole(2, 58), dice.whole(edge + 2, shore - 3)
        canvas.paint(PEN.box(x, y, x + dice.whole(3, 7), y + 0.7), mix(sea[1], WHITE, 7 if hour == "day" else 3))


def snow(canvas: Canvas, dice: Dice, hour: Hour) -> None:
    """Hills of snow; by night a dark wood before them."""
    edge = dice.whole(36, 44)
    sky(canvas, dice, hour, edge + 6)
    ground = (238, 242, 248) if hour == "day" else (84, 96, 130)
    firs = (168, 196, 196) if hour == "day" else (24, 40, 54)
    for x in range(dice.whole(0, 5), SIDE, 7):
        high = dice.between(8, 15)
        canvas.paint(PEN.polygon([(x - 4, edge + 5), (x, edge + 5 - high), (x + 4, edge + 5)]), firs)
    canvas.wash(ground, mix(ground, (90, 100, 150), 3), edge + 5, SIDE)
    canvas.paint(PEN.ellipse(dice.whole(10, 54), edge + 12, 40, 10), mix(ground, firs, 1))


GROUNDS: dict[str, tuple[Callable[[Canvas, Dice, Hour], None], int]] = {
    "plain": (plain, 28),
    "room": (room, 30),
    "meadow": (meadow, 18),
    "beach": (beach, 12),
    "snow": (snow, 12),
}
