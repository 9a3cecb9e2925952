"""The filled-in notebooks run on the oldest Python that students may have, with the NumPy of its time, and on the newest.

Run by `make test-pythons`: each has an environment made from the package index, and trains for minutes. A Python that
is not on this machine is skipped; with STUDENTS_PYTHON=3.9, as CI says it, that one alone is meant, and must be there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from this_lesson import ASSIGNMENT, COURSE, LATER_PART, PART, lesson

from autograder.exercise import Language
from autograder.lessons.build import Notebook, dumps, loads, solved_notebook
from autograder.lessons.solved import unexpected
from tests.pythons import python

#: By version: what is installed for it, and the edition that is run on it.
PYTHONS: dict[str, tuple[tuple[str, ...], Language]] = {
    "3.9": (("numpy==1.21.*", "matplotlib==3.8.*", "h5py", "ipykernel", "nbclient"), "zh"),
    "3.13": (("numpy", "matplotlib", "h5py", "ipykernel", "nbclient"), "en"),
}
RIGHT = {"zh": "已通过 {count} / {count}", "en": "{count} of {count} right"}
EXECUTE = """
import sys
import nbformat
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=1800, coalesce_streams=True, extra_arguments=["--log-level=ERROR"]).execute()
nbformat.write(notebook, sys.argv[1])
"""


@pytest.fixture(scope="session")
def environments(pytestconfig: pytest.Config) -> Path:
    """The folder of the environments, which stay from one run to the next."""
    return Path(pytestconfig.cache.mkdir("pythons"))


def made(environments: Path, version: str) -> Path:
    """The interpreter of an environment with what students install."""
    wanted = os.environ.get("STUDENTS_PYTHON")
    if wanted and wanted != version:
        pytest.skip(f"Python {wanted} alone is meant")
    interpreter = python(version)
    if interpreter is None:
        assert not wanted, f"there is no Python {version} here"
        pytest.skip(f"there is no Python {version} here")
    folder = environments / version
    if not (folder / "ready").is_file():
        subprocess.run([str(interpreter), "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PYTHONS[version][0]], check=True)
        (folder / "ready").touch()
    return folder / "bin" / "python"


@pytest.mark.parametrize("version", PYTHONS)
def test_both_notebooks_filled_in_run_through(environments: Path, tmp_path: Path, version: str) -> None:
    """No cell raises or warns, every card is a tick, every try cell prints what the text shows, every figure stands
    below its own cell."""
    interpreter, language = made(environments, version), PYTHONS[version][1]
    folder = tmp_path / ASSIGNMENT
    shutil.copytree(COURSE.release(language, ASSIGNMENT), folder, ignore=shutil.ignore_patterns("*.ipynb"))
    for part in lesson().parts:
        (folder / f"{part.name}.ipynb").write_text(dumps(solved_notebook(lesson(), part, language)), "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    for part in lesson().parts:
        command = [str(interpreter), "-c", EXECUTE, f"{part.name}.ipynb"]
        ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr[-3000:]
        book = loads((folder / f"{part.name}.ipynb").read_text("utf-8"))
        assert streams(book, "stderr") == {}
        assert list(unexpected(part, book)) == []
        assert misplaced(book) == []
        count = {PART: 10, LATER_PART: 4}[part.name]
        assert RIGHT[language].format(count=count) in shown(book)


def streams(book: Notebook, name: str) -> dict[str, str]:
    """What was printed on one of the streams, by cell."""
    return {
        cell["id"]: "".join(output["text"])
        for cell in book["cells"]
        for output in cell.get("outputs", ())
        if output["output_type"] == "stream" and output["name"] == name
    }


def misplaced(book: Notebook) -> list[str]:
    """The cells that draw and have no picture, or have one and do not draw."""
    return [
        cell["id"]
        for cell in book["cells"]
        if cell["cell_type"] == "code"
        # Of the picture of one's own there is a card, as long as there is no picture.
        and cell["id"] != "demo_own_picture"
        and ("plt.show()" in cell["source"]) != any("image/png" in output.get("data", ()) for output in cell["outputs"])
    ]


def shown(book: Notebook) -> str:
    """All cards, as text."""
    outputs = [output for cell in book["cells"] for output in cell.get("outputs", ())]
    return "\n".join("".join(output.get("data", {}).get("text/plain", "")) for output in outputs)
