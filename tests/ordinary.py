"""Running something as a user without rights, or where such a one could read Python; when the tests are run by root."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .conftest import ROOT

NOBODY = 65534


@contextmanager
def home_of_nobody() -> Iterator[Path]:
    """A folder for `run_in_the_open`; not one of pytest's, whose parent any other run closes again."""
    home = Path(tempfile.mkdtemp(prefix="nobody-"))
    home.chmod(0o777)
    try:
        yield home
    finally:
        shutil.rmtree(home)


def run_in_the_open(command: list[str], home: Path, user: int = NOBODY) -> subprocess.CompletedProcess[str]:
    """Run a command where everybody can read this Python and this repository, wherever they lie; for root alone.

    In a mount namespace of the command's own, a folder that is closed to others (such as /root) is replaced by an
    empty one that holds just those two.
    """
    assert os.geteuid() == 0
    lines = ["set -e"]
    needed = {Path(path).resolve() for path in (sys.base_prefix, sys.prefix, ROOT)}
    for closed in sorted({top for path in needed if (top := _closed(path))}):
        inside = [path for path in needed if path.is_relative_to(closed)]
        for number, path in enumerate(inside):
            lines += [f"mkdir -p {home}/keep{number}", f"mount --bind {shlex.quote(str(path))} {home}/keep{number}"]
        lines.append(f"mount -t tmpfs -o mode=755 open {shlex.quote(str(closed))}")
        for number, path in enumerate(inside):
            place = shlex.quote(str(path))
            lines += [f"mkdir -p {place}", f"mount --move {home}/keep{number} {place}"]
    drop = f"setpriv --reuid={user} --regid={user} --clear-groups --inh-caps=-all --bounding-set=-all"
    lines.append(f'exec {drop if user else ""} "$@"')
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(home)}
    return subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(lines), "sh", *command],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _closed(path: Path) -> Path | None:
    """The topmost folder on the way to a path that others may not enter."""
    return next((folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001), None)
