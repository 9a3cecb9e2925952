"""What grading one submission gives: all that is stored and shown of it, as texts ready to be written."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.exercise.show import printable
from autograder.grading import results
from autograder.grading.folders import autograded
from autograder.grading.pages import pages
from autograder.grading.record import NOTHING_GIVEN
from autograder.grading.results import Result
from autograder.grading.summary import Rows, Summary, rows_of, summarise
from autograder.lessons.build import Written

#: Characters of what is told of one submission that could not be graded or shown.
PROBLEM = 500


@dataclass(frozen=True)
class Graded:
    """A graded submission, as it travels from whoever graded it to the one who writes it down."""

    summary: Summary
    rows: Rows
    #: The contents of its file in results/.
    stored: str
    #: The executed notebooks for formgrader, and the pages of feedback as long as no person has given anything.
    notebooks: dict[str, str]
    pages: dict[str, str]
    #: Why these could not be made.
    unshown: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of a task: a graded submission, or the problem that kept it from being graded."""

    student: str
    graded: Graded | None
    problem: str = ""
    #: Whether it was too slow by the clock on the wall alone, so that a less busy machine might say otherwise.
    starved: bool = False


def graded(result: Result, counterexamples: bool, written: Written, stored: str = "") -> Graded:
    """All that is written of a result, whose file holds `stored`; `written` is the JSON of cells shared with others."""
    rows = rows_of(result)
    kept = summarise(result, rows), rows, stored or results.dumps(result, written)
    try:
        return Graded(*kept, autograded(result, written), pages(result, NOTHING_GIVEN, counterexamples))
    except Exception as error:  # a fault of ours costs the pages, and no marks
        return Graded(*kept, {}, {}, unshown(error))


def unshown(error: Exception) -> str:
    """What is said of pages that could not be made."""
    return printable(f"{type(error).__name__}: {error}", PROBLEM)
