"""What a student wrote in an earlier notebook is fetched from there, whatever has become of that notebook."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from . import made_up
from .pack import Pack, assembled

Edit = Callable[[list[dict[str, Any]]], Any]


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return assembled(made_up.lesson(tmp_path_factory.mktemp("lesson")), tmp_path_factory.mktemp("pack"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Pack) -> Iterator[Path]:
    """Where a student's notebooks lie, beside what they import; cards speak English."""
    monkeypatch.chdir(tmp_path)
    pack.make_known(monkeypatch)
    pack.load("kit.selfcheck").use("en")
    yield tmp_path
    pack.load("kit.selfcheck").use("zh")


@pytest.fixture
def earlier(folder: Path, pack: Pack) -> Any:
    """The part with total and mean."""
    return pack.load("kit.selfcheck.earlier").Earlier("sums")


@pytest.fixture
def written(folder: Path) -> Callable[..., None]:
    """Writes a finished notebook of that part, changed in some way."""

    def write(*edits: Edit) -> None:
        cells = [code("setup_tools", made_up.SETUP)]
        for name in ("total", "mean"):
            cells += [code(name, made_up.SOLVED[name]), code(f"try_{name}", "1 / 0"), code(f"test_{name}", "1 / 0")]
        for edit in edits:
            edit(cells)
        (folder / "sums.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")

    return write


def code(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "metadata": {"nbgrader": {"grade_id": name}}, "source": source}


def says(name: str, source: str) -> Edit:
    """An edit: the cell of this name holds other source."""
    return lambda cells: next(cell for cell in cells if cell["id"] == name).update(source=source)


def added(source: str) -> Edit:
    """An edit: a cell of the student's own, at the end."""
    return lambda cells: cells.append({"cell_type": "code", "id": "own", "metadata": {}, "source": source})


def without_marks(cells: list[dict[str, Any]]) -> None:
    for cell in cells:
        cell["metadata"] = {}
        del cell["id"]


def without_setup(cells: list[dict[str, Any]]) -> None:
    del cells[0]


@pytest.mark.parametrize(
    "edits",
    [
        [],
        [without_marks],
        [without_setup],
        [says("setup_tools", "import numpy as n p")],
        [without_setup, without_marks],
    ],
    ids=["as saved", "without ids and metadata", "without set-up", "set-up broken", "without either"],
)
def test_the_functions_come_from_the_notebook_beside(
    written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str], edits: list[Edit]
) -> None:
    written(*edits)
    assert [function.__name__ for function in earlier.load()] == ["total", "mean"]
    assert capsys.readouterr().out == ""
    earlier.report()
    assert capsys.readouterr().out.startswith("2 of 2 right")


def test_what_the_set_up_provides_is_there_and_what_is_not_there_is_passed_over(
    written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    written(says("total", "def total(numbers):\n    return half(2 * np.sum(numbers))\n"))
    total, _ = earlier.load()
    assert total([1, 2]) == 3
    assert capsys.readouterr().out == ""


def test_helpers_come_along_and_experiments_do_not(
    written: Callable[..., None], earlier: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    monkeypatch.setattr(np, "save", lambda *it: ran.append("np.save"), raising=True)
    written(
        without_marks,
        says_nothing_of_marks("total", "def total(numbers):\n    return added(numbers) + SHIFT"),
        added(
            "%matplotlib inline\nimport math as m\nSHIFT = m.floor(0.5)\nnothing = 1 / 0\nwhile True: pass\n"
            "np.save('experiment', 3)\ntable = []\ntable.append(1)\n"
            "def added(numbers):\n    return np.sum(numbers) * len(table)"
        ),
    )
    total, _ = earlier.load()
    assert (total([1, 2]), ran) == (3, [])


def says_nothing_of_marks(name: str, source: str) -> Edit:
    """An edit: the cell that defines this function holds other source, whatever it is called."""

    def edit(cells: list[dict[str, Any]]) -> None:
        next(cell for cell in cells if cell["source"].startswith(f"def {name}")).update(source=source)

    return edit


def test_a_function_is_what_its_own_cell_makes_of_it(written: Callable[..., None], earlier: Any) -> None:
    written(added("def total(numbers):\n    return 'an experiment'"))
    assert earlier.load()[0]([1, 2]) == 3


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def total(numbers):\n    raise NotImplementedError()", "○ total                       to do"),
        ("def total(numbers)\n    pass", "✗ total · its cell raised SyntaxError"),
        ("total = 1 / 0", "✗ total · its cell raised ZeroDivisionError"),
        ("def total(numbers):\n    return 1.0", "✗ total · with a 3 more it went from 1 to 1"),
        ("", "○ total                       not found"),
    ],
)
def test_what_is_blank_broken_wrong_or_missing_is_named_and_stops_nothing(
    written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str], source: str, said: str
) -> None:
    written(says("total", source))
    assert len(earlier.load()) == 2
    earlier.report()
    found = capsys.readouterr().out
    assert said in found
    assert "○ mean                        waits for total" in found
    assert "mend sums.ipynb, save it, then run the set-up cell here once more" in found


def test_what_is_still_to_do_is_told_at_once(
    written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    written(says("mean", made_up.blank("mean")))
    earlier.load()
    assert capsys.readouterr().out.startswith("○ sums.ipynb · still to do: mean. mend sums.ipynb, save it")


@pytest.mark.parametrize("data", [None, b"", b"[]", b'{"cells": [3, {"cell_type": "code", "source": 5}]}', b"\xff{"])
def test_whatever_lies_there_later_cells_show_a_quiet_card(
    folder: Path,
    earlier: Any,
    pack: Pack,
    capsys: pytest.CaptureFixture[str],
    data: bytes | None,
) -> None:
    if data is not None:
        (folder / "sums.ipynb").write_bytes(data)
    total, _ = earlier.load()
    assert capsys.readouterr().out.startswith("○ sums.ipynb · ")
    with pack.load("kit.selfcheck").trying(total):
        total([1, 2])
    assert capsys.readouterr().out == "○ total · not written yet\n"


HERE = "Put the one that you wrote into this folder, under the name sums.ipynb, and run this cell once more"


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        (None, "没有找到这本笔记", "this notebook is not there"),
        (b"", "这个文件是空的", "this file is empty"),
        (b" \n\0\0\0", "这个文件是空的", "this file is empty"),
        (
            b'{"cells": [\n {"cell_type": "co',
            "这个文件坏了，读到第 2 行就读不下去",
            "cannot be read further than line 2",
        ),
        (b"\x89PNG\r\n", "这个文件坏了，里面不是文字", "this file is damaged, it holds no text"),
        (b"[]", "这个文件不是 Jupyter 笔记", "this file is no Jupyter notebook, there are no cells in it"),
        (b'{"error": 404}', "这个文件不是 Jupyter 笔记", "this file is no Jupyter notebook, there are no cells in it"),
    ],
)
def test_a_notebook_that_cannot_be_read_is_called_what_it_is_with_what_to_do(
    folder: Path, pack: Pack, earlier: Any, capsys: pytest.CaptureFixture[str], data: bytes | None, zh: str, en: str
) -> None:
    if data is not None:
        (folder / "sums.ipynb").write_bytes(data)
    earlier.load()
    said, do = capsys.readouterr().out.splitlines()
    assert said.startswith("○ sums.ipynb · ") and en in said
    assert do.strip() == HERE
    pack.load("kit.selfcheck").use("zh")
    earlier.load()
    said, do = capsys.readouterr().out.splitlines()
    assert zh in said
    assert do.strip() == "把你写的那一本放进这个文件夹，名字叫 sums.ipynb，再运行一次这个单元格"


@pytest.mark.parametrize("name", ["sums (1).ipynb", "sums-Copy1.ipynb", "Sums_李.ipynb", "sums.ipynb.txt"])
@pytest.mark.parametrize("data", [None, b"", b"{"])
def test_a_notebook_under_another_name_is_found_and_named(
    folder: Path,
    written: Callable[..., None],
    earlier: Any,
    capsys: pytest.CaptureFixture[str],
    name: str,
    data: bytes | None,
) -> None:
    written()
    (folder / "sums.ipynb").rename(folder / name)
    (folder / "shop.ipynb").write_text(json.dumps({"cells": [code("total", made_up.SOLVED["total"])]}), "utf-8")
    (folder / "other.ipynb").write_text('{"cells": []}', "utf-8")
    if data is not None:
        (folder / "sums.ipynb").write_bytes(data)
    earlier.load()
    _, do = capsys.readouterr().out.splitlines()
    assert do.strip() == (
        f'There is "{name}", which has these functions. If that is the one that you wrote, rename it to sums.ipynb and '
        "run this cell once more"
    )


def test_an_untouched_notebook_beside_a_written_one_names_that(
    folder: Path, written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    (folder / "sums.ipynb").rename(folder / "sums (1).ipynb")
    written(says("total", made_up.blank("total")), says("mean", made_up.blank("mean")))
    earlier.load()
    said, do = capsys.readouterr().out.splitlines()
    assert said.startswith("○ sums.ipynb · still to do: total, mean.")
    assert 'There is "sums (1).ipynb", which has these functions.' in do


def test_jupyters_own_copy_of_a_damaged_notebook_is_named(
    folder: Path, written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / "sums.ipynb").rename(folder / ".ipynb_checkpoints" / "sums-checkpoint.ipynb")
    (folder / "sums.ipynb").write_bytes(b"")
    earlier.load()
    _, do = capsys.readouterr().out.splitlines()
    assert do.strip() == (
        'Jupyter has kept a copy in the folder .ipynb_checkpoints, "sums-checkpoint.ipynb": copy it here, name it '
        "sums.ipynb, and run this cell once more"
    )


def test_code_with_the_raise_still_in_it_is_told_so(
    written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    written(says("total", "def total(numbers):\n    raise NotImplementedError()\n    return np.sum(numbers)"))
    earlier.load()
    earlier.report()
    assert "○ total · there is code here, and the raise NotImplementedError() in line 2 is" in capsys.readouterr().out


def test_a_cell_that_cannot_be_read_is_told_in_words(
    written: Callable[..., None], earlier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    written(says("total", "def total(numbers)：\n    return 3"))
    earlier.load()
    earlier.report()
    assert "its cell raised SyntaxError: character 19 of line 1 is a full-width colon" in capsys.readouterr().out


def test_a_file_from_the_instructor_takes_its_place_and_says_so(
    folder: Path, earlier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    instead = folder / "sums_functions.py"
    instead.write_text("import numpy as np\n" + made_up.SOLVED["total"] + made_up.SOLVED["mean"], "utf-8")
    earlier.load()
    assert capsys.readouterr().out.startswith("✓ sums_functions.py · the 2 functions used here are those in this file")
    earlier.report()
    assert capsys.readouterr().out.startswith("2 of 2 right")
    instead.write_text("import", "utf-8")
    earlier.load()
    assert capsys.readouterr().out.startswith("○ sums_functions.py · cannot be read: SyntaxError")
