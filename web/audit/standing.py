"""时点 figures, lists and cases of any instant, as known at another, of what the holder may see."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from activities.differences import Compared, compared
from activities.reports import figures_of, moment
from domain.case import Case
from domain.due import Deadline, armed, rectify_forecast
from domain.figures.counts import Count, Filter, Frame
from domain.figures.report import Report
from domain.refusals import Refusal
from domain.rulebook import rulebook
from domain.workdays import bundled_calendar
from ledger.accounts import Holder
from ledger.questions.asof import cases_as_of
from ledger.questions.figures import State, listed, office_names
from ledger.sql import sql
from ledger.store import number_of
from ledger.views.current import current
from web.desk import Desk
from workflows.contracts import Codes


@dataclass(frozen=True, slots=True)
class Listed:
    """清单的一页: cases by number, how their units were called then, and after which to go on."""

    states: list[State]
    units: dict[str, str]
    after: str | None


@dataclass(frozen=True, slots=True)
class CaseThen:
    """一件案件 as it was true at one instant, as known at another."""

    number: str
    case: Case
    events: int
    of: int
    deadline: Deadline | None
    forecast: date | None


async def ready(desk: Desk) -> datetime:
    """Bring the views up to date; answers the ledger's now."""
    await current(desk.record.ledger.pool)
    return await moment(desk.record.ledger)


async def reaches(desk: Desk, holder: Holder) -> dict[str, date]:
    """From which day on anything is on record: what happened (`at`), what became known (`recorded_at`)."""
    async with desk.seen(holder).snapshot() as connection:
        return {row["clock"]: row["day"] for row in await connection.fetch(sql("first_days"))}


async def report_then(
    desk: Desk, holder: Holder, when: Frame, by: tuple[str, ...], where: Filter, *, now: bool
) -> Report:
    """统计."""
    async with desk.seen(holder).snapshot() as connection:
        return await figures_of(desk.record.ledger, when, by, where, now=now, seen=connection)


async def list_then(
    desk: Desk, holder: Holder, when: Frame, which: Count, where: Filter, after: str, limit: int, *, now: bool
) -> Listed:
    """清单."""
    async with desk.seen(holder).snapshot() as connection:
        asked: dict[str, Any] = {"where": where, "after": number_of(after), "limit": limit + 1, "now": now}
        found = await listed(connection, when, which, **asked)
        page = found[:limit]
        then = await cases_as_of(connection, [one.number for one in page], when)
    units = {number: one.case.unit for number, one in then.items() if one.case is not None}
    return Listed(page, units, page[-1].number if len(found) > limit else None)


async def case_then(desk: Desk, holder: Holder, case: str, when: Frame) -> CaseThen | None:
    """一件案件, None when nobody knew of it yet. Errors: Refusal CASE_UNKNOWN."""
    number = number_of(case)
    async with desk.seen(holder).snapshot() as connection:
        then = (await cases_as_of(connection, [number], when)).get(number)
    if then is None:
        raise Refusal(Codes.CASE_UNKNOWN, f"没有编号为 {number} 的案件，或不在您的管辖范围内。")
    if then.case is None:
        return None
    rules, calendar = rulebook(then.case.edition), bundled_calendar()
    deadline = armed(then.case, rules, calendar, when.then)
    return CaseThen(number, then.case, then.events, then.of, deadline, rectify_forecast(then.case, rules, calendar))


async def difference(
    desk: Desk, holder: Holder, frames: tuple[Frame, Frame], which: Count, where: Filter, limit: int
) -> Compared:
    """两个时点之差."""
    async with desk.seen(holder).snapshot() as connection:
        return await compared(connection, frames, which, where, limit)


async def offices(desk: Desk, holder: Holder) -> dict[str, str]:
    """机构 by id."""
    async with desk.seen(holder).snapshot() as connection:
        return await office_names(connection)
