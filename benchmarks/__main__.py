"""The figures of docs/benchmarks.md and of the READMEs' table, measured here and now: `make benchmark`.

Nothing else should run meanwhile. `python -m benchmarks grading` measures one section alone, and `--quick` tries all of
it on small classes, whose figures mean nothing and are written nowhere.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from benchmarks import before, cost, elsewhere, grading, isolation, own_merit, parts, scale, training_step

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
#: The page on what a submission can do says what it can cost.
SECURITY = ROOT / "docs" / "security.md"


@dataclass(frozen=True)
class Section:
    """A part of the page: what measures it, and sizes to try it with."""

    table: Callable[..., str]
    quick: dict[str, Any] = field(default_factory=dict)


SECTIONS = {
    "grading": Section(grading.table, {"count": 10, "sample": 1, "rounds": 1}),
    "scale": Section(scale.table, {"sizes": (30, 40), "rounds": 1}),
    "elsewhere": Section(elsewhere.table, {"count": 20, "sample": 2, "rounds": 1}),
    "before": Section(before.table, {"count": 12, "rounds": 1}),
    "own_merit": Section(own_merit.table, {"rounds": 1}),
    "parts": Section(parts.table, {"count": 20, "pairs": 2}),
    "isolation": Section(isolation.table, {"rounds": 4}),
    "cost": Section(cost.table, {"count": 8, "names": 3}),
    "training_step": Section(training_step.table, {"rounds": 1}),
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


@click.command()
@click.argument("sections", nargs=-1, type=click.Choice(list(SECTIONS)))
@click.option("--quick", is_flag=True, help="Small sizes, to try it; the figures are printed and written nowhere.")
def main(sections: tuple[str, ...], quick: bool) -> None:
    """Measure SECTIONS, or all of them, and write them into docs/benchmarks.md and the READMEs."""
    for name in sections or SECTIONS:
        click.echo(f"· {name}", err=True)
        section, begun = SECTIONS[name], time.monotonic()
        found = section.table(**(section.quick if quick else {}))
        click.echo(f"{found}\n({time.monotonic() - begun:.0f} s)\n")
        if quick:
            continue
        put(SECURITY if name == "cost" else PAGE, name, found)
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
