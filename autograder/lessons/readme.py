"""The README in a student's folder: what to open first, how to begin, how to hand in, what to do when stuck.

In the instructor edition it holds all languages, one below the other, as the notebooks do; a release keeps its own.
"""

from __future__ import annotations

from autograder.exercise import LANGUAGES, Language, Text
from autograder.lessons.lesson import Lesson

README = "README.txt"

#: What stands above the text in each language of the instructor edition.
_HEAD = "=== {language} ===\n"
#: What an editor on Windows knows UTF-8 by.
_MARK = "\ufeff"

_TEXT = Text(
    """{title}

先打开：{first}

怎样开始
1. 这个文件夹里的文件请放在一起；kit 里是笔记要用的东西，不用打开。
2. 需要 Python 3.9 或更新的版本，以及几个库；安装一次就行：
       pip install {packages}
3. 在这个文件夹里打开终端，运行：
       jupyter lab
   也可以用 VS Code（装好 Python 和 Jupyter 扩展）打开这个文件夹里的笔记。
4. 从 {first} 开始，一格一格往下做（Shift+Enter 运行一格）。写好一个函数，就运行它下面的 check(…)。

怎样交
做完以后保存，把 {all} 交给老师。文件名不要改。

卡住了
卡片上的“提示”会问你一个用得上的问题。出现 NameError，多半是上面有单元格还没有运行：菜单 Run → Run All Above
Selected Cell。单元格旁一直是 [*]，按工具栏上的 ■ 停下来，看看循环会不会结束。还是不行，把卡片上的话和你的代码一起拿
给老师看。不需要网络。
""",
    """{title}

Open first: {first}

How to begin
1. Keep the files of this folder together. What the notebooks bring along lies in kit; there is no need to open it.
2. You need Python 3.9 or newer and a few packages; install them once:
       pip install {packages}
3. Open a terminal in this folder and run:
       jupyter lab
   VS Code (with its Python and Jupyter extensions) opens the notebooks in this folder, too.
4. Begin with {first} and go down cell by cell (Shift+Enter runs a cell). When a function is written, run the
   check(...) below it.

How to hand in
When you are done, save, and hand in {all}. Please keep the names.

When you are stuck
What a card says after "Hint" is a question that may help. A NameError mostly means that a cell further up has not
been run: menu Run, Run All Above Selected Cell. If [*] stays beside a cell, stop it with the square in the toolbar and
look whether your loop ends. If that does not help, show your teacher what the card says, together with your code.
You need no network.
""",
)
_COMMA, _AND = Text("、", ", "), Text(" 和 ", " and ")


def readme(lesson: Lesson) -> str:
    """The README of the instructor edition, with the texts in all languages."""
    return _MARK + "\r\n".join(_lines(lesson, language) for language in LANGUAGES)


def in_one_language(text: str, language: Language) -> str:
    """The README of a release; a text without the marks of languages stays as it is."""
    head = _HEAD.format(language=language).strip()
    lines = text.lstrip(_MARK).splitlines()
    if head not in lines:
        return text
    heads = {_HEAD.format(language=one).strip() for one in LANGUAGES}
    begin = lines.index(head) + 1
    end = next((place for place in range(begin, len(lines)) if lines[place] in heads), len(lines))
    return _MARK + "\r\n".join("\n".join(lines[begin:end]).strip("\n").split("\n")) + "\r\n"


def _lines(lesson: Lesson, language: Language) -> str:
    names = [f"{part.name}.ipynb" for part in lesson.parts]
    *others, last = names
    listed = _AND.to(language).join([*([_COMMA.to(language).join(others)] if others else []), last])
    values = {
        "title": lesson.outline.title.to(language),
        "first": names[0],
        "all": listed,
        "packages": " ".join(lesson.outline.packages),
    }
    text = _HEAD.format(language=language) + _TEXT.to(language).format(**values)
    return text.replace("\n", "\r\n")
