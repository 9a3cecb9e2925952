"""The colours of the drawn cats: soft, and the same for cats and for everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .canvas import Colour, mix
from .dice import Dice

Tone = Literal["light", "middle", "dark"]

COATS: dict[Tone, tuple[Colour, ...]] = {
    "light": (
        (250, 244, 232),  # white
        (246, 232, 202),  # cream
        (224, 227, 234),  # silver
        (248, 216, 172),  # apricot
        (242, 222, 212),  # rose
    ),
    "middle": (
        (226, 140, 66),  # ginger
        (148, 152, 164),  # grey
        (168, 126, 88),  # brown
    ),
    "dark": (
        (46, 44, 56),  # black
        (66, 70, 84),  # slate
        (84, 54, 42),  # chocolate
        (108, 56, 38),  # russet
        (44, 52, 82),  # ink
    ),
}

WHITE: Colour = (252, 248, 240)
BLACK: Colour = (34, 32, 42)
PINK: Colour = (236, 158, 156)
LEAF: Colour = (104, 150, 84)
RIBBONS: tuple[Colour, ...] = ((206, 84, 80), (78, 128, 176), (226, 172, 72), (98, 156, 120), (168, 104, 160))
EYES: tuple[Colour, ...] = ((236, 196, 72), (150, 200, 96), (112, 186, 210), (226, 150, 60))


@dataclass(frozen=True)
class Coat:
    """What a figure is coloured with: fur, or the paint of a house."""

    tone: Tone
    base: Colour
    shade: Colour  # where less light falls
    pale: Colour  # belly, muzzle, paws
    mark: Colour  # stripes and patches
    eye: Colour
    ink: Colour  # nose, mouth, whiskers: stands out from the base

    @property
    def light(self) -> bool:
        """Whether dark lines show on it."""
        return sum(self.base) > 330


def coat(dice: Dice, tone: Tone) -> Coat:
    """A coat of this tone."""
    base = dice.pick(COATS[tone])
    light = sum(base) > 330
    other = mix(base, BLACK, 6) if light else mix(base, WHITE, 6)
    return Coat(
        tone=tone,
        base=base,
        shade=mix(base, (40, 30, 70), 4),
        pale=mix(base, WHITE, 9 if light else 5),
        mark=other,
        eye=dice.pick(EYES),
        ink=mix(BLACK, base, 3) if light else mix(WHITE, base, 6),
    )
