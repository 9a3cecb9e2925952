"""Matches submitted cells with those of the lesson."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise

from autograder.lessons.released import digest
from autograder.submission.known import Known, comparable
from autograder.submission.reading import Cell


@dataclass(frozen=True)
class Matches:
    """Submitted cells, and which of the lesson's cells each of them is."""

    cells: list[Cell]
    #: By position; None for a cell that the student added.
    names: list[str | None]
    _: KW_ONLY
    #: All positions in which a cell of the lesson stands.
    copies: dict[str, list[int]]
    #: The one of them that counts.
    chosen: dict[str, int]
    #: The cells that kept their order: all but the fewest that must have been moved.
    in_order: set[str]
    #: Of solutions without a cell, the position of the cell that defines them too, as after a merge.
    elsewhere: dict[str, int]
    #: By position, the cells of older releases that the lesson has no more, and that nobody has changed.
    gone: dict[int, str]
    #: The same where the student has changed them: they are the student's now.
    kept: dict[int, str]

    def counts(self, position: int) -> bool:
        """Tell whether the cell there is the one that counts, among all that claim to be the same."""
        name = self.names[position]
        return name is not None and self.chosen[name] == position


def match(cells: list[Cell], known: Known) -> Matches:
    """Recognise cells by their ids, else by their text, the function they define, or the question above them."""
    names = [known.marked(cell) for cell in cells]
    older: dict[int, str] = {}
    gone: dict[int, str] = {}
    if None in names:
        _by_text(cells, names, known)
        older = _by_older_releases(cells, names, known)
        gone = {position: name for position, name in older.items() if known.older.held(name, cells[position].source)}
        _by_definition(cells, names, known, gone)
        _by_question(cells, names, known, gone)
    copies: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        if name is not None:
            copies.setdefault(name, []).append(position)

    def spoilt(name: str, cell: Cell) -> tuple[bool, bool]:
        """The flaws that make a copy count less: a solution left blank, a locked cell edited, another cell's id."""
        if name in known.solutions:
            return known.is_blank(name, cell.source), cell.id != name
        return not known.is_unchanged(name, cell.source), cell.id != name

    chosen = {
        name: min(positions, key=lambda position: spoilt(name, cells[position])) if len(positions) > 1 else positions[0]
        for name, positions in copies.items()
    }
    return Matches(
        cells,
        names,
        copies=copies,
        chosen=chosen,
        in_order=_in_order(chosen, known),
        elsewhere=_elsewhere(cells, names, known, gone),
        gone=gone,
        kept={place: name for place, name in older.items() if place not in gone and names[place] is None},
    )


def definitions(names: Iterable[str]) -> re.Pattern[str]:
    """Finds which of the names a source defines at its outermost level, also when it has a syntax error."""
    either = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf"^(?:async )?(?:def|class)[ \t]+({either})\b", re.MULTILINE)


def _by_text(cells: list[Cell], names: list[str | None], known: Known) -> None:
    """Cells without a mark that hold what a cell of the lesson holds that was not found; a text's copies in order."""
    found = set(names)
    wanted = {
        text: iter([name for name in candidates if name not in found]) for text, candidates in known.by_text.items()
    }
    for position, cell in enumerate(cells):
        text = comparable(cell.source)
        if names[position] is None and text in wanted:
            names[position] = next(wanted[text], None)


def _by_older_releases(cells: list[Cell], names: list[str | None], known: Known) -> dict[int, str]:
    """Cells without a mark that hold what a cell of the lesson held in an older release.

    Returns those that are cells of older releases, by their marks too, and that the lesson has no more; by position.
    """
    older: dict[int, str] = {}
    found = set(names)
    for position, cell in enumerate(cells):
        if names[position] is None:
            name = known.older.marked(cell)
            if name is None and known.older.by_digest:
                candidates = known.older.by_digest.get(digest(cell.source), ())
                name = next((one for one in candidates if one not in found), None)
            if name in known.cells:
                names[position] = name
            elif name in known.older.gone:
                older[position] = name
            found.add(name)
    return older


def _by_definition(cells: list[Cell], names: list[str | None], known: Known, gone: Container[int]) -> None:
    """Solutions that lost their metadata: the first unknown cell that defines the function."""
    lost = known.solutions - set(names)
    wanted = definitions(lost)
    for position, cell in enumerate(cells):
        if lost and names[position] is None and position not in gone and cell.kind == "code":
            here = lost.intersection(wanted.findall(cell.source))
            names[position] = min(here, key=known.places.__getitem__, default=None)
            lost.discard(names[position] or "")


def _by_question(cells: list[Cell], names: list[str | None], known: Known, gone: Container[int]) -> None:
    """Written answers that lost their metadata: the first unknown text behind the question."""
    for name in filter(known.is_answer, known.solutions - set(names)):
        question = known.above(name)
        if question not in names:
            continue
        for position in range(names.index(question) + 1, len(cells)):
            if names[position] is not None or position in gone:
                break
            if cells[position].kind == "markdown":
                names[position] = name
                break


def _elsewhere(cells: list[Cell], names: list[str | None], known: Known, gone: Container[int]) -> dict[str, int]:
    """Find the functions whose own cells are gone in other cells of the student's."""
    found: dict[str, int] = {}
    lost = known.solutions - set(names)
    if not lost:
        return found
    wanted = definitions(lost)
    for position, (cell, name) in enumerate(zip(cells, names, strict=True)):
        is_own = name in known.solutions or (name is None and position not in gone)
        if lost and cell.kind == "code" and is_own:
            here = lost.intersection(wanted.findall(cell.source))
            found |= dict.fromkeys(here, position)
            lost -= here
    return found


def _in_order(chosen: dict[str, int], known: Known) -> set[str]:
    """The cells whose order is the lesson's: the heaviest increasing subsequence of their places.

    What nbgrader knows weighs more than all texts, so that a text is what moved where either could be.
    """
    submitted = sorted(chosen, key=chosen.__getitem__)
    if all(known.places[one] < known.places[other] for one, other in pairwise(submitted)):
        return set(submitted)
    weights: dict[str, int] = {}
    before: dict[str, str | None] = {}
    for index, name in enumerate(submitted):
        earlier = [other for other in submitted[:index] if known.places[other] < known.places[name]]
        before[name] = max(earlier, key=weights.__getitem__, default=None)
        own = len(known.cells) if name in known.nbgrader else 1
        weights[name] = own + weights.get(before[name] or "", 0)
    kept = set()
    last = max(weights, key=weights.__getitem__, default=None)
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
