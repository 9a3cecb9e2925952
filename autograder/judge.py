"""Turns replies into marks and messages: pure functions from data to data, in the trusted process.

The judge draws the cases of an exercise from a key, computes what the lesson's own solution returns for
each, and asks every check what it finds in the replies. It never runs a student's code.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass, replace
from typing import Any

import numpy as np

from autograder.exercise import LANGUAGES, Answer, Case, Check, Exercise, Finding, Reference, Text
from autograder.exercise.show import LIMIT, printable, show, without_lists
from autograder.reply import Died, Missing, Raised, Reply, Returned
from autograder.selfcheck.asserts import AFTER_ASSERT, OWN_ASSERT, WRONG_ASSERT
from autograder.selfcheck.plain import worded
from autograder.selfcheck.text import EMPTY


@dataclass(frozen=True)
class Counterexample:
    """A call for which a check did not hold, in short texts: its arguments by name, and both answers.

    Where the answers are taken apart, ``expected`` and ``found`` are the part that was looked at.
    """

    arguments: tuple[tuple[str, str], ...]
    expected: str
    found: str


@dataclass(frozen=True)
class Mark:
    """The outcome of one check: the points earned, and what was found if it did not pay.

    There is a counterexample where the function was called and answered, or raised.
    """

    check: str
    _: KW_ONLY
    about: Text
    points: int
    earned: int
    finding: Finding | None
    counterexample: Counterexample | None = None


@dataclass(frozen=True)
class Hint:
    """A question that may help with a wrong answer, and the name of the known mistake that it was recognised as.

    The name is empty where only a pattern was seen in how the numbers differ.
    """

    text: Text
    mistake: str = ""


@dataclass(frozen=True)
class Verdict:
    """The marks of an exercise, check by check.

    ``helped`` names the functions that the lesson's own stood in for while it was asked: marks that an exercise earns
    on its own merit, though one that it builds on is wrong.
    """

    exercise: str
    marks: tuple[Mark, ...]
    hints: tuple[Hint, ...] = ()
    helped: tuple[str, ...] = ()

    @property
    def earned(self) -> int:
        """The points earned."""
        return sum(mark.earned for mark in self.marks)

    @property
    def points(self) -> int:
        """The points there are."""
        return sum(mark.points for mark in self.marks)

    @property
    def finding(self) -> Finding | None:
        """The first thing found wrong."""
        return next((mark.finding for mark in self.marks if mark.finding), None)


@contextmanager
def random_state_kept() -> Iterator[None]:
    """Leave NumPy's global generator as it was: the lesson's solutions seed it and draw from it.

    Whoever judges many exercises holds it around all of them, since looking it up takes longer than some questions.
    """
    global _is_kept
    if _is_kept:
        yield
        return
    state, _is_kept = np.random.get_state(), True
    try:
        yield
    finally:
        _is_kept = False
        np.random.set_state(state)


_is_kept = False


@random_state_kept()
def draw_cases(exercise: Exercise, reference: Reference, secret: bytes, work: str, attempt: int = 0) -> list[Case]:
    """The cases an exercise is asked about one piece of work: the public one, then the random ones.

    Each random case has a generator of its own, HMAC(secret, work, exercise, attempt, number): the same
    secret and work give the same inputs again, other work gets others, and no exercise tells of another.
    """
    cases = [reference.public(exercise)]
    for number, draw in enumerate(exercise.draws, start=1):
        message = f"{work}|{exercise.name}|{attempt}|{number}".encode()
        key = hmac.new(secret, message, hashlib.sha256).digest()
        case = draw(np.random.default_rng(int.from_bytes(key, "big")), reference)
        cases.append(replace(case, name=_NUMBERED.format(name=case.name, number=number)))
    return cases


@random_state_kept()
def judge(exercise: Exercise, cases: Sequence[Case], replies: Sequence[Reply], reference: Reference) -> Verdict:
    """Mark the replies to an exercise's cases.

    The cases are looked at from the public one, whose answer students have, to the largest random one: what is
    told of a check is the first that does not hold.
    """
    asked = []
    for case, reply in zip(cases, replies, strict=True):
        # The judge may hold other right answers than the reference's; those of the case come with it.
        right = reference.answer(exercise.name, case)
        value = reply.value if isinstance(reply, Returned) else None
        asked.append((Answer(case, value, right, reference), reply))
    asked[1:] = sorted(asked[1:], key=lambda one: _size(one[0].case.args))
    marks: dict[str, Mark] = {}
    for check in exercise.checks:
        failed = next((marks[need] for need in check.needs if marks[need].finding), None)
        if failed is not None:
            mark = _nothing(check, failed.finding, failed.counterexample)
        else:
            mark = _mark(check, asked, exercise.name)
        marks[check.name] = mark
    return Verdict(exercise.name, tuple(marks.values()))


def unanswered(exercise: Exercise) -> Verdict:
    """Mark an exercise that there is nobody to ask about."""
    finding = Finding(_MISSING)
    marks = (_nothing(check, finding) for check in exercise.checks)
    return Verdict(exercise.name, tuple(marks))


def _mark(check: Check, asked: Sequence[tuple[Answer, Reply]], exercise: str) -> Mark:
    for question, reply in asked:
        found = look(check, question, reply, exercise) if check.applies(question.case) else None
        if found is not None:
            # What it was asked is not carried out in a student's own words; a counterexample shows it where wanted.
            message = Text(**{language: without_lists(found.message.to(language)) for language in LANGUAGES})
            finding = Finding(message, question.case.name, line=found.line, apart=found.apart)
            return _nothing(check, finding, _counterexample(question, found, exercise))
    return Mark(check.name, about=check.about, points=check.points, earned=check.points, finding=None)


def _nothing(check: Check, finding: Finding | None, counterexample: Counterexample | None = None) -> Mark:
    """The mark of a check that pays nothing."""
    return Mark(
        check.name, about=check.about, points=check.points, earned=0, finding=finding, counterexample=counterexample
    )


def look(check: Check, question: Answer, reply: Reply, exercise: str) -> Finding | None:
    """Have a check look at the reply to one case; a finding shows both answers where there are two."""
    if isinstance(reply, Returned):
        try:
            found = check.holds(question)
        except Exception as error:
            # Whatever a check of a lesson's makes of an answer that nobody thought of costs that check alone.
            found = Finding(_UNREADABLE.format(error=type(error).__name__))
        if found is None or found.found:
            return found
        return replace(found, expected=show(question.expected), found=show(reply.value))
    message = no_answer(reply, exercise)
    if not isinstance(reply, Raised) or reply.type in _NOT_RUN:
        return Finding(message)
    line = reply.line if reply.function == exercise else None
    return Finding(message, expected=show(question.expected), found=printable(_raised(reply), LIMIT), line=line)


def _counterexample(question: Answer, finding: Finding, exercise: str) -> Counterexample | None:
    if not finding.found:
        return None
    case = question.case
    arguments = {} if case.seed is None else {"np.random.seed": case.seed}
    arguments |= question.reference.arguments(exercise, case)
    shown = tuple((name, show(value)) for name, value in arguments.items())
    return Counterexample(shown, finding.expected, finding.found)


def _size(value: Any) -> int:
    """Count the numbers in a case's arguments."""
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, (tuple, list)):
        return sum(map(_size, value))
    return value.size if isinstance(value, np.ndarray) else 1


def no_answer(reply: Raised | Missing | Died, exercise: str) -> Text:
    """Word what is said of a call that gave no value."""
    if isinstance(reply, Missing) and reply.error is not None:
        where = _LINE.format(line=reply.error.line) if reply.error.line else EMPTY
        return _CELL_RAISED.format(where=where, message=_raised(reply.error))
    if isinstance(reply, Missing):
        return _MISSING
    if isinstance(reply, Died):
        return _DIED.get(reply.reason, _DIED_OTHERWISE)
    if reply.type == _BLANK_TYPE:
        if reply.function and reply.function != exercise:
            return _BLANK_HELPER.format(function=reply.function)
        return _BLANK
    if reply.type == _OVERRAN_TYPE:
        return _OVERRAN_HELPER.format(function=reply.message)
    where = _LINE.format(line=reply.line) if reply.line else EMPTY
    if is_own_assert(reply):
        return OWN_ASSERT.format(where=where, message=reply.message)
    said = None
    if reply.plain is not None and all(language in reply.plain for language in LANGUAGES):
        said = Text(**{language: reply.plain[language] for language in LANGUAGES})
    return _CALL_RAISED.format(where=where, message=worded(reply.type, reply.message, said, beside=True))


def is_own_assert(reply: Reply) -> bool:
    """Say whether a student's own assert has failed, so that nobody has seen the answer."""
    return isinstance(reply, Raised) and reply.type == "AssertionError" and reply.cell is not None


def without_asserts(verdict: Verdict, exercise: str, failed: Raised) -> Verdict:
    """The verdict on answers that were given without the student's own asserts, and what the one that failed said.

    Where all the answers are right, the assert is what is wrong: a call ends there, and the check that has the fewest
    points is lost.
    """
    own, marks = no_answer(failed, exercise), list(verdict.marks)
    place = next((place for place, mark in enumerate(marks) if mark.finding), None)
    if place is None:
        place = min(range(len(marks)), key=lambda place: marks[place].points)
        marks[place] = replace(marks[place], earned=0, finding=Finding(WRONG_ASSERT.format(own=own), line=failed.line))
    else:
        finding = marks[place].finding
        assert finding is not None
        said = AFTER_ASSERT.format(own=own, said=finding.message)
        told = replace(finding, message=said, line=finding.line or failed.line)
        # What is told of a check because another one must hold first is the same finding.
        marks = [replace(mark, finding=told) if mark.finding is finding else mark for mark in marks]
    return replace(verdict, marks=tuple(marks))


def _raised(reply: Raised) -> str:
    return f"{reply.type}: {reply.message}".removesuffix(": ")


#: What is raised in place of an answer: by a blank cell, and for a function that is not called again.
_NOT_RUN = (_BLANK_TYPE, _OVERRAN_TYPE) = ("NotImplementedError", "NotCalledAgainError")

_UNREADABLE = Text(
    "返回值的形式出乎意料，没法评判（{error}）：应返回的是说明里写的那样吗？",
    "the answer has a form that cannot be judged ({error}): is it what the text asks for?",
)
_MISSING = Text(
    "没有找到这个函数：它定义了吗？名字对吗？", "the function is not there: is it defined, under this name?"
)
_BLANK = Text("还没有写", "not written yet")
_BLANK_HELPER = Text("{function} 还没有写", "{function} is not written yet")
_OVERRAN_HELPER = Text(
    "它要调用的 {function} 运行太久，已经被停止了", "it calls {function}, which ran too long and was stopped"
)
_LINE = Text("（第 {line} 行）", " (line {line})")
_CELL_RAISED = Text("单元格运行出错{where}：{message}", "the cell itself does not run{where}: {message}")
_CALL_RAISED = Text("调用时出错{where}：{message}", "the call raised{where} {message}")
_NUMBERED = Text("{name} {number}", "{name} {number}")
_DIED = {
    "cpu": Text("运行太久，被停止了：循环会结束吗？", "it ran too long and was stopped: does the loop end?"),
    "idle": Text("一直在等待，被停止了：里面有 time.sleep 吗？", "it kept waiting and was stopped: does it sleep?"),
    "wall": Text("等了太久没有回答，被停止了", "it gave no answer for too long and was stopped"),
    "memory": Text("用的内存太多，被停止了", "it used too much memory and was stopped"),
    "room": Text(
        "占用的磁盘、文件或线程太多，被停止了", "it took too much disk, too many files or threads, and was stopped"
    ),
}
_DIED_OTHERWISE = Text("运行这个函数时进程意外结束了", "the process ended while this function was running")
