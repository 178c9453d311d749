"""As whom PostgreSQL runs: it refuses root, so root lends it an unprivileged user, who must still reach the data."""

import os
import pwd
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from stack.child import OURSELVES, Rights, launched

# the smaller one first; containers often grant only the larger
CAPABILITIES = ("dac_read_search", "dac_override")


class Unreachable(Exception):  # noqa: N818  # a state of the machine, handled by moving the data
    """The unprivileged user cannot reach a path and no capability can be lent."""


def postgres_rights(paths: Iterable[Path], capabilities: Sequence[str] = CAPABILITIES) -> Rights:
    """The least rights with which PostgreSQL reaches `paths`."""
    if os.geteuid() != 0:
        return OURSELVES
    user = unprivileged_user()
    plain = Rights(user.pw_uid, user.pw_gid)
    missing = [path for path in paths if not open_to_all(path)]
    if not missing:
        return plain
    for capability in capabilities:
        rights = Rights(user.pw_uid, user.pw_gid, capability)
        if all(_reached(path, rights) for path in missing):
            return rights
    raise Unreachable(f"user {user.pw_name} cannot reach {missing[0]}")


def unprivileged_user() -> pwd.struct_passwd:
    """The user for children that must not be root; it must have a name, initdb asks for it."""
    for user in pwd.getpwall():
        if user.pw_name == "nobody":
            return user
    return next(user for user in pwd.getpwall() if user.pw_uid != 0)


def open_to_all(path: Path) -> bool:
    """True when everyone may pass every directory down to `path` and read it."""
    path = path.resolve()
    return path.stat().st_mode & 0o005 == 0o005 and all(parent.stat().st_mode & 0o001 for parent in path.parents)


def _reached(path: Path, rights: Rights) -> bool:
    """Try it for real: whether capabilities can be lent depends on the container, not on us."""
    command = launched([path], rights, "--reach")
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode == 0
