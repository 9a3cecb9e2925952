"""A class is graded by the workers of a cluster, as it is here: the same marks, whoever dies on the way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import psutil
import pytest
import trustme

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.grading.bundle import Packed, pack
from autograder.grading.class_grader import ClassResult, grade_class
from autograder.grading.cluster import grade_there
from autograder.grading.submission_grader import Outcome, Task
from autograder.lessons.lesson import Lesson

from .classroom import fill, grades, hand_in, release, tool
from .conftest import ASSIGNMENT

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

COUNT = 20


@pytest.fixture
def twenty(course: Course, lesson: Lesson, blank_gradebook: Path) -> Course:
    """A class in which everybody has got a little further than the one before."""
    shutil.copy(blank_gradebook, course.gradebook)
    right = list(lesson.solutions.items())
    for number in range(COUNT):
        hand_in(course, f"student{number:02}", fill(release(course, "en"), dict(right[: number // 4 + 1])))
    course.secret()
    return course


class Cluster:
    """A scheduler and two workers, each a process of its own, with another one that starts it anew when it dies."""

    def __init__(self, folder: Path, stack: ExitStack, allowed_failures: int) -> None:
        self._stack, self._folder = stack, folder
        self._environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(allowed_failures)}
        authority, files = trustme.CA(), {name: str(folder / f"{name}.pem") for name in ("ca", "cert", "key")}
        certificate = authority.issue_cert("127.0.0.1")
        authority.cert_pem.write_to_path(files["ca"])
        certificate.cert_chain_pems[0].write_to_path(files["cert"])
        certificate.private_key_pem.write_to_path(files["key"])
        self._tls = ["--tls-ca-file", files["ca"], "--tls-cert", files["cert"], "--tls-key", files["key"]]
        client = {"distributed.comm.tls.ca-file": files["ca"]}
        client |= {f"distributed.comm.tls.client.{name}": files[name] for name in ("cert", "key")}
        stack.enter_context(dask.config.set(client))
        file = folder / "scheduler.json"
        self._start("scheduler", "--protocol", "tls", "--port", "0", "--scheduler-file", str(file))
        _wait(file.is_file)
        self.address = str(json.loads(file.read_text())["address"])
        assert self.address.startswith("tls://127.0.0.1:")
        self._watching = self._start(
            "worker", self.address, "--nworkers", "2", "--nthreads", "1", "--local-directory", str(folder)
        )
        _wait(lambda: (folder / "worker.log").read_text().count("Registered to:") == 2)

    def workers(self) -> list[int]:
        """The processes that grade: children of the one that watches over them."""
        pids = []
        for process in self._watching.children(recursive=True):
            with suppress(psutil.NoSuchProcess):  # among them what has just been killed
                if "spawn_main" in " ".join(process.cmdline()):
                    pids.append(process.pid)
        return pids

    def _start(self, kind: str, *arguments: str) -> psutil.Process:
        begin = [sys.executable, "-m", f"distributed.cli.dask_{kind}", "--no-dashboard", "--host", "127.0.0.1"]
        command = [*begin, *self._tls, *arguments]
        with (self._folder / f"{kind}.log").open("wb") as log:
            process = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, env=self._environment)
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        return psutil.Process(process.pid)


def _wait(until: Callable[[], bool]) -> None:
    for _ in range(600):
        if until():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come up within a minute")


@pytest.fixture
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """With as many failures allowed as a test says, else as dask allows by default."""
    folder = tmp_path / "cluster"
    folder.mkdir()
    with ExitStack() as stack:
        yield Cluster(folder, stack, getattr(request, "param", 3))


def marks(graded: ClassResult) -> dict[str, dict[str, tuple[int, int]]]:
    return {summary.student: summary.marks for summary in graded.summaries}


def test_the_cluster_gives_the_same_marks_though_a_worker_is_killed(twenty: Course, cluster: Cluster) -> None:
    """In the middle of grading, with SIGKILL; also the gradebook then holds what it holds otherwise."""
    here = grade_class(twenty, ASSIGNMENT)
    rows = {student: grades(twenty, student) for student in marks(here)}
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done >= 3 and not killed:
            killed.append(cluster.workers()[0])
            os.kill(killed[0], signal.SIGKILL)

    there = grade_class(twenty, ASSIGNMENT, regrade=True, scheduler=cluster.address, progress=kill)
    assert killed and killed[0] not in cluster.workers()
    assert there.graded == COUNT and not there.skipped
    assert marks(there) == marks(here)
    assert {student: grades(twenty, student) for student in rows} == rows


@pytest.mark.parametrize("cluster", [3, 0], indirect=True, ids=["by default", "without patience"])
def test_a_submission_whose_workers_all_end_costs_nobody_else(
    twenty: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor whoever waits at the same worker, which a scheduler without patience gives up along with it."""
    grade = grade_there

    def deadly(name: str, task: Task) -> Outcome:  # it travels by value, since it has no name of its own there
        if task.student == "student03":
            time.sleep(1)  # until another one waits behind it
            os._exit(1)
        return grade(name, task)

    monkeypatch.setattr("autograder.grading.cluster.grade_there", deadly)
    graded = grade_class(twenty, ASSIGNMENT, scheduler=cluster.address)
    assert graded.graded == COUNT - 1
    (skipped,) = graded.skipped
    assert skipped.startswith("'student03': the processes that graded it ended: ")


def test_nobody_at_the_address_is_told(twenty: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.grading.cluster.WAIT_FOR_CLUSTER", 1)
    with pytest.raises(AutograderError, match=r"Nobody grades at tcp://127\.0\.0\.1:9(.|\n)*dask worker"):
        grade_class(twenty, ASSIGNMENT, scheduler="tcp://127.0.0.1:9")


def test_another_version_there_is_told(twenty: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks that are drawn and judged otherwise are not to be mixed with the others."""

    def another(*given: Any) -> Packed:
        return replace(pack(*given), digest="another")

    monkeypatch.setattr("autograder.grading.class_grader.pack", another)
    with pytest.raises(AutograderError, match="is not the one that the class is graded by"):
        grade_class(twenty, ASSIGNMENT, scheduler=cluster.address)


def test_here_or_there_and_not_both(twenty: Course) -> None:
    ran = tool(twenty, "autograder", "grade", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:9")
    assert ran.returncode == 2
    assert "say one of them" in ran.stderr


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "ws://127.0.0.1:9"])
def test_a_scheduler_that_anybody_may_speak_to_is_refused(twenty: Course, address: str) -> None:
    ran = tool(twenty, "autograder", "grade", "--scheduler", address)
    assert ran.returncode == 1
    assert "whoever can connect to it runs code as the workers' user" in ran.stderr
    assert f"autograder grade --scheduler {address} --insecure" in ran.stderr


def test_a_scheduler_is_taken_as_it_is_where_that_is_said(twenty: Course) -> None:
    """It is looked for then, and nobody is there."""
    ran = tool(twenty, "autograder", "grade", "--scheduler", "tcp://127.0.0.1:9", "--insecure")
    assert ran.returncode == 1
    assert "Nobody grades at tcp://127.0.0.1:9" in ran.stderr
