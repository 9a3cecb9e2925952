"""Recognises which notebook of a lesson a file is, by what it holds and not by what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass

from autograder.exercise import LANGUAGES
from autograder.submission.elsewhere import where_defined
from autograder.submission.known import Editions
from autograder.submission.matching import match
from autograder.submission.reading import Reading, read


@dataclass(frozen=True)
class Candidate:
    """A file that may be a notebook of the lesson: its path in the submission, its bytes, and when it was changed."""

    name: str
    data: bytes
    _: KW_ONLY
    modified: float = 0.0


@dataclass(frozen=True)
class _Fit:
    """How well a file fits a part: the lesson's cells that are in it, and those that have been worked on."""

    cells: int
    worked_on: int


def recognise(editions: Mapping[str, Editions], candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    """Sort files by the part of the lesson that each is: the one to take first, then the others.

    Of several, one that is worked on comes before one that is as it was handed out; then the newest; then the one that
    bears the part's name. What holds no cell that only this lesson has is left out.
    """
    found: dict[str, list[tuple[bool, float, bool, Candidate]]] = {}
    for one in candidates:
        reading = read(one.data)
        fits = {part: _fit(edition, reading) for part, edition in editions.items()}
        part = max(fits, key=lambda part: (fits[part].cells, one.name == f"{part}.ipynb"))
        if fits[part].cells:
            rank = fits[part].worked_on > 0, one.modified, one.name == f"{part}.ipynb", one
            found.setdefault(part, []).append(rank)
    return {
        part: [rank[-1] for rank in sorted(ranks, key=lambda rank: rank[:-1], reverse=True)]
        for part, ranks in found.items()
    }


def _fit(editions: Editions, reading: Reading) -> _Fit:
    # Ids and what is written are the same in every language; the language of texts alone would have to be known.
    known = editions.known(LANGUAGES[0])
    matches = match(reading.cells, known)
    telling = known.telling & matches.chosen.keys()
    # A notebook of an older release, all of whose exercises have other names today, is this lesson's as well.
    telling |= known.older.telling & {*matches.gone.values(), *matches.kept.values()}
    written = {name: matches.cells[place].source for name, place in (matches.chosen | matches.elsewhere).items()}
    worked_on = [name for name in known.solutions & written.keys() if not known.is_blank(name, written[name])]
    worked_on += [name for name in matches.kept.values() if known.older.was_solution(name)]
    # All functions may stand in cells of the student's own.
    own = [
        {"cell_type": cell.kind, "id": f"own-{place}", "source": cell.source}
        for place, (cell, name) in enumerate(zip(matches.cells, matches.names, strict=True))
        if name is None
    ]
    elsewhere = where_defined(own, range(len(own)), known)
    return _Fit(len(telling), len({*worked_on, *elsewhere}))
