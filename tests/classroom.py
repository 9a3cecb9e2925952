"""What tests of a class need: filled-in notebooks, handing in, running commands, reading the gradebook."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.exercise import Language
from autograder.grading.gradebook import open_gradebook
from autograder.lessons.build import Notebook, dumps, loads

from .conftest import ASSIGNMENT, PART


def release(course: Course, language: Language, part: str = PART, assignment: str = ASSIGNMENT) -> Notebook:
    """A part of a lesson as a student gets it."""
    return loads((course.release(language, assignment) / f"{part}.ipynb").read_text("utf-8"))


def fill(notebook: Notebook, answers: Mapping[str, str]) -> bytes:
    """A released notebook with these answers in it."""
    for cell in notebook["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    return dumps(notebook).encode()


def code_cell(source: str) -> dict[str, Any]:
    """A cell that a student added."""
    cell = {"cell_type": "code", "id": "added", "metadata": {}, "outputs": [], "execution_count": None}
    return cell | {"source": source}


def hand_in(
    course: Course,
    student: str,
    data: bytes | None,
    stamp: str = "",
    part: str = PART,
    assignment: str = ASSIGNMENT,
) -> None:
    """Put a student's notebook into submitted/, or take it away, with the time of handing in."""
    folder = course.submitted / student / assignment
    folder.mkdir(parents=True, exist_ok=True)
    notebook = folder / f"{part}.ipynb"
    if data is None:
        notebook.unlink(missing_ok=True)
    else:
        notebook.write_bytes(data)
    if stamp:
        (folder / "timestamp.txt").write_text(stamp, "utf-8")


def tool(course: Course, *command: str, activated: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a console script of this environment in the course folder, by default without activating it."""
    script = Path(sys.executable).parent / command[0]
    environment = os.environ | {"PATH": f"{script.parent}:/usr/bin:/bin" if activated else "/usr/bin:/bin"}
    return subprocess.run(
        [str(script), *command[1:]], cwd=course.root, env=environment, capture_output=True, text=True, timeout=600
    )


def by_formgrader(course: Course, students: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """What formgrader's button calls, one student after the other, in a process configured as the server's."""
    script = (
        "from nbgrader.apps.api import NbGraderAPI\nfrom nbgrader.apps.baseapp import NbGrader\n"
        "app = NbGrader(); app.load_config_file()\napi = NbGraderAPI(app.coursedir, config=app.config)\n"
        f"for student in {[*students]!r}:\n"
        f"    result = api.autograde({ASSIGNMENT!r}, student)\n"
        "    assert result['success'], result"
    )
    return subprocess.run([sys.executable, "-c", script], cwd=course.root, capture_output=True, text=True, timeout=1200)


def grades(course: Course, student: str, assignment: str = ASSIGNMENT) -> dict[str, Any]:
    """A student's rows in nbgrader's gradebook, by graded cell."""
    with open_gradebook(course) as gradebook:
        submission = gradebook.find_submission(assignment, student)
        return {
            grade.name: (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade)
            for book in submission.notebooks
            for grade in book.grades
        }


def automatic(course: Course) -> dict[str, float]:
    """What the gradebook says of each student: the automatic marks together."""
    with open_gradebook(course) as gradebook:
        return {
            submission.student.id: sum(grade.auto_score or 0 for book in submission.notebooks for grade in book.grades)
            for submission in gradebook.assignment_submissions(ASSIGNMENT)
        }
