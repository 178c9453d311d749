"""筛选与翻页 what an address asks of the register: read leniently, so that what is wrong is said and the rest still answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError

from domain.glossary import CHANNELS, LEVELS, RUNGS, STAGES
from domain.refusals import Refusal
from ledger.pool import Connection
from ledger.questions.register import Listed, Place, Tally, Wanted, listed, place_of, tally
from web.api.forms import CaseQuery, Filters
from web.pages.shell import Visitor

ROWS = 50
MOST_ROWS = 500
LABELS: dict[str, str] = {
    "q": "查找", "stage": "阶段", "open": "状态", "overdue": "整改期限", "soon": "整改期限", "rung": "阶梯",
    "rung_min": "阶梯不低于", "region": "镇街", "industry": "行业", "office": "监管部门", "level": "级别", "channel": "发现渠道",
    "unit": "单位", "batch": "批次", "found_from": "发现自", "found_to": "发现至", "determined_from": "判定自",
    "determined_to": "判定至", "closed_from": "销号自", "closed_to": "销号至", "due_from": "下一步自", "due_to": "下一步至",
    "sort": "排序", "after": "翻页", "before": "翻页", "limit": "每页行数", "from": "序号",
}  # fmt: skip
"""筛选的称呼, each as the address names it"""
HOW = {
    "stage": "请在列表里选一个阶段", "open": "只能是 1（在办）或 0（已结束）", "overdue": "只能是 1 或 0", "soon": "只能是 1 或 0",
    "rung": "应为 0 至 7 的整数", "rung_min": "应为 0 至 7 的整数", "level": "请选重大或一般", "channel": "请在列表里选一个渠道",
    "sort": "没有这种排序", "limit": f"应为 1 至 {MOST_ROWS} 的整数", "after": "不是上一页给出的，已回到第一页",
    "before": "不是上一页给出的，已回到第一页",
}  # fmt: skip
A_DAY = "应为日期，如 2026-06-30"
TOO_LONG = "过长，或有不能显示的字符"
PAGING = ("after", "before", "from", "done")


@dataclass(frozen=True, slots=True)
class Chip:
    """一项筛选 that is on, and the address without it."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Asking:
    """所问: what could be read of the address, and a sentence for each part that could not."""

    query: CaseQuery
    asked: Mapping[str, str]
    faults: Mapping[str, str]
    before: bool = False
    first: int = 1
    """序号 of the first row of the page"""

    @property
    def wanted(self) -> Wanted:
        """The filters."""
        return self.query.wanted()

    @property
    def filters(self) -> dict[str, str]:
        """The address without the page."""
        return {name: value for name, value in self.asked.items() if name not in PAGING}

    def link(self, **changed: Any) -> str:
        """The list with some of its questions changed, from its first page on."""
        told = {name: value for name, value in {**self.filters, **changed}.items() if value not in (None, "")}
        return f"/cases?{urlencode(told)}" if told else "/cases"

    def chips(self, offices: Mapping[str, str]) -> list[Chip]:
        """筛选 that are on, as people say them."""
        said = self.query.model_dump(include=set(Filters.model_fields), exclude_none=True)
        return [Chip(name, LABELS[name], _said(name, value, offices)) for name, value in said.items()]


def asking(params: Mapping[str, str]) -> Asking:
    """What an address asks. A part that cannot be read is left out and spoken of."""
    asked = {name: value.strip() for name, value in params.items() if value.strip() and name in LABELS}
    faults = {name: "没有这一项筛选" for name in params if name not in LABELS and name != "done"}
    before = "before" in asked
    first = asked.get("from", "")
    told = {name: value for name, value in asked.items() if name not in ("before", "from")}
    if before:
        told["after"] = asked["before"]
    try:
        query = CaseQuery.model_validate(told)
    except ValidationError as wrong:
        names = {str(one["loc"][0]) for one in wrong.errors()}
        faults |= {name: _how(name) for name in names}
        query = CaseQuery.model_validate({name: value for name, value in told.items() if name not in names})
    if query.after is not None:
        try:
            place_of(query.after, query.sort)
        except Refusal:
            faults["before" if before else "after"] = HOW["after"]
            query = query.model_copy(update={"after": None})
    turned = before and query.after is not None
    start = int(first) if first.isascii() and first.isdecimal() and len(first) < 10 else 1
    return Asking(query, asked, faults, turned, max(start, 1) if query.after else 1)


def _how(name: str) -> str:
    return HOW.get(name) or (A_DAY if name.endswith(("_from", "_to")) else TOO_LONG)


def _said(name: str, value: Any, offices: Mapping[str, str]) -> str:
    match name:
        case "stage":
            return STAGES[value]
        case "rung" | "rung_min":
            return f"{value} {RUNGS[value]}"
        case "open":
            return "在办" if value else "已结束"
        case "overdue":
            return "已超期" if value else "未超期"
        case "soon":
            return "十四日内到期" if value else "不限"
        case "level":
            return LEVELS[value]
        case "channel":
            return CHANNELS[value]
        case "office":
            return offices.get(value, value)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Leaf:
    """一页 of the register, and the addresses of those beside it."""

    rows: list[Listed]
    tally: Tally | None
    """None: not counted, for it would have taken too long"""
    first: int
    newer: str | None
    older: str | None


async def leaf(looking: Visitor, connection: Connection, ask: Asking) -> Leaf:
    """The page an address asks for."""
    query = ask.query
    size = query.limit if "limit" in ask.asked else ROWS
    sort = _turned(query.sort) if ask.before else query.sort
    at = place_of(query.after, query.sort) if query.after else None
    found = await listed(connection, ask.wanted, looking.today, sort=sort, after=at, limit=size + 1, told=True)
    more, rows = len(found) > size, found[:size]
    first = ask.first
    if ask.before:
        rows.reverse()
        first = max(ask.first - len(rows), 1) if more else 1
    older = more if not ask.before else True
    newer = more if ask.before else at is not None
    return Leaf(
        rows,
        await tally(connection, ask.wanted, looking.today),
        first,
        _beside(ask, rows[0].place, "before", first) if newer and rows else None,
        _beside(ask, rows[-1].place, "after", first + len(rows)) if older and rows else None,
    )


def _turned(sort: str) -> str:
    return sort[1:] if sort.startswith("-") else f"-{sort}"


def _beside(ask: Asking, place: Place, name: str, first: int) -> str:
    return ask.link(**{name: place.mark(ask.query.sort), "from": first})
