"""Looks whether this machine and this course can grade, and says of each thing that cannot how to mend it."""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from autograder.course import CONFIG, Course
from autograder.errors import AutograderError
from autograder.sandbox import Sandbox
from autograder.settings import Settings, read_config

#: What results, pages and the gradebook of a large class may take, in bytes.
ROOM = 1 << 30

#: How a container is started that can hold submissions behind all walls.
DOCKER = "docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined"
#: Where container engines leave a mark.
CONTAINERS = (Path("/.dockerenv"), Path("/run/.containerenv"))
#: What to do where a wall cannot be had.
WALLS = {
    "namespaces": (
        "user and mount namespaces are refused. On Linux, root can allow them: "
        "sysctl kernel.unprivileged_userns_clone=1 (Debian), sysctl kernel.apparmor_restrict_unprivileged_userns=0 "
        "(Ubuntu 24.04 and later), sysctl user.max_user_namespaces=10000 (Red Hat); in a container, start it with "
        f"{DOCKER} … (podman takes the same options). On macOS and Windows grade in a Linux virtual machine"
    ),
    "landlock": "Linux 5.13 or newer, with landlock among the security modules (cat /sys/kernel/security/lsm)",
    "seccomp": "Linux on x86-64 or 64-bit ARM",
}
IN_A_CONTAINER = (
    "this is a container that was started without the right to make user and mount namespaces. Start it with "
    f"{DOCKER} … (podman takes the same options): its programs may then ask of the kernel what others here may"
)


@dataclass(frozen=True)
class Observation:
    """One thing that was looked at. `mend` says what to do; nothing where all is well."""

    what: str
    found: str
    mend: str = ""
    #: Whether grading is impossible as long as it is so.
    fatal: bool = False


def examine(course: Course | None) -> Iterator[Observation]:
    """Everything worth a look, one after the other."""
    yield Observation("Python", sys.version.split()[0])
    yield from _packages()
    yield from _isolation()
    if course is None:
        yield Observation("course", "none here", "to look at a course, run this in its folder")
        return
    writable = _writable(course)
    yield writable
    yield _room(course)
    if not writable.fatal:
        yield _gradebook(course)
    yield _secret(course)
    yield _zip_address(course)


def _packages() -> Iterator[Observation]:
    """List the packages that this one needs, by its own metadata."""
    count, missing = 0, []
    for line in importlib.metadata.requires("autograder") or ():
        name = re.split(r"[^\w.-]", line, maxsplit=1)[0]
        if "extra ==" in line:
            continue
        try:
            importlib.metadata.version(name)
            count += 1
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        names = " ".join(missing)
        yield Observation("packages", f"missing: {names}", f"{sys.executable} -m pip install {names}", fatal=True)
    else:
        yield Observation("packages", f"all {count} are there")


def _isolation() -> Iterator[Observation]:
    try:
        with Sandbox(["numpy"]) as sandbox:
            lacks = sandbox.lacks
    except AutograderError as error:
        yield Observation("students' processes", "do not start", str(error), fatal=True)
        return
    for name, advice in WALLS.items():
        if name in lacks:
            is_contained = name == "namespaces" and any(path.exists() for path in CONTAINERS)
            mend = IN_A_CONTAINER if is_contained else advice
            yield Observation(f"walls: {name}", f"cannot be had ({lacks[name]})", mend)
        else:
            yield Observation(f"walls: {name}", "holds")


def _room(course: Course) -> Observation:
    free = shutil.disk_usage(course.root).free
    found = f"{free / (1 << 30):.1f} GB free"
    return Observation("disk", found, f"make room on the disk of {course.root}" if free < ROOM else "")


def _gradebook(course: Course) -> Observation:
    # Imported here: nbgrader takes seconds to load.
    from autograder.grading.gradebook import open_gradebook

    if not course.gradebook.is_file():
        return Observation("gradebook", "none yet; grading makes it")
    if not os.access(course.gradebook, os.W_OK):
        return Observation("gradebook", "cannot be written to by you", _own(course.gradebook), fatal=True)
    try:
        with course.grading(), open_gradebook(course) as gradebook:
            count = f"students: {len(gradebook.students)}, assignments: {len(gradebook.assignments)}"
            return Observation("gradebook", count)
    except (AutograderError, OSError) as error:
        return Observation("gradebook", "cannot be used", str(error), fatal=True)


def _writable(course: Course) -> Observation:
    folders = [course.root, *(course.root / name for name in ("results", "autograded", "feedback", ".autograder"))]
    closed = [folder for folder in folders if folder.exists() and not os.access(folder, os.W_OK)]
    if closed:
        names = ", ".join(map(str, closed))
        return Observation("course", f"cannot be written to by you: {names}", _own(course.root), fatal=True)
    return Observation("course", str(course.root))


def _own(path: Path) -> str:
    return f"grade as its owner (ls -ld {path}), or take it over: sudo chown -R {os.geteuid()} {path}"


def _secret(course: Course) -> Observation:
    path = course.secret_file
    if not path.is_file():
        if any(course.root.glob("results/*/*.json")):
            mend = f"put a copy of it back as {path}, or marks are drawn with another and all is graded anew"
            return Observation("secret", "gone, and there are results that were made with it", mend)
        return Observation("secret", "none yet; grading draws it")
    if path.stat().st_mode & 0o077:
        return Observation("secret", "others can read it", f"chmod 600 {path}")
    return Observation("secret", "is there, and nobody else can read it")


def _zip_address(course: Course) -> Observation:
    """Tell what a notebook says that a student opens without its folder."""
    what = "students without the folder"
    try:
        settings = Settings.of(read_config(course)) if (course.root / CONFIG).is_file() else Settings()
    except AutograderError as error:
        return Observation(what, "the settings cannot be read", str(error))
    told = settings.zip_address or f"you (an address for them: zip_address in {CONFIG})"
    return Observation(what, f"are sent to {told}")
