"""Grading as a map: submissions in, outcomes out, in this process or in several at once.

Whatever does it, a task and its outcome are plain values, and the outcome depends on nothing but the task and the
bundle. The order in which outcomes come is not that of the tasks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from socket import socketpair

from autograder.errors import AutograderError
from autograder.grading.bundle import Bundle, Packed
from autograder.grading.work import Grader, Outcome, Task

#: How often a submission is tried whose grading process ended on the way.
TRIES = 2
#: In the time that a worker takes to start, as many submissions are graded.
WORTH_STARTING = 8
PATIENCE = 40.0  # seconds that a worker may take to tidy up and end; it waits for others itself


def jobs_here(tasks: int) -> int:
    """As many as there are processors for this process, or as many as are worth starting for so many tasks."""
    processors = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return max(1, min(processors, tasks // WORTH_STARTING))


def grade_here(bundle: Bundle, tasks: Iterable[Task], isolated: bool = False) -> Iterator[Outcome]:
    """Grade one submission after the other, in this process."""
    with Grader(bundle, isolated=isolated) as grader:
        for task in tasks:
            yield grader.grade(task)


def grade_in_parallel(packed: Packed, jobs: int, tasks: Iterable[Task]) -> Iterator[Outcome]:
    """Grade so many submissions at once, each in one of so many worker processes.

    A task is taken only when a worker is free for it, so that no more submissions than that are in memory.

    Raises
    ------
    AutograderError
        The workers cannot be started.
    """
    with ExitStack() as stack:
        waiting = iter(tasks)
        again: list[_Job] = []
        idle: list[_Worker] = []
        # What each worker is at; one that is starting is at nothing yet.
        busy: dict[Connection, tuple[_Worker, _Job | None]] = {}

        def start() -> None:
            worker = _Worker(packed)
            stack.callback(worker.close)
            busy[worker.connection] = worker, None

        failed = 0
        for _ in range(jobs):
            start()
        while True:
            while idle and (job := again.pop() if again else _next(waiting)):
                worker = idle.pop()
                worker.waits = False
                busy[worker.connection] = worker, job
                # Of a worker that has ended, the answer that cannot be read tells.
                with suppress(OSError):
                    worker.connection.send(job.task)
            # An idle worker is left where there are no more tasks.
            if idle and not any(job for _, job in busy.values()):
                return
            for connection in wait(list(busy)):
                assert isinstance(connection, Connection)
                worker, job = busy.pop(connection)
                try:
                    answer = connection.recv()
                except (EOFError, OSError):
                    worker.close()
                    failed += job is None
                    if failed >= TRIES:
                        raise AutograderError(_NO_WORKER) from None
                    start()
                    if job is None:
                        continue
                    if job.tries < TRIES:
                        again.append(_Job(job.task, job.tries + 1))
                    else:
                        yield Outcome(job.task.student, None, f"the process that graded it ended, {TRIES} times")
                    continue
                worker.waits = True
                idle.append(worker)
                if isinstance(answer, AutograderError):
                    raise answer
                failed = 0
                if job is not None:
                    yield answer


@dataclass(frozen=True)
class _Job:
    task: Task
    tries: int = 1


def _next(tasks: Iterator[Task]) -> _Job | None:
    task = next(tasks, None)
    return None if task is None else _Job(task)


class _Worker:
    """A grading process, and the connection to it."""

    def __init__(self, packed: Packed) -> None:
        ours, theirs = socketpair()
        with theirs:
            # -P: a file of the course folder, where this may run, is not to be taken for a module.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.grading.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self.connection = Connection(ours.detach())
        #: Whether it waits for work, and is not starting or grading.
        self.waits = False
        with suppress(OSError):
            self.connection.send(packed)

    def close(self) -> None:
        """End the process; what it has been grading is lost."""
        self.connection.close()
        # One that waits for work sees the end of the connection; the signal would break off its tidying up.
        if not self.waits:
            self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_NO_WORKER = (
    "A process that was to grade did not start; what it said stands above.\n"
    "Look whether memory (free -h) or processes (ulimit -u) are short, or grade in one process: "
    "autograder grade --jobs 1"
)
