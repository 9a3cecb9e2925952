"""The commands: they do what they say, and bad input is told in words, with the next command."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner, Result

from autograder.cli import COMMANDS, main
from autograder.commands.class_table import print_class
from autograder.course import Course
from autograder.grading.class_grader import ClassResult
from autograder.lessons.lesson import Lesson
from autograder.progress import Lines
from autograder.proof.proof import Proof
from autograder.results import Summary
from autograder.sandbox.source import Zygote

from .classroom import hand_in
from .conftest import ASSIGNMENT, PART, ROOT

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

#: The lesson's folder, which commands take as well as the assignment's name.
FOLDER = "statistics_by_hand"


def run(course: Course | Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(course.root if isinstance(course, Course) else course)
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def edit(path: Path, old: str, new: str) -> None:
    """Replace what stands in a file once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


@pytest.mark.parametrize("command", [*COMMANDS, "datasets fetch", "datasets add"])
def test_help_is_there_and_holds_an_example(monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    result = run(ROOT, monkeypatch, *command.split(), "--help")
    assert result.exit_code == 0
    assert f"Example: autograder {command}" in result.output


def test_help_names_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(ROOT, monkeypatch, "--help")
    assert result.exit_code == 0
    listed = [line.split()[0] for line in result.output.partition("Commands:")[2].splitlines() if line.strip()]
    assert listed == [*COMMANDS] == sorted(COMMANDS)
    assert {"collect", "grade", "return", "similar"} < {*listed}


def test_outside_a_course_it_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(tmp_path, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "not in a course folder" in result.output


def test_an_unknown_assignment_is_told_with_those_there_are(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(course, monkeypatch, "grade", "statistics-by-hands")
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
    (course.source(ASSIGNMENT) / f"{PART}.ipynb").unlink()
    result = run(course, monkeypatch, "grade")
    assert result.exit_code == 1
    assert "autograder build" in result.output


@pytest.mark.parametrize("command", ["build", "grade", "check"])
@pytest.mark.parametrize(("fault", "told"), [("Chek()", "NameError"), ("x = (", "SyntaxError")])
def test_a_fault_in_the_checks_is_told_with_its_line(
    course: Course, monkeypatch: pytest.MonkeyPatch, command: str, fault: str, told: str
) -> None:
    path = course.lesson(ASSIGNMENT) / "exercises" / "correlation.py"
    path.write_text(f'"""Checks."""\n\n{fault}\n', "utf-8")
    (course.submitted / "someone" / ASSIGNMENT).mkdir(parents=True)
    result = run(course, monkeypatch, command)
    assert result.exit_code == 1
    assert f"{path}:3: {told}" in result.output


def test_the_invented_class_is_all_that_are_declared_in_their_languages(
    course: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(course, monkeypatch, "sample-class")
    assert result.exit_code == 0
    students = {student.id: student for student in lesson.outline.students}
    assert f"of {len(students)} invented students" in result.output
    assert f"autograder grade {ASSIGNMENT}" in result.output
    handed_in = {folder.name: list((folder / ASSIGNMENT).iterdir()) for folder in course.submitted.iterdir()}
    assert handed_in.keys() == students.keys()
    for student, paths in handed_in.items():
        assert {path.stem for path in paths} == set(students[student].parts or lesson.outline.parts)
        texts = [path.read_text("utf-8") for path in paths]
        # Some editors, and the upload of others, leave no metadata.
        spoken = {language for text in texts for language in ("zh", "en") if f'"lang": "{language}"' in text}
        assert spoken <= {students[student].language} and (spoken or students[student].spoil)


def test_the_invented_class_is_the_same_every_time(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def written() -> dict[Path, bytes]:
        run(course, monkeypatch, "sample-class")
        return {path: path.read_bytes() for path in course.submitted.rglob("*") if path.is_file()}

    assert written() == written()


def test_invented_students_are_not_mixed_with_real_ones(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "ada", b"her work")
    result = run(course, monkeypatch, "sample-class")
    assert result.exit_code == 1
    assert "nothing was written" in result.output
    assert (course.submitted / "ada" / ASSIGNMENT / f"{PART}.ipynb").read_text("utf-8") == "her work"
    assert len(list(course.submitted.iterdir())) == 1


# --- build, check, new -------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", [(), ("handed out",)])
def test_the_functions_of_part_one_are_written_for_after_the_deadline(
    course: Course, monkeypatch: pytest.MonkeyPatch, where: tuple[str, ...]
) -> None:
    uses_the_pack = ("np.sum(X, axis=0) / X.shape[0]", "np.sum(X, axis=0) / len(tables.heights())")
    edit(course.lesson(ASSIGNMENT) / f"{PART}.py", *uses_the_pack)
    result = run(course, monkeypatch, "build", "--part1-functions", *where)
    assert result.exit_code == 0, result.output
    path = Path(*where, f"{PART}_functions.py")
    assert f"Wrote {path}" in result.output
    # It stands on its own: what it needs is imported, and nothing else.
    shutil.copy(course.source(ASSIGNMENT) / "tables.py", course.root / path.parent)
    script = f"import {path.stem} as p\nprint(p.centre(p.np.ones((5, 2)))[0].sum(), hasattr(p, 'selfcheck'))"
    ran = subprocess.run([sys.executable, "-c", script], cwd=course.root / path.parent, capture_output=True, text=True)
    assert ran.stdout == "0.0 False\n", ran.stderr


def test_building_twice_changes_nothing(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(course, monkeypatch, "build", "--no-solved")
    assert result.exit_code == 0
    assert "Everything was in step." in result.output


@pytest.mark.parametrize("name", [FOLDER, ASSIGNMENT])
def test_one_lesson_is_built_alone(course: Course, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert run(course, monkeypatch, "new", "another").exit_code == 0
    spoilt = course.release("en", ASSIGNMENT) / "tables.py"
    spoilt.write_text("changed", "utf-8")
    result = run(course, monkeypatch, "build", name, "--no-solved")
    assert result.exit_code == 0, result.output
    # What stood there may have been handed out, so the history of releases knows it now.
    assert f"release/en/{ASSIGNMENT}" in result.output and "\n2 files changed." in result.output
    assert f"notebooks/{FOLDER}/released.json: knows this edition now" in result.output
    assert spoilt.read_text("utf-8") != "changed"
    assert "another" not in result.output and not course.source("another").exists()


@pytest.mark.parametrize("command", ["build", "check"])
def test_an_unknown_lesson_is_told_with_those_there_are(
    course: Course, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    result = run(course, monkeypatch, command, "statistic_by_hand")
    assert result.exit_code == 1
    assert f"Assignments of this course: {ASSIGNMENT}" in result.output


def test_a_folder_without_a_lesson_is_named_and_left_alone(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = course.root / "notebooks" / "drafts"
    folder.mkdir()
    (folder / "idea.py").write_text("an idea", "utf-8")
    result = run(course, monkeypatch, "build", "--no-solved")
    assert result.exit_code == 0, result.output
    assert f"{folder} is no lesson, since there is no lesson.py in it" in result.stderr
    assert "Everything was in step." in result.output
    assert [path.name for path in folder.iterdir()] == ["idea.py"]


def test_check_tells_of_an_edition_out_of_step_a_wrong_solution_and_a_folder_without_a_lesson(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autograder.lessons.solved.editions", lambda lesson: [])
    monkeypatch.setattr("autograder.proof.course_check.prove", lambda *given: Proof((), 0.0))
    (course.release("en", ASSIGNMENT) / "tables.py").write_text("changed", "utf-8")
    checks = course.lesson(ASSIGNMENT) / "exercises" / "correlation.py"
    edit(checks, "if array is None or array.ndim == 0:", "if array is None:")
    folder = course.root / "notebooks" / "drafts"
    folder.mkdir()
    result = run(course, monkeypatch, "check")
    assert result.exit_code == 1
    assert "tables.py is not what its generator makes" in result.output
    for language in ("zh", "en"):
        assert (
            f"{language}: the lesson's own solutions of correlation earn 8 of 10 points, expected 10" in result.output
        )
    assert f"{folder} is no lesson" in result.output
    assert "4 findings" in result.output


@pytest.mark.parametrize("name", [FOLDER, ASSIGNMENT])
def test_one_lesson_is_checked_alone(course: Course, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    looked_at: list[Path] = []
    monkeypatch.setattr(
        "autograder.proof.course_check.CourseCheck.lesson", lambda self, path: looked_at.append(path) or []
    )
    assert run(course, monkeypatch, "new", "another").exit_code == 0
    result = run(course, monkeypatch, "check", name)
    assert result.exit_code == 0, result.output
    assert looked_at == [course.lesson(ASSIGNMENT)]
    assert f"The lesson {name} is sound" in result.output


def test_one_exercise_is_checked_alone(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run(course, monkeypatch, "check", FOLDER, "--exercise", "mean")
    assert result.exit_code == 0, result.output
    assert "✓ mean is sound." in result.output
    assert "solved notebooks" not in result.output and "centre" not in result.output


def test_a_mistaken_exercise_is_told_with_those_there_are(
    course: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(course, monkeypatch, "check", FOLDER, "--exercise", "center")
    assert result.exit_code == 1
    known = ", ".join(exercise.name for exercise in lesson.exercises)
    assert f"{FOLDER} has no exercise 'center'. Its exercises: {known}." in result.output


def test_a_new_lesson_is_written_and_the_next_commands_are_told(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(course, monkeypatch, "new", "linear-regression")
    assert result.exit_code == 0, result.output
    folder = course.root / "notebooks" / "linear_regression"
    for path in (path for path in folder.rglob("*") if path.is_file()):
        assert f"{path.relative_to(course.root)}\n" in result.output
    assert (folder / "lesson.py").is_file() and (folder / "linear_regression.py").is_file()
    assert "autograder build linear_regression" in result.output
    assert course.assignments == ["linear-regression", ASSIGNMENT]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (FOLDER, "is there already; nothing was written"),
        (ASSIGNMENT, "is there already; nothing was written"),
        *(
            (name, f"cannot be called {name!r}")
            for name in ("2nd", "a b", "../up", "a/b", "class", "solved", "lesson", "")
        ),
    ],
)
def test_a_new_lesson_with_no_name_for_it_is_refused(
    course: Course, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    def files() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}

    before = files()
    result = run(course, monkeypatch, "new", name)
    assert result.exit_code == 1
    assert told in result.output
    assert files() == before


# --- the class at a glance ---------------------------------------------------------------------------------


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
    monkeypatch.setattr("autograder.commands.machine.CONTAINERS", [])
    result = run(tmp_path, monkeypatch, "doctor")
    assert result.exit_code == 1
    assert "walls: namespaces: cannot be had (clone: Operation not permitted)" in result.output
    assert "kernel.apparmor_restrict_unprivileged_userns=0" in result.output
    assert "-m pip install no-such-package" in result.output
    assert "run this in its folder" in result.output
    assert result.output.endswith("Nothing can be graded here until what is marked ✗ is mended.\n")


def test_the_doctor_tells_a_container_how_it_is_to_be_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Zygote, "lacks", {"namespaces": "clone: Operation not permitted"})
    monkeypatch.setattr("autograder.commands.machine.CONTAINERS", [tmp_path])
    told = " ".join(run(tmp_path, monkeypatch, "doctor").output.split())
    assert "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined" in told
    assert "sysctl" not in told


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


# --- commands that are stopped -----------------------------------------------------------------------------

#: Seconds within which nothing is to be left of a command that was stopped.
GONE_WITHIN = 15


def marked(mark: str) -> list[psutil.Process]:
    """The processes that a command has started, whoever started them and whatever session they are in."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("STOPPED_BY_A_TEST") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            pass
    return found


def wait_until(holds: Callable[[], object], seconds: float) -> bool:
    """Wait, and say whether it has come to hold."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def busy(mark: str, word: str) -> int:
    """How many of them, with a word in their command lines, are past their start-up."""
    count = 0
    for process in marked(mark):
        with suppress(psutil.NoSuchProcess):
            count += word in " ".join(process.cmdline()) and sum(process.cpu_times()[:2]) > 2
    return count


@pytest.mark.parametrize(
    ("command", "worker"),
    # What build has at work are kernels, which processes of the pool have started.
    [("build", "ipykernel"), ("check --exercise mean", "spawn_main")],
)
def test_a_stopped_command_leaves_no_process_behind(course: Course, tmp_path: Path, command: str, worker: str) -> None:
    # So that there is no end to what is done: cells that are executed, an answer that is proven.
    endless = "while True:\n    pass\n"
    answer = "def mean(X):\n    while True: pass"
    folder = course.lesson(ASSIGNMENT)
    edit(folder / f"{PART}.py", "X = tables.heights()\n", f"X = tables.heights()\n{endless}")
    edit(folder / "exercises" / "mean.py", "right_answers=(", f"right_answers=({answer!r},")
    script, mark = str(Path(sys.executable).with_name("autograder")), str(tmp_path)
    with subprocess.Popen(
        [script, *command.split()],
        cwd=course.root,
        env=os.environ | {"STOPPED_BY_A_TEST": mark},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert wait_until(lambda: process.poll() is not None or busy(mark, worker) >= 2, 120)
            assert process.poll() is None, process.communicate()
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=60)
            assert process.returncode == 1
            assert "Traceback" not in said
            assert wait_until(lambda: not marked(mark), GONE_WITHIN), marked(mark)
        finally:
            for left in marked(mark):
                left.kill()


def test_workers_end_when_the_process_that_started_them_is_killed(tmp_path: Path) -> None:
    script = (
        "import time\nfrom autograder.process_pool import processes\n"
        "with processes() as pool: print(list(pool.map(time.sleep, [600] * 4)))"
    )
    mark = str(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env=os.environ | {"STOPPED_BY_A_TEST": mark},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert wait_until(lambda: sum("spawn_main" in " ".join(one.cmdline()) for one in marked(mark)) >= 2, 60)
            process.kill()
            process.wait()
            assert wait_until(lambda: not marked(mark), GONE_WITHIN), marked(mark)
        finally:
            for left in marked(mark):
                left.kill()
