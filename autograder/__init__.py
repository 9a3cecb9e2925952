"""A course kit's engine: builds lessons, runs submissions in isolation, judges them, and reports."""

from __future__ import annotations

from typing import Any

__all__ = ["grade"]


def grade(function: Any) -> None:
    """The line in every hidden-test cell of a source notebook: an instructor runs it to see the verdict.

    A student's submission never executes it: to the runner it is a declaration of what is to be asked.
    """
    from autograder.inplace import grade_in_place

    grade_in_place(function)
