"""Pages made from jinja2 templates: what is put into them is escaped, and cleaned of what cannot be shown."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from autograder.exercise import Language, Text
from autograder.safe_text import clean

if TYPE_CHECKING:
    from jinja2 import Template

#: A page's language, as its HTML says it.
LANGUAGE_TAG = Text("zh-CN", "en")


@cache
def template(path: Path) -> Template:
    """The template in a file, which may include its neighbours."""
    # Imported when the first page is made: whoever only judges does without.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(path.parent),
        autoescape=True,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["number"] = number
    return environment.get_template(path.name)


def words(texts: dict[str, Text], language: Language) -> dict[str, Markup]:
    """A page's own words in a language, ready to be put in."""
    return {name: escape(text.to(language)) for name, text in texts.items()}


def number(value: float, digits: int = 2) -> str:
    """A mark, without needless decimals: rounded to so many, and a half up, as people round marks."""
    # What computing with binary fractions has added is far behind the digits that anybody gave.
    exact = Decimal(str(round(value, 9))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _finalize(value: Any) -> Any:
    """Whatever text a template puts out is cleaned; markup comes out of `safe_text`, where it was."""
    return clean(value) if type(value) is str else value
