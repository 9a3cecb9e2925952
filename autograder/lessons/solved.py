"""The solved edition: executed in a Jupyter kernel, and compared with what is committed and what the text expects.

Text must agree exactly, numbers to 1e-6 relative or 1e-9 absolute, pictures by being there. A line that
begins with ⏱ (a time, a progress bar) may differ. Where nothing else differs, here and in all cells above,
the committed outputs are kept, so that a picture is redrawn only when what it shows may have changed. Each notebook
says in its metadata what it was made from, so that nothing is executed again for a build that changes nothing.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language
from autograder.lessons.build import Notebook, dumps, loads, solved_notebook
from autograder.lessons.lesson import Lesson, Part, read
from autograder.lessons.pack import assemble, pack_files
from autograder.lessons.problem import Problem
from autograder.process_pool import processes

#: A cell of the lesson may take this long, in seconds of wall time.
CELL_TIMEOUT = 600

_NUMBER = re.compile(r"[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?")
_VOLATILE = "⏱"


#: The entry of a solved notebook's metadata that says what it was made from.
MADE_FROM = "made_from"
#: A solved notebook of a lesson: which part, in which language.
Edition = tuple[Part, Language]


def path_of(course: Course, lesson: Lesson, part: Part, language: Language) -> Path:
    """The place where a solved notebook is committed."""
    return course.solved(language, lesson.assignment) / f"{part.name}.ipynb"


def editions(lesson: Lesson) -> list[Edition]:
    """Every solved notebook of a lesson."""
    return list(itertools.product(lesson.parts, LANGUAGES))


def stale(course: Course, lesson: Lesson) -> list[Edition]:
    """The solved notebooks that are missing, or were made from something else than what is there now."""

    def is_stale(part: Part, language: Language) -> bool:
        committed = read_committed(course, lesson, part, language)
        return committed is None or committed["metadata"].get(MADE_FROM) != made_from(lesson, part, language)

    return [edition for edition in editions(lesson) if is_stale(*edition)]


def read_committed(course: Course, lesson: Lesson, part: Part, language: Language) -> Notebook | None:
    """A solved notebook as it is committed; None where none is."""
    path = path_of(course, lesson, part, language)
    return loads(path.read_text("utf-8")) if path.is_file() else None


def made_from(lesson: Lesson, part: Part, language: Language) -> str:
    """A digest of all that a solved notebook is made from: the texts of all parts, the pack, and data."""
    digest = hashlib.sha256(part.name.encode())
    for one in lesson.parts:
        digest.update(dumps(solved_notebook(lesson, one, language)).encode())
    for name, data in sorted(pack_files(lesson).items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()[:20]


def executed(lesson: Lesson, wanted: Sequence[Edition]) -> Iterator[tuple[Part, Language, Notebook, float]]:
    """Solved notebooks of a lesson, run in a fresh kernel, and the seconds that took; several at once.

    Raises
    ------
    AutograderError
        A cell raises; its source and the error are shown.
    """
    if not wanted:
        return
    with processes() as pool:
        waiting = {pool.submit(_timed, lesson.path, part.name, language): (part, language) for part, language in wanted}
        for future in as_completed(waiting):
            yield (*waiting[future], *future.result())


def _timed(path: Path, name: str, language: Language) -> tuple[Notebook, float]:
    """Execute a notebook in a process of its own; a lesson holds functions, which do not travel."""
    begun = time.monotonic()
    lesson = read(path)
    part = next(part for part in lesson.parts if part.name == name)
    # In a thread of its own: in the main one, nbclient would take the signals that are to end this process.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(execute, lesson, part, language).result(), time.monotonic() - begun


def execute(lesson: Lesson, part: Part, language: Language) -> Notebook:
    """Build the solved notebook and run it in a fresh kernel.

    Its folder holds the pack, the lesson's other parts, solved, and the course's data sets.

    Raises
    ------
    AutograderError
        A cell raises; its source and the error are shown.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    notebook = nbformat.from_dict(solved_notebook(lesson, part, language))
    with tempfile.TemporaryDirectory() as folder:
        assemble(lesson, Path(folder))
        for other in lesson.parts:
            if other != part:
                text = dumps(solved_notebook(lesson, other, language))
                (Path(folder) / f"{other.name}.ipynb").write_text(text, "utf-8")
        (Path(folder) / "datasets").symlink_to(lesson.path.parent.parent / "datasets")
        client = NotebookClient(
            notebook,
            timeout=CELL_TIMEOUT,
            resources={"metadata": {"path": folder}},
            record_timing=False,
            # What one cell prints may arrive in pieces, at a moment's whim.
            coalesce_streams=True,
            # A kernel warns of its own wire on every start; its errors come back all the same.
            extra_arguments=["--log-level=ERROR"],
        )
        try:
            client.execute()
        except (CellExecutionError, CellTimeoutError) as error:
            raise AutograderError(
                f"{part.path}: the lesson does not run through, solved in {language}:\n{error}"
            ) from error
    executed = loads(nbformat.writes(notebook))
    for cell in executed["cells"]:
        cell["metadata"] = {}
        for output in cell.get("outputs", ()):
            output["metadata"] = {}
    known = {"language_info": {"name": "python"}, MADE_FROM: made_from(lesson, part, language)}
    executed["metadata"] = notebook["metadata"] | known
    return executed


def write(path: Path, fresh: Notebook) -> bool:
    """Write a solved notebook where it differs from what is there; returns whether the file changed."""
    if path.is_file():
        fresh = keep_outputs(loads(path.read_text("utf-8")), fresh)
    text = dumps(fresh)
    if path.is_file() and path.read_text("utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return True


def superfluous(course: Course, lesson: Lesson) -> list[Path]:
    """The solved notebooks of parts that the lesson no longer has."""
    wanted = {path_of(course, lesson, *edition) for edition in editions(lesson)}
    folders = [course.solved(language, lesson.assignment) for language in LANGUAGES]
    return [path for folder in folders for path in sorted(folder.glob("*.ipynb")) if path not in wanted]


def refuse_unexpected(part: Part, executed: Notebook) -> None:
    """Do nothing where the try cells of a part print what its text shows.

    Raises
    ------
    AutograderError
        They print something else; every place is named.
    """
    problems = list(map(str, unexpected(part, executed)))
    if problems:
        raise AutograderError("\n".join(["What the text shows is not what its try cells print:", *problems]))


def unexpected(part: Part, executed: Notebook) -> Iterator[Problem]:
    """Find where the text of a part expects its try cells to print something else than they do.

    What a cell named ``expected`` shows in its fenced block must be, line by line, what the try cell of that name
    printed.
    """
    printed = {
        cell["id"].removeprefix("try_"): _printed(cell) for cell in executed["cells"] if cell["id"][:4] == "try_"
    }
    for cell in part.of_kind("expected"):
        lines = [line.removeprefix(">").removeprefix(" ") for line in cell.source.strip().split("\n")]
        if not (lines[0].startswith("```") and lines[-1] == "```" and len(lines) > 1):
            message = "expected one block between ``` and ```, with what the try cell prints"
            yield Problem(part.path, cell.line, cell.grade_id, message)
        elif cell.name not in printed:
            yield Problem(part.path, cell.line, cell.grade_id, f"there is no try cell {cell.name} that it could be of")
        else:
            for expected, found in text_differences("\n".join(lines[1:-1]), printed[cell.name].rstrip("\n")):
                message = f"the text expects {expected!r}, the try cell prints {found!r}"
                yield Problem(part.path, cell.line, cell.grade_id, message)


def _printed(cell: dict[str, Any]) -> str:
    return "".join(_joined(output["text"]) for output in cell["outputs"] if output["output_type"] == "stream")


def keep_outputs(committed: Notebook, fresh: Notebook) -> Notebook:
    """The fresh notebook with the committed outputs, down to the first code cell that is new or gave something else.

    Below it pictures may show something else, though they are there as before.
    """
    old = {cell["id"]: cell for cell in committed["cells"]}
    cells, kept = [], True
    for cell in fresh["cells"]:
        if cell["cell_type"] == "code":
            before = old.get(cell["id"])
            kept &= bool(before and before["source"] == cell["source"] and not list(_differences(before, cell)))
            cell = before if before and kept else cell
        cells.append(cell)
    return {**fresh, "cells": cells}


def differences(committed: Notebook, fresh: Notebook) -> Iterator[str]:
    """Compare a committed solved notebook with what a fresh run gives."""
    if committed["metadata"].get(MADE_FROM) != fresh["metadata"].get(MADE_FROM):
        yield "it was made from another lesson than the one that is there now"
    committed_ids, fresh_ids = ([cell["id"] for cell in book["cells"]] for book in (committed, fresh))
    if committed_ids != fresh_ids:
        for name in sorted(set(committed_ids) ^ set(fresh_ids)):
            yield f"cell {name}: {'no longer in the lesson' if name in committed_ids else 'missing'}"
        if set(committed_ids) == set(fresh_ids):
            yield "the cells stand in another order"
        return
    for before, now in zip(committed["cells"], fresh["cells"], strict=True):
        if before["source"] != now["source"]:
            yield f"cell {now['id']}: the source differs from the lesson's"
        yield from (f"cell {now['id']}: {difference}" for difference in _differences(before, now))


def _differences(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    outputs = before.get("outputs", []), now.get("outputs", [])
    kinds = [[(output["output_type"], sorted(output.get("data", ()))) for output in some] for some in outputs]
    if kinds[0] != kinds[1]:
        yield f"outputs differ in kind: committed {kinds[0]}, found {kinds[1]}"
        return
    for one, other in zip(*outputs, strict=True):
        for kind in one.get("data", {"text": None}):
            if kind.startswith("image/"):
                continue
            texts = [_joined(output.get("data", output)[kind]) for output in (one, other)]
            # A picture's text is its size in pixels, which fonts may change.
            if any(name.startswith("image/") for name in one.get("data", ())) and kind == "text/plain":
                continue
            yield from (f"committed {one!r}, found {other!r}" for one, other in text_differences(*texts))


def text_differences(before: str, now: str) -> Iterator[tuple[str, str]]:
    """Lines that differ in their words, or in a number by more than rounding."""
    for one, other in itertools.zip_longest(before.splitlines(), now.splitlines(), fillvalue=""):
        if one.startswith(_VOLATILE) and other.startswith(_VOLATILE):
            continue
        numbers = _NUMBER.findall(one), _NUMBER.findall(other)
        same = _NUMBER.sub("#", one).split() == _NUMBER.sub("#", other).split() and all(
            math.isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-9) for a, b in zip(*numbers, strict=True)
        )
        if not same:
            yield one, other


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
