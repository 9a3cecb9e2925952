"""What is told to the instructor about an odd submission: one note a kind, with up to three cells by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.exercise import Text
from autograder.exercise.show import printable

#: So many cells or files are named in a note; what a student wrote is cut to so many characters.
NAMED, LABEL, FILE_NAME = 3, 30, 80


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
    chinese, single, several = _CELLS[code]
    labels = [_label(cell) for cell in cells]
    zh = chinese.format(cells=_listed_zh([label.zh for label in labels]), settings="、".join(settings))
    english = single if len(cells) == 1 else several
    listed = _listed_en([label.en for label in labels])
    en = english.format(cells=listed, count=len(cells), settings=", ".join(settings))
    return Note(code, cells[0]["id"], Text(zh, en))


def unreadable(reason: str, text: str = "") -> Note:
    """The note on a file that holds no notebook: what was found instead."""
    return Note("unreadable", "", _UNREADABLE[reason].format(start=printable(text.lstrip(), LABEL)))


def not_handed_in(name: str, others: Sequence[str]) -> Note:
    """The note on a missing notebook, and on others in the folder, one of which may be meant."""
    zh = f"没有交 {name}.ipynb" if name else "没有交这本笔记"
    en = f"{name}.ipynb was not handed in" if name else "the notebook was not handed in"
    found = [printable(other, FILE_NAME) for other in others[:NAMED]]
    if found:
        more = len(others) > NAMED
        zh += "；找到了" + "、".join(f"「{one}」" for one in found) + ("等" if more else "")
        zh += "，如果要交的就是它" if len(others) == 1 else "，如果要交的是其中一个"
        zh += "，请改成这个名字放在文件夹里，再重新评分"
        en += "; found " + ", ".join(f"'{one}'" for one in found) + (" and others" if more else "")
        en += ": if " + ("it is" if len(others) == 1 else "one of them is") + " meant, "
        en += "put it into the folder under that name, and grade again"
    return Note("no_file", "", Text(zh, en))


def _label(cell: dict[str, Any]) -> Text:
    """A cell as a reader knows it: by its name, or by its heading or first words."""
    if "nbgrader" in cell["metadata"]:
        return Text(cell["id"], cell["id"])
    lines = [line.lstrip("> ") for line in cell["source"].split("\n")]
    headings = [line for line in lines if line.startswith("#")]
    words = [line for line in lines if line and not line.startswith(("```", "!["))]
    first = (headings or words or [cell["id"]])[0].replace("*", "").replace("`", "")
    text = printable(first.strip("#| "), LABEL)
    return Text(f"「{text}」", f"«{text}»")


def _listed_zh(labels: list[str]) -> str:
    """Names in a Chinese sentence, which sets Latin letters off by a space, and its own quotes not."""
    listed = "、".join(labels[:NAMED])
    spaced = " " * listed[0].isascii() + listed + " " * listed[-1].isascii()
    return spaced + (f"等 {len(labels)} 个" if len(labels) > NAMED else "")


def _listed_en(labels: list[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    named, last = labels[:NAMED], f"{len(labels) - NAMED} more"
    if len(labels) <= NAMED:
        named, last = labels[:-1], labels[-1]
    return f"{', '.join(named)} and {last}"


_WHOLE = {
    "too_large": Text("文件大于 {megabytes} MB，没有读取", "the file is larger than {megabytes} MB and was not read"),
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

#: In Chinese; in English of one cell, and of several.
_CELLS = {
    "missing": (
        "作答单元格{cells}缺失，按空白处理",
        "the solution cell {cells} is missing and counts as blank",
        "{count} solution cells are missing and count as blank: {cells}",
    ),
    "elsewhere": (
        "作答单元格{cells}缺失，已改用定义了它的其他单元格",
        "the solution cell {cells} is missing; another cell that defines it was taken in its place",
        "{count} solution cells are missing; other cells that define them were taken in their places: {cells}",
    ),
    "deleted": (
        "这一课的单元格{cells}被删掉了，已恢复",
        "the cell {cells} of the lesson was deleted and has been restored",
        "{count} cells of the lesson were deleted and have been restored: {cells}",
    ),
    "duplicate": (
        "单元格{cells}出现了不止一次，不影响评分",
        "the cell {cells} stands more than once, which changes nothing",
        "{count} cells stand more than once, which changes nothing: {cells}",
    ),
    "moved": (
        "单元格{cells}换了位置，已放回原处",
        "the cell {cells} was moved and is back in its place",
        "{count} cells were moved and are back in their places: {cells}",
    ),
    "edited": (
        "锁定的单元格{cells}被改过，已恢复",
        "the locked cell {cells} was edited and has been restored",
        "{count} locked cells were edited and have been restored: {cells}",
    ),
    "cell_type": (
        "单元格{cells}的类型被改过，已恢复",
        "the type of the cell {cells} was changed and has been restored",
        "the types of {count} cells were changed and have been restored: {cells}",
    ),
    "nbgrader": (
        "单元格{cells}的评分设置（{settings}）被改过，已恢复",
        "the grading settings ({settings}) of the cell {cells} were changed and have been restored",
        "the grading settings ({settings}) of {count} cells were changed and have been restored: {cells}",
    ),
    "tags": (
        "单元格{cells}的标签被改过，已恢复",
        "the tags of the cell {cells} were changed and have been restored",
        "the tags of {count} cells were changed and have been restored: {cells}",
    ),
    "metadata": (
        "单元格{cells}的元数据丢失，已按编号或内容认出",
        "the cell {cells} lost its metadata and was recognised by its id or by what it holds",
        "{count} cells lost their metadata and were recognised by their ids or by what they hold: {cells}",
    ),
}
