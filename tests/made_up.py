"""A lesson made up for tests of the self-check: two functions in one part, a function and a class in the next."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograder.exercise import LANGUAGES, Case, Exercise, Text
from autograder.lessons.declared import Declared
from autograder.lessons.lesson import AuthoredCell, Lesson, Part
from autograder.lessons.outline import Outline
from autograder.lessons.pack import Hints

#: The exercises of each part, each with those that it builds on.
PARTS: dict[str, dict[str, tuple[str, ...]]] = {
    "sums": {"total": (), "mean": ("total",)},
    "shop": {"spread": ("total", "mean"), "Till": ("total", "mean", "spread")},
}
#: The set-up cell of the first part.
SETUP = "import numpy as np\nimport nowhere_to_be_found\nfrom helpers import half\nLANGUAGE = 'zh'\nnp.random.seed(1)\n"

CHECKS = {
    "total": """
import numpy as np

from kit.selfcheck import Ask, Raised, Text, agree, hold, number

NO_KEY = Text("有哪些键？", "which keys are there?")


def total(ask: Ask) -> None:
    found = number("total", ask(numbers=np.array([1.0, 2.0, 4.0])))
    more = number("total", ask(numbers=np.array([1.0, 2.0, 4.0, 3.0])))
    text = Text("多了一个 3，从 {found:g} 变成了 {more:g}", "with a 3 more it went from {found:g} to {more:g}")
    hold(abs(more - found - 3) < 1e-9, text, found=found, more=more)
    agree("total", np.array(found), 7.0)


def explain(raised: Raised) -> Text | None:
    return NO_KEY if isinstance(raised.error, KeyError) else None
""",
    "mean": """
import numpy as np

from kit.selfcheck import Ask, agree, number


def mean(ask: Ask) -> None:
    agree("mean", np.array(number("mean", ask(numbers=np.arange(1.0, 6.0)))), 3.0)
    # What the random state is when it is called tells nothing.
    agree("mean", np.array(number("mean", ask.seeded(3, numbers=np.arange(1.0, 8.0)))), 4.0)
""",
    "spread": """
import numpy as np

from kit.selfcheck import Ask, array, agree, entries


def spread(ask: Ask) -> None:
    low, high = entries(ask(numbers=np.arange(4.0), factor=2), "low", "high")
    agree("low", array("low", low, (2,)), [0.0, 0.0])
    if ask.can_measure("mean"):
        agree("high", array("high", high, (2,)), 2 * np.full(2, ask.other("mean", np.arange(4.0))))
""",
    "Till": """
import numpy as np

from kit.selfcheck import Ask, NotYetError, Text, hold, is_deliberate, number

SO_FAR = Text("还没有写：{name}", "not written yet: {name}")


def Till(ask: Ask) -> None:
    till = ask(first=2.0)
    try:
        ask.does("add(3)", lambda: till.add(3.0))
        found = ask.does("total()", lambda: till.total())
    except NotYetError as error:
        text = error.text or (error.method and SO_FAR.format(name=error.method))
        raise NotYetError(error.name, error.method, text) from None
    hold(number("total", found) == 5, Text("2 + 3 得到 {found}", "2 + 3 gives {found}"), found=found)
    try:
        till.add("much")
    except Exception as error:
        hold(is_deliberate(error), Text("报的错是“{said}”", 'it says "{said}"'), said=ask.said(error))
""",
}

SOLVED = {
    "total": "def total(numbers):\n    return np.sum(numbers)\n",
    "mean": "def mean(numbers):\n    return total(numbers) / len(numbers)\n",
    "spread": "def spread(numbers, factor):\n    return np.zeros(2), np.full(2, factor * mean(numbers))\n",
    "Till": """class Till:
    def __init__(self, first):
        self.sum = first

    def add(self, price):
        if not isinstance(price, float):
            raise ValueError("a price is a number")
        self.sum = total([self.sum, price])

    def total(self):
        return self.sum
""",
}


def lesson(folder: Path) -> Lesson:
    """The lesson, with the pack that it brings along written into a folder."""
    files = {f"kit/checks/{name}.py": source for name, source in CHECKS.items()}
    files["helpers.py"] = '"""Given."""\n\n\ndef half(x):\n    """x / 2"""\n    return x / 2\n'
    for name, source in files.items():
        path = folder / "pack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('"""Checks."""\nfrom __future__ import annotations\n' + source, "utf-8")
    exercises = {
        name: Exercise(name, public=lambda _: Case(Text("", ""), ()), draws=(), checks=(), builds_on=builds_on)
        for part in PARTS.values()
        for name, builds_on in part.items()
    }
    outline = Outline(Text("和", "Sums"), parts=tuple(PARTS))
    return Lesson(Declared(folder, outline, exercises), tuple(_part(name, folder) for name in PARTS))


def _part(name: str, folder: Path) -> Part:
    setup = [AuthoredCell("setup", "tools", source=SETUP, language=None, line=1)] if name == "sums" else []
    solutions = [AuthoredCell("solution", one, source=SOLVED[one], language=None, line=1) for one in PARTS[name]]
    return Part(name, folder / f"{name}.py", (*setup, *solutions))


def hints(sentence: str, digest: str) -> Hints:
    """A hint for one digest of ``total``: the sentence, with the language in brackets behind it."""
    return {"total": {digest: Text(**{language: f"{sentence} ({language})" for language in LANGUAGES})}}


def notebook(**written: str) -> dict[str, Any]:
    """A notebook's globals: the solutions, and in their place whatever is given by name."""
    made: dict[str, Any] = {"np": __import__("numpy")}
    for source in {**SOLVED, **written}.values():
        exec(source, made)
    return made


def blank(name: str) -> str:
    """A function as it is released."""
    return f"def {name}(*arguments):\n    raise NotImplementedError()\n"
