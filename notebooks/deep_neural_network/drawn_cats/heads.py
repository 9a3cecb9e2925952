"""Heads of animals, seen from the front: drawn around (0, 0), about 10 pixels to each side at a pen's scale of 1."""

from __future__ import annotations

from typing import Literal

from .canvas import Canvas, mix
from .palette import PINK, Coat
from .shapes import Pen, Point, union

Pattern = Literal["plain", "tabby", "patches", "tuxedo", "points"]
Look = Literal["open", "closed"]


def both(points: list[Point]) -> list[Point]:
    """A closed outline from its right half, given from top to bottom on the middle line."""
    return points + [(-x, y) for x, y in points[-2:0:-1]]


def eyes(canvas: Canvas, pen: Pen, coat: Coat, apart: float, y: float, size: float, look: Look, slit: bool) -> None:
    """A pair of eyes: with slits or round pupils, or closed."""
    for side in (-1, 1):
        x = side * apart
        if look == "closed":
            arc = pen.line((x - size, y - 0.2), (x, y + 0.9), (x + size, y - 0.2), width=1.0)
            canvas.paint(arc, coat.ink)
            continue
        if slit:
            canvas.paint(pen.ellipse(x, y, size * 1.12, size, 8 * side), coat.eye)
            canvas.paint(pen.ellipse(x, y, size * 0.42, size * 0.92), (28, 26, 34))
        else:
            canvas.paint(pen.ellipse(x, y, size * 0.8, size * 0.9), (28, 26, 34))
            if not coat.light:
                canvas.paint(
                    pen.ellipse(x, y, size * 0.8, size * 0.9) & ~pen.ellipse(x, y, size * 0.5, size * 0.6), coat.ink, 9
                )
        canvas.paint(pen.ellipse(x + 0.4 * size, y - 0.4 * size, size * 0.28, size * 0.28), (255, 255, 255))


def mouth(canvas: Canvas, pen: Pen, coat: Coat, y: float, wide: float) -> None:
    """A small smile below the nose."""
    for side in (-1, 1):
        canvas.paint(pen.line((0, y), (side * wide * 0.5, y + 0.9), (side * wide, y + 0.2), width=0.7), coat.ink, 12)


def cat_head(canvas: Canvas, pen: Pen, coat: Coat, pattern: Pattern = "plain", look: Look = "open") -> None:
    """A cat's head: pointed ears, slit pupils, whiskers."""
    face = pen.blob(*both([(0, -8.6), (5.5, -8.2), (9.6, -3.4), (10.8, 2.2), (7.6, 7.6), (0, 9.6)]))
    ears, inner = [], []
    for side in (-1, 1):
        ears.append(
            pen.polygon(
                [(side * 10.2, -1.5), (side * 10.6, -9.5), (side * 9.7, -14.6), (side * 8.6, -14.4), (side * 1.6, -8)]
            )
        )
        inner.append(pen.polygon([(side * 8.8, -4.5), (side * 9.1, -12), (side * 4.2, -7.6)]))
    head = union(face, *ears)
    canvas.paint(head, coat.mark if pattern == "points" else coat.base)
    if pattern == "points":
        canvas.paint(face, coat.base)
        canvas.paint(pen.ellipse(0, 3, 6.4, 6) & face, coat.mark, 9)
    canvas.paint(union(*inner), mix(PINK, coat.base, 5), 13)
    if pattern == "patches":
        canvas.paint(
            head & pen.blob((-13, -17), (-3, -13), (0.4, -7), (-1.6, -1), (-4.4, 3.4), (-9, 4.4), (-13, 0)), coat.mark
        )
    if pattern == "tuxedo":
        canvas.paint(face & pen.blob((0, -7), (2.4, 0), (8, 5), (6, 12), (-6, 12), (-8, 5), (-2.4, 0)), coat.pale)
    if pattern == "tabby":
        for x in (-3.2, 0, 3.2):
            canvas.paint(pen.line((x, -8.4), (x * 0.8, -4), width=1.3, end=0.7) & head, coat.mark)
        for side in (-1, 1):
            canvas.paint(pen.line((side * 10.5, 1.4), (side * 7, 1.8), width=1.2, end=0.6) & head, coat.mark)
            canvas.paint(pen.line((side * 10, 4.4), (side * 7, 3.9), width=1.2, end=0.6) & head, coat.mark)
    canvas.shade(head, coat.shade, 0, -3, 8)
    if pattern != "points":
        canvas.paint(
            union(pen.ellipse(-2.5, 4.6, 3.1, 2.5), pen.ellipse(2.5, 4.6, 3.1, 2.5), pen.ellipse(0, 6.6, 2.6, 1.9)),
            coat.pale,
            14,
        )
    eyes(canvas, pen, coat, 4.6, -0.6, 2.3, look, slit=True)
    canvas.paint(pen.polygon([(-1.4, 2.3), (1.4, 2.3), (0, 4.0)]), PINK)
    mouth(canvas, pen, coat, 4.2, 2.4)
    for side in (-1, 1):
        for tip in (2.2, 4.6, 7):
            canvas.paint(pen.line((side * 5.4, 4.2 + tip / 9), (side * 13, tip), width=0.5), coat.ink, 11)


def dog_head(canvas: Canvas, pen: Pen, coat: Coat, pattern: Pattern = "plain", look: Look = "open") -> None:
    """A dog's head: hanging ears, a broad muzzle, a tongue."""
    face = pen.blob(*both([(0, -10), (5, -9.4), (8, -4), (7.6, 2), (6.4, 8), (0, 10.6)]))
    ears = union(
        *(
            pen.blob((s * 4.5, -9), (s * 8.6, -8.6), (s * 11.6, -2), (s * 11.8, 5), (s * 9.2, 6.6), (s * 7.4, 0))
            for s in (-1, 1)
        )
    )
    canvas.paint(face, coat.base)
    if pattern in ("patches", "tabby"):
        canvas.paint(face & pen.ellipse(4.4, -2.4, 4, 4.6), coat.mark)
    if pattern == "tuxedo":
        canvas.paint(face & pen.ellipse(0, -5, 2, 7), coat.pale)
    canvas.paint(ears, mix(coat.base, coat.mark, 8))
    canvas.shade(ears, coat.shade, 0, -3, 8)
    canvas.paint(pen.blob(*both([(0, 0), (3.4, 1.4), (5.6, 5), (4.4, 9), (0, 10)])), coat.pale)
    eyes(canvas, pen, coat, 3.7, -2, 1.9, look, slit=False)
    canvas.paint(pen.ellipse(0, 2.6, 2.6, 1.8), (38, 32, 40))
    canvas.paint(pen.blob(*both([(0, 6.6), (1.7, 7), (1.5, 10.4), (0, 11.2)])), (226, 116, 120))
    mouth(canvas, pen, coat, 5.4, 3.4)


def rabbit_head(canvas: Canvas, pen: Pen, coat: Coat, pattern: Pattern = "plain", look: Look = "open") -> None:
    """A rabbit's head: long ears, two teeth."""
    face = pen.blob(*both([(0, -7.4), (5, -6.6), (8.2, -1), (8.8, 4), (5.6, 8.2), (0, 9.2)]))
    ears = union(*(pen.ellipse(s * 4.6, -14, 2.9, 9.2, 12 * s) for s in (-1, 1)))
    head = union(face, ears)
    canvas.paint(head, coat.base)
    canvas.paint(union(*(pen.ellipse(s * 4.7, -14, 1.4, 6.8, 12 * s) for s in (-1, 1))), mix(PINK, coat.base, 5))
    if pattern in ("patches", "tuxedo"):
        canvas.paint(face & pen.ellipse(0, -3, 2, 6), coat.pale)
    canvas.shade(head, coat.shade, 0, -3, 8)
    canvas.paint(union(pen.ellipse(-2.2, 4.6, 2.8, 2.3), pen.ellipse(2.2, 4.6, 2.8, 2.3)), coat.pale)
    eyes(canvas, pen, coat, 4.4, -0.6, 1.9, look, slit=False)
    canvas.paint(pen.ellipse(0, 2.8, 1.3, 0.9), PINK)
    canvas.paint(pen.box(-1.1, 5.8, 1.1, 8), (255, 255, 250))
    mouth(canvas, pen, coat, 4.4, 2)


def bear_head(canvas: Canvas, pen: Pen, coat: Coat, pattern: Pattern = "plain", look: Look = "open") -> None:
    """A bear's head: small round ears, a round muzzle."""
    face = pen.ellipse(0, 0, 10.2, 9.4)
    ears = union(*(pen.ellipse(s * 7.6, -7.6, 3.9, 3.9) for s in (-1, 1)))
    head = union(face, ears)
    canvas.paint(head, coat.base)
    canvas.paint(union(*(pen.ellipse(s * 7.6, -7.4, 2.1, 2.1) for s in (-1, 1))), mix(coat.pale, PINK, 5))
    if pattern in ("patches", "tuxedo"):
        canvas.paint(union(*(pen.ellipse(s * 4, -1, 2.8, 3.4, 30 * s) for s in (-1, 1))), coat.mark)
    canvas.shade(head, coat.shade, 0, -3, 8)
    canvas.paint(pen.ellipse(0, 4, 4.8, 3.9), coat.pale)
    eyes(canvas, pen, coat, 4, -1.4, 1.6, look, slit=False)
    canvas.paint(pen.ellipse(0, 2.4, 2, 1.4), (38, 32, 40))
    mouth(canvas, pen, coat, 4, 2.2)


def mouse_head(canvas: Canvas, pen: Pen, coat: Coat, pattern: Pattern = "plain", look: Look = "open") -> None:
    """A mouse's head: large round ears, a pointed face."""
    face = pen.blob(*both([(0, -6), (5.4, -5), (7, 0), (4.6, 5.6), (0, 9)]))
    ears = union(*(pen.ellipse(s * 7.4, -6.4, 5.4, 5.6) for s in (-1, 1)))
    head = union(face, ears)
    canvas.paint(head, coat.base)
    canvas.paint(union(*(pen.ellipse(s * 7.6, -6.2, 3.6, 3.8) for s in (-1, 1))), mix(PINK, coat.base, 4))
    canvas.shade(head, coat.shade, 0, -3, 8)
    eyes(canvas, pen, coat, 3.2, 0, 1.6, look, slit=False)
    canvas.paint(pen.ellipse(0, 7.6, 1.7, 1.4), PINK)
    for side in (-1, 1):
        for tip in (5, 8):
            canvas.paint(pen.line((side * 2, 6.4), (side * 8.4, tip), width=0.5), coat.ink, 11)
