"""Finds what is odd about the lesson's cells in a submission: none of it changes anything, and all of it is noted."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from autograder.exercise.show import printable
from autograder.submission.known import Known, comparable
from autograder.submission.matching import Matches, definitions
from autograder.submission.notes import LABEL, Note, note, note_on, on_older_edition
from autograder.submission.older import changed_settings, is_kept
from autograder.submission.reading import Cell, Reading


def oddities(reading: Reading, matches: Matches, known: Known) -> Iterator[Note]:
    """The notes on a submission that could be read, at most one of each kind."""
    if reading.kernel and "python" not in reading.kernel.lower():
        yield note("kernel", language=printable(reading.kernel, LABEL))
    if reading.too_long:
        yield note("too_long", count=reading.too_long)
    if reading.bare:
        yield note("bare", count=reading.bare)
    if _is_another(matches, known):
        yield note("another")
        return
    found = matches.chosen
    handed_out, is_older = _edition(matches, known)
    given_up = list(dict.fromkeys(name for name in matches.kept.values() if known.older.was_solution(name)))
    if is_older or given_up:
        yield on_older_edition(given_up)
    twice = {name for name in found.keys() & known.nbgrader.keys() if _is_doubled(name, matches, known)}
    once = {name for name, positions in matches.copies.items() if len(positions) == 1}
    for code, names in (
        ("missing", (known.solutions & handed_out) - found.keys() - matches.elsewhere.keys()),
        ("elsewhere", matches.elsewhere.keys() & handed_out),
        ("deleted", (known.cells.keys() & handed_out) - known.solutions - found.keys()),
        ("duplicate", twice),
        # The order of an older edition is not known.
        ("moved", set() if is_older else (once & known.nbgrader.keys()) - matches.in_order),
    ):
        yield from _note_on(code, names, known)
    yield from _changes({name: matches.cells[position] for name, position in found.items()}, known)


def _is_another(matches: Matches, known: Known) -> bool:
    """Lessons may share set-up, demonstrations and some texts: they do not make a notebook this lesson's."""
    texts = known.cells.keys() - known.nbgrader.keys()
    older = {*matches.gone.values(), *matches.kept.values()}
    if known.telling & matches.chosen.keys() or known.older.telling & older:
        return False
    return 2 * len((texts & matches.chosen.keys()) | older) <= len(texts)


def _edition(matches: Matches, known: Known) -> tuple[Collection[str], bool]:
    """The cells of the edition that the student has worked on, and whether that is an older one than today's."""
    submitted = {name: matches.cells[position] for name, position in matches.chosen.items()}
    unchanged = [
        name
        for name, cell in submitted.items()
        if (
            comparable(cell.source) in known.editions[name]
            or (name in known.solutions and not known.is_blank(name, cell.source))
        )
        and is_kept(cell, known.cells[name]["cell_type"], known.nbgrader.get(name, {}), known.tags(name))
    ]
    older = {name: matches.cells[position] for position, name in {**matches.gone, **matches.kept}.items()}
    handed_out = known.older.edition(submitted | older, frozenset(known.cells), unchanged)
    return (known.cells.keys(), False) if handed_out is None else (handed_out, True)


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
        if name not in known.solutions and not known.is_unchanged(name, cell.source)
    }
    retyped = {
        name
        for name, cell in found.items()
        if cell.kind != known.cells[name]["cell_type"] and cell.kind not in known.older.kinds(name, cell)
    }
    # Of a cell that was released with several settings, the fewest changes are what may have been done to it.
    settings = {
        name: changed
        for name, cell in found.items()
        if name in known.nbgrader
        and (
            changed := min(
                (changed_settings(cell, one) for one in (known.nbgrader[name], *known.older.settings(name, cell))),
                key=len,
            )
        )
    }
    bare = {name for name in found.keys() & known.nbgrader.keys() if found[name].nbgrader is None}
    retagged = {
        name
        for name, cell in found.items()
        # One's own tags on an untagged cell are no matter; where all metadata is lost, that is what is noted.
        if known.tags(name)
        and cell.tags not in {known.tags(name), *known.older.tags(name, cell)}
        and (cell.tags or cell.nbgrader is not None)
    }
    yield from _note_on("edited", edited, known)
    yield from _note_on("cell_type", retyped, known)
    yield from _note_on("nbgrader", settings, known, set().union(*settings.values()))
    yield from _note_on("tags", retagged, known)
    yield from _note_on("metadata", bare, known)


def _note_on(code: str, names: Collection[str], known: Known, settings: Collection[str] = ()) -> Iterator[Note]:
    """One note on all these cells; those that marks hang on come first, then other code, then texts."""

    def weight(name: str) -> tuple[bool, bool, int]:
        meta = known.nbgrader.get(name, {})
        return not (meta.get("grade") or meta.get("solution")), not meta, known.places[name]

    if names:
        yield note_on(code, [known.cells[name] for name in sorted(names, key=weight)], sorted(settings))
