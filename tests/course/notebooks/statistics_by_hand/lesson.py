"""A lesson for the tests of the engine: two notebooks on tables of numbers, quick to run, and no network in it."""

from __future__ import annotations

from pathlib import Path

from autograder.authoring import Download, Outline, Text, WrittenQuestion

from .invented_class import STUDENTS


def verified(path: Path) -> None:
    """The large table is known by its first line."""
    if not path.read_text("utf-8").startswith("height,age\n"):
        raise OSError(f"{path}: 这不是那张大表\n{path}: this is not the large table")


OUTLINE = Outline(
    Text("手算统计", "Statistics by hand"),
    parts=("spread", "scaler"),
    written=(WrittenQuestion("why_divide", 5), WrittenQuestion("what_scaling_loses", 10)),
    preload=("numpy", "numpy.random", "h5py", "matplotlib.pyplot", "tables", "kit.selfcheck", "kit.pictures"),
    packages=("numpy", "matplotlib", "jupyter"),
    data=("heights.csv",),
    downloads=(Download("large.csv", "https://example.org/large.csv", verified),),
    students=STUDENTS,
)
