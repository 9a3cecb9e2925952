"""A lesson's declarations, loaded: its lesson.py, and exercises/ with a module for each graded function or class.

The modules of a lesson form a package of their own, so that they import one another as ``from ._inputs import …``.
They are compiled anew at each loading: what was edited a moment ago counts.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from autograder.errors import AutograderError
from autograder.exercise import Exercise
from autograder.lessons.outline import Outline

OUTLINE, EXERCISE = "OUTLINE", "EXERCISE"


@dataclass(frozen=True)
class Declared:
    """The declarations of a lesson: its outline, and its exercises by name."""

    path: Path
    outline: Outline
    exercises: dict[str, Exercise]

    @property
    def files(self) -> list[Path]:
        """All files that the declarations are made of."""
        parts = {self.path / f"{part}.py" for part in self.outline.parts}
        beside = [path for path in self.path.glob("*.py") if path not in parts]
        return sorted([*beside, *(self.path / "exercises").rglob("*.py"), *(self.path / "pack").rglob("*.py")])


def load_declared(path: Path) -> Declared:
    """Load the declarations of the lesson in a folder.

    Raises
    ------
    AutograderError
        A file is missing, does not run, or declares something else; file and line are named.
    """
    path = path.resolve()
    if not (path / "lesson.py").is_file():
        raise AutograderError(
            f"{path / 'lesson.py'} is missing: it says what a lesson is called and what its parts are.\n"
            f"A lesson to begin with: autograder new {path.name}"
        )
    package = _Package(path)
    outline = getattr(package.load("lesson"), OUTLINE, None)
    if not isinstance(outline, Outline):
        raise AutograderError(f"{path / 'lesson.py'}: expected {OUTLINE} = Outline(…), found {outline!r}.")
    exercises = {}
    for file in sorted((path / "exercises").glob("[!_]*.py")):
        exercise = getattr(package.load(f"exercises.{file.stem}"), EXERCISE, None)
        if not isinstance(exercise, Exercise) or exercise.name != file.stem:
            found = exercise.name if isinstance(exercise, Exercise) else exercise
            raise AutograderError(
                f'{file}: expected {EXERCISE} = Exercise("{file.stem}", …), found {found!r}. '
                "An exercise has the name of its file and of the function that it asks for."
            )
        exercises[exercise.name] = exercise
    return Declared(path, outline, exercises)


def load_module(path: Path) -> ModuleType:
    """A Python file of a lesson, loaded by its path under a name that no other module has.

    Raises
    ------
    AutograderError
        The file is not there, or does not run.
    """
    if not path.is_file():
        raise AutograderError(f"{path} is missing. What a lesson consists of: docs/authoring.md")
    spec = importlib.util.spec_from_file_location(f"lesson_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None  # a .py file always has both
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise AutograderError(f"{_where(error, path.parent, path)}: {type(error).__name__}: {error}") from error
    return module


class _Package:
    """A lesson's folder as a package, under a name that no other module has."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name = f"lesson_{path.name}_{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
        for name in [name for name in sys.modules if name == self._name or name.startswith(f"{self._name}.")]:
            del sys.modules[name]
        _finder.folders[self._name] = path
        if _finder not in sys.meta_path:
            sys.meta_path.append(_finder)

    def load(self, name: str) -> ModuleType:
        """A module of the lesson, by its dotted name in it."""
        try:
            return importlib.import_module(f"{self._name}.{name}")
        except Exception as error:
            place = self._path / f"{name.replace('.', '/')}.py"
            raise AutograderError(f"{_where(error, self._path, place)}: {type(error).__name__}: {error}") from error


def _where(error: Exception, folder: Path, file: Path) -> str:
    """The place in the lesson where something was raised: file and line."""
    if isinstance(error, SyntaxError) and error.filename:
        return f"{error.filename}:{error.lineno}"
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(folder)
    ]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else f"{file}:1"


class _Finder(MetaPathFinder):
    """Finds the modules of lessons' packages, by their folders."""

    def __init__(self) -> None:
        self.folders: dict[str, Path] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, rest = fullname.partition(".")
        if package not in self.folders:
            return None
        place = self.folders[package].joinpath(*rest.split(".")) if rest else self.folders[package]
        if place.is_dir():
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = [str(place)]
            return spec
        file = place.with_suffix(".py")
        if not file.is_file():
            return None
        return importlib.util.spec_from_file_location(fullname, file, loader=_Fresh(fullname, str(file)))


class _Fresh(SourceFileLoader):
    """Compiles a module's source each time: two edits within a second would look alike to a cache of bytecode."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        code: CodeType = compile(self.get_data(path), path, "exec", dont_inherit=True)
        return code


_finder = _Finder()
