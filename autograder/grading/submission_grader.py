"""One submission through sandbox and judge, and all that is written of what came of it."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from autograder import results
from autograder.errors import AutograderError
from autograder.exercise import Case, Exercise, Language
from autograder.exercise.show import printable
from autograder.grading.beside import Beside
from autograder.grading.bundle import Bundle
from autograder.grading.folders import autograded, pages
from autograder.grading.gradebook import NOTHING_GIVEN
from autograder.grading.handed_in import read_folder
from autograder.grading.helpers import Helpers
from autograder.grading.incidents import defined_elsewhere, in_words, left_out, rebound, unhinted
from autograder.grading.pictures import keep_pictures
from autograder.grading.places import Place, end_of, place_below, place_of
from autograder.grading.rebinding import bound_anew
from autograder.judge import (
    Verdict,
    draw_cases,
    is_own_assert,
    judge,
    random_state_kept,
    unanswered,
    without_asserts,
)
from autograder.lessons.build import Notebook, tested
from autograder.reply import Missing, Raised, Reply
from autograder.results import (
    GradebookRows,
    NotebookResult,
    Result,
    Summary,
    gradebook_rows,
    summarise,
    without_arrays,
)
from autograder.sandbox import MINUTES, Call, CodeCell, Incident, Limits, Sandbox, Session, Used
from autograder.submission import Note, Rebuilt, rebuild, runnable

#: So many other files in a folder are named.
OTHERS = 5

#: The number of the attempt, by which inputs are drawn, where exercises are asked without the student's own asserts.
WITHOUT_ASSERTS = 9
#: The same where they are asked before the cells below their place were run.
AS_IT_STOOD = 8
#: What is added to it where the definition below the hidden test is asked.
BELOW = 20

#: The code of the note on what the clock on the wall ended.
STARVED = "starved"

#: Characters of what is told of one submission that could not be graded or shown.
PROBLEM = 500

#: The files of a submission that are read: notebook name to bytes, None where it is missing.
Files = Mapping[str, bytes | None]


@dataclass(frozen=True)
class Task:
    """One submission to grade."""

    student: str
    files: Files
    _: KW_ONLY
    #: By notebook, the file that was taken for it, where it is called otherwise or is one of several.
    taken: Mapping[str, str] = field(default_factory=dict)
    #: What else lies in its folder and may be meant for a notebook, by name.
    others: tuple[str, ...] = ()
    #: What lies beside the notebooks when they are run, and what of the submission does not.
    beside: Beside = field(default_factory=Beside)
    #: Of the feedback, where the submission does not tell.
    language: Language = "zh"
    #: Whether the feedback shows examples of what went wrong.
    counterexamples: bool = False
    #: The id of the run that grades it again, if one does.
    run: str = ""


@dataclass(frozen=True)
class GradedSubmission:
    """A graded submission, as it travels from whoever graded it to the one who writes it down."""

    summary: Summary
    rows: GradebookRows
    _: KW_ONLY
    #: The contents of its file in results/.
    stored: bytes
    #: The executed notebooks for formgrader, and the pages of feedback as long as no person has given anything.
    notebooks: dict[str, bytes] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    #: Why these could not be made.
    unshown: str = ""


@dataclass(frozen=True)
class Outcome:
    """The end of a task: a graded submission, or the problem that kept it from being graded."""

    student: str
    graded: GradedSubmission | None
    problem: str = ""
    #: Whether it was too slow by the clock on the wall alone, so that a less busy machine might say otherwise.
    starved: bool = False


class Grader:
    """Grades one submission after the other; a context manager.

    Raises
    ------
    SandboxError
        Nothing can be run here, or not ``isolated`` where that is asked for.
    """

    def __init__(self, bundle: Bundle, *, isolated: bool = False) -> None:
        self._bundle = bundle
        limits = Limits().times(bundle.minutes / MINUTES)
        self._sandbox = Sandbox(bundle.preload, bundle.pack, limits, hidden=[bundle.root], required=isolated)

    def __enter__(self) -> Self:
        self._sandbox.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sandbox.close()

    def grade(self, task: Task) -> Outcome:
        """Rebuild, run, seal, ask and judge every notebook of a submission."""
        try:
            result = grade_submission(self._bundle, task, self._sandbox)
            made = graded_submission(result, task.counterexamples)
        except AutograderError:
            raise  # the machine's fault, and the next one's too
        except Exception as error:
            # A fault of ours costs this submission a second look, and the others nothing.
            where = traceback.extract_tb(error.__traceback__)[-1]
            told = f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
            return Outcome(task.student, None, f"a fault in autograder itself, please report it: {told}")
        starved = any(note.code == STARVED for book in result.notebooks.values() for note in book.notes)
        return Outcome(task.student, made, starved=starved)


def graded_submission(result: Result, counterexamples: bool, stored: bytes = b"") -> GradedSubmission:
    """All that is written of a result, whose file holds `stored` where there is one already."""
    rows = gradebook_rows(result)
    graded = GradedSubmission(summarise(result, rows), rows, stored=stored or results.dumps(result))
    try:
        made = pages(result, NOTHING_GIVEN, counterexamples)
        return replace(graded, notebooks=autograded(result), pages=made)
    except Exception as error:  # a fault of ours costs the pages, and no marks
        return replace(graded, unshown=unshown(error))


def unshown(error: Exception) -> str:
    """A sentence about pages that could not be made."""
    return printable(f"{type(error).__name__}: {error}", PROBLEM)


def read_submission(folder: Path, bundle: Bundle, language: Language = "zh", counterexamples: bool = False) -> Task:
    """The lesson's notebooks in a submitted folder, recognised by what they hold; links and pipes are not read."""
    found = read_folder(folder, bundle.editions, bundle.given)
    return Task(
        folder.parent.name,
        found.files,
        taken=found.taken,
        others=found.others[:OTHERS],
        beside=found.beside,
        language=language,
        counterexamples=counterexamples,
    )


def digest(bundle: Bundle, task: Task) -> str:
    """A digest by which a stored result is known as that of this submission, graded in this way."""
    total = hashlib.sha256(bundle.digest.encode())
    for name, data in sorted(task.files.items()):
        total.update(f"{name} {'-' if data is None else hashlib.sha256(data).hexdigest()}\n".encode())
    for name, data in sorted(task.beside.files.items()):
        total.update(f"{name!r} {hashlib.sha256(data).hexdigest()}\n".encode())
    # What else was handed in, and the default language, show in the notes and in the feedback.
    total.update(repr(task.beside.left_out).encode())
    total.update(repr((task.others, sorted(task.taken.items()), task.language)).encode())
    return total.hexdigest()


@dataclass(frozen=True)
class _Asked:
    """An exercise that was asked: its cases, the replies, and what they earn."""

    cases: Sequence[Case]
    replies: Sequence[Reply]
    verdict: Verdict
    place: Place

    @property
    def is_right(self) -> bool:
        """True if it has lost no marks."""
        return self.verdict.earned == self.verdict.points

    @property
    def is_missing(self) -> bool:
        """True if no function bears the name, and nothing is known of why."""
        return all(isinstance(reply, Missing) and reply.error is None for reply in self.replies)


@random_state_kept()
def grade_submission(bundle: Bundle, task: Task, sandbox: Sandbox) -> Result:
    """Rebuild, run, seal, ask and judge every notebook of a submission."""
    begun = time.monotonic()
    books, notes = keep_pictures(_rebuilt(bundle, task), task.beside.files, sandbox)
    # A part of the lesson may use what the student wrote in another one, and in files beside them.
    files = {f"{name}.ipynb": msgspec.json.encode(_as_found(book)) for name, book in books.items()}
    files |= task.beside.files
    # Whatever of the work changes, the inputs do: of all that its processes can see, none can be an answer.
    seen = sorted((name, hashlib.sha256(data).hexdigest()) for name, data in files.items())
    work = hashlib.sha256(repr(seen).encode()).hexdigest()
    used = Used()
    notebooks: dict[str, NotebookResult] = {}
    closed: dict[str, Verdict] = {}
    for name, book in books.items():
        if task.files[name] is None:
            notebooks[name] = _absent(bundle, name, book)
        else:
            notebooks[name] = _grade_notebook(bundle, name, book, sandbox, files, work, used, closed)
        closed |= notebooks[name].verdicts
        notebooks[name] = replace(notebooks[name], notes=(*notebooks[name].notes, *notes[name]))
    seconds = round(time.monotonic() - begun, 3)
    return Result(
        bundle.assignment,
        task.student,
        digest=digest(bundle, task),
        run=task.run,
        notebooks=notebooks,
        lacks=sandbox.lacks,
        seconds=seconds,
    )


def _rebuilt(bundle: Bundle, task: Task) -> dict[str, Rebuilt]:
    """Every notebook of the lesson, in its order; one that was not handed in is in the language of another."""
    books: dict[str, Rebuilt] = {}
    language = task.language
    for name, data in sorted(task.files.items(), key=lambda file: file[1] is None):
        taken = task.taken.get(name, "")
        books[name] = rebuild(bundle.editions[name], data, language, name=name, others=task.others, taken=taken)
        language = books[name].language
    if task.beside.left_out:
        # Told once, with a notebook that there is.
        first = next((name for name, data in task.files.items() if data is not None), next(iter(task.files)))
        books[first] = replace(books[first], notes=(*books[first].notes, *left_out(task.beside.left_out)))
    return {name: books[name] for name in task.files}


def _as_found(book: Rebuilt) -> Notebook:
    """A notebook as the student's other ones find it: a blank cell does not hide what is written elsewhere."""
    cells = book.notebook["cells"]
    kept = [
        {key: cell[key] for key in cell if key != "attachments"}
        for place, cell in enumerate(cells)
        if place not in book.superseded
    ]
    return {**book.notebook, "cells": kept}


def _grade_notebook(
    bundle: Bundle,
    name: str,
    rebuilt: Rebuilt,
    sandbox: Sandbox,
    files: Mapping[str, bytes],
    work: str,
    used: Used,
    closed: Mapping[str, Verdict],
) -> NotebookResult:
    """Grade a notebook of a submission.

    ``work`` stands for all of it, ``used`` for what the others have used; ``closed`` holds what came of the exercises
    in them.
    """
    exercises = bundle.exercises_in(name)
    cells = [
        CodeCell(cell["id"], declares=(marked,)) if (marked := tested(cell)) else CodeCell(cell["id"], cell["source"])
        for cell in runnable(rebuilt)
    ]
    with sandbox.run(cells, files, used) as session:
        asking = _Asking(
            bundle=bundle,
            exercises=exercises,
            cells=cells,
            work=work,
            session=session,
            untouched=rebuilt.untouched,
        )
        asked = {
            exercise.name: asking.ask(exercise, place_of(exercise.name, cells, rebuilt.defined))
            for exercise in exercises
        }
        asked, others = _with_those_below(asking, asked, rebuilt.defined)
        notes = [in_words(incident) for incident in session.incidents]
        asked, saved = _fairly(asking, asked, closed)
        # Of two definitions, the other one may be right, and have lost its marks by something else.
        if others := {name: one for name, one in others.items() if not asked[name].is_right}:
            session.close()  # no process is asked about it that has heard a helper
            found, also_saved = _fairly(asking, asked | others, closed, only=others.keys())
            better = {name for name in others if found[name].verdict.earned > asked[name].verdict.earned}
            asked |= {name: found[name] for name in better}
            saved = {name: also_saved.get(name, ()) if name in better else names for name, names in saved.items()}
            saved |= {name: also_saved[name] for name in better & also_saved.keys()}
        if saved := {name: names for name, names in saved.items() if names}:
            notes.append(rebound(saved))
        if elsewhere := {name: one.place.cell for name, one in asked.items() if one.place.cell != name}:
            notes.append(defined_elsewhere(elsewhere))
        _put_out(rebuilt.notebook, {run.name: run.outputs for run in session.cells})
        if session.starved:
            notes.append(in_words(Incident(STARVED, "", "")))
    verdicts = {exercise.name: _with_hints(bundle, exercise, asked[exercise.name], notes) for exercise in exercises}
    return _result(rebuilt, verdicts, (*rebuilt.notes, *notes), submitted=True, elsewhere=elsewhere)


@dataclass(frozen=True, kw_only=True)
class _Asking:
    """Asks the exercises of one notebook."""

    bundle: Bundle
    exercises: Sequence[Exercise]
    cells: Sequence[CodeCell]
    work: str
    session: Session
    untouched: Container[str]

    def ask(self, exercise: Exercise, place: Place, helpers: Helpers | None = None, attempt: int = 0) -> _Asked:
        """Ask an exercise about inputs of its own, which are others in each attempt."""
        attempt += BELOW if place.is_below else 0
        cases = draw_cases(exercise, self.bundle.reference, self.bundle.secret, self.work, attempt)
        calls = [Call(case.args, case.seed, case.script) for case in cases]
        replies = self.session.ask(exercise.name, calls, helpers, last=place.is_below)
        # A function whose cell raised, by a slip in its syntax for instance, is missing for that reason.
        error = next((cell.error for cell in self.session.cells if cell.name == place.cell), None)
        replies = [Missing(error) if isinstance(reply, Missing) else reply for reply in replies]
        return _Asked(cases, replies, judge(exercise, cases, replies, self.bundle.reference), place)

    def is_blank(self, one: _Asked) -> bool:
        """Say whether nothing has been written of an exercise, in its own cell or elsewhere."""
        return one.verdict.exercise == one.place.cell and one.place.cell in self.untouched


def _with_those_below(
    asking: _Asking, asked: Mapping[str, _Asked], defined: Mapping[str, Sequence[str]]
) -> tuple[dict[str, _Asked], dict[str, _Asked]]:
    """Ask the exercises that have lost marks and are defined further down about that, since a session ends with it.

    Returns what counts of each exercise, and, where both definitions have lost marks, what came of the other one.
    """
    counts, others = dict(asked), {}
    for exercise in asking.exercises:
        name, before = exercise.name, asked[exercise.name]
        if before.is_right or (place := place_below(name, asking.cells, defined)) is None:
            continue
        asking.session.settle(place.until)
        below = asking.ask(exercise, place)
        if below.is_missing:
            continue
        if asking.is_blank(before) or before.is_missing or below.verdict.earned >= before.verdict.earned:
            counts[name], other = below, before
        else:
            other = below
        if not counts[name].is_right and not asking.is_blank(other) and not other.is_missing:
            others[name] = other
    return counts, others


def _fairly(
    asking: _Asking,
    asked: Mapping[str, _Asked],
    closed: Mapping[str, Verdict],
    only: Container[str] | None = None,
) -> tuple[dict[str, _Asked], dict[str, Sequence[str]]]:
    """Have no exercise lose marks by what is not its own fault; all of them, or only some.

    Returns what counts of each, and the names bound anew further down of those that earn more without that.
    """
    exercises = [exercise for exercise in asking.exercises if only is None or exercise.name in only]
    best = dict(asked)
    anew = _bound_anew(asking, exercises, best)
    best |= _as_it_stood(asking, exercises, best, anew)
    best |= _ask_again(asking, exercises, best, closed)
    best |= _without_asserts(asking, exercises, best)
    return best, {name: names for name, names in anew.items() if best[name].verdict.earned > asked[name].verdict.earned}


def _bound_anew(
    asking: _Asking, exercises: Sequence[Exercise], asked: Mapping[str, _Asked]
) -> dict[str, Sequence[str]]:
    """Find the exercises that have lost marks and use names that are bound anew below: these names."""
    found: dict[str, Sequence[str]] = {}
    for exercise in exercises:
        one = asked[exercise.name]
        if not one.is_right and not asking.is_blank(one):
            end = end_of(one.place, exercise.name, asking.cells)
            if names := bound_anew(asking.cells, end):
                found[exercise.name] = names
    return found


def _as_it_stood(
    asking: _Asking, exercises: Sequence[Exercise], asked: Mapping[str, _Asked], anew: Container[str]
) -> dict[str, _Asked]:
    """Ask exercises where the notebook had come as far as their places: what counts is what stood there.

    All of these are asked there from now on; what came of it counts where it earns no less.
    """
    changed: dict[str, _Asked] = {}
    for exercise in exercises:
        if exercise.name in anew:
            before = asked[exercise.name]
            place = replace(before.place, until=end_of(before.place, exercise.name, asking.cells))
            asking.session.settle(place.until)
            again = asking.ask(exercise, place, attempt=AS_IT_STOOD)
            is_no_worse = again.verdict.earned >= before.verdict.earned
            changed[exercise.name] = again if is_no_worse else replace(before, place=place)
    return changed


def _ask_again(
    asking: _Asking, exercises: Sequence[Exercise], asked: Mapping[str, _Asked], before: Mapping[str, Verdict]
) -> dict[str, _Asked]:
    """Have no exercise lose marks by what it builds on: ask those that did once more, the lesson's functions helping.

    Returns those of which what came of it then is to be told. A helper answers for nothing that will still be asked:
    ``closed`` grows as exercises get their last questions.
    """
    bundle, session = asking.bundle, asking.session
    session.close()  # what is asked from here on is asked in a process that has not been asked anything
    asks = {exercise.name for exercise in exercises}
    closed = {**before, **{name: one.verdict for name, one in asked.items() if name not in asks}}
    changed: dict[str, _Asked] = {}
    for exercise in exercises:
        one = asked[exercise.name]
        best = closed[exercise.name] = one.verdict
        if asking.is_blank(one):
            continue
        names = tuple(name for name in exercise.builds_on if name in closed)
        wrong = tuple(name for name in names if closed[name].earned < closed[name].points)
        for attempt, (helped, helping) in enumerate(_attempts(bundle, names, wrong), start=1):
            if best.earned == best.points:
                break
            helpers = Helpers(bundle.reference, helping)
            session.settle(one.place.until)
            again = asking.ask(exercise, one.place, helpers, attempt)
            found = _own_faults(again.verdict, best, helpers.refusals)
            if found.earned > best.earned:
                best = closed[exercise.name] = replace(found, helped=helped)
                changed[exercise.name] = replace(again, verdict=best)
            elif (
                wrong
                and not helpers.refusals
                and found.earned == best.earned
                and any(mark.counterexample for mark in found.marks)
            ):
                # What is told of it then is its own fault, and not that of the others.
                changed[exercise.name] = replace(again, verdict=replace(found, helped=best.helped))
    return changed


def _without_asserts(asking: _Asking, exercises: Sequence[Exercise], asked: Mapping[str, _Asked]) -> dict[str, _Asked]:
    """Have no exercise lose more by an assert of the student's own than by what it is about: ask those without it.

    Returns those of which what came of it then is to be told.
    """
    changed: dict[str, _Asked] = {}
    for exercise in exercises:
        before = asked[exercise.name]
        failed = next((reply for reply in before.replies if is_own_assert(reply)), None)
        if before.is_right or not isinstance(failed, Raised):
            continue
        asking.session.settle(before.place.until, asserts=False)
        again = asking.ask(exercise, before.place, attempt=WITHOUT_ASSERTS)
        found = without_asserts(again.verdict, exercise.name, failed)
        if found.earned >= before.verdict.earned:
            changed[exercise.name] = replace(again, verdict=replace(found, helped=before.verdict.helped))
    return changed


def _own_faults(found: Verdict, before: Verdict, refusals: Sequence[str]) -> Verdict:
    """The verdict, with what was found before where a check has seen nothing but a helper that answers no more."""
    if not refusals:
        return found
    marks = (
        old if mark.finding and any(said in mark.finding.message.en for said in refusals) else mark
        for mark, old in zip(found.marks, before.marks, strict=True)
    )
    return replace(found, marks=tuple(marks))


def _attempts(
    bundle: Bundle, names: tuple[str, ...], wrong: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """With whose help an exercise is asked that builds on these: what is told of that, and the functions that help.

    First those that are wrong have help, and those that call them; then all, since a function that has kept its marks
    may still be at fault, by what it leaves in its arguments for instance. Each call of a helper takes its time.
    """
    needing = tuple(name for name in names if {name, *bundle.exercises[name].builds_on} & {*wrong})
    if needing:
        yield wrong, needing
    if names and needing != names:
        yield names, names


def _with_hints(bundle: Bundle, exercise: Exercise, asked: _Asked, notes: list[Note]) -> Verdict:
    """The verdict on an exercise, with the hints that fit; what goes wrong over them costs nobody a mark."""
    try:
        hints = bundle.catalogue.hints(exercise, asked.cases, asked.replies, asked.verdict)
    except Exception as error:
        notes.append(unhinted(exercise.name, error))
        return asked.verdict
    return replace(asked.verdict, hints=hints)


def _absent(bundle: Bundle, name: str, rebuilt: Rebuilt) -> NotebookResult:
    """The result of a notebook that was not handed in; what was handed out is not run."""
    verdicts = {exercise.name: unanswered(exercise) for exercise in bundle.exercises_in(name)}
    _put_out(rebuilt.notebook, {})
    return _result(rebuilt, verdicts, rebuilt.notes, submitted=False)


def _result(
    rebuilt: Rebuilt,
    verdicts: Mapping[str, Verdict],
    notes: tuple[Note, ...],
    submitted: bool,
    elsewhere: Mapping[str, str] | None = None,
) -> NotebookResult:
    judged = dict(elsewhere or {})
    return NotebookResult(
        rebuilt.language,
        submitted=submitted,
        verdicts={name: without_arrays(verdict) for name, verdict in verdicts.items()},
        notes=notes,
        untouched=tuple(sorted(rebuilt.untouched - judged.keys())),
        notebook=rebuilt.notebook,
        elsewhere=judged,
    )


def _put_out(notebook: Notebook, outputs: Mapping[str, list[dict[str, Any]]]) -> None:
    """Give the code cells the outputs of this run, and no others; cells that stay as they are may be others' too."""
    for place, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            made = outputs.get(cell["id"], [])
            if made != cell["outputs"]:
                notebook["cells"][place] = {**cell, "outputs": made}
