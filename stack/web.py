"""The web process as our child: `python -m web`, on a port that stays the same from one start to the next."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path

import structlog

from stack.child import Child
from stack.server import Server
from stack.temporal import LOOPBACK, free_ports, is_free

READY_SECONDS = 30.0
GRACE_SECONDS = 12.0  # what is being answered is answered

log = structlog.get_logger(__name__)


class WebFailed(Exception):  # noqa: N818
    """The web process did not come up; the text names its log."""


class WebProcess(Server):
    """The process that answers browsers and programs. It is up when it answers, though PostgreSQL may be away."""

    def __init__(self, home: Path, environment: Mapping[str, str], port: int | None = None) -> None:
        self.home = home
        self.log = home / "web.log"
        self.environment = environment
        self.port = port

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self) -> None:
        child = Child(
            "web",
            (sys.executable, "-m", "web"),
            run=self.home / "run",
            log=self.log,
            grace=GRACE_SECONDS,
        )
        await child.end_orphan()
        self.port = self.port or self._kept_port()
        child.environment = {**self.environment, "DUBAN_WEB_PORT": str(self.port)}
        self.child = child
        child.start()
        await self._ready()

    def _kept_port(self) -> int:
        """The last start's port while nobody has it: what people have bookmarked stays true."""
        record = self.home / "web.port"
        with contextlib.suppress(OSError, ValueError):
            kept = int(record.read_text())
            if is_free(kept):
                return kept
        (port,) = free_ports(1)
        record.write_text(f"{port}\n")
        return port

    async def _ready(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_SECONDS
        while True:
            if self.child is None or not self.child.alive:
                raise WebFailed(f"the web process ended while starting, see {self.log}")
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, self.port)
            except OSError as error:
                if loop.time() >= end:
                    raise WebFailed(f"the web process does not answer, see {self.log}") from error
                await asyncio.sleep(0.05)
            else:
                writer.close()
                await writer.wait_closed()
                return
