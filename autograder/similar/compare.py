"""Pairs of students, ranked by what their code has in common that few have.

A fingerprint that n of N students have counts log2((N + D + 1) / (n + d))², divided by 1 + d, where d of the answers
that the lesson declares have it, too, and D is the most that are declared for an exercise. That is the inverse document
frequency of Spärck Jones (Journal of Documentation, 1972), squared, so that what two have alone counts most. What was
handed out counts nothing, nor what more than a third have.

A pair's score is the sum of these over what both have, multiplied by the share: the part of the code of one, counted
the same way, that the other has, too, of whoever has more in common. A passage or two are alike by chance; most of all
functions are not.

Memory grows with the class and not with its pairs; the time, with the fingerprints that few have.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from itertools import pairwise
from statistics import median

from autograder.similar.class_code import Code, LessonCode
from autograder.similar.fingerprints import MAX_FINGERPRINTS, Piece, Printed, is_code, printed
from autograder.similar.tokens import Vocabulary, Words, vocabulary

#: What more students than this part of a class have counts nothing; in a small class, what more than `FEW` have.
COMMON, FEW = 1 / 3, 3
#: Pairs are looked for by what at most so many students have, and compared by all that they share.
LOOKED_UP = 60
#: So many times the pairs that are asked for are compared in full.
CANDIDATES = 5
#: A pair below this score is not shown: hardly more than one passage that few have.
LEAST = 50
#: What both have in an exercise is shown from this part of the pair's score on.
SHOWN = 0.01
#: And of a piece of code what holds this part of the most that one holds.
PART = 0.2


@dataclass(frozen=True)
class Passages:
    """A piece of one student's code, and the characters of it that the other has, too."""

    piece: Piece
    #: Each from and to, and whether few in the class have it.
    spans: tuple[tuple[int, int, bool], ...]


@dataclass(frozen=True)
class SharedExercise:
    """An exercise in which two have something in common: what it counts, and the passages of both."""

    name: str
    _: KW_ONLY
    score: float
    #: The part of what counts there that the other has, too: of whoever has more in common with the other.
    share: float
    first: tuple[Passages, ...]
    second: tuple[Passages, ...]


@dataclass(frozen=True)
class Pair:
    """Two students, and what their code has in common."""

    first: str
    second: str
    _: KW_ONLY
    score: float
    #: The part of what counts in each one's code that the other has, too: of the one with the larger part.
    share: float
    exercises: tuple[SharedExercise, ...]
    #: Comments, strings and names that both have and few others.
    words: tuple[Words, ...]


@dataclass(frozen=True)
class Comparison:
    """A class, compared."""

    pairs: tuple[Pair, ...]
    _: KW_ONLY
    students: int
    #: The median over the students of the score with whoever is most alike; 0 where most are like nobody.
    usual: float
    #: Students who have written more code than is looked at.
    cut: tuple[str, ...] = ()


@dataclass
class Background:
    """The lesson's own code: what counts nothing, and what counts little."""

    vocabulary: Vocabulary
    given: frozenset[int]
    #: By fingerprint, how many of the declared answers have it.
    declared: Mapping[int, int]
    #: The most answers that are declared for one exercise.
    answers: int

    @classmethod
    def of(cls, lesson: LessonCode) -> Background:
        """What the code of a lesson makes of the fingerprints that it has."""
        words = vocabulary(lesson.cells, [text for answers in lesson.declared.values() for text in answers])
        given: set[int] = set()
        for text in (*lesson.cells, *lesson.modules):
            given |= numbers([printed(Piece("", text), words)])
        declared: Counter[int] = Counter()
        for name, answers in lesson.declared.items():
            for text in dict.fromkeys(answers):
                declared.update(numbers([printed(Piece(name, text), words)]))
        return cls(words, frozenset(given), declared, max(map(len, lesson.declared.values()), default=0))


def numbers(code: Iterable[Printed]) -> set[int]:
    """All fingerprints of somebody's code, up to as many as are compared."""
    found: set[int] = set()
    for piece in code:
        found |= {one.number for one in piece.prints}
        found |= piece.words.keys()
        if len(found) > MAX_FINGERPRINTS:
            return set(sorted(found)[:MAX_FINGERPRINTS])
    return found


@dataclass
class _Class:
    """The fingerprints of a class."""

    background: Background
    _: KW_ONLY
    students: list[Code] = field(default_factory=list)
    prints: list[array[int]] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    #: By fingerprint, how many students have it.
    count: Counter[int] = field(default_factory=Counter)

    def add(self, code: Code) -> None:
        """Take a student in."""
        read = self.read(code)
        found = numbers(read) - self.background.given
        self.students.append(code)
        self.prints.append(array("q", sorted(found)))
        self.count.update(found)
        if code.cut or any(piece.cut for piece in read) or len(found) >= MAX_FINGERPRINTS:
            self.cut.append(code.student)

    def read(self, code: Code) -> list[Printed]:
        """Somebody's code with its fingerprints: they are kept of nobody, since reading again is quick."""
        return [printed(piece, self.background.vocabulary) for piece in code.pieces]

    @cached_property
    def most(self) -> float:
        """What more students have counts nothing."""
        return max(FEW, len(self.students) * COMMON)

    @cached_property
    def code(self) -> list[float]:
        """By student, what all passages of the code count."""
        return [sum(self.counts(number) for number in found if is_code(number)) for found in self.prints]

    def share(self, passages: float, one: int, other: int) -> float:
        """The part of the code of two that passages are which both have; of whoever has more in common."""
        return min(1.0, passages / (min(self.code[one], self.code[other]) or 1.0))

    def counts(self, number: int) -> float:
        """What a fingerprint counts that two have in common."""
        having = self.count[number]
        if not 0 < having <= self.most or number in self.background.given:
            return 0.0
        declared = self.background.declared.get(number, 0)
        of_all = len(self.students) + self.background.answers
        return math.log2((of_all + 1) / (having + declared)) ** 2 / (1 + declared)


def compare(lesson: LessonCode, students: Iterable[Code], top: int) -> Comparison:
    """Rank the pairs of a class; the first so many are given, with the passages that they share."""
    everybody = _Class(Background.of(lesson))
    for code in students:
        everybody.add(code)
    found, nearest = _candidates(everybody, top * CANDIDATES)
    scored = sorted(
        ((_score(everybody, one, other), one, other) for _, one, other in found), key=lambda pair: (-pair[0], pair[1:])
    )
    return Comparison(
        tuple(_pair(everybody, one, other, score) for score, one, other in scored[:top] if score >= LEAST),
        students=len(everybody.students),
        usual=median(nearest) if nearest else 0.0,
        cut=tuple(everybody.cut),
    )


def _candidates(everybody: _Class, count: int) -> tuple[list[tuple[float, int, int]], list[float]]:
    """The pairs that share most of what few have; and of each student, what is shared with the likest other."""
    having: defaultdict[int, array[int]] = defaultdict(lambda: array("l"))
    best: list[tuple[float, int, int]] = []
    nearest = [0.0] * len(everybody.students)
    for student, found in enumerate(everybody.prints):
        code: defaultdict[int, float] = defaultdict(float)
        words: defaultdict[int, float] = defaultdict(float)
        for number in found:
            if not 2 <= everybody.count[number] <= LOOKED_UP:
                continue
            counts = everybody.counts(number)
            if counts:
                shared = code if is_code(number) else words
                for other in having[number]:
                    shared[other] += counts
                having[number].append(student)
        for other, passages in code.items():
            score = (passages + words[other]) * everybody.share(passages, student, other)
            nearest[student] = max(nearest[student], score)
            nearest[other] = max(nearest[other], score)
            entry = (score, other, student)
            if len(best) < count:
                heapq.heappush(best, entry)
            elif entry > best[0]:
                heapq.heapreplace(best, entry)
    return best, nearest


def _shared(everybody: _Class, one: int, other: int) -> dict[int, float]:
    """What two have in common that counts, by fingerprint."""
    both = set(everybody.prints[one]).intersection(everybody.prints[other])
    return {number: counts for number in sorted(both) if (counts := everybody.counts(number))}


def _score(everybody: _Class, one: int, other: int) -> float:
    both = _shared(everybody, one, other)
    return sum(both.values()) * everybody.share(_of_code(both), one, other)


def _of_code(both: Mapping[int, float]) -> float:
    return sum(counts for number, counts in both.items() if is_code(number))


def _pair(everybody: _Class, one: int, other: int, score: float) -> Pair:
    codes = everybody.students[one], everybody.students[other]
    both = _shared(everybody, one, other)
    first, second = everybody.read(codes[0]), everybody.read(codes[1])
    words = {number: words for piece in first for number, words in piece.words.items() if number in both}
    whole = _of_code(both)
    exercises = []
    for name, shared in _by_exercise(first, second, both).items():
        total = math.fsum(both[number] for number in shared)
        if total >= SHOWN * whole:
            all_of_it = min(_all_in(everybody, code, name, shared) for code in (first, second))
            exercises.append(
                SharedExercise(
                    name,
                    score=total,
                    share=total / all_of_it,
                    first=_passages(everybody, first, {number: both[number] for number in shared}),
                    second=_passages(everybody, second, {number: both[number] for number in shared}),
                )
            )
    return Pair(
        codes[0].student,
        codes[1].student,
        score=score,
        share=everybody.share(whole, one, other),
        exercises=tuple(sorted(exercises, key=lambda shared: (-shared.score, shared.name))),
        words=tuple(words[number] for number in sorted(words, key=lambda number: (-both[number], words[number]))),
    )


def _all_in(everybody: _Class, code: list[Printed], exercise: str, shared: set[int]) -> float:
    """What somebody's code for an exercise counts; what is shared of it may stand elsewhere."""
    own = {number for piece in code if piece.piece.exercise == exercise for number in _numbers(piece)}
    return math.fsum(map(everybody.counts, sorted(own | shared)))


def _numbers(piece: Printed) -> list[int]:
    return [one.number for one in piece.prints]


def _by_exercise(first: list[Printed], second: list[Printed], both: Mapping[int, float]) -> dict[str, set[int]]:
    """The fingerprints that both have, by the exercise of the first, else of the second, where they stand."""
    place: dict[int, str] = {}
    for code in (second, first):
        for piece in code:
            for number in _numbers(piece):
                if number in both and (piece.piece.exercise or number not in place):
                    place[number] = piece.piece.exercise
    found: dict[str, set[int]] = {}
    for number, name in place.items():
        found.setdefault(name, set()).add(number)
    return found


def _passages(everybody: _Class, code: list[Printed], shared: Mapping[int, float]) -> tuple[Passages, ...]:
    """The pieces of somebody's code that hold a good part of these fingerprints, with the places of them, joined."""
    holds = [math.fsum(shared.get(number, 0.0) for number in set(_numbers(piece))) for piece in code]
    least = PART * max(holds, default=0.0)
    found = []
    for piece, part in zip(code, holds, strict=True):
        if part > 0 and part >= least:
            spans = (
                (one.start, one.end, everybody.count[one.number] <= FEW) for one in piece.prints if one.number in shared
            )
            found.append(Passages(piece.piece, _joined(sorted(spans))))
    return tuple(found)


def _joined(spans: list[tuple[int, int, bool]]) -> tuple[tuple[int, int, bool], ...]:
    """Spans that overlap made one; where what few have lies in what more have, it stands out."""
    edges = sorted({edge for start, end, _ in spans for edge in (start, end)})
    depth: dict[int, list[int]] = {edge: [0, 0] for edge in edges}
    for start, end, rare in spans:
        depth[start][rare] += 1
        depth[end][rare] -= 1
    joined: list[tuple[int, int, bool]] = []
    common = few = 0
    for edge, following in pairwise(edges):
        common, few = common + depth[edge][0], few + depth[edge][1]
        if common or few:
            if joined and joined[-1][1] == edge and joined[-1][2] == bool(few):
                joined[-1] = (joined[-1][0], following, joined[-1][2])
            else:
                joined.append((edge, following, bool(few)))
    return tuple(joined)
