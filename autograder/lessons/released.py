"""Every edition of a lesson that was ever released, by digests of its cells: notebooks/<lesson>/released.json.

Only `autograder build` writes the file, and it only adds to it. What counts as released is every build that has changed
the release, and what it found there before it wrote. Cells that are the same in several editions stand once, with the
numbers of the editions that have them; a build that changes one cell adds that one. Nothing of a solution is in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any, Literal

import msgspec

from autograder.errors import AutograderError
from autograder.lessons.alone import without_check
from autograder.lessons.build import Notebook

#: What nbgrader goes by, and students have no business with; a release's checksum is not among it.
SETTINGS = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")


@dataclass(frozen=True)
class ReleasedCell:
    """A cell as it was released, in one edition or in several."""

    id: str
    digest: str
    _: KW_ONLY
    #: nbformat's cell_type.
    kind: str
    #: The language of a text; "" of a cell that all languages have.
    lang: str = ""
    #: nbgrader's settings, of a cell that nbgrader knows.
    nbgrader: dict[str, Any] | None = None
    tags: tuple[str, ...] = ()
    #: The editions that have it: from one to another, which is None as long as there was no later one without it.
    editions: tuple[tuple[int, int | None], ...] = ()

    @property
    def is_solution(self) -> bool:
        """True for a cell that students write in."""
        return bool(self.nbgrader and self.nbgrader.get("solution"))

    def stood_in(self, edition: int) -> bool:
        """Tell whether an edition has it."""
        return any(first <= edition and (last is None or edition <= last) for first, last in self.editions)

    @property
    def _itself(self) -> tuple[object, ...]:
        """What tells it from other cells, and from itself with other settings."""
        return self.id, self.digest, self.kind, self.lang, json.dumps(self.nbgrader, sort_keys=True), self.tags


@dataclass(frozen=True)
class Released:
    """The cells of one notebook in all editions that were released, of which there are so many."""

    cells: tuple[ReleasedCell, ...] = ()
    editions: int = 0


@dataclass(frozen=True)
class History:
    """The editions of a lesson that were released, numbered from 1; their cells by the notebook's name."""

    editions: int = 0
    parts: dict[str, tuple[ReleasedCell, ...]] = field(default_factory=dict)
    #: What lay beside the notebooks: by path, the digests of all that was ever released there.
    files: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: Raised when the file's form changes.
    format: Literal[1] = 1

    def of(self, part: str) -> Released:
        """What was released of one notebook."""
        return Released(self.parts.get(part, ()), self.editions)


def digest(source: str) -> str:
    """A digest of what a cell holds; blank lines around it, which some editors add, are none of it.

    Nor is what a set-up cell does without its folder, which hangs on the course's settings.
    """
    return hashlib.sha256(without_check(source).strip().encode("utf-8", errors="replace")).hexdigest()[:16]


def digest_of(data: bytes) -> str:
    """A digest of a file beside the notebooks; line ends, which some systems change, are none of it."""
    return hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()[:16]


def with_files(history: History, files: Iterable[tuple[str, bytes]]) -> History:
    """The history that knows these files, by path, as having been released, too."""
    known = {path: dict.fromkeys(digests) for path, digests in history.files.items()}
    for path, data in files:
        known.setdefault(path, {})[digest_of(data)] = None
    return replace(history, files={path: (*known[path],) for path in sorted(known)})


def with_edition(history: History, notebooks: Iterable[tuple[str, Notebook]]) -> History:
    """The history with one more edition, of these notebooks by name, unless its last edition is the same."""
    found: dict[str, dict[tuple[object, ...], ReleasedCell]] = {}
    for part, notebook in notebooks:
        for cell in map(_released, notebook["cells"]):
            found.setdefault(part, {}).setdefault(cell._itself, cell)
    known = {
        part: {cell._itself for cell in cells if cell.stood_in(history.editions)}
        for part, cells in history.parts.items()
    }
    if {part: cells.keys() for part, cells in found.items()} == {part: cells for part, cells in known.items() if cells}:
        return history
    number = history.editions + 1
    parts = {}
    for part in history.parts | found:
        here = dict(found.get(part, {}))
        kept = [_carried_on(cell, number, here.pop(cell._itself, None)) for cell in history.parts.get(part, ())]
        parts[part] = (*kept, *(replace(cell, editions=((number, None),)) for cell in here.values()))
    return replace(history, editions=number, parts=parts)


def _carried_on(cell: ReleasedCell, number: int, again: ReleasedCell | None) -> ReleasedCell:
    """A known cell after one more edition, which has it or has it not."""
    is_open = cell.stood_in(number)
    if again and not is_open:
        return replace(cell, editions=(*cell.editions, (number, None)))
    if is_open and not again:
        return replace(cell, editions=(*cell.editions[:-1], (cell.editions[-1][0], number - 1)))
    return cell


def _released(cell: Mapping[str, Any]) -> ReleasedCell:
    metadata = cell["metadata"]
    settings = metadata.get("nbgrader")
    return ReleasedCell(
        cell["id"],
        digest(cell["source"]),
        kind=cell["cell_type"],
        lang=metadata.get("lang", ""),
        nbgrader=settings and {key: settings[key] for key in SETTINGS if key in settings},
        tags=tuple(metadata.get("tags", ())),
    )


# --- the file ------------------------------------------------------------------------------------------------


def dumps(history: History) -> bytes:
    """The contents of the file: one cell a line, so that versions of it can be compared."""
    head = json.dumps({"format": history.format, "editions": history.editions})[1:-1]
    parts = ",\n".join(
        f"{json.dumps(part)}: [\n" + ",\n".join(map(_line, cells)) + "\n]" for part, cells in history.parts.items()
    )
    files = ",\n".join(f"{json.dumps(path)}: {json.dumps(digests)}" for path, digests in history.files.items())
    return f'{{{head}, "parts": {{\n{parts}\n}}, "files": {{\n{files}\n}}}}\n'.encode()


def _line(cell: ReleasedCell) -> str:
    fields = {name: value for name, value in msgspec.to_builtins(cell).items() if value or name == "editions"}
    return json.dumps(fields, ensure_ascii=False)


def loads(data: bytes, name: object) -> History:
    """The history in the file of this name.

    Raises
    ------
    AutograderError
        The file holds something else.
    """
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, RecursionError) as error:
        raise AutograderError(
            f"{name} does not hold the editions that were released: {error}.\n"
            "Take the file from the last version of the course that is sound (git checkout), then run: autograder build"
        ) from None


_decoder = msgspec.json.Decoder(History)
