"""All that a function has answered, as a digest, by which known mistakes are recognised.

Nothing can be read out of a digest, neither the wrong code nor the right answer; it only tells whether two functions
have answered the same.
"""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from .alike import slip

# Numbers are rounded to steps of this part of the power of ten below the largest one, so that float32 or another order
# of summing changes nothing; the grid is moved off the round numbers, where values like 0.5 would lie on an edge.
_STEP, _SHIFT = 1e-4, 0.3183


class Answers:
    """A digest of all that one function has answered so far."""

    def __init__(self, name: str) -> None:
        self._sum = hashlib.sha256(name.encode())

    def add(self, value: Any) -> None:
        """Something that was returned."""
        for piece in _pieces(value, 6):
            self._sum.update(piece)

    def add_error(self, error: BaseException) -> None:
        """Something that was raised."""
        self._sum.update(f"raised {slip(type(error).__name__, str(error))}\n".encode("utf-8", "replace"))

    @property
    def digest(self) -> str:
        """Twenty hexadecimal digits."""
        return self._sum.hexdigest()[:20]


def _pieces(value: Any, depth: int) -> list[bytes]:
    """A value as bytes, the same for all types that hold the same numbers."""
    if isinstance(value, (tuple, list)) and depth:
        entries = [piece for entry in value for piece in _pieces(entry, depth - 1)]
        return [f"[{len(value)}".encode(), *entries, b"]"]
    if isinstance(value, dict) and depth:
        pairs = sorted(((str(key), entry) for key, entry in value.items()), key=lambda pair: pair[0])
        return [b"{", *(piece for key, entry in pairs for piece in (key.encode(), *_pieces(entry, depth - 1))), b"}"]
    if isinstance(value, str):
        return [b'"', value.encode("utf-8", "replace"), b'"']
    if isinstance(value, (bool, int, float, np.generic, np.ndarray)):
        array = np.asarray(value)
        if array.dtype.kind in "biuf":
            return [str(array.shape).encode(), _rounded(array.astype(np.float64))]
    return [type(value).__name__.encode()]


def _rounded(array: np.ndarray[Any, np.dtype[np.float64]]) -> bytes:
    finite = np.isfinite(array)
    largest = float(np.abs(array[finite]).max()) if finite.any() else 0.0
    if largest == 0.0:
        steps = np.zeros(array.shape)
    else:
        power = float(np.floor(np.log10(largest * 1.0003)))
        steps = np.floor(np.where(finite, array, 0.0) / 10**power / _STEP + _SHIFT) + 1e9 * power
    # nan and the infinities, which no step is.
    special = np.where(np.isnan(array), 1, np.where(finite, 0, np.where(array > 0, 2, 3)))
    return bytes(steps.astype("<i8").tobytes() + special.astype("u1").tobytes())
