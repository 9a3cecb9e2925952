"""A student's machine may be any: Windows, a folder with any name, an encoding of its own, an editor, no network."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import loads

from .conftest import ASSIGNMENT

#: Names of devices, which no file may have on Windows, whatever its suffix.
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))}
#: Runs all cells as a kernel does, with what VS Code puts among the names; prints what each cell raised, and the cards.
RUN_ALL = """
import json, socket, sys
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.displaypub import CapturingDisplayPublisher

def refused(*args, **keywords):
    raise OSError("there is no network here")

socket.socket.connect = socket.getaddrinfo = refused
sys.path.insert(0, "")
shell = InteractiveShell.instance()
shell.display_pub = CapturingDisplayPublisher(parent=shell)
notebook = sys.argv[1]
shell.user_ns["__vsc_ipynb_file__"] = str(Path(notebook).resolve())
raised = []
for cell in json.loads(Path(notebook).read_text("utf-8"))["cells"]:
    if cell["cell_type"] == "code":
        result = shell.run_cell("".join(cell["source"]), store_history=True)
        error = result.error_before_exec or result.error_in_exec
        raised += [f"{cell['id']}: {error!r}"] if error else []
shown = [output["data"].get("text/plain", "") for output in shell.display_pub.outputs]
Path("ran.json").write_text(json.dumps([raised, shown]), "utf-8")
"""


def released(course: Course, language: Language) -> list[Path]:
    """The files of an edition, as paths in its folder."""
    folder = course.release(language, ASSIGNMENT)
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return [path for path in found if "__pycache__" not in path.parts]


@pytest.mark.parametrize("language", LANGUAGES)
def test_windows_takes_every_name(committed: Course, language: Language) -> None:
    names = [str(path) for path in released(committed, language)]
    assert len(names) > 10
    for name in names:
        assert not {part.split(".")[0].upper() for part in name.split("/")} & RESERVED, name
        assert re.fullmatch(r"[A-Za-z0-9_./-]+", name) and not name.endswith("."), name
        # Of the 260 characters that a path may have there, most are left for where the folder lies.
        assert len(f"{ASSIGNMENT}/{name}") < 80, name
    assert len({name.lower() for name in names}) == len(names)


def test_no_text_is_read_or_written_in_whatever_encoding_the_machine_prefers(committed: Course) -> None:
    """In China, Windows prefers GBK; the pack and the cells say UTF-8."""
    folder = committed.release("zh", ASSIGNMENT)
    sources = [path.read_text("utf-8") for path in sorted(folder.glob("*.py"))]
    for path in sorted(folder.glob("*.ipynb")):
        cells = loads(path.read_text("utf-8"))["cells"]
        sources += [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    calls = [node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    seen = 0
    for call in calls:
        # Image.open and h5py.File take bytes.
        name = ast.unparse(call.func)
        before = {"read_text": 0, "write_text": 1}.get(name.split(".")[-1])
        if before is not None or name == "open":
            seen += 1
            named = any(keyword.arg == "encoding" for keyword in call.keywords)
            assert named or (before is not None and len(call.args) > before), ast.unparse(call)
    assert seen >= 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["step_by_step", "cat_classifier"])
def test_run_all_on_an_untouched_release_stops_nowhere_whatever_its_folder_is_called(
    committed: Course, language: Language, part: str, tmp_path: Path
) -> None:
    folder = tmp_path / "第 1 课 (copy) — é" / "deep-neural-network"
    shutil.copytree(committed.release(language, ASSIGNMENT), folder, ignore=shutil.ignore_patterns("__pycache__"))
    environment = os.environ | {"MPLBACKEND": "agg", "IPYTHONDIR": str(tmp_path / "ipython")}
    ran = subprocess.run(
        [sys.executable, "-c", RUN_ALL, f"{part}.ipynb"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ran.returncode == 0, ran.stderr
    raised, shown = json.loads((folder / "ran.json").read_text("utf-8"))
    assert raised == []
    count = {"step_by_step": 10, "cat_classifier": 4}[part]
    head = {"zh": f"已通过 0 / {count}", "en": f"0 of {count} right"}[language]
    assert any(text.startswith(head) for text in shown), shown
