"""次序 the sequencer: gives every event its number in the whole record, in an order nothing can still slip into (G4)."""

from ledger.pool import LONG, Pool
from ledger.sql import sql

ONE_AT_A_TIME = 0x6C65_6176_6573  # "leaves"
PAGE = 10_000


async def sequence(pool: Pool, limit: int = PAGE) -> int:
    """Number the next events, at most `limit`; answers how many. 0: every event that can be numbered is."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select pg_advisory_xact_lock($1)", ONE_AT_A_TIME, timeout=LONG)
        return await connection.fetchval(sql("sequence"), limit, timeout=LONG) or 0
