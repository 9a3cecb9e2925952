"""The data set: pictures with labels, drawn from a seed, and the file that the course ships.

Half of every set are cats, so that no constant answer is right more often than a coin.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .dice import Dice
from .scenes import scene

FILE = Path(__file__).resolve().parents[3] / "datasets" / "drawn_cats.h5"

SEED = 1  # of the drawing that is shipped; any other gives other pictures of the same kind
TRAIN, TEST, FRESH = 0, 1, 2  # FRESH is drawn to measure with, and never shipped
COUNTS = {TRAIN: 209, TEST: 50, FRESH: 1000}
CLASSES = (b"non-cat", b"cat")  # the names of the labels 0 and 1


@dataclass(frozen=True)
class Pictures:
    """A set of pictures."""

    x: npt.NDArray[np.uint8]  # (count, 64, 64, 3)
    y: npt.NDArray[np.int64]  # (count,): 1 is a cat


def drawn(seed: int, split: int, count: int | None = None) -> Pictures:
    """The pictures of a set, as many as it has or as are asked for; half of them cats, one fewer where odd."""
    count = COUNTS[split] if count is None else count
    labels = Dice(seed, split, 0).shuffled([1] * (count // 2) + [0] * (count - count // 2))
    # Each picture has dice of its own, so that a change in one moves none of the others.
    pictures = [scene(Dice(seed, split, place), bool(label)) for place, label in enumerate(labels, 1)]
    return Pictures(np.stack(pictures), np.array(labels, dtype=np.int64))


def arrays(seed: int = SEED) -> dict[str, npt.NDArray[Any]]:
    """The five arrays of the file by name, with the shapes and types of `train_catvnoncat.h5` and its sister."""
    train, test = drawn(seed, TRAIN), drawn(seed, TEST)
    return {
        "train_set_x": train.x,
        "train_set_y": train.y,
        "test_set_x": test.x,
        "test_set_y": test.y,
        "list_classes": np.array(CLASSES),
    }


def write(path: Path, data: dict[str, npt.NDArray[Any]]) -> None:
    """Write the file: packed, and without the time of day, so that it does not change when it is made again."""
    import h5py

    with h5py.File(path, "w") as file:
        for name, array in data.items():
            packed = {"compression": "gzip", "compression_opts": 9, "shuffle": True} if array.ndim > 1 else {}
            file.create_dataset(name, data=array, track_times=False, **packed)
