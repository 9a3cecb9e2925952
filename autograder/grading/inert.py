"""Students' cells as an instructor may open them: nothing in them that a browser would run.

formgrader shows a notebook through nbconvert, which passes on the HTML in outputs, in Markdown and in raw cells.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

#: What is only text or a picture, whatever it holds.
_HARMLESS = ("text/plain", "image/png", "image/jpeg")

#: Attributes that have a browser load something, or submit.
_LOADS = frozenset(["src", "srcset", "action", "formaction", "data", "poster", "background", "xlink:href"])

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
    if cell["cell_type"] == "raw" or not _leads_nowhere(text):
        # Shown as it stands: a row of four spaces makes it code.
        text = "".join(f"    {line}" for line in cell["source"].splitlines(keepends=True))
    return {**cell, "cell_type": "markdown", "source": text, "attachments": {}}


def _leads_nowhere(text: str) -> bool:
    """Whether a Markdown text, as nbconvert shows it, has no link that runs anything and loads nothing."""
    if "[" not in text:  # and no tag: then there is neither
        return True
    # Imported here: it takes a while, and most texts have no links.
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    try:
        links = _Links()
        links.feed(markdown2html_mistune(text))
    except Exception:  # what cannot be shown as Markdown is shown as it stands
        return False
    return links.harmless


class _Links(HTMLParser):
    """Looks where links lead, and where pictures come from."""

    def __init__(self) -> None:
        super().__init__()
        self.harmless = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # A browser leaves out spaces and control characters, and so do we.
            address = re.sub(r"[\x00-\x20\x7f-\x9f]", "", value or "").lower()
            if name == "href":
                self.harmless &= address.startswith(("http://", "https://", "mailto:", "#"))
            elif name in _LOADS or name.startswith("on"):
                self.harmless = False


def _inert_output(output: dict[str, Any]) -> dict[str, Any]:
    if "data" not in output:
        return output
    data = {kind: output["data"][kind] for kind in _HARMLESS if kind in output["data"]}
    left_out = sorted(output["data"].keys() - data.keys())
    if left_out and not data:
        data = {"text/plain": f"({', '.join(left_out)})"}
    return {**output, "data": data}
