"""Tables that several exercises are asked about."""

from __future__ import annotations

import numpy as np

from autograder.authoring import Array, Case, Reference, Text

Random = np.random.Generator

PUBLIC, RANDOM = Text("表格 heights", "the table heights"), Text("随机表格", "random table")


def table(random: Random, rows: int | None = None) -> Array:
    """X (m, n): more rows than columns, columns that lie apart and spread by different amounts."""
    n = int(random.integers(2, 6))
    m = rows or int(random.integers(n + 2, 20))
    return random.standard_normal((m, n)) * (1 + np.arange(n)) + 10 * random.permutation(n) + 3


def heights(reference: Reference) -> Case:
    """The public case of whatever takes a table alone."""
    return Case(PUBLIC, (reference.resource("tables", "heights")(),))


def draw_table(random: Random, reference: Reference) -> Case:
    """A random table."""
    return Case(RANDOM, (table(random),))
