"""A page for one student on one notebook: the marks, what was found, and their own work beside it.

The page is one file without scripts and without anything from elsewhere. All that came from a student is
escaped by the template, or comes out of `safe_text` escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from autograder.feedback.cells import Room, Shown, show_cell
from autograder.feedback.phrases import WORDS
from autograder.feedback.scores import NOTHING_BY_HAND, ByHand, Score, Total
from autograder.judge import Counterexample, Mark, Verdict
from autograder.lessons.build import tested
from autograder.safe_text import inline, weight
from autograder.submission import cell_in_words
from autograder.templates import LANGUAGE_TAG, template, words

if TYPE_CHECKING:
    from autograder.results import NotebookResult

_PAGE = Path(__file__).with_name("page.html.j2")

#: Bytes of solutions and answers, of all else of the student's, and of counterexamples: a page stays small.
ROOM, ROOM_FOR_THE_REST, ROOM_FOR_EXAMPLES = 40_000, 30_000, 30_000

#: What a submission is noted for when nothing of it could be read, and what is said about that.
PROBLEMS = {"too_large": ("not_read", "make_smaller"), "unreadable": ("not_read", "hand_in_again")}


@dataclass(frozen=True)
class CheckRow:
    """One check of an exercise; what the check above it has said and shown is neither said nor shown again."""

    mark: Mark
    about: Markup
    is_said: bool
    has_example: bool


@dataclass(frozen=True)
class Section:
    """A graded cell: what was earned, and the student's cells that belong to it."""

    name: str
    heading: Markup
    _: KW_ONLY
    score: Score
    verdict: Verdict | None
    rows: list[CheckRow]
    cell: Shown | None
    #: The cell that was judged in place of the one that is meant for it, in words.
    judged: str = ""
    before: list[Shown] = field(default_factory=list)
    after: list[Shown] = field(default_factory=list)

    @property
    def is_common(self) -> bool:
        """True if one thing was found that all checks fail by."""
        return (
            len(self.rows) > 1
            and all(row.mark.finding for row in self.rows)
            and all(row.is_said for row in self.rows[1:])
        )

    @property
    def lines(self) -> set[int]:
        """The lines of the cell in which the function stopped."""
        marks = self.verdict.marks if self.verdict else ()
        return {mark.finding.line for mark in marks if mark.finding and mark.finding.line}


def page(
    *,
    student: str,
    assignment: str,
    notebook: str,
    book: NotebookResult,
    by_hand: Mapping[str, ByHand],
    penalty: float | None,
    counterexamples: bool,
) -> str:
    """The feedback on one notebook, as one HTML file.

    Parameters
    ----------
    by_hand
        What a person gave, by the grade id of the cell.
    penalty
        The points taken off for being late.
    counterexamples
        Whether an example is shown of a call that went wrong.
    """
    walk = _Walk(book, by_hand, counterexamples)
    sections = list(walk.sections())
    problems = [PROBLEMS[note.code] for note in book.notes if note.code in PROBLEMS]
    if not book.submitted:
        problems = [("not_handed_in", "hand_in")]
    return template(_PAGE).render(
        w=words(WORDS, book.language),
        language=book.language,
        tag=LANGUAGE_TAG.to(book.language),
        student=student,
        assignment=assignment,
        notebook=notebook,
        title=walk.title or inline(notebook),
        problem=problems[0] if problems else None,
        total=Total([section.score for section in sections], penalty or 0.0),
        sections=sections,
        rest=walk.pending,
        notes=[note.message.to(book.language) for note in book.notes if book.submitted],
    )


class _Walk:
    """Goes through a notebook once and gathers what belongs together."""

    def __init__(self, book: NotebookResult, by_hand: Mapping[str, ByHand], counterexamples: bool) -> None:
        self._book = book
        self._by_hand = by_hand
        self._counterexamples = counterexamples
        self._room, self._room_for_examples = Room(ROOM), Room(ROOM_FOR_EXAMPLES)
        self._room_for_the_rest = Room(ROOM_FOR_THE_REST)
        self._is_full = False
        #: The cells that were judged in place of those meant for it, and that no section has shown yet.
        self._judged = {cell["id"]: cell for cell in book.notebook["cells"] if cell["id"] in book.elsewhere.values()}
        self.title = Markup("")
        #: Cells that the student added, and that no section has taken yet.
        self.pending: list[Shown] = []

    def sections(self) -> Iterator[Section]:
        """A section for each graded cell, in order."""
        heading = Markup("")
        solutions: dict[str, tuple[Markup, list[Shown], dict[str, Any]]] = {}
        for cell in self._book.notebook["cells"]:
            meta = cell["metadata"].get("nbgrader", {})
            name = tested(cell)
            if cell["id"].startswith("added-"):
                # One that was judged is shown where it was.
                if cell["id"] not in self._book.elsewhere.values():
                    self._add(cell)
            elif name is not None:
                above, before, solution = solutions.get(name, (heading, [], None))
                yield self._exercise(name, above, before, solution)
            elif meta.get("solution") and meta.get("grade"):
                yield self._answer(cell, heading)
            elif meta.get("solution"):
                solutions[cell["id"]] = heading, self._taken(), cell
            elif cell["cell_type"] == "markdown":
                for line in _headings(cell["source"]):
                    heading = inline(line)
                    self.title = self.title or heading

    def _exercise(self, name: str, heading: Markup, before: list[Shown], solution: dict[str, Any] | None) -> Section:
        verdict = self._book.verdicts[name]
        hand = self._given(f"test_{name}", name)
        if solution is not None and (solution["id"] in self._book.untouched or not solution["source"].strip()):
            solution = None
        judged = self._book.elsewhere.get(name, "")
        if judged:
            # Of a cell that is judged for several, each of which may be the longest there is, the first shows it.
            solution = self._judged.pop(judged, None) if judged.startswith("added-") else None
        return Section(
            name,
            heading if f"<code>{name}</code>" in heading else Markup("{} <code>{}</code>").format(heading, name),
            score=Score(verdict.points, verdict.earned, hand),
            verdict=verdict,
            rows=list(self._rows(verdict)),
            cell=self._own(solution) if solution else None,
            judged=cell_in_words(judged).to(self._book.language) if judged else "",
            before=before,
            after=self._taken(),
        )

    def _answer(self, cell: dict[str, Any], heading: Markup) -> Section:
        name = cell["id"]
        is_blank = name in self._book.untouched or not self._book.submitted
        score = Score(cell["metadata"]["nbgrader"]["points"], 0.0 if is_blank else None, self._given(name))
        return Section(
            name,
            heading,
            score=score,
            verdict=None,
            rows=[],
            cell=None if is_blank else self._own(cell),
            before=self._taken(),
        )

    def _own(self, cell: dict[str, Any]) -> Shown:
        return show_cell(cell, self._room, self._room_for_the_rest)

    def _add(self, cell: dict[str, Any]) -> None:
        """Keep a cell that the student added for the next section; once one does not fit, no more are looked at."""
        if self._is_full:
            return
        shown = show_cell(cell, self._room_for_the_rest, self._room_for_the_rest)
        self._is_full = shown.source is None
        if not shown.is_empty:
            self.pending.append(shown)

    def _rows(self, verdict: Verdict) -> Iterator[CheckRow]:
        said, shown = None, None
        for mark in verdict.marks:
            finding, example = mark.finding and (mark.finding.message, mark.finding.case), mark.counterexample
            is_new = self._counterexamples and example is not None and example != shown
            has_example = is_new and self._room_for_examples.take(_size(example))
            about = inline(mark.about.to(self._book.language))
            yield CheckRow(mark, about, finding is not None and finding == said, has_example)
            said, shown = finding or said, example or shown

    def _given(self, *names: str) -> ByHand:
        """Put together what a person gave: nbgrader keeps marks with the test, and comments with the solution."""
        given = [self._by_hand[name] for name in names if name in self._by_hand]
        if not given:
            return NOTHING_BY_HAND
        comments = [hand.comment for hand in given if hand.comment]
        return ByHand(given[0].score, given[0].extra, "\n\n".join(comments) or None, any(hand.waits for hand in given))

    def _taken(self) -> list[Shown]:
        taken, self.pending = self.pending, []
        return taken


def _size(example: Counterexample | None) -> int:
    return sum(map(weight, (example.expected, example.found, *sum(example.arguments, ())))) if example else 0


def _headings(source: str) -> Iterator[str]:
    """The headings of a text; what stands in a fenced block is none."""
    fenced = False
    for line in source.split("\n"):
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            yield line.lstrip("#").strip()
