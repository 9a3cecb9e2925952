"""Marks are earned on unknown inputs, by right values, check by check."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from autograder.course import Course
from autograder.exercise import Answer, Case, Exercise, Mistake, Outputs, Text, differs, equal
from autograder.exercise.show import LIMIT, show
from autograder.grading.bundle import Bundle
from autograder.judge import Mark, Verdict, draw_cases, judge, no_answer
from autograder.lessons.declared import load_declared
from autograder.lessons.lesson import Lesson
from autograder.reply import Died, Missing, Raised, Reply, Returned

from .answers import SENDABLE, STRANGE, TOLD, mistakes_of, namespace, verdict
from .conftest import ASSIGNMENT, COURSE

EXERCISES: dict[str, Exercise] = load_declared(Course(COURSE).lesson(ASSIGNMENT)).exercises
#: What comes of calling a function that calls one which is not called again.
OVERRAN = Raised("NotCalledAgainError", "mean")
Array = npt.NDArray[np.float64]


@pytest.fixture
def judged(bundle: Bundle, lesson: Lesson) -> Callable[..., Verdict]:
    """Judges one function written otherwise, the others being the lesson's own."""

    def judged(exercise: str, source: str, work: str = "test") -> Verdict:
        return verdict(bundle, exercise, namespace(bundle, lesson.solutions | {exercise: source}), work)

    return judged


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_lessons_own_solution_earns_full_marks(
    lesson: Lesson, judged: Callable[..., Verdict], exercise: str
) -> None:
    for work in ("one", "two", "three", "four", "five"):
        found = judged(exercise, lesson.solutions[exercise], work)
        assert found.earned == found.points, found.finding


@pytest.mark.parametrize(
    ("exercise", "number"),
    [(name, number) for name, exercise in EXERCISES.items() for number in range(len(exercise.right_answers))],
)
def test_a_right_answer_written_otherwise_earns_full_marks(
    judged: Callable[..., Verdict], exercise: str, number: int
) -> None:
    found = judged(exercise, EXERCISES[exercise].right_answers[number])
    assert found.earned == found.points, found.finding


@pytest.mark.parametrize(("exercise", "mistake"), mistakes_of(EXERCISES.values()))
def test_a_known_mistake_is_caught_by_the_check_it_names(
    lesson: Lesson, judged: Callable[..., Verdict], exercise: str, mistake: Mistake
) -> None:
    found = judged(exercise, mistake.apply(lesson.solutions[exercise]))
    marks = {mark.check: mark for mark in found.marks}
    assert marks[mistake.caught_by].earned == 0
    assert found.earned < found.points


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_memorised_public_answer_earns_nothing(bundle: Bundle, exercise: str) -> None:
    cases = draw_cases(bundle.exercises[exercise], bundle.reference, bundle.secret, "test")
    public = bundle.reference.answer(exercise, cases[0])
    found = judge(bundle.exercises[exercise], cases, [Returned(public)] * len(cases), bundle.reference)
    earned = {mark.check for mark in found.marks if mark.earned}
    # How a class behaves is no number to memorise.
    assert earned == ({"self", "unfitted"} if cases[0].script else set())


@pytest.mark.parametrize("exercise", EXERCISES)
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
    exercise = bundle.exercises["standardise"]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, "test")
    found = judge(exercise, cases, [reply] * len(cases), bundle.reference)
    assert found.earned == 0
    assert found.finding is not None
    assert found.finding.message.zh and found.finding.message.en


def test_inputs_differ_by_work_exercise_and_attempt_and_come_again_with_the_secret(bundle: Bundle) -> None:
    def first(secret: bytes, work: str, attempt: int, exercise: str = "mean") -> bytes:
        cases = draw_cases(bundle.exercises[exercise], bundle.reference, secret, work, attempt)
        return bytes(cases[1].args[0].tobytes())

    drawn = [
        first(bundle.secret, "a", 0),
        first(bundle.secret, "b", 0),
        first(bundle.secret, "a", 1),
        first(b"x", "a", 0),
        # Drawn in the same way.
        first(bundle.secret, "a", 0, "centre"),
    ]
    assert len(set(drawn)) == 5
    assert first(bundle.secret, "a", 0) == drawn[0]


def test_drawing_and_judging_leave_the_random_state_alone(bundle: Bundle) -> None:
    np.random.seed(5)
    before = np.random.get_state()[1].tolist()  # type: ignore[index, union-attr]
    for exercise in bundle.exercises.values():
        cases = draw_cases(exercise, bundle.reference, bundle.secret, "test")
        judge(exercise, cases, [Returned(None)] * len(cases), bundle.reference)
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index, union-attr]


# --- check by check --------------------------------------------------------------------------------------


def earned(found: Verdict) -> dict[str, int]:
    return {mark.check: mark.earned for mark in found.marks}


def test_a_number_in_a_matrix_loses_two_points_and_is_told(judged: Callable[..., Verdict]) -> None:
    for form in ("np.array([[r]])", "np.array([r])"):
        found = judged("correlation", f"def correlation(x, y):\n    r = np.corrcoef(x, y)[0, 1]\n    return {form}\n")
        assert earned(found) == {"value": 8, "scalar": 0}
        assert found.finding is not None and "is it a number" in found.finding.message.en


def test_a_right_form_around_a_wrong_value_earns_nothing(judged: Callable[..., Verdict]) -> None:
    assert judged("correlation", "def correlation(x, y): return 0.5").earned == 0


def test_a_check_looks_at_the_cases_of_its_kind_alone(judged: Callable[..., Verdict]) -> None:
    assert earned(judged("spread", "def spread(X, ddof=0): return np.std(X, axis=0)")) == {"spread": 6, "ddof": 0}
    assert earned(judged("spread", "def spread(X, ddof=1): return np.std(X, axis=0, ddof=ddof)")) == {
        "spread": 0,
        "ddof": 4,
    }


def test_a_key_that_is_missing_costs_what_it_is_part_of_and_is_told(judged: Callable[..., Verdict]) -> None:
    source = "def standardise(X):\n    Z, kept = (X - mean(X)) / spread(X), {'mu': mean(X), 'Sigma': spread(X)}\n"
    found = judged("standardise", f"{source}    return Z, kept\n")
    assert earned(found) == {"Z": 6, "kept": 0}
    assert found.finding is not None
    assert found.finding.message.en == 'the dictionary has no "sigma"; its keys: mu, Sigma'


def test_all_keys_that_begin_so_are_looked_at(bundle: Bundle) -> None:
    right = {"dW1": np.ones(2), "dW2": np.ones(3), "db1": np.ones(1)}

    def found(**other: object) -> str | None:
        finding = equal(Outputs("dW"))(Answer(Case(Text("", ""), ()), right | other, right, bundle.reference))
        return None if finding is None else finding.message.en

    assert found(db1=None) is None
    assert found(dW2=np.zeros(3)) == "dW2 has the right shape, but all its values are wrong"


def test_a_dictionary_for_a_tuple_is_named(judged: Callable[..., Verdict]) -> None:
    found = judged("centre", 'def centre(X): return {"centred": X - mean(X), "mu": mean(X)}')
    assert earned(found) == {"centred": 0, "mu": 0}
    assert found.finding is not None and "a tuple is needed" in found.finding.message.en


def test_one_of_numpys_numbers_for_an_array_is_told_by_its_shape() -> None:
    found = differs("db", np.squeeze(np.ones((1, 1)))[()], np.ones((1, 1)))
    assert found is not None
    assert found.message.en == "db is a number, its shape is (), expected (1, 1)"
    assert found.message.zh == "db 是一个数，它的形状是 ()，应为 (1, 1)"


def test_a_dictionary_alone_is_told_with_how_many_things_are_asked_for() -> None:
    found = differs("parameters", {"W1": 3}, ({"W1": 3}, [1.0]))
    assert found is not None
    assert "parameters is a dictionary alone; 2 things are asked for" in found.message.en
    assert "parameters 是单独一个字典；这里要的是 2 样东西" in found.message.zh


def test_a_part_that_is_a_dictionary_for_a_tuple_costs_itself(judged: Callable[..., Verdict]) -> None:
    found = judged("standardise", "def standardise(X): return (X - mean(X)) / spread(X), (mean(X), spread(X))")
    assert earned(found) == {"Z": 6, "kept": 0}
    assert found.finding is not None and "a dictionary should be returned" in found.finding.message.en


def test_returning_none_is_told(judged: Callable[..., Verdict]) -> None:
    found = judged("centre", "def centre(X): pass")
    assert found.finding is not None and "return" in found.finding.message.en


@pytest.mark.parametrize("kept", ["{'mu': np.ones((900, 1, 1)), 'sigma': np.ones((900, 1, 1, 1))}", "(1, 2)", "None"])
def test_what_would_fill_the_judges_memory_when_used_is_refused_by_its_form(
    judged: Callable[..., Verdict], kept: str
) -> None:
    found = judged("standardise", f"def standardise(X): return X, {kept}")
    assert earned(found) == {"Z": 0, "kept": 0}
    finding = found.marks[1].finding
    assert finding is not None and "does not serve" not in finding.message.en


# --- counterexamples -------------------------------------------------------------------------------------


def failed(found: Verdict) -> list[Mark]:
    return [mark for mark in found.marks if mark.finding]


@pytest.mark.parametrize(("exercise", "mistake"), mistakes_of(EXERCISES.values()))
def test_every_check_that_fails_has_a_small_counterexample_and_no_other(
    lesson: Lesson, judged: Callable[..., Verdict], exercise: str, mistake: Mistake
) -> None:
    found = judged(exercise, mistake.apply(lesson.solutions[exercise]))
    for mark in found.marks:
        example = mark.counterexample
        assert (example is None) is (mark.finding is None)
        if example is not None:
            texts = [example.expected, example.found, *(text for _, text in example.arguments)]
            assert all(0 < len(text) <= 650 for text in texts)
            assert example.expected != example.found


def test_a_counterexample_names_the_arguments_and_shows_the_part_in_question(judged: Callable[..., Verdict]) -> None:
    (mark,) = failed(judged("centre", "def centre(X): return X + mean(X), mean(X)"))
    example = mark.counterexample
    assert mark.finding is not None and example is not None
    # The public case goes before the random ones: students have it at hand.
    assert mark.finding.case.en == "the table heights"
    assert [name for name, _ in example.arguments] == ["X"]
    assert example.arguments[0][1].startswith("array (5, 2)\n[170  20]\n")
    assert example.expected.startswith("centred = array (5, 2)\n[ -0.6   -15]\n")
    assert example.found.startswith("centred = array (5, 2)\n[340.6    55]\n")


def test_of_the_random_cases_the_smallest_is_shown(bundle: Bundle, judged: Callable[..., Verdict]) -> None:
    found = judged("mean", "def mean(X): return X.mean(axis=0) if X[0, 0] == 170 else X[0]")
    cases = draw_cases(bundle.exercises["mean"], bundle.reference, bundle.secret, "test")[1:]
    smallest = min(cases, key=lambda case: sum(arg.size for arg in case.args))
    assert found.finding is not None
    assert found.finding.case == smallest.name
    example = found.marks[0].counterexample
    assert example is not None
    assert example.arguments[0][1].startswith(f"array {smallest.args[0].shape}")


def test_a_seed_is_shown_beside_the_arguments(judged: Callable[..., Verdict]) -> None:
    example = judged("draw_rows", "def draw_rows(X, k): return {}").marks[0].counterexample
    assert example is not None
    assert [name for name, _ in example.arguments] == ["np.random.seed", "X", "k"]
    assert (example.arguments[0][1], example.arguments[2][1]) == ("1", "3")
    assert example.expected.startswith("rows = array (3, 2)\n")
    assert example.found == "rows = {}"


def test_what_was_raised_is_what_was_found_and_the_line_is_known(bundle: Bundle) -> None:
    exercise = bundle.exercises["centre"]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, "test")

    def first(reply: Raised) -> Mark:
        return judge(exercise, cases, [reply] * len(cases), bundle.reference).marks[0]

    mark = first(Raised("ValueError", "shapes\x1b differ", cell=3, line=2, function="centre"))
    assert mark.finding is not None and mark.counterexample is not None
    assert mark.finding.line == 2
    assert mark.counterexample.found == "ValueError: shapes\\x1b differ"
    assert mark.counterexample.expected.startswith("tuple (2)\n[0]: array (5, 2)\n")
    elsewhere = first(Raised("ValueError", "no", cell=1, line=7, function="helper"))
    assert elsewhere.finding is not None and elsewhere.finding.line is None


@pytest.mark.parametrize("reply", [Missing(), Died("cpu"), Raised("NotImplementedError", ""), OVERRAN])
def test_there_is_no_counterexample_where_nothing_was_computed(bundle: Bundle, reply: Reply) -> None:
    exercise = bundle.exercises["Scaler"]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, "test")
    found = judge(exercise, cases, [reply] * len(cases), bundle.reference)
    assert [mark.counterexample for mark in failed(found)] == [None] * 5


def test_who_calls_a_function_that_overran_is_told_which(bundle: Bundle) -> None:
    assert "mean, which ran too long" in no_answer(OVERRAN, "centre").en


def test_what_is_told_of_a_part_that_does_not_serve_shows_where_it_first_differs(
    judged: Callable[..., Verdict], lesson: Lesson
) -> None:
    source = lesson.solutions["standardise"].replace('"sigma": sigma', '"sigma": -sigma')
    (mark,) = failed(judged("standardise", source))
    assert mark.finding is not None and mark.counterexample is not None
    assert mark.finding.message.en.startswith("kept does not serve the way back")
    assert mark.counterexample.found.startswith('kept["sigma"] = array (2,)\n')


# --- values as short texts -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STRANGE)
def test_any_value_is_shown_at_once_and_briefly(name: str) -> None:
    started = time.perf_counter()
    text = show(STRANGE[name])
    assert time.perf_counter() - started < 0.1
    assert 0 < len(text) <= LIMIT
    assert all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize("name", SENDABLE)
@pytest.mark.parametrize("exercise", ["mean", "centre", "standardise", "correlation"])
def test_any_answer_is_judged_and_its_counterexample_is_small(bundle: Bundle, exercise: str, name: str) -> None:
    asked = bundle.exercises[exercise]
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    strange = STRANGE[name]
    for value in (strange, (strange, strange), {"mu": strange, "sigma": strange}, (None, {"mu": strange, "sigma": 1})):
        found = judge(asked, cases, [Returned(value)] * len(cases), bundle.reference)
        assert found.earned == 0
        for mark in failed(found):
            assert mark.finding is not None and mark.counterexample is not None
            assert len(mark.finding.message.en) < 700
            assert len(mark.counterexample.found) <= 650


@pytest.mark.parametrize("value", [*(STRANGE[name] for name in SENDABLE), *TOLD], ids=[*SENDABLE, *map(repr, TOLD)])
@pytest.mark.parametrize("exercise", ["first_direction", "Scaler"])
def test_any_answer_of_a_loop_and_of_a_class_is_judged(bundle: Bundle, exercise: str, value: object) -> None:
    asked = bundle.exercises[exercise]
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    right = [bundle.reference.answer(exercise, case) for case in cases]

    def verdict(replies: list[Any]) -> Verdict:
        return judge(asked, cases, [Returned(reply) for reply in replies], bundle.reference)

    assert verdict([value] * len(cases)).earned == 0
    if exercise == "first_direction":
        assert verdict([(v, value) for v, _ in right]).earned == 12
        assert verdict([(v, [value, *lengths[1:]]) for v, lengths in right]).earned == 12
        return
    for key in right[0]:
        # Of what was raised before fit, anything will do that says something.
        is_told = key == "unfitted" and isinstance(value, dict) and value == TOLD[2]
        assert (verdict([{**answer, key: value} for answer in right]).earned == asked.points) is is_told


def test_what_else_stands_in_an_answers_dictionary_costs_nothing(bundle: Bundle) -> None:
    asked = bundle.exercises["standardise"]
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    right = [bundle.reference.answer(asked.name, case) for case in cases]
    for more in ({"note": "mine"}, {"W99": np.zeros((2, 2))}):
        replies = [Returned([Z, {**kept, **more}]) for Z, kept in right]
        assert judge(asked, cases, replies, bundle.reference).earned == asked.points


def test_a_check_that_fails_costs_itself(bundle: Bundle) -> None:
    """Whatever its author did not think of, the other checks and the other exercises are judged."""
    asked = bundle.exercises["centre"]

    def fails(answer: Answer) -> None:
        raise KeyError("x")

    first, *others = asked.checks
    asked = replace(asked, checks=(replace(first, holds=fails), *others))
    cases = draw_cases(asked, bundle.reference, bundle.secret, "test")
    found = judge(
        asked, cases, [Returned(bundle.reference.answer(asked.name, case)) for case in cases], bundle.reference
    )
    assert earned(found) == {"centred": 0, "mu": 4}
    assert found.finding is not None
    assert "KeyError" in found.finding.message.en


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


def test_keys_in_a_message_are_cut() -> None:
    finding = differs("found", {"k" * 1000 + str(number): 1 for number in range(1000)}, {"mu": 1})
    assert finding is not None
    assert finding.message.en.endswith(f"its keys: {', '.join(['k' * 30 + '…'] * 12)}, …")
