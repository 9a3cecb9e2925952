"""Files of the students' resource pack that are made from the rest of the lesson, by functions that it declares.

A lesson's ``derived.py`` declares ``DERIVED``: by the name of a JSON file in ``resources/``, the function that makes
what it holds out of the known mistakes, the solutions and the reference. Making them may take a minute, so each file
says what it was made from, and is made anew when that has changed.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from autograder.course import load_module
from autograder.lessons.build import source_notebook
from autograder.lessons.lesson import Lesson
from autograder.lessons.reference import load_reference

_FROM = "made_from"


def stale(lesson: Lesson) -> list[Path]:
    """The files that are out of date."""
    made_from = _made_from(lesson)
    return [path for path in _paths(lesson) if _known(path) != made_from]


def refresh(lesson: Lesson) -> list[Path]:
    """Make the files anew that are out of date; returns them."""
    old = stale(lesson)
    if old:
        for path, text in make(lesson).items():
            if path in old:
                path.write_text(text, "utf-8")
    return old


def make(lesson: Lesson) -> dict[Path, str]:
    """The files, made."""
    paths = _paths(lesson)
    if not paths:
        return {}
    notebooks = {part.name: source_notebook(lesson, part) for part in lesson.parts}
    reference = load_reference(notebooks, lesson.path / "resources")
    mistakes = load_module(lesson.path / "mistakes.py").MISTAKES
    declared = _declared(lesson)
    return {path: _text(lesson, declared[path.name](mistakes, lesson.solutions, reference)) for path in paths}


def _declared(lesson: Lesson) -> dict[str, Any]:
    path = lesson.path / "derived.py"
    return dict(load_module(path).DERIVED) if path.is_file() else {}


def _paths(lesson: Lesson) -> list[Path]:
    return [lesson.path / "resources" / name for name in _declared(lesson)]


def _text(lesson: Lesson, contents: dict[str, Any]) -> str:
    return json.dumps({_FROM: _made_from(lesson), **contents}, ensure_ascii=False, indent=1) + "\n"


def _made_from(lesson: Lesson) -> str:
    """A digest of all that the files are made from: solutions, known mistakes, and the pack's code."""
    declarations = [lesson.path / name for name in ("derived.py", "mistakes.py")]
    files = [path for path in declarations if path.is_file()] + sorted((lesson.path / "resources").glob("*.py"))
    parts = [f"{path.name} {path.read_text('utf-8')}" for path in files]
    parts += [f"{name} {source}" for name, source in sorted(lesson.solutions.items())]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def _known(path: Path) -> str:
    try:
        return str(json.loads(path.read_text("utf-8"))[_FROM])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
