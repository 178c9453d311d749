"""The pool: every connection with the same few settings, and nothing left over between two uses."""

from typing import TYPE_CHECKING

import asyncpg

if TYPE_CHECKING:
    Pool = asyncpg.Pool[asyncpg.Record]
    Lent = asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    Connection = asyncpg.Connection[asyncpg.Record] | Lent
else:  # the classes are generic in the stubs alone
    Pool = asyncpg.Pool
    Lent = asyncpg.pool.PoolConnectionProxy
    Connection = asyncpg.Connection

SETTINGS = {
    "timezone": "UTC",
    "jit": "off",
    "application_name": "duban",
    "plan_cache_mode": "force_generic_plan",  # our statements go by key: planning each anew costs as much as they do
}
COMMAND_TIMEOUT = 3.0
"""Seconds for one statement: less than the activity that waits for it has."""
LONG = 600.0
"""Seconds for a statement that handles a whole register."""


async def _as_it_is(_: Connection) -> None:
    """RESET ALL, as asyncpg does it, is a second round trip; we leave nothing to reset (`set local` only)."""


async def open_pool(url: str, *, size: int) -> Pool:
    """A pool that reconnects by itself after PostgreSQL comes back."""
    return await asyncpg.create_pool(
        url,
        min_size=0,  # no floor: keeping one, asyncpg logs a traceback for each attempt while PostgreSQL is away
        max_size=size,
        command_timeout=COMMAND_TIMEOUT,
        server_settings=SETTINGS,
        reset=_as_it_is,
    )
