"""What people and the clock's keepers read: lists, trails, deadlines, rows of earlier registers."""

from collections.abc import AsyncIterator, Collection
from datetime import date, datetime

import asyncpg
import orjson

from domain.case import Case
from domain.events import Event
from domain.evolve import evolve
from domain.notices import Notice
from domain.upcasts import load
from ledger import own
from ledger.pool import LONG, Connection, Pool
from ledger.questions.register import Wanted, listed
from ledger.records import Armed, CaseRow, KnownRow, Recorded, Standing
from ledger.sql import sql
from ledger.view import snapshot

PAGE = 2000
SOONEST = datetime.fromisoformat("0001-01-02T00:00:00+00:00")


def event_of(recorded: Recorded) -> Event:
    """The event, brought to its present shape."""
    if recorded.stream == own.STREAM:
        return own.OWN[recorded.type].model_validate_json(recorded.body)
    return load(recorded.type, recorded.shape, recorded.body)


async def trail(pool: Pool | Connection, stream: str, after: int = 0) -> list[Recorded]:
    """The events of one stream, oldest first."""
    return [Recorded(**found) for found in await pool.fetch(sql("trail"), stream, after)]


async def folded(pool: Pool | Connection, stream: str) -> Case | None:
    """The case from its events: after an upgrade that changed what a case holds."""
    case: Case | None = None
    for recorded in await trail(pool, stream):
        case = evolve(case, event_of(recorded))
    return case


async def case_of(pool: Pool | Connection, stream: str, found: asyncpg.Record) -> Case | None:
    """The case as kept beside its head (`version`), else as folded."""
    kept = snapshot(found["snapshot"], found["shape"], found["folded"], found["version"]) if found["snapshot"] else None
    return kept or await folded(pool, stream)


async def read_all(pool: Pool, after: tuple[int, int], limit: int) -> list[Recorded]:
    """All events of all streams in an order in which nothing can still come before what was read (G4)."""
    xid, position = after
    return [Recorded(**found) for found in await pool.fetch(sql("read_all"), str(xid), position, limit)]


async def cases(
    pool: Pool,
    *,
    stage: str | None,
    unit: str | None,
    region: str | None,
    rung: int | None,
    batch: str | None,
    is_open: bool | None,
    today: date | None,
    overdue: bool | None,
    numbers: Collection[str] | None,
    limit: int | None,
) -> list[CaseRow]:
    """Cases by what lists filter on, soonest deadline first."""
    asked = Wanted(
        stage=stage,
        unit=unit,
        region=region,
        rung=rung,
        batch=batch,
        open=is_open,
        overdue=overdue,
        numbers=None if numbers is None else tuple(numbers),
    )
    return [one.row for one in await listed(pool, asked, today, limit=limit)]


async def armed(pool: Pool, batch: str | None, after: Armed | None) -> AsyncIterator[Armed]:
    """Every case with a deadline, soonest first."""
    last = (after.due_at, after.case) if after else (SOONEST, "")
    while page := await pool.fetch(sql("armed"), *last, PAGE, batch):
        for found in page:
            yield Armed(found["number"], found["version"], found["due_at"])
        last = (page[-1]["due_at"], page[-1]["number"])


async def lapsed(pool: Pool, before: datetime, limit: int) -> list[Armed]:
    """Deadlines before `before` that have not fired: noticed from PostgreSQL alone (G7)."""
    return [Armed(*found) for found in await pool.fetch(sql("lapsed"), before, limit)]


async def standings(pool: Pool, *, batch: str | None, numbers: Collection[str] | None) -> list[Standing]:
    """Cases as they stand, for one command that goes to many."""
    named = None if numbers is None else list(numbers)
    found = await pool.fetch(sql("standings"), batch, named, timeout=LONG)
    standing = []
    for one in found:
        case = await case_of(pool, f"case-{one['number']}", one)
        if case is not None:
            standing.append(Standing(case, one["version"], one["hash"]))
    return standing


async def known(pool: Pool, fingerprints: Collection[str], row_digests: Collection[str]) -> list[KnownRow]:
    """Rows of earlier registers with one of these fingerprints or digests."""
    found = await pool.fetch(sql("known"), list(fingerprints), list(row_digests), timeout=LONG)
    return [
        KnownRow(one["number"], one["fingerprint"], one["row_digest"], one["open"], orjson.loads(one["body"]))
        for one in found
    ]


async def undelivered(pool: Pool, stream: str) -> tuple[Notice, ...]:
    """What must still be handed over."""
    return tuple(
        Notice(**{**found, "to": tuple(found["to"])}) for found in await pool.fetch(sql("undelivered"), stream)
    )
