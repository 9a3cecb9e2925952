"""Stands in for Jupyter's kernel where a test looks at what build and check make of solved notebooks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from autograder.lessons.build import Notebook, dumps, loads, solved_notebook
from autograder.lessons.lesson import Lesson, Part
from autograder.lessons.solved import MADE_FROM, Edition, made_from


class Kernel:
    """Executes nothing: cells give what they gave in notebooks that were executed before, whatever is in them now.

    Parameters
    ----------
    before
        Those notebooks, by part and language.
    """

    def __init__(self, before: Mapping[tuple[str, str], Notebook]) -> None:
        #: What it was asked to execute: parts and languages.
        self.executed: list[tuple[str, str]] = []
        self._outputs = {
            (*edition, cell["id"]): cell["outputs"]
            for edition, notebook in before.items()
            for cell in notebook["cells"]
            if cell["cell_type"] == "code"
        }

    def __call__(self, lesson: Lesson, wanted: Sequence[Edition]) -> Iterator[tuple[Part, str, Notebook, float]]:
        """In place of `autograder.lessons.solved.executed`."""
        for part, language in wanted:
            self.executed.append((part.name, language))
            notebook = loads(dumps(solved_notebook(lesson, part, language)))
            for cell in notebook["cells"]:
                if cell["cell_type"] == "code":
                    cell["outputs"] = self._outputs.get((part.name, language, cell["id"]), [])
            notebook["metadata"][MADE_FROM] = made_from(lesson, part, language)
            yield part, language, notebook, 0.0
