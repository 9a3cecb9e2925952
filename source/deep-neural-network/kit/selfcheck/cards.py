"""The cards of the self-check: one sentence in the edition's language, for eyes, ears and terminals."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from typing import Literal

from .text import LANGUAGES, Language, Text

State = Literal["right", "wrong", "blank", "missing"]

#: A sign, a word and a colour for each state; no state is told by its colour alone.
SIGNS: dict[State, str] = {"right": "✓", "wrong": "✗", "blank": "○", "missing": "○"}
# Middle tones, which stand out from a white page and from a dark one, and which colour-blind eyes tell apart.
_COLOURS: dict[State, str] = {"right": "#009e73", "wrong": "#d55e00", "blank": "#8a8a8a", "missing": "#8a8a8a"}
_CODE = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em"

#: The state in a word: what the sign says to those who do not see it.
WORDS: dict[State, Text] = {
    "right": Text("通过", "right"),
    "wrong": Text("还不对", "not right yet"),
    "blank": Text("待完成", "to do"),
    "missing": Text("没找到", "not found"),
}
_SELFCHECK = Text("自检", "self-check")
# Not as the lesson's own questions are called, which stand in the same cells.
_THINK = Text("提示：", "Hint: ")
# The finding and then the question, for a screen reader.
_AND_THINK = Text("{said} {think}{question}", "{said}. {think}{question}")
_WAITS = Text("等 {name}", "waits for {name}")
# What a screen reader says of a verdict; its pauses are each language's own.
_LABEL = Text("{name}：{word}。{said}", "{name}: {word}. {said}")
_PROGRESS = Text("已通过 {done} / {all}", "{done} of {all} right")
# The language of a card, as HTML names it.
_TAG = Text("zh-CN", "en")

#: The languages that this folder speaks: one in what students get.
_SPOKEN = tuple(language for language in LANGUAGES if language in _TAG.sentences)
_language: Language = _SPOKEN[0]


def use(chosen: Language) -> None:
    """Choose the language of the cards: "zh" or "en".

    A folder that speaks one language alone keeps to it: two editions may have been put into one place.
    """
    global _language
    if chosen not in LANGUAGES:
        uses = " · ".join(f'use("{one}")' for one in LANGUAGES)
        raise ValueError(f"{uses}, not use({chosen!r})")
    if chosen in _SPOKEN:
        _language = chosen


def language() -> Language:
    """The language of the cards."""
    return _language


@dataclass(frozen=True)
class Card:
    """A card: HTML where that can be shown, else text."""

    html: str
    text: str


def verdict_card(
    state: State,
    name: str,
    message: Text,
    asked: str,
    language: Language,
    hint: Text | None = None,
    note: Text | None = None,
) -> Card:
    """A card about one function: its sign, its name, what was found, what was asked, and what else may help."""
    word, said = WORDS[state].to(language), message.to(language)
    name = name or _SELFCHECK.to(language)
    said_html = (
        f'<div><span style="font-weight:600">{word}</span> · <span style="{_CODE}">{escape(name)}</span>'
        f" · {escape(said)}</div>"
    )
    text = f"{SIGNS[state]} {name} · {said}"
    if asked:
        said_html += f'<div style="{_CODE};opacity:.75;overflow-wrap:anywhere">{escape(asked)}</div>'
        text += f"\n    {asked}"
    if note is not None:
        beside = note.to(language)
        said_html += f'<div style="margin-top:.3em">{escape(beside)}</div>'
        text += f"\n    {beside}"
        said = _AND_THINK.format(said=said, think="", question=beside).to(language)
    if hint is not None:
        think, question = _THINK.to(language), hint.to(language)
        said_html += (
            f'<div style="margin-top:.3em"><span style="font-weight:600">{think}</span>{escape(question)}</div>'
        )
        text += f"\n    {think}{question}"
        said = _AND_THINK.format(said=said, think=think, question=question).to(language)
    body = f'<div style="display:flex;align-items:baseline">{_sign(state)}<div>{said_html}</div></div>'
    label = _LABEL.format(name=name, word=word, said=said).to(language)
    return Card(_frame(state, label, body, language), text)


def progress_card(states: dict[str, State], waiting: dict[str, str], language: Language) -> Card:
    """A card with every function's name, sign and word, and how many are right.

    ``waiting`` names the function that another one has to wait for, or is empty.
    """
    done = sum(state == "right" for state in states.values())
    head = _PROGRESS.format(done=done, all=len(states)).to(language)
    rows, lines = [], [head]
    for name, state in states.items():
        earlier = waiting.get(name)
        word = (_WAITS.format(name=earlier) if earlier else WORDS[state]).to(language)
        rows.append(
            f'<div style="display:flex;align-items:baseline">{_sign(state)}'
            f'<span style="{_CODE};min-width:19em">{escape(name)}</span><span>{word}</span></div>'
        )
        lines.append(f"{SIGNS[state]} {name:<28}{word}")
    body = f'<div style="font-weight:600;margin-bottom:.3em">{head}</div>' + "".join(rows)
    all_right: State = "right" if done == len(states) else "blank"
    return Card(_frame(all_right, head, body, language), "\n".join(lines))


def say(
    state: State, name: str, message: Text, asked: str = "", hint: Text | None = None, note: Text | None = None
) -> None:
    """Show a card about one function, or about whatever has this name, in the language that is chosen."""
    show(verdict_card(state, name, message, asked, _language, hint, note))


def show(card: Card) -> None:
    """Display the card in a notebook; print its text anywhere else."""
    # A running IPython has been imported already; without one there is nothing to display on.
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import display

        bundle = {"text/html": card.html, "text/plain": card.text}
        display(bundle, raw=True)  # type: ignore[no-untyped-call]
        return
    # A terminal that cannot write a sign shows a question mark instead of stopping.
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(card.text.encode(encoding, "replace").decode(encoding))


def _sign(state: State) -> str:
    style = f"color:{_COLOURS[state]};font-weight:700;flex:none;width:1.6em"
    return f'<span aria-hidden="true" style="{style}">{SIGNS[state]}</span>'


def _frame(state: State, label: str, body: str, language: Language) -> str:
    return (
        f'<div role="status" lang="{_TAG.to(language)}" aria-label="{escape(label)}" '
        f'style="border-left:4px solid {_COLOURS[state]};padding:.35em .9em;margin:.3em 0;'
        f'color:currentColor;background:transparent;line-height:1.6">{body}</div>'
    )
