"""Other Pythons that are on this machine: those of pyenv, and what the path finds."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path


@cache
def python(version: str) -> Path | None:
    """An interpreter of this version, as in "3.9", that really runs; None where there is none."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    installed = sorted((root / "versions").glob(f"{version}.*/bin/python{version}"))
    on_path = shutil.which(f"python{version}")
    for found in (*reversed(installed), *([Path(on_path)] if on_path else [])):
        told = _answer([str(found), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
        if told == version:
            return found
    return None


def _answer(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout.strip()
    except OSError:
        return ""
