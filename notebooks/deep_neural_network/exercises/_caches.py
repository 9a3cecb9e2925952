"""Caches that a student returns are judged by use: the lesson's backward functions are run on them."""

from __future__ import annotations

import numpy as np

from autograder.authoring import Array, Text

#: Who uses the caches, as the checks say it.
BACKWARD_PASS = Text("反向传播", "the backward pass")


def probe(shape: tuple[int, ...]) -> Array:
    """Numbers between 0.5 and 1.5, no two alike in a row or column, the same at every call."""
    return 1 + 0.5 * np.sin(1.7 * np.arange(int(np.prod(shape))).reshape(shape) + 1)
