"""The lint of an authored lesson: says in which file, line and cell something is wrong."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES
from autograder.lessons.languages import engine_files, unwritten_texts
from autograder.lessons.lesson import AuthoredCell, Lesson, Part, is_part, read_part
from autograder.lessons.lint_declarations import lint_declarations
from autograder.lessons.lint_imports import lint_imports
from autograder.lessons.problem import Problem

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


def refuse_faulty(lessons: Sequence[Lesson]) -> None:
    """Do nothing for sound lessons and an engine that speaks all languages.

    Raises
    ------
    AutograderError
        There are problems; every one is named with file, line and cell.
    """
    problems = [*(problem for lesson in lessons for problem in lint(lesson)), *lint_engine()]
    if problems:
        raise AutograderError("\n".join(["Nothing was built, since this is wrong:", *map(str, problems)]))


def lint_engine() -> Iterator[Problem]:
    """Find what the engine says in some languages and not in all, the cells of the lesson to begin with included."""
    files = engine_files()
    yield from unwritten_texts(files)
    for part in (read_part(path) for path in files if is_part(path)):
        for cell, message in _lint_languages(part):
            yield Problem(part.path, cell.line, cell.kind, message)


def lint(lesson: Lesson) -> Iterator[Problem]:
    """Find all that is wrong with a lesson's texts and declarations."""
    if not lesson.parts:
        yield Problem(lesson.path / "lesson.py", 1, "-", "the lesson has no part: expected Outline(…, parts=(…))")
    for path in sorted(lesson.path.glob("*.py")):
        if is_part(path) and path.stem not in lesson.outline.parts:
            yield Problem(path, 1, "-", f"written as a text of cells, but lesson.py does not name the part {path.stem}")
    seen: dict[str, str] = {}
    for part in lesson.parts:
        for cell, message in (
            *_lint_languages(part),
            *_lint_marks(part),
            *_lint_directives(part, lesson),
            *_lint_ids(part, seen),
        ):
            yield Problem(part.path, cell.line, cell.grade_id if cell.name else cell.kind, message)
    yield from lint_declarations(lesson)
    yield from lint_imports(lesson)
    yield from unwritten_texts(lesson.declared.files)


def _lint_languages(part: Part) -> Iterator[tuple[AuthoredCell, str]]:
    """A text stands once in each language, in the order of `LANGUAGES`, with the same formulas and names."""
    run: list[AuthoredCell] = []
    for cell in part.cells:
        if not cell.source.strip() and cell.kind != "test":
            yield cell, "the cell is empty"
        if cell.language is None and cell.kind in ("text", "marking", "answer"):
            yield cell, "a text cell needs " + " or ".join(f'lang="{language}"' for language in LANGUAGES)
        if cell.language == "zh" and _HALF_WIDTH.search(_prose(cell.source)):
            yield cell, "half-width punctuation after a Chinese character; prose uses ，；：？！"
        expected = LANGUAGES[len(run)] if len(run) < len(LANGUAGES) else LANGUAGES[0]
        if run and (cell.language != expected or len(run) == len(LANGUAGES)):
            yield from _unfinished(run)
            run = []
        if cell.language is None:
            continue
        if not run and cell.language != LANGUAGES[0]:
            yield cell, f'this text in lang="{cell.language}" does not follow its twin in lang="{LANGUAGES[0]}"'
            continue
        if run:
            yield from ((cell, message) for message in _differences(run[0], cell))
        run.append(cell)
    yield from _unfinished(run)


def _unfinished(run: list[AuthoredCell]) -> Iterator[tuple[AuthoredCell, str]]:
    """A text that has not been written in all languages."""
    if 0 < len(run) < len(LANGUAGES):
        missing = LANGUAGES[len(run)]
        yield run[-1], f'this text in lang="{run[-1].language}" is not followed by its twin in lang="{missing}"'


def _prose(source: str) -> str:
    return _CODE.sub("", _DISPLAY.sub("", _FENCE.sub("", source)))


def _differences(first: AuthoredCell, other: AuthoredCell) -> Iterator[str]:
    if (first.kind, first.name) != (other.kind, other.name):
        yield f"its twin is {first.kind} {first.name}, this is {other.kind} {other.name}".replace("  ", " ")
    for what, pattern in (
        ("headings", _HEADING),
        ("code blocks", _FENCE),
        ("displayed formulas", _DISPLAY),
        ("pictures", _IMAGE),
        ("directives", _DIRECTIVE),
    ):
        found, expected = pattern.findall(other.source), pattern.findall(first.source)
        if found != expected:
            yield f"{what} differ: {first.language} has {expected}, {other.language} has {found}"
    for what, pattern in (("formulas", _INLINE), ("names in backticks", _CODE)):
        found_set = set(pattern.findall(_FENCE.sub("", other.source)))
        expected_set = set(pattern.findall(_FENCE.sub("", first.source)))
        if found_set != expected_set:
            yield (
                f"{what} differ: only {first.language} has {sorted(expected_set - found_set)}, "
                f"only {other.language} has {sorted(found_set - expected_set)}"
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
    exercises = lesson.declared.exercises
    for cell in part.cells:
        for directive in _DIRECTIVE.findall(cell.source) if cell.language else ():
            word, _, name = directive.partition(" ")
            known = (
                (word == "points" and (not name or name in names))
                or (word == "exercises" and (not name or name in lesson.outline.parts))
                or (word == "checks" and name in exercises)
            )
            if not known:
                yield (
                    cell,
                    f"unknown directive {{{{{directive}}}}}: expected points [NAME], exercises [PART], or checks NAME",
                )
        for picture in _IMAGE.findall(cell.source) if cell.language else ():
            if not (lesson.path / picture).is_file():
                yield cell, f"the picture {picture} is not in {lesson.path.name}/"


def _lint_ids(part: Part, seen: dict[str, str]) -> Iterator[tuple[AuthoredCell, str]]:
    for cell in part.cells:
        # An answer stands once in each language and becomes one cell.
        if not cell.name or cell.language not in (None, LANGUAGES[0]) or cell.kind == "marking":
            continue
        if cell.grade_id in seen:
            yield cell, f"duplicate id {cell.grade_id}: it stands also in {seen[cell.grade_id]}"
        seen[cell.grade_id] = f"{part.path.name}:{cell.line}"
