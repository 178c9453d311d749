"""常备连接: a few connections that stay with the ledger for its short statements.

To take one from the pool and give it back for each is a task and several turns of the loop, half as much again as such a
statement costs.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import asyncpg

from ledger.pool import Connection, Lent, Pool

KEPT_FOR = 300.0
"""Seconds, as the pool keeps one that is idle: what a network has dropped without a word is not trusted for longer."""


class Held(NamedTuple):
    """A connection, and until when (the loop's clock) it is kept."""

    connection: Lent
    until: float


class Kept:
    """Statements as the pool takes them, on half of its connections; whatever finds none of these free goes to the pool.

    One for a pool: two would leave nothing for others.
    """

    def __init__(self, pool: Pool, kept_for: float = KEPT_FOR) -> None:
        self._pool = pool
        self._kept_for = kept_for
        self._most = pool.get_max_size() // 2
        self._held = 0
        self._free: list[Held] = []

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
        held = await self._take()
        if held is None:
            async with self._pool.acquire() as lent:
                yield lent
            return
        try:
            yield held.connection
        except BaseException:
            await self._give_back(held)  # cut off, refused or gone: what state it is in is for the pool to see to
            raise
        if self._held > self._most:
            await self._give_back(held)
        else:
            self._free.append(held)

    async def _take(self) -> Held | None:
        now = asyncio.get_running_loop().time()
        while self._free:
            held = self._free.pop()
            lives = _lives(held.connection)
            if lives and now < held.until:
                return held
            if lives:
                held.connection.terminate()
            await self._give_back(held)
        if self._held >= self._most:
            return None
        self._held += 1
        try:
            return Held(await self._pool.acquire(), now + self._kept_for)
        except BaseException:
            self._held -= 1
            raise

    async def _give_back(self, held: Held) -> None:
        self._held -= 1
        await self._pool.release(held.connection)


def _lives(connection: Lent) -> bool:
    try:
        return not connection.is_closed()
    except asyncpg.InterfaceError:  # it ended meanwhile, and the pool has taken it back by itself
        return False
