"""Words in figures and beside them, in the language of the edition.

A figure needs a font that knows the signs of the language; where a computer has none, a short sign stands in the
figure, and a line below says what it means.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import Any

from kit.selfcheck import Text, language

#: Fonts with Chinese signs, as Windows, macOS and Linux bring them.
FONTS = (
    *("Microsoft YaHei", "SimHei", "PingFang SC", "Hiragino Sans GB", "Heiti SC", "STHeiti", "Arial Unicode MS"),
    *("Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN"),
    *("WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Serif CJK SC", "Noto Serif CJK JP", "Droid Sans Fallback"),
)
#: What their files are called, for those that were installed after Matplotlib had last looked.
_FILES = re.compile(
    "msyh|simhei|PingFang|Hiragino|Heiti|CJK|NotoSansSC|SourceHanSans|wqy|DroidSansFallback", re.IGNORECASE
)
#: From here on, signs are those of Chinese, Japanese and Korean, which fonts made for Latin do not have.
_FIRST_SIGN = "\u2e80"
#: The fonts that were found, the best one first, once somebody has looked.
_known: list[str] = []
_MEANS = Text(zh="图中的 {sign}：{words}")


def told(text: Text, **values: object) -> str:
    """The sentence in the language of the edition, with the values filled in."""
    return text.format(**values).to(language())


def drawn(text: Text, sign: str, **values: object) -> str:
    """The words as they can stand in a figure: as they are, or the sign, with a line printed that says what it means."""
    words = told(text, **values)
    if max(words) < _FIRST_SIGN or _font():
        return words
    print(told(_MEANS, sign=sign.replace("$", ""), words=words))
    return sign


def use_font() -> None:
    """Let figures that are made from now on find a font for the language; one of your own choice stays."""
    import matplotlib

    font = _font() if max(_MEANS.to(language())) >= _FIRST_SIGN else ""
    if font and matplotlib.rcParams["font.family"] == ["sans-serif"]:
        several = tuple(map(int, matplotlib.__version__.split(".")[:2])) >= (3, 6)
        # Older versions look for signs in the first font alone, and need a hyphen in place of the minus sign.
        matplotlib.rcParams["font.family"] = ["sans-serif", font] if several else [font]
        matplotlib.rcParams["axes.unicode_minus"] = several


def _font() -> str:
    """A font with Chinese signs, if this computer has one."""
    from matplotlib.font_manager import fontManager

    if not _known:
        _known.extend(_among(fontManager.ttflist) or _installed(fontManager))
    return next((name for name in _known if name in FONTS), "")


def _among(entries: Iterable[Any]) -> list[str]:
    there = {entry.name for entry in entries}
    return [name for name in FONTS if name in there]


def _installed(manager: Any) -> list[str]:
    """What is found when this computer's fonts are looked through once more; nothing is [""]."""
    from matplotlib.font_manager import findSystemFonts

    for path in filter(_FILES.search, sorted(findSystemFonts())):
        with contextlib.suppress(Exception):  # whatever is wrong with the file
            manager.addfont(path)
    return _among(manager.ttflist) or [""]
