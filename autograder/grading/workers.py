"""Grading as a map: submissions in, outcomes out, in this process or in several at once.

Whatever does it, a task and its outcome are plain values, and the outcome depends on nothing but the task and the
bundle. The order in which outcomes come is not that of the tasks.
"""

from __future__ import annotations

import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from socket import socketpair

from autograder.errors import AutograderError
from autograder.grading.bundle import Bundle, Packed
from autograder.grading.submission_grader import Grader, Outcome, Task

#: How often a submission is tried whose grading process ended on the way.
TRIES = 2
#: From so many submissions on, workers are worth starting: in the time that one takes, eight are graded.
WORTH_STARTING = 16
#: So many tasks a worker has at most: the one that it is at, and the next.
AHEAD = 2
PATIENCE = 40.0  # seconds that a worker may take to tidy up and end; it waits for others itself


def grade_here(bundle: Bundle, tasks: Iterable[Task], isolated: bool = False) -> Iterator[Outcome]:
    """Grade one submission after the other, in this process."""
    with Grader(bundle, isolated=isolated) as grader:
        for task in tasks:
            yield grader.grade(task)


def grade_in_parallel(
    packed: Packed, jobs: int, tasks: Iterable[Task], meanwhile: Callable[[], None] = lambda: None
) -> Iterator[Outcome]:
    """Grade so many submissions at once, each in one of so many worker processes.

    A worker is given its next task while it is still at one, and no more: so many submissions are in memory. What is
    to be done `meanwhile` is done while the workers start.

    Raises
    ------
    AutograderError
        The workers cannot be started.
    """
    everybody: list[_Worker] = []
    workers: dict[Connection, _Worker] = {}
    queue = _Queue(tasks)

    def start(count: int) -> None:
        # All are started before any is told, which takes until it listens.
        started = [_Worker() for _ in range(count)]
        everybody.extend(started)
        for worker in started:
            workers[worker.connection] = worker
            worker.tell(packed)

    failed = 0
    try:
        start(jobs)
        meanwhile()
        while True:
            for depth in range(1, AHEAD + 1):
                for worker in workers.values():
                    if worker.is_ready and len(worker.jobs) < depth and (job := queue.next()):
                        worker.give(job)
            if queue.is_empty and not any(worker.jobs for worker in workers.values()):
                return
            for connection in wait(list(workers)):
                assert isinstance(connection, Connection)
                worker = workers[connection]
                try:
                    answer = connection.recv()
                except (EOFError, OSError):
                    del workers[connection]
                    worker.close()
                    failed += not worker.is_ready
                    if failed >= TRIES:
                        raise AutograderError(_NO_WORKER) from None
                    start(1)
                    # It was at the first; the others were waiting for it.
                    for place, job in enumerate(worker.jobs):
                        if place or job.tries < TRIES:
                            queue.put_back(_Job(job.task, job.tries + (place == 0)))
                        else:
                            yield Outcome(job.task.student, None, f"the process that graded it ended, {TRIES} times")
                    continue
                if isinstance(answer, AutograderError):
                    raise answer
                failed = 0
                if worker.is_ready:
                    worker.jobs.popleft()
                    yield answer
                worker.is_ready = True
    finally:
        # All are told before any is waited for.
        for worker in everybody:
            worker.close()
        for worker in everybody:
            worker.wait()


@dataclass(frozen=True)
class _Job:
    task: Task
    tries: int = 1


class _Queue:
    """The tasks that nobody is at, taken from where they come from only when they are asked for."""

    def __init__(self, tasks: Iterable[Task]) -> None:
        self._tasks = iter(tasks)
        self._again: list[_Job] = []
        self._is_exhausted = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing more to do, as far as is known."""
        return self._is_exhausted and not self._again

    def next(self) -> _Job | None:
        if self._again:
            return self._again.pop()
        task = None if self._is_exhausted else next(self._tasks, None)
        self._is_exhausted = task is None
        return None if task is None else _Job(task)

    def put_back(self, job: _Job) -> None:
        self._again.append(job)


class _Worker:
    """A grading process, and the connection to it."""

    def __init__(self) -> None:
        ours, theirs = socketpair()
        with theirs:
            # -P: a file of the course folder, where this may run, is not to be taken for a module.
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "autograder.grading.worker", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self.connection = Connection(ours.detach())
        #: Whether it has started.
        self.is_ready = False
        #: What it was given and has not answered; it is at the first.
        self.jobs: deque[_Job] = deque()

    def give(self, job: _Job) -> None:
        """Give it something to do."""
        self.jobs.append(job)
        self.tell(job.task)

    def tell(self, what: Packed | Task) -> None:
        """Send something. Of a worker that has ended, the answer that cannot be read tells."""
        with suppress(OSError):
            self.connection.send(what)

    def close(self) -> None:
        """Have the process end; what it has been grading is lost."""
        self.connection.close()
        # One that waits for work sees the end of the connection; the signal would break off its tidying up.
        if self.jobs or not self.is_ready:
            self._process.terminate()

    def wait(self) -> None:
        """Wait until it has ended."""
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
