"""Checks your own functions while you write them, without knowing the answers.

``check(your_function)`` shows a card: a tick, or the first useful fact about what is not right yet.
``trying`` keeps a cell quiet whose functions are not written yet, ``progress(globals())`` counts.
A tick says that the properties hold that were looked at; it is no mark.

What must hold of each function stands in the lesson's own modules, ``kit/checks/<function>.py``: each defines a
function of that name, which takes an `Ask` and lets what is wrong be told by `hold` and the words beside it.
"""

from __future__ import annotations

# The engine uses the sentences in `text` alone, and is not to wait for NumPy.
if __package__ == "kit.selfcheck":
    from .asking import Ask, NotYetError
    from .cards import language, say, use
    from .cells import check, progress, trying
    from .examining import Outcome, examine, load_checks, plain_words, undisturbed
    from .exceptions import is_deliberate
    from .lesson import hint_for
    from .plain import MissingKey, Raised, missing_key
    from .reading import (
        Array,
        WrongAnswerError,
        agree,
        array,
        close,
        difference,
        entries,
        first,
        furthest,
        hold,
        is_listed,
        is_same,
        isfinite,
        kind,
        mapping,
        number,
        report,
    )
    from .running import watch
    from .text import EMPTY, LANGUAGES, Language, Text

    __all__ = [
        "EMPTY",
        "LANGUAGES",
        "Array",
        "Ask",
        "Language",
        "MissingKey",
        "NotYetError",
        "Outcome",
        "Raised",
        "Text",
        "WrongAnswerError",
        "agree",
        "array",
        "check",
        "close",
        "difference",
        "entries",
        "examine",
        "first",
        "furthest",
        "hint_for",
        "hold",
        "is_deliberate",
        "is_listed",
        "is_same",
        "isfinite",
        "kind",
        "language",
        "mapping",
        "missing_key",
        "number",
        "plain_words",
        "progress",
        "report",
        "say",
        "trying",
        "undisturbed",
        "use",
    ]

    watch()
    # Last, since the lesson's checks use the names above.
    load_checks()
