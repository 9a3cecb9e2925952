"""The pictures in what students write: drawn anew in a process of their own, or named with the reason why not.

A decoder of pictures is not for whoever judges to run: what is handed in is decoded in a sandbox, in a process that has
nothing else in it, made smaller where it is large, and written anew. What comes out is as trusted as a figure that a
student's own cell draws.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from autograder.exercise import Text
from autograder.exercise.show import printable
from autograder.sandbox import CodeCell, Limits, Sandbox, Used
from autograder.submission import Note, Rebuilt
from autograder.submission.pictures import is_elsewhere, marked, names_in, replaced, shown

#: So many pictures of a submission are kept, each of so many bytes as it was handed in, and so many in all.
MAX_PICTURES, MAX_BYTES, MAX_IN_ALL = 12, 5_000_000, 20_000_000
#: A picture with more points is not decoded, and one with a longer side is made smaller.
MAX_POINTS, SIDE = 40_000_000, 1280
#: Seconds of CPU time that all of them may take.
CPU = 30.0

#: What stands in a text in the place of a picture that is not kept.
_NOT_THERE = "[▣ ✗]"
#: What a picture begins with that is kept.
_BEGINS = (b"\x89PNG\r\n", b"\xff\xd8\xff")

#: Run in the sandbox.
_DEFINITIONS = f"""
def draw_anew(name):
    import io
    from IPython.display import display
    from PIL import Image, ImageOps
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(name, formats=("PNG", "JPEG")) as picture:
        if picture.width * picture.height > {MAX_POINTS}:
            raise OverflowError
        picture.draft("RGB", ({SIDE}, {SIDE}))
        picture.load()
        made = ImageOps.exif_transpose(picture)
    if made.mode in ("LA", "PA", "RGBA") or "transparency" in made.info:
        made = made.convert("RGBA")
        made.thumbnail(({SIDE}, {SIDE}))
        page = Image.new("RGBA", made.size, "white")
        made = Image.alpha_composite(page, made)
    made = made.convert("RGB")
    made.thumbnail(({SIDE}, {SIDE}))
    drawn = Image.frombytes("RGB", made.size, made.tobytes())
    for kind, options in (("png", dict(optimize=True)), ("jpeg", dict(quality=80))):
        written = io.BytesIO()
        drawn.save(written, kind, **options)
        if written.tell() < 200_000:
            break
    display({{"image/" + kind: written.getvalue()}}, raw=True)
"""


@dataclass(frozen=True)
class _Picture:
    """A picture that a text shows: what it holds, or why it is not kept; and what a person knows it by."""

    data: bytes
    reason: str = ""
    label: str = ""


def keep_pictures(
    books: Mapping[str, Rebuilt], beside: Mapping[str, bytes], sandbox: Sandbox
) -> tuple[dict[str, Rebuilt], dict[str, tuple[Note, ...]]]:
    """The notebooks with the pictures of the student's texts drawn anew, and notes on those that are not kept.

    ``beside`` are the files that lie beside the notebooks, which a text may show by their paths.
    """
    gathered = {name: _Gathered(book, beside) for name, book in books.items()}
    pictures = {key: one for found in gathered.values() for key, one in found.pictures.items()}
    made, reasons = _drawn(pictures, sandbox) if pictures else ({}, {})
    notes = {name: found.notes(reasons) for name, found in gathered.items()}
    return {name: found.with_pictures(made) for name, found in gathered.items()}, notes


class _Gathered:
    """The pictures in the student's texts in one notebook."""

    def __init__(self, book: Rebuilt, beside: Mapping[str, bytes]) -> None:
        self._book = book
        self._beside = beside
        self._named: dict[str, str] = {}
        #: Pictures that cannot be kept, by the reason.
        self._told: dict[str, list[str]] = {}
        #: By name, in the order in which they are shown.
        self.pictures: dict[str, _Picture] = {}
        #: Cells that show some, as they will be, by index.
        self._cells: dict[int, dict[str, Any]] = {}
        cells = book.notebook["cells"]
        for place in sorted(book.own):
            if cells[place]["cell_type"] == "markdown":
                self._gather(place, cells[place])

    def _gather(self, place: int, cell: dict[str, Any]) -> None:
        attached = cell.get("attachments", {})
        source = replaced(cell["source"], lambda address: self._settle(address, attached))
        for name in names_in(source):
            if name in attached and name not in self.pictures:
                self.pictures[name] = _decoded(attached[name])
        if source != cell["source"] or attached:
            self._cells[place] = {**cell, "source": source}

    def _settle(self, address: str, attached: Mapping[str, str]) -> str | None:
        """What shows a picture that lies beside the notebook; one that is nowhere is remembered."""
        if address.startswith("data:image/"):
            self._told.setdefault("kind", []).append(address.removeprefix("data:"))
            return None
        if address.startswith("attachment:"):
            name = address.removeprefix("attachment:")
            if name not in attached:
                self._told.setdefault("missing", []).append(unquote(name))
            return None
        if is_elsewhere(address):
            return None
        path = unquote(address).replace("\\", "/").removeprefix("./")
        data = self._beside.get(path)
        if data is None:
            self._told.setdefault("missing", []).append(path)
            return None
        if path not in self._named:  # which may be shown any number of times
            self._named[path] = hashlib.sha256(data).hexdigest()[:24]
        self.pictures.setdefault(self._named[path], _Picture(data, label=path))
        return shown(self._named[path])

    def with_pictures(self, made: Mapping[str, dict[str, str]]) -> Rebuilt:
        """The notebook whose texts have those pictures that were drawn anew, and no others."""
        if not self._cells:
            return self._book
        cells = list(self._book.notebook["cells"])
        for place, cell in self._cells.items():
            lost = {name: picture for name, picture in self.pictures.items() if name not in made}
            source = marked(cell["source"], lost, lambda name: _NOT_THERE)
            kept = {name: made[name] for name in names_in(source) if name in made}
            cells[place] = {key: cell[key] for key in cell if key != "attachments"} | {"source": source}
            if kept:
                cells[place]["attachments"] = kept
        return replace(self._book, notebook={**self._book.notebook, "cells": cells})

    def notes(self, reasons: Mapping[str, str]) -> tuple[Note, ...]:
        """What is told of the pictures that are not kept, one note for each reason."""
        told = {reason: list(dict.fromkeys(labels)) for reason, labels in self._told.items()}
        for number, (name, picture) in enumerate(self.pictures.items(), start=1):
            if reason := reasons.get(name):
                told.setdefault(reason, []).append(picture.label or str(number))
        return tuple(
            Note("picture", "", _NOT_KEPT.format(which=_listed(labels), why=_WHY[reason]))
            for reason, labels in told.items()
        )


def _decoded(written: str) -> _Picture:
    """An attached picture; base64 that is too long is not decoded."""
    if len(written) > 2 * MAX_BYTES:
        return _Picture(b"", "large")
    try:
        return _Picture(base64.b64decode("".join(written.split()), validate=True))
    except (binascii.Error, ValueError):
        return _Picture(b"", "broken")


def _drawn(pictures: Mapping[str, _Picture], sandbox: Sandbox) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Draw pictures anew, in a process of their own: what became of each, by kind; and why others are not kept."""
    reasons: dict[str, str] = {}
    taken: dict[str, bytes] = {}
    room = MAX_IN_ALL
    for name, picture in pictures.items():
        if reason := picture.reason or _refused(picture.data, len(taken), room):
            reasons[name] = reason
        else:
            taken[name] = picture.data
            room -= len(picture.data)
    if not taken:
        return {}, reasons
    cells = [CodeCell("", _DEFINITIONS), *(CodeCell(name, f"draw_anew({name!r})") for name in taken)]
    made: dict[str, dict[str, str]] = {}
    with sandbox.run(cells, taken, _used(sandbox.limits)) as session:
        for run in session.cells:
            drawn = [data for output in run.outputs if _is_picture(data := output.get("data", {}))]
            if run.name in taken and drawn:
                made[run.name] = drawn[0]
            elif run.name in taken:
                is_huge = run.error is not None and run.error.type == "OverflowError"
                is_full = run.error is None and run.note is None
                reasons[run.name] = "points" if is_huge else "many" if is_full else "broken"
    return made, reasons


def _refused(data: bytes, count: int, room: int) -> str:
    if len(data) > MAX_BYTES:
        return "large"
    if not data.startswith(_BEGINS):
        return "kind"
    return "many" if count == MAX_PICTURES or len(data) > room else ""


def _is_picture(data: Mapping[str, str]) -> bool:
    return data.keys() in ({"image/png"}, {"image/jpeg"})


def _used(limits: Limits) -> Used:
    """What is left of a submission's time for pictures, which takes nothing from what its functions have."""
    return Used(cpu=max(0.0, limits.total_cpu - CPU), idle=max(0.0, limits.total_idle - limits.cell_idle))


def _listed(labels: list[str]) -> str:
    named = ", ".join(printable(label, 60) for label in labels[:5])
    return named if len(labels) <= 5 else f"{named}, …"


_NOT_KEPT = Text("回答里的图片没有保留：{which}（{why}）", "pictures in the answers that are not kept: {which} ({why})")
_WHY = {
    "kind": Text("只保留 PNG 和 JPEG", "PNG and JPEG alone are kept"),
    "broken": Text("读不出来", "it cannot be read"),
    "missing": Text("没有和笔记一起交上来", "not handed in with the notebook"),
    "large": Text(f"大于 {MAX_BYTES // 1_000_000} MB", f"larger than {MAX_BYTES // 1_000_000} MB"),
    "points": Text(
        f"多于 {MAX_POINTS // 1_000_000} 百万像素", f"of more than {MAX_POINTS // 1_000_000} million points"
    ),
    "many": Text(
        f"最多 {MAX_PICTURES} 张，加起来也不能太大",
        f"at most {MAX_PICTURES} are kept, and no more than there is room for",
    ),
}
