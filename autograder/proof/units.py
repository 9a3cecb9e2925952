"""The proof in pieces that can be done side by side, each a function from plain data to plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

from autograder.calling import quietly
from autograder.course import Course, load_module
from autograder.exercise import Mistake, Reference, Text
from autograder.grading.bundle import Bundle, load_bundle
from autograder.judge import Verdict
from autograder.proof.mutants import Mutant, mutants
from autograder.proof.trial import Trial, remember
from autograder.reply import Reply

#: The points that one answer has earned, check by check.
Earned = tuple[int, ...]
#: The secret that mutants and recognition are looked at with: the first of those that are numbered.
SECRET = bytes(32)
#: So many secrets must give the same marks, and so many must not tell a surviving mutant from the solution.
SEEDS, SURVIVED = 100, 20
ALL = slice(None)


@dataclass(frozen=True)
class Material:
    """What a lesson has to be proven by."""

    bundle: Bundle
    solutions: dict[str, str]
    _: KW_ONLY
    #: By exercise: right answers written otherwise.
    right: Mapping[str, tuple[str, ...]]
    #: By exercise: mutants that are right, by their titles in which * may stand for any text, each with the reason.
    equivalent: Mapping[str, Mapping[str, str]]
    #: Functions that answer the same each time, and take long.
    remembered: tuple[str, ...]
    #: By exercise: wrong answers that take so long that fewer secrets must do.
    slow: Mapping[str, tuple[str, ...]]
    #: What the student's own card says, among these names of a notebook: whether it is a tick, and the hint it gives.
    look: Callable[[Reference, str, Mapping[str, Any]], tuple[bool, Text | None]]

    def mistakes(self, exercise: str) -> list[Mistake]:
        """The catalogued mistakes of an exercise."""
        return [mistake for mistake in self.bundle.mistakes if mistake.exercise == exercise]

    def card(self, exercise: str, source: str) -> tuple[bool, Text | None]:
        """Whether the student's own card takes an answer for right, and the hint that it gives."""
        with quietly():
            return self.look(self.bundle.reference, exercise, self.bundle.reference.among(source))

    def mutants(self, exercise: str) -> list[Mutant]:
        """The mutants of an exercise's solution."""
        return mutants(self.solutions[exercise])

    def answers(self, exercise: str) -> dict[str, str]:
        """Every answer whose marks must not depend on the secret, by what it is called."""
        solution = self.solutions[exercise]
        wrong = {mistake.name: mistake.apply(solution) for mistake in self.mistakes(exercise)}
        return {**self.right_answers(exercise), **wrong}

    def right_answers(self, exercise: str) -> dict[str, str]:
        """The lesson's solution, and those written otherwise."""
        otherwise = {f"right answer {number}": source for number, source in enumerate(self.right.get(exercise, ()), 1)}
        return {"the solution": self.solutions[exercise], **otherwise}


def material(root: Path, assignment: str) -> Material:
    """What the lesson of an assignment has to be proven by."""
    course = Course(root)
    lesson = course.lesson(assignment)
    bundle = load_bundle(course, assignment, SECRET)
    proof = load_module(lesson / "proof.py")
    right = load_module(lesson / "samples.py").RIGHT_OTHERWISE
    return Material(
        bundle,
        bundle.solutions,
        right=right,
        equivalent=proof.EQUIVALENT,
        remembered=tuple(proof.REMEMBERED),
        slow=proof.SLOW,
        look=proof.card,
    )


@dataclass(frozen=True)
class Wrong:
    """What became of one known mistake."""

    name: str
    _: KW_ONLY
    loses: bool
    #: Whether the check that must catch it does.
    caught: bool
    #: The mistakes that it was recognised as.
    recognised: tuple[str, ...]
    #: Whether the student's own card takes it for right, and whether that gives its hint.
    ticked: bool
    hinted: bool


@dataclass(frozen=True)
class Mutated:
    """What became of one mutant."""

    title: str
    by_outputs: bool
    killed: bool
    #: Of one that survives: whether no answer of it, with several secrets, differs from the right one.
    same: bool


@dataclass(frozen=True)
class Piece:
    """A piece of work: what is to be done, with which exercise, with which part of its mutants or seeds."""

    kind: str
    exercise: str
    part: int
    parts: int


_material: Material | None = None


def begin(root: Path, assignment: str) -> None:
    """Load in this process what all pieces need."""
    global _material
    _material = material(root, assignment)
    for name in _material.remembered:
        remember(_material.bundle, name)


def do(piece: Piece) -> Any:
    """Do a piece of work; what comes of it depends on the kind."""
    assert _material is not None
    name, part = piece.exercise, slice(piece.part, None, piece.parts)
    match piece.kind:
        case "known":
            return known_mistakes(_material, name, part)
        case "cards":
            return not_ticked(_material, name, part)
        case "mutants":
            return mutated(_material, name, part)
    return marks_by_answer(_material, name, range(SEEDS)[part])


def known_mistakes(material: Material, name: str, part: slice = ALL) -> list[Wrong]:
    """What becomes of the known mistakes of an exercise."""
    trial = Trial(material.bundle, material.bundle.exercises[name], SECRET)
    found = []
    for mistake in material.mistakes(name)[part]:
        source = mistake.apply(material.solutions[name])
        verdict = trial.diagnosed(trial.replies(source))
        marks = {mark.check: mark.earned for mark in verdict.marks}
        ticked, hint = material.card(name, source)
        found.append(
            Wrong(
                mistake.name,
                loses=verdict.earned < verdict.points,
                caught=marks[mistake.caught_by] == 0,
                recognised=tuple(hint.mistake for hint in verdict.hints),
                ticked=ticked,
                hinted=hint == mistake.hint,
            )
        )
    return found


def not_ticked(material: Material, name: str, part: slice = ALL) -> list[str]:
    """The right answers that the student's own card does not take for right."""
    answers = list(material.right_answers(name).items())[part]
    return [answer for answer, source in answers if not material.card(name, source)[0]]


def mutated(material: Material, name: str, part: slice = ALL, survived: int = SURVIVED) -> list[Mutated]:
    """What becomes of the mutants of an exercise's solution; those that live are asked on with other secrets."""
    exercise = material.bundle.exercises[name]
    trials = [Trial(material.bundle, exercise, secret(number)) for number in range(survived)]
    first = trials[0]
    found = []
    for mutant in material.mutants(name)[part]:
        wrong = first.first_wrong(mutant.source)
        same = wrong is None and all(trial.first_wrong(mutant.source) is None for trial in trials[1:])
        found.append(Mutated(mutant.title, by_outputs=wrong == 0, killed=wrong is not None, same=same))
    return found


def marks_by_answer(material: Material, name: str, seeds: Iterable[int]) -> dict[str, set[Earned]]:
    """The marks of each answer to an exercise, with each of the secrets of these numbers."""
    answers, found = material.answers(name), defaultdict[str, set[Earned]](set)
    begun: dict[str, tuple[Any, Reply, Verdict]] = {}
    for number in seeds:
        trial = Trial(material.bundle, material.bundle.exercises[name], secret(number))
        for answer, source in answers.items():
            if number % 10 and answer in material.slow.get(name, ()):
                continue
            if answer not in begun:
                # The public case is the same with every secret.
                function = trial.function(source)
                reply = trial.reply(function, trial.cases[0])
                begun[answer] = function, reply, trial.verdict([reply])
            found[answer].add(_earned(trial, *begun[answer]))
    return dict(found)


def _earned(trial: Trial, function: Any, public: Reply, verdict: Verdict) -> Earned:
    """The marks, check by check; what has lost all by the public case has lost it, whatever the others are."""
    if verdict.earned:
        replies = [public, *(trial.reply(function, case) for case in trial.cases[1:])]
        verdict = trial.verdict(replies)
    return tuple(mark.earned for mark in verdict.marks)


def secret(number: int) -> bytes:
    """The secret of that number."""
    return number.to_bytes(32, "big")
