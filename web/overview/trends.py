"""趋势 week by week: what stood open at its end, what was new, what was closed, talks due and held."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.figures.counts import Counts, Filter, frame
from domain.figures.overview import FLOWS, STANDS, weeks
from domain.workdays import day_of, end_of_day
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions import outlook
from ledger.questions.figures import figures as counted
from web.overview.kept import Kept

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Week:
    """一周, Monday to Sunday; the present one up to now."""

    since: date
    until: date
    open: int
    """存量 at its end, as it was known then"""
    increase: int
    closed: int
    talks_due: int
    talks_held: int

    @property
    def name(self) -> str:
        return f"{self.since.month}月{self.since.day}日"


async def trend(connection: Connection, holder: Holder, kept: Kept, area: str, many: int = WEEKS) -> list[Week]:
    """The last weeks, the present one last. What stood at an end that has passed never changes: it is asked once."""
    where, today = Filter(region=area or None), day_of(holder.clock)
    told = []
    spans = weeks(today, many)
    due = await outlook.talks_due(connection, spans[0][0], today, within=area)
    before = await _stands(connection, holder, kept, area, spans[0][0] - timedelta(days=1))
    for since, until in spans:
        now = until == today
        stands = await _stands(connection, holder, kept, area, None if now else until)
        flows = await counted(
            connection,
            frame(holder.clock, holder.clock, since=since, until=until),
            where=where,
            counts=FLOWS,
            now=True,
            few=True,
        )
        flow = {**dict.fromkeys(FLOWS, 0), **flows.get((), {})}
        told.append(
            Week(
                since,
                until,
                open=stands["open"],
                increase=flow["increase"],
                closed=flow["closed_in"],
                talks_due=sum(count for day, count in due.items() if since <= day <= until),
                talks_held=stands["talks_held"] - before["talks_held"],
            )
        )
        before = stands
    return told


async def _stands(connection: Connection, holder: Holder, kept: Kept, area: str, day: date | None) -> Counts:
    """At the end of a day; now, of none."""
    where = Filter(region=area or None)

    async def ask() -> Counts:
        at = holder.clock if day is None else end_of_day(day)
        found = await counted(connection, frame(at, at), where=where, counts=STANDS, now=day is None)
        return {**dict.fromkeys(STANDS, 0), **found.get((), {})}

    return await ask() if day is None else await kept.get(("stands", holder.sight.areas, area, day), ask)


def options(told: list[Week]) -> dict[str, Any]:
    """As ECharts draws it; the table below it says the same."""

    def series(name: str, kind: str, values: list[int], color: str) -> dict[str, Any]:
        return {"name": name, "type": kind, "data": values, "itemStyle": {"color": color}, "barMaxWidth": 18}

    return {
        "animation": False,
        "grid": {"left": 44, "right": 44, "top": 36, "bottom": 28},
        "legend": {"top": 0, "itemWidth": 14},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [week.name for week in told]},
        "yAxis": [
            {"type": "value", "name": "在办", "minInterval": 1},
            {"type": "value", "name": "新增、销号", "minInterval": 1, "splitLine": {"show": False}},
        ],
        "series": [
            series("在办", "line", [week.open for week in told], "#1d2329"),
            {**series("新增", "bar", [week.increase for week in told], "#8a949e"), "yAxisIndex": 1},
            {**series("销号", "bar", [week.closed for week in told], "#1f5fa8"), "yAxisIndex": 1},
        ],
    }
