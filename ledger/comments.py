"""商办留言 between offices beside a case: no part of the record, and the entity does not see them."""

from dataclasses import dataclass
from datetime import datetime

from ledger.pool import Connection, Pool
from ledger.sql import sql

LONGEST = 2_000
MOST = 200
"""so many of the latest are shown"""


@dataclass(frozen=True, slots=True)
class Comment:
    """一条留言, as it was written."""

    position: int
    at: datetime
    number: str
    by: str
    office: str
    """of which office he wrote it"""
    text: str


async def comments(connection: Pool | Connection, number: str, limit: int = MOST) -> list[Comment]:
    """The latest of a case, oldest first."""
    return [Comment(**found) for found in await connection.fetch(sql("comments"), number, limit)]


async def comment(pool: Pool, number: str, *, by: str, office: str, text: str) -> int:
    """Write one; its number. Who may is asked by the caller."""
    position: int = await pool.fetchval(sql("comment"), number, by, office, text)
    return position
