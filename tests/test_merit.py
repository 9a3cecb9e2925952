"""Every exercise is marked on its own merit: a mistake costs its own marks, and none of what builds on it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from autograder.course import Course, load_module
from autograder.diagnosis import Catalogue
from autograder.exercise import Mistake
from autograder.grading.bundle import Bundle
from autograder.grading.helpers import MAX_CALLS, HelperError, Helpers
from autograder.grading.submission_grader import Task, grade_submission
from autograder.judge import Verdict
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox

from .classroom import fill, release
from .conftest import ROOT

FOLDER = ROOT / "notebooks" / "deep_neural_network"
MISTAKES: tuple[Mistake, ...] = load_module(FOLDER / "mistakes.py").MISTAKES
EXERCISES = {exercise.name: exercise for exercise in load_module(FOLDER / "checks.py").EXERCISES}

Grade = Callable[[Mapping[str, str]], dict[str, Verdict]]


@pytest.fixture
def grade(committed: Course, bundle: Bundle, sandbox: Sandbox, lesson: Lesson) -> Grade:
    """The verdicts on both parts, filled with the lesson's solutions but for what is given."""

    def grade(answers: Mapping[str, str]) -> dict[str, Verdict]:
        filled = lesson.solutions | answers
        files = {part: fill(release(committed, "en", part), filled) for part in bundle.sources}
        books = grade_submission(bundle, Task("student", files, language="en"), sandbox).notebooks
        return {name: verdict for book in books.values() for name, verdict in book.verdicts.items()}

    return grade


def lost(verdicts: Mapping[str, Verdict]) -> set[str]:
    """The exercises that have lost marks."""
    return {name for name, verdict in verdicts.items() if verdict.earned < verdict.points}


@pytest.mark.parametrize("exercise", EXERCISES)
def test_with_a_function_wrong_the_marks_of_all_others_stay_whole(grade: Grade, lesson: Lesson, exercise: str) -> None:
    first = next(mistake for mistake in MISTAKES if mistake.exercise == exercise)
    verdicts = grade({exercise: first.apply(lesson.solutions[exercise])})
    assert lost(verdicts) == {exercise}
    for name, verdict in verdicts.items():
        # What was replaced is told, and it is the function that is wrong, or nothing at all.
        assert set(verdict.helped) <= {exercise}, name
    assert any(hint.mistake for hint in verdicts[exercise].hints)


@pytest.mark.parametrize("exercise", list(EXERCISES)[:-1])
def test_with_a_function_missing_the_marks_of_all_others_stay_whole(grade: Grade, exercise: str) -> None:
    verdicts = grade({exercise: "# nothing here"})
    assert lost(verdicts) == {exercise}
    assert verdicts[exercise].earned == 0


def test_what_several_functions_get_wrong_is_told_of_each(grade: Grade, lesson: Lesson) -> None:
    """With two wrong functions, one that builds on the other, each is recognised for what it is."""
    wrong = {("linear_forward", "bias-forgotten"), ("L_model_forward", "X-into-every-layer")}
    made = {
        one.exercise: one.apply(lesson.solutions[one.exercise]) for one in MISTAKES if (one.exercise, one.name) in wrong
    }
    verdicts = grade(made)
    assert lost(verdicts) == {exercise for exercise, _ in wrong}
    for exercise, name in wrong:
        assert [hint.mistake for hint in verdicts[exercise].hints] == [name]


def test_known_mistakes_are_recognised_when_whole_notebooks_are_wrong(grade: Grade, lesson: Lesson) -> None:
    """Every exercise is wrong in another way, in a student's process, until a third of the mistakes have been made."""
    left = {name: [one for one in MISTAKES if one.exercise == name][::3] for name in EXERCISES}
    unseen: list[str] = []
    while any(left.values()):
        made = {name: mistakes.pop() for name, mistakes in left.items() if mistakes}
        verdicts = grade({name: one.apply(lesson.solutions[name]) for name, one in made.items()})
        assert lost(verdicts) == made.keys()
        for name, one in made.items():
            if not {one.name, *one.looks_like} & {hint.mistake for hint in verdicts[name].hints}:
                unseen.append(f"{name} {one.name}")
    assert unseen == []


def test_a_fault_while_hints_are_looked_for_costs_no_marks_and_is_noted(
    committed: Course, bundle: Bundle, sandbox: Sandbox, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("a slip of ours")

    monkeypatch.setattr(Catalogue, "hints", broken)
    wrong = lesson.solutions | {"linear_forward": "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)\n"}
    files = {part: fill(release(committed, "en", part), wrong) for part in bundle.sources}
    result = grade_submission(bundle, Task("student", files, language="en"), sandbox).notebooks["step_by_step"]
    assert lost(result.verdicts) == {"linear_forward"}
    told = [note.message.en for note in result.notes if (note.code, note.cell) == ("unhinted", "linear_forward")]
    (fault,) = told
    assert fault.endswith("please report it: RuntimeError: a slip of ours")


#: Functions that hand on what the last helper has told them. DeepNetwork without what does so in the lesson.
PARROTS = {
    "linear_activation_forward": """
def linear_activation_forward(A_prev, W, b, activation):
    return linear_forward(A_prev, W, b)
""",
    "L_model_forward": """
def L_model_forward(X, parameters):
    A = X
    for l in range(1, len(parameters) // 2 + 1):
        told = linear_activation_forward(A, parameters[f"W{l}"], parameters[f"b{l}"], "sigmoid")
        A = told[0]
    return told
""",
    "linear_activation_backward": """
def linear_activation_backward(dA, cache, activation="relu"):
    return linear_backward(dA, cache[0])
""",
    "L_model_backward": """
def L_model_backward(AL, Y, caches):
    dA = AL - Y
    for cache in reversed(caches):
        told = linear_activation_backward(dA, cache, "relu")
        dA = told[0]
    return told
""",
    "two_layer_model": """
def two_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    return initialize_parameters(*layers_dims)
""",
    "L_layer_model": """
def L_layer_model(X, Y, layers_dims, learning_rate=0.0075, num_iterations=2500, print_cost=False):
    parameters = initialize_parameters_deep(layers_dims)
    AL, caches = L_model_forward(X, parameters)
    return update_parameters(parameters, L_model_backward(AL, Y, caches), learning_rate)
""",
    "predict": """
def predict(X, parameters):
    return L_model_forward(X, parameters)[0]
""",
    "DeepNetwork": """
class DeepNetwork:
    def __init__(self, layers_dims, learning_rate=0.0075, num_iterations=2500):
        self.settings = layers_dims, learning_rate, num_iterations

    def fit(self, X, Y):
        return L_layer_model(X, Y, *self.settings)

    def predict_proba(self, X):
        return L_model_forward(X, initialize_parameters_deep(self.settings[0]))

    predict = predict_proba

    def score(self, X, Y):
        return compute_cost(self.predict_proba(X)[0], Y)
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
def test_a_function_builds_on_what_stands_before_it(exercise: str) -> None:
    names = list(EXERCISES)
    assert all(names.index(name) < names.index(exercise) for name in EXERCISES[exercise].builds_on)


def test_a_function_is_helped_by_what_it_builds_on_and_by_nothing_else(grade: Grade) -> None:
    """Whoever asks for a later function's answer, or for its own, gets what the student has written."""
    source = """
def linear_forward(A, W, b):
    return linear_activation_forward(A, W, b, "relu")

def linear_activation_forward(A_prev, W, b, activation):
    Z, cache = linear_forward(A_prev, W, b)
    return L_model_forward(A_prev, {"W1": W, "b1": b})
"""
    verdicts = grade({"linear_forward": source, "linear_activation_forward": "# above"})
    assert {"linear_forward", "linear_activation_forward"} <= lost(verdicts)
    assert verdicts["linear_activation_forward"].earned == 0


@pytest.mark.parametrize(
    "spoilt",
    [
        "for _ in range(100_000):\n        linear_forward(A_prev, W, b)",
        "linear_forward(np.ones((1, 60_000)), np.ones((60_000, 1)), np.ones((60_000, 1)))",
        "linear_forward([0] * 1000, W, b)",
        "linear_forward(object(), W=W, b=b)",
        "linear_forward()",
        "import threading as t\n    [t.Thread(target=linear_forward, args=(A_prev, W, b)).start() for _ in range(20)]",
    ],
)
def test_what_is_asked_of_helpers_beyond_reason_costs_the_one_who_asks(grade: Grade, spoilt: str) -> None:
    wrong = "def linear_forward(A, W, b):\n    return W @ A, (A, W, b)\n"
    source = f"""
def linear_activation_forward(A_prev, W, b, activation):
    {spoilt}
    return None
"""
    begun = time.monotonic()
    verdicts = grade({"linear_forward": wrong, "linear_activation_forward": source})
    assert lost(verdicts) == {"linear_forward", "linear_activation_forward"}
    assert verdicts["linear_activation_forward"].earned == 0
    assert time.monotonic() - begun < 120


class TestHelpers:
    """What the lesson's functions answer to whatever a student's process asks them."""

    @pytest.fixture
    def helpers(self, bundle: Bundle) -> Helpers:
        return Helpers(bundle.reference, ("linear_forward", "initialize_parameters", "L_layer_model"))

    def test_they_draw_from_the_callers_random_state(self, helpers: Helpers, bundle: Bundle) -> None:
        random = np.random.RandomState(5)
        found, state = helpers.answer("initialize_parameters", [4, 3, 1], {}, random.get_state())
        expected = bundle.reference.initialize_parameters(4, 3, 1, seed=5)
        assert all(np.array_equal(found[name], expected[name]) for name in expected)
        after = np.random.RandomState()
        after.set_state(state)
        again, _ = helpers.answer("initialize_parameters", [4, 3, 1], {}, after.get_state())
        assert not np.array_equal(again["W1"], found["W1"])

    def test_they_take_arguments_by_name(self, helpers: Helpers) -> None:
        A, W, b = np.eye(3), np.ones((2, 3)), np.zeros((2, 1))
        (Z, _), _ = helpers.answer("linear_forward", [A], {"b": b, "W": W}, np.random.get_state())
        assert np.array_equal(Z, W)

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
        with pytest.raises(HelperError, match=r"linear_forward\(\) got .*, which is more than the lesson gives it"):
            helpers.answer("linear_forward", args, {}, np.random.get_state())

    @pytest.mark.parametrize("state", [None, 3, ("MT19937",), ("MT19937", np.zeros(3), 0, 0, 0.0)])
    def test_a_random_state_that_is_none_is_refused(self, helpers: Helpers, state: object) -> None:
        with pytest.raises(HelperError, match="random state"):
            helpers.answer("initialize_parameters", [2, 2, 1], {}, state)

    def test_calls_are_counted(self, helpers: Helpers) -> None:
        state, one = np.random.get_state(), np.ones((1, 1))
        for _ in range(MAX_CALLS):
            helpers.answer("linear_forward", [one, one, one], {}, state)
        with pytest.raises(HelperError, match="more calls"):
            helpers.answer("linear_forward", [one, one, one], {}, state)
