"""Animals: a head on a body. A cat is drawn by the same hand, with the same bodies, as a dog or a rabbit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from .bodies import Build, Neck, lying, portrait, sideways, sitting, walking
from .canvas import Canvas, Colour, mix
from .cats import curled, loaf, stretching
from .dice import Dice
from .heads import Look, Pattern, bear_head, cat_head, dog_head, mouse_head, rabbit_head
from .palette import RIBBONS, WHITE, Coat
from .shapes import Mask, Pen

Pose = Literal["portrait", "sitting", "sideways", "walking", "lying", "stretching", "curled", "loaf"]
Head = Callable[[Canvas, Pen, Coat, Pattern, Look], None]
Body = Callable[[Canvas, Pen, Coat, Build, Pattern], Neck]

HEADS: dict[str, Head] = {
    "cat": cat_head,
    "dog": dog_head,
    "rabbit": rabbit_head,
    "bear": bear_head,
    "mouse": mouse_head,
}
BUILDS: dict[str, Build] = {
    "cat": Build(((0, 0), (6, -1), (10, -7), (7, -13), (10, -18)), 4.4, 3.2, 1.0),
    "dog": Build(((0, 0), (5, -4), (8, -10)), 4.8, 2.6, 1.08),
    "rabbit": Build(((0, -1), (3, -2)), 7, 6, 1.05, head=0.86),
    "bear": Build(((0, -1), (2, -2)), 5, 4.4, 1.22),
    "mouse": Build(((0, 0), (7, 1), (11, -4), (15, -2)), 1.8, 1.0, 0.92),
}
BODIES: dict[Pose, Body] = {
    "portrait": portrait,
    "sitting": sitting,
    "sideways": sideways,
    "lying": lying,
    "stretching": stretching,
    "curled": curled,
    "loaf": loaf,
}
PATTERNS: dict[Pattern, int] = {"plain": 30, "tabby": 28, "patches": 16, "tuxedo": 16, "points": 10}
UNSTRIPED: dict[Pattern, int] = {"plain": 58, "patches": 16, "tuxedo": 16, "points": 10}


def animal(canvas: Canvas, pen: Pen, coat: Coat, dice: Dice, kind: str, pose: Pose) -> None:
    """Draw an animal of this kind in this pose, its feet around the pen's origin."""
    build, pattern = BUILDS[kind], dice.weigh(PATTERNS if kind in ("cat", "dog") else UNSTRIPED)
    if pose == "walking":
        neck = walking(canvas, pen, coat, build, pattern, dice.between(0.5, 3.5))
    else:
        neck = BODIES[pose](canvas, pen, coat, build, pattern)
    head = neck.pen.at(0, 0, build.head, turn=dice.whole(-6, 6))
    canvas.paint(head.ellipse(0, 4, 9, 8) & neck.body, coat.shade, 8)
    if pose in ("portrait", "sitting", "sideways") and dice.chance(35):
        collar(canvas, head, neck.body, dice.pick(RIBBONS))
    look: Look = "closed" if pose == "curled" or dice.chance(12) else "open"
    HEADS[kind](canvas, head, coat, pattern, look)
    if pose != "portrait" and dice.chance(18):
        ball(canvas, pen.at(dice.pick((-21, 21)), -4.4), dice.pick(RIBBONS))


def collar(canvas: Canvas, pen: Pen, body: Mask, colour: Colour) -> None:
    """A ribbon around the neck, with a bell; the pen is the head's."""
    canvas.paint(pen.line((-9, 7), (0, 11.4), (9, 7), width=2.2) & body, colour)
    canvas.paint(pen.ellipse(0, 12.4, 1.5, 1.5), (240, 204, 96))


def ball(canvas: Canvas, pen: Pen, colour: Colour) -> None:
    """A ball of wool to play with."""
    shape = pen.ellipse(0, 0, 4.6, 4.6)
    canvas.paint(shape, colour)
    for bend in (-2, 0.4, 2.8):
        canvas.paint(
            pen.line((-4.4, bend), (0, bend - 1.6), (4.4, bend + 0.6), width=0.6) & shape, mix(colour, WHITE, 8)
        )
    canvas.shade(shape, mix(colour, (40, 30, 70), 6), 0, -4, 10)
