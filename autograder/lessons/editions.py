"""Writes what is made from a lesson: source/, and through nbgrader release/, byte for byte the same each time."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import dumps, source_notebook
from autograder.lessons.lesson import Lesson

#: A folder's files: relative path to contents.
Files = dict[str, bytes]


def source_files(lesson: Lesson) -> Files:
    """The instructor edition: the notebooks, and the students' resource pack beside them."""
    files = {f"{part.name}.ipynb": dumps(source_notebook(lesson, part)).encode() for part in lesson.parts}
    return files | {path.name: path.read_bytes() for path in lesson.resources}


def release_files(lesson: Lesson, language: Language) -> Files:
    """The student edition in one language, made by nbgrader from the source in an empty course."""
    # Imported here: nbgrader takes seconds to load, and most commands do without it.
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    from autograder.plugins import install

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root / "source" / lesson.assignment, source_files(lesson))
        config = Config()
        install(config, language)
        config.CourseDirectory.root = str(root)
        config.CourseDirectory.assignment_id = lesson.assignment
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
        return read(root / "release" / language / lesson.assignment)


def editions(course: Course, lesson: Lesson) -> dict[Path, Files]:
    """Every generated folder of a lesson but the solved one, with the files that belong in it."""
    made = {course.source(lesson.assignment): source_files(lesson)}
    for language in LANGUAGES:
        made[course.release(language, lesson.assignment)] = release_files(lesson, language)
    return made


def read(folder: Path) -> Files:
    """All files of a folder, or none when it is not there; what Python and Jupyter leave behind is not read."""
    left_behind = {"__pycache__", ".ipynb_checkpoints"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not left_behind & set(path.parts)
    }


def write(folder: Path, files: Files) -> list[Path]:
    """Make a generated folder hold these files and no others; returns the paths that changed."""
    present = read(folder)
    changed = []
    for name in sorted({*present, *files}):
        path = folder / name
        if name not in files:
            path.unlink()
        elif present.get(name) != files[name]:
            path.parent.mkdir(parents=True, exist_ok=True)
            # nbgrader marks some files read-only; a new file in its place is what is meant.
            path.unlink(missing_ok=True)
            path.write_bytes(files[name])
        else:
            continue
        changed.append(path)
    shutil.rmtree(folder / ".ipynb_checkpoints", ignore_errors=True)
    return changed


def out_of_step(folder: Path, files: Files) -> list[Path]:
    """The paths in a generated folder that differ from what its generator makes."""
    present = read(folder)
    return [folder / name for name in sorted({*present, *files}) if present.get(name) != files.get(name)]
