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
    "opens a socket for names": "socket.socket(socket.AF_UNIX)",
    "has a pair of datagrams": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
    "sends to a name": "socket.socketpair()[0].sendto(b'x', '/tmp/service')",
    "sends with a name": "socket.socketpair()[0].sendmsg([b'x'], [], 0, '/tmp/service')",
    "gives its own a name": "socket.socketpair()[0].bind('mine')",
    "connects its own": "socket.socketpair()[0].connect('/tmp/service')",
    "has a pair of streams": "pair()",
    "becomes root": "os.setuid(0)",
    "capabilities": "capabilities()",
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
            held = [32 * (i // 3) + bit for i in range(6) for bit in range(32) if found[i] >> bit & 1]
            return 'unknown' if failed else held
        def pair():
            one, other = socket.socketpair()
            one.sendall(b'x')
            return other.recv(1)
        def tried(expression):
            try: return repr(eval(expression))
            except Exception as error: return type(error).__name__
        """
    )
    with sandbox.run([CodeCell("cell", source), CodeCell("ask", declares=("tried",))]) as session:
        replies = session.ask("tried", [Call((expression,)) for expression in ATTEMPTS.values()])
    return {name: getattr(reply, "value", repr(reply)) for name, reply in zip(ATTEMPTS, replies, strict=True)}


#: Submissions that take too much, each in a cell of its own.
GREEDY = {
    "bytes": "for i in range(100): open(f'{i}', 'wb').write(bytes(4 << 20))",
    "bytes without a name": "files = []\nfor i in range(100):\n"
    "    files.append(open('x', 'wb'))\n    os.unlink('x')\n    files[-1].write(bytes(4 << 20))\n    files[-1].flush()",
    "files": "for i in range(100000):\n    open(f'f{i}', 'w').close()\n    if i % 500 == 0: time.sleep(0.1)",
    "files in folders": "for i in range(100000):\n    os.makedirs(f'd{i}/e')\n    if i % 500 == 0: time.sleep(0.1)",
    "threads": "for i in range(3000): threading.Thread(target=time.sleep, args=(9,)).start()",
}


def greedy(sandbox: Sandbox) -> dict[str, list[str]]:
    """What is told of each submission that takes too much."""
    told = {}
    for name, source in GREEDY.items():
        body = source.replace("\n", "\n    ")
        cell = f"import os, threading, time\ntry:\n    {body}\nexcept (OSError, RuntimeError): pass\ntime.sleep(3)"
        with sandbox.run([CodeCell("greedy", cell)]) as session:
            told[name] = [incident.detail for incident in session.incidents]
    return told


def main(*whats: str) -> None:
    look = greedy if whats[:1] == ("greedy",) else attempts
    for what in whats:
        if what != "greedy":
            refuse(what)
    with Sandbox(["numpy"], {"data.txt": b"1 2 3"}, Limits(memory=3 << 30)) as sandbox:
        print(json.dumps({"lacks": sorted(sandbox.lacks), **look(sandbox)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
