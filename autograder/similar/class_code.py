"""Each student's own code in a class, and what of code is the lesson's: handed out, or declared as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path, PurePosixPath

from autograder import results
from autograder.course import Course
from autograder.errors import AutograderError
from autograder.exercise import LANGUAGES
from autograder.grading.bundle import Bundle, load_bundle
from autograder.grading.gradebook import Person, existing_gradebook, people
from autograder.grading.handed_in import read_folder
from autograder.grading.submitted import submissions
from autograder.lessons.build import tested
from autograder.progress import Reach
from autograder.settings import Settings, read_config
from autograder.similar.fingerprints import MAX_CHARACTERS, Piece, pieces
from autograder.submission import rebuild


@dataclass(frozen=True)
class Code:
    """The code that one student has written."""

    student: str
    pieces: tuple[Piece, ...]
    _: KW_ONLY
    #: Whether there is more than is looked at.
    cut: bool = False


@dataclass(frozen=True, kw_only=True)
class LessonCode:
    """The code that is the lesson's: whoever has it in common with others has it from there."""

    exercises: tuple[str, ...]
    #: The code that students are given: in the notebooks, which is stubs, set-up and demonstrations, and beside them.
    cells: tuple[str, ...]
    modules: tuple[str, ...] = ()
    #: By exercise, the answers that the lesson declares: its own, right ones written otherwise, known mistakes.
    declared: dict[str, tuple[str, ...]]


class ClassFolder:
    """A class in the folder of its course; a lesson that is declared, and submissions that can be read one by one.

    Raises
    ------
    AutograderError
        There is no such lesson, it is not built, or there are not two submissions.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self._course = course
        self.assignment = assignment
        self._folders = submissions(course, assignment)
        if len(self._folders) < 2:
            raise AutograderError(
                f"Only one submission was found, that of {self._folders[0].parent.name}; to compare takes two: "
                f"expected {course.submitted}/<student>/{assignment}/.\n"
                f"Collect the others there, or try the invented class: autograder sample-class {assignment}"
            )
        # No input is drawn, so that no secret is needed, and none is made.
        self._bundle = load_bundle(course, assignment, secret=bytes(32))
        self._language = Settings.of(read_config(course)).language

    @property
    def lesson(self) -> LessonCode:
        """The lesson's own code."""
        return lesson_code(self._bundle)

    def code(self, reach: Reach) -> Iterator[Code]:
        """Read the code of each student, one after the other."""
        for done, folder in enumerate(self._folders, start=1):
            yield self._code(folder)
            reach(done, len(self._folders))

    def _code(self, folder: Path) -> Code:
        bundle = self._bundle
        handed_in = read_folder(folder, bundle.editions, bundle.given)
        found: list[Piece] = []
        for part, data in handed_in.files.items():
            if data is None:
                continue
            rebuilt = rebuild(bundle.editions[part], data, self._language, name=part)
            for place in sorted(rebuilt.own):
                cell = rebuilt.notebook["cells"][place]
                if cell["cell_type"] == "code" and cell["id"] not in rebuilt.untouched:
                    meant_for = cell["id"] if cell["id"] in bundle.exercises else ""
                    found += pieces(cell["source"], tuple(bundle.exercises), meant_for)
        for name, data in handed_in.beside.files.items():
            if PurePosixPath(name).suffix == ".py":
                found += pieces(data.decode("utf-8", errors="replace"), tuple(bundle.exercises))
        return within_bounds(folder.parent.name, found)

    def people(self, students: Sequence[str]) -> dict[str, Person]:
        """The names of students, as far as the gradebook knows them."""
        with existing_gradebook(self._course) as gradebook:
            known = people(gradebook, students) if gradebook else {}
        return {student: known.get(student, Person(student)) for student in students}

    def mistakes(self) -> dict[str, frozenset[tuple[str, str]]]:
        """By student, the known mistakes that grading has recognised; nobody where nothing is graded."""
        found = {}
        for folder in self._folders:
            result = results.load(self._course.results(self.assignment), folder.parent.name)
            if result is not None:
                verdicts = [one for book in result.notebooks.values() for one in book.verdicts.values()]
                found[result.student] = frozenset(
                    (verdict.exercise, hint.mistake) for verdict in verdicts for hint in verdict.hints if hint.mistake
                )
        return found


def within_bounds(student: str, found: Sequence[Piece]) -> Code:
    """Somebody's code, as far as it is looked at."""
    room, kept = MAX_CHARACTERS, []
    for piece in found:
        if len(piece.text) <= room:
            kept.append(piece)
            room -= len(piece.text)
    return Code(student, tuple(kept), cut=len(kept) < len(found))


def lesson_code(bundle: Bundle) -> LessonCode:
    """The code of a lesson that is ready to be graded."""
    cells = []
    for edition in bundle.editions.values():
        for language in LANGUAGES:
            handed_out = edition.known(language).unanswered
            cells += [cell["source"] for cell in handed_out if cell["cell_type"] == "code" and tested(cell) is None]
    solutions = bundle.solutions
    declared = {
        name: (
            solutions[name],
            *exercise.right_answers,
            *(form.apply(solutions[name]) for mistake in exercise.mistakes for form in mistake.forms),
        )
        for name, exercise in bundle.exercises.items()
    }
    return LessonCode(
        exercises=tuple(bundle.exercises),
        cells=tuple(dict.fromkeys(cells)),
        modules=tuple(data.decode("utf-8", "replace") for name, data in bundle.pack.items() if name.endswith(".py")),
        declared=declared,
    )
