"""一并提交: appends that come while others commit are committed together by the next transaction.

A commit waits for the disk and costs as much as the append itself. What comes alone goes alone, with nothing in between.
"""

import asyncio
from typing import Any, NamedTuple

from ledger.kept import Kept
from ledger.pool import Pool

WRITERS = 2
"""Transactions under way: one is filled while the other waits for the disk."""
MOST = 64
"""Appends of one transaction."""


class Waiting(NamedTuple):
    """One append in the queue, and who is told when it is committed."""

    statement: str
    values: tuple[Any, ...]
    committed: asyncio.Future[None]


class Together:
    """Statements as `Pool.execute` takes them. One that fails takes no neighbour with it: each is then tried alone."""

    def __init__(self, pool: Pool, kept: Kept) -> None:
        self._pool = pool
        self._kept = kept
        self._waiting: list[Waiting] = []
        self._writing: set[object] = set()

    async def execute(self, statement: str, *values: Any) -> None:
        """Committed when it returns. Errors: asyncpg.PostgresError of this statement alone."""
        if len(self._writing) < WRITERS:
            alone = object()
            self._writing.add(alone)
            try:
                await self._kept.execute(statement, *values)
            finally:
                self._over(alone)
        else:
            committed = asyncio.get_running_loop().create_future()
            self._waiting.append(Waiting(statement, values, committed))
            await committed

    def _over(self, one: object) -> None:
        self._writing.discard(one)
        if self._waiting:
            task = asyncio.create_task(self._write())  # begins after those who were just told, so that they may join
            self._writing.add(task)
            task.add_done_callback(self._over)

    async def _write(self) -> None:
        first = self._waiting[0].statement if self._waiting else ""
        group: list[Waiting] = []
        left: list[Waiting] = []
        for one in self._waiting:
            if not one.committed.cancelled():  # who gave up before anything was sent asks for nothing
                (group if one.statement == first and len(group) < MOST else left).append(one)
        self._waiting = left
        if not group:
            return
        try:
            await self._pool.executemany(first, [one.values for one in group])  # one trip, one transaction
        except Exception:  # noqa: BLE001 - whose it was, each learns by itself
            for one in group:
                await self._alone(one)
        else:
            for one in group:
                _tell(one)
        finally:
            for one in group:
                one.committed.cancel()  # cut off: whoever was not told is not left waiting

    async def _alone(self, one: Waiting) -> None:
        try:
            await self._pool.execute(one.statement, *one.values)
        except Exception as error:  # noqa: BLE001 - its own, and so its caller's
            _tell(one, error)
        else:
            _tell(one)


def _tell(one: Waiting, error: Exception | None = None) -> None:
    if one.committed.done():
        return
    if error is None:
        one.committed.set_result(None)
    else:
        one.committed.set_exception(error)
