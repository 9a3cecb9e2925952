"""Marks of this lesson: what the outline says of single functions, and that nothing is earned by luck."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from this_lesson import EXERCISES, bundle, lesson

from autograder.calling import reply_to
from autograder.exercise import Case, Mistake
from autograder.judge import Verdict, draw_cases, judge
from autograder.reply import Returned
from tests.answers import SENDABLE, STRANGE, TOLD, mistakes_of, namespace, verdict

#: Whether what was raised was raised by Python or NumPy, and not by the author of a class.
by_accident: Callable[[str, str], bool] = EXERCISES["DeepNetwork"].public.__globals__["by_accident"]  # type: ignore[attr-defined]


def judged(exercise: str, source: str) -> Verdict:
    """The verdict on one function written otherwise, the others being the lesson's own."""
    return verdict(bundle(), exercise, namespace(bundle(), lesson().solutions | {exercise: source}))


@functools.cache
def asked(exercise: str) -> tuple[list[Case], list[Any]]:
    """Cases of an exercise, and the right answers to them, which are worked out once."""
    cases = draw_cases(EXERCISES[exercise], bundle().reference, bundle().secret, "test")
    right = [bundle().reference.answer(exercise, case) for case in cases]
    return [replace(case, right=answer) for case, answer in zip(cases, right, strict=True)], right


def verdict_on(exercise: str, answers: list[Any]) -> Verdict:
    """The verdict on answers to those cases."""
    replies = [Returned(answer) for answer in answers]
    return judge(EXERCISES[exercise], asked(exercise)[0], replies, bundle().reference)


def earned(found: Verdict) -> dict[str, int]:
    return {mark.check: mark.earned for mark in found.marks}


def lost(found: Verdict) -> set[str]:
    return {mark.check for mark in found.marks if mark.earned < mark.points}


# --- what the catalogue holds ----------------------------------------------------------------------------


def test_there_are_at_least_a_hundred_and_fifty_mistakes() -> None:
    assert sum(len(exercise.mistakes) for exercise in EXERCISES.values()) >= 150


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_mistakes_and_right_answers_for_every_function(exercise: str) -> None:
    assert len(EXERCISES[exercise].mistakes) >= 9
    assert len(EXERCISES[exercise].right_answers) >= 5


# --- what is earned without an answer --------------------------------------------------------------------


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_memorised_public_answer_earns_nothing(exercise: str) -> None:
    cases, (public, *_) = asked(exercise)
    found = verdict_on(exercise, [public] * len(cases))
    # Zero biases are right wherever they have the right shape, which the public answer's have not.
    paid = {mark.check for mark in found.marks if mark.earned}
    # How a class behaves is no number to memorise.
    assert paid == ({"self", "unfitted", "shapes", "others"} if exercise == "DeepNetwork" else set())


@pytest.mark.parametrize("exercise", [name for name in EXERCISES if not name.startswith("initialize")])
def test_zeros_of_the_right_shapes_earn_nothing(exercise: str) -> None:
    def zeros(value: object) -> object:
        if isinstance(value, dict):
            return {key: zeros(part) for key, part in value.items()}
        if isinstance(value, (tuple, list)):
            return type(value)(zeros(part) for part in value)
        return np.zeros_like(value)

    def shaped(*args: object) -> object:
        return zeros(getattr(bundle().reference, exercise)(*args))

    assert verdict(bundle(), exercise, {exercise: shaped}).earned == 0


def test_random_networks_are_fair_to_ask_about() -> None:
    for work in map(str, range(20)):
        public, *drawn = draw_cases(EXERCISES["L_model_forward"], bundle().reference, bundle().secret, work)
        for case in (case for case in drawn if case.tag == public.tag):
            X, parameters = case.args
            sizes = [X.shape[0], *(parameters[f"W{layer}"].shape[0] for layer in range(1, len(parameters) // 2 + 1))]
            assert 3 <= len(sizes) - 1 <= 6
            assert sizes[-1] == 1
            assert len({*sizes, X.shape[1]}) == len(sizes) + 1
            AL, caches = bundle().reference.L_model_forward(X, parameters)
            assert AL.min() >= 0.05
            assert AL.max() <= 0.95
            for _, Z in caches[:-1]:
                assert np.abs(Z).min() >= 1e-3
                assert (Z > 0).any() and (Z < 0).any()


# --- what the outline says of single functions -----------------------------------------------------------


def test_a_cost_in_a_matrix_loses_two_points_and_is_told() -> None:
    for form in ("np.array([[cost]])", "np.array([cost])"):
        found = judged(
            "compute_cost",
            f"""
def compute_cost(AL, Y):
    cost = -np.mean(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    return {form}
""",
        )
        assert earned(found) == {"cost": 8, "scalar": 0}
        assert found.finding is not None and "matrix" in found.finding.message.en


def test_a_right_form_around_a_wrong_cost_earns_nothing() -> None:
    assert judged("compute_cost", "def compute_cost(AL, Y): return 0.5").earned == 0


def test_another_order_of_drawing_loses_two_points_only() -> None:
    source = """
def initialize_parameters(n_x, n_h, n_y):
    W2 = np.random.randn(n_y, n_h) * 0.01
    W1 = np.random.randn(n_h, n_x) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}
"""
    assert earned(judged("initialize_parameters", source)) == {"scale": 3, "signs": 3, "b": 2, "draw": 0}


def test_a_forgotten_factor_is_marked_once() -> None:
    source = """
def initialize_parameters(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x)
    W2 = np.random.randn(n_y, n_h)
    return {"W1": W1, "b1": np.zeros((n_h, 1), int), "W2": W2, "b2": np.zeros((n_y, 1), int)}
"""
    assert earned(judged("initialize_parameters", source)) == {"scale": 0, "signs": 3, "b": 2, "draw": 2}


def test_numbering_gradients_from_zero_loses_two_points_and_is_told() -> None:
    source = lesson().solutions["L_model_backward"].replace('grads["dA" + str(l)]', 'grads["dA" + str(l - 1)]')
    found = judged("L_model_backward", source)
    assert earned(found) == {"dW": 4, "db": 2, "dA": 0, "one layer": 1, "untouched": 1}
    assert found.finding is not None and "dA0" in found.finding.message.en


def test_a_dictionary_for_the_cache_is_named() -> None:
    found = judged("linear_forward", 'def linear_forward(A, W, b): return W @ A + b, {"A": A, "W": W, "b": b}')
    assert earned(found) == {"Z": 7, "cache": 0}
    assert found.finding is not None and "dictionary" in found.finding.message.en


def test_returning_none_is_told() -> None:
    found = judged("update_parameters", "def update_parameters(parameters, grads, learning_rate): pass")
    assert found.finding is not None and "return" in found.finding.message.en


def test_caches_that_would_fill_the_judges_memory_are_refused_by_their_shapes() -> None:
    source = """
def L_model_forward(X, parameters):
    L = len(parameters) // 2
    caches = [((X, X, X), np.zeros((1, 900, 1, 1)))] * (L - 1) + [((X, X, X), np.zeros((900, 1, 1, 1)))]
    return X[:1], caches
"""
    found = judged("L_model_forward", source)
    assert earned(found) == {"AL": 0, "caches": 0, "one layer": 0}


# --- any answer is judged ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SENDABLE)
@pytest.mark.parametrize(
    "exercise", ["linear_forward", "initialize_parameters_deep", "L_model_forward", "compute_cost"]
)
def test_any_answer_of_part_one_is_judged_and_its_counterexample_is_small(exercise: str, name: str) -> None:
    strange = STRANGE[name]
    for value in (strange, (strange, strange), {"W1": strange, "b1": strange}):
        found = verdict_on(exercise, [value] * len(asked(exercise)[0]))
        assert found.earned == 0
        for mark in found.marks:
            assert mark.finding is not None and mark.counterexample is not None
            assert len(mark.finding.message.en) < 700
            assert len(mark.counterexample.found) <= 650


@pytest.mark.parametrize(("exercise", "mistake"), mistakes_of(EXERCISES.values()))
def test_every_check_that_a_mistake_fails_has_a_small_counterexample_and_no_other(
    exercise: str, mistake: Mistake
) -> None:
    made = namespace(bundle(), lesson().solutions | {exercise: mistake.apply(lesson().solutions[exercise])})
    cases, _ = asked(exercise)
    replies = [reply_to(made[exercise], case) for case in cases]
    for mark in judge(EXERCISES[exercise], cases, replies, bundle().reference).marks:
        example = mark.counterexample
        assert (example is None) is (mark.finding is None)
        if example is not None:
            texts = [example.expected, example.found, *(text for _, text in example.arguments)]
            assert all(0 < len(text) <= 650 for text in texts)
            assert example.expected != example.found


@pytest.mark.parametrize("value", [*(STRANGE[name] for name in SENDABLE), *TOLD], ids=[*SENDABLE, *map(repr, TOLD)])
@pytest.mark.parametrize("exercise", ["two_layer_model", "predict", "DeepNetwork"])
def test_any_answer_of_part_two_is_judged(exercise: str, value: object) -> None:
    cases, right = asked(exercise)
    assert verdict_on(exercise, [value] * len(cases)).earned == 0
    for key in right[0] if isinstance(right[0], dict) else ():
        answers = [{**answer, key: value} for answer in right]
        assert verdict_on(exercise, answers).earned < EXERCISES[exercise].points
    if exercise == "two_layer_model":
        odd = [
            [({**before[0], "W1": value}, before[1]), after]
            if case.tag == "step"
            else [before, (after[0], [value, *after[1][1:]])]
            for case, (before, after) in zip(cases, right, strict=True)
        ]
        assert lost(verdict_on(exercise, odd)) == {"step", "start", "costs"}


def test_what_else_stands_in_the_parameters_costs_nothing() -> None:
    _, right = asked("L_layer_model")
    for more in ({"note": "mine"}, {"W99": np.zeros((2, 2))}):
        answers = [[({**parameters, **more}, costs) for parameters, costs in trainings] for trainings in right]
        assert verdict_on("L_layer_model", answers).earned == EXERCISES["L_layer_model"].points


def test_costs_of_several_shapes_are_costs() -> None:
    cases, right = asked("L_layer_model")
    answers = [
        trainings
        if case.tag == "step"
        else [(parameters, [np.array([[costs[0]]]), *costs[1:]]) for parameters, costs in trainings]
        for case, trainings in zip(cases, right, strict=True)
    ]
    assert verdict_on("L_layer_model", answers).earned == EXERCISES["L_layer_model"].points


# --- errors that are raised by accident -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "message", "accident"),
    [
        ("KeyError", "'W0'", True),
        ("KeyError", "'call fit first'", False),
        ("NameError", "name 'ValueErorr' is not defined", True),
        ("AttributeError", "'DeepNetwork' object has no attribute 'parameters_'", True),
        ("AttributeError", "module 'numpy' has no attribute 'rase'", True),
        ("TypeError", "'NoneType' object is not subscriptable", True),
        ("IndexError", "tuple index out of range", True),
        ("ValueError", "operands could not be broadcast together with shapes (1,3) (1,2) ", True),
        ("ValueError", "matmul: Input operand 1 has a mismatch in its core dimension 0", True),
        ("ValueError", "shapes (2,3) and (4,5) not aligned: 3 (dim 1) != 4 (dim 0)", True),
        (
            "ValueError",
            "X of shape (3, 30) cannot be broadcast together with W1, whose rows are not aligned with it",
            False,
        ),
        (
            "RuntimeError",
            "parameters_ is None (NoneType): this network has no attribute parameters_, call fit first",
            False,
        ),
        ("ValueError", "这个网络还没有学过：parameters_ 是 NoneType", False),
    ],
)
def test_what_python_says_by_itself_is_an_accident_and_a_sentence_that_speaks_of_it_is_none(
    kind: str, message: str, accident: bool
) -> None:
    assert by_accident(kind, message) is accident


def test_what_python_and_numpy_say_now_is_known() -> None:
    nothing = None
    stumbles: list[Callable[[], object]] = [
        lambda: nothing["W1"],  # type: ignore[index]
        lambda: np.ones((2, 3)) @ np.ones((2, 3)),
        lambda: np.dot(np.ones((2, 3)), np.ones((2, 3))),
        lambda: np.ones((1, 3)) + np.ones((1, 2)),
        lambda: np.ones(3).shape[1],
        lambda: np.ones(3)[:, 0],
        lambda: nothing.shape,  # type: ignore[attr-defined]
        lambda: {}["W0"],
        lambda: (None, 1) > 0.5,  # type: ignore[operator]
        lambda: bool(np.ones(3)),
        lambda: ValueErorr,  # type: ignore[name-defined]  # noqa: F821
    ]
    for stumble in stumbles:
        with pytest.raises(Exception) as found:
            stumble()
        assert by_accident(type(found.value).__name__, str(found.value)), found.value
