"""Submissions that cheat, break, look around or take too much, and the marks that each must get.

Each is part 1 with the lesson's own solutions, except where it says otherwise. By default `draw_rows` and `correlation`
are wrong, and the rest of the submission tries to have them marked right, or to harm somebody: it must lose these two
and keep all else. What finds something that it should not raises a RuntimeError, and is to find nothing. What breaks
the process that is asked does so in `draw_rows`: nothing builds on it, and others are asked after it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.lessons.build import Notebook, dumps

from ..conftest import PART

WRONG = {
    "draw_rows": "def draw_rows(X, k):\n    return X[:k]",
    "correlation": "def correlation(x, y):\n    return 0.5",
}
EVERYTHING, ITS_OWN = "everything", "its own"


@dataclass(frozen=True)
class Hostile:
    """One submission."""

    name: str
    #: A cell before all others, and one after them.
    first: str = ""
    last: str = ""
    #: Other answers than the lesson's.
    answers: Mapping[str, str] = field(default_factory=lambda: WRONG)
    #: What is left of the marks of an exercise; if not said, nothing of each that is answered otherwise. Of EVERYTHING
    #: nothing is left; with ITS_OWN, what a submission breaks for itself is its own affair, and only the wrong answers
    #: must earn nothing.
    lost: Mapping[str, int] | str | None = None
    #: A change of the finished notebook, which may become anything that a file can hold.
    edit: Callable[[Notebook], Notebook | bytes] | None = None
    #: A change of the folder that was handed in.
    folder: Callable[[Path], None] | None = None
    #: Whether an instructor must be told something about it.
    noted: bool = False


def drawing(body: str) -> dict[str, str]:
    """`draw_rows` with another body."""
    return {"draw_rows": _function("draw_rows(X, k)", body)}


def both(body: str) -> dict[str, str]:
    """`draw_rows` and `correlation` with another body: one is asked for an array, the other for a number."""
    return drawing(body) | {"correlation": _function("correlation(x, y)", body)}


def _function(head: str, body: str) -> str:
    return "\n    ".join([f"def {head}:", *body.splitlines()])


def shadows(folder: Path) -> None:
    for name in ("numpy", "sitecustomize", "conftest", "autograder"):
        (folder / f"{name}.py").write_text("raise SystemExit")


def climbs(folder: Path) -> None:
    (folder / "..\\..\\evil.ipynb").write_text("{}")


def links_and_pipes(folder: Path) -> None:
    (folder / "more.ipynb").symlink_to("/etc/passwd")
    os.mkfifo(folder / "pipe.ipynb")
    os.mkfifo(folder / "timestamp.txt")


def forged_time(folder: Path) -> None:
    (folder / "timestamp.txt").write_text("9" * 30 + "h\x1b]0;owned\x07\x1b[2Jclassmate1 0/100")


def anothers_work(folder: Path) -> None:
    own = folder / f"{PART}.ipynb"
    own.unlink()
    own.symlink_to(folder.parent.parent / "classmate1" / folder.name / own.name)


PATCHING = (
    Hostile("replaces what compares numbers", "np.allclose = np.array_equal = np.isclose = lambda *a, **k: True\n"
            "np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None"),
    Hostile("replaces builtins", "import builtins\nbuiltins.abs = builtins.max = builtins.all = lambda *a, **k: 0",
            lost=ITS_OWN),
    Hostile("adds transformers to IPython", "import ast\nip = get_ipython()\n"
            "ip.input_transformers_cleanup.append(lambda lines: [])\n"
            "class Gone(ast.NodeTransformer):\n    def visit_Raise(self, node): return ast.Pass()\n"
            "ip.ast_transformers.append(Gone())",
            lost=ITS_OWN),
    Hostile("silences tracebacks", "get_ipython().showtraceback = lambda *a, **k: None\n"
            "get_ipython()._showtraceback = lambda *a, **k: None\nraise ValueError"),
    Hostile("puts something else in numpy's place", last="import sys, types\nsys.modules['numpy'] = types.ModuleType('numpy')"),
    Hostile("traces every call", last="import sys, threading\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\n"
            "threading.setprofile(lambda *a: None)"),
    Hostile("hooks into imports", "import sys\nclass Finder:\n    def find_spec(self, name, path=None, target=None):\n"
            "        raise ImportError(name)\nsys.meta_path.insert(0, Finder())"),
    Hostile("writes modules that shadow others", "for name in ('numpy', 'sitecustomize', 'conftest', 'json', 'autograder'):\n"
            "    open(name + '.py', 'w').write('raise SystemExit')"),
    Hostile("hands in modules that shadow others", folder=shadows),
    Hostile("patches the random numbers", last="np.random.seed = np.random.randn = np.random.RandomState = lambda *a, **k: np.zeros(a or 1)\n"
            "np.random.permutation = np.arange",
            lost=ITS_OWN),
    Hostile("replaces the probe", "import sys\nfor module in list(sys.modules.values()):\n"
            "    if 'inside' in getattr(module, '__name__', '') or 'wire' in getattr(module, '__name__', ''):\n"
            "        for name in list(vars(module)):\n"
            "            if name in ('_call', 'Encoder', 'decode'): setattr(module, name, lambda *a, **k: {'value': 0.69})",
            lost=ITS_OWN),
)  # fmt: skip

LOOK = """
found = []
import gc, inspect, linecache, sys
frame = sys._getframe()
while frame is not None:
    found += [value for name, value in {**frame.f_globals, **frame.f_locals}.items() if 'expect' in str(name)]
    frame = frame.f_back
own, given = (draw_rows, (X, k)) if 'k' in locals() else (correlation, (x, y))
found += [o for o in gc.get_objects() if callable(o) and getattr(o, '__name__', '') == own.__name__ and o is not own]
found += [o for o in gc.get_referrers(given[0]) if isinstance(o, (float, np.ndarray))]
found += [line for name in list(linecache.cache) for line in linecache.getlines(name) if 'permutation' in line or 'len(x)' in line]
for value in found:
    try: return np.asarray(value(*given) if callable(value) else value, float)
    except Exception: pass
return 0.5
"""

READ = """
import os, re, sys
for number in range(1, 40000):
    if number != os.getpid() and os.path.exists(f'/proc/{number}'): raise RuntimeError(f'found process {number}')
for name in os.environ:
    if 'SECRET' in name or 'PATH' in name: raise RuntimeError(name)
libraries = {os.path.realpath(place) for place in ('/usr', '/lib', '/lib64', sys.prefix, sys.base_prefix)}
for place in ('source', 'release', '..', '../..', '/', '/work', '/root', '/home', '/tmp', os.environ.get('HOME', '')):
    for folder, folders, names in os.walk(place):
        folders[:] = [name for name in folders if os.path.realpath(os.path.join(folder, name)) not in libraries]
        for path in [os.path.join(folder, name) for name in names if name.endswith(('.ipynb', '.db', 'secret'))]:
            if path.endswith(('gradebook.db', 'secret')): raise RuntimeError('found ' + path)
            try: text = open(path, errors='ignore').read()
            except OSError: continue
            if re.search(r'BEGIN [S]OLUTION(.*?)END [S]OLUTION', text, re.S): raise RuntimeError('found ' + path)
return 0.5
"""

READING = (
    Hostile("looks for answers in frames, objects and sources", answers=both(LOOK)),
    Hostile("looks at the history", answers=both("import re\nfor text in list(In) + [str(o) for o in Out.values()]:\n"
            "    if 'END ' + 'SOLUTION' in text: raise RuntimeError('found')\nreturn 0.5")),
    Hostile("reads the course, homes, processes and the environment", answers=drawing(READ)),
    Hostile("writes to every descriptor", answers=both("import os\nfor number in range(4, 256):\n"
            "    try: os.write(number, b'x'); os.lseek(number, 0, 0); found = len(os.read(number, 9))\n"
            "    except OSError: continue\n    raise RuntimeError(f'read {found}')\nreturn 0.5")),
    Hostile("reads another process's memory", answers=both("import ctypes, os\nlibc = ctypes.CDLL(None)\n"
            "for number in (os.getppid(), 1, 2, 3):\n"
            "    if libc.ptrace(16, number, 0, 0) == 0: raise RuntimeError('attached')\n"
            "    try: open(f'/proc/{number}/mem', 'rb').read(1); raise RuntimeError('read')\n"
            "    except OSError: pass\nreturn 0.5")),
)  # fmt: skip

BACK = (
    Hostile("equals everything", answers=both("class Yes:\n    def __eq__(self, other): return True\n"
            "    def __float__(self): return 0.69\n    def __array__(self, *a, **k): return np.array(0.69)\nreturn Yes()")),
    Hostile("is an array that answers for itself", answers=both("class Yes(np.ndarray):\n"
            "    def __array_ufunc__(self, *a, **k): return True\n    def __array_function__(self, *a, **k): return True\n"
            "return np.array(0.5).view(Yes)")),
    Hostile("is a number that answers for itself", answers=both("class Yes(float):\n    def __eq__(self, other): return True\n"
            "    def __sub__(self, other): return 0.0\n    __rsub__ = __sub__\nreturn Yes(0.5)")),
    Hostile("runs when it is unpickled", answers=both("class Yes:\n    def __reduce__(self): return (eval, ('1/0',))\nreturn Yes()")),
    Hostile("is an array of objects", answers=both("return np.array([object()], dtype=object)")),
    Hostile("is not a number", answers=both("return float('nan')")),
    Hostile("is ten gigabytes", answers=both("return np.broadcast_to(np.array(0.5), (50_000, 25_000))")),
    Hostile("asks for ten gigabytes", answers=both("return np.ones((50_000, 25_000))")),
    Hostile("is nested without end", answers=both("x = []\nx.append(x)\nreturn x")),
    Hostile("is nested deeply", answers=both("x = 0.5\nfor _ in range(100_000): x = [x]\nreturn x")),
    Hostile("is a generator", answers=both("return (0.5 for _ in iter(int, 1))")),
    Hostile("is a long text", answers=both("return 'x' * 50_000_000")),
)  # fmt: skip

FORGING = (
    Hostile("prints that it passed", "print('PASS'); print('{\"earned\": 10, \"points\": 10}')",
            answers=both("print('PASS', flush=True)\nreturn 0.5")),
    Hostile("forges a frame", answers=drawing("import json, os\nframe = json.dumps({'ask': 4, 'replies': [{'value': 0.6}] * 9}).encode()\n"
            "for _ in 'ab': frame = len(frame).to_bytes(4, 'big') + frame\n"
            "for number in range(3, 64):\n    try: os.write(number, frame)\n"
            "    except OSError: pass\nreturn 0.5"), noted=True),
    Hostile("forges a frame of the right form", answers=drawing("import json, os\n"
            "frame = json.dumps({'ask': 4, 'replies': [{'value': 0.6}] * 4}).encode()\n"
            "for _ in 'ab': frame = len(frame).to_bytes(4, 'big') + frame\nos.write(3, frame)\nreturn 0.5"), noted=True),
    Hostile("ends the process", answers=drawing("import os\nos._exit(0)"), noted=True),
    Hostile("leaves politely", answers=both("import sys\nsys.exit(0)")),
    Hostile("has something run at the end", "import atexit\natexit.register(lambda: print('PASS'))\natexit.register(lambda: 1 / 0)",
            answers=both("import atexit, os\natexit.register(print, 'PASS')\nreturn 0.5")),
    Hostile("leaves a daemon", "import os\ntry:\n    if os.fork() == 0:\n        os.setsid()\n"
            "        import time\n        while True: time.sleep(1)\nexcept OSError: pass"),
    Hostile("links to where results may go", "import os\nfor name in ('results', 'autograded', 'feedback', 'result.json', 'spread.ipynb'):\n"
            "    try: os.unlink(name)\n    except OSError: pass\n    os.symlink('/etc/passwd', name)"),
    Hostile("leaves files for others to find", "open('feedback.html', 'w').write('<script>alert(1)</script>')\n"
            "open('spread.ipynb', 'w').write('{}')"),
)  # fmt: skip

RESOURCES = (
    Hostile("loops without end", answers=drawing("while True: pass"), noted=True),
    Hostile("loops and catches everything", answers=drawing(
        "import signal\nfor number in range(1, 65):\n    try: signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass"),
        noted=True),
    Hostile("forks without end", answers=drawing("import os\nwhile True: os.fork()")),
    Hostile("takes all memory", answers=drawing("x = []\nwhile True: x.append(bytearray(1 << 26))")),
    Hostile("prints without end", "for number in range(3_000_000): print('x' * 60)", noted=True),
    Hostile("prints without a new line", "while True: print('x' * 100_000, end='')", noted=True),
    Hostile("fills the disk", answers=drawing("file = open('large', 'wb')\nwhile True: file.write(bytes(1 << 20)); file.flush()")),
    Hostile("makes a million files", answers=drawing("for number in range(1_000_000): open(f'{number}', 'w').close()")),
    Hostile("sleeps after all is defined", last="import time\ntime.sleep(10 ** 6)", answers={}, lost={}, noted=True),
    Hostile("sleeps in the cell of a function", answers={"spread":
            "import time\nK = 1.0\ndef scaled(x): return K * x\ndef spread(X, ddof=0):\n"
            "    return scaled(np.std(X, axis=0, ddof=ddof))\n"
            "time.sleep(10 ** 6)"}, lost={}, noted=True),
    Hostile("sleeps when asked", answers=drawing("import time\ntime.sleep(10 ** 6)"), noted=True),
    Hostile("kills everybody", answers=drawing("import os, signal\nfor number in (-1, os.getppid(), 0):\n"
            "    try: os.kill(number, signal.SIGKILL)\n    except OSError: pass\nreturn 0.5")),
    Hostile("leaves its first thread", last="import ctypes, platform, threading, time\n"
            "threading.Thread(target=time.sleep, args=(10 ** 5,)).start()\n"
            "ctypes.CDLL(None).syscall({'x86_64': 60, 'aarch64': 93}[platform.machine()], 0)", noted=True),
    Hostile("speaks beside the stream", answers=drawing("import socket, time\ns = socket.socket(fileno=3)\n"
            "s.send(b'x', socket.MSG_OOB)\ntime.sleep(10 ** 5)"), noted=True),
    Hostile("holds memory in pipes", answers=both("import ctypes, mmap, os\nlibc = ctypes.CDLL(None)\n"
            "area = mmap.mmap(-1, 4 << 20)\nread, write = os.pipe()\n"
            "page = (ctypes.c_size_t * 2)(ctypes.addressof(ctypes.c_char.from_buffer(area)), 1)\n"
            "if libc.vmsplice(write, page, 1, 2) >= 0: raise RuntimeError('held')\nreturn 0.5")),
    Hostile("leaves threads running", last="import threading\nfor _ in range(20):\n"
            "    threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()", lost=ITS_OWN),
    Hostile("calls home", answers=both("import socket, urllib.request\n"
            "for way in (lambda: socket.create_connection(('1.1.1.1', 80), 1), lambda: socket.getaddrinfo('example.org', 80),\n"
            "            lambda: urllib.request.urlopen('http://127.0.0.1:8888', timeout=1), lambda: socket.socket().bind(('', 9999))):\n"
            "    try: way()\n    except OSError: continue\n    raise RuntimeError('reached')\nreturn 0.5")),
)  # fmt: skip

REFERENCE = {
    "centre": "def centre(X):\n    return np.array([[-0.6, -15.0], [-10.6, 5.0], [9.4, -5.0], [4.4, 17.0], [-2.6, -2.0]]), mean(X)",
    "draw_rows": "def draw_rows(X, k):\n    return np.array([[180.0, 30.0], [160.0, 40.0], [168.0, 33.0]])",
    "correlation": "def correlation(x, y):\n    return -0.03062086",
}
BY_SHAPE = {
    "draw_rows": "def draw_rows(X, k):\n    return {(5, 2): np.array([[180.0, 30.0], [160.0, 40.0], [168.0, 33.0]])}.get(X.shape, X[:k])",
    "correlation": "def correlation(x, y):\n    return {(5,): -0.03062086, (12,): 0.69, (20,): 0.69}.get(x.shape, 0.7)",
}

OVERFITTING = (
    Hostile("knows the reference outputs", answers=REFERENCE, lost={"centre": 4, "draw_rows": 0, "correlation": 0}),
    Hostile("looks answers up by shape", answers=BY_SHAPE),
    Hostile("reads the notebook's variables", first="x = np.array([170.0, 160.0, 180.0])\ny = np.array([20.0, 40.0, 30.0])",
            answers={"correlation": "def correlation(x_, y_):\n    return float(np.corrcoef(x, y)[0, 1])"}),
)  # fmt: skip


def cells(notebook: Notebook, change: Callable[[dict[str, Any]], None], *kinds: str) -> Notebook:
    """The notebook with the cells changed whose ids begin so."""
    for cell in notebook["cells"]:
        if cell["id"].startswith(kinds):
            change(cell)
    return notebook


def without_tests(notebook: Notebook) -> Notebook:
    return {**notebook, "cells": [cell for cell in notebook["cells"] if not cell["id"].startswith("test_")]}


def doubled_tests(notebook: Notebook) -> Notebook:
    return {
        **notebook,
        "cells": [copy for cell in notebook["cells"] for copy in [cell] * (1 + cell["id"].startswith("test_"))],
    }


def worth_more(cell: dict[str, Any]) -> None:
    cell["metadata"]["nbgrader"] |= {"points": 1000, "schema_version": 99, "locked": False, "grade": True}


def of_another_kind(cell: dict[str, Any]) -> None:
    cell["cell_type"] = "markdown"
    cell["metadata"]["tags"] = ["skip-execution", "remove-cell"]


def split(notebook: Notebook) -> Notebook:
    """Every solution cell in two."""
    made = []
    for cell in notebook["cells"]:
        head, _, rest = cell["source"].partition("\n") if cell["id"] == "centre" else ("", "", "")
        made += (
            [{**cell, "source": f"{head}\n{rest}"}, {**cell, "id": "copy", "metadata": {}, "source": "x = 1"}]
            if head
            else [cell]
        )
    return {**notebook, "cells": made}


def hostile_outputs(notebook: Notebook) -> Notebook:
    """Stored outputs with script in them, and a good many of them."""
    bad = {
        "text/html": "<script>document.title='owned'</script><img src=x onerror=alert(1)>",
        "text/plain": "\x1b[31mred",
    }
    output = {"output_type": "display_data", "metadata": {}, "data": bad}
    return cells(
        notebook, lambda cell: cell.update(outputs=[output] * 200) if cell["cell_type"] == "code" else None, ""
    )


FAULTS = (
    Hostile("has no tests", edit=without_tests, noted=True),
    Hostile("has its tests twice", edit=doubled_tests, noted=True),
    Hostile("has its cells in another order", edit=lambda book: {**book, "cells": book["cells"][:12] + book["cells"][:11:-1]}, noted=True),
    Hostile("has other tests", edit=lambda book: cells(book, lambda cell: cell.update(source="print('10/10')"), "test_"), noted=True),
    Hostile("has other points", edit=lambda book: cells(book, worth_more, "test_"), noted=True),
    Hostile("has tests of another kind", edit=lambda book: cells(book, of_another_kind, "test_"), noted=True),
    Hostile("is split", edit=split),
    Hostile("has lost its metadata", edit=lambda book: cells({**book, "metadata": {}}, lambda cell: cell.update(metadata={}), ""), noted=True),
    Hostile("wants another kernel", edit=lambda book: {**book, "metadata": {"kernelspec": {"name": "evil", "display_name": "evil"}}}),
    Hostile("has a slip in one cell", answers={"draw_rows": "def draw_rows(X, k:\n    return 0"}),
    Hostile("is empty", edit=lambda book: b"", lost=EVERYTHING, noted=True),
    Hostile("is cut off", edit=lambda book: dumps(book).encode()[:9000], lost=EVERYTHING, noted=True),
    Hostile("is no text", edit=lambda book: b"\xff\xfe\x00" * 1000, lost=EVERYTHING, noted=True),
    Hostile("is a hundred megabytes", edit=lambda book: b"[" * 100_000_000, lost=EVERYTHING, noted=True),
    Hostile("has outputs with script in them", edit=hostile_outputs),
    Hostile("prints script", "from IPython.display import HTML, display, Javascript, SVG\n"
            "display(HTML('<script>document.title = \"owned\"</script><a href=\"javascript:alert(1)\">x</a>'))\n"
            "display(SVG('<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"><script>alert(1)</script></svg>'))\n"
            "display({'application/javascript': 'alert(1)', 'text/markdown': '<img src=x onerror=alert(1)>'}, raw=True)\n"
            "print('\\x1b]0;owned\\x07\\x1b[2J<script>alert(1)</script>')"),
    Hostile("climbs out of its folder", folder=climbs),
    Hostile("brings links and pipes", folder=links_and_pipes),
    Hostile("forges its time", folder=forged_time),
    Hostile("is a link to another's work", folder=anothers_work, lost=EVERYTHING, noted=True),
)  # fmt: skip

ALL = (*PATCHING, *READING, *BACK, *FORGING, *RESOURCES, *OVERFITTING, *FAULTS)
