"""督办升级 where the ladder stands by town, department or industry, and which rungs fire in fourteen days if nobody does anything."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from domain.case import Case
from domain.figures.counts import COUNTS, Filter, frame
from domain.forecast import Expected, armed_forecast, forecast
from domain.glossary import RUNGS
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import bundled_calendar, day_of
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions import outlook
from ledger.questions.dashboard import overview
from ledger.questions.figures import figures as counted
from ledger.questions.figures import office_names
from web.overview.days import DAYS
from web.overview.kept import Kept
from web.overview.places import Places

MOST_FOLDED = 300
"""so many cases are run ahead one by one, as they would really go; more are told from what is armed"""
CLIMBED = tuple(rung for rung in RUNGS if rung)
RUNG_COUNTS = {f"rung_{rung}": COUNTS[f"rung_{rung}"] for rung in CLIMBED}
Grouping = Literal["region", "office", "industry", "leader"]
BY: dict[Grouping, str] = {"region": "镇街", "office": "监管部门", "industry": "行业", "leader": "包案领导"}


@dataclass(slots=True)
class Line:
    """一行: open cases by the rung they have reached, and the rungs to come, by rung and by day."""

    key: str
    name: str
    reached: Counter[int] = field(default_factory=Counter)
    coming: Counter[int] = field(default_factory=Counter)
    by_day: Counter[tuple[date, int]] = field(default_factory=Counter)

    @property
    def climbed(self) -> int:
        return sum(many for rung, many in self.reached.items() if rung)


@dataclass(frozen=True, slots=True)
class Board:
    """看板; `exact`: each case was run ahead by its own rules."""

    by: Grouping
    lines: list[Line]
    total: Line
    until: date
    exact: bool
    places: Places


async def board(connection: Connection, holder: Holder, kept: Kept, area: str, by: Grouping) -> Board:
    """What the ladder is and will be."""
    today = day_of(holder.clock)
    until = today + timedelta(days=DAYS - 1)
    places = Places(await outlook.regions(connection), area)
    called = await office_names(connection) if by == "office" else {}
    grouped: outlook.Grouped = "region" if by == "leader" else by
    climbs = await outlook.climbs(connection, until, grouped, within=area, places=places.standing)
    lines: dict[str, Line] = {}

    def line(key: str) -> Line:
        if key not in lines:
            name = places.name(key) if by == "region" else called.get(key, key) or "（未载）"
            lines[key] = Line(key, name)
        return lines[key]

    for key, rung, many in await _reached(connection, holder, area, by, places):
        line(key).reached[rung] += many
    exact = sum(one.many for one in climbs if one.label or one.rung or one.rectify_by) <= MOST_FOLDED
    if exact:
        for case, each in await coming(connection, holder, kept, area, until):
            _comes(line(key_of(case, by, places)), each, 1)
    else:
        for alike in climbs if by != "leader" else ():
            for each in _told(alike, today, until):
                _comes(line(alike.place), each, alike.many)
    ordered = sorted(lines.values(), key=lambda one: (-one.climbed, -sum(one.coming.values()), one.name))
    return Board(by, ordered, _sum(ordered), until, exact, places)


async def coming(
    connection: Connection, holder: Holder, kept: Kept, area: str, until: date
) -> list[tuple[Case, Expected]]:
    """将触发, case by case, of the first so many."""
    return [
        (one.case, each)
        for one in await outlook.climbing(connection, until, within=area, limit=4 * MOST_FOLDED)
        for each in await expected(holder, kept, one.case, one.version, until)
    ]


async def expected(holder: Holder, kept: Kept, case: Case, version: int, until: date) -> tuple[Expected, ...]:
    """将触发 of one case, run ahead; the same until it moves or the day ends."""

    async def ask() -> tuple[Expected, ...]:
        return forecast(case, holder.clock, until, rulebook(case.edition), bundled_calendar())

    return await kept.get(("forecast", case.number, version, day_of(holder.clock), until), ask)


async def _reached(
    connection: Connection, holder: Holder, area: str, by: Grouping, places: Places
) -> list[tuple[str, int, int]]:
    """Whose, at which rung, how many open cases."""
    match by:
        case "leader":
            return await outlook.sponsors(connection, within=area)
        case "office":
            when, where = frame(holder.clock, holder.clock), Filter(region=area or None)
            found = await counted(connection, when, by=("office",), where=where, counts=RUNG_COUNTS, now=True, few=True)
            return [
                (office, place, counts[f"rung_{place}"]) for (office,), counts in found.items() for place in CLIMBED
            ]
        case _:
            stock = await overview(connection, day_of(holder.clock), within=area, places=places.standing)
            return [(str(getattr(cell, by)), cell.rung, cell.open) for cell in stock.cells]


def _told(one: outlook.Climbs, today: date, until: date) -> tuple[Expected, ...]:
    return armed_forecast(
        one.label,
        one.day or today,
        one.rung,
        None if one.held else one.rectify_by,
        today=today,
        until=until,
        rules=rulebook(CURRENT_EDITION),
        calendar=bundled_calendar(),
    )


def key_of(case: Case, by: Grouping, places: Places) -> str:
    match by:
        case "region":
            return places.standing.get(case.region, case.region)
        case "office":
            return case.office or ""
        case "leader":
            return case.sponsor
        case _:
            return case.industry


def _comes(line: Line, one: Expected, many: int) -> None:
    line.coming[one.rung] += many
    line.by_day[one.day, one.rung] += many


def _sum(lines: Iterable[Line]) -> Line:
    total = Line("", "合计")
    for one in lines:
        total.reached += one.reached
        total.coming += one.coming
        total.by_day += one.by_day
    return total
