"""The walls around students' processes: what they can see, reach and use.

The zygote builds them once, after it has imported everything and before it forks:

1. a tree of files of its own, with the Python environment and system libraries, read-only, and nothing else of this
   machine: no course, no home, no /proc (a mount namespace, pivot_root);
2. a user without rights: started by root, it becomes a user that owns nothing here; then a user namespace.

Each child comes out of one clone() with namespaces of its own (mounts, processes, network, IPC, host name, cgroups),
mounts a small scratch space, and gives up what is left: capabilities, new privileges, files by Landlock, system calls
by seccomp, amounts by rlimits. Each wall is tried by itself, and what cannot be had here is told.

Where user namespaces are not to be had, root does without, and takes the user without rights in each child. Where no
namespaces are, children work in a folder of the machine's, behind what is left.
"""

import contextlib
import functools
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from . import kernel, landlock, seccomp

SCRATCH, PACK = Path("/submission"), Path("/pack")

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
# Where a user that nobody has ever been cannot be had, the one that is there for it.
_NOBODY = 65534


@dataclass
class Walls:
    """The walls around every child of this process, and those that are missing, with the reason.

    `tree` says whether children have a tree of files and namespaces of their own; without one they work in a folder
    of the machine's. `user`, unless this process has become it, is the user without rights that they become.
    """

    tree: bool = False
    user: int | None = None
    #: Whether they keep the right to read what others may not, since Python lies there; Landlock says what they read.
    reads: bool = False
    landlock: bool = False
    seccomp: bool = False
    lacks: dict[str, str] = field(default_factory=dict)
    readable: list[Path] = field(default_factory=list)

    def fork(self) -> int:
        """A child behind the walls that are around it from its first moment: 0 in it."""
        return kernel.clone(_NAMESPACES) if self.tree else os.fork()

    def enter(self, directory: str, scratch: int, files: int, threads: int) -> str:
        """In a child: go to the scratch space, and give up everything that is not needed there; its path.

        So many bytes and files may be in it, and so many threads in the process, where it has a tree of its own.
        """
        if sys.platform != "linux":
            os.chdir(directory)
            return directory
        # When the process it comes from dies, by whatever hand, it does too.
        with contextlib.suppress(OSError):
            kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        if self.tree:
            directory = str(SCRATCH)
            owner = "" if self.user is None else f",uid={self.user},gid={self.user}"
            limits = f"size={scratch},nr_inodes={files},mode=700{owner}"
            flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
            kernel.mount("scratch", directory, "tmpfs", flags, limits)
            for path in PACK.iterdir():
                (SCRATCH / path.name).symlink_to(path)
        elif self.user is not None:
            os.chown(directory, self.user, self.user)
        # A huge page may stay in memory for a byte that is in use of it, and no limit counts that.
        with contextlib.suppress(OSError):
            kernel.prctl(kernel.PR_SET_THP_DISABLE, 1)
        os.chdir(directory)
        kernel.drop_bounding_set()
        if self.user is not None:
            _become(self.user, self.reads)
        else:
            kernel.drop_capabilities()
        if self.tree:
            resource.setrlimit(resource.RLIMIT_NPROC, (threads, threads))
        if self.landlock:
            landlock.restrict(self.readable, [Path(directory), *_DEVICES])
        if self.seccomp:
            seccomp.restrict()
        return directory


def build(base: str, shown: Sequence[str], hidden: Sequence[str], pack: str, tree: bool = True) -> Walls:
    """Put walls around this process and all that it forks.

    `base` is an empty folder to build in, `shown` are the folders of the Python environment, `hidden` what may lie in
    them and is not to be seen, and `pack` the folder of files that every submission finds. Without `tree` there is
    nothing to fork, and the walls are those that a process can put around itself.
    """
    walls = Walls()
    if sys.platform != "linux":
        walls.lacks = dict.fromkeys(("namespaces", "landlock", "seccomp"), f"this is {sys.platform}, not Linux")
        return walls
    with _told(walls, "landlock"):
        landlock.version()
        walls.landlock = True
    with _told(walls, "seccomp"):
        kernel.number("seccomp")
        walls.seccomp = True
    # When memory runs out on this machine, a submission's process is the one to go.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    # Programs of this machine's may be configured beside Python, with passwords for instance.
    settings = [Path(prefix, "etc") for prefix in (*shown, "/usr", "/usr/local")]
    places = _Places(Path(base), _environment(shown), [*map(Path, hidden), *settings], Path(pack))
    root = _nobody() is not None
    # Half a tree cannot be taken back, so it is tried by a child first.
    why = _try(lambda: _through(places, userless=False)) if tree else "each submission has an interpreter of its own"
    if not why or (tree and root and not _try(lambda: _through(places, userless=True))):
        walls.user = _raise_tree(places, userless=bool(why))
        walls.tree, walls.readable = True, [Path("/")]
        return walls
    walls.lacks["namespaces"] = why
    walls.readable = [*places.shown, *_SYSTEM, places.pack]
    if root:
        # Passable, and no more, for whoever a child becomes.
        places.base.parent.chmod(0o711)
        walls.user = _nobody()
        if why := _try(lambda: _read_as_nobody(places)):
            walls.reads = walls.landlock and walls.seccomp
            if not walls.reads or (why := _try(lambda: _read_as_nobody(places, reads=True))):
                raise PermissionError(
                    f"started by root, but no other user can read the Python environment ({why}), and no submission "
                    "runs as root: grade as an ordinary user, or install Python and the course outside /root"
                )
    elif os.geteuid() == 0:
        raise PermissionError("started by root, which may not become another user here, and no submission runs as root")
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


def _try(attempt: Callable[[], None]) -> str:
    """Have a child of this process try something; the reason why it cannot be done, or nothing if it can."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            attempt()
        except BaseException as error:
            told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            os.write(writer, told[:500].encode() or b"it failed")
            os._exit(1)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as file:
        why = file.read().decode("utf-8", "replace")
    status = os.waitpid(pid, 0)[1]
    return why or ("" if status == 0 else "the process that tried it has died")


def _through(places: _Places, userless: bool) -> None:
    """Raise the tree, fork into it, and read there what Python is made of."""
    walls = Walls(tree=True, user=_raise_tree(places, userless))
    inner = walls.fork()
    if inner == 0:
        walls.enter("/", scratch=1 << 20, files=100, threads=8)
        Path(os.__file__).read_bytes()
        os._exit(0)
    if os.waitpid(inner, 0)[1]:
        raise OSError("a process that was forked into the tree has failed")


def _read_as_nobody(places: _Places, reads: bool = False) -> None:
    """Become the user without rights, and read what Python is made of and what submissions find."""
    user = _nobody()
    assert user is not None
    _become(user, reads)
    Path(os.__file__).read_bytes()
    for path in (*places.shown, places.pack):
        list(path.iterdir())


def _raise_tree(places: _Places, userless: bool) -> int | None:
    """Give this process a tree of files of its own, as a user that owns nothing, in a user namespace.

    Where there are no user namespaces (`userless`), root stays what it is: returns the user that its children become.
    """
    os.umask(0o022)
    nobody = _nobody()
    if nobody is not None:
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
    own_user = nobody or os.geteuid()
    entry = f"student:x:{own_user}:{own_user}::{SCRATCH}:/bin/false\n"
    _at(tree, Path("/etc/passwd")).write_text(entry, "ascii")
    os.chdir(tree)
    kernel.call("pivot_root", b".", b".")
    kernel.unmount(".")
    os.chdir("/")
    kernel.read_only("/", recursive=False)
    if nobody is None:
        return None
    if not userless:
        _become(nobody)
        _user_namespace(0, own)
    os.close(own)
    return nobody if userless else None


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
    """Find the place in the tree of something of this machine."""
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


@functools.cache
def _nobody() -> int | None:
    """A user that owns nothing, and that nobody else is, for root to become; None if this is not root, or may not."""
    users = (1_900_000_000 + os.getpid(), _NOBODY) if os.geteuid() == 0 else ()
    return next((user for user in users if not _try(functools.partial(_become, user))), None)


def _become(user: int, reads: bool = False) -> None:
    """Become a user and its group for good, with no right of root's but to read, if that is asked; only root can."""
    os.setgroups([])
    os.setresgid(user, user, user)
    if reads:
        kernel.prctl(kernel.PR_SET_KEEPCAPS, 1)
    os.setresuid(user, user, user)
    kernel.drop_capabilities(kernel.CAP_DAC_READ_SEARCH if reads else None)
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
