"""Grading as a map: submissions in, outcomes out, in this process or in several at once.

Whatever does it, a task and its outcome are plain values, and the outcome depends on nothing but the task and the
bundle. The order in which outcomes come is not that of the tasks.

A worker is this module, started as a program: it answers one submission at a time. It is trusted, as the process that
starts it is: it holds the reference and the secret, and runs students' code in a sandbox of its own. Its descriptor
brings `Packed`, answered by READY, then a `Task` for each `Outcome`; when the other end closes, it ends. An
`AutograderError` is the last answer.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from queue import SimpleQueue
from socket import socketpair
from types import FrameType
from typing import Any

from autograder.errors import AutograderError
from autograder.grading.bundle import Bundle, Packed
from autograder.grading.submission_grader import Grader, Outcome, Task
from autograder.sandbox.scratch import scratch_folder
from autograder.threads import ONE_THREAD

#: How often a submission is tried whose grading process ended on the way.
TRIES = 2
#: From so many submissions on, workers are worth starting: in the time that one takes, eight are graded.
WORTH_STARTING = 16
#: So many tasks a worker has at most: the one that it is at, and the next.
AHEAD = 2
#: What a worker says when it is ready for submissions.
READY = "ready"
#: Seconds that a worker may take to tidy up and end; it waits for others itself.
WAIT_FOR_WORKER = 40.0


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
        """True if there is nothing more to do, as far as is known."""
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
                [sys.executable, "-P", "-m", "autograder.grading.workers", str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **ONE_THREAD},
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
            self._process.wait(WAIT_FOR_WORKER)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_NO_WORKER = (
    "A process that was to grade did not start; what it said stands above.\n"
    "Look whether memory (free -h) or processes (ulimit -u) are short, or grade in one process: "
    "autograder grade --jobs 1"
)


# --- the other end: a process that grades ----------------------------------------------------------------------


def main() -> None:
    """Grade what comes over the descriptor whose number is the first argument."""
    # Ctrl-C is for the process that started this one; it closes the connection.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    connection = Connection(int(sys.argv[1]))
    come: SimpleQueue[Any] = SimpleQueue()
    # Always ready to take something: whoever sends while this one sends, too, would otherwise wait for ever.
    threading.Thread(target=_receive, args=(connection, come), daemon=True).start()
    with suppress(EOFError, ConnectionError), scratch_folder() as folder:
        try:
            packed = _next(come)
            with Grader(packed.unpack(folder), isolated=packed.isolated) as grader:
                try:
                    connection.send(READY)
                    while True:
                        connection.send(grader.grade(_next(come)))
                finally:
                    # From here on things are tidied up, which a signal would break off.
                    signal.signal(signal.SIGTERM, signal.SIG_IGN)
        except AutograderError as error:
            connection.send(error)


def _receive(connection: Connection, come: SimpleQueue[Any]) -> None:
    # A signal that this thread took would not wake the main one, which is to act on it.
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        with suppress(EOFError, OSError):
            while True:
                come.put(connection.recv())
    finally:
        come.put(EOFError())


def _next(come: SimpleQueue[Any]) -> Any:
    """Wait for the next thing to come; `EOFError` if nothing will any more."""
    what = come.get()
    if isinstance(what, EOFError):
        raise what
    return what


def _end(number: int, frame: FrameType | None) -> None:
    # A second one would break off the tidying up.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
