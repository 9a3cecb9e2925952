"""The drawn cats: the file is what its generator draws, and no simple threshold tells cats from the rest."""

from __future__ import annotations

import hashlib
import importlib
import subprocess
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from this_lesson import lesson, load

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

LESSON = lesson().path
lr_utils = load("lr_utils")
SHA256: dict[str, str] = lr_utils.SHA256[lr_utils.DRAWN]


@pytest.fixture(scope="module")
def draw() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(LESSON), *sys.path])
        return importlib.import_module("drawn_cats.draw")


@pytest.fixture(scope="module")
def shipped(draw: ModuleType) -> dict[str, npt.NDArray[Any]]:
    """The arrays of the file."""
    import h5py

    with h5py.File(draw.FILE, "r") as file:
        return {name: np.array(file[name]) for name in file}


@pytest.fixture(scope="module")
def fresh(draw: ModuleType) -> Any:
    """1,000 pictures that nothing was trained on."""
    return draw.drawn(draw.SEED, draw.FRESH)


# --- the file --------------------------------------------------------------------------------------------


def test_the_file_holds_what_the_generator_draws(draw: ModuleType, shipped: dict[str, npt.NDArray[Any]]) -> None:
    for arrays in (shipped, draw.arrays()):
        found = {name: hashlib.sha256(arrays[name].tobytes()).hexdigest() for name in SHA256}
        assert found == SHA256


def test_shapes_types_and_shares_are_those_told(shipped: dict[str, npt.NDArray[Any]]) -> None:
    shapes = {name: (array.dtype.str, array.shape) for name, array in shipped.items()}
    assert shapes == {
        "train_set_x": ("|u1", (209, 64, 64, 3)),
        "train_set_y": ("<i8", (209,)),
        "test_set_x": ("|u1", (50, 64, 64, 3)),
        "test_set_y": ("<i8", (50,)),
        "list_classes": ("|S7", (2,)),
    }
    assert shipped["list_classes"].tolist() == [b"non-cat", b"cat"]
    assert (np.bincount(shipped["train_set_y"]).tolist(), np.bincount(shipped["test_set_y"]).tolist()) == (
        [105, 104],
        [25, 25],
    )


def test_the_file_is_small(draw: ModuleType) -> None:
    assert draw.FILE.stat().st_size <= 2 * 1024 * 1024


def test_the_file_is_written_the_same_again(
    draw: ModuleType, shipped: dict[str, npt.NDArray[Any]], tmp_path: Any
) -> None:
    for name in ("one.h5", "two.h5"):
        draw.write(tmp_path / name, shipped)
    assert (tmp_path / "one.h5").read_bytes() == (tmp_path / "two.h5").read_bytes()


def test_no_picture_is_there_twice(shipped: dict[str, npt.NDArray[Any]], fresh: Any) -> None:
    sets = [shipped["train_set_x"], shipped["test_set_x"], fresh.x]
    pictures = [picture.tobytes() for part in sets for picture in part]
    assert len(set(pictures)) == len(pictures) == 1259


# --- the generator ---------------------------------------------------------------------------------------


def test_another_seed_gives_other_pictures_and_the_same_seed_the_same(draw: ModuleType) -> None:
    one, again, other = (draw.drawn(seed, draw.TRAIN, 12) for seed in (1, 1, 2))
    assert np.array_equal(one.x, again.x) and np.array_equal(one.y, again.y)
    assert not any(np.array_equal(a, b) for a, b in zip(one.x, other.x, strict=True))


def test_drawing_leaves_numpys_random_state_alone(draw: ModuleType) -> None:
    np.random.seed(5)
    expected = np.random.rand()
    np.random.seed(5)
    draw.drawn(1, draw.TEST, 4)
    assert np.random.rand() == expected


def test_the_generator_needs_numpy_and_the_standard_library_alone() -> None:
    script = f"""
import sys
sys.path.insert(0, {str(LESSON)!r})
for name in ("h5py", "matplotlib", "PIL", "autograder"):
    sys.modules[name] = None
from drawn_cats import draw
draw.drawn(1, draw.TEST, 2)
"""
    done = subprocess.run([sys.executable, "-X", "utf8", "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_shape_holds_the_samples_whose_middle_is_within(draw: ModuleType) -> None:
    shapes = importlib.import_module("drawn_cats.shapes")
    pen = shapes.Pen(0, 0)
    box = pen.box(1, 2, 3.5, 4)
    assert np.argwhere(box).min(axis=0).tolist() == [8, 4]
    assert np.argwhere(box).max(axis=0).tolist() == [15, 13]
    assert box.sum() == 80
    # Mirrored, turned inside out, or half outside: the same rule.
    assert shapes.Pen(64, 0, mirror=True).box(1, 2, 3.5, 4)[:, ::-1].tolist() == box.tolist()
    assert pen.polygon([(1, 2), (1, 4), (3.5, 4), (3.5, 2)]).tolist() == box.tolist()
    assert pen.box(-9, -9, 1, 1).sum() == 16
    assert not pen.box(70, 70, 80, 80).any()
    assert pen.ellipse(32, 32, 20, 10).sum() == pytest.approx(16 * 200 * np.pi, rel=0.01)


# --- an honest problem -----------------------------------------------------------------------------------


def best_threshold(values: npt.NDArray[Any], cats: npt.NDArray[Any]) -> float:
    """The share that the best threshold gets right, over every threshold and both directions, by counting."""
    at = np.unique(values)
    cats_up = np.searchsorted(np.sort(values[cats]), at, side="left")
    others_up = np.searchsorted(np.sort(values[~cats]), at, side="left")
    right = others_up + (cats.sum() - cats_up)
    return float(max(right.max(), len(values) - right.min()) / len(values))


def numbers(x: npt.NDArray[Any]) -> Iterator[npt.NDArray[Any]]:
    """Each of the 12,288 numbers of a picture, the channel means, and the brightness, over the pictures."""
    yield from x.reshape(len(x), -1).T
    yield from x.mean(axis=(1, 2)).T
    yield x.mean(axis=(1, 2, 3))


def test_no_threshold_on_a_pixel_a_channel_or_the_brightness_gets_far(fresh: Any) -> None:
    cats = fresh.y == 1
    assert cats.sum() == 500
    # Chosen on the very pictures it is tested on: the strongest reading.
    assert max(best_threshold(values, cats) for values in numbers(fresh.x)) <= 0.65


def test_best_threshold_finds_one_that_works() -> None:
    values, cats = np.array([1, 2, 3, 4, 4]), np.array([True, True, False, False, True])
    assert best_threshold(values, cats) == 0.8
    assert best_threshold(-values, cats) == 0.8
