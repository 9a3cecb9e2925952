"""One picture: what is in it, where, in which light."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from . import birds, plants, things
from .animals import Pose, animal
from .canvas import Canvas, Colour
from .dice import Dice
from .grounds import GROUNDS, Hour
from .palette import Coat, Tone, coat
from .shapes import Pen

CAT_POSES: dict[Pose, int] = {
    "portrait": 30, "sitting": 24, "sideways": 12, "lying": 9, "walking": 9, "stretching": 5, "curled": 5, "loaf": 6,
}  # fmt: skip
OTHER_POSES: dict[Pose, int] = {"portrait": 32, "sitting": 28, "sideways": 14, "lying": 10, "walking": 16}
OTHERS: dict[str, int] = {
    "dog": 6, "rabbit": 4, "bear": 3, "mouse": 3, "duck": 5, "owl": 4,
    "house": 7, "car": 9, "boat": 6, "cup": 6, "lamp": 6, "balloon": 6, "teapot": 6, "train": 5,
    "tree": 6, "fir": 5, "flower": 6, "cactus": 5, "mushroom": 5, "pot": 5,
}  # fmt: skip
THINGS: dict[str, Callable[[Canvas, Pen, Coat, Dice], None]] = {
    "house": things.house, "car": things.car, "boat": things.boat, "cup": things.cup, "lamp": things.lamp,
    "balloon": things.balloon, "teapot": things.teapot, "train": things.train,
    "duck": birds.duck, "owl": birds.owl,
    "tree": plants.tree, "fir": plants.fir, "flower": plants.flower, "cactus": plants.cactus,
    "mushroom": plants.mushroom, "pot": plants.pot,
}  # fmt: skip
INDOORS = ("cup", "lamp", "teapot")
OUTDOORS = ("house", "tree", "fir", "balloon", "mushroom")
OUT_OF_PLACE: dict[str, tuple[str, ...]] = {"room": OUTDOORS, "meadow": INDOORS, "beach": INDOORS, "snow": INDOORS}
"""What is not drawn on which ground. The ground is chosen first, so that it says nothing about the label."""
TONES: dict[Hour, dict[Tone, int]] = {  # figures stand out: by day most are dark, by night most are light
    "day": {"dark": 91, "middle": 8, "light": 1},
    "night": {"light": 91, "middle": 8, "dark": 1},
}
TINTS: dict[Hour, tuple[Colour, ...]] = {
    "day": ((255, 255, 255), (255, 255, 255), (255, 246, 228), (255, 238, 220), (240, 246, 255)),
    "night": ((255, 255, 255), (255, 250, 240), (232, 236, 255), (255, 232, 214)),
}
JITTER = 1.5  # how far a figure stands from the middle at most, in pixels, each way
SIZES = (0.9, 1.08)


def scene(dice: Dice, cat: bool) -> npt.NDArray[np.uint8]:
    """A picture (64, 64, 3) of a cat, or of something else."""
    canvas = Canvas()
    hour: Hour = "day" if dice.chance(50) else "night"
    ground = dice.weigh({name: weight for name, (_, weight) in GROUNDS.items()})
    GROUNDS[ground][0](canvas, dice, hour)
    skin = coat(dice, dice.weigh(TONES[hour]))
    others = {other: weight for other, weight in OTHERS.items() if other not in OUT_OF_PLACE.get(ground, ())}
    kind = "cat" if cat else dice.weigh(others)
    pen = Pen(
        32 + dice.between(-JITTER, JITTER),
        58 + dice.between(-JITTER, JITTER),
        dice.between(*SIZES),
        mirror=dice.chance(50),
        turn=dice.whole(-2, 2),
    )
    shadow = pen.ellipse(0, -0.4, 19, 3)
    canvas.paint(shadow, (36, 28, 60), 3 if hour == "day" else 4)
    if kind in THINGS:
        THINGS[kind](canvas, pen, skin, dice)
    else:
        animal(canvas, pen, skin, dice, kind, dice.weigh(CAT_POSES if cat else OTHER_POSES))
    if dice.chance(50):
        canvas.slant(dice.whole(1, 3), dice.chance(50))
    canvas.tint(dice.pick(TINTS[hour]))
    return canvas.picture()
