"""Code as tokens that stay the same when names, comments, quotes, brackets or the form of a number are changed.

Written out, and no parser of Python: what cannot be parsed is read as well as what can, and a copy with a slip in it is
still one. The time grows with the length of the text.
"""

from __future__ import annotations

import builtins
import keyword
import re
import zlib
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass, field
from typing import NamedTuple

#: Tokens of one text beyond this number are not looked at; a whole submission has a few thousand.
MAX_TOKENS = 30_000
#: Digits of a number that is turned into its plain form: to read millions of them would take for ever.
_DIGITS = 30

_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\n]*)
    | (?P<string>[rRbBuUfF]{0,2}(?:
          \"{3}(?:[^\\]|\\.|\\\Z)*?(?:\"{3}|\Z) | '{3}(?:[^\\]|\\.|\\\Z)*?(?:'{3}|\Z)
        | "(?:[^"\\\n]|\\.)*"? | '(?:[^'\\\n]|\\.)*'?))
    | (?P<number>\.?\d(?:[eE][+-]|[\w.])*)
    | (?P<name>[^\W\d]\w*)
    | (?P<joined>\\\r?\n)
    | (?P<newline>\n)
    | (?P<operator>\*\*=?|//=?|[-+*/%@&|^<>=!:]=|->|<<|>>|[^\s\w])
    """,
    re.VERBOSE | re.DOTALL,
)
_STRING = re.compile(r"^[rRbBuUfF]{0,2}(\"{3}|'{3}|\"|')(.*?)\1?$", re.DOTALL)
_OPENING = frozenset("([{")
_KEPT = {*keyword.kwlist, *dir(builtins), "self", "cls"}
_KEYWORDS = {*keyword.kwlist} - {"None", "True", "False"}
#: NumPy's functions that an operator says as well.
_OPERATORS = {
    "dot": "@",
    "matmul": "@",
    "multiply": "*",
    "add": "+",
    "subtract": "-",
    "divide": "/",
    "true_divide": "/",
    "power": "**",
}
_NUMPY = {"np", "numpy"}
#: What stands at the beginning of a line outside all functions, whatever brackets were left open before.
_OUTERMOST = re.compile(r"(?:def|class|import|from|@)\b|@")


class Token(NamedTuple):
    """A token: a number for its text, or the text itself where it is a name of the writer's own; and its place."""

    key: int | str
    start: int
    end: int


class Words(NamedTuple):
    """Something written that computes nothing, and its kind: a comment, a string, or a name of the writer's own."""

    kind: str
    text: str


@dataclass(frozen=True)
class Vocabulary:
    """The names and strings that are not a writer's own: those of the lesson."""

    names: frozenset[str] = frozenset()
    strings: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tokens:
    """A text of code, as it is compared."""

    tokens: list[Token]
    _: KW_ONLY
    #: The first token of each logical line, in order.
    lines: list[int]
    words: set[Words] = field(default_factory=set)
    #: Whether the text goes on.
    cut: bool = False


def vocabulary(given: Iterable[str], answers: Iterable[str] = ()) -> Vocabulary:
    """The words of the lesson: what is imported, defined or called in the code that students have from it, and strings.

    A variable of it is none of them, since students call theirs as they like. Of the answers that the lesson declares
    come strings alone, which are the keys that all use.
    """
    names: set[str] = set()
    strings = {_content(match[0]) for text in answers for match in _TOKEN.finditer(text) if match.lastgroup == "string"}
    for text in given:
        before = ""
        for match in _TOKEN.finditer(text):
            kind, found = match.lastgroup, match[0]
            if kind == "string":
                strings.add(_content(found))
            elif kind == "name" and before in {"import", "as", "def", "class"}:
                names.add(found)
            elif found == "(" and before.isidentifier():
                names.add(before)
            before = found
    return Vocabulary(frozenset(names - {*keyword.kwlist}), frozenset(strings))


def tokens(source: str, lesson: Vocabulary = Vocabulary()) -> Tokens:
    """The tokens of a text of code.

    Comments, space and docstrings are left out, and brackets that only group; ``np.dot(a, b)`` and ``a.dot(b)`` are
    ``a @ b``, ``1.0`` is ``1``, a string that is not the lesson's is a string.

    Examples
    --------
    >>> plain = tokens("Z = (W @ A) + b  # a sum").tokens
    >>> [token.key for token in plain] == [token.key for token in tokens("Z = np.dot(W, A) + b").tokens]
    True
    """
    return _Reader(source, lesson).read()


class _Reader:
    """Goes once through a text."""

    def __init__(self, source: str, lesson: Vocabulary) -> None:
        self._source = source
        self._lesson = lesson
        self._tokens: list[Token] = []
        self._texts: list[str] = []
        self._lines: list[int] = []
        self._words: set[Words] = set()
        #: What closes each bracket that is open: whether it counts, and the operator that the next comma stands for.
        self._open: list[tuple[bool, str]] = []
        self._line_begins = 0

    def read(self) -> Tokens:
        for match in _TOKEN.finditer(self._source):
            if len(self._tokens) >= MAX_TOKENS:
                return self._read(cut=True)
            text = match[0]
            match match.lastgroup:
                case "comment":
                    self._words.add(Words("comment", text.lstrip("#").strip()))
                case "newline":
                    if not self._open or _OUTERMOST.match(self._source, match.end()):
                        self._end_line()
                case "name":
                    self._name(text, match.start(), match.end())
                case "string":
                    self._string(text, match.start(), match.end())
                case "number":
                    self._add(_code(_number(text)), text, match.start(), match.end())
                case "operator":
                    self._operator(text, match.start(), match.end())
        return self._read(cut=False)

    def _read(self, *, cut: bool) -> Tokens:
        self._end_line()
        return Tokens(self._tokens, lines=self._lines, words=self._words, cut=cut)

    def _end_line(self) -> None:
        self._open.clear()
        begins, end = self._line_begins, len(self._tokens)
        if end - begins == 1 and self._texts[begins][-1:] in {"'", '"'}:
            # A string that is a line of its own says something and does nothing.
            self._words.discard(Words("string", _content(self._texts[begins])))
            self._words.add(Words("comment", " ".join(_content(self._texts[begins]).split())))
            del self._tokens[begins:], self._texts[begins:]
        elif end > begins:
            self._lines.append(begins)
        self._line_begins = len(self._tokens)

    def _add(self, key: int | str, text: str, start: int, end: int) -> None:
        self._tokens.append(Token(key, start, end))
        self._texts.append(text)

    def _before(self, count: int = 1) -> str:
        """What was added last, or so many before it, in the same line; nothing at its beginning."""
        return self._texts[-count] if len(self._texts) - self._line_begins >= count else ""

    def _name(self, text: str, start: int, end: int) -> None:
        of_something = self._before() == "." and self._before(2) != "self"
        if text in _KEPT or text in self._lesson.names or of_something:
            self._add(_code(text), text, start, end)
        else:
            self._words.add(Words("name", text))
            self._add(text, text, start, end)

    def _string(self, text: str, start: int, end: int) -> None:
        content = _content(text)
        is_lessons = content in self._lesson.strings
        if not is_lessons:
            self._words.add(Words("string", " ".join(content.split())))
        self._add(_code(f"'{content}" if is_lessons else "'"), text, start, end)

    def _operator(self, text: str, start: int, end: int) -> None:
        if text in _OPENING:
            self._bracket(text, start, end)
        elif text in ")]}":
            counts, _ = self._open.pop() if self._open else (True, "")
            if counts:
                self._add(_code(text), text, start, end)
        elif text == ";" and not self._open:
            self._end_line()
        elif text == "," and self._open and self._open[-1][1]:
            self._add(_code(self._open[-1][1]), self._open[-1][1], start, end)
            self._open[-1] = (False, "")
        else:
            self._add(_code(text), text, start, end)

    def _bracket(self, text: str, start: int, end: int) -> None:
        before = self._before()
        called = before[-1:] in {")", "]", "}", "'", '"'} or (
            (before[:1].isalpha() or before[:1] == "_") and before not in _KEYWORDS
        )
        if text != "(" or (called and not (before in _OPERATORS and self._before(2) == ".")):
            self._open.append((True, ""))
            self._add(_code(text), text, start, end)
        elif not called:
            self._open.append((False, ""))
        elif self._before(3) in _NUMPY:
            self._take_back(3)
            self._open.append((False, _OPERATORS[before]))
        elif before == "dot":
            self._take_back(2)
            self._add(_code("@"), "@", start, end)
            self._open.append((False, ""))
        else:
            self._open.append((True, ""))
            self._add(_code(text), text, start, end)

    def _take_back(self, count: int) -> None:
        del self._tokens[-count:], self._texts[-count:]


def _code(text: str) -> int:
    """A number for a text, the same in every process."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) | 1 << 32


def _content(string: str) -> str:
    found = _STRING.match(string)
    return found[2] if found else string


def _number(text: str) -> str:
    plain = text.replace("_", "")
    if len(plain) > _DIGITS:
        return plain
    try:
        return f"{float(plain):g}" if len(plain) < 6 else repr(float(plain))
    except ValueError:
        return plain
