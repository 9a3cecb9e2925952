"""Similar work is found among answers as people write them: six pairs planted in a class of 120."""

from __future__ import annotations

import ast
import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from this_lesson import HERE

from autograder.grading.bundle import Bundle
from autograder.proof.people import OPEN, read_people
from autograder.similar.class_code import Code, LessonCode, lesson_code, within_bounds
from autograder.similar.compare import Comparison, compare
from autograder.similar.fingerprints import pieces

CLASS, TOP, FOUND, SEEDS = 120, 10, 5, range(3)

#: Words that people call things by.
WORDS = [
    "tmp",
    "val",
    "res",
    "out",
    "arr",
    "mat",
    "vec",
    "item",
    "cur",
    "prev",
    "nxt",
    "acc",
    "total",
    "part",
    "inner",
    "outer",
    "left",
    "right",
    "big",
    "small",
    "one",
    "two",
    "mine",
]

Answers = dict[str, str]


@pytest.fixture(scope="module")
def lesson(bundle: Bundle) -> LessonCode:
    return lesson_code(bundle)


@pytest.fixture(scope="module")
def pool(bundle: Bundle) -> dict[str, list[str]]:
    """By exercise, what people write: the lesson's right answers, and what others have written, right and wrong."""
    return {
        name: [
            bundle.solutions[name],
            *exercise.right_answers,
            *(answer.code for answer in read_people(HERE.parent, name, OPEN)),
        ]
        for name, exercise in bundle.exercises.items()
    }


# --- how people differ ---------------------------------------------------------------------------------------


def renamed(source: str, draw: random.Random, part: float) -> str:
    """Part of the names that a function binds, changed throughout."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return source
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)} - {"self"}
    for name in sorted(bound):
        if draw.random() < part:
            new = f"{draw.choice(WORDS)}_{draw.choice(WORDS)}{draw.randrange(100)}"
            source = re.sub(rf"(?<![\w.'\"]){name}(?![\w'\"])", new, source)
    return source


def with_dots(source: str) -> str:
    return re.sub(r"([\w.]+) @ ([\w.]+)", r"np.dot(\1, \2)", source)


def independent(pool: Mapping[str, list[str]], draw: random.Random) -> Answers:
    """Somebody's own work: each function as one of the pool, in names and with products of their own."""
    answers = {name: renamed(draw.choice(known), draw, draw.choice((0, 0.5, 1))) for name, known in pool.items()}
    return {name: with_dots(text) if draw.random() < 0.5 else text for name, text in answers.items()}


# --- how copies are hidden -----------------------------------------------------------------------------------


def names_changed(answers: Answers, draw: random.Random) -> Answers:
    return {name: renamed(text, draw, 1) for name, text in answers.items()}


def lines_reordered(answers: Answers, draw: random.Random) -> Answers:
    """Neighbouring statements swapped wherever neither uses what the other binds."""

    def names(node: ast.stmt, kind: type[ast.expr_context]) -> set[str]:
        return {one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, kind)}

    def swap(body: list[ast.stmt]) -> None:
        for place in range(len(body) - 1):
            one, two = body[place : place + 2]
            simple = all(isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr)) for node in (one, two))
            bound = names(one, ast.Store), names(two, ast.Store)
            if simple and not (
                bound[0] & names(two, ast.Load) or bound[1] & names(one, ast.Load) or bound[0] & bound[1]
            ):
                body[place : place + 2] = two, one

    def reordered(text: str) -> str:
        try:
            tree = ast.parse(text)
        except SyntaxError:
            return text
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.For, ast.If)):
                swap(node.body)
        return ast.unparse(tree)

    return {name: reordered(text) for name, text in answers.items()}


def loops_for_products(answers: Answers, draw: random.Random) -> Answers:
    """Each product that is all of a line, as a loop."""

    def loop(match: re.Match[str]) -> str:
        space, target, left, right = match.groups()
        lines = (f"{target} = np.zeros(({left}.shape[0], {right}.shape[1]))", f"for row in range({left}.shape[0]):",
                 f"    {target}[row] = sum({left}[row, k] * {right}[k] for k in range({right}.shape[0]))")  # fmt: skip
        return "\n".join(space + line for line in lines)

    products = (r"^( *)(\w+) = ([\w.]+) @ ([\w.]+)", r"^( *)(\w+) = np\.dot\(([\w.]+), ([\w.]+)\)")
    changed = {name: re.sub(products[0], loop, text, flags=re.M) for name, text in answers.items()}
    return {name: re.sub(products[1], loop, text, flags=re.M) for name, text in changed.items()}


def comments_added(answers: Answers, draw: random.Random) -> Answers:
    return {
        name: "\n\n".join(f"{line}  # {draw.choice(WORDS)} and {draw.choice(WORDS)}" for line in text.splitlines())
        for name, text in answers.items()
    }


def unchanged(answers: Answers, draw: random.Random) -> Answers:
    return dict(answers)


# --- a class -------------------------------------------------------------------------------------------------

HIDDEN: dict[str, Callable[[Answers, random.Random], Answers]] = {
    "names changed": names_changed,
    "lines reordered": lines_reordered,
    "loops for products": loops_for_products,
    "comments added": comments_added,
    "two functions only": unchanged,
    "split over cells": unchanged,
}


def cells(answers: Answers, exercises: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each function in the cell meant for it."""
    yield from ((name, answers[name]) for name in exercises)


def split(answers: Answers, exercises: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """All in cells of one's own, the steps of each function in a helper that it calls."""
    for name in exercises:
        head, _, body = answers[name].partition("\n")
        if head.startswith("def ") and body.strip():
            helper = head.replace(f"def {name}", f"def _{name[::2]}")
            yield "", f"{helper}\n{body}"
            yield name, f"{head}\n    return _{name[::2]}(*locals().values())\n"
        else:
            yield "", answers[name]


@dataclass(frozen=True)
class Planted:
    students: list[Code]
    #: By how it was hidden.
    pairs: dict[str, frozenset[str]]


def class_of(pool: Mapping[str, list[str]], lesson: LessonCode, seed: int, size: int = CLASS) -> Planted:
    """A class in which six have copied, each in a way of hiding it."""
    draw = random.Random(seed)
    everybody = {f"s{number:04}": independent(pool, draw) for number in range(size)}
    drawn = draw.sample(sorted(everybody), 2 * len(HIDDEN))
    pairs = {}
    for (how, change), one, other in zip(HIDDEN.items(), drawn[::2], drawn[1::2], strict=True):
        copy = change(everybody[one], draw)
        some = draw.sample(sorted(copy), 2) if how == "two functions only" else copy
        everybody[other] |= {name: copy[name] for name in some}
        pairs[how] = frozenset((one, other))
    students = []
    for student, answers in everybody.items():
        laid_out = split if student == drawn[-1] else cells
        found = [
            piece
            for name, text in laid_out(answers, lesson.exercises)
            for piece in pieces(text, lesson.exercises, name)
        ]
        students.append(within_bounds(student, found))
    return Planted(students, pairs)


def found(planted: Planted, comparison: Comparison) -> dict[str, int | None]:
    """By how it was hidden, the place of each planted pair in the ranking."""
    places = {frozenset((pair.first, pair.second)): place for place, pair in enumerate(comparison.pairs, start=1)}
    return {how: places.get(pair) for how, pair in planted.pairs.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_five_of_six_planted_pairs_are_among_the_first_ten(
    pool: dict[str, list[str]], lesson: LessonCode, seed: int
) -> None:
    planted = class_of(pool, lesson, seed)
    places = found(planted, compare(lesson, planted.students, TOP))
    assert sum(place is not None for place in places.values()) >= FOUND, (seed, places)
