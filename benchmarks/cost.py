"""What the costliest submissions that we know of cost whoever grades them, and a class that they are in.

Each is handed in for both parts, alone, with one process grading; then three of them among 40, with one process and
with two. CPU time is that of all processes, the judge's included; memory is theirs together at the peak, looked at
every second, with what several share counted for each; the disk is what is kept of it.
"""

from __future__ import annotations

import resource
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from autograder.course import Course, scripts_on_path
from autograder.grading.bundle import Bundle, load_bundle
from autograder.lessons.build import Notebook, dumps, loads
from autograder.sandbox import Limits
from benchmarks.classes import ASSIGNMENT, our_course, run

_LOOP = "while True: pass"
_NAP = "import time; time.sleep(4.9)"
_HELPED = (
    "import numpy as np\n    X, Y = np.random.randn(20, 90), np.ones((1, 90))\n"
    "    while True:\n        try: L_layer_model(X, Y, [20, 60, 60, 1], 0.01, 300)\n        except Exception: pass\n"
    "        L_model_forward(X, initialize_parameters_deep([20, 60, 60, 1]))"
)
_FULL = (
    "held = [bytearray(b'x') * (1 << 28) for _ in range(12)]\nopen('full', 'wb').write(b'x' * (60 << 20))\n"
    "print('<&>' * 1_000_000)\nimport time; time.sleep(2)"
)
_TEXT = "[a](b) `c` $d$ <e> \\\\( ' \" "


@dataclass(frozen=True)
class Costly:
    """A submission: the body of each of its functions, or nothing for the right one, and cells of its own."""

    body: str = ""
    cells: tuple[str, ...] = ()
    texts: int = 0


COSTLY = {
    "every function loops": Costly(_LOOP),
    "cells and functions loop": Costly(_LOOP, (_LOOP,) * 6),
    "every function sleeps": Costly(_NAP, ("import time; time.sleep(9)",) * 5),
    "every function calls all others, with as much as is taken": Costly(_HELPED),
    "memory, disk and output are filled": Costly(_LOOP, (_FULL,) * 4),
    "text without end": Costly(texts=1_500_000),
}


def table(count: int = 40, names: int = len(COSTLY)) -> str:
    """Measure; the tables, in Markdown."""
    scripts_on_path()
    with tempfile.TemporaryDirectory() as temporary:
        course = our_course(Path(temporary) / "ours")
        bundle = load_bundle(course, ASSIGNMENT)
        lines = [
            "| a submission, alone | CPU time | by the clock | memory | kept on disk |",
            "| --- | --- | --- | --- | --- |",
        ]
        seconds = {}
        for name in list(COSTLY)[:names]:
            _hand_in(course, bundle, {"costly": COSTLY[name]})
            before, begun = _cpu(), time.perf_counter()
            ran = run(course.root, "autograder", "grade", ASSIGNMENT, "--jobs", "1")
            seconds[name] = time.perf_counter() - begun
            kept = sum(
                path.stat().st_size
                for folder in (course.results(ASSIGNMENT), course.autograded, course.feedback)
                for path in folder.rglob("*")
                if path.is_file()
            )
            lines.append(
                f"| {name} | {_cpu() - before:.0f} s | {seconds[name]:.0f} s | {ran.memory / 1e9:.1f} GB "
                f"| {kept / 1e6:.1f} MB |"
            )
        three = sorted(seconds, key=lambda name: seconds[name])[-3:]
        lines += ["", f"| {count} submissions, three of them the slowest of these | 1 process | 2 processes |"]
        lines += ["| --- | --- | --- |"]
        others = {f"student{number:02}": Costly() for number in range(count - len(three))}
        # The costly ones come first: everybody waits for them.
        handed_in = {**{f"a{number}": COSTLY[name] for number, name in enumerate(three)}, **others}
        found: dict[str, list[float]] = {"without them": [], "the last of the others": [], "all": []}
        for jobs in ("1", "2"):
            _hand_in(course, bundle, others)
            found["without them"].append(run(course.root, "autograder", "grade", ASSIGNMENT, "--jobs", jobs).seconds)
            _hand_in(course, bundle, handed_in)
            begun = time.time()
            found["all"].append(run(course.root, "autograder", "grade", ASSIGNMENT, "--jobs", jobs).seconds)
            stored = [path.stat().st_mtime for path in course.results(ASSIGNMENT).glob("student*.json")]
            found["the last of the others"].append(max(stored) - begun)
        lines += [f"| {what} | {one:.0f} s | {two:.0f} s |" for what, (one, two) in found.items()]
    limits = Limits()
    lines += [
        "",
        f"The limits of one attempt: {limits.total_cpu:.0f} s of CPU time, {limits.total_idle:.0f} s asleep, "
        f"{limits.total_wall:.0f} s by the clock; of two attempts, which only the clock leads to, twice that.",
    ]
    return "\n".join(lines)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _hand_in(course: Course, bundle: Bundle, students: Mapping[str, Costly]) -> None:
    """These submissions and no others, nothing of which is graded."""
    for folder in (course.submitted, course.results(ASSIGNMENT), course.autograded, course.feedback):
        shutil.rmtree(folder, ignore_errors=True)
    course.gradebook.unlink(missing_ok=True)
    for student, costly in students.items():
        place = course.submitted / student / ASSIGNMENT
        place.mkdir(parents=True)
        for part in bundle.sources:
            notebook = loads((course.release("en", ASSIGNMENT) / f"{part}.ipynb").read_text("utf-8"))
            (place / f"{part}.ipynb").write_text(dumps(_filled(notebook, bundle, costly)), "utf-8")


def _filled(notebook: Notebook, bundle: Bundle, costly: Costly) -> Notebook:
    for cell in notebook["cells"]:
        name = cell["id"]
        if name not in bundle.solutions:
            continue
        cell["source"] = bundle.solutions[name]
        if costly.body:
            cell["source"] = f"def {name}(*args, **keywords):\n    {costly.body}"
    for number, source in enumerate(costly.cells):
        code = {"cell_type": "code", "id": f"own{number}", "metadata": {}, "source": source}
        notebook["cells"].insert(2, {**code, "outputs": [], "execution_count": None})
    if costly.texts:
        text = (_TEXT * costly.texts)[: costly.texts]
        notebook["cells"].append({"cell_type": "markdown", "id": "text", "metadata": {}, "source": text})
    return notebook
