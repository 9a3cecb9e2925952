"""An authored lesson, read from its texts.

A part of a lesson is one py:percent file. A cell's header says what the cell is, by one key whose value
is a name:

    # %% [markdown] lang="zh"              text in Chinese; its English twin follows it
    # %% [markdown] marking="mean"         text above a hidden test; not in the solved edition (with lang)
    # %% [markdown] expected="mean"        what the try cell above prints, in a fenced block; no language
    # %% [markdown] answer="why"           the model answer of a written question (with lang)
    # %% setup="imports"                   code that is run before everything, in grading too
    # %% solution="mean"                   the solution of an exercise, between nbgrader's marks
    # %% try="mean"                        code that shows what the student's function does
    # %% check="mean"                      the self-check
    # %% test="mean"                       the hidden test; its code is generated
    # %% demo="plot"                       a demonstration; not run in grading
"""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from autograder.course import assignment_of
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Exercise, Language, WrittenQuestion
from autograder.lessons.declared import Declared, load_declared
from autograder.lessons.outline import Outline

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
CODE_KINDS = ("setup", "solution", "try", "check", "test", "demo")
TEXT_KINDS = ("marking", "expected", "answer")


@dataclass(frozen=True)
class AuthoredCell:
    """One authored cell: what it is, what it is called, and where it stands."""

    kind: str
    name: str
    _: KW_ONLY
    source: str
    language: Language | None
    line: int

    @property
    def grade_id(self) -> str:
        """The cell's id all the way through: the exercise's name for a solution, else kind and name."""
        return self.name if self.kind in ("solution", "answer") else f"{self.kind}_{self.name}"


@dataclass(frozen=True)
class Part:
    """One notebook of a lesson."""

    name: str
    path: Path
    cells: tuple[AuthoredCell, ...]

    def of_kind(self, *kinds: str) -> list[AuthoredCell]:
        """The cells of these kinds, in order."""
        return [cell for cell in self.cells if cell.kind in kinds]


@dataclass(frozen=True)
class Lesson:
    """A folder in notebooks/: its texts, and what it declares."""

    declared: Declared
    parts: tuple[Part, ...]

    @property
    def path(self) -> Path:
        """The lesson's folder."""
        return self.declared.path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def outline(self) -> Outline:
        """The outline that lesson.py declares."""
        return self.declared.outline

    @property
    def assignment(self) -> str:
        """The name nbgrader knows the lesson by."""
        return assignment_of(self.path)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises in the order of the texts; those that no text has a cell for come last."""
        placed = [cell.name for part in self.parts for cell in part.of_kind("solution")]
        declared = self.declared.exercises
        names = dict.fromkeys([*(name for name in placed if name in declared), *declared])
        return tuple(declared[name] for name in names)

    @property
    def written(self) -> tuple[WrittenQuestion, ...]:
        """The questions that are answered in words."""
        return self.outline.written

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name."""
        return self.declared.exercises[name]

    def points(self, name: str) -> int:
        """The points of an exercise or a written question."""
        return {one.name: one.points for one in self.marked}[name]

    @property
    def solutions(self) -> dict[str, str]:
        """The solutions by exercise."""
        cells = (cell for part in self.parts for cell in part.of_kind("solution"))
        return {cell.name: solution_source(cell.source) for cell in cells}

    @property
    def marked(self) -> tuple[Exercise | WrittenQuestion, ...]:
        """All that has points: the exercises, then the written questions."""
        return (*self.exercises, *self.written)

    def part(self, name: str) -> Part:
        """The part of that name."""
        return next(part for part in self.parts if part.name == name)

    def exercises_in(self, part: Part) -> list[Exercise]:
        """The exercises whose hidden tests stand in a part, in its order."""
        return [self.exercise(cell.name) for cell in part.of_kind("test")]


def read(path: Path) -> Lesson:
    """Read the lesson in a folder.

    Raises
    ------
    AutograderError
        A file is missing, or a header is not one that a lesson has.
    """
    declared = load_declared(path)
    return Lesson(declared, tuple(read_part(declared.path / f"{name}.py") for name in declared.outline.parts))


def solution_source(source: str) -> str:
    """A solution cell without nbgrader's marks."""
    lines = source.split("\n")
    return "\n".join(line for line in lines if line.strip() not in (BEGIN_SOLUTION, END_SOLUTION))


# --- reading ---------------------------------------------------------------------------------------------

_HEADER = re.compile(r"^# %%", re.MULTILINE)


def is_part(path: Path) -> bool:
    """Say whether a file is written as a text of cells."""
    return _HEADER.search(path.read_text("utf-8")) is not None


def read_part(path: Path) -> Part:
    """Read one text of cells."""
    # Loading it takes longer than grading a class takes to begin, and grading reads no lesson.
    import jupytext

    if not path.is_file():
        raise AutograderError(f"{path} is missing: {path.with_name('lesson.py')} names it among its parts.")
    text = path.read_text("utf-8")
    notebook = jupytext.reads(text, fmt="py:percent")
    starts = [text.count("\n", 0, match.start()) + 1 for match in _HEADER.finditer(text)]
    if len(starts) != len(notebook.cells):
        raise AutograderError(
            f"{path}: {len(starts)} cell headers, but {len(notebook.cells)} cells were read; "
            "every cell begins with a line '# %%', also the first."
        )
    cells = tuple(_read_cell(cell, line, path) for cell, line in zip(notebook.cells, starts, strict=True))
    return Part(path.stem, path, cells)


def _read_cell(cell: Any, line: int, path: Path) -> AuthoredCell:
    metadata = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
    is_text = cell.cell_type == "markdown"
    language = metadata.pop("lang", None)
    if language is not None and (language not in LANGUAGES or not is_text):
        known = " or ".join(f'"{one}"' for one in LANGUAGES)
        raise AutograderError(f'{path}:{line}: lang="{language}"; only text cells have one, {known}.')
    kinds = TEXT_KINDS if is_text else CODE_KINDS
    if len(metadata) > 1 or not set(metadata) <= set(kinds) or not (metadata or is_text):
        found = " ".join(f'{key}="{value}"' for key, value in metadata.items()) or "nothing"
        raise AutograderError(f"{path}:{line}: the cell's header says {found}; expected one of {', '.join(kinds)}.")
    kind, name = next(iter(metadata.items()), ("text", ""))
    return AuthoredCell(kind, name, source=cell.source, language=language, line=line)
