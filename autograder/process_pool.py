"""Work of the course's own on all processors at once."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any

from autograder.threads import one_thread

#: Seconds between two looks whether the process that started this one is still there.
LOOK = 1.0


def processors() -> int:
    """Count the processors that there are for this process."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def _begin(parent: int, begin: Callable[..., None] | None, arguments: tuple[Any, ...]) -> None:
    """Make a process ready: it ends when it is asked to, and when the one that started it is gone."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # Ctrl-C is for the process that started this one, which says what to do.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    if begin is not None:
        begin(*arguments)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK)
    os._exit(1)


@contextmanager
def processes(begin: Callable[..., None] | None = None, *arguments: Any) -> Iterator[ProcessPoolExecutor]:
    """As many processes as there are processors, and one thread for matrix products in each.

    They are started afresh, and not forked: this process may have threads. Each calls ``begin`` first. None is left
    running when this process ends, however it does.
    """
    with one_thread():
        context, others = multiprocessing.get_context("spawn"), set(multiprocessing.active_children())
        with ProcessPoolExecutor(processors(), context, _begin, (os.getpid(), begin, arguments)) as pool:
            try:
                yield pool
            except BaseException:
                # What has not begun need not be done any more, nor what has.
                pool.shutdown(wait=False, cancel_futures=True)
                for process in set(multiprocessing.active_children()) - others:
                    process.terminate()
                raise
