"""Finds and reads the cat pictures of part 2. Part 1 needs no data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

TRAIN, TEST = "train_catvnoncat.h5", "test_catvnoncat.h5"


class DatasetNotFoundError(FileNotFoundError):
    """The cat pictures are not where they are looked for."""


class DatasetUnreadableError(OSError):
    """A file of cat pictures is there, but it does not hold what it should."""


def load_dataset() -> tuple[Array, Array, Array, Array, Array]:
    """Read the cat pictures from a folder ``datasets`` beside the notebook or above it.

    Returns
    -------
    train_x_orig (209, 64, 64, 3) uint8, train_y (1, 209), test_x_orig (50, 64, 64, 3) uint8,
    test_y (1, 50), classes (2,): the names of the labels 0 and 1, as bytes.

    Raises
    ------
    DatasetNotFoundError
        No such folder holds both files.
    DatasetUnreadableError
        A file is damaged or holds something else.
    """
    folder = _find()
    train_x, train_y, _ = _read(folder / TRAIN, "train")
    test_x, test_y, classes = _read(folder / TEST, "test")
    return train_x, train_y, test_x, test_y, classes


def _find() -> Path:
    """The first ``datasets`` folder with both files: from here upwards, then from this file upwards."""
    starts = Path.cwd(), Path(__file__).resolve().parent
    folders = list(dict.fromkeys(base / "datasets" for start in starts for base in (start, *start.parents)))
    for folder in folders:
        if (folder / TRAIN).is_file() and (folder / TEST).is_file():
            return folder
    looked = "\n".join(f"    {folder}" for folder in folders)
    raise DatasetNotFoundError(
        f"没有找到数据文件 {TRAIN} 和 {TEST}（两个都要有）。找过这些文件夹：\n{looked}\n"
        "第一部分不需要数据；第二部分会说明怎样得到它们。\n"
        f"The data files {TRAIN} and {TEST} were not found together in any of the folders above. "
        "Part 1 needs no data; part 2 brings them."
    )


def _read(path: Path, split: str) -> tuple[Array, Array, Array]:
    """Pictures, labels as a row, and class names of one file."""
    import h5py  # only here, so that part 1 runs without it

    try:
        with h5py.File(path, "r") as file:
            pictures, labels, classes = (
                np.array(file[key]) for key in (f"{split}_set_x", f"{split}_set_y", "list_classes")
            )
    except (OSError, KeyError) as error:
        raise DatasetUnreadableError(
            f"文件 {path} 读不出来：{error}。请重新取一份。\n"
            f"The file {path} cannot be read: {error}. Please fetch it again."
        ) from error
    return pictures, labels.reshape(1, -1), classes
