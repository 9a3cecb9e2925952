"""Run, seal, ask: the child's side of the conversation, inside the student's process.

    cells     ─▶  each is run and answered by its outputs and error; one that declares an exercise is neither:
                  what bears the name at that moment is what will be asked
                  where the student's own asserts are in the way, they are taken out
              ─▶  what overran in an earlier process is taken out, so that no other function waits for it again
              ─▶  sealed: one frame says what is bound, and whatever is put out from here on is dropped
    question  ─▶  the calls of one exercise, of what was declared or of what bears its name after the last cell;
                  each result is turned into plain data before the next call is made;
                  where it is asked on its own merit, what it builds on is answered from above meanwhile

Whatever a call raises is its answer, `sys.exit` included. Nothing here is trusted: a student who patches it spoils
only their own answers, and the right ones are not here.
"""

import contextlib
import functools
import itertools
import math
import random
import resource
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from . import asserts, proxies, runner, wire

MAX_MESSAGE, MAX_PLAIN, MAX_LANGUAGES = 500, 1000, 20

# Held from before any student's code, so that a patched `np.random.seed` does not change what is asked.
_seed = np.random.seed


def serve(link: socket.socket, shell: runner.Shell) -> None:
    """Run the cells that come over the link, seal them, and answer questions until the other end closes."""
    start, decoder = wire.receive(link)
    for name, size in start["files"].items():
        content = decoder.take(size)
        # A file that cannot lie here costs what reads it, and nothing else.
        with contextlib.suppress(OSError, ValueError):
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_bytes(content)
    # Held from before any student's code, as well; the kit of the lesson's pack has it, if there is one.
    plain_words = getattr(sys.modules.get("kit.selfcheck"), "plain_words", None)
    cpu, began = start["cpu"], time.process_time()
    files = {runner.file_name(index): index for index in range(len(start["cells"]))}
    bound: dict[str, object] = {}
    sys.stdout = runner.Stream(shell.recorder, "stdout")
    sys.stderr = runner.Stream(shell.recorder, "stderr")
    # The same cells draw the same numbers, in this run and in a replay.
    random.seed(0)
    _seed(0)
    if not start["asserts"]:
        shell.ast_transformers.append(asserts.NoAsserts())
    sources = [cell["source"] for cell in start["cells"]]
    for index, cell in enumerate(start["cells"]):
        if cell["declares"]:
            bound.update({name: shell.user_ns.get(name) for name in cell["declares"]})
            continue
        _allow(min(cpu["cell"], began + cpu["notebook"] - time.process_time()))
        error, resumed = runner.run(shell, index, cell["source"], cell["reduced"]) if cell["source"] else (None, False)
        frame = {"cell": index, "cut": shell.recorder.cut, "outputs": shell.recorder.finish(), "resumed": resumed}
        frame["error"] = None if error is None else describe(error, files, sources)
        wire.send(link, frame, wire.MAX_REPLY)
    last = {name: shell.user_ns.get(name) for name in bound}
    for name in start["overran"]:
        shell.user_ns[name] = _overran(name)
    shell.recorder.seal()
    wire.send(link, {"sealed": True, "bound": {name: _kind(bound[name]) for name in bound}}, wire.MAX_REPLY)
    while True:
        try:
            question, decoder = wire.receive(link)
        except wire.WireClosedError:
            return
        _allow(question["cpu"])
        function = (last if question["last"] else bound).get(question["exercise"])
        if callable(function):
            encoder = wire.Encoder()

            def told(error: BaseException, exercise: str = question["exercise"]) -> dict[str, Any]:
                return describe(error, files, sources) | {"plain": _in_plain_words(error, exercise, plain_words)}

            calls = [(call, [decoder.decode(arg) for arg in call["args"]]) for call in question["calls"]]
            with proxies.standing_in(shell.user_ns, question["helpers"], link, question["ask"]):
                answers = [_call(function, call, args, encoder, told) for call, args in calls]
            wire.send(link, {"ask": question["ask"], "replies": answers}, wire.MAX_REPLY, encoder.arrays)
        else:
            wire.send(link, {"ask": question["ask"], "missing": True}, wire.MAX_REPLY)


def _call(
    function: Any,
    call: dict[str, Any],
    args: list[Any],
    encoder: wire.Encoder,
    told: Callable[[BaseException], dict[str, Any]],
) -> dict[str, Any]:
    try:
        if call["script"]:
            scope: dict[str, Any] = {}
            exec(call["script"], scope)
            function = functools.partial(scope["probe"], function)
        if call["seed"] is not None:
            _seed(call["seed"])
        return {"value": encoder.encode(function(*args))}
    except BaseException as error:
        return {"error": told(error)}


def describe(error: BaseException, files: Mapping[str, int], sources: Sequence[str]) -> dict[str, Any]:
    """Describe an exception, and the innermost frame that belongs to a cell; nulls where there is none.

    `files` maps the file name that a cell was compiled under to the cell's index in `sources`.
    """
    report: dict[str, Any] = {"type": "Exception", "message": "(it cannot be shown)"}
    report |= dict.fromkeys(["cell", "line", "function"])
    # What a student's class does when it is looked at must not end the process.
    with contextlib.suppress(BaseException):
        report["type"] = type(error).__name__[:100]
        report["message"] = str(error)[:MAX_MESSAGE]
    with contextlib.suppress(BaseException):
        if isinstance(error, SyntaxError) and (error.filename or "") in files:
            report.update(cell=files[error.filename or ""], line=error.lineno)
        trace = error.__traceback__
        while trace is not None:
            code = trace.tb_frame.f_code
            if code.co_filename in files:
                function = None if code.co_name == "<module>" else code.co_name[:100]
                report.update(cell=files[code.co_filename], line=trace.tb_lineno, function=function)
                if isinstance(error, AssertionError) and trace.tb_next is None:
                    source = sources[files[code.co_filename]]
                    report["message"] = asserts.words(error, source, trace.tb_lineno, trace.tb_frame)[:MAX_MESSAGE]
            trace = trace.tb_next
    return report


def _in_plain_words(error: BaseException, exercise: str, plain_words: Any) -> dict[str, str] | None:
    """What the student's own card would say of an exception, in every language; None where it has no words for it."""
    if plain_words is None:
        return None
    with contextlib.suppress(BaseException):
        said = plain_words(error, exercise)
        if said is not None:
            sentences = itertools.islice(vars(said).items(), MAX_LANGUAGES)
            return {str(language)[:20]: str(sentence)[:MAX_PLAIN] for language, sentence in sentences}
    return None


class NotCalledAgainError(Exception):
    """Raised in place of a call to a function that ran too long; its message is the function's name."""


def _overran(name: str) -> Any:
    def stand_in(*args: object, **kwargs: object) -> None:
        raise NotCalledAgainError(name)

    return stand_in


def _kind(value: object) -> str:
    if isinstance(value, type):
        return "class"
    if callable(value):
        return "function"
    return "missing" if value is None else "other"


def _allow(seconds: float) -> None:
    """Allow so many more seconds of CPU time, rounded up to whole ones; beyond, the kernel ends this process."""
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(time.process_time() + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (min(soft, hard - 1), hard))
