"""A seccomp filter: system calls that no notebook needs are refused before the kernel looks at them.

What is refused fails with EPERM, as for want of permission, so that a student reads an error and not of a process that
vanished. Processes are refused too, threads are not: limits on one process are then limits on all there is.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Sequence

from . import kernel

_SET_MODE_FILTER = 1
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000

_CLONE_THREAD = 0x10000
_AF_UNIX, _SOCK_STREAM, _SOCK_TYPES = 1, 1, 0xF

# Offsets in what the filter looks at: the call's number, the machine's kind, the lower halves of two arguments, and
# both halves of the fifth.
_NUMBER, _KIND, _FIRST, _SECOND, _FIFTH = 0, 4, 16, 24, (48, 52)
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN, _AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000

#: name: number on x86-64 and on 64-bit ARM, None where there is no such call
REFUSED: dict[str, tuple[int | None, int | None]] = {
    # processes
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "setpriority": (141, 140),
    "pidfd_send_signal": (424, 424), "tkill": (200, 130), "process_mrelease": (448, 448), "ioprio_set": (251, 30),
    "sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    # memory that no limit of this process counts: pages that a pipe holds on to, among others
    "vmsplice": (278, 75), "splice": (275, 76), "tee": (276, 77),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "userfaultfd": (323, 282),
    # namespaces, mounts, roots
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264), "statmount": (457, 457), "listmount": (458, 458),
    # large parts of the kernel that a notebook has no business with
    "bpf": (321, 280), "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "syslog": (103, 116), "personality": (135, 92), "modify_ldt": (154, None),
    "fanotify_init": (300, 262), "quotactl": (179, 60), "swapon": (167, 224), "swapoff": (168, 225),
    "reboot": (169, 142), "acct": (163, 89), "sethostname": (170, 161), "setdomainname": (171, 162),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "clock_adjtime": (305, 266), "adjtimex": (159, 171),
    "iopl": (172, None), "ioperm": (173, None), "nfsservctl": (180, 42), "lookup_dcookie": (212, 18),
    # everything about sockets but pairs of streams: Landlock does not govern those that have a name
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "sendmsg": (46, 211), "sendmmsg": (307, 269),
    "mbind": (237, 235), "set_mempolicy": (238, 237), "migrate_pages": (256, 238), "move_pages": (279, 239),
}  # fmt: skip

# Looked at more closely: a process, a pair of sockets, what is sent to an address, and what reaches a process by its
# number.
_CLONE, _CLONE3, _SOCKETPAIR, _SENDTO = (56, 220), (435, 435), (53, 199), (44, 206)
_SIGNALS = (62, 129), (234, 131), (129, 138), (297, 240)  # kill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo
_PRLIMIT = (302, 261)
# What is to stay as it is: that a process dies with the one it comes from, and has no huge pages.
_PRCTL, _KEPT = (157, 167), (1, 41)  # PR_SET_PDEATHSIG, PR_SET_THP_DISABLE
# Signals by way of a file that is ready: their receiver and their number are not for students to choose.
_FCNTL, _SETS_SIGNAL = (72, 25), (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX
_IOCTL, _SETS_OWNER, _TYPES = (16, 29), (0x8901, 0x8902), 0x5412  # FIOSETOWN, SIOCSPGRP, TIOCSTI


def restrict() -> None:
    """Refuse these calls to this process from now on; `OSError` where there is no such filter.

    To be called by the process itself, since it may send signals to itself alone.
    """
    program = _program()
    code = ctypes.create_string_buffer(b"".join(program))
    head = struct.pack("H6xQ", len(program), ctypes.addressof(code))
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    kernel.call("seccomp", _SET_MODE_FILTER, 0, ctypes.create_string_buffer(head))


def _program() -> list[bytes]:
    column = 0 if kernel.MACHINE == "x86_64" else 1
    kernel.number("seccomp")  # raises where this machine's numbers are not known
    refuse = _REFUSE | errno.EPERM
    steps = [_step(_LOAD, _KIND), *_unless(_EQUAL, _ARCHITECTURE[kernel.MACHINE], _KILL), _step(_LOAD, _NUMBER)]
    if column == 0:
        steps += _if(_AT_LEAST, _X32, _KILL)
    for pair in REFUSED.values():
        found = pair[column]
        if found is not None:
            steps += _if(_EQUAL, found, refuse)
    # A newer way to start both processes and threads, with its flags out of sight: as if it were not there, since
    # the C library then takes the older.
    steps += _if(_EQUAL, _CLONE3[column], _REFUSE | errno.ENOSYS)
    steps += _argument(_CLONE[column], _FIRST, _unless(_ANY_BIT, _CLONE_THREAD, refuse))
    steps += _argument(_SOCKETPAIR[column], _FIRST, _unless(_EQUAL, _AF_UNIX, refuse))
    stream = [_step(_AND, _SOCK_TYPES), *_unless(_EQUAL, _SOCK_STREAM, refuse)]
    steps += _argument(_SOCKETPAIR[column], _SECOND, stream)
    for half in _FIFTH:
        steps += _argument(_SENDTO[column], half, _unless(_EQUAL, 0, refuse))
    for call in (*_SIGNALS, _PRLIMIT):
        own = (os.getpid(), 0) if call == _PRLIMIT else (os.getpid(),)
        steps += _argument(call[column], _FIRST, _unless_one_of(own, refuse))
    steps += _argument(_PRCTL[column], _FIRST, [step for one in _KEPT for step in _if(_EQUAL, one, refuse)])
    for call, commands in ((_FCNTL, _SETS_SIGNAL), (_IOCTL, (*_SETS_OWNER, _TYPES))):
        steps += _argument(call[column], _SECOND, [step for one in commands for step in _if(_EQUAL, one, refuse)])
    return [*steps, _step(_RETURN, _ALLOW)]


def _argument(number: int, offset: int, inner: list[bytes]) -> list[bytes]:
    """Of one call, look at an argument; every other call, and whatever is not refused then, goes on."""
    looking = [_step(_LOAD, offset), *inner, _step(_LOAD, _NUMBER)]
    return [_step(_EQUAL, number, 0, len(looking)), *looking]


def _unless_one_of(values: Sequence[int], then: int) -> list[bytes]:
    tests = [_step(_EQUAL, value, len(values) - index, 0) for index, value in enumerate(values)]
    return [*tests, _step(_RETURN, then)]


def _if(test: int, value: int, then: int) -> list[bytes]:
    return [_step(test, value, 0, 1), _step(_RETURN, then)]


def _unless(test: int, value: int, then: int) -> list[bytes]:
    return [_step(test, value, 1, 0), _step(_RETURN, then)]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    """One instruction: its code, how many to skip when a test holds and when it does not, and its operand."""
    return struct.pack("HBBI", code, if_true, if_false, value)
