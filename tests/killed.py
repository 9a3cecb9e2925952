"""A grader that is killed at one moment after the other: `python -m tests.killed COURSE TIMES` tells what came of it.

A moment is any at which the grader is about to change a file or to speak to the gradebook; so many are taken, evenly.
In a copy of the course it is killed there, and then run again; what is in the end is compared with what is when nobody
kills it.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader.api  # noqa: F401  loaded once, and not by every grader
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograder.course import Course
from autograder.grading.class_grader import grade_class
from autograder.grading.gradebook import open_gradebook

from .classroom import grades
from .conftest import ASSIGNMENT

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "os.truncate", "sqlite3.connect"}


def state(course: Course) -> dict[str, Any]:
    """All that people see in the end."""
    with open_gradebook(course) as gradebook:
        students = sorted(submission.student.id for submission in gradebook.assignment_submissions(ASSIGNMENT))
    return {
        student: {
            "grades": grades(course, student),
            "page": len(list((course.feedback / student / ASSIGNMENT).glob("*.html"))),
            "autograded": len(list((course.root / "autograded" / student / ASSIGNMENT).glob("*.ipynb"))),
        }
        for student in students
    }


def at_each_moment(act: Callable[[], None]) -> None:
    """Have something done whenever this process is about to change something that outlives it."""

    def audit(name: str, args: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR)
        if writes or name in CHANGES:
            act()

    sys.addaudithook(audit)
    for kind in ("before_cursor_execute", "commit"):
        event.listen(Engine, kind, lambda *args: act())


def graded(course: Course, kill: int | None) -> int:
    """Grade in a process of its own, which kills itself at that moment; how many there were."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        seen = 0

        def act() -> None:
            nonlocal seen
            seen += 1
            if seen == kill:
                os.kill(os.getpid(), signal.SIGKILL)

        at_each_moment(act)
        try:
            grade_class(course, ASSIGNMENT, jobs=1)
            os.write(writer, str(seen).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        told = file.read()
    os.waitpid(pid, 0)
    if kill is None:
        assert told, "grading failed without being killed"
        return int(told)
    assert not told, f"there is no moment {kill}"
    return 0


def main(template: str, times: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Graders' own folders, which those that were killed leave, are to lie here.
        tempfile.tempdir = folder

        def copied(name: str) -> Course:
            return Course(Path(shutil.copytree(template, Path(folder, name))))

        course = copied("undisturbed")
        moments = graded(course, None)
        expected = state(course)
        wrong = {}
        killed = [round((number + 0.5) * moments / times) + 1 for number in range(times)]
        for moment in killed:
            course = copied("killed")
            graded(course, moment)
            graded(course, None)
            if (found := state(course)) != expected:
                wrong[moment] = found
            shutil.rmtree(course.root)
        left = [path.name for path in Path(folder).glob("autograder-*")]
    print(json.dumps({"moments": moments, "killed": killed, "expected": expected, "wrong": wrong, "left": left}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
