"""What a student's function raises is told at grading in the very words of the student's own card."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autograder.grading.bundle import Bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.judge import Verdict
from autograder.lessons.build import Notebook
from autograder.lessons.lesson import Lesson
from autograder.sandbox import Sandbox

from .classroom import fill
from .conftest import PART

# Left out of `make quick`: it grades.
pytestmark = pytest.mark.slow

HEAD = "def correlation(x, y):\n"
Marked = Callable[[str], Verdict]


@pytest.fixture
def marked(bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson) -> Marked:
    def marked(source: str) -> Verdict:
        answers = lesson.solutions | {"correlation": source}
        task = Task("student", {PART: fill(released, answers)}, language="en")
        return grade_submission(bundle, task, sandbox).notebooks[PART].verdicts["correlation"]

    return marked


@pytest.mark.parametrize(
    "body",
    [
        "    return log(x)",
        "    values = {'x': x}\n    return values['z']",
        "    for i in range(len(x) / 2):\n        pass",
        "    a, b, c = x, y\n    return a",
        "    if x > 0:\n        return x",
        "    result = []\n    result = result.append(x)\n    return result.T",
        "    return x @ np.ones((len(y) + 1, 1))",
    ],
)
def test_the_words_are_those_of_the_card(marked: Marked, bundle: Bundle, body: str) -> None:
    verdict = marked(HEAD + body)
    finding = verdict.finding
    assert finding is not None and finding.line is not None
    examine = bundle.reference.resource("kit.selfcheck", "examine")
    card = examine("correlation", bundle.reference.among(HEAD + body)).message
    where, said = card.en.split(" raised ", 1)
    assert where == f"line {finding.line} of the cell"
    # Sizes are those of what was asked, which the card and grading do not share.
    assert plain(finding.message.en) == plain(f"the call raised (line {finding.line}) {said}")
    assert plain(finding.message.zh).endswith(plain(card.zh.split("抛出 ", 1)[1]))


def plain(message: str) -> str:
    return "".join(letter for letter in message if not letter.isdigit())


@pytest.mark.parametrize(
    "own",
    [
        # The words are looked up before any code of a student's runs, and come out bounded, or not at all.
        "import kit.selfcheck\nkit.selfcheck.plain_words = lambda error, name: 5",
        "import kit.selfcheck.examining as e\ne.in_plain_words = lambda *a: type('T', (), {})()",
        "import kit.selfcheck.examining as e\ne.in_plain_words = lambda *a: e.Text('<b>' * 10**6, 'x\\n' * 10**6)",
        "import kit.selfcheck.examining as e\ndef f(*a):\n    raise SystemExit\ne.in_plain_words = f",
        "import kit.selfcheck.examining as e\nclass T:\n    pass\nt = T()\n"
        "vars(t).update({str(i): 'x' for i in range(99)})\ne.in_plain_words = lambda *a: t",
    ],
)
def test_who_meddles_with_the_words_spoils_a_sentence_and_no_mark(marked: Marked, own: str) -> None:
    # The cell comes back as it is: what it defines is `correlation`.
    verdict = marked(f"{own}\n{HEAD}    return log(x)")
    assert verdict.earned == 0
    assert verdict.finding is not None
    assert "log" in verdict.finding.message.en or "x x" in verdict.finding.message.en
    assert len(verdict.finding.message.en) < 2000 and "\n" not in verdict.finding.message.en


def test_an_exception_that_cannot_be_shown_is_one_all_the_same(marked: Marked) -> None:
    odd = "class Odd(KeyError):\n    args = property(lambda self: 1 / 0)\n    def __str__(self):\n        1 / 0\n"
    verdict = marked(f"{odd}{HEAD}    raise Odd")
    assert verdict.earned == 0 and verdict.finding is not None
    assert "the call raised" in verdict.finding.message.en
