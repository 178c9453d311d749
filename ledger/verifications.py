"""核验记录 who had the record verified, and what came out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from ledger.pool import Connection, Pool
from ledger.sql import sql


@dataclass(frozen=True, slots=True)
class Verification:
    """一次核验."""

    number: int
    by: str
    started_at: datetime
    ended_at: datetime
    told: dict[str, Any]


async def keep(pool: Pool, by: str, started_at: datetime, told: dict[str, Any]) -> int:
    """Put what came out on record; answers its number."""
    number: int = await pool.fetchval(sql("keep_verification"), by, started_at, orjson.dumps(told).decode())
    return number


async def last(pool: Pool | Connection) -> Verification | None:
    """The last one."""
    found = await pool.fetchrow(sql("last_verification"))
    return None if found is None else Verification(**{**found, "told": orjson.loads(found["told"])})
