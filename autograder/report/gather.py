"""Gathers what is known of a class: results, with what people have given since, student by student."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from statistics import mean, median

from autograder import results
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import Language, Text
from autograder.feedback import NOTHING_BY_HAND, Score, Total
from autograder.grading.gradebook import NOTHING_GIVEN, Given, Person, batched, by_hand, existing_gradebook, people
from autograder.grading.submitted import left_alone
from autograder.results import NotebookResult, Result, gradebook_rows

#: Bars that the totals of a class are counted in.
BINS = 10


@dataclass(frozen=True)
class CheckScore:
    """What one student has earned by one check, automatically."""

    points: int
    earned: int
    about: Text


@dataclass(frozen=True)
class Standing:
    """One student: the marks as they stand, what was recognised and what is odd."""

    person: Person
    language: Language
    _: KW_ONLY
    #: By exercise and written question, in the order of the lesson.
    scores: dict[str, Score]
    penalty: float
    #: By exercise, the hints that were given, known mistakes with their names.
    mistakes: dict[str, list[tuple[str, Text]]]
    notes: tuple[Text, ...]
    #: Seconds that grading took.
    seconds: float
    #: The notebooks that there is a page of feedback for.
    pages: tuple[str, ...]
    #: Exercises and written questions of notebooks that were not handed in, or that cannot be read.
    missing: frozenset[str] = frozenset()
    #: By exercise and check, in the order of the lesson, where the notebook was handed in and can be read.
    checks: Mapping[tuple[str, str], CheckScore] = field(default_factory=dict)

    @property
    def student(self) -> str:
        """The id."""
        return self.person.id

    @property
    def total(self) -> Total:
        """All marks together."""
        return Total(list(self.scores.values()), self.penalty)

    @property
    def stuck_at(self) -> str | None:
        """The first exercise that was handed in and has not all its marks; None if there is none."""
        handed_in = ((name, score) for name, score in self.scores.items() if name not in self.missing)
        return next((name for name, score in handed_in if not score.is_full and not score.waits), None)


@dataclass(frozen=True)
class ExerciseData:
    """One exercise, as a class has done it."""

    name: str
    _: KW_ONLY
    points: float
    full: int
    some: int
    none: int
    waits: int
    mean: float


@dataclass(frozen=True)
class MistakeData:
    """A known mistake, and who made it."""

    exercise: str
    name: str
    hint: Text
    students: tuple[str, ...]


@dataclass(frozen=True)
class ClassData:
    """A class in an assignment."""

    assignment: str
    students: tuple[Standing, ...]
    _: KW_ONLY
    #: The folder of the feedback pages, as a link from the report leads there.
    feedback: str = "../feedback"
    #: Students whose submission has no result yet.
    ungraded: tuple[str, ...] = field(default=())
    #: What lies in submitted/ in a place where it is not graded.
    misplaced: tuple[str, ...] = field(default=())
    #: Students whom the gradebook knows, and who have handed in nothing.
    absent: tuple[str, ...] = field(default=())
    #: What a platform gives for all points, where that is not their number.
    out_of: float | None = None
    #: Whether students' folders are called by the SIS ids of Canvas.
    sis_ids: bool = False

    @property
    def waiting(self) -> int:
        """The number of students who have something that a person has to mark."""
        return sum(bool(standing.total.waiting) for standing in self.students)

    @property
    def points(self) -> float:
        """The points there are."""
        return max((standing.total.points for standing in self.students), default=0)

    @property
    def most(self) -> float:
        """The most that a platform gives: the points there are, unless it was told another number."""
        return self.points if self.out_of is None else self.out_of

    def scaled(self, one: Standing) -> float:
        """The marks of a student as a platform gives them: out of `most`."""
        return one.total.earned if self.out_of is None else one.total.earned * self.out_of / self.points

    @property
    def totals(self) -> list[float]:
        """The marks of each student in all."""
        return [standing.total.earned for standing in self.students]

    @property
    def mean(self) -> float:
        """The mean of the totals."""
        return mean(self.totals)

    @property
    def median(self) -> float:
        """The median of the totals."""
        return median(self.totals)

    @property
    def exercises(self) -> list[ExerciseData]:
        """The exercises and written questions, as the class has done them."""
        return [self._exercise(name) for name in self.students[0].scores]

    def _exercise(self, name: str) -> ExerciseData:
        scores = [standing.scores[name] for standing in self.students]
        marked = [score.earned for score in scores if score.earned is not None]
        return ExerciseData(
            name,
            points=scores[0].points,
            full=sum(score.is_full for score in scores),
            some=sum(0 < (score.earned or 0) < score.points for score in scores),
            none=sum(score.earned is not None and score.earned <= 0 for score in scores),
            waits=sum(score.earned is None for score in scores),
            mean=mean(marked) if marked else 0.0,
        )

    @property
    def mistakes(self) -> list[MistakeData]:
        """The known mistakes that were made, the commonest first."""
        who: dict[tuple[str, str], list[str]] = {}
        hints: dict[tuple[str, str], Text] = {}
        for standing in self.students:
            for exercise, made in standing.mistakes.items():
                for name, hint in made:
                    if name:
                        who.setdefault((exercise, name), []).append(standing.student)
                        hints[exercise, name] = hint
        found = [MistakeData(*key, hints[key], tuple(students)) for key, students in who.items()]
        return sorted(found, key=lambda mistake: (-len(mistake.students), mistake.exercise, mistake.name))

    @property
    def stuck(self) -> list[tuple[str, tuple[str, ...]]]:
        """By exercise, those who have all marks before it and not there."""
        places: dict[str, list[str]] = {name: [] for name in self.students[0].scores}
        for standing in self.students:
            if standing.stuck_at is not None:
                places[standing.stuck_at].append(standing.student)
        return [(name, tuple(students)) for name, students in places.items() if students]

    def distribution(self) -> list[tuple[float, float, int]]:
        """Count the totals that lie from one number up to the next; the last takes those who have all."""
        width = self.points / BINS
        counts = Counter(min(int(total / width), BINS - 1) for total in self.totals)
        return [(place * width, (place + 1) * width, counts[place]) for place in range(BINS)]


def gather(course: Course, assignment: str) -> ClassData:
    """Read what there is of a class.

    Raises
    ------
    AutograderError
        Nothing is graded, or the gradebook cannot be used.
    """
    store = course.results(assignment)
    names = sorted(path.stem for path in store.glob("*.json") if not path.name.startswith("."))
    folders = {path.parent.name for path in course.submitted.glob(f"*/{assignment}") if path.is_dir()}
    misplaced = {name for name, _ in left_alone(course, assignment)}
    with existing_gradebook(course) as gradebook:
        students = [
            standing
            for some in batched(names)
            for standing in _standings(
                course,
                assignment,
                some,
                by_hand(gradebook, assignment, some) if gradebook else NOTHING_GIVEN,
                people(gradebook, some) if gradebook else {},
            )
        ]
        enrolled = {student.id for student in gradebook.students} if gradebook else set()
    if not students:
        raise AutograderError(f"Nothing is graded yet. Grade first: autograder grade {assignment}")
    graded = {standing.student for standing in students}
    return ClassData(
        assignment,
        tuple(students),
        feedback=Path(os.path.relpath(course.feedback, course.report(assignment))).as_posix(),
        ungraded=tuple(sorted(folders - graded - misplaced)),
        misplaced=tuple(sorted(misplaced)),
        absent=tuple(sorted(enrolled - graded - folders - misplaced)),
    )


def _standings(
    course: Course, assignment: str, names: Sequence[str], given: Given, known: Mapping[str, Person]
) -> Iterator[Standing]:
    for name in names:
        result = results.load(course.results(assignment), name)
        if result is not None:
            yield _standing(course, result, given, known.get(name, Person(name)))


def _standing(course: Course, result: Result, given: Given, person: Person) -> Standing:
    rows = gradebook_rows(result)
    scores: dict[str, Score] = {}
    missing: set[str] = set()
    for book_name, book in result.notebooks.items():
        hands = given.cells.get((result.student, book_name), {})
        points = _points(book)
        is_readable = book.submitted and not any(note.code == "unreadable" for note in book.notes)
        for cell, graded in rows.cells[book_name].items():
            name = cell.removeprefix("test_")
            scores[name] = Score(points[cell], graded.mark, hands.get(cell, NOTHING_BY_HAND))
            if not is_readable:
                missing.add(name)
    folder = course.feedback / result.student / result.assignment
    verdicts = [verdict for book in result.notebooks.values() for verdict in book.verdicts.values()]
    return Standing(
        person,
        next(iter(result.notebooks.values())).language,
        scores=scores,
        penalty=sum(given.penalties.get((result.student, name), 0.0) for name in result.notebooks),
        mistakes={
            verdict.exercise: [(hint.mistake, hint.text) for hint in verdict.hints]
            for verdict in verdicts
            if verdict.hints
        },
        notes=tuple(note.message for book in result.notebooks.values() for note in book.notes),
        seconds=result.seconds,
        pages=tuple(name for name in result.notebooks if (folder / f"{name}.html").is_file()),
        missing=frozenset(missing),
        checks={
            (verdict.exercise, mark.check): CheckScore(mark.points, mark.earned, mark.about)
            for verdict in verdicts
            if verdict.exercise not in missing
            for mark in verdict.marks
        },
    )


def _points(book: NotebookResult) -> dict[str, float]:
    """By the grade id of each graded cell, the points there are."""
    cells = (cell["metadata"].get("nbgrader", {}) for cell in book.notebook["cells"])
    return {meta["grade_id"]: float(meta["points"]) for meta in cells if meta.get("grade")}
