"""The lesson's own functions, answering live for a student's while another one is asked on its own merit.

Arguments come from a student's process, so that they are held to what the lesson's functions are called with there:
matrices, lists and numbers of the size that lessons use, and a clock over all of it. A number that may count steps or
units is small in whatever it is wrapped, an array too, or it would be the judge that loops and runs out of memory.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograder.calling import quietly
from autograder.deadline import OverrunError, cpu_limit
from autograder.exercise import Reference

#: Calls while one exercise is asked: a loop of 301 steps with four calls in each makes 1,204, and a student's more.
MAX_CALLS = 8000
#: Seconds of CPU time that the judge spends on them, and on one.
MAX_SECONDS, MAX_CALL_SECONDS = 20.0, 5.0
#: Arrays of a call: numbers in all, axes, and numbers along each, so that no product or broadcast of two is large.
MAX_NUMBERS, MAX_AXES, MAX_AXIS = 20_000, 2, 256
#: Numbers in all arrays times the steps that are asked for: 300 steps on 30 examples take 50,000.
MAX_WORK = 2_000_000
#: Entries of a list or dictionary, a number that counts steps or units, and one among others, as sizes are.
MAX_ENTRIES, MAX_COUNT, MAX_SIZE = 32, 400, 64


class HelperError(TypeError):
    """A call that is not answered; it is told to whoever called.

    It speaks as Python does of a call that does not fit, so that nobody takes it for an error raised on purpose.
    """

    def __init__(self, name: str, got: str) -> None:
        super().__init__(f"{name}() got {got}")


class Helpers:
    """Answers for the functions named; made anew for each exercise that is asked.

    Attributes
    ----------
    names
        The functions.
    refusals
        What was said of the calls that were not answered: no word of the student's functions.
    """

    def __init__(self, reference: Reference, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self.refusals: list[str] = []
        self._reference = reference
        self._calls = 0
        self._seconds = 0.0
        self._state: Any = None

    def answer(self, name: str, args: list[Any], keywords: dict[str, Any], state: Any) -> tuple[Any, Any]:
        """Call the lesson's function: its value, and NumPy's random state after it, or None where that is as before.

        The state that is given is None, too, where it is what the last answer left; nobody else in this process may
        draw between the answers of one question.

        Raises
        ------
        HelperError
            Too much is asked for, or too often.
        Exception
            Whatever the lesson's function raises.
        """
        try:
            return self._answer(name, args, keywords, state)
        except HelperError as error:
            self.refusals.append(str(error))
            raise

    def _answer(self, name: str, args: list[Any], keywords: dict[str, Any], state: Any) -> tuple[Any, Any]:
        self._calls += 1
        if self._calls > MAX_CALLS or self._seconds > MAX_SECONDS:
            raise HelperError(name, "more calls than it answers here")
        _Room(name).take([*args, *keywords.values()])
        begun = time.process_time()
        before, self._state = self._state if state is None else _state(name, state), None
        left = min(MAX_CALL_SECONDS, MAX_SECONDS - self._seconds)
        try:
            with cpu_limit(left), quietly():
                if state is not None:
                    np.random.set_state(before)
                elif before is None:
                    raise _unreadable(name)
                value = self._reference.helped(name, tuple(args), keywords)
                after: Any = np.random.get_state()
        except OverrunError:
            raise HelperError(name, f"more work than it does here, which took over {left:.0f} s") from None
        finally:
            self._seconds += time.process_time() - begun
        is_same = np.array_equal(after[1], before[1]) and after[2:] == before[2:]
        self._state = before if is_same else after
        return value, None if is_same else after


class _Room:
    """The room for arrays that a call has left."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._numbers = MAX_NUMBERS
        self._count = 1

    def take(self, values: Iterable[Any], count: int = MAX_COUNT) -> None:
        """Refuse what is larger than anything the lesson calls its functions with."""
        for value in values:
            if isinstance(value, np.ndarray):
                self._numbers -= value.size
                if self._numbers < 0 or value.ndim > MAX_AXES or max(value.shape, default=0) > MAX_AXIS:
                    raise self._refused(f"an array of shape {value.shape}")
                # Python takes one whole number in an array for a whole number.
                if value.dtype.kind in "iu" and value.size and not -MAX_SIZE <= value.min() <= value.max() <= MAX_SIZE:
                    raise self._refused(f"an array of whole numbers up to {value.max()}")
            elif isinstance(value, (list, tuple, dict)):
                if len(value) > MAX_ENTRIES:
                    raise self._refused(f"a {type(value).__name__} of {len(value)} values")
                self.take(value.values() if isinstance(value, dict) else value, MAX_SIZE)
            elif isinstance(value, (int, np.integer)):
                if abs(int(value)) > count:
                    raise self._refused(str(int(value)))
                self._count = max(self._count, abs(int(value)))
            if (MAX_NUMBERS - self._numbers) * self._count > MAX_WORK:
                raise self._refused(f"{MAX_NUMBERS - self._numbers} numbers and {self._count} steps")

    def _refused(self, what: str) -> HelperError:
        return HelperError(self._name, f"{what}, which is more than the lesson gives it")


def _state(name: str, state: Any) -> tuple[str, np.ndarray[Any, Any], int, int, float]:
    """NumPy's random state, if it is one."""
    match state:
        case ("MT19937", np.ndarray() as numbers, int(place), int(has_gauss), float(gauss)) if (
            numbers.shape == (624,) and numbers.dtype == np.uint32 and 0 <= place <= 624
        ):
            return "MT19937", numbers, place, int(bool(has_gauss)), gauss
    raise _unreadable(name)


def _unreadable(name: str) -> HelperError:
    return HelperError(name, "a random state of NumPy's that cannot be read")
