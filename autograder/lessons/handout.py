"""What a student downloads: one edition as a zip file, with a short how-to inside. `make student LANGUAGE=zh`."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.course import Course
from autograder.errors import AutograderError, unwritable_is_told
from autograder.exercise import LANGUAGES, Language, Text
from autograder.files import write_whole
from autograder.lessons import lesson
from autograder.lessons.editions import read

FOLDER = "handout"
#: A student on a slow line should not have to wait: more than this is a fault of the lesson's.
MAX_BYTES = 3_000_000
#: Every file has the same time, so that the same edition makes the same zip file.
_TIME = (2020, 1, 1, 0, 0, 0)

_NAME = Text("请先读我.txt", "READ ME FIRST.txt")
_HOW = Text(
    """怎样开始

1. 把这个文件夹解压到你找得到的地方。里面的文件请放在一起。
2. 需要 Python 3.11 或更新的版本，以及四个库；安装一次就行：
       pip install numpy h5py matplotlib jupyter
3. 在这个文件夹里打开终端，运行：
       jupyter lab
   也可以用 VS Code（装好 Python 和 Jupyter 扩展）打开这个文件夹里的笔记。
4. 从 {first} 开始，一格一格往下做（Shift+Enter 运行一格）。写好一个函数，就运行它下面的 check(…)。
5. 做完以后保存，把 {all} 交给老师。文件名不要改。

不需要网络。卡住了？卡片上的“想一想”会问你一个用得上的问题。
""",
    """How to begin

1. Unpack this folder to a place where you will find it again. Keep its files together.
2. You need Python 3.11 or newer and four packages; install them once:
       pip install numpy h5py matplotlib jupyter
3. Open a terminal in this folder and run:
       jupyter lab
   VS Code (with its Python and Jupyter extensions) opens the notebooks in this folder, too.
4. Begin with {first} and go down cell by cell (Shift+Enter runs a cell). When a function is written, run the
   check(...) below it.
5. When you are done, save, and hand in {all}. Please keep their names.

You need no network. Stuck? What a card says after "Think" is a question that may help.
""",
)


def make(course: Course, assignment: str, language: Language) -> Path:
    """Zip an edition of an assignment; the path of the zip file.

    Raises
    ------
    AutograderError
        The edition has not been built, is too large to be handed out, or cannot be written.
    """
    files = read(course.release(language, assignment))
    # In the order of the parts, which is that of the lesson and not that of the names.
    parts = lesson.read(course.lesson(assignment)).parts
    notebooks = [f"{part.name}.ipynb" for part in parts if f"{part.name}.ipynb" in files]
    if not notebooks:
        raise AutograderError(
            f"{course.release(language, assignment)} holds no notebook. Make it with: autograder build"
        )
    between = "、" if language == "zh" else " and "
    how = _HOW.to(language).format(first=notebooks[0], all=between.join(notebooks))
    # As Windows writes it, so that its oldest editor shows lines, too.
    files[_NAME.to(language)] = ("\ufeff" + how).replace("\n", "\r\n").encode()
    packed = _packed(assignment, files)
    if len(packed) > MAX_BYTES:
        raise AutograderError(
            f"The {language} edition of {assignment} makes a zip file of {len(packed) / 1e6:.1f} MB; expected at most "
            f"{MAX_BYTES / 1e6:.0f} MB. Nothing was written.\n"
            "Look at the largest files of the resource pack, and of datasets/ in data.py."
        )
    path = course.root / FOLDER / f"{assignment}-{language}.zip"
    with unwritable_is_told(path):
        path.parent.mkdir(exist_ok=True)
        write_whole(path, packed)
    return path


def _packed(folder: str, files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{folder}/{name}", _TIME), data, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def main() -> None:
    """Zip the edition in the language that is the first argument, of every assignment."""
    language = sys.argv[1] if len(sys.argv) > 1 else ""
    if language not in LANGUAGES:
        sys.exit(f"Found LANGUAGE={language!r}, expected one of {', '.join(LANGUAGES)}: make student LANGUAGE=zh")
    try:
        course = Course.find()
        if not course.assignments:
            raise AutograderError(f"There is no lesson in {course.root / 'notebooks'}, so there is nothing to hand out")
        for assignment in course.assignments:
            path = make(course, assignment, language)
            print(f"{path.relative_to(course.root)}: {path.stat().st_size / 1e6:.2f} MB, for students")
    except AutograderError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
