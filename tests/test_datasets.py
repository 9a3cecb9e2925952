"""Data sets come into datasets/ whole and verified, or not at all; what is wrong with a file is told."""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.course import Course

from .conftest import ASSIGNMENT

# pooch leaves a response open when the server answers with an error.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)

TRAIN, TEST = "train_catvnoncat.h5", "test_catvnoncat.h5"


def write(path: Path, split: str, size: int = 3) -> None:
    """A small file in the form of the real cats."""
    with h5py.File(path, "w") as file:
        file[f"{split}_set_x"] = np.arange(size * 64 * 64 * 3, dtype=np.uint8).reshape(size, 64, 64, 3)
        file[f"{split}_set_y"] = np.arange(size) % 2
        file["list_classes"] = np.array([b"non-cat", b"cat"])


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder with two small files, and the address of a server that gives them out."""
    folder = tmp_path / "served"
    folder.mkdir()
    write(folder / TRAIN, "train")
    write(folder / TEST, "test")

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object, **more: object) -> None:
            super().__init__(*arguments, directory=str(folder), **more)  # type: ignore[arg-type]

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def cats(course: Course, served: tuple[Path, str]) -> Course:
    """A course whose lesson names those files at that address."""
    lesson = course.lesson(ASSIGNMENT)
    data = lesson / "data.py"
    text = data.read_text("utf-8")
    address = text.split('ADDRESS = "')[1].split('"')[0]
    data.write_text(text.replace(address, served[1]), "utf-8")
    utils = lesson / "pack" / "lr_utils.py"
    source = utils.read_text("utf-8")
    for name, split in ((TRAIN, "train"), (TEST, "test")):
        with h5py.File(served[0] / name, "r") as file:
            for part in ("x", "y"):
                key = f"{split}_set_{part}"
                start = source.index(f'"{key}": "') + len(key) + 5
                source = source[:start] + digest(np.array(file[key])) + source[start + 64 :]
    utils.write_text(source, "utf-8")
    return course


def found(course: Course) -> list[str]:
    """What lies in datasets/ beside that which the course carries."""
    return sorted({path.name for path in course.datasets.iterdir()} - {"README.md", "drawn_cats.h5"})


def digest(array: np.ndarray) -> str:  # type: ignore[type-arg]
    import hashlib

    return hashlib.sha256(array.tobytes()).hexdigest()


def run(course: Course, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> Result:
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, ["datasets", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_fetching_brings_both_files_and_the_second_time_none(
    cats: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(cats, monkeypatch, "fetch")
    assert result.exit_code == 0, result.output
    assert result.output.count("fetched and verified") == 2
    assert found(cats) == [TEST, TRAIN]
    assert (cats.datasets / TRAIN).read_bytes() == (served[0] / TRAIN).read_bytes()
    assert run(cats, monkeypatch, "fetch").output.count("is there and verified") == 2


@pytest.mark.parametrize("fault", ["gone", "truncated", "another"])
def test_what_is_not_the_file_is_not_taken(
    cats: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    path = served[0] / TEST
    if fault == "gone":
        path.unlink()
    elif fault == "truncated":
        path.write_bytes(path.read_bytes()[:2000])
    else:
        write(path, "test", size=4)
    result = run(cats, monkeypatch, "fetch")
    assert result.exit_code == 1
    assert TEST in result.output
    assert found(cats) == [TRAIN]


def test_offline_it_says_what_to_do_by_hand(cats: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    data = cats.lesson(ASSIGNMENT) / "data.py"
    text = data.read_text("utf-8")
    start = text.index("http://127.0.0.1:")
    data.write_text(text[:start] + "http://127.0.0.1:9/" + text[text.index('"', start) :], "utf-8")
    result = run(cats, monkeypatch, "fetch")
    assert result.exit_code == 1
    assert f"autograder datasets add {TRAIN}" in result.output
    assert found(cats) == []


def test_a_copy_at_hand_is_taken_after_a_look_at_it(
    cats: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(cats, monkeypatch, "add", served[0] / TRAIN, served[0] / TEST).exit_code == 0
    assert found(cats) == [TEST, TRAIN]


@pytest.mark.parametrize(
    ("name", "told"), [("cats.h5", "no file that a lesson names"), (TEST, "is not what it should be")]
)
def test_a_copy_of_something_else_is_not_taken(
    cats: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    write(tmp_path / name, "test", size=5)
    result = run(cats, monkeypatch, "add", tmp_path / name)
    assert result.exit_code == 1
    assert told in result.output and str(tmp_path / name) in result.output
    assert found(cats) == []


def test_a_file_that_is_there_and_another_is_told_and_left(
    cats: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(served[0] / TEST, cats.datasets / TRAIN)
    before = (cats.datasets / TRAIN).read_bytes()
    result = run(cats, monkeypatch, "fetch")
    assert result.exit_code == 1
    assert f"rm {cats.datasets / TRAIN}" in result.output
    assert (cats.datasets / TRAIN).read_bytes() == before
