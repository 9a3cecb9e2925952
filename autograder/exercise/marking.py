"""What checks are built from: a named part of an answer that must equal the reference's, or do its work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.exercise.compare import (
    TOLERANCE,
    as_array,
    differs,
    first_of,
    found_instead,
    wrong_container,
    wrong_shape,
)
from autograder.exercise.vocabulary import Answer, Finding, Holds, Text


class Output:
    """A named piece of what a function returns, reached by indices and keys: ``Output("mu", 1)``.

    Parameters
    ----------
    name
        What it is called where something is said of it.
    path
        The indices and keys that lead to it; the whole answer if there are none.

    Examples
    --------
    >>> Output("sigma", 1, "sigma").find((0, {"sigma": 2}), (0, {"sigma": 3, "mu": 1}))
    (2, 3)
    """

    def __init__(self, name: str, *path: int | str) -> None:
        self.name = name
        self.path = path

    def parts(self, expected: Any) -> Iterable[Output]:
        """The parts this stands for: itself."""
        return (self,)

    def find(self, value: Any, expected: Any) -> tuple[Any, Any] | Finding:
        """This part of both values, or what is missing on the way there.

        Parameters
        ----------
        value
            What the student's function returned.
        expected
            What the lesson's own returns.

        Returns
        -------
        tuple of the two parts, or Finding
        """
        for step in self.path:
            # Of a dictionary only the entry in question must be there: others are marked by other checks.
            needed = {step: expected[step]} if isinstance(expected, dict) else expected
            wrong = wrong_container(self.name, value, needed)
            if wrong is not None:
                return wrong
            value, expected = value[step], expected[step]
        return value, expected


class Outputs:
    """All entries of a returned dictionary whose key starts with a prefix: ``Outputs("mu")``.

    Parameters
    ----------
    prefix
        How the keys begin.

    Examples
    --------
    >>> [part.name for part in Outputs("mu").parts({"mu1": 0, "sigma1": 0, "mu2": 0})]
    ['mu1', 'mu2']
    """

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def parts(self, expected: Any) -> Iterable[Output]:
        """A part for each such key of the reference's dictionary."""
        return (Output(key, key) for key in expected if key.startswith(self.prefix))


def equal(*wanted: Output | Outputs, tolerance: float = TOLERANCE) -> Holds:
    """Have each part equal the reference's, or those of one of the case's other right answers.

    Parameters
    ----------
    wanted
        The parts; several must all be right in the same right answer.
    tolerance
        So much of a part's largest reference value may each number be off; 0 for exact numbers.

    Returns
    -------
    Holds
        Looks at one `Answer`, for `Check.holds`.

    Examples
    --------
    >>> from autograder.exercise import Answer, Case, Reference, Text
    >>> holds = equal(Output("mu", 1))
    >>> answer = Answer(Case(Text("", ""), ()), (0, np.ones(2)), (0, np.zeros(2)), Reference({}))
    >>> holds(answer).message.en
    'mu has the right shape, but all its values are wrong'
    """

    def holds(answer: Answer) -> Finding | None:
        first: Finding | None = None
        for right in (answer.expected, *answer.case.also_right):
            parts = (part for one in wanted for part in one.parts(right))
            finding = first_of(_compare_part(part, answer.value, right, tolerance) for part in parts)
            if finding is None:
                return None
            first = first or finding
        return first

    return holds


def serves(part: Output, use: Callable[[Answer, Any], Any], purpose: Text) -> Holds:
    """Judge a part by use: what ``use`` makes of it must equal what it makes of the reference's.

    Containers and shapes must be those of the reference, values need not.

    Parameters
    ----------
    part
        The part.
    use
        Called with the `Answer` and the part, the student's or the reference's. Whatever it raises is the part's fault.
    purpose
        What the part is used for, as it stands in "does not serve PURPOSE".

    Returns
    -------
    Holds
        Looks at one `Answer`, for `Check.holds`.

    Examples
    --------
    >>> from autograder.exercise import Answer, Case, Reference, Text
    >>> holds = serves(Output("limits"), lambda answer, limits: limits[1] - limits[0], Text("求长度", "the length"))
    >>> case, reference = Case(Text("", ""), ()), Reference({})
    >>> holds(Answer(case, (5, 8), (0, 3), reference)) is None
    True
    >>> holds(Answer(case, (3, 0), (0, 3), reference)).message.en
    'limits does not serve the length: its contents or their order are wrong'
    """

    def holds(answer: Answer) -> Finding | None:
        found = part.find(answer.value, answer.expected)
        if isinstance(found, Finding):
            return found
        value, expected = found
        wrong = _wrong_form(part.name, value, expected)
        if wrong is not None:
            return wrong
        unusable = _UNUSABLE.format(name=part.name, purpose=purpose)
        try:
            with np.errstate(all="ignore"):
                used = use(answer, value)
        except Exception:  # the student's value is at fault, whatever it makes the reference raise
            return _with_first_difference(unusable, part.name, value, expected)
        wrong = differs(part.name, used, use(answer, expected))
        return _with_first_difference(unusable, part.name, value, expected) if wrong else None

    return holds


def _with_first_difference(message: Text, name: str, value: Any, expected: Any) -> Finding:
    """A finding that shows where the two first differ, if anywhere; else both."""
    difference = differs(name, value, expected)
    return replace(difference, message=message) if difference else found_instead(message, name, value, expected)


def _wrong_form(name: str, value: Any, expected: Any) -> Finding | None:
    """What keeps ``value`` from being used where ``expected`` would be: containers and shapes, not values.

    Shapes are looked at before anything is computed: broadcasting a student's arrays could fill the memory.
    """
    if not isinstance(expected, (tuple, list, dict)):
        array = as_array(value, ndim=np.ndim(expected))
        if array is None:
            return differs(name, value, expected)
        return wrong_shape(name, array, np.shape(expected))
    wrong = wrong_container(name, value, expected)
    if wrong is not None:
        return wrong
    if isinstance(expected, dict):
        return first_of(_wrong_form(f'{name}["{key}"]', value[key], expected[key]) for key in expected)
    return first_of(
        _wrong_form(f"{name}[{index}]", found, right)
        for index, (found, right) in enumerate(zip(value, expected, strict=True))
    )


def _compare_part(part: Output, value: Any, expected: Any, tolerance: float) -> Finding | None:
    found = part.find(value, expected)
    return found if isinstance(found, Finding) else differs(part.name, *found, tolerance)


_UNUSABLE = Text(
    "{name} 不能供{purpose}使用：内容或顺序不对",
    "{name} does not serve {purpose}: its contents or their order are wrong",
)
