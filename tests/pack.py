"""What students get beside their notebooks, put together in a folder of its own and imported from there."""

from __future__ import annotations

import ast
import functools
import importlib
import json
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from autograder.course import Course
from autograder.lessons import lesson as lessons
from autograder.lessons.lesson import Lesson

from .conftest import ASSIGNMENT, ROOT

SELFCHECK = ROOT / "autograder" / "selfcheck"
_CODE_ALONE = shutil.ignore_patterns("__pycache__")


def assemble(lesson: Lesson, folder: Path) -> None:
    """Put a lesson's pack and the self-check into a folder."""
    shutil.copytree(lesson.path / "pack", folder, ignore=_CODE_ALONE, dirs_exist_ok=True)
    parts = {cell.name: part.name for part in lesson.parts for cell in part.of_kind("solution")}
    imports = {
        part.name: [
            ast.unparse(node)
            for cell in part.of_kind("setup")
            for node in ast.parse(cell.source).body
            if isinstance(node, (ast.Import, ast.ImportFrom))
        ]
        for part in lesson.parts
    }
    exercises = {one.name: {"part": parts[one.name], "builds_on": list(one.builds_on)} for one in lesson.exercises}
    add_selfcheck(folder, {"exercises": exercises, "imports": imports, "hints": {}})


def add_selfcheck(folder: Path, lesson: Mapping[str, Any]) -> None:
    """Put the self-check into a folder, as that of a lesson of which this is told."""
    shutil.copytree(SELFCHECK, folder / "kit" / "selfcheck", ignore=_CODE_ALONE)
    (folder / "kit" / "selfcheck" / "lesson.json").write_text(json.dumps(lesson), "utf-8")


def imported(folder: Path) -> dict[str, ModuleType]:
    """All modules of a folder, by their names; afterwards Python knows them no more, as other packs use these names."""
    paths = [path.relative_to(folder).with_suffix("") for path in sorted(folder.rglob("*.py"))]
    names = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    with pytest.MonkeyPatch.context() as patch:
        _forget(patch, names)
        patch.setattr(sys, "path", [str(folder), *sys.path])
        return {name: importlib.import_module(name) for name in names}


def _forget(patch: pytest.MonkeyPatch, names: list[str]) -> None:
    """As long as it is patched, and afterwards, none of these modules is known that was not known before."""
    for name in names:
        # To set it first has whatever is imported under this name later taken away again.
        patch.setitem(sys.modules, name, ModuleType(name))
        del sys.modules[name]


def make_known(patch: pytest.MonkeyPatch, folder: Path, modules: Mapping[str, ModuleType]) -> None:
    """Have the notebook's import statements find these modules."""
    patch.setattr(sys, "path", [str(folder), *sys.path])
    for name, module in modules.items():
        patch.setitem(sys.modules, name, module)


@functools.cache
def folder() -> Path:
    """The folder that holds the pack of the lesson on deep neural networks."""
    made = Path(_temporary().name)
    assemble(lessons.read(Course(ROOT).lesson(ASSIGNMENT)), made)
    return made


@functools.cache
def _temporary() -> tempfile.TemporaryDirectory[str]:
    """Kept until Python ends, which removes it."""
    return tempfile.TemporaryDirectory()


@functools.cache
def modules() -> dict[str, ModuleType]:
    """The modules of that pack."""
    return imported(folder())


def load(name: str) -> ModuleType:
    """A module of that pack."""
    return modules()[name]
