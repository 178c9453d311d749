"""One child process of the stack: in its own session, known to live by a lock it inherits, stopped politely."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from stack.locks import holder, take

LAUNCHER = Path(__file__).with_name("launch.py")
POLL_SECONDS = 0.05
KILL_SECONDS = 10.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Rights:
    """As whom a child runs: as ourselves, or as an unprivileged user with at most one capability."""

    uid: int | None = None
    gid: int | None = None
    capability: str | None = None

    def arguments(self) -> list[str]:
        if self.uid is None:
            return []
        arguments = ["--user", f"{self.uid}:{self.gid}"]
        if self.capability is not None:
            arguments += ["--capability", self.capability]
        return arguments


OURSELVES = Rights()


def launched(command: Sequence[str | Path], rights: Rights = OURSELVES, *options: str) -> list[str]:
    """The command line that runs `command` through the launcher."""
    # -I -S: nothing of the caller's environment or site may run before the rights are dropped
    return [sys.executable, "-I", "-S", str(LAUNCHER), *rights.arguments(), *options, "--", *map(str, command)]


@dataclass
class Child:
    """A process we start, watch and stop.

    The child (and whatever it forks) inherits the descriptor of a locked file that also holds its pid. The lock is
    free exactly when all of them are dead: no pid is ever mistaken for another's, also after this process itself was
    killed and another looks for orphans.
    """

    name: str
    command: Sequence[str | Path]
    run: Path  # directory of the lock file
    log: Path
    environment: Mapping[str, str] | None = None
    rights: Rights = OURSELVES
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    cwd: Path | None = None
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def lock(self) -> Path:
        return self.run / f"{self.name}.lock"

    @property
    def pid(self) -> int | None:
        """The pid of the living child we started, else None."""
        if self._process is None or self._process.poll() is not None:
            return None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self.pid is not None

    @property
    def returncode(self) -> int | None:
        return None if self._process is None else self._process.poll()

    def start(self) -> None:
        """Start the process; the caller has made sure that no orphan holds the lock."""
        with take(self.lock) as lock, self.log.open("ab") as out:
            # the kernel stops the child when we are killed; PostgreSQL and Temporal end in order on these signals
            follow = f"{os.getpid()}:{int(self.stop_signal)}"
            self._process = subprocess.Popen(
                launched(self.command, self.rights, "--lock", str(lock.fileno()), "--follow", follow),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                env=None if self.environment is None else dict(self.environment),
                cwd=self.cwd,
                pass_fds=(lock.fileno(),),
                start_new_session=True,  # Ctrl-C in the terminal reaches only us
            )
        log.debug("child started", child=self.name, pid=self._process.pid)

    async def stop(self) -> None:
        """Ask the process to end, wait, and kill it when it does not."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(self.stop_signal)
        if not await self._ended(self.grace):
            log.warning("child did not stop in time, killing it", child=self.name, grace=self.grace)
            self._process.kill()
        await self._ended(KILL_SECONDS)
        await self.released()

    def kill(self) -> None:
        """End it with SIGKILL, for tests and for what does not answer."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    async def released(self, seconds: float = KILL_SECONDS) -> bool:
        """Wait until nobody holds the lock: a killed PostgreSQL's backends live a moment longer than it."""
        return await _until(lambda: holder(self.lock) is None, seconds)

    async def end_orphan(self) -> bool:
        """Stop what an earlier, killed stack has left; True when there was something."""
        pid = holder(self.lock)
        if pid is None:
            return False
        log.info("stopping orphan", child=self.name, pid=pid)
        for sign, seconds in ((self.stop_signal, self.grace), (signal.SIGKILL, KILL_SECONDS)):
            _signal(pid, sign)
            if await self.released(seconds):
                return True
        raise TimeoutError(f"process {pid} ({self.name}) of an earlier stack cannot be stopped")

    async def _ended(self, seconds: float) -> bool:
        process = self._process
        return process is None or await _until(lambda: process.poll() is not None, seconds)


def _signal(pid: int, sign: signal.Signals) -> None:
    if pid > 0:
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return


async def _until(condition: Callable[[], bool], seconds: float) -> bool:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not condition():
        if loop.time() >= end:
            return False
        await asyncio.sleep(POLL_SECONDS)
    return True
