"""可见 what the holder of a credential may see: read by a role of its own, which the database shows nothing else.

Every read here is a transaction of one snapshot that says first whose credential it is; the views of schema `seen` do
the rest. So a query forgotten to filter shows nothing too much.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.case import Case
from ledger import reading
from ledger.pool import COMMAND_TIMEOUT, SETTINGS, Connection, Pool
from ledger.records import Recorded
from ledger.sql import sql

REFUSED = (
    asyncpg.TooManyConnectionsError,
    asyncpg.QueryCanceledError,
    asyncpg.InvalidAuthorizationSpecificationError,
)
"""PostgreSQL is there, and takes no more, or does not know the web's role: for whoever asks it is away as well"""
WINDOW = 5_000
"""leaves of the record that one question for changes looks through"""


@dataclass(frozen=True, slots=True)
class Change:
    """变动: an event of a case that may be seen, with its number in the whole record."""

    leaf: int
    case: str
    version: int
    type: str
    at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """What was answered to a command of one's own."""

    command_id: str
    case: str
    outcome: str
    refusal: str | None
    sentence: str | None
    first_version: int | None
    last_version: int | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A case as it stands now."""

    case: Case
    version: int
    clock: datetime


async def open_seen(url: str, *, size: int = 8) -> Pool:
    """The pool of the web's own role."""
    return await asyncpg.create_pool(
        url,
        min_size=0,
        max_size=size,
        command_timeout=COMMAND_TIMEOUT,
        server_settings={**SETTINGS, "application_name": "duban-web", "search_path": "seen"},
        reset=_nothing,
    )


async def _nothing(_: Connection) -> None:
    """What a request said of itself was said to its transaction alone."""


class Seen:
    """可见的案件, for the holder of one credential."""

    def __init__(self, pool: Pool, digest: bytes) -> None:
        self.pool = pool
        self.digest = digest

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Connection]:
        """One instant of the record, as this credential shows it."""
        async with (
            self.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            await connection.execute("select set_config('duban.credential', $1, true)", self.digest.hex())
            yield connection

    async def case(self, number: str) -> SeenCase | None:
        """One case, or None: not there and not to be seen are the same answer."""
        async with self.snapshot() as connection:
            found = await connection.fetchrow(sql("seen_case"), number)
            case = None if found is None else await reading.case_of(connection, f"case-{number}", found)
            return None if found is None or case is None else SeenCase(case, found["version"], found["clock"])

    async def trail(self, number: str, after: int, limit: int) -> list[Recorded] | None:
        """案卷 from a version on, or None when there is no such case to be seen."""
        async with self.snapshot() as connection:
            if await connection.fetchval("select exists (select from cases where number = $1)", number):
                asked = (f"case-{number}", after, limit)
                return [Recorded(**one) for one in await connection.fetch(sql("seen_trail"), *asked)]
        return None

    async def changes(self, after: int, leaves: int, limit: int) -> tuple[list[Change], int]:
        """变动 after a number, and the number to ask after next. `leaves`: how far the record is numbered."""
        until = min(after + WINDOW, leaves)
        if until <= after:
            return [], after
        async with self.snapshot() as connection:
            found = [Change(**one) for one in await connection.fetch(sql("seen_changes"), after, until, limit)]
        return found, found[-1].leaf if len(found) == limit else until

    async def mentions(self, number: str, digest: str) -> bool:
        """Whether a case that may be seen names this file."""
        async with self.snapshot() as connection:
            told: bool = await connection.fetchval(sql("seen_mentions"), f"case-{number}", digest)
            return told

    async def command(self, command_id: str) -> Answered | None:
        """What was answered to a command one has given, None while the record knows nothing of it."""
        async with self.snapshot() as connection:
            found = await connection.fetchrow(sql("seen_command"), command_id)
            return None if found is None else Answered(**found)

    async def among(self, numbers: list[str]) -> set[str]:
        """Which of these cases may be seen."""
        async with self.snapshot() as connection:
            return {number for (number,) in await connection.fetch(sql("seen_numbers"), numbers)}
