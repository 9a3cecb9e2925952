"""The cells of older releases: what a submission holds of them is the lesson's, and no sign of tampering."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from autograder.exercise import Language
from autograder.lessons.build import Notebook
from autograder.lessons.released import SETTINGS, Released, ReleasedCell, digest
from autograder.submission.reading import Cell

#: Of a lesson that was never released before.
NOTHING = Released()


class Older:
    """What is known of a notebook's older releases, for its edition in one language; cells are called by their ids."""

    def __init__(self, released: Released, source: Notebook, language: Language) -> None:
        self._released, self._language = released, language
        self._cells: dict[str, list[ReleasedCell]] = {}
        for one in released.cells:
            self._cells.setdefault(one.id, []).append(one)
        self._digests = {name: {one.digest for one in cells} for name, cells in self._cells.items()}
        #: The cells that the lesson has no more.
        self.gone = self._cells.keys() - {cell["id"] for cell in source["cells"]}
        self._by_grade_id = {
            str(one.nbgrader["grade_id"]): one.id
            for one in released.cells
            if one.id in self.gone and one.nbgrader and "grade_id" in one.nbgrader
        }
        #: Cells by digests of what they held, in order. Empty answers tell nothing.
        self.by_digest: dict[str, list[str]] = {}
        for one in released.cells:
            if one.id not in (same := self.by_digest.setdefault(one.digest, [])) and not _is_answer(one):
                same.append(one.id)

    def marked(self, cell: Cell) -> str | None:
        """The cell that a submitted one says it is, and that the lesson has no more."""
        if cell.id in self.gone:
            return cell.id
        grade_id = cell.nbgrader.get("grade_id") if cell.nbgrader else None
        return self._by_grade_id.get(grade_id) if isinstance(grade_id, str) else None

    def held(self, name: str, source: str) -> bool:
        """Tell whether a cell ever held this in a release; some editors add a line's end."""
        return name in self._digests and digest(source) in self._digests[name]

    def kinds(self, name: str, cell: Cell) -> set[str]:
        """The types that a cell ever had, under the name that a submitted one says, too."""
        return {one.kind for one in self._of(name, cell)}

    def settings(self, name: str, cell: Cell) -> list[dict[str, Any]]:
        """The settings of nbgrader's that it ever had."""
        return [one.nbgrader for one in self._of(name, cell) if one.nbgrader]

    def tags(self, name: str, cell: Cell) -> set[frozenset[str]]:
        """The tags that it ever had."""
        return {frozenset(one.tags) for one in self._of(name, cell)}

    def _of(self, name: str, cell: Cell) -> list[ReleasedCell]:
        """All that was released of a cell, which may have been called otherwise and held the same."""
        return [*self._cells.get(name, ()), *self._cells.get(self.marked(cell) or "", ())]

    def was_solution(self, name: str) -> bool:
        """Tell whether students wrote in a cell."""
        return any(one.is_solution for one in self._cells[name])

    def was_set_up(self, name: str) -> bool:
        """Tell whether a cell was run in grading."""
        return any("setup" in one.tags for one in self._cells[name])

    @cached_property
    def telling(self) -> frozenset[str]:
        """The cells that are gone, and that no other lesson has had."""
        cells = (one for name in self.gone for one in self._cells[name])
        return frozenset(one.id for one in cells if one.nbgrader and not {"setup", "demo"} & {*one.tags})

    @cached_property
    def _editions(self) -> list[frozenset[str]]:
        """The cells of each edition, in the order of the releases."""
        here = [one for one in self._released.cells if one.lang in ("", self._language)]
        numbers = range(1, self._released.editions + 1)
        return [frozenset(one.id for one in here if one.stood_in(number)) for number in numbers]

    def edition(
        self, found: Mapping[str, Cell], today: frozenset[str], unchanged: Collection[str]
    ) -> frozenset[str] | None:
        """The cells of the older edition that somebody has worked on; None if ``today``'s fits as well.

        The one fits best that has most of the ``found`` cells as they are, and of these the one that lacks the fewest.
        ``unchanged`` are those that are as they are today.
        """
        fitting = [0] * (self._released.editions + 1)
        for name, cell in found.items():
            held = digest(cell.source)
            # What students have written in may come from any edition.
            is_written = held not in self._digests.get(name, ())
            same = [
                one
                for one in self._cells.get(name, ())
                if (one.digest == held or (one.is_solution and is_written))
                and is_kept(cell, one.kind, one.nbgrader or {}, frozenset(one.tags))
            ]
            for number in range(1, len(fitting)):
                fitting[number] += any(one.stood_in(number) for one in same)
        best, fits = None, (len(unchanged), -len(today - found.keys()))
        for number, cells in enumerate(self._editions, start=1):
            if (here := (fitting[number], -len(cells - found.keys()))) > fits:
                best, fits = cells, here
        return best


def changed_settings(cell: Cell, original: Mapping[str, Any]) -> set[str]:
    """Name the settings of nbgrader's that differ; none of a cell that has lost them all."""
    if cell.nbgrader is None:
        return set()
    return {key for key in SETTINGS if cell.nbgrader.get(key) != original.get(key)}


def _is_answer(cell: ReleasedCell) -> bool:
    return cell.is_solution and cell.kind == "markdown"


def is_kept(cell: Cell, kind: str, settings: Mapping[str, Any], tags: frozenset[str]) -> bool:
    """Tell whether a submitted cell has this type, these settings and tags, as far as it has any."""
    return cell.kind == kind and not changed_settings(cell, settings) and (cell.tags == tags or not cell.tags)
