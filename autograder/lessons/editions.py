"""Writes what is made from a lesson: source/, and through nbgrader release/, byte for byte the same each time.

Beside them it keeps what was released before: `released.json` in the lesson's folder, which only grows.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.course import CONFIG, Course
from autograder.exercise import LANGUAGES, Language
from autograder.files import write_whole
from autograder.lessons import released
from autograder.lessons.build import Notebook, dumps, loads, source_notebook
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import LEFT_BEHIND, LESSON_JSON, Files, Hints, pack_files, read_folder
from autograder.lessons.readme import README, readme
from autograder.settings import Settings, read_config

#: Sets nbgrader up for a course, in a language: `autograder.plugins.install`.
Install = Callable[[Any, Language], None]


def source_files(lesson: Lesson, hints: Hints) -> Files:
    """The instructor edition: the notebooks, and beside them what students find there."""
    files = {f"{part.name}.ipynb": dumps(source_notebook(lesson, part)).encode() for part in lesson.parts}
    return files | pack_files(lesson, hints) | {README: readme(lesson).encode()}


def release_files(lesson: Lesson, language: Language, source: Files, install: Install, zip_address: str = "") -> Files:
    """The student edition in one language, made by nbgrader from the source in an empty course."""
    # Imported here: nbgrader takes seconds to load, and most commands do without it.
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(root / "source" / lesson.assignment, source)
        config = Config()
        install(config, language)
        config.SelectLanguage.zip_address = zip_address
        config.CourseDirectory.root = str(root)
        config.CourseDirectory.assignment_id = lesson.assignment
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
        return read_folder(root / "release" / language / lesson.assignment)


def editions(course: Course, lesson: Lesson, install: Install, hints: Hints) -> dict[Path, Files]:
    """Every generated folder of a lesson but the solved one, with the files that belong in it.

    Raises
    ------
    AutograderError
        The course's settings cannot be read.
    """
    settings = Settings.of(read_config(course)) if (course.root / CONFIG).is_file() else Settings()
    source = source_files(lesson, hints)
    made = {course.source(lesson.assignment): source}
    for language in LANGUAGES:
        made[course.release(language, lesson.assignment)] = release_files(
            lesson, language, source, install, settings.zip_address
        )
    return made


def history(course: Course, assignment: str) -> released.History:
    """What was ever released of an assignment; of one that has not been built yet nothing.

    Raises
    ------
    AutograderError
        The file holds something else.
    """
    path = course.released(assignment)
    return released.loads(path.read_bytes(), path) if path.is_file() else released.History()


def with_release(before: released.History, course: Course, assignment: str, made: Mapping[Path, Files]) -> bytes:
    """The history's file when these editions, by folder, have been released too."""
    places = [course.release(language, assignment) for language in LANGUAGES]
    return released.dumps(_with([made[place] for place in places], before))


def keep_history(course: Course, assignment: str, made: Mapping[Path, Files]) -> list[Path]:
    """Add to the history what stands in release/ and what will; returns the file if it has changed.

    To be called before these editions are written: what stands there may have been handed out, by an older version of
    this kit or changed by hand, and is known to nothing else.
    """
    before, path = history(course, assignment), course.released(assignment)
    there = [read_folder(course.release(language, assignment)) for language in LANGUAGES]
    after = with_release(_with(there, before) if any(there) else before, course, assignment, made)
    if path.is_file() and path.read_bytes() == after:
        return []
    write_whole(path, after)
    return [path]


def _with(folders: list[Files], before: released.History) -> released.History:
    """The history that knows what these folders hold, too."""
    files = [file for folder in folders for file in folder.items() if not file[0].endswith(".ipynb")]
    notebooks = _notebooks(folders)
    return released.with_files(released.with_edition(before, notebooks) if notebooks else before, files)


def _notebooks(folders: list[Files]) -> list[tuple[str, Notebook]]:
    """The notebooks in folders, by name, as far as they can be read."""
    found = []
    for name, data in (file for folder in folders for file in folder.items()):
        if name.endswith(".ipynb"):
            try:
                found.append((name.removesuffix(".ipynb"), loads(data.decode("utf-8"))))
            except (ValueError, KeyError, TypeError):
                continue  # damaged by hand or by a merge: no edition that anybody works on
    return found


def write(folder: Path, files: Files) -> list[Path]:
    """Make a generated folder hold these files and no others; returns the paths that changed."""
    present = read_folder(folder)
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
    _sweep(folder)
    return changed


def _sweep(folder: Path) -> None:
    """Remove what tools left behind, and folders that nothing is left in."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and path.name in LEFT_BEHIND:
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def out_of_step(folder: Path, files: Files) -> list[Path]:
    """The paths in a generated folder that differ from what its generator makes."""
    present = read_folder(folder)
    return [folder / name for name in sorted({*present, *files}) if present.get(name) != files.get(name)]


def left_over(course: Course) -> list[Path]:
    """Generated folders of lessons that are no longer there, and no assignment that was never one of these."""
    releases = [course.root / "release" / language for language in LANGUAGES]
    made = [folder for place in (course.root / "source", *releases) for folder in place.glob("*") if _is_made(folder)]
    solved = [course.root / "notebooks" / "solved" / language for language in LANGUAGES]
    made += [folder for place in solved for folder in place.glob("[!._]*") if folder.is_dir()]
    return sorted(folder for folder in made if folder.name not in course.assignments)


def _is_made(folder: Path) -> bool:
    """Say whether an edition was made by this kit: what the self-check knows of a lesson lies in it."""
    return (folder / LESSON_JSON).is_file()
