"""Something wrong in a lesson, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """Something wrong in a lesson: the file, the line, the cell or exercise (``-`` for none), and what."""

    path: Path
    line: int
    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: cell {self.cell}: {self.message}"
