"""The bytes of a submitted file, read as plain cells."""

from __future__ import annotations

import gc
import io
import json
import re
from collections import Counter
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any

from autograder.submission.notes import Note, unreadable
from autograder.submission.notes import note as say
from autograder.submission.outputs import MAX_BYTES, MAX_FILE, TooLarge, without_outputs
from autograder.submission.pictures import named

#: So many characters of source are kept in all; what this lesson holds is a thirtieth of it. A notebook's format makes
#: ten bytes of an empty line.
MAX_SOURCE = 2_000_000

#: Cells beyond this number are not looked at; no one writes as many by hand.
MAX_READ = 250_000


@dataclass(frozen=True, slots=True)
class Cell:
    """A submitted cell, as far as it is used. Whatever had a wrong type is as if it were missing."""

    kind: str
    id: str
    _: KW_ONLY
    nbgrader: dict[str, Any] | None
    tags: frozenset[str]
    source: str
    #: The pictures that are attached to a text, as base64, by name; of other kinds of attachments, nothing.
    attachments: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A submitted file, as far as it is used; ``problem`` says why there are no cells."""

    cells: list[Cell] = field(default_factory=list)
    _: KW_ONLY
    #: How many cells were not looked at.
    unread: int = 0
    #: How many cells were too long to be kept.
    too_long: int = 0
    #: How many cells have lost the pictures that were pasted into them, for which there was no room.
    bare: int = 0
    #: The language of the texts and that of the kernel, as the notebook's metadata say; "" when they do not.
    lang: str = ""
    kernel: str = ""
    problem: Note | None = None


def _lang_in(text: str) -> str:
    """The language that most of the marks in a cut-off notebook name, since what names it stands at its end."""
    found = Counter(re.findall(r'"lang": ?"(\w{1,10})"|LANGUAGE = \\"(\w\w)\\"', text))
    return "".join(found.most_common(1)[0][0]) if found else ""


def read(data: bytes) -> Reading:
    """Read a submitted file, whatever is in it; the outputs of a large one are passed over, if they are still there."""
    if len(data) > MAX_BYTES and not isinstance(data, TooLarge):
        data = without_outputs(io.BytesIO(data))
    # In millions of small things that are all in use, the collector would search for longer than the reading takes.
    collects = gc.isenabled()
    gc.disable()
    try:
        return _read(data)
    finally:
        if collects:
            gc.enable()


def _read(data: bytes) -> Reading:
    if isinstance(data, TooLarge):
        lang = _lang_in(data.decode("utf-8", errors="replace"))
        sizes = {"megabytes": MAX_FILE // 1_000_000, "kept": MAX_BYTES // 1_000_000}
        return Reading(problem=say("too_large", **sizes), lang=lang)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            return Reading(problem=unreadable("encoding"))
        text = data[: error.start].decode("utf-8-sig")  # cut off within a character
    if not text.strip():
        return Reading(problem=unreadable("empty"))
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        return Reading(problem=unreadable("json", text), lang=_lang_in(text))
    cells = _cells(notebook)
    if not cells:
        return Reading(problem=unreadable("cells"))
    metadata = _table(notebook.get("metadata"))
    kept, too_long = _within([_plain(cell) for cell in cells[:MAX_READ]])
    return Reading(
        kept,
        unread=max(0, len(cells) - MAX_READ),
        too_long=too_long,
        # What was passed over is null, which no editor writes.
        bare=sum(cell.get("attachments", {}) is None for cell in cells[:MAX_READ]),
        lang=_text(metadata.get("lang")),
        kernel=_text(_table(metadata.get("kernelspec")).get("language"))
        or _text(_table(metadata.get("language_info")).get("name")),
    )


def _cells(notebook: Any) -> list[dict[str, Any]]:
    """The cells of a notebook of any format; up to format 3 they stand in worksheets."""
    outer = _table(notebook)
    holders = [outer, *map(_table, _list(outer.get("worksheets")))]
    return [cell for holder in holders for cell in _list(holder.get("cells")) if isinstance(cell, dict)]


def _within(cells: list[Cell]) -> tuple[list[Cell], int]:
    """The cells with the source of those left out for which there is no room, and how many these are."""
    room, kept = MAX_SOURCE, []
    for cell in cells:
        # What is written of pictures is taken out of a student's text.
        size = len(named(cell.source, {})[0]) if cell.kind == "markdown" else len(cell.source)
        fits = size <= room
        room -= size * fits
        kept.append(cell if fits else replace(cell, source=""))
    return kept, sum(not cell.source for cell in kept) - sum(not cell.source for cell in cells)


def _plain(cell: dict[str, Any]) -> Cell:
    metadata = _table(cell.get("metadata"))
    kind, nbgrader = cell.get("cell_type"), metadata.get("nbgrader")
    source = cell.get("source", cell.get("input"))
    text = source if isinstance(source, str) else "".join(line for line in _list(source) if isinstance(line, str))
    if "\r" in text:
        # Some editors end lines otherwise.
        text = re.sub("\r\n?", "\n", text)
    return Cell(
        kind if kind in ("code", "markdown", "raw") else "raw",
        _text(cell.get("id")),
        nbgrader=nbgrader if isinstance(nbgrader, dict) else None,
        tags=frozenset(tag for tag in _list(metadata.get("tags")) if isinstance(tag, str)),
        # What cannot be encoded (a lone surrogate) cannot be written back.
        source=text.encode("utf-8", errors="replace").decode("utf-8"),
        attachments=_attachments(cell) if kind == "markdown" else {},
    )


def _attachments(cell: dict[str, Any]) -> dict[str, str]:
    found = {}
    for name, bundle in _table(cell.get("attachments")).items():
        data = next((value for kind, value in _table(bundle).items() if kind in ("image/png", "image/jpeg")), None)
        if isinstance(data, list):  # as nbformat allows of all that has lines
            data = "".join(line for line in data if isinstance(line, str))
        found[name] = data if isinstance(data, str) else ""
    return found


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
