"""Lazy answers: what somebody hands in who has not understood, and hopes to be lucky.

Some are functions, written without a thought. Others have the form of the right answer, as if its shapes were known for
inputs that nobody has seen, with other numbers in it: whatever earns marks by its form alone is found by these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.exercise import Case
from autograder.proof.trial import Trial
from autograder.reply import Raised, Reply, Returned

#: Makes an array's numbers anew.
_Fill = Callable[[Any], Any]

#: Bodies of functions, by what they are called.
_BODIES = {
    "returns nothing": "pass",
    "returns 0": "return 0",
    "returns 1": "return 1.0",
    "returns the empty": "return {}",
    "returns the first argument": "return args[0] if args else None",
    "returns the last argument": "return args[-1] if args else None",
    "returns all arguments": "return args",
    "returns the first argument twice": "return (args[0], args[0]) if args else None",
    "always raises": "raise ValueError('this is not right')",
}
#: Bodies of the methods of a class, for exercises that are asked by a script.
_METHODS = {
    "methods return nothing": "return None",
    "methods return the object": "return self",
    "methods return 0": "return 0",
    "methods return the argument": "return args[0] if args else self",
    "methods always raise": "raise ValueError('this is not right')",
}


def lazy_answers(trial: Trial) -> Iterator[tuple[str, int]]:
    """Try every lazy answer to an exercise: what it is, and the points that it earns."""
    name = trial.exercise.name
    sources = {what: f"def {name}(*args, **keywords):\n    {body}\n" for what, body in _BODIES.items()}
    if any(case.script for case in trial.cases):
        sources |= {what: _class(name, body) for what, body in _METHODS.items()}
    sources |= {f"lazy answer {number} of its own": one for number, one in enumerate(trial.exercise.lazy_answers)}
    for what, source in sources.items():
        replies = [Returned(_plain(one.value)) if isinstance(one, Returned) else one for one in trial.replies(source)]
        yield what, trial.verdict(replies).earned
    for what, replies in _by_form(trial, trial.expected()):
        yield what, trial.verdict(replies).earned


class _Opaque:
    """Stands for what cannot be sent as plain data."""

    def __init__(self, value: object) -> None:
        self.type_name = type(value).__name__


def _plain(value: Any, depth: int = 6) -> Any:
    """The value as it would come from a student's process."""
    if isinstance(value, dict) and depth:
        return {key: _plain(entry, depth - 1) for key, entry in value.items()}
    if isinstance(value, (tuple, list)) and depth:
        return type(value)(_plain(entry, depth - 1) for entry in value)
    plain = isinstance(value, (bool, int, float, str, np.ndarray, np.generic)) or value is None
    return value if plain else _Opaque(value)


def _class(name: str, body: str) -> str:
    return (
        f"class {name}:\n    def __init__(self, *args, **keywords):\n        pass\n"
        "    def __getattr__(self, name):\n"
        f"        if name[:1] == '_':\n            raise AttributeError(name)\n"
        f"        def method(*args, **keywords):\n            {body}\n        return method\n"
    )


def _by_form(trial: Trial, expected: list[Any]) -> Iterator[tuple[str, list[Reply]]]:
    """Replies in the form of the right ones, and the right public one for all."""
    random = np.random.default_rng(0)
    fills: dict[str, _Fill] = {
        "zeros": lambda value: 0 * value,
        "ones": lambda value: 0 * value + 1,
        "halves": lambda value: 0 * value + 0.5,
        "a pattern of plus and minus 0.01": _pattern,
        "a ramp from -0.017 to 0.017": lambda value: np.linspace(-0.017, 0.017, np.size(value)).reshape(
            np.shape(value)
        ),
        "random numbers": lambda value: random.standard_normal(np.shape(value)),
        "random numbers between 0 and 1": lambda value: random.random(np.shape(value)),
    }
    for what, fill in fills.items():
        yield f"{what} in the right form", [Returned(_filled(value, fill)) for value in expected]
        kept = _but_zeros(fill)
        yield (
            f"{what} in the right form, and zeros where they belong",
            [Returned(_filled(value, kept)) for value in expected],
        )
    yield (
        "arguments where they have the right form",
        [Returned(_filled(value, _echo(case))) for case, value in zip(trial.cases, expected, strict=True)],
    )
    yield "the public answer, whatever is asked", [Returned(expected[0]) for _ in expected]
    zeros = [Returned(_filled(value, fills["zeros"])) for value in expected[1:]]
    yield "the public answer, else zeros", [Returned(expected[0]), *zeros]
    if any(case.script for case in trial.cases):
        said = {"raised": "ValueError", "message": "this is not right"}
        yield (
            "everything raises",
            [
                Returned(dict.fromkeys(value, said))
                if isinstance(value, dict)
                else Raised(said["raised"], said["message"])
                for value in expected
            ],
        )


def _pattern(value: Any) -> Any:
    signs = np.where(np.arange(np.size(value)) % 3 == 0, -0.01, 0.01)
    return signs.reshape(np.shape(value))


def _but_zeros(fill: _Fill) -> _Fill:
    return lambda value: fill(value) if np.any(value) else 0 * value


def _echo(case: Case) -> _Fill:
    """Give each array of an answer as an argument of the same form, else as zeros."""
    known = {np.shape(one): one for one in _arrays(case.args)}
    return lambda value: known.get(np.shape(value), 0 * value)


def _arrays(value: Any) -> Iterator[Any]:
    if isinstance(value, (dict, tuple, list)):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _arrays(entry)
    elif isinstance(value, (np.ndarray, np.generic, int, float)):
        yield value


def _filled(value: Any, fill: _Fill) -> Any:
    """The value with all its numbers made anew; words and truths stay."""
    if isinstance(value, dict):
        return {key: _filled(entry, fill) for key, entry in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_filled(entry, fill) for entry in value)
    if isinstance(value, (bool, np.bool_, str)) or value is None:
        return value
    filled = fill(np.asarray(value, dtype=float))
    return filled if np.shape(value) else float(filled)
