"""A machine that refuses what walls are made of: `python -m tests.locked namespaces` looks what is left of them there.

Prints what the sandbox says that it lacks, and what a submission finds that tries this and that, as JSON.
"""

from __future__ import annotations

import ctypes
import errno
import json
import struct
import sys
import textwrap

from autograder.inside import kernel, seccomp
from autograder.sandbox import Call, CodeCell, Limits, Sandbox

from .conftest import ROOT

_NEW_NAMESPACE = 0x7E020000 & ~kernel.CLONE_NEWUSER

ATTEMPTS = {
    "adds": "f(2, 3)",
    "reads the course": f"open({str(ROOT / 'README.md')!r}).read(1)",
    "lists the course": f"os.listdir({str(ROOT)!r})",
    "reads processes": "os.listdir('/proc')",
    "writes outside": "open('/tmp/left-by-a-submission', 'w')",
    "signals its parent": "os.kill(os.getppid(), 0)",
    "signals everybody": "os.kill(-1, 0)",
    "limits its parent": "resource.prlimit(os.getppid() or 2, resource.RLIMIT_CPU)",
    "starts a process": "os.fork()",
    "opens a socket": "socket.socket()",
    "becomes root": "os.setuid(0)",
    "has capabilities": "capabilities()",
    "is root": "os.getuid() == 0",
    "writes scratch": "open('mine', 'w').write('x')",
    "reads the pack": "open('data.txt').read()",
}  # fmt: skip


def refuse(what: str) -> None:
    """Have this process, and all that it starts, refused what the name says."""
    column = 0 if kernel.MACHINE == "x86_64" else 1
    flags = kernel.CLONE_NEWUSER if what == "users" else _NEW_NAMESPACE | kernel.CLONE_NEWUSER
    step, refused = seccomp._step, 0x00050000 | errno.EPERM
    steps = [step(0x20, 0)]
    if what in ("users", "namespaces"):
        for number in ((272, 97)[column], (56, 220)[column]):  # unshare, clone
            looking = [step(0x20, 16), step(0x45, flags, 0, 1), step(0x06, refused), step(0x20, 0)]
            steps += [step(0x15, number, 0, len(looking)), *looking]
    calls = {"namespaces": ((165, 40), (155, 41), (442, 442)), "landlock": ((444, 444),)}
    for pair in calls.get(what, ()):
        steps += [step(0x15, pair[column], 0, 1), step(0x06, refused)]
    code = ctypes.create_string_buffer(b"".join([*steps, step(0x06, 0x7FFF0000)]))
    head = struct.pack("H6xQ", len(steps) + 1, ctypes.addressof(code))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.call("seccomp", 1, 0, ctypes.create_string_buffer(head))


def attempts(sandbox: Sandbox) -> dict[str, str]:
    """What each attempt gives: a value, or the name of what it raises."""
    source = textwrap.dedent(
        """
        import ctypes, os, resource, signal, socket
        libc = ctypes.CDLL(None)
        def f(a, b): return a + b
        def capabilities():
            found = (ctypes.c_uint32 * 6)()
            failed = libc.capget((ctypes.c_uint32 * 2)(0x20080522, 0), found)
            return bool(failed or any(found))
        def tried(expression):
            try: return repr(eval(expression))
            except Exception as error: return type(error).__name__
        """
    )
    with sandbox.run([CodeCell("cell", source), CodeCell("ask", declares=("tried",))]) as session:
        replies = session.ask("tried", [Call((expression,)) for expression in ATTEMPTS.values()])
    return {name: getattr(reply, "value", repr(reply)) for name, reply in zip(ATTEMPTS, replies, strict=True)}


def main(*whats: str) -> None:
    for what in whats:
        refuse(what)
    with Sandbox(["numpy"], {"data.txt": b"1 2 3"}, Limits(memory=1 << 30)) as sandbox:
        print(json.dumps({"lacks": sorted(sandbox.lacks), **attempts(sandbox)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
