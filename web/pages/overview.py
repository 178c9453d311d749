"""总览 what stands open, what changed, what fires next, who is behind; every number leads to its cases."""

from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query
from markupsafe import Markup
from starlette.responses import Response

from domain.figures.counts import BASELINE
from domain.figures.overview import PERIODS
from web.overview.asked import Scoped, ScopedQuery
from web.overview.days import KINDS
from web.overview.escalating import BY as GROUPINGS
from web.overview.escalating import CLIMBED, Grouping, board
from web.overview.kept import Kept, behind, kept_of
from web.overview.outline import outline
from web.overview.ranks import BY, By, Order, ranking
from web.overview.rows import STANDS, RowsQuery, rows
from web.overview.trends import options, trend
from web.pages.shell import Official, Visitor

router = APIRouter(include_in_schema=False)

ORDERS: dict[Order, str] = {
    "clearance_rate": "动态清零率",
    "overdue_rate": "逾期率",
    "mean_days": "平均整改天数",
    "closure_rate": "整改率",
}
INDUSTRIES_SHOWN = 12


class Ranked(Scoped):
    """晾晒: of what, by which figure."""

    by: By = "region"
    order: Order = "clearance_rate"


class Boarded(Scoped):
    """督办升级: by what."""

    by: Grouping = "region"


@router.get("/overview")
async def overview(looking: Official, query: ScopedQuery) -> Response:
    told = await outline(looking.desk, looking.holder, query.within, query.period)
    shown: dict[str, Any] = {"told": told, "periods": PERIODS, "kinds": KINDS, "stands": STANDS, "baseline": BASELINE}
    shown |= {"shown_industries": INDUSTRIES_SHOWN}
    if looking.by_htmx:
        return looking.part("overview.html", "figures", **shown)
    return looking.page("overview.html", **shown)


@router.get("/overview/ranking")
async def ranks(looking: Official, query: Annotated[Ranked, Query()]) -> Response:
    late = await behind(looking.desk.record.ledger.pool)
    async with looking.seen.snapshot() as connection:
        told = await ranking(
            connection, looking.holder, kept(looking), query.within, query.period, query.by, query.order
        )
    return _shown(looking, "overview_ranking.html", told=told, late=late, bys=BY, orders=ORDERS, periods=PERIODS)


@router.get("/overview/trend")
async def trends(looking: Official, query: ScopedQuery) -> Response:
    late = await behind(looking.desk.record.ledger.pool)
    async with looking.seen.snapshot() as connection:
        told = await trend(connection, looking.holder, kept(looking), query.within)
    return _shown(
        looking, "overview_trend.html", weeks=told, late=late, area=query.within, options=in_page(options(told))
    )


@router.get("/overview/escalation")
async def escalation(looking: Official, query: Annotated[Boarded, Query()]) -> Response:
    late = await behind(looking.desk.record.ledger.pool)
    async with looking.seen.snapshot() as connection:
        told = await board(connection, looking.holder, kept(looking), query.within, query.by)
        weeks = await trend(connection, looking.holder, kept(looking), query.within)
    return looking.page("overview_escalation.html", told=told, weeks=weeks, late=late, bys=GROUPINGS, climbed=CLIMBED)


@router.get("/overview/rows")
async def behind_a_number(looking: Official, query: Annotated[RowsQuery, Query()]) -> Response:
    await behind(looking.desk.record.ledger.pool)
    async with looking.seen.snapshot() as connection:
        told = await rows(connection, looking.holder, kept(looking), query)
    return looking.page("overview_rows.html", told=told)


def kept(looking: Visitor) -> Kept:
    """What the desk keeps of the past."""
    return kept_of(looking.request.app)


def in_page(told: Any) -> Markup:
    """JSON inside a script element, which nothing in it can end."""
    return Markup(orjson.dumps(told).decode().replace("<", "\\u003c"))  # noqa: S704 -- no markup can be in it


def _shown(looking: Visitor, template: str, **told: Any) -> Response:
    return looking.part(template, "part", **told) if looking.by_htmx else looking.page(template, **told)
