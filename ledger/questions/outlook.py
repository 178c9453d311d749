"""展望 what stands open and what will fire, as the holder of a credential may see it: through the functions of schema `seen`.

Every question here is put on a connection of `ledger.seen.Seen.snapshot()`. `places` says for which place each region
stands (a district for its towns); what is not named there stands for itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from domain.case import Case
from domain.ladder import lapsed_by, soon_by
from domain.workdays import Calendar, bundled_calendar, end_of_day
from ledger.pool import Connection
from ledger.questions.dashboard import Cell, Overview
from ledger.reading import case_of
from ledger.records import CaseRow
from ledger.sql import sql

Grouped = Literal["", "region", "industry", "office"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """将到时 so many cases alike: what is armed, on which day; T of those that have not climbed yet."""

    place: str
    day: date
    label: str
    provisional: bool
    open: bool
    rung: int
    rectify_by: date | None
    stage: str | None
    many: int


@dataclass(frozen=True, slots=True)
class Climbing:
    """A case whose ladder may move."""

    case: Case
    version: int


async def regions(connection: Connection) -> list[str]:
    """区划 the holder's offices look after, of all cases there have been."""
    return [name for (name,) in await connection.fetch("select regions() order by 1")]


async def stock(
    connection: Connection,
    today: date,
    *,
    within: str = "",
    places: Mapping[str, str] | None = None,
    calendar: Calendar | None = None,
) -> Overview:
    """总览 on a day: as `ledger.questions.dashboard.overview` counts, of what the holder may see."""
    calendar = calendar or bundled_calendar()
    days = lapsed_by(today, calendar), soon_by(today, calendar)
    found = await connection.fetch(sql("seen_overview"), *days, within, *_named(places))
    return Overview(today, tuple(Cell(**one) for one in found))


async def ahead(
    connection: Connection,
    until: date,
    *,
    within: str = "",
    grouped: Grouped = "",
    places: Mapping[str, str] | None = None,
) -> list[Ahead]:
    """将到时 by the end of a day, with what should have fired before now."""
    found = await connection.fetch(sql("seen_ahead"), end_of_day(until), within, grouped, *_named(places))
    return [Ahead(**one) for one in found]


async def climbing(connection: Connection, until: date, *, within: str = "", limit: int) -> list[Climbing]:
    """Cases whose ladder may move by then, whole, soonest first."""
    found = await connection.fetch(sql("seen_climbing"), end_of_day(until), until, within, limit)
    cases = [(await case_of(connection, f"case-{one['number']}", one), one["version"]) for one in found]
    return [Climbing(case, version) for case, version in cases if case is not None]


async def due(
    connection: Connection,
    since: datetime,
    until: datetime,
    today: date,
    *,
    within: str = "",
    kinds: tuple[str, ...] | None = None,
    label: str | None = None,
    after: tuple[str, str] | None = None,
    limit: int,
) -> list[CaseRow]:
    """将到时的案件 after an instant, up to another."""
    lapsed = lapsed_by(today, bundled_calendar())
    asked = (since, until, lapsed, within, kinds and list(kinds), label, *(after or (None, None)), limit)
    return [CaseRow(**one) for one in await connection.fetch(sql("seen_due"), *asked)]


def _named(places: Mapping[str, str] | None) -> tuple[list[str], list[str]]:
    told = places or {}
    return list(told), list(told.values())
