"""Finds in a release what is in the other language: Chinese signs in the English one, English in the Chinese one."""

from __future__ import annotations

import ast
import io
import json
import re
import tokenize
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.lessons.build import loads
from autograder.lessons.pack import read_folder

_CHINESE = re.compile("[\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
#: Chinese signs that belong into every edition: by file, what a line with them looks like, and why.
BELONGS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "kit/selfcheck/syntax.py": (re.compile(r'    ".": Text\('), "signs of a Chinese keyboard, which cells cannot have"),
}

#: Three English words and more, as people write them.
_WORDS = re.compile(r"(?<![\w./(-])(?:[A-Za-z][a-z']+(?:, | )){2,}[A-Za-z][a-z']+(?![\w.(=-])")
#: English that belongs into the Chinese edition: what menus are called there, commands, and names of methods.
TERMS = (
    *("Run All Above Selected Cell", "Restart Kernel and Run All Cells", "Kernel → Change Kernel", "Change Kernel"),
    "pip install",
)
#: What no student is told: by file, why.
NOT_SHOWN = {"kit/selfcheck/text.py": "what is wrong with a lesson, told to its author"}
#: Code, formulas, and what is between quotation marks of code: none of it is prose.
_NO_PROSE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$|data:image\S*", re.DOTALL)
_LABELS = {"xlabel", "ylabel", "title", "label"}
_LABEL, _FORMULA = re.compile("[A-Za-z]{3,}"), re.compile(r"\$[^$]*\$")
#: Calls whose strings a student sees.
_SHOWN = {"print", "text", "set", "set_title", "set_xlabel", "set_ylabel", "set_xticklabels", "set_yticklabels", "plot"}


def chinese(release: Path) -> list[str]:
    """The lines in a release's text files that have Chinese signs, but for those that belong into every edition."""
    return [
        f"{name}: {line.strip()[:80]}"
        for name, line in _lines(release)
        if _CHINESE.search(line) and not (name in BELONGS and BELONGS[name][0].match(line))
    ]


def english(release: Path) -> list[str]:
    """Runs of English words that a release shows: in texts, given cells, sentences of the kit, and figures."""
    found = [f"{name}: {run}" for name, text in _shown(release) for run in runs(text)]
    # Of a label a single word is too much.
    return found + [f"{name}: {label}" for name, source in _code(release) for label in labels(source)]


def labels(source: str) -> list[str]:
    """The labels that a module, or a cell, writes into figures as they are, with English words in them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        said = [keyword.value for keyword in node.keywords if keyword.arg in _LABELS]
        if node.func.attr in ("text", "set_title", "set_xlabel", "set_ylabel", "title", "xlabel", "ylabel", "suptitle"):
            said += node.args
        parts = [part for value in said for part in ast.walk(value) if isinstance(part, ast.Constant)]
        found += [
            part.value for part in parts if isinstance(part.value, str) and _LABEL.search(_FORMULA.sub("", part.value))
        ]
    return found


def runs(text: str) -> list[str]:
    """Three English words and more in a row, but for terms."""
    # Lines of a text file are broken anywhere.
    prose = " ".join(_NO_PROSE.sub(" ⋄ ", text).split())
    for term in TERMS:
        prose = re.sub(rf"{term}(?: [a-z0-9]+)*" if term == "pip install" else term, "⋄", prose)
    return [found[0] for found in _WORDS.finditer(prose)]


def _lines(release: Path) -> Iterator[tuple[str, str]]:
    for name, data in read_folder(release).items():
        if not name.endswith(".h5"):
            for line in data.decode("utf-8-sig").splitlines():
                yield name, line


def _code(release: Path) -> Iterator[tuple[str, str]]:
    for name, data in read_folder(release).items():
        if name.endswith(".py"):
            yield name, data.decode()
        elif name.endswith(".ipynb"):
            cells = loads(data.decode())["cells"]
            yield from ((f"{name} {cell['id']}", cell["source"]) for cell in cells if cell["cell_type"] == "code")


def _shown(release: Path) -> Iterator[tuple[str, str]]:
    for name, data in read_folder(release).items():
        if name.endswith(".ipynb"):
            for cell in loads(data.decode())["cells"]:
                texts = of_cell(cell["source"]) if cell["cell_type"] == "code" else [cell["source"]]
                yield from ((f"{name} {cell['id']}", text) for text in texts)
        elif name.endswith(".py") and name not in NOT_SHOWN:
            yield from ((name, text) for text in _of_module(data.decode()))
        elif name.endswith(".json"):
            hints = json.loads(data)["hints"].values()
            yield from ((name, said) for one in hints for hint in one.values() for said in hint.values())
        elif name.endswith(".txt"):
            yield name, data.decode("utf-8-sig")


def of_cell(source: str) -> Iterator[str]:
    """Comments and strings of a cell that is given, docstrings among them."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string.lstrip("# ")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _of_module(source: str) -> Iterator[str]:
    """What a module shows: its sentences, what it prints and raises, and what it writes into figures."""
    for node in ast.walk(ast.parse(source)):
        called = node.func if isinstance(node, ast.Call) else None
        name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
        if name == "Text" or name in _SHOWN or isinstance(node, ast.Raise):
            yield from (
                part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
