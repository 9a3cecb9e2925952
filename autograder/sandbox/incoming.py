"""Checks what a child sends: every field is made anew of what is known, anything else is a `WireError`.

The wire has seen to it that a frame is JSON of bounded size. Here it becomes cell runs and replies.
"""

import re
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.inside import wire
from autograder.reply import Missing, Raised, Reply, Returned
from autograder.safe_text import TERMINAL_CODES
from autograder.sandbox.terms import SUBMISSION, CellError, CellRun

MAX_PLAIN, MAX_LANGUAGES = 1000, 20  # characters of what is said of an exception in plain words, and in how many
MAX_OUTPUTS = 200  # in a cell: the child itself stops earlier
MAX_TEXT = 6_000_000  # characters of outputs and messages from one child, which itself keeps 4,000,000 and errors

_TEXT_KINDS = frozenset(["text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml"])
_IMAGE_KINDS = frozenset(["image/png", "image/jpeg"])
_KINDS = frozenset(["function", "class", "other", "missing"])
_is_base64 = re.compile(r"[A-Za-z0-9+/=\n]*").fullmatch


_OURS = {str(Path(wire.__file__).parent.parent), sys.prefix, sys.base_prefix}
_OURS |= {sysconfig.get_path(kind) for kind in ("purelib", "platlib", "stdlib")}


class Tidy:
    """Makes one child's text fit to be shown: without terminal codes, and without this machine's paths."""

    def __init__(self, directory: Path) -> None:
        hidden = {str(directory), str(directory.parent), *_OURS}
        # Of /usr and the like nothing need be hidden, and they may well stand in a text.
        paths = {path for path in hidden if path.count("/") > 2} | {str(SUBMISSION), "/pack"}
        longest_first = sorted(map(re.escape, paths), key=len, reverse=True)
        self._paths = re.compile(f"(?:{'|'.join(longest_first)})(/?)")
        self._left = MAX_TEXT

    def weigh(self, text: object, cap: int = MAX_TEXT) -> str:
        """The text as it is, if it is any and not too much."""
        weighed = wire.string(text, cap)
        self._left -= len(weighed)
        if self._left < 0:
            raise wire.WireError("too much output")
        return weighed

    def __call__(self, text: object, cap: int = MAX_TEXT) -> str:
        shown = self.weigh(text, cap)
        if "\x1b" in shown:
            shown = TERMINAL_CODES.sub("", shown)
        return self._paths.sub(lambda match: "" if match[1] else ".", shown)


def cell_run(frame: dict[str, Any], name: str, count: int, note: str | None, tidy: Tidy, cells: int) -> CellRun:
    """The run of a cell, the `count`-th that was executed of a notebook with so many `cells`."""
    outputs = frame.get("outputs")
    if not isinstance(outputs, list) or len(outputs) > MAX_OUTPUTS:
        raise wire.WireError("a cell without outputs, or with too many")
    error = frame.get("error")
    raised = None if error is None else CellError(**_error(error, tidy, cells))
    return CellRun(name, [_output(output, count, tidy) for output in outputs], raised, note)


def bindings(frame: dict[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Read what bears each of the declared names, from the frame that seals the cells."""
    bound = frame.get("bound")
    if frame.get("sealed") is not True or not isinstance(bound, dict):
        raise wire.WireError("the cells were not sealed")
    kinds = {name: wire.string(bound.get(name), 20) for name in names}
    if not _KINDS.issuperset(kinds.values()):
        raise wire.WireError("a name that is bound to nothing known")
    return kinds


def replies(frame: dict[str, Any], decoder: wire.Decoder, calls: int, tidy: Tidy, cells: int) -> list[Reply]:
    """One reply for each of so many calls."""
    if frame.get("missing") is True:
        return [Missing()] * calls
    answers = frame.get("replies")
    if not isinstance(answers, list) or len(answers) != calls:
        raise wire.WireError("not one reply for each call")
    return [_reply(answer, decoder, tidy, cells) for answer in answers]


def _reply(answer: object, decoder: wire.Decoder, tidy: Tidy, cells: int) -> Reply:
    match answer:
        case {"value": value}:
            return Returned(decoder.decode(value))
        case {"error": error}:
            return Raised(**_error(error, tidy, cells))
    raise wire.WireError("a reply that is neither a value nor an error")


def _error(error: object, tidy: Tidy, cells: int) -> dict[str, Any]:
    if not isinstance(error, dict):
        raise wire.WireError("an error without a description")
    function = error.get("function")
    return {
        "type": tidy(error.get("type"), 200),
        "message": tidy(error.get("message"), 500),
        "cell": _number(error.get("cell"), cells),
        "line": _number(error.get("line"), 1 << 24),
        "function": None if function is None else tidy(function, 200),
        "plain": _plain(error.get("plain"), tidy),
    }


def _plain(said: object, tidy: Tidy) -> dict[str, str] | None:
    if said is None:
        return None
    if not isinstance(said, dict) or len(said) > MAX_LANGUAGES:
        raise wire.WireError("plain words that are none")
    # On one line, as the words of an exception are shown.
    return {wire.string(key, 20): " ".join(tidy(sentence, MAX_PLAIN).split()) for key, sentence in said.items()}


def _number(value: object, end: int) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value < end):
        return value
    raise wire.WireError("an error in no such place")


def _output(output: object, count: int, tidy: Tidy) -> dict[str, Any]:
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": text}:
            return {"output_type": "stream", "name": name, "text": tidy(text)}
        case {"output_type": "error", "ename": ename, "evalue": evalue, "traceback": list(lines)}:
            said = {"ename": tidy(ename), "evalue": tidy(evalue), "traceback": [tidy(line) for line in lines]}
            return {"output_type": "error", **said}
        case {"output_type": "display_data", "data": dict(data)}:
            return {"output_type": "display_data", "data": _data(data, tidy), "metadata": {}}
        case {"output_type": "execute_result", "data": dict(data)}:
            shown = {"data": _data(data, tidy), "metadata": {}, "execution_count": count}
            return {"output_type": "execute_result", **shown}
    raise wire.WireError("an output of an unknown kind")


def _data(data: dict[str, object], tidy: Tidy) -> dict[str, str]:
    if not data.keys() <= _TEXT_KINDS | _IMAGE_KINDS:
        raise wire.WireError("an output of an unknown kind")
    shown = {mime: tidy.weigh(text) if mime in _IMAGE_KINDS else tidy(text) for mime, text in data.items()}
    if not all(_is_base64(shown[mime]) for mime in shown.keys() & _IMAGE_KINDS):
        raise wire.WireError("an image that is none")
    return shown
