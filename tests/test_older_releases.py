"""What a teacher changes after the release is held against nobody: every edition that was ever released is known."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder import results
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language
from autograder.grading.bundle import Bundle, load_bundle
from autograder.lessons import released as history
from autograder.lessons.build import Notebook, dumps
from autograder.lessons.editions import keep_history
from autograder.lessons.lesson import Lesson
from autograder.lessons.pack import read_folder
from autograder.lessons.released import History, with_edition
from autograder.submission import Candidate, Editions, Rebuilt, rebuild, recognise, runnable

from .classroom import automatic, code_cell, fill, hand_in, release, tool
from .conftest import ASSIGNMENT, LATER_PART, PART, copy_course

Edit = Callable[[Notebook], object]

# --- the history ---------------------------------------------------------------------------------------------


@pytest.fixture
def book(released: Notebook) -> Notebook:
    return released


def at(notebook: Notebook, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["id"] == name)
    return found


def changed(notebook: Notebook, name: str, **values: Any) -> Notebook:
    other = copy.deepcopy(notebook)
    at(other, name).update(values)
    return other


def without(notebook: Notebook, *names: str) -> Notebook:
    return notebook | {"cells": [cell for cell in notebook["cells"] if cell["id"] not in names]}


def editions(*notebooks: Notebook) -> History:
    made = History()
    for notebook in notebooks:
        made = with_edition(made, [(PART, notebook)])
    return made


def test_the_same_edition_adds_nothing_and_a_changed_cell_adds_itself(book: Notebook) -> None:
    first = editions(book)
    assert with_edition(first, [(PART, copy.deepcopy(book))]) is first
    second = with_edition(first, [(PART, changed(book, "try_mean", source="mean(X)"))])
    assert second.editions == 2
    added = history.dumps(second).count(b"\n") - history.dumps(first).count(b"\n")
    assert added == 1
    (old, new) = [cell.editions for cell in second.parts[PART] if cell.id == "try_mean"]
    assert (old, new) == (((1, 1),), ((2, None),))


def test_a_cell_that_comes_back_stands_once(book: Notebook) -> None:
    made = editions(book, without(book, "try_mean"), book, without(book, "try_mean"))
    (cell,) = [cell for cell in made.parts[PART] if cell.id == "try_mean"]
    assert cell.editions == ((1, 1), (3, 3))
    assert [cell.stood_in(number) for number in (1, 2, 3, 4)] == [True, False, True, False]


def test_the_file_says_all_of_it_the_same_each_time(book: Notebook) -> None:
    made = editions(book, changed(book, "try_mean", source="mean(X)"))
    data = history.dumps(made)
    assert history.loads(data, "released.json") == made
    assert history.dumps(history.loads(data, "released.json")) == data
    assert json.loads(data)["editions"] == 2


@pytest.mark.parametrize(
    "data", [b"", b"<<<<<<< HEAD\n{}", b"[]", b'{"format": 2}', b'{"parts": {"a": [1]}}', b"[" * 9999]
)
def test_a_damaged_file_is_told_with_what_to_do(data: bytes) -> None:
    with pytest.raises(AutograderError, match=r"released\.json does not hold the editions .*\n.*autograder build"):
        history.loads(data, "released.json")


def test_a_build_keeps_what_stood_in_release_before(course: Course) -> None:
    """By an older version of this kit, which kept no history, or changed by hand."""
    made = {
        course.release(language, ASSIGNMENT): read_folder(course.release(language, ASSIGNMENT))
        for language in LANGUAGES
    }
    kept = course.released(ASSIGNMENT).read_bytes()
    assert keep_history(course, ASSIGNMENT, made) == []
    path = course.release("en", ASSIGNMENT) / f"{PART}.ipynb"
    path.write_bytes(dumps(changed(release(course, "en"), "try_mean", source="mean(X)  # by hand")).encode())
    (course.release("zh", ASSIGNMENT) / f"{LATER_PART}.ipynb").write_text("<<<<<<< HEAD", "utf-8")
    assert keep_history(course, ASSIGNMENT, made) == [course.released(ASSIGNMENT)]
    after = history.loads(course.released(ASSIGNMENT).read_bytes(), "")
    assert after.editions == 3
    assert [cell.editions for cell in after.parts[PART] if cell.id == "try_mean"][-1] == ((2, 2),)
    course.released(ASSIGNMENT).unlink()
    path.write_bytes(made[course.release("en", ASSIGNMENT)][path.name])
    (course.release("zh", ASSIGNMENT) / f"{LATER_PART}.ipynb").write_bytes(
        made[course.release("zh", ASSIGNMENT)][f"{LATER_PART}.ipynb"]
    )
    assert keep_history(course, ASSIGNMENT, made) == [course.released(ASSIGNMENT)]
    assert course.released(ASSIGNMENT).read_bytes() == kept


def test_the_history_tells_nothing_of_a_solution(made: Course, lesson: Lesson) -> None:
    text = made.released(ASSIGNMENT).read_text("utf-8")
    for source in lesson.solutions.values():
        for line in source.split("\n"):
            assert len(line.strip()) < 12 or line.strip() not in text


# --- one submission ------------------------------------------------------------------------------------------


@pytest.fixture
def today(bundle: Bundle) -> Notebook:
    """The instructor edition as it is today."""
    return bundle.sources[PART]


def rebuilt(today: Notebook, known: History, submitted: Notebook) -> Rebuilt:
    return rebuild(Editions(today, known.of(PART)), dumps(submitted).encode(), "zh")


def order(result: Rebuilt) -> list[tuple[str, str]]:
    return [(cell["id"], cell["source"]) for cell in runnable(result)]


def text(notebook: Notebook, first: str) -> dict[str, Any]:
    found: dict[str, Any] = next(cell for cell in notebook["cells"] if cell["source"].startswith(first))
    return found


def renamed(notebook: Notebook, first: str, identifier: str, source: str) -> Notebook:
    """A text as it stood in an older edition: its id is a digest of what it says."""
    other = copy.deepcopy(notebook)
    text(other, first).update(id=identifier, source=source)
    return other


def points(notebook: Notebook, name: str, value: int) -> Notebook:
    other = copy.deepcopy(notebook)
    at(other, name)["metadata"]["nbgrader"]["points"] = value
    if at(other, name)["cell_type"] == "code":
        at(other, name)["source"] = f"# {name.removeprefix('test_')} · {value}"
    return other


OLD_STUB = 'def mean(X):\n    """The mean of each column."""\n    raise NotImplementedError()'


def more(notebook: Notebook, *cells: dict[str, Any]) -> Notebook:
    """An edition that had other cells besides, in front of the function `centre`."""
    other = copy.deepcopy(notebook)
    place = other["cells"].index(at(other, "centre"))
    other["cells"][place:place] = copy.deepcopy(cells)
    return other


def nbgrader_cell(
    name: str, source: str, kind: str = "code", tags: tuple[str, ...] = (), **settings: Any
) -> dict[str, Any]:
    known = {"grade": False, "grade_id": name, "locked": True, "schema_version": 3, "solution": False, "task": False}
    cell: dict[str, Any] = {"cell_type": kind, "id": name, "metadata": {"nbgrader": known | settings}, "source": source}
    if tags:
        cell["metadata"]["tags"] = [*tags]
    return cell | {"outputs": [], "execution_count": None} if kind == "code" else cell


GONE = nbgrader_cell("median", "def median(X):\n    raise NotImplementedError()", solution=True, locked=False)
GONE_TEST = nbgrader_cell("test_median", "# median · 7", grade=True, points=7, tags=("test",))
GONE_TRY = nbgrader_cell("try_median", "print(median(X))", tags=("try",))
GONE_SETUP = nbgrader_cell("setup_more", "from math import sqrt", tags=("setup",))
GONE_ANSWER = nbgrader_cell("why_median", "✎", kind="markdown", solution=True, locked=False, grade=True, points=3)

#: What was changed since: each makes, of today's release, the one that was handed out.
OLDER: dict[str, Edit] = {
    "points of a function": lambda book: points(book, "test_centre", 3),
    "points of a written answer": lambda book: points(book, "why_divide", 3),
    "a sentence": lambda book: renamed(book, "# Statistics by hand", "0123456789ab", "# Statistics\n\nOne table."),
    "a text that was not there": lambda book: without(book, text(book, "## The formula")["id"]),
    "a function that was not there": lambda book: without(book, "spread", "try_spread", "check_spread", "test_spread"),
    "the set-up": lambda book: changed(book, "setup_imports", source='LANGUAGE = "en"\n\nimport numpy as np'),
    "a try cell": lambda book: changed(book, "try_mean", source="print(mean(X))"),
    "a blank function": lambda book: changed(book, "mean", source=OLD_STUB),
    "a blank answer": lambda book: changed(book, "why_divide", source="Your answer:"),
    "tags": lambda book: changed(book, "try_mean", metadata=at(book, "try_mean")["metadata"] | {"tags": ["demo"]}),
    "a cell's type": lambda book: changed(book, text(book, "## The formula")["id"], cell_type="raw"),
    "the order": lambda book: book | {"cells": [*book["cells"][3:12], *book["cells"][:3], *book["cells"][12:]]},
    "a function that is gone": lambda book: more(book, GONE, GONE_TRY, GONE_TEST),
    "an answer that is gone": lambda book: more(book, GONE_ANSWER),
    "a set-up that is gone": lambda book: more(book, GONE_SETUP),
    "a text that is gone": lambda book: more(
        book, {"cell_type": "markdown", "id": "abcdef012345", "metadata": {"lang": "en"}, "source": "A word more."}
    ),
}
TOLD = "handed in on an older edition of the lesson, and marked by today's"


@pytest.mark.parametrize("name", OLDER)
def test_what_was_changed_after_the_release_is_no_tampering(today: Notebook, book: Notebook, name: str) -> None:
    """It is rebuilt as if it had been handed in on today's, and the note says once what it is."""
    old = copy.deepcopy(book)
    old = OLDER[name](old)  # type: ignore[assignment]
    known = editions(old, book)
    assert known.editions == 2 or name == "the order"
    untouched = rebuilt(today, known, book).untouched
    result = rebuilt(today, known, old)
    # Who has cells in another order has moved them, as far as anybody can know.
    if name != "the order":
        assert [note.message.en for note in result.notes] == [TOLD]
    assert [note.code for note in rebuilt(today, known, book).notes] == []
    assert result.untouched == untouched
    mine = [(one, source) for one, source in order(result) if source != GONE_SETUP["source"]]
    assert mine == order(rebuilt(today, known, book))
    assert len(order(result)) - len(mine) == (name == "a set-up that is gone")


@pytest.mark.parametrize("name", [name for name in OLDER if name != "the order"])
@pytest.mark.parametrize("editor", ["no ids", "no metadata"])
def test_it_is_known_by_what_it_holds(today: Notebook, book: Notebook, name: str, editor: str) -> None:
    """Some editors drop the ids of cells, and some tools all metadata."""
    old: Notebook = OLDER[name](copy.deepcopy(book))  # type: ignore[assignment]
    known = editions(old, book)
    submitted = copy.deepcopy(old)
    for cell in submitted["cells"]:
        del cell["id"]
        if editor == "no metadata":
            cell["metadata"] = {}
    result = rebuilt(today, known, submitted)
    said = {note.code for note in result.notes}
    assert said <= ({"older"} if editor == "no ids" else {"older", "metadata", "missing"})
    assert result.language == "en"
    if editor == "no ids":
        assert "older" in said
    mine = [(one, source) for one, source in order(result) if source != GONE_SETUP["source"]]
    assert mine == order(rebuilt(today, known, book))


def test_the_work_on_an_older_edition_is_marked_by_todays_cells(
    today: Notebook, book: Notebook, lesson: Lesson
) -> None:
    old = points(changed(book, "mean", source=OLD_STUB), "test_mean", 3)
    known = editions(old, book)
    for name in ("mean", "centre"):
        at(old, name)["source"] = lesson.solutions[name]
    result = rebuilt(today, known, old)
    assert [note.message.en for note in result.notes] == [TOLD]
    assert dict(order(result))["mean"] == lesson.solutions["mean"]
    assert dict(order(result))["test_mean"] == "# mean · 10"
    assert not {"mean", "centre"} & result.untouched


def test_work_in_a_cell_that_is_gone_is_kept_and_named(today: Notebook, book: Notebook) -> None:
    old = more(book, GONE, GONE_TRY, GONE_TEST, GONE_ANSWER)
    known = editions(old, book)
    at(old, "median")["source"] = "def median(X):\n    return 1"
    at(old, "why_median")["source"] = "Because."
    result = rebuilt(today, known, old)
    (note,) = result.notes
    assert note.code == "older"
    assert note.message.en == f"{TOLD}; median and why_median are not in today's, and what was written there is kept"
    assert note.message.zh == (
        "交的是这一课较早发下来的一版，已按现在的一版评分；现在的一版里没有 median、why_median 了，写在里面的都保留着"
    )
    kept = {cell["source"] for cell in result.notebook["cells"] if cell["id"].startswith("added-")}
    assert kept == {"def median(X):\n    return 1", "Because."}
    at(old, "why_median")["source"] = "✎"
    assert "; median is not in today's" in rebuilt(today, known, old).notes[0].message.en


def test_a_function_that_was_part_of_an_older_one_is_found_in_it(today: Notebook, book: Notebook) -> None:
    old = without(more(book, GONE), "mean")
    known = editions(old, book)
    work = "def median(X):\n    return 1\n\ndef mean(X):\n    return 2"
    at(old, "median")["source"] = work
    assert dict(order(rebuilt(today, known, old)))["mean"] == work


def test_what_an_older_release_gave_is_nobodys_answer(today: Notebook, book: Notebook) -> None:
    given = nbgrader_cell("setup_mean", "def mean(X):\n    return X.mean(axis=0)", tags=("demo",))
    old = without(more(book, given), "mean")
    result = rebuilt(today, editions(old, book), old)
    assert "mean" in result.untouched
    assert given["source"] not in {source for _, source in order(result)}


@pytest.mark.parametrize(
    ("code", "tamper"),
    [
        ("edited", lambda book: at(book, "try_centre").update(source="x = 1")),
        ("edited", lambda book: at(book, "test_mean").update(source="print('full marks')")),
        ("nbgrader", lambda book: at(book, "test_mean")["metadata"]["nbgrader"].update(points=1000)),
        ("tags", lambda book: at(book, "try_centre")["metadata"].update(tags=["setup"])),
        ("deleted", lambda book: book["cells"].remove(at(book, "test_centre"))),
        ("missing", lambda book: book["cells"].remove(at(book, "centre"))),
    ],
)
def test_tampering_with_an_older_edition_is_noted_as_ever(
    today: Notebook, book: Notebook, code: str, tamper: Edit
) -> None:
    old = renamed(points(book, "test_mean", 3), "# Statistics by hand", "0123456789ab", "# Statistics\n\nOne table.")
    known = editions(old, book)
    tamper(old)
    result = rebuilt(today, known, old)
    assert [note.code for note in result.notes] == ["older", code]
    if code == "nbgrader":
        assert "(points)" in result.notes[1].message.en


def test_an_edited_cell_that_is_gone_is_the_students(today: Notebook, book: Notebook) -> None:
    old = more(book, GONE, GONE_TRY, GONE_TEST)
    known = editions(old, book)
    at(old, "try_median")["source"] = "x = 'mine'"
    result = rebuilt(today, known, old)
    assert [note.code for note in result.notes] == ["older"]
    assert "x = 'mine'" in {source for _, source in order(result)}


def test_one_cell_of_an_older_edition_among_todays_is_not_odd(today: Notebook, book: Notebook) -> None:
    known = editions(points(changed(book, "try_mean", source="print(mean(X))"), "test_mean", 3), book)
    submitted = changed(book, "try_mean", source="print(mean(X))")
    submitted["cells"].append(code_cell("print(mean(X))") | {"id": "mine"})
    result = rebuilt(today, known, submitted)
    assert result.notes == ()
    # A second copy is the student's own.
    assert "print(mean(X))" in {source for _, source in order(result)}


def test_the_newest_edition_that_fits_is_the_one(today: Notebook, book: Notebook) -> None:
    """What came later than the student's edition was never deleted from it; what it had was."""
    first = without(book, "try_centre", "test_spread")
    second = without(book, "test_spread")
    known = editions(first, second, book)
    assert [note.code for note in rebuilt(today, known, first).notes] == ["older"]
    assert [note.code for note in rebuilt(today, known, second).notes] == ["older"]
    codes = [note.code for note in rebuilt(today, known, without(second, "test_mean")).notes]
    assert codes == ["older", "deleted"]


def test_a_renamed_file_of_an_older_edition_is_recognised(bundle: Bundle, book: Notebook) -> None:
    """Even where all its exercises have other names today."""
    old = {**book, "cells": [GONE, GONE_TRY, GONE_TEST]}
    known = editions(old, book)
    parts = {name: Editions(source, known.of(name)) for name, source in bundle.sources.items()}
    found = recognise(parts, [Candidate("mine (1).ipynb", dumps(old).encode())])
    assert list(found) == [PART]
    work = rebuilt(bundle.sources[PART], known, old)
    assert [note.code for note in work.notes] == ["older"]


# --- a class, in both ways -----------------------------------------------------------------------------------


def edit(path: Path, *pairs: tuple[str, str]) -> None:
    written = path.read_text("utf-8")
    for old, new in pairs:
        assert written.count(old) == 1, old
        written = written.replace(old, new)
    path.write_text(written, "utf-8")


@dataclass(frozen=True)
class Changed:
    """A course whose lesson was changed after the release, and what was handed out before."""

    course: Course
    before: dict[Language, Notebook]


@pytest.fixture(scope="module")
def rebuilt_course(made: Course, lesson: Lesson, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    course = copy_course(made, tmp_path_factory.mktemp("rebuilt"))
    before: dict[Language, Notebook] = {language: release(course, language) for language in LANGUAGES}
    folder = course.lesson(ASSIGNMENT)
    edit(folder / "exercises" / "centre.py", ('Check("centred", 6', 'Check("centred", 7'))
    edit(folder / "lesson.py", ('("why_divide", 5)', '("why_divide", 6)'))
    edit(
        folder / f"{PART}.py",
        ("# One table, functions:", "# A table, functions:"),
        ("# 一张表，", "# 这里有一张表，"),
        ("import tables\n", "import tables  # heights and ages\n"),
        ('"""X: (m, n)  spread: (n,)"""', '"""X: (m, n)    spread: (n,)"""'),
        ('%% demo="picture"\nwith', '%% demo="drawing"\nwith'),
    )
    done = tool(course, "autograder", "build", "--no-solved")
    assert done.returncode == 0, done.stderr
    assert f"{course.released(ASSIGNMENT).relative_to(course.root)}: knows this edition now" in done.stdout
    return Changed(course, before)


def hand_in_everything(changed: Changed, lesson: Lesson) -> Course:
    for language, notebook in changed.before.items():
        hand_in(changed.course, f"done-{language}", fill(copy.deepcopy(notebook), lesson.solutions))
        hand_in(changed.course, f"blank-{language}", dumps(notebook).encode())
    hand_in(changed.course, "today", fill(release(changed.course, "en"), lesson.solutions))
    return changed.course


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("autograder", "grade"), ("nbgrader", "autograde")], ids=lambda command: command[0]
)
def test_a_class_on_an_older_edition_is_marked_as_on_todays_and_accused_of_nothing(
    rebuilt_course: Changed, lesson: Lesson, command: tuple[str, str], tmp_path: Path
) -> None:
    course = hand_in_everything(Changed(copy_course(rebuilt_course.course, tmp_path), rebuilt_course.before), lesson)
    ran = tool(course, *command, ASSIGNMENT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    marks = automatic(course)
    assert marks["done-en"] == marks["done-zh"] == marks["today"] == 61
    assert marks["blank-en"] == marks["blank-zh"] == 0
    for student in ("done-en", "done-zh", "blank-en", "blank-zh"):
        stored = results.load(course.results(ASSIGNMENT), student)
        assert stored is not None
        assert [note.code for note in stored.notebooks[PART].notes] == ["older"], student
        is_blank = student.startswith("blank")
        assert ("spread" in stored.notebooks[PART].untouched) == is_blank
    page = (course.feedback / "done-en" / ASSIGNMENT / f"{PART}.html").read_text("utf-8")
    assert TOLD.replace("'", "&#39;") in page or TOLD in page
    page = (course.feedback / "done-zh" / ASSIGNMENT / f"{PART}.html").read_text("utf-8")
    assert "交的是这一课较早发下来的一版，已按现在的一版评分" in page
    today = results.load(course.results(ASSIGNMENT), "today")
    assert today is not None and today.notebooks[PART].notes == ()


def test_the_second_build_changes_nothing_and_another_machine_grades_the_same(rebuilt_course: Changed) -> None:
    course = rebuilt_course.course
    before = course.released(ASSIGNMENT).read_bytes()
    done = tool(course, "autograder", "build", "--no-solved")
    assert "Everything was in step." in done.stdout
    assert course.released(ASSIGNMENT).read_bytes() == before
    assert history.loads(before, "").editions == 2
    # What was released belongs to what is graded by.
    graded_by = load_bundle(course, ASSIGNMENT).digest
    course.released(ASSIGNMENT).write_bytes(before.replace(b'"editions": 2', b'"editions": 3', 1))
    assert load_bundle(course, ASSIGNMENT).digest != graded_by
    course.released(ASSIGNMENT).write_bytes(before)
