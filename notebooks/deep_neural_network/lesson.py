"""Two notebooks: a deep neural network in NumPy, step by step, and a classifier of cats made of it."""

from __future__ import annotations

from autograder.authoring import Download, Outline, Text, WrittenQuestion, pack_module

from .invented_class import STUDENTS

_lr_utils = pack_module(__file__, "lr_utils")

#: The licence of the real cats is not stated, so they are fetched and not handed on.
ADDRESS = "https://raw.githubusercontent.com/ramakris/coursera-deeplearning/HEAD/neuralnetworks/week4/datasets/"

OUTLINE = Outline(
    Text("深度神经网络", "Deep neural networks"),
    parts=("step_by_step", "cat_classifier"),
    written=(WrittenQuestion("why_random_weights", 5), WrittenQuestion("what_fifty_pictures_say", 10)),
    # Without part1, which looks for a submission.
    preload=(
        *("numpy", "numpy.random", "h5py", "matplotlib.pyplot"),
        *("kit.demo", "lr_utils", "kit.selfcheck", "testCases_v2", "dnn_utils_v2"),
        *("kit.compare", "kit.gallery", "kit.training"),
    ),
    packages=("numpy", "h5py", "matplotlib", "jupyter"),
    data=(_lr_utils.DRAWN,),
    downloads=tuple(Download(name, ADDRESS + name, _lr_utils.verified) for name in (_lr_utils.TRAIN, _lr_utils.TEST)),
    students=STUDENTS,
)
