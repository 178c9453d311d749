"""大屏 the overview for a wall: large, dark, by itself; what it shows is asked for again every half minute."""

from fastapi import APIRouter
from starlette.responses import Response

from domain.figures.overview import PERIODS
from web.overview.asked import ScopedQuery
from web.overview.days import KINDS
from web.overview.kept import kept_of
from web.overview.outline import outline
from web.overview.ranks import ranking
from web.overview.rows import STANDS
from web.pages.shell import Official

router = APIRouter(include_in_schema=False)

RANKS_SHOWN = 10


@router.get("/wall")
async def wall(looking: Official, query: ScopedQuery) -> Response:
    told = await outline(looking.desk, looking.holder, query.within, query.period)
    async with looking.seen.snapshot() as connection:
        ranks = await ranking(
            connection,
            looking.holder,
            kept_of(looking.request.app),
            query.within,
            query.period,
            "region",
            "clearance_rate",
        )
    if looking.by_htmx:
        return looking.part(
            "wall.html",
            "screen",
            told=told,
            ranks=ranks,
            kinds=KINDS,
            stands=STANDS,
            shown=RANKS_SHOWN,
            periods=PERIODS,
        )
    return looking.page(
        "wall.html", told=told, ranks=ranks, kinds=KINDS, stands=STANDS, shown=RANKS_SHOWN, periods=PERIODS
    )
