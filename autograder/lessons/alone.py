"""What a set-up cell does where a notebook is opened without its folder, or by too old a Python.

It stands in the cell itself, since nothing else of the course is there then; so any Python 3.6 must be able to read it.
Each edition has it in its own language, with the address that the course's settings name.
"""

from __future__ import annotations

import json
import re

from autograder.exercise import Language, Text

#: The oldest Python that runs what students get.
OLDEST_PYTHON = (3, 9)

_ABOUT = Text(
    "文件夹 kit 不在旁边时，解开放在这里的 zip，或者停下来说明怎么办。（这个函数不用读。）",
    "If the folder kit is missing: unpack the zip that lies here, or stop and say so. (No need to read it.)",
)
_LATER = Text("后面的单元格也这样说", "later cells say the same")
_KEPT = Text("已有的文件和笔记都不动", "files that are there are left alone, and notebooks")
# Line by line, as they are shown.
_TOO_OLD = Text(
    "这本笔记需要 Python {oldest} 或更新的版本，这里的是 {{}}。\n"
    "用菜单 Kernel → Change Kernel 换一个，或者装一个新的（www.python.org）；再从最前面的设置单元格开始运行。",
    "This notebook needs Python {oldest} or newer, and here it is {{}}.\n"
    "Choose another in the menu Kernel → Change Kernel, or install one (www.python.org).\n"
    "Then begin with the set-up cell at the top.",
)
_ALONE = Text(
    "这里只有笔记，没有应该和它放在一起的文件夹 kit，所以先停在这里。\n"
    "在自己的电脑上：把 {zip} 整个解压，打开里面的笔记。\n"
    "在网页上：把这个 zip 上传到笔记所在的文件夹 {{}}，\n"
    "再运行一次最前面的设置单元格，它会自己解开。\n"
    "{get}",
    "The notebook is here without the folder kit, which belongs beside it, so it stops here.\n"
    "On your own computer: unpack all of {zip} and open the notebook in there.\n"
    "On a web site: upload this zip into the notebook's folder, {{}},\n"
    "and run the set-up cell at the top once more, which unpacks it.\n"
    "{get}",
)
_ASK = Text("这个 zip 向老师要。", "Ask your teacher for the zip.")
_FETCH = Text("这个 zip 在这里下载：{address}", "The zip is to be had at {address}")

_CODE = '''\
def find_kit(notebook):
    """{about}"""
    import importlib.util, pathlib, sys, zipfile

    def unpack(packed):
        sizes = {{info.filename: info.file_size for info in packed.infolist()}}
        kits = [name[:-15] for name in sizes if name.endswith("kit/__init__.py")]
        top = next(top for top in kits if top + notebook in sizes and sum(sizes.values()) < 10**8)
        for name in packed.testzip() is None and sizes:  # {kept}
            path = (here / name[len(top) :]).resolve()
            if name.startswith(top) and here in path.parents and not path.exists():
                if not name.endswith(("/", ".ipynb")):
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(packed.read(name))

    is_there = lambda: getattr(importlib.util.find_spec("kit"), "origin", None)
    here, words = pathlib.Path().resolve(), ""
    for archive in here.glob("*.zip"):
        try:
            is_there() or unpack(zipfile.ZipFile(str(archive)))
        except Exception:
            pass
        importlib.invalidate_caches()
    if sys.version_info < {oldest}:
        words = {too_old}.format(sys.version.split()[0])
    elif not is_there():
        words = {alone}.format(here)
    if words:
        NotReady = type("NotReady", (Exception,), {{"_render_traceback_": lambda self: [words]}})
        tell = lambda shell, *_, **__: shell.showtraceback((NotReady, NotReady(words), None))
        get_ipython().set_custom_exc((NameError, ImportError), tell)  # {later}
        raise NotReady(words)


find_kit("{notebook}")
'''
_BLOCK = re.compile(r"^\ndef find_kit\(notebook\):\n(?:[ \t].*\n|\n)*find_kit\(.*\)\n\n?", re.MULTILINE)
_LANGUAGE_LINE = re.compile(r"^LANGUAGE = .*\n\n?", re.MULTILINE)
_MADE_FOR = re.compile(
    r"^def find_kit\(.*?([\w-]+)-[a-z]+\.zip.*?^find_kit\(\"(\w+)\.ipynb\"\)", re.DOTALL | re.MULTILINE
)


def with_check(source: str, assignment: str, part: str, language: Language, address: str = "") -> str:
    """A set-up cell that looks, before anything else, whether it can run; one without a language line stays as it is.

    Parameters
    ----------
    address
        Where students find the zip file of their edition; without one they are told to ask their teacher.
    """
    oldest = ".".join(map(str, OLDEST_PYTHON))
    get = (_FETCH if address else _ASK).format(address=address)
    alone = _ALONE.format(zip=f"{assignment}-{language}.zip", get=get)
    code = _CODE.format(
        about=_ABOUT.to(language),
        later=_LATER.to(language),
        kept=_KEPT.to(language),
        notebook=f"{part}.ipynb",
        oldest=OLDEST_PYTHON,
        too_old=_literal(_TOO_OLD.format(oldest=oldest).to(language)),
        alone=_literal(alone.to(language)),
    )
    return _LANGUAGE_LINE.sub(lambda line: f"{line[0]}\n{code}\n", source, count=1)


def in_language(source: str, language: Language, address: str = "") -> str:
    """A set-up cell that says so in a language; any other cell as it is."""
    made_for = _MADE_FOR.search(source)
    if made_for is None:
        return source
    return with_check(without_check(source), made_for[1], made_for[2], language, address)


def without_check(source: str) -> str:
    """A set-up cell as its author wrote it, the same whatever the edition and the course's settings are."""
    return _BLOCK.sub("", source)


def _literal(words: str) -> str:
    """Words as Python writes them, a line of theirs on a line of its own."""
    lines = [json.dumps(line, ensure_ascii=False) for line in words.splitlines(keepends=True)]
    return "\n            ".join(["(", *lines]) + "\n        )"
