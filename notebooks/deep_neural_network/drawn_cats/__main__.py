"""Draw the data set anew: `python -m drawn_cats` in `notebooks/deep_neural_network` writes `datasets/drawn_cats.h5`.

`--sheet FILE.png` lays the training pictures out on one sheet as well.
"""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from .draw import FILE, SEED, arrays, write
from .shapes import SIDE


def sheet(pictures: npt.NDArray[np.uint8], columns: int = 19, zoom: int = 2) -> npt.NDArray[np.uint8]:
    """Pictures (count, 64, 64, 3) side by side, each pixel so many times as large, on white."""
    step = SIDE * zoom + 4
    rows = -(-len(pictures) // columns)
    page = np.full((rows * step + 4, columns * step + 4, 3), 255, dtype=np.uint8)
    for place, picture in enumerate(pictures):
        top, left = (4 + step * part for part in divmod(place, columns))
        page[top : top + SIDE * zoom, left : left + SIDE * zoom] = picture.repeat(zoom, 0).repeat(zoom, 1)
    return page


def main() -> None:
    """Draw, write, and say what was written."""
    parser = argparse.ArgumentParser(description="Draw the drawn cats.")
    parser.add_argument("--seed", type=int, default=SEED, help="another drawing; only the default one is shipped")
    parser.add_argument("--out", type=Path, default=FILE, help="the HDF5 file to write")
    parser.add_argument("--sheet", type=Path, help="a PNG file with all training pictures")
    asked = parser.parse_args()
    data = arrays(asked.seed)
    write(asked.out, data)
    print(f"{asked.out}: {asked.out.stat().st_size:,} bytes")
    for name, array in data.items():
        print(f"{name:14} {array.dtype!s:6} {array.shape!s:20} {hashlib.sha256(array.tobytes()).hexdigest()}")
    if asked.sheet:
        from matplotlib.image import imsave

        imsave(asked.sheet, sheet(data["train_set_x"]))


if __name__ == "__main__":
    main()
