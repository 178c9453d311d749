"""Become the child: lower the rights, hold the lock, follow the parent into death, then exec.

Run by path with `python -I -S`, in the child itself, so it knows the standard library only. A program of its own
instead of `preexec_fn` keeps the fork of a threaded parent safe.

PostgreSQL refuses to run as root, yet its data may lie below a directory only root may enter (a home of mode 0700, a
virtualenv of root's). So that an unprivileged user can reach them we hand it one *ambient* capability, the only kind
that survives both setuid and the exec of a plain program.
"""

import argparse
import contextlib
import ctypes
import os
import sys
from collections.abc import Sequence

# linux/prctl.h, linux/capability.h
PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITIES = {"dac_override": 1, "dac_read_search": 2}
LINUX_CAPABILITY_VERSION_3 = 0x20080522


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def drop_to(uid: int, gid: int, capability: str | None) -> None:
    """Become `uid`, keeping at most the one named capability."""
    if capability is None:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
        return
    libc = ctypes.CDLL(None, use_errno=True)
    # neither setuid nor access(2), with which PostgreSQL looks at its own programs, shall forget the capability
    _check(libc.prctl(PR_SET_SECUREBITS, *map(ctypes.c_ulong, (SECBIT_NO_SETUID_FIXUP, 0, 0, 0))))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    number = CAPABILITIES[capability]
    sets = (_Sets * 2)(_Sets(1 << number, 1 << number, 1 << number), _Sets(0, 0, 0))
    _check(libc.capset(ctypes.byref(_Header(LINUX_CAPABILITY_VERSION_3, 0)), ctypes.byref(sets)))
    _check(libc.prctl(PR_CAP_AMBIENT, *map(ctypes.c_ulong, (PR_CAP_AMBIENT_RAISE, number, 0, 0))))


def follow(parent: int, sign: int) -> None:
    """Ask the kernel to send `sign` to us when `parent` dies. Linux only; elsewhere the next start clears up."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, *map(ctypes.c_ulong, (sign, 0, 0, 0)))
    if os.getppid() != parent:  # it died before we asked
        os.kill(os.getpid(), sign)


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--user", help="uid:gid")
    parser.add_argument("--capability", choices=CAPABILITIES)
    parser.add_argument("--lock", type=int, help="descriptor of the held lock file: our pid is written there")
    parser.add_argument("--follow", help="pid:signal")
    parser.add_argument("--reach", action="store_true", help="only say whether the user reaches the path")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    if options.lock is not None:
        os.pwrite(options.lock, f"{os.getpid()}\n".encode(), 0)
    if options.user:
        uid, gid = options.user.split(":")
        drop_to(int(uid), int(gid), options.capability)
    if options.reach:
        sys.exit(not os.access(options.command[0], os.R_OK | os.X_OK))
    with contextlib.suppress(OSError):  # the parent's directory may be closed to us
        if not os.access(".", os.X_OK):
            os.chdir("/")
    if options.follow:  # after setuid, which would clear it
        parent, sign = options.follow.split(":")
        follow(int(parent), int(sign))
    os.execv(options.command[0], options.command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
