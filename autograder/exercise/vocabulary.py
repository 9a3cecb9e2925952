"""The nouns of a lesson: text, case, answer, finding, check, exercise, mistake."""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.selfcheck.text import EMPTY, LANGUAGES, Language, Text

__all__ = ["LANGUAGES", "Language", "Text"]


@dataclass(frozen=True)
class Case:
    """One call of the student's function, with the values it is called with.

    ``seed``, if given, is set with ``np.random.seed`` just before the call. ``also_right`` holds other
    answers that are accepted where a case has several, each computed from the same arguments.

    A class is not asked by one call. ``script`` then is source text that defines ``probe(Class, *args)``: it
    is executed beside the student's class, and what it returns, plain data, is the answer.

    ``right`` is what the lesson's own solution answers, where that was found out while the case was drawn.
    """

    name: Text
    args: tuple[Any, ...]
    seed: int | None = None
    also_right: tuple[Any, ...] = ()
    script: str = ""
    right: Any = None


def asked(solution: Callable[..., Any], case: Case) -> Callable[..., Any]:
    """What is called with a case's arguments: the function itself, or the ``probe`` of the case's script with it."""
    if not case.script:
        return solution
    scope: dict[str, Any] = {}
    exec(case.script, scope)
    return functools.partial(scope["probe"], solution)


class Reference:
    """The lesson's own solutions, by name, called without leaving a trace in their arguments."""

    def __init__(self, namespace: Mapping[str, Any], resources: Mapping[str, Any] | None = None) -> None:
        self._namespace = dict(namespace)
        self._resources = resources or {}
        self._public: dict[str, tuple[Case, Any]] = {}

    def resource(self, module: str, name: str) -> Any:
        """What a module of the students' resource pack defines."""
        return getattr(self._resources[module], name)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in self._namespace:
            raise AttributeError(f"the lesson defines no {name!r}")
        function = self._namespace[name]

        def call(*args: Any, seed: int | None = None) -> Any:
            return self._call(function, args, seed)

        return call

    def public(self, exercise: Exercise) -> Case:
        """The public case of an exercise, which is the same for all work: made once, and not to be changed."""
        if exercise.name not in self._public:
            case = exercise.public(self)
            self._public[exercise.name] = case, self.answer(exercise.name, case)
        return self._public[exercise.name][0]

    def answer(self, name: str, case: Case) -> Any:
        """What the lesson's own solution of an exercise answers to a case."""
        public, answer = self._public.get(name, (None, None))
        if case is public:
            return answer
        if case.right is not None:
            return case.right
        return self._call(asked(self._namespace[name], case), case.args, case.seed)

    def among(self, source: str) -> dict[str, Any]:
        """The names of a notebook in which source text of one's own stands after the lesson's solutions."""
        namespace = dict(self._namespace)
        exec(compile(source, "<cell>", "exec"), namespace)
        return namespace

    def wrap(self, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]) -> None:
        """Put a function around one of the lesson's own, for all that call it from now on."""
        function = self._namespace[name]
        # The lesson's functions find one another by name in the same place.
        function.__globals__[name] = self._namespace[name] = wrapper(function)

    def helped(self, name: str, args: tuple[Any, ...], keywords: Mapping[str, Any]) -> Any:
        """What the lesson's own function answers to whatever it is called with; the arguments are its own to change."""
        return self._namespace[name](*args, **keywords)

    def arguments(self, name: str, case: Case) -> dict[str, Any]:
        """The arguments of a case by the names that the lesson's own solution gives them."""
        return inspect.signature(asked(self._namespace[name], case)).bind(*case.args).arguments

    @staticmethod
    def _call(function: Callable[..., Any], args: tuple[Any, ...], seed: int | None) -> Any:
        if seed is not None:
            np.random.seed(seed)
        return function(*map(copied, args))


def copied(value: Any) -> Any:
    """The value, sharing nothing with it that could be written to."""
    # Most of what is passed is of these kinds; copy.deepcopy takes ten times as long over them.
    kind = type(value)
    if kind is np.ndarray and not value.dtype.hasobject:
        return value.copy("K")
    if kind is tuple or kind is list:
        return kind(map(copied, value))
    if kind is dict:
        return {key: copied(entry) for key, entry in value.items()}
    return copy.deepcopy(value)


@dataclass(frozen=True)
class Answer:
    """What came back for one case, beside what the lesson's own solution returns."""

    case: Case
    value: Any
    expected: Any
    reference: Reference


@dataclass(frozen=True)
class Finding:
    """The first useful fact about what is wrong, in both languages, and the case it was seen in.

    ``expected`` and ``found`` show the part in question, or are empty where the whole answer is. ``line``, if
    known, is the line of the exercise's cell that the function stopped in. ``apart`` holds the found and the
    expected array that were compared, for whoever looks at how they differ.
    """

    message: Text
    case: Text = EMPTY
    expected: str = ""
    found: str = ""
    line: int | None = None
    apart: tuple[Any, Any] | None = field(default=None, compare=False, repr=False)


Holds = Callable[[Answer], Finding | None]


@dataclass(frozen=True)
class Check:
    """One thing an exercise is marked on; it pays ``points`` when ``holds`` finds nothing in any case.

    ``about`` says in words what is looked at. ``needs`` names checks of the same exercise that must hold
    first (a right form around a wrong value earns nothing). ``applies`` narrows the cases looked at.
    """

    name: str
    points: int
    about: Text
    holds: Holds
    needs: tuple[str, ...] = ()
    applies: Callable[[Case], bool] = lambda case: True


#: Draws the arguments of one case from a generator of random numbers; may use the reference.
Draw = Callable[[np.random.Generator, Reference], Case]


@dataclass(frozen=True)
class Exercise:
    """A graded function or class: the cases it is asked and the checks it is marked by.

    ``builds_on`` names the exercises whose functions this one calls.
    """

    name: str
    public: Callable[[Reference], Case]
    draws: tuple[Draw, ...]
    checks: tuple[Check, ...]
    builds_on: tuple[str, ...] = ()

    @property
    def points(self) -> int:
        """The points of all checks together."""
        return sum(check.points for check in self.checks)


@dataclass(frozen=True)
class WrittenQuestion:
    """A question answered in words and marked by a person."""

    name: str
    points: int


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer: the lesson's solution with an edit, or a few lines of its own.

    ``edits`` pairs what stands in the solution with what stands in the mistake; ``code`` replaces the
    whole function. ``caught_by`` names the check that must catch it. The hint asks a question and gives
    no line away. ``looks_like`` names mistakes of the same exercise that cannot be told from it by any answer:
    they share one hint, which is true of all of them.
    """

    exercise: str
    name: str
    hint: Text
    caught_by: str
    edits: tuple[tuple[str, str], ...] = ()
    code: str = ""
    looks_like: tuple[str, ...] = ()

    def apply(self, solution: str) -> str:
        """The wrong function's source, made from the source of the lesson's solution.

        Raises
        ------
        ValueError
            An edit's text does not occur in the solution, so that the mistake would be no mistake.
        """
        if self.code:
            return self.code
        for old, new in self.edits:
            if old not in solution:
                raise ValueError(
                    f"mistake {self.name!r} of {self.exercise}: {old!r} does not occur in the solution; "
                    "mend the edit in mistakes.py"
                )
            solution = solution.replace(old, new)
        return solution
