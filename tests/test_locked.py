"""On a machine that refuses what walls are made of, the walls that are left hold, and those that are not are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.inside.kernel import CAP_DAC_READ_SEARCH

from .conftest import ROOT
from .ordinary import NOBODY, home_of_nobody, run_in_the_open

WORKS = {"adds": "5", "writes scratch": "1", "reads the pack": "'1 2 3'", "has a pair of streams": "b'x'"}
#: What no submission may do, and what it may have found instead.
REFUSED = {"reads the course", "reads processes", "writes outside", "signals its parent", "signals everybody",
           "limits its parent", "starts a process", "opens a socket", "opens a socket for names",
           "has a pair of datagrams", "sends to a name", "sends with a name", "gives its own a name",
           "connects its own"}  # fmt: skip
ERRORS = {"PermissionError", "FileNotFoundError", "OSError"}  # the last for a read-only file system

ROOTS, OPEN, ORDINARY = "root", "root, where others can read Python", "an ordinary user"


def found(who: str, *refused: str) -> dict[str, str]:
    """What `tests.locked` finds on such a machine."""
    command = [sys.executable, "-m", "tests.locked", *refused]
    if who == ROOTS or os.geteuid() != 0:
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    else:
        with home_of_nobody() as home:
            command = ["sh", "-c", f'cd {ROOT} && exec "$@"', "sh", *command]
            ran = run_in_the_open(command, home, NOBODY if who == ORDINARY else 0)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return dict(json.loads(ran.stdout))


def holds(outcome: dict[str, str], capabilities: str = "[]") -> bool:
    for name, value in {**WORKS, "capabilities": capabilities}.items():
        assert outcome[name] == value, name
    assert {name: outcome[name] for name in REFUSED if outcome[name] not in ERRORS} == {}
    return True


@pytest.mark.parametrize("who", [ROOTS, OPEN, ORDINARY])
def test_without_landlock_all_else_holds(who: str) -> None:
    outcome = found(who, "landlock")
    assert outcome["lacks"] == ["landlock"]
    assert holds(outcome)
    assert outcome["is root"] == "False"


def test_root_needs_no_user_namespaces() -> None:
    outcome = found(ROOTS, "users")
    # An ordinary user has no other namespaces without them.
    assert outcome["lacks"] == ([] if os.geteuid() == 0 else ["namespaces"])
    assert holds(outcome)
    assert outcome["is root"] == "False"


@pytest.mark.parametrize("who", [ROOTS, OPEN, ORDINARY])
def test_without_namespaces_files_processes_and_the_network_are_out_of_reach(who: str) -> None:
    """As in most containers."""
    outcome = found(who, "namespaces")
    assert outcome["lacks"] == ["namespaces"]
    # Where Python lies out of everybody else's reach, the right to read is kept, and Landlock says what is read.
    is_closed = who == ROOTS and os.geteuid() == 0 and outcome["capabilities"] != "[]"
    assert holds(outcome, f"{[CAP_DAC_READ_SEARCH] * 2}" if is_closed else "[]")
    assert outcome["is root"] == "False"
    assert outcome["becomes root"] in ERRORS


@pytest.mark.parametrize("who", [OPEN, ORDINARY])
def test_without_either_what_is_left_is_told(who: str) -> None:
    outcome = found(who, "namespaces", "landlock")
    assert outcome["lacks"] == ["landlock", "namespaces"]
    assert WORKS.items() <= outcome.items()
    assert {
        outcome[name] for name in REFUSED if "process" not in name and "course" not in name and "outside" not in name
    } <= ERRORS


def test_root_grades_nothing_where_submissions_would_be_root() -> None:
    """Nobody else can read Python, and no Landlock would hold who could read everything."""
    command = [sys.executable, "-m", "tests.locked", "namespaces", "landlock"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if os.geteuid() != 0 or _everybody_reads_python():
        assert json.loads(ran.stdout)["is root"] == "False"
    else:
        assert ran.returncode != 0
        assert "no submission runs as root: grade as an ordinary user" in ran.stderr


@pytest.mark.parametrize("who", [ROOTS, ORDINARY])
def test_what_takes_too_much_room_is_ended_where_no_kernel_counts(who: str) -> None:
    told = found(who, "greedy", "namespaces")
    assert told.pop("lacks") == ["namespaces"]
    much = {
        "bytes": "wrote more than 64 MB",
        "files": "made more than 1000 files",
        "threads": "started more than 64 threads",
    }
    for name, details in told.items():
        assert details[0] == much[name.split()[0]], name


def _everybody_reads_python() -> bool:
    places = [path for top in (sys.prefix, sys.base_prefix) for path in (Path(top), *Path(top).parents)]
    return all(path.stat().st_mode & 0o001 for path in places)
