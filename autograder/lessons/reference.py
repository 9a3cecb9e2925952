"""The lesson's own solutions, executed in the trusted process: the one copy that everything is judged by."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.exercise import Reference
from autograder.lessons.build import Notebook, dumps
from autograder.lessons.lesson import BEGIN_SOLUTION


def load_reference(notebooks: Mapping[str, Notebook], resources: Path) -> Reference:
    """Execute the set-up and solution cells of source notebooks, given by name and in order.

    The resource pack's modules are imported from ``resources``, and forgotten again, so that the packs of
    two lessons may use the same names. The cells run in a folder that holds these notebooks and nothing else,
    since one part of a lesson may read another; whatever lies where the grader was started is not looked at.
    """
    namespace: dict[str, Any] = {"__name__": "lesson"}
    resources = resources.resolve()
    with _importable(resources), _without_a_screen(), _beside(notebooks):
        modules = {path.stem: importlib.import_module(path.stem) for path in sorted(resources.glob("*.py"))}
        for notebook in notebooks.values():
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code" and _is_reference(cell):
                    code = compile(cell["source"], f"<source: {cell['id']}>", "exec")
                    exec(code, namespace)
    return Reference(namespace, modules)


def _is_reference(cell: dict[str, Any]) -> bool:
    return "setup" in cell["metadata"].get("tags", ()) or BEGIN_SOLUTION in cell["source"]


@contextmanager
def _beside(notebooks: Mapping[str, Notebook]) -> Iterator[None]:
    """Work in a folder that holds these notebooks alone."""
    with tempfile.TemporaryDirectory() as folder:
        for name, notebook in notebooks.items():
            (Path(folder) / f"{name}.ipynb").write_text(dumps(notebook), "utf-8")
        with contextlib.chdir(folder):
            yield


@contextmanager
def _without_a_screen() -> Iterator[None]:
    """Set-up cells import matplotlib, which must not look for a screen here; kernels started later may differ."""
    before = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = "agg"
    try:
        yield
    finally:
        del os.environ["MPLBACKEND"]
        if before is not None:
            os.environ["MPLBACKEND"] = before


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    names = {path.stem for path in folder.glob("*.py")}
    before: dict[str, ModuleType] = {name: sys.modules.pop(name) for name in names & sys.modules.keys()}
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in names:
            sys.modules.pop(name, None)
        sys.modules.update(before)
