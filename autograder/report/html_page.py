"""The class report: one file without a server, each figure with its table."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from statistics import median

from markupsafe import Markup

from autograder.exercise import LANGUAGES, Language
from autograder.report.gather import ClassData
from autograder.report.phrases import WORDS
from autograder.templates import template, words

_HERE = Path(__file__).parent
#: So many of the slowest submissions are named.
SLOWEST = 5


def report_page(data: ClassData, language: Language) -> str:
    """The report on a class in one language, as one HTML file.

    Links lead to the feedback pages beside the folder that it lies in, and to the report in the other language.
    """
    (other,) = (one for one in LANGUAGES if one != language)
    script = (_HERE / "sort.js").read_text("utf-8")
    seconds = [standing.seconds for standing in data.students]
    return template(_HERE / "page.html.j2").render(
        w=words(WORDS, language),
        language=language,
        other=f"index.{other}.html",
        data=data,
        bins=data.distribution(),
        median_seconds=median(seconds),
        most_seconds=max(seconds),
        slowest=sorted(data.students, key=lambda standing: -standing.seconds)[:SLOWEST],
        noted=[standing for standing in data.students if standing.notes],
        waiting=data.waiting,
        script=Markup(script),
        allowed=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
