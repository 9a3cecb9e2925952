"""What nbgrader_config.py calls, so that stock nbgrader commands work in the course folder.

All ways to grade are one: `nbgrader autograde` and formgrader's button start nbgrader's Autograde
converter, and `install` replaces what that does by the engine's own grading. Configuration alone could
not: nbgrader skips, aborts or keeps stale marks before any plug-in is asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.converters.generate_assignment import GenerateAssignment
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum

from autograder.build import in_language
from autograder.course import Course, scripts_on_path
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language


class SelectLanguage(NbGraderPreprocessor):  # type: ignore[misc]
    """Keeps the texts of one language, and writes it into the notebook's metadata and set-up cell."""

    language = Enum(LANGUAGES, "zh", help="The language of the released edition: zh or en").tag(config=True)

    def preprocess(self, notebook: Any, resources: Any) -> tuple[Any, Any]:
        """Called by nbgrader with each source notebook."""
        return in_language(notebook, self.language), resources


def install(config: Any, language: Language = "zh") -> None:
    """Set nbgrader up for this course; ``language`` is the one `nbgrader generate_assignment` releases.

    Parameters
    ----------
    config
        The ``c`` of nbgrader_config.py.
    """
    scripts_on_path()
    config.CourseDirectory.release_directory = f"release/{language}"
    config.SelectLanguage.language = language
    config.GenerateAssignment.preprocessors = [SelectLanguage, *GenerateAssignment.preprocessors.default_args[0]]
    # A blank function raises NotImplementedError, and nothing else stands in its place.
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
    config.ClearSolutions.text_stub = "✎"
    Autograde.start = _autograde


def _autograde(converter: Any) -> None:
    """In place of ``Autograde.start``: grade what it was asked to, by the engine."""
    from autograder.grading import grade_class

    folder = converter.coursedir
    language = converter.config.SelectLanguage.get("language", "zh")
    try:
        graded = grade_class(
            Course(Path(folder.root).resolve()),
            folder.assignment_id,
            students=folder.student_id,
            regrade=converter.force,
            language=language,
        )
    except AutograderError as error:
        converter.log.error("%s", error)
        raise NbGraderException(str(error)) from error
    for result in graded.results:
        converter.log.info("%s: %s automatic marks", result.student, result.earned)
