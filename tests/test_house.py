"""The house is kept: what is started or shipped by path, how commands begin, what the engine says, what it gives away.

Who may import whom is held by import-linter: `[tool.importlinter]` in pyproject.toml.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.cli import COMMANDS
from autograder.course import Course
from autograder.exercise import LANGUAGES
from autograder.lessons.lesson import Lesson

from .conftest import ASSIGNMENT, COURSE, ROOT
from .leaks import bodies, bodies_in, forbidden_words, outputs_in, released_files, statements_in, telling_statements

ENGINE = ROOT / "autograder"
#: What students' folders hold, before the engine's self-check is put in.
PACKS = [
    *(ROOT / "notebooks").glob("*/pack"),
    *(COURSE / "notebooks").glob("*/pack"),
    ENGINE / "commands/beginning/pack",
]

# --- imports ---------------------------------------------------------------------------------------------


def imported(path: Path) -> set[str]:
    """The first names of the modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_the_student_process_imports_nothing_of_the_package() -> None:
    inside = list((ENGINE / "inside").glob("*.py"))
    assert {path.stem for path in inside} >= {"start", "zygote", "fresh", "runner", "probe", "wire"}
    allowed = {"numpy", "IPython", "matplotlib", "matplotlib_inline", "traitlets"} | sys.stdlib_module_names
    assert {path: found for path in inside if (found := imported(path) - allowed)} == {}


def test_the_self_check_imports_numpy_and_the_standard_library_alone() -> None:
    """IPython, too, where a notebook has it."""
    selfcheck = list((ENGINE / "selfcheck").glob("*.py"))
    assert {path.stem for path in selfcheck} >= {"cells", "cards", "examining", "earlier", "text"}
    allowed = {"numpy", "IPython"} | sys.stdlib_module_names
    assert {path: found for path in selfcheck if (found := imported(path) - allowed)} == {}


def test_the_engine_imports_no_lesson_and_the_pack_no_engine() -> None:
    assert [path for path in ENGINE.rglob("*.py") if "notebooks" in imported(path)] == []
    modules = [path for pack in PACKS for path in pack.rglob("*.py")]
    assert len(PACKS) > 2 and len(modules) > 30
    assert [path for path in modules if "autograder" in imported(path)] == []


#: Prints, command by command, what was loaded for its help that takes long to load.
HELP = """
import contextlib, io, sys
from autograder.cli import main
for command in COMMANDS:
    with contextlib.redirect_stdout(io.StringIO()) as told:
        main([*command, "--help"], standalone_mode=False)
    assert "Usage: " in told.getvalue()
    print(*command, *({"numpy", "nbgrader", "rich"} & sys.modules.keys()))
"""


def test_the_command_line_loads_neither_numpy_nor_nbgrader_to_say_how_it_is_used() -> None:
    commands = [[], *([name] for name in COMMANDS)]
    script = HELP.replace("COMMANDS", repr(commands))
    told = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert [line.split() for line in told.splitlines()] == commands


# --- code ------------------------------------------------------------------------------------------------


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


# --- what the engine says --------------------------------------------------------------------------------

#: What only a lesson on neural networks speaks of.
NEURAL = re.compile(
    r"(?<![A-Za-z])(?:"
    r"(?i:neural|neurons?|(?:neural[ -])?networks?|layers?|activations?|sigmoid|relu|softmax|tanh|gradients?"
    r"|(?:back)?propagat\w+|backward|forward|epochs?|trainings?|(?<!font-)weights?|bias(?:es)?|cats?|\w*noncat\w*"
    r"|classifiers?|step_by_step|dnn\w*)"
    r"|d[WZA]\d?|[WZA]\d|d?b\d"
    r")(?![A-Za-z])"
    r"|神经|网络|隐藏层|输出层|激活|梯度|反向|前向|训练|权重|偏置|猫"
)
#: What stands in the engine all the same, and why; by file, or by folder.
MEANT_OTHERWISE = {
    "inside": {"network": "the one between computers, which a submission cannot reach"},
    "lessons/datasets.py": {"network": "the one between computers, which files come through"},
    "lessons/readme.py": {"network": "the one between computers: none is needed", "网络": "the same"},
    "commands/machine.py": {"cat": "the program that prints a file"},
    "proof/mutants.py": {
        "sigmoid": "mutants swap one name of a pair for the other, and the pairs of several fields stand there",
        **dict.fromkeys(("relu", "backward", "W1", "W2", "b1", "b2", "dW", "dA"), "the same"),
    },
}


def said(path: Path) -> str:
    """What may be read of a file of the engine: a module's strings, docstrings included; of others all."""
    if path.suffix != ".py":
        return path.read_text("utf-8")
    tree = ast.parse(path.read_text("utf-8"))
    strings = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return "\n".join(strings)


def neural_words(path: Path) -> set[str]:
    """The words on neural networks in a file of the engine."""
    return {found[0] for found in NEURAL.finditer(said(path))}


def unasked(path: Path) -> set[str]:
    """Those of them that stand there without a reason."""
    place = path.relative_to(ENGINE).as_posix()
    reasons = MEANT_OTHERWISE.get(place, {}) | MEANT_OTHERWISE.get(place.split("/")[0], {})
    return neural_words(path) - set(reasons)


def test_no_text_of_the_engine_speaks_of_neural_networks() -> None:
    files = [path for path in ENGINE.rglob("*") if path.suffix in (".py", ".j2", ".css", ".js")]
    assert {path.suffix for path in files} == {".py", ".j2", ".css", ".js"}
    assert {path: found for path in sorted(files) if (found := unasked(path))} == {}


def test_no_reason_is_given_for_a_word_that_is_not_there() -> None:
    for place, reasons in MEANT_OTHERWISE.items():
        paths = [ENGINE / place] if place.endswith(".py") else list((ENGINE / place).glob("*.py"))
        words = {word for path in paths for word in neural_words(path)}
        assert set(reasons) <= words, place


# --- nothing of a solution in what students get ----------------------------------------------------------


@pytest.fixture(scope="module")
def released(made: Course) -> list[Path]:
    files = [path for language in LANGUAGES for path in released_files(made.release(language, ASSIGNMENT))]
    assert len(files) > 30
    return files


def test_nothing_of_a_solution_is_released(lesson: Lesson, released: list[Path]) -> None:
    telling = telling_statements(
        lesson.solutions.values(),
        [cell.source for part in lesson.parts for cell in part.of_kind("try", "setup", "demo")],
    )
    wanted = {body for source in lesson.solutions.values() for body in bodies(source)}
    assert len(telling) > 10 and len(wanted) > 8
    for path in released:
        assert statements_in(path, telling) == [], path
        assert wanted & bodies_in(path) == set(), path


def test_no_hidden_test_no_mark_and_no_output_is_released(released: list[Path]) -> None:
    for path in released:
        assert forbidden_words(path) == [], path
        assert path.suffix != ".ipynb" or outputs_in(path) == [], path
