"""All that a lesson imports of the engine: the words in which lesson.py and exercises/ are written.

docs/authoring.md shows a whole lesson in these words.
"""

from pathlib import Path
from types import ModuleType

from autograder.exercise import (
    LANGUAGES,
    TOLERANCE,
    Answer,
    Array,
    Case,
    Check,
    Draw,
    Exercise,
    Finding,
    Holds,
    Language,
    Mistake,
    Output,
    Outputs,
    Reference,
    Text,
    WrittenQuestion,
    as_array,
    differs,
    equal,
    serves,
    show,
    wrong_shape,
)
from autograder.lessons.build import Notebook, dumps
from autograder.lessons.declared import load_module
from autograder.lessons.outline import BLANK, SOLVED, Download, Outline, Student

__all__ = [
    "BLANK",
    "LANGUAGES",
    "SOLVED",
    "TOLERANCE",
    "Answer",
    "Array",
    "Case",
    "Check",
    "Download",
    "Draw",
    "Exercise",
    "Finding",
    "Holds",
    "Language",
    "Mistake",
    "Notebook",
    "Outline",
    "Output",
    "Outputs",
    "Reference",
    "Student",
    "Text",
    "WrittenQuestion",
    "as_array",
    "differs",
    "dumps",
    "equal",
    "pack_module",
    "serves",
    "show",
    "wrong_shape",
]


def pack_module(lesson: str, name: str) -> ModuleType:
    """A module of the students' resource pack, for a lesson.py that declares what the module knows.

    Cases have no need of it: they ask `Reference.resource`.

    Parameters
    ----------
    lesson
        The ``__file__`` of the lesson.py.
    name
        The module's file in pack/, without ``.py``.

    Returns
    -------
    module
        The module; it may import libraries, but no other module of the pack.

    Raises
    ------
    AutograderError
        The file is not there, or does not run.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "pack").mkdir()
    ...     _ = Path(folder, "pack", "tables.py").write_text("NAME = 'heights.csv'")
    ...     pack_module(f"{folder}/lesson.py", "tables").NAME
    'heights.csv'
    """
    return load_module(Path(lesson).with_name("pack") / f"{name}.py")
