"""nbgrader's own commands in a course: its converters, with the engine in their place.

All ways to grade are one: `nbgrader autograde` and formgrader's button start nbgrader's Autograde converter, whose
work is replaced by the engine's own grading. Configuration alone could not: nbgrader skips, aborts or keeps stale marks
before any plug-in is asked. In the same way `nbgrader generate_feedback` writes the engine's own pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Unicode

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES
from autograder.lessons.build import in_language
from autograder.lessons.one_language import in_one_language
from autograder.lessons.pack import read_folder
from autograder.lessons.readme import README
from autograder.lessons.readme import in_one_language as readme_in

_stock_autograde, _stock_feedback = Autograde.start, GenerateFeedback.start
_stock_files = GenerateAssignment.init_assignment


class SelectLanguage(NbGraderPreprocessor):  # type: ignore[misc]
    """Keeps the texts of one language, and writes it into the notebook's metadata and set-up cell."""

    language = Enum(LANGUAGES, LANGUAGES[0], help="The language of the released edition").tag(config=True)
    zip_address = Unicode("", help="Where students find the zip file of the edition").tag(config=True)

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Called by nbgrader with each source notebook."""
        return in_language(notebook, self.language, self.zip_address), resources


def attach(config: Any) -> None:
    """Have nbgrader's commands do it this way, in this process."""
    config.GenerateAssignment.preprocessors = [SelectLanguage, *GenerateAssignment.preprocessors.default_args[0]]
    GenerateAssignment.init_assignment = _copy_files
    Autograde.start = _autograde
    GenerateFeedback.start = _generate_feedback
    CourseDirectory.get_existing_timestamp = _timestamp


def _copy_files(converter: Any, assignment: str, student: str) -> None:
    """In place of ``GenerateAssignment.init_assignment``: of its files, a release keeps its own language."""
    _stock_files(converter, assignment, student)
    folder, language = (
        Path(converter._format_dest(assignment, student)),
        SelectLanguage(config=converter.config).language,
    )
    for name, data in read_folder(folder).items():
        # In bytes: the lines of the README end as Windows writes them.
        is_readme = name == README
        kept = (
            readme_in(data.decode("utf-8"), language).encode() if is_readme else in_one_language(name, data, language)
        )
        if kept != data:
            (folder / name).unlink()
            (folder / name).write_bytes(kept)


def _autograde(converter: Any) -> None:
    """In place of ``Autograde.start``: grade what it was asked to, by the engine."""
    from autograder.grading.class_grader import grade_class
    from autograder.grading.remarks import worth_a_look
    from autograder.progress import Lines

    course, folder = _course(converter), converter.coursedir
    if folder.assignment_id not in course.assignments:
        # A course may have assignments that are none of this kit's.
        converter.log.warning("%s is no lesson of notebooks/: nbgrader grades it", folder.assignment_id)
        _stock_autograde(converter)
        return
    with _told_to_nbgrader(converter):
        graded = grade_class(
            course,
            folder.assignment_id,
            students=folder.student_id,
            exclude=frozenset(folder.student_id_exclude.split(",")),
            regrade=converter.force,
            config=converter.config,
            progress=Lines("grading", converter.log.info),
        )
    for summary in graded.summaries:
        converter.log.info("%s: %s of %s automatic marks", summary.student, summary.earned, summary.points)
    if graded.restore:
        converter.log.info("the gradebook as it was before: to put it back, %s", graded.restore)
    if graded.exposed:
        converter.log.error("%s", graded.exposed)
    for line in (*(f"not graded: {what}" for what in graded.skipped), *worth_a_look(graded)):
        converter.log.warning("%s", line)


def _generate_feedback(converter: Any) -> None:
    """In place of ``GenerateFeedback.start``: pages without active content, from results and gradebook."""
    from autograder.grading.folders import write_pages

    course, folder = _course(converter), converter.coursedir
    if folder.assignment_id not in course.assignments:
        _stock_feedback(converter)
        return
    with _told_to_nbgrader(converter):
        pages = write_pages(course, folder.assignment_id, students=folder.student_id, config=converter.config)
    converter.log.info("%s feedback pages in %s", pages, course.feedback)


def _course(converter: Any) -> Course:
    return Course(Path(converter.coursedir.root).resolve())


@contextmanager
def _told_to_nbgrader(converter: Any) -> Iterator[None]:
    try:
        yield
    except (AutograderError, OSError) as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from error
    except KeyboardInterrupt:
        converter.log.error("Stopped. What was graded is kept in results/; run the same command again to go on.")
        raise NbGraderException("stopped") from None


def _timestamp(folder: Any, path: str) -> datetime | None:
    """In place of ``CourseDirectory.get_existing_timestamp``, which a student's odd file could stop or hang."""
    from autograder.grading.submitted import read_stamp

    return read_stamp(Path(path))[0]
