"""The course check: all that CI asks of a course, one finding a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from autograder.course import Course
from autograder.exercise import LANGUAGES, Language
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.results import Result
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons import derived, solved
from autograder.lessons import lesson as lessons
from autograder.lessons.build import loads
from autograder.lessons.editions import editions, out_of_step
from autograder.lessons.lesson import Lesson
from autograder.lessons.lint import lint
from autograder.progress import progress
from autograder.proof import SEEDS, lines, prove
from autograder.sandbox import Sandbox

#: Called with what is looked at next.
Say = Callable[[str], None]


def validate(course: Course, say: Say) -> Iterator[str]:
    """Everything that is wrong with a course; nothing when it is sound."""
    for path in course.lessons:
        lesson = lessons.read(path)
        say(f"{lesson.name}: texts")
        problems = [str(problem) for problem in lint(lesson)]
        yield from problems
        if problems:
            # A faulty text makes every later finding an echo of it.
            continue
        say(f"{lesson.name}: generated files")
        yield from _generated(course, lesson)
        say(f"{lesson.name}: marks of solutions and of untouched releases")
        yield from _marks(course, lesson)
        if (path / "proof.py").is_file():
            say(f"{lesson.name}: mutants, known mistakes, right answers, {SEEDS} secrets")
            with progress("proving the marks") as reach:
                proof = prove(course.root, lesson.assignment, reach)
            for line in lines(proof):
                say(line)
            yield from proof.problems
        say(f"{lesson.name}: solved notebooks")
        for part, language, fresh, seconds in solved.executed(lesson):
            say(f"{lesson.name}: solved {part.name}, {language}: executed in {seconds:.0f} s")
            committed = solved.path_of(course, lesson, part, language)
            if not committed.is_file():
                yield f"{committed} is missing; make it with: autograder build"
                continue
            for difference in solved.differences(loads(committed.read_text("utf-8")), fresh):
                yield f"{committed}: {difference}; if it is meant, run: autograder build"


def _generated(course: Course, lesson: Lesson) -> Iterator[str]:
    for path, text in derived.make(lesson).items():
        if not path.is_file() or path.read_text("utf-8") != text:
            yield f"{path} is not what its generator makes; run: autograder build"
    for folder, files in editions(course, lesson).items():
        for path in out_of_step(folder, files):
            yield f"{path} is not what its generator makes; run: autograder build"


def _marks(course: Course, lesson: Lesson) -> Iterator[str]:
    """Solutions earn every automatic mark, and untouched releases none."""
    bundle = load_bundle(course, lesson.assignment)
    with Sandbox(bundle.preload, bundle.pack) as sandbox:
        for language in LANGUAGES:
            for what, folder, expected in (
                ("the untouched release", course.release(language, lesson.assignment), 0),
                ("the lesson's own solutions", course.source(lesson.assignment), None),
            ):
                files = {name: (folder / f"{name}.ipynb").read_bytes() for name in bundle.sources}
                result = grade_submission(bundle, Task("check", files, (), language), sandbox)
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
