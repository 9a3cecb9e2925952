"""The places of things in a course folder, and the lessons in it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.exercise import Language

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Course:
    """A course folder: every path in it is named here and nowhere else."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """The course that a folder lies in.

        Raises
        ------
        AutograderError
            Neither the folder nor any above it holds an nbgrader_config.py.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIG).is_file():
                return cls(folder)
        raise AutograderError(
            f"{here} is not in a course folder: there is no {CONFIG} here or in any folder above.\n"
            "Change to the root of the course (the folder that holds notebooks/ and source/) and try again."
        )

    @property
    def lessons(self) -> list[Path]:
        """The folders of the lessons, in the order of their names: those in notebooks/ with a lesson.py."""
        return [folder for folder in self._folders if (folder / "lesson.py").is_file()]

    @property
    def not_lessons(self) -> list[Path]:
        """Folders in notebooks/ that may be meant for lessons, and have no lesson.py."""
        return [folder for folder in self._folders if not (folder / "lesson.py").is_file()]

    @property
    def _folders(self) -> list[Path]:
        folders = (path for path in (self.root / "notebooks").glob("[!._]*") if path.is_dir())
        return sorted(folder for folder in folders if folder.name != "solved")

    @property
    def assignments(self) -> list[str]:
        """The names nbgrader knows the lessons by."""
        return [assignment_of(lesson) for lesson in self.lessons]

    def lesson(self, assignment: str) -> Path:
        """The folder of the lesson that an assignment is made from.

        Raises
        ------
        AutograderError
            There is no such lesson.
        """
        for lesson in self.lessons:
            if assignment_of(lesson) == assignment:
                return lesson
        known = ", ".join(self.assignments) or "none"
        raise AutograderError(
            f"There is no lesson for the assignment {assignment!r} in {self.root / 'notebooks'}.\n"
            f"Assignments of this course: {known}."
        )

    def source(self, assignment: str) -> Path:
        """The instructor edition."""
        return self.root / "source" / assignment

    def release(self, language: Language, assignment: str) -> Path:
        """The student edition in one language."""
        return self.root / "release" / language / assignment

    def released(self, assignment: str) -> Path:
        """The file that knows every edition that was ever released; with the lesson, since it cannot be made anew."""
        return self.lesson(assignment) / "released.json"

    def solved(self, language: Language, assignment: str) -> Path:
        """The solved and executed edition in one language."""
        return self.root / "notebooks" / "solved" / language / assignment

    @property
    def submitted(self) -> Path:
        """The folder of submissions: in it one folder a student, and in that one folder an assignment."""
        return self.root / "submitted"

    def results(self, assignment: str) -> Path:
        """One file per graded submission."""
        return self.root / "results" / assignment

    @property
    def autograded(self) -> Path:
        """nbgrader's folder of executed submissions."""
        return self.root / "autograded"

    @property
    def feedback(self) -> Path:
        """nbgrader's folder of feedback pages."""
        return self.root / "feedback"

    def report(self, assignment: str) -> Path:
        """The report on a class: in a folder of the assignment's own where the course has several."""
        folder = self.root / "report"
        return folder / assignment if len(self.lessons) > 1 else folder

    @property
    def returned(self) -> Path:
        """Feedback and marks as platforms and mail programs take them."""
        return self.root / "returned"

    @property
    def datasets(self) -> Path:
        """Data that lessons use."""
        return self.root / "datasets"

    @property
    def gradebook(self) -> Path:
        """nbgrader's database."""
        return self.root / "gradebook.db"

    @property
    def private(self) -> Path:
        """The engine's own folder, for nobody else's eyes; made when it is missing."""
        folder = self.root / ".autograder"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder

    @property
    def backups(self) -> Path:
        """Copies of the gradebook."""
        return self.private / "backups"

    def replaced(self, assignment: str) -> Path:
        """What collecting has put something newer in the place of: nbgrader never looks there."""
        return self.private / "replaced" / assignment

    def collected(self, assignment: str) -> Path:
        """The file that says who has been collected under which of a platform's numbers."""
        return self.private / f"collected-{assignment}.json"

    @contextmanager
    def grading(self) -> Iterator[None]:
        """Hold the course's one lock for whoever grades.

        Raises
        ------
        AutograderError
            Somebody else is grading in this course folder.
        """
        with (self.private / "grading.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AutograderError(
                    f"Somebody else is grading in {self.root}: the lock {file.name} is held.\n"
                    "Wait until that has ended, then run the same command again; nothing was changed."
                ) from error
            yield

    def told(self, assignment: str) -> Path:
        """The file that says what the gradebook was last told of an assignment's submissions."""
        return self.private / f"told-{assignment}.jsonl"

    @property
    def secret_file(self) -> Path:
        """The file with the secret."""
        return self.private / "secret"

    def secret(self) -> bytes:
        """The secret that hidden inputs are drawn with: 32 bytes, drawn once per course folder.

        Raises
        ------
        AutograderError
            The file is there and holds something else.
        """
        return self._drawn(self.secret_file)

    def pseudonym_key(self) -> bytes:
        """The key that pseudonyms are made with: 32 bytes of their own, drawn once per course folder.

        Raises
        ------
        AutograderError
            The file is there and holds something else.
        """
        return self._drawn(self.private / "pseudonym-key")

    def _drawn(self, path: Path) -> bytes:
        """The 32 bytes in a file, which are drawn where there is none."""
        if not path.exists():
            handle, name = tempfile.mkstemp(dir=self.private)
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(32) + "\n")
            # A link appears with its contents, and never in the place of another that came first.
            with contextlib.suppress(FileExistsError):
                os.link(name, path)
            Path(name).unlink()
        return read_secret(path)


def read_secret(path: Path) -> bytes:
    """The secret that a file holds.

    Raises
    ------
    AutograderError
        It cannot be read, or holds something else.
    """
    try:
        secret = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError:
        raise AutograderError(f"There is no file {path}; the secret of a course is its .autograder/secret.") from None
    except ValueError:
        secret = b""
    if len(secret) != 32:
        raise AutograderError(
            f"{path} does not hold a secret: expected 64 hexadecimal digits.\n"
            "Put the right file there. If it is lost, delete a course's own .autograder/secret: "
            "a new one is drawn, and everything is graded again."
        )
    return secret


def assignment_of(lesson: Path) -> str:
    """The assignment's name: the lesson folder's, with hyphens."""
    return lesson.name.replace("_", "-")


def scripts_on_path() -> None:
    """Let nbgrader find `alembic`: it makes a database by that bare name, which is hidden unless `activate` ran."""
    here = str(Path(sys.executable).parent)
    if here not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join(filter(None, (here, os.environ.get("PATH"))))


def no_lesson(folder: Path) -> str:
    """The sentence about a folder in notebooks/ that is no lesson."""
    return (
        f"{folder} is no lesson, since there is no lesson.py in it. If it is to be one, docs/authoring.md shows what "
        f"stands there; else move it out of notebooks/"
    )
