"""Locked files that say who lives. The kernel gives a lock back when its last holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path
from typing import IO

OWNER_ONLY = 0o600
TRIES = 100
PAUSE_SECONDS = 0.005


def take(path: Path) -> IO[bytes]:
    """Lock the file for as long as the handle, or an inherited copy of it, is open; BlockingIOError when it is held.

    The file is empty from then on: a pid in it belongs to the present holder.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _opened(path, os.O_CREAT)
    for tries_left in reversed(range(TRIES)):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if tries_left == 0:
                handle.close()
                raise
            time.sleep(PAUSE_SECONDS)  # somebody who only looks who holds it may be in the way for an instant
        else:
            break
    os.ftruncate(handle.fileno(), 0)
    return handle


def sign(handle: IO[bytes], pid: int) -> None:
    """Say who holds it."""
    os.pwrite(handle.fileno(), f"{pid}\n".encode(), 0)


def holder(path: Path) -> int | None:
    """The pid of the living process that holds the file, 0 when it has not signed yet, None when nobody holds it."""
    try:
        handle = _opened(path)
    except FileNotFoundError:
        return None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)  # shared: who looks is no holder to others who look
        except BlockingIOError:
            text = os.pread(handle.fileno(), 32, 0).strip()
            return int(text) if text.isdigit() else 0
        return None


def _opened(path: Path, flags: int = 0) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, OWNER_ONLY), "r+b")
