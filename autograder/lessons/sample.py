"""Writes the submissions of an invented class, so that a course can be tried without students.

A lesson's ``lesson.py`` declares the class as `Student`s: what each makes of every exercise. It is filled into the
released edition of the student's language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Exercise
from autograder.lessons.build import Notebook, dumps, loads, solutions_in
from autograder.lessons.declared import load_declared
from autograder.lessons.outline import BLANK, SOLVED, Student

#: A file in each invented student's folder; a folder without it is a real student's, and is left alone.
MARKER = ".invented"


def write_class(course: Course, assignment: str) -> Sequence[Student]:
    """Write the invented class of an assignment into submitted/.

    Raises
    ------
    AutograderError
        The folder of an invented student is there and not ours, or the editions have not been built.
    """
    declared = load_declared(course.lesson(assignment))
    students = declared.outline.students
    if not students:
        raise AutograderError(
            f"{declared.path / 'lesson.py'} declares no invented class, so there is nothing to write.\n"
            "To have one: OUTLINE = Outline(…, students=(Student(…), …)); see docs/authoring.md"
        )
    _refuse_to_mix(course, assignment)
    solutions = _solutions(course.source(assignment))
    for student in students:
        released = course.release(student.language, assignment)
        folder = course.submitted / student.id / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder.parent / MARKER).touch()
        for path in sorted(released.glob("*.ipynb")):
            if student.parts and path.stem not in student.parts:
                continue
            notebook = fill_in(loads(path.read_text("utf-8")), student, solutions, declared.exercises)
            spoilt = student.spoil(notebook) if student.spoil else notebook
            data = spoilt if isinstance(spoilt, bytes) else dumps(spoilt).encode()
            (folder / path.name).write_bytes(data)
    return students


def fill_in(
    notebook: Notebook,
    student: Student,
    solutions: Mapping[str, str],
    exercises: Mapping[str, Exercise],
) -> Notebook:
    """A released notebook with a student's answers in its solution and answer cells."""
    for cell in notebook["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if not meta.get("solution"):
            continue
        name = cell["id"]
        if cell["cell_type"] == "markdown":
            cell["source"] = student.written.get(name, cell["source"])
            continue
        kind, _, which = (answer := student.answers.get(name, student.others)).partition(" ")
        if answer == SOLVED:
            cell["source"] = solutions[name]
        elif kind == "right":
            cell["source"] = exercises[name].right_answers[int(which)].strip()
        elif kind == "mistake":
            cell["source"] = exercises[name].mistake(which).apply(solutions[name]).strip()
        elif answer != BLANK:
            cell["source"] = answer
    return notebook


def _solutions(source: Path) -> dict[str, str]:
    """The lesson's solutions by exercise, from the source edition."""
    found: dict[str, str] = {}
    for path in sorted(source.glob("*.ipynb")):
        found |= solutions_in(loads(path.read_text("utf-8")))
    if not found:
        raise AutograderError(f"{source} holds no solutions. Make the editions first: autograder build")
    return found


def _refuse_to_mix(course: Course, assignment: str) -> None:
    """Invented students do not belong among real ones: their marks would stand in one gradebook."""
    real = sorted(
        folder.name
        for folder in course.submitted.glob("*")
        if folder.is_dir() and not (folder / MARKER).exists() and any(folder.iterdir())
    )
    if real:
        shown = ", ".join(real[:5]) + (", …" if len(real) > 5 else "")
        raise AutograderError(
            f"{course.submitted} holds {len(real)} submissions that are not of the invented class ({shown}); "
            "nothing was written.\nInvented marks do not belong into a real gradebook: "
            "copy the course folder, empty its submitted/, and run the command there."
        )
    missing = [language for language in LANGUAGES if not any(course.release(language, assignment).glob("*.ipynb"))]
    if missing:
        raise AutograderError(f"release/{missing[0]}/{assignment} is missing. Make it first: autograder build")
