"""Where a notebook defines a function, and as of where it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass

from autograder.grading.rebinding import EVERYTHING, bindings
from autograder.sandbox import CodeCell


@dataclass(frozen=True)
class Place:
    """The definition of an exercise that is judged, and the state of the notebook in which it is asked."""

    #: The id of the cell that defines it; the one that is meant for it, unless another does.
    cell: str
    _: KW_ONLY
    #: Whether it stands below the hidden test, so that what is asked is what bears the name after the last cell.
    is_below: bool = False
    #: The number of cells that have run when it is asked; all of them, if not said.
    until: int | None = None


def place_of(exercise: str, cells: Sequence[CodeCell], defined: Mapping[str, Sequence[str]]) -> Place:
    """The definition that stands when the hidden test of an exercise is reached.

    ``defined`` names the student's cells that define a function, in order, where others do than those meant for them.
    """
    above = {cell.name for cell in cells[: _declared(exercise, cells)]}
    standing = [name for name in defined.get(exercise, ()) if name in above]
    return Place(standing[-1] if standing else exercise)


def place_below(exercise: str, cells: Sequence[CodeCell], defined: Mapping[str, Sequence[str]]) -> Place | None:
    """The last definition below the hidden test of an exercise, which a session in Jupyter ends with, if any."""
    below = {cell.name: place for place, cell in enumerate(cells) if place > _declared(exercise, cells)}
    last = next((name for name in reversed(defined.get(exercise, ())) if name in below), None)
    if last is None:
        return None
    until = below[last] + 1
    # What binds the name to something else further down is no definition.
    is_lost = any({exercise, EVERYTHING} & bindings(cell.source) for cell in cells[until:])
    return Place(last, is_below=True, until=until if is_lost else None)


def end_of(place: Place, exercise: str, cells: Sequence[CodeCell]) -> int:
    """The number of cells that have run when a definition stands: up to the hidden test, or to the cell below it."""
    if place.is_below:
        return next(number for number, cell in enumerate(cells, start=1) if cell.name == place.cell)
    return _declared(exercise, cells)


def _declared(exercise: str, cells: Sequence[CodeCell]) -> int:
    return next(place for place, cell in enumerate(cells) if exercise in cell.declares)
