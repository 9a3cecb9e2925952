"""The commands: they do what they say, and bad input is told in words, with the next command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.commands.class_table import print_class
from autograder.course import Course
from autograder.grading.class_grader import ClassResult
from autograder.progress import Lines
from autograder.proof import Proof
from autograder.results import Summary
from autograder.sandbox.source import Zygote

from .conftest import ASSIGNMENT, ROOT


def run(course: Course | Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(course.root if isinstance(course, Course) else course)
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize(
    "command", [[], ["build"], ["check"], ["grade"], ["sample-class"], ["report"], ["datasets"], ["doctor"]]
)
def test_help_is_there_and_holds_an_example(monkeypatch: pytest.MonkeyPatch, command: list[str]) -> None:
    result = run(ROOT, monkeypatch, *command, "--help")
    assert result.exit_code == 0
    assert not command or f"Example: autograder {command[0]}" in result.output


def test_outside_a_course_it_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(tmp_path, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "not in a course folder" in result.output


def test_an_unknown_assignment_is_told_with_those_there_are(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(course, monkeypatch, "grade", "deep-neural-networks")
    assert result.exit_code == 1
    assert f"Assignments of this course: {ASSIGNMENT}" in result.output


def test_nothing_submitted_is_told_with_the_next_command(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(course, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "autograder sample-class" in result.output


def test_grading_without_a_source_names_the_command_that_makes_it(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    (course.submitted / "someone" / ASSIGNMENT).mkdir(parents=True)
    (course.source(ASSIGNMENT) / "step_by_step.ipynb").unlink()
    result = run(course, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "autograder build" in result.output


@pytest.mark.parametrize("command", ["build", "grade", "check"])
@pytest.mark.parametrize(("fault", "told"), [("Chek()", "NameError"), ("x = (", "SyntaxError")])
def test_a_fault_in_the_checks_is_told_with_its_line(
    course: Course, monkeypatch: pytest.MonkeyPatch, command: str, fault: str, told: str
) -> None:
    path = course.lesson(ASSIGNMENT) / "checks.py"
    path.write_text(f'"""Checks."""\n\n{fault}\n', "utf-8")
    (course.submitted / "someone" / ASSIGNMENT).mkdir(parents=True)
    result = run(course, monkeypatch, command)
    assert result.exit_code == 1
    assert f"checks.py:3: {told}" in result.output


def test_the_invented_class_has_twenty_four_students_in_two_languages(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(course, monkeypatch, "sample-class").exit_code == 0
    folders = sorted(course.submitted.iterdir())
    assert len(folders) == 24
    texts = [(folder / ASSIGNMENT / "step_by_step.ipynb").read_text("utf-8") for folder in folders]
    assert {language for text in texts for language in ("zh", "en") if f'"lang": "{language}"' in text} == {"zh", "en"}


def test_the_invented_class_is_the_same_every_time(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def written() -> dict[Path, bytes]:
        run(course, monkeypatch, "sample-class")
        return {path: path.read_bytes() for path in course.submitted.rglob("*") if path.is_file()}

    assert written() == written()


def test_invented_students_are_not_mixed_with_real_ones(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = course.submitted / "alice_moore" / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / "step_by_step.ipynb").write_text("her work", "utf-8")
    result = run(course, monkeypatch, "sample-class")
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    assert (folder / "step_by_step.ipynb").read_text("utf-8") == "her work"
    assert len(list(course.submitted.iterdir())) == 1


@pytest.mark.parametrize("where", [(), ("handed out",)])
def test_the_functions_of_part_one_are_written_for_after_the_deadline(
    course: Course, monkeypatch: pytest.MonkeyPatch, where: tuple[str, ...]
) -> None:
    result = run(course, monkeypatch, "build", "--part1-functions", *where)
    assert result.exit_code == 0, result.output
    path = Path(*where, "part1_functions.py")
    assert f"Wrote {path}" in result.output
    # It stands on its own: what it needs is imported.
    shutil.copy(course.source(ASSIGNMENT) / "dnn_utils_v2.py", course.root / path.parent)
    script = "import part1_functions as p\nprint(p.linear_activation_forward(p.np.eye(1), p.np.eye(1), 0, 'relu')[0])"
    ran = subprocess.run([sys.executable, "-c", script], cwd=course.root / path.parent, capture_output=True, text=True)
    assert ran.stdout == "[[1.]]\n", ran.stderr


def test_check_tells_of_an_edition_out_of_step_and_of_a_wrong_solution(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.lessons.solved.editions", lambda lesson: [])
    monkeypatch.setattr("autograder.commands.check.prove", lambda *given: Proof((), 0.0))
    (course.release("en", ASSIGNMENT) / "lr_utils.py").write_text("changed", "utf-8")
    path = course.lesson(ASSIGNMENT) / "checks.py"
    text = path.read_text("utf-8")
    assert "if array is None or array.ndim == 0:" in text
    path.write_text(text.replace("if array is None or array.ndim == 0:", "if array is None:"), "utf-8")
    result = run(course, monkeypatch, "check")
    assert result.exit_code == 1
    assert "lr_utils.py is not what its generator makes" in result.output
    assert "compute_cost earn 8 of 10 points, expected 10" in result.output
    assert "3 findings" in result.output


@pytest.mark.parametrize("width", [44, 60, 80, 110])
def test_where_there_is_no_room_a_name_is_cut_off_and_never_a_mark(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograder.commands.class_table.WIDTH", width)
    marks = {f"exercise_{number}": (10, 10) for number in range(10)}
    summary = Summary(
        ASSIGNMENT, "y" * 120, languages=("en",), marks=marks, waits=False, notes=(), readable=True, lacks={}
    )
    graded = ClassResult(
        (summary,), graded=1, skipped=(), remarks=(), review={}, late={}, absent=(), restore="", exposed=""
    )
    print_class(Course(Path("/course")), graded)
    said = capsys.readouterr().out
    row = next(line for line in said.splitlines() if "yyy" in line)
    shown = ["10"] * 10 if width >= 65 else []
    assert row.split()[1:] == ["en", *shown, "100/100"]
    assert ("on 65 columns and more" in said) == (not shown)


def test_building_twice_changes_nothing(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(course, monkeypatch, "build", "--no-solved")
    assert result.exit_code == 0
    assert "Everything was in step." in result.output


# --- doctor ------------------------------------------------------------------------------------------------


def test_the_doctor_tells_what_holds_here(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(course, monkeypatch, "doctor")
    assert result.exit_code == 0, result.output
    for told in ("Python: 3.", "packages: ", "walls: namespaces: holds", "walls: landlock: holds",
                 "walls: seccomp: holds", "GB free", "gradebook: none yet", "secret: none yet",
                 "Grading works here"):  # fmt: skip
        assert told in result.output


def test_the_doctor_says_how_to_get_what_is_lacking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Zygote, "lacks", {"namespaces": "clone: Operation not permitted"})
    monkeypatch.setattr(
        "importlib.metadata.requires", lambda name: ["no-such-package>=1", "numpy>=2", "x; extra == 'y'"]
    )
    result = run(tmp_path, monkeypatch, "doctor")
    assert result.exit_code == 1
    assert "walls: namespaces: cannot be had (clone: Operation not permitted)" in result.output
    assert "kernel.apparmor_restrict_unprivileged_userns=0" in result.output
    assert "-m pip install no-such-package" in result.output
    assert "run this in its folder" in result.output
    assert result.output.endswith("Nothing can be graded here until what is marked ✗ is mended.\n")


def test_the_doctor_names_a_gradebook_that_cannot_be_used(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    course.gradebook.write_bytes(b"not a database" * 100)
    course.secret()
    (course.private / "secret").chmod(0o644)
    result = run(course, monkeypatch, "doctor")
    assert result.exit_code == 1
    assert "gradebook: cannot be used" in result.output
    assert "secret: others can read it" in result.output and "chmod 600" in result.output


# --- progress and start-up ---------------------------------------------------------------------------------


def test_where_no_terminal_is_a_line_now_and_then_tells_pace_and_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("autograder.progress.time.monotonic", lambda: clock[0])
    said: list[str] = []
    reach = Lines("grading", said.append)
    for seconds, done in ((0.0, 100), (5.0, 150), (12.0, 220), (15.0, 250), (30.0, 400)):
        clock[0] = seconds
        reach(done, 1000)
    assert said == ["grading: 220 of 1000 (10/s, 78 s left)", "grading: 400 of 1000 (10/s, 60 s left)"]


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [(["--help"], {"numpy", "nbgrader", "rich"}), (["grade", "--help"], {"numpy", "nbgrader"})],
)
def test_only_what_a_command_needs_is_imported(arguments: list[str], unneeded: set[str]) -> None:
    script = (
        "import sys\nfrom autograder.cli import main\n"
        f"try: main({arguments!r})\nfinally: print('LOADED', *{unneeded!r} & sys.modules.keys())"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split("LOADED")[1].split() == []


def test_the_configuration_is_read_without_loading_nbgrader(course: Course) -> None:
    """So that workers can start before it; whoever runs nbgrader has it loaded already."""
    script = (
        "import sys\nfrom autograder.course import Course\nfrom autograder.settings import Settings, read_config\n"
        "print(Settings.of(read_config(Course.find())).language, 'nbgrader' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=course.root, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["zh", "False"]
