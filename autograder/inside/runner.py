"""Runs a notebook's cells in an IPython shell, inside the student's process.

A `Shell` is an IPython shell without a terminal: `run` gives it one cell at a time, and its `Recorder` collects
what a Jupyter kernel would send (streams, displays, results, inline figures, tracebacks) as nbformat dicts, up to
caps. Code is compiled under its cell's name, so that an error tells where it was raised. A cell that has to be
killed is run again *reduced*, to what the notebook's functions need of it. Once sealed, nothing more is recorded.
"""

import ast
import base64
import builtins
import contextlib
import io
import sys
import traceback
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Type
from traitlets.config import Config

TEXT_PER_CELL = 100_000  # characters
OUTPUTS_PER_CELL = 100
ERROR_TEXT = 10_000  # characters of one traceback
ERRORS_PER_CELL = 3  # recorded even where the cell's text has been cut off
OUTPUT_PER_NOTEBOOK = 4_000_000  # characters, images as base64 included
MAX_FAILING = 20  # statements of a cell that raise, and after which it is gone on
CUT_OFF = "\n... output cut off\n"

_TEXT_KINDS = ("text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml")
_IMAGE_KINDS = ("image/png", "image/jpeg")


@dataclass
class _Entry:
    """One output and what it weighs; a stream's text is in `pieces` until the cell ends."""

    output: dict[str, Any]
    text: int
    media: int
    pieces: list[str]


class Recorder:
    """Collects the outputs of one cell after another, up to the caps; sealed, it drops everything."""

    def __init__(self) -> None:
        self._spent = 0
        self._sealed = False
        self.clear()

    def clear(self) -> None:
        """Forget the running cell's outputs, as `clear_output` does."""
        self._entries: list[_Entry] = []
        self._named: dict[str, _Entry] = {}
        self._errors = 0
        self._cut = False

    def seal(self) -> None:
        """Record nothing more."""
        self._sealed = True

    def write(self, name: str, text: str) -> None:
        """Add to a stream, the one before if it has the same name."""
        if self._cut or self._sealed or not text:
            return
        kept = text[: self._room()[0]]
        last = self._entries[-1] if self._entries else None
        if last is None or last.output.get("name") != name:
            if len(self._entries) >= OUTPUTS_PER_CELL:
                self._cut_off()
                return
            last = _Entry({"output_type": "stream", "name": name}, 0, 0, [])
            self._entries.append(last)
        last.pieces.append(kept)
        last.text += len(kept)
        if len(kept) < len(text):
            self._cut_off()

    def show(self, kind: str, data: Mapping[str, object], name: str | None, **more: object) -> None:
        """Add a `display_data` or `execute_result`, or change the one that was shown under `name`."""
        bundle = _bundle(data)
        if self._cut or self._sealed or not bundle:
            return
        text = sum(len(bundle[mime]) for mime in bundle if mime in _TEXT_KINDS)
        media = sum(map(len, bundle.values())) - text
        entry = _Entry({"output_type": kind, "data": bundle, "metadata": {}, **more}, text, media, [])
        old = self._named.get(name) if name is not None else None
        if old is not None:
            old.output["data"], old.text, old.media = {}, 0, 0
        room, in_all = self._room()
        if text > room or text + media > in_all or len(self._entries) >= OUTPUTS_PER_CELL:
            self._cut_off()
        elif old is not None:
            old.output["data"], old.text, old.media = bundle, text, media
        else:
            self._entries.append(entry)
            if name is not None:
                self._named[name] = entry

    def fail(self, kind: str, message: str, lines: list[str]) -> None:
        """Add an error."""
        if self._sealed or self._errors >= ERRORS_PER_CELL:
            return
        self._errors += 1
        text = "\n".join(lines)
        if len(text) > ERROR_TEXT:
            lines = [text[: ERROR_TEXT // 2], "...", text[-ERROR_TEXT // 2 :]]
        output = {"output_type": "error", "ename": kind[:200], "evalue": message[:2000], "traceback": lines}
        self._entries.append(_Entry(output, 0, 0, []))

    @property
    def errors(self) -> int:
        """Count the errors among the running cell's outputs."""
        return self._errors

    @property
    def cut(self) -> bool:
        """Say whether the running cell has put out more than is kept."""
        return self._cut

    def finish(self) -> list[dict[str, Any]]:
        """The outputs of the cell that has run; the next cell starts with none."""
        entries = self._entries
        for entry in entries:
            if entry.output["output_type"] == "stream":
                entry.output["text"] = "".join(entry.pieces)
        self._spent += sum(entry.text + entry.media for entry in entries)
        self.clear()
        return [entry.output for entry in entries]

    def _room(self) -> tuple[int, int]:
        text = sum(entry.text for entry in self._entries)
        in_all = OUTPUT_PER_NOTEBOOK - self._spent - text - sum(entry.media for entry in self._entries)
        return max(0, min(TEXT_PER_CELL - text, in_all)), in_all

    def _cut_off(self) -> None:
        self._cut = True
        self._entries.append(_Entry({"output_type": "stream", "name": "stdout"}, 0, 0, [CUT_OFF]))


def _bundle(data: Mapping[str, object]) -> dict[str, str]:
    bundle = {}
    for mime in _TEXT_KINDS + _IMAGE_KINDS:
        value = data.get(mime)
        if isinstance(value, bytes) and mime in _IMAGE_KINDS:
            value = base64.b64encode(value).decode("ascii")
        if isinstance(value, str):
            bundle[mime] = value
    return bundle


class Stream(io.TextIOBase):
    """Stands for `sys.stdout` and `sys.stderr` while cells run."""

    encoding = "utf-8"

    def __init__(self, recorder: Recorder, name: str) -> None:
        self._recorder = recorder
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, not {type(text).__name__}")
        self._recorder.write(self._name, text)
        return len(text)


class _Hook(DisplayHook):
    """Records the value of a cell's last expression."""

    shell: "Shell"

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self.shell.recorder.show("execute_result", format_dict, None, execution_count=self.prompt_count)

    def log_output(self, format_dict: Any) -> None:
        pass

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Publisher(DisplayPublisher):
    """Records what is displayed."""

    shell: "Shell"

    def publish(self, data: Any, metadata: Any = None, *args: Any, **kwargs: Any) -> None:
        name = (kwargs.get("transient") or {}).get("display_id")
        self.shell.recorder.show("display_data", data, name)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.clear()


class _Compiler(CachingCompiler):
    """Names code after its cell, so that a traceback tells which cell a line is in."""

    cell: int | None = None

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        if self.cell is None:  # code that a cell runs by way of the shell
            return str(super().get_code_name(raw_code, transformed_code, number))
        name, self.cell = file_name(self.cell), None
        return name


def file_name(cell: int) -> str:
    """The file name that a cell's code is compiled under."""
    return f"<cell {cell}>"


class Shell(InteractiveShell):
    """An IPython shell whose outputs go to a recorder."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    compiler_class = Type(_Compiler)

    def __init__(self, **kwargs: Any) -> None:
        self.recorder = Recorder()
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]
        self._own_transforms = _transforms(self.input_transformer_manager)

    def transform_cell(self, raw_cell: str) -> str:
        """The cell as Python; what is Python as it stands is not searched for magics, which takes a while."""
        # Blank lines and prompts in front are taken away, though they may be Python; a single line may be a call.
        plain = "\n" in raw_cell.strip() and not raw_cell[:1].isspace() and "In [" not in raw_cell
        if plain and _transforms(self.input_transformer_manager) == self._own_transforms:
            with contextlib.suppress(SyntaxError, ValueError, MemoryError, RecursionError), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # they come when it is compiled
                ast.parse(raw_cell)
                return raw_cell if raw_cell.endswith("\n") else f"{raw_cell}\n"
        return str(super().transform_cell(raw_cell))  # type: ignore[no-untyped-call]

    def _tee(self, channel: str) -> Any:
        # IPython would keep all that is printed in memory, and cannot when a student sets sys.stdout to None.
        return contextlib.nullcontext()

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.recorder.fail(etype.__name__, str(evalue), [str(line) for line in stb])

    def system(self, cmd: str) -> None:
        """Leave out what a cell would have the machine's shell do: ``!pip install``, ``%pip``, ``%system``."""
        self.recorder.write("stderr", f"not run while a notebook is graded: !{cmd}\n")

    system_raw = system_piped = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        self.system(cmd)
        return SList() if split else ""

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def ask_exit(self) -> NoReturn:
        raise SystemExit("exit() ends this cell; the next ones run")


def _transforms(manager: Any) -> list[Any]:
    """List what is done to a cell before it is compiled; a student may add to it."""
    return [*manager.cleanup_transforms, *manager.line_transforms, *manager.token_transformers]


class _Reduce(ast.NodeTransformer):
    """Keeps what a notebook's functions need: imports, definitions, and assignments of literals."""

    def visit_Module(self, node: ast.Module) -> ast.Module:
        node.body = [statement for statement in node.body if self._keeps(statement)]
        return node

    @staticmethod
    def _keeps(node: ast.stmt) -> bool:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            try:
                ast.literal_eval(node.value)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                return False
            return True
        kept = ast.Import | ast.ImportFrom | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        return isinstance(node, kept)


def build_shell(home: Path) -> Shell:
    """The shell that all children inherit, warmed by a first traceback and, with matplotlib, a first figure."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell: Shell = Shell.instance(config=config, ipython_dir=str(home / ".ipython"))
    builtins.input = _no_input
    shell.run_cell("raise ValueError")  # type: ignore[no-untyped-call]
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.plot([0, 1])
        shell.events.trigger("post_execute")
    shell.recorder.finish()
    return shell


def _no_input(prompt: object = "") -> NoReturn:
    raise EOFError("input() has nobody to answer it while a notebook is graded")


def run(shell: Shell, index: int, source: str, reduced: bool) -> tuple[BaseException | None, bool]:
    """Run a cell, or what can be kept of it: what it raised first, and whether something below that was run.

    Where a statement raises, those below it are run all the same: a line that works elsewhere may fail here, and takes
    no function along. The outputs are with the recorder.
    """
    reduce = _Reduce()
    if reduced:
        shell.ast_transformers.insert(0, reduce)
    first: BaseException | None = None
    resumed = False
    for _ in range(MAX_FAILING):
        error = _run(shell, index, source)
        first = first or error
        below = "" if error is None else _below(shell, index, source, error)
        if not below:
            break
        source, resumed = below, True
    if reduce in shell.ast_transformers:
        shell.ast_transformers.remove(reduce)
    return first, resumed


def _run(shell: Shell, index: int, source: str) -> BaseException | None:
    shell.compile.cell = index  # type: ignore[attr-defined]
    errors = shell.recorder.errors
    error: BaseException | None
    try:
        result = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        error = result.error_before_exec if result.error_in_exec is None else result.error_in_exec
    except BaseException as failure:  # out of something that a student hooked into the shell
        error = failure
    if error is not None and shell.recorder.errors == errors:
        lines = "".join(traceback.format_exception_only(error)).splitlines()
        shell.recorder.fail(type(error).__name__, lines[-1].partition(": ")[2], lines)
    return error


def _below(shell: Shell, index: int, source: str, error: BaseException) -> str:
    """What stands in a cell below the statement that has raised, each line where it was; nothing where all ends."""
    if not isinstance(error, Exception):  # Ctrl-C, exit()
        return ""
    trace, line = error.__traceback__, 0
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename == file_name(index) and code.co_name == "<module>":
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        text = shell.transform_cell(source)
        rest = [node for node in ast.parse(text).body if _begins(node) > line > 0]
    except Exception:  # it is no Python
        return ""
    if not rest:
        return ""
    start = _begins(rest[0])
    # The lines above are kept as blank ones behind a first that does nothing, so that a line has its number.
    above = "pass" + "\n" * (start - 1)
    return above + "\n".join(text.split("\n")[start - 1 :])


def _begins(node: ast.stmt) -> int:
    """The first line of a statement, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])
