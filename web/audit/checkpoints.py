"""检查点 as they were signed, and how the places stand that are given them.

The first ones named the case whose closure or export they were made for; who may not see that case is not told.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from ledger.accounts import Holder
from ledger.sql import sql
from ledger.witness.checkpoints import Placed, standing
from web.desk import Desk

NAMING = re.compile(r"(?P<what>closure|export) (?P<case>\d{4}-\d{6,9})")


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
    seen = desk.seen(holder)
    async with seen.snapshot() as connection:
        found = [Signed(**one) for one in await connection.fetch(sql("checkpoints_before"), before, limit)]
    cases = {one.number: named["case"] for one in found if (named := NAMING.search(one.why))}
    hidden = set(cases.values()) - await seen.among(sorted(set(cases.values()))) if cases else set()
    return [replace(one, why=unnamed(one.why), note="") if cases.get(one.number) in hidden else one for one in found]


def unnamed(said: str) -> str:
    """What a checkpoint was made for, without the case."""
    return NAMING.sub(r"\g<what>", said)


async def places(desk: Desk, holder: Holder) -> list[Placed]:
    """存放处, without trying them."""
    async with desk.seen(holder).snapshot() as connection:
        return await standing(connection)
