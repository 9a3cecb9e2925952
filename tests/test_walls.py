"""Behind its walls a submission sees the Python environment and its own files, reaches nobody, and uses so much."""

from __future__ import annotations

import os
import secrets
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import Call, CodeCell, Died, Limits, Returned, Sandbox

from .conftest import ROOT
from .ordinary import home_of_nobody, run_in_the_open

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

LIMITS = Limits(cell_cpu=5, exercise_cpu=2, notebook_cpu=20, wall_minimum=30, memory=1 << 30)
PACK = {"helper.py": b"def double(x):\n    return 2 * x\n", "data/numbers.txt": b"1 2 3"}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    cache = tmp_path_factory.mktemp("cache")
    with Sandbox(["numpy", "h5py", "matplotlib.pyplot"], PACK, LIMITS, cache) as made:
        assert made.lacks == {}, "this machine cannot hold a submission, so nothing can be shown here"
        yield made


def printed(sandbox: Sandbox, source: str) -> str:
    """What a cell prints; it must not fail."""
    with sandbox.run([CodeCell("cell", textwrap.dedent(source))], {"part.ipynb": b"{}"}) as session:
        (cell,) = session.cells
        assert cell.error is None, cell.error
        return "".join(output.get("text", "") for output in cell.outputs)


def outcome(sandbox: Sandbox, expression: str) -> str:
    """What an expression gives: its value, or the name of what it raises."""
    return printed(
        sandbox,
        f"""
        import ctypes, os, pathlib, signal, socket, subprocess, sys, threading, urllib.request
        try: print(repr({expression}))
        except BaseException as error: print(type(error).__name__)
        """,
    ).strip()


# --- what it sees ----------------------------------------------------------------------------------------


def test_it_sees_its_own_files_and_the_packs_and_can_use_them(sandbox: Sandbox) -> None:
    source = """
        import os, pathlib
        files = sorted(set(os.listdir()) - {"__pycache__"})
        import helper
        print(files, helper.double(2), pathlib.Path("data/numbers.txt").read_text())
        pathlib.Path("mine.txt").write_text("kept")
        os.mkdir("folder")
        print(pathlib.Path("mine.txt").read_text(), os.path.isdir("folder"))
    """
    expected = "['data', 'helper.py', 'part.ipynb'] 4 1 2 3\nkept True\n"
    assert printed(sandbox, source) == expected
    assert printed(sandbox, source) == expected  # nothing of the first is left for the second


def test_a_figure_can_be_drawn_and_data_be_read(sandbox: Sandbox) -> None:
    source = textwrap.dedent("""
        import h5py, numpy as np
        import matplotlib.pyplot as plt
        with h5py.File("new.h5", "w") as file: file["x"] = np.arange(5)
        with h5py.File("new.h5") as file: print(file["x"][:].sum())
        plt.figure()
        plt.plot([1, 2], label=r"$\\alpha$ été 汉字")
        plt.title("bold", fontweight="bold", fontfamily="serif")
        plt.legend()
        plt.savefig("figure.pdf")
        plt.show()
    """)
    with sandbox.run([CodeCell("cell", source)]) as session:
        (cell,) = session.cells
    assert cell.error is None, cell.error
    assert any("image/png" in output.get("data", {}) for output in cell.outputs)


HIDDEN = [
    "/etc/shadow", "/etc/hostname", "/etc/hosts", "/proc", "/sys", "/home", "/tmp", "/var", "/run", "/mnt", "/dev/tty",
    "/dev/shm", "/dev/pts",
]  # fmt: skip


@pytest.mark.parametrize("path", [*HIDDEN, "{course}/source", "{course}/gradebook.db", "{engine}", "{home}/.bashrc"])
def test_it_does_not_see(sandbox: Sandbox, path: str) -> None:
    path = path.format(course=ROOT, engine=ROOT / "autograder", home=Path.home())
    ways = {name for python in (sys.prefix, sys.base_prefix) if (name := next_on_the_way(path, python))}
    if ways:  # the Python environment itself lies there
        assert outcome(sandbox, f"set(os.listdir({path!r})) <= {ways!r}") == "True"
        return
    assert outcome(sandbox, f"os.path.lexists({path!r})") == "False"
    assert outcome(sandbox, f"open({path!r})") in ("FileNotFoundError", "PermissionError")


def next_on_the_way(path: str, to: str) -> str:
    """The name of the folder in `path` that leads to another, if it does."""
    for target in (Path(to), Path(to).resolve()):
        if target != Path(path) and target.is_relative_to(path):
            return target.relative_to(path).parts[0]
    return ""


def test_the_engine_cannot_be_imported(sandbox: Sandbox) -> None:
    for name in ("autograder", "autograder.judge"):
        assert outcome(sandbox, f"__import__({name!r})") == "ModuleNotFoundError"


def test_a_course_that_lies_among_what_is_shown_is_hidden() -> None:
    """Whoever keeps the course, or the engine, within the Python environment gives nothing away by it."""
    place = Path(sys.prefix, "bin")
    with Sandbox(hidden=[place]) as made:
        assert outcome(made, f"os.listdir({str(place)!r})") == "[]"


def test_nothing_but_scratch_can_be_written(sandbox: Sandbox) -> None:
    for path in ("/x", "/usr/x", "/pack/x", "/etc/passwd", f"{sys.prefix}/x", "helper.py", "/dev/x"):
        assert outcome(sandbox, f"open({path!r}, 'w')") in ("OSError", "PermissionError"), path
    assert outcome(sandbox, "open('/dev/null', 'w').write('x')") == "1"


def test_it_is_alone_and_nobody(sandbox: Sandbox) -> None:
    assert outcome(sandbox, "(os.getpid(), os.getppid(), os.getuid() == 0)") == "(1, 0, False)"
    assert outcome(sandbox, "os.setuid(0)") in ("OSError", "PermissionError")
    for receiver in ("-1", "0", "2", "os.getppid()"):
        assert outcome(sandbox, f"os.kill({receiver}, signal.SIGKILL)") == "PermissionError"
    assert outcome(sandbox, "os.kill(os.getpid(), signal.SIGCONT)") == "None"
    assert outcome(sandbox, "__import__('fcntl').fcntl(3, 8, 1)") == "PermissionError"  # F_SETOWN


# --- whom it reaches -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        "socket.socket()",
        "socket.socket(socket.AF_INET6)",
        "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)",
        "socket.create_connection(('127.0.0.1', 80), 2)",
        "socket.getaddrinfo('example.org', 80)",
        "urllib.request.urlopen('http://127.0.0.1:1/', timeout=2)",
    ],
)
def test_there_is_no_network(sandbox: Sandbox, expression: str) -> None:
    assert outcome(sandbox, expression) in ("PermissionError", "gaierror", "URLError")


def test_a_pair_of_sockets_of_its_own_is_left_to_it(sandbox: Sandbox) -> None:
    assert outcome(sandbox, "[end.close() for end in socket.socketpair()]") == "[None, None]"
    assert printed(sandbox, "import asyncio\nprint(await asyncio.sleep(0, 5))") == "5\n"


@pytest.mark.parametrize(
    "expression",
    [
        "os.fork()",
        "os.posix_spawn('/bin/true', ['true'], {})",
        "subprocess.run(['true'])",
        "os.execv('/bin/true', ['true'])",
    ],
)
def test_there_are_no_other_processes(sandbox: Sandbox, expression: str) -> None:
    assert outcome(sandbox, expression) in ("PermissionError", "BlockingIOError", "FileNotFoundError")


def test_no_refused_system_call_gets_through(sandbox: Sandbox) -> None:
    """Asked of the kernel itself, by number, with arguments that mean nothing."""
    source = f"""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for name, number in {_refused()!r}.items():
            ctypes.set_errno(0)
            result = libc.syscall(number, 0, 0, 0, 0, 0, 0)
            if (result, ctypes.get_errno()) != (-1, 1): print(name, result, ctypes.get_errno())
    """
    assert printed(sandbox, source) == ""


def _refused() -> dict[str, int]:
    from autograder.inside import kernel, seccomp

    column = 0 if kernel.MACHINE == "x86_64" else 1
    return {name: number for name, pair in seccomp.REFUSED.items() if (number := pair[column]) is not None}


# --- what it uses ----------------------------------------------------------------------------------------


def test_memory_cannot_be_held_where_no_limit_counts_it(sandbox: Sandbox) -> None:
    """A huge page stays whole for one byte of it that a pipe holds."""
    assert outcome(sandbox, "ctypes.CDLL(None).prctl(42, 0, 0, 0, 0)") == "1"  # PR_GET_THP_DISABLE
    assert outcome(sandbox, "ctypes.CDLL(None).prctl(41, 0, 0, 0, 0)") == "-1"  # PR_SET_THP_DISABLE
    assert outcome(sandbox, "os.splice(*os.pipe(), 1)") == "PermissionError"


def test_it_cannot_outlive_what_it_comes_from(sandbox: Sandbox) -> None:
    assert outcome(sandbox, "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)") == "-1"  # PR_SET_PDEATHSIG


def test_scratch_has_a_size_and_a_number_of_files(sandbox: Sandbox) -> None:
    fill = "[open(f'f{i}', 'wb').write(bytes(1 << 20)) for i in range(200)]"
    assert outcome(sandbox, fill) == "OSError"
    assert outcome(sandbox, "[open(f'f{i}', 'w').close() for i in range(5000)]") == "OSError"
    assert outcome(sandbox, "open('large', 'wb').write(bytes(1 << 20))") == str(1 << 20)


def test_threads_are_counted(sandbox: Sandbox) -> None:
    source = """
        import threading, time
        started = 0
        try:
            for _ in range(1000):
                threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
                started += 1
        except RuntimeError: pass
        print(0 < started < 100)
    """
    assert printed(sandbox, source) == "True\n"


def test_threads_left_running_end_with_it(sandbox: Sandbox) -> None:
    source = "import threading\ndef f(): return 1\nthreading.Thread(target=lambda: [0 for _ in iter(int, 1)]).start()"
    with sandbox.run([CodeCell("a", source), CodeCell("b", declares=("f",))]) as session:
        assert isinstance(session.ask("f", [Call(())])[0], (Returned, Died))
    with sandbox.run([CodeCell("a", "def f(): return 1"), CodeCell("b", declares=("f",))]) as session:
        assert session.ask("f", [Call(())]) == [Returned(1)]


def test_a_memory_bomb_hits_its_own_limit(sandbox: Sandbox) -> None:
    assert outcome(sandbox, "bytearray(1 << 31)") == "MemoryError"
    assert outcome(sandbox, "__import__('numpy').zeros(1 << 30)") in ("MemoryError", "_ArrayMemoryError")


# --- what its memory holds -------------------------------------------------------------------------------


def count(pid: int, *markers: bytes) -> list[int]:
    """How often each marker stands in a process's memory, read from outside."""
    found = [0] * len(markers)
    with open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", 0) as memory:  # noqa: PTH123
        for line in maps:
            area, rights = line.split()[:2]
            low, high = (int(end, 16) for end in area.split("-"))
            if not rights.startswith("r") or "[v" in line:
                continue
            memory.seek(low)
            data = memory.read(high - low)
            found = [before + data.count(marker) for before, marker in zip(found, markers, strict=True)]
    return found


def test_its_memory_never_held_what_the_judge_or_an_earlier_submission_holds() -> None:
    judges, earlier, own = (secrets.token_hex(16).encode() for _ in range(3))
    with Sandbox(["numpy"], {}, LIMITS) as made:
        with made.run([CodeCell("a", f"x = '{earlier.decode()}'")]) as first:
            assert first.cells[0].error is None
            assert count(first._child.process.pid, judges, earlier)[0] == 0  # type: ignore[union-attr]
            assert count(first._child.process.pid, judges, earlier)[1] > 0  # type: ignore[union-attr]
        with made.run([CodeCell("a", f"x = '{own.decode()}'"), CodeCell("b", "def f(): return 1")]) as second:
            found = count(second._child.process.pid, judges, earlier, own)  # type: ignore[union-attr]
    assert found[:2] == [0, 0]
    assert found[2] > 0
    assert count(os.getpid(), judges)[0] > 0


# --- as somebody else ------------------------------------------------------------------------------------


def test_all_of_this_holds_when_an_ordinary_user_grades() -> None:
    if os.geteuid() != 0:
        return  # who runs the tests is an ordinary user, and has just seen to it
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not ordinary", __file__]
    with home_of_nobody() as home:
        ran = run_in_the_open([*command, "--rootdir", str(ROOT), "--basetemp", "tests"], home)
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout and "skipped" not in ran.stdout
