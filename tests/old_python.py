"""Finds what an older Python lacks in code that students get: syntax, modules, functions, arguments."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.lessons.alone import OLDEST_PYTHON

#: Names of types, between which `|` is an operator from Python 3.10 on.
_TYPES = {"bool", "bytes", "complex", "dict", "float", "int", "list", "object", "set", "str", "tuple", "type"}


def lacking(folder: Path) -> list[str]:
    """What the oldest Python of students lacks of all that a folder's modules use."""
    oldest = ".".join(map(str, OLDEST_PYTHON))
    command = [
        sys.executable,
        "-c",
        "from vermin import main; main()",
        "--no-tips",
        "--violations",
        f"-t={oldest}-",
        str(folder),
    ]
    ran = subprocess.run(command, capture_output=True, text=True)
    found = [line.strip() for line in ran.stdout.splitlines() if line.startswith("  ")]
    assert ran.returncode == bool(found), ran.stdout + ran.stderr
    for path in sorted(folder.rglob("*.py")):
        found += [f"{path.name}:{line}: {what}" for line, what in _of_3_10(path.read_text("utf-8"))]
    return found


def _of_3_10(source: str) -> Iterator[tuple[int, str]]:
    """What vermin knows nothing of: unions that are evaluated, and the name that an exception is about."""
    try:
        tree = ast.parse(source, feature_version=OLDEST_PYTHON)
    except SyntaxError as error:
        yield error.lineno or 0, error.msg
        return
    later = any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)
    annotations = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            annotations |= {id(part) for part in ast.walk(node.annotation)}
        if isinstance(node, ast.FunctionDef) and node.returns is not None:
            annotations |= {id(part) for part in ast.walk(node.returns)}
    for node in ast.walk(tree):
        is_or = isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
        if is_or and not (later and id(node) in annotations) and any(map(_is_type, (node.left, node.right))):
            yield node.lineno, f"{ast.unparse(node)} is evaluated"
        if isinstance(node, ast.ExceptHandler) and node.type is not None and node.name:
            caught = ast.unparse(node.type)
            told = {f"{node.name}.name", f"{node.name}.obj"} if re.search("NameError|AttributeError", caught) else set()
            for part in ast.walk(node):
                if isinstance(part, ast.Attribute) and ast.unparse(part) in told:
                    yield part.lineno, f"{ast.unparse(part)} of a {caught}"


def _is_type(side: ast.expr) -> bool:
    return (isinstance(side, ast.Constant) and side.value is None) or (isinstance(side, ast.Name) and side.id in _TYPES)
