"""Says what keeps a cell from being read: punctuation of a Chinese keyboard, an indentation, a missing colon."""

from __future__ import annotations

import re
import unicodedata

from .text import Text

_WIDE = Text(
    zh="第 {line} 行第 {column} 个字符是{name}「{sign}」：代码里的标点要用英文输入法的，也就是半角的",
)
_INVISIBLE = Text(
    zh="第 {line} 行第 {column} 个字符是{name}，看上去像空格：代码里的空格要用英文输入法的",
)
_OTHER_SIGN = Text(
    zh="第 {line} 行第 {column} 个字符「{sign}」不能写在代码里：它是从别处复制来的吗？",
)
_INDENTED_MORE = Text(
    zh="第 {line} 行比上面缩进得多：它和哪一行并列？",
)
_INDENTED_LESS = Text(
    zh="第 {line} 行应当缩进：它上面的哪一行以冒号结尾，里面该有什么？",
)
_INDENTED_OTHERWISE = Text(
    zh="第 {line} 行的缩进和上面哪一行都对不齐：数一数各行前面的空格",
)
_TABS = Text(
    zh="第 {line} 行的缩进里混用了 Tab 和空格：只用空格再缩进一次",
)
_NO_COLON = Text(
    zh="第 {line} 行少了冒号吗？看看这一行的末尾"
)
_BRACKET = Text(zh="第 {line} 行的括号配成对了吗？")
_QUOTE = Text(zh="第 {line} 行的引号配成对了吗？")
_ASSIGNED = Text(
    zh="第 {line} 行：一个 = 是赋值，比较两个值用的是什么？",
)
_OUTSIDE = Text(
    zh="第 {line} 行的 {word} 不在{block}里：它前面的缩进够吗？",
)
_FUNCTION, _LOOP = Text(zh="函数"), Text(zh="循环")
_UNREADABLE = Text(
    zh="第 {line} 行不合 Python 的写法（{kind}：{message}）：看看这一行和它上面一行",
)

#: Signs of a Chinese keyboard, and of word processors, that look like those of code.
SIGNS = {
    "（": Text(zh="全角左括号"),
    "）": Text(zh="全角右括号"),
    "【": Text(zh="全角左方括号"),
    "】": Text(zh="全角右方括号"),
    "：": Text(zh="全角冒号"),
    "，": Text(zh="全角逗号"),
    "、": Text(zh="顿号"),
    "；": Text(zh="全角分号"),
    "。": Text(zh="中文句号"),
    "“": Text(zh="中文左引号"),
    "”": Text(zh="中文右引号"),
    "‘": Text(zh="中文左单引号"),
    "’": Text(zh="中文右单引号"),
    "！": Text(zh="全角感叹号"),
    "＝": Text(zh="全角等号"),
    "＋": Text(zh="全角加号"),
    "－": Text(zh="全角减号"),
    "−": Text(zh="数学减号"),
    "–": Text(zh="连接号"),
    "—": Text(zh="破折号"),
    "×": Text(zh="乘号"),
    "＊": Text(zh="全角星号"),
    "／": Text(zh="全角斜杠"),
    "＞": Text(zh="全角大于号"),
    "＜": Text(zh="全角小于号"),
    "［": Text(zh="全角左方括号"),
    "］": Text(zh="全角右方括号"),
    "｛": Text(zh="全角左花括号"),
    "｝": Text(zh="全角右花括号"),
    "\u3000": Text(zh="全角空格"),
    "\u00a0": Text(zh="不换行空格"),
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
