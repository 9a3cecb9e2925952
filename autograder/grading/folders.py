"""Written for people: notebooks into autograded/, which formgrader shows, and pages into feedback/, for students.

formgrader shows a notebook through nbconvert, which passes on the HTML in outputs, in Markdown and in raw cells. So a
student's cells are written there as an instructor may open them: nothing in them that a browser would run.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from contextlib import suppress
from html.parser import HTMLParser
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
from autograder.settings import Settings

#: What nbgrader's exchange lays beside a submission, and asks for beside its feedback: when it came, and from whom.
HANDED_ON = (STAMP, "submission_secret.txt")
MAX_HANDED_ON = 1000

#: What is only text or a picture, whatever it holds.
_HARMLESS = ("text/plain", "image/png", "image/jpeg")

#: Attributes that have a browser load something, or submit.
_LOADS = frozenset(["src", "srcset", "action", "formaction", "data", "poster", "background", "xlink:href"])

#: What opens a tag, a comment or the like.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")


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
    for cell in book.notebook["cells"]:
        if exercise := tested(cell):
            cell = {**cell, "outputs": verdict_outputs(book.verdicts[exercise], book.language)}
        elif is_own(cell) or cell.get("outputs"):
            cell = inert(cell)
        cells.append(cell)
    return {**book.notebook, "cells": cells}


def is_own(cell: dict[str, Any]) -> bool:
    """Tell whether a cell of a rebuilt notebook holds what a student wrote, and not the lesson."""
    return cell["id"].startswith("added-") or bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def inert(cell: dict[str, Any]) -> dict[str, Any]:
    """A student's cell: HTML in its text shown as text, and of its outputs only text and pictures."""
    if cell["cell_type"] == "code":
        return {**cell, "outputs": [_inert_output(output) for output in cell["outputs"]]}
    text = _TAG.sub("&lt;", cell["source"])
    if cell["cell_type"] == "raw" or not _leads_nowhere(text):
        # Shown as it stands: a row of four spaces makes it code.
        text = "".join(f"    {line}" for line in cell["source"].splitlines(keepends=True))
    return {**cell, "cell_type": "markdown", "source": text, "attachments": {}}


def _leads_nowhere(text: str) -> bool:
    """Tell whether a Markdown text, as nbconvert shows it, has no link that runs anything and loads nothing."""
    if "[" not in text:  # and no tag: then there is neither
        return True
    # Imported here: it takes a while, and most texts have no links.
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    try:
        links = _Links()
        links.feed(markdown2html_mistune(text))
    except Exception:  # what cannot be shown as Markdown is shown as it stands
        return False
    return links.harmless


class _Links(HTMLParser):
    """Looks where links lead, and where pictures come from."""

    def __init__(self) -> None:
        super().__init__()
        self.harmless = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            # A browser leaves out spaces and control characters, and so do we.
            address = re.sub(r"[\x00-\x20\x7f-\x9f]", "", value or "").lower()
            if name == "href":
                self.harmless &= address.startswith(("http://", "https://", "mailto:", "#"))
            elif name in _LOADS or name.startswith("on"):
                self.harmless = False


def _inert_output(output: dict[str, Any]) -> dict[str, Any]:
    if "data" not in output:
        return output
    data = {kind: output["data"][kind] for kind in _HARMLESS if kind in output["data"]}
    left_out = sorted(output["data"].keys() - data.keys())
    if left_out and not data:
        data = {"text/plain": f"({', '.join(left_out)})"}
    return {**output, "data": data}


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
