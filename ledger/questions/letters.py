"""文书 of all cases that may be seen: what waits for a signature, for issue, for service, for an answer; and all."""

from dataclasses import asdict, dataclass
from datetime import date

import orjson

from ledger.pool import Connection
from ledger.sql import sql

MANY = 10_000
"""more than so many are not counted one by one"""

Key = tuple[date, str, int]
"""where a page ended"""


@dataclass(frozen=True, slots=True)
class LetterFilter:
    """筛选文书."""

    waits: str = ""
    """unsigned, unissued, unserved, unanswered; empty: all"""
    sent: bool = False
    """those alone that were sent to an entity: what an entity's people are shown"""
    kind: str | None = None
    office: str | None = None
    unit: str | None = None
    """part of its name"""
    called: str | None = None
    """文号, its beginning"""
    since: date | None = None
    until: date | None = None

    def json(self) -> str:
        """As the queries take it: what is not asked is not there."""
        told = {name: value for name, value in asdict(self).items() if value not in (None, "")}
        return orjson.dumps(told).decode()


@dataclass(frozen=True, slots=True)
class LetterRow:
    """文书 as lists show it."""

    number: str
    place: int
    letter: str
    kind: str
    to: str
    rung: int | None
    status: str
    held: bool
    waits: str
    signed_by: str
    called: str
    since: date
    due_on: date | None
    drafted_on: date
    signed_on: date | None
    issued_on: date | None
    served_on: date | None
    answered_on: date | None
    ended_on: date | None
    unit: str
    region: str
    office: str

    def key(self, *, waiting: bool) -> Key:
        """Where a page that ends with it goes on."""
        return (self.since if waiting else self.drafted_on), self.number, self.place


async def letters(
    connection: Connection, wanted: LetterFilter, *, after: Key | None = None, limit: int = 50
) -> list[LetterRow]:
    """文书: those that wait the longest first, all the newest first."""
    told = (wanted.json(), *(after or (None, None, None)), limit)
    return [LetterRow(**one) for one in await connection.fetch(sql("letters_listed"), *told)]


async def counted_letters(connection: Connection, wanted: LetterFilter) -> dict[str, int]:
    """几份 wait, by what for; under the empty name all, at most `MANY`."""
    found = await connection.fetch(sql("letters_many"), wanted.json(), MANY)
    many = {one["waits"]: one["many"] for one in found}
    return {name: many.get(name, 0) for name in ("unsigned", "unissued", "unserved", "unanswered", "")}
