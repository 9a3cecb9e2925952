"""A student's text made fit for a page: cleaned, shortened, coloured; always escaped."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from keyword import kwlist

from markupsafe import Markup, escape

#: Characters of a line that are shown.
WIDTH = 300

#: Terminal codes: none of the parts can run over the next escape character, or a long row of them would take for ever.
TERMINAL_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*\x07|[^\x1b])?")
#: Control characters, which a terminal does not show, and what is no character.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Characters without a shape of their own: they hide in a text, join what looks apart, or turn its direction.
_FORMAT = (chr(code) for code in (*range(0x20000), *range(0xE0000, 0xE1000)) if unicodedata.category(chr(code)) == "Cf")
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u3164\uffa0"
_INVISIBLE = re.compile(f"[{''.join(_FORMAT)}{_FILLERS}]")


def visible(text: str) -> str:
    """The text with each character that has no shape of its own shown by its number: what is read is what is there."""
    if text.isascii():
        return text
    return _INVISIBLE.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def clean(text: str) -> str:
    """The text as a terminal would leave it, without codes and control characters, and with nothing hidden in it."""
    text = TERMINAL_CODES.sub("", text) if "\x1b" in text else text
    if "\r" in text:
        # A progress bar writes over its own line.
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return visible(_CONTROLS.sub("", text))


def weight(text: str) -> int:
    """The bytes that a text takes on the page."""
    return len(escape(text).encode())


@dataclass(frozen=True)
class Excerpt:
    """The lines of a text that are shown: the first and the last, and how many between them are not."""

    first: list[Markup]
    left_out: int
    last: list[Markup]

    @property
    def size(self) -> int:
        """The bytes that it takes on the page, with the element around each line."""
        return sum(weight(line) + 15 for line in self.first + self.last)


def excerpt(text: str, first: int, last: int, *, code: bool = False) -> Excerpt:
    """The first and last lines of a text."""
    lines = [line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in clean(text).strip("\n").split("\n")]
    dress = highlight if code else _escaped
    # To leave out a line or two would take a line as well.
    left_out = len(lines) - first - last
    if left_out <= 2:
        return Excerpt(dress(lines), 0, [])
    return Excerpt(dress(lines[:first]), left_out, dress(lines[-last:]))


def _escaped(lines: list[str]) -> list[Markup]:
    return [escape(line) for line in lines]


_TOKEN = re.compile(
    r"""
      (?P<c>\#[^\n]*)
    | (?P<s>(?:\"{3}(?:[^\\]|\\.|\\\Z)*?(?:\"{3}|\Z)) | (?:'{3}(?:[^\\]|\\.|\\\Z)*?(?:'{3}|\Z))
          | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?)
    | (?P<d>(?<=\bdef\ )\w+ | (?<=\bclass\ )\w+)
    | (?P<k>\b(?:"""
    + "|".join(kwlist)
    + r""")\b)
    """,
    re.VERBOSE | re.DOTALL,
)


def highlight(lines: list[str]) -> list[Markup]:
    """Lines of Python with comments, strings, keywords and the names of definitions marked.

    Written out since a whole lexer would take longer than all the rest of a page, and treble it.
    """
    source = "\n".join(lines)
    pieces: list[str] = []
    end = 0
    for match in _TOKEN.finditer(source):
        pieces.append(escape(source[end : match.start()]))
        # A string may run over several lines, each of which is an element of its own.
        marked = (f'<i class="{match.lastgroup}">{escape(part)}</i>' for part in match[0].split("\n"))
        pieces.append("\n".join(marked))
        end = match.end()
    pieces.append(escape(source[end:]))
    return [Markup(line) for line in "".join(pieces).split("\n")]


_INLINE = re.compile(r"`([^`\n]+)`|\$([^$\n]+)\$|\*\*([^*\n]+)\*\*")
_RAISED = re.compile(r"\^(?:\{([^{}]*)\}|(\w))")
_LOWERED = re.compile(r"_(?:\{([^{}]*)\}|(\w))")


@lru_cache(1000)
def inline(text: str) -> Markup:
    """A line of the lesson's own Markdown: code, bold, and formulas as far as plain HTML goes."""
    pieces: list[str] = []
    end = 0
    for match in _INLINE.finditer(text):
        pieces.append(escape(text[end : match.start()]))
        code, formula, bold = (part and str(escape(part)) for part in match.groups())
        if formula:
            formula = _RAISED.sub(lambda part: f"<sup>{part[1] or part[2]}</sup>", formula)
            formula = _LOWERED.sub(lambda part: f"<sub>{part[1] or part[2]}</sub>", formula)
        pieces.append(f"<code>{code}</code>" if code else f"<var>{formula}</var>" if formula else f"<b>{bold}</b>")
        end = match.end()
    return Markup("".join([*pieces, escape(text[end:])]))
