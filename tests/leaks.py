"""Whether anything of the solutions stands in what students get."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.lessons.build import loads

#: Words that stand in no file that students get.
FORBIDDEN = ("HIDDEN TESTS", "BEGIN SOLUTION", "import grade", "autograder")


def released_files(release: Path) -> list[Path]:
    """The files of a released edition, or of several."""
    return [path for path in sorted(release.rglob("*")) if path.is_file() and "__pycache__" not in path.parts]


def telling_statements(solutions: Iterable[str], provided: Iterable[str]) -> set[str]:
    """The statements of solutions that tell something, without spacing, but for those in code that is given on purpose.

    What any function may say (`return parameters`) tells nothing; what computes something does.
    """
    given = _plain("\n".join(provided))
    found = {
        _plain(text)
        for source in solutions
        for function in ast.parse(source).body
        for statement in _statements(function)
        if any(isinstance(node, (ast.BinOp, ast.Call, ast.Subscript)) for node in ast.walk(statement))
        for text in (ast.unparse(statement), ast.get_source_segment(source, statement) or "")
    }
    return {statement for statement in found if statement not in given}


def statements_in(path: Path, statements: Iterable[str]) -> list[str]:
    """Those of these statements that stand in a file, whatever it is."""
    text = path.read_text("utf-8", errors="ignore")  # data are looked through, too
    if path.suffix == ".ipynb":
        text = "\n".join(cell["source"] for cell in loads(text)["cells"])
    released = _plain(text)
    return [statement for statement in statements if statement in released]


def bodies(source: str) -> set[str]:
    """The bodies of a source's functions, with their own and their arguments' names made alike."""
    return {_body(node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)}


def bodies_in(path: Path) -> set[str]:
    """The same of the Python code in a file."""
    if path.suffix == ".py":
        return bodies(path.read_text("utf-8"))
    if path.suffix != ".ipynb":
        return set()
    cells = loads(path.read_text("utf-8"))["cells"]
    return {body for cell in cells if cell["cell_type"] == "code" for body in bodies(cell["source"])}


def forbidden_words(path: Path) -> list[str]:
    """The forbidden words that stand in a file."""
    text = path.read_text("utf-8", errors="ignore")
    return [word for word in FORBIDDEN if word in text]


def outputs_in(notebook: Path) -> list[str]:
    """The ids of a notebook's cells that hold outputs."""
    cells = loads(notebook.read_text("utf-8"))["cells"]
    return [cell["id"] for cell in cells if cell["cell_type"] == "code" and cell["outputs"]]


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Every statement of a function's body, without its docstring."""
    for child in ast.walk(node):
        if isinstance(child, ast.stmt) and child is not node:
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            yield child


def _plain(source: str) -> str:
    """Code without spacing and kinds of quotes, so that layout hides nothing."""
    return "".join(source.split()).replace('"', "'")


def _body(function: ast.FunctionDef) -> str:
    names: dict[str, str] = {}
    copy = ast.parse(ast.unparse(function))
    for inner in ast.walk(copy):
        if isinstance(inner, ast.Name):
            inner.id = names.setdefault(inner.id, f"v{len(names)}")
        elif isinstance(inner, ast.arg):
            inner.arg = names.setdefault(inner.arg, f"v{len(names)}")
    body = copy.body[0].body  # type: ignore[attr-defined]
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return "\n".join(ast.unparse(statement) for statement in body)
