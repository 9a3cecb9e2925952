"""How many threads the linear algebra below NumPy takes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

#: The environment of a process whose matrix products are to take one thread: more of them fight for the same cores,
#: and small products take forty times the CPU time then. It counts from when NumPy is loaded.
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")}


@contextmanager
def one_thread() -> Iterator[None]:
    """Have what is started, or loaded, use one thread for matrix products; later it is as before."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
