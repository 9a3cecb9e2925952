"""Work in another cell than the one meant for it counts as what it is, and the page says which cell was judged."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from typing import Any

import pytest

from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.folders import autograded, pages
from autograder.grading.gradebook import NOTHING_GIVEN
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.build import Notebook, dumps
from autograder.lessons.lesson import Lesson
from autograder.results import NotebookResult, Result, gradebook_rows
from autograder.sandbox import Sandbox
from autograder.sandbox.child import Child
from autograder.submission import Candidate, Editions, rebuild, recognise
from autograder.submission.elsewhere import is_to_be_written, where_defined

from .classroom import fill, grades, hand_in, release, tool
from .conftest import ASSIGNMENT, LATER_PART, PART

WRONG = "def centre(X):\n    return X, X"


@pytest.fixture
def of_part(lesson: Lesson, bundle: Bundle) -> dict[str, str]:
    """The solutions of the first part."""
    return {exercise.name: lesson.solutions[exercise.name] for exercise in bundle.exercises_in(PART)}


def own(source: str, kind: str = "code") -> dict[str, Any]:
    more: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": "mine", "metadata": {}, "source": source, **more}


def put(notebook: Notebook, answers: Mapping[str, str], *cells: dict[str, Any], behind: str = "") -> bytes:
    """The released notebook with these answers, and cells of one's own behind another, or at the end."""
    book = json.loads(fill(copy.deepcopy(notebook), answers))
    ids = [cell["id"] for cell in book["cells"]]
    place = ids.index(behind) + 1 if behind else len(ids)
    book["cells"][place:place] = cells
    return dumps(book).encode()


def result(bundle: Bundle, sandbox: Sandbox, data: bytes, **others: bytes) -> Result:
    return grade_submission(bundle, Task("student", {PART: data, **others}, language="en"), sandbox)


def graded(bundle: Bundle, sandbox: Sandbox, data: bytes) -> NotebookResult:
    return result(bundle, sandbox, data).notebooks[PART]


def said(book: NotebookResult, code: str) -> str:
    (note,) = [note for note in book.notes if note.code == code]
    return note.message.en


# --- functions -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("behind", ["", "setup_imports", "mean"])
def test_all_functions_in_one_cell_of_ones_own_count(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str], behind: str
) -> None:
    """At the end, at the beginning, in between: the blank cells do not stand in for them."""
    data = put(released, {}, own("\n\n".join(of_part.values())), behind=behind)
    whole = result(bundle, sandbox, data)
    book = whole.notebooks[PART]
    assert book.earned == 60
    assert book.elsewhere == dict.fromkeys(of_part, "added-1")
    told = said(book, "own_cell")
    assert told.endswith(f": {', '.join(of_part)} in the student's own cell 1")
    assert not {*of_part} & {*book.untouched}
    page = pages(whole, NOTHING_GIVEN, True)[PART]
    assert page.count("What was judged is the definition in the student&#39;s own cell 1.") == len(of_part)
    assert told in page.replace("&#39;", "'")


@pytest.mark.slow
def test_all_functions_in_the_first_solution_cell_count(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    book = graded(bundle, sandbox, put(released, {"mean": "\n\n".join(of_part.values())}))
    assert book.earned == 60
    assert book.elsewhere == {name: "mean" for name in of_part if name != "mean"}
    assert said(book, "own_cell").endswith("in the cell mean")


@pytest.mark.slow
@pytest.mark.parametrize(
    "left",
    [
        "# see below",
        'def centre(X):\n    """X: (m, n)"""\n    # mine is below\n    raise NotImplementedError()\n',
        "def centre(X):\n    pass",
    ],
)
@pytest.mark.parametrize("behind", ["", "setup_imports"])
def test_a_cell_that_is_not_quite_blank_does_not_stand_in_for_what_is_written_elsewhere(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str], left: str, behind: str
) -> None:
    book = graded(bundle, sandbox, put(released, of_part | {"centre": left}, own(of_part["centre"]), behind=behind))
    assert book.earned == 60 and book.elsewhere == {"centre": "added-1"}


@pytest.mark.slow
def test_a_function_that_is_defined_again_further_down_is_the_one_that_counts(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    data = put(released, of_part | {"centre": WRONG}, own(of_part["centre"]))
    book = graded(bundle, sandbox, data)
    assert book.earned == 60 and book.elsewhere == {"centre": "added-1"}
    assert said(book, "own_cell").endswith(": centre in the student's own cell 1")


@pytest.mark.slow
@pytest.mark.parametrize("below", [WRONG, "def centre(X):\n    raise ValueError", "centre = 3", "centre = mean"])
def test_what_stood_at_its_place_counts_where_it_earns_more(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str], below: str
) -> None:
    book = graded(bundle, sandbox, put(released, of_part, own(below)))
    assert book.earned == 60 and book.elsewhere == {}


@pytest.mark.slow
def test_of_two_definitions_each_has_what_it_builds_on_made_right(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    """The one at its place lost its marks by `mean`, the one below is wrong in itself, and the other way round."""
    wrong_mean = of_part | {"mean": "def mean(X):\n    return np.mean(X, axis=0) + 1"}
    first = graded(bundle, sandbox, put(released, wrong_mean, own(WRONG))).verdicts["centre"]
    second = graded(bundle, sandbox, put(released, wrong_mean | {"centre": WRONG}, own(of_part["centre"])))
    assert first.earned == first.points == second.verdicts["centre"].earned
    assert second.elsewhere == {"centre": "added-1"}


@pytest.mark.slow
@pytest.mark.parametrize("below", ["np = 3", "%reset -f", "centre = centre(np.ones((2, 2)))", "del centre"])
def test_what_is_bound_anew_below_the_definition_further_down_costs_nothing(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str], below: str
) -> None:
    data = put(released, of_part | {"centre": WRONG}, own(of_part["centre"]), own(below) | {"id": "more"})
    assert graded(bundle, sandbox, data).earned == 60


@pytest.mark.slow
def test_a_wrong_function_in_another_cell_is_told_what_is_wrong_with_it(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    answers = {name: source for name, source in of_part.items() if name != "centre"}
    book = graded(bundle, sandbox, put(released, answers, own(WRONG)))
    verdict = book.verdicts["centre"]
    assert verdict.earned < verdict.points and book.elsewhere == {"centre": "added-1"}
    assert verdict.finding is not None and "not written" not in verdict.finding.message.en
    broken = graded(bundle, sandbox, put(released, answers, own("def centre(X):\n    return (X")))
    finding = broken.verdicts["centre"].finding
    assert finding is not None and finding.message.en.startswith("the cell itself does not run (line 2)")


@pytest.mark.slow
@pytest.mark.parametrize(
    "source",
    [
        "'''\ndef centre(X):\n    return X - X.mean(axis=0), X.mean(axis=0)\n'''",
        "# def centre(X): return 1",
        "centre = X.mean()",
        "x = 1",
    ],
)
@pytest.mark.parametrize("behind", ["", "setup_imports"])
def test_what_is_no_definition_changes_nothing(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str], source: str, behind: str
) -> None:
    answers = {name: text for name, text in of_part.items() if name != "centre"}
    book = graded(bundle, sandbox, put(released, answers, own(source), behind=behind))
    finding = book.verdicts["centre"].finding
    assert finding is not None and finding.message.en == "not written yet"
    assert book.elsewhere == {} and "centre" in book.untouched


@pytest.mark.slow
def test_a_definition_in_a_cell_of_the_lesson_does_not_count(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    answers = {name: text for name, text in of_part.items() if name != "centre"}
    book = graded(bundle, sandbox, put(released, answers | {"try_centre": of_part["centre"]}))
    assert book.verdicts["centre"].earned == 0


@pytest.mark.slow
def test_a_blank_copy_of_a_cell_below_it_takes_nothing_back(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    blank = next(cell for cell in released["cells"] if cell["id"] == "centre")
    data = put(released, of_part, copy.deepcopy(blank) | {"id": "copy"}, behind="centre")
    assert graded(bundle, sandbox, data).earned == 60


@pytest.mark.slow
def test_a_cell_that_stands_in_for_deleted_ones_is_named_once(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    book = copy.deepcopy(released)
    book["cells"] = [cell for cell in book["cells"] if cell["id"] not in of_part]
    found = graded(bundle, sandbox, put(book, {}, own("\n\n".join((of_part | {"centre": WRONG}).values()))))
    assert found.earned == 50 and found.elsewhere == {}
    assert [note.code for note in found.notes if note.code in ("elsewhere", "own_cell")] == ["elsewhere"]


@pytest.mark.slow
def test_functions_in_cells_of_ones_own_are_there_in_the_next_part(
    made: Course, bundle: Bundle, sandbox: Sandbox, released: Notebook, lesson: Lesson, of_part: dict[str, str]
) -> None:
    later = fill(release(made, "en", LATER_PART), lesson.solutions)
    data = put(released, {}, own("\n\n".join(of_part.values())))
    assert (
        result(bundle, sandbox, data, **{LATER_PART: later}).earned
        == result(bundle, sandbox, put(released, of_part), **{LATER_PART: later}).earned
    )


@pytest.mark.slow
def test_a_right_ordinary_submission_is_asked_in_one_process(
    bundle: Bundle,
    sandbox: Sandbox,
    released: Notebook,
    of_part: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And so is one whose functions all stand in a cell of the student's own."""
    ended: list[Child] = []
    end = Child.end

    def counted(child: Child) -> None:
        ended.append(child)
        end(child)

    monkeypatch.setattr(Child, "end", counted)
    for data in (put(released, of_part), put(released, {}, own("\n\n".join(of_part.values())))):
        ended.clear()
        assert graded(bundle, sandbox, data).earned == 60
        assert len(ended) == 1


@pytest.mark.slow
def test_a_mark_by_hand_is_looked_at_again_when_the_judged_cell_has_changed(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, of_part: dict[str, str]
) -> None:
    rows = [
        gradebook_rows(result(bundle, sandbox, put(released, of_part | {"centre": "# below"}, own(source)))).cells[PART]
        for source in (of_part["centre"], of_part["centre"] + "  # more")
    ]
    changed = {name for name in rows[0] if rows[0][name].answer != rows[1][name].answer}
    assert changed == {"test_centre"}


def test_one_that_is_worked_on_in_cells_of_ones_own_is_taken_before_a_blank_one(
    bundle: Bundle, released: Notebook, of_part: dict[str, str]
) -> None:
    worked_on = Candidate("a.ipynb", put(released, {}, own(of_part["centre"])), modified=1.0)
    blank = Candidate(f"{PART}.ipynb", put(released, {}), modified=2.0)
    assert recognise(bundle.editions, [blank, worked_on])[PART][0] == worked_on


@pytest.mark.parametrize(
    ("source", "is_left"),
    [
        ("", True),
        ("# idea", True),
        ("def f(x):\n    '''x'''\n    raise NotImplementedError", True),
        ("class A:\n    def f(self):\n        raise NotImplementedError()\n    def g(self): ...", True),
        ("def f(x):\n    x += 1\n    raise NotImplementedError", False),
        ("def f(x):\n    return x", False),
        ("def f(x:", False),
        ("f = 3", False),
    ],
)
def test_what_is_still_to_be_written_is_known(source: str, is_left: bool) -> None:
    assert is_to_be_written(source) == is_left


# --- written answers -------------------------------------------------------------------------------------

ANSWER = "Because the weights would stay alike.\n\nSee above."


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["markdown", "raw", "code"])
@pytest.mark.parametrize("left", ["✎", "", " \n"])
def test_an_answer_in_a_cell_of_ones_own_below_the_blank_one_is_what_a_person_marks(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, kind: str, left: str
) -> None:
    data = put(released, {"why_divide": left}, own(ANSWER, kind), behind="why_divide")
    whole = result(bundle, sandbox, data)
    book = whole.notebooks[PART]
    assert gradebook_rows(whole).cells[PART]["why_divide"].mark is None
    assert "why_divide" not in book.untouched
    shown = json.loads(autograded(whole)[PART])["cells"]
    (cell,) = [cell for cell in shown if ANSWER in cell["source"]]
    assert cell["id"] == "why_divide" and cell["cell_type"] == "markdown"
    page = pages(whole, NOTHING_GIVEN, True)[PART]
    section = page[page.index('<section id="why_divide"') :].partition("</section>")[0]
    assert "Because the weights would stay alike." in section
    assert said(book, "beside") == (
        "the cell why_divide is blank, and the answer stands in a cell of the student's own beside it: it was put there"
    )


def test_several_cells_beside_a_blank_answer_are_taken_in_their_order(bundle: Bundle, released: Notebook) -> None:
    known = Editions(bundle.sources[PART]).known("en")
    question = known.above("why_divide")
    assert question is not None
    above = json.loads(put(released, {}, own("one", "markdown"), behind=question))
    data = put(
        above, {}, own("two", "markdown"), own("因为一样", "code"), own("x = f(3)"), own("no"), behind="why_divide"
    )
    rebuilt = rebuild(bundle.editions[PART], data, "en")
    cells = {cell["id"]: cell["source"] for cell in rebuilt.notebook["cells"]}
    assert cells["why_divide"] == "one\n\ntwo\n\n因为一样"
    assert [text for name, text in cells.items() if name.startswith("added-")] == ["x = f(3)", "no"]


@pytest.mark.parametrize(
    "source", ["x = 1", "print(3)", "%matplotlib inline", "!ls", "def centre(X):\n    return (", "✎", "", "mean(X)[0]"]
)
def test_code_below_a_blank_answer_is_no_answer(bundle: Bundle, released: Notebook, source: str) -> None:
    rebuilt = rebuild(bundle.editions[PART], put(released, {}, own(source), behind="why_divide"), "en")
    assert "why_divide" in rebuilt.untouched
    assert [cell["source"] for cell in rebuilt.notebook["cells"] if cell["id"] == "added-1"] == [source]


def test_what_stands_below_a_written_answer_stays_there(bundle: Bundle, released: Notebook) -> None:
    data = put(released, {"why_divide": "Mine."}, own("More.", "markdown"), behind="why_divide")
    rebuilt = rebuild(bundle.editions[PART], data, "en")
    cells = {cell["id"]: cell["source"] for cell in rebuilt.notebook["cells"]}
    assert cells["why_divide"] == "Mine." and cells["added-1"] == "More."
    assert rebuilt.notes == ()


# --- both commands ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("command", [("autograder", "grade", ASSIGNMENT), ("nbgrader", "autograde", ASSIGNMENT)])
def test_both_commands_see_work_in_other_cells(
    course: Course, released: Notebook, of_part: dict[str, str], command: tuple[str, ...]
) -> None:
    data = json.loads(put(released, {}, own("\n\n".join(of_part.values()))))
    hand_in(course, "ada", put(data, {}, own(ANSWER, "markdown"), behind="why_divide"))
    ran = tool(course, *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    rows = grades(course, "ada")
    assert sum(row[0] or 0 for row in rows.values()) == 60
    assert rows["why_divide"][3] is True or rows["why_divide"][3] == 1
    written = (course.root / "autograded" / "ada" / ASSIGNMENT / f"{PART}.ipynb").read_text("utf-8")
    assert "Because the weights would stay alike." in written


def test_an_import_over_several_lines_defines_what_it_names(bundle: Bundle) -> None:
    known = bundle.editions[PART].known("en")
    for source in (
        "from helpers import mean",
        "from helpers import (\n    other,\n    mean,\n)",
        "from a.b import (mean as mean)",
    ):
        cells = [{"cell_type": "code", "id": "added-1", "source": source}]
        assert where_defined(cells, range(1), known) == {"mean": ("added-1",)}, source
