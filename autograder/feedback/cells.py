"""A notebook's cells as a page shows them: source and outputs, shortened, and nothing that could act."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.safe_text import Excerpt, clean, excerpt
from autograder.submission.pictures import marked

_OUTPUTS = 12  # of a cell
_PICTURES = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}


class Room:
    """The bytes of one kind that the page still takes."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, size: int) -> bool:
        """Take room for this, if there is any; True if it was taken."""
        if size > self._left:
            return False
        self._left -= size
        return True


@dataclass(frozen=True)
class Output:
    """One output: its kind (out, err, error, picture, attached to a text), and its text or the picture's address."""

    kind: str
    text: Excerpt | None = None
    picture: str = ""


@dataclass(frozen=True)
class Shown:
    """A cell as the page shows it; without a source where there was no room for it."""

    is_code: bool
    source: Excerpt | None
    outputs: list[Output]
    outputs_left_out: int

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to see."""
        return self.source is not None and not any(self.source.first) and not self.outputs


def show_cell(cell: dict[str, Any], room: Room, room_for_outputs: Room) -> Shown:
    """A cell's source and outputs, as far as there is room."""
    is_code = cell["cell_type"] == "code"
    pictures = {} if is_code else cell.get("attachments", {})
    numbers = {name: number for number, name in enumerate(pictures, start=1)}
    text = marked(cell["source"], pictures, lambda name: f"[▣ {numbers[name]}]") if pictures else cell["source"]
    source = excerpt(text, 100, 30, code=is_code)
    shown = source if room.take(source.size) else None
    outputs = [*_outputs(cell.get("outputs", [])), *_attached(pictures)]
    kept = [one for one in outputs[:_OUTPUTS] if one.text is None or room_for_outputs.take(one.text.size)]
    return Shown(is_code, shown, kept, len(outputs) - len(kept))


def _outputs(outputs: list[dict[str, Any]]) -> Iterator[Output]:
    for output in outputs:
        match output:
            case {"output_type": "stream", "name": name, "text": str(text)} if text.strip():
                yield Output("err" if name == "stderr" else "out", excerpt(text, 20, 8))
            case {"output_type": "error"}:
                yield Output("error", excerpt(_traceback(output), 20, 12))
            case {"data": dict(data)}:
                picture = next(filter(None, (_picture(kind, data.get(kind)) for kind in _PICTURES)), "")
                plain = data.get("text/plain")
                if picture:
                    yield Output("picture", picture=picture)
                # Whatever else an output offers (HTML, SVG, Markdown) could act; its text cannot.
                elif isinstance(plain, str) and plain.strip():
                    yield Output("out", excerpt(plain, 20, 8))


def _attached(pictures: Mapping[str, dict[str, str]]) -> Iterator[Output]:
    """The pictures in a text."""
    for bundle in pictures.values():
        if picture := next(filter(None, (_picture(kind, bundle.get(kind)) for kind in _PICTURES)), ""):
            yield Output("attached", picture=picture)


def _picture(kind: str, data: object) -> str:
    """The data address of a picture that is what it says; empty for anything else."""
    if not isinstance(data, str):
        return ""
    try:
        decoded = base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    if not decoded.startswith(_PICTURES[kind]):
        return ""
    return f"data:{kind};base64,{base64.b64encode(decoded).decode('ascii')}"


_RULE = re.compile(r"-{20,}|[\w.]+ +Traceback \(most recent call last\)")
_OF_A_FRAME = re.compile(r"[\s\d-]|$")


def _traceback(output: dict[str, Any]) -> str:
    """An error's traceback, of whose frames only those in the notebook's cells tell a student anything."""
    said = f"{output.get('ename', '')}: {output.get('evalue', '')}"
    lines = output.get("traceback")
    if not isinstance(lines, list) or not lines:
        return said
    kept: list[str] = []
    elsewhere = False
    for line in clean("\n".join(map(str, lines))).split("\n"):
        elsewhere = line.startswith("File ") or (elsewhere and _OF_A_FRAME.match(line) is not None)
        if not elsewhere and not _RULE.fullmatch(line) and (line.strip() or (kept and kept[-1])):
            kept.append(line.rstrip())
    return "\n".join(kept) or said
