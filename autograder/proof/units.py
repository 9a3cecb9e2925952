"""The proof in pieces that can be done side by side, each a function from plain data to plain data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

from autograder.calling import quietly
from autograder.course import Course
from autograder.exercise import LANGUAGES, Text
from autograder.grading.bundle import Bundle, load_bundle
from autograder.judge import Verdict
from autograder.proof.lazy import lazy_answers
from autograder.proof.mutants import Mutant, mutants
from autograder.proof.people import ASIDE, read_people
from autograder.proof.styles import styles, traced_shapes
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
class Card:
    """The student's own card on an answer."""

    _: KW_ONLY
    #: Whether it takes the answer for right.
    is_ticked: bool
    #: Whether it takes it for wrong, by a call that it names and a fact.
    is_told: bool
    said: Text
    hint: Text | None


@dataclass(frozen=True)
class Material:
    """A lesson to be proven: ready to be graded, with its own solutions."""

    bundle: Bundle
    solutions: dict[str, str]
    #: The lesson's folder.
    folder: Path

    def card(self, exercise: str, source: str) -> Card:
        """Look at the student's own card on an answer."""
        reference = self.bundle.reference
        with quietly():
            outcome = reference.resource("kit.selfcheck", "examine")(exercise, reference.among(source))
            hint = (
                reference.resource("kit.selfcheck", "hint_for")(exercise, outcome.answered)
                if outcome.answered
                else None
            )
        unreadable = reference.resource("kit.selfcheck.examining", "UNREADABLE")
        is_told = outcome.state == "wrong" and outcome.asked.startswith(exercise) and outcome.message != unreadable
        return Card(
            is_ticked=outcome.state == "right",
            is_told=is_told,
            said=_engines_own(outcome.message),
            hint=None if hint is None else _engines_own(hint),
        )

    def mutants(self, exercise: str) -> list[Mutant]:
        """The mutants of an exercise's solution."""
        return mutants(self.solutions[exercise])

    def answers(self, exercise: str) -> dict[str, str]:
        """Every answer whose marks must not depend on the secret, by what it is called."""
        solution = self.solutions[exercise]
        wrong = {
            f"{mistake.name} {number}".removesuffix(" 0"): form.apply(solution)
            for mistake in self.bundle.exercises[exercise].mistakes
            for number, form in enumerate(mistake.forms)
        }
        return {**self.right_answers(exercise), **wrong}

    def right_answers(self, exercise: str) -> dict[str, str]:
        """The lesson's solution, and those written otherwise, numbered as in the list that declares them."""
        others = enumerate(self.bundle.exercises[exercise].right_answers)
        return {"the solution": self.solutions[exercise], **{f"right answer {place}": text for place, text in others}}


def _engines_own(said: Any) -> Text:
    """A sentence of the pack's self-check, whose Text is a class of its own there, as one of the engine's."""
    return Text(**{language: getattr(said, language) for language in LANGUAGES})


def material(root: Path, assignment: str) -> Material:
    """Load the lesson of an assignment, to be proven."""
    course = Course(root)
    bundle = load_bundle(course, assignment, SECRET)
    return Material(bundle, bundle.solutions, course.lesson(assignment))


@dataclass(frozen=True)
class Wrong:
    """The outcome of one known mistake."""

    name: str
    _: KW_ONLY
    loses: bool
    #: Whether the check that must catch it does.
    caught: bool
    #: The mistakes that it was recognised as.
    recognised: tuple[str, ...]
    #: Whether the student's own card takes it for right, says what is wrong, and gives its hint.
    ticked: bool
    told: bool
    hinted: bool
    #: The checks that found something themselves.
    failed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Styled:
    """The outcome of one known mistake in another style."""

    mistake: str
    style: str
    _: KW_ONLY
    recognised: bool
    #: Whether the student's own card gives its hint.
    hinted: bool


@dataclass(frozen=True)
class Person:
    """The outcome of one answer in other people's style."""

    name: str
    _: KW_ONLY
    is_right: bool
    #: Whether it keeps all marks, and whether the card ticks it.
    is_full: bool
    is_ticked: bool
    #: Of a wrong one: whether at grading, and on the card, a hint is given that is true of it, or what was found names
    #: the fault; whether it is a hint; and the hints that are not true of it.
    recognised: bool = False
    hinted: bool = False
    has_hint: bool = False
    has_hint_on_card: bool = False
    misled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mutated:
    """The outcome of one mutant."""

    title: str
    _: KW_ONLY
    by_outputs: bool
    killed: bool
    #: Of one that survives: whether no answer of it, with several secrets, differs from the right one.
    same: bool
    #: The checks that found something themselves, in the first case that is wrong.
    failed: frozenset[str] = frozenset()
    #: Why it is right if it survives, where the engine knows it; see `mutants`.
    harmless: str = ""


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
    for name, exercise in _material.bundle.exercises.items():
        if exercise.remembered:
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
        case "styles":
            return in_styles(_material, name, part)
        case "people":
            return in_peoples_style(_material, name)
        case "lazy":
            return list(lazy_answers(Trial(_material.bundle, _material.bundle.exercises[name], SECRET)))
    return marks_by_answer(_material, name, range(SEEDS)[part])


def known_mistakes(material: Material, name: str, part: slice = ALL) -> list[Wrong]:
    """Try the known mistakes of an exercise."""
    trial = Trial(material.bundle, material.bundle.exercises[name], SECRET)
    found = []
    for mistake in material.bundle.exercises[name].forms[part]:
        source = mistake.apply(material.solutions[name])
        replies = trial.replies(source)
        verdict = trial.diagnosed(replies)
        marks = {mark.check: mark.earned for mark in verdict.marks}
        card = material.card(name, source)
        found.append(
            Wrong(
                mistake.name,
                loses=verdict.earned < verdict.points,
                caught=marks[mistake.caught_by] == 0,
                recognised=tuple(hint.mistake for hint in verdict.hints),
                ticked=card.is_ticked,
                told=card.is_told,
                hinted=card.hint == mistake.hint,
                failed=trial.failed(replies, verdict),
            )
        )
    return found


def in_styles(material: Material, name: str, part: slice = ALL) -> list[Styled]:
    """Try the known mistakes of an exercise in other people's style."""
    exercise, solution = material.bundle.exercises[name], material.solutions[name]
    trial = Trial(material.bundle, exercise, SECRET)
    right = trial.function(solution)
    with quietly():
        shapes = [traced_shapes(right, case.args) for case in trial.cases if not case.script]
    found = []
    for mistake in exercise.forms[part]:
        like = exercise.with_hint_of(mistake.name)
        for style, source in styles(mistake.apply(solution), solution, shapes).items():
            verdict = trial.without_asserts(source)
            recognised = not like.isdisjoint(hint.mistake for hint in verdict.hints)
            hinted = material.card(name, source).hint == mistake.hint
            found.append(Styled(mistake.name, style, recognised=recognised, hinted=hinted))
    return found


def in_peoples_style(material: Material, name: str, kind: str = ASIDE) -> list[Person]:
    """Try answers to an exercise that were written in other people's style."""
    exercise = material.bundle.exercises[name]
    trial = Trial(material.bundle, exercise, SECRET)
    hints: dict[Text, str] = {}
    for mistake in exercise.mistakes:
        hints.setdefault(mistake.hint, mistake.name)
    found = []
    for answer in read_people(material.folder, name, kind):
        verdict = trial.without_asserts(answer.code)
        card = material.card(name, answer.code)
        true = {mistake.hint for mistake in exercise.mistakes if mistake.name in answer.true}
        told = {hint.text for hint in verdict.hints if hint.mistake}
        on_card = {card.hint} - {None}
        found_wrong = [mark.finding.message.en for mark in verdict.marks if mark.finding]
        found.append(
            Person(
                answer.name,
                is_right=answer.is_right or answer.is_accepted,
                is_full=verdict.earned == verdict.points,
                is_ticked=card.is_ticked,
                recognised=bool(told & true) or answer.is_said(found_wrong),
                hinted=bool(on_card & true) or answer.is_said([card.said.en]),
                has_hint=bool(told & true),
                has_hint_on_card=bool(on_card & true),
                misled=tuple(sorted(hints[hint] for hint in (told | on_card) - true if hint in hints)),
            )
        )
    return found


def not_ticked(material: Material, name: str, part: slice = ALL) -> list[str]:
    """The right answers that the student's own card does not take for right."""
    answers = list(material.right_answers(name).items())[part]
    return [answer for answer, source in answers if not material.card(name, source).is_ticked]


def mutated(material: Material, name: str, part: slice = ALL, survived: int = SURVIVED) -> list[Mutated]:
    """Try the mutants of an exercise's solution; those that live are asked on with other secrets."""
    exercise = material.bundle.exercises[name]
    trials = [Trial(material.bundle, exercise, secret(number)) for number in range(survived)]
    first = trials[0]
    found = []
    for mutant in material.mutants(name)[part]:
        wrong = first.first_wrong(mutant.source)
        same = wrong is None and all(trial.first_wrong(mutant.source) is None for trial in trials[1:])
        number, failed = wrong or (None, frozenset())
        found.append(
            Mutated(
                mutant.title,
                by_outputs=number == 0,
                killed=wrong is not None,
                same=same,
                failed=failed,
                harmless=mutant.harmless,
            )
        )
    return found


def marks_by_answer(material: Material, name: str, seeds: Iterable[int]) -> dict[str, set[Earned]]:
    """The marks of each answer to an exercise, with each of the secrets of these numbers."""
    answers, found = material.answers(name), defaultdict[str, set[Earned]](set)
    slow = {mistake.name for mistake in material.bundle.exercises[name].mistakes if mistake.slow}
    begun: dict[str, tuple[Any, Reply, Verdict]] = {}
    for number in seeds:
        trial = Trial(material.bundle, material.bundle.exercises[name], secret(number))
        for answer, source in answers.items():
            if number % 10 and answer in slow:
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
