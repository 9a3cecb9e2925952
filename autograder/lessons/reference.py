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


def load_reference(notebooks: Mapping[str, Notebook], pack: Path) -> Reference:
    """Execute the set-up and solution cells of source notebooks.

    The pack's modules are imported, and forgotten again, so that the packs of two lessons may use the same names. The
    cells run in a folder that holds these notebooks and nothing else, since one part of a lesson may read another;
    whatever lies where the grader was started is not looked at.

    Parameters
    ----------
    notebooks
        By name, in the order of the lesson.
    pack
        A folder with all that students find beside the notebooks.
    """
    namespace: dict[str, Any] = {"__name__": "lesson"}
    pack = pack.resolve()
    with _importable(pack), _without_a_screen(), _beside(notebooks):
        modules = {name: importlib.import_module(name) for name in modules_in(pack)}
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


def modules_in(pack: Path) -> list[str]:
    """The modules of a pack by their dotted names: its files, and those of the packages in it."""
    files = [*pack.glob("*.py"), *(path for init in pack.glob("*/__init__.py") for path in init.parent.rglob("*.py"))]
    names = (file.relative_to(pack).with_suffix("").parts for file in files)
    return sorted(".".join(name[:-1] if name[-1] == "__init__" else name) for name in names)


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    tops = {name.split(".")[0] for name in modules_in(folder)}
    before = _taken_out(tops)
    sys.path.insert(0, str(folder))
    # Folders that were listed a moment ago may hold other files now.
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        _taken_out(tops)
        sys.modules.update(before)


def _taken_out(tops: set[str]) -> dict[str, ModuleType]:
    """Forget the modules of these packages; returns them."""
    names = [name for name in sys.modules if name.split(".")[0] in tops]
    return {name: sys.modules.pop(name) for name in names}
