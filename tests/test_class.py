"""A class is graded: the same marks in every way, nothing stale, nothing of a person's lost, nobody waits for one."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from nbconvert import HTMLExporter
from nbgrader.apps.api import NbGraderAPI

from autograder import results
from autograder.cli import main
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.bundle import Bundle, pack
from autograder.grading.class_grader import ClassResult, could_do, grade_class
from autograder.grading.gradebook import BACKUPS, back_up, open_gradebook
from autograder.grading.remarks import worth_a_look
from autograder.grading.submission_grader import Outcome, Task
from autograder.grading.workers import AHEAD, grade_here, grade_in_parallel
from autograder.lessons.build import loads
from autograder.lessons.lesson import Lesson
from autograder.lessons.sample import write_class
from autograder.sandbox import scratch
from autograder.sandbox.child import remove
from autograder.sandbox.scratch import hold, remove_stale, scratch_folder
from autograder.sandbox.source import Zygote
from autograder.settings import read_config

from .classroom import automatic, by_formgrader, code_cell, fill, grades, hand_in, release, tool
from .conftest import ASSIGNMENT, LATER_PART, PART, copy_course

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

# --- the same marks in every way ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def invented(made: Course, lesson: Lesson, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course with the invented class handed in, one student more who sleeps for ever, and a secret."""
    course = copy_course(made, tmp_path_factory.mktemp("invented"))
    write_class(course, ASSIGNMENT)
    naps = "import time\ndef correlation(x, y):\n    while True:\n        time.sleep(1)\n"
    hand_in(course, "zoe", fill(release(course, "en"), lesson.solutions | {"correlation": naps}))
    course.secret()
    return course


def stored(course: Course) -> dict[str, dict[str, object]]:
    """What every student's checks earned, and what was found, by exercise."""
    found = {}
    for path in sorted(course.results(ASSIGNMENT).glob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        found[data["student"]] = {name: book["verdicts"] for name, book in data["notebooks"].items()}
    return found


@pytest.fixture(scope="module")
def one_by_one(invented: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Graded by `autograder grade --jobs 1`."""
    course = copy_course(invented, tmp_path_factory.mktemp("one"))
    ran = tool(course, "autograder", "grade", "--jobs", "1")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return course


def test_two_at_once_earn_what_one_after_the_other_earns(one_by_one: Course, invented: Course, tmp_path: Path) -> None:
    course = copy_course(invented, tmp_path)
    ran = tool(course, "autograder", "grade", "--jobs", "2")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert stored(course) == stored(one_by_one)
    assert automatic(course) == automatic(one_by_one)


def test_nbgraders_command_gives_the_same_marks(one_by_one: Course, invented: Course, tmp_path: Path) -> None:
    course = copy_course(invented, tmp_path)
    ran = tool(course, "nbgrader", "autograde", ASSIGNMENT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert stored(course) == stored(one_by_one)
    assert automatic(course) == automatic(one_by_one)


def test_the_same_secret_gives_the_same_marks_elsewhere(one_by_one: Course, invented: Course, tmp_path: Path) -> None:
    course = copy_course(invented, tmp_path)
    shutil.rmtree(course.private)
    ran = tool(course, "autograder", "grade", "--secret", str(one_by_one.private / "secret"))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert stored(course) == stored(one_by_one)
    assert not (course.private / "secret").exists()


def test_the_secret_is_in_nothing_that_students_get(one_by_one: Course) -> None:
    secret = (one_by_one.private / "secret").read_text("ascii").strip().encode()
    for folder in ("release", "autograded", "feedback", "results"):
        files = [path for path in (one_by_one.root / folder).rglob("*") if path.is_file()]
        assert files
        assert not [
            path for path in files if secret in path.read_bytes() or bytes.fromhex(secret.decode()) in path.read_bytes()
        ]


def test_nbgraders_other_commands_work_on_what_was_graded(one_by_one: Course) -> None:
    assert tool(one_by_one, "nbgrader", "export").returncode == 0
    table = (one_by_one.root / "grades.csv").read_text("utf-8")
    assert table.count("\n") == 1 + len(automatic(one_by_one))
    listed = tool(one_by_one, "nbgrader", "db", "student", "list")
    assert all(student in listed.stdout for student in automatic(one_by_one))
    assert tool(one_by_one, "nbgrader", "generate_feedback", ASSIGNMENT).returncode == 0


def test_results_are_the_truth_of_the_gradebook(one_by_one: Course, lesson: Lesson) -> None:
    names = [exercise.name for exercise in lesson.exercises]
    for student, books in stored(one_by_one).items():
        verdicts = {name: one for book in (PART, LATER_PART) for name, one in books[book].items()}
        assert list(verdicts) == names
        earned = {f"test_{name}": sum(mark["earned"] for mark in one["marks"]) for name, one in verdicts.items()}
        assert earned == {name: row[0] for name, row in grades(one_by_one, student).items() if name in earned}


def test_what_students_see_is_in_their_language_and_nothing_hidden(one_by_one: Course) -> None:
    seen = [*one_by_one.autograded.rglob("*.ipynb"), *one_by_one.feedback.rglob("*.html")]
    assert len(seen) > 40
    for path in seen:
        text = path.read_text("utf-8")
        assert "HIDDEN" not in text and "import grade" not in text and "BEGIN SOLUTION" not in text
    for student, words in (
        ("ada", ("10 / 10 points", '<html lang="en"')),
        ("bo", ("10 / 10 分", '<html lang="zh')),
    ):
        for (folder, ending), word in zip((("autograded", "ipynb"), ("feedback", "html")), words, strict=True):
            path = one_by_one.root / folder / student / ASSIGNMENT / f"{PART}.{ending}"
            assert word in path.read_text("utf-8")


# --- one submission after another --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graded_once(made: Course, tmp_path_factory: pytest.TempPathFactory, lesson: Lesson) -> Course:
    """A course with one perfect submission, graded; not to be written to."""
    course = copy_course(made, tmp_path_factory.mktemp("small"))
    hand_in(course, "ada", fill(release(course, "en"), lesson.solutions | {"why_divide": "To compare."}))
    grade_class(course, ASSIGNMENT)
    assert automatic(course) == {"ada": 60}
    return course


@pytest.fixture
def small(graded_once: Course, tmp_path: Path) -> Course:
    """A copy of that to work in."""
    return copy_course(graded_once, tmp_path)


def by_autograder(course: Course) -> None:
    assert tool(course, "autograder", "grade").returncode in (0, 1)


def by_nbgrader(course: Course) -> None:
    assert tool(course, "nbgrader", "autograde", ASSIGNMENT).returncode == 0


def by_button(course: Course) -> None:
    assert by_formgrader(course, sorted(automatic(course))).returncode == 0


@pytest.fixture(scope="module")
def several(graded_once: Course, tmp_path_factory: pytest.TempPathFactory, lesson: Lesson) -> Course:
    """A course with several perfect submissions, graded; not to be written to."""
    course = copy_course(graded_once, tmp_path_factory.mktemp("several"))
    for name in ("blank", "no_notebook", "no_tests", "unreadable", "renamed", "duplicated"):
        shutil.copytree(course.submitted / "ada", course.submitted / name)
    grade_class(course, ASSIGNMENT)
    assert set(automatic(course).values()) == {60}
    return course


@pytest.mark.parametrize("way", [by_autograder, by_nbgrader, by_button])
def test_a_resubmission_keeps_no_mark_that_it_does_not_earn(
    several: Course, tmp_path: Path, way: Callable[[Course], None]
) -> None:
    course = copy_course(several, tmp_path)
    blank = release(course, "en")
    hand_in(course, "blank", fill(blank, {}))
    hand_in(course, "no_notebook", None)
    hand_in(course, "unreadable", b"{")
    folder = course.submitted / "renamed" / ASSIGNMENT
    (folder / f"{PART}.ipynb").rename(folder / f"{PART} (1).ipynb")
    tests = [cell for cell in blank["cells"] if cell["id"].startswith("test_")]
    hand_in(course, "duplicated", fill(blank | {"cells": [*blank["cells"], *tests, *tests]}, {}))
    others = [cell for cell in blank["cells"] if "nbgrader" not in cell["metadata"]]
    hand_in(course, "no_tests", fill(blank | {"cells": others}, {}))
    way(course)
    # A notebook is recognised by what it holds, whatever it is called.
    assert automatic(course) == dict.fromkeys(automatic(several), 0) | {"ada": 60, "renamed": 60}
    for student in automatic(course):
        assert all(grade[0] is not None for name, grade in grades(course, student).items() if name != "why_divide")


def test_only_what_has_changed_is_graded_again(small: Course, lesson: Lesson) -> None:
    assert grade_class(small, ASSIGNMENT).graded == 0
    hand_in(small, "bo", fill(release(small, "zh"), lesson.solutions))
    assert grade_class(small, ASSIGNMENT).graded == 1
    assert grade_class(small, ASSIGNMENT, students="bo", regrade=True).graded == 1
    assert grade_class(small, ASSIGNMENT, regrade=True).graded == 2
    (small.private / "secret").write_text("ab" * 32, "ascii")
    assert grade_class(small, ASSIGNMENT).graded == 2


def test_a_regrade_that_was_stopped_goes_on(small: Course, lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("bo", "cy"):
        hand_in(small, student, fill(release(small, "en"), lesson.solutions))
    grade_class(small, ASSIGNMENT)

    def stop(done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade_class(small, ASSIGNMENT, regrade=True, jobs=1, progress=stop)
    assert grade_class(small, ASSIGNMENT, regrade=True, jobs=1).graded == 2
    with pytest.raises(KeyboardInterrupt):
        grade_class(small, ASSIGNMENT, regrade=True, jobs=1, progress=stop)
    assert grade_class(small, ASSIGNMENT).graded == 2
    assert grade_class(small, ASSIGNMENT).graded == 0
    assert grade_class(small, ASSIGNMENT, regrade=True).graded == 3


def test_another_secret_is_not_drawn_without_a_word(small: Course) -> None:
    grade_class(small, ASSIGNMENT)
    small.secret_file.unlink()
    graded = grade_class(small, ASSIGNMENT)
    assert graded.graded == 1
    (remark,) = graded.remarks
    assert "secret was drawn" in remark and "put a copy of it back" in remark


def test_a_name_that_is_not_quite_right_is_named(small: Course) -> None:
    with pytest.raises(AutograderError, match=r"Did you mean ada\?"):
        grade_class(small, ASSIGNMENT, students="Ad")


def test_who_is_not_there_any_more_is_told(small: Course, lesson: Lesson) -> None:
    hand_in(small, "bo", fill(release(small, "zh"), {}))
    grade_class(small, ASSIGNMENT)
    shutil.rmtree(small.submitted / "ada")
    graded = grade_class(small, ASSIGNMENT)
    assert graded.absent == ("ada",)
    assert any("ada" in line for line in worth_a_look(graded))
    assert automatic(small)["ada"] == 60


def test_the_gradebook_is_kept_as_it_was_before_a_regrade(small: Course) -> None:
    give(small, "why_divide", manual_score=4.0)
    graded = grade_class(small, ASSIGNMENT, regrade=True)
    give(small, "why_divide", manual_score=1.0)
    subprocess.run(shlex.split(graded.restore), check=True)  # as it is told
    assert grades(small, "ada")["why_divide"][1] == 4.0
    assert not grade_class(small, ASSIGNMENT).restore  # nothing was graded


def test_only_the_last_copies_are_kept(small: Course) -> None:
    with open_gradebook(small) as gradebook:
        made = [back_up(small, gradebook) for _ in range(BACKUPS + 2)]
    assert sorted(small.backups.iterdir()) == made[2:]


def test_a_killed_graders_folders_go_at_the_next_grading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale, used, strange = (tmp_path / f"autograder-{name}" for name in ("stale", "used", "strange"))
    for folder in (stale, used, strange):
        folder.mkdir()
    script = f"from pathlib import Path; from autograder.sandbox.scratch import hold; hold(Path({str(stale)!r}))"
    subprocess.run([sys.executable, "-c", script], check=True)
    held = hold(used)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    remove_stale()
    os.close(held)
    assert [folder.exists() for folder in (stale, used, strange)] == [False, True, True]


@pytest.mark.parametrize("broken_off", ["in the middle", "before the folder itself"])
def test_a_folder_whose_removal_was_broken_off_goes_at_the_next_grading(
    small: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken_off: str
) -> None:
    """Even where nothing is to be graded then, and no sandbox started."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt), scratch_folder() as folder:
        (folder / "pack").mkdir()
        (folder / "a file").touch()
        done = iter([broken_off == "in the middle", True])
        patch.setattr(scratch, "remove", lambda path: interrupted() if next(done) else remove(path))
    assert list(temporary.iterdir()) == [folder]
    assert grade_class(small, ASSIGNMENT).graded == 0
    assert list(temporary.iterdir()) == []


def test_nothing_of_a_students_runs_when_an_instructor_opens_it(small: Course, lesson: Lesson) -> None:
    """formgrader shows autograded notebooks through nbconvert."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    notebook = release(small, "en")
    shown = code_cell(
        "from IPython.display import HTML, Markdown, display\n"
        f"for kind in (HTML, Markdown): display(kind({evil!r}))\n"
        f"print({evil!r})\nplt.plot([1, 2]); plt.show()\nraise ValueError({evil!r})"
    )
    links = "[a](javascript:alert(1)) [b](&#106;avascript:alert(1)) [c][d] ![e](http://x/e.png)\n\n[d]: data:alert(1)"
    texts = (("markdown", evil), ("raw", evil), ("markdown", links), ("markdown", "![f](attachment:f.png)"))
    notebook["cells"][5:5] = [shown, *(code_cell(text) | {"cell_type": kind} for kind, text in texts)]
    answer = f"Because $a<b$ and $[c]$, see [this](https://example.org). {evil}"
    hand_in(small, "bo", fill(notebook, lesson.solutions | {"why_divide": answer}))
    grade_class(small, ASSIGNMENT)
    stored = small.autograded / "bo" / ASSIGNMENT / f"{PART}.ipynb"
    page, _ = HTMLExporter(template_name="classic").from_filename(str(stored))
    assert "alert(1)" in page  # it is all there, as text
    assert "onerror=alert" not in re.sub(r"&lt;.*?&gt;|&lt;img src=x onerror=alert", "", page)
    assert "<script>alert" not in page
    leads = re.findall(r'(?:href|src)="([^"]*)"', page, re.IGNORECASE)
    ours = re.compile(r"https://example\.org$|#|data:image/(png|svg\+xml);|https://\S*(mathjax|require|jquery)", re.I)
    assert [lead for lead in leads if not ours.match(lead)] == []
    assert 'href="https://example.org"' in page and "e.png" in page
    assert "image/png;base64" in page


def test_what_ran_without_walls_is_recorded_and_said_once(small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Zygote, "lacks", {"namespaces": "not on this machine"})
    graded = grade_class(small, ASSIGNMENT, regrade=True, jobs=1)
    assert graded.exposed.startswith("Submissions that ran WITHOUT all walls around them: 1.")
    assert "namespaces (not on this machine)" in graded.exposed and "autograder doctor" in graded.exposed
    assert f"There a submission could {could_do(['namespaces'])}." in graded.exposed
    said = CliRunner()
    monkeypatch.chdir(small.root)
    result = said.invoke(main, ["grade", ASSIGNMENT, "--regrade", "--jobs", "1"])
    assert result.exit_code == 0
    assert result.output.count("WITHOUT all walls") == result.stderr.count("WITHOUT all walls") == 1
    stored = results.load(small.results(ASSIGNMENT), "ada")
    assert stored is not None and stored.lacks == {"namespaces": "not on this machine"}


@pytest.mark.parametrize(
    ("lacking", "could"),
    [
        (["landlock"], "do nothing more"),
        (["seccomp"], "do nothing more"),
        (["namespaces"], "see the numbers of processes"),
        (["namespaces", "seccomp"], "start programs"),
        (["namespaces", "landlock"], "read and change your files, as far as you may"),
        (["namespaces", "landlock", "seccomp"], "do whatever you can"),
    ],
)
def test_what_a_submission_could_do_is_said_in_a_few_words(lacking: list[str], could: str) -> None:
    assert could_do(lacking).startswith(could)


def choose(course: Course, setting: str) -> None:
    """Have the course's configuration choose something."""
    path = course.root / "nbgrader_config.py"
    text = path.read_text("utf-8")
    assert 'language="zh"' in text
    path.write_text(text.replace('language="zh"', f'language="zh", {setting}'), "utf-8")


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_course_can_refuse_to_grade_without_walls(small: Course, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    choose(small, "require_isolation=True")
    assert grade_class(small, ASSIGNMENT, regrade=True, jobs=jobs).graded == 1
    if jobs == 1:
        monkeypatch.setattr(Zygote, "lacks", {"namespaces": "not on this machine"})
        with pytest.raises(AutograderError, match=r"cannot hold submissions behind all walls.*not on this machine"):
            grade_class(small, ASSIGNMENT, regrade=True, jobs=jobs)


def test_what_is_told_of_many_takes_one_line(small: Course) -> None:
    for number in range(4):
        hand_in(small, f"student{number}", fill(release(small, "en"), {}))
    lines = list(worth_a_look(grade_class(small, ASSIGNMENT)))
    assert f"{LATER_PART}.ipynb was not handed in: 5 students, ada, student0, student1, student2, student3" in lines
    assert not any(line.startswith("student") for line in lines)


def test_a_part_that_was_not_handed_in_is_in_the_language_of_the_other(small: Course) -> None:
    summaries = grade_class(small, ASSIGNMENT).summaries
    assert [summary.languages for summary in summaries] == [("en",)]


def test_a_written_answer_waits_for_a_person_and_a_blank_one_does_not(small: Course) -> None:
    assert grades(small, "ada")["why_divide"] == (None, None, None, True)
    hand_in(small, "bo", fill(release(small, "en"), {}))
    assert [summary.waits for summary in grade_class(small, ASSIGNMENT).summaries] == [True, False]
    assert grades(small, "bo")["why_divide"] == (0.0, None, None, False)


def test_two_graders_at_once_are_kept_apart(small: Course) -> None:
    with small.grading():
        ran = tool(small, "autograder", "grade", ASSIGNMENT)
    assert ran.returncode == 1
    assert "Somebody else is grading" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_points_that_are_not_those_of_the_source_are_refused(small: Course) -> None:
    path = small.lesson(ASSIGNMENT) / "exercises" / "correlation.py"
    text = path.read_text("utf-8")
    assert 'Check("value", 8,' in text
    path.write_text(text.replace('Check("value", 8,', 'Check("value", 28,'), "utf-8")
    with pytest.raises(AutograderError, match=r"correlation has 10 points there, and 30 in exercises/correlation\.py"):
        grade_class(small, ASSIGNMENT)


def test_the_secret_is_drawn_once_and_for_its_owner_alone(course: Course) -> None:
    assert course.secret() == course.secret()
    assert (course.private / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("contents", ["", "garbage", "ab"])
def test_a_spoilt_secret_is_told_and_not_used(course: Course, contents: str) -> None:
    (course.private / "secret").write_text(contents, "utf-8")
    with pytest.raises(AutograderError, match="does not hold a secret"):
        course.secret()


def test_feedback_pages_show_what_a_person_gave_since(small: Course) -> None:
    path = small.feedback / "ada" / ASSIGNMENT / f"{PART}.html"
    before = path.read_text("utf-8")
    give(small, "why_divide", manual_score=4.5)
    with open_gradebook(small) as gradebook:
        gradebook.find_comment("centre", PART, ASSIGNMENT, "ada").manual_comment = "Well done."
        gradebook.db.commit()
    assert grade_class(small, ASSIGNMENT).graded == 0
    after = path.read_text("utf-8")
    assert "4.5" in after and "4.5" not in before
    assert "Well done." in after and "Well done." not in before
    path.unlink()
    assert tool(small, "nbgrader", "generate_feedback", ASSIGNMENT).returncode == 0
    assert "4.5" in path.read_text("utf-8")


def test_any_change_of_the_work_is_asked_other_inputs(small: Course, lesson: Lesson) -> None:
    """In another notebook too, which a submission can read: or a table of answers could grow there."""
    printed = "def correlation(x, y):\n    return -0.030620646357264237 if len(x) == 5 else 0.5"
    wrong = lesson.solutions | {"correlation": printed}

    def asked(note: str) -> object:
        other = release(small, "en", LATER_PART)
        other["cells"][5:5] = [code_cell(note) | {"cell_type": "markdown"}]
        hand_in(small, "bo", fill(release(small, "en"), wrong))
        hand_in(small, "bo", fill(other, {}), part=LATER_PART)
        assert grade_class(small, ASSIGNMENT).graded == 1
        result = results.load(small.results(ASSIGNMENT), "bo")
        assert result is not None
        return [mark.counterexample for mark in result.notebooks[PART].verdicts["correlation"].marks]

    first, second = asked("one"), asked("two")
    assert first != second
    assert asked("one") == first


def test_counterexamples_are_shown_where_the_course_says_so(small: Course) -> None:
    wrong = "def centre(X):\n    mu = mean(X)\n    return X + mu, mu"
    hand_in(small, "bo", fill(release(small, "en"), {"centre": wrong}))
    grade_class(small, ASSIGNMENT)
    path = small.feedback / "bo" / ASSIGNMENT / f"{PART}.html"
    assert "Expected" not in path.read_text("utf-8")
    choose(small, "counterexamples=True")
    assert grade_class(small, ASSIGNMENT).graded == 0
    assert "Expected" in path.read_text("utf-8")


# --- what a person gave ------------------------------------------------------------------------------------


def give(course: Course, cell: str, **given: float) -> None:
    """Mark a cell of Ada's by hand."""
    with open_gradebook(course) as gradebook:
        grade = gradebook.find_grade(cell, PART, ASSIGNMENT, "ada")
        for name, value in given.items():
            setattr(grade, name, value)
        grade.needs_manual_grade = False
        gradebook.db.commit()


def comment(course: Course, cell: str) -> tuple[str | None, str | None]:
    with open_gradebook(course) as gradebook:
        found = gradebook.find_comment(cell, PART, ASSIGNMENT, "ada")
        return found.auto_comment, found.manual_comment


def test_mark_comment_and_extra_credit_of_a_person_survive_a_regrade(small: Course) -> None:
    give(small, "why_divide", manual_score=4.0, extra_credit=1.0)
    with open_gradebook(small) as gradebook:
        gradebook.find_comment("centre", PART, ASSIGNMENT, "ada").manual_comment = "Well done."
        gradebook.db.commit()
    graded = grade_class(small, ASSIGNMENT, regrade=True)
    assert grades(small, "ada")["why_divide"] == (None, 4.0, 1.0, False)
    assert comment(small, "centre") == (None, "Well done.")
    assert not graded.review


@pytest.mark.parametrize("left", ["other words", "nothing", "no notebook"])
def test_a_mark_by_hand_over_something_that_changed_stays_and_is_listed(small: Course, left: str) -> None:
    give(small, "why_divide", manual_score=4.0)
    words = {"other words": "Something else.", "nothing": "✎"}
    data = fill(release(small, "en"), {"why_divide": words[left]}) if left in words else None
    hand_in(small, "ada", data)
    graded = grade_class(small, ASSIGNMENT)
    assert graded.review == {"ada": ["why_divide"]}
    assert grades(small, "ada")["why_divide"][1:] == (4.0, None, True)
    assert "why_divide; look again in formgrader" in next(iter(worth_a_look(graded)))
    # It is listed until a person has looked.
    assert grade_class(small, ASSIGNMENT).review == {"ada": ["why_divide"]}
    give(small, "why_divide", manual_score=0.0)
    assert grade_class(small, ASSIGNMENT).review == {}


def test_a_change_is_not_forgotten_when_grading_stops_before_the_gradebook_is_told(small: Course) -> None:
    give(small, "test_centre", manual_score=9.0)
    assert grade_class(small, ASSIGNMENT).review == {}
    hand_in(small, "ada", fill(release(small, "en"), {}))
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("autograder.grading.publish.open_gradebook", interrupted)
        grade_class(small, ASSIGNMENT)
    assert grade_class(small, ASSIGNMENT).review == {"ada": ["centre"]}


def interrupted(*arguments: object) -> None:
    raise KeyboardInterrupt


def test_rows_that_have_gone_are_made_again(small: Course) -> None:
    with open_gradebook(small) as gradebook:
        submission = gradebook.find_submission(ASSIGNMENT, "ada")
        for book in submission.notebooks:
            for row in (*book.grades[:3], *book.comments[:3]):
                gradebook.db.delete(row)
        gradebook.db.commit()
    grade_class(small, ASSIGNMENT)
    assert automatic(small) == {"ada": 60}
    assert len(grades(small, "ada")) == 10


def test_no_response_is_said_of_blank_cells_and_taken_back(small: Course, lesson: Lesson) -> None:
    hand_in(small, "ada", fill(release(small, "en"), {}))
    grade_class(small, ASSIGNMENT)
    assert comment(small, "centre") == ("No response.", None)
    hand_in(small, "ada", fill(release(small, "en"), lesson.solutions))
    grade_class(small, ASSIGNMENT)
    assert comment(small, "centre") == (None, None)


# --- late ---------------------------------------------------------------------------------------------------

DUE = "2026-11-01 12:00:00"
ZERO = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"
HALF = """
from nbgrader.plugins import BasePlugin
class Half(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score / 2 if total_seconds_late < 7200 else 1000
c.AssignLatePenalties.plugin_class = Half
"""


def late(course: Course, stamp: str, config: str = "", extension: int = 0) -> tuple[ClassResult, float | None]:
    """Grade Ada's submission, handed in then; the penalty."""
    path = course.root / "nbgrader_config.py"
    if config not in path.read_text("utf-8"):
        path.write_text(path.read_text("utf-8") + config, "utf-8")
    (course.submitted / "ada" / ASSIGNMENT / "timestamp.txt").write_text(stamp, "utf-8")
    with open_gradebook(course) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate=DUE)
        gradebook.grant_extension(ASSIGNMENT, "ada", hours=extension)
    graded = grade_class(course, ASSIGNMENT)
    with open_gradebook(course) as gradebook:
        book = gradebook.find_submission_notebook(PART, ASSIGNMENT, "ada")
        return graded, book.late_submission_penalty


def test_without_a_plug_in_being_late_is_told_and_costs_nothing(small: Course) -> None:
    graded, penalty = late(small, "2026-11-01 13:00:00 UTC")
    assert (graded.late, penalty) == ({"ada": 0.0}, None)


def test_nbgraders_own_penalty_is_taken_off_and_given_back(small: Course) -> None:
    graded, penalty = late(small, "2026-11-01 13:00:00 UTC", ZERO)
    assert (graded.late, penalty) == ({"ada": 60.0}, 60.0)
    assert late(small, "2026-11-01 13:00:00 UTC", ZERO, extension=2)[1] is None
    assert late(small, "2026-11-01 13:00:00 UTC", ZERO)[1] == 60.0
    assert late(small, "2026-11-01 11:00:00 UTC", ZERO)[1] is None


def test_a_course_s_own_plug_in_is_asked_and_kept_within_the_score(small: Course) -> None:
    assert late(small, "2026-11-01 13:00:00 UTC", HALF)[1] == 30.0
    assert late(small, "2026-11-01 15:00:00 UTC", HALF)[1] == 60.0


def test_times_are_read_with_their_zone(small: Course) -> None:
    assert late(small, "2026-11-01 19:30:00 +0800", ZERO)[1] is None
    assert late(small, "2026-11-01 20:30:00 +0800", ZERO)[1] == 60.0


def test_a_plug_in_that_fails_is_told_and_nothing_is_half_done(small: Course) -> None:
    hand_in(small, "ada", fill(release(small, "en"), {}))
    with pytest.raises(AutograderError, match="plug-in for late penalties failed on ada"):
        late(small, "2026-11-01 13:00:00 UTC", HALF.replace("score / 2", "score / 0"))
    assert automatic(small) == {"ada": 60}


UNREADABLE = ["", "yesterday", "9" * 5000, "9" * 30 + "h", "2026-13-45 99:99:99 UTC", "\0", "\ud800", "\x1b[2J\x07"]
UNREADABLE += ["2026-11-01 20:30:00 XST", "2026-11-01 20:30XPT"]


@pytest.mark.parametrize("stamp", UNREADABLE)
def test_a_time_that_cannot_be_read_is_told_and_not_late(small: Course, stamp: str) -> None:
    path = small.submitted / "ada" / ASSIGNMENT / "timestamp.txt"
    path.write_bytes(stamp.encode("utf-8", "surrogatepass"))
    graded = grade_class(small, ASSIGNMENT)
    assert len(graded.remarks) == 1
    assert graded.remarks[0].startswith(f"ada: {path} holds no time that can be read")
    assert graded.remarks[0].isprintable() and len(graded.remarks[0]) < 350 + len(str(path))


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_file_is_no_timestamp_and_hangs_nobody(small: Course, kind: str) -> None:
    path = small.submitted / "ada" / ASSIGNMENT / "timestamp.txt"
    {"link": lambda: path.symlink_to("/dev/zero"), "pipe": lambda: os.mkfifo(path), "folder": path.mkdir}[kind]()
    (remark,) = grade_class(small, ASSIGNMENT).remarks
    assert "not a plain file" in remark
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(small.root)
        read_config(small)
        from nbgrader.coursedir import CourseDirectory

        found = CourseDirectory(root=str(small.root)).get_existing_timestamp(str(path.parent))
        assert found is None


def test_formgrader_sees_a_graded_submission_as_graded(small: Course) -> None:
    stamp = "2026-11-01 13:00:00 UTC"
    (small.submitted / "ada" / ASSIGNMENT / "timestamp.txt").write_text(stamp, "utf-8")
    grade_class(small, ASSIGNMENT)
    from nbgrader.coursedir import CourseDirectory

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(small.root)
        api = NbGraderAPI(CourseDirectory(root=str(small.root)))
        assert api.get_autograded_students(ASSIGNMENT) == {"ada"}
        (submission,) = api.get_submissions(ASSIGNMENT)
    assert submission["autograded"] and submission["score"] == 60
    assert datetime.fromisoformat(submission["timestamp"]) == datetime(2026, 11, 1, 13)


# --- many at once -------------------------------------------------------------------------------------------


def tasks(bundle: Bundle, made: Course, *students: str) -> Iterator[Task]:
    data = fill(release(made, "en"), {"centre": "def centre(X):\n    return 1, 2"})
    for student in students:
        yield Task(student, dict.fromkeys(bundle.sources, data), language="en")


def workers() -> list[int]:
    """The processes that grade for this one."""
    listed = subprocess.run(
        ["pgrep", "-P", str(os.getpid()), "-f", "autograder.grading.workers"], capture_output=True, text=True
    )
    return [int(pid) for pid in listed.stdout.split()]


def test_tasks_are_taken_only_when_somebody_is_free(bundle: Bundle, made: Course) -> None:
    taken: list[str] = []

    def noted() -> Iterator[Task]:
        for task in tasks(bundle, made, *"abcdefgh"):
            taken.append(task.student)
            yield task

    for done, _ in enumerate(grade_in_parallel(pack(made, bundle), 2, noted()), start=1):
        assert len(taken) <= done + 2 * AHEAD
    assert sorted(taken) == list("abcdefgh")
    assert workers() == []


def test_a_submission_whose_grader_is_killed_is_graded_by_the_next(bundle: Bundle, made: Course) -> None:
    def killing() -> Iterator[Task]:
        for number, task in enumerate(tasks(bundle, made, *"abcd")):
            yield task
            if number == 1:
                for pid in workers():
                    os.kill(pid, signal.SIGKILL)

    outcomes = {outcome.student: outcome for outcome in grade_in_parallel(pack(made, bundle), 2, killing())}
    assert sorted(outcomes) == list("abcd")
    assert all(outcome.graded is not None for outcome in outcomes.values())


def test_a_submission_that_kills_its_grader_twice_costs_itself(
    bundle: Bundle, made: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Played by a worker that ends itself on hearing a name."""
    script = (
        "import os, sys\nfrom autograder.grading.submission_grader import Grader\ngrade = Grader.grade\n"
        "Grader.grade = lambda self, task: os._exit(9) if task.student == 'b' else grade(self, task)\n"
        "from autograder.grading.workers import main\nmain()"
    )
    popen = subprocess.Popen
    monkeypatch.setattr(
        "autograder.grading.workers.subprocess.Popen",
        lambda command, **more: popen([command[0], "-P", "-c", script, command[-1]], **more),
    )
    outcomes = {
        outcome.student: outcome for outcome in grade_in_parallel(pack(made, bundle), 2, tasks(bundle, made, *"abcd"))
    }
    assert [student for student in outcomes if outcomes[student].graded is None] == ["b"]
    assert outcomes["b"].problem == "the process that graded it ended, 2 times"


def test_workers_that_do_not_start_are_told(bundle: Bundle, made: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.grading.workers.sys.executable", "/bin/false")
    with pytest.raises(AutograderError, match="autograder grade --jobs 1"):
        list(grade_in_parallel(pack(made, bundle), 2, tasks(bundle, made, *"ab")))


def test_a_fault_of_ours_costs_one_submission(bundle: Bundle, made: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    from autograder.grading import submission_grader

    def faulty(bundle: Bundle, task: Task, sandbox: object) -> object:
        if task.student == "a":
            raise ZeroDivisionError("oh")
        return grade(bundle, task, sandbox)  # type: ignore[arg-type]

    grade = submission_grader.grade_submission
    monkeypatch.setattr(submission_grader, "grade_submission", faulty)
    first, second = grade_here(bundle, tasks(bundle, made, *"ab"))
    assert first.graded is None
    assert first.problem.startswith("a fault in autograder itself, please report it: ZeroDivisionError: oh")
    assert second.graded is not None


def test_what_the_clock_on_the_wall_ended_is_tried_once_more_alone(
    small: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    from autograder.grading import class_grader

    tried: list[int] = []

    def crowded(bundle: Bundle, given: Iterator[Task], isolated: bool) -> Iterator[Outcome]:
        tried.append(0)
        for outcome in grade_here(bundle, given, isolated):
            yield outcome if len(tried) > 1 else Outcome(outcome.student, outcome.graded, starved=True)

    monkeypatch.setattr(class_grader, "grade_here", crowded)
    assert grade_class(small, ASSIGNMENT, regrade=True).graded == 1
    assert len(tried) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_grading_keeps_what_is_done_and_leaves_nothing_behind(
    course: Course, lesson: Lesson, tmp_path: Path, number: int
) -> None:
    # A nap makes the class last, and takes no processor.
    mean = f"import time\ntime.sleep(0.25)\n{lesson.solutions['mean']}"
    data = fill(release(course, "en"), lesson.solutions | {"mean": mean})
    for index in range(16):
        hand_in(course, f"student{index}", data)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [str(Path(sys.executable).with_name("autograder")), "grade", "--jobs", "2"]
    environment = os.environ | {"TMPDIR": str(scratch)}
    with subprocess.Popen(
        command, cwd=course.root, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        while len(list(course.results(ASSIGNMENT).glob("*.json"))) < 2:
            assert process.poll() is None
            time.sleep(0.02)
        os.killpg(process.pid, number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "Stopped. What was graded so far is kept" in said
    assert "Traceback" not in said
    assert list(scratch.iterdir()) == []
    assert subprocess.run(["pgrep", "-g", str(process.pid)], capture_output=True).returncode == 1
    kept = len(list(course.results(ASSIGNMENT).glob("*.json")))
    graded = grade_class(course, ASSIGNMENT)
    assert 0 < graded.graded == 16 - kept
    assert set(automatic(course).values()) == {60}


def test_results_hold_the_notebook_as_it_was_run(small: Course) -> None:
    data = json.loads((small.results(ASSIGNMENT) / "ada.json").read_text("utf-8"))
    run = data["notebooks"][PART]["notebook"]
    assert [cell["id"] for cell in run["cells"]] == [
        cell["id"]
        for cell in loads((small.autograded / "ada" / ASSIGNMENT / f"{PART}.ipynb").read_text("utf-8"))["cells"]
    ]
