"""Feedback and marks given back: whose pages go where, who gets none and why, and the folder that holds them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Literal

from autograder import results
from autograder.course import Course
from autograder.errors import AutograderError, unwritable_is_told
from autograder.exercise import LANGUAGES
from autograder.files import write_whole
from autograder.grading.beside import is_the_students
from autograder.grading.folders import pages
from autograder.grading.gradebook import (
    NOTHING_GIVEN,
    Person,
    batched,
    by_hand,
    everybody,
    existing_gradebook,
    lateness,
)
from autograder.platforms import canvas, mail, moodle
from autograder.platforms.archive import zipped
from autograder.platforms.participants import (
    Matched,
    Participant,
    RosterRow,
    Student,
    handed_in,
    handed_in_otherwise,
    match,
    merged,
    read_roster,
)
from autograder.report.gather import ClassData, gather
from autograder.settings import Settings, read_config
from autograder.templates import number

Form = Literal["moodle", "canvas", "mail", "zip"]

#: What `return` writes, and so what it may write over.
FEEDBACK, WORKSHEET, GRADES, MERGE, FILES = "feedback.zip", "worksheet.csv", "grades.csv", "mail-merge.csv", "files"
OURS = {FEEDBACK, WORKSHEET, GRADES, MERGE, FILES}


@dataclass(frozen=True)
class Sources:
    """What a teacher has of the platform: its zip of submissions, its worksheet, a list of the class."""

    submissions: Path | None = None
    worksheet: Path | None = None
    roster: Path | None = None


@dataclass(frozen=True)
class LeftOut:
    """Students who get nothing back, why, and what to do about it."""

    students: tuple[str, ...]
    why: str
    #: The next command, or another thing to do; nothing where nothing need be done.
    then: str = ""


@dataclass(frozen=True)
class Returned:
    """What was written: the files with what each is for, how many got their pages, and who did not."""

    files: tuple[tuple[Path, str], ...]
    _: KW_ONLY
    students: int
    left_out: tuple[LeftOut, ...]
    #: What else is to be known of it.
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Class:
    """A graded class with its pages: those who can get theirs."""

    data: ClassData
    _: KW_ONLY
    pages: Mapping[str, Mapping[str, str]]
    #: Everybody who is known, whether they handed in or not, as the gradebook and the roster have them.
    people: Mapping[str, Person]
    roster: Mapping[str, RosterRow]
    late: Mapping[str, timedelta]
    left_out: tuple[LeftOut, ...]


def return_feedback(
    course: Course,
    assignment: str,
    form: Form,
    out: Path,
    *,
    sources: Sources,
    out_of: float | None = None,
    unfinished: bool = False,
    sis_ids: bool = False,
) -> Returned:
    """Write feedback and marks into a folder, as a platform or a mail program takes them.

    The folder is called by the form, in ``out``, and written whole: what an earlier run has written there is gone.

    Raises
    ------
    AutograderError
        Nothing is graded or to be returned, a file of the platform cannot be used, or something of somebody else's lies
        where the folder is to be.
    """
    target = out / form
    _refuse_what_is_not_ours(target)
    if form == "moodle" and sources == Sources():
        raise AutograderError(
            'Moodle finds students by numbers that only Moodle knows.\nExpected the zip of "Download all submissions" '
            'or the file of "Download grading worksheet":\n'
            "    autograder return --moodle --submissions FILE --worksheet FILE"
        )
    if form == "canvas" and sources.submissions is None:
        raise AutograderError(
            "Canvas knows what it takes back by numbers in the names of the files that were handed in.\n"
            'Expected the zip of "Download Submissions":\n    autograder return --canvas --submissions FILE'
        )
    if form != "moodle" and sources.worksheet is not None:
        raise AutograderError("--worksheet is Moodle's: autograder return --moodle --worksheet FILE")
    if form in ("mail", "zip") and sources.submissions is not None:
        raise AutograderError(f"--submissions is of no use for --{form}; leave it out: autograder return --{form}")
    if form == "zip" and (sources.roster is not None or out_of is not None):
        raise AutograderError("--zip holds pages, and neither marks nor names: autograder return --zip")
    if form != "canvas" and sis_ids:
        raise AutograderError(f"--sis-ids is Canvas's; leave it out: autograder return --{form}")
    roster = read_roster(sources.roster) if sources.roster else {}
    graded = _read_class(course, assignment, roster, unfinished)
    graded = replace(graded, data=replace(graded.data, out_of=out_of, sis_ids=sis_ids))
    writers = {"moodle": _moodle, "canvas": _canvas, "mail": _mail, "zip": _zip}
    made = writers[form](course, graded, sources, target)
    if not made.students:
        reasons = "\n".join(_line(one) for one in (*graded.left_out, *made.left_out))
        raise AutograderError(f"There is nothing to return:\n{reasons}")
    _write(target, made.contents)
    return Returned(
        tuple((target / name, about) for name, about in made.about.items()),
        students=made.students,
        left_out=(*graded.left_out, *made.left_out),
        remarks=made.remarks,
    )


def _line(one: LeftOut) -> str:
    return f"  {', '.join(one.students)}: {one.why}{f' ({one.then})' if one.then else ''}"


# --- the class -------------------------------------------------------------------------------------------------


def _read_class(course: Course, assignment: str, roster: Mapping[str, RosterRow], unfinished: bool) -> _Class:
    data = gather(course, assignment)
    settings = Settings.of(read_config(course))
    names = [one.student for one in data.students]
    made: dict[str, dict[str, str]] = {}
    known: dict[str, Person] = {one.student: one.person for one in data.students}
    late: dict[str, timedelta] = {}
    with existing_gradebook(course) as gradebook:
        if gradebook:
            known |= {person.id: person for person in everybody(gradebook)}
            late = lateness(gradebook, assignment)
        # Made anew, and not read from feedback/: a page there may be older than the marks that a person has given.
        for some in batched(names):
            given = by_hand(gradebook, assignment, some) if gradebook else NOTHING_GIVEN
            for name in some:
                result = results.load(course.results(assignment), name)
                made[name] = pages(result, given, settings.counterexamples) if result else {}
    waiting = [one.student for one in data.students if one.total.waiting and not unfinished]
    left_out = [
        LeftOut(
            tuple(waiting),
            "answers wait for a person's marks",
            "mark them in formgrader; or return all the same: --unfinished",
        ),
        LeftOut(
            tuple(name for name in names if name not in waiting and not made[name]),
            "none of their notebooks could be found in what they handed in",
            f"look into submitted/<student>/{assignment}/",
        ),
        LeftOut(data.ungraded, "not graded yet", f"autograder grade {assignment}"),
        LeftOut(data.misplaced, "handed in, and in no place where it is graded", f"autograder grade {assignment}"),
        LeftOut(data.absent, "nothing handed in"),
        LeftOut(
            tuple(sorted(roster.keys() - known.keys() - {*names, *data.ungraded, *data.misplaced})),
            "in the roster, with no folder in submitted/",
        ),
    ]
    told = {name: _as_the_roster_has_it(person, roster.get(name)) for name, person in known.items()}
    told |= {name: _as_the_roster_has_it(Person(name), row) for name, row in roster.items() if name not in told}
    return _Class(
        replace(data, students=tuple(one for one in data.students if one.student not in waiting)),
        pages={name: texts for name, texts in made.items() if texts and name not in waiting},
        people=told,
        roster=roster,
        late=late,
        left_out=tuple(one for one in left_out if one.students),
    )


def _as_the_roster_has_it(person: Person, row: RosterRow | None) -> Person:
    """A person with what a roster says in place of what the gradebook says."""
    if row is None:
        return person
    if row.name and not (person.first_name or person.last_name):
        person = replace(person, first_name=row.name)
    return replace(person, email=row.email or person.email)


def _students(course: Course, graded: _Class) -> list[Student]:
    """Everybody with what they handed in, as far as it is not what everybody was given."""
    assignment = graded.data.assignment
    given = frozenset[str]().union(*(handed_in(course.release(language, assignment)) for language in LANGUAGES))
    return [
        Student(
            person,
            platform_id=graded.roster[name].platform_id if name in graded.roster else "",
            listed=graded.roster[name].name if name in graded.roster else "",
            digests=handed_in(course.submitted / name / assignment) - given,
        )
        for name, person in graded.people.items()
    ]


def _refusals(refused: Mapping[str, str], then: str) -> Iterator[LeftOut]:
    for why in dict.fromkeys(refused.values()):
        yield LeftOut(tuple(name for name, reason in refused.items() if reason == why), why, then)


def _graded_otherwise(students: Sequence[Student], graded: _Class, matched: Matched) -> list[str]:
    """Name those whose pages are on other files than the platform holds of them: they may have handed in again."""
    names = [name for name in handed_in_otherwise(students, matched.found) if name in graded.pages]
    if not names:
        return []
    return [
        f"Returned, on other files than the platform holds of them: {', '.join(names)}. If they have handed in again, "
        "collect, grade, and return once more."
    ]


# --- the forms -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Made:
    """The contents of a folder: its files by their places, what those at the top are for, and who was left out."""

    contents: Mapping[str, str | bytes]
    about: Mapping[str, str]
    _: KW_ONLY
    students: int
    left_out: Sequence[LeftOut] = ()
    remarks: tuple[str, ...] = ()


def _moodle(course: Course, graded: _Class, sources: Sources, target: Path) -> _Made:
    sheet = moodle.read_worksheet(sources.worksheet) if sources.worksheet else None
    listed = _listed(graded.roster)
    participants = merged(
        moodle.from_submissions(sources.submissions) if sources.submissions else [],
        sheet.participants if sheet else [],
        () if sources.submissions or sheet else listed,
    )
    data = graded.data
    remarks: list[str] = []
    if sheet is not None and (most := sheet.maximum) is not None:
        if data.out_of is not None and data.out_of > most:
            raise AutograderError(
                f"--out-of {number(data.out_of)} is more than the maximum grade in {sheet.path}, {number(most)}: "
                f"Moodle would leave out whatever is above.\nRun it without --out-of, and marks are scaled to "
                f"{number(most)}; or raise the maximum grade in Moodle, and download the worksheet again."
            )
        data = replace(data, out_of=most if data.out_of is None else data.out_of)
    elif sheet is not None and data.out_of is None:
        remarks.append("The worksheet tells no maximum grade: say --out-of where it is not the lesson's points.")
    students = _students(course, graded)
    matched = match(students, participants, lms_ids=False)
    remarks += _graded_otherwise(students, graded, matched)
    files: dict[str, str] = {}
    for name, texts in graded.pages.items():
        if name in matched.found:
            files |= moodle.feedback_names(matched.found[name], texts)
    above = [one.student for one in data.students if data.scaled(one) > data.most]
    if above and data.out_of is not None:
        remarks.append(f"More than the maximum, which Moodle takes of them: {', '.join(above)}.")
    contents: dict[str, str | bytes] = {FEEDBACK: zipped(files)}
    about = {FEEDBACK: 'in Moodle: "Upload multiple feedback files in a zip"'}
    if sheet is not None:
        marks = {
            matched.found[one.student].id: moodle.taken(data, one)
            for one in data.students
            if one.student in matched.found and one.student in graded.pages
        }
        contents[WORKSHEET] = sheet.filled(marks)
        # A page that is uploaded counts as a change, and older worksheets are passed over then.
        about = {WORKSHEET: 'in Moodle: "Upload grading worksheet", before the zip'} | about
        mine = {one.id for one in sheet.participants}
        lost = [name for name, one in matched.found.items() if one.id not in mine and name in graded.pages]
        if lost:
            remarks.append(f"Not in the worksheet, so their marks are not: {', '.join(lost)}.")
    wanted = {name: why for name, why in matched.refused.items() if name in graded.pages}
    then = "say who is who: --roster FILE with student_id, name, platform_id"
    return _Made(
        contents,
        about,
        students=sum(name in matched.found for name in graded.pages),
        left_out=list(_refusals(wanted, then)),
        remarks=tuple(remarks),
    )


def _listed(roster: Mapping[str, RosterRow]) -> list[Participant]:
    """The participants that a roster tells of."""
    return [Participant(row.platform_id, name=row.name, email=row.email) for row in roster.values() if row.platform_id]


def _canvas(course: Course, graded: _Class, sources: Sources, target: Path) -> _Made:
    assert sources.submissions is not None
    students = _students(course, graded)
    matched = match(students, canvas.from_submissions(sources.submissions), lms_ids=True)
    files: dict[str, str | bytes] = {}
    without: list[str] = []
    for name, texts in graded.pages.items():
        if name in matched.found:
            named = canvas.feedback_names(matched.found[name], texts)
            files |= named
            without += [] if named else [name]
    # Canvas looks by the name for whom it finds by no id, and takes the first: so nobody is in it without one.
    known = [
        replace(one, person=replace(one.person, lms_user_id=matched.found[one.student].id))
        for one in graded.data.students
        if one.student in matched.found and one.student in graded.pages
    ]
    (grades,) = canvas.CANVAS.writer(replace(graded.data, students=tuple(known)), "en").values()
    wanted = {name: why for name, why in matched.refused.items() if name in graded.pages}
    left_out = list(_refusals(wanted, "say who is who: --roster FILE with student_id, name, platform_id"))
    if without:
        why = "typed in or linked on Canvas, which takes files back only for files"
        left_out.append(LeftOut(tuple(without), why, "autograder return --mail"))
    return _Made(
        {FEEDBACK: zipped(files), GRADES: grades},
        {
            FEEDBACK: 'in Canvas: the assignment, "Re-Upload Submissions"',
            GRADES: "in Canvas: the gradebook, Import",
        },
        students=sum(name in matched.found for name in graded.pages) - len(without),
        left_out=left_out,
        remarks=(
            *_graded_otherwise(students, graded, matched),
            "Canvas shows each page under the name of the file that was handed in: whoever saves it there renames it "
            "to .html, or .zip.",
        ),
    )


def _mail(course: Course, graded: _Class, sources: Sources, target: Path) -> _Made:
    addresses = {name: graded.people[name].email.casefold().strip() for name in graded.people}
    contents: dict[str, str | bytes] = {}
    files: dict[str, Path] = {}
    refused: dict[str, str] = {}
    for name, texts in graded.pages.items():
        shared = [other for other, address in addresses.items() if address == addresses[name] and other != name]
        if "@" not in addresses[name]:
            refused[name] = "no address is known"
        elif shared:
            refused[name] = f"the same address as {', '.join(shared)}"
        else:
            file, data = mail.attachment(name, texts)
            contents[f"{FILES}/{file}"] = data
            files[name] = (target / FILES / file).absolute()
    contents[MERGE] = mail.merge_table(graded.data, graded.people, files, graded.late)
    then = "nbgrader db student add STUDENT --email=ADDRESS; or --roster FILE with student_id, email"
    return _Made(
        contents,
        {MERGE: "for a mail merge: address, name, mark, file", FILES: "a file for each student"},
        students=len(files),
        left_out=list(_refusals(refused, then)),
    )


def _zip(course: Course, graded: _Class, sources: Sources, target: Path) -> _Made:
    files = {f"{name}/{page}.html": text for name, texts in graded.pages.items() for page, text in texts.items()}
    return _Made({FEEDBACK: zipped(files)}, {FEEDBACK: "a folder for each student"}, students=len(graded.pages))


# --- the folder ------------------------------------------------------------------------------------------------


def _refuse_what_is_not_ours(target: Path) -> None:
    """Refuse to write over a folder that holds anything but what this command writes."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        found = "a link" if target.is_symlink() else "a file"
    else:
        there = [path.name for path in target.iterdir()] if target.is_dir() else []
        others = sorted(name for name in there if name not in OURS and is_the_students(name))
        found = ", ".join(others[:5])
    if found:
        raise AutograderError(
            f"{target} is to be written whole, and holds what is not of an earlier run: {found}.\n"
            "Move that elsewhere, or say another folder: --out FOLDER"
        )


def _write(target: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write a folder beside its place, and put it there when it is whole."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    with unwritable_is_told(target):
        try:
            for place, data in contents.items():
                path = beside / place
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, data)
            if target.is_dir():
                target.rename(old)
            try:
                beside.rename(target)
            except OSError:
                if old.is_dir():
                    old.rename(target)
                raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)
