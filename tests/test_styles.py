"""A known mistake is the same in every style, and so is a right answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import Mistake, Text
from autograder.lessons.pack import with_both
from autograder.proof.people import ASIDE, FOLDER, read_people
from autograder.proof.proof import Proof, exercise_proof
from autograder.proof.styles import styles, traced_shapes
from autograder.proof.table import lines
from autograder.proof.units import Material, in_peoples_style, in_styles, material

from .conftest import ASSIGNMENT

NAME = "centre"


@pytest.fixture(scope="module")
def proven(made: Course) -> Material:
    return material(made.root, ASSIGNMENT)


SOURCE = """def step(dZ, A_prev):
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    kept = {}
    kept["a"] = dZ - dW @ A_prev
    return dW, kept["a"]
"""


def called(source: str) -> tuple[object, ...]:
    scope: dict[str, object] = {"np": np}
    exec(source, scope)
    step = scope["step"]
    assert callable(step)
    return tuple(step(np.arange(6.0).reshape(2, 3), np.ones((2, 3))))


def test_a_function_computes_the_same_in_every_style() -> None:
    scope: dict[str, object] = {}
    exec(SOURCE, scope)
    step = scope["step"]
    assert callable(step)
    calls = [(np.ones((2, m)), np.ones((n, m))) for m, n in ((3, 4), (5, 2))]
    shapes = [traced_shapes(step, args) for args in calls]
    written = styles(SOURCE, SOURCE, shapes)
    assert len({SOURCE, *written.values()}) == 1 + len(written) == 5
    for source in written.values():
        for found, expected in zip(called(source), called(SOURCE), strict=True):
            np.testing.assert_array_equal(found, expected)
    first, second, third, fourth = written.values()
    assert "np.dot(dZ, A_prev.T)" in first and "result = " in first
    assert "np.subtract(dZ, np.dot(dW_tmp, A_prev))" in second and "m_tmp" in second
    assert "assert dW.shape == (dZ.shape[0], A_prev.shape[0])" in third
    assert (
        "def step_1(dZ, A_prev, m):\n    return dZ @ A_prev.T / m" in fourth and "dW = step_1(dZ, A_prev, m)" in fourth
    )


def test_every_known_mistake_is_recognised_in_every_style(proven: Material) -> None:
    styled = in_styles(proven, NAME)
    assert len(styled) == 4 * len(proven.bundle.exercises[NAME].forms) > 0
    assert all(one.recognised for one in styled)


WRITTEN = """=== wrong: other-sign
what: the mean is added
true: {true}
--- code
def centre(X):
    mu = np.mean(X, axis=0)
    return np.add(X, mu), mu

=== right: classic
--- code
def centre(X):
    # the mean of each column
    mu = np.sum(X, axis=0) / X.shape[0]
    assert mu.shape == (X.shape[1],)
    return np.subtract(X, mu), mu
"""


def people(folder: Path, text: str) -> Path:
    path = folder / FOLDER / ASIDE / f"{NAME}.txt"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return folder


def test_answers_of_other_people_are_read_with_what_is_true_of_them(tmp_path: Path) -> None:
    wrong, right = read_people(people(tmp_path, WRITTEN.format(true="a, b")), NAME)
    assert (wrong.name, wrong.is_right, wrong.what, wrong.true) == (
        "other-sign",
        False,
        "the mean is added",
        {"a", "b"},
    )
    assert (right.name, right.is_right, right.true) == ("classic", True, frozenset())
    assert right.code.startswith("def centre(X):\n    # the mean")
    assert read_people(tmp_path, "another") == []


def test_a_file_that_is_not_written_so_is_named(tmp_path: Path) -> None:
    with pytest.raises(AutograderError, match=f"{NAME}.txt is not written as expected"):
        read_people(people(tmp_path, "=== wrong: a\ndef f(): pass\n"), NAME)


@pytest.mark.parametrize("is_true", [True, False])
def test_what_is_not_true_of_an_answer_is_told(proven: Material, tmp_path: Path, is_true: bool) -> None:
    names = [mistake.name for mistake in proven.bundle.exercises[NAME].mistakes]
    written = WRITTEN.format(true=", ".join(names) if is_true else "-")
    found = in_peoples_style(replace(proven, folder=people(tmp_path, written)), NAME)
    wrong, right = found
    assert right.is_full and right.is_ticked and not right.misled
    assert not wrong.is_full and wrong.recognised == is_true and bool(wrong.misled) != is_true
    proof = exercise_proof(proven, NAME, [], [], [], {}, people=found)
    # Of two answers, one that is not recognised or that is misled is more than may be.
    said = " ".join(Proof((proof,), 1.0).problems)
    assert ("1 wrong answers in other people's style 0 are recognised at grading" in said) != is_true
    assert ("1 of 2 answers in other people's style are told what is not true of them" in said) != is_true
    table = " ".join(lines(Proof((proof,), 1.0)))
    assert f"1 wrong answers, {int(is_true)} recognised at grading" in table
    assert f"{int(not is_true)} told what is not true of them; 1 right ones, 0 of which lose marks" in table


@pytest.mark.parametrize(
    ("says", "is_said"), [("has the right shape", True), ("none | all its values", True), ("none", False)]
)
def test_a_sentence_that_names_the_fault_needs_no_hint(
    proven: Material, tmp_path: Path, says: str, is_said: bool
) -> None:
    written = WRITTEN.format(true=f"-\nsays: {says}")
    (wrong,) = [
        one for one in in_peoples_style(replace(proven, folder=people(tmp_path, written)), NAME) if not one.is_right
    ]
    assert wrong.recognised == is_said
    # A hint that is given beside it, and is not true, misleads all the same.
    assert wrong.misled


def test_what_is_accepted_counts_as_right(proven: Material, tmp_path: Path) -> None:
    written = WRITTEN.format(true="-\naccepted: yes")
    assert all(one.is_right for one in in_peoples_style(replace(proven, folder=people(tmp_path, written)), NAME))


def test_every_form_of_a_mistake_bears_its_name_and_its_hint() -> None:
    text = Text("是吗？", "is it?")
    mistake = Mistake("plus", text, caught_by="value", edits=(("-", "+"),), also=((("a", "b"),), "def f(): pass\n"))
    assert [form.apply("a - c") for form in mistake.forms] == ["a + c", "b - c", "def f(): pass\n"]
    assert {(form.name, form.hint, form.caught_by, form.also) for form in mistake.forms} == {
        ("plus", text, "value", ())
    }


def test_two_mistakes_make_one_answer_where_they_change_different_places() -> None:
    text = Text("是吗？", "is it?")
    plus, halved = (
        Mistake(name, text, caught_by="value", edits=(edit,))
        for name, edit in (("a", ("-", "+")), ("b", ("c", "c / 2")))
    )
    negated = Mistake("c", text, caught_by="value", edits=(("a - c", "c - a"),))
    assert with_both(plus, halved, "a - c") == with_both(halved, plus, "a - c") == "a + c / 2"
    assert with_both(plus, negated, "a - c") is None
