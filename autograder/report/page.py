"""The class report: one file without a server, each figure with its table."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from autograder.exercise import LANGUAGES, Language
from autograder.feedback.plain import clean
from autograder.report.gather import ClassData
from autograder.report.words import WORDS

if TYPE_CHECKING:
    from jinja2 import Template

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
    return _template().render(
        w=_words(language),
        language=language,
        other=f"index.{other}.html",
        data=data,
        bins=data.distribution(),
        median_seconds=median(seconds),
        most_seconds=max(seconds),
        slowest=sorted(data.students, key=lambda standing: -standing.seconds)[:SLOWEST],
        noted=[standing for standing in data.students if standing.notes],
        waiting=sum(bool(standing.total.waiting) for standing in data.students),
        script=Markup(script),
        allowed=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


@cache
def _words(language: Language) -> dict[str, Markup]:
    return {name: escape(text.to(language)) for name, text in WORDS.items()}


@cache
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["number"] = _number
    return environment.get_template("page.html.j2")


def _finalize(value: Any) -> Any:
    """Ids are names of folders, and notes hold what students wrote: what cannot be printed is left out."""
    return clean(value) if type(value) is str else value


def _number(value: float, digits: int = 2) -> str:
    return f"{round(value, digits):g}"
