"""Says what keeps a cell from being read: punctuation of a Chinese keyboard, an indentation, a missing colon."""

from __future__ import annotations

import re
import unicodedata

from .text import Text

_WIDE = Text(
    en="character {column} of line {line} is a {name}, '{sign}': code needs the plain sign of an English keyboard",
)
_INVISIBLE = Text(
    en="character {column} of line {line} is a {name}, which looks like a space: code needs plain spaces",
)
_OTHER_SIGN = Text(
    en="character {column} of line {line}, '{sign}', cannot stand in code: was it copied from somewhere?",
)
_INDENTED_MORE = Text(
    en="line {line} is indented further than the one above: which line does it stand beside?",
)
_INDENTED_LESS = Text(
    en="line {line} should be indented: which line above ends in a colon, and what belongs inside it?",
)
_INDENTED_OTHERWISE = Text(
    en="the indentation of line {line} fits none of the lines above: count the spaces before each of them",
)
_TABS = Text(
    en="the indentation of line {line} mixes tabs and spaces: indent it again with spaces alone",
)
_NO_COLON = Text(
    en="is there a colon missing in line {line}? Look at where it ends."
)
_BRACKET = Text(en="do the brackets in line {line} come in pairs?")
_QUOTE = Text(en="do the quotation marks in line {line} come in pairs?")
_ASSIGNED = Text(
    en="line {line}: one = sets a name, and how are two values compared?",
)
_OUTSIDE = Text(
    en="the {word} in line {line} is not inside a {block}: is it indented far enough?",
)
_FUNCTION, _LOOP = Text(en="function"), Text(en="loop")
_UNREADABLE = Text(
    en="line {line} is no Python ({kind}: {message}): look at it, and at the line above",
)

#: Signs of a Chinese keyboard, and of word processors, that look like those of code.
SIGNS = {
    "（": Text(en="full-width opening bracket"),
    "）": Text(en="full-width closing bracket"),
    "【": Text(en="full-width opening square bracket"),
    "】": Text(en="full-width closing square bracket"),
    "：": Text(en="full-width colon"),
    "，": Text(en="full-width comma"),
    "、": Text(en="Chinese enumeration comma"),
    "；": Text(en="full-width semicolon"),
    "。": Text(en="Chinese full stop"),
    "“": Text(en="curly opening quotation mark"),
    "”": Text(en="curly closing quotation mark"),
    "‘": Text(en="curly opening quotation mark"),
    "’": Text(en="curly closing quotation mark"),
    "！": Text(en="full-width exclamation mark"),
    "＝": Text(en="full-width equals sign"),
    "＋": Text(en="full-width plus sign"),
    "－": Text(en="full-width minus sign"),
    "−": Text(en="mathematical minus sign"),
    "–": Text(en="dash"),
    "—": Text(en="dash"),
    "×": Text(en="multiplication sign"),
    "＊": Text(en="full-width asterisk"),
    "／": Text(en="full-width slash"),
    "＞": Text(en="full-width greater-than sign"),
    "＜": Text(en="full-width less-than sign"),
    "［": Text(en="full-width opening square bracket"),
    "］": Text(en="full-width closing square bracket"),
    "｛": Text(en="full-width opening brace"),
    "｝": Text(en="full-width closing brace"),
    "\u3000": Text(en="full-width space"),
    "\u00a0": Text(en="no-break space"),
}
_OPENS = re.compile(r"\s*(?:async\s+)?(?:def|class|if|elif|else|for|while|with|try|except|finally)\b")


def in_words(error: SyntaxError, source: str) -> Text:
    """What is wrong with a cell that cannot be read, and in which line."""
    message, line = str(error.msg or ""), error.lineno or 0
    lines = source.splitlines()
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    sign = re.search(r"U\+([0-9A-F]{4,6})", message)
    if sign is not None:
        return _about_sign(chr(int(sign[1], 16)), written, line, error.offset or 0)
    if isinstance(error, TabError):
        return _TABS.format(line=line)
    if isinstance(error, IndentationError):
        text = _INDENTED_MORE if "unexpected" in message else _INDENTED_LESS
        return (_INDENTED_OTHERWISE if "unindent" in message else text).format(line=line)
    outside = re.match(r"'(\w+)' (?:outside function|outside loop|not properly in loop)", message)
    if outside is not None:
        return _OUTSIDE.format(line=line, word=outside[1], block=_LOOP if "loop" in message else _FUNCTION)
    if re.search("string literal|EOL while scanning|EOF while scanning", message):
        return _QUOTE.format(line=line)
    if _lacks_colon(message, written):
        return _NO_COLON.format(line=line)
    if "==" in message or (re.match(r"\s*(?:if|elif|while)\b[^=!<>]*[^=!<>]=[^=]", written) and "==" not in written):
        return _ASSIGNED.format(line=line)
    if re.search("was never closed|unmatched|does not match|EOF|incomplete input", message):
        return _BRACKET.format(line=line)
    return _UNREADABLE.format(line=line, kind=type(error).__name__, message=message)


def _lacks_colon(message: str, written: str) -> bool:
    if "expected ':'" in message:
        return True
    # Before Python 3.10 it says no more than "invalid syntax".
    code = written.split("#")[0].rstrip()
    return message.startswith("invalid syntax") and bool(_OPENS.match(code)) and not code.endswith(":")


def _about_sign(sign: str, written: str, line: int, offset: int) -> Text:
    # Python counts from 1, some versions from 0; it is the sign itself that is looked for.
    column = offset if written[offset - 1 : offset] == sign else written.find(sign) + 1
    name = SIGNS.get(sign)
    if name is None:
        return _OTHER_SIGN.format(line=line, column=column, sign=sign)
    text = _INVISIBLE if unicodedata.category(sign) == "Zs" else _WIDE
    return text.format(line=line, column=column, name=name, sign=sign)
