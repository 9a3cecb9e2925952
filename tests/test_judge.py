"""Marks are earned on unknown inputs, by right values, check by check."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autograder.course import load_module
from autograder.exercise import Answer, Mistake
from autograder.exercise.show import LIMIT, show
from autograder.grading.bundle import Bundle
from autograder.inside.wire import Opaque
from autograder.judge import Mark, Verdict, draw_cases, judge, no_answer
from autograder.lessons.lesson import Lesson
from autograder.reply import Died, Missing, Raised, Reply, Returned

from .answers import namespace, title, verdict
from .conftest import ROOT

FOLDER = ROOT / "notebooks" / "deep_neural_network"
MISTAKES: tuple[Mistake, ...] = load_module(FOLDER / "mistakes.py").MISTAKES
OTHERWISE: dict[str, tuple[str, ...]] = load_module(FOLDER / "samples.py").RIGHT_OTHERWISE
#: What comes of calling a function that calls one which is not called again.
OVERRAN = Raised("NotCalledAgainError", "linear_forward")
Array = npt.NDArray[np.float64]
EXERCISES = [exercise.name for exercise in load_module(FOLDER / "checks.py").EXERCISES]


@pytest.fixture
def judged(bundle: Bundle, lesson: Lesson) -> Callable[..., Verdict]:
    """Judges one function written otherwise, the others being the lesson's own."""

    def judged(exercise: str, source: str, work: str = "test") -> Verdict:
        return verdict(bundle, exercise, namespace(bundle, lesson.solutions | {exercise: source}), work)

    return judged


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_lessons_own_solution_earns_full_marks(
    bundle: Bundle, lesson: Lesson, judged: Callable[..., Verdict], exercise: str
) -> None:
    for work in ("one", "two", "three", "four", "five"):
        found = judged(exercise, lesson.solutions[exercise], work)
        assert found.earned == found.points, found.finding


@pytest.mark.parametrize(
    ("exercise", "number"), [(name, number) for name, sources in OTHERWISE.items() for number in range(len(sources))]
)
def test_a_right_answer_written_otherwise_earns_full_marks(
    judged: Callable[..., Verdict], exercise: str, number: int
) -> None:
    found = judged(exercise, OTHERWISE[exercise][number])
    assert found.earned == found.points, found.finding


@pytest.mark.parametrize("mistake", MISTAKES, ids=title)
def test_a_known_mistake_is_caught_by_the_check_it_names(
    lesson: Lesson, judged: Callable[..., Verdict], mistake: Mistake
) -> None:
    found = judged(mistake.exercise, mistake.apply(lesson.solutions[mistake.exercise]))
    marks = {mark.check: mark for mark in found.marks}
    assert marks[mistake.caught_by].earned == 0
    assert found.earned < found.points


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
    assert load_module(FOLDER / "checks.py").by_accident(kind, message) is accident


def test_what_python_and_numpy_say_now_is_known() -> None:
    checks, nothing = load_module(FOLDER / "checks.py"), None
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
        assert checks.by_accident(type(found.value).__name__, str(found.value)), found.value


@pytest.mark.parametrize("exercise", EXERCISES)
def test_there_are_mistakes_and_right_answers_for_every_function(exercise: str) -> None:
    assert sum(mistake.exercise == exercise for mistake in MISTAKES) >= 9
    assert len(OTHERWISE[exercise]) >= 5


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_memorised_public_answer_earns_nothing(bundle: Bundle, exercise: str) -> None:
    cases = draw_cases(bundle.exercises[exercise], bundle.reference, bundle.secret, "test")
    public = bundle.reference.answer(exercise, cases[0])
    found = judge(bundle.exercises[exercise], cases, [Returned(public)] * len(cases), bundle.reference)
    # Zero biases are right wherever they have the right shape, which the public answer's have not.
    earned = {mark.check for mark in found.marks if mark.earned}
    # How a class behaves is no number to memorise.
    assert earned == ({"self", "unfitted", "shapes", "others"} if cases[0].script else set())


@pytest.mark.parametrize("exercise", EXERCISES[2:])
def test_zeros_of_the_right_shapes_earn_nothing(bundle: Bundle, exercise: str) -> None:
    def zeros(value: object) -> object:
        if isinstance(value, dict):
            return {key: zeros(part) for key, part in value.items()}
        if isinstance(value, (tuple, list)):
            return type(value)(zeros(part) for part in value)
        return np.zeros_like(value)

    def shaped(*args: object) -> object:
        return zeros(getattr(bundle.reference, exercise)(*args))

    assert verdict(bundle, exercise, {exercise: shaped}).earned == 0


@pytest.mark.parametrize("reply", [Missing(), Raised("ValueError", "no"), Died("cpu"), Died("exit")])
def test_no_answer_earns_nothing_and_says_why(bundle: Bundle, reply: Reply) -> None:
    exercise = bundle.exercises["linear_backward"]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, "test")
    found = judge(exercise, cases, [reply] * len(cases), bundle.reference)
    assert found.earned == 0
    assert found.finding is not None
    assert found.finding.message.zh and found.finding.message.en


def test_inputs_differ_by_work_exercise_and_attempt_and_come_again_with_the_secret(bundle: Bundle) -> None:
    exercise = bundle.exercises["linear_forward"]

    def first(secret: bytes, work: str, attempt: int) -> bytes:
        return bytes(draw_cases(exercise, bundle.reference, secret, work, attempt)[1].args[0].tobytes())

    drawn = [
        first(bundle.secret, "a", 0),
        first(bundle.secret, "b", 0),
        first(bundle.secret, "a", 1),
        first(b"x", "a", 0),
    ]
    assert len(set(drawn)) == 4
    assert first(bundle.secret, "a", 0) == drawn[0]


def test_drawing_and_judging_leave_the_random_state_alone(bundle: Bundle) -> None:
    np.random.seed(5)
    before = np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    for exercise in bundle.exercises.values():
        draw_cases(exercise, bundle.reference, bundle.secret, "test")
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index, union-attr]


def test_random_networks_are_fair_to_ask_about(bundle: Bundle) -> None:
    for work in map(str, range(20)):
        for case in draw_cases(bundle.exercises["L_model_forward"], bundle.reference, bundle.secret, work)[1:]:
            X, parameters = case.args
            sizes = [X.shape[0], *(parameters[f"W{layer}"].shape[0] for layer in range(1, len(parameters) // 2 + 1))]
            assert 3 <= len(sizes) - 1 <= 6
            assert sizes[-1] == 1
            assert len({*sizes, X.shape[1]}) == len(sizes) + 1
            AL, caches = bundle.reference.L_model_forward(X, parameters)
            assert AL.min() >= 0.05
            assert AL.max() <= 0.95
            for _, Z in caches[:-1]:
                assert np.abs(Z).min() >= 1e-3
                assert (Z > 0).any() and (Z < 0).any()


# --- what the outline says of single functions -----------------------------------------------------------


def earned(found: Verdict) -> dict[str, int]:
    return {mark.check: mark.earned for mark in found.marks}


def test_a_cost_in_a_matrix_loses_two_points_and_is_told(judged: Callable[..., Verdict]) -> None:
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


def test_a_right_form_around_a_wrong_cost_earns_nothing(judged: Callable[..., Verdict]) -> None:
    assert judged("compute_cost", "def compute_cost(AL, Y): return 0.5").earned == 0


def test_another_order_of_drawing_loses_two_points_only(judged: Callable[..., Verdict]) -> None:
    source = """
def initialize_parameters(n_x, n_h, n_y):
    W2 = np.random.randn(n_y, n_h) * 0.01
    W1 = np.random.randn(n_h, n_x) * 0.01
    return {"W1": W1, "b1": np.zeros((n_h, 1)), "W2": W2, "b2": np.zeros((n_y, 1))}
"""
    assert earned(judged("initialize_parameters", source)) == {"scale": 3, "signs": 3, "b": 2, "draw": 0}


def test_a_forgotten_factor_is_marked_once(judged: Callable[..., Verdict]) -> None:
    source = """
def initialize_parameters(n_x, n_h, n_y):
    W1 = np.random.randn(n_h, n_x)
    W2 = np.random.randn(n_y, n_h)
    return {"W1": W1, "b1": np.zeros((n_h, 1), int), "W2": W2, "b2": np.zeros((n_y, 1), int)}
"""
    assert earned(judged("initialize_parameters", source)) == {"scale": 0, "signs": 3, "b": 2, "draw": 2}


def test_numbering_gradients_from_zero_loses_two_points_and_is_told(
    judged: Callable[..., Verdict], lesson: Lesson
) -> None:
    source = lesson.solutions["L_model_backward"].replace('grads["dA" + str(l)]', 'grads["dA" + str(l - 1)]')
    found = judged("L_model_backward", source)
    assert earned(found) == {"dW": 5, "db": 3, "dA": 0}
    assert found.finding is not None and "dA0" in found.finding.message.en


def test_a_dictionary_for_the_cache_is_named(judged: Callable[..., Verdict]) -> None:
    found = judged("linear_forward", 'def linear_forward(A, W, b): return W @ A + b, {"A": A, "W": W, "b": b}')
    assert earned(found) == {"Z": 7, "cache": 0}
    assert found.finding is not None and "dictionary" in found.finding.message.en


def test_returning_none_is_told(judged: Callable[..., Verdict]) -> None:
    found = judged("update_parameters", "def update_parameters(parameters, grads, learning_rate): pass")
    assert found.finding is not None and "return" in found.finding.message.en


def test_caches_that_would_fill_the_judges_memory_are_refused_by_their_shapes(judged: Callable[..., Verdict]) -> None:
    source = """
def L_model_forward(X, parameters):
    L = len(parameters) // 2
    caches = [((X, X, X), np.zeros((1, 900, 1, 1)))] * (L - 1) + [((X, X, X), np.zeros((900, 1, 1, 1)))]
    return X[:1], caches
"""
    found = judged("L_model_forward", source)
    assert earned(found) == {"AL": 0, "caches": 0}


# --- counterexamples -------------------------------------------------------------------------------------


def failed(found: Verdict) -> list[Mark]:
    return [mark for mark in found.marks if mark.finding]


@pytest.mark.parametrize("mistake", MISTAKES, ids=title)
def test_every_check_that_fails_has_a_small_counterexample_and_no_other(
    lesson: Lesson, judged: Callable[..., Verdict], mistake: Mistake
) -> None:
    found = judged(mistake.exercise, mistake.apply(lesson.solutions[mistake.exercise]))
    for mark in found.marks:
        example = mark.counterexample
        assert (example is None) is (mark.finding is None)
        if example is not None:
            texts = [example.expected, example.found, *(text for _, text in example.arguments)]
            assert all(0 < len(text) <= 650 for text in texts)
            assert example.expected != example.found


def test_a_counterexample_names_the_arguments_and_shows_the_part_in_question(
    bundle: Bundle, judged: Callable[..., Verdict]
) -> None:
    (mark,) = failed(judged("linear_forward", "def linear_forward(A, W, b): return W @ A, (A, W, b)"))
    example = mark.counterexample
    assert mark.finding is not None and example is not None
    # The public case goes before the random ones: students have it at hand.
    assert mark.finding.case.en == "testCases_v2"
    assert [name for name, _ in example.arguments] == ["A", "W", "b"]
    assert example.arguments[2] == ("b", "array (1, 1)\n[-0.2494]")
    assert example.expected == "Z = array (1, 2)\n[ 3.263 -1.234]"
    assert example.found == "Z = array (1, 2)\n[  3.512 -0.9849]"


def test_of_the_random_cases_the_smallest_is_shown(bundle: Bundle, judged: Callable[..., Verdict]) -> None:
    # In the public case there is one unit, so that the sum of the bias is the bias.
    found = judged("linear_forward", "def linear_forward(A, W, b): return W @ A + np.sum(b), (A, W, b)")
    cases = draw_cases(bundle.exercises["linear_forward"], bundle.reference, bundle.secret, "test")[1:]
    smallest = min(cases, key=lambda case: sum(arg.size for arg in case.args))
    assert found.finding is not None
    assert found.finding.case == smallest.name
    example = found.marks[0].counterexample
    assert example is not None
    assert example.arguments[0][1].startswith(f"array {smallest.args[0].shape}")


def test_a_seed_is_shown_beside_the_arguments(judged: Callable[..., Verdict]) -> None:
    found = judged("initialize_parameters", "def initialize_parameters(n_x, n_h, n_y): return {}")
    example = found.marks[0].counterexample
    assert example is not None
    assert dict(example.arguments) == {"np.random.seed": "1", "n_x": "3", "n_h": "2", "n_y": "1"}
    assert example.expected == '{"W1": array (2, 3)}'
    assert example.found == "{}"


def test_what_was_raised_is_what_was_found_and_the_line_is_known(bundle: Bundle) -> None:
    exercise = bundle.exercises["linear_forward"]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, "test")

    def first(reply: Raised) -> Mark:
        return judge(exercise, cases, [reply] * len(cases), bundle.reference).marks[0]

    mark = first(Raised("ValueError", "shapes\x1b differ", cell=3, line=2, function="linear_forward"))
    assert mark.finding is not None and mark.counterexample is not None
    assert mark.finding.line == 2
    assert mark.counterexample.found == "ValueError: shapes\\x1b differ"
    assert mark.counterexample.expected.startswith("tuple (2)\n[0]: array (1, 2)\n")
    elsewhere = first(Raised("ValueError", "no", cell=1, line=7, function="helper"))
    assert elsewhere.finding is not None and elsewhere.finding.line is None


@pytest.mark.parametrize("reply", [Missing(), Died("cpu"), Raised("NotImplementedError", ""), OVERRAN])
def test_there_is_no_counterexample_where_nothing_was_computed(bundle: Bundle, reply: Reply) -> None:
    exercise = bundle.exercises["linear_backward"]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, "test")
    found = judge(exercise, cases, [reply] * len(cases), bundle.reference)
    assert [mark.counterexample for mark in failed(found)] == [None] * 3


def test_who_calls_a_function_that_overran_is_told_which(bundle: Bundle) -> None:
    assert "linear_forward, which ran too long" in no_answer(OVERRAN, "L_model_forward").en


def test_what_is_told_of_a_cache_shows_where_it_first_differs(judged: Callable[..., Verdict], lesson: Lesson) -> None:
    source = lesson.solutions["L_model_forward"].replace("caches.append(cache)", "caches.append((cache[0], -cache[1]))")
    (mark,) = failed(judged("L_model_forward", source))
    assert mark.counterexample is not None
    assert mark.counterexample.found.startswith("caches[0][1] = array (3, 2)\n")


# --- values as short texts -------------------------------------------------------------------------------


def nested(depth: int) -> object:
    value: object = 1.0
    for _ in range(depth):
        value = [value, {"again": value}]
    return value


STRANGE: dict[str, object] = {
    "a huge array": np.zeros((10_000, 1_000)),
    "a broadcast array": np.broadcast_to(np.float64(1), (1_000_000, 1_000_000)),
    "four dimensions": np.zeros((9, 9, 9, 9)),
    "no entries": np.zeros((0, 3)),
    "nan and inf": np.array([[np.nan, np.inf], [-np.inf, 1e-300]]),
    "a long text": "<b>" * 1_000_000,
    "long keys": {"k" * 1_000_000 + str(number): number for number in range(50)},
    "many entries": {str(number): np.zeros((20, 20)) for number in range(50_000)},
    "a long list": list(range(1_000_000)),
    "deep": nested(12),
    "a long number": 1 << 100_000,
    "control characters": {"\x1b[2J\n\u202e": "\x00\ud800"},
    "unknown": Opaque("generator\n" * 10),
    "a set": {1, 2},
    "nothing": None,
}


@pytest.mark.parametrize("name", STRANGE)
def test_any_value_is_shown_at_once_and_briefly(name: str) -> None:
    started = time.perf_counter()
    text = show(STRANGE[name])
    assert time.perf_counter() - started < 0.1
    assert 0 < len(text) <= LIMIT
    assert all(character.isprintable() or character == "\n" for character in text)


# Of a broadcast array all the data would have to come over the wire.
@pytest.mark.parametrize("name", [name for name in STRANGE if name != "a broadcast array"])
@pytest.mark.parametrize(
    "exercise", ["linear_forward", "initialize_parameters_deep", "L_model_forward", "compute_cost"]
)
def test_any_answer_is_judged_and_its_counterexample_is_small(bundle: Bundle, exercise: str, name: str) -> None:
    asked = bundle.exercises[exercise]
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    for value in (STRANGE[name], (STRANGE[name], STRANGE[name]), {"W1": STRANGE[name], "b1": STRANGE[name]}):
        found = judge(asked, cases, [Returned(value)] * len(cases), bundle.reference)
        assert found.earned == 0
        for mark in failed(found):
            assert mark.finding is not None and mark.counterexample is not None
            assert len(mark.finding.message.en) < 700
            assert len(mark.counterexample.found) <= 650


#: What the probe of a network answers for a question that raises; a student may answer so, too.
TOLD: list[object] = [
    {"raised": 1},
    {"raised": 1, "message": 5},
    {"raised": "ValueError", "message": 5},
    5,
    None,
    [],
    "x",
]


@pytest.mark.parametrize("name", [*STRANGE, *map(repr, TOLD)])
@pytest.mark.parametrize("exercise", ["two_layer_model", "predict", "DeepNetwork"])
def test_any_answer_of_part_two_is_judged(bundle: Bundle, exercise: str, name: str) -> None:
    if name == "a broadcast array":  # all the data would have to come over the wire
        return
    value = STRANGE[name] if name in STRANGE else dict(zip(map(repr, TOLD), TOLD, strict=True))[name]
    asked = bundle.exercises[exercise]
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    right = [bundle.reference.answer(exercise, case) for case in cases]

    def verdict(replies: list[Any]) -> Verdict:
        return judge(asked, cases, [Returned(reply) for reply in replies], bundle.reference)

    assert verdict([value] * len(cases)).earned == 0
    for key in right[0] if isinstance(right[0], dict) else ():
        assert verdict([{**answer, key: value} for answer in right]).earned < asked.points
    if exercise == "two_layer_model":
        odd = [
            [{**before, "W1": value}, after] if case.script else (before, [value, *after[1:]])
            for case, (before, after) in zip(cases, right, strict=True)
        ]
        assert verdict(odd).earned == 9


def test_what_else_stands_in_the_parameters_costs_nothing(bundle: Bundle) -> None:
    asked = bundle.exercises["L_layer_model"]
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    right = [bundle.reference.answer(asked.name, case) for case in cases]
    for more in ({"note": "mine"}, {"W99": np.zeros((2, 2))}):
        replies = [Returned([{**parameters, **more}, other]) for parameters, other in right]
        assert judge(asked, cases, replies, bundle.reference).earned == asked.points


def test_costs_of_several_shapes_are_costs(bundle: Bundle) -> None:
    asked = bundle.exercises["L_layer_model"]
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    right = [bundle.reference.answer(asked.name, case) for case in cases]
    replies = [
        Returned(answer if case.script else (answer[0], [np.array([[answer[1][0]]]), *answer[1][1:]]))
        for case, answer in zip(cases, right, strict=True)
    ]
    assert judge(asked, cases, replies, bundle.reference).earned == asked.points


def test_a_check_that_fails_costs_itself(bundle: Bundle) -> None:
    """Whatever its author did not think of, the other checks and the other exercises are judged."""
    asked = bundle.exercises["compute_cost"]

    def fails(answer: Answer) -> None:
        raise KeyError("x")

    first, *others = asked.checks
    asked = replace(asked, checks=(replace(first, holds=fails), *others))
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    found = judge(
        asked, cases, [Returned(bundle.reference.answer(asked.name, case)) for case in cases], bundle.reference
    )
    assert found.marks[0].earned == 0
    assert found.marks[0].finding is not None
    assert "KeyError" in found.marks[0].finding.message.en


def test_an_array_is_shown_around_the_entry_in_question() -> None:
    array = np.arange(400.0).reshape(20, 20)
    assert show(array, (10, 0)).split("\n")[:3] == [
        "array (20, 20) [7:13, 0:6]",
        "…",
        "[140 141 142 143 144 145 …]",
    ]
    assert show(array).split("\n")[1:] == [*(f"[{row} …]" for row in rows(array)), "…"]


def rows(array: Array) -> list[str]:
    return [" ".join(f"{number:3.0f}" for number in row[:6]) for row in array[:6]]


def test_a_container_is_shown_with_numbers_first_and_then_with_shapes() -> None:
    parameters = {name: np.full((4, 4), 0.123456) for name in ("W1", "W2", "W3", "W4", "W5")}
    text = show(parameters)
    assert text.startswith('dict\n"W1": array (4, 4)\n  [0.1235 0.1235 0.1235 0.1235]\n')
    assert all(f'"{name}": array (4, 4)' in text for name in parameters)


def test_keys_in_a_message_are_cut(judged: Callable[..., Verdict]) -> None:
    source = "def update_parameters(parameters, grads, rate): return {'k' * 1000 + str(i): 1 for i in range(1000)}"
    found = judged("update_parameters", source)
    assert found.finding is not None
    assert found.finding.message.en.endswith(f"its keys: {', '.join(['k' * 30 + '…'] * 12)}, …")
