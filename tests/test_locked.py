"""On a machine that refuses what walls are made of, the walls that are left hold, and those that are not are told."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .conftest import ROOT
from .ordinary import NOBODY, home_of_nobody, run_in_the_open

WORKS = {"adds": "5", "writes scratch": "1", "reads the pack": "'1 2 3'", "has capabilities": "False"}
#: What no submission may do, and what it may have found instead.
REFUSED = {"reads the course", "reads processes", "writes outside", "signals its parent", "signals everybody",
           "limits its parent", "starts a process", "opens a socket"}  # fmt: skip
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


def holds(outcome: dict[str, str]) -> bool:
    assert WORKS.items() <= outcome.items()
    return {outcome[name] for name in REFUSED} <= ERRORS


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
    assert "namespaces" in outcome["lacks"]
    assert holds(outcome)
    if who == ROOTS and "user" in outcome["lacks"]:  # where Python lies out of everybody else's reach
        assert outcome["is root"] == "True"
    else:
        assert outcome["lacks"] == ["namespaces"]
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
