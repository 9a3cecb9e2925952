"""Stands in for Jupyter's kernel where a test looks at what build and check make of solved notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.lessons.build import Notebook, dumps, loads, solved_notebook
from autograder.lessons.lesson import Lesson, Part
from autograder.lessons.solved import MADE_FROM, Edition, made_from


class Kernel:
    """Executes nothing: each try cell prints what the text of a lesson says, as it was when this was made."""

    def __init__(self, lesson: Lesson) -> None:
        #: What it was asked to execute: parts and languages.
        self.executed: list[tuple[str, str]] = []
        self._says = {
            cell.name: "".join(f"{line[2:]}\n" for line in cell.source.split("\n")[1:-1])
            for part in lesson.parts
            for cell in part.of_kind("expected")
        }

    def __call__(self, lesson: Lesson, wanted: Sequence[Edition]) -> Iterator[tuple[Part, str, Notebook, float]]:
        """In place of `autograder.lessons.solved.executed`."""
        for part, language in wanted:
            self.executed.append((part.name, language))
            notebook = loads(dumps(solved_notebook(lesson, part, language)))
            for cell in notebook["cells"]:
                said = self._says.get(cell["id"].removeprefix("try_")) if cell["id"].startswith("try_") else None
                if said is not None:
                    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": said}]
            notebook["metadata"][MADE_FROM] = made_from(lesson, part, language)
            yield part, language, notebook, 0.0
