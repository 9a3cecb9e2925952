"""All that students find beside the notebooks: the lesson's pack/ and data, and the engine's self-check in kit/."""

from __future__ import annotations

import ast
import hashlib
import json
import tempfile
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import Mistake, Reference, Text
from autograder.lessons.build import source_notebook
from autograder.lessons.lesson import Lesson, Part
from autograder.lessons.reference import load_reference

#: Files by their paths in a folder.
Files = dict[str, bytes]
#: By exercise: the hint for what a known mistake has answered to the self-check, by a digest of it.
Hints = Mapping[str, Mapping[str, Text]]

KIT, SELFCHECK, CHECKS = "kit", "kit/selfcheck", "kit/checks"
#: What the self-check knows of the lesson.
LESSON_JSON = f"{SELFCHECK}/lesson.json"

#: First of all the self-check, which the modules of the kit and the checks that it loads build on.
_KIT = '"""What the notebooks bring along."""\n\nfrom kit import selfcheck\n'

_ENGINE = Path(__file__).parent.parent / "selfcheck"
#: What Python and editors leave behind.
LEFT_BEHIND = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}


def read_folder(folder: Path) -> Files:
    """All files of a folder by their paths in it, or none when it is not there; what tools leave behind is not read."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not LEFT_BEHIND & set(path.relative_to(folder).parts)
    }


def pack_files(lesson: Lesson, hints: Hints | None = None) -> Files:
    """All that students find beside the notebooks.

    Without hints it is the same whatever mistakes are known.

    Raises
    ------
    AutograderError
        A file of datasets/ is missing.
    """
    return _code(lesson) | _data(lesson) | {LESSON_JSON: _lesson_json(lesson, hints)}


def assemble(lesson: Lesson, folder: Path, hints: Hints | None = None) -> None:
    """Write into a folder what students find beside the notebooks."""
    for name, data in pack_files(lesson, hints).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def known_hints(lesson: Lesson, source: Path) -> Hints | None:
    """The hints that stand in the instructor edition, if they are made from the lesson as it is now."""
    try:
        stored = json.loads((source / LESSON_JSON).read_text("utf-8"))
        if stored["made_from"] != _made_from(lesson):
            return None
        return {
            name: {digest: Text(**said) for digest, said in known.items()} for name, known in stored["hints"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def make_hints(lesson: Lesson) -> Hints:
    """Ask the self-check what it has been answered by each known mistake; takes some seconds.

    Two mistakes may answer alike up to where the self-check finds them wrong. Unless one hint is said of both, none is.
    """
    if not any(exercise.mistakes for exercise in lesson.exercises):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        assemble(lesson, Path(folder))
        notebooks = {part.name: source_notebook(lesson, part) for part in lesson.parts}
        reference = load_reference(notebooks, Path(folder))
    return {exercise.name: _hints_for(lesson, exercise.name, reference) for exercise in lesson.exercises}


def _hints_for(lesson: Lesson, name: str, reference: Reference) -> dict[str, Text]:
    examine, solution = reference.resource("kit.selfcheck", "examine"), lesson.solutions.get(name, "")
    found: dict[str, set[Text]] = {}

    def answered(source: str) -> str:
        return str(examine(name, reference.among(source)).answered)

    for form in lesson.exercise(name).forms:
        found.setdefault(answered(form.apply(solution)), set()).add(form.hint)
    both: dict[str, set[Text]] = {}
    pairs = combinations(lesson.exercise(name).mistakes, 2) if lesson.exercise(name).two_at_once else ()
    for one, other in pairs:
        source = with_both(one, other, solution)
        if source is not None:
            true = {one.hint, other.hint}
            digest = answered(source)
            both[digest] = both.get(digest, true) & true
    # Of two mistakes in one answer, the hint of that which is told first at grading.
    order = [mistake.hint for mistake in lesson.exercise(name).mistakes]
    told = {digest: {min(hints, key=order.index)} for digest, hints in both.items() if hints and digest not in found}
    known = sorted((told | found).items())
    return {digest: next(iter(hints)) for digest, hints in known if digest and len(hints) == 1}


def with_both(one: Mistake, other: Mistake, solution: str) -> str | None:
    """The source of an answer with two mistakes at once, if they change different places."""
    if not one.edits or not other.edits:
        return None
    try:
        first = other.apply(one.apply(solution))
        return first if first == one.apply(other.apply(solution)) else None
    except ValueError:
        return None


def _code(lesson: Lesson) -> Files:
    """The lesson's pack, and the engine's self-check in it."""
    engine = {f"{SELFCHECK}/{path.name}": path.read_bytes() for path in sorted(_ENGINE.glob("*.py"))}
    # A lesson that brings nothing of its own there has a kit all the same.
    packages = {f"{KIT}/__init__.py": _KIT.encode(), f"{CHECKS}/__init__.py": b""}
    return packages | read_folder(lesson.path / "pack") | engine


def _data(lesson: Lesson) -> Files:
    folder, files = Course(lesson.path.parents[1]).datasets, {}
    for name in lesson.outline.data:
        path = folder / name
        if not path.is_file():
            raise AutograderError(
                f"{path} is missing; the lesson in {lesson.path} gives it to students.\n"
                "Copy the folder datasets/ of the course again, or: git checkout datasets"
            )
        files[name] = path.read_bytes()
    return files


def _lesson_json(lesson: Lesson, hints: Hints | None) -> bytes:
    parts = {cell.name: part.name for part in lesson.parts for cell in part.of_kind("solution")}
    known = {
        "made_from": None if hints is None else _made_from(lesson),
        "exercises": {
            exercise.name: {"part": parts.get(exercise.name, ""), "builds_on": list(exercise.builds_on)}
            for exercise in lesson.exercises
        },
        "imports": {part.name: _imports(part) for part in lesson.parts},
        "hints": {
            name: {digest: text.sentences for digest, text in known.items()} for name, known in (hints or {}).items()
        },
    }
    return (json.dumps(known, ensure_ascii=False, indent=1) + "\n").encode()


def _imports(part: Part) -> list[str]:
    """The import statements of a part's set-up cells, for a part that runs functions of this one."""
    nodes = (node for cell in part.of_kind("setup") for node in ast.parse(cell.source).body)
    return [ast.unparse(node) for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom))]


def _made_from(lesson: Lesson) -> str:
    """A digest of all that the hints are made from: solutions, known mistakes, and the pack's code."""
    digest = hashlib.sha256(repr(sorted(lesson.solutions.items())).encode())
    for exercise in lesson.exercises:
        digest.update(repr((exercise.name, exercise.builds_on, exercise.mistakes)).encode())
    for name, data in sorted(_code(lesson).items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()[:20]
