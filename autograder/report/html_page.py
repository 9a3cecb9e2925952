"""The class report: one file without a server, each figure with its table."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from statistics import median

from markupsafe import Markup

from autograder.exercise import LANGUAGES, Language
from autograder.report.formats import Format
from autograder.report.gather import ClassData
from autograder.report.items import distractors, items, reliability
from autograder.report.phrases import WORDS
from autograder.templates import LANGUAGE_TAG, template, words

_HERE = Path(__file__).parent
#: So many of the slowest submissions are named.
SLOWEST = 5


def report_page(data: ClassData, language: Language) -> str:
    """The report on a class in one language, as one HTML file.

    Links lead to the feedback pages, and to the report in the other languages beside it.
    """
    script = (_HERE / "sort.js").read_text("utf-8")
    seconds = [standing.seconds for standing in data.students]
    return template(_HERE / "page.html.j2").render(
        w=words(WORDS, language),
        language=language,
        tag=LANGUAGE_TAG.to,
        others={other: WORDS["language"].to(other) for other in LANGUAGES if other != language},
        data=data,
        bins=data.distribution(),
        median_seconds=median(seconds),
        most_seconds=max(seconds),
        slowest=sorted(data.students, key=lambda standing: -standing.seconds)[:SLOWEST],
        noted=[standing for standing in data.students if standing.notes],
        waiting=data.waiting,
        items=items(data),
        whole=reliability(data),
        distractors={(one.exercise, one.name): one for one in distractors(data)},
        script=Markup(script),
        allowed=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _write(data: ClassData, language: Language) -> dict[str, str]:
    """The page in the language of the course, then in each."""
    pages = {one: report_page(data, one) for one in LANGUAGES}
    return {"index": pages[language], **{f"index.{one}": page for one, page in pages.items()}}


PAGE = Format(
    "page",
    ".html",
    description="the class on one page, in both languages: open it in a browser",
    writer=_write,
    tells_waiting=True,
)
