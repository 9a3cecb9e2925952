"""All figures of docs/benchmarks.md and of the READMEs' table, measured here and now: `make benchmark`.

Nothing else should run meanwhile. A section alone: `python -m benchmarks grading`.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import elsewhere, grading, isolation, parts, scale

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
SECTIONS: dict[str, Callable[[], str]] = {
    "grading": grading.table,
    "scale": scale.table,
    "elsewhere": elsewhere.table,
    "parts": parts.table,
    "isolation": isolation.table,
}
#: The READMEs show the first table.
READMES = {
    ROOT / "README.md": {},
    ROOT / "README.zh.md": {
        "submissions (stock nbgrader: ": "份作业（原版 nbgrader：",
        ", and the rest reckoned from them), ": " 份，其余按此推算），轮流测量 ",
        " rounds in turns, ": " 轮，",
        " processors; medians.": " 个核；中位数。",
        "whole class": "全班",
        "one more": "每多一份",
        "throughput, of stock's": "速度（原版 = 1）",
        "the same, without demonstrations": "同上，原版也不运行演示",
        "of the floor": "下限的倍数",
        "stock nbgrader, demonstrations left out": "原版 nbgrader，不运行演示",
        "stock nbgrader": "原版 nbgrader",
        "`nbgrader autograde` here": "本课程的 `nbgrader autograde`",
        "the floor, the pack imported before the fork": "下限，fork 之前已导入资源包",
        "the floor": "下限",
    },
}


def main() -> None:
    """Measure the sections that are named, or all, and write them down."""
    for name in sys.argv[1:] or SECTIONS:
        print(f"· {name}", file=sys.stderr, flush=True)
        begun = time.monotonic()
        found = SECTIONS[name]()
        print(f"{found}\n({time.monotonic() - begun:.0f} s)\n", flush=True)
        put(PAGE, name, found)
        if name == "grading":
            for path, words in READMES.items():
                text = found
                for english, other in words.items():
                    text = text.replace(english, other)
                put(path, name, text)


def put(path: Path, name: str, found: str) -> None:
    """Write what was found between a page's two marks for it."""
    text = path.read_text("utf-8")
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    if not marks.search(text):
        sys.exit(f"{path} has no place for {name}: expected <!-- {name} --> and <!-- /{name} -->")
    path.write_text(marks.sub(lambda match: f"{match[1]}{found}\n{match[2]}", text), "utf-8")


if __name__ == "__main__":
    main()
