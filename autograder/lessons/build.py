"""Makes notebooks from an authored lesson: pure functions, the same bytes at every build.

Cell ids are the grade ids, or a hash of the text; metadata is what nbgrader needs, the role of a locked
code cell as a tag, and the language of a text cell. Pictures stand inside the notebook, so that they show
when the folder is moved or offline; as data addresses, since JupyterLab draws no SVG from attachments.
"""

from __future__ import annotations

import ast
import base64
import copy
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder.exercise import LANGUAGES, Language, Text
from autograder.lessons import alone
from autograder.lessons.lesson import AuthoredCell, Lesson, Part, solution_source

Notebook = dict[str, Any]

BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
_PICTURE = re.compile(r"(!\[[^\]]*\])\(([^)]+)\)")
DIRECTIVE = re.compile(r"\{\{(points|exercises|checks)(?: (\w+))?\}\}")
_CHECK = Text("- {points} 分：{about}", "- {points} points: {about}")
_ONE_POINT = Text("- 1 分：{about}", "- 1 point: {about}")
_LANGUAGE_LINE = re.compile(rf'^LANGUAGE = "(?:{"|".join(LANGUAGES)})"$', re.MULTILINE)

#: The kernel of every notebook: nbformat's ``kernelspec``.
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def source_notebook(lesson: Lesson, part: Part) -> Notebook:
    """The instructor edition of a part: both languages, solutions, and hidden-test cells."""

    def embed(path: Path) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(path.read_bytes()).decode("ascii")

    cells = [_source_cell(lesson, part, cell, embed) for cell in _answers_joined(part.cells)]
    for cell in cells:
        if "setup" in cell["metadata"].get("tags", ()):
            cell["source"] = alone.with_check(cell["source"], lesson.assignment, part.name, LANGUAGES[0])
    return _notebook(cells)


def solved_notebook(lesson: Lesson, part: Part, language: Language) -> Notebook:
    """The solved edition in one language, not yet executed: no grading metadata, no marks, no tests."""

    def link(path: Path) -> str:
        return "../../../" + path.relative_to(lesson.path.parent).as_posix()

    cells = []
    for authored in part.cells:
        if authored.kind in ("marking", "test") or authored.language not in (None, language):
            continue
        cell = _source_cell(lesson, part, authored, link)
        cell["source"] = solution_source(cell["source"])
        cell["metadata"] = {}
        cells.append(cell)
    return in_language(_notebook(cells), language)


def solutions_module(part: Part) -> str:
    """The solutions of a part as one file, for students who go on without their own after a deadline."""
    cells = [solution_source(cell.source).strip() for cell in part.of_kind("solution")]
    used = {node.id for cell in cells for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Name)}
    head = f'"""The functions of {part.name}.ipynb, written out: for use after its deadline, not for grading."""'
    return "\n\n\n".join([f"{head}\n\n{_imports(part, used)}", *cells]) + "\n"


def _imports(part: Part, used: set[str]) -> str:
    """Gather the imports of a part's set-up cells, as far as they are used."""
    lines = []
    for cell in part.of_kind("setup"):
        for node in ast.parse(cell.source).body:
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                node.names = [name for name in node.names if (name.asname or name.name) in used]
                lines += [ast.unparse(node)] if node.names else []
    return "\n".join(lines)


def in_language(notebook: Notebook, language: Language, address: str = "") -> Notebook:
    """The notebook with the texts of one language alone, which is written into metadata and set-up.

    ``address`` is where students find the zip file of their edition, if the course has set one.
    """
    chosen = copy.deepcopy(notebook)
    chosen["cells"] = [cell for cell in chosen["cells"] if cell["metadata"].get("lang", language) == language]
    for cell in chosen["cells"]:
        if cell["cell_type"] == "code":
            source = _LANGUAGE_LINE.sub(f'LANGUAGE = "{language}"', cell["source"])
            cell["source"] = alone.in_language(source, language, address)
    chosen["metadata"]["lang"] = language
    return chosen


def dumps(notebook: Notebook) -> str:
    """The notebook's file contents: sorted keys, as nbformat writes them.

    Parameters
    ----------
    notebook
        A notebook's JSON; the source of a cell may be one string or a list of lines.

    Returns
    -------
    str
        JSON, to be written as UTF-8.

    Examples
    --------
    >>> print(dumps({"cells": [], "nbformat": 4}), end="")
    {
     "cells": [],
     "nbformat": 4
    }
    """
    return json.dumps(_lines(notebook), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def loads(text: str) -> Notebook:
    """The notebook in a generated file, its sources joined to strings."""
    notebook: Notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def hidden_test(name: str, points: int) -> str:
    """The source of a hidden-test cell; students see its first line alone."""
    call = f"from autograder import grade\ngrade({name})"
    return f"# {name} · {points}\n{BEGIN_HIDDEN}\n{call}\n{END_HIDDEN}"


def tested(cell: dict[str, Any]) -> str | None:
    """The exercise that a hidden-test cell is for; None for any other cell."""
    return cell["id"].removeprefix("test_") if "test" in cell["metadata"].get("tags", ()) else None


def solutions_in(notebook: Notebook) -> dict[str, str]:
    """The solutions by exercise, from an instructor edition."""
    return {
        cell["id"]: solution_source(cell["source"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and cell["metadata"].get("nbgrader", {}).get("solution")
    }


def _notebook(cells: list[dict[str, Any]]) -> Notebook:
    _number_doubles(cells)
    metadata = {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def _answers_joined(cells: tuple[AuthoredCell, ...]) -> list[AuthoredCell]:
    """The cells with the model answers in all languages made one: students get a single, neutral answer cell."""
    joined: list[AuthoredCell] = []
    for cell in cells:
        if cell.kind == "answer" and cell.language != LANGUAGES[0]:
            first = joined.pop()
            joined.append(replace(first, source=f"{first.source}\n\n---\n\n{cell.source}", language=None))
        else:
            joined.append(cell)
    return joined


def _source_cell(lesson: Lesson, part: Part, cell: AuthoredCell, picture: Callable[[Path], str]) -> dict[str, Any]:
    if cell.kind == "test":
        source = hidden_test(cell.name, lesson.points(cell.name))
    elif cell.kind in ("text", "marking", "answer"):
        source = _expand(lesson, part, cell)
        source = _PICTURE.sub(lambda match: f"{match[1]}({picture(lesson.path / match[2])})", source)
    else:
        source = cell.source
    metadata: dict[str, Any] = {}
    if cell.language:
        metadata["lang"] = cell.language
    if cell.kind in ("setup", "try", "check", "test", "demo", "expected"):
        metadata["tags"] = [cell.kind]
    if cell.kind in ("setup", "solution", "try", "check", "test", "demo", "answer"):
        metadata["nbgrader"] = _nbgrader(cell, lesson)
    built = {"id": _identifier(cell, source), "metadata": metadata, "source": source}
    if cell.kind in ("text", "marking", "expected", "answer"):
        return {**built, "cell_type": "markdown"}
    return {**built, "cell_type": "code", "execution_count": None, "outputs": []}


def _nbgrader(cell: AuthoredCell, lesson: Lesson) -> dict[str, Any]:
    """nbgrader's metadata, schema 3: solutions are the student's, all other code is locked."""
    metadata: dict[str, Any] = {
        "grade": cell.kind in ("test", "answer"),
        "grade_id": cell.grade_id,
        "locked": cell.kind not in ("solution", "answer"),
        "schema_version": 3,
        "solution": cell.kind in ("solution", "answer"),
        "task": False,
    }
    if metadata["grade"]:
        metadata["points"] = lesson.points(cell.name)
    return metadata


def _expand(lesson: Lesson, part: Part, cell: AuthoredCell) -> str:
    """The text with its directives replaced by what the lesson declares.

    ``{{points}}`` are those of the part, ``{{points NAME}}`` those of one exercise or question, ``{{exercises}}`` is
    the number of exercises in the part, ``{{exercises PART}}`` that of another, and ``{{checks NAME}}`` lists what an
    exercise is marked on.
    """
    language: Language = cell.language or LANGUAGES[0]
    marked = {one.name for one in part.of_kind("test", "answer")}

    def expand(match: re.Match[str]) -> str:
        word, name = match[1], match[2]
        if word == "points":
            return str(lesson.points(name) if name else sum(map(lesson.points, marked)))
        if word == "exercises":
            return str(len(lesson.exercises_in(lesson.part(name) if name else part)))
        checks = lesson.exercise(name).checks
        lines = (
            (_ONE_POINT if check.points == 1 else _CHECK).format(points=check.points, about=check.about).to(language)
            for check in checks
        )
        return "\n".join(lines)

    return DIRECTIVE.sub(expand, cell.source)


def _identifier(cell: AuthoredCell, source: str) -> str:
    if cell.name and cell.kind not in ("marking", "expected"):
        return cell.grade_id
    return hashlib.sha256(f"{cell.language}\n{source}".encode()).hexdigest()[:12]


def _number_doubles(cells: list[dict[str, Any]]) -> None:
    """Give the second of two equal texts another id."""
    seen: dict[str, int] = {}
    for cell in cells:
        identifier = cell["id"]
        seen[identifier] = seen.get(identifier, 0) + 1
        if seen[identifier] > 1:
            cell["id"] = f"{identifier}-{seen[identifier]}"


def _lines(notebook: Notebook) -> Notebook:
    """The notebook with sources as lists of lines, as they stand in files."""
    split = copy.deepcopy(notebook)
    for cell in split["cells"]:
        if isinstance(cell["source"], str):
            cell["source"] = cell["source"].splitlines(keepends=True)
    return split
