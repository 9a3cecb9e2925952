"""What README and docs say holds: every command runs, here, in another test or in CI; figures in words are right."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.course import Course
from autograder.proof.units import SEEDS, material

from .conftest import ROOT, copy_course

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "datasets" / "README.md",
]
PROGRAMS = {"autograder", "make", "nbgrader", "python", "pip", "jupyter", "dask", "rm"}
#: The lesson in this repository.
LESSON = "deep-neural-network"

#: The first command of all, which the others are run after.
FIRST = "make demo"
#: What is run here word for word, after it and in any order, in a copy of the whole project.
RUN_HERE = [
    "autograder check --exercise compute_cost",
    "autograder grade",
    "autograder grade --secret FILE",
    "autograder grade --secret 文件",
    f"autograder grade {LESSON}",
    f"autograder grade {LESSON} --student alice_moore --regrade",
    "autograder report",
    "autograder report --format csv",
    "autograder report --format canvas",
    "autograder report --format moodle",
    "autograder report --format moodle --out-of 100",
    "autograder report --format items",
    "autograder report --anonymous",
    "autograder similar",
    "autograder similar --top 10 --out report",
    "make help",
    "make student LANGUAGE=en",
    "make student LANGUAGE=zh",
    f"nbgrader autograde {LESSON}",
    f'nbgrader db assignment add {LESSON} --duedate "2027-01-31 15:59 UTC"',
    "nbgrader db student add chen --first-name=小红 --last-name=陈",
    "nbgrader export",
    f"nbgrader generate_assignment {LESSON}",
    f"nbgrader generate_feedback {LESSON}",
    "python -m drawn_cats --sheet sheet.png",
]
#: What needs no more than a course with a lesson, and is run word for word in the tests' own.
RUN_IN_A_COURSE = [
    "autograder build --part1-functions FOLDER",
    "autograder build --part1-functions 文件夹",
    "autograder doctor",
    "autograder new linear_regression",
]
#: The folders that commands are run in, where that is not the project's.
RUN_IN = {"python -m drawn_cats --sheet sheet.png": "notebooks/deep_neural_network"}
#: What stands in a command for something that the reader fills in.
MEANT = {"FOLDER": "handed-out", "文件夹": "handed-out", "FILE": ".autograder/secret", "文件": ".autograder/secret"}
#: What is run here with something added, so that it takes seconds.
RUN_SMALL = {
    "make fuzz": "make fuzz FUZZ=20",
    # All of it is here already; if not, nothing is brought.
    "pip install numpy h5py matplotlib jupyter": "pip install --dry-run numpy h5py matplotlib jupyter",
    "python -m benchmarks grading": "python -m benchmarks grading --quick",
}
#: What the demo made, removed; and the environment.
REMOVE = "rm -rf submitted results autograded feedback report gradebook.db .autograder"
REMOVE_ENVIRONMENT = "rm -rf .venv"
#: What .ci/run itself runs.
CI = ".ci/run"
#: What another test runs.
RUN_BY = {
    "autograder build": "test_a_second_build_executes_nothing_and_changes_nothing",
    "autograder build linear_regression": "test_a_lesson_is_written_under_its_name",
    "autograder check": CI,
    "autograder check LESSON --exercise NAME": "test_one_exercise_is_proven_alone",
    "autograder check linear_regression": "test_it_is_sound_and_its_marks_are_proven",
    "autograder check linear_regression --exercise centre": "test_one_exercise_is_proven_alone",
    "autograder collect FILE… --roster CSV": "test_what_was_collected_is_graded",
    "autograder collect 文件… --roster 名单.csv": "test_what_was_collected_is_graded",
    "autograder new": "test_a_lesson_is_written_under_its_name",
    "autograder datasets add FILE…": "test_a_copy_at_hand_is_taken_after_a_look_at_it",
    "autograder datasets add 文件…": "test_a_copy_at_hand_is_taken_after_a_look_at_it",
    "autograder datasets fetch": "test_fetching_brings_all_files_and_the_second_time_none",
    "dask scheduler --tls-ca-file ca.pem --tls-cert cert.pem --tls-key key.pem --protocol tls": (
        "test_the_cluster_gives_the_same_marks_though_a_worker_is_killed"
    ),
    "autograder grade --scheduler tls://HOST:PORT": "test_the_cluster_gives_the_same_marks_though_a_worker_is_killed",
    "autograder grade linear-regression": "test_it_is_graded_and_reported_on",
    "autograder sample-class linear-regression": "test_it_is_graded_and_reported_on",
    "autograder return --canvas --submissions FILE": "test_canvas_takes_pages_and_marks_of_a_chinese_class",
    "autograder return --canvas --submissions 文件": "test_canvas_takes_pages_and_marks_of_a_chinese_class",
    "autograder return --mail": "test_a_mail_merge_has_address_name_mark_and_file_of_each",
    "autograder return --moodle --submissions FILE --worksheet FILE": (
        "test_moodle_takes_pages_and_marks_of_a_chinese_class"
    ),
    "autograder return --moodle --submissions 文件 --worksheet 文件": (
        "test_moodle_takes_pages_and_marks_of_a_chinese_class"
    ),
    "autograder return --zip": "test_one_zip_has_a_folder_for_each_student",
    "jupyter lab": "test_a_student_fills_in_an_exercise",
    "make test": CI,
    "make test-hostile": CI,
    "make test-pythons": CI,
    "nbgrader autograde": "test_nbgraders_command_gives_the_same_marks",
    "nbgrader generate_assignment": "test_stock_generate_assignment_releases_the_configured_edition_as_committed",
    "nbgrader generate_feedback": "test_nbgraders_other_commands_work_on_what_was_graded",
    "nbgrader release_feedback": "test_nbgraders_own_steps_work_unchanged",
    "nbgrader zip_collect": "test_nbgraders_own_steps_work_unchanged",
    REMOVE: "test_what_the_demo_made_can_be_removed",
    REMOVE_ENVIRONMENT: "test_the_environment_can_be_removed",
}
#: What runs long, or brings packages from elsewhere, and is not run by any test.
BY_HAND = {
    "make audit",  # it asks a public database
    "make benchmark",
    "make build",  # it is `autograder build`
    "make quick",  # what it runs, `make test` runs, too
    "pip install '.[cluster]'",  # as `make` does it with [dev], which holds this one
    "python -m benchmarks cost",  # a quarter of an hour
    "python -m benchmarks.drawn_cats",
}


def commands_in(text: str) -> Iterator[str]:
    """The commands in fenced blocks, line by line and without what is said of them, and between backticks."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    for line in [*"\n".join(blocks).splitlines(), *inline]:
        for part in re.split(r"\s#\s", line)[0].split(" && "):
            command = " ".join(part.split())
            if command.split(" ")[0] in PROGRAMS and " " in command:
                yield command


def test_commands_are_found_without_what_is_said_of_them() -> None:
    text = "Run `make  demo`, not `demo`.\n```bash\nautograder check    # all of it\nmake a && rm b\nls\n```\n"
    assert sorted(commands_in(text)) == ["autograder check", "make a", "make demo", "rm b"]


def test_every_command_is_run_somewhere() -> None:
    documented = {command for page in PAGES for command in commands_in(page.read_text("utf-8"))}
    assert sorted(documented) == sorted({FIRST, *RUN_HERE, *RUN_IN_A_COURSE, *RUN_SMALL, *RUN_BY, *BY_HAND})


def test_the_tests_that_run_commands_are_there() -> None:
    there = {
        name
        for path in (*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "notebooks").glob("*/tests/test_*.py"))
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    assert set(RUN_BY.values()) - {CI} - there == set()
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert re.search(r"^make test$", ci, re.MULTILINE)
    assert re.search(r"^targets=\(test-hostile test-browser test-pythons\)$", ci, re.MULTILINE)


def words(command: str) -> list[str]:
    """The words of a command, with what the reader fills in."""
    return [MEANT.get(word, word) for word in shlex.split(command)]


def once_each(documented: list[str]) -> list[str]:
    """Of commands that are the same once they are filled in, the first."""
    return list({tuple(words(command)): command for command in reversed(documented)}.values())[::-1]


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, as someone who has activated the environment there, or else this one."""
    programs = (folder / ".venv" / "bin", Path(sys.executable).parent)
    path = os.pathsep.join([*map(str, filter(Path.is_dir, programs)), os.environ["PATH"]])
    return subprocess.run(
        words(command),
        cwd=folder / RUN_IN.get(command, ""),
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        timeout=600,
    )


# --- in a course -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def some_course(made: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    return copy_course(made, tmp_path_factory.mktemp("course"))


@pytest.mark.parametrize("command", once_each(RUN_IN_A_COURSE))
def test_it_runs_word_for_word_in_a_course(some_course: Course, command: str) -> None:
    ran = run(some_course.root, command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


# --- in the whole project --------------------------------------------------------------------------------


def copy_project(folder: Path) -> Path:
    """All that is in the repository, in another folder, with this environment as its own."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    (folder / ".venv").mkdir()
    for part in Path(sys.prefix).iterdir():
        if part.name != ".ready":
            (folder / ".venv" / part.name).symlink_to(part)
    (folder / ".venv" / ".ready").touch()
    return folder


def files(folder: Path) -> set[str]:
    """What lies in a project, but for the environment and what Python compiled."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {str(path) for path in found if ".venv" not in path.parts and "__pycache__" not in path.parts}


@dataclass(frozen=True)
class Demo:
    """A copy of the project in which `make demo` was run: what that printed, and what files it made."""

    project: Path
    printed: str
    made: set[str]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    project = copy_project(tmp_path_factory.mktemp("project"))
    before = files(project)
    ran = run(project, FIRST)
    assert ran.returncode == 0, ran.stderr
    return Demo(project, ran.stdout, files(project) - before)


def test_the_demo_names_three_things_to_open_first(demo: Demo) -> None:
    made = demo.made | {f"{Path(path).parent}/" for path in demo.made}
    assert {path.split("/")[0] for path in made if path in demo.printed} >= {"feedback", "report", "gradebook.db"}


@pytest.mark.parametrize("page", PAGES[:2])
def test_the_demo_prints_what_the_readme_shows(demo: Demo, page: Path) -> None:
    (shown,) = re.findall(r"```\n( +Automatic marks per student.*?)```", page.read_text("utf-8"), re.DOTALL)
    printed = [line.split() for line in demo.printed.splitlines()]
    assert [line for line in shown.splitlines() if line.split() not in printed] == []


@pytest.mark.parametrize("command", once_each(RUN_HERE))
def test_it_runs_word_for_word(demo: Demo, command: str) -> None:
    ran = run(demo.project, command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("command", RUN_SMALL)
def test_it_runs_with_less_to_do(demo: Demo, command: str) -> None:
    ran = run(demo.project, RUN_SMALL[command])
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_the_demo_made_can_be_removed(demo: Demo) -> None:
    """After all others, which need it."""
    assert run(demo.project, REMOVE).returncode == 0
    assert files(demo.project) & demo.made == set()


def test_the_environment_can_be_removed(demo: Demo) -> None:
    assert run(demo.project, REMOVE_ENVIRONMENT).returncode == 0
    assert not (demo.project / ".venv").exists()
    assert (Path(sys.prefix) / "bin" / "python").exists()


def test_the_figures_in_the_readme_are_those_of_the_proof() -> None:
    """What is said of mistakes, mutants and secrets in words is what there is."""
    proven = material(ROOT, LESSON)
    mistakes = sum(len(exercise.mistakes) for exercise in proven.bundle.exercises.values())
    mutants = sum(len(proven.mutants(name)) for name in proven.bundle.exercises)
    assert (mistakes // 10, mutants // 100, SEEDS) == (29, 10, 100)
    english, chinese = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh.md"))
    for told in ("some 300 common mistakes", "a thousand mutants", "a hundred secrets"):
        assert told in " ".join(english.split())
    assert "大约 300 种常见的错误" in chinese
