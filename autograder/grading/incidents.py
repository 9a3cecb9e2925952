"""Incidents, which the sandbox reports in English, as notes on a submission in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from autograder.exercise import LANGUAGES, Text
from autograder.exercise.show import printable
from autograder.grading.beside import KINDS, MAX_FILE, MAX_FILES, MAX_IN_ALL, LeftOut
from autograder.grading.rebinding import EVERYTHING
from autograder.sandbox import Incident
from autograder.submission import Note, cell_in_words

#: So many characters of a fault are told.
TOLD = 200
#: So many files are named in a note, and of each so many characters.
NAMED, NAME = 5, 79


def in_words(incident: Incident) -> Note:
    """An incident as a note on the submission."""
    message = _SEEN[incident.code].format(where=_place(incident), detail=_detail(incident.detail))
    return Note(incident.code, incident.where, message)


def unhinted(exercise: str, error: Exception) -> Note:
    """The note on an exercise whose hints could not be looked for, by a fault of autograder's or of the lesson's."""
    told = printable(f"{type(error).__name__}: {error}", TOLD)
    return Note("unhinted", exercise, _UNHINTED.format(exercise=exercise, error=told))


def rebound(exercises: Mapping[str, Sequence[str]]) -> Note:
    """The note on exercises that were marked with the names that stood at their places, since they are others later."""
    names = sorted({name for found in exercises.values() for name in found} - {EVERYTHING}) or ["%reset"]
    shown = (printable(", ".join(listed), TOLD) for listed in (exercises, names))
    return Note("rebound", next(iter(exercises)), _REBOUND.format(exercises=next(shown), names=next(shown)))


def defined_elsewhere(cells: Mapping[str, str]) -> Note:
    """The note on exercises of which the definition in another cell than theirs was judged: by exercise, that cell."""
    by_cell: dict[str, list[str]] = {}
    for exercise, cell in cells.items():
        by_cell.setdefault(cell, []).append(exercise)
    listed = [
        _DEFINED.format(cell=cell_in_words(cell), exercises=_in_a_row(names, _COMMA)) for cell, names in by_cell.items()
    ]
    shown = _in_a_row(listed, _SEMICOLON)
    return Note("own_cell", next(iter(cells)), _ELSEWHERE.format(listed=shown))


def left_out(files: Sequence[LeftOut]) -> list[Note]:
    """The notes on files that were handed in and are not used, one for each reason."""
    by_reason: dict[str, list[str]] = {}
    for one in files:
        by_reason.setdefault(one.reason, []).append(one.name)
    return [
        Note("left_out", "", _LEFT_OUT.format(files=_named(names), why=_WHY[reason]))
        for reason, names in by_reason.items()
    ]


def _named(names: Sequence[str]) -> Text:
    shown = _in_a_row([_QUOTED.format(name=printable(name, NAME)) for name in names[:NAMED]], _COMMA)
    return _AND_MORE.format(files=shown, count=len(names)) if len(names) > NAMED else shown


def _in_a_row(words: Sequence[Text | str], between: Text) -> Text:
    return Text(
        **{
            language: between.to(language).join(word.to(language) if isinstance(word, Text) else word for word in words)
            for language in LANGUAGES
        }
    )


def _place(incident: Incident) -> Text | str:
    """The exercise that was asked, a cell of the lesson, or one of the student's own."""
    if incident.code == "exercise-killed":
        return incident.where
    return cell_in_words(incident.where)


def _detail(detail: str) -> Text:
    how = re.sub(r"^after \d+ replays: ", "", detail)
    for pattern, said in _DETAILS:
        found = re.fullmatch(pattern, how)
        if found:
            return said.format(detail=detail, **found.groupdict())
    return _ENDED.format(detail=detail)


_REBOUND = Text(
    "后面的单元格改动了前面用到的名字（{names}）；{exercises} 按它们所在位置的情形评分",
    "cells further down bind names anew ({names}); what uses them is marked as things stood at its place: {exercises}",
)
_QUOTED = Text("「{name}」", "'{name}'")
_AND_MORE = Text("{files}等 {count} 个", "{files} and others, {count} in all")
_LEFT_OUT = Text("交上来的文件没有用：{files}（{why}）", "handed in and not used: {files} ({why})")
_KINDS = ", ".join(sorted(KINDS))
#: Why a file is not used.
_WHY = {
    "kind": Text(f"能用的只有这几类：{_KINDS}", f"of these kinds alone files are used: {_KINDS}"),
    "module": Text(
        "Python 或课程里有同名的模块；换一个名字，并在 import 里也换掉",
        "Python or the course has a module of that name; give it another one, there and where it is imported",
    ),
    "course": Text(
        "这是课程自己的文件，评分时用课程的那一份；自己的函数请放在另一个文件里",
        "this is the course's, and grading uses the course's own; functions of one's own belong into another file",
    ),
    "functions": Text(
        "里面的函数不是这份作业的；评分时用笔记里自己写的", "grading uses the functions in the notebook itself"
    ),
    "name": Text("这样的文件名不能用：请用短一些的普通名字", "it needs a shorter, ordinary name"),
    "plain": Text("不是普通文件，或者没有权限读取", "no plain file, or one that may not be read"),
    "large": Text(f"大于 {MAX_FILE // 1_000_000} MB", f"larger than {MAX_FILE // 1_000_000} MB"),
    "many": Text(
        f"笔记旁边最多 {MAX_FILES} 个文件、一共 {MAX_IN_ALL // 1_000_000} MB",
        f"at most {MAX_FILES} files of {MAX_IN_ALL // 1_000_000} MB in all lie beside the notebooks",
    ),
    "same": Text("同一个位置已经有另一个文件", "another file has its place"),
    "deep": Text("文件夹套得太深，没有往里看", "too many folders within folders; not looked into"),
    "gone_through": Text("文件太多，没有看完", "too many files; not all were looked at"),
    "notebook": Text("里面没有这次作业的笔记", "no notebook of this assignment is in it"),
}

_COMMA, _SEMICOLON = Text("、", ", "), Text("；", "; ")
_DEFINED = Text("{exercises} 在{cell}", "{exercises} in {cell}")
_ELSEWHERE = Text(
    "评分用的是写在别处的定义，不是各自单元格里的：{listed}",
    "what was judged is a definition that stands elsewhere than in the cell meant for it: {listed}",
)
_UNHINTED = Text(
    "为 {exercise} 查找提示时，autograder 自己出了错（分数不受影响），请报告：{error}",
    "no hints for {exercise}, by a fault in autograder itself that cost no marks; please report it: {error}",
)

_SEEN = {
    "cell-killed": Text(
        "{where}被停止（{detail}），只取其中的定义重新运行",
        "{where} was stopped ({detail}) and run again with its definitions alone",
    ),
    "cell-skipped": Text("{where}无法运行（{detail}），已跳过", "{where} cannot be run ({detail}) and was left out"),
    "cell-resumed": Text(
        "{where}中有一行在这里出错（{detail}），其余照常运行",
        "a line of {where} fails here ({detail}); what stands below it was run all the same",
    ),
    "output-cut": Text("{where}的输出过多，已截断", "the output of {where} was cut off: {detail}"),
    "exercise-killed": Text("问到 {where} 时进程结束：{detail}", "the process ended while {where} was asked: {detail}"),
    "gave-up": Text("多次重新运行仍不成功，已放弃：{detail}", "given up {detail}"),
    "starved": Text(
        "机器太忙，等不到回答；已单独重试过",
        "the machine was too busy for it, and it was given up by the clock on the wall; it was tried again alone",
    ),
}

#: What the sandbox says of how a process ended, which is English.
_DETAILS = (
    (
        r"more than (?P<seconds>[\d.]+) s of CPU time(?: in all)?",
        Text("超过 {seconds} 秒的 CPU 时间", "{detail}"),
    ),
    (r"slept for (?P<seconds>\d+) s", Text("睡眠了 {seconds} 秒", "{detail}")),
    (r"no answer in (?P<seconds>\d+) s", Text("{seconds} 秒没有回答", "{detail}")),
    (
        r"the process ended itself with status (?P<status>\d+)",
        Text("进程自己结束，状态 {status}", "{detail}"),
    ),
    (r"the process was ended by (?P<signal>\w+)", Text("进程被 {signal} 信号结束", "{detail}")),
    (
        r"the system killed the process, as it does when memory runs out",
        Text("系统结束了进程，内存不足时会这样", "{detail}"),
    ),
    (r"wrote more than (?P<size>\d+) MB", Text("写了超过 {size} MB 的文件", "{detail}")),
    (r"made more than (?P<count>\d+) files", Text("建了超过 {count} 个文件", "{detail}")),
    (r"started more than (?P<count>\d+) threads", Text("开了超过 {count} 个线程", "{detail}")),
    (
        r"the submission has used up all its CPU time",
        Text("这份作业的 CPU 时间已经用完", "{detail}"),
    ),
    (
        r"the submission has used up all its time to sleep",
        Text("这份作业可以睡眠的时间已经用完", "{detail}"),
    ),
    (
        r"the submission has used up all its time by the clock on the wall",
        Text("这份作业可以占用的时间已经用完", "{detail}"),
    ),
    (r"line (?P<line>\d+): (?P<said>.*)", Text("第 {line} 行：{said}", "{detail}")),
    (r"took nothing from the wire in (?P<seconds>\d+) s", Text("{seconds} 秒没有接收数据", "{detail}")),
    (r"more CPU time than there is", Text("CPU 时间已经用完", "{detail}")),
)
_ENDED = Text("进程意外结束", "{detail}")
