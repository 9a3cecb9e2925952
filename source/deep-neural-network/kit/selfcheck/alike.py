"""Tells whether two exceptions come of the same slip, however the line is written.

NumPy words the same fault in several ways: the product of two arrays that do not fit is one sentence for ``@`` and
another for ``np.dot``. What a person calls their variables stands in the words, too. Neither says anything of the slip.
"""

from __future__ import annotations

import re

_PRODUCT = (
    # Of "(size 3 is different from 4)" the first belongs to the second array, as the standard words of dot have it.
    (re.compile(r"matmul: Input operand 1 has a mismatch .*\(size (\d+) is different from (\d+)\)", re.ASCII), (2, 1)),
    (re.compile(r"shapes \([\d, ]*\) and \([\d, ]*\) not aligned: (\d+) \(dim \d+\) != (\d+) \(dim \d+\)"), (1, 2)),
)
_BROADCAST = re.compile(r"operands could not be broadcast together with (?:remapped )?shapes (.*)", re.DOTALL)
_SHAPE = re.compile(r"\([\d, ]*\)")
#: Exceptions whose words name a variable of a person's own.
_NAMED = ("NameError", "UnboundLocalError")


def slip(kind: str, message: str) -> str:
    """What an exception of this type and message is about.

    Examples
    --------
    >>> slip("ValueError", "shapes (1,4) and (3,5) not aligned: 4 (dim 1) != 3 (dim 0)")
    'product of 4 and 3'
    """
    message = message[:1000]
    for words, (one, other) in _PRODUCT:
        found = words.match(message)
        if found:
            return f"product of {found[one]} and {found[other]}"
    found = _BROADCAST.match(message)
    if found:
        # Which of the two comes first hangs on how the line is written.
        return f"sum of {sorted(_SHAPE.findall(found[1]))}"
    return kind if kind in _NAMED else f"{kind}: {message}"
