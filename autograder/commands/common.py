"""The beginning of several commands: the course, the lesson or assignment that is meant, and how they are stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.course import Course

assignment_argument = click.argument("assignment", required=False)
out_of_option = click.option(
    "--out-of",
    type=click.FloatRange(min=0, min_open=True),
    metavar="POINTS",
    help="What the platform gives for all marks: these are scaled to it, and rounded to two decimals, halves up.",
)
sis_ids_option = click.option(
    "--sis-ids",
    is_flag=True,
    help="The students' folders are called by the SIS ids of Canvas, which may stand in its columns.",
)


def course() -> Course:
    """The course that the command is run in."""
    from autograder.course import Course

    return Course.find()


def only_assignment(course: Course, assignment: str | None) -> str:
    """The assignment that is meant: the one named, or the only one there is."""
    if assignment is None and len(course.assignments) == 1:
        return course.assignments[0]
    if assignment is None:
        raise AutograderError(f"Say which assignment: {', '.join(course.assignments) or 'the course has none'}.")
    course.lesson(assignment)
    return assignment


def lesson_path(course: Course, name: str | None) -> Path:
    """The folder of a lesson, named by folder or assignment; the only one there is, if none is named."""
    return course.lesson(only_assignment(course, name and name.replace("_", "-")))


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """End as by Ctrl-C when asked to end: nothing is left lying about, and no process is left running."""

    def stop(number: int, frame: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
