"""All that is needed to grade an assignment, gathered once."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from autograder.course import Course
from autograder.diagnosis import Catalogue
from autograder.errors import AutograderError
from autograder.exercise import Exercise, Reference
from autograder.grading.beside import Given
from autograder.lessons.build import Notebook, loads, solutions_in, tested
from autograder.lessons.declared import load_declared
from autograder.lessons.editions import history
from autograder.lessons.pack import read_folder
from autograder.lessons.readme import README
from autograder.lessons.reference import load_reference
from autograder.submission import Editions

ENGINE = Path(__file__).parent.parent


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """An assignment ready to be graded: source, checks, reference, secret, and a digest of them all."""

    assignment: str
    editions: dict[str, Editions]
    #: In the order of the notebooks.
    exercises: dict[str, Exercise]
    #: What students find beside the notebooks, by path.
    pack: dict[str, bytes]
    #: Digests of all that was ever released beside the notebooks, by path.
    released: dict[str, frozenset[str]]
    #: Files beside these that students have from the course, or get where it says.
    handed_out: frozenset[str]
    preload: tuple[str, ...]
    #: That a submission takes at most, by the clock on the wall.
    minutes: float
    secret: bytes
    digest: str
    #: The course folder, which no submission is to see.
    root: Path
    #: The instructor edition's folder.
    source: Path

    @cached_property
    def reference(self) -> Reference:
        """The lesson's own solutions, executed when the first is asked for: whoever has others judge does without."""
        return load_reference(self.sources, self.source)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The known mistakes, each with what it answers."""
        return Catalogue(self.exercises.values(), self.solutions, self.reference)

    @property
    def solutions(self) -> dict[str, str]:
        """The lesson's own solutions by exercise."""
        return {name: text for source in self.sources.values() for name, text in solutions_in(source).items()}

    @property
    def given(self) -> Given:
        """What students have from the course, which is not theirs."""
        return Given(self.pack, names=self.handed_out, parts=tuple(self.editions), released=self.released)

    @property
    def sources(self) -> dict[str, Notebook]:
        """The instructor editions of the notebooks."""
        return {name: edition.source for name, edition in self.editions.items()}

    def exercises_in(self, notebook: str) -> list[Exercise]:
        """The exercises whose hidden tests stand in a notebook, in its order."""
        return [self.exercises[name] for cell in self.editions[notebook].source["cells"] if (name := tested(cell))]


@dataclass(frozen=True, kw_only=True)
class Packed:
    """The contents of a bundle as bytes that travel: to another process, or to another machine."""

    assignment: str
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
    """Gather what a bundle of the course is made from."""
    declared = load_declared(course.lesson(bundle.assignment))
    folder = course.source(bundle.assignment)
    paths = [*(folder / name for name in read_folder(folder)), *declared.files, *_released(course, bundle.assignment)]
    files = {path.relative_to(course.root).as_posix(): path.read_bytes() for path in paths}
    return Packed(
        assignment=bundle.assignment,
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
    declared = load_declared(course.lesson(assignment))
    folder = course.source(assignment)
    built = read_folder(folder)
    found = {name.removesuffix(".ipynb"): data for name, data in built.items() if name.endswith(".ipynb")}
    if not found:
        raise AutograderError(
            f"{folder} holds no notebook, so there is nothing to grade by.\n"
            "Make it from the lesson with: autograder build"
        )
    if set(found) != set(declared.outline.parts):
        raise AutograderError(
            f"{folder} is out of step with lesson.py: it holds {', '.join(sorted(found))}, and the lesson's parts are "
            f"{', '.join(declared.outline.parts)}.\nMake the editions anew with: autograder build"
        )
    sources = {name: loads(found[name].decode("utf-8")) for name in declared.outline.parts}
    _refuse_out_of_step(course, assignment, sources, declared.exercises)
    names = [name for source in sources.values() for cell in source["cells"] if (name := tested(cell))]
    known = history(course, assignment)
    secret = secret or course.secret()
    digest = hashlib.sha256(secret)
    ours = (*declared.files, *_released(course, assignment), *sorted(ENGINE.rglob("*.py")))
    for path in (*(folder / name for name in built), *ours):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return Bundle(
        assignment=assignment,
        editions={name: Editions(source, known.of(name)) for name, source in sources.items()},
        exercises={name: declared.exercises[name] for name in names},
        released={name: frozenset(digests) for name, digests in known.files.items()},
        pack={name: data for name, data in built.items() if not name.endswith(".ipynb") and name != README},
        handed_out=frozenset([README, *(one.name for one in declared.outline.downloads)]),
        preload=declared.outline.preload,
        minutes=declared.outline.minutes,
        secret=secret,
        digest=digest.hexdigest(),
        root=course.root,
        source=folder,
    )


def _released(course: Course, assignment: str) -> list[Path]:
    """The file that knows what was released before, if there is one."""
    path = course.released(assignment)
    return [path] if path.is_file() else []


def _refuse_out_of_step(
    course: Course, assignment: str, sources: dict[str, Notebook], exercises: dict[str, Exercise]
) -> None:
    """Marks could exceed what the gradebook allows if the lesson had changed and its source had not."""
    built = {
        name: cell["metadata"]["nbgrader"]["points"]
        for source in sources.values()
        for cell in source["cells"]
        if (name := tested(cell))
    }
    declares = {name: exercise.points for name, exercise in exercises.items()}
    for name in sorted(built.keys() | declares.keys()):
        if built.get(name) != declares.get(name):
            raise AutograderError(
                f"{course.source(assignment)} is out of step with its lesson: {name} has {built.get(name, 'no')} points"
                f" there, and {declares.get(name, 'no')} in exercises/{name}.py.\n"
                "Make the editions anew with: autograder build"
            )
