"""A class as a table for research: marks and mistakes under pseudonyms, and nothing that names anybody."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from autograder.report.formats import Row, to_csv
from autograder.report.gather import ClassData


def pseudonym(key: bytes, student: str) -> str:
    """A student's pseudonym: HMAC-SHA256 of the id (RFC 2104), cut to 64 bits.

    With the same key it is the same in every assignment; without the key, neither can it be worked out from an id, nor
    an id be tried.

    Examples
    --------
    >>> len(pseudonym(bytes(32), "chen")), pseudonym(bytes(32), "chen") == pseudonym(bytes(32), "bo")
    (16, False)
    """
    return hmac.new(key, student.encode("utf-8", "surrogateescape"), hashlib.sha256).hexdigest()[:16]


def research_table(data: ClassData, key: bytes) -> str:
    """A row for each student, in the order of the pseudonyms, so that places in a list tell nothing.

    It holds the language of the edition, what each check has paid (empty where the notebook was not handed in), the
    sum, and the known mistakes by their names in the lesson: no names, addresses, files, times, code, comments or
    answers.
    """
    return "\ufeff" + to_csv(_rows(data, key))


def _rows(data: ClassData, key: bytes) -> Iterator[Row]:
    checks = list(dict.fromkeys(name for standing in data.students for name in standing.checks))
    yield [
        "pseudonym",
        "language",
        *(f"{exercise}.{check}" for exercise, check in checks),
        "automatic_total",
        "mistakes",
    ]
    by_pseudonym = {pseudonym(key, standing.student): standing for standing in data.students}
    for name, standing in sorted(by_pseudonym.items()):
        marks = [str(score.earned) if (score := standing.checks.get(check)) else "" for check in checks]
        mistakes = [
            f"{exercise}:{mistake}" for exercise, made in standing.mistakes.items() for mistake, _ in made if mistake
        ]
        total = str(sum(score.earned for score in standing.checks.values()))
        yield [name, standing.language, *marks, total, " ".join(sorted(mistakes))]
