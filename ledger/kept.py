"""常备连接: a few connections that stay with the ledger for its short statements.

To take one from the pool and give it back for each is a task and several turns of the loop, half as much again as such a
statement costs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from ledger.pool import Connection, Lent, Pool


class Kept:
    """Statements as the pool takes them, on half of its connections; whatever finds none of these free goes to the pool."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._most = pool.get_max_size() // 2
        self._held = 0
        self._free: list[Lent] = []

    async def fetchrow(self, statement: str, *values: Any) -> asyncpg.Record | None:
        """The first row, if any."""
        async with self._one() as connection:
            return await connection.fetchrow(statement, *values)

    async def execute(self, statement: str, *values: Any) -> None:
        """The same, without an answer."""
        async with self._one() as connection:
            await connection.execute(statement, *values)

    async def close(self) -> None:
        """Give them back, so that the pool can end; what is under way then gives back its own."""
        self._most = 0
        while self._free:
            await self._give_back(self._free.pop())

    @asynccontextmanager
    async def _one(self) -> AsyncIterator[Connection]:
        connection = await self._take()
        if connection is None:
            async with self._pool.acquire() as lent:
                yield lent
            return
        try:
            yield connection
        except BaseException:
            await self._give_back(connection)  # cut off, refused or gone: what state it is in is for the pool to see to
            raise
        if self._held > self._most:
            await self._give_back(connection)
        else:
            self._free.append(connection)

    async def _take(self) -> Lent | None:
        while self._free:
            connection = self._free.pop()
            if _lives(connection):
                return connection
            await self._give_back(connection)
        if self._held >= self._most:
            return None
        self._held += 1
        try:
            return await self._pool.acquire()
        except BaseException:
            self._held -= 1
            raise

    async def _give_back(self, connection: Lent) -> None:
        self._held -= 1
        await self._pool.release(connection)


def _lives(connection: Lent) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:  # it ended meanwhile, and the pool has taken it back by itself
        return False
