"""The pictures that a student's text shows: attached to its cell, written into it, or lying beside the notebook.

Each gets a name of its own, by what it holds, so that texts can be joined and a changed picture makes a changed text.
Nothing here looks into a picture.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from urllib.parse import unquote

#: In Markdown, and in HTML as Jupyter writes it. Neither goes beyond where the next one may begin, so that a text is
#: looked through once.
_PLAIN = r"[^()\[\]\s<>!]"
_MARKDOWN = re.compile(
    # An address in which brackets may stand, each closed again; or one in angles, in which spaces may stand, too.
    rf"!\[[^\[\]\n]*\]\([ \t]*(?:({_PLAIN}+(?:\({_PLAIN}*\){_PLAIN}*)*)|<([^\[\]<>!\n]+)>)"
    r"(?:[ \t]+[\"'][^()\[\]\"'\n]*[\"'])?[ \t]*\)"
)
_HTML = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_SRC = re.compile(r"""(?:^|\s)src[ \t]*=[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^"'\s]+))""", re.IGNORECASE)
_DATA = re.compile(r"data:(image/[\w.+-]{1,30});base64,(.*)", re.IGNORECASE | re.DOTALL)
_ATTACHMENT, _KEPT = "attachment:", re.compile(r"!\[\]\(attachment:([0-9a-f]{24})\)")

#: What pictures are kept as, by what they are called.
_KINDS = {"image/png", "image/jpeg", "image/jpg"}


def named(source: str, attachments: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A text in which each picture that came with it has a name of its own, and these pictures, as base64.

    One whose kind is not kept is cut down to its kind; one that is not there stays as it is.
    """
    found: dict[str, str] = {}
    names: dict[str, str] = {}

    def keep(data: str) -> str:
        name = hashlib.sha256(data.encode("utf-8", "replace")).hexdigest()[:24]
        found[name] = data
        return name

    def settle(address: str) -> str | None:
        if data := _DATA.match(address):
            return shown(keep(data[2])) if data[1].lower() in _KINDS else f"![](data:{data[1]})"
        if not address.startswith(_ATTACHMENT):
            return None
        attached = address.removeprefix(_ATTACHMENT)
        attached = attached if attached in attachments else unquote(attached)
        if attached not in names and attached in attachments:  # which may be shown any number of times
            names[attached] = keep(attachments[attached])
        return shown(names[attached]) if attached in names else None

    return replaced(source, settle), found


def replaced(source: str, by: Callable[[str], str | None]) -> str:
    """A text with what `by` makes of the address of each picture in its place; None leaves it as it is."""

    def markdown(match: re.Match[str]) -> str:
        made = by(match[1] or match[2])
        return match[0] if made is None else made

    def html(match: re.Match[str]) -> str:
        address = _SRC.search(match[1])
        made = by(address[1] or address[2] or address[3] or "") if address else None
        return match[0] if made is None else made

    source = _MARKDOWN.sub(markdown, source) if "![" in source else source
    return _HTML.sub(html, source) if "<img" in source.lower() else source


def shown(name: str) -> str:
    """What shows the picture of this name in a text."""
    return f"![]({_ATTACHMENT}{name})"


def names_in(source: str) -> Iterator[str]:
    """The names of the pictures that a text shows, in order, whether they are there or not."""
    return (match[1] for match in _KEPT.finditer(source))


def marked(source: str, names: Mapping[str, object], by: Callable[[str], str]) -> str:
    """A text with what `by` makes of the name of each picture that is there in the place of that picture."""
    return _KEPT.sub(lambda match: by(match[1]) if match[1] in names else match[0], source)


def is_elsewhere(address: str) -> bool:
    """Say whether a picture's address is none of a file beside the notebook."""
    return bool(re.match(r"[A-Za-z][\w+.-]*:|//|#|/", address))
