"""The function that nbgrader_config.py calls, so that stock nbgrader commands work in the course folder."""

from __future__ import annotations

import sys
from typing import Any

from autograder.threads import one_thread

# Before anything else loads NumPy: whoever judges here works with one thread; kernels that are started later do not.
with one_thread():
    import numpy as _  # noqa: F401

from autograder.course import scripts_on_path
from autograder.exercise import Language
from autograder.settings import Settings

__all__ = ["install"]


def install(
    config: Any,
    language: Language = "zh",
    counterexamples: bool = False,
    require_isolation: bool = False,
    zip_address: str = "",
) -> None:
    """Set nbgrader up for this course.

    Parameters
    ----------
    config
        The ``c`` of nbgrader_config.py.
    language
        The edition that `nbgrader generate_assignment` releases: zh or en.
    counterexamples
        Whether feedback shows, of what is wrong, an input, what was expected and what was found.
    require_isolation
        Whether to grade nothing where submissions cannot be held behind all walls.
    zip_address
        Where students find the zip file of their edition, for a notebook that is opened without its folder. Where there
        is none it tells them to ask their teacher.
    """
    scripts_on_path()
    Settings(language, counterexamples, require_isolation, zip_address).into(config)
    config.CourseDirectory.release_directory = f"release/{language}"
    config.SelectLanguage.language = language
    config.SelectLanguage.zip_address = zip_address
    # A blank function raises NotImplementedError, and nothing else stands in its place.
    config.ClearSolutions.code_stub = {"python": "raise NotImplementedError()"}
    config.ClearSolutions.text_stub = "✎"
    # Of what nbgrader does only nbgrader need be told; whoever just reads these settings need not load it for seconds.
    if "nbgrader" in sys.modules:
        from autograder.plugins.converters import attach

        attach(config)
