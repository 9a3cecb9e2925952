"""Every exercise of this lesson is marked on its own merit, and whole notebooks of mistakes are seen through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from this_lesson import ASSIGNMENT, COURSE, EXERCISES, bundle, lesson

from autograder.grading.submission_grader import Task, grade_submission
from autograder.judge import Verdict
from autograder.lessons.build import loads
from autograder.sandbox import Sandbox
from tests.classroom import fill

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

Grade = Callable[[Mapping[str, str]], dict[str, Verdict]]
#: In the order of the texts.
NAMES = [exercise.name for exercise in lesson().exercises]


@pytest.fixture(scope="module")
def grade() -> Iterator[Grade]:
    """Gives the verdicts on both parts, filled with the lesson's solutions but for what is given."""
    with Sandbox(bundle().preload, bundle().pack) as sandbox:

        def grade(answers: Mapping[str, str]) -> dict[str, Verdict]:
            filled = lesson().solutions | answers
            folder = COURSE.release("en", ASSIGNMENT)
            released = {part: loads((folder / f"{part}.ipynb").read_text("utf-8")) for part in bundle().sources}
            files = {part: fill(notebook, filled) for part, notebook in released.items()}
            books = grade_submission(bundle(), Task("student", files, language="en"), sandbox).notebooks
            return {name: verdict for book in books.values() for name, verdict in book.verdicts.items()}

        yield grade


def lost(verdicts: Mapping[str, Verdict]) -> set[str]:
    """The exercises that have lost marks."""
    return {name for name, verdict in verdicts.items() if verdict.earned < verdict.points}


#: Each beside two others, so that each is seen whole beside each that is wrong, and beside each that is missing.
PAIRS = [pair for shift in (5, 9) for pair in zip(NAMES, [*NAMES[shift:], *NAMES[:shift]], strict=True)]


@pytest.mark.parametrize(("wrong", "missing"), PAIRS)
def test_with_one_function_wrong_and_one_missing_the_marks_of_all_others_stay_whole(
    grade: Grade, wrong: str, missing: str
) -> None:
    """Each is wrong twice and missing twice, in company with another, which costs it nothing more."""
    first, *_ = EXERCISES[wrong].mistakes
    verdicts = grade({wrong: first.apply(lesson().solutions[wrong]), missing: "# nothing here"})
    assert lost(verdicts) == {wrong, missing}
    assert verdicts[missing].earned == 0
    for name, verdict in verdicts.items():
        # What was replaced is told, and it is one of the two, or nothing at all.
        assert set(verdict.helped) <= {wrong, missing}, name
    assert any(hint.mistake for hint in verdicts[wrong].hints)


def test_known_mistakes_are_recognised_when_whole_notebooks_are_wrong(grade: Grade) -> None:
    """Every exercise is wrong in another way, in a student's process, until a third of the mistakes have been made."""
    left = {name: list(exercise.mistakes[::3]) for name, exercise in EXERCISES.items()}
    unseen: list[str] = []
    while any(left.values()):
        wrong = {name: mistakes.pop() for name, mistakes in left.items() if mistakes}
        verdicts = grade({name: one.apply(lesson().solutions[name]) for name, one in wrong.items()})
        assert lost(verdicts) == wrong.keys()
        for name, one in wrong.items():
            if not EXERCISES[name].with_hint_of(one.name) & {hint.mistake for hint in verdicts[name].hints}:
                unseen.append(f"{name} {one.name}")
    assert unseen == []


@pytest.mark.parametrize("number", range(5))
def test_right_answers_written_otherwise_earn_a_hundred_together(grade: Grade, number: int) -> None:
    verdicts = grade({name: exercise.right_answers[number] for name, exercise in EXERCISES.items()})
    assert {name: one.earned for name, one in verdicts.items()} == {name: one.points for name, one in EXERCISES.items()}


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


def test_to_hand_on_what_a_helper_has_said_earns_nothing(grade: Grade) -> None:
    """All at once: what each builds on is wrong, so that the lesson's own functions answer in its place."""
    assert PARROTS.keys() == {name for name, exercise in EXERCISES.items() if exercise.builds_on}
    broken = {name: f"def {name}(*args):\n    return None\n" for name in EXERCISES.keys() - PARROTS.keys()}
    verdicts = grade({**broken, **PARROTS})
    assert {name: verdict.earned for name, verdict in verdicts.items()} == dict.fromkeys(EXERCISES, 0)
