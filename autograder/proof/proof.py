"""Puts the pieces together, done side by side on all processors: a table, and what does not hold."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

from autograder.process_pool import processes
from autograder.progress import Reach
from autograder.proof.units import Earned, Material, Mutated, Person, Piece, Styled, Wrong, begin, do, material

#: The part of the mistakes whose hints the student's own cards must give: some answer there as others do.
HINTED = 0.9
#: The part of other people's wrong answers that must be told what is wrong, at grading and on the card: by a hint or by
#: what was found, and by a hint alone. And the part of all their answers that may be told what is not true of them:
#: there should be none, and there are some.
RECOGNISED, BY_A_HINT, MISLED = 0.8, 0.65, 0.03


@dataclass(frozen=True)
class ExerciseProof:
    """The proof of one exercise's marks."""

    exercise: str
    _: KW_ONLY
    mistakes: int
    #: Of these, those that were recognised as themselves, or as one that they cannot be told from.
    recognised: int
    #: Of these, those that the student's own card gives the hint of.
    hinted: int
    right: int
    #: Of these, those that lost marks, or that the card does not tick.
    rejected: int
    mutants: int
    killed: int
    #: Mutants that are right, and declared so.
    equivalent: int
    #: Mutants that the public case alone, whose answer is printed, would have caught.
    by_outputs: int
    #: Checks that no mistake and no mutant has failed.
    silent: tuple[str, ...]
    #: Lazy answers that were tried, and the most points that one of them earns.
    lazy: int
    lazy_points: int
    problems: tuple[str, ...]
    #: Each mistake in each style, and the answers in other people's style that were set aside.
    styled: tuple[Styled, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Proof:
    """The proof of a lesson's marks."""

    rows: tuple[ExerciseProof, ...]
    seconds: float
    #: Whether it is of all exercises.
    is_whole: bool = True

    @property
    def problems(self) -> list[str]:
        """All that does not hold."""
        problems = [problem for row in self.rows for problem in row.problems]
        hinted, mistakes = self.total("hinted"), self.total("mistakes")
        if self.is_whole and hinted < HINTED * mistakes:
            problems.append(f"the cards give the hints of {hinted} of {mistakes} mistakes, fewer than {HINTED:.0%}")
        styled = [one for row in self.rows for one in row.styled]
        hinted = sum(one.hinted for one in styled)
        if self.is_whole and hinted < HINTED * len(styled):
            problems.append(
                f"in other styles the cards give the hints of {hinted} of {len(styled)}, fewer than {HINTED:.0%}"
            )
        return [*problems, *(self._people() if self.is_whole else ())]

    def _people(self) -> Iterator[str]:
        """What does not hold of the answers in other people's style."""
        people = [one for row in self.rows for one in row.people]
        wrong = [one for one in people if not one.is_right]
        misled = sum(bool(one.misled) for one in people)
        for where, told, hinted in (
            ("at grading", sum(one.recognised for one in wrong), sum(one.has_hint for one in wrong)),
            ("on the card", sum(one.hinted for one in wrong), sum(one.has_hint_on_card for one in wrong)),
        ):
            for how, count, least in (("", told, RECOGNISED), (" by a hint", hinted, BY_A_HINT)):
                if count < least * len(wrong):
                    yield (
                        f"of {len(wrong)} wrong answers in other people's style {count} are recognised{how} {where}, "
                        f"fewer than {least:.0%}"
                    )
        if misled > MISLED * len(people):
            yield f"{misled} of {len(people)} answers in other people's style are told what is not true of them"

    @property
    def unproven(self) -> list[str]:
        """List what could not be proven, since nothing is there to prove it with."""
        # The solution itself is among the right answers.
        lacking = {
            "known mistakes": [row.exercise for row in self.rows if not row.mistakes],
            "right answers written otherwise": [row.exercise for row in self.rows if row.right < 2],
        }
        silent = [f"{row.exercise}.{check}" for row in self.rows for check in row.silent]
        return [
            *(f"no {what}: {', '.join(names)}" for what, names in lacking.items() if names),
            *([f"no mistake and no mutant that these checks find: {', '.join(silent)}"] if silent else []),
        ]

    def total(self, column: str) -> int:
        """The sum of a column."""
        return sum(getattr(row, column) for row in self.rows)


def prove(root: Path, assignment: str, exercise: str | None = None, reach: Reach = lambda done, total: None) -> Proof:
    """Look at all known mistakes, right answers and mutants of an assignment.

    Parameters
    ----------
    exercise
        The only exercise that is looked at; all of them if none is named.
    reach
        Told how far it has come.
    """
    begun = time.monotonic()
    loaded = material(root, assignment)
    names = [exercise] if exercise else list(loaded.bundle.exercises)
    pieces = list(_pieces(names))
    found: dict[tuple[str, str], list[Any]] = {}
    with processes(begin, root, assignment) as pool:
        waiting = {pool.submit(do, piece): piece for piece in pieces}
        reach(0, len(pieces))
        for done, future in enumerate(as_completed(waiting), start=1):
            piece = waiting[future]
            found.setdefault((piece.exercise, piece.kind), []).append(future.result())
            reach(done, len(pieces))
    rows = []
    for name in names:
        known, cards, mutated, lazy, styled, people = (
            [one for part in found[name, kind] for one in part]
            for kind in ("known", "cards", "mutants", "lazy", "styles", "people")
        )
        seeds: dict[str, set[Earned]] = {}
        for part in found[name, "seeds"]:
            for answer, marks in part.items():
                seeds.setdefault(answer, set()).update(marks)
        rows.append(exercise_proof(loaded, name, known, cards, mutated, seeds, lazy, styled, people))
    return Proof(tuple(rows), time.monotonic() - begun, is_whole=exercise is None)


#: Kinds of pieces, those that take longest first, and how many there are of each.
_KINDS = {"seeds": 10, "mutants": 4, "styles": 3, "known": 3, "people": 1, "cards": 1, "lazy": 1}


def _pieces(names: Sequence[str]) -> Iterator[Piece]:
    for kind, parts in _KINDS.items():
        for exercise in reversed(names):
            for part in range(parts):
                yield Piece(kind, exercise, part, parts)


def exercise_proof(
    loaded: Material,
    name: str,
    known: Sequence[Wrong],
    not_ticked: Sequence[str],
    mutated: Sequence[Mutated],
    seeds: Mapping[str, set[Earned]],
    lazy: Sequence[tuple[str, int]] = (),
    styled: Sequence[Styled] = (),
    people: Sequence[Person] = (),
) -> ExerciseProof:
    """Put together what was found of an exercise, and what does not hold."""
    exercise = loaded.bundle.exercises[name]
    full = {tuple(check.points for check in exercise.checks)}
    right = [answer for answer in seeds if answer in loaded.right_answers(name)]
    rejected = [answer for answer in right if seeds[answer] != full]
    recognised = [wrong for wrong in known if exercise.with_hint_of(wrong.name) & set(wrong.recognised)]
    failed = frozenset[str]().union(*(wrong.failed for wrong in known), *(mutant.failed for mutant in mutated))
    survivors = [mutant for mutant in mutated if not mutant.killed]
    reasons = {
        mutant: [*filter(None, [mutant.harmless]), *(one for one in exercise.equivalent if _fits(mutant.title, one))]
        for mutant in survivors
    }
    problems = [f"the student's card does not tick {answer}" for answer in not_ticked]
    for answer, marks in seeds.items():
        if answer in rejected:
            problems.append(f"{answer} loses marks with some secrets: {sorted(marks)}")
        elif len(marks) > 1:
            problems.append(f"the marks of {answer} depend on the secret: {sorted(marks)}")
    for wrong in known:
        if not wrong.loses:
            problems.append(f"the mistake {wrong.name} loses no marks")
        if not wrong.caught:
            problems.append(f"the mistake {wrong.name} passes the check that must catch it")
        if wrong.ticked:
            problems.append(f"the student's card ticks the mistake {wrong.name}")
        elif not wrong.told:
            problems.append(f"the student's card names no call and no fact for the mistake {wrong.name}")
        if wrong not in recognised:
            problems.append(f"the mistake {wrong.name} is recognised as {', '.join(wrong.recognised) or 'nothing'}")
    for mutant in survivors:
        if not reasons[mutant]:
            problems.append(f"a mutant survives: {mutant.title}; if it is right, say why in equivalent={{…}}")
        elif not mutant.same:
            problems.append(f"a mutant that is declared right is wrong with another secret: {mutant.title}")
    for title in exercise.equivalent.keys() - {one for ones in reasons.values() for one in ones}:
        problems.append(f"a mutant is declared right that is killed, or that there is not: {title}")
    for one in styled:
        if not one.recognised:
            problems.append(f"the mistake {one.mistake} is not recognised in another style: {one.style}")
    for person in people:
        if person.is_right and not (person.is_full and person.is_ticked):
            problems.append(f"a right answer in other people's style loses marks, or gets no tick: {person.name}")
    for what, earned in lazy:
        if earned > exercise.structure:
            problems.append(
                f"a lazy answer earns {earned} points, and {exercise.structure} are declared for structure: {what}"
            )
    return ExerciseProof(
        exercise=name,
        mistakes=len(known),
        recognised=len(recognised),
        hinted=sum(wrong.hinted for wrong in known),
        right=len(right),
        rejected=len({*rejected, *not_ticked}),
        mutants=len(mutated),
        killed=sum(mutant.killed for mutant in mutated),
        equivalent=sum(map(bool, reasons.values())),
        by_outputs=sum(mutant.by_outputs for mutant in mutated),
        silent=tuple(check.name for check in exercise.checks if check.name not in failed),
        lazy=len(lazy),
        lazy_points=max((earned for _, earned in lazy), default=0),
        problems=tuple(f"{name}: {problem}" for problem in problems),
        styled=tuple(styled),
        people=tuple(people),
    )


def _fits(title: str, declared: str) -> bool:
    """Say whether a mutant's title is one that is declared, in which * stands for any text."""
    return re.fullmatch(".*".join(map(re.escape, declared.split("*"))), title) is not None
