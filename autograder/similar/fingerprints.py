"""Fingerprints: numbers for the passages of a student's code, few enough to be kept and compared for a whole class.

Of all runs of `LENGTH` tokens, winnowing keeps some: in each `WINDOW` of neighbours the one with the smallest number
(Schleimer, Wilkerson, Aiken: Winnowing, SIGMOD 2003). Two texts that share a passage of `LENGTH` + `WINDOW` - 1 tokens
share a fingerprint of it, wherever it stands. In a run, names of the writer's own are numbered in the order in which
they come, so that other names change nothing (Baker's parameterised matching). Each logical line has a number as well:
lines in another order keep theirs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from itertools import pairwise
from typing import NamedTuple

from autograder.similar.tokens import Token, Vocabulary, Words, tokens

LENGTH, WINDOW = 10, 4
#: Tokens of a logical line that has a number of its own: shorter ones are alike by themselves.
SHORTEST_LINE = 7
#: Characters of a comment or string, and of a name, that can say something.
SHORTEST_WORDS, SHORTEST_NAME = 8, 4
#: So many fingerprints of one student are compared, at most; an ordinary submission has a thousand or two.
MAX_FINGERPRINTS = 6_000
#: Characters of one student's code that are looked at.
MAX_CHARACTERS = 300_000

_OUTERMOST = re.compile(r"^(?=(?:async[ \t]+def|def|class)[ \t]+\w|@)", re.MULTILINE)
_DEFINED = re.compile(r"^(?:async[ \t]+def|def|class)[ \t]+(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Piece:
    """A piece of somebody's code: a function, a class, or what stands between them in a cell."""

    #: The exercise that it is for; "" where that cannot be told.
    exercise: str
    text: str


def is_code(number: int) -> bool:
    """Tell the number of a passage, which is even, from that of words."""
    return not number & 1


class Print(NamedTuple):
    """A fingerprint, and the characters that it is of."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Printed:
    """A piece of code with its fingerprints."""

    piece: Piece
    _: KW_ONLY
    prints: list[Print]
    #: Comments, strings and names, each with its number.
    words: dict[int, Words]
    #: Whether it goes on beyond what was looked at.
    cut: bool = False


def pieces(source: str, exercises: Sequence[str], meant_for: str = "") -> Iterator[Piece]:
    """Cut a cell into its functions and classes; each is for the exercise of its name, else for that of the cell.

    Examples
    --------
    >>> [piece.exercise for piece in pieces("def mean(x): pass\\ndef mine(x): pass\\n", ["mean"], "spread")]
    ['mean', 'spread']
    """
    begins = [match.start() for match in _OUTERMOST.finditer(source)]
    # A decorator belongs to what it stands above.
    begins = [
        place
        for number, place in enumerate(begins)
        if not number or source[begins[number - 1]] != "@" or source[begins[number - 1] : place].count("\n") > 1
    ]
    for start, end in zip([0, *begins], [*begins, len(source)], strict=True):
        text = source[start:end]
        if text.strip():
            defined = _DEFINED.search(text)
            name = defined[1] if defined else ""
            yield Piece(name if name in exercises else meant_for, text)


def printed(piece: Piece, lesson: Vocabulary = Vocabulary()) -> Printed:  # noqa: B008  (it cannot be changed)
    """The fingerprints of a piece of code."""
    read = tokens(piece.text, lesson)
    prints = [*_runs(read.tokens), *_lines(read.tokens, read.lines)]
    words = {_of_words(one): one for one in read.words if _tells(one)}
    return Printed(piece, prints=prints, words=words, cut=read.cut)


def _runs(read: list[Token]) -> Iterator[Print]:
    hashes = [_number(read[place : place + LENGTH]) for place in range(len(read) - LENGTH + 1)]
    last = -1
    for place in range(max(1, len(hashes) - WINDOW + 1) if hashes else 0):
        window = hashes[place : place + WINDOW]
        # The last of equal ones, so that a row of the same keeps few.
        chosen = place + max(range(len(window)), key=lambda number: (-window[number], number))
        if chosen != last:
            last = chosen
            yield Print(hashes[chosen], read[chosen].start, read[chosen + LENGTH - 1].end)


def _lines(read: list[Token], lines: list[int]) -> Iterator[Print]:
    for begin, end in pairwise([*lines, len(read)]):
        if SHORTEST_LINE <= end - begin <= 200:
            line = read[begin:end]
            yield Print(_number(line, "line"), line[0].start, line[-1].end)


def _number(run: list[Token], kind: str = "") -> int:
    """A number for tokens: their own, and for names in which order they come."""
    names: dict[str, int] = {}
    # Of whole numbers Python's own hash is the same in every process.
    keys = (names.setdefault(key, len(names)) if isinstance(key, str) else key for key, _, _ in run)
    return hash((len(kind), *keys)) & ~1


def _tells(words: Words) -> bool:
    if words.kind == "name":
        return len(words.text) >= (SHORTEST_NAME if words.text.isascii() else 2)
    return len(words.text.encode("utf-8", "replace")) >= SHORTEST_WORDS and len(words.text) <= 400


def _of_words(words: Words) -> int:
    text = words.text if words.kind == "name" else " ".join(words.text.lower().split())
    data = f"{words.kind} {text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), signed=True) | 1
