"""The lint names file, line and cell of whatever is wrong in a lesson's texts and declarations."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.errors import AutograderError
from autograder.lessons import lesson as lessons
from autograder.lessons.lesson import Lesson
from autograder.lessons.lint import lint, refuse_faulty

Edit = Callable[[str, str, str], list[str]]
TEXT = "spread.py"


def change(path: Path, old: str, new: str) -> None:
    """Replace the first of what stands in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def problems_of(folder: Path) -> list[str]:
    """What the lint says of a lesson, with paths from its folder on."""
    return [str(problem).removeprefix(f"{folder}/") for problem in lint(lessons.read(folder))]


@pytest.fixture
def folder(lesson: Lesson, tmp_path: Path) -> Path:
    """A copy of the lesson."""
    return Path(shutil.copytree(lesson.path, tmp_path / lesson.name, ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Edits a file of a copy of the lesson, once, and returns what the lint then says."""

    def edit(file: str, old: str, new: str) -> list[str]:
        change(folder / file, old, new)
        return problems_of(folder)

    return edit


def test_the_lesson_is_sound(lesson: Lesson) -> None:
    assert [str(problem) for problem in lint(lesson)] == []


@pytest.mark.parametrize(
    ("old", "new", "cell", "message"),
    [
        ('# %% [markdown] lang="en"\n# ## The f', '# %% [markdown] lang="zh"\n# ## The f', "text", "twin"),
        ("    ### END SOLUTION\n", "", "mean", "unbalanced"),
        ("    ### BEGIN SOLUTION\n", "", "mean", "unbalanced"),
        ('try="spread"', 'try="centre"', "try_centre", "duplicate id"),
        ("x_{ij} \\tag{1}", "x_{ji} \\tag{1}", "text", "displayed formulas differ"),
        ("The means of the columns: `mean`", "The means of the columns: `means`", "text", "names in backticks differ"),
        ("# ## The formula", "# ### The formula", "text", "headings differ"),
        ("{{points centre}}", "{{points centres}}", "marking_centre", "unknown directive"),
        ("(figures/table.svg)", "(figures/stable.svg)", "text", "stable.svg"),
        ("一张表，", "一张表,", "text", "half-width"),
        ('# %% test="centre"\n', "", "centre", "no test cell for it"),
        ("def centre(X):", "def center(X):", "centre", "must define centre"),
    ],
)
def test_the_lint_names_file_line_and_cell(edit: Edit, old: str, new: str, cell: str, message: str) -> None:
    problems = edit(TEXT, old, new)
    assert any(
        re.match(rf"(spread|exercises/centre)\.py:\d+: cell {re.escape(cell)}: .*{re.escape(message)}", problem)
        for problem in problems
    ), problems


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("centre", 'Check("mu", 4,', 'Check("mu", 0,', "check mu has 0 points"),
        ("centre", 'Check("mu", 4,', 'Check("centred", 4,', "the check centred is declared twice"),
        ("centre", "draws=(draw_table,) * 3,", "draws=(),", "random cases"),
        ("centre", 'builds_on=("mean",)', 'builds_on=("means",)', "it builds on means, which is no exercise"),
        ("centre", 'builds_on=("mean",)', 'builds_on=("spread",)', "spread, which does not stand above it"),
        ("centre", 'caught_by="mu"', 'caught_by="nu"', "no check is called nu; expected one of centred, mu"),
        ("centre", '"X - mu", "X + mu"', '"X - nu", "X + mu"', "'X - nu' does not occur in the solution"),
        ("centre", '"means-left-out"', '"added"', "the mistake added is declared twice"),
        (
            "centre",
            '"def centre(X):\\n    mu = mean(X)',
            '"def center(X):\\n    mu = mean(X)',
            "right answer 1 defines no centre",
        ),
        (
            "centre",
            '"def centre(X):\\n    mu = X.m',
            '"def centre(X:\\n    mu = X.m',
            "right answer 0 is not valid Python",
        ),
        ("correlation", 'needs=("value",)', 'needs=("values",)', "check scalar needs values"),
        (
            "correlation",
            'Check("value", 8, ',
            'Check("value", 8, needs=("scalar",), ',
            "check value needs scalar, which does not stand above it",
        ),
    ],
)
def test_the_lint_looks_at_the_declarations_too(edit: Edit, file: str, old: str, new: str, told: str) -> None:
    problems = edit(f"exercises/{file}.py", old, new)
    start = f"exercises/{file}.py:1: cell {file}: "
    assert any(problem.startswith(start) and told in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"mistake added"', '"mistake addled"', "the invented student fang: centre has no mistake addled"),
        ('"mistake added"', '"right 2"', "fang: centre has 2 right answers, counted from 0; found 'right 2'"),
        ('"mistake added"', '"mistaken"', "fang: centre becomes 'mistaken'; expected solved, blank, right N,"),
        ('Student("hugo", "en", ', 'Student("hugo", "en", others="mistake nope", ', "hugo: mean has no mistake nope"),
        ('Student("ada", "en"', 'Student("ada", "fr"', "ada: there is no language 'fr'; expected one of zh, en"),
        ('parts=("spread",)', 'parts=("spreads",)', "dora: there is no part spreads; expected one of spread, scaler"),
        ('written={"why_divide"', 'written={"why"', "bo: why is no written question of the lesson"),
    ],
)
def test_the_lint_looks_at_the_invented_class(edit: Edit, old: str, new: str, told: str) -> None:
    problems = edit("invented_class.py", old, new)
    assert any(problem.startswith("lesson.py:1: ") and told in problem for problem in problems), problems


def test_a_header_of_no_known_kind_is_refused_with_its_line(edit: Edit) -> None:
    with pytest.raises(AutograderError, match=r'spread\.py:\d+: .*solutions="centre"'):
        edit(TEXT, 'solution="centre"', 'solutions="centre"')


def test_a_faulty_lesson_is_not_built(folder: Path) -> None:
    change(folder / TEXT, "    ### END SOLUTION\n", "")
    with pytest.raises(AutograderError, match="Nothing was built, since this is wrong"):
        refuse_faulty([lessons.read(folder)])


def test_a_text_that_is_not_written_in_every_language_is_named(edit: Edit) -> None:
    problems = edit("exercises/centre.py", 'Text("`mu` 的值", "the values of `mu`")', 'Text("`mu` 的值")')
    assert [re.sub(r"\d+", "N", problem) for problem in problems] == [
        "exercises/centre.py:N: cell -: this text is not written in en"
    ]


# --- what cannot be loaded -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("lesson.py", "OUTLINE = Outline(", "OUTLINE = Outlines(", "NameError: name 'Outlines' is not defined"),
        ("lesson.py", "    written=(", "    written=((", "SyntaxError: "),
        ("lesson.py", "    written=(", "    wrote=(", "unexpected keyword argument 'wrote'"),
        ("invented_class.py", 'Student("ada"', 'Students("ada"', "NameError: name 'Students' is not defined"),
        ("exercises/centre.py", 'Check("mu", 4', 'Check("mu", four', "NameError: name 'four' is not defined"),
        ("exercises/_inputs.py", 'Text("表格 heights"', 'Texts("表格 heights"', "NameError: name 'Texts'"),
    ],
)
def test_what_does_not_run_is_named_with_file_and_line(edit: Edit, file: str, old: str, new: str, told: str) -> None:
    with pytest.raises(AutograderError) as raised:
        edit(file, old, new)
    found = re.fullmatch(r"(.*):(\d+): (.*)", str(raised.value), re.DOTALL)
    assert found and found[1].endswith(f"/{file}") and told in found[3]
    lines = Path(found[1]).read_text("utf-8").splitlines()
    # Of a call over several lines it may be the first.
    assert new.strip() in "\n".join(lines[int(found[2]) - 1 :][:6]), raised.value


def test_an_exercise_of_another_name_than_its_file_is_named(edit: Edit) -> None:
    with pytest.raises(
        AutograderError, match=r'centre\.py: expected EXERCISE = Exercise\("centre", …\), found \'center\''
    ):
        edit("exercises/centre.py", '"centre",\n', '"center",\n')


def test_a_file_of_exercises_without_one_is_named(folder: Path) -> None:
    (folder / "exercises" / "median.py").write_text('"""Nothing yet."""\n', "utf-8")
    with pytest.raises(AutograderError, match=r'median\.py: expected EXERCISE = Exercise\("median", …\), found None'):
        lessons.read(folder)


def test_a_lesson_that_declares_no_outline_or_a_part_that_is_missing_is_named(folder: Path) -> None:
    (folder / TEXT).rename(folder / "elsewhere.txt")
    with pytest.raises(AutograderError, match=r"spread\.py is missing: .*lesson\.py names it among its parts"):
        lessons.read(folder)
    (folder / "lesson.py").write_text("OUTLINE = None\n", "utf-8")
    with pytest.raises(AutograderError, match=r"lesson\.py: expected OUTLINE = Outline\(…\), found None"):
        lessons.read(folder)


# --- imports ---------------------------------------------------------------------------------------------


def test_a_module_that_students_do_not_have_is_named(edit: Edit) -> None:
    (problem,) = edit(TEXT, "import tables\n", "import tables\nimport chairs\n")
    assert re.match(r"spread\.py:\d+: cell setup_imports: it imports chairs, which students do not have", problem)


def test_the_line_is_that_of_the_import(folder: Path) -> None:
    change(folder / TEXT, "import tables\n", "import tables\nimport chairs\n")
    (problem,) = problems_of(folder)
    line = int(problem.split(":")[1])
    assert (folder / TEXT).read_text("utf-8").splitlines()[line - 1] == "import chairs"


@pytest.mark.parametrize(
    ("line", "missing"),
    [
        ("from kit import pictures, selfcheck, drawings", "kit.drawings"),
        ("from autograder.exercise import Case", "autograder.exercise"),
        ("import kit.selfcheck.cards", None),
        ("import matplotlib.colors, zoneinfo", None),
        ("try:\n    import chairs\nexcept ImportError:\n    chairs = None", None),
        ("try:\n    import chairs\nexcept ModuleNotFoundError:\n    chairs = None", None),
        ("try:\n    import chairs\nexcept:\n    chairs = None", None),
        ("try:\n    import chairs\nexcept (OSError, ImportError):\n    chairs = None", None),
        ("try:\n    import chairs\nexcept ValueError:\n    chairs = None", "chairs"),
    ],
)
def test_an_import_is_looked_up_among_what_students_have(edit: Edit, line: str, missing: str | None) -> None:
    problems = edit(TEXT, "import tables\n", f"import tables\n{line}\n")
    assert [problem.split("it imports ")[1].split(",")[0] for problem in problems] == ([missing] if missing else [])


def test_what_a_module_of_the_pack_imports_is_looked_up_too(folder: Path) -> None:
    change(folder / "pack" / "tables.py", "import numpy as np", "import numpy as np\nimport chairs")
    (problem,) = problems_of(folder)
    assert re.match(r"pack/tables\.py:\d+: cell -: it imports chairs, which students do not have", problem)
    change(folder / "pack" / "tables.py", "import chairs", "try:\n    import chairs\nexcept ImportError:\n    pass")
    assert problems_of(folder) == []


def test_a_module_that_nobody_imports_is_named(folder: Path) -> None:
    (folder / "pack" / "kit" / "spare.py").write_text('"""Spare."""\n', "utf-8")
    (problem,) = problems_of(folder)
    assert problem == "pack/kit/spare.py:1: cell -: students get this module, and nothing they have imports it"


# --- what is left over -----------------------------------------------------------------------------------


def test_of_a_part_that_is_dropped_all_that_only_it_used_is_named(folder: Path) -> None:
    """Its text, its exercises, its module and its data."""
    (folder / "pack" / "larger.py").write_text('"""The table of part 2."""\n\nNAME = "heights.csv"\n', "utf-8")
    change(folder / "pack" / "tables.py", 'name="heights.csv"', "name")
    change(folder / "scaler.py", "import tables\n", "import larger\nimport tables\n")
    change(folder / "scaler.py", "tables.from_file()", "tables.from_file(larger.NAME)")
    assert problems_of(folder) == []
    change(folder / "lesson.py", 'parts=("spread", "scaler")', 'parts=("spread",)')
    told = problems_of(folder)
    for problem in (
        "scaler.py:1: cell -: written as a text of cells, but lesson.py does not name the part scaler",
        "exercises/Scaler.py:1: cell Scaler: declared here, but there is no solution cell for it in any text",
        "lesson.py:1: cell what_scaling_loses: declared here, but there is no answer cell for it in any text",
        "pack/larger.py:1: cell -: students get this module, and nothing they have imports it",
        "lesson.py:1: cell -: students get datasets/heights.csv, and nothing they have names it",
    ):
        assert problem in told, told


def test_of_an_exercise_that_is_dropped_all_that_still_names_it_is_named(folder: Path) -> None:
    """Its cells are gone, and the file that declares it; what builds on it and speaks of it has stayed."""
    (folder / "exercises" / "centre.py").unlink()
    text = (folder / TEXT).read_text("utf-8")
    cells = [cell for cell in re.split(r"(?=^# %% )", text, flags=re.MULTILINE) if '="centre"' not in cell[:40]]
    (folder / TEXT).write_text("".join(cells), "utf-8")
    for heading in ("移到中心：", "Move it to the centre: "):
        change(folder / TEXT, f"{heading}`centre`", f"{heading}{{{{points centre}}}}")
    told = "\n".join(problems_of(folder))
    assert re.search(r"spread\.py:\d+: cell text: unknown directive \{\{points centre\}\}", told)
    for name in ("spread", "standardise", "correlation", "first_direction", "Scaler"):
        assert f"exercises/{name}.py:1: cell {name}: it builds on centre, which is no exercise of the lesson" in told
    for student in ("chen", "fang", "lea"):
        assert f"the invented student {student}: centre is no exercise of the lesson" in told
    assert "pack/kit/checks/centre.py:1: cell centre: a self-check of something that is no exercise" in told


def test_of_an_exercise_whose_declaration_is_gone_every_cell_is_named(folder: Path) -> None:
    (folder / "exercises" / "centre.py").unlink()
    told = "\n".join(problems_of(folder))
    for cell in ("centre", "test_centre"):
        assert re.search(rf"spread\.py:\d+: cell {cell}: not declared in exercises/centre\.py", told)
    assert re.search(r"spread\.py:\d+: cell marking_centre: unknown directive \{\{checks centre\}\}", told)


def test_a_check_cell_without_a_self_check_is_named(folder: Path) -> None:
    (folder / "pack" / "kit" / "checks" / "centre.py").unlink()
    (problem,) = problems_of(folder)
    assert re.match(r"spread\.py:\d+: cell check_centre: there is no self-check for it: expected pack/kit/", problem)
