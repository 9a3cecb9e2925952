"""The page on similar work: one file without a script, the passages of each pair side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from markupsafe import Markup, escape

from autograder.exercise import LANGUAGES, Language
from autograder.grading.gradebook import Person
from autograder.report.formats import Row, to_csv
from autograder.safe_text import clean
from autograder.similar.compare import FEW, Comparison, Pair, Passages
from autograder.similar.phrases import WORDS
from autograder.templates import LANGUAGE_TAG, number, template, words

_HERE = Path(__file__).parent
#: Pairs whose code is shown without being opened.
OPEN = 1
#: Characters of a line, lines of a piece of code, and pieces of one exercise that are shown.
WIDTH, LINES, PIECES = 200, 80, 6
#: Comments, strings and names of each kind that are shown, and characters of each.
NAMED, LONGEST = 8, 80


@dataclass(frozen=True)
class ClassReport:
    """All that the page shows."""

    assignment: str
    comparison: Comparison
    _: KW_ONLY
    people: Mapping[str, Person]
    #: By student, the known mistakes that were recognised: exercise and name.
    mistakes: Mapping[str, frozenset[tuple[str, str]]]

    @property
    def graded(self) -> bool:
        """Whether anything is graded, so that mistakes are known."""
        return bool(self.mistakes)


@dataclass(frozen=True)
class SameMistake:
    """A mistake that both have made, and few others."""

    exercise: str
    name: str
    #: How many in the class have made it.
    count: int


@dataclass(frozen=True)
class _Piece:
    code: Markup
    left_out: int


@dataclass(frozen=True)
class _Side:
    pieces: tuple[_Piece, ...]
    more: int


@dataclass(frozen=True)
class _Exercise:
    name: str
    share: float
    sides: tuple[tuple[str, _Side], tuple[str, _Side]]


@dataclass(frozen=True)
class _Shown:
    """A pair, as the page shows it."""

    pair: Pair
    _: KW_ONLY
    first: str
    second: str
    exercises: list[_Exercise]
    words: dict[str, list[str]]
    mistakes: list[SameMistake]


def similar_pages(data: ClassReport, language: Language) -> dict[str, str]:
    """The texts of all files, by name: the page in the course's language first, then in each, and the table."""
    shown = list(_shown(data))
    mistakes = [one.mistakes for one in shown]
    pages = {one: _page(data, shown, one) for one in LANGUAGES}
    return {
        "similar.html": pages[language],
        **{f"similar.{one}.html": page for one, page in pages.items()},
        "similar.csv": "\ufeff" + to_csv(_rows(data, mistakes)),
    }


def same_mistakes(data: ClassReport, pair: Pair, counts: Mapping[tuple[str, str], int]) -> list[SameMistake]:
    """The known mistakes that both of a pair have made, and at most a tenth of the class; the rarest first."""
    both = data.mistakes.get(pair.first, frozenset()) & data.mistakes.get(pair.second, frozenset())
    few = max(FEW, len(data.mistakes) / 10)
    return sorted(
        (SameMistake(*mistake, counts[mistake]) for mistake in both if counts[mistake] <= few),
        key=lambda one: (one.count, one.exercise, one.name),
    )


def _page(data: ClassReport, shown: list[_Shown], language: Language) -> str:
    return template(_HERE / "page.html.j2").render(
        w=words(WORDS, language),
        language=language,
        tag=LANGUAGE_TAG.to,
        others={other: WORDS["language"].to(other) for other in LANGUAGES if other != language},
        data=data,
        shown=shown,
        usual=data.comparison.usual,
        open=OPEN,
    )


def _shown(data: ClassReport) -> Iterator[_Shown]:
    counts = Counter(mistake for made in data.mistakes.values() for mistake in made)
    for pair in data.comparison.pairs:
        sides = [_called(data, student) for student in (pair.first, pair.second)]
        said: dict[str, list[str]] = {}
        for one in pair.words:
            some = said.setdefault(one.kind, [])
            if len(some) < NAMED:
                some.append(one.text if len(one.text) <= LONGEST else f"{one.text[:LONGEST]}…")
        yield _Shown(
            pair,
            first=sides[0],
            second=sides[1],
            exercises=[
                _Exercise(one.name, one.share, ((sides[0], _side(one.first)), (sides[1], _side(one.second))))
                for one in pair.exercises
            ],
            words={kind: said[kind] for kind in ("comment", "string", "name") if kind in said},
            mistakes=same_mistakes(data, pair, counts),
        )


def _called(data: ClassReport, student: str) -> str:
    """A student by id, and by name where the gradebook knows one."""
    name = data.people[student].full_name if student in data.people else ""
    return f"{student} ({name})" if name else student


def _side(passages: tuple[Passages, ...]) -> _Side:
    # The pieces with most in common first, since a copy may be spread over many.
    most = sorted(passages, key=lambda one: -sum(end - start for start, end, _ in one.spans))[:PIECES]
    chosen = [one for one in passages if one in most][:PIECES]
    return _Side(tuple(map(_piece, chosen)), len(passages) - len(chosen))


def _piece(passages: Passages) -> _Piece:
    """The code with what is shared marked, line by line, so that no mark runs over a line's end."""
    text, spans = passages.piece.text, passages.spans
    shown: list[str] = []
    lines = text.split("\n")
    last = max((number for number, line in enumerate(lines) if line.strip()), default=0)
    start, place = 0, 0
    for line in lines[: min(last + 1, LINES)]:
        end = start + len(line)
        pieces, here = [], start
        while place < len(spans) and spans[place][0] < end:
            begins, ends, rare = spans[place]
            begins, stops = max(begins, here), min(ends, end)
            # Space before the first word of a line is not marked.
            indent = len(line) - len(line.lstrip()) + start
            begins = max(begins, min(indent, stops))
            pieces += [_text(text[here:begins]), _marked(text[begins:stops], rare)]
            here = stops
            if ends > end:
                break
            place += 1
        pieces.append(_text(text[here:end]))
        shown.append("".join(pieces) if len(line) <= WIDTH else _text(f"{line[:WIDTH]}…"))
        start = end + 1
    return _Piece(Markup("\n".join(shown)), max(0, last + 1 - LINES))


def _text(text: str) -> str:
    return str(escape(clean(text)))


def _marked(text: str, rare: bool) -> str:
    mark = "<mark>" if rare else '<mark class="some">'
    return f"{mark}{_text(text)}</mark>" if text else ""


def _rows(data: ClassReport, mistakes: Sequence[Sequence[SameMistake]]) -> Iterator[Row]:
    yield [
        *("place", "student_1", "student_2", "score", "times_the_usual", "code_in_common", "exercises"),
        *("same_rare_mistakes", "same_comments", "same_strings", "same_names"),
    ]
    usual = data.comparison.usual
    for place, pair in enumerate(data.comparison.pairs, start=1):
        said = [" | ".join(clean(one.text) for one in pair.words if one.kind == kind) for kind in _KINDS]
        yield [
            str(place),
            pair.first,
            pair.second,
            number(pair.score, 0),
            number(pair.score / usual, 1) if usual else "",
            number(pair.share),
            " ".join(one.name or "-" for one in pair.exercises),
            " ".join(f"{one.exercise}:{one.name}" for one in mistakes[place - 1]),
            *said,
        ]


_KINDS = ("comment", "string", "name")
