"""The text under each hidden-test cell: the marks of one exercise, check by check."""

from __future__ import annotations

from html import escape
from typing import Any

from autograder.exercise import Language, Text
from autograder.feedback.phrases import WORDS
from autograder.judge import Verdict

_TESTED = Text("{exercise}：{earned} / {points} 分", "{exercise}: {earned} / {points} points")
_POINTS = Text("{earned} / {points} 分", "{earned} / {points} points")


def verdict_outputs(verdict: Verdict, language: Language) -> list[dict[str, Any]]:
    """The verdict as a cell's outputs: a card, and the points in the form nbgrader takes for a mark."""
    card = {"text/html": to_html(verdict, language), "text/plain": to_text(verdict, language)}
    return [
        {"output_type": "display_data", "data": card, "metadata": {}},
        {
            "output_type": "execute_result",
            "data": {"text/plain": str(float(verdict.earned))},
            "execution_count": None,
            "metadata": {},
        },
    ]


def to_text(verdict: Verdict, language: Language) -> str:
    """The verdict in plain lines."""
    lines = [_headline(verdict, language)]
    for symbol, points, about, finding in _rows(verdict, language):
        lines.append(f"  {symbol} {points}  {about}" + (f"\n      {finding}" if finding else ""))
    lines += [f"  {line}" for line in _remarks(verdict, language)]
    return "\n".join(lines)


def to_html(verdict: Verdict, language: Language) -> str:
    """The verdict as a small table; whatever came from a student is escaped."""
    rows = "".join(
        f'<tr><td style="text-align:left">{symbol} {escape(about)}'
        + (f'<br><span style="opacity:.85">{escape(finding)}</span>' if finding else "")
        + f'</td><td style="text-align:right;white-space:nowrap;vertical-align:top">{points}</td></tr>'
        for symbol, points, about, finding in _rows(verdict, language)
    )
    rows += "".join(
        f'<tr><td colspan="2" style="text-align:left">{escape(line)}</td></tr>' for line in _remarks(verdict, language)
    )
    head = f'<tr><th colspan="2" style="text-align:left">{escape(_headline(verdict, language))}</th></tr>'
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _headline(verdict: Verdict, language: Language) -> str:
    values = {"exercise": verdict.exercise, "earned": verdict.earned, "points": verdict.points}
    return _TESTED.format(**values).to(language)


def _remarks(verdict: Verdict, language: Language) -> list[str]:
    """The lines below the checks: that others stood in for what it builds on, and hints."""
    words = {name: WORDS[name].to(language) for name in ("helped", "comma", "hint")}
    helped = [words["helped"].format(names=words["comma"].join(verdict.helped))] if verdict.helped else []
    return [*helped, *(words["hint"] + hint.text.to(language) for hint in verdict.hints)]


def _rows(verdict: Verdict, language: Language) -> list[tuple[str, str, str, str]]:
    """Symbol, points, what was looked at, and what was found, for each check."""
    return [
        (
            "✓" if mark.earned else "✗",
            _POINTS.format(earned=mark.earned, points=mark.points).to(language),
            # Feedback is shown where no one sets formulas or code.
            mark.about.to(language).replace("`", "").replace("$", ""),
            f"{mark.finding.message.to(language)} ({mark.finding.case.to(language)})" if mark.finding else "",
        )
        for mark in verdict.marks
    ]
