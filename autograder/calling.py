"""Calls functions of the lesson's own, right ones and wrong ones, in this process: code that is trusted."""

from __future__ import annotations

import contextlib
import io
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograder.exercise import Case, asked, copied
from autograder.judge import random_state_kept
from autograder.reply import Raised, Reply, Returned

MAX_MESSAGE = 500

#: What is said of an exception in plain words, if there are any.
PlainWords = Callable[[BaseException], dict[str, str] | None]


def reply_to(function: Any, case: Case, plain_words: PlainWords | None = None) -> Reply:
    """Ask a function, or a class, about a case; NumPy's random state stays as it was.

    What it raises is said in ``plain_words`` as well, if there are any.
    """
    with random_state_kept():
        try:
            if case.seed is not None:
                np.random.seed(case.seed)
            return Returned(asked(function, case)(*copied(case.args)))
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            plain = plain_words(error) if plain_words else None
            name, message = type(error).__name__, str(error)[:MAX_MESSAGE]
            return Raised(name, message, line=frame.lineno, function=frame.name, plain=plain)


class _Nowhere(io.TextIOBase):
    def write(self, text: str) -> int:
        return len(text)


@contextmanager
def quietly() -> Iterator[None]:
    """Let nothing be printed, and no warning be given of what cannot be computed."""
    with contextlib.redirect_stdout(_Nowhere()), contextlib.redirect_stderr(_Nowhere()), np.errstate(all="ignore"):
        yield
