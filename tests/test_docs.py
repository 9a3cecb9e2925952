"""Every command that README and docs name is known to work: run here, by another test, or by CI."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from .classroom import tool
from .conftest import ROOT, copy_course

PAGES = [
    ROOT / "README.md",
    ROOT / "README.zh.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "datasets" / "README.md",
]
PROGRAMS = {"autograder", "make", "nbgrader", "python", "pip", "jupyter", "dask"}

#: What CI runs itself: .ci/run, or the installation before it.
CI = ".ci/run"
#: Commands, with the placeholders that they are named with, and the test that runs each.
RUN_BY = {
    "autograder build": "test_a_lesson_is_added_built_graded_and_reported_on",
    "autograder build --part1-functions FOLDER": "test_the_functions_of_part_one_are_written_for_after_the_deadline",
    "autograder build --part1-functions 文件夹": "test_the_functions_of_part_one_are_written_for_after_the_deadline",
    "autograder check": CI,
    "autograder datasets add FILE…": "test_a_copy_at_hand_is_taken_after_a_look_at_it",
    "autograder datasets add 文件…": "test_a_copy_at_hand_is_taken_after_a_look_at_it",
    "autograder datasets fetch": "test_fetching_brings_both_files_and_the_second_time_none",
    "autograder doctor": "test_the_doctor_tells_what_holds_here",
    "autograder grade": "test_a_lesson_is_added_built_graded_and_reported_on",
    "autograder grade --scheduler tcp://HOST:PORT": "test_the_cluster_gives_the_same_marks_though_a_worker_is_killed",
    "autograder grade --secret FILE": "test_the_same_secret_gives_the_same_marks_elsewhere",
    "autograder grade --secret 文件": "test_the_same_secret_gives_the_same_marks_elsewhere",
    "autograder grade deep-neural-network": "test_stopped_grading_keeps_what_is_done_and_leaves_nothing_behind",
    "autograder grade deep-neural-network --student alice --regrade": "test_only_what_has_changed_is_graded_again",
    "autograder report": "test_the_command_writes_all_and_says_what_each_is",
    "autograder report --csv": "test_the_command_writes_a_table_alone",
    "autograder report --csv canvas": "test_the_command_writes_a_table_alone",
    "autograder report --csv moodle": "test_canvas_and_moodle_take_their_columns",
    "jupyter lab": "test_a_student_fills_in_an_exercise",
    "make build": "test_a_lesson_is_added_built_graded_and_reported_on",
    "make test": CI,
    "make test-hostile": CI,
    "make test-browser": CI,
    "make student LANGUAGE=en": "test_an_edition_is_zipped_with_a_how_to",
    "make student LANGUAGE=zh": "test_an_edition_is_zipped_with_a_how_to",
    "nbgrader zip_collect": "test_nbgraders_own_steps_work_unchanged",
    "nbgrader release_feedback": "test_nbgraders_own_steps_work_unchanged",
    "nbgrader autograde": "test_nbgraders_command_gives_the_same_marks",
    "nbgrader autograde deep-neural-network": "test_nbgraders_command_gives_the_same_marks",
    "nbgrader export": "test_nbgraders_other_commands_work_on_what_was_graded",
    "nbgrader generate_assignment": "test_stock_generate_assignment_releases_the_configured_edition_as_committed",
    "nbgrader generate_assignment deep-neural-network": (
        "test_stock_generate_assignment_releases_the_configured_edition_as_committed"
    ),
    "nbgrader generate_feedback": "test_nbgraders_other_commands_work_on_what_was_graded",
    "nbgrader generate_feedback deep-neural-network": "test_nbgraders_other_commands_work_on_what_was_graded",
    "pip install '.[cluster]'": CI,
    "pip install numpy h5py matplotlib jupyter": CI,
}
#: What takes too long to be run for each change, and is run by whoever measures.
BY_HAND = {
    "make benchmark",
    "make demo",
    "make fuzz",
    "python -m benchmarks grading",
    "python -m benchmarks.drawn_cats",
    "python -m drawn_cats --sheet sheet.png",
}
#: What is run here, in a copy of the course; each ends with 0.
RUN_HERE = [
    "make help",
    'nbgrader db assignment add deep-neural-network --duedate "2027-01-31 15:59 UTC"',
    "nbgrader db student add chen --first-name=小红 --last-name=陈",
]


def commands() -> Iterator[str]:
    """The commands in fenced blocks, line by line, and between backticks."""
    for page in PAGES:
        text = page.read_text("utf-8")
        blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
        inline = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        for line in [*"\n".join(blocks).splitlines(), *inline]:
            command = " ".join(line.split())
            if command.split(" ")[0] in PROGRAMS and " " in command:
                yield command


def test_every_command_is_run_somewhere() -> None:
    known = {*RUN_BY, *BY_HAND, *RUN_HERE}
    assert sorted(set(commands()) - known) == []


def test_the_tests_that_run_commands_are_there() -> None:
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    assert set(RUN_BY.values()) - {CI} - there == set()
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    for command in ("make test", "make test-hostile", "make test-browser"):
        assert re.search(rf"^{command}$", ci, re.MULTILINE), command


@pytest.mark.parametrize("command", RUN_HERE)
def test_it_runs_here(command: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    course = copy_course(tmp_path_factory.mktemp("docs"))
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    words = shlex.split(command)
    if words[0] == "make":
        ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    else:
        ran = tool(course, *words)
    assert ran.returncode == 0, ran.stderr
