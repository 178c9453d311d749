"""演练用的一整套: a PostgreSQL and a Temporal of its own in a temporary directory, and nothing of it afterwards.

Never near real data: it reads no setting, no environment and no running stack.
"""

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from temporalio.client import Client

from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from stack.postgres import SERVICE_ROLE, Postgres, create_database
from stack.temporal import NAMESPACE, Temporal
from workflows.client import connect

# Nothing here survives its process, so nothing waits for the disk.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "64MB",
}
POOL = 8


class DrillStack:
    """演练用的一整套: servers up while the block runs."""

    def __init__(self) -> None:
        self._closing = AsyncExitStack()
        self.home = Path()
        self.postgres: Postgres | None = None
        self.client: Client | None = None

    async def __aenter__(self) -> Self:
        # Not to be cut off half way: a thread that makes a cluster goes on, whoever has stopped waiting for it.
        rising = asyncio.ensure_future(self._up())
        try:
            await asyncio.shield(rising)
        except BaseException:
            await asyncio.wait([rising])
            await self._closing.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._closing.aclose()

    @property
    def temporal(self) -> Client:
        """A client of its Temporal."""
        if self.client is None:
            raise RuntimeError("the stack is not up")
        return self.client

    async def ledger(self, name: str = "drill") -> Ledger:
        """A fresh ledger of the kind `drill`; closed with the stack."""
        if self.postgres is None:
            raise RuntimeError("the stack is not up")
        await create_database(self.postgres.url("postgres"), name)
        await migrate(self.postgres.url(name))
        await open_ledger(self.postgres.url(name), "drill")
        ledger = await Ledger.connect(self.postgres.url(name, user=SERVICE_ROLE), size=POOL)
        self._closing.push_async_callback(ledger.close)
        return ledger

    async def _up(self) -> None:
        self.home = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="duban-drill-"))
        self._closing.push_async_callback(asyncio.to_thread, _remove, self.home)
        self.postgres = Postgres(self.home, settings=FORGETFUL)
        temporal = Temporal(self.home, skipping=True, durable=False)
        for server in (self.postgres, temporal):
            self._closing.push_async_callback(server.stop)
        failures = await asyncio.gather(self.postgres.start(), temporal.start(), return_exceptions=True)
        for failure in failures:
            if isinstance(failure, BaseException):
                raise failure
        self.client = await connect(target_host=temporal.address, namespace=NAMESPACE)


def _remove(home: Path) -> None:
    """The directory, and the place PostgreSQL was moved to when its user could not reach it."""
    moved = home / "postgres.location"
    if moved.exists():
        shutil.rmtree(moved.read_text().strip(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
