"""Turns replies into marks and messages: pure functions from data to data, in the trusted process.

The judge draws the cases of an exercise from a key, computes what the lesson's own solution returns for
each, and asks every check what it finds in the replies. It never runs a student's code.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from autograder.exercise import Answer, Case, Check, Exercise, Finding, Reference, Text
from autograder.reply import Died, Missing, Raised, Reply, Returned


@dataclass(frozen=True)
class Mark:
    """What one check earned, and what it found if it did not pay."""

    check: str
    about: Text
    points: int
    earned: int
    finding: Finding | None


@dataclass(frozen=True)
class Verdict:
    """What an exercise earned, check by check."""

    exercise: str
    marks: tuple[Mark, ...]

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


def draw_cases(exercise: Exercise, reference: Reference, secret: bytes, work: str, attempt: int = 0) -> list[Case]:
    """The cases an exercise is asked about one piece of work: the public one, then the random ones.

    Each random case has a generator of its own, HMAC(secret, work, exercise, attempt, number): the same
    secret and work give the same inputs again, other work gets others, and no exercise tells of another.
    """
    cases = [exercise.public(reference)]
    for number, draw in enumerate(exercise.draws, start=1):
        message = f"{work}|{exercise.name}|{attempt}|{number}".encode()
        key = hmac.new(secret, message, hashlib.sha256).digest()
        case = draw(np.random.default_rng(int.from_bytes(key, "big")), reference)
        cases.append(replace(case, name=Text(f"{case.name.zh} {number}", f"{case.name.en} {number}")))
    return cases


def judge(exercise: Exercise, cases: Sequence[Case], replies: Sequence[Reply], reference: Reference) -> Verdict:
    """What the replies to an exercise's cases earn."""
    solution = getattr(reference, exercise.name)
    # The judge may hold other right answers than the reference's; those of the case come with it.
    expected = [solution(*case.args, seed=case.seed) for case in cases]
    marks: dict[str, Mark] = {}
    for check in exercise.checks:
        finding = None
        for need in check.needs:
            finding = finding or marks[need].finding
        for case, reply, right in zip(cases, replies, expected, strict=True):
            if finding is None and check.applies(case):
                finding = _look(check, Answer(case, None, right, reference), reply, exercise.name)
        earned = 0 if finding else check.points
        marks[check.name] = Mark(check.name, check.about, check.points, earned, finding)
    return Verdict(exercise.name, tuple(marks.values()))


def _look(check: Check, question: Answer, reply: Reply, exercise: str) -> Finding | None:
    if not isinstance(reply, Returned):
        return Finding(no_answer(reply, exercise), question.case.name)
    found = check.holds(replace(question, value=reply.value))
    return replace(found, case=question.case.name) if found else None


def no_answer(reply: Raised | Missing | Died, exercise: str) -> Text:
    """What is said of a call that gave no value."""
    if isinstance(reply, Missing):
        return _MISSING
    if isinstance(reply, Died):
        return _DIED.get(reply.reason, _DIED_OTHERWISE)
    if reply.type == "NotImplementedError":
        if reply.function and reply.function != exercise:
            return _BLANK_HELPER.format(function=reply.function)
        return _BLANK
    where = _LINE.format(line=reply.line) if reply.line else Text("", "")
    message = f"{reply.type}: {reply.message}".removesuffix(": ")
    return Text(f"调用时出错{where.zh}：{message}", f"the call raised{where.en} {message}")


_MISSING = Text(
    "没有找到这个函数：它定义了吗？名字对吗？", "the function is not there: is it defined, under this name?"
)
_BLANK = Text("还没有写", "not written yet")
_BLANK_HELPER = Text("{function} 还没有写", "{function} is not written yet")
_LINE = Text("（第 {line} 行）", " (line {line})")
_DIED = {
    "cpu": Text("运行太久，被停止了：循环会结束吗？", "it ran too long and was stopped: does the loop end?"),
    "wall": Text("等了太久没有回答，被停止了", "it gave no answer for too long and was stopped"),
    "memory": Text("用的内存太多，被停止了", "it used too much memory and was stopped"),
}
_DIED_OTHERWISE = Text("运行这个函数时进程意外结束了", "the process ended while this function was running")
