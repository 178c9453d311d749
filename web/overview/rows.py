"""数字背后的案件 which cases a number of the overview stands for, where the register's own filters cannot say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from domain.figures.counts import COUNTS, Filter
from domain.figures.overview import HEADLINE, Period
from domain.glossary import OBLIGATIONS, RUNGS
from domain.obligations import Owe
from domain.policy import ROLE_NAMES
from domain.workdays import day_of, end_of_day
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions import outlook
from ledger.questions.figures import listed, office_names
from ledger.questions.register import among
from ledger.questions.register import listed as rows_of
from ledger.records import CaseRow
from web.api.forms import Short
from web.overview.asked import span_of
from web.overview.days import DAYS, DUE_KINDS, KINDS
from web.overview.escalating import BY, Grouping, coming, key_of
from web.overview.kept import Kept
from web.overview.places import Places

PAGE = 100
COUNTED = {**COUNTS, **HEADLINE}
STANDS = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    **{f"{role.value}/head": f"{name}负责人" for role, name in ROLE_NAMES.items()},
}


class RowsQuery(BaseModel):
    """哪个数字: one of a day, a count, a sponsor, a post, or the rungs to come."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    which: Literal["due", "count", "sponsor", "risen", "coming", "talks"]
    area: Short | None = None
    period: Period = "month"
    day: date | None = Field(None, ge=date(2000, 1, 1), le=date(2100, 12, 31))
    kind: str | None = Field(None, max_length=40, pattern=r"^[a-z_]+(:[0-7])?$")
    count: str | None = Field(None, max_length=40, pattern=r"^[a-z_0-9]+$")
    by: Grouping = "region"
    key: str | None = Field(None, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    rung: int | None = Field(None, ge=0, le=7)
    stands: str | None = Field(None, max_length=40, pattern=r"^[a-z_]+(/head)?$")
    after: str = Field("", max_length=20, pattern=r"^([0-9]{4}-[0-9]{6,9})?$")


@dataclass(frozen=True, slots=True)
class Rows:
    """案件 behind a number, a page by number; what is said beside each."""

    title: str
    rows: list[CaseRow]
    beside: Mapping[str, str] = field(default_factory=dict)
    after: str | None = None
    partial: bool = False


async def rows(connection: Connection, holder: Holder, kept: Kept, asked: RowsQuery) -> Rows:
    """The cases. What names nothing is no case's."""
    area, limit = asked.area or "", PAGE + 1
    beside: dict[str, str] = {}
    match asked.which:
        case "due":
            title, numbers = await _due(connection, holder, asked, limit)
        case "count":
            title, numbers = await _counted(connection, holder, asked, limit)
        case "sponsor":
            told = {"within": area, "rung": asked.rung, "after": asked.after, "limit": limit}
            numbers = await outlook.sponsored(connection, asked.key or "", **told)  # type: ignore[arg-type]
            title = f"包案领导 {asked.key or '（未载）'} · {RUNGS[asked.rung] if asked.rung else '已触发阶梯'}"
        case "risen":
            stands, kind = asked.stands or "", asked.kind or ""
            numbers = await outlook.risen_cases(connection, stands, kind, after=asked.after, limit=limit)
            owed = OBLIGATIONS[Owe(kind)] if kind in set(Owe) else kind
            title = f"{owed}逾期，已报到{STANDS.get(stands, stands)}"
        case "talks":
            since = asked.day or day_of(holder.clock)
            until = since + timedelta(days=6)
            numbers = await outlook.talk_cases(connection, since, until, within=area, after=asked.after, limit=limit)
            title = f"约谈应办 · {since.month}月{since.day}日至{until.month}月{until.day}日"
        case "coming":
            title, numbers, beside = await _coming(connection, holder, kept, asked)
    page = sorted(numbers)[:PAGE]
    found = await rows_of(connection, among(page), day_of(holder.clock), sort="number") if page else []
    after = page[-1] if len(numbers) > PAGE else None
    return Rows(title, [one.row for one in found], beside, after)


async def _due(connection: Connection, holder: Holder, asked: RowsQuery, limit: int) -> tuple[str, list[str]]:
    day = asked.day or day_of(holder.clock)
    kind = asked.kind or ""
    label = kind if kind.startswith("rung:") else None
    kinds = None if not kind or label else DUE_KINDS.get(kind, ())
    span = end_of_day(day - timedelta(days=1)), end_of_day(day)
    told = {"within": asked.area or "", "kinds": kinds, "label": label, "after": asked.after, "limit": limit}
    numbers = await outlook.due(connection, *span, **told)  # type: ignore[arg-type]
    return f"{day.month}月{day.day}日 · {KINDS.get(kind, '全部时限')}", numbers


async def _counted(connection: Connection, holder: Holder, asked: RowsQuery, limit: int) -> tuple[str, list[str]]:
    count = COUNTED.get(asked.count or "")
    if count is None:
        return "没有这个指标", []
    if count.value.isidentifier():
        count = replace(count, where=f"({count.where}) and 1 <= {count.value}")
    span = span_of(holder, asked.period)
    where = {"region": asked.area} if asked.area else {}
    named = ""
    if asked.key and asked.by != "leader":
        where = {**where, asked.by: asked.key}
        called = await office_names(connection) if asked.by == "office" else {}
        named = f" · {called.get(asked.key, asked.key)}"
    found = await listed(
        connection, span.frame, count, where=Filter.model_validate(where), after=asked.after, limit=limit, now=True
    )
    return f"{span.title} · {count.label}{named}", [one.number for one in found]


async def _coming(
    connection: Connection, holder: Holder, kept: Kept, asked: RowsQuery
) -> tuple[str, list[str], dict[str, str]]:
    until = day_of(holder.clock) + timedelta(days=DAYS - 1)
    places = Places(await outlook.regions(connection), asked.area or "")
    told: dict[str, list[str]] = {}
    for case, each in await coming(connection, holder, kept, asked.area or "", until):
        fits = asked.key is None or key_of(case, asked.by, places) == asked.key
        if fits and asked.rung in (None, each.rung) and asked.day in (None, each.day):
            waits = "（暂定）" if each.provisional else ""
            told.setdefault(case.number, []).append(f"{each.day.month}月{each.day.day}日 {RUNGS[each.rung]}{waits}")
    beside = {number: "、".join(words) for number, words in told.items() if number > asked.after}
    title = f"如无人办理，{until.month}月{until.day}日前将触发 · {RUNGS[asked.rung] if asked.rung else '各级'}"
    return f"{title}{f' · {BY[asked.by]}' if asked.key else ''}", list(beside), beside
