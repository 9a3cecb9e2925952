"""The data sets of the lesson: those that every student gets, and those that are not in the repository."""

from __future__ import annotations

from pathlib import Path

from autograder.course import load_module
from autograder.lessons.datasets import Download

_lr_utils = load_module(Path(__file__).with_name("pack") / "lr_utils.py")

#: The licence of the real cats is not stated, so they are fetched and not handed on.
ADDRESS = "https://raw.githubusercontent.com/ramakris/coursera-deeplearning/HEAD/neuralnetworks/week4/datasets/"

#: Of the folder datasets/: what students get beside the notebooks.
SHIPPED = (_lr_utils.DRAWN,)

DOWNLOADS = tuple(Download(name, ADDRESS + name, _lr_utils.verified) for name in (_lr_utils.TRAIN, _lr_utils.TEST))
