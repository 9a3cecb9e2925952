"""The house is kept: who may import whom, what is drawn by whom, and no solution in what students get."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.exercise import LANGUAGES
from autograder.lessons.build import loads
from autograder.lessons.lesson import Lesson

from .conftest import ASSIGNMENT, ROOT

ENGINE = ROOT / "autograder"


def imports(path: Path) -> set[str]:
    """The modules that a file imports, anywhere in it, in full."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imports(path)}


def of_package(path: Path) -> set[str]:
    """The engine's modules that a file imports, by their first name: ``build``, ``grading``."""
    return {name.split(".")[1] for name in imports(path) if name.startswith("autograder.")}


def modules(*names: str) -> Iterator[Path]:
    """The files of these modules, packages with all they hold."""
    for name in names:
        single = ENGINE / f"{name}.py"
        found = [single] if single.is_file() else sorted((ENGINE / name).rglob("*.py"))
        assert found, f"{name} is gone: mend the rule"
        yield from found


def test_the_student_process_imports_nothing_of_the_package() -> None:
    inside = list((ENGINE / "inside").glob("*.py"))
    assert {path.stem for path in inside} >= {"start", "zygote", "fresh", "runner", "probe", "wire"}
    allowed = {"numpy", "IPython", "matplotlib", "matplotlib_inline", "traitlets"} | sys.stdlib_module_names
    for path in inside:
        assert tops(path) <= allowed, path


def test_the_judges_side_imports_the_wire_and_nothing_else_from_inside() -> None:
    for path in ENGINE.rglob("*.py"):
        inner = {name for name in imports(path) if name.startswith("autograder.inside.")}
        assert all(name.startswith("autograder.inside.wire") for name in inner), path


def test_nbgrader_is_imported_only_at_the_rim() -> None:
    rim = set(modules("plugins", "lessons", "grading"))
    for path in ENGINE.rglob("*.py"):
        assert path in rim or "nbgrader" not in tops(path), path


def test_jupytext_is_imported_only_where_lessons_are_read() -> None:
    for path in ENGINE.rglob("*.py"):
        assert path.name == "lesson.py" or "jupytext" not in tops(path), path


def test_the_engine_imports_no_lesson_and_the_pack_no_engine() -> None:
    for path in ENGINE.rglob("*.py"):
        assert "notebooks" not in tops(path), path
    for path in (ROOT / "notebooks").glob("*/pack/**/*.py"):
        assert "autograder" not in tops(path), path


def test_lesson_and_judge_know_the_vocabulary_and_never_the_sandbox() -> None:
    for path in modules("lessons", "judge", "exercise", "submission", "reply"):
        assert not of_package(path) & {"sandbox", "grading", "cli", "commands"}, path


def test_imports_go_down_the_stairs() -> None:
    for path in modules("sandbox"):
        assert of_package(path) <= {"sandbox", "inside", "reply", "errors"}, path
    for path in modules("submission"):
        assert of_package(path) <= {"submission", "lessons", "exercise"}, path
    for path in modules("grading"):
        assert not of_package(path) & {"report", "platforms", "plugins", "commands", "cli"}, path
    for path in modules("report"):
        assert not of_package(path) & {"platforms", "plugins", "commands", "cli"}, path
    for path in modules("platforms", "plugins"):
        assert not of_package(path) & {"commands", "cli"}, path


def fields_of(node: ast.ClassDef) -> tuple[int, int]:
    """How many fields a dataclass has, and how many of them are given by position; none of another class."""
    decorators = [one for one in node.decorator_list if "dataclass" in ast.unparse(one)]
    if not decorators:
        return 0, 0
    names = [
        (ast.unparse(one.target), ast.unparse(one.annotation)) for one in node.body if isinstance(one, ast.AnnAssign)
    ]
    fields = [name for name, kind in names if kind != "KW_ONLY" and not kind.startswith("ClassVar")]
    by_position = len(fields)
    if "kw_only=True" in ast.unparse(decorators[0]):
        by_position = 0
    elif any(kind == "KW_ONLY" for _, kind in names):
        by_position = [kind for _, kind in names].index("KW_ONLY")
    return len(fields), by_position


def test_what_has_many_fields_is_built_by_their_names() -> None:
    """Not inside/ and selfcheck/, which students' processes run, and on older Pythons."""
    shipped = {ENGINE / "inside", ENGINE / "selfcheck"}
    many = {
        f"{path.relative_to(ENGINE)}: {node.name}": by_position
        for path in ENGINE.rglob("*.py")
        if path.parent not in shipped
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
        for count, by_position in [fields_of(node)]
        if count > 4
    }
    assert many
    assert {name: by_position for name, by_position in many.items() if by_position > 2} == {}


def test_the_tests_that_hold_the_contracts_are_there() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    contracts = text[text.index("## Contracts") : text.index("## Decisions")]
    named = set(re.findall(r"`(test_\w+)`", contracts))
    there = {
        name
        for path in (*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "notebooks").glob("*/tests/test_*.py"))
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    assert len(named) > 30
    # The first contract names a grade id, which is no test.
    assert named - there == {"test_linear_forward"}


def test_the_command_line_loads_neither_numpy_nor_nbgrader_to_say_how_it_is_used() -> None:
    script = "import sys, autograder.cli; print([name for name in ('numpy', 'nbgrader') if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", script], text=True).strip() == "[]"


def test_the_figures_are_what_their_generator_draws(tmp_path: Path) -> None:
    folder = ROOT / "notebooks" / "deep_neural_network" / "figures"
    spec = importlib.util.spec_from_file_location("draw", folder / "draw.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.draw(tmp_path)
    drawn = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert drawn == {path.name: path.read_bytes() for path in folder.glob("*.svg")}


# --- nothing of a solution in what students get ----------------------------------------------------------


def statements(node: ast.AST) -> Iterator[ast.stmt]:
    """Every statement of a function's body, without its docstring."""
    for child in ast.walk(node):
        if isinstance(child, ast.stmt) and child is not node:
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            yield child


def plain(source: str) -> str:
    """Code without spacing and kinds of quotes, so that layout hides nothing."""
    return "".join(source.split()).replace('"', "'")


def bodies(tree: ast.AST) -> Iterator[str]:
    """The functions of a module, with their own and their arguments' names made alike."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names: dict[str, str] = {}
            copy = ast.parse(ast.unparse(node))
            for inner in ast.walk(copy):
                if isinstance(inner, ast.Name):
                    inner.id = names.setdefault(inner.id, f"v{len(names)}")
                elif isinstance(inner, ast.arg):
                    inner.arg = names.setdefault(inner.arg, f"v{len(names)}")
            body = copy.body[0].body  # type: ignore[attr-defined]
            if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                body = body[1:]
            yield "\n".join(ast.unparse(statement) for statement in body)


@pytest.fixture(scope="module")
def solutions(lesson: Lesson) -> list[str]:
    return list(lesson.solutions.values())


@pytest.fixture(scope="module")
def provided(lesson: Lesson) -> str:
    """The code that students are given on purpose: the try cells, and the activations and test cases."""
    cells = [cell.source for part in lesson.parts for cell in part.of_kind("try", "setup", "demo")]
    pack = [(lesson.path / "pack" / name).read_text("utf-8") for name in ("dnn_utils_v2.py", "testCases_v2.py")]
    return plain("\n".join(cells + pack))


def released_files() -> list[Path]:
    files = [path for path in (ROOT / "release").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert len(files) > 10
    return files


def code_of(path: Path) -> Iterator[str]:
    """The Python code in a released file."""
    if path.suffix == ".py":
        yield path.read_text("utf-8")
    elif path.suffix == ".ipynb":
        for cell in loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield cell["source"]


def test_no_solution_statement_is_released(solutions: list[str], provided: str) -> None:
    # What any function may say (`return parameters`) tells nothing; what computes something does.
    telling = {
        plain(text)
        for source in solutions
        for function in ast.parse(source).body
        for statement in statements(function)
        if any(isinstance(node, (ast.BinOp, ast.Call, ast.Subscript)) for node in ast.walk(statement))
        for text in (ast.unparse(statement), ast.get_source_segment(source, statement) or "")
    }
    telling = {statement for statement in telling if statement not in provided}
    assert len(telling) > 20
    for path in released_files():
        text = path.read_text("utf-8", errors="ignore")  # data are looked through, too
        if path.suffix == ".ipynb":
            text = "\n".join(cell["source"] for cell in loads(text)["cells"])
        released = plain(text)
        assert [statement for statement in telling if statement in released] == [], path


def test_no_function_with_a_solutions_body_is_released(solutions: list[str]) -> None:
    wanted = {body for source in solutions for body in bodies(ast.parse(source))}
    assert len(wanted) == 19
    for path in released_files():
        for code in code_of(path):
            assert not wanted & set(bodies(ast.parse(code))), path


def test_no_hidden_test_and_no_mark_is_released() -> None:
    for path in released_files():
        text = path.read_text("utf-8", errors="ignore")
        for word in ("HIDDEN TESTS", "BEGIN SOLUTION", "import grade", "autograder"):
            assert word not in text, (path, word)


def test_the_released_notebook_holds_no_outputs(committed: Course) -> None:
    for language in LANGUAGES:
        for path in committed.release(language, ASSIGNMENT).glob("*.ipynb"):
            cells = json.loads(path.read_text("utf-8"))["cells"]
            assert all(not cell["outputs"] for cell in cells if cell["cell_type"] == "code")
