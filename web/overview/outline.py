"""总览 of an area: what stands open, what changed in the period, the ladder, the days to come, where it gathers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from domain.figures.counts import Counts, Filter
from domain.figures.formulas import Figure, figures
from domain.figures.overview import HEADLINE, Period, whole
from domain.glossary import RUNGS
from domain.workdays import bundled_calendar, day_of
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions import outlook
from ledger.questions.dashboard import Overview, Sum, overview
from ledger.questions.figures import figures as counted
from web.desk import Desk
from web.overview.asked import Span, span_of
from web.overview.days import DAYS, Day, days_of
from web.overview.kept import behind
from web.overview.places import Places

LEADERS_SHOWN = 20
SHADES = 4
"""热力 has so many shades above none"""


@dataclass(frozen=True)
class Outline:
    """总览, as gathered at one instant."""

    now: datetime
    span: Span
    places: Places
    overview: Overview
    counts: Counts
    days: list[Day]
    missed: int
    """should have fired before today"""
    behind: int
    """so many events are not in the period's figures yet"""
    risen: list[outlook.Risen]
    leaders: list[outlook.Lapse]

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)

    @property
    def total(self) -> Sum:
        return self.overview.total

    @cached_property
    def clearance(self) -> Figure:
        """动态清零率 of the period."""
        return figures(self.counts)["clearance_rate"]

    @cached_property
    def ladder(self) -> list[tuple[int, str, int]]:
        """阶梯: rung, its name, open cases that have reached it."""
        by_rung = self.overview.by("rung")
        return [(rung, label, by_rung[rung].open if rung in by_rung else 0) for rung, label in RUNGS.items()]

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], Sum]:
        """镇街 × 行业."""
        found: dict[tuple[str, str], Sum] = {}
        for cell in self.overview.cells:
            key, was = (cell.industry, cell.region), found.get((cell.industry, cell.region), Sum())
            found[key] = Sum(was.open + cell.open, was.overdue + cell.overdue, was.soon + cell.soon)
        return found

    @cached_property
    def columns(self) -> list[str]:
        """Places with something open, in their order; what names none comes last."""
        return sorted({place for _, place in self.cells}, key=lambda place: (not place, place))

    @cached_property
    def industries(self) -> list[str]:
        """Most overdue first, then most open."""
        by_industry = self.overview.by("industry")
        return sorted(
            map(str, by_industry), key=lambda name: (-by_industry[name].overdue, -by_industry[name].open, name)
        )

    @cached_property
    def _most_overdue(self) -> int:
        return max((one.overdue for one in self.cells.values()), default=0)

    def shade(self, cell: Sum) -> int:
        """越深逾期越多: 0 for none, then in equal steps up to the most there is."""
        if not cell.overdue:
            return 0
        return max(1, -(-SHADES * cell.overdue // self._most_overdue))


async def outline(desk: Desk, holder: Holder, area: str, period: Period) -> Outline:
    """Gathered in one snapshot of the record; the period's figures are brought up to it first."""
    late = await behind(desk.record.ledger.pool)
    async with desk.seen(holder).snapshot() as connection:
        return await gathered(connection, holder, area, period, late)


async def gathered(connection: Connection, holder: Holder, area: str, period: Period, late: int = 0) -> Outline:
    """The questions themselves, on a connection that sees what the holder may."""
    span, today, calendar = span_of(holder, period), day_of(holder.clock), bundled_calendar()
    places = Places(await outlook.regions(connection), area)
    stock = await overview(connection, today, within=area, places=places.standing)
    found = await outlook.ahead(connection, today + timedelta(days=DAYS - 1), within=area)
    days, missed = days_of(found, today, calendar)
    counts = await counted(
        connection, span.frame, where=Filter(region=area or None), counts=HEADLINE, now=True, few=True
    )
    return Outline(
        now=holder.clock,
        span=span,
        places=places,
        overview=stock,
        counts={**dict.fromkeys(HEADLINE, 0), **whole(counts.get((), {}))},
        days=days,
        missed=missed,
        behind=late,
        risen=await outlook.risen(connection) if not area else [],
        leaders=await outlook.leaders_lapses(connection, within=area, limit=LEADERS_SHOWN),
    )
