"""Judges right answers, known mistakes and mutants in this process, as submissions are judged, but without a sandbox.

All code that runs here is the lesson's own, or made from it. What loops for ever is ended by a timer.
"""

from __future__ import annotations

import ast
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

import numpy as np

from autograder.calling import PlainWords, quietly, reply_to
from autograder.exercise import Case, Exercise, copied
from autograder.grading.bundle import Bundle
from autograder.judge import Verdict, draw_cases, judge
from autograder.reply import Died, Raised, Reply, Returned
from autograder.selfcheck.asserts import NoAsserts

#: Seconds that one answer is waited for; the longest of the lesson's own takes a tenth of one.
WAIT_FOR_ANSWER = 20.0


class _TooSlowError(BaseException):
    """Not an `Exception`, which an answer might catch."""


class Trial:
    """One exercise, asked with one secret."""

    def __init__(self, bundle: Bundle, exercise: Exercise, secret: bytes) -> None:
        self.exercise = exercise
        self._bundle = bundle
        with quietly():
            self.cases = draw_cases(exercise, bundle.reference, secret, "proof")

    def function(self, source: str) -> Any:
        """Run a source, and take what it defines under the exercise's name; what it raises, any call raises."""
        try:
            with quietly():
                return self._bundle.reference.among(source)[self.exercise.name]
        except Exception as error:
            return _raiser(error)

    def replies(self, source: str, plain_words: PlainWords | None = None) -> list[Reply]:
        """Ask a source's function about all cases."""
        function = self.function(source)
        return [self.reply(function, case, plain_words) for case in self.cases]

    def reply(self, function: Any, case: Case, plain_words: PlainWords | None = None) -> Reply:
        """Ask a function about a case."""
        try:
            with _timer(WAIT_FOR_ANSWER), quietly():
                return reply_to(function, case, plain_words)
        except _TooSlowError:
            return Died("cpu", f"more than {WAIT_FOR_ANSWER:g} s")

    def expected(self) -> list[Any]:
        """The lesson's own answers to the cases."""
        with quietly():
            return [self._bundle.reference.answer(self.exercise.name, case) for case in self.cases]

    def verdict(self, replies: Sequence[Reply]) -> Verdict:
        """Mark so many replies, to the first of the cases."""
        with quietly():
            return judge(self.exercise, self.cases[: len(replies)], replies, self._bundle.reference)

    def diagnosed(self, replies: Sequence[Reply]) -> Verdict:
        """The verdict on replies to all cases, with the hints that fit."""
        verdict = self.verdict(replies)
        hints = self._bundle.catalogue.hints(self.exercise, self.cases, replies, verdict)
        return replace(verdict, hints=hints)

    def without_asserts(self, source: str) -> Verdict:
        """The verdict on a source, with the hints that fit: where an assert of its own fails, on it without any.

        What was raised is told in the self-check's plain words, where it has any.
        """
        replies = self.replies(source, self._plain_words)
        if any(isinstance(reply, Raised) and reply.type == "AssertionError" for reply in replies):
            bare = ast.unparse(ast.fix_missing_locations(NoAsserts().visit(ast.parse(source))))
            replies = self.replies(bare, self._plain_words)
        return self.diagnosed(replies)

    def _plain_words(self, error: BaseException) -> dict[str, str] | None:
        said = self._bundle.reference.resource("kit.selfcheck", "plain_words")(error, self.exercise.name)
        return None if said is None else dict(vars(said))

    def failed(self, replies: Sequence[Reply], verdict: Verdict) -> frozenset[str]:
        """Find the checks that found something themselves: in a value, and not through a check that they need."""
        returned = {case.name for case, reply in zip(self.cases, replies, strict=False) if isinstance(reply, Returned)}
        lost = {mark.check: mark.finding for mark in verdict.marks if mark.finding}
        return frozenset(
            check.name
            for check in self.exercise.checks
            if check.name in lost and lost[check.name].case in returned and not lost.keys() & set(check.needs)
        )

    def first_wrong(self, source: str) -> tuple[int, frozenset[str]] | None:
        """Find the first case by which an answer loses marks, mostly the public one, 0, and the checks that say so."""
        function = self.function(source)
        replies: list[Reply] = []
        for number, case in enumerate(self.cases):
            replies.append(self.reply(function, case))
            verdict = self.verdict(replies)
            if verdict.earned < verdict.points:
                return number, self.failed(replies, verdict)
        return None


def remember(bundle: Bundle, name: str) -> None:
    """Have one of the lesson's functions, which answers the same each time, work out an answer once.

    Whatever is drawn, answered or wrong elsewhere calls it with the same arguments again and again: where a
    function takes long, that is most of the time.
    """
    bundle.reference.wrap(name, _remembered)


def _remembered(function: Any) -> Any:
    known: dict[bytes, Any] = {}

    def remembered(*args: Any, **keywords: Any) -> Any:
        key = _key((args, sorted(keywords.items())))
        if key not in known:
            if len(known) > 400:
                known.clear()
            known[key] = function(*args, **keywords)
        return copied(known[key])

    return remembered


def _key(value: Any) -> bytes:
    if isinstance(value, (tuple, list)):
        return b"(" + b",".join(map(_key, value)) + b")"
    if isinstance(value, (np.ndarray, np.generic)):
        return f"{value.dtype}{value.shape}".encode() + value.tobytes()
    return repr(value).encode()


def _raiser(error: Exception) -> Any:
    def function(*args: object, **keywords: object) -> None:
        raise error

    return function


@contextmanager
def _timer(seconds: float) -> Iterator[None]:
    """Break off what takes longer; in the main thread of a process only."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise _TooSlowError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
