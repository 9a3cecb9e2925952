"""Grading as the same map over a running dask.distributed cluster.

Its workers are trusted machines of the same institution: bundle, secret included, and submissions travel to them as
bytes. Each starts a sandbox of its own, and students' code is isolated there as it is here. Needs the extra `cluster`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any

from distributed import Client, KilledWorker, WorkerPlugin, as_completed, get_worker

from autograder.errors import AutograderError
from autograder.grading.bundle import Packed
from autograder.grading.submission_grader import Grader, Outcome, Task
from autograder.sandbox.scratch import scratch_folder

#: So many tasks for each thread of a worker are on the way at most: the one that it is at, and the next.
AHEAD = 2
#: Seconds that the scheduler may take to answer, and its first worker to be there.
WAIT_FOR_CLUSTER = 20
#: After so many outcomes it is asked again how many workers there are.
LOOK_AGAIN = 50


class Grading(WorkerPlugin):
    """The means to grade that every worker of the cluster holds, made when its first submission comes."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed

    def setup(self, worker: Any) -> None:
        """Called by dask in each worker, whenever that starts."""
        self._lock = threading.Lock()
        self._stack = ExitStack()
        self._grader: Grader | None = None

    def teardown(self, worker: Any) -> None:
        """Called by dask when grading is over, or the worker."""
        with self._lock:
            self._stack.close()

    def grade(self, task: Task) -> Outcome:
        """Grade a submission; one at a time, however many threads the worker has."""
        with self._lock:
            if self._grader is None:
                bundle = self._packed.unpack(self._stack.enter_context(scratch_folder()))
                self._grader = self._stack.enter_context(Grader(bundle, isolated=self._packed.isolated))
            return self._grader.grade(task)


def grade_there(name: str, task: Task) -> Outcome:
    """Grade a task in a worker, with its `Grading` of a name."""
    grading = get_worker().plugins[name]
    assert isinstance(grading, Grading)
    return grading.grade(task)


def grade_on_cluster(
    packed: Packed, address: str, tasks: Iterable[Task], meanwhile: Callable[[], None] = lambda: None
) -> Iterator[Outcome]:
    """Grade on the workers of the scheduler at an address; what a worker was at that died is done by another.

    What is to be done `meanwhile` is done while the first submissions are under way.

    Raises
    ------
    AutograderError
        Nobody answers there, or the workers cannot grade.
    """
    with ExitStack() as stack:
        try:
            client = stack.enter_context(
                Client(address, timeout=WAIT_FOR_CLUSTER, name="autograder", set_as_default=False)
            )
            client.wait_for_workers(1, timeout=WAIT_FOR_CLUSTER)
        except (OSError, ValueError, TimeoutError) as error:
            raise AutograderError(_NOBODY.format(address=address, error=error, seconds=WAIT_FOR_CLUSTER)) from None
        name = f"autograder-{packed.digest[:16]}"
        client.register_plugin(Grading(packed), name=name)
        stack.callback(client.unregister_worker_plugin, name)
        waiting, under_way, suspects = iter(tasks), dict[str, Task](), list[Task]()

        def send(count: int) -> list[Any]:
            sent = []
            for task in islice(waiting, max(0, count)):
                # Not pure: the same bytes may come twice, of two students who work together.
                future = client.submit(grade_there, name, task, pure=False)
                under_way[future.key] = task
                sent.append(future)
            return sent

        def outcome_of(future: Any) -> Outcome:
            try:
                outcome: Outcome = future.result()
            except ImportError as error:
                raise AutograderError(_OTHERWISE.format(error=error)) from None
            return outcome

        room = _room(client)
        completed = as_completed(send(room), loop=client.loop)
        meanwhile()
        for count, future in enumerate(completed, start=1):
            task = under_way.pop(future.key)
            try:
                outcome = outcome_of(future)
            except KilledWorker:
                suspects.append(task)
            else:
                yield outcome
            if count % LOOK_AGAIN == 0:
                room = _room(client)
            completed.update(send(room - len(under_way)))
        # What waits at a worker that ends is suspected along with what that was at. Alone, each shows which it is.
        for task in suspects:
            try:
                outcome = outcome_of(client.submit(grade_there, name, task, pure=False))
            except KilledWorker as error:
                outcome = Outcome(task.student, None, f"the processes that graded it ended: {error}")
            yield outcome


def _room(client: Client) -> int:
    threads: dict[str, int] = client.nthreads()
    return AHEAD * max(1, sum(threads.values()))


_NOBODY = (
    "Nobody grades at {address}: {error}.\n"
    "Expected a dask scheduler there with at least one worker, within {seconds} seconds. "
    "Start them with: dask scheduler; dask worker {address} --nthreads 1"
)
_OTHERWISE = (
    "The cluster's workers cannot grade: {error}.\n"
    "Expected the same autograder there as here: in a copy of this folder, pip install '.[cluster]'"
)
