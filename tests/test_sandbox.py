"""A submission runs like a notebook, is asked like a function, and costs nobody but itself."""

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.sandbox import (
    MINUTES,
    Call,
    CellRun,
    CodeCell,
    Died,
    Limits,
    Missing,
    Opaque,
    Raised,
    Reply,
    Returned,
    Sandbox,
    SandboxError,
    Used,
    WireError,
)

# Left out of `make quick`: it grades, or starts a process for each test.
pytestmark = pytest.mark.slow

LIMITS = Limits(cell_cpu=1, exercise_cpu=1, notebook_cpu=20, wall_minimum=30, wall_factor=1, memory=1 << 30)
DROWSY = replace(LIMITS, cell_idle=1, exercise_idle=1)
HASTY = replace(LIMITS, cell_cpu=20, exercise_cpu=20, wall_minimum=0, wall_factor=0.1)


@pytest.fixture(scope="module", params=["forked", "fresh"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A sandbox with low limits, and one module beside the notebook; also with an interpreter for each submission."""
    pack = {"helper.py": b"def divide(a, b):\n    return a / b\n"}
    with Sandbox(["numpy"], pack, LIMITS, fresh=request.param == "fresh") as made:
        yield made


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    """The same without walls, as on a machine that has none."""
    with Sandbox(["numpy"], {"helper.py": b"def divide(a, b):\n    return a / b\n"}, LIMITS, isolate=False) as made:
        yield made


@pytest.fixture(scope="module")
def plotter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox with matplotlib, whose list of fonts is made once."""
    with Sandbox(["matplotlib.pyplot"], cache=tmp_path_factory.mktemp("cache")) as made:
        yield made


def cells(*sources: str) -> list[CodeCell]:
    """A notebook of these cells; `? f g` is a cell that declares two exercises."""
    return [
        CodeCell(f"c{i}", declares=tuple(source[1:].split())) if source[0] == "?" else CodeCell(f"c{i}", source)
        for i, source in enumerate(sources)
    ]


def asked(sandbox: Sandbox, source: str, *args: object) -> Reply:
    """The reply to one call of the function `f` that a cell defines."""
    with sandbox.run(cells(source, "? f")) as session:
        return session.ask("f", [Call(args)])[0]


def ran(sandbox: Sandbox, *sources: str) -> list[CellRun]:
    """What comes of cells that are run."""
    with sandbox.run(cells(*sources)) as session:
        return session.cells


def text(run: CellRun) -> str:
    """All that a cell has put out in streams."""
    return "".join(output.get("text", "") for output in run.outputs)


class TestCells:
    def test_outputs_are_a_notebooks(self, sandbox: Sandbox) -> None:
        """Streams, results, displays and errors come as nbformat has them, and merge as in Jupyter."""
        (run,) = ran(
            sandbox,
            "import sys\nprint('a')\nprint('b')\nprint('c', file=sys.stderr)\ndisplay(1)\n"
            "from IPython.display import HTML\nHTML('<b>x</b>')",
        )
        assert run.outputs == [
            {"output_type": "stream", "name": "stdout", "text": "a\nb\n"},
            {"output_type": "stream", "name": "stderr", "text": "c\n"},
            {"output_type": "display_data", "data": {"text/plain": "1"}, "metadata": {}},
            {
                "output_type": "execute_result",
                "data": {"text/plain": "<IPython.core.display.HTML object>", "text/html": "<b>x</b>"},
                "metadata": {},
                "execution_count": 1,
            },
        ]
        nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=run.outputs)]))

    def test_an_error_does_not_stop_the_next_cell(self, sandbox: Sandbox) -> None:
        """An error is an output, with the line it came from; the cells after it run."""
        first, second = ran(sandbox, "import helper\ndef g(x):\n    return helper.divide(x, 0)\ng(1)", "print('on')")
        assert first.error is not None
        assert (first.error.type, first.error.cell, first.error.line, first.error.function) == (
            "ZeroDivisionError",
            0,
            3,
            "g",
        )
        (error,) = first.outputs
        assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
        assert text(second) == "on\n"

    def test_a_syntax_error_costs_its_cell_alone(self, sandbox: Sandbox) -> None:
        """A cell that is not Python is reported with its line."""
        first, second = ran(sandbox, "x = 1\ndef g(:\n", "print('on')")
        assert first.error is not None
        assert (first.error.type, first.error.line) == ("SyntaxError", 2)
        assert first.outputs[0]["output_type"] == "error"
        assert text(second) == "on\n"

    @pytest.mark.parametrize(
        ("source", "shown"),
        [
            ("x = 1\n%time y = 2\nprint(x + y)", "3\n"),
            ('text = """\n%time\n!ls\n"""\nprint(len(text))', "11\n"),
            ("In [1]: x = 3\nIn [2]: print(x)", "3\n"),
            (">>> x = 4\n>>> print(x)", "4\n"),
            ("    x = 5\n    print(x)", "5\n"),
            ("def f():\n    return 6\nf?", "Signature"),
        ],
    )
    def test_what_is_python_and_what_is_not_runs_as_in_a_notebook(
        self, sandbox: Sandbox, source: str, shown: str
    ) -> None:
        """Magics behind lines of Python, signs of magics in a text, and prompts that were copied along."""
        (cell,) = ran(sandbox, source)
        assert cell.error is None
        assert shown in text(cell) or shown in str(cell.outputs)

    def test_magics_and_await_work(self, sandbox: Sandbox) -> None:
        """A cell may hold what IPython understands beyond Python."""
        magic, waiting = ran(sandbox, "%time x = 1\n%who", "import asyncio\nawait asyncio.sleep(0, 'done')")
        assert "CPU times" in text(magic)
        assert waiting.outputs[0]["data"] == {"text/plain": "'done'"}

    @pytest.mark.parametrize("source", ["exit()", "quit", "import sys; sys.exit(0)", "raise KeyboardInterrupt"])
    def test_leaving_a_cell_is_not_leaving_the_notebook(self, sandbox: Sandbox, source: str) -> None:
        """What would end a script ends its cell."""
        first, second = ran(sandbox, source, "print('on')")
        assert first.error is not None
        assert text(second) == "on\n"

    def test_nobody_answers_input(self, sandbox: Sandbox) -> None:
        """input() raises at once instead of waiting."""
        (run,) = ran(sandbox, "input('name?')")
        assert run.error is not None
        assert run.error.type == "EOFError"
        assert "nobody to answer" in run.error.message

    def test_figures_are_shown_in_place(self, plotter: Sandbox) -> None:
        """A plot becomes a PNG among the outputs of its cell, and of no other."""
        first, second = ran(plotter, "import matplotlib.pyplot as plt\nplt.plot([1, 2]);", "%matplotlib inline\n1")
        (figure,) = first.outputs
        assert figure["output_type"] == "display_data"
        assert figure["data"]["image/png"].startswith("iVBORw0KGgo")
        assert [output["output_type"] for output in second.outputs] == ["execute_result"]

    def test_a_cleared_output_is_gone(self, sandbox: Sandbox) -> None:
        """clear_output and display handles do what they do in a notebook."""
        first, second = ran(
            sandbox,
            "from IPython.display import clear_output\nprint('old')\nclear_output(wait=True)\nprint('new')",
            "handle = display('old', display_id=True)\nhandle.update('new')",
        )
        assert text(first) == "new\n"
        assert [output["data"] for output in second.outputs] == [{"text/plain": "'new'"}]

    def test_no_path_and_no_terminal_code_is_shown(self, sandbox: Sandbox) -> None:
        """Outputs tell nothing of the machine they were made on."""
        runs = ran(
            sandbox,
            "import helper\nhelper.divide(1, 0)",
            "import warnings, numpy as np, os\nnp.linalg.inv(np.zeros((2, 2)))",
            "warnings.warn('x')\nprint(np.__file__, os.getcwd(), '\\x1b[31mred\\x1b[0m', '\\x1b]' * 40_000)",
        )
        shown = repr([run.outputs for run in runs])
        assert "ZeroDivisionError" in shown
        assert "LinAlgError" in shown
        assert " red" in shown
        assert "x1b" not in shown
        assert str(Path(np.__file__).parents[1]) not in shown
        assert "autograder-" not in shown

    def test_a_flood_is_cut_off(self, sandbox: Sandbox) -> None:
        """A cell keeps 100 kB of text and 100 outputs, says that more was cut off, and the next cell starts anew."""
        source = [
            "for _ in range(100_000): print('x' * 100)",
            "print('y' * 10_000_000, end='')",
            "for i in range(1000): display(i)",
            "print('on')",
        ]
        with sandbox.run(cells(*source)) as session:
            lines, block, displays, after = session.cells
            assert [seen.where for seen in session.incidents if seen.code == "output-cut"] == ["c0", "c1", "c2"]
        for run in (lines, block):
            assert len(text(run)) == 100_000 + len("\n... output cut off\n")
            assert text(run).endswith("\n... output cut off\n")
        assert len(displays.outputs) == 101
        assert text(after) == "on\n"

    def test_a_whole_notebook_of_floods_is_bounded(self, sandbox: Sandbox) -> None:
        """All cells together keep 4 MB."""
        runs = ran(sandbox, *["print('x' * 200_000)"] * 60)
        assert sum(len(text(run)) for run in runs) < 4_100_000

    def test_cells_run_alike_every_time(self, sandbox: Sandbox) -> None:
        """Unseeded numbers are the same in two runs, so that a replay is one."""
        source = "import random, numpy as np\nprint(random.random(), np.random.randn())"
        assert text(ran(sandbox, source)[0]) == text(ran(sandbox, source)[0])


class TestQuestions:
    def test_a_function_returns_plain_data(self, sandbox: Sandbox) -> None:
        """Arguments and values cross as they are: arrays, tuples, keyword defaults and all."""
        X, mu, sigma = np.ones((3, 2)), np.zeros((3, 2)), np.full((1, 2), 0.5)
        source = "def f(X, mu, sigma, k=2):\n    return k * (X - mu) / sigma, (X, mu)"
        with sandbox.run(cells(source, "? f")) as session:
            assert session.bound == {"f": "function"}
            (reply,) = session.ask("f", [Call((X, mu, sigma))])
        assert isinstance(reply, Returned)
        Z, kept = reply.value
        np.testing.assert_array_equal(Z, np.full((3, 2), 4.0))
        assert type(kept) is tuple

    def test_a_seed_makes_a_call_reproducible(self, sandbox: Sandbox) -> None:
        """np.random is seeded just before a call, whatever was drawn before, and whatever np.random.seed has become."""
        source = "import numpy as np\nnp.random.seed = print\ndef f():\n    return np.random.randn()"
        with sandbox.run(cells(source, "? f")) as session:
            replies = session.ask("f", [Call((), 3), Call((), None), Call((), 3)])
        values = [reply.value for reply in replies if isinstance(reply, Returned)]
        expected = np.random.RandomState(3).randn(2)
        assert values == [expected[0], expected[1], expected[0]]

    def test_a_script_asks_a_class(self, sandbox: Sandbox) -> None:
        source = (
            "class f:\n    def __init__(self, a):\n        self.a = a\n    def double(self):\n        return 2 * self.a"
        )
        script = "def probe(cls, a):\n    one = cls(a)\n    return {'a': one.a, 'double': one.double()}"
        with sandbox.run(cells(source, "? f")) as session:
            assert session.bound == {"f": "class"}
            assert session.ask("f", [Call((3,), script=script)]) == [Returned({"a": 3, "double": 6})]

    def test_what_a_script_meets_is_told_with_its_line_in_the_cell(self, sandbox: Sandbox) -> None:
        source = "class f:\n    def __init__(self):\n        raise ValueError('no')"
        with sandbox.run(cells(source, "? f")) as session:
            (reply,) = session.ask("f", [Call((), script="def probe(cls):\n    return cls()")])
            assert reply == Raised("ValueError", "no", cell=0, line=3, function="__init__")

    def test_an_exception_is_an_answer(self, sandbox: Sandbox) -> None:
        """What a call raises comes with the place in the student's cell, and the next call is made."""
        source = "import helper\ndef g(x):\n    return helper.divide(1, x)\ndef f(x):\n    return g(x)"
        with sandbox.run(cells("x = 1", source, "? f")) as session:
            replies = session.ask("f", [Call((0,)), Call((2,))])
        assert replies == [Raised("ZeroDivisionError", "division by zero", cell=1, line=3, function="g"), Returned(0.5)]

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            ("import sys; sys.exit(0)", "SystemExit"),
            ("raise KeyboardInterrupt", "KeyboardInterrupt"),
            ("return f(x)", "RecursionError"),
            ("return [0] * 10**12", "MemoryError"),
            ("class E(Exception):\n  def __str__(self): raise self\n raise E", "E"),
            ("class E(BaseException):\n  def __getattribute__(self, name): raise self\n raise E", "E"),
        ],
    )
    def test_nothing_raised_ends_the_process(self, sandbox: Sandbox, body: str, kind: str) -> None:
        """sys.exit and endless recursion are answers too."""
        reply = asked(sandbox, f"def f(x):\n {body}", 1)
        assert isinstance(reply, Raised)
        assert reply.type == kind

    def test_a_missing_function_is_missing(self, sandbox: Sandbox) -> None:
        """A name that nothing callable bears is missing, whether or not it was declared."""
        with sandbox.run(cells("f = 3", "? f g")) as session:
            assert session.bound == {"f": "other", "g": "missing"}
            for name in "fgh":
                assert session.ask(name, [Call(()), Call(())]) == [Missing(), Missing()]

    def test_what_is_asked_is_what_was_declared(self, sandbox: Sandbox) -> None:
        """A function that is defined anew after its declaration is asked as it was."""
        with sandbox.run(cells("def f(): return 1", "? f", "def f(): return 2")) as session:
            assert session.ask("f", [Call(())]) == [Returned(1)]

    def test_a_reply_is_taken_before_the_next_call(self, sandbox: Sandbox) -> None:
        """Changing what was returned changes no reply, and each call has arguments of its own."""
        source = "kept = []\ndef f(x):\n    for a in kept: a += 100\n    x += 1\n    kept.append(x)\n    return x"
        x = np.zeros(2)
        with sandbox.run(cells(source, "? f")) as session:
            replies = session.ask("f", [Call((x,)), Call((x,))])
        for reply in replies:
            assert isinstance(reply, Returned)
            np.testing.assert_array_equal(reply.value, [1.0, 1.0])

    def test_printing_while_asked_goes_nowhere(self, sandbox: Sandbox) -> None:
        """After the seal nothing is added to the outputs, and a flood is no matter."""
        with sandbox.run(cells("def f():\n    print('x' * 10**7)\n    return 1", "? f")) as session:
            assert session.ask("f", [Call(())]) == [Returned(1)]
            assert all(run.outputs == [] for run in session.cells)

    def test_what_does_not_travel_is_named(self, sandbox: Sandbox) -> None:
        """A generator, or a value that is too large, comes back as its name."""
        assert asked(sandbox, "def f():\n    yield 1") == Returned(Opaque("generator"))
        huge = "import numpy as np\ndef f(): return np.broadcast_to(1.0, (10**9, 10))"
        assert asked(sandbox, huge) == Returned(Opaque("ndarray with too much data"))

    def test_only_plain_data_can_be_asked_about(self, sandbox: Sandbox) -> None:
        """The judge's own slip is an error on its side, and leaves the session as it was."""
        with sandbox.run(cells("def f(x): return x", "? f")) as session:
            with pytest.raises(WireError, match="function"):
                session.ask("f", [Call((lambda: None,))])
            assert session.ask("f", [Call((1,))]) == [Returned(1)]


#: Sends a frame as the wire itself would.
_FORGE = (
    "d = b'{}'; d = len(d).to_bytes(4, 'big') + d; d = len(d).to_bytes(4, 'big') + d; os.write(3, d); time.sleep(60)"
)


class TestFailingLines:
    """A line that works elsewhere and fails here takes nothing along that stands below it."""

    @pytest.mark.parametrize(
        "line",
        [
            "import seaborn",
            "from google.colab import drive",
            "1 / 0",
            "%matplotlib widget",
            "%load_ext no_such_extension",
            "%no_such_magic",
            "open('/no/such/file')",
            "raise ValueError('two\\nlines')",
        ],
    )
    def test_what_stands_below_is_run(self, sandbox: Sandbox, line: str) -> None:
        source = f"a = 1\n{line}\n\n@staticmethod\ndef f():\n    return a\nprint('below')"
        with sandbox.run(cells(source, "? f")) as session:
            assert session.ask("f", [Call(())]) == [Returned(1)]
            (incident,) = session.incidents
            assert incident.code == "cell-resumed" and incident.detail.startswith("line ")
            assert "below" in str(session.cells[0].outputs)
            assert session.cells[0].error is not None

    def test_a_line_below_keeps_its_number(self, sandbox: Sandbox) -> None:
        source = "import seaborn\n\n# two\ndef f():\n    return 1 / 0"
        with sandbox.run(cells(source, "? f")) as session:
            (reply,) = session.ask("f", [Call(())])
            assert isinstance(reply, Raised) and reply.line == 5

    @pytest.mark.parametrize("line", ["!pip install x", "%pip install x", "%system ls", "files = !ls", "!!ls"])
    def test_what_is_for_the_shell_is_left_out(self, sandbox: Sandbox, line: str) -> None:
        with sandbox.run(cells(f"{line}\ndef f():\n    return 1", "? f")) as session:
            assert session.ask("f", [Call(())]) == [Returned(1)]
            assert session.incidents == []
            assert "not run while a notebook is graded: !" in str(session.cells[0].outputs)

    @pytest.mark.parametrize("line", ["raise KeyboardInterrupt", "exit()", "raise SystemExit"])
    def test_who_ends_a_cell_on_purpose_ends_it(self, sandbox: Sandbox, line: str) -> None:
        with sandbox.run(cells(f"f = abs\n{line}\nf = None", "? f")) as session:
            assert session.ask("f", [Call((-1,))]) == [Returned(1)]

    def test_many_failing_lines_are_gone_through_up_to_a_number(self, sandbox: Sandbox) -> None:
        source = "\n".join(["n = 0", *["n += 1; 1 / 0"] * 500, "def f(): return n"])
        with sandbox.run(cells(source, "def f(): return n", "? f")) as session:
            assert session.ask("f", [Call(())]) == [Returned(20)]


class TestDeaths:
    def test_an_endless_cell_is_replayed_reduced(self, sandbox: Sandbox) -> None:
        """The functions of a cell that must be killed are asked all the same, with its imports and literals."""
        endless = (
            "import math as m\nK: int = -2\nseen = []\ndef f(): return m.floor(K * 1.5)\nprint(1)\nwhile True: pass"
        )
        with sandbox.run(cells("print('before')", endless, "? f", "print('after')")) as session:
            assert [text(run) for run in session.cells] == ["before\n", "", "", "after\n"]
            assert session.cells[1].note == (
                "killed: more than 1 s of CPU time; only its imports, definitions and literals were run"
            )
            assert [(seen.code, seen.where) for seen in session.incidents] == [("cell-killed", "c1")]
            assert session.ask("f", [Call(())]) == [Returned(-3)]

    def test_a_cell_that_dies_even_when_reduced_is_left_out(self, sandbox: Sandbox) -> None:
        """Then its functions are missing, and those of other cells are not."""
        deadly = "import os\nclass A:\n    os._exit(0)\ndef g(): return 1"
        with sandbox.run(cells("def f(): return 1", deadly, "? f g")) as session:
            assert [seen.code for seen in session.incidents] == ["cell-killed", "cell-skipped"]
            assert session.ask("f", [Call(())]) == [Returned(1)]
            assert session.ask("g", [Call(())]) == [Missing()]

    def test_an_endless_function_costs_one_exercise(self, sandbox: Sandbox) -> None:
        """All its calls have died; the next exercise is asked of a fresh process, and outputs stay as they were."""
        source = "print('once')\ndef f(x):\n    while x: pass\ndef g(): return 1"
        with sandbox.run(cells(source, "? f g")) as session:
            died = Died("cpu", "more than 1 s of CPU time")
            assert session.ask("f", [Call((0,)), Call((1,))]) == [died, died]
            assert session.ask("g", [Call(())]) == [Returned(1)]
            assert text(session.cells[0]) == "once\n"
            assert [(seen.code, seen.where) for seen in session.incidents] == [("exercise-killed", "f")]

    def test_ignoring_the_signal_does_not_help(self, sandbox: Sandbox) -> None:
        """Who ignores the kernel's warning is killed from outside, by the same clock."""
        source = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\ndef f():\n    while True: pass"
        reply = asked(sandbox, source)
        assert reply == Died("cpu", "more than 1 s of CPU time")

    def test_sleeping_for_ever_costs_what_sleeps(self) -> None:
        """A cell that sleeps is replayed reduced, a function that sleeps costs one exercise."""
        source = "import time\ndef f(): time.sleep(1000)\ndef g(): return 1\ntime.sleep(1000)"
        with Sandbox(limits=DROWSY) as drowsy, drowsy.run(cells(source, "? f g")) as session:
            assert session.cells[0].note is not None
            assert session.cells[0].note.startswith("killed: slept for 1 s")
            assert session.ask("f", [Call(())]) == [Died("idle", "slept for 1 s")]
            assert session.ask("g", [Call(())]) == [Returned(1)]
            assert not session.starved

    def test_a_short_sleep_costs_nothing(self, sandbox: Sandbox) -> None:
        """Whoever waits a little, in a cell and in a function, is waited for."""
        source = "import time\ntime.sleep(0.6)\ndef f():\n    time.sleep(0.6)\n    return 1"
        assert asked(sandbox, source) == Returned(1)

    def test_naps_without_end_are_ended_too(self) -> None:
        """Many cells that each sleep less than a cell may use up what the submission may in all."""
        limits = replace(DROWSY, cell_idle=5, total_idle=1)
        source = ["def f(): return 1", "? f", *["import time; time.sleep(0.6)"] * 50]
        began = time.monotonic()
        with Sandbox(limits=limits) as drowsy, drowsy.run(cells(*source)) as session:
            assert session.incidents[-1].code == "gave-up"
            assert session.ask("f", [Call(())]) == [Died("idle", "the submission has used up all its time to sleep")]
        assert time.monotonic() - began < 20

    def test_loops_without_end_are_ended_too(self) -> None:
        """What all processes of a submission may use together bounds how long it can hold a class."""
        limits = replace(LIMITS, total_cpu=2)
        source = ["def f(): return 1", "? f", *["class A:\n    while True: pass"] * 50]
        with Sandbox(limits=limits) as short, short.run(cells(*source)) as session:
            assert session.incidents[-1].code == "gave-up"
            assert session.ask("f", [Call(())]) == [Died("cpu", "the submission has used up all its CPU time")]

    def test_what_loops_takes_nothing_from_what_comes_after_it(self) -> None:
        """However many functions never end, each has a share of what is left, and a right one is answered."""
        names = [f"f{number}" for number in range(5)]
        source = "\n".join(f"def {name}():\n    while True: pass" for name in names) + "\ndef g(): return 1"
        used = Used()
        with Sandbox(limits=replace(Limits(), total_cpu=30)) as short:
            with short.run(cells(source, f"? {' '.join(names)} g"), used=used) as session:
                told = [session.ask(name, [Call(())])[0] for name in names]
                assert session.ask("g", [Call(())]) == [Returned(1)]
            assert 10 < used.cpu < 20
            with short.run(cells(source, f"? {' '.join(names)} g"), used=used) as session:
                assert session.ask("g", [Call(())]) == [Returned(1)]
        assert {reply.reason for reply in told if isinstance(reply, Died)} == {"cpu"}
        assert len(told) == len(names)

    def test_a_lesson_may_ask_for_more_time(self) -> None:
        limits, more = Limits(), Limits().times(2)
        assert 2 * limits.total_wall == 60 * MINUTES == more.total_wall
        assert (more.exercise_cpu, more.cell_idle) == (2 * limits.exercise_cpu, 2 * limits.cell_idle)
        assert (more.memory, more.cell_share) == (limits.memory, limits.cell_share)
        told = (Path(__file__).parents[1] / "docs" / "security.md").read_text("utf-8")
        assert (
            f"{limits.total_cpu:.0f} s of CPU time, {limits.total_idle:.0f} s asleep, and {limits.total_wall:.0f} s by "
            "the clock on the wall" in told
        )
        # What works and sleeps as long as it may is ended for that, and not by the clock, where it is not crowded out.
        assert limits.total_cpu + limits.total_idle < limits.total_wall

    def test_what_one_notebook_has_used_the_next_has_not(self) -> None:
        """The totals are those of a submission."""
        used = Used(cpu=1.5)
        with Sandbox(limits=replace(LIMITS, total_cpu=2)) as short:
            loops = ["class A:\n    while True: pass"]
            with short.run(cells("def f(): return 1", "? f", *loops), used=used) as session:
                assert session.incidents[-1].code == "gave-up"
            with short.run(cells("def f(): return 1", "? f"), used=used) as session:
                assert session.ask("f", [Call(())]) == [Died("cpu", "the submission has used up all its CPU time")]

    def test_time_that_is_neither_used_nor_slept_through_is_counted_too(self) -> None:
        book = cells("def f(): return 1", "? f", "import time\ntime.sleep(60)")
        with Sandbox(limits=replace(DROWSY, cell_idle=60, total_wall=2)) as short, short.run(book) as session:
            (reply,) = session.ask("f", [Call(())])
            assert reply == Died("wall", "the submission has used up all its time by the clock on the wall")
            assert session.starved

    def test_who_leaves_the_first_thread_sleeps_like_anybody(self) -> None:
        """The process then looks like a dead one to whoever does not count its threads."""
        source = (
            "import ctypes, threading, time\ndef f():\n    threading.Thread(target=time.sleep, args=(60,)).start()\n"
            "    ctypes.CDLL(None).syscall({'x86_64': 60, 'aarch64': 93}[__import__('platform').machine()], 0)"
        )
        with Sandbox(limits=DROWSY) as drowsy:
            assert asked(drowsy, source) == Died("idle", "slept for 1 s")

    def test_work_and_naps_by_turns_are_both_counted(self) -> None:
        source = (
            "import time\ndef f():\n    while True:\n        end = time.perf_counter() + 0.08\n"
            "        while time.perf_counter() < end: pass\n        time.sleep(0.17)"
        )
        with Sandbox(limits=DROWSY) as drowsy:
            began = time.monotonic()
            assert asked(drowsy, source) == Died("idle", "slept for 1 s")
            assert time.monotonic() - began < 10

    def test_a_byte_beside_the_stream_ends_the_conversation(self, sandbox: Sandbox) -> None:
        """Or the judge would wait for the bytes that it seems to announce."""
        source = (
            "import socket, time\ndef f():\n    s = socket.socket(fileno=3); s.send(b'x', socket.MSG_OOB)\n"
            "    time.sleep(60)"
        )
        reply = asked(sandbox, source)
        assert isinstance(reply, Died)
        assert reply.reason == "wire"

    def test_what_all_cells_together_may_send_is_bounded(self) -> None:
        """However much of it is in fields that nobody knows."""
        forge = (
            "import json, os\ndef forge(n):\n    d = {'cell': n, 'outputs': [], 'error': None, 'cut': False}\n"
            "    d = json.dumps({**d, 'x': 'y' * 8_000_000}).encode()\n"
            "    for _ in 'ab': d = len(d).to_bytes(4, 'big') + d\n"
            "    while d: d = d[os.write(3, d):]\nfor n in range(5): forge(n)"
        )
        with Sandbox(limits=LIMITS) as made, made.run(cells(forge, "1", "2", "3", "4", "5")) as session:
            assert any("may come" in seen.detail for seen in session.incidents)

    def test_a_frame_that_comes_byte_by_byte_is_not_waited_for(self) -> None:
        """Whoever feeds the wire slowly is asleep most of the time."""
        source = (
            "import os, time\ndef f():\n    os.write(3, (1 << 20).to_bytes(4, 'big'))\n"
            "    while True: os.write(3, b' '); time.sleep(0.05)"
        )
        with Sandbox(limits=DROWSY) as drowsy:
            assert asked(drowsy, source) == Died("idle", "slept for 1 s")

    def test_the_clock_on_the_wall_is_the_last_resort_and_is_told_of(self) -> None:
        """What it ends might have come through on a machine with more time: that is known afterwards."""
        source = "import time\ndef f(): time.sleep(1000)"
        with Sandbox(limits=HASTY) as hasty, hasty.run(cells(source, "? f")) as session:
            assert session.ask("f", [Call(())]) == [Died("wall", "no answer in 2 s")]
            assert session.starved

    def test_a_function_that_overran_is_not_called_again(self, sandbox: Sandbox) -> None:
        """Whoever calls it later is told so at once, and what does not need it is as it was."""
        source = "def f():\n    while True: pass\ndef g(): return f()\ndef h(): return 1"
        with sandbox.run(cells(source, "? f g h")) as session:
            assert isinstance(session.ask("f", [Call(())])[0], Died)
            (reply,) = session.ask("g", [Call(())])
            assert isinstance(reply, Raised)
            assert (reply.type, reply.message, reply.line) == ("NotCalledAgainError", "f", 3)
            assert session.ask("h", [Call(())]) == [Returned(1)]

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("os._exit(0)", "exit"),
            ("import ctypes; ctypes.string_at(1)", "signal"),
            ("os.close(3)", "exit"),
            ("os.write(3, b'\\0\\0\\0\\4nono'); time.sleep(60)", "wire"),
            ("os.write(3, b'\\xff' * 100); time.sleep(60)", "wire"),
            (_FORGE.format('{"ask": 1, "replies": []}'), "wire"),
            (_FORGE.format('{"ask": 9}'), "wire"),
        ],
    )
    def test_every_other_death_has_a_reason(self, sandbox: Sandbox, body: str, reason: str) -> None:
        """Exits, crashes, closed and forged wires fail the exercise, and the next is asked."""
        self._dies(sandbox, body, reason)

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            ("os.kill(os.getpid(), signal.SIGSEGV)", "signal"),
            ("os.kill(os.getpid(), signal.SIGKILL)", "memory"),
            ("if os.fork(): os._exit(7)\n    time.sleep(60)", "exit"),
        ],
    )
    def test_deaths_that_walls_prevent_have_a_reason_without_them(self, bare: Sandbox, body: str, reason: str) -> None:
        self._dies(bare, body, reason)

    @staticmethod
    def _dies(sandbox: Sandbox, body: str, reason: str) -> None:
        source = f"import os, signal, time\ndef f():\n    {body}\ndef g(): return 1"
        with sandbox.run(cells(source, "? f g")) as session:
            (reply,) = session.ask("f", [Call(())])
            assert isinstance(reply, Died)
            assert reply.reason == reason
            assert session.ask("g", [Call(())]) == [Returned(1)]

    def test_leaving_at_a_cell_is_a_death_of_that_cell(self, sandbox: Sandbox) -> None:
        """os._exit between cells costs what that cell put out, and nothing else."""
        with sandbox.run(cells("print(1)", "def f(): return 1\nimport os; os._exit(0)", "? f", "print(2)")) as session:
            assert [text(run) for run in session.cells] == ["1\n", "", "", "2\n"]
            assert session.incidents[0].detail == "the process ended itself with status 0"
            assert session.ask("f", [Call(())]) == [Returned(1)]

    def test_restarts_are_bounded(self, sandbox: Sandbox) -> None:
        """A notebook that dies again and again is given up; every exercise has died, and that is said."""
        sources = ["class A:\n    import os; os._exit(0)"] * 10
        with sandbox.run(cells("print(1)", "def f(): pass", "? f", *sources)) as session:
            assert session.incidents[-1].code == "gave-up"
            assert len(session.cells) == 13
            assert text(session.cells[0]) == "1\n"
            assert isinstance(session.ask("f", [Call(())])[0], Died)

    def test_running_out_of_memory_is_an_error_of_the_cell(self, sandbox: Sandbox) -> None:
        """The limit raises MemoryError where it is met, and the notebook goes on."""
        first, second = ran(sandbox, "x = bytearray(1 << 31)", "print('on')")
        assert first.error is not None
        assert first.error.type == "MemoryError"
        assert text(second) == "on\n"

    def test_a_death_of_the_zygote_is_survived(self, bare: Sandbox) -> None:
        """Who kills the process that all others come from loses one exercise; a new one is started."""
        source = "import os\ndef f(): os.kill(os.getppid(), 9); os._exit(0)\ndef g(): return 1"
        with bare.run(cells(source, "? f g")) as session:
            assert isinstance(session.ask("f", [Call(())])[0], Died)
            assert session.ask("g", [Call(())]) == [Returned(1)]
        assert asked(bare, "def f(): return 1") == Returned(1)

    def test_a_zygote_that_hangs_is_replaced(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who stops it instead of killing it gains no more."""
        monkeypatch.setattr("autograder.sandbox.source.WAIT_FOR_ZYGOTE", 0.5)
        source = "import os\ndef f(): os.kill(os.getppid(), 19); os._exit(0)\ndef g(): return 1"
        with Sandbox(isolate=False) as made, made.run(cells(source, "? f g")) as session:
            assert isinstance(session.ask("f", [Call(())])[0], Died)
            assert session.ask("g", [Call(())]) == [Returned(1)]

    def test_two_sessions_do_not_meet(self, sandbox: Sandbox) -> None:
        """Two submissions that are open at once have their own processes, and one's death is not the other's."""
        with sandbox.run(cells("x = 1\ndef f(): return x", "? f")) as one:
            with sandbox.run(cells("import os\nx = 2\ndef f(): os._exit(x)", "? f")) as other:
                assert isinstance(other.ask("f", [Call(())])[0], Died)
            assert one.ask("f", [Call(())]) == [Returned(1)]


class TestIsolation:
    @pytest.mark.parametrize("isolate", [True, False])
    def test_the_environment_is_not_the_judges(self, monkeypatch: pytest.MonkeyPatch, isolate: bool) -> None:
        """No variable of the judge's is seen, and no descriptor but the child's own is open."""
        monkeypatch.setenv("COURSE_SECRET", "42")
        with open(__file__) as file:  # noqa: PTH123
            os.set_inheritable(file.fileno(), True)
            with Sandbox(isolate=isolate) as made:
                (run,) = ran(
                    made,
                    "import os, stat, sys\nfor fd in range(1024):\n    try: mode = os.fstat(fd).st_mode\n"
                    "    except OSError: continue\n    print(fd, stat.filemode(mode)[0])\n"
                    "print(sorted(os.environ), sys.argv[1:], sys.path[0])",
                )
        assert "COURSE_SECRET" not in text(run)
        assert "PATH" not in text(run).replace("MPLBACKEND", "")
        assert text(run).splitlines()[:-1] == ["0 c", "1 c", "2 c", "3 s"]

    def test_the_package_is_not_loaded_beside_the_student(self, sandbox: Sandbox) -> None:
        """Nothing of the judge's package is in the child's memory."""
        source = "import sys\nprint([name for name in sys.modules if name.split('.')[0] in ('autograder', 'nbgrader')])"
        assert text(ran(sandbox, source)[0]) == "[]\n"

    def test_files_of_one_submission_are_there_for_it_alone_and_in_every_replay(self, sandbox: Sandbox) -> None:
        source = "import pathlib\n\ndef f(loop):\n    while loop: pass\n    return pathlib.Path('part.txt').read_text()"
        book = cells(source, "? f", "g = f", "? g")
        with sandbox.run(book, {"part.txt": b"mine"}) as session:
            assert session.ask("f", [Call((False,))]) == [Returned("mine")]
            assert session.ask("f", [Call((True,))])[0] == Died("cpu", "more than 1 s of CPU time")
            assert session.ask("g", [Call((False,))]) == [Returned("mine")]
        with sandbox.run(book) as session:
            assert session.ask("f", [Call((False,))])[0] != Returned("mine")

    def test_each_child_has_a_directory_of_its_own(self, bare: Sandbox) -> None:
        """Files of the pack are there, those of an earlier run are not, and nothing is left behind."""
        source = (
            "import os\nprint(sorted(set(os.listdir()) - {'__pycache__'}))\n"
            "open('left.txt', 'w').close()\nos.mkdir('shut', 0)"
        )
        for _ in range(2):
            assert text(ran(bare, source)[0]) == "['helper.py']\n"
        with bare.run(cells("1", "import os\nprint(os.path.basename(os.path.realpath('.')))")) as session:
            name = text(session.cells[1]).strip()
            base = Path(tempfile.gettempdir())
            (directory,) = base.glob(f"autograder-*/{name}")
        assert not directory.exists()

    def test_processes_left_running_end_with_the_session(self, bare: Sandbox) -> None:
        """What a student's process has started dies with it."""
        source = "import subprocess\nprocess = subprocess.Popen(['sleep', '1000'])\nprint(process.pid)"
        with bare.run(cells(source)) as session:
            pid = int(text(session.cells[0]))
            assert Path(f"/proc/{pid}").exists()
        deadline = time.monotonic() + 5
        while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.01)

    @pytest.mark.parametrize(
        "patch",
        [
            "import json\njson.dumps = json.loads = json.JSONEncoder.encode = None",
            "import numpy as np\nnp.asarray = np.frombuffer = np.ndarray = np.random.seed = None",
            "import sys\nsys.stdout = sys.stderr = None",
            "import sys\nsys.modules['numpy'] = None",
            "import builtins\nbuiltins.isinstance = builtins.type = builtins.len = None",
            "import sys\nsys.settrace(lambda *args: 1 / 0)",
            "get_ipython().user_ns.clear()",
            "get_ipython().run_cell = get_ipython().recorder.finish = None",
            "get_ipython().recorder.finish = lambda: [{'output_type': 'stream', 'name': 3}]",
            "get_ipython().recorder.finish = lambda: [{'output_type': 'display_data', 'data': {'text/x': 1}}]",
            "import socket\nsocket.socket.recv = socket.socket.sendall = None",
            "import gc\nfor x in gc.get_objects():\n    if type(x) is dict and 'Encoder' in x: x.clear()",
        ],
    )
    def test_patching_harms_nobody_else(self, sandbox: Sandbox, patch: str) -> None:
        """Whatever a student breaks in their own process, every call gets a reply of a known kind."""
        with sandbox.run(cells("def f(): return 1", "? f", patch, "print(1)", "x = 2")) as session:
            (reply,) = session.ask("f", [Call(())])
            assert isinstance(reply, (Returned, Raised, Missing, Died))
            assert len(session.cells) == 5

    def test_a_subclass_that_equals_everything_is_only_its_numbers(self, sandbox: Sandbox) -> None:
        """Tricks with operators do not cross the wire."""
        source = (
            "import numpy as np\nclass Yes(np.ndarray):\n    def __eq__(self, other): return True\n"
            "    def __array_ufunc__(self, *args, **kwargs): return True\n"
            "def f(): return np.zeros(2).view(Yes)"
        )
        reply = asked(sandbox, source)
        assert isinstance(reply, Returned)
        assert type(reply.value) is np.ndarray
        np.testing.assert_array_equal(reply.value, np.zeros(2))

    def test_where_nothing_can_be_started_the_reason_is_said(self) -> None:
        """A module that is not there is named, with the command to try."""
        with pytest.raises(SandboxError, match=r"(?s)no_such_module.*Try: "), Sandbox(["no_such_module"]):
            pass
