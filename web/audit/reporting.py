"""报表 made, handed in for good, and shown again as they were: of a scope that its reader sees whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from activities.differences import gaps
from activities.register_import import permitted
from activities.reports import again, figures_of, monthly_of, ranking_of
from domain.figures.columns import Layout, UnknownHeadings, known_headings, layout_of
from domain.figures.counts import Filter, frame
from domain.figures.formulas import FORMULAS
from domain.figures.instants import read_month
from domain.figures.ranking import BEST_FIRST
from domain.figures.report import Kind, Report, Value
from domain.refusals import Refusal
from domain.rulebook import CURRENT_EDITION
from domain.workdays import day_of, end_of_day
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions.reports import Frozen, ReportTampered, as_frozen, freeze, frozen
from web.audit.asked import FieldRefused, covered, framed, grouped, scoped
from web.audit.standing import ready
from web.audit.who import FREEZERS
from web.desk import Desk

FIELDS = (
    "kind", "month", "to_date", "at", "known", "since", "until", "baseline", "group", "order", "region", "industry",
    "channel", "level", "office",
)  # fmt: skip
RANKED = ("region", "office", "industry")


@dataclass(frozen=True, slots=True)
class Shown:
    """一份定稿, and how it differs from what is known now, where that was asked."""

    frozen: Frozen
    report: Report
    gaps: list[list[Value]] | None


async def made(desk: Desk, holder: Holder, asked: Mapping[str, str]) -> Report:
    """A report as it stands. Errors: FieldRefused."""
    now = await ready(desk)
    async with desk.seen(holder).snapshot() as connection:
        return await _made(desk, connection, asked, now)


async def handed_in(desk: Desk, holder: Holder, asked: Mapping[str, str]) -> Frozen:
    """定稿. Errors: FieldRefused; Refusal SCOPE_NOT_WHOLE, CASES_PARKED, NOT_PERMITTED."""
    now, ledger = await ready(desk), desk.record.ledger
    recalled = await permitted(ledger, str(holder.person), FREEZERS_ORDERED, now=now)
    async with desk.seen(holder).snapshot() as connection:
        where = scoped(asked)
        if not covered(holder, where) and not await connection.fetchval("select whole()"):
            areas = "、".join(area.jurisdiction for area in holder.sight.areas if area.jurisdiction)
            sentence = f"账上还有您管辖范围以外的案件，定稿须写明范围：请在区划填写 {areas or '您的管辖区划'}"
            raise FieldRefused("region", f"{sentence}（或其下的区划）。", "SCOPE_NOT_WHOLE")
        report = await _made(desk, connection, asked, now)
    if report.left_out:
        raise Refusal("CASES_PARKED", f"有 {report.left_out} 件案件的记录未能归入统计，不能定稿；请告诉系统管理员。")
    edition = recalled.edition or CURRENT_EDITION
    return await freeze(ledger.pool, report, by=str(holder.person), edition=edition, now=now)


async def all_frozen(desk: Desk, holder: Holder, kind: Kind | None = None) -> tuple[list[Frozen], int]:
    """定稿 that the holder may see, latest first; and how many more there are of other scopes."""
    async with desk.seen(holder).snapshot() as connection:
        mine = await frozen(connection, kind)
    return mine, len(await frozen(desk.record.ledger.pool, kind)) - len(mine)


async def shown(desk: Desk, holder: Holder, name: str, *, now: bool = False) -> Shown:
    """One as it was handed in. Errors: Refusal REPORT_UNKNOWN, REPORT_TAMPERED."""
    known_at = await ready(desk)
    async with desk.seen(holder).snapshot() as connection:
        if not await connection.fetchval("select exists (select from reports where report = $1)", name):
            raise Refusal("REPORT_UNKNOWN", "没有这份定稿，或它的范围超出您的管辖。")
        try:
            found = await as_frozen(desk.record.ledger.pool, name)
        except ReportTampered as tampered:
            raise Refusal("REPORT_TAMPERED", f"定稿 {name} 已被改动：{tampered}。请立即核验全部记录。") from None
        if found is None:
            raise Refusal("REPORT_UNKNOWN", "没有这份定稿，或它的范围超出您的管辖。")
        recounted = await again(desk.record.ledger, found[1], known_at, connection) if now else None
    return Shown(*found, None if recounted is None else gaps(found[1], recounted))


def layout_from(lines: str) -> Layout | None:
    """本县的列, a line each. Errors: FieldRefused."""
    told = [line.strip() for line in lines.splitlines() if line.strip() and not line.startswith("#")]
    if not told:
        return None
    try:
        return layout_of(told)
    except UnknownHeadings as unknown:
        which = f"不认识的表头：{'、'.join(unknown.headings)}" if unknown.headings else "没有认出任何表头"
        known = "、".join(known_headings())
        raise FieldRefused("columns", f"{which}。认识的有：{known}。", "HEADINGS_UNKNOWN") from None


async def _made(desk: Desk, connection: Connection, asked: Mapping[str, str], now: datetime) -> Report:
    kind, ledger, where = asked.get("kind", ""), desk.record.ledger, scoped(asked)
    standing = not asked.get("at") and not asked.get("known")
    if kind == "monthly":
        return await _monthly(desk, connection, asked, where, now)
    when = framed(asked, now)
    if kind == "figures":
        groups = grouped(asked.get("group", ""))
        return await figures_of(ledger, when, groups, where, now=standing, seen=connection)
    if kind == "ranking":
        group, order = asked.get("group") or "region", asked.get("order") or "closure_rate"
        if group not in RANKED:
            raise FieldRefused("group", "晾晒按区划（region）、监管部门（office）或行业和领域（industry）之一。")
        if order not in BEST_FIRST:
            names = "、".join(f"{name}（{FORMULAS[name].label}）" for name in BEST_FIRST)
            raise FieldRefused("order", f"晾晒的指标须为 {names}。")
        return await ranking_of(ledger, when, group, order, where, now=standing, seen=connection)
    raise FieldRefused("kind", "报表须为 figures（统计）、ranking（晾晒）或 monthly（月报表）。")


async def _monthly(
    desk: Desk, connection: Connection, asked: Mapping[str, str], where: Filter, now: datetime
) -> Report:
    text = asked.get("month") or f"{day_of(now):%Y-%m}"
    try:
        first, last = read_month(text)
        if first > day_of(now):
            raise FieldRefused("month", f"{first:%Y-%m} 尚未到来。")
        month_end = min(end_of_day(last), now)
    except (ValueError, OverflowError):
        raise FieldRefused("month", f"月份应如 2026-06，而不是“{text[:20]}”。") from None
    known = framed({"known": asked.get("known", "")}, now).known_at
    since = first.replace(month=1) if asked.get("to_date") in ("1", "true", "on") else first
    when = frame(month_end, known, since=since, until=last)
    return await monthly_of(desk.record.ledger, when, where, seen=connection)


FREEZERS_ORDERED = tuple(sorted(FREEZERS))
