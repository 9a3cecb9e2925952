"""A lesson is a folder in notebooks/, as docs/authoring.md says, and no change to the engine; faults are named."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import autograder
from autograder import results
from autograder.cli import main
from autograder.course import CONFIG, Course
from autograder.lessons import lesson as lessons
from autograder.lessons import solved
from autograder.lessons.build import loads
from autograder.plugins import install
from autograder.proof.course_check import CourseCheck

from .conftest import COURSE, ROOT
from .kernel import Kernel

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

BEGINNING = Path(autograder.__file__).parent / "commands" / "beginning"
#: What the lesson to begin with is called here.
NAME = "linear_regression"
ASSIGNMENT = "linear-regression"


def call(*arguments: str) -> Result:
    """What comes of a command that ends as it should, with success or a message."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def run(*arguments: str) -> str:
    """What a command that succeeds prints."""
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return result.output


def refused(*arguments: str) -> str:
    """What a command that fails prints."""
    result = call(*arguments)
    assert result.exit_code == 1, result.output
    return result.output


def new_course(folder: Path) -> Course:
    """A course with the lesson to begin with, written by the command."""
    folder.mkdir(exist_ok=True)
    shutil.copy(COURSE / CONFIG, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        run("new", NAME)
    return Course(folder)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """That course, built and executed for real."""
    course = new_course(tmp_path_factory.mktemp("built"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(course.root)
        run("build", NAME)
    return course


@pytest.fixture
def course(built: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A copy of it, to work in."""
    shutil.copytree(built.root, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return Course(tmp_path)


@pytest.fixture
def folder(course: Course) -> Path:
    """The lesson in that copy."""
    return course.lesson(ASSIGNMENT)


@pytest.fixture
def kernel(course: Course, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """Stands in for Jupyter's: cells give what they have given to the build."""
    lesson = lessons.read(folder)
    before = {
        (part.name, language): loads(solved.path_of(course, lesson, part, language).read_text("utf-8"))
        for part, language in solved.editions(lesson)
    }
    stands_in = Kernel(before)
    monkeypatch.setattr(solved, "executed", stands_in)
    return stands_in


@pytest.fixture
def unproven(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof, which takes its time, is left out of a check."""
    monkeypatch.setattr(CourseCheck, "_proof", lambda *arguments: iter(()))


def change(path: Path, old: str, new: str) -> None:
    """Replace the first of what stands in a file."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def findings(course: Course) -> list[str]:
    """What the check says of the lesson."""
    return list(CourseCheck(course, install, say=lambda what: None).lesson(course.lesson(ASSIGNMENT)))


# --- a lesson to begin with ------------------------------------------------------------------------------


def test_the_code_in_the_docs_is_the_lesson_to_begin_with_file_by_file() -> None:
    text = (ROOT / "docs" / "authoring.md").read_text("utf-8")
    shown = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert sorted(shown) == sorted(path.read_text("utf-8") for path in BEGINNING.rglob("*.py"))


def test_a_lesson_is_written_under_its_name(course: Course, folder: Path) -> None:
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py")}
    assert written == {"lesson.py", f"{NAME}.py", "exercises/centre.py", "pack/kit/checks/centre.py"}
    assert "is there already" in refused("new", NAME)
    assert "cannot be called '2nd'" in refused("new", "2nd")


@pytest.mark.usefixtures("kernel")
def test_it_is_sound_and_its_marks_are_proven(course: Course) -> None:
    """Its notebooks have been executed by the build, and are not executed again."""
    check = CourseCheck(course, install, say=lambda what: None)
    assert list(check.everything()) == []
    assert check.unproven == []
    assert f"✓ The lesson {NAME} is sound." in run("check", NAME)


def test_one_exercise_is_proven_alone(course: Course) -> None:
    assert "✓ centre is sound." in run("check", NAME, "--exercise", "centre")


def test_it_is_graded_and_reported_on(course: Course, folder: Path, blank_gradebook: Path) -> None:
    shutil.copy(blank_gradebook, course.gradebook)
    run("sample-class", ASSIGNMENT)
    handed_in = loads((course.submitted / "chen" / ASSIGNMENT / f"{NAME}.ipynb").read_text("utf-8"))
    (written,) = [cell["source"] for cell in handed_in["cells"] if cell["id"] == "centre"]
    # "right 0" is the first in the list.
    assert written == lessons.read(folder).exercise("centre").right_answers[0].strip()
    assert "4 of 4 submissions graded now" in run("grade", ASSIGNMENT)
    store = course.results(ASSIGNMENT)
    earned = {name: result.earned for name in ("ada", "bo", "chen", "dora") if (result := results.load(store, name))}
    assert earned == {"ada": 10, "bo": 0, "chen": 10, "dora": 0}
    page = (course.feedback / "bo" / ASSIGNMENT / f"{NAME}.html").read_text("utf-8")
    assert "身高和年龄可以共用一个平均值吗？" in page
    assert "report/grades.csv" in run("report", ASSIGNMENT)
    assert "ada" in Path("report/index.html").read_text("utf-8")


def test_with_two_lessons_the_assignment_must_be_named(course: Course) -> None:
    run("new", "another")
    assert "Say which assignment: another, linear-regression" in refused("report")


# --- what build tells, and does no more than it must -------------------------------------------------------


def test_a_second_build_executes_nothing_and_changes_nothing(
    course: Course, kernel: Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files() -> dict[Path, tuple[int, bytes]]:
        paths = (path for path in course.root.rglob("*") if path.is_file() and path.suffix != ".pyc")
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}

    before = files()
    assert "Everything was in step." in run("build")
    assert kernel.executed == []
    assert files() == before


@pytest.mark.parametrize(
    ("file", "old", "new", "executed"),
    [
        (f"{NAME}.py", "# In a table each column", "# In any table each column", ["en"]),
        (f"{NAME}.py", "# 一张表里，", "# 一张大表里，", ["zh"]),
        (f"{NAME}.py", 'print(f"heights: ', 'print(f"the heights: ', ["zh", "en"]),
        ("pack/kit/checks/centre.py", '"""Properties that', '"""All the properties that', ["zh", "en"]),
        # Of a hidden test's text, of points and mistakes, nothing stands in a solved notebook.
        (f"{NAME}.py", "# **Marking · ", "# **Marks · ", []),
        ("exercises/centre.py", "Which of the two is returned first?", "Which is returned first?", []),
    ],
)
def test_only_what_a_change_shows_in_is_executed_again(
    course: Course, folder: Path, kernel: Kernel, file: str, old: str, new: str, executed: list[str]
) -> None:
    change(folder / file, old, new)
    assert "files changed" in run("build")
    assert kernel.executed == [(NAME, language) for language in executed]


def test_what_is_not_executed_is_told(course: Course, folder: Path, kernel: Kernel) -> None:
    change(folder / f"{NAME}.py", "# In a table each column", "# In any table each column")
    assert f"out of date: {NAME} (en)" in run("build", "--no-solved")
    assert kernel.executed == []


@pytest.mark.usefixtures("kernel", "unproven")
def test_a_number_that_the_text_makes_up_is_refused(course: Course, folder: Path) -> None:
    text = folder / f"{NAME}.py"
    change(text, "# > mu = [170.  30.]", "# > mu = [171.  30.]")
    line = text.read_text("utf-8").splitlines().index('# %% [markdown] expected="centre"') + 1
    told = (
        f"{text}:{line}: cell expected_centre: the text expects 'mu = [171.  30.]', "
        "the try cell prints 'mu = [170.  30.]'"
    )
    assert told in refused("build")
    found = findings(course)
    assert told in found
    assert found.count(told) == 2, "in each language"


@pytest.mark.usefixtures("kernel")
def test_a_lesson_with_nothing_to_prove_it_by_is_unproven(course: Course, folder: Path) -> None:
    change(folder / "exercises" / "centre.py", "    mistakes=MISTAKES,\n    right_answers=RIGHT_ANSWERS,\n", "")
    change(folder / "lesson.py", 'Student("bo", "zh", answers={"centre": "mistake one-mean-for-all"}),', "")
    change(folder / "lesson.py", 'Student("chen", "zh", answers={"centre": "right 0"}),', "")
    run("build")
    check = CourseCheck(course, install, say=lambda what: None)
    assert list(check.lesson(folder)) == []
    assert check.unproven == [
        f"{NAME}: no known mistakes: centre",
        f"{NAME}: no right answers written otherwise: centre",
    ]


@pytest.mark.usefixtures("kernel")
def test_check_says_what_is_unproven_and_that_the_rest_is_sound(course: Course, folder: Path) -> None:
    change(folder / "exercises" / "centre.py", "    right_answers=RIGHT_ANSWERS,\n", "")
    change(folder / "lesson.py", '"right 0"', "SOLVED")
    change(folder / "lesson.py", "import BLANK", "import BLANK, SOLVED")
    run("build")
    said = run("check", NAME, "--exercise", "centre")
    assert f"! Unproven: {NAME}: no right answers written otherwise: centre" in said
    assert "✓ centre is sound, as far as it was proven." in said


@pytest.mark.usefixtures("kernel", "unproven")
def test_a_lesson_without_a_pack_is_built(course: Course, folder: Path) -> None:
    shutil.rmtree(folder / "pack")
    text = folder / f"{NAME}.py"
    change(text, '# %% check="centre"\ncheck(centre)\n\n', "")
    run("build")
    released = {path.relative_to(course.root).as_posix() for path in course.release("en", ASSIGNMENT).rglob("*.py")}
    assert f"release/en/{ASSIGNMENT}/kit/__init__.py" in released
    assert findings(course) == []


@pytest.mark.usefixtures("unproven")
def test_the_solved_notebooks_of_a_part_that_is_dropped_are_named_and_removed(
    course: Course, folder: Path, kernel: Kernel
) -> None:
    text = '# %% [markdown] lang="zh"\n# # 再来\n\n# %% [markdown] lang="en"\n# # More\n'
    (folder / "more.py").write_text(text, "utf-8")
    change(folder / "lesson.py", f'parts=("{NAME}",)', f'parts=("{NAME}", "more")')
    run("build")
    left = course.solved("en", ASSIGNMENT) / "more.ipynb"
    assert left.is_file()
    (folder / "more.py").unlink()
    change(folder / "lesson.py", f'parts=("{NAME}", "more")', f'parts=("{NAME}",)')
    assert f"{left}: the lesson has no such part; run: autograder build" in findings(course)
    assert f"{left.relative_to(course.root)}: removed, since the lesson has no such part" in run("build")
    assert not left.exists()
    assert findings(course) == []


@pytest.mark.usefixtures("kernel")
def test_a_lesson_that_is_dropped_leaves_nothing_behind(course: Course, folder: Path) -> None:
    shutil.rmtree(folder)
    left = {
        place / ASSIGNMENT
        for place in ("source", "release/zh", "release/en", "notebooks/solved/zh", "notebooks/solved/en")
        for place in [course.root / place]
    }
    named = set(CourseCheck(course, install, say=lambda what: None).everything())
    for place in left:
        assert f"{place}: no lesson makes this any more; remove it, or run: autograder build" in named
    run("build")
    assert not any(place.exists() for place in left)


@pytest.mark.usefixtures("unproven")
def test_check_looks_at_a_lesson_as_it_is_now(course: Course, folder: Path, kernel: Kernel) -> None:
    change(folder / f"{NAME}.py", "# In a table each column", "# In any table each column")
    found = findings(course)
    release = course.release("en", ASSIGNMENT) / f"{NAME}.ipynb"
    assert f"{release} is not what its generator makes; run: autograder build" in found
    place = course.solved("en", ASSIGNMENT) / f"{NAME}.ipynb"
    assert any(finding.startswith(f"{place}: it was made from another lesson") for finding in found)
    run("build")
    assert findings(course) == []


def test_check_of_one_exercise_names_those_there_are(course: Course) -> None:
    assert f"{NAME} has no exercise 'center'. Its exercises: centre." in refused("check", NAME, "--exercise", "center")


@pytest.mark.parametrize("command", [("build",), ("check", NAME), ("grade", ASSIGNMENT), ("sample-class", ASSIGNMENT)])
def test_a_lesson_that_does_not_run_is_told_with_file_and_line_by_every_command(
    course: Course, folder: Path, command: tuple[str, ...]
) -> None:
    change(folder / "lesson.py", "OUTLINE = Outline(", "OUTLINE = Outlined(")
    line = (folder / "lesson.py").read_text("utf-8").splitlines().index("OUTLINE = Outlined(") + 1
    shutil.copytree(course.release("en", ASSIGNMENT), course.submitted / "ada" / ASSIGNMENT)
    assert f"{folder / 'lesson.py'}:{line}: NameError: name 'Outlined' is not defined" in refused(*command)
