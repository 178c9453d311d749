"""测试场: a PostgreSQL and a Temporal of its own with the measured settings, durable as in use, and nothing of it afterwards."""

import asyncio
import shutil
import tempfile
from contextlib import AsyncExitStack
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg
from temporalio.client import Client
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from bench.cost import Meter
from ledger.migrate import migrate, open_ledger
from ledger.records import Kind
from ledger.store import Ledger
from stack.postgres import SERVICE_ROLE, Postgres, create_database
from stack.temporal import NAMESPACE, Temporal
from workflows.client import connect

DURABLE = {"shared_buffers": "256MB", "max_wal_size": "4GB"}
"""fsync and synchronous_commit stay on: a commit that waits for no disk is another thing."""


class Ground:
    """测试场: servers up while the block runs."""

    def __init__(self) -> None:
        self._closing = AsyncExitStack()
        self._databases = count(1)
        self.home = Path()
        self.postgres: Postgres
        self.temporal: Temporal
        self.client: Client
        self.meter: Meter

    async def __aenter__(self) -> Self:
        try:
            await self._up()
        except BaseException:
            await self._closing.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._closing.aclose()

    async def ledger(self, *, kind: Kind = "drill", size: int = 16) -> tuple[Ledger, str]:
        """A fresh ledger, and the owner's address. No two give the same case numbers: one Temporal serves all."""
        turn = next(self._databases)
        name = f"bench_{turn}"
        await create_database(self.postgres.url("postgres"), name)
        owner = self.postgres.url(name)
        await migrate(owner)
        await open_ledger(owner, kind)
        connection = await asyncpg.connect(owner)
        await connection.execute("select setval('case_numbers', $1)", turn * 1_000_000)
        await connection.close()
        ledger = await Ledger.connect(self.service(owner), size=size)
        self._closing.push_async_callback(ledger.close)
        return ledger, owner

    def service(self, owner: str) -> str:
        """The same database as the service's role."""
        return self.postgres.url(owner.partition("///")[2].partition("?")[0], user=SERVICE_ROLE)

    async def _up(self) -> None:
        self.home = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="duban-bench-"))
        self._closing.push_async_callback(asyncio.to_thread, _remove, self.home)
        self.postgres = Postgres(self.home, settings=DURABLE)
        self.temporal = Temporal(self.home, skipping=True)
        for server in (self.postgres, self.temporal):
            self._closing.push_async_callback(server.stop)
        await asyncio.gather(self.postgres.start(), self.temporal.start())
        self.client = await connect(target_host=self.temporal.address, namespace=NAMESPACE, runtime=quiet())
        pids = {
            "temporal": self.temporal.child and self.temporal.child.pid,
            "postgres": self.postgres.child and self.postgres.child.pid,
        }
        self.meter = Meter({name: pid for name, pid in pids.items() if pid})


def quiet() -> Runtime:
    """A measured case is terminated in the middle of its work, and the client need not tell each time."""
    severe = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=severe)))


def _remove(home: Path) -> None:
    """The directory, and the place PostgreSQL was moved to when its user could not reach it."""
    moved = home / "postgres.location"
    if moved.exists():
        shutil.rmtree(moved.read_text().strip(), ignore_errors=True)
    shutil.rmtree(home, ignore_errors=True)
