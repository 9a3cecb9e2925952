"""Says what keeps a cell from being read: punctuation of a Chinese keyboard, an indentation, a missing colon."""

from __future__ import annotations

import re
import unicodedata

from .text import Text

_WIDE = Text(
    "第 {line} 行第 {column} 个字符是{name}「{sign}」：代码里的标点要用英文输入法的，也就是半角的",
    "character {column} of line {line} is a {name}, '{sign}': code needs the plain sign of an English keyboard",
)
_INVISIBLE = Text(
    "第 {line} 行第 {column} 个字符是{name}，看上去像空格：代码里的空格要用英文输入法的",
    "character {column} of line {line} is a {name}, which looks like a space: code needs plain spaces",
)
_OTHER_SIGN = Text(
    "第 {line} 行第 {column} 个字符「{sign}」不能写在代码里：它是从别处复制来的吗？",
    "character {column} of line {line}, '{sign}', cannot stand in code: was it copied from somewhere?",
)
_INDENTED_MORE = Text(
    "第 {line} 行比上面缩进得多：它和哪一行并列？",
    "line {line} is indented further than the one above: which line does it stand beside?",
)
_INDENTED_LESS = Text(
    "第 {line} 行应当缩进：它上面的哪一行以冒号结尾，里面该有什么？",
    "line {line} should be indented: which line above ends in a colon, and what belongs inside it?",
)
_INDENTED_OTHERWISE = Text(
    "第 {line} 行的缩进和上面哪一行都对不齐：数一数各行前面的空格",
    "the indentation of line {line} fits none of the lines above: count the spaces before each of them",
)
_TABS = Text(
    "第 {line} 行的缩进里混用了 Tab 和空格：只用空格再缩进一次",
    "the indentation of line {line} mixes tabs and spaces: indent it again with spaces alone",
)
_NO_COLON = Text(
    "第 {line} 行少了冒号吗？看看这一行的末尾", "is there a colon missing in line {line}? Look at where it ends."
)
_BRACKET = Text("第 {line} 行的括号配成对了吗？", "do the brackets in line {line} come in pairs?")
_QUOTE = Text("第 {line} 行的引号配成对了吗？", "do the quotation marks in line {line} come in pairs?")
_ASSIGNED = Text(
    "第 {line} 行：一个 = 是赋值，比较两个值用的是什么？",
    "line {line}: one = sets a name, and how are two values compared?",
)
_OUTSIDE = Text(
    "第 {line} 行的 {word} 不在{block}里：它前面的缩进够吗？",
    "the {word} in line {line} is not inside a {block}: is it indented far enough?",
)
_FUNCTION, _LOOP = Text("函数", "function"), Text("循环", "loop")
_UNREADABLE = Text(
    "第 {line} 行不合 Python 的写法（{kind}：{message}）：看看这一行和它上面一行",
    "line {line} is no Python ({kind}: {message}): look at it, and at the line above",
)

#: Signs of a Chinese keyboard, and of word processors, that look like those of code.
SIGNS = {
    "（": Text("全角左括号", "full-width opening bracket"),
    "）": Text("全角右括号", "full-width closing bracket"),
    "【": Text("全角左方括号", "full-width opening square bracket"),
    "】": Text("全角右方括号", "full-width closing square bracket"),
    "：": Text("全角冒号", "full-width colon"),
    "，": Text("全角逗号", "full-width comma"),
    "、": Text("顿号", "Chinese enumeration comma"),
    "；": Text("全角分号", "full-width semicolon"),
    "。": Text("中文句号", "Chinese full stop"),
    "“": Text("中文左引号", "curly opening quotation mark"),
    "”": Text("中文右引号", "curly closing quotation mark"),
    "‘": Text("中文左单引号", "curly opening quotation mark"),
    "’": Text("中文右单引号", "curly closing quotation mark"),
    "！": Text("全角感叹号", "full-width exclamation mark"),
    "＝": Text("全角等号", "full-width equals sign"),
    "＋": Text("全角加号", "full-width plus sign"),
    "－": Text("全角减号", "full-width minus sign"),
    "−": Text("数学减号", "mathematical minus sign"),
    "–": Text("连接号", "dash"),
    "—": Text("破折号", "dash"),
    "×": Text("乘号", "multiplication sign"),
    "＊": Text("全角星号", "full-width asterisk"),
    "／": Text("全角斜杠", "full-width slash"),
    "＞": Text("全角大于号", "full-width greater-than sign"),
    "＜": Text("全角小于号", "full-width less-than sign"),
    "［": Text("全角左方括号", "full-width opening square bracket"),
    "］": Text("全角右方括号", "full-width closing square bracket"),
    "｛": Text("全角左花括号", "full-width opening brace"),
    "｝": Text("全角右花括号", "full-width closing brace"),
    "\u3000": Text("全角空格", "full-width space"),
    "\u00a0": Text("不换行空格", "no-break space"),
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
