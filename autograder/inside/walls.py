"""The walls around students' processes: what they can see, reach and use.

The zygote builds them once, after it has imported everything and before it forks:

1. a tree of files of its own, with the Python environment and system libraries, read-only, and nothing else of this
   machine: no course, no home, no /proc (a mount namespace, pivot_root);
2. a user without rights: started by root, it becomes a user that owns nothing here; then a user namespace.

Each child comes out of one clone() with namespaces of its own (mounts, processes, network, IPC, host name, cgroups),
mounts a small scratch space, and gives up what is left: capabilities, new privileges, files by Landlock, system calls
by seccomp, amounts by rlimits. Each wall is tried by itself, and what cannot be had here is told.
"""

import contextlib
import os
import resource
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import kernel, landlock, seccomp

SCRATCH, PACK = Path("/submission"), Path("/pack")
SCRATCH_BYTES, SCRATCH_FILES = 64 << 20, 1000
THREADS = 64

_NAMESPACES = (
    kernel.CLONE_NEWNS
    | kernel.CLONE_NEWPID
    | kernel.CLONE_NEWNET
    | kernel.CLONE_NEWIPC
    | kernel.CLONE_NEWUTS
    | kernel.CLONE_NEWCGROUP
)
# Beside the Python environment, as far as they are there.
_LIBRARIES = "/usr /lib /lib32 /lib64 /bin /sbin /nix/store /gnu/store"
_SETTINGS = "/etc/ld.so.cache /etc/fonts /etc/localtime /etc/alternatives"
_SYSTEM = [path for path in map(Path, f"{_LIBRARIES} {_SETTINGS}".split()) if path.exists()]
_DEVICES = [path for name in ("null", "zero", "full", "random", "urandom") if (path := Path("/dev", name)).exists()]
# Users that own nothing: one that nobody has ever been, or the one that is there for it.
_NOBODY = (1_987_654_321, 65534)


@dataclass
class Walls:
    """What holds around every child of this process, and what does not hold and why.

    `tree` says whether children have a tree of files and namespaces of their own; without one they work in a folder
    of the machine's.
    """

    tree: bool = False
    holds: list[str] = field(default_factory=list)
    lacks: dict[str, str] = field(default_factory=dict)
    readable: list[Path] = field(default_factory=list)

    def fork(self) -> int:
        """A child behind the walls that are around it from its first moment: 0 in it."""
        return kernel.clone(_NAMESPACES) if self.tree else os.fork()

    def enter(self, directory: str) -> str:
        """In a child: go to the scratch space, and give up everything that is not needed there; its path."""
        # When the process it comes from dies, by whatever hand, it does too.
        with contextlib.suppress(OSError):
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if self.tree:
            directory = str(SCRATCH)
            limits = f"size={SCRATCH_BYTES},nr_inodes={SCRATCH_FILES},mode=700"
            flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
            kernel.mount("scratch", directory, "tmpfs", flags, limits)
            for path in PACK.iterdir():
                (SCRATCH / path.name).symlink_to(path)
        os.chdir(directory)
        if self.tree or "capabilities" in self.holds:
            kernel.drop_capabilities()
        if self.tree:
            resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))
        if "landlock" in self.holds:
            landlock.restrict(self.readable, [Path(directory), *_DEVICES])
        if "seccomp" in self.holds:
            seccomp.restrict()
        return directory


def build(base: str, shown: Sequence[str], hidden: Sequence[str], pack: str) -> Walls:
    """Put walls around this process and all that it forks.

    `base` is an empty folder to build in, `shown` are the folders of the Python environment, `hidden` what may lie in
    them and is not to be seen, and `pack` the folder of files that every submission finds.
    """
    walls = Walls()
    with _told(walls, "landlock"):
        landlock.version()
        walls.holds.append("landlock")
    with _told(walls, "seccomp"):
        kernel.number("seccomp")
        walls.holds.append("seccomp")
    places = _Places(Path(base), _environment(shown), [Path(path) for path in hidden], Path(pack))
    # Half a tree cannot be taken back, so it is tried by a child first.
    why = _try(places)
    if why:
        walls.lacks["namespaces"] = why
        walls.readable = [*places.shown, *_SYSTEM, places.pack]
    else:
        _raise_tree(places)
        walls.tree, walls.readable = True, [Path("/")]
        walls.holds.append("namespaces")
    return walls


@dataclass(frozen=True)
class _Places:
    base: Path
    shown: list[Path]
    hidden: list[Path]
    pack: Path


@contextlib.contextmanager
def _told(walls: Walls, name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        walls.lacks[name] = str(error)


def _try(places: _Places) -> str:
    """Why this process cannot have a tree and fork into it; nothing if it can."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            _raise_tree(places)
            walls = Walls(tree=True, readable=[Path("/")])
            inner = walls.fork()
            if inner == 0:
                walls.enter("/")
                Path(os.__file__).read_bytes()  # by whoever this process has become
                os._exit(0)
            if os.waitpid(inner, 0)[1]:
                raise OSError("a process that was forked into the tree has failed")
        except BaseException as error:
            os.write(writer, f"{error}"[:500].encode())
            os._exit(1)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        why = file.read().decode("utf-8", "replace")
    status = os.waitpid(pid, 0)[1]
    return why or ("" if status == 0 else "the process that tried it has died")


def _raise_tree(places: _Places) -> None:
    """Give this process a tree of files of its own, as a user that owns nothing, in a user namespace."""
    os.umask(0o022)
    root = os.geteuid() == 0
    if root:
        kernel.unshare(kernel.CLONE_NEWNS)
        # Held on to, since there is none in the tree.
        own = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    else:
        _user_namespace(kernel.CLONE_NEWNS)
    kernel.mount(None, "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    tree = places.base
    kernel.mount("tree", str(tree), "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=1m,mode=755")
    for path in places.shown:
        _show(path, _at(tree, path))
    for path in _SYSTEM:
        if path.is_symlink():
            _at(tree, path).parent.mkdir(parents=True, exist_ok=True)
            _at(tree, path).symlink_to(path.readlink())
        elif not _within(path, places.shown):
            _show(path, _at(tree, path))
    _show(places.pack, _at(tree, PACK))
    for path in _DEVICES:
        _show(path, _at(tree, path), device=True)
    for path in places.hidden:
        if _within(path, [*places.shown, *_SYSTEM]) and _at(tree, path).is_dir():
            kernel.mount("hidden", str(_at(tree, path)), "tmpfs", kernel.MS_RDONLY, "size=4k,mode=755")
    _at(tree, SCRATCH).mkdir()
    _at(tree, Path("/etc")).mkdir(exist_ok=True)
    users = {os.geteuid(), *_NOBODY} - {0}
    names = [f"student{number}:x:{user}:{user}::{SCRATCH}:/bin/false\n" for number, user in enumerate(users)]
    _at(tree, Path("/etc/passwd")).write_text("".join(names), "ascii")
    os.chdir(tree)
    kernel.call("pivot_root", b".", b".")
    kernel.unmount(".")
    os.chdir("/")
    kernel.read_only("/", recursive=False)
    if root:
        _become_nobody()
        _user_namespace(0, own)
        os.close(own)


def _environment(shown: Sequence[str]) -> list[Path]:
    """The folders of the Python environment under every name they have, without those that lie in another."""
    kept: list[Path] = []
    paths = {name for path in map(Path, shown) for name in (path.absolute(), path.resolve())}
    for path in sorted(paths, key=lambda path: len(path.parts)):
        if not _within(path, kept):
            kept.append(path)
    return kept


def _within(path: Path, others: Sequence[Path]) -> bool:
    return any(path.is_relative_to(other) for other in others)


def _at(tree: Path, path: Path) -> Path:
    """Where something of this machine stands in the tree."""
    return tree / path.relative_to("/")


def _show(path: Path, target: Path, device: bool = False) -> None:
    """Have something of this machine seen in the tree, read-only."""
    if path.is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    kernel.mount(str(path), str(target), None, kernel.MS_BIND | kernel.MS_REC)
    if not device:
        kernel.read_only(str(target))


def _become_nobody() -> None:
    os.setgroups([])
    for user in _NOBODY:
        try:
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
            break
        except OSError:
            if user == _NOBODY[-1]:
                raise
    # Whoever changes its user is a stranger to its own /proc/self until it says otherwise.
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)


def _user_namespace(more: int, own: int | None = None) -> None:
    """Move into a user namespace in which this process may do as it likes, and owns no more than before."""
    user, group = os.geteuid(), os.getegid()
    kernel.unshare(kernel.CLONE_NEWUSER | more)
    if own is None:
        own = os.open("/proc/self", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        descriptor = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=own)
        try:
            os.write(descriptor, text.encode("ascii"))
        finally:
            os.close(descriptor)
