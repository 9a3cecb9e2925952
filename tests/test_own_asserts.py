"""A student's own assert that fails hides no answer: the rest is judged without it, and it is quoted."""

from __future__ import annotations

import pytest

from autograder.grading.bundle import Bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.judge import Verdict
from autograder.lessons.build import Notebook
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Call, CodeCell, Limits, Raised, Returned, Sandbox

from .classroom import fill
from .conftest import PART

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

SUMMED = "def correlation(x, y):\n    Z = standardise(np.array([x, y]).T)[0]\n    r = np.dot(Z[:, 0], Z[:, 1])\n"
RIGHT = "def correlation(x, y):\n    r = np.corrcoef(x, y)[0, 1]\n"


@pytest.fixture
def marked(bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson) -> object:
    def marked(source: str) -> Verdict:
        answers = lesson.solutions | {"correlation": source}
        task = Task("student", {PART: fill(released, answers)}, language="en")
        return grade_submission(bundle, task, sandbox).notebooks[PART].verdicts["correlation"]

    return marked


def test_a_mistake_costs_no_more_than_without_the_assert(marked: object) -> None:
    assert callable(marked)
    plain, asserted = marked(f"{SUMMED}    return r"), marked(f"{SUMMED}    assert abs(r) <= 1\n    return r")
    assert plain.earned == asserted.earned
    assert [hint.mistake for hint in plain.hints] == [hint.mistake for hint in asserted.hints] == ["summed"]
    message = asserted.finding.message
    assert message.en.startswith("your own assert failed (line 4): abs(r) <= 1 → ")
    assert message.zh.startswith("你自己的断言没有成立（第 4 行）：abs(r) <= 1")
    assert message.en.endswith(" <= 1. Without it: the value of correlation is wrong")
    assert "np.float64" not in message.en


def test_an_assert_that_is_itself_wrong_costs_the_check_with_the_fewest_points(marked: object) -> None:
    assert callable(marked)
    verdict = marked(f"{RIGHT}    assert r.shape == (1,), 'why?'\n    return r")
    assert [mark.earned for mark in verdict.marks] == [8, 0]
    assert verdict.finding.message.en == (
        "your own assert failed (line 3): r.shape == (1,) → () == (1,) (why?). Without it all the answers are right: "
        "is it the assert that is wrong?"
    )


def test_asserts_that_hold_cost_nothing(marked: object) -> None:
    assert callable(marked)
    verdict = marked(f"{RIGHT}    assert r.shape == () and abs(r) < 1.1\n    return r")
    assert verdict.earned == verdict.points


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("assert n == 2", "n == 2 → 1 == 2"),
        ("assert n == 2, 'two'", "n == 2 → 1 == 2 (two)"),
        ("assert (\n        n\n        == 2)", "n == 2 → 1 == 2"),
        ("assert n > 1 and n < 3", "n > 1 and n < 3"),
        ("assert not n", "not n"),
        ("assert n not in [1]", "n not in [1] → 1 not in [1]"),
        ("assert n == 1 / 0", "division by zero"),
        ("assert [0] * 10**6 == n", "[0] * 10 ** 6 == n → [0, 0, "),
    ],
)
def test_a_failing_assert_is_quoted_with_both_sides(line: str, said: str) -> None:
    with Sandbox(["numpy"], limits=Limits(cell_cpu=5)) as sandbox:
        cells = [CodeCell("f", f"def f(n):\n    {line}"), CodeCell("?", declares=("f",))]
        with sandbox.run(cells) as session:
            (reply,) = session.ask("f", [Call((1,))])
            assert isinstance(reply, Raised)
            assert said in reply.message and len(reply.message) < 500
            session.settle(asserts=False)
            assert session.ask("f", [Call((1,))]) == [Returned(None)]
