"""Finds what is odd about the lesson's cells in a submission: none of it changes anything, and all of it is noted."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from autograder.exercise.show import printable
from autograder.submission.known import Known, comparable
from autograder.submission.matching import Matches, definitions
from autograder.submission.notes import LABEL, Note, note, note_on
from autograder.submission.reading import Cell, Reading

#: What nbgrader goes by, and students have no business with; a release's checksum is not in the source.
_SETTINGS = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")


def oddities(reading: Reading, matches: Matches, known: Known) -> Iterator[Note]:
    """The notes on a submission that could be read, at most one of each kind."""
    if reading.kernel and "python" not in reading.kernel.lower():
        yield note("kernel", language=printable(reading.kernel, LABEL))
    if reading.too_long:
        yield note("too_long", count=reading.too_long)
    if _is_another(matches, known):
        yield note("another")
        return
    found = matches.chosen
    twice = {name for name in found.keys() & known.nbgrader.keys() if _is_doubled(name, matches, known)}
    once = {name for name, positions in matches.copies.items() if len(positions) == 1}
    for code, names in (
        ("missing", known.solutions - found.keys() - matches.elsewhere.keys()),
        ("elsewhere", matches.elsewhere),
        ("deleted", known.cells.keys() - known.solutions - found.keys()),
        ("duplicate", twice),
        ("moved", (once & known.nbgrader.keys()) - matches.in_order),
    ):
        yield from _note_on(code, names, known)
    yield from _changes({name: matches.cells[position] for name, position in found.items()}, known)


def _is_another(matches: Matches, known: Known) -> bool:
    """Lessons may share set-up, demonstrations and some texts: they do not make a notebook this lesson's."""
    texts = known.cells.keys() - known.nbgrader.keys()
    return not known.telling & matches.chosen.keys() and 2 * len(texts & matches.chosen.keys()) <= len(texts)


def _is_doubled(name: str, matches: Matches, known: Known) -> bool:
    """Tell whether a cell stands more than once; the pieces of a split solution stand once together.

    An editor that splits a cell copies nbgrader's metadata to all pieces, and gives each an id of its own.
    """
    positions = matches.copies[name]
    if len(positions) == 1 or name not in known.solutions:
        return len(positions) > 1
    pieces = [matches.cells[position] for position in positions]
    ids = [piece.id for piece in pieces if piece.id]
    together = positions[-1] - positions[0] == len(positions) - 1
    whole = sum(bool(definitions([name]).search(piece.source)) for piece in pieces)
    return not together or len(ids) > len(set(ids)) or whole > 1


def _changes(found: dict[str, Cell], known: Known) -> Iterator[Note]:
    """Note what was changed in the cells that are there."""
    edited = {
        name
        for name, cell in found.items()
        if name not in known.solutions and comparable(cell.source) not in known.editions[name]
    }
    retyped = {name for name, cell in found.items() if cell.kind != known.cells[name]["cell_type"]}
    settings = {
        name: changed
        for name, cell in found.items()
        if name in known.nbgrader and (changed := _changed_settings(cell, known.nbgrader[name]))
    }
    bare = {name for name in found.keys() & known.nbgrader.keys() if found[name].nbgrader is None}
    retagged = {
        name
        for name, cell in found.items()
        # One's own tags on an untagged cell are no matter; where all metadata is lost, that is what is noted.
        if known.tags(name) and cell.tags != known.tags(name) and (cell.tags or cell.nbgrader is not None)
    }
    yield from _note_on("edited", edited, known)
    yield from _note_on("cell_type", retyped, known)
    yield from _note_on("nbgrader", settings, known, set().union(*settings.values()))
    yield from _note_on("tags", retagged, known)
    yield from _note_on("metadata", bare, known)


def _changed_settings(cell: Cell, original: dict[str, Any]) -> set[str]:
    if cell.nbgrader is None:
        return set()
    return {key for key in _SETTINGS if cell.nbgrader.get(key) != original.get(key)}


def _note_on(code: str, names: Collection[str], known: Known, settings: Collection[str] = ()) -> Iterator[Note]:
    """One note on all these cells; those that marks hang on come first, then other code, then texts."""

    def weight(name: str) -> tuple[bool, bool, int]:
        meta = known.nbgrader.get(name, {})
        return not (meta.get("grade") or meta.get("solution")), not meta, known.places[name]

    if names:
        yield note_on(code, [known.cells[name] for name in sorted(names, key=weight)], sorted(settings))
