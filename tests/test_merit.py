"""Every exercise is marked on its own merit: a mistake costs its own marks, and none of what builds on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from autograder.course import Course
from autograder.diagnosis import Catalogue
from autograder.exercise import Exercise
from autograder.grading.bundle import Bundle
from autograder.grading.helpers import MAX_CALLS, HelperError, Helpers
from autograder.grading.submission_grader import Task, grade_submission
from autograder.judge import Verdict
from autograder.lessons.declared import load_declared
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox

from .classroom import fill, release
from .conftest import ASSIGNMENT, COURSE, PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

EXERCISES: dict[str, Exercise] = load_declared(Course(COURSE).lesson(ASSIGNMENT)).exercises

SUM = "def mean(X):\n    return np.sum(X, axis=0)\n"

Grade = Callable[[Mapping[str, str]], dict[str, Verdict]]


@pytest.fixture
def grade(made: Course, bundle: Bundle, sandbox: Sandbox, lesson: Lesson) -> Grade:
    """The verdicts on both parts, filled with the lesson's solutions but for what is given."""

    def grade(answers: Mapping[str, str]) -> dict[str, Verdict]:
        filled = lesson.solutions | answers
        files = {part: fill(release(made, "en", part), filled) for part in bundle.sources}
        books = grade_submission(bundle, Task("student", files, language="en"), sandbox).notebooks
        return {name: verdict for book in books.values() for name, verdict in book.verdicts.items()}

    return grade


def lost(verdicts: Mapping[str, Verdict]) -> set[str]:
    """The exercises that have lost marks."""
    return {name for name, verdict in verdicts.items() if verdict.earned < verdict.points}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_with_a_function_wrong_the_marks_of_all_others_stay_whole(grade: Grade, lesson: Lesson, exercise: str) -> None:
    first, *_ = EXERCISES[exercise].mistakes
    verdicts = grade({exercise: first.apply(lesson.solutions[exercise])})
    assert lost(verdicts) == {exercise}
    for name, verdict in verdicts.items():
        # What was replaced is told, and it is the function that is wrong, or nothing at all.
        assert set(verdict.helped) <= {exercise}, name
    assert any(hint.mistake for hint in verdicts[exercise].hints)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_with_a_function_missing_the_marks_of_all_others_stay_whole(grade: Grade, exercise: str) -> None:
    verdicts = grade({exercise: "# nothing here"})
    assert lost(verdicts) == {exercise}
    assert verdicts[exercise].earned == 0


def test_what_several_functions_get_wrong_is_told_of_each(grade: Grade, lesson: Lesson) -> None:
    """With two wrong functions, one that builds on the other, each is recognised for what it is."""
    wrong = {"mean": "not-divided", "first_direction": "one-round-less"}
    answers = {
        exercise: EXERCISES[exercise].mistake(name).apply(lesson.solutions[exercise])
        for exercise, name in wrong.items()
    }
    verdicts = grade(answers)
    assert lost(verdicts) == wrong.keys()
    for exercise, name in wrong.items():
        assert [hint.mistake for hint in verdicts[exercise].hints] == [name]


def test_known_mistakes_are_recognised_when_whole_notebooks_are_wrong(grade: Grade, lesson: Lesson) -> None:
    """Every exercise is wrong in another way, in a student's process, until each mistake has been made."""
    left = {name: list(exercise.mistakes) for name, exercise in EXERCISES.items()}
    unseen: list[str] = []
    while any(left.values()):
        wrong = {name: mistakes.pop() for name, mistakes in left.items() if mistakes}
        verdicts = grade({name: one.apply(lesson.solutions[name]) for name, one in wrong.items()})
        assert lost(verdicts) == wrong.keys()
        for name, one in wrong.items():
            if not EXERCISES[name].with_hint_of(one.name) & {hint.mistake for hint in verdicts[name].hints}:
                unseen.append(f"{name} {one.name}")
    assert unseen == []


def test_a_fault_while_hints_are_looked_for_costs_no_marks_and_is_noted(
    made: Course, bundle: Bundle, sandbox: Sandbox, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("a slip of ours")

    monkeypatch.setattr(Catalogue, "hints", broken)
    wrong = lesson.solutions | {"mean": SUM}
    files = {part: fill(release(made, "en", part), wrong) for part in bundle.sources}
    result = grade_submission(bundle, Task("student", files, language="en"), sandbox).notebooks[PART]
    assert lost(result.verdicts) == {"mean"}
    told = [note.message.en for note in result.notes if (note.code, note.cell) == ("unhinted", "mean")]
    (fault,) = told
    assert fault.endswith("please report it: RuntimeError: a slip of ours")


#: Functions that hand on what the last helper has told them. Scaler without what does so in the lesson.
PARROTS = {
    "centre": """
def centre(X):
    return mean(X)
""",
    "spread": """
def spread(X, ddof=0):
    return centre(X)
""",
    "standardise": """
def standardise(X):
    mean(X), centre(X)
    return spread(X)
""",
    "correlation": """
def correlation(x, y):
    return standardise(np.column_stack([x, y]))
""",
    "first_direction": """
def first_direction(X, steps):
    return standardise(X)
""",
    "Scaler": """
class Scaler:
    def fit(self, X):
        return standardise(X)

    def transform(self, X):
        return standardise(X)[0]

    def back(self, Z):
        return centre(Z)[0]
""",
}


def test_there_is_a_parrot_for_every_exercise_that_is_helped() -> None:
    assert PARROTS.keys() == {name for name, exercise in EXERCISES.items() if exercise.builds_on}


@pytest.mark.parametrize("exercise", PARROTS)
def test_to_hand_on_what_a_helper_has_said_earns_nothing(grade: Grade, exercise: str) -> None:
    """Also where what it builds on is wrong, so that the lesson's own functions answer in its place."""
    broken = {name: f"def {name}(*args):\n    return None\n" for name in EXERCISES[exercise].builds_on}
    assert grade({**broken, exercise: PARROTS[exercise]})[exercise].earned == 0


@pytest.mark.parametrize("exercise", PARROTS)
def test_a_function_builds_on_what_stands_before_it(lesson: Lesson, exercise: str) -> None:
    names = [one.name for one in lesson.exercises]
    assert all(names.index(name) < names.index(exercise) for name in EXERCISES[exercise].builds_on)


def test_a_function_is_helped_by_what_it_builds_on_and_by_nothing_else(grade: Grade) -> None:
    """Whoever asks for a later function's answer, or for its own, gets what the student has written."""
    source = """
def mean(X):
    return centre(X)

def centre(X):
    mu = mean(X)
    return standardise(X)
"""
    verdicts = grade({"mean": source, "centre": "# above"})
    assert {"mean", "centre"} <= lost(verdicts)
    assert verdicts["centre"].earned == 0


@pytest.mark.parametrize(
    "spoilt",
    [
        "for _ in range(100_000):\n        mean(X)",
        "mean(np.ones((60_000, 2)))",
        "mean([0] * 1000)",
        "mean(X=object())",
        "mean()",
        "import threading as t\n    [t.Thread(target=mean, args=(X,)).start() for _ in range(20)]",
    ],
)
def test_what_is_asked_of_helpers_beyond_reason_costs_the_one_who_asks(grade: Grade, spoilt: str) -> None:
    source = f"""
def centre(X):
    {spoilt}
    return None
"""
    begun = time.monotonic()
    verdicts = grade({"mean": SUM, "centre": source})
    assert lost(verdicts) == {"mean", "centre"}
    assert verdicts["centre"].earned == 0
    assert time.monotonic() - begun < 120


def test_a_helper_that_answers_no_more_is_never_told_as_the_students_error(grade: Grade) -> None:
    source = f"""
def centre(X):
    for _ in range({MAX_CALLS // 2}):
        mu = mean(X)
    return X - mu, mu + 1
"""
    verdicts = grade({"mean": SUM, "centre": source})
    assert lost(verdicts) == {"mean", "centre"}
    said = [mark.finding.message.en for mark in verdicts["centre"].marks if mark.finding]
    assert said and not [one for one in said if "more calls" in one]


class TestHelpers:
    """What the lesson's functions answer to whatever a student's process asks them."""

    @pytest.fixture
    def helpers(self, bundle: Bundle) -> Helpers:
        return Helpers(bundle.reference, ("mean", "draw_rows", "first_direction"))

    def test_they_draw_from_the_callers_random_state(self, helpers: Helpers, bundle: Bundle) -> None:
        random, X = np.random.RandomState(5), np.arange(30.0).reshape(15, 2)
        found, state = helpers.answer("draw_rows", [X, 9], {}, random.get_state())
        assert np.array_equal(found, bundle.reference.draw_rows(X, 9, seed=5))
        after = np.random.RandomState()
        after.set_state(state)
        again, _ = helpers.answer("draw_rows", [X, 9], {}, after.get_state())
        assert not np.array_equal(again, found)

    def test_they_take_arguments_by_name(self, helpers: Helpers) -> None:
        (v, lengths), _ = helpers.answer("first_direction", [np.eye(3)], {"steps": 2}, np.random.get_state())
        assert v.shape == (3,) and len(lengths) == 2

    @pytest.mark.parametrize(
        "args",
        [
            [np.ones((1, 300)), np.ones((300, 1)), 0],
            [np.ones((200, 200)), 1, 1],
            [[1] * 65, 1, 1],
            [1001, 1, 1],
            [(65, 3), 1, 1],
            [{"a": [70]}, 1, 1],
            [list(range(33)), 1, 1],
            [np.ones((2, 2, 2)), 1, 1],
            [np.array(10**9), 1, 1],
            [np.array([5, -65]), 1, 1],
            [[np.array(10**9, dtype=np.uint64)], 1, 1],
        ],
    )
    def test_what_is_larger_than_in_the_lesson_is_refused(self, helpers: Helpers, args: list[object]) -> None:
        with pytest.raises(HelperError, match=r"mean\(\) got .*, which is more than the lesson gives it"):
            helpers.answer("mean", args, {}, np.random.get_state())

    @pytest.mark.parametrize("state", [None, 3, ("MT19937",), ("MT19937", np.zeros(3), 0, 0, 0.0)])
    def test_a_random_state_that_is_none_is_refused(self, helpers: Helpers, state: object) -> None:
        with pytest.raises(HelperError, match="random state"):
            helpers.answer("draw_rows", [np.eye(2), 1], {}, state)

    def test_calls_are_counted(self, helpers: Helpers) -> None:
        state, one = np.random.get_state(), np.ones((1, 1))
        for _ in range(MAX_CALLS):
            helpers.answer("mean", [one], {}, state)
        with pytest.raises(HelperError, match="more calls"):
            helpers.answer("mean", [one], {}, state)
