"""Answers in other people's style: written by somebody else than those who wrote the hints, and set aside.

They lie in a lesson's ``tests/other_people/``. Whoever writes hints may look at what is in ``open/``; what is in
``aside/`` nobody has looked at: it says how well real people's mistakes are recognised. In a file for each exercise:

    === wrong: a-name
    what: what is wrong
    true: names of known mistakes whose hints are true of it, or -
    says: words that name what is wrong with it, where no hint is needed | others that do
    --- code
    def …

What `says` has are words of a finding or a card in English. A right one has no more than its name and its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import KW_ONLY, dataclass
from pathlib import Path

from autograder.errors import AutograderError

FOLDER, OPEN, ASIDE = "tests/other_people", "open", "aside"

_ANSWER = re.compile(r"=== (wrong|right): (\S+)\n(.*?)--- code\n(.*?)(?=^=== |\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^(what|true|says|accepted): *(.*)$", re.MULTILINE)


@dataclass(frozen=True)
class PersonsAnswer:
    """An answer as a person has written it."""

    name: str
    code: str
    _: KW_ONLY
    is_right: bool
    #: What is wrong with it.
    what: str = ""
    #: The known mistakes whose hints are true of it.
    true: frozenset[str] = frozenset()
    #: Words that, standing in what is told, name what is wrong with it.
    says: tuple[str, ...] = ()
    #: Whether it keeps all marks, though the text forbids it.
    is_accepted: bool = False

    def is_said(self, told: Iterable[str]) -> bool:
        """Say whether one of these English sentences has the words that name what is wrong."""
        return any(words in sentence for words in self.says for sentence in told)


def read_people(lesson: Path, exercise: str, part: str = ASIDE) -> list[PersonsAnswer]:
    """Read the answers to an exercise, of those that were set aside or of the others; none where there is no file.

    Raises
    ------
    AutograderError
        A file is not written as it should be.
    """
    path = lesson / FOLDER / part / f"{exercise}.txt"
    if not path.is_file():
        return []
    text, answers = path.read_text("utf-8"), []
    for kind, name, head, code in _ANSWER.findall(text):
        fields = dict(_FIELD.findall(head))
        true = frozenset(one.strip() for one in fields.get("true", "").split(",")) - {"", "-"}
        answers.append(
            PersonsAnswer(
                name,
                code.strip() + "\n",
                is_right=kind == "right",
                what=fields.get("what", ""),
                true=true,
                says=tuple(filter(None, (words.strip() for words in fields.get("says", "").split("|")))),
                is_accepted=fields.get("accepted") == "yes",
            )
        )
    if len(answers) != len(re.findall(r"^=== ", text, re.MULTILINE)):
        raise AutograderError(
            f"{path} is not written as expected: an answer begins with '=== wrong: name' or '=== right: name', its "
            "code with '--- code'"
        )
    return answers
