"""总览与预测 for programs: the same as the pages say, gathered by the same questions."""

from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from domain.figures.overview import Period
from domain.workdays import bundled_calendar, day_of
from ledger.accounts import Holder
from ledger.store import number_of
from web.api.forms import PROBLEMS
from web.identity import DeskOf, Reader
from web.overview.asked import ScopedQuery
from web.overview.days import DAYS
from web.overview.escalating import Grouping, board, expected
from web.overview.kept import behind, kept_of
from web.overview.outline import Outline, outline
from web.problems import Refused, unknown

router = APIRouter(prefix="/api/v1", tags=["overview"], responses=PROBLEMS)


class Many(BaseModel):
    """件数 of open cases."""

    open: int
    overdue: int = Field(description="已过整改期限")
    soon: int = Field(description="14日内到期")


class Gathered(Many):
    """一格: of one place and industry."""

    place: str = Field(description="区划；空为未载")
    industry: str


class RungCount(BaseModel):
    """一级阶梯."""

    rung: int
    name: str
    open: int


class DayAhead(BaseModel):
    """一天: what will fire, by kind."""

    day: date
    rest: bool = Field(description="休息日")
    make_up: bool = Field(description="调休上班")
    provisional: bool = Field(description="暂定：放假通知尚未公布")
    total: int
    kinds: dict[str, int]


class Figures(BaseModel):
    """本期的数: counts, and the rate with what it is made of."""

    increase: int = Field(description="新增")
    closed: int = Field(description="销号")
    stock: int = Field(description="存量：基准日以前发现而在办")
    fell_due: int = Field(description="到期")
    met: int = Field(description="按期销号")
    clearance_rate: float | None = Field(description="动态清零率，%")


class OverviewView(BaseModel):
    """总览."""

    as_of: datetime
    area: str
    period: Period
    since: date
    until: date
    behind: int = Field(description="本期的数还差多少条记录；0 为没有")
    total: Many
    figures: Figures
    ladder: list[RungCount]
    cells: list[Gathered]
    days: list[DayAhead]


class ForecastQuery(BaseModel):
    """预测的范围."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    area: str | None = Field(None, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$", description="区划，开头即可")
    by: Grouping = "region"
    case: str | None = Field(None, pattern=r"^(case-)?[0-9]{4}-[0-9]{6,9}$", description="只问这一件")
    days: int = Field(DAYS, ge=1, le=366, description="只问一件时可以更远")


class Coming(BaseModel):
    """将触发: how many, on a day, at a rung."""

    key: str
    name: str
    day: date
    rung: int
    many: int
    provisional: bool = Field(description="暂定：函告以上到期须先放行")


class Forecast(BaseModel):
    """预测: if nobody does anything."""

    as_of: datetime
    until: date
    exact: bool = Field(description="逐件按规则推算；否则只按已挂的时限")
    items: list[Coming]


async def of_an_office(holder: Reader) -> Holder:
    """Who reads for an office. Errors: Refused NOT_PERMITTED."""
    if not holder.sight.areas:
        raise Refused("NOT_PERMITTED", "总览供机关人员查阅。")
    return holder


OfficeReader = Annotated[Holder, Depends(of_an_office)]


@router.get("/overview", operation_id="getOverview", summary="总览：在办、超期、阶梯、未来十四天、热力")
async def get_overview(desk: DeskOf, holder: OfficeReader, query: ScopedQuery) -> OverviewView:
    return _view(await outline(desk, holder, query.within, query.period))


@router.get("/forecast", operation_id="getForecast", summary="预测：如无人办理，将触发哪几级阶梯")
async def get_forecast(
    request: Request, desk: DeskOf, holder: OfficeReader, query: Annotated[ForecastQuery, Query()]
) -> Forecast:
    calendar, kept = bundled_calendar(), kept_of(request.app)
    if query.case is not None:
        found = await desk.seen(holder).case(number_of(query.case))
        if found is None:
            raise unknown(query.case)
        until = day_of(holder.clock) + timedelta(days=query.days)
        told = await expected(holder, kept, found.case, found.version, until)
        items = [
            Coming(key=found.case.number, name=found.case.unit, day=one.day, rung=one.rung, many=1, provisional=one.provisional)
            for one in told
        ]  # fmt: skip
        return Forecast(as_of=holder.clock, until=until, exact=True, items=items)
    await behind(desk.record.ledger.pool)
    async with desk.seen(holder).snapshot() as connection:
        whole = await board(connection, holder, kept, query.area or "", query.by)
    items = [
        Coming(key=line.key, name=line.name, day=day, rung=rung, many=many, provisional=calendar.is_provisional(day))
        for line in whole.lines
        for (day, rung), many in sorted(line.by_day.items())
    ]
    return Forecast(as_of=holder.clock, until=whole.until, exact=whole.exact, items=items)


def _view(told: Outline) -> OverviewView:
    total, counts = told.total, told.counts
    return OverviewView(
        as_of=told.now,
        area=told.places.area,
        period=told.span.period,
        since=told.span.since,
        until=told.span.until,
        behind=told.behind,
        total=Many(open=total.open, overdue=total.overdue, soon=total.soon),
        figures=Figures(
            increase=counts["increase"],
            closed=counts["closed_in"],
            stock=counts["stock"],
            fell_due=counts["fell_due"],
            met=counts["met"],
            clearance_rate=told.clearance.value,
        ),
        ladder=[RungCount(rung=rung, name=name, open=many) for rung, name, many in told.ladder],
        cells=[
            Gathered(place=place, industry=industry, open=one.open, overdue=one.overdue, soon=one.soon)
            for (industry, place), one in sorted(told.cells.items())
        ],
        days=[
            DayAhead(
                day=one.day,
                rest=one.rest,
                make_up=one.make_up,
                provisional=one.provisional,
                total=one.total,
                kinds=one.kinds,
            )
            for one in told.days
        ],
    )
