"""知会: which batches were written past the workflows of their cases, and are still to be told to them."""

from datetime import timedelta

from ledger.pool import Pool
from ledger.sql import sql


async def untold(pool: Pool, since: timedelta = timedelta()) -> list[tuple[str, str]]:
    """待知会: command id and batch of what was recorded at least so long ago and told to nobody yet, oldest first."""
    return [(found["command_id"], found["batch"]) for found in await pool.fetch(sql("untold"), since)]


async def told(pool: Pool, command_id: str) -> None:
    """已知会: every workflow of that batch knows."""
    await pool.execute(sql("told"), command_id)
