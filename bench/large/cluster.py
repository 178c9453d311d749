"""测试库 a PostgreSQL of the large bench's own: fit for loading first, then with the product's settings for measuring."""

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from stack.postgres import SUPERUSER, Postgres, create_database

DATABASE = "large"
FINISHED = "finished"
"""a file beside the cluster, once it is loaded: the number of cases"""
BYTES_OF_A_CASE = 30_000
"""of disk, with the views kept behind the appends and what is copied of it for comparison"""
LOG = 8 * 2**30
"""of writes, at most"""

LOADING = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0",
    "max_wal_size": "8GB", "checkpoint_timeout": "1h", "autovacuum": "off", "maintenance_work_mem": "1GB",
    "max_parallel_maintenance_workers": "2",
}  # fmt: skip
"""nothing here survives a power cut, and nothing needs to"""


def need(cases: int, *, loaded: bool) -> int:
    """Bytes of disk for so many cases; for a cluster that stands already, what is still to come."""
    whole = cases * BYTES_OF_A_CASE
    return whole // 4 if loaded else whole + min(LOG, whole)


class Cluster:
    """The scratch cluster, in a directory that is removed unless it is to be kept."""

    def __init__(self, keep: Path | None = None) -> None:
        self.keep = keep
        # a directory of our own below the one that was named: what is removed is ours
        self.home = keep / "duban-large" if keep else Path(tempfile.mkdtemp(prefix="duban-large-"))
        self.home.mkdir(parents=True, exist_ok=True)
        self.postgres: Postgres | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        if self.keep is None or self.cases is None:  # half a record is of no use to anybody
            self.remove()

    @property
    def cases(self) -> int | None:
        """How many a kept cluster holds, or None when it was never finished."""
        mark = self.home / FINISHED
        return int(mark.read_text()) if mark.exists() else None

    def finished(self, cases: int) -> None:
        (self.home / FINISHED).write_text(f"{cases}\n")

    def url(self, database: str = DATABASE, user: str = SUPERUSER) -> str:
        """The superuser's address, or another's."""
        if self.postgres is None:
            raise ValueError("the cluster is down")
        return self.postgres.url(database, user)

    async def fresh(self, database: str) -> str:
        """An empty database beside the large one; one of that name is dropped."""
        connection = await asyncpg.connect(self.url("postgres"))
        await connection.execute(f'drop database if exists "{database}"')
        await connection.close()
        await create_database(self.url("postgres"), database)
        return self.url(database)

    @property
    def pid(self) -> int:
        """Of its first process."""
        child = self.postgres.child if self.postgres else None
        return child.pid or 0 if child else 0

    async def start(self, *, loading: bool) -> None:
        """Up with one set of settings or the other."""
        await self.stop()
        gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
        memory = {
            "shared_buffers": f"{max(1, int(gigabytes / 4))}GB",
            "effective_cache_size": f"{int(gigabytes / 2)}GB",
        }
        # the settings of the product are PostgreSQL's own; only its memory is fitted to the machine, as an operator would
        settings = {**memory, **(LOADING if loading else {"max_wal_size": "4GB"})}
        self.postgres = Postgres(self.home, settings=settings)
        await self.postgres.start()
        await create_database(self.url("postgres"), DATABASE)

    async def stop(self) -> None:
        if self.postgres is not None:
            await self.postgres.stop()
            self.postgres = None

    def room(self) -> int:
        """Bytes free where it lies."""
        moved = self.home / "postgres.location"
        return shutil.disk_usage(Path(moved.read_text().strip()) if moved.exists() else self.home).free

    def remove(self) -> None:
        moved = self.home / "postgres.location"
        if moved.exists():
            shutil.rmtree(moved.read_text().strip(), ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
