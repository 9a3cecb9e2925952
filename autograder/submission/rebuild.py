"""A submitted notebook made into the notebook that is run: rebuilt from the source, with notes of what was odd.

Locked cells come from the source, whatever the submission did to them. From the submission come the
solution and answer cells (known by their grade id, else by their cell id, else by the function they define)
and the cells the student added, which keep their places behind the cells they followed. Nothing a
submission holds makes this fail: what cannot be read is noted, and what is missing is left blank.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.build import Notebook, declared, in_language
from autograder.exercise import LANGUAGES, Language, Text
from autograder.lesson import BEGIN_SOLUTION, END_SOLUTION

#: A larger file is not read: a notebook of this lesson with all its figures is a fiftieth of it.
MAX_BYTES = 20_000_000


@dataclass(frozen=True)
class Note:
    """Something odd about a submission, told to the instructor: what, and in which cell."""

    code: str
    cell: str
    message: Text


@dataclass(frozen=True)
class Rebuilt:
    """The notebook that is run, and what of it is the student's."""

    notebook: Notebook
    language: Language
    notes: tuple[Note, ...]
    #: The student's own cells, by index in the notebook.
    own: frozenset[int]
    #: Solution and answer cells that are as they were released.
    untouched: frozenset[str]

    @property
    def digest(self) -> str:
        """What identifies the work: the student's cells, in order."""
        cells = self.notebook["cells"]
        work = [[cells[index]["id"], cells[index]["source"]] for index in sorted(self.own)]
        return hashlib.sha256(json.dumps(work).encode()).hexdigest()


def rebuild(source: Notebook, submitted: bytes | None, default: Language) -> Rebuilt:
    """Put a submission's cells into the frame of the source notebook.

    Parameters
    ----------
    source
        The instructor edition, both languages.
    submitted
        The bytes of the submitted file; None when there is none.
    default
        The language when the submission does not tell.
    """
    notes: list[Note] = []
    cells, metadata = _read(submitted, notes)
    known = _Known(source)
    matched = _match(cells, known, notes)
    language = _language(metadata, matched, known, default)
    frame = in_language(source, language)
    places = {cell["id"]: index for index, cell in enumerate(frame["cells"])}

    solutions: dict[str, str] = {}
    added: dict[int, list[dict[str, Any]]] = {}
    anchor = -1
    for cell, identifier in matched:
        if identifier is None or (identifier in known.solutions and identifier in solutions):
            added.setdefault(anchor, []).append(_added(cell, sum(map(len, added.values()))))
            continue
        if identifier in known.solutions:
            solutions[identifier] = cell["source"]
        place = places.get(identifier, anchor)
        # A text may stand in several places, and be known by nothing else; it never leads back.
        anchor = place if identifier in known.graded else max(anchor, place)

    rebuilt = {**frame, "cells": list(added.get(-1, []))}
    own = set(range(len(rebuilt["cells"])))
    untouched = set()
    for index, cell in enumerate(frame["cells"]):
        if cell["id"] in known.solutions:
            blank = stub(cell)
            cell["source"] = solutions.get(cell["id"], blank)
            if cell["source"] == blank:
                untouched.add(cell["id"])
            if cell["id"] not in solutions and cells:
                notes.append(_note("missing", cell["id"]))
            own.add(len(rebuilt["cells"]))
        elif declared(cell):
            # What is hidden from students stays hidden in what they are shown later.
            cell["source"] = cell["source"].split("\n", 1)[0]
        rebuilt["cells"].append(cell)
        for more in added.get(index, []):
            own.add(len(rebuilt["cells"]))
            rebuilt["cells"].append(more)
    return Rebuilt(rebuilt, language, tuple(notes), frozenset(own), frozenset(untouched))


def stub(cell: dict[str, Any]) -> str:
    """What a solution or answer cell of the source holds in the released edition."""
    if cell["cell_type"] == "markdown":
        return "✎"
    lines: list[str] = []
    inside = False
    for line in cell["source"].split("\n"):
        if line.strip() == BEGIN_SOLUTION:
            inside = True
            lines.append(line.replace(BEGIN_SOLUTION, "raise NotImplementedError()"))
        elif line.strip() == END_SOLUTION:
            inside = False
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


class _Known:
    """The cells of the source, by every mark a submission may still carry of them."""

    def __init__(self, source: Notebook) -> None:
        self.cells: dict[str, dict[str, Any]] = {cell["id"]: cell for cell in source["cells"]}
        self.by_grade_id: dict[str, str] = {
            cell["metadata"]["nbgrader"]["grade_id"]: cell["id"]
            for cell in source["cells"]
            if "nbgrader" in cell["metadata"]
        }
        #: All cells of nbgrader's, by cell id: those that stand once.
        self.graded = set(self.by_grade_id.values())
        self.solutions = {
            cell["id"] for cell in source["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")
        }
        #: Of each answer cell, the texts of the question above it, one a language.
        order = list(self.cells)
        self.questions = {
            name: set(order[max(0, order.index(name) - 2) : order.index(name)]) for name in self.solutions
        }
        self.by_text: dict[str, str] = {
            text: cell["id"] for cell in source["cells"] for text in _editions(cell) if text.strip()
        }

    def find(self, cell: dict[str, Any]) -> str | None:
        """The source cell that a submitted cell is, by grade id, cell id or text; None for an added one."""
        meta = cell["metadata"].get("nbgrader")
        grade_id = meta.get("grade_id") if isinstance(meta, dict) else None
        if isinstance(grade_id, str) and grade_id in self.by_grade_id:
            return self.by_grade_id[grade_id]
        if isinstance(cell["id"], str) and cell["id"] in self.cells:
            return str(cell["id"])
        return self.by_text.get(cell["source"])


def _released(cell: dict[str, Any]) -> str:
    if cell["metadata"].get("nbgrader", {}).get("solution"):
        return stub(cell)
    return str(cell["source"]).split("\n", 1)[0] if declared(cell) else cell["source"]


def _editions(cell: dict[str, Any]) -> set[str]:
    """All that an unchanged source cell may hold; set-up cells differ in their language line."""
    here = {"cells": [{**cell, "metadata": {}}], "metadata": {}}
    in_languages = {in_language(here, language)["cells"][0]["source"] for language in LANGUAGES}
    return {cell["source"], _released(cell), *in_languages}


def _match(cells: list[dict[str, Any]], known: _Known, notes: list[Note]) -> list[tuple[dict[str, Any], str | None]]:
    """Each submitted cell with the source cell it is; locked cells that were changed or doubled are noted."""
    matched = [(cell, known.find(cell)) for cell in cells]
    found = Counter(identifier for _, identifier in matched)
    # When metadata was lost, a function's definition tells which cell is the solution.
    lost = {name for name in known.solutions if name not in found}
    for position, (cell, identifier) in enumerate(matched):
        if identifier is None:
            names = [name for name in _defines(cell["source"]) if name in lost]
            if names:
                matched[position] = (cell, names[0])
                lost.discard(names[0])
                notes.append(_note("metadata", names[0]))
    _find_answers(matched, known, lost, notes)
    for identifier, count in found.items():
        if identifier in known.graded and count > 1:
            notes.append(_note("duplicate", identifier))
    for cell, identifier in matched:
        if identifier is None:
            continue
        original = known.cells[identifier]
        if identifier not in known.solutions and cell["source"] not in _editions(original):
            notes.append(_note("edited", identifier))
        if cell["cell_type"] != original["cell_type"]:
            notes.append(_note("cell_type", identifier))
    return matched


def _find_answers(
    matched: list[tuple[dict[str, Any], str | None]], known: _Known, lost: set[str], notes: list[Note]
) -> None:
    """Find written answers that lost their metadata: the first unknown text behind the question."""
    for name in sorted(lost):
        if known.cells[name]["cell_type"] != "markdown":
            continue
        asked = False
        for position, (cell, identifier) in enumerate(matched):
            if asked and identifier is None and cell["cell_type"] == "markdown":
                matched[position] = (cell, name)
                notes.append(_note("metadata", name))
                break
            asked = identifier in known.questions[name]


def _defines(source: str) -> Iterable[str]:
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    return [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]


def _language(
    metadata: dict[str, Any],
    matched: list[tuple[dict[str, Any], str | None]],
    known: _Known,
    default: Language,
) -> Language:
    """The edition's language: from the metadata, else from the texts, else the default."""
    for language in LANGUAGES:
        if metadata.get("lang") == language:
            return language
    texts = Counter(known.cells[name]["metadata"].get("lang") for _, name in matched if name)
    most: Language = max(LANGUAGES, key=lambda language: texts[language])
    return most if texts[most] else default


def _read(submitted: bytes | None, notes: list[Note]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The submission's cells, reduced to what is used of them, and its metadata."""
    if submitted is None:
        notes.append(_note("no_file", ""))
        return [], {}
    if len(submitted) > MAX_BYTES:
        notes.append(_note("too_large", ""))
        return [], {}
    try:
        notebook = json.loads(submitted.decode("utf-8-sig", errors="strict"))
        if "worksheets" in notebook:
            notebook["cells"] = [cell for sheet in notebook["worksheets"] for cell in sheet["cells"]]
        cells = [_plain(cell) for cell in notebook["cells"] if isinstance(cell, dict)]
        metadata = notebook.get("metadata")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        cells, metadata = [], {}
    if not cells:
        notes.append(_note("unreadable", ""))
    return cells, metadata if isinstance(metadata, dict) else {}


def _plain(cell: dict[str, Any]) -> dict[str, Any]:
    """Kind, id, source and metadata of a cell of any notebook format, and nothing else."""
    source = cell.get("source", cell.get("input", ""))
    text = source if isinstance(source, str) else "".join(line for line in source if isinstance(line, str))
    metadata, kind = cell.get("metadata"), cell.get("cell_type")
    return {
        "cell_type": kind if kind in ("code", "markdown", "raw") else "raw",
        "id": cell.get("id"),
        "metadata": metadata if isinstance(metadata, dict) else {},
        # Some editors end lines otherwise; what cannot be encoded (a lone surrogate) cannot be written back.
        "source": re.sub("\r\n?", "\n", text).encode("utf-8", errors="replace").decode("utf-8"),
    }


def _added(cell: dict[str, Any], number: int) -> dict[str, Any]:
    """A student's own cell: its text and kind, under an id that cannot be taken for one of the lesson's."""
    added: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "id": f"added-{number + 1}",
        "metadata": {},
        "source": cell["source"],
    }
    return {**added, "execution_count": None, "outputs": []} if added["cell_type"] == "code" else added


def runnable(rebuilt: Rebuilt) -> list[dict[str, Any]]:
    """The cells that grading runs or declares: set-up, the student's own code, and the hidden tests."""
    return [
        cell
        for index, cell in enumerate(rebuilt.notebook["cells"])
        if cell["cell_type"] == "code"
        and (index in rebuilt.own or "setup" in cell["metadata"].get("tags", ()) or declared(cell))
    ]


def _note(code: str, cell: str) -> Note:
    return Note(code, cell, _NOTES[code].format(cell=cell))


_NOTES = {
    "no_file": Text("没有交这本笔记", "the notebook was not handed in"),
    "too_large": Text("文件太大，没有读取", "the file is too large and was not read"),
    "unreadable": Text("文件不是可读的笔记本", "the file cannot be read as a notebook"),
    "missing": Text("缺少作答单元格 {cell}", "the solution cell {cell} is missing"),
    "metadata": Text(
        "作答单元格 {cell} 的元数据丢失，按内容找到", "{cell} lost its metadata and was found by what it holds"
    ),
    "duplicate": Text("单元格 {cell} 出现了不止一次", "the cell {cell} stands more than once"),
    "edited": Text("锁定的单元格 {cell} 被改过，已恢复", "the locked cell {cell} was edited and has been restored"),
    "cell_type": Text(
        "单元格 {cell} 的类型被改过，已恢复", "the type of cell {cell} was changed and has been restored"
    ),
}
