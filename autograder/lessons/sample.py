"""Writes the submissions of an invented class, so that a course can be tried without students.

A lesson's ``samples.py`` declares the class as `Student`s: what each makes of every exercise, in words of
this module. It is filled into the released edition of the student's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course, load_module
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language, Mistake
from autograder.lessons.build import Notebook, dumps, loads, solutions_in

#: A file in each invented student's folder; a folder without it is a real student's, and is left alone.
MARKER = ".invented"

SOLVED, BLANK = "solved", "blank"


@dataclass(frozen=True)
class Student:
    """An invented student.

    ``answers`` says what each exercise becomes: SOLVED, BLANK, ``"otherwise N"`` (the N-th right answer
    written otherwise), ``"mistake NAME"`` (a catalogued mistake), or code. ``others`` stands for all that
    are not named. ``written`` answers the written questions. ``parts`` are the notebooks that were handed in,
    all of them if none is named. ``spoil`` changes the finished notebook, and may return anything that a file can
    hold.
    """

    id: str
    language: Language
    answers: Mapping[str, str] = field(default_factory=dict)
    others: str = SOLVED
    written: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    spoil: Callable[[Notebook], Notebook | bytes] | None = None


def write_class(course: Course, assignment: str) -> list[Student]:
    """Write the invented class of an assignment into submitted/.

    Raises
    ------
    AutograderError
        The folder of an invented student is there and not ours, or the editions have not been built.
    """
    lesson = course.lesson(assignment)
    samples = load_module(lesson / "samples.py")
    students: list[Student] = list(samples.STUDENTS)
    _refuse_to_mix(course, assignment, students)
    mistakes: dict[str, Mistake] = {
        f"{mistake.exercise} {mistake.name}": mistake for mistake in load_module(lesson / "mistakes.py").MISTAKES
    }
    solutions = _solutions(course.source(assignment))
    for student in students:
        released = course.release(student.language, assignment)
        folder = course.submitted / student.id / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder.parent / MARKER).touch()
        for path in sorted(released.glob("*.ipynb")):
            if student.parts and path.stem not in student.parts:
                continue
            notebook = fill_in(loads(path.read_text("utf-8")), student, solutions, mistakes, samples.RIGHT_OTHERWISE)
            spoilt = student.spoil(notebook) if student.spoil else notebook
            data = spoilt if isinstance(spoilt, bytes) else dumps(spoilt).encode()
            (folder / path.name).write_bytes(data)
    return students


def fill_in(
    notebook: Notebook,
    student: Student,
    solutions: Mapping[str, str],
    mistakes: Mapping[str, Mistake],
    otherwise: Mapping[str, tuple[str, ...]],
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
        elif kind == "otherwise":
            cell["source"] = otherwise[name][int(which)].strip()
        elif kind == "mistake":
            cell["source"] = mistakes[f"{name} {which}"].apply(solutions[name]).strip()
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


def _refuse_to_mix(course: Course, assignment: str, students: list[Student]) -> None:
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
