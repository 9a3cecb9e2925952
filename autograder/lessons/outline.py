"""The words of a lesson's ``lesson.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from pathlib import Path
from typing import Any

from autograder.exercise import Language, Text, WrittenQuestion

SOLVED, BLANK = "solved", "blank"


@dataclass(frozen=True)
class Download:
    """A file of datasets/ that is not in the repository, and known by what it holds.

    Parameters
    ----------
    name
        The file's name in datasets/.
    address
        Where `autograder datasets fetch` gets it.
    verify
        Called with a copy's path; raises an `OSError` when it is another file.

    Examples
    --------
    >>> def verified(path):
    ...     if not path.read_text("utf-8").startswith("height,age"):
    ...         raise OSError(f"{path}: this is not the table")
    >>> Download("table.csv", "https://example.org/table.csv", verified).name
    'table.csv'
    """

    name: str
    address: str
    verify: Callable[[Path], Any]


@dataclass(frozen=True)
class Student:
    """An invented student, with whom a course can be tried.

    Parameters
    ----------
    id
        The student's id.
    language
        The edition that the student works in.
    answers
        What each exercise becomes: ``SOLVED``, ``BLANK``, ``"right 2"`` (the right answer of that place among those
        written otherwise, counted from 0), ``"mistake NAME"`` (a known mistake), or code.
    others
        The same for all exercises that are not named.
    written
        The answers to written questions.
    parts
        The notebooks that were handed in; all of them if none is named.
    spoil
        Changes the finished notebook, and may return anything that a file can hold.

    Examples
    --------
    >>> bo = Student("bo", "zh", answers={"centre": "mistake added"}, others=BLANK)
    >>> bo.answers.get("centre"), bo.answers.get("mean", bo.others)
    ('mistake added', 'blank')
    """

    id: str
    language: Language
    _: KW_ONLY
    answers: Mapping[str, str] = field(default_factory=dict)
    others: str = SOLVED
    written: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    spoil: Callable[[dict[str, Any]], dict[str, Any] | bytes] | None = None


@dataclass(frozen=True)
class Outline:
    """The outline of a lesson: its name, its parts, and what it needs.

    Parameters
    ----------
    title
        The lesson's name.
    parts
        The notebooks in their order, each the name of a .py file beside lesson.py.
    written
        Questions that are answered in words and marked by a person.
    preload
        What set-up cells import, libraries and modules of the pack: imported once, and not in each submission's
        process. A module that looks for a submission when it is imported must not be among them.
    packages
        What students install, by the names that ``pip install`` takes.
    data
        Files of datasets/ that students get beside the notebooks.
    downloads
        Files of datasets/ that are not in the repository.
    students
        The invented class.
    minutes
        The minutes that grading one submission takes at most, by the clock on the wall. All other limits of time grow
        with it.

    Examples
    --------
    >>> Outline(Text("平均值", "Means"), parts=("means",)).packages
    ('numpy', 'matplotlib', 'jupyter')
    """

    title: Text
    _: KW_ONLY
    parts: tuple[str, ...]
    written: tuple[WrittenQuestion, ...] = ()
    preload: tuple[str, ...] = ("numpy",)
    packages: tuple[str, ...] = ("numpy", "matplotlib", "jupyter")
    data: tuple[str, ...] = ()
    downloads: tuple[Download, ...] = ()
    students: tuple[Student, ...] = ()
    minutes: float = 5.0
