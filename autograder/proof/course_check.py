"""The course check: all that CI asks of a course, one finding a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from autograder.course import Course, no_lesson
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES, Language
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons import solved
from autograder.lessons.editions import Install, editions, history, left_over, out_of_step, with_release
from autograder.lessons.lesson import Lesson, read
from autograder.lessons.lint import lint, lint_engine
from autograder.lessons.pack import Files, make_hints
from autograder.progress import progress
from autograder.proof.proof import prove
from autograder.proof.table import lines
from autograder.proof.units import SEEDS
from autograder.results import Result
from autograder.sandbox import Sandbox

#: Called with what is looked at next.
Say = Callable[[str], None]


@dataclass
class CourseCheck:
    """Looks at a course; what it could not prove is kept."""

    course: Course
    install: Install
    say: Say
    #: What was not proven, since a lesson declares nothing to prove it with.
    unproven: list[str] = field(default_factory=list)

    def everything(self) -> Iterator[str]:
        """Find everything that is wrong with the course; nothing when it is sound."""
        yield from map(str, lint_engine())
        for folder in self.course.not_lessons:
            yield no_lesson(folder)
        for folder in left_over(self.course):
            yield f"{folder}: no lesson makes this any more; remove it, or run: autograder build"
        if not self.course.lessons:
            yield f"{self.course.root / 'notebooks'} holds no lesson; to begin one: autograder new NAME"
        for path in self.course.lessons:
            yield from self.lesson(path)

    def lesson(self, path: Path) -> Iterator[str]:
        """Find everything that is wrong with one lesson."""
        lesson = read(path)
        self.say(f"{lesson.name}: texts")
        problems = [str(problem) for problem in lint(lesson)]
        yield from problems
        if problems:
            # A faulty text makes every later finding an echo of it.
            return
        self.say(f"{lesson.name}: generated files")
        made = editions(self.course, lesson, self.install, make_hints(lesson))
        for folder, files in made.items():
            for wrong in out_of_step(folder, files):
                yield f"{wrong} is not what its generator makes; run: autograder build"
        yield from self._history(lesson, made)
        self.say(f"{lesson.name}: marks of solutions and of untouched releases")
        yield from _marks(self.course, lesson)
        yield from self._proof(lesson)
        self.say(f"{lesson.name}: solved notebooks")
        yield from self._solved(lesson)

    def _history(self, lesson: Lesson, made: dict[Path, Files]) -> Iterator[str]:
        """Look whether what is released now is known, so that nobody who works on it is told to have changed it."""
        path = self.course.released(lesson.assignment)
        try:
            after = with_release(history(self.course, lesson.assignment), self.course, lesson.assignment, made)
        except AutograderError as error:
            yield str(error)
            return
        if not path.is_file() or path.read_bytes() != after:
            yield f"{path} does not know what is released now; run: autograder build"

    def exercise(self, path: Path, name: str) -> Iterator[str]:
        """Find what is wrong with one exercise: its declarations, its cells, its marks.

        Raises
        ------
        AutograderError
            The lesson has no such exercise.
        """
        lesson = read(path)
        if name not in lesson.declared.exercises:
            known = ", ".join(exercise.name for exercise in lesson.exercises)
            raise AutograderError(f"{lesson.name} has no exercise {name!r}. Its exercises: {known}.")
        problems = [str(problem) for problem in lint(lesson)]
        yield from problems
        if not problems:
            yield from self._proof(lesson, name)

    def _proof(self, lesson: Lesson, exercise: str | None = None) -> Iterator[str]:
        of = exercise or "mutants, known mistakes, right answers"
        self.say(f"{lesson.name}: {of}, {SEEDS} secrets")
        with progress("proving the marks") as reach:
            proof = prove(self.course.root, lesson.assignment, exercise, reach)
        for line in lines(proof):
            self.say(line)
        yield from proof.problems
        self.unproven += [f"{lesson.name}: {what}" for what in proof.unproven]

    def _solved(self, lesson: Lesson) -> Iterator[str]:
        for path in solved.superfluous(self.course, lesson):
            yield f"{path}: the lesson has no such part; run: autograder build"
        for part, language, fresh, seconds in solved.executed(lesson, solved.editions(lesson)):
            self.say(f"{lesson.name}: solved {part.name}, {language}: executed in {seconds:.0f} s")
            yield from map(str, solved.unexpected(part, fresh))
            committed = solved.read_committed(self.course, lesson, part, language)
            place = solved.path_of(self.course, lesson, part, language)
            if committed is None:
                yield f"{place} is missing; make it with: autograder build"
                continue
            for difference in solved.differences(committed, fresh):
                yield f"{place}: {difference}; if it is meant, run: autograder build"


def _marks(course: Course, lesson: Lesson) -> Iterator[str]:
    """Solutions earn every automatic mark, and untouched releases none."""
    try:
        bundle = load_bundle(course, lesson.assignment)
    except AutograderError as error:
        yield str(error)
        return
    with Sandbox(bundle.preload, bundle.pack) as sandbox:
        for language in LANGUAGES:
            for what, folder, expected in (
                ("the untouched release", course.release(language, lesson.assignment), 0),
                ("the lesson's own solutions", course.source(lesson.assignment), None),
            ):
                paths = {name: folder / f"{name}.ipynb" for name in bundle.sources}
                files = {name: path.read_bytes() if path.is_file() else None for name, path in paths.items()}
                result = grade_submission(bundle, Task("check", files, language=language), sandbox)
                yield from _unexpected(bundle, result, what, language, expected)


def _unexpected(bundle: Bundle, result: Result, what: str, language: Language, expected: int | None) -> Iterator[str]:
    for book in result.notebooks.values():
        for verdict in book.verdicts.values():
            wanted = verdict.points if expected is None else expected
            if verdict.earned != wanted:
                why = f": {verdict.finding.message.en}" if verdict.finding else ""
                yield (
                    f"{bundle.assignment}, {language}: {what} of {verdict.exercise} earn {verdict.earned} of "
                    f"{verdict.points} points, expected {wanted}{why}"
                )
