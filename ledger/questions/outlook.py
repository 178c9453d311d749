"""展望 what will fire and has risen, as the holder of a credential may see it: through the functions of schema `seen`.

Every question here is put on a connection of `ledger.seen.Seen.snapshot()`. `places` says for which place each region
stands (a district for its towns); what is not named there stands for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from domain.case import Case
from domain.workdays import end_of_day
from ledger.pool import LONG, Connection
from ledger.questions.dashboard import named
from ledger.reading import case_of
from ledger.sql import sql

Grouped = Literal["region", "industry", "office"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """将到时: so many cases, of one kind of deadline, on one day."""

    day: date
    label: str
    provisional: bool
    many: int


@dataclass(frozen=True, slots=True)
class Climbs:
    """将攀升: so many open cases alike, as far as a list knows: the rung that is armed and its day, else T."""

    place: str
    day: date | None
    label: str
    rung: int
    rectify_by: date | None
    held: bool
    many: int


@dataclass(frozen=True, slots=True)
class Climbing:
    """A case whose ladder may move."""

    case: Case
    version: int


async def regions(connection: Connection) -> list[str]:
    """区划 the holder's offices look after, of all cases there have been."""
    return [name for (name,) in await connection.fetch("select regions() order by 1")]


async def ahead(connection: Connection, until: date, *, within: str = "") -> list[Ahead]:
    """将到时 by the end of a day, with what should have fired before now."""
    return [Ahead(**one) for one in await connection.fetch(sql("seen_ahead"), end_of_day(until), within, timeout=LONG)]


async def climbs(
    connection: Connection, until: date, grouped: Grouped, *, within: str = "", places: Mapping[str, str] | None = None
) -> list[Climbs]:
    """将攀升 by the end of a day, of however many cases."""
    asked = (end_of_day(until), within, grouped, *named(places))
    return [Climbs(**one) for one in await connection.fetch(sql("seen_climbs"), *asked, timeout=LONG)]


async def climbing(connection: Connection, until: date, *, within: str = "", limit: int) -> list[Climbing]:
    """Cases whose ladder may move by then, whole, soonest first."""
    found = await connection.fetch(sql("seen_climbing"), end_of_day(until), until, within, limit, timeout=LONG)
    cases = [(await case_of(connection, f"case-{one['number']}", one), one["version"]) for one in found]
    return [Climbing(case, version) for case, version in cases if case is not None]


async def due(
    connection: Connection,
    since: datetime,
    until: datetime,
    *,
    within: str = "",
    kinds: tuple[str, ...] | None = None,
    label: str | None = None,
    after: str = "",
    limit: int,
) -> list[str]:
    """将到时 after an instant, up to another: the cases, by number."""
    asked = (since, until, within, kinds and list(kinds), label, after, limit)
    return [number for (number,) in await connection.fetch(sql("seen_due"), *asked)]


@dataclass(frozen=True, slots=True)
class Risen:
    """升级: so many lapses of one kind stand before a post by now, the oldest since a day."""

    stands: str
    kind: str
    many: int
    since: date


@dataclass(frozen=True, slots=True)
class Lapse:
    """逾期: whose case, of what, since when."""

    number: str
    unit: str
    region: str
    kind: str
    due_on: date


async def risen(connection: Connection) -> list[Risen]:
    """升级到谁 of all that is seen."""
    return [Risen(**one) for one in await connection.fetch(sql("seen_risen_counted"))]


async def leaders_lapses(connection: Connection, *, within: str = "", limit: int) -> list[Lapse]:
    """领导本人的逾期, oldest first."""
    return [Lapse(**one) for one in await connection.fetch(sql("seen_leader_lapses"), within, limit)]


async def sponsors(connection: Connection, *, within: str = "") -> list[tuple[str, int, int]]:
    """包案领导, rung, how many of the open cases that have climbed."""
    found = await connection.fetch(sql("seen_sponsors"), within, timeout=LONG)
    return [(name, rung, many) for name, rung, many in found]


async def sponsored(
    connection: Connection, sponsor: str, *, within: str = "", rung: int | None = None, after: str = "", limit: int
) -> list[str]:
    """包案 of one that has climbed, by number."""
    asked = (sponsor, within, rung, after, limit)
    return [number for (number,) in await connection.fetch(sql("seen_sponsored"), *asked)]


async def risen_cases(connection: Connection, stands: str, kind: str, *, after: str = "", limit: int) -> list[str]:
    """The cases of a line of `risen`, by number."""
    return [number for (number,) in await connection.fetch(sql("seen_risen"), stands, kind, after, limit)]


async def talks_due(connection: Connection, since: date, until: date, *, within: str = "") -> dict[date, int]:
    """约谈应办, by the day on which it fired."""
    found = await connection.fetch(sql("seen_talks_due"), since, until, within)
    return {one["drafted_on"]: one["many"] for one in found}


async def talk_cases(
    connection: Connection, since: date, until: date, *, within: str = "", after: str = "", limit: int
) -> list[str]:
    """Their cases, by number."""
    return [number for (number,) in await connection.fetch(sql("seen_talks"), since, until, within, after, limit)]
