"""All that is needed to grade an assignment, gathered once."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from pathlib import Path

from autograder.course import Course, load_module, resources_of
from autograder.diagnosis import Catalogue
from autograder.errors import AutograderError
from autograder.exercise import Exercise, Mistake, Reference
from autograder.lessons.build import Notebook, declared, loads, solutions_in
from autograder.lessons.reference import load_reference
from autograder.submission import Editions

ENGINE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Bundle:
    """An assignment ready to be graded: source, checks, reference, secret, and a digest of them all."""

    assignment: str
    _: KW_ONLY
    editions: dict[str, Editions]
    exercises: dict[str, Exercise]
    resources: dict[str, bytes]
    preload: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    secret: bytes
    digest: str
    #: The course folder, which no submission is to see.
    root: Path
    #: Where the students' resource pack lies.
    pack: Path

    @cached_property
    def reference(self) -> Reference:
        """The lesson's own solutions, executed when the first is asked for: whoever has others judge does without."""
        return load_reference(self.sources, self.pack)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The known mistakes, each with what it answers."""
        return Catalogue(self.mistakes, self.solutions, self.reference)

    @property
    def solutions(self) -> dict[str, str]:
        """The lesson's own solutions by exercise."""
        return {name: text for source in self.sources.values() for name, text in solutions_in(source).items()}

    @property
    def sources(self) -> dict[str, Notebook]:
        """The instructor editions of the notebooks."""
        return {name: edition.source for name, edition in self.editions.items()}

    def exercises_in(self, notebook: str) -> list[Exercise]:
        """The exercises whose hidden tests stand in a notebook, in its order."""
        return [self.exercises[name] for cell in self.editions[notebook].source["cells"] if (name := declared(cell))]


@dataclass(frozen=True)
class Packed:
    """What a bundle is made from, as bytes that travel: to another process, or to another machine."""

    assignment: str
    _: KW_ONLY
    #: By path in the course folder.
    files: Mapping[str, bytes]
    secret: bytes
    #: Whether nothing is to be graded where submissions cannot be isolated.
    isolated: bool
    root: Path
    digest: str

    def unpack(self, folder: Path) -> Bundle:
        """The bundle, made from files that are written into an empty folder.

        Raises
        ------
        AutograderError
            It is not the same here as where it was packed: marks might not be, either.
        """
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        bundle = replace(load_bundle(Course(folder), self.assignment, self.secret), root=self.root)
        if bundle.digest != self.digest:
            raise AutograderError(
                f"The autograder on {platform.node()}, in {ENGINE}, is not the one that the class is graded by.\n"
                "Install the same version on all machines, then run the same command again."
            )
        return bundle


def pack(course: Course, bundle: Bundle, isolated: bool = False) -> Packed:
    """What a bundle of the course is made from."""
    lesson = course.lesson(bundle.assignment)
    declarations = [path for name in ("checks.py", "mistakes.py", "data.py") if (path := lesson / name).is_file()]
    paths = [*sorted(course.source(bundle.assignment).glob("*.ipynb")), *declarations, *resources_of(lesson)]
    files = {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths}
    return Packed(
        bundle.assignment,
        files=files,
        secret=bundle.secret,
        isolated=isolated,
        root=bundle.root,
        digest=bundle.digest,
    )


def load_bundle(course: Course, assignment: str, secret: bytes | None = None) -> Bundle:
    """Read what an assignment is graded by from a course folder.

    Raises
    ------
    AutograderError
        There is no such lesson, or its source has not been built.
    """
    lesson = course.lesson(assignment)
    paths = sorted(course.source(assignment).glob("*.ipynb"))
    if not paths:
        raise AutograderError(
            f"{course.source(assignment)} holds no notebook, so there is nothing to grade by.\n"
            "Make it from the lesson with: autograder build"
        )
    checks = load_module(lesson / "checks.py")
    exercises = {exercise.name: exercise for exercise in checks.EXERCISES}
    sources = _in_order({path.stem: loads(path.read_text("utf-8")) for path in paths}, list(exercises))
    _refuse_out_of_step(course, assignment, sources, exercises)
    resources = lesson / "resources"
    secret = secret or course.secret()
    catalogue = lesson / "mistakes.py"
    mistakes: tuple[Mistake, ...] = tuple(load_module(catalogue).MISTAKES) if catalogue.is_file() else ()
    declarations = [lesson / "checks.py", *([catalogue] if mistakes else [])]
    files = [*paths, *declarations, *sorted(resources.glob("*.py")), *sorted(ENGINE.rglob("*.py"))]
    digest = hashlib.sha256(secret)
    for path in files:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    pack = {path.name: path.read_bytes() for path in resources_of(lesson)}
    preload = tuple(checks.PRELOAD)
    return Bundle(
        assignment,
        editions={name: Editions(source) for name, source in sources.items()},
        exercises=exercises,
        resources=pack,
        preload=preload,
        mistakes=mistakes,
        secret=secret,
        digest=digest.hexdigest(),
        root=course.root,
        pack=resources,
    )


def _in_order(sources: dict[str, Notebook], exercises: list[str]) -> dict[str, Notebook]:
    """The notebooks in the order of their exercises, which is that of the lesson's parts."""

    def place(name: str) -> int:
        asked = {declared(cell) for cell in sources[name]["cells"]}
        return next((place for place, exercise in enumerate(exercises) if exercise in asked), len(exercises))

    return {name: sources[name] for name in sorted(sources, key=place)}


def _refuse_out_of_step(
    course: Course, assignment: str, sources: dict[str, Notebook], exercises: dict[str, Exercise]
) -> None:
    """Marks could exceed what the gradebook allows if checks.py had changed and the source had not."""
    built = {
        name: cell["metadata"]["nbgrader"]["points"]
        for source in sources.values()
        for cell in source["cells"]
        if (name := declared(cell))
    }
    declares = {name: exercise.points for name, exercise in exercises.items()}
    for name in sorted(built.keys() | declares.keys()):
        if built.get(name) != declares.get(name):
            raise AutograderError(
                f"{course.source(assignment)} is out of step with checks.py: {name} has {built.get(name, 'no')} points "
                f"there, and {declares.get(name, 'no')} in checks.py.\nMake the editions anew with: autograder build"
            )
