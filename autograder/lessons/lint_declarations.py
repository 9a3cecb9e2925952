"""The lint of what a lesson declares: exercises, mistakes, right answers, self-checks, the invented class."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.exercise import LANGUAGES, Exercise
from autograder.lessons.lesson import Lesson
from autograder.lessons.outline import BLANK, SOLVED, Student
from autograder.lessons.pack import CHECKS
from autograder.lessons.problem import Problem


def lint_declarations(lesson: Lesson) -> Iterator[Problem]:
    """Find all that is wrong with what a lesson declares."""
    outline = lesson.path / "lesson.py"
    for name in _doubles(one.name for one in lesson.marked):
        yield Problem(outline, 1, name, "declared twice")
    if not lesson.outline.minutes > 0:
        yield Problem(outline, 1, "minutes", f"minutes is {lesson.outline.minutes}, and should be above 0")
    yield from _lint_cells(lesson, outline)
    for exercise in lesson.exercises:
        file = lesson.path / "exercises" / f"{exercise.name}.py"
        for message in (*_lint_exercise(exercise, lesson), *_lint_answers(exercise, lesson)):
            yield Problem(file, 1, exercise.name, message)
    yield from _lint_self_checks(lesson)
    for student in lesson.outline.students:
        for message in _lint_student(student, lesson):
            yield Problem(outline, 1, student.id, f"the invented student {student.id}: {message}")


def _lint_cells(lesson: Lesson, outline: Path) -> Iterator[Problem]:
    """Each exercise has its cells, and each cell belongs to a declared exercise."""
    exercises = list(lesson.declared.exercises)
    questions = [question.name for question in lesson.written]
    for kind, names, place in (
        ("solution", exercises, "exercises"),
        ("test", exercises, "exercises"),
        ("answer", questions, "lesson.py"),
    ):
        placed = [(part, cell) for part in lesson.parts for cell in part.of_kind(kind)]
        for name in names:
            if name not in [cell.name for _, cell in placed]:
                file = lesson.path / place / f"{name}.py" if place == "exercises" else outline
                yield Problem(file, 1, name, f"declared here, but there is no {kind} cell for it in any text")
        for part, cell in placed:
            if cell.name not in names:
                where = f"{place}/{cell.name}.py" if place == "exercises" else place
                message = f"not declared in {where}, so it has no checks or points"
                yield Problem(part.path, cell.line, cell.grade_id, message)
    for part in lesson.parts:
        order = {cell.name: index for index, cell in enumerate(part.cells) if cell.kind == "solution"}
        for index, cell in enumerate(part.cells):
            if cell.kind == "test" and order.get(cell.name, -1) > index:
                yield Problem(part.path, cell.line, cell.grade_id, "the hidden test stands above its solution")


def _lint_exercise(exercise: Exercise, lesson: Lesson) -> Iterator[str]:
    if not exercise.checks or not exercise.draws:
        yield "an exercise needs checks, and random cases to see them in"
    checks = [check.name for check in exercise.checks]
    for name in _doubles(checks):
        yield f"the check {name} is declared twice"
    for index, check in enumerate(exercise.checks):
        if check.points <= 0:
            yield f"check {check.name} has {check.points} points; expected more than 0"
        for need in check.needs:
            if need not in checks:
                yield f"check {check.name} needs {need}, which is none of its checks: {', '.join(checks)}"
            elif need not in checks[:index]:
                yield f"check {check.name} needs {need}, which does not stand above it"
    order = [one.name for one in lesson.exercises]
    for name in exercise.builds_on:
        if name not in order:
            yield f"it builds on {name}, which is no exercise of the lesson"
        elif order.index(name) >= order.index(exercise.name):
            yield f"it builds on {name}, which does not stand above it in the text"


def _lint_answers(exercise: Exercise, lesson: Lesson) -> Iterator[str]:
    """Known mistakes and right answers that are none, whatever the solution answers."""
    names = [mistake.name for mistake in exercise.mistakes]
    checks = [check.name for check in exercise.checks]
    for name in _doubles(names):
        yield f"the mistake {name} is declared twice"
    solution = lesson.solutions.get(exercise.name, "")
    for mistake in exercise.mistakes:
        if mistake.caught_by not in checks:
            yield f"mistake {mistake.name}: no check is called {mistake.caught_by}; expected one of {', '.join(checks)}"
        for form in mistake.forms:
            try:
                source = form.apply(solution)
            except ValueError as error:
                yield str(error)
            else:
                yield from _lint_source(exercise.name, source, f"mistake {mistake.name}")
    for number, source in enumerate(exercise.right_answers):
        yield from _lint_source(exercise.name, source, f"right answer {number}")


def _lint_source(name: str, source: str, what: str) -> Iterator[str]:
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        yield f"{what} is not valid Python: line {error.lineno}: {error.msg}"
        return
    bound = {node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    targets = (target for node in tree.body if isinstance(node, ast.Assign) for target in node.targets)
    bound |= {target.id for target in targets if isinstance(target, ast.Name)}
    if name not in bound:
        yield f"{what} defines no {name}"


def _lint_self_checks(lesson: Lesson) -> Iterator[Problem]:
    """Find functions that a text checks and that have no self-check, and self-checks that are left over."""
    folder = lesson.path / "pack" / CHECKS
    modules = {path.stem for path in folder.glob("[!_]*.py")}
    for part in lesson.parts:
        for cell in part.of_kind("check"):
            if cell.name not in modules:
                place = f"pack/{CHECKS}/{cell.name}.py"
                message = f"there is no self-check for it: expected {place} with a function {cell.name}(ask)"
                yield Problem(part.path, cell.line, cell.grade_id, message)
    for name in sorted(modules - lesson.declared.exercises.keys()):
        yield Problem(folder / f"{name}.py", 1, name, "a self-check of something that is no exercise of the lesson")


def _lint_student(student: Student, lesson: Lesson) -> Iterator[str]:
    exercises = lesson.declared.exercises
    if student.language not in LANGUAGES:
        yield f"there is no language {student.language!r}; expected one of {', '.join(LANGUAGES)}"
    for part in student.parts:
        if part not in lesson.outline.parts:
            yield f"there is no part {part}; expected one of {', '.join(lesson.outline.parts)}"
    for name in student.written:
        if name not in [question.name for question in lesson.written]:
            yield f"{name} is no written question of the lesson"
    others = dict.fromkeys(exercises, student.others)
    for name, answer in (others | dict(student.answers)).items():
        if name not in exercises:
            yield f"{name} is no exercise of the lesson"
            continue
        kind, _, which = answer.partition(" ")
        if kind == "mistake" and which not in [mistake.name for mistake in exercises[name].mistakes]:
            yield f"{name} has no mistake {which}"
        if kind == "right" and not (which.isdigit() and int(which) < len(exercises[name].right_answers)):
            yield f"{name} has {len(exercises[name].right_answers)} right answers, counted from 0; found {answer!r}"
        if answer not in (SOLVED, BLANK) and re.fullmatch(r"\w+", answer):
            yield f"{name} becomes {answer!r}; expected solved, blank, right N, mistake NAME, or code"


def _doubles(names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]
