"""Students' cells as an instructor may open them: nothing in them that a browser would run.

formgrader shows a notebook through nbconvert, which passes on the HTML in outputs, in Markdown and in raw cells.
"""

from __future__ import annotations

import re
from typing import Any

#: What is only text or a picture, whatever it holds.
_HARMLESS = ("text/plain", "image/png", "image/jpeg")

#: What opens a tag, a comment or the like.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


def is_own(cell: dict[str, Any]) -> bool:
    """Whether a cell of a rebuilt notebook holds what a student wrote, and not the lesson."""
    return cell["id"].startswith("added-") or bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def inert(cell: dict[str, Any]) -> dict[str, Any]:
    """A student's cell: HTML in its text shown as text, and of its outputs only text and pictures."""
    if cell["cell_type"] == "code":
        return {**cell, "outputs": [_inert_output(output) for output in cell["outputs"]]}
    text = _TAG.sub("&lt;", cell["source"])
    if cell["cell_type"] == "raw":
        # Shown as it stands: a row of four spaces makes it code.
        text = "".join(f"    {line}" for line in cell["source"].splitlines(keepends=True))
    return {**cell, "cell_type": "markdown", "source": text, "attachments": {}}


def _inert_output(output: dict[str, Any]) -> dict[str, Any]:
    if "data" not in output:
        return output
    data = {kind: output["data"][kind] for kind in _HARMLESS if kind in output["data"]}
    left_out = sorted(output["data"].keys() - data.keys())
    if left_out and not data:
        data = {"text/plain": f"({', '.join(left_out)})"}
    return {**output, "data": data}
