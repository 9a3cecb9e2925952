"""Packs what a student downloads, one edition, as a zip file: `make student LANGUAGE=zh`."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError, unwritable_is_told
from autograder.exercise import LANGUAGES, Language
from autograder.files import write_whole
from autograder.lessons.pack import read_folder

FOLDER = "handout"
#: A student on a slow line should not have to wait: more than this is a fault of the lesson's.
MAX_BYTES = 3_000_000
#: Every file has the same time, so that the same edition makes the same zip file.
_TIME = (2020, 1, 1, 0, 0, 0)


def make(course: Course, assignment: str, language: Language) -> Path:
    """Zip an edition of an assignment; the path of the zip file.

    Raises
    ------
    AutograderError
        The edition has not been built, is too large to be handed out, or cannot be written.
    """
    files = read_folder(course.release(language, assignment))
    if not any(name.endswith(".ipynb") for name in files):
        raise AutograderError(
            f"{course.release(language, assignment)} holds no notebook. Make it with: autograder build"
        )
    packed = _packed(assignment, files)
    if len(packed) > MAX_BYTES:
        raise AutograderError(
            f"The {language} edition of {assignment} makes a zip file of {len(packed) / 1e6:.1f} MB; expected at most "
            f"{MAX_BYTES / 1e6:.0f} MB. Nothing was written.\n"
            "Look at the largest files of the lesson's pack/, and at the data that its lesson.py names."
        )
    path = course.root / FOLDER / f"{assignment}-{language}.zip"
    with unwritable_is_told(path):
        path.parent.mkdir(exist_ok=True)
        write_whole(path, packed)
    return path


def _packed(folder: str, files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", _TIME), data, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def main() -> None:
    """Zip the edition in the language that is the first argument, of every assignment or those that follow it."""
    language, wanted = (sys.argv[1] if len(sys.argv) > 1 else ""), sys.argv[2:]
    if language not in LANGUAGES:
        sys.exit(f"Found LANGUAGE={language!r}, expected one of {', '.join(LANGUAGES)}: make student LANGUAGE=zh")
    try:
        course = Course.find()
        if not course.assignments:
            raise AutograderError(f"There is no lesson in {course.root / 'notebooks'}, so there is nothing to hand out")
        for assignment in wanted or course.assignments:
            course.lesson(assignment)
            path = make(course, assignment, language)
            print(f"{path.relative_to(course.root)}: {path.stat().st_size / 1e6:.2f} MB, for students")
    except AutograderError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
