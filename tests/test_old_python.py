"""What the engine adds to a student's folder runs on the oldest Python that students may have."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.course import Course

from .conftest import ASSIGNMENT, ROOT
from .old_python import lacking


def test_nothing_that_is_shipped_needs_a_newer_python(made: Course) -> None:
    release = made.release("en", ASSIGNMENT)
    assert (release / "kit" / "selfcheck" / "earlier.py").is_file()
    assert lacking(release) == []
    assert lacking(ROOT / "autograder" / "commands" / "beginning" / "pack") == []


@pytest.mark.parametrize(
    "source",
    [
        "for pair in zip('ab', 'cd', strict=True):\n    pass",
        "from itertools import pairwise",
        "from dataclasses import dataclass\n@dataclass(slots=True)\nclass A:\n    x: int",
        "from dataclasses import dataclass\n@dataclass(kw_only=True)\nclass A:\n    x: int",
        "def f(x):\n    match x:\n        case 1:\n            return 2",
        "def f(x: int | None) -> None: ...",
        "from __future__ import annotations\nKind = int | None",
        "from __future__ import annotations\nprint(isinstance(1, int | str))",
        "try:\n    f\nexcept NameError as error:\n    print(error.name)",
        "import tomllib",
        "(1).bit_count()",
        "anext(iter(()))",
        "import sys\nsys.exception()",
        "try:\n    pass\nexcept* ValueError:\n    pass",
    ],
)
def test_what_a_newer_python_alone_has_is_found(tmp_path: Path, source: str) -> None:
    (tmp_path / "newer.py").write_text(source + "\n", "utf-8")
    assert lacking(tmp_path) != []
