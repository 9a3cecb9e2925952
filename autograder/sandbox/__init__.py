"""The trusted end of a run: starts the process that students' processes come from, talks to them, holds the limits.

    Sandbox ── source ─ zygote ──┬─ fork ─▶ child    run, seal, ask: frames of plain data over a socket of its own
                                 └─ fork ─▶ child    … and a fresh one, which replays the cells, after a death

Where nothing can be forked safely, each child is an interpreter started for it.

A `Session` is one submission. All its cells are run, and what they put out is sealed, before the first question goes
out; then `ask` sends one exercise's calls and waits for the replies. A cell that dies is replayed with only its
imports, definitions and literals; an exercise that dies fails, and the next one is asked of a fresh child. What a
child sends is checked field by field (`incoming`): the worst that it can do is to be called `Died("wire")`.
"""

from autograder.inside.wire import Opaque, WireError
from autograder.reply import Died, Missing, Raised, Reply, Returned
from autograder.sandbox.sandbox import Sandbox
from autograder.sandbox.session import Session
from autograder.sandbox.terms import MINUTES, Call, CellError, CellRun, CodeCell, Incident, Limits, SandboxError, Used

__all__ = [
    "MINUTES",
    "Call",
    "CellError",
    "CellRun",
    "CodeCell",
    "Died",
    "Incident",
    "Limits",
    "Missing",
    "Opaque",
    "Raised",
    "Reply",
    "Returned",
    "Sandbox",
    "SandboxError",
    "Session",
    "Used",
    "WireError",
]
