"""The notebook that is run: the lesson's frame, with the student's own cells in their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import Notebook, tested
from autograder.submission.elsewhere import is_prose, superseded, where_defined
from autograder.submission.known import Editions, Known
from autograder.submission.matching import Matches, match
from autograder.submission.notes import Note, not_handed_in, note, note_on, taken_for
from autograder.submission.oddities import oddities
from autograder.submission.pictures import named
from autograder.submission.reading import Cell, Reading, read

#: So many cells of a student's own are kept and run, so that one submission cannot hold a class.
MAX_CELLS = 1_000


@dataclass(frozen=True)
class Rebuilt:
    """The notebook that is run, and what of it is the student's.

    The attachments of texts are pictures as they were handed in, by the names that `pictures` gives them.
    """

    notebook: Notebook
    language: Language
    _: KW_ONLY
    notes: tuple[Note, ...]
    #: The student's own cells, by index in the notebook.
    own: frozenset[int]
    #: Solution and answer cells that are as they were released.
    untouched: frozenset[str]
    #: The functions that the student defines outside the cells meant for them: the ids of all cells that do, in order.
    defined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: The student's own cells that are not run, by index in the notebook: what is blank in them is written elsewhere.
    superseded: frozenset[int] = frozenset()


def rebuild(
    editions: Editions,
    submitted: bytes | None,
    default: Language,
    others: Sequence[str] = (),
    name: str = "",
    taken: str = "",
) -> Rebuilt:
    """Put a submission's cells into the frame of the source notebook.

    Parameters
    ----------
    editions
        The instructor edition, and what is known of it.
    submitted
        The bytes of the submitted file; None when there is none.
    default
        The language when the submission does not tell.
    others
        The names of other notebooks in the folder, to be named where this one is missing.
    name
        The notebook's name, without its suffix, as it is told.
    taken
        The file that was taken for it, where that is called otherwise or is one of several.
    """
    reading = Reading(problem=not_handed_in(name, others)) if submitted is None else read(submitted)
    language = _language(reading, editions, default)
    known = editions.known(language)
    matches = match(reading.cells, known)
    added, count = _added(matches, known)
    notes = [reading.problem] if reading.problem else list(oddities(reading, matches, known))
    if taken:
        notes.append(taken_for(name, taken, others))
    kept = sum(map(len, added.values()))
    if count + reading.unread > kept:
        notes.append(note("too_many", count=count + reading.unread, kept=kept))

    solutions: dict[str, str] = {}
    pictures: dict[str, dict[str, str]] = {}
    for name, position in (matches.chosen | matches.elsewhere).items():
        written = matches.cells[position]
        solutions[name] = written.source
        if known.is_answer(name):
            solutions[name], pictures[name] = named(written.source, written.attachments)
    beside = _beside(solutions, pictures, added, known)
    notes += [note_on("beside", [known.cells[name] for name in beside])] if beside else []
    solutions |= beside
    cells = list(added.get(-1, []))
    own = set(range(len(cells)))
    untouched = set()
    for place, cell in enumerate(known.unanswered):
        name = cell["id"]
        if name in known.solutions:
            own.add(len(cells))
            text = solutions.get(name, cell["source"])
            if known.is_blank(name, text):
                untouched.add(name)
                # A blank cell of an older release is blank in today's words.
                text = text if text.strip() == cell["source"].strip() else cell["source"]
            if text != cell["source"]:
                cell = {**cell, "source": text}
            if pictures.get(name):
                cell = {**cell, "attachments": pictures[name]}
        cells.append(cell)
        behind = added.get(place, [])
        own |= set(range(len(cells), len(cells) + len(behind)))
        cells += behind
    notebook = {**known.frame, "cells": cells}
    defined = where_defined(cells, own, known)
    unused = superseded(cells, own, defined, known)
    ids = {cells[place]["id"] for place in unused}
    return Rebuilt(
        notebook,
        language,
        notes=tuple(notes),
        own=frozenset(own),
        untouched=frozenset(untouched),
        defined={name: tuple(one for one in found if one not in ids) for name, found in defined.items()},
        superseded=unused,
    )


def runnable(rebuilt: Rebuilt) -> list[dict[str, Any]]:
    """The cells that grading runs or declares: set-up, the student's own code, and the hidden tests."""
    return [
        cell
        for index, cell in enumerate(rebuilt.notebook["cells"])
        if cell["cell_type"] == "code"
        and index not in rebuilt.superseded
        and (index in rebuilt.own or "setup" in cell["metadata"].get("tags", ()) or tested(cell))
    ]


def _beside(
    solutions: Mapping[str, str],
    pictures: dict[str, dict[str, str]],
    added: dict[int, list[dict[str, Any]]],
    known: Known,
) -> dict[str, str]:
    """Take the written answers that stand in cells of the student's own beside a blank one, to be put into its place.

    These are the texts right below it, and those between it and its question.
    """
    found = {}
    for name in filter(known.is_answer, known.cells):
        text, place = solutions.get(name, known.stubs[name]), known.places[name]
        if text.strip() and not known.is_blank(name, text):
            continue
        above, below = added.get(place - 1, []), added.get(place, [])
        first = _run(above[::-1], known)
        texts = [*above[len(above) - first :], *below[: _run(below, known)]]
        if texts:
            found[name] = "\n\n".join(cell["source"] for cell in texts)
            for cell in texts:
                pictures.setdefault(name, {}).update(cell.get("attachments", {}))
            taken = {cell["id"] for cell in texts}
            for one in (place - 1, place):
                added[one] = [cell for cell in added.get(one, []) if cell["id"] not in taken]
    return found


def _run(cells: Sequence[dict[str, Any]], known: Known) -> int:
    """Count the cells at the beginning that hold texts."""
    return next(
        (place for place, cell in enumerate(cells) if not is_prose(cell["cell_type"], cell["source"], known)),
        len(cells),
    )


def _language(reading: Reading, editions: Editions, default: Language) -> Language:
    """The edition's language: that of most texts, else what the metadata say, else the default."""
    texts = Counter(map(editions.language_of, reading.cells))
    stated = [language for language in (reading.lang, default) if language in LANGUAGES]
    most: Language = max(LANGUAGES, key=lambda language: (texts[language], language == stated[0]))
    return most


def _added(matches: Matches, known: Known) -> tuple[dict[int, list[dict[str, Any]]], int]:
    """The cells that are kept of those the student added, by the place that they stand behind; and how many there are.

    A second cell that claims to be a solution is one of them, so that all that the student wrote is run in order.
    """
    added: dict[int, list[dict[str, Any]]] = {}
    room, count, anchor = MAX_CELLS - len(known.solutions), 0, -1
    for position, (cell, name) in enumerate(zip(matches.cells, matches.names, strict=True)):
        if name is not None and matches.counts(position):
            # What moved does not say where the next cell belongs, unless it is the student's too.
            if name in matches.in_order or name in known.solutions:
                anchor = known.places[name]
        elif name in known.solutions or (name is None and _is_own(position, matches, known)):
            count += 1
            if count <= room:
                added.setdefault(anchor, []).append(_own(cell, count))
    return added, count


def _is_own(position: int, matches: Matches, known: Known) -> bool:
    """Tell whether an unknown cell is the student's, and not one of an older release that the lesson has no more.

    What was set up there is run all the same: the student's work may need it.
    """
    return position not in matches.gone or known.older.was_set_up(matches.gone[position])


def _own(cell: Cell, number: int) -> dict[str, Any]:
    """A student's own cell: its text and kind, under an id that cannot be taken for one of the lesson's."""
    source, pictures = named(cell.source, cell.attachments) if cell.kind == "markdown" else (cell.source, {})
    own: dict[str, Any] = {"cell_type": cell.kind, "id": f"added-{number}", "metadata": {}, "source": source}
    if pictures:
        own["attachments"] = pictures
    return {**own, "execution_count": None, "outputs": []} if cell.kind == "code" else own
