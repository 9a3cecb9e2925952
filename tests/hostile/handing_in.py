"""Puts hostile submissions into a course, and compares their marks with those they must get."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.lessons.build import dumps, loads
from autograder.lessons.lesson import Lesson

from ..classroom import code_cell, fill, release
from ..conftest import ASSIGNMENT, PART
from .submissions import EVERYTHING, ITS_OWN, WRONG, Hostile


def slug(one: Hostile) -> str:
    return re.sub(r"\W+", "_", one.name)


def made(course: Course, lesson: Lesson, one: Hostile) -> bytes:
    """The notebook that is handed in."""
    notebook = loads(fill(release(course, "en"), {**lesson.solutions, **one.answers}).decode())
    place = [cell["id"] for cell in notebook["cells"]].index("mean")
    if one.first:
        notebook["cells"].insert(place, code_cell(one.first) | {"id": "first"})
    if one.last:
        notebook["cells"].append(code_cell(one.last) | {"id": "last"})
    finished = one.edit(notebook) if one.edit else notebook
    return finished if isinstance(finished, bytes) else dumps(finished).encode()


def hand_in(course: Course, lesson: Lesson, one: Hostile) -> Path:
    folder = course.submitted / slug(one) / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / f"{PART}.ipynb").write_bytes(made(course, lesson, one))
    if one.folder:
        one.folder(folder)
    return folder


def wrong(one: Hostile, earned: Mapping[str, int], bundle: Bundle) -> dict[str, int]:
    """The marks that are not those it must get."""
    full = {exercise.name: exercise.points for exercise in bundle.exercises_in(PART)}
    if one.lost == ITS_OWN:
        return {name: earned[name] for name in WRONG if earned[name]}
    if one.lost == EVERYTHING:
        left = dict.fromkeys(full, 0)
    else:
        assert not isinstance(one.lost, str)
        left = dict.fromkeys(one.answers, 0) if one.lost is None else dict(one.lost)
    expected = full | left
    return {name: earned[name] for name in full if earned[name] != expected[name]}
