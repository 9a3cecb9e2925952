"""Pictures in written answers are kept for whoever marks them, drawn anew where they can harm nobody."""

from __future__ import annotations

import base64
import copy
import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import reads
from PIL import Image, PngImagePlugin

from autograder.course import Course
from autograder.grading import pictures
from autograder.grading.beside import Beside
from autograder.grading.bundle import Bundle
from autograder.grading.folders import MARKDOWN, autograded, inert, pages
from autograder.grading.gradebook import NOTHING_GIVEN
from autograder.grading.pictures import MAX_BYTES, MAX_PICTURES, SIDE
from autograder.grading.submission_grader import Task, grade_submission
from autograder.lessons.build import Notebook, dumps
from autograder.results import Result, gradebook_rows
from autograder.sandbox import Sandbox
from autograder.submission import rebuild
from autograder.submission.pictures import named, names_in, replaced

from .classroom import grades, hand_in, release, tool
from .conftest import ASSIGNMENT, PART

SECRET = b"<script>alert('what hides in a picture')</script>"


def picture(
    kind: str = "png", size: tuple[int, int] = (40, 30), colour: Any = (200, 30, 30), mode: str = "RGB"
) -> bytes:
    """A picture with a text hidden in it, and behind it."""
    held = io.BytesIO()
    more: dict[str, Any] = {}
    if kind == "png":
        more["pnginfo"] = PngImagePlugin.PngInfo()
        more["pnginfo"].add_text("Comment", SECRET.decode())
    else:
        more["comment"] = SECRET
    Image.new(mode, size, colour).save(held, kind, **more)
    return held.getvalue() + SECRET


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def answered(notebook: Notebook, text: str, attachments: dict[str, bytes] | None = None, kind: str = "png") -> bytes:
    book = copy.deepcopy(notebook)
    cell = next(cell for cell in book["cells"] if cell["id"] == "why_divide")
    cell["source"] = text
    if attachments:
        cell["attachments"] = {name: {f"image/{kind}": base64_of(data)} for name, data in attachments.items()}
    return dumps(book).encode()


def graded(bundle: Bundle, sandbox: Sandbox, data: bytes, **beside: bytes) -> Result:
    files = {name.replace("__", "/").replace("_", "."): held for name, held in beside.items()}
    task = Task("student", {PART: data}, beside=Beside(files), language="en")
    return grade_submission(bundle, task, sandbox)


def answer(result: Result) -> dict[str, Any]:
    cell: dict[str, Any]
    (cell,) = [cell for cell in result.notebooks[PART].notebook["cells"] if cell["id"] == "why_divide"]
    return cell


def kept(result: Result) -> list[bytes]:
    """The pictures of the answer, in order, which are shown on the page and by formgrader as well."""
    cell = answer(result)
    bundles = [cell["attachments"][name] for name in names_in(cell["source"])]
    found = [base64.b64decode(data) for bundle in bundles for data in bundle.values()]
    page = pages(result, NOTHING_GIVEN, True)[PART]
    shown, _ = HTMLExporter().from_notebook_node(reads(autograded(result)[PART].decode(), as_version=4))
    for data in found:
        assert base64_of(data) in page and base64_of(data) in shown
    return found


def said(result: Result) -> list[str]:
    return [note.message.en for note in result.notebooks[PART].notes if note.code == "picture"]


# --- what is kept ----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["png", "jpeg"])
@pytest.mark.parametrize(
    "text",
    [
        "![my drawing](attachment:image.png)",
        "Look: ![image.png](attachment:image.png) there.",
        '<img src="attachment:image.png" width="300" />',
        "![with a title](attachment:image.png 'mine')",
        "![a](data:image/{kind};base64,{data})",
        '<img alt="a" src="data:image/{kind};base64,{data}">',
        "![a](drawing.png)",
        "![a](./pictures/drawing.png)",
        "![a](pictures\\drawing.png)",
        '<img src="drawing.png">',
        "<b>Not Markdown that is shown</b> [x](javascript:y) ![a](attachment:image.png)",
    ],
)
def test_a_picture_in_an_answer_is_shown_to_whoever_marks_it_and_on_the_page(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, kind: str, text: str
) -> None:
    data = picture(kind)
    source = text.replace("{kind}", kind).replace("{data}", base64_of(data))
    attached = {"image.png": data} if "attachment:" in text else None
    result = graded(
        bundle, sandbox, answered(released, source, attached, kind), drawing_png=data, pictures__drawing_png=data
    )
    (made,) = kept(result)
    with Image.open(io.BytesIO(made)) as found:
        assert found.size == (40, 30)
        red, green, blue = found.convert("RGB").getpixel((20, 15))  # type: ignore[misc]
        assert abs(red - 200) < 8 and abs(green - 30) < 8 and abs(blue - 30) < 8
    assert SECRET not in made and said(result) == []
    assert gradebook_rows(result).cells[PART]["why_divide"].mark is None


@pytest.mark.slow
def test_pictures_of_cells_beside_a_blank_answer_come_along(
    bundle: Bundle, sandbox: Sandbox, released: Notebook
) -> None:
    """Jupyter calls what is pasted image.png, in each cell."""
    book = copy.deepcopy(released)
    place = [cell["id"] for cell in book["cells"]].index("why_divide") + 1
    cells = [
        {
            "cell_type": "markdown",
            "id": f"own{number}",
            "metadata": {},
            "source": f"{number} ![image.png](attachment:image.png)",
            "attachments": {"image.png": {"image/png": base64_of(picture(size=(10 + number, 10)))}},
        }
        for number in range(2)
    ]
    book["cells"][place:place] = cells
    result = graded(bundle, sandbox, dumps(book).encode())
    assert [Image.open(io.BytesIO(data)).size for data in kept(result)] == [(10, 10), (11, 10)]


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_all_modes_are_kept(bundle: Bundle, sandbox: Sandbox, released: Notebook, mode: str) -> None:
    colour = {"LA": (0, 0), "RGBA": (0, 0, 0, 0), "CMYK": (0, 0, 0, 0)}.get(mode, 1)
    data = picture("jpeg" if mode == "CMYK" else "png", mode=mode, colour=colour)
    (made,) = kept(graded(bundle, sandbox, answered(released, "![a](attachment:a)", {"a": data})))
    if mode in ("LA", "RGBA"):  # what is drawn in black on nothing is seen
        assert Image.open(io.BytesIO(made)).convert("RGB").getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.slow
def test_a_large_picture_is_made_smaller(bundle: Bundle, sandbox: Sandbox, released: Notebook) -> None:
    held = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(held, "jpeg", quality=20)
    (made,) = kept(graded(bundle, sandbox, answered(released, "![a](attachment:a)", {"a": held.getvalue()}, "jpeg")))
    assert Image.open(io.BytesIO(made)).size == (SIDE, SIDE * 3 // 4) and len(made) < 1_000_000


@pytest.mark.slow
def test_another_picture_is_another_answer(bundle: Bundle, sandbox: Sandbox, released: Notebook) -> None:
    """So that a mark by hand is looked at again."""
    rows = [
        gradebook_rows(graded(bundle, sandbox, answered(released, "![a](attachment:a)", {"a": picture(colour=colour)})))
        for colour in ((1, 2, 3), (1, 2, 3), (4, 5, 6))
    ]
    first, again, other = (row.cells[PART]["why_divide"].answer for row in rows)
    assert first == again != other


def test_a_large_picture_in_the_text_costs_no_text(bundle: Bundle, released: Notebook) -> None:
    data = base64_of(b"\x89PNG\r\n" + b"x" * 4_000_000)
    rebuilt = rebuild(bundle.editions[PART], answered(released, f"See ![a](data:image/png;base64,{data}) here."), "en")
    (cell,) = [cell for cell in rebuilt.notebook["cells"] if cell["id"] == "why_divide"]
    assert cell["source"].startswith("See ![](attachment:") and cell["source"].endswith(") here.")
    assert [*cell["attachments"].values()] == [data]


# --- what is not -----------------------------------------------------------------------------------------


def bomb() -> bytes:
    """A PNG of a few kilobytes and thousands of millions of points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 10_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<svg onload='x'/>", "PNG and JPEG alone are kept"),
        (b"GIF89a", "PNG and JPEG alone are kept"),
        (picture()[:60], "it cannot be read"),
        (b"\xff\xd8\xff" + b"x" * 1000, "it cannot be read"),
        (b"\x89PNG\r\n" + b"x" * MAX_BYTES, "larger than 5 MB"),
        (bomb(), "of more than 40 million points"),
        (b"", "PNG and JPEG alone are kept"),
    ],
    ids=["svg", "gif", "cut off", "no jpeg", "large", "bomb", "empty"],
)
def test_what_cannot_be_kept_is_named_and_costs_no_other(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, data: bytes, why: str
) -> None:
    text = "![a](attachment:bad) ![b](attachment:good)"
    result = graded(bundle, sandbox, answered(released, text, {"bad": data, "good": picture()}))
    (made,) = kept(result)
    assert Image.open(io.BytesIO(made)).size == (40, 30)
    assert said(result) == [f"pictures in the answers that are not kept: 1 ({why})"]
    page = pages(result, NOTHING_GIVEN, True)[PART]
    assert "pictures in the answers" in page and "<svg onload" not in page
    assert "<svg onload" not in autograded(result)[PART].decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("![a](fig.png)", "fig.png (not handed in with the notebook)"),
        ("![a](attachment:image.png)", "image.png (not handed in with the notebook)"),
        ("![a](../../secret.png)", "../../secret.png (not handed in with the notebook)"),
        ("![a](data:image/svg+xml;base64,PHN2Zy8+)", "image/svg+xml (PNG and JPEG alone are kept)"),
        ("![a](attachment:\u202egnp.exe)", "\u202egnp.exe (not handed in with the notebook)"),
    ],
)
def test_a_picture_that_is_not_there_is_named(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, text: str, told: str
) -> None:
    (note,) = said(graded(bundle, sandbox, answered(released, text)))
    assert "\u202e" not in note
    assert note.endswith(told.replace("\u202e", "⟨U+202E⟩")) or "\u202e" in told


@pytest.mark.slow
def test_of_many_pictures_some_are_kept(bundle: Bundle, sandbox: Sandbox, released: Notebook) -> None:
    attached = {str(number): picture(size=(10 + number, 5)) for number in range(MAX_PICTURES + 3)}
    text = " ".join(f"![](attachment:{name})" for name in attached)
    result = graded(bundle, sandbox, answered(released, text, attached))
    assert len(answer(result)["attachments"]) == MAX_PICTURES
    (note,) = said(result)
    assert "13, 14, 15 (at most 12 are kept" in note


@pytest.mark.slow
def test_a_picture_that_takes_its_decoder_too_long_costs_itself_alone(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it makes of the decoder: it ends the process, or never ends."""
    end = "    if picture.width == 7: os._exit(1)\n    while picture.width == 8: pass\n"
    slow = pictures._DEFINITIONS.replace("    import io\n", "    import io, os\n").replace(
        "        picture.draft", f"    {end}        picture.draft".replace("\n    while", "\n        while")
    )
    monkeypatch.setattr(pictures, "_DEFINITIONS", slow)
    attached = {str(size): picture(size=(size, 5)) for size in (6, 7, 8, 9)}
    text = " ".join(f"![](attachment:{name})" for name in attached)
    result = graded(bundle, sandbox, answered(released, text, attached))
    assert said(result) == ["pictures in the answers that are not kept: 2, 3 (it cannot be read)"]
    assert len(answer(result)["attachments"]) == 2


@pytest.mark.slow
def test_no_process_is_started_for_a_submission_without_pictures(
    bundle: Bundle, sandbox: Sandbox, released: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("there is nothing to draw")

    monkeypatch.setattr(pictures, "_drawn", refuse)
    graded(bundle, sandbox, answered(released, "A text ![a](https://example.org/a.png)."))


def test_the_decoder_is_not_in_the_judges_process() -> None:
    source = Path(pictures.__file__).read_text("utf-8")
    code, _, _ = source.partition("_DEFINITIONS = ")
    assert "PIL" not in code and "from PIL import" in source


@pytest.mark.parametrize("text", ["![a](attachment:x)", "![](attachment:0123456789abcdef01234567)", "![](x.png)"])
def test_no_picture_is_shown_that_grading_has_not_drawn(text: str) -> None:
    cell = {"id": "a", "cell_type": "markdown", "metadata": {}, "source": text}
    assert inert(cell, MARKDOWN)["source"] == f"    {text}"
    assert inert(cell, MARKDOWN)["attachments"] == {}


def test_a_picture_that_is_shown_a_thousand_times_is_looked_at_once() -> None:
    text, found = named("![](attachment:a) " * 1000, {"a": "x" * 1_000_000})
    assert len(found) == 1 and len([*names_in(text)]) == 1000


# --- both commands ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("command", [("autograder", "grade", ASSIGNMENT), ("nbgrader", "autograde", ASSIGNMENT)])
def test_both_commands_keep_pictures(course: Course, command: tuple[str, ...]) -> None:
    notebook = release(course, "zh")
    hand_in(course, "ada", answered(notebook, "![a](attachment:a) ![b](b.png)", {"a": picture(size=(11, 11))}))
    (course.submitted / "ada" / ASSIGNMENT / "b.png").write_bytes(picture(size=(12, 12)))
    ran = tool(course, *command)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert grades(course, "ada")["why_divide"][3]
    book = json.loads((course.root / "autograded" / "ada" / ASSIGNMENT / f"{PART}.ipynb").read_text("utf-8"))
    (cell,) = [cell for cell in book["cells"] if cell["id"] == "why_divide"]
    assert len(cell["attachments"]) == 2
    page = (course.feedback / "ada" / ASSIGNMENT / f"{PART}.html").read_text("utf-8") if "autograder" in command else ""
    assert page.count("data:image/png;base64,") == (2 if page else 0)


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        ("![Screenshot (3)](attachment:Screenshot%20(3).png)", "attachment:Screenshot%20(3).png"),
        ("![a](attachment:image%20(1).png 'a title')", "attachment:image%20(1).png"),
        ("![a](<my figure.png>)", "my figure.png"),
        ("<img src='attachment:p q.png' alt=\"x\">", "attachment:p q.png"),
        ('<img alt="x" src="a.png">', "a.png"),
        ("<img src=a.png>", "a.png"),
        ("![a](b c.png)", ""),
    ],
)
def test_pictures_are_found_by_the_names_that_computers_give_them(shown: str, address: str) -> None:
    found: list[str] = []
    replaced(shown, lambda one: found.append(one) or None)  # type: ignore[func-returns-value]
    assert found == ([address] if address else [])
