"""The nouns of a lesson: text, case, answer, finding, check, exercise, mistake."""

from __future__ import annotations

import copy
import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.selfcheck.text import EMPTY, LANGUAGES, Language, Text

__all__ = ["LANGUAGES", "Language", "Text"]

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """One call of the student's function, with the values it is called with.

    Parameters
    ----------
    name
        What the case is called where something is said of it.
    args
        What the function is called with, by position.
    tag
        What kind of case it is, for checks that look at one kind alone (`Check.cases`).
    seed
        Set with ``np.random.seed`` just before the call, if given.
    also_right
        Other answers that are accepted where a case has several, each computed from the same arguments.
    script
        For a class, which is not asked by one call: source text that defines ``probe(Class, *args)``. It is executed
        beside the student's class, and what it returns, plain data, is the answer.
    right
        What the lesson's own solution answers, where that was found out while the case was drawn.

    Examples
    --------
    >>> case = Case(Text("随机输入", "random input"), (2.0, "up"), tag="up")
    >>> case.args, case.tag
    ((2.0, 'up'), 'up')
    """

    name: Text
    args: tuple[Any, ...]
    _: KW_ONLY
    tag: str = ""
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
    """The lesson's own solutions, by name, called without leaving a trace in their arguments.

    Parameters
    ----------
    namespace
        What the lesson's set-up and solution cells define, by name.
    resources
        The modules of the students' resource pack, by their dotted names.

    Raises
    ------
    AttributeError
        A name is asked for that the lesson does not define.

    Examples
    --------
    >>> reference = Reference({"twice": lambda x: 2 * x})
    >>> reference.twice(np.array([1.0, 2.0]))
    array([2., 4.])
    """

    def __init__(self, namespace: Mapping[str, Any], resources: Mapping[str, Any] | None = None) -> None:
        self._namespace = dict(namespace)
        self._resources = resources or {}
        self._public: dict[str, tuple[Case, Any]] = {}

    def resource(self, module: str, name: str) -> Any:
        """What a module of the students' resource pack defines.

        Parameters
        ----------
        module
            The module's dotted name, as students import it: ``"kit.inputs"``.
        name
            What it defines.

        Raises
        ------
        KeyError
            The pack holds no such module.
        AttributeError
            The module does not define that.

        Examples
        --------
        >>> import math
        >>> Reference({}, {"kit.numbers": math}).resource("kit.numbers", "sqrt")(9)
        3.0
        """
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
    """What came back for one case, beside what the lesson's own solution returns.

    Parameters
    ----------
    case
        What the function was called with.
    value
        What the student's function returned: numbers, strings, lists, tuples, dictionaries with string keys, and real
        arrays of any shape; it may be anything of these, and hold what nobody thought of.
    expected
        What the lesson's own solution returns for the same arguments.
    reference
        The lesson's own functions.

    Examples
    --------
    >>> case = Case(Text("公开输入", "public input"), (np.ones((2, 3)),))
    >>> answer = Answer(case, 5.0, 6.0, Reference({}))
    >>> answer.value == answer.expected
    False
    """

    case: Case
    value: Any
    expected: Any
    reference: Reference


@dataclass(frozen=True)
class Finding:
    """The first useful fact about what is wrong, in every language, and the case it was seen in.

    Parameters
    ----------
    message
        The fact.
    case
        The name of the case; filled in by the judge.
    expected, found
        The part in question as short texts, or empty where the whole answer is.
    line
        The line of the exercise's cell that the function stopped in, if known.
    apart
        The found and the expected array that were compared, for whoever looks at how they differ.

    Examples
    --------
    >>> Finding(Text("应是一个数", "it should be a number")).message.en
    'it should be a number'
    """

    message: Text
    case: Text = EMPTY
    _: KW_ONLY
    expected: str = ""
    found: str = ""
    line: int | None = None
    apart: tuple[Any, Any] | None = field(default=None, compare=False, repr=False)


Holds = Callable[[Answer], Finding | None]


@dataclass(frozen=True)
class Check:
    """One thing an exercise is marked on; it pays its points when it finds nothing wrong in any of its cases.

    Parameters
    ----------
    name
        The check's id within its exercise.
    points
        What it pays.
    about
        What is looked at, in words; Markdown.
    holds
        Looks at one `Answer`; returns the first thing found wrong, a `Finding`, or None.
    needs
        Names of checks above it in the exercise that must hold first: a right form around a wrong value earns nothing.
    cases
        The tag of the cases that are looked at; all of them if it is empty.

    Examples
    --------
    >>> from autograder.exercise import Output, equal
    >>> Check("mean", 5, about=Text("平均值", "the mean"), holds=equal(Output("mean"))).points
    5
    """

    name: str
    points: int
    _: KW_ONLY
    about: Text
    holds: Holds
    needs: tuple[str, ...] = ()
    cases: str = ""

    def applies(self, case: Case) -> bool:
        """Whether the check looks at a case.

        Examples
        --------
        >>> check = Check("up", 5, about=Text("向上", "upwards"), holds=lambda answer: None, cases="up")
        >>> check.applies(Case(EMPTY, (), tag="up")), check.applies(Case(EMPTY, (), tag="down"))
        (True, False)
        """
        return self.cases in ("", case.tag)


#: Draws the arguments of one case from a generator of random numbers; may use the reference.
Draw = Callable[[np.random.Generator, Reference], Case]


#: Pairs of what stands in a solution, and what stands in its place in a mistake.
Edits = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer: the lesson's solution with an edit, or a few lines of its own.

    Parameters
    ----------
    name
        The mistake's id within its exercise.
    hint
        A question that helps whoever has made it, and gives no line away.
    caught_by
        The check that must catch it.
    edits
        Pairs of what stands in the solution, and what stands in the mistake.
    code
        In place of edits: the whole function.
    also
        Other ways to make the same mistake, each its edits or its code: they share name, hint and check.
    slow
        Whether it takes so long whatever it is asked that `autograder check` asks it with fewer secrets.

    Examples
    --------
    >>> hint = Text("数更多时，平均值会变大吗？", "Does a mean grow with the count of numbers?")
    >>> Mistake("not-divided", hint, caught_by="mean", edits=((" / n", ""),)).apply("return total / n")
    'return total'
    """

    name: str
    hint: Text
    _: KW_ONLY
    caught_by: str
    edits: Edits = ()
    code: str = ""
    also: tuple[Edits | str, ...] = ()
    slow: bool = False

    @property
    def forms(self) -> tuple[Mistake, ...]:
        """The mistake in each of the ways in which it is made, each a mistake of this name."""
        others = (
            replace(self, also=(), edits=(), code=way) if isinstance(way, str) else replace(self, also=(), edits=way)
            for way in self.also
        )
        return (replace(self, also=()), *others)

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
                raise ValueError(f"mistake {self.name!r}: {old!r} does not occur in the solution; mend its edits")
            solution = solution.replace(old, new)
        return solution


@dataclass(frozen=True)
class Exercise:
    """A graded function or class: the cases it is asked, the checks it is marked by, and what these are proven with.

    Parameters
    ----------
    name
        The function's name, and that of the file that declares it.
    public
        Makes the case whose answer stands in the notebook.
    draws
        Each draws one random case.
    checks
        What is marked.
    builds_on
        The exercises whose functions this one calls; earlier ones only.
    mistakes
        Known wrong answers, in an order in which the first that fits is told.
    right_answers
        Right answers written otherwise, as source text: they must earn all marks.
    equivalent
        Mutants of the solution that are right all the same, each with the reason: the changed line before and after,
        behind the method that it stands in; ``*`` stands for any text. Other defaults of arguments and changes of what
        is printed need not be named.
    structure
        The points that the right form alone earns. `autograder check` tries lazy answers: constants, the arguments
        again, exceptions, other numbers in the right form; none may earn more.
    lazy_answers
        More of them, as source text: whatever this exercise might be got round with.
    two_at_once
        Whether the self-check knows answers with two of the mistakes at once, too: `autograder build` tries all pairs,
        which takes minutes where one answer takes long.
    remembered
        Whether the solution answers the same each time and takes long: `autograder check` works out an answer once.

    Examples
    --------
    >>> from autograder.exercise import Output, equal
    >>> def public(reference):
    ...     return Case(Text("公开输入", "public input"), (np.array([1.0, 2.0, 6.0]),))
    >>> def draw(random, reference):
    ...     return Case(Text("随机输入", "random input"), (random.uniform(1, 2, size=5),))
    >>> exercise = Exercise(
    ...     "mean",
    ...     public=public,
    ...     draws=(draw,) * 3,
    ...     checks=(Check("value", 5, about=Text("平均值", "the mean"), holds=equal(Output("mean"))),),
    ...     right_answers=("def mean(values):\\n    return values.mean()\\n",),
    ... )
    >>> exercise.points
    5
    """

    name: str
    _: KW_ONLY
    public: Callable[[Reference], Case]
    draws: tuple[Draw, ...]
    checks: tuple[Check, ...]
    builds_on: tuple[str, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    right_answers: tuple[str, ...] = ()
    equivalent: Mapping[str, str] = field(default_factory=dict)
    structure: int = 0
    lazy_answers: tuple[str, ...] = ()
    remembered: bool = False
    two_at_once: bool = True

    @property
    def points(self) -> int:
        """The points of all checks together."""
        return sum(check.points for check in self.checks)

    @property
    def forms(self) -> tuple[Mistake, ...]:
        """The known mistakes in all the ways in which they are made."""
        return tuple(form for mistake in self.mistakes for form in mistake.forms)

    def with_hint_of(self, name: str) -> frozenset[str]:
        """The known mistakes that have the same hint as the one of that name, itself included."""
        hint = self.mistake(name).hint
        return frozenset(mistake.name for mistake in self.mistakes if mistake.hint == hint)

    def mistake(self, name: str) -> Mistake:
        """The known mistake of that name.

        Raises
        ------
        KeyError
            There is none.
        """
        return {mistake.name: mistake for mistake in self.mistakes}[name]


@dataclass(frozen=True)
class WrittenQuestion:
    """A question answered in words and marked by a person.

    Parameters
    ----------
    name
        Its id: that of the cell ``answer="NAME"`` in the text.
    points
        What a person may give for it.

    Examples
    --------
    >>> WrittenQuestion("why_divide", 5).points
    5
    """

    name: str
    points: int
