"""The course's own settings, as nbgrader_config.py gives them to `autograder.plugins.install`."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.course import CONFIG, Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language

SECTION = "Autograder"

#: An address that can stand in a notebook's set-up cell as it is.
_ADDRESS = re.compile(r"https?://[^\s\"'{}\\]+")


@dataclass(frozen=True)
class Settings:
    """The choices of a course.

    ``language`` is the edition that `nbgrader generate_assignment` releases, and that of the feedback where a
    submission does not tell its own. With ``counterexamples``, feedback shows an input, what was expected and
    what was found. With ``require_isolation``, nothing is graded on a machine that cannot hold submissions behind
    all walls. ``zip_address`` is where students find the zip file of their edition: a notebook that is opened without
    its folder says so.
    """

    language: Language = "zh"
    counterexamples: bool = False
    require_isolation: bool = False
    zip_address: str = ""

    def into(self, config: Config) -> None:
        """Write the settings into nbgrader's configuration."""
        config[SECTION] = Config(asdict(self))

    @classmethod
    def of(cls, config: Config) -> Settings:
        """The settings in nbgrader's configuration; the defaults where it has none.

        Raises
        ------
        AutograderError
            A setting has a value that it cannot have.
        """
        settings = cls(**config[SECTION])
        if settings.language not in LANGUAGES:
            raise _refused("language", settings.language, " or ".join(map(repr, LANGUAGES)))
        for name in ("counterexamples", "require_isolation"):
            if not isinstance(getattr(settings, name), bool):
                raise _refused(name, getattr(settings, name), "True or False")
        address = settings.zip_address
        if not isinstance(address, str) or (address and not _ADDRESS.fullmatch(address)):
            raise _refused("zip_address", address, "an address that begins with https://")
        return settings


def _refused(name: str, found: object, expected: str) -> AutograderError:
    return AutograderError(
        f"In {CONFIG}, install(…) was given {name}={found!r}; expected {expected}.\n"
        "Mend it and run the same command again."
    )


def read_config(course: Course) -> Any:
    """Read what the course's nbgrader_config.py sets, nbgrader's own settings included.

    Raises
    ------
    AutograderError
        It does not run.
    """
    try:
        return PyFileConfigLoader(CONFIG, path=str(course.root)).load_config()
    except (Exception, SystemExit) as error:
        raise AutograderError(f"{course.root / CONFIG} does not run: {type(error).__name__}: {error}") from error
