"""The lesson's cells, by every mark that a submission may still carry of them; those of older releases, too."""

from __future__ import annotations

from typing import Any

from autograder.exercise import LANGUAGES, Language
from autograder.lessons.alone import without_check
from autograder.lessons.build import Notebook, in_language, tested
from autograder.lessons.lesson import BEGIN_SOLUTION, END_SOLUTION
from autograder.lessons.released import Released, digest
from autograder.submission.older import NOTHING, Older
from autograder.submission.reading import Cell


def stub(cell: dict[str, Any]) -> str:
    """The text of a solution or answer cell in the released edition."""
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


def comparable(source: str) -> str:
    """What a cell of the lesson holds in every edition: a set-up cell's first lines hang on the course's settings."""
    return without_check(source).strip()


class Editions:
    """The instructor edition of a notebook, and what is known of its edition in each language, found out once.

    ``released`` is what was released of it before.
    """

    def __init__(self, source: Notebook, released: Released = NOTHING) -> None:
        self.source = source
        self._released = released
        #: The language of each text, by the cell's id and by what it holds.
        self.marks: dict[str, Language] = {
            mark: cell["metadata"]["lang"]
            for cell in source["cells"]
            if "lang" in cell["metadata"]
            for mark in (cell["id"], cell["source"].strip())
        }
        #: The same of older releases, by the cell's id and by a digest of what it held.
        self._older_marks: dict[str, Language] = {
            mark: language
            for cell in released.cells
            for language in LANGUAGES
            if cell.lang == language
            for mark in (cell.id, cell.digest)
        }
        self._known: dict[Language, Known] = {}

    def known(self, language: Language) -> Known:
        """The edition in one language; not to be changed."""
        if language not in self._known:
            self._known[language] = Known(self.source, language, self._released)
        return self._known[language]

    def language_of(self, cell: Cell) -> Language | None:
        """The language of a submitted text of the lesson, as it is or as it was in an older release."""
        found = self.marks.get(cell.id) or self.marks.get(cell.source.strip())
        if found or not self._older_marks:
            return found
        return self._older_marks.get(cell.id) or self._older_marks.get(digest(cell.source))


class Known:
    """The cells of the edition in one language, in order; each is called by its cell id."""

    def __init__(self, source: Notebook, language: Language, released: Released = NOTHING) -> None:
        self.frame = in_language(source, language)
        self.older = Older(released, source, language)
        self.cells: dict[str, dict[str, Any]] = {cell["id"]: cell for cell in self.frame["cells"]}
        self.places = {name: place for place, name in enumerate(self.cells)}
        #: The cells that nbgrader knows: all code, and written answers.
        self.nbgrader: dict[str, dict[str, Any]] = {
            name: cell["metadata"]["nbgrader"] for name, cell in self.cells.items() if "nbgrader" in cell["metadata"]
        }
        self.by_grade_id: dict[str, str] = {meta["grade_id"]: name for name, meta in self.nbgrader.items()}
        #: Solution and answer cells, with what each holds in the released edition.
        self.stubs = {name: stub(self.cells[name]) for name, meta in self.nbgrader.items() if meta["solution"]}
        self.solutions = self.stubs.keys()
        #: The cells as they are where nothing is written in them; what is hidden from students stays hidden.
        self.unanswered = [self._unanswered(cell) for cell in self.frame["cells"]]
        #: Cells that no other lesson has; set-up and demonstrations may be alike in several.
        self.telling = {name for name in self.nbgrader if not self.tags(name) & {"setup", "demo"}}
        #: All that an unchanged cell may hold; set-up cells differ in their language line.
        self.editions: dict[str, set[str]] = {name: set() for name in self.cells}
        for edition in (in_language(source, one) for one in LANGUAGES):
            for cell in edition["cells"]:
                if cell["id"] in self.cells:
                    self.editions[cell["id"]] |= {comparable(cell["source"]), comparable(self._released(cell))}
        #: Cells by what they hold, in order, since a text may stand in several places. Empty answers tell nothing.
        self.by_text: dict[str, list[str]] = {}
        for name, texts in self.editions.items():
            for text in texts - {""}:
                if not self.is_answer(name):
                    self.by_text.setdefault(text, []).append(name)

    def marked(self, cell: Cell) -> str | None:
        """The cell of the lesson that a submitted cell says it is, by cell id, else by grade id."""
        if cell.id in self.cells:
            return cell.id
        grade_id = cell.nbgrader.get("grade_id") if cell.nbgrader else None
        return self.by_grade_id.get(grade_id) if isinstance(grade_id, str) else None

    def is_answer(self, name: str) -> bool:
        """Tell whether a cell is a written answer."""
        return name in self.solutions and self.cells[name]["cell_type"] == "markdown"

    def is_blank(self, name: str, source: str) -> bool:
        """Tell whether a solution or answer cell that holds this is as it was ever released."""
        # Some editors add a line's end.
        return source.strip() == self.stubs[name].strip() or self.older.held(name, source)

    def is_unchanged(self, name: str, source: str) -> bool:
        """Tell whether a locked cell that holds this is as it was ever released."""
        return comparable(source) in self.editions[name] or self.older.held(name, source)

    def tags(self, name: str) -> frozenset[str]:
        """The tags of a cell, which say what is done with it."""
        return frozenset(self.cells[name]["metadata"].get("tags", ()))

    def above(self, name: str) -> str | None:
        """The cell above another one: of a written answer, the question."""
        order = list(self.cells)
        place = self.places[name]
        return order[place - 1] if place else None

    def _unanswered(self, cell: dict[str, Any]) -> dict[str, Any]:
        text = self._released(cell)
        return cell if text == cell["source"] else {**cell, "source": text}

    def _released(self, cell: dict[str, Any]) -> str:
        if cell["id"] in self.solutions:
            return stub(cell)
        source: str = cell["source"]
        return source.split("\n", 1)[0] if tested(cell) else source
