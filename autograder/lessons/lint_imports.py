"""The lint of imports: all that a notebook imports is there for students, and nothing is shipped that nobody uses."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

from autograder.lessons.lesson import AuthoredCell, Lesson
from autograder.lessons.pack import CHECKS, KIT, SELFCHECK, read_folder
from autograder.lessons.problem import Problem

_ENGINE = {KIT, SELFCHECK.replace("/", ".")}


def lint_imports(lesson: Lesson) -> Iterator[Problem]:
    """Find imports of what students do not have, and modules and data that nobody asks for."""
    pack = _Pack(lesson.path / "pack")
    reached: set[str] = set()
    for part in lesson.parts:
        for cell in part.of_kind("setup", "solution", "try", "check", "demo"):
            for line, names in _cell_imports(cell):
                reached |= names
                yield from (
                    Problem(part.path, cell.line + line, cell.grade_id, _missing(name))
                    for name in sorted(names)
                    if not pack.has(name)
                )
    for path, names in pack.imports.items():
        for name in sorted(names):
            if not pack.has(name):
                yield Problem(path, 1, "-", _missing(name))
    # Declarations ask for modules of the pack by their names.
    told = "\n".join(file.read_text("utf-8") for file in lesson.declared.files if "pack" not in file.parts)
    reached |= {name for name in pack.modules if f'"{name}"' in told}
    reached |= {name for name in pack.modules if name.startswith(f"{CHECKS.replace('/', '.')}.")}
    used = pack.closure(reached)
    for name in sorted(pack.modules.keys() - used):
        yield Problem(pack.modules[name], 1, "-", "students get this module, and nothing they have imports it")
    sources = "\n".join(
        [
            *(cell.source for part in lesson.parts for cell in part.cells),
            *(pack.modules[name].read_text("utf-8") for name in sorted(used & pack.modules.keys())),
        ]
    )
    for name in lesson.outline.data:
        if name not in sources:
            message = f"students get datasets/{name}, and nothing they have names it"
            yield Problem(lesson.path / "lesson.py", 1, "-", message)


def _missing(name: str) -> str:
    return (
        f"it imports {name}, which students do not have: it is neither in pack/ nor a package that is installed here, "
        "and the standard library has none of that name"
    )


class _Pack:
    """The modules of a pack, and what each of them imports."""

    def __init__(self, folder: Path) -> None:
        files = [folder / name for name in read_folder(folder) if name.endswith(".py")]
        self.modules = {_dotted(path.relative_to(folder)): path for path in files if path.name != "__init__.py"}
        self._packages = {_dotted(path.relative_to(folder)) for path in files if path.name == "__init__.py"} | _ENGINE
        self._packages.add(CHECKS.replace("/", "."))
        self.imports = {path: set(_module_imports(path, folder)) for path in files}

    def has(self, name: str) -> bool:
        """Say whether a module can be imported by a student."""
        top = name.split(".")[0]
        if name in self.modules or name in self._packages:
            return True
        if top in {one.split(".")[0] for one in (*self.modules, *self._packages)}:
            # Of the self-check in the pack, the engine knows what is in it.
            return name.startswith(f"{SELFCHECK.replace('/', '.')}.") or name.rpartition(".")[0] in self.modules
        if top == "autograder":
            return False
        return top in sys.stdlib_module_names or importlib.util.find_spec(top) is not None

    def closure(self, names: set[str]) -> set[str]:
        """All modules that these need, themselves included."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                path = self.modules.get(name)
                waiting += self.imports[path] if path else ()
                # from kit.inputs import network: the name may be one of a module's own.
                waiting += [name.rpartition(".")[0]] if "." in name else []
        return found


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _cell_imports(cell: AuthoredCell) -> Iterator[tuple[int, set[str]]]:
    """The lines of a cell that import something, and what."""
    try:
        tree = ast.parse(cell.source)
    except SyntaxError:
        return  # of a solution it is told elsewhere; others may be IPython's
    for node in _statements(tree):
        yield node.lineno, set(_names(node, ""))


def _module_imports(path: Path, folder: Path) -> Iterator[str]:
    package = ".".join(path.relative_to(folder).parent.parts)
    for node in _statements(ast.parse(path.read_text("utf-8"))):
        yield from _names(node, package)


def _statements(tree: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements anywhere in a source, but for those that are tried and may fail."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield node
        elif not (isinstance(node, ast.Try) and any(map(_catches_missing, node.handlers))):
            yield from _statements(node)


def _catches_missing(handler: ast.ExceptHandler) -> bool:
    """Whether a handler is for a module that is not there."""
    return handler.type is None or any(
        isinstance(node, ast.Name) and node.id in ("ImportError", "ModuleNotFoundError", "Exception")
        for node in ast.walk(handler.type)
    )


def _names(node: ast.Import | ast.ImportFrom, package: str) -> Iterator[str]:
    """The modules that a statement imports; of ``from kit import demo`` it may be kit alone or kit.demo."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    parts = package.split(".")
    base = (
        ".".join([*parts[: len(parts) - node.level + 1], node.module or ""]).strip(".") if node.level else node.module
    )
    if base and base.split(".")[0] == KIT:
        yield from (f"{base}.{alias.name}" for alias in node.names)
    elif base:
        yield base
