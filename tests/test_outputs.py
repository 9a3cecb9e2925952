"""The outputs of a large notebook are passed over, and nothing else of it: in bounded memory, whatever it holds."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder import results
from autograder.course import Course
from autograder.grading.bundle import Bundle
from autograder.grading.handed_in import read_folder
from autograder.grading.submission_grader import digest, read_submission
from autograder.lessons.build import Notebook
from autograder.lessons.lesson import Lesson
from autograder.submission import Editions, outputs, rebuild
from autograder.submission.outputs import MAX_BYTES, MAX_FILE, MAX_PICTURES, TooLarge, without_outputs

from .classroom import automatic, fill, hand_in, release, tool
from .conftest import ASSIGNMENT, PART


def picture(size: int) -> dict[str, Any]:
    """An output with a picture of so many bytes, which no reader of JSON takes for short."""
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {"image/png": "iVBOR\\/" * (size // 7), "text/plain": ['<Figure size 640x480 with 1 "Axes">\n']},
    }


def heavy(notebook: Notebook, megabytes: int) -> bytes:
    """The notebook with so many megabytes of outputs, in all its code cells."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    made = picture(megabytes * 850_000 // len(cells))
    return json.dumps(
        notebook
        | {
            "cells": [cell | {"outputs": [made]} if cell["cell_type"] == "code" else cell for cell in notebook["cells"]]
        },
        indent=1,
    ).encode()


# --- what is kept --------------------------------------------------------------------------------------------

texts = st.text(st.sampled_from('outputs"\\[]{}:, \n\u00e9\U0001f600\ud800') | st.characters(), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts | st.just("outputs"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(texts | st.sampled_from(["outputs", "attachments", "source", "cells"]), inner, max_size=4)
    ),
    max_leaves=25,
)


def dropped(value: Any) -> Any:
    """What a reader of JSON has read, without the outputs in it."""
    if isinstance(value, list):
        return [dropped(one) for one in value]
    if isinstance(value, dict):
        return {
            key: [] if key == "outputs" and isinstance(one, (list, dict)) else dropped(one)
            for key, one in value.items()
        }
    return value


def scanned(data: bytes, sizes: Iterator[int]) -> bytes:
    """What is kept of it when it is read in pieces of these sizes."""
    pieces, place = [], 0
    while place < len(data):
        size = next(sizes)
        pieces.append(data[place : place + size])
        place += size
    scan = outputs._Scan(iter(pieces))
    scan.run()
    return bytes(scan.kept)


@given(values, st.sampled_from([None, 0, 3]), st.integers(1, 40), st.integers(0, 3), st.booleans())
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_kept_reads_as_the_whole_does_without_its_outputs(
    monkeypatch: pytest.MonkeyPatch, value: Any, indent: int | None, size: int, one_by_one: int, ascii: bool
) -> None:
    """However it is written, wherever one piece ends and the next begins."""
    monkeypatch.setattr(outputs, "PIECE", 24)
    monkeypatch.setattr(outputs, "FIRST", 3)
    monkeypatch.setattr(outputs, "ONE_BY_ONE", one_by_one)
    data = json.dumps(value, indent=indent, ensure_ascii=ascii).encode("utf-8", errors="surrogatepass")
    kept = scanned(data, iter(lambda: size, 0)).decode("utf-8", errors="surrogatepass")
    assert repr(json.loads(kept)) == repr(dropped(json.loads(data.decode("utf-8", errors="surrogatepass"))))


@given(st.text('outpus"\\[]{}:, 1', max_size=200), st.integers(1, 40))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_no_json_is_read_to_its_end(monkeypatch: pytest.MonkeyPatch, text: str, size: int) -> None:
    monkeypatch.setattr(outputs, "PIECE", 24)
    data = text.encode()
    assert len(scanned(data, iter(lambda: size, 0))) <= len(data) + 2


@pytest.mark.parametrize("count", range(6))
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_backslashes_in_a_row_escape_one_another(monkeypatch: pytest.MonkeyPatch, count: int, size: int) -> None:
    """Also where a piece ends among them."""
    monkeypatch.setattr(outputs, "ONE_BY_ONE", 0)
    monkeypatch.setattr(outputs, "FIRST", size)
    text = "\\" * count + '"]' + "\\" * (count + 1)
    data = json.dumps({"outputs": [text, [text]], "source": text}).encode()
    assert json.loads(scanned(data, iter(lambda: size, 0))) == {"outputs": [], "source": text}


def test_a_small_notebook_is_kept_byte_for_byte(released: Notebook) -> None:
    data = heavy(released, 1)
    assert without_outputs(io.BytesIO(data)) == data


def test_a_large_one_is_kept_without_its_outputs(released: Notebook) -> None:
    kept = without_outputs(io.BytesIO(heavy(released, 30)))
    assert len(kept) < 200_000 and not isinstance(kept, TooLarge)
    assert json.loads(kept) == json.loads(json.dumps(released))


def test_pasted_pictures_are_kept_as_long_as_there_is_room_and_missed_otherwise(
    bundle: Bundle, released: Notebook
) -> None:
    texts = [cell for cell in released["cells"] if cell["cell_type"] == "markdown"]
    small, large = {"a.png": {"image/png": "A" * 1_000_000}}, {"b.png": {"image/png": "B" * (MAX_PICTURES + 1)}}
    texts[0]["attachments"], texts[1]["attachments"], texts[2]["attachments"] = small, large, small
    data = heavy(released, 30)
    kept = json.loads(without_outputs(io.BytesIO(data)))
    assert [cell["attachments"] for cell in kept["cells"] if "attachments" in cell] == [small, None, small]
    result = rebuild(Editions(bundle.sources[PART]), data, "zh")
    (note,) = result.notes
    assert note.message.en.startswith("the pictures pasted into the file are too large: those of 1 cells were left out")


@pytest.mark.parametrize(
    ("more", "language"),
    [
        ({"source": "#" * MAX_BYTES}, "en"),
        ({"outputs": ["x" * (MAX_FILE + 1)]}, "en"),
        ({"outputs": ["x" * (MAX_FILE + 1)]}, "zh"),
    ],
    ids=["sources", "file", "file in Chinese"],
)
def test_what_is_too_large_all_the_same_is_told_in_the_students_language(
    bundle: Bundle, made: Course, more: dict[str, Any], language: Any
) -> None:
    notebook = release(made, language)
    cell = {"cell_type": "code", "id": "x", "metadata": {}, "outputs": [], "source": "", "execution_count": None} | more
    data = json.dumps(notebook | {"cells": [*notebook["cells"], cell]}, separators=(",", ":")).encode()
    kept = without_outputs(io.BytesIO(data))
    del data
    assert isinstance(kept, TooLarge) and isinstance(pickle.loads(pickle.dumps(kept)), TooLarge)
    result = rebuild(Editions(bundle.sources[PART]), kept, "zh" if language == "en" else "en")
    assert result.language == language
    (note,) = result.notes
    assert note.code == "too_large"
    assert "larger than 200 MB, or larger than 20 MB without its outputs" in note.message.en


# --- in a folder ---------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "submitted" / "student" / ASSIGNMENT
    made.mkdir(parents=True)
    return made


@pytest.mark.parametrize("name", [f"{PART}.ipynb", f"{PART} (1).ipynb", "work.zip"])
def test_a_hundred_megabytes_are_recognised(
    folder: Path, bundle: Bundle, released: Notebook, lesson: Lesson, name: str
) -> None:
    fill(released, lesson.solutions)
    data = heavy(released, 100)
    assert 90_000_000 < len(data) < 130_000_000
    if name.endswith(".zip"):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr(f"{PART}.ipynb", data)
    else:
        (folder / name).write_bytes(data)
    found = read_folder(folder, bundle.editions)
    kept = found.files[PART]
    assert kept is not None and len(kept) < 200_000
    assert rebuild(bundle.editions[PART], kept, "zh").notes == ()


def test_outputs_are_no_part_of_the_work(folder: Path, bundle: Bundle, released: Notebook) -> None:
    """A large notebook is not graded again when only these have changed."""
    digests = []
    for megabytes in (25, 30):
        (folder / f"{PART}.ipynb").write_bytes(heavy(released, megabytes))
        digests.append(digest(bundle, read_submission(folder, bundle)))
    assert digests[0] == digests[1]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_unfolds_at_once_is_named_and_not_opened(folder: Path, bundle: Bundle, method: int) -> None:
    with zipfile.ZipFile(folder / "bomb.zip", "w", method) as archive, archive.open("a.ipynb", "w") as file:
        for _ in range(300):
            file.write(b" " * 1_000_000)
    assert (folder / "bomb.zip").stat().st_size < 200_000
    found = read_folder(folder, bundle.editions)
    assert found.files[PART] is None and found.others == ("bomb.zip",)


# --- a class, in both ways -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("autograder", "grade"), ("nbgrader", "autograde")], ids=lambda command: command[0]
)
def test_large_notebooks_are_marked_as_ever_and_what_is_written_of_them_is_small(
    course: Course, lesson: Lesson, command: tuple[str, str]
) -> None:
    notebook = release(course, "en")
    fill(notebook, lesson.solutions)
    hand_in(course, "large", heavy(notebook, 60))
    hand_in(course, "huge", heavy(notebook, 250))
    ran = tool(course, *command, ASSIGNMENT)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert automatic(course) == {"large": 60, "huge": 0}
    stored = results.load(course.results(ASSIGNMENT), "huge")
    assert stored is not None and [note.code for note in stored.notebooks[PART].notes] == ["too_large"]
    page = (course.feedback / "huge" / ASSIGNMENT / f"{PART}.html").read_text("utf-8")
    assert '<html lang="en' in page and "Clear Outputs of All Cells" in page and "larger than 200 MB" in page
    for place in (course.root / "autograded", course.feedback, course.root / "results"):
        assert sum(path.stat().st_size for path in place.rglob("*") if path.is_file()) < 2_000_000
