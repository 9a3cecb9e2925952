"""Recognises wrong answers: what a known mistake of the lesson's catalogue would have answered, a student has.

An answer is recognised by its replies alone, on inputs that nobody has seen before. Where all of them are those of a
mistake, its hint is given. Else each check that does not hold is looked at by itself, since two mistakes may have been
made at once; and where none is known, what is told is how the numbers differ, if there is a pattern to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from autograder.calling import quietly, reply_to
from autograder.exercise import Answer, Case, Check, Exercise, Finding, Mistake, Reference, Text, same
from autograder.exercise.patterns import pattern
from autograder.judge import Hint, Mark, Verdict, look, random_state_kept
from autograder.reply import Raised, Reply, Returned
from autograder.selfcheck.alike import slip


class Catalogue:
    """The known mistakes of a lesson, each with what it answers.

    Parameters
    ----------
    exercises
        Each with its mistakes, in an order in which the first that fits is told.
    solutions
        The source of the lesson's own solution of each exercise, which mistakes are edits of.
    """

    def __init__(self, exercises: Iterable[Exercise], solutions: Mapping[str, str], reference: Reference) -> None:
        self._reference = reference
        self._known = {
            exercise.name: [_Known(exercise.name, form, solutions[exercise.name], reference) for form in exercise.forms]
            for exercise in exercises
        }

    def hints(
        self, exercise: Exercise, cases: Sequence[Case], replies: Sequence[Reply], verdict: Verdict
    ) -> tuple[Hint, ...]:
        """The hints that fit these replies to the cases of an exercise, and the verdict on them."""
        failed = [mark for mark in verdict.marks if mark.finding]
        if not failed or not any(map(_is_answer, replies)):
            return ()
        with random_state_kept(), quietly():
            whole = self._whole(exercise, cases, replies)
            found = [Hint(whole.hint, whole.name)] if whole else self._by_check(exercise, cases, replies, failed)
            return tuple({hint.text: hint for hint in found}.values())

    def _whole(self, exercise: Exercise, cases: Sequence[Case], replies: Sequence[Reply]) -> Mistake | None:
        """The first mistake that gives all these replies."""
        public, *others = zip(cases, replies, strict=True)
        for known in self._known.get(exercise.name, ()):
            # What it answers to the public case is found out once for all submissions.
            if alike(public[1], known.public(public[0])) and all(
                alike(reply, known.reply(case)) for case, reply in others
            ):
                return known.mistake
        return None

    def _by_check(
        self, exercise: Exercise, cases: Sequence[Case], replies: Sequence[Reply], failed: Sequence[Mark]
    ) -> Iterable[Hint]:
        seen: list[Finding | None] = []
        checks = {check.name: check for check in exercise.checks}
        for mark in failed:
            # What is told of a check because another one must hold first has been told already.
            if not any(mark.finding is finding for finding in seen):
                seen.append(mark.finding)
                check = checks[mark.check]
                hint = self._for_check(exercise, check, cases, replies)
                hint = hint or self._by_pattern(exercise, check, cases, replies)
                if hint is not None:
                    yield hint

    def _for_check(
        self, exercise: Exercise, check: Check, cases: Sequence[Case], replies: Sequence[Reply]
    ) -> Hint | None:
        """The hint of the mistakes in which this check finds, case by case, what it finds here.

        What a check finds may be less than what was answered: of several mistakes with several hints none is told.
        """
        looked = [(case, reply) for case, reply in zip(cases, replies, strict=True) if check.applies(case)]
        found = [self._found(exercise, check, case, reply) for case, reply in looked]
        fitting: dict[Text, Mistake] = {}
        for known in self._known.get(exercise.name, ()):
            # Of those that the public case shows nothing of, only the ones that are known to fail here are tried.
            if known.mistake.caught_by != check.name and (looked[0][0] is not cases[0] or found[0] is None):
                continue
            others = (known.public(case) if case is cases[0] else known.reply(case) for case, _ in looked)
            if all(
                self._agrees(exercise, check, case, reply, other, finding)
                for (case, reply), other, finding in zip(looked, others, found, strict=True)
            ):
                fitting.setdefault(known.mistake.hint, known.mistake)
        if len(fitting) != 1:
            return None
        (mistake,) = fitting.values()
        return Hint(mistake.hint, mistake.name)

    def _agrees(
        self, exercise: Exercise, check: Check, case: Case, reply: Reply, other: Reply, finding: Finding | None
    ) -> bool:
        """Say whether a check finds in another reply to a case what it has found in this one."""
        if not isinstance(reply, Returned):  # what is told names the line, which another's code has elsewhere
            return alike(reply, other)
        another = self._found(exercise, check, case, other)
        if finding is None or another is None:
            return finding is another
        return (finding.message, finding.expected, finding.found) == (another.message, another.expected, another.found)

    def _found(self, exercise: Exercise, check: Check, case: Case, reply: Reply) -> Finding | None:
        right = self._reference.answer(exercise.name, case)
        value = reply.value if isinstance(reply, Returned) else None
        return look(check, Answer(case, value, right, self._reference), reply, exercise.name)

    def _by_pattern(
        self, exercise: Exercise, check: Check, cases: Sequence[Case], replies: Sequence[Reply]
    ) -> Hint | None:
        """Say how the numbers differ, if it is the same in all cases in which this check finds something."""
        found = [
            (finding, case)
            for case, reply in zip(cases, replies, strict=True)
            if check.applies(case) and (finding := self._found(exercise, check, case, reply)) is not None
        ]
        pairs = [(*finding.apart, case.args) for finding, case in found if finding.apart is not None]
        text = pattern(*pairs) if len(pairs) == len(found) else None
        return None if text is None else Hint(text)


class _Known:
    """A mistake, and what it answers."""

    def __init__(self, exercise: str, mistake: Mistake, solution: str, reference: Reference) -> None:
        self.mistake = mistake
        self._exercise = exercise
        self._solution = solution
        self._reference = reference
        self._public: tuple[Case, Reply] | None = None

    @cached_property
    def _function(self) -> Any:
        return self._reference.among(self.mistake.apply(self._solution))[self._exercise]

    def reply(self, case: Case) -> Reply:
        return reply_to(self._function, case)

    def public(self, case: Case) -> Reply:
        """Ask it about the public case, which is the same for all submissions."""
        if self._public is None or self._public[0] is not case:
            self._public = case, self.reply(case)
        return self._public[1]


def alike(one: Reply, other: Reply) -> bool:
    """Say whether two replies cannot be told apart."""
    match one, other:
        case Returned(value), Returned(another):
            return same(value, another)
        case Raised(kind, message), Raised(another_kind, another_message):
            return slip(kind, message) == slip(another_kind, another_message)
    return False


def _is_answer(reply: Reply) -> bool:
    return isinstance(reply, Returned) or (isinstance(reply, Raised) and reply.type != "NotImplementedError")
