"""What students get beside their notebooks, put together by the engine in a folder of its own, and imported there."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import Hints, assemble


@dataclass(frozen=True)
class Pack:
    """A lesson's pack: its folder, and its modules by their names."""

    folder: Path
    modules: Mapping[str, ModuleType]

    def load(self, name: str) -> ModuleType:
        """The module of that name."""
        return self.modules[name]

    def make_known(self, patch: pytest.MonkeyPatch) -> None:
        """Have the notebook's import statements find these modules."""
        patch.setattr(sys, "path", [str(self.folder), *sys.path])
        for name, module in self.modules.items():
            patch.setitem(sys.modules, name, module)


def assembled(lesson: Lesson, folder: Path, hints: Hints | None = None) -> Pack:
    """Put a lesson's pack into a folder, and import all of it."""
    assemble(lesson, folder, hints)
    return imported(folder)


def imported(folder: Path) -> Pack:
    """All modules of a folder; afterwards Python knows them no more, as other packs use these names."""
    paths = [path.relative_to(folder).with_suffix("") for path in sorted(folder.rglob("*.py"))]
    names = [".".join(path.parts).removesuffix(".__init__") for path in paths]
    with pytest.MonkeyPatch.context() as patch:
        _forget(patch, names)
        patch.setattr(sys, "path", [str(folder), *sys.path])
        return Pack(folder, {name: importlib.import_module(name) for name in names})


def _forget(patch: pytest.MonkeyPatch, names: list[str]) -> None:
    """As long as it is patched, and afterwards, none of these modules is known that was not known before."""
    for name in names:
        # To set it first has whatever is imported under this name later taken away again.
        patch.setitem(sys.modules, name, ModuleType(name))
        del sys.modules[name]
