"""统计与晾晒 for programs: every count and every figure, as of any instant as known at any other, within one's own sight."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from domain.figures.counts import BASELINE, Filter, frame
from domain.figures.formulas import figures as divided
from domain.figures.instants import Future, read_instant
from domain.refusals import Refusal
from ledger.accounts import Holder
from ledger.questions.figures import figures, office_names
from web.api.forms import PROBLEMS, Short
from web.api.overview import OfficeReader
from web.identity import DeskOf
from web.overview.asked import Scoped
from web.overview.kept import behind, kept_of
from web.overview.ranks import BY, By, Order, ranking

router = APIRouter(prefix="/api/v1", tags=["figures"], responses=PROBLEMS)

Group = Literal["region", "industry", "channel", "level", "office"]
Instant = Annotated[str, Field(max_length=40, description="2026-06-30 为当日24时，也可写到时刻；不写为现在")]


class FiguresQuery(BaseModel):
    """问什么、何时的、何时所知的."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Group | None = Field(None, description="分组")
    at: Instant | None = None
    known_at: Instant | None = None
    since: date | None = Field(None, description="时段起，不写为当年1月1日")
    until: date | None = Field(None, description="时段止")
    baseline: date = Field(BASELINE, description="存量的基准日")
    region: Short | None = Field(None, description="区划，开头即可")
    industry: Short | None = None
    channel: Short | None = None
    level: Short | None = None
    office: Short | None = None


class FigureGroup(BaseModel):
    """一组的数."""

    key: str | None
    counts: dict[str, int]
    figures: dict[str, float | None]


class FiguresView(BaseModel):
    """统计."""

    at: datetime
    known_at: datetime
    since: date
    until: date
    baseline: date
    behind: int = Field(description="还差多少条记录没有计入；0 为没有")
    names: dict[str, str] = Field(description="机构名称，按机构分组时")
    groups: list[FigureGroup]


class RankingQuery(Scoped):
    """晾晒."""

    by: By = "region"
    order: Order = "clearance_rate"


class RankView(BaseModel):
    """一名."""

    place: int | None
    key: str
    name: str
    moved: int | None = Field(description="同上周比：正为上升")
    counts: dict[str, int]
    figures: dict[str, float | None]


class RankingView(BaseModel):
    """晾晒."""

    as_of: datetime
    since: date
    until: date
    by: str
    compared_with: date
    items: list[RankView]


@router.get("/figures", operation_id="getFigures", summary="统计指标，任一时点、按任一时点所知")
async def get_figures(desk: DeskOf, holder: OfficeReader, query: Annotated[FiguresQuery, Query()]) -> FiguresView:
    at, known_at = _instants(holder, query)
    try:
        when = frame(at, known_at, since=query.since, until=query.until, baseline=query.baseline)
    except (ValueError, OverflowError):
        raise Refusal("INSTANT_REFUSED", "时点或时段读不懂。") from None
    where = Filter(**query.model_dump(include=set(Filter.model_fields)))
    late = await behind(desk.record.ledger.pool)
    async with desk.seen(holder).snapshot() as connection:
        found = await figures(
            connection, when, by=(query.by,) if query.by else (), where=where, now=query.at is query.known_at is None
        )
        names = await office_names(connection) if query.by == "office" else {}
    return FiguresView(
        at=when.then,
        known_at=known_at,
        since=when.since,
        until=when.until,
        baseline=when.baseline,
        behind=late,
        names={key: names[key] for (key,) in found if key in names} if names else {},
        groups=[
            FigureGroup(
                key=key[0] if key else None,
                counts=dict(counts),
                figures={name: one.value for name, one in divided(counts).items()},
            )
            for key, counts in sorted(found.items())
        ],
    )


@router.get("/ranking", operation_id="getRanking", summary="晾晒：镇街、部门、行业的名次，同上周相比")
async def get_ranking(
    request: Request, desk: DeskOf, holder: OfficeReader, query: Annotated[RankingQuery, Query()]
) -> RankingView:
    await behind(desk.record.ledger.pool)
    async with desk.seen(holder).snapshot() as connection:
        told = await ranking(
            connection, holder, kept_of(request.app), query.within, query.period, query.by, query.order
        )
    return RankingView(
        as_of=holder.clock,
        since=told.span.since,
        until=told.span.until,
        by=BY[told.by],
        compared_with=told.week_ago,
        items=[
            RankView(
                place=one.place,
                key=one.key,
                name=one.name,
                moved=one.moved,
                counts=dict(one.counts),
                figures={name: figure.value for name, figure in one.figures.items()},
            )
            for one in told.ranks
        ],
    )


def _instants(holder: Holder, query: FiguresQuery) -> tuple[datetime, datetime]:
    """What was true when, known when. Errors: Refusal INSTANT_REFUSED."""
    now = holder.clock
    try:
        known = now if query.known_at is None else read_instant(query.known_at, now)
        return (known if query.at is None else read_instant(query.at, now)), known
    except Future:
        raise Refusal("INSTANT_REFUSED", "时点还没有到。") from None
    except (ValueError, OverflowError):
        raise Refusal("INSTANT_REFUSED", "时点读不懂，请写成 2026-06-30 或 2026-06-30 15:00。") from None
