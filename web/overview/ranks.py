"""晾晒 towns, departments and industries by one figure, and how each has moved since last week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from domain.figures.counts import COUNTS, Counts, Filter, Frame, frame, together
from domain.figures.formulas import Figure, figures
from domain.figures.overview import Period, begin
from domain.figures.ranking import ranked
from domain.figures.report import UNSTATED
from domain.workdays import day_of, end_of_day
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions import outlook
from ledger.questions.figures import figures as counted
from ledger.questions.figures import office_names
from web.overview.asked import Span, span_of
from web.overview.kept import Kept
from web.overview.places import Places

By = Literal["region", "office", "industry"]
Order = Literal["clearance_rate", "overdue_rate", "mean_days", "closure_rate"]
BY: dict[By, str] = {"region": "镇街", "office": "监管部门", "industry": "行业"}
_FORMULAS = ("met", "fell_due", "overdue", "open", "days", "days_of", "closed", "determined")
ASKED = {name: COUNTS[name] for name in _FORMULAS}


@dataclass(frozen=True, slots=True)
class Rank:
    """一名: its place now, and by how many it rose (▲) or fell (▼) in a week; None where it had none."""

    place: int | None
    key: str
    """as the register is asked for it"""
    name: str
    counts: Counts
    figures: Mapping[str, Figure]
    moved: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    """晾晒."""

    by: By
    order: Order
    span: Span
    ranks: list[Rank]
    week_ago: date
    places: Places


async def ranking(
    connection: Connection, holder: Holder, kept: Kept, area: str, period: Period, by: By, order: Order
) -> Ranking:
    """Of what stands now, beside the end of the same day a week ago, as it was known then."""
    span, today = span_of(holder, period), day_of(holder.clock)
    week_ago = today - timedelta(days=7)
    places = Places(await outlook.regions(connection), area)
    called = await office_names(connection) if by == "office" else {}
    now = await _groups(connection, span.frame, by, area, places, now=True)
    key = ("ranks", holder.sight.areas, area, by, period, week_ago)
    then = await kept.get(key, lambda: _groups(connection, _of_day(week_ago, period), by, area, places, now=False))
    before = {one.name: one.place for one in ranked(then, order)}
    ranks = []
    for one in ranked(now, order):
        was = before.get(one.name)
        moved = None if was is None or one.place is None else was - one.place
        name = places.name(one.name) if by == "region" else called.get(one.name, one.name) or UNSTATED
        ranks.append(Rank(one.place, one.name, name, one.counts, figures(one.counts), moved))
    return Ranking(by, order, span, ranks, week_ago, places)


async def _groups(
    connection: Connection, when: Frame, by: By, area: str, places: Places, *, now: bool
) -> dict[str, Counts]:
    where = Filter(region=area or None)
    found = await counted(connection, when, by=(by,), where=where, counts=ASKED, now=now)
    groups: dict[str, list[Counts]] = {}
    for (name,), counts in found.items():
        groups.setdefault(places.standing.get(name, name) if by == "region" else name, []).append(counts)
    none = dict.fromkeys(COUNTS, 0)
    told = {name: {**none, **together(many)} for name, many in groups.items()}
    return {name: counts for name, counts in told.items() if any(counts.values())}


def _of_day(day: date, period: Period) -> Frame:
    at = end_of_day(day)
    return frame(at, at, since=begin(period, day))
