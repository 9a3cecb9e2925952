"""The lint of an authored lesson: says in which file, line and cell something is wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import AutograderError
from autograder.lessons.lesson import AuthoredCell, Lesson, Part


@dataclass(frozen=True)
class Problem:
    """Something wrong in an authored text, and where."""

    path: Path
    line: int
    cell: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: cell {self.cell}: {self.message}"


_DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_INLINE = re.compile(r"(?<!\$)\$([^$\n]+)\$(?!\$)")
_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
_DIRECTIVE = re.compile(r"\{\{(.*?)\}\}")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!]")
_CLASS = re.compile(r"class \w")
_MARKS = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)")


def refuse_faulty(lesson: Lesson) -> None:
    """Do nothing for a sound lesson.

    Raises
    ------
    AutograderError
        There are problems; every one is named with file, line and cell.
    """
    problems = list(lint(lesson))
    if problems:
        listing = "\n".join(map(str, problems))
        raise AutograderError(f"The lesson {lesson.name} cannot be built:\n{listing}")


def lint(lesson: Lesson) -> Iterator[Problem]:
    """All that is wrong with a lesson's texts and declarations."""
    if not lesson.parts:
        yield Problem(lesson.path, 1, "-", "the lesson has no part: no .py file begins with a jupytext header")
    seen: dict[str, str] = {}
    for part in lesson.parts:
        for cell, message in (
            *_lint_pairs(part),
            *_lint_marks(part),
            *_lint_directives(part, lesson),
            *_lint_ids(part, seen),
        ):
            yield Problem(part.path, cell.line, cell.grade_id if cell.name else cell.kind, message)
    yield from _lint_exercises(lesson)


def _lint_pairs(part: Part) -> Iterator[tuple[AuthoredCell, str]]:
    """Text stands twice, first in Chinese, then in English, with the same formulas and names."""
    waiting: AuthoredCell | None = None
    for cell in part.cells:
        if cell.language == "zh":
            if waiting is not None:
                yield waiting, "this Chinese cell is not followed by its English twin"
            waiting = cell
            if _HALF_WIDTH.search(_prose(cell.source)):
                yield cell, "half-width punctuation after a Chinese character; prose uses ，；：？！"
        elif cell.language == "en":
            if waiting is None:
                yield cell, "this English cell does not follow a Chinese one"
            else:
                for message in _differences(waiting, cell):
                    yield cell, message
            waiting = None
        elif waiting is not None:
            yield waiting, "this Chinese cell is not followed by its English twin"
            waiting = None
        if cell.language is None and cell.kind in ("text", "marking", "answer"):
            yield cell, 'a text cell needs lang="zh" or lang="en"'
        if not cell.source.strip() and cell.kind != "test":
            yield cell, "the cell is empty"
    if waiting is not None:
        yield waiting, "this Chinese cell is not followed by its English twin"


def _prose(source: str) -> str:
    return _CODE.sub("", _DISPLAY.sub("", _FENCE.sub("", source)))


def _differences(zh: AuthoredCell, en: AuthoredCell) -> Iterator[str]:
    if (zh.kind, zh.name) != (en.kind, en.name):
        yield f"its Chinese twin is {zh.kind} {zh.name}, this is {en.kind} {en.name}".replace("  ", " ")
    for what, pattern in (
        ("headings", _HEADING),
        ("code blocks", _FENCE),
        ("displayed formulas", _DISPLAY),
        ("pictures", _IMAGE),
        ("directives", _DIRECTIVE),
    ):
        found, expected = pattern.findall(en.source), pattern.findall(zh.source)
        if found != expected:
            yield f"{what} differ: Chinese has {expected}, English has {found}"
    for what, pattern in (("formulas", _INLINE), ("names in backticks", _CODE)):
        found_set = set(pattern.findall(_FENCE.sub("", en.source)))
        expected_set = set(pattern.findall(_FENCE.sub("", zh.source)))
        if found_set != expected_set:
            yield (
                f"{what} differ: only Chinese has {sorted(expected_set - found_set)}, "
                f"only English has {sorted(found_set - expected_set)}"
            )


def _lint_marks(part: Part) -> Iterator[tuple[AuthoredCell, str]]:
    """Every BEGIN has its END; solution cells have one pair, those of a class one for each method."""
    for cell in part.cells:
        marks = _MARKS.findall(cell.source)
        pair = [("BEGIN", "SOLUTION"), ("END", "SOLUTION")]
        pairs = 0 if cell.kind != "solution" else max(1, len(marks) // 2) if _CLASS.match(cell.source) else 1
        if marks != pair * pairs:
            say = [" ".join(mark) for mark in marks] or "none"
            wanted = "one BEGIN SOLUTION and one END SOLUTION" if pairs else "none"
            yield cell, f"unbalanced or misplaced marks: found {say}, expected {wanted}"
        if cell.kind != "solution":
            continue
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            yield cell, f"the solution is not valid Python: {error}"
            continue
        defined = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        if defined != [cell.name]:
            yield cell, f"the solution must define {cell.name} and nothing else; it defines {defined}"


def _lint_directives(part: Part, lesson: Lesson) -> Iterator[tuple[AuthoredCell, str]]:
    names = {one.name for one in lesson.marked}
    for cell in part.cells:
        for directive in _DIRECTIVE.findall(cell.source) if cell.language else ():
            word, _, name = directive.partition(" ")
            if word not in ("points", "checks") or (name not in names and (name or word == "checks")):
                yield cell, f"unknown directive {{{{{directive}}}}}: expected points [NAME] or checks NAME"
        for picture in _IMAGE.findall(cell.source) if cell.language else ():
            if not (lesson.path / picture).is_file():
                yield cell, f"the picture {picture} is not in {lesson.path.name}/"


def _lint_ids(part: Part, seen: dict[str, str]) -> Iterator[tuple[AuthoredCell, str]]:
    for cell in part.cells:
        # An answer stands once in each language and becomes one cell.
        if not cell.name or cell.language == "en" or cell.kind == "marking":
            continue
        if cell.grade_id in seen:
            yield cell, f"duplicate id {cell.grade_id}: it stands also in {seen[cell.grade_id]}"
        seen[cell.grade_id] = f"{part.path.name}:{cell.line}"


def _lint_exercises(lesson: Lesson) -> Iterator[Problem]:
    """Each declared exercise has its cells, and each cell belongs to a declared exercise; points add up."""
    checks = lesson.path / "checks.py"
    declared = [exercise.name for exercise in lesson.exercises]
    for name in _doubles(declared + [question.name for question in lesson.written]):
        yield Problem(checks, 1, name, "declared twice")
    for exercise in lesson.exercises:
        if not exercise.checks or not exercise.draws:
            yield Problem(checks, 1, exercise.name, "an exercise needs checks, and random cases to see them in")
        for check in exercise.checks:
            if check.points <= 0:
                yield Problem(
                    checks,
                    1,
                    exercise.name,
                    f"check {check.name} has {check.points} points; expected more than 0",
                )
        for name in (*exercise.builds_on, *(need for check in exercise.checks for need in check.needs)):
            if name not in declared and name not in [check.name for check in exercise.checks]:
                yield Problem(checks, 1, exercise.name, f"{name} is neither an exercise nor one of its checks")
    placed = {
        kind: [cell for part in lesson.parts for cell in part.of_kind(kind)] for kind in ("solution", "test", "answer")
    }
    for kind, names in (
        ("solution", declared),
        ("test", declared),
        ("answer", [q.name for q in lesson.written]),
    ):
        for name in names:
            if name not in [cell.name for cell in placed[kind]]:
                yield Problem(checks, 1, name, f"declared here, but no text has a {kind} cell for it")
        for part in lesson.parts:
            for cell in part.of_kind(kind):
                if cell.name not in names:
                    yield Problem(
                        part.path,
                        cell.line,
                        cell.grade_id,
                        "not declared in checks.py, so it has no checks or points",
                    )
    for part in lesson.parts:
        order = {cell.name: index for index, cell in enumerate(part.cells) if cell.kind == "solution"}
        for index, cell in enumerate(part.cells):
            if cell.kind == "test" and order.get(cell.name, -1) > index:
                yield Problem(part.path, cell.line, cell.grade_id, "the hidden test stands above its solution")


def _doubles(names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]
