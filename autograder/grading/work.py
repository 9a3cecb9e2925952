"""One submission through sandbox and judge."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from autograder.build import declared
from autograder.exercise import Exercise, Language, Text
from autograder.grading.bundle import Bundle
from autograder.grading.results import NotebookResult, Result
from autograder.judge import Verdict, draw_cases, judge
from autograder.sandbox import Call, CodeCell, Sandbox, Session
from autograder.sandbox import Note as Seen
from autograder.submission import MAX_BYTES, Note, Rebuilt, rebuild, runnable

#: The files of a submission that are read: notebook name to bytes, None where it is missing.
Files = Mapping[str, bytes | None]


def read_submission(folder: Path, bundle: Bundle) -> Files:
    """The lesson's notebooks in a submitted folder; links, pipes and other files are not read."""
    return {name: _read_plain(folder / f"{name}.ipynb") for name in bundle.sources}


def digest(bundle: Bundle, files: Files) -> str:
    """What says that a stored result is still that of this submission, graded in this way."""
    total = hashlib.sha256(bundle.digest.encode())
    for name, data in sorted(files.items()):
        total.update(f"{name} {'-' if data is None else hashlib.sha256(data).hexdigest()}\n".encode())
    return total.hexdigest()


def grade_submission(bundle: Bundle, student: str, files: Files, sandbox: Sandbox, default: Language) -> Result:
    """Rebuild, run, seal, ask and judge every notebook of a submission."""
    notebooks = {}
    for name, data in files.items():
        rebuilt = rebuild(bundle.sources[name], data, default)
        notebooks[name] = _grade_notebook(bundle, name, rebuilt, sandbox, submitted=data is not None)
    return Result(bundle.assignment, student, digest(bundle, files), notebooks)


def _grade_notebook(
    bundle: Bundle, name: str, rebuilt: Rebuilt, sandbox: Sandbox, *, submitted: bool
) -> NotebookResult:
    exercises = bundle.exercises_in(name)
    cells = [
        CodeCell(cell["id"], declares=(asked,)) if (asked := declared(cell)) else CodeCell(cell["id"], cell["source"])
        for cell in runnable(rebuilt)
    ]
    with sandbox.run(cells) as session:
        verdicts = {exercise.name: _ask(bundle, exercise, rebuilt, session) for exercise in exercises}
        outputs = {run.name: run.outputs for run in session.cells}
        seen = tuple(map(_in_words, session.notes))
    notebook = rebuilt.notebook
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = outputs.get(cell["id"], [])
    return NotebookResult(rebuilt.language, verdicts, (*rebuilt.notes, *seen), rebuilt.untouched, notebook, submitted)


def _ask(bundle: Bundle, exercise: Exercise, rebuilt: Rebuilt, session: Session) -> Verdict:
    cases = draw_cases(exercise, bundle.reference, bundle.secret, rebuilt.digest)
    replies = session.ask(exercise.name, [Call(case.args, case.seed) for case in cases])
    return judge(exercise, cases, replies, bundle.reference)


def _in_words(seen: Seen) -> Note:
    """What the sandbox saw, as a note of the submission."""
    return Note(seen.code, seen.where, _SEEN[seen.code].format(where=seen.where, detail=seen.detail))


_SEEN = {
    "cell-killed": Text(
        "单元格 {where} 被停止（{detail}），只取其中的定义重新运行",
        "the cell {where} was stopped ({detail}) and run again with its definitions alone",
    ),
    "cell-skipped": Text(
        "单元格 {where} 无法运行（{detail}），已跳过", "the cell {where} cannot be run ({detail}); skipped"
    ),
    "output-cut": Text(
        "单元格 {where} 的输出过多，已截断（{detail}）", "the output of cell {where} was cut off ({detail})"
    ),
    "exercise-killed": Text("问到 {where} 时进程结束：{detail}", "the process ended while {where} was asked: {detail}"),
    "gave-up": Text("多次重新运行仍不成功，已放弃（{detail}）", "given up after too many deaths ({detail})"),
}


def _read_plain(path: Path) -> bytes | None:
    """The bytes of a regular file, at most a little more than is accepted; None for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_BYTES + 1)


def unchanged(stored: Result, bundle: Bundle, files: Files) -> bool:
    """Whether a stored result is still that of this submission, graded in this way."""
    return stored.digest == digest(bundle, files)
