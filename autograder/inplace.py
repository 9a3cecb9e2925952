"""`grade(...)` in an instructor's own kernel, or under `nbgrader validate`: judges in place.

The instructor's notebook is trusted, so its functions are called in the same process. When nbgrader
autogrades without this course's plug-in, the notebook is a student's, and nothing may be judged in its
process: the kernel is ended, so that no mark is given unsafely.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Any

from autograder.calling import reply_to
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES
from autograder.feedback import to_text
from autograder.grading.bundle import Bundle, load_bundle
from autograder.judge import Verdict, draw_cases, judge

_bundles: dict[str, Bundle] = {}


class NotFullMarksError(AutograderError):
    """Under `nbgrader validate`, a solution that does not earn full marks is a failure."""


def grade_in_place(function: Any) -> None:
    """Judge a function of a source notebook and print the verdict.

    Raises
    ------
    NotFullMarksError
        Under `nbgrader validate`, when it does not earn full marks.
    AutograderError
        The course or the exercise cannot be found.
    """
    mode = os.environ.get("NBGRADER_EXECUTION")
    if mode == "autograde":
        print(
            "This course's hidden tests are not graded in the student's process. nbgrader_config.py must call "
            "autograder.plugins.install(c); then run the same command again.",
            file=sys.stderr,
            flush=True,
        )
        os._exit(1)
    bundle, name = _find(function)
    verdict = _judge(bundle, name, function)
    stated = function.__globals__.get("LANGUAGE")
    print(to_text(verdict, next((language for language in LANGUAGES if language == stated), LANGUAGES[0])))
    if mode == "validate" and verdict.earned < verdict.points:
        raise NotFullMarksError(f"{name} earns {verdict.earned} of {verdict.points} points")


def _find(function: Any) -> tuple[Bundle, str]:
    """The assignment of the course that this notebook lies in which has an exercise of the function's name."""
    course = Course.find()
    name = getattr(function, "__name__", repr(function))
    for assignment in course.assignments:
        if assignment not in _bundles:
            _bundles[assignment] = load_bundle(course, assignment)
        if name in _bundles[assignment].exercises:
            return _bundles[assignment], name
    raise AutograderError(
        f"{name} is not an exercise of this course; the lessons declare: "
        + ", ".join(sorted(name for bundle in _bundles.values() for name in bundle.exercises))
    )


def _judge(bundle: Bundle, name: str, function: Any) -> Verdict:
    exercise = bundle.exercises[name]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, work="in place")
    replies = [reply_to(function, case) for case in cases]
    verdict = judge(exercise, cases, replies, bundle.reference)
    return replace(verdict, hints=bundle.catalogue.hints(exercise, cases, replies, verdict))
