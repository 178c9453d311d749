"""跟随 views that are kept behind the appends: each follows the numbered record, and none loses an event or stops another.

A page of events and the place it leads to are one transaction, so that a killed follower goes on where it was. A stream
that a view cannot take in is parked, with its reason, and the view goes on with the others (G11).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Protocol

import structlog

from ledger.errors import GONE
from ledger.pool import LONG, Connection, Pool
from ledger.records import Recorded
from ledger.sql import sql
from ledger.views.sequencer import sequence

log = structlog.get_logger(__name__)

PAGE = 2_000
REASON_LENGTH = 500

Progress = Callable[[str, int, int], None]
"""which view, how many events it has come to, of how many"""


@dataclass(frozen=True, slots=True)
class Following:
    """An event with its number in the whole record."""

    leaf: int
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Parked:
    """停放: the event at which a view gave a stream up."""

    follower: str
    stream: str
    version: int
    leaf: int
    reason: str
    at: datetime


@dataclass(slots=True)
class Followed:
    """How far the record is numbered, and each view has come."""

    leaves: int = 0
    views: dict[str, int] = field(default_factory=dict)
    parked: list[Parked] = field(default_factory=list)


class Follower(Protocol):
    """跟随者: what keeps one view."""

    name: str

    async def follow(self, connection: Connection, found: Sequence[Following]) -> None:
        """Take a page in; the same page again changes nothing."""

    async def clear(self, connection: Connection) -> None:
        """Empty the view."""


def silent(_name: str, _done: int, _of: int) -> None:
    """The progress of who tells nobody."""


async def catch_up(pool: Pool, followers: Iterable[Follower], *, progress: Progress = silent) -> Followed:
    """Number what is new, and bring every view up to it. Where nothing is new, nothing is written."""
    while await sequence(pool):
        pass
    before = await standing(pool)
    behind = [one for one in followers if before.views.get(one.name, -1) < before.leaves]
    if not behind:
        return before
    for follower in behind:
        async with pool.acquire() as connection:
            while (reached := await _page(connection, follower)) is not None:
                progress(follower.name, reached, max(before.leaves, reached))
    return await standing(pool)


async def rebuild(pool: Pool, follower: Follower, *, progress: Progress = silent) -> Followed:
    """重建 one view from the first event on; what was parked is tried again."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval(sql("follow_from"), follower.name)
        await follower.clear(connection)
        await connection.execute("delete from parked where follower = $1", follower.name)
        await connection.execute(sql("follow_to"), follower.name, 0)
    return await catch_up(pool, [follower], progress=progress)


async def standing(pool: Pool) -> Followed:
    """How far everything has come, without moving it."""
    found = await pool.fetch(sql("views"))
    parked = [Parked(**one) for one in await pool.fetch(sql("parked"), None)]
    return Followed(found[0]["leaves"], {one["name"]: one["leaf"] for one in found if one["name"]}, parked)


async def _page(connection: Connection, follower: Follower) -> int | None:
    """One page of one view, in one transaction: the number it came to, or None when there is nothing new."""
    async with connection.transaction():
        after = await connection.fetchval(sql("follow_from"), follower.name)
        rows = await connection.fetch(sql("following"), after, PAGE, timeout=LONG)
        if not rows:
            return None
        page = [Following(leaf, Recorded(*event)) for leaf, *event in rows]
        parked = {one["stream"] for one in await connection.fetch(sql("parked"), follower.name)}
        await _take_in(connection, follower, [one for one in page if one.recorded.stream not in parked])
        await connection.execute(sql("follow_to"), follower.name, page[-1].leaf)
        return page[-1].leaf


async def _take_in(connection: Connection, follower: Follower, page: Sequence[Following]) -> None:
    if not page:
        return
    try:
        async with connection.transaction():
            await follower.follow(connection, page)
    except GONE:
        raise
    except Exception as error:  # noqa: BLE001  # whatever is wrong with one stream must not stop the others
        log.warning("view_page_refused", view=follower.name, first=page[0].leaf, error=repr(error))
    else:
        return
    in_order = sorted(page, key=lambda one: (one.recorded.stream, one.leaf))
    for stream, found in groupby(in_order, key=lambda one: one.recorded.stream):
        await _alone(connection, follower, stream, list(found))


async def _alone(connection: Connection, follower: Follower, stream: str, found: Sequence[Following]) -> None:
    """One stream by itself, event by event, so that the one it fails at is named."""
    for one in found:
        try:
            async with connection.transaction():
                await follower.follow(connection, [one])
        except GONE:
            raise
        except Exception as error:  # noqa: BLE001  # as above
            reason = f"{type(error).__name__}: {error}"[:REASON_LENGTH]
            log.error("stream_parked", view=follower.name, stream=stream, version=one.recorded.version, reason=reason)  # noqa: TRY400
            await connection.execute(sql("park"), follower.name, stream, one.recorded.version, one.leaf, reason)
            return
