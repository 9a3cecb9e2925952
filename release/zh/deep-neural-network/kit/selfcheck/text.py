"""Sentences in every language of the course.

Shipped to students with the rest of the self-check, so it runs on Python 3.9 and imports the standard library alone.
The engine uses the same `Text`: a language is declared here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

Language = Literal["zh", "en"]

#: What stands in a `Text` for a language that it has not been written in.
UNWRITTEN = "\0unwritten"


class MissingLanguageError(LookupError):
    """A sentence is asked for in a language that it has not been written in."""


@dataclass(frozen=True)
class Text:
    """One sentence in every language, one field a language, in the order of `LANGUAGES`.

    To add a language, add it to `Language` and give `Text` a field of its name that is ``UNWRITTEN`` by default.
    The build then names every sentence that is still missing, by file and line. In a student's folder the sentences of
    one language alone are written.

    Parameters
    ----------
    zh, en
        The sentence in Chinese, and in English.

    Examples
    --------
    >>> Text("Nǐ hǎo, {name}", "hello, {name}").format(name="Ada").to("en")
    'hello, Ada'
    """

    zh: str = UNWRITTEN
    en: str = UNWRITTEN

    def to(self, language: Language) -> str:
        """The sentence in one language.

        Raises
        ------
        MissingLanguageError
            It has not been written in that language, or there is no such language.
        """
        sentence = getattr(self, language, UNWRITTEN) if language in LANGUAGES else UNWRITTEN
        if sentence == UNWRITTEN:
            raise MissingLanguageError(f"there is no {language} of: {' · '.join(map(repr, self.sentences.values()))}")
        return str(sentence)

    @property
    def sentences(self) -> dict[str, str]:
        """The sentence by language, as far as it has been written."""
        written = {language: str(getattr(self, language)) for language in LANGUAGES}
        return {language: sentence for language, sentence in written.items() if sentence != UNWRITTEN}

    def format(self, **values: object) -> Text:
        """The sentence with the same values filled in everywhere; a value that is a `Text` speaks each language.

        A language that has not been written stays so.
        """
        return Text(**{language: self._filled(language, values) for language in LANGUAGES})

    def _filled(self, language: Language, values: dict[str, object]) -> str:
        sentence = str(getattr(self, language))
        if sentence == UNWRITTEN:
            return sentence
        spoken = {key: value.to(language) if isinstance(value, Text) else value for key, value in values.items()}
        return sentence.format(**spoken)


#: All languages, the authors' own first.
LANGUAGES: tuple[Language, ...] = get_args(Language)

if tuple(field.name for field in fields(Text)) != LANGUAGES:
    raise TypeError(f"Text has the fields {[field.name for field in fields(Text)]}, expected {list(LANGUAGES)}")

#: Nothing, in every language.
EMPTY = Text(**dict.fromkeys(LANGUAGES, ""))
