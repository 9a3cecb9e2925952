"""A student's machine: a release put on Windows, read where another encoding is preferred, and run offline."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.lessons.build import loads

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


def names_that_windows_refuses(release: Path) -> list[str]:
    """The paths in a release that Windows may not take, or that leave too little room for where the folder lies."""
    paths = (path.relative_to(release) for path in release.rglob("*") if path.is_file())
    names = [path.as_posix() for path in paths if "__pycache__" not in path.parts]
    assert len(names) > 10
    lower = [name.lower() for name in names]
    return [
        name
        for name in names
        if {part.split(".")[0].upper() for part in name.split("/")} & RESERVED
        or not re.fullmatch(r"[A-Za-z0-9_./-]+", name)
        or name.endswith(".")
        or lower.count(name.lower()) > 1
        # Of the 260 characters that a path may have there, most are left for where the folder lies.
        or len(f"{release.name}/{name}") >= 80
    ]


def text_files_used(release: Path) -> Iterator[tuple[str, bool]]:
    """The calls in a release's modules and cells that read or write text, and whether each says in which encoding."""
    sources = [path.read_text("utf-8") for path in sorted(release.rglob("*.py"))]
    for path in sorted(release.glob("*.ipynb")):
        cells = loads(path.read_text("utf-8"))["cells"]
        sources += [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    for call in (node for source in sources for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        # Image.open and h5py.File take bytes.
        name = ast.unparse(call.func)
        before = {"read_text": 0, "write_text": 1}.get(name.split(".")[-1])
        if before is not None or name == "open":
            named = any(keyword.arg == "encoding" for keyword in call.keywords)
            yield ast.unparse(call), named or (before is not None and len(call.args) > before)


def run_all(release: Path, part: str, place: Path) -> tuple[list[str], list[str]]:
    """Run all cells of an untouched part in a folder with an odd name: what they raised, and what they showed."""
    folder = place / "第 1 课 (copy) — é" / release.name
    shutil.copytree(release, folder, ignore=shutil.ignore_patterns("__pycache__"))
    environment = os.environ | {"MPLBACKEND": "agg", "IPYTHONDIR": str(place / "ipython")}
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
    return raised, shown
