"""The proof of the marks fails when it should; that it holds for the lesson, `autograder check` shows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from autograder.course import Course
from autograder.exercise import Exercise, Finding, Text
from autograder.proof.lazy import lazy_answers
from autograder.proof.mutants import mutants
from autograder.proof.proof import ExerciseProof, Proof, exercise_proof
from autograder.proof.table import lines
from autograder.proof.trial import Trial
from autograder.proof.units import SECRET, Material, Mutated, Wrong, known_mistakes, marks_by_answer, material, mutated

from .conftest import ASSIGNMENT

#: Its second check is the only one that looks at cases of a kind that the public one is not.
NAME = "spread"


@pytest.fixture(scope="module")
def proven(made: Course) -> Material:
    return material(made.root, ASSIGNMENT)


def found(proven: Material, name: str = NAME, seeds: int = 2) -> ExerciseProof:
    """What is found of one exercise."""
    return exercise_proof(
        proven,
        name,
        known_mistakes(proven, name),
        [],
        mutated(proven, name, survived=2),
        marks_by_answer(proven, name, range(seeds)),
    )


def trial(proven: Material) -> Trial:
    return Trial(proven.bundle, proven.bundle.exercises[NAME], SECRET)


def changed(proven: Material, name: str = NAME, **changes: Any) -> Material:
    """The same with another exercise in place of the one looked at."""
    exercise: Exercise = replace(proven.bundle.exercises[name], **changes)
    return replace(proven, bundle=replace(proven.bundle, exercises={**proven.bundle.exercises, name: exercise}))


def test_an_exercise_of_the_lesson_is_proven(proven: Material) -> None:
    proof = found(proven)
    assert proof.problems == ()
    assert (proof.mutants, proof.mistakes) == (proof.killed, proof.recognised)
    assert proof.rejected == 0 and proof.right == 3
    assert proof.by_outputs < proof.killed, "random inputs add nothing"


def test_a_check_that_is_missing_lets_mutants_and_mistakes_through(proven: Material) -> None:
    checks = [check for check in proven.bundle.exercises[NAME].checks if check.name != "ddof"]
    spoilt = changed(proven, checks=(*checks, replace(checks[0], name="ddof", points=0)))
    problems = found(spoilt).problems
    assert any(
        "a mutant survives: return np.sqrt(np.sum(centred**2, axis=0) / (X.shape[0] - ddof))" in problem
        for problem in problems
    )
    assert f"{NAME}: the mistake ddof-ignored loses no marks" in problems


def test_a_check_that_is_too_strict_rejects_right_answers_by_their_numbers(proven: Material) -> None:
    """They are numbered as in the list that declares them, from 0; the first one here returns a list."""
    first, *others = proven.bundle.exercises["centre"].checks
    strict = replace(first, holds=lambda answer: None if isinstance(answer.value, tuple) else _NO)
    problems = found(changed(proven, "centre", checks=(strict, *others)), "centre").problems
    (told,) = [problem for problem in problems if "loses marks with some secrets" in problem]
    assert told.startswith("centre: right answer 0 loses")


def test_marks_that_depend_on_the_secret_are_told(proven: Material) -> None:
    first, *others = proven.bundle.exercises[NAME].checks
    lucky = replace(first, holds=lambda answer: None if len(answer.case.args[0]) % 2 else first.holds(answer))
    problems = found(changed(proven, checks=(lucky, *others)), seeds=20).problems
    assert any("depend on the secret" in problem for problem in problems)


def test_a_mutant_that_is_declared_right_must_be(proven: Material) -> None:
    declared = "centred, mu = centre(X)  →  pass"
    (problem,) = found(changed(proven, equivalent={declared: "by mistake"})).problems
    assert problem == f"{NAME}: a mutant is declared right that is killed, or that there is not: {declared}"


def test_a_mutant_that_survives_by_luck_is_wrong_with_another_secret(proven: Material) -> None:
    survivor = Mutated("a  →  b", by_outputs=False, killed=False, same=False)
    lucky = changed(proven, equivalent={"a*": "so it is said"})
    problems = exercise_proof(lucky, NAME, [], [], [survivor], {}).problems
    assert problems == (f"{NAME}: a mutant that is declared right is wrong with another secret: a  →  b",)


def test_a_lazy_answer_earns_no_more_than_is_declared(proven: Material) -> None:
    """Here the columns' means alone, which no constant is, have no check of their own any more."""
    exercise = proven.bundle.exercises[NAME]
    assert not [earned for _, earned in lazy_answers(trial(proven)) if earned > exercise.structure]
    first, *others = exercise.checks
    generous = changed(proven, checks=(replace(first, holds=lambda answer: None), *others))
    tried = list(lazy_answers(trial(generous)))
    problems = exercise_proof(generous, NAME, [], [], [], {}, tried).problems
    said = f"a lazy answer earns {first.points} points, and 0 are declared for structure: returns 0"
    assert f"{NAME}: {said}" in problems
    declared = changed(generous, structure=first.points)
    assert not exercise_proof(declared, NAME, [], [], [], {}, tried).problems


def test_lazy_answers_of_the_exercises_own_are_tried(proven: Material) -> None:
    solved = changed(proven, lazy_answers=(proven.solutions[NAME],))
    points = proven.bundle.exercises[NAME].points
    assert ("lazy answer 0 of its own", points) in list(lazy_answers(trial(solved)))


def test_mistakes_that_are_not_what_they_should_be_are_told(proven: Material) -> None:
    wrong = [
        Wrong("no-root", loses=True, caught=True, recognised=("ddof-ignored",), ticked=False, told=False, hinted=True),
        Wrong(
            "ddof-ignored", loses=True, caught=False, recognised=("ddof-ignored",), ticked=True, told=False, hinted=True
        ),
    ]
    problems = exercise_proof(proven, NAME, wrong, ["right answer 2"], [], {}).problems
    assert problems == (
        f"{NAME}: the student's card does not tick right answer 2",
        f"{NAME}: the student's card names no call and no fact for the mistake no-root",
        f"{NAME}: the mistake no-root is recognised as ddof-ignored",
        f"{NAME}: the mistake ddof-ignored passes the check that must catch it",
        f"{NAME}: the student's card ticks the mistake ddof-ignored",
    )


def test_too_few_hints_on_cards_are_told() -> None:
    few = ExerciseProof(
        NAME,
        mistakes=10,
        recognised=10,
        hinted=8,
        right=1,
        rejected=0,
        mutants=1,
        killed=1,
        equivalent=0,
        by_outputs=1,
        silent=(),
        lazy=20,
        lazy_points=3,
        problems=(),
    )
    proof = Proof((few,), 3.0)
    assert proof.problems == ["the cards give the hints of 8 of 10 mistakes, fewer than 90%"]
    assert [line.split() for line in lines(proof)][1] == [
        NAME,
        *["1", "1", "0", "1", "10", "10", "8", "1", "0", "20", "3"],
    ]


def test_an_exercise_without_mistakes_or_right_answers_is_unproven(proven: Material) -> None:
    bare = found(changed(proven, mistakes=(), right_answers=()))
    assert bare.problems == ()
    assert Proof((found(proven), bare), 3.0).unproven == [
        f"no known mistakes: {NAME}",
        f"no right answers written otherwise: {NAME}",
    ]
    assert Proof((found(proven),), 3.0).unproven == []


def test_a_check_that_nothing_fails_is_unproven(proven: Material) -> None:
    """Not by what raises, and not through the check that it needs."""
    checks = proven.bundle.exercises[NAME].checks
    idle = replace(checks[0], name="idle", holds=lambda answer: None)
    waiting = replace(idle, name="waiting", needs=(checks[0].name,))
    proof = Proof((found(changed(proven, checks=(*checks, idle, waiting))),), 3.0)
    assert proof.problems == []
    assert proof.unproven == [f"no mistake and no mutant that these checks find: {NAME}.idle, {NAME}.waiting"]


def test_what_loops_for_ever_is_ended(proven: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.proof.trial.WAIT_FOR_ANSWER", 0.2)
    trial = Trial(proven.bundle, proven.bundle.exercises[NAME], SECRET)
    source = f"""
def {NAME}(X, ddof=0):
    while True:
        try:
            1 / 0
        except Exception:
            pass
"""
    assert trial.first_wrong(source) == (0, frozenset())


# --- mutants ----------------------------------------------------------------------------------------------


SUM = "return np.sum(a, axis=1, keepdims=True)"


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("return a + b", ["return a - b", "return a", "return b", "return b + b", "return a + a", "return"]),
        ("return a @ b.T", ["return a * b.T", "return a @ b", "return a.T @ b.T", "return b.T @ a"]),
        (SUM, [SUM.replace("1", "0"), SUM.replace("sum", "mean"), SUM.replace("True", "False"), "return a"]),
        (SUM, [SUM.replace("axis=1, ", "")]),
        ("return range(1, a)", ["return range(0, a)", "return range(a)", "return range(a, 1)"]),
        ("return a if a > b else b", ["return b if a > b else a", "return a if a >= b else b"]),
        ("return a, b", ["return b, a"]),
        ("return -a", ["return a"]),
        ("return 'relu'", ["return 'sigmoid'"]),
        ("if a: return b", ["if True: return b", "if False: return b"]),
    ],
)
def test_mutants_are_slips_of_the_hand(line: str, after: list[str]) -> None:
    found = {mutant.after for mutant in mutants(f"def f(a, b):\n    {line}\n")}
    assert set(after) <= found


def test_a_mutant_of_a_class_says_in_which_method_it_is() -> None:
    source = "class C:\n    def f(self):\n        return 1\n\n    def g(self):\n        return 1\n"
    titles = [mutant.title for mutant in mutants(source)]
    assert {"f: return 1  →  return 2", "g: return 1  →  return 2"} <= set(titles)


def test_what_people_read_is_not_mutated() -> None:
    source = 'def f(a):\n    """one + two"""\n    print(a + 1)\n    raise ValueError(f"{a} + 1")\n'
    assert {mutant.before for mutant in mutants(source)} <= {"print(a + 1)", 'raise ValueError(f"{a} + 1")'}
    assert {mutant.after for mutant in mutants(source)} == {"pass"}


def test_each_mutant_is_another_one_and_runs() -> None:
    source = "def f(a, b=1):\n    for i in range(a):\n        b += i\n    return b\n"
    made = mutants(source)
    assert len({mutant.source for mutant in made}) == len(made) > 10
    assert all(mutant.source != source for mutant in made)


_NO = Finding(Text("不", "no"))


def test_defaults_are_the_authors_own_but_in_the_line_that_is_handed_out() -> None:
    source = "def f(a=1):\n    def g(b=2):\n        return b\n    return g() + (lambda c=3: c)()\n"
    assert {mutant.before for mutant in mutants(source) if mutant.harmless} == {"def f(a=1):"}
    assert {"def g(b=2):", "return g() + (lambda c=3: c)()"} <= {mutant.before for mutant in mutants(source)}
    source = "class A:\n    def f(self, a=1):\n        return (lambda b=2: b)() + a\n"
    assert {mutant.before for mutant in mutants(source) if mutant.harmless} == {"def f(self, a=1):"}
