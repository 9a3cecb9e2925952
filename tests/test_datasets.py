"""Data sets come into datasets/ whole and verified, or not at all; what is wrong with a file is told."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.cli import main
from autograder.course import Course

from .conftest import ASSIGNMENT

# pooch leaves a response open when the server answers with an error.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)

#: The file that the lesson names, and another that a lesson of the tests names.
LARGE, MORE = "large.csv", "more.csv"
WHOLE = "height,age\n" + "170,20\n" * 1000


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder with two files, and the address of a server that gives them out."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name in (LARGE, MORE):
        (folder / name).write_text(WHOLE, "utf-8")

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
def downloading(course: Course, served: tuple[Path, str]) -> Course:
    """A course whose lesson names those files at that address."""
    edit(course, "https://example.org/large.csv", f"{served[1]}{LARGE}")
    edit(course, "verified),", f'verified), Download("{MORE}", "{served[1]}{MORE}", verified),')
    return course


def edit(course: Course, old: str, new: str) -> None:
    """Edit the lesson's outline."""
    path = course.lesson(ASSIGNMENT) / "lesson.py"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def found(course: Course) -> list[str]:
    """What lies in datasets/ beside that which the course carries."""
    return sorted({path.name for path in course.datasets.iterdir()} - {"heights.csv"})


def run(course: Course, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> Result:
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(main, ["datasets", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_fetching_brings_all_files_and_the_second_time_none(
    downloading: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(downloading, monkeypatch, "fetch")
    assert result.exit_code == 0, result.output
    assert result.output.count("fetched and verified") == 2
    assert found(downloading) == [LARGE, MORE]
    assert (downloading.datasets / LARGE).read_text("utf-8") == WHOLE
    assert run(downloading, monkeypatch, "fetch").output.count("is there and verified") == 2


@pytest.mark.parametrize("fault", ["gone", "truncated", "another"])
def test_what_is_not_the_file_is_not_taken(
    downloading: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    path = served[0] / MORE
    if fault == "gone":
        path.unlink()
    else:
        path.write_text("heig" if fault == "truncated" else "<html>sorry</html>", "utf-8")
    result = run(downloading, monkeypatch, "fetch")
    assert result.exit_code == 1
    assert MORE in result.output
    assert found(downloading) == [LARGE]


def test_offline_it_says_what_to_do_by_hand(
    downloading: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(downloading, served[1], "http://127.0.0.1:9/")
    result = run(downloading, monkeypatch, "fetch")
    assert result.exit_code == 1
    assert f"autograder datasets add {LARGE}" in result.output
    assert found(downloading) == []


def test_a_copy_at_hand_is_taken_after_a_look_at_it(
    downloading: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(downloading, monkeypatch, "add", served[0] / LARGE, served[0] / MORE).exit_code == 0
    assert found(downloading) == [LARGE, MORE]


@pytest.mark.parametrize(
    ("name", "told"), [("cats.csv", "no file that a lesson names"), (LARGE, "this is not the large table")]
)
def test_a_copy_of_something_else_is_not_taken(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, told: str
) -> None:
    (tmp_path / name).write_text("cats,dogs\n", "utf-8")
    result = run(course, monkeypatch, "add", tmp_path / name)
    assert result.exit_code == 1
    assert told in result.output and str(tmp_path / name) in result.output
    assert found(course) == []


def test_a_file_that_is_there_and_another_is_told_and_left(
    downloading: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    (downloading.datasets / LARGE).write_text("another", "utf-8")
    result = run(downloading, monkeypatch, "fetch")
    assert result.exit_code == 1
    assert f"rm {downloading.datasets / LARGE}" in result.output
    assert (downloading.datasets / LARGE).read_text("utf-8") == "another"


def test_of_two_lessons_one_may_declare_no_downloads(
    downloading: Course, served: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(downloading.root)
    assert CliRunner().invoke(main, ["new", "beginning"]).exit_code == 0
    result = run(downloading, monkeypatch, "fetch")
    assert (result.exit_code, result.output.count("fetched and verified")) == (0, 2)
    assert run(downloading, monkeypatch, "add", served[0] / LARGE).exit_code == 0


def test_where_no_lesson_declares_downloads_there_is_nothing_to_fetch(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(course, 'downloads=(Download("large.csv", "https://example.org/large.csv", verified),),', "")
    result = run(course, monkeypatch, "fetch")
    assert result.exit_code == 0, result.output
    (tmp_path / LARGE).write_text(WHOLE, "utf-8")
    result = run(course, monkeypatch, "add", tmp_path / LARGE)
    assert result.exit_code == 1 and "Expected one of: none" in result.output
