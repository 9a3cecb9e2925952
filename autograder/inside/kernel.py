"""The calls to the Linux kernel that Python has no names for.

Numbers differ between machines: those of x86-64 and of 64-bit ARM are here, and on anything else `call` raises
`OSError`, as where the kernel does not know a call.
"""

import ctypes
import errno
import os
import platform
import signal

_libc = ctypes.CDLL(None, use_errno=True)
# Keeps the interpreter's lock while it calls, which a process that forks must hold.
_python = ctypes.PyDLL(None, use_errno=True)

MACHINE = platform.machine()
_COLUMN = {"x86_64": 0, "aarch64": 1}.get(MACHINE)

# name: number on x86-64 and on 64-bit ARM, None where there is no such call
NUMBERS: dict[str, tuple[int | None, int | None]] = {
    "clone": (56, 220),
    "capset": (126, 91),
    "pivot_root": (155, 41),
    "seccomp": (317, 277),
    "mount_setattr": (442, 442),
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
MS_BIND, MS_REC, MS_PRIVATE = 4096, 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_THP_DISABLE = 1, 4, 24, 38, 41
PR_SET_KEEPCAPS = 8
#: Reading whatever may be read at all, by whomever.
CAP_DAC_READ_SEARCH = 2

_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_ATTR_RDONLY, _ATTR_NOSUID, _ATTR_NODEV = 1, 2, 4
_CAPABILITIES_VERSION, _CAPABILITIES = 0x20080522, 64


def number(name: str) -> int:
    """The number of a call on this machine; `OSError` if it is not known."""
    found = NUMBERS[name][_COLUMN] if _COLUMN is not None else None
    if found is None:
        raise OSError(errno.ENOSYS, f"{name} is not known on {MACHINE}")
    return found


def call(name: str, *args: object) -> int:
    """Make a call by its number."""
    return _checked(name, _libc.syscall(ctypes.c_long(number(name)), *map(_word, args)))


def clone(flags: int) -> int:
    """Fork into new namespaces: 0 in the child, its process number in the parent."""
    arguments = [ctypes.c_long(number("clone")), ctypes.c_ulong(flags | signal.SIGCHLD), *[ctypes.c_ulong(0)] * 4]
    _python.PyOS_BeforeFork()
    pid = _python.syscall(*arguments)
    if pid == 0:
        _python.PyOS_AfterFork_Child()
        return 0
    failure = ctypes.get_errno()
    _python.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(failure, f"clone: {os.strerror(failure)}")
    return int(pid)


def unshare(flags: int) -> None:
    """Move this process into new namespaces."""
    try:
        _checked("unshare", _libc.unshare(ctypes.c_int(flags)))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            limits = "sysctl user.max_user_namespaces, or another of user.max_*_namespaces, allows no more"
            raise OSError(error.errno, limits) from None
        raise


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """Mount something at a folder, or a file at a file."""
    names = [None if name is None else os.fsencode(name) for name in (source, target, kind)]
    told = f"mount {kind or source} at {target}"
    _checked(told, _libc.mount(*names, ctypes.c_ulong(flags), options.encode() or None))


def unmount(target: str) -> None:
    """Take a mount away, once nobody uses it any more."""
    _checked("umount", _libc.umount2(os.fsencode(target), MNT_DETACH))


def read_only(path: str, recursive: bool = True) -> None:
    """Make a mount, and by default all that is mounted below it, read-only and without set-user-id and devices."""
    structure = (ctypes.c_uint64 * 4)(_ATTR_RDONLY | _ATTR_NOSUID | _ATTR_NODEV, 0, 0, 0)
    flags = _AT_RECURSIVE if recursive else 0
    call("mount_setattr", _AT_FDCWD, os.fsencode(path), flags, structure, ctypes.sizeof(structure))


def prctl(option: int, value: int = 0) -> None:
    """Set something about this process."""
    zeros = [ctypes.c_ulong(0)] * 3
    _checked(f"prctl {option}", _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), *zeros))


def drop_bounding_set() -> None:
    """See to it that no capability can be had that is not there; nothing to be done by who may not do it."""
    for capability in range(_CAPABILITIES):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError as error:
            # The kernel knows no more of them, or this is an ordinary user.
            if error.errno in (errno.EINVAL, errno.EPERM):
                break
            raise


def drop_capabilities(but: int | None = None) -> None:
    """Give up every capability there is, but one if that is named."""
    kept = 0 if but is None else 1 << but
    header, sets = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0), (ctypes.c_uint32 * 6)(kept, kept)
    call("capset", header, sets)


def _word(value: object) -> object:
    return ctypes.c_long(value) if isinstance(value, int) else value


def _checked(told: str, result: int) -> int:
    if result < 0:
        failure = ctypes.get_errno()
        raise OSError(failure, f"{told}: {os.strerror(failure)}")
    return result
