"""How well the checks of an assignment tell those who can from those who cannot: classical test theory.

An item is a check; what is looked at are automatic marks. Whoever has not handed in the notebook of an item, or one
that cannot be read, says nothing of it, and what compares totals is worked out from those who have handed in all. What
is not defined is None, and is shown as that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from statistics import mean, pvariance

from autograder.exercise import Language, Text
from autograder.report.formats import Format, Row, to_csv
from autograder.report.gather import ClassData, Standing
from autograder.templates import number

#: Students that a correlation or a reliability is worked out from, at least: two are always in line.
LEAST = 3
#: What stands in a table for a number that there is none of.
UNDEFINED = "undefined"


@dataclass(frozen=True)
class Item:
    """One check, as a class has done it."""

    exercise: str
    check: str
    _: KW_ONLY
    about: Text
    points: int
    #: How many have handed in the notebook that it is in.
    students: int
    difficulty: float | None
    discrimination: float | None


@dataclass(frozen=True)
class Distractor:
    """A known mistake: how often it is made, and what those who make it earn in all."""

    exercise: str
    name: str
    _: KW_ONLY
    made: int
    #: Of those who have handed in the notebook of the exercise.
    students: int
    #: The mean of the automatic marks of those who have made it, and of the others, of those who have handed in all.
    mean_made: float | None
    mean_others: float | None


@dataclass(frozen=True)
class Reliability:
    """Cronbach's alpha of all items together, and how many items and students it is worked out from."""

    alpha: float | None
    items: int
    students: int


def difficulty(earned: Sequence[float], points: float) -> float | None:
    """The mean fraction of the points, 0 to 1: the difficulty index, which is high where an item is easy.

    Lord and Novick, Statistical Theories of Mental Test Scores (1968). Not defined without students or points.

    Examples
    --------
    >>> difficulty([2, 0, 1, 1], 2)
    0.5
    """
    return mean(earned) / points if earned and points else None


def discrimination(item: Sequence[float], rest: Sequence[float]) -> float | None:
    """The item-rest correlation, -1 to 1: Pearson's r of the marks of an item and of all the others together.

    Henrysson, Psychometrika 28 (1963): the correlation with a total that holds the item itself is too high. Not defined
    with fewer than `LEAST` students, or where all have the same mark in the item or in the rest.

    Examples
    --------
    >>> round(discrimination([0, 1, 2], [1, 2, 3]), 3)
    1.0
    """
    if len(item) < LEAST:
        return None
    one, other = mean(item), mean(rest)
    spread = math.fsum((x - one) ** 2 for x in item), math.fsum((y - other) ** 2 for y in rest)
    if not all(spread):
        return None
    together = math.fsum((x - one) * (y - other) for x, y in zip(item, rest, strict=True))
    return together / math.sqrt(spread[0] * spread[1])


def cronbachs_alpha(marks: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of k items, at most 1: k / (k - 1) (1 - the sum of the items' variances / that of the totals).

    The marks are a row for each student, with one mark an item. Cronbach, Psychometrika 16 (1951). Not defined with
    fewer than two items or than `LEAST` students, or where all have the same total.

    Examples
    --------
    >>> cronbachs_alpha([[0, 0], [1, 1], [2, 2]])
    1.0
    """
    count = len(marks[0]) if marks else 0
    if len(marks) < LEAST or count < 2:
        return None
    of_totals = pvariance([math.fsum(row) for row in marks])
    if not of_totals:
        return None
    of_items = math.fsum(pvariance(column) for column in zip(*marks, strict=True))
    return count / (count - 1) * (1 - of_items / of_totals)


def items(data: ClassData) -> list[Item]:
    """The checks of the lesson, in its order."""
    whole = _with_all(data)
    totals = [_total(standing) for standing in whole]
    found = []
    for name in _checks(data):
        scores = [standing.checks[name] for standing in data.students if name in standing.checks]
        marks = [float(standing.checks[name].earned) for standing in whole]
        found.append(
            Item(
                *name,
                about=scores[0].about,
                points=scores[0].points,
                students=len(scores),
                difficulty=difficulty([score.earned for score in scores], scores[0].points),
                discrimination=discrimination(marks, [total - mark for total, mark in zip(totals, marks, strict=True)]),
            )
        )
    return found


def reliability(data: ClassData) -> Reliability:
    """The reliability of the whole."""
    names = _checks(data)
    marks = [[float(standing.checks[name].earned) for name in names] for standing in _with_all(data)]
    return Reliability(cronbachs_alpha(marks), len(names), len(marks))


def distractors(data: ClassData) -> list[Distractor]:
    """The known mistakes that were made, the commonest first."""
    whole = _with_all(data)
    found = []
    for one in data.mistakes:
        made = {*one.students}
        found.append(
            Distractor(
                one.exercise,
                one.name,
                made=len(made),
                students=sum(one.exercise not in standing.missing for standing in data.students),
                mean_made=_mean(_total(standing) for standing in whole if standing.student in made),
                mean_others=_mean(_total(standing) for standing in whole if standing.student not in made),
            )
        )
    return found


def _checks(data: ClassData) -> list[tuple[str, str]]:
    """All checks, in the order of whoever has most of them."""
    longest = max((standing.checks for standing in data.students), key=len, default={})
    return list(dict.fromkeys([*longest, *(name for standing in data.students for name in standing.checks)]))


def _with_all(data: ClassData) -> list[Standing]:
    """The students who have handed in all."""
    count = len(_checks(data))
    return [standing for standing in data.students if len(standing.checks) == count]


def _total(standing: Standing) -> float:
    return float(sum(score.earned for score in standing.checks.values()))


def _mean(marks: Iterable[float]) -> float | None:
    found = [*marks]
    return mean(found) if found else None


def shown(value: float | None, digits: int = 2) -> str:
    """A number as a table shows it, or that it is not defined."""
    return UNDEFINED if value is None else number(value, digits)


def _number(value: float | None, digits: int) -> str | float:
    """A number as a spreadsheet takes it, which is no text that might be a formula, or that it is not defined."""
    return UNDEFINED if value is None else round(value, digits)


def _write(data: ClassData, language: Language) -> dict[str, str]:
    return {"items": "\ufeff" + to_csv(_items(data)), "mistakes": "\ufeff" + to_csv(_mistakes(data))}


def _items(data: ClassData) -> Iterator[Row]:
    """The checks, and last the whole."""
    yield ["exercise", "check", "points", "students", "difficulty", "discrimination", "alpha"]
    for one in items(data):
        yield [
            *(one.exercise, one.check, str(one.points), str(one.students)),
            *(_number(one.difficulty, 3), _number(one.discrimination, 3), ""),
        ]
    whole = reliability(data)
    yield ["", "", "", str(whole.students), "", "", _number(whole.alpha, 3)]


def _mistakes(data: ClassData) -> Iterator[Row]:
    yield ["exercise", "mistake", "made", "students", "mean_total_made", "mean_total_others"]
    for one in distractors(data):
        yield [one.exercise, one.name, str(one.made), str(one.students), shown(one.mean_made), shown(one.mean_others)]


ITEMS = Format(
    "items",
    ".csv",
    description="difficulty and discrimination of each check, and mistakes",
    writer=_write,
    # Written answers, which wait, are no checks.
    tells_waiting=True,
)
