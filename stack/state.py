"""What a running stack tells other processes: `stack.json` in the data directory, true while `stack.lock` is held."""

import os
from pathlib import Path
from typing import IO, Self

from pydantic import BaseModel, ConfigDict

from stack.locks import OWNER_ONLY, holder, sign, take


class AlreadyRunning(Exception):  # noqa: N818
    """Another process runs the stack of this data directory."""

    def __init__(self, pid: int) -> None:
        super().__init__(f"the stack is already running as process {pid}")
        self.pid = pid


class StackState(BaseModel):
    """运行状态: addresses and kind of a running stack."""

    model_config = ConfigDict(frozen=True)

    pid: int
    home: str
    kind: str  # real | sample | drill
    temporal: str
    temporal_namespace: str = "default"
    temporal_ui: str | None = None
    temporal_external: bool = False
    web: str | None = None
    database_url: str
    superuser_database_url: str | None = None  # embedded only

    @classmethod
    def path(cls, home: Path) -> Path:
        return home / "stack.json"

    @classmethod
    def running(cls, home: Path) -> Self | None:
        """The state of the stack that runs below `home`, None when none does or it is not ready yet."""
        if runner(home) is None:
            return None
        try:
            return cls.model_validate_json(cls.path(home).read_bytes())
        except FileNotFoundError:
            return None

    def write(self, home: Path) -> None:
        """Whole or not at all: readers never see half a file."""
        draft = self.path(home).with_suffix(".new")
        draft.touch(mode=OWNER_ONLY)
        draft.write_text(self.model_dump_json(indent=2) + "\n")
        draft.replace(self.path(home))

    @classmethod
    def forget(cls, home: Path) -> None:
        cls.path(home).unlink(missing_ok=True)


def runner(home: Path) -> int | None:
    """The pid of the process that runs the stack below `home`."""
    return holder(home / "stack.lock")


class HomeLock:
    """One stack for one data directory."""

    def __init__(self, home: Path) -> None:
        self.path = home / "stack.lock"
        self._handle: IO[bytes] | None = None

    @property
    def taken(self) -> bool:
        return self._handle is not None

    def take(self) -> None:
        try:
            self._handle = take(self.path)
        except BlockingIOError:
            raise AlreadyRunning(holder(self.path) or 0) from None
        sign(self._handle, os.getpid())

    def give(self) -> None:
        if self._handle is not None:
            self._handle.close()
            self._handle = None
