"""What lies in submitted/ may change while it is read: into links, pipes, devices, folders. None is followed."""

from __future__ import annotations

import os
import random
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from autograder.grading.submitted import read_plain, read_stamp

from .ordinary import NOBODY

OWN, OTHERS = b"what the student has handed in", b"what somebody else's file holds"
#: Reads while others swap.
READS = 3000


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """A notebook in submitted/, beside a file that is nobody's business; the folder may be swapped, too."""
    notebook = tmp_path / "submitted" / "student" / "lesson" / "part.ipynb"
    for folder, data in ((notebook.parent, OWN), (tmp_path / "elsewhere", OTHERS)):
        folder.mkdir(parents=True)
        (folder / notebook.name).write_bytes(data)
    return notebook


def _file(path: Path, other: Path) -> None:
    path.write_bytes(OWN)


def _link(path: Path, other: Path) -> None:
    path.symlink_to(other)


def _pipe(path: Path, other: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path, other: Path) -> None:
    path.mkdir()


def _device(path: Path, other: Path) -> None:
    path.symlink_to("/dev/zero")


SWAPS: dict[str, Callable[[Path, Path], None]] = {
    "links": _link,
    "pipes": _pipe,
    "folders": _folder,
    "devices": _device,
}


@contextmanager
def swapping(swap: Callable[[], None]) -> Iterator[None]:
    """Have another thread swap, again and again."""
    ended = threading.Event()

    def work() -> None:
        while not ended.is_set():
            with suppress(OSError):
                swap()
            time.sleep(random.random() / 10_000)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


@pytest.mark.parametrize("into", SWAPS)
def test_a_file_that_is_swapped_while_it_is_read_is_not_followed(handed_in: Path, tmp_path: Path, into: str) -> None:
    other = tmp_path / "elsewhere" / handed_in.name
    made = 0

    def swap() -> None:
        nonlocal made
        make = SWAPS[into] if made % 2 else _file
        made += 1
        next_one = handed_in.with_name("next")
        if next_one.is_dir() and not next_one.is_symlink():
            next_one.rmdir()
        next_one.unlink(missing_ok=True)
        make(next_one, other)
        if handed_in.is_dir() and not handed_in.is_symlink():
            handed_in.rmdir()
        if next_one.is_dir() and not next_one.is_symlink():
            handed_in.unlink(missing_ok=True)
        next_one.rename(handed_in)

    with swapping(swap):
        found = {read_plain(handed_in, 1000) for _ in range(READS)}
    assert made > 10
    # In the middle of being written it may be empty.
    assert found <= {OWN, b"", None}
    assert OWN in found


@pytest.mark.parametrize("level", [0, 1])
def test_a_folder_that_is_swapped_for_a_link_is_not_followed(handed_in: Path, tmp_path: Path, level: int) -> None:
    """Neither the assignment's nor the student's."""
    folder, aside, link = handed_in.parents[level], tmp_path / "aside", tmp_path / "link"
    elsewhere = tmp_path / "elsewhere" if level == 0 else tmp_path / "others"
    if level:
        shutil.copytree(tmp_path / "elsewhere", elsewhere / "lesson")

    def swap() -> None:
        link.symlink_to(elsewhere)
        folder.rename(aside)
        link.rename(folder)
        folder.unlink()
        aside.rename(folder)

    with swapping(swap):
        found = {read_plain(handed_in, 1000) for _ in range(READS)}
    assert found <= {OWN, None}


def test_submitted_itself_may_be_a_link(handed_in: Path, tmp_path: Path) -> None:
    """On another disk, for instance."""
    (tmp_path / "moved").symlink_to(tmp_path / "submitted")
    assert read_plain(tmp_path / "moved" / "student" / "lesson" / handed_in.name, 1000) == OWN


def test_another_name_of_ones_own_file_is_read(handed_in: Path, tmp_path: Path) -> None:
    """As a backup makes them."""
    os.link(handed_in, tmp_path / "backup")
    assert read_plain(handed_in, 1000) == OWN


def test_another_name_of_somebody_elses_file_is_not(handed_in: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere" / handed_in.name
    handed_in.unlink()
    os.link(other, handed_in)
    if os.geteuid() == 0:  # an ordinary user cannot give a file away
        os.chown(other, NOBODY, NOBODY)
        assert read_plain(handed_in, 1000) is None
    else:
        assert read_plain(handed_in, 1000) == OTHERS


@pytest.mark.parametrize("make", [_link, _pipe, _folder, _device])
def test_a_stamp_that_is_no_file_is_named_and_not_waited_for(
    handed_in: Path, tmp_path: Path, make: Callable[[Path, Path], None]
) -> None:
    make(handed_in.with_name("timestamp.txt"), tmp_path / "elsewhere" / handed_in.name)
    stamp, wrong = read_stamp(handed_in.parent)
    assert stamp is None
    assert "it is not a plain file" in wrong
