"""检查点 as they were signed, and how the places stand that are given them."""

from dataclasses import dataclass
from datetime import datetime

from ledger.accounts import Holder
from ledger.sql import sql
from ledger.witness.checkpoints import Placed, standing
from web.desk import Desk


@dataclass(frozen=True, slots=True)
class Signed:
    """一个检查点."""

    number: int
    size: int
    root: bytes
    at: datetime
    why: str
    note: str


async def checkpoints(desk: Desk, holder: Holder, before: int | None, limit: int) -> list[Signed]:
    """A page of them, latest first."""
    async with desk.seen(holder).snapshot() as connection:
        return [Signed(**one) for one in await connection.fetch(sql("checkpoints_before"), before, limit)]


async def places(desk: Desk, holder: Holder) -> list[Placed]:
    """存放处, without trying them."""
    async with desk.seen(holder).snapshot() as connection:
        return await standing(connection)
