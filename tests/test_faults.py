"""Whatever happens to a grader, nothing is lost: the next one finishes the rest, and the marks are the same."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.class_grader import grade_class
from autograder.grading.gradebook import open_gradebook, register
from autograder.lessons.build import loads
from autograder.lessons.lesson import Lesson
from autograder.sandbox.scratch import prefix, remove_stale

from .classroom import automatic, fill, hand_in, release, tool
from .conftest import ASSIGNMENT, LATER_PART, PART, ROOT

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

#: At so many moments a grader is killed, of some hundreds that there are: all take an hour (`KILLS=1000 pytest …`).
KILLS = int(os.environ.get("KILLS", "6"))


@pytest.fixture
def small(course: Course, lesson: Lesson) -> Course:
    """Two students: all right, and a part of it."""
    right = lesson.solutions
    hand_in(course, "ada", fill(release(course, "en"), right))
    hand_in(course, "bo", fill(release(course, "zh"), dict(list(right.items())[:3])))
    course.secret()
    return course


def killed(course: Course) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.killed", str(course.root), str(KILLS)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return dict(json.loads(ran.stdout))


#: Grading these two writes about 400 KB: a result, the gradebook, and a page find no room, one after the other.
SPARES = (
    ("20K", ".json could not be written: No space left"),
    ("220K", "gradebook.db could not be used: database or disk is full"),
    ("378K", ".html could not be written: No space left"),
)


def test_a_disk_that_fills_up_is_told_and_loses_nothing(small: Course) -> None:
    """On a file system of its own, with room for a part of what grading writes."""
    full = """
        set -e
        mount -t tmpfs -o size=$1 full "$2"
        cp -r "$3"/. "$2"
        cd "$2"
        head -c 10G /dev/zero > filler 2> /dev/null || true
        truncate -s -$4 filler
        status=0; "$5" grade 2> "$6" || status=$?
        rm filler
        "$5" grade 2>> "$6"
        "$5" --version > /dev/null
        echo $status
        cat "$6" >&2
        cp -r gradebook.db "$3"
    """
    script = str(Path(sys.executable).with_name("autograder"))
    place = small.root.parent / "full"
    for student, language in (("ada", "en"), ("bo", "zh")):
        hand_in(small, student, fill(release(small, language, LATER_PART), {}), part=LATER_PART)
    for spare, said in SPARES:
        place.mkdir(exist_ok=True)
        places = ["200m", str(place), str(small.root), spare, script, str(small.root.parent / "said")]
        command = ["unshare", "--mount", "--map-root-user", "sh", "-c", full, "sh", *places]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "Traceback" not in ran.stderr
        assert (ran.stdout.split()[-1], said in ran.stderr) == ("1", True), ran.stderr
        assert automatic(small) == {"ada": 60, "bo": 30}
        small.gradebook.unlink()


def test_a_gradebook_without_room_for_a_new_assignment_is_told(
    course: Course, blank_gradebook: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Where nbgrader itself makes the entries, and says of the database's errors what it likes."""
    shutil.copy(blank_gradebook, course.gradebook)
    source = loads((course.source(ASSIGNMENT) / f"{PART}.ipynb").read_text("utf-8"))
    told = pytest.raises(AutograderError, match=r"disk is full(.|\n)*marks are safe")
    with told, open_gradebook(course) as gradebook:
        # No more pages than it has.
        limit = "pragma max_page_count = 1"
        event.listen(gradebook.engine, "begin", lambda connection: connection.exec_driver_sql(limit))
        register(gradebook, ASSIGNMENT, {PART: source})
    assert "Traceback" not in caplog.text


def test_graders_started_at_once_double_nothing(small: Course) -> None:
    commands = [("autograder", "grade"), ("nbgrader", "autograde"), ("autograder", "grade")]
    with ThreadPoolExecutor(3) as pool:
        ran = list(pool.map(lambda command: tool(small, *command, ASSIGNMENT), commands))
    assert 0 in [one.returncode for one in ran]
    for one in ran:
        assert "Traceback" not in one.stderr
        assert one.returncode == 0 or "Somebody else is grading" in one.stderr
    assert tool(small, "autograder", "grade").returncode == 0
    assert automatic(small) == {"ada": 60, "bo": 30}
    with sqlite3.connect(small.gradebook) as database:
        (rows,) = database.execute("select count(*) from grade").fetchone()
    assert grade_class(small, ASSIGNMENT, regrade=True).graded == 2
    with sqlite3.connect(small.gradebook) as database:
        assert database.execute("select count(*) from grade").fetchone() == (rows,)


def test_a_first_grading_that_is_killed_is_finished_by_the_next(small: Course) -> None:
    outcome = killed(small)
    assert len(outcome["killed"]) == KILLS <= outcome["moments"]
    assert sorted(outcome["expected"]) == ["ada", "bo"]
    assert outcome["wrong"] == {}
    assert outcome["left"] == []


def test_a_folder_goes_whose_owner_was_killed_before_it_was_marked_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or after it had begun to remove it; a link is no such folder, whoever made it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    gone = tmp_path / f"autograder-{ended.pid}-gone"
    (gone / "pack").mkdir(parents=True)
    begun = Path(tempfile.mkdtemp(prefix=prefix()))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    link = tmp_path / f"autograder-{ended.pid}-link"
    link.symlink_to(elsewhere)
    remove_stale()
    assert set(tmp_path.iterdir()) == {begun, elsewhere, link}


def test_a_regrade_that_is_killed_is_finished_by_the_next(small: Course, lesson: Lesson) -> None:
    """With a mark by hand, whose cell has changed since, and work that is worth less than before."""
    grade_class(small, ASSIGNMENT)
    with open_gradebook(small) as gradebook:
        grade = gradebook.find_grade("test_centre", PART, ASSIGNMENT, "ada")
        grade.manual_score, grade.extra_credit = 7, 1
        gradebook.db.commit()
    right = lesson.solutions
    wrong = right | {"centre": "def centre(X):\n    return X, mean(X)"}
    hand_in(small, "ada", fill(release(small, "en"), wrong))
    hand_in(small, "bo", fill(release(small, "en"), dict(list(right.items())[:2])))
    outcome = killed(small)
    assert outcome["expected"]["ada"]["grades"]["test_centre"][1:] == [7, 1, True]
    assert outcome["wrong"] == {}
    assert outcome["left"] == []
