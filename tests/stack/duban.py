"""The command line as a real process, for tests that watch it live and kill it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

from stack.locks import holder
from stack.state import runner

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "cli.main"]
PATIENCE = 60.0


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a clean shell would have, with this home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "TEMPORAL_", "PG"))}
    return {**kept, "DUBAN_HOME": str(home), "PYTHONPATH": str(ROOT), **more}


async def duban(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """One command to its end."""
    return await asyncio.to_thread(
        subprocess.run,
        [*COMMAND, *arguments],
        env=environment(home, **more),
        cwd=home.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class RunningStack:
    """`duban stack up` in the background; leaving the block stops it."""

    def __init__(self, home: Path, *arguments: str, **more: str) -> None:
        self.home = home
        self.arguments = arguments
        self.more = more
        self.out = home.parent / f"{home.name}.out"
        self.err = home.parent / f"{home.name}.err"
        self.process: subprocess.Popen[bytes] | None = None
        self.addresses: dict[str, Any] = {}

    async def __aenter__(self) -> Self:
        try:
            await self.up()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.process is not None and self.process.poll() is None:
            await self.end(signal.SIGTERM)

    async def up(self) -> None:
        """Start it and wait for its one line of addresses."""
        with self.out.open("wb") as out, self.err.open("ab") as err:
            self.process = subprocess.Popen(  # noqa: ASYNC220  # signals are sent to it as it is
                [*COMMAND, "stack", "up", "-o", "json", *self.arguments],
                env=environment(self.home, **self.more),
                cwd=self.home.parent,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
            )
        async with asyncio.timeout(PATIENCE):
            while not self.out.read_text().endswith("\n"):
                if self.process.poll() is not None:
                    raise AssertionError(self.err.read_text())
                await asyncio.sleep(0.05)
        self.addresses = json.loads(self.out.read_text())

    async def end(self, sign: signal.Signals) -> int:
        """Send a signal and wait for the exit code."""
        assert self.process is not None
        self.process.send_signal(sign)
        return await asyncio.to_thread(self.process.wait, PATIENCE)

    def pid(self, name: str) -> int | None:
        """Of a child by name, None when it does not live."""
        return holder(self.home / "run" / f"{name}.lock")

    async def well(self) -> None:
        """Wait until everything answers."""
        async with asyncio.timeout(PATIENCE):
            while (await duban(self.home, "stack", "status", **self.more)).returncode:  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    @property
    def running(self) -> bool:
        return runner(self.home) is not None
