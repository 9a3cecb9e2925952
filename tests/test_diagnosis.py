"""A wrong answer is recognised as the mistake it is; of others it is told how the numbers differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from autograder.calling import reply_to
from autograder.exercise import Text, same
from autograder.exercise.patterns import pattern
from autograder.feedback.verdict import to_html, to_text
from autograder.grading.bundle import Bundle
from autograder.judge import Hint, Verdict, draw_cases, judge
from autograder.lessons.lesson import Lesson
from autograder.reply import Died, Missing, Raised, Reply
from autograder.selfcheck.alike import slip

from .answers import namespace

E = np.arange(1.0, 13.0).reshape(3, 4)

Diagnosed = Callable[[str, str], Verdict]


@pytest.fixture
def diagnosed(bundle: Bundle, lesson: Lesson) -> Diagnosed:
    """The verdict, hints included, on one function written otherwise."""

    def diagnosed(exercise: str, source: str) -> Verdict:
        function = namespace(bundle, lesson.solutions | {exercise: source})[exercise]
        asked = bundle.exercises[exercise]
        cases = draw_cases(asked, bundle.reference, bundle.secret, "diagnosis")
        replies = [reply_to(function, case) for case in cases]
        verdict = judge(asked, cases, replies, bundle.reference)
        return replace(verdict, hints=bundle.catalogue.hints(asked, cases, replies, verdict))

    return diagnosed


def names(verdict: Verdict) -> list[str]:
    return [hint.mistake for hint in verdict.hints]


# --- recognition (of all known mistakes: autograder check) --------------------------------------------------


def test_a_mistake_written_in_another_way_is_recognised_by_its_answers(diagnosed: Diagnosed) -> None:
    source = "def centre(X):\n    mu = np.einsum('ij->j', X) / len(X)\n    return [X - (-mu), mu]\n"
    assert names(diagnosed("centre", source)) == ["added"]


def test_two_mistakes_at_once_get_both_hints(diagnosed: Diagnosed) -> None:
    source = """
def standardise(X):
    centred, mu = centre(X)
    return centred, {"mu": spread(X), "sigma": mu}
"""
    assert names(diagnosed("standardise", source)) == ["not-divided", "names-swapped"]


def test_a_right_answer_gets_no_hint(diagnosed: Diagnosed, lesson: Lesson) -> None:
    assert diagnosed("correlation", lesson.solutions["correlation"]).hints == ()


@pytest.mark.parametrize(
    "reply",
    [Died("cpu", "too slow"), Missing(), Raised("NotImplementedError", "", cell=0, line=1, function="correlation")],
)
def test_what_gave_no_answer_gets_no_hint(bundle: Bundle, reply: Reply) -> None:
    exercise = bundle.exercises["correlation"]
    cases = draw_cases(exercise, bundle.reference, bundle.secret, "diagnosis")
    replies = [reply] * len(cases)
    verdict = judge(exercise, cases, replies, bundle.reference)
    assert bundle.catalogue.hints(exercise, cases, replies, verdict) == ()


def test_where_no_mistake_is_known_the_pattern_is_told(diagnosed: Diagnosed) -> None:
    source = "def correlation(x, y):\n    return np.corrcoef(x, y)[0, 1] * 2\n"
    (hint,) = diagnosed("correlation", source).hints
    assert hint.mistake == ""
    assert "just twice" in hint.text.en and "2 倍" in hint.text.zh


def test_hints_are_shown_with_the_verdict() -> None:
    hint = Hint(Text("为什么<b>？", "Why <b>?"), "some-mistake")
    verdict = Verdict("f", (), (hint,), helped=("g", "h"))
    assert to_text(verdict, "en").splitlines()[1:] == [
        "  Marked on its own merit: right versions of g, h stood in for yours while it was asked.",
        "  Hint: Why <b>?",
    ]
    assert "提示：为什么&lt;b&gt;？" in to_html(verdict, "zh")
    assert "g、h" in to_html(verdict, "zh")
    assert "some-mistake" not in to_html(verdict, "zh")


# --- patterns ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (-E, "every sign"),
        (E * 7, "just 7 times"),
        (E / 7, "just 1/7 of"),
        (E * 2, "just twice"),
        (E / 2, "just half of"),
        (E / np.log(2), "two logarithms"),
        (E.T, "transposed"),
        (E.ravel(), "only their shape"),
        (E[None], "only their shape"),
        (np.array(E.sum()), "the sum of the numbers"),
        (0 * E, "all the numbers are 0"),
        (E + 3, "by the same amount: which term"),
        (E + np.array([[1], [2], [5]]), "along each row"),
        (E + np.array([1, 2, 5, 7]), "down each column"),
    ],
)
def test_a_pattern_is_told_as_a_fact_and_a_question(found: object, told: str) -> None:
    text = pattern((found, E, (np.ones((5, 7)), {"W1": np.ones((9, 2))}, ((np.ones(3),), 8))))
    assert text is not None
    assert told in text.en and text.en.endswith("?") and text.zh.endswith("？")


@pytest.mark.parametrize(
    "found", [np.sin(E), np.full_like(E, np.nan), np.ones((2, 2)), np.empty((0, 3)), E * 2.5, E * -0.3294, E / 3]
)
def test_where_there_is_no_pattern_nothing_is_told(found: object) -> None:
    """Nor where there is a factor that no slip explains."""
    assert pattern((found, E, ())) is None


def test_a_pattern_is_told_where_all_cases_have_it() -> None:
    other = E[:2] + 1
    text = pattern((E * 7, E, (np.ones((5, 7)),)), (other * 9, other, (np.ones((9, 5)),)))
    assert text is not None and "just 7 times" in text.en
    assert pattern((E * 7, E, (np.ones((5, 7)),)), (other * 2, other, (np.ones((9, 5)),))) is None
    assert pattern((-E, E, ()), (other + 1, other, ())) is None


def test_a_square_matrix_may_be_transposed() -> None:
    text = pattern((E[:, :3].T, E[:, :3], ()))
    assert text is not None and "transposed" in text.en


# --- exceptions -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda: np.ones((1, 4)) @ np.ones((3, 5)), lambda: np.dot(np.ones((1, 4)), np.ones((3, 5)))),
        (lambda: np.ones(3) @ np.ones((4, 2)), lambda: np.ones(3).dot(np.ones((4, 2)))),
        (lambda: np.ones((2, 3)) - np.ones((3, 2)), lambda: np.subtract(np.ones((3, 2)), np.ones((2, 3)))),
        (lambda: here, lambda: elsewhere),  # type: ignore[name-defined]  # noqa: F821
    ],
)
def test_the_same_slip_raises_alike_in_every_style(one: Callable[[], object], other: Callable[[], object]) -> None:
    slips = []
    for work in (one, other):
        with pytest.raises(Exception) as raised:
            work()
        slips.append(slip(raised.type.__name__, str(raised.value)))
    assert slips[0] == slips[1]


def test_other_slips_raise_otherwise() -> None:
    said = [
        slip("ValueError", "shapes (1,4) and (3,5) not aligned: 4 (dim 1) != 3 (dim 0)"),
        slip("ValueError", "shapes (1,3) and (4,5) not aligned: 3 (dim 1) != 4 (dim 0)"),
        slip("ValueError", "operands could not be broadcast together with shapes (2,3) (4,2) "),
        slip("KeyError", "'W1'"),
        slip("KeyError", "'W2'"),
        slip("NameError", "name 'x' is not defined"),
    ]
    assert len({*said}) == len(said)


# --- what is the same -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ((1, 2.0), [1.0, 2], True),
        ({"a": E}, {"a": E + 1e-9}, True),
        ({"a": E}, {"a": E, "b": 1}, False),
        (E, E + 1e-3, False),
        (E, E.T, False),
        (np.array([np.nan, 1]), np.array([np.nan, 1]), True),
        (np.array([np.inf, 1]), np.array([-np.inf, 1]), False),
        ("relu", "relu", True),
        ("relu", "ReLU", False),
        (None, None, True),
        (None, 0, False),
        ((1,), (1, 2), False),
        (np.float32(0.5), 0.5, True),
    ],
)
def test_answers_are_alike_in_all_that_can_be_told_of_them(one: object, other: object, alike: bool) -> None:
    assert same(one, other) is alike
    assert same(other, one) is alike
