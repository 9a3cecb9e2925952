"""Work in the trusted process is ended when its CPU time is used up, in any thread, and nothing else is."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.deadline import LOOK, OverrunError, cpu_limit
from autograder.exercise import Reference
from autograder.grading.helpers import MAX_CALL_SECONDS, HelperError, Helpers


def in_a_thread(work: Callable[[], Any]) -> Any:
    """What some work returns, or raises, in another thread."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    return found[0]


def loops() -> None:
    with cpu_limit(0.2):
        while True:
            pass


@pytest.mark.parametrize("where", [lambda work: work(), in_a_thread], ids=["here", "in another thread"])
def test_what_loops_is_ended(where: Callable[[Callable[[], Any]], Any]) -> None:
    try:
        found = where(loops)
    except OverrunError as error:
        found = error
    assert isinstance(found, OverrunError)


def test_what_sleeps_uses_no_cpu_time_and_is_not_ended() -> None:
    with cpu_limit(0.1):
        time.sleep(0.5)


def test_nothing_is_raised_later() -> None:
    for _ in range(50):
        try:
            with cpu_limit(0.0):
                sum(range(100_000))
        except OverrunError:
            pass
    time.sleep(0.2)
    assert sum(range(1_000_000)) == 499999500000


def test_what_is_lost_in_a_finaliser_is_raised_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python ignores what is raised there, and the work would go on for ever."""

    class Last:
        def __del__(self) -> None:
            end = time.thread_time() + 0.5
            while time.thread_time() < end:
                pass

    def work() -> None:
        with cpu_limit(0.1):
            last = Last()
            del last
            while True:
                pass

    lost: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda ignored: lost.append(ignored.exc_type))
    assert isinstance(in_a_thread(work), OverrunError)
    assert lost == [OverrunError]


def test_overrunning_at_the_very_end_leaves_nothing_held() -> None:
    """Whatever step it comes at: work after it is still ended."""
    for number in range(400):
        with contextlib.suppress(OverrunError), cpu_limit(0.0):
            end = time.perf_counter() + LOOK * (0.9 + 0.2 * (number % 20) / 20)
            while time.perf_counter() < end:
                pass
        if number % 100 == 99:
            assert isinstance(in_a_thread(loops), OverrunError)


def test_a_helper_that_takes_too_long_is_ended_and_told() -> None:
    def slow(x: Any) -> Any:
        while True:
            x = x + 1

    helpers = Helpers(Reference({"slow": slow}), ["slow"])
    before = time.process_time()
    with pytest.raises(HelperError, match=f"more work than it does here, which took over {MAX_CALL_SECONDS:.0f} s"):
        helpers.answer("slow", [np.ones(3)], {}, np.random.get_state())
    assert time.process_time() - before < 3 * MAX_CALL_SECONDS


def test_much_work_is_refused_before_it_begins() -> None:
    def never(X: Any, steps: Any) -> Any:
        raise AssertionError("it was called")

    helpers = Helpers(Reference({"never": never}), ["never"])
    with pytest.raises(HelperError, match="numbers and 400 steps"):
        helpers.answer("never", [np.ones((100, 100)), 400], {}, np.random.get_state())
