"""Takes out of what students find beside their notebooks every sentence that is not in their edition's language.

A release speaks one language, and nothing in its folder can show the other. In the modules of the kit each
``Text(…, …)`` keeps the sentence of one language; what the self-check knows of the lesson keeps its hints in one.
"""

from __future__ import annotations

import ast
import codecs
import itertools
import json
from collections.abc import Iterator

from autograder.exercise import LANGUAGES, Language
from autograder.lessons.pack import LESSON_JSON


def in_one_language(name: str, data: bytes, language: Language) -> bytes:
    """A file of the pack as the edition in one language has it; most are the same in all.

    Parameters
    ----------
    name
        Its path in the folder.
    """
    if name == LESSON_JSON:
        return _hints(data, language)
    return _module(data, language) if name.endswith(".py") else data


def _hints(data: bytes, language: Language) -> bytes:
    known = json.loads(data)
    known["hints"] = {
        name: {digest: {language: said[language]} for digest, said in hints.items()}
        for name, hints in known["hints"].items()
    }
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


def _module(data: bytes, language: Language) -> bytes:
    """The source of a module with one language in each of its texts, and all else as it is, to the byte."""
    if b"Text(" not in data:
        return data
    # Where things stand is counted without the mark that some editors begin a file with.
    data = data.removeprefix(codecs.BOM_UTF8)
    starts = list(itertools.accumulate(map(len, data.splitlines(keepends=True)), initial=0))

    def place(node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None and node.end_col_offset is not None  # what was parsed has both
        return starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset

    cuts = [tuple(map(place, nodes)) for nodes in _texts(ast.parse(data), language)]
    for first, last, kept in sorted(cuts, reverse=True):
        data = data[: first[0]] + f"{language}=".encode() + data[slice(*kept)] + data[last[1] :]
    return data


def _texts(tree: ast.Module, language: Language) -> Iterator[tuple[ast.expr, ast.expr, ast.expr]]:
    """Of each text that is written out: its first and its last argument, and the sentence that is kept."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            starred = any(isinstance(argument, ast.Starred) for argument in node.args)
            if starred or node.keywords or len(node.args) != len(LANGUAGES):
                continue
            yield node.args[0], node.args[-1], node.args[LANGUAGES.index(language)]
