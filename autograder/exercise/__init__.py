"""The vocabulary a lesson is written in: what an exercise asks, what counts as right, what goes wrong.

Each module in a lesson's ``exercises/`` builds one `Exercise` from these words. Nothing here knows what a lesson is
about, and nothing here runs a student's code.

An exercise is asked *cases* (one call each): the public case, whose answer stands in the notebook, and
random ones. A *check* looks at the answers and pays its points when it finds nothing wrong in any of
them. What it finds is said in both languages, in the order exists, type, shape, value, and it stops at
the first useful fact.
"""

from autograder.exercise.compare import TOLERANCE, as_array, differs, same, wrong_shape
from autograder.exercise.marking import Output, Outputs, equal, serves
from autograder.exercise.show import show
from autograder.exercise.vocabulary import (
    LANGUAGES,
    Answer,
    Array,
    Case,
    Check,
    Draw,
    Exercise,
    Finding,
    Holds,
    Language,
    Mistake,
    Reference,
    Text,
    WrittenQuestion,
    asked,
    copied,
)

__all__ = [
    "LANGUAGES",
    "TOLERANCE",
    "Answer",
    "Array",
    "Case",
    "Check",
    "Draw",
    "Exercise",
    "Finding",
    "Holds",
    "Language",
    "Mistake",
    "Output",
    "Outputs",
    "Reference",
    "Text",
    "WrittenQuestion",
    "as_array",
    "asked",
    "copied",
    "differs",
    "equal",
    "same",
    "serves",
    "show",
    "wrong_shape",
]
