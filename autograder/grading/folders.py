"""Written for people: notebooks into autograded/, which formgrader shows, and pages into feedback/, for students.

formgrader shows a notebook through nbconvert, which passes on the HTML in outputs, in Markdown and in raw cells. So a
student's cells are written there as an instructor may open them: nothing in them that a browser would run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import msgspec

from autograder import results
from autograder.course import Course
from autograder.errors import AutograderError, unwritable_is_told
from autograder.feedback import page, verdict_outputs
from autograder.files import write_whole
from autograder.grading.gradebook import NOTHING_GIVEN, Given, batched, by_hand, existing_gradebook
from autograder.grading.submitted import STAMP, read_plain, read_stamp, submissions
from autograder.lessons.build import Notebook, tested
from autograder.results import NotebookResult, Result
from autograder.safe_text import visible
from autograder.settings import Settings
from autograder.submission.pictures import marked, shown

#: What nbgrader's exchange lays beside a submission, and asks for beside its feedback: when it came, and from whom.
HANDED_ON = (STAMP, "submission_secret.txt")
MAX_HANDED_ON = 1000

#: What is only text or a picture, whatever it holds.
_HARMLESS = ("text/plain", "image/png", "image/jpeg")

#: Characters of Markdown in a notebook that are shown as such, and of those with which something may begin in it.
MARKDOWN, OPENERS = 20_000, 600
_OPENERS = "[\\`*_$~"

#: What opens a tag, a comment or the like.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
#: Where a link leads, and what may stand there.
_LINK, _LEADS = re.compile(r"\]\("), re.compile(r"(?:https?://|mailto:|#)[\w./:?=#%@+~,;-]*\)", re.ASCII)


# --- autograded/ ---------------------------------------------------------------------------------------------


def autograded(result: Result) -> dict[str, bytes]:
    """The executed notebooks as files for formgrader, by notebook."""
    return {
        name: msgspec.json.format(msgspec.json.encode(_with_verdicts(book)), indent=1)
        for name, book in result.notebooks.items()
        if book.submitted
    }


def write_autograded(course: Course, student: str, assignment: str, notebooks: Mapping[str, bytes]) -> bool:
    """Write the executed notebooks where formgrader looks for them; whether anything had changed."""
    folder = course.autograded / student / assignment
    files = {f"{name}.ipynb": data for name, data in notebooks.items()}
    handed_in = course.submitted / student / assignment
    if read_stamp(handed_in)[0] is not None and (stamp := read_plain(handed_in / STAMP, limit=100)) is not None:
        files[STAMP] = stamp
    if folder.is_dir() and files == {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}:
        return False
    shutil.rmtree(folder, ignore_errors=True)
    # Pages made from an earlier grading would now be wrong.
    shutil.rmtree(course.feedback / student / assignment, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in files.items():
        write_whole(folder / name, data)
    return True


def _with_verdicts(book: NotebookResult) -> Notebook:
    """The executed notebook with each hidden test's verdict as its output, and students' cells made harmless."""
    cells: list[dict[str, Any]] = []
    room = MARKDOWN
    for cell in book.notebook["cells"]:
        if exercise := tested(cell):
            cell = {**cell, "outputs": verdict_outputs(book.verdicts[exercise], book.language)}
        elif is_own(cell) or cell.get("outputs"):
            cell = inert(cell, room)
            room -= len(cell["source"]) if cell["cell_type"] == "markdown" else 0
        cells.append(cell)
    return {**book.notebook, "cells": cells}


def is_own(cell: dict[str, Any]) -> bool:
    """Tell whether a cell of a rebuilt notebook holds what a student wrote, and not the lesson."""
    return cell["id"].startswith("added-") or bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def inert(cell: dict[str, Any], room: int) -> dict[str, Any]:
    """Make a student's cell harmless: HTML in its text shown as text, and of its outputs only text and pictures.

    The pictures in a text are those that grading has drawn anew, and no others. A text is shown as Markdown if it has
    at most so many characters and can be seen to be harmless; else as typed, with its pictures below. Nothing here
    parses it: whoever shows Markdown takes hours over some texts, and does not know when to stop.
    """
    source = visible(cell["source"])
    if cell["cell_type"] == "code":
        return {**cell, "source": source, "outputs": [_inert_output(output) for output in cell["outputs"]]}
    text = _TAG.sub("&lt;", source)
    pictures = cell.get("attachments", {})
    if cell["cell_type"] == "raw" or len(text) > room or not _is_harmless(marked(text, pictures, lambda name: "")):
        # Shown as it stands: a row of four spaces makes it code. Pictures stand below it.
        numbers = {name: number for number, name in enumerate(pictures, start=1)}
        typed = marked(source, pictures, lambda name: f"[▣ {numbers[name]}]")
        text = "".join(f"    {line}" for line in typed.splitlines(keepends=True))
        text += "".join(f"\n\n{shown(name)}" for name in pictures)
    return {**cell, "cell_type": "markdown", "source": text, "attachments": pictures}


def _is_harmless(text: str) -> bool:
    """Say whether a Markdown text without tags is quickly shown, runs nothing and loads nothing, as far as can be seen.

    A link is written in place and leads to a page or an address; there are no pictures, no footnotes and no links that
    are defined elsewhere.
    """
    if sum(map(text.count, _OPENERS)) > OPENERS or "![" in text or "]:" in text:
        return False
    return all(_LEADS.match(text, link.end()) for link in _LINK.finditer(text))


def _inert_output(output: dict[str, Any]) -> dict[str, Any]:
    match output:
        case {"data": dict(data)}:
            kept = {
                kind: visible(data[kind]) if kind == "text/plain" else data[kind] for kind in _HARMLESS if kind in data
            }
            left_out = sorted(data.keys() - kept.keys())
            if left_out and not kept:
                kept = {"text/plain": f"({', '.join(left_out)})"}
            return {**output, "data": kept}
        case {"text": str(text)}:
            return {**output, "text": visible(text)}
        case {"ename": str(name), "evalue": str(said), "traceback": list(lines)}:
            return {**output, "ename": visible(name), "evalue": visible(said), "traceback": [*map(visible, lines)]}
    return output


# --- feedback/ -----------------------------------------------------------------------------------------------


def write_pages(course: Course, assignment: str, *, students: str = "*", config: Any) -> int:
    """Write the pages of those who have been graded, with what a person has given since; how many there are.

    Raises
    ------
    AutograderError
        Nothing is graded, or the gradebook cannot be used.
    """
    with unwritable_is_told(course.feedback):
        return _write_pages(course, assignment, students, config)


def _write_pages(course: Course, assignment: str, students: str, config: Any) -> int:
    store, settings = course.results(assignment), Settings.of(config)
    names = [folder.parent.name for folder in submissions(course, assignment, students)]
    count = 0
    with existing_gradebook(course) as gradebook:
        for some in batched(names):
            given = by_hand(gradebook, assignment, some) if gradebook else NOTHING_GIVEN
            for name in some:
                if (result := results.load(store, name)) is not None:
                    made = pages(result, given, settings.counterexamples)
                    write_feedback(course, name, assignment, made)
                    count += len(made)
    if not count:
        raise AutograderError(f"Nothing is graded yet. Grade first: autograder grade {assignment}")
    return count


def pages(result: Result, given: Given, counterexamples: bool) -> dict[str, str]:
    """The pages of a result, by notebook."""
    return {
        name: page(
            student=result.student,
            assignment=result.assignment,
            notebook=name,
            book=book,
            by_hand=given.cells.get((result.student, name), {}),
            penalty=given.penalties.get((result.student, name)),
            counterexamples=counterexamples,
        )
        for name, book in result.notebooks.items()
        if book.submitted
    }


def write_feedback(course: Course, student: str, assignment: str, made: Mapping[str, str]) -> None:
    """Write a student's pages, those that have changed, with what `nbgrader release_feedback` finds them by."""
    folder, submitted = course.feedback / student / assignment, course.submitted / student / assignment
    texts = {f"{name}.html": html for name, html in made.items()}
    for name in HANDED_ON if made else ():
        with suppress(OSError):
            if (data := read_plain(submitted / name, MAX_HANDED_ON)) is not None:
                texts[name] = data.decode("utf-8", "replace")
    for name, text in texts.items():
        path = folder / name
        if not path.is_file() or path.read_text("utf-8") != text:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, text)
