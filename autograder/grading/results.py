"""What grading a submission gave: one file per submission, the truth that all else is made from."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from autograder.exercise import Finding, Language, Text
from autograder.files import write_whole
from autograder.judge import Counterexample, Hint, Mark, Verdict
from autograder.lessons.build import Notebook, Written, compact
from autograder.submission import Note

#: Raised when the files' form changes, so that older ones are made anew.
FORMAT = 4
#: Levels of a file with lines of their own, down to what each check found and to each cell.
LINES = 6


@dataclass(frozen=True)
class NotebookResult:
    """One graded notebook: the verdicts, what was odd, and the notebook as it was run."""

    language: Language
    verdicts: dict[str, Verdict]
    notes: tuple[Note, ...]
    untouched: frozenset[str]
    notebook: Notebook
    submitted: bool

    @property
    def earned(self) -> int:
        """The automatic marks earned."""
        return sum(verdict.earned for verdict in self.verdicts.values())


@dataclass(frozen=True)
class Result:
    """One graded submission. ``digest`` says what was graded, by what, with which secret."""

    assignment: str
    student: str
    digest: str
    notebooks: dict[str, NotebookResult] = field(default_factory=dict)
    #: The walls that the machine could not put around the submission, and why.
    lacks: dict[str, str] = field(default_factory=dict)
    #: Seconds by the clock on the wall that grading took.
    seconds: float = 0.0

    @property
    def earned(self) -> int:
        """The automatic marks earned in all notebooks."""
        return sum(notebook.earned for notebook in self.notebooks.values())

    def verdict(self, exercise: str) -> Verdict:
        """The verdict on an exercise, in whichever notebook it stands."""
        return next(book.verdicts[exercise] for book in self.notebooks.values() if exercise in book.verdicts)


def dumps(result: Result, written: Written = MappingProxyType({})) -> str:
    """The contents of a result's file."""
    return compact(_to_json(result), LINES, written) + "\n"


def loads(text: str) -> Result:
    """The result in such a file; `ValueError`, `KeyError`, `TypeError` or `AttributeError` if it is none."""
    data = json.loads(text)
    if data["format"] != FORMAT:
        raise ValueError(f"format {data['format']}, expected {FORMAT}")
    return _from_json(data)


def save(folder: Path, student: str, text: str) -> None:
    """Write a result into its file, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{student}.json", text)


def load(folder: Path, student: str) -> Result | None:
    """A student's stored result; None when there is none, or none that can be used."""
    kept = read(folder, student)
    return kept and kept[0]


def read(folder: Path, student: str, since: int = 0) -> tuple[Result, str] | None:
    """A student's stored result, as `load` has it, and the text of its file; none from before `since` (in ns)."""
    path = folder / f"{student}.json"
    try:
        if path.stat().st_mtime_ns < since:
            return None
        text = path.read_text("utf-8")
        return loads(text), text
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # whatever somebody has made of the file, it is graded again


def _to_json(result: Result) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "assignment": result.assignment,
        "student": result.student,
        "digest": result.digest,
        "lacks": result.lacks,
        "seconds": result.seconds,
        "notebooks": {
            name: {
                "language": book.language,
                "submitted": book.submitted,
                "untouched": sorted(book.untouched),
                "notes": [{"code": note.code, "cell": note.cell, **_both(note.message)} for note in book.notes],
                "verdicts": {exercise: _verdict_to_json(verdict) for exercise, verdict in book.verdicts.items()},
                "notebook": book.notebook,
            }
            for name, book in result.notebooks.items()
        },
    }


def _verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    marks = [
        {
            "check": mark.check,
            "about": _both(mark.about),
            "points": mark.points,
            "earned": mark.earned,
            "finding": mark.finding and _finding_to_json(mark.finding),
            "counterexample": mark.counterexample and asdict(mark.counterexample),
        }
        for mark in verdict.marks
    ]
    hints = [{"mistake": hint.mistake, **_both(hint.text)} for hint in verdict.hints]
    return {"marks": marks, "hints": hints, "helped": verdict.helped}


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    return {**_both(finding.message), "case": _both(finding.case), "line": finding.line}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _from_json(data: dict[str, Any]) -> Result:
    return Result(
        data["assignment"],
        data["student"],
        data["digest"],
        {
            name: NotebookResult(
                book["language"],
                {exercise: _verdict_from_json(exercise, verdict) for exercise, verdict in book["verdicts"].items()},
                tuple(Note(note["code"], note["cell"], _text(note)) for note in book["notes"]),
                frozenset(book["untouched"]),
                book["notebook"],
                book["submitted"],
            )
            for name, book in data["notebooks"].items()
        },
        {str(name): str(why) for name, why in data["lacks"].items()},
        float(data["seconds"]),
    )


def _verdict_from_json(exercise: str, verdict: dict[str, Any]) -> Verdict:
    return Verdict(
        exercise,
        tuple(
            Mark(
                mark["check"],
                _text(mark["about"]),
                mark["points"],
                mark["earned"],
                mark["finding"] and _finding_from_json(mark["finding"]),
                mark["counterexample"] and _counterexample_from_json(mark["counterexample"]),
            )
            for mark in verdict["marks"]
        ),
        tuple(Hint(_text(hint), hint["mistake"]) for hint in verdict["hints"]),
        tuple(verdict["helped"]),
    )


def _finding_from_json(data: dict[str, Any]) -> Finding:
    return Finding(_text(data), _text(data["case"]), line=data["line"])


def _counterexample_from_json(data: dict[str, Any]) -> Counterexample:
    arguments = tuple((name, text) for name, text in data["arguments"])
    return Counterexample(arguments, data["expected"], data["found"])


def _text(data: dict[str, Any]) -> Text:
    return Text(data["zh"], data["en"])
