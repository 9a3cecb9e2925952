"""Running something as a user without rights, when the tests are run by root."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from .conftest import ROOT

NOBODY = 65534


def run_as_nobody(command: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as nobody, who can read this Python and this repository wherever they lie; for root alone.

    In a mount namespace of the command's own, a folder that is closed to others (such as /root) is replaced by an
    empty one that holds just those two.
    """
    assert os.geteuid() == 0
    for path in (home, *home.parents):
        if path.owner() == "root" and not path.stat().st_mode & 0o001:
            path.chmod(path.stat().st_mode | 0o011)
    home.chmod(0o777)
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
    drop = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups --inh-caps=-all --bounding-set=-all"
    lines.append(f'exec {drop} "$@"')
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
