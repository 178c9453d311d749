"""查档 search over all events, figures and cases as of any instant, what lies between two dates, why a rung fired."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import FileResponse

from activities.differences import CASES, FIGURES, as_data, case_rows, figure_rows
from activities.found import row
from activities.lists import LIST, list_rows
from activities.report_sheet import write_report, write_table
from activities.why_sheet import write_sheet
from domain.figures.counts import Filter, Frame
from domain.figures.instants import said
from domain.figures.report import Report, Value, scope_of
from domain.glossary import deadline_label
from domain.why.asked import Asked as Why
from domain.why.asked import why
from ledger.questions.entries import entries
from ledger.store import number_of, stream_of
from web.api.audit_forms import (
    MOST,
    AsOfCase,
    AsOfFigures,
    AsOfList,
    AsOfListExport,
    CaseAsOf,
    Diff,
    FoundEvent,
    FoundPage,
    ListedPage,
    ListedState,
    Question,
    QuestionPage,
    ReportView,
    WhyQuery,
)
from web.api.forms import PROBLEMS, CaseNumber
from web.audit.asked import count_named, framed, grouped, scoped
from web.audit.exports import WORKBOOK, exported, exported_search
from web.audit.searching import found, question_of
from web.audit.standing import case_then, difference, list_then, offices, ready, report_then
from web.audit.who import Inspector
from web.identity import DeskOf
from web.problems import unknown

router = APIRouter(prefix="/api/v1/audit", tags=["audit"], responses=PROBLEMS)


@router.get("/search", operation_id="searchEvents", summary="检索：在可见案件的全部记录里找，最近记入的在前")
async def search_events(desk: DeskOf, holder: Inspector, query: Annotated[QuestionPage, Query()]) -> FoundPage:
    page = await found(desk, holder, await question_of(desk, holder, query.told()), query.limit, query.after)
    return FoundPage(items=[FoundEvent(**row(one)) for one in page.found], after=page.after)


@router.get(
    "/search.xlsx", operation_id="exportSearch", summary="检索结果工作簿；导出即记入查阅记录",
    response_class=FileResponse, responses=WORKBOOK,
)  # fmt: skip
async def export_search(desk: DeskOf, holder: Inspector, query: Annotated[Question, Query()]) -> FileResponse:
    return await exported_search(desk, holder, await question_of(desk, holder, query.told()), query.told())


@router.get(
    "/as-of", operation_id="figuresAsOf", summary="时点统计：某一时点为真、按另一时点所知", response_model=ReportView
)
async def figures_as_of(desk: DeskOf, holder: Inspector, query: Annotated[AsOfFigures, Query()]) -> Report:
    return await _figures(desk, holder, query.told())


@router.get(
    "/as-of.xlsx", operation_id="exportAsOf", summary="时点统计工作簿；导出即记入查阅记录",
    response_class=FileResponse, responses=WORKBOOK,
)  # fmt: skip
async def export_as_of(desk: DeskOf, holder: Inspector, query: Annotated[AsOfFigures, Query()]) -> FileResponse:
    report = await _figures(desk, holder, query.told())
    told = {"时点": said(report.at), "所知截至": said(report.known_at), **report.scope}
    return await exported(
        desk, holder, "web audit as-of", "时点统计.xlsx", told, lambda path, source: write_report(report, path, source)
    )


@router.get("/as-of/list", operation_id="listAsOf", summary="时点清单：当时在办、逾期等的案件，按编号")
async def list_as_of(desk: DeskOf, holder: Inspector, query: Annotated[AsOfList, Query()]) -> ListedPage:
    asked = query.told()
    when, where = framed(asked, await ready(desk)), scoped(asked)
    now = query.at is None and query.known is None
    told = await list_then(
        desk, holder, when, count_named("list", query.list), where, query.after or "", query.limit, now=now
    )
    rows = [
        ListedState(
            case=one.number, unit=told.units.get(one.number, ""), region=one.region, industry=one.industry,
            channel=one.channel, level=one.level, office=one.office, stage=one.stage, rung=one.rung,
            **{name: day.isoformat() if (day := getattr(one, name)) else None
               for name in ("lapses_on", "found_on", "determined_on", "closed_on")},
        )
        for one in told.states
    ]  # fmt: skip
    return ListedPage(at=when.then, known_at=when.known_at, items=rows, after=told.after)


@router.get(
    "/as-of/list.xlsx", operation_id="exportListAsOf", summary="时点清单工作簿；导出即记入查阅记录",
    response_class=FileResponse, responses=WORKBOOK,
)  # fmt: skip
async def export_list_as_of(desk: DeskOf, holder: Inspector, query: Annotated[AsOfListExport, Query()]) -> FileResponse:
    asked = query.told()
    when, where, which = framed(asked, await ready(desk)), scoped(asked), count_named("list", query.list)
    lines: list[list[Any]] = []
    after: str | None = ""
    while after is not None and len(lines) < 100 * MOST:
        told = await list_then(desk, holder, when, which, where, after, 10 * MOST, now=False)
        lines += list_rows(told.states, told.units)
        after = told.after
    labels = _labels(when, where, await offices(desk, holder))
    title = f"{which.label}清单"
    return await exported(
        desk, holder, "web audit as-of", f"{title}.xlsx", {"清单": which.label, **labels},
        lambda path, source: write_table(path, title, LIST, lines, source, note=_line(labels)),
    )  # fmt: skip


@router.get("/as-of/{case}", operation_id="caseAsOf", summary="一件案件当时的样子")
async def case_as_of(
    desk: DeskOf, holder: Inspector, case: CaseNumber, query: Annotated[AsOfCase, Query()]
) -> CaseAsOf:
    when = framed(query.model_dump(exclude_none=True), await ready(desk))
    then = await case_then(desk, holder, case, when)
    told: dict[str, Any] = {"number": number_of(case), "at": when.then, "known_at": when.known_at}
    if then is None:
        nothing = dict.fromkeys(("case", "due_at", "due_label", "rectify_forecast"))
        return CaseAsOf(**told, events=0, events_now=0, **nothing)
    return CaseAsOf(
        **told,
        events=then.events,
        events_now=then.of,
        case=then.case.model_dump(mode="json"),
        due_at=then.deadline.at if then.deadline else None,
        due_label=deadline_label(then.deadline.label) if then.deadline else None,
        rectify_forecast=then.forecast.isoformat() if then.forecast else None,
    )


@router.get("/diff", operation_id="diffReports", summary="两个时点之差：哪些案件新进、退出、变动，各项统计差多少")
async def diff(desk: DeskOf, holder: Inspector, query: Annotated[Diff, Query()]) -> dict[str, Any]:
    frames, where = _frames(query.told(), await ready(desk)), scoped(query.told())
    return as_data(await difference(desk, holder, frames, count_named("among", query.among), where, query.limit))


@router.get(
    "/diff.xlsx", operation_id="exportDiff", summary="两个时点之差的工作簿；导出即记入查阅记录",
    response_class=FileResponse, responses=WORKBOOK,
)  # fmt: skip
async def export_diff(desk: DeskOf, holder: Inspector, query: Annotated[Diff, Query()]) -> FileResponse:
    frames, where = _frames(query.told(), await ready(desk)), scoped(query.told())
    which = count_named("among", query.among)
    told = await difference(desk, holder, frames, which, where, 20 * MOST)
    lines: list[Sequence[Value]] = [*figure_rows(told), [], CASES, *case_rows(told)]
    asked = {"比较": f"{which.label}案件", "时点": told.title, **scope_of(where, await offices(desk, holder))}
    return await exported(
        desk, holder, "web audit diff", "两个时点之差.xlsx", asked,
        lambda path, source: write_table(path, "两个时点之差", FIGURES, lines, source, note=told.title),
    )  # fmt: skip


@router.get("/why/{case}", operation_id="whyRung", summary="问因：每一级督办措施为何在那一天")
async def why_rung(desk: DeskOf, holder: Inspector, case: CaseNumber, query: Annotated[WhyQuery, Query()]) -> Why:
    return await _why(desk, holder, case, query.rung)


@router.get(
    "/why/{case}/why.xlsx", operation_id="exportWhy", summary="问因工作簿；导出即记入查阅记录",
    response_class=FileResponse, responses=WORKBOOK,
)  # fmt: skip
async def export_why(desk: DeskOf, holder: Inspector, case: CaseNumber) -> FileResponse:
    told = await _why(desk, holder, case, None)
    name = f"问因-{told.case}.xlsx"
    return await exported(
        desk, holder, "web audit why", name, {"案件": told.case}, lambda path, source: write_sheet(told, path, source)
    )


async def _figures(desk: DeskOf, holder: Inspector, asked: Mapping[str, str]) -> Report:
    when = framed(asked, await ready(desk))
    now = not asked.get("at") and not asked.get("known")
    return await report_then(desk, holder, when, grouped(asked.get("group", "")), scoped(asked), now=now)


async def _why(desk: DeskOf, holder: Inspector, case: str, rung: int | None) -> Why:
    now = await ready(desk)
    async with desk.seen(holder).snapshot() as connection:
        trail = await entries(connection, stream_of(case))
    if not trail:
        raise unknown(case)
    return why(trail, now, rung=rung)


def _frames(asked: Mapping[str, str], now: datetime) -> tuple[Frame, Frame]:
    return framed(asked, now, at="from", known="from_known"), framed(asked, now, at="to", known="to_known")


def _labels(when: Frame, where: Filter, called: Mapping[str, str]) -> dict[str, str]:
    return {"时点": said(when.then), "所知截至": said(when.known_at), **scope_of(where, called)}


def _line(labels: Mapping[str, str]) -> str:
    return "；".join(f"{name}：{value}" for name, value in labels.items())
