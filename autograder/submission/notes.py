"""Notes for the instructor on an odd submission: one a kind, with up to three cells by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.exercise import LANGUAGES, Language, Text
from autograder.exercise.show import printable

#: So many cells or files are named in a note; what a student wrote is cut to so many characters.
NAMED, LABEL, FILE_NAME = 3, 29, 79


@dataclass(frozen=True)
class Note:
    """Something odd about a submission, told to the instructor: what, and in which cell (the first of several)."""

    code: str
    cell: str
    message: Text


def note(code: str, **values: object) -> Note:
    """A note on the whole notebook."""
    return Note(code, "", _WHOLE[code].format(**values))


def note_on(code: str, cells: Sequence[dict[str, Any]], settings: Sequence[str] = ()) -> Note:
    """A note on cells of the lesson, the weightiest first, and on settings of theirs."""
    said = _counted(_CELLS[code], len(cells))
    listed, several = _listed([_label(cell) for cell in cells]), _joined(settings)
    return Note(code, cells[0]["id"], said.format(cells=listed, count=len(cells), settings=several))


def unreadable(reason: str, text: str = "") -> Note:
    """The note on a file that holds no notebook: what was found instead."""
    return Note("unreadable", "", _UNREADABLE[reason].format(start=printable(text.lstrip(), LABEL)))


def not_handed_in(name: str, others: Sequence[str]) -> Note:
    """The note on a missing notebook, and on others in the folder, one of which may be meant."""
    said = _MISSING.format(name=name) if name else _MISSING_NAMELESS
    if others:
        found = _joined([_QUOTED.format(name=printable(other, FILE_NAME)) for other in others[:NAMED]])
        if len(others) > NAMED:
            found = _AND_OTHERS.format(found=found)
        said = _FOUND.format(missing=said, found=found, which=_IT if len(others) == 1 else _ONE_OF_THEM)
    return Note("no_file", "", said)


def taken_for(name: str, taken: str, others: Sequence[str]) -> Note:
    """The note on the file that was taken for a notebook, and on others that were not."""
    said = _TAKEN.format(name=name, taken=_QUOTED.format(name=printable(taken, FILE_NAME)))
    if others:
        found = _joined([_QUOTED.format(name=printable(other, FILE_NAME)) for other in others[:NAMED]])
        if len(others) > NAMED:
            found = _AND_OTHERS.format(found=found)
        said = _BESIDE.format(taken=said, found=found)
    return Note("taken", "", said)


def on_older_edition(given_up: Sequence[str]) -> Note:
    """The note on an edition that was handed out earlier, and on work in it that today's does not ask for."""
    if not given_up:
        return Note("older", "", _OLDER)
    said = _counted(_GIVEN_UP, len(given_up)).format(cells=_listed([printable(name, LABEL) for name in given_up]))
    return Note("older", given_up[0], _OLDER_KEPT.format(older=_OLDER, kept=said))


def cell_in_words(cell: str) -> Text:
    """A cell of a rebuilt notebook by its id: one of the lesson, or one of the student's own."""
    own = re.fullmatch(r"added-(\d+)", cell)
    return (_OWN_CELL if own else _CELL).format(where=own[1] if own else cell)


def _label(cell: dict[str, Any]) -> Text | str:
    """A cell as a reader knows it: by its name, or by its heading or first words."""
    if "nbgrader" in cell["metadata"]:
        return str(cell["id"])
    lines = [line.lstrip("> ") for line in cell["source"].split("\n")]
    headings = [line for line in lines if line.startswith("#")]
    words = [line for line in lines if line and not line.startswith(("```", "!["))]
    first = (headings or words or [cell["id"]])[0].replace("*", "").replace("`", "")
    return _TITLED.format(title=printable(first.strip("#| "), LABEL))


def _counted(said: Text, count: int) -> Text:
    """The sentence about so many: a language that tells one from several has both forms, with | between them."""
    forms = {language: said.to(language).split(" | ") for language in LANGUAGES}
    return Text(**{language: of_one[0] if count == 1 else of_one[-1] for language, of_one in forms.items()})


def _joined(labels: Sequence[Text | str], last: Text | None = None) -> Text:
    """All labels in a row; what stands before the last of them is the same as between the others, or `last`."""

    def join(language: Language) -> str:
        words = [label.to(language) if isinstance(label, Text) else label for label in labels]
        ended = [(last or _BETWEEN).to(language).join(words[-2:])] if words else []
        return _BETWEEN.to(language).join([*words[:-2], *ended])

    return Text(**{language: join(language) for language in LANGUAGES})


def _listed(labels: Sequence[Text | str]) -> Text:
    """The first few labels as they stand in a sentence, and how many more there are."""
    rest = len(labels) - NAMED
    named = _joined(labels[:NAMED], None if rest > 0 else _LAST)
    set_off = Text(**{language: _set_off(named.to(language), _BETWEEN.to(language)) for language in LANGUAGES})
    return _MORE.format(named=set_off, count=len(labels), rest=rest) if rest > 0 else set_off


def _set_off(listed: str, between: str) -> str:
    """A list in a sentence whose marks are as wide as its letters: Latin ones are set off by a space."""
    if between.isascii():
        return listed
    return " " * listed[0].isascii() + listed + " " * listed[-1].isascii()


_CELL = Text("单元格 {where} ", "the cell {where}")
_OWN_CELL = Text("学生自己加的第 {where} 个单元格", "the student's own cell {where}")
_BETWEEN = Text("、", ", ")
_LAST = Text("、", " and ")
_MORE = Text("{named}等 {count} 个", "{named} and {rest} more")
_TITLED = Text("「{title}」", "«{title}»")
_QUOTED = Text("「{name}」", "'{name}'")

_MISSING = Text("没有交 {name}.ipynb", "{name}.ipynb was not handed in")
_MISSING_NAMELESS = Text("没有交这本笔记", "the notebook was not handed in")
_AND_OTHERS = Text("{found}等", "{found} and others")
_FOUND = Text(
    "{missing}；找到了{found}，如果要交的{which}，请改成这个名字放在文件夹里，再重新评分",
    "{missing}; found {found}: if {which} meant, put it into the folder under that name, and grade again",
)
_TAKEN = Text("批改的 {name}.ipynb 是文件{taken}", "for {name}.ipynb the file {taken} was taken")
_BESIDE = Text("{taken}；没有用的还有{found}", "{taken}; not used: {found}")
_IT = Text("就是它", "it is")
_ONE_OF_THEM = Text("是其中一个", "one of them is")

_OLDER = Text(
    "交的是这一课较早发下来的一版，已按现在的一版评分",
    "handed in on an older edition of the lesson, and marked by today's",
)
_OLDER_KEPT = Text("{older}；{kept}", "{older}; {kept}")
#: In English of one cell | and of several.
_GIVEN_UP = Text(
    "现在的一版里没有{cells}了，写在里面的都保留着",
    "{cells} is not in today's, and what was written there is kept | "
    "{cells} are not in today's, and what was written there is kept",
)

_WHOLE = {
    "too_large": Text(
        "文件大于 {megabytes} MB，或者不算输出也大于 {kept} MB，没有读取",
        "the file is larger than {megabytes} MB, or larger than {kept} MB without its outputs, and was not read",
    ),
    "bare": Text(
        "文件里粘贴的图片太大，有 {count} 个单元格的图片没有保留；文字都在",
        "the pictures pasted into the file are too large: those of {count} cells were left out, and all texts kept",
    ),
    "another": Text(
        "这是另一本笔记：里面没有这一课的任何练习", "this is another notebook: none of this lesson's exercises is in it"
    ),
    "kernel": Text(
        "笔记的内核语言是「{language}」，不是 Python；仍按 Python 运行",
        "the language of the notebook's kernel is '{language}', not Python; it was run as Python all the same",
    ),
    "too_long": Text(
        "单元格里的内容太长，有 {count} 个没有读取，按空白处理",
        "there is too much in the cells: {count} of them left out, which counts as blank",
    ),
    "too_many": Text(
        "学生自己加了 {count} 个单元格；只保留前 {kept} 个，其余没有运行",
        "{count} cells of the student's own: the first {kept} were kept, and the others left out and not run",
    ),
}

_UNREADABLE = {
    "empty": Text("文件是空的", "the file is empty"),
    "encoding": Text("文件不是 UTF-8 文本，读不出笔记", "the file is not text in UTF-8, so no notebook can be read"),
    "json": Text(
        "文件不完整，或者不是 JSON，读不出笔记；开头是「{start}」",
        "the file is cut off or is not JSON, so no notebook can be read; it begins with '{start}'",
    ),
    "cells": Text("文件里没有单元格", "the file holds no cells"),
}

#: In English of one cell | and of several.
_CELLS = {
    "missing": Text(
        "作答单元格{cells}缺失，按空白处理",
        "the solution cell {cells} is missing and counts as blank | "
        "{count} solution cells are missing and count as blank: {cells}",
    ),
    "elsewhere": Text(
        "作答单元格{cells}缺失，已改用定义了它的其他单元格",
        "the solution cell {cells} is missing; another cell that defines it was taken in its place | "
        "{count} solution cells are missing; other cells that define them were taken in their places: {cells}",
    ),
    "beside": Text(
        "{cells}是空的，答案写在旁边学生自己加的单元格里，已放回原处",
        "the cell {cells} is blank, and the answer stands in a cell of the student's own beside it: it was put there | "
        "{count} cells are blank, and their answers stand in cells of the student's own beside them: they were put "
        "there: {cells}",
    ),
    "deleted": Text(
        "这一课的单元格{cells}被删掉了，已恢复",
        "the cell {cells} of the lesson was deleted and has been restored | "
        "{count} cells of the lesson were deleted and have been restored: {cells}",
    ),
    "duplicate": Text(
        "单元格{cells}出现了不止一次，不影响评分",
        "the cell {cells} stands more than once, which changes nothing | "
        "{count} cells stand more than once, which changes nothing: {cells}",
    ),
    "moved": Text(
        "单元格{cells}换了位置，已放回原处",
        "the cell {cells} was moved and is back in its place | "
        "{count} cells were moved and are back in their places: {cells}",
    ),
    "edited": Text(
        "锁定的单元格{cells}被改过，已恢复",
        "the locked cell {cells} was edited and has been restored | "
        "{count} locked cells were edited and have been restored: {cells}",
    ),
    "cell_type": Text(
        "单元格{cells}的类型被改过，已恢复",
        "the type of the cell {cells} was changed and has been restored | "
        "the types of {count} cells were changed and have been restored: {cells}",
    ),
    "nbgrader": Text(
        "单元格{cells}的评分设置（{settings}）被改过，已恢复",
        "the grading settings ({settings}) of the cell {cells} were changed and have been restored | "
        "the grading settings ({settings}) of {count} cells were changed and have been restored: {cells}",
    ),
    "tags": Text(
        "单元格{cells}的标签被改过，已恢复",
        "the tags of the cell {cells} were changed and have been restored | "
        "the tags of {count} cells were changed and have been restored: {cells}",
    ),
    "metadata": Text(
        "单元格{cells}的元数据丢失，已按编号或内容认出",
        "the cell {cells} lost its metadata and was recognised by its id or by what it holds | "
        "{count} cells lost their metadata and were recognised by their ids or by what they hold: {cells}",
    ),
}
