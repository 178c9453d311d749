"""报表 making the reports: the views brought up to date, counted in SQL, laid out by the rules of `domain.figures`."""

from datetime import datetime

from domain.figures.counts import MONTHLY, Filter, Frame, frame
from domain.figures.instants import read_instant
from domain.figures.monthly import monthly_report
from domain.figures.report import Report, figures_report, ranking_report
from ledger.pool import Connection, Pool
from ledger.questions.figures import clock, figures, office_names
from ledger.sql import sql
from ledger.store import Ledger
from ledger.views.following import catch_up
from ledger.views.states import States

ADDING = {name: count for name, count in MONTHLY.items() if not count.distinct}
UNITS = {name: count for name, count in MONTHLY.items() if count.distinct}


async def up_to_date(ledger: Ledger) -> int:
    """Bring the states up to all that is committed; answers how many cases are parked, and so in no figure."""
    followed = await catch_up(ledger.pool, [States()])
    return len({one.stream for one in followed.parked if one.follower == States.name})


async def moment(ledger: Ledger) -> datetime:
    """现在, of the clock by which events are recorded; a drill's is where its record has come to."""
    at = await clock(ledger.pool)
    if ledger.kind != "drill":
        return at
    last: datetime | None = await ledger.pool.fetchval("select max(recorded_at) from events")
    return last or at


def instants(at: str | None, known_at: str | None, now: datetime) -> tuple[datetime, datetime]:
    """What was true when, known when; neither said: now. Errors: as `read_instant`."""
    known = now if known_at is None else read_instant(known_at, now)
    return (known if at is None else read_instant(at, now)), known


async def figures_of(
    ledger: Ledger,
    when: Frame,
    by: tuple[str, ...],
    where: Filter,
    *,
    now: bool = False,
    seen: Connection | None = None,
) -> Report:
    """统计; `seen`: of what the holder of a credential may see, the views having been brought up to date."""
    pool, parked = await _counted_on(ledger, seen)
    groups = await figures(pool, when, by=by, where=where, now=now)
    called = await office_names(pool)
    return figures_report(groups, when, by, where, called).model_copy(update={"left_out": parked})


async def ranking_of(
    ledger: Ledger,
    when: Frame,
    by: str,
    order: str,
    where: Filter,
    *,
    now: bool = False,
    seen: Connection | None = None,
) -> Report:
    """晾晒; `seen` as above."""
    pool, parked = await _counted_on(ledger, seen)
    groups = await figures(pool, when, by=(by,), where=where, now=now)
    called = await office_names(pool)
    return ranking_report(groups, when, by, order, where, called).model_copy(update={"left_out": parked})


async def monthly_of(
    ledger: Ledger, when: Frame, where: Filter, *, now: bool = False, seen: Connection | None = None
) -> Report:
    """月报表; `seen` as above."""
    pool, parked = await _counted_on(ledger, seen)
    groups = await figures(pool, when, by=("industry", "level"), where=where, counts=ADDING, now=now)
    units = await figures(pool, when, by=("industry",), where=where, counts=UNITS, now=now)
    whole = await figures(pool, when, where=where, counts=UNITS, now=now)
    report = monthly_report(
        {(industry, level): counts for (industry, level), counts in groups.items()},
        {industry: counts["units"] for (industry,), counts in units.items()},
        whole.get((), {"units": 0})["units"],
        when,
        where,
        await office_names(pool),
    )
    return report.model_copy(update={"left_out": parked})


async def again(ledger: Ledger, report: Report, known_at: datetime, seen: Connection | None = None) -> Report:
    """The same report of the same instant and period, as known at another instant."""
    when = frame(report.at, known_at, since=report.since, until=report.until, baseline=report.baseline)
    where = report.asked
    if report.kind == "monthly":
        return await monthly_of(ledger, when, where, seen=seen)
    if report.kind == "ranking":
        return await ranking_of(ledger, when, report.by[0], report.order, where, seen=seen)
    return await figures_of(ledger, when, report.by, where, seen=seen)


async def _counted_on(ledger: Ledger, seen: Connection | None) -> tuple[Pool | Connection, int]:
    """Where to count, and how many cases are in no figure."""
    if seen is None:
        return ledger.pool, await up_to_date(ledger)
    return seen, await seen.fetchval(sql("parked_in"), States.name)
