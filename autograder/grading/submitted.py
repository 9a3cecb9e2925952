"""What lies in submitted/: the folders that are graded, and what is left alone and why."""

from __future__ import annotations

import difflib
import fnmatch
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError

#: So many students are named that may have been meant.
NAMED = 5


def submissions(course: Course, assignment: str, students: str = "*") -> list[Path]:
    """The submitted folders of an assignment, in the order of the students' ids.

    Raises
    ------
    AutograderError
        There are none.
    """
    found = [
        folder
        for folder in _folders(course, assignment)
        if fnmatch.fnmatchcase(folder.parent.name, students) and _is_id(folder.parent.name)
    ]
    if not found:
        everybody = [folder.parent.name for folder in _folders(course, assignment)]
        expected = f"expected {course.submitted}/<student>/{assignment}/"
        if not everybody:
            raise AutograderError(
                f"No submission was found: {expected}.\n"
                "Collect the submissions there, or try the invented class: autograder sample-class"
            )
        like = [name for name in everybody if students.lower() in name.lower()]
        like = like or difflib.get_close_matches(students, everybody)
        meant = f"Did you mean {', '.join(like[:NAMED])}?" if like else f"There are {len(everybody)} others."
        raise AutograderError(f"No submission of {students!r} was found: {expected}.\n{meant}")
    return found


def _folders(course: Course, assignment: str) -> Iterator[Path]:
    for student in sorted(course.submitted.glob("*")):
        folder = student / assignment
        if _is_folder(student) and _is_folder(folder):
            yield folder


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, and no link to one: a link could lead anywhere."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _is_id(name: str) -> bool:
    """Whether a folder's name can be a student's id: nbgrader reads ids in patterns, line by line, and keeps 128."""
    fits = len(name) <= 128 and len(os.fsencode(name)) <= 240
    return fits and name.isprintable() and name == name.strip() and name[0] != "." and not set(name) & set("*?[]")


def left_alone(course: Course, assignment: str) -> Iterator[tuple[str, str]]:
    """What lies in submitted/ and is not graded, and why."""
    for folder in sorted(course.submitted.glob("*")):
        if folder.name.startswith(".") and not _is_folder(folder):
            continue  # what file managers leave behind
        if not _is_folder(folder):
            yield folder.name, "not a student's folder"
        elif not _is_id(folder.name):
            yield folder.name, "the name cannot be a student's id; rename the folder"
        elif not _is_folder(folder / assignment):
            try:
                found = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
            except OSError as error:
                yield folder.name, f"the folder cannot be read: {error.strerror}"
                continue
            if assignment in found:
                yield folder.name, f"{assignment} in it is a file or a link; expected a folder"
                continue
            # Whoever handed in another assignment of the course has just not handed in this one.
            if not found & set(course.assignments):
                shown = ", ".join(map(repr, sorted(found)[:5])) or "nothing"
                yield folder.name, f"no folder {assignment} in it; found {shown}"
