"""审计 what vouches for the record: checkpoints, verification, frozen reports, and who read what."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import FileResponse

from activities.report_sheet import write_report
from domain.figures.report import Kind, Report
from ledger.access import Access
from ledger.store import number_of
from ledger.witness.checkpoints import SIGNING
from web.api.audit_forms import ReportView
from web.api.forms import PROBLEMS, Asked, Page, PersonId, Short
from web.audit.accesses import Wanted, accesses
from web.audit.checkpoints import checkpoints, places
from web.audit.exports import WORKBOOK, exported
from web.audit.reporting import all_frozen, handed_in, layout_from, made, shown
from web.audit.verifying import State, start, state_of
from web.audit.who import AccessReader, Freezer, Inspector, Verifier, verifies
from web.identity import DeskOf, Known
from web.problems import Refused

router = APIRouter(prefix="/api/v1/audit", tags=["audit"], responses=PROBLEMS)

ReportName = Annotated[str, InPath(pattern=r"^[a-z]{1,16}(-[0-9]{8}-[0-9]{1,6})?$", description="定稿的名称")]
MOST = 500


class Paged(BaseModel):
    """一页."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    before: int | None = Field(None, ge=1, le=2**53, description="接着看：只看此序号以前的")
    limit: int = Field(100, ge=1, le=MOST)


class AccessQuery(Paged):
    """查阅记录的一页."""

    by: PersonId | None = Field(None, description="只看这位查阅人（编号）")
    what: Short | None = Field(None, description="只看这一种查阅，如 web audit search")
    subject: Short | None = Field(None, description="只看这一案件或对象")
    person: PersonId | None = Field(None, description="只看查阅了这位人员的（编号）")
    since: Short | None = None
    until: Short | None = None


class AccessLine(BaseModel):
    """一条查阅记录: ids, no names."""

    position: int
    at: datetime
    by: str
    what: str
    subject: str
    purpose: str
    people: list[str]
    detail: dict[str, Any]


class CheckpointLine(BaseModel):
    """一个检查点."""

    number: int
    size: int = Field(description="涵盖第 1 至第几条")
    root: str
    at: datetime
    why: str
    note: str = Field(description="原文：连同签名")


class PlaceLine(BaseModel):
    """一个存放处."""

    place: str
    ok: bool
    failure: str
    at: datetime | None


class Places(BaseModel):
    """存放处."""

    items: list[PlaceLine]


class FrozenLine(BaseModel):
    """一份定稿."""

    report: str
    kind: Kind
    at: datetime
    known_at: datetime
    leaf: int
    digest: str
    version: int
    frozen_at: datetime
    by: str


class FrozenList(BaseModel):
    """定稿, latest first; `beyond`: how many more there are of scopes that are not wholly the asker's."""

    items: list[FrozenLine]
    beyond: int


class FrozenShown(FrozenLine):
    """一份定稿的内容."""

    body: ReportView
    differences: list[list[int | float | str | None]] | None


class ReportsQuery(BaseModel):
    """哪一种定稿."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Kind | None = None


class ShowQuery(BaseModel):
    """一份定稿."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    now: bool = Field(False, description="与按现在所知重算的结果比较")


class ReportAsked(BaseModel):
    """要哪一份报表."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["figures", "ranking", "monthly"]
    month: Short | None = Field(None, description="月报表的月份，如 2026-06")
    to_date: bool = Field(False, description="月报表自当年1月1日累计")
    at: Short | None = None
    known: Short | None = None
    since: Short | None = None
    until: Short | None = None
    baseline: Short | None = None
    group: Short | None = None
    order: Short | None = None
    region: Short | None = None
    industry: Short | None = None
    channel: Short | None = None
    level: Short | None = None
    office: Short | None = None

    def told(self) -> dict[str, str]:
        """As it was typed, by field."""
        told = self.model_dump(exclude={"to_date", "columns"}, exclude_none=True)
        return {**told, "to_date": "1" if self.to_date else ""}


class ReportExport(ReportAsked):
    """要哪一份报表的工作簿."""

    columns: Annotated[str, Field(max_length=2000)] | None = Field(None, description="本县的列，每行一列")


class ReportFreeze(Asked, ReportAsked):
    """定稿."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


@router.get("/access", operation_id="listAccesses", summary="查阅记录：谁查阅、导出过什么，最近的在前")
async def list_accesses(desk: DeskOf, holder: AccessReader, query: Annotated[AccessQuery, Query()]) -> Page[AccessLine]:
    wanted = Wanted(
        **query.model_dump(exclude={"limit", "subject"}), subject=query.subject and number_of(query.subject)
    )
    found = await accesses(desk, holder, wanted, query.limit + 1)
    page = found[: query.limit]
    return Page[AccessLine](
        items=[_access(one) for one in page], after=str(page[-1].position) if len(found) > query.limit else None
    )


@router.get("/checkpoints", operation_id="listCheckpoints", summary="检查点：给此前全部记录盖的章，最近的在前")
async def list_checkpoints(desk: DeskOf, holder: Inspector, query: Annotated[Paged, Query()]) -> Page[CheckpointLine]:
    found = await checkpoints(desk, holder, query.before, query.limit + 1)
    page = found[: query.limit]
    return Page[CheckpointLine](
        items=[CheckpointLine(**{**asdict(one), "root": one.root.hex()}) for one in page],
        after=str(page[-1].number) if len(found) > query.limit else None,
    )


@router.get("/checkpoints/places", operation_id="listCheckpointPlaces", summary="检查点的存放处及其状态")
async def list_places(desk: DeskOf, holder: Inspector) -> Places:
    if not verifies(holder):
        raise Refused("NOT_PERMITTED", "存放处供审计人员、安委办和规则管理员查看。")
    told = await places(desk, holder)
    return Places(
        items=[
            PlaceLine(place="签发" if one.place == SIGNING else one.place, ok=one.ok, failure=one.failure, at=one.at)
            for one in told
        ]
    )


@router.post("/verify", operation_id="startVerification", summary="发起核验；已在核验则不再发起", status_code=202)
async def start_verification(desk: DeskOf, holder: Verifier) -> State:
    await start(desk, holder)
    return await state_of(desk, holder)


@router.get("/verify", operation_id="getVerification", summary="核验的进度与上一次的结果")
async def get_verification(desk: DeskOf, holder: Known) -> State:
    if not holder.sight.areas and not verifies(holder):
        raise Refused("NOT_PERMITTED", "核验的结果供机关人员查看。")
    return await state_of(desk, holder)


@router.get(
    "/report", operation_id="makeReport", summary="报表：统计、晾晒、月报表，按可见的案件", response_model=ReportView
)
async def make_report(desk: DeskOf, holder: Inspector, query: Annotated[ReportAsked, Query()]) -> Report:
    return await made(desk, holder, query.told())


@router.get(
    "/report.xlsx", operation_id="exportReport", summary="报表工作簿，可按本县的列；导出即记入查阅记录",
    response_class=FileResponse, responses=WORKBOOK,
)  # fmt: skip
async def export_report(desk: DeskOf, holder: Inspector, query: Annotated[ReportExport, Query()]) -> FileResponse:
    layout = layout_from(query.columns or "") if query.kind == "monthly" else None
    report = await made(desk, holder, query.told())
    told = {"报表": report.title, "本期": f"{report.since} 至 {report.until}", **report.scope}
    return await exported(
        desk, holder, "web report", f"{report.title}.xlsx", told,
        lambda path, source: write_report(report, path, source, layout=layout),
    )  # fmt: skip


@router.get("/reports", operation_id="listReports", summary="已定稿的报表，最近的在前")
async def list_reports(desk: DeskOf, holder: Inspector, query: Annotated[ReportsQuery, Query()]) -> FrozenList:
    found, beyond = await all_frozen(desk, holder, query.kind)
    return FrozenList(items=[FrozenLine(**asdict(one)) for one in found], beyond=beyond)


@router.post(
    "/reports", operation_id="freezeReport", summary="定稿：把报表连同其摘要记入账中，从此不变", status_code=201
)
async def freeze_report(desk: DeskOf, holder: Freezer, asked: ReportFreeze) -> FrozenLine:
    return FrozenLine(**asdict(await handed_in(desk, holder, asked.told())))


@router.get("/reports/{name}", operation_id="showReport", summary="看一份定稿；内容与账中所记摘要核对无误才显示")
async def show_report(
    desk: DeskOf, holder: Inspector, name: ReportName, query: Annotated[ShowQuery, Query()]
) -> FrozenShown:
    told = await shown(desk, holder, name, now=query.now)
    return FrozenShown(**asdict(told.frozen), body=ReportView(**told.report.model_dump()), differences=told.gaps)


@router.get(
    "/reports/{name}/report.xlsx", operation_id="exportFrozen", summary="定稿的工作簿；导出即记入查阅记录",
    response_class=FileResponse, responses=WORKBOOK,
)  # fmt: skip
async def export_frozen(desk: DeskOf, holder: Inspector, name: ReportName) -> FileResponse:
    told = await shown(desk, holder, name)
    asked = {"定稿": name, "摘要": told.frozen.digest}
    return await exported(
        desk, holder, "web report", f"{name}.xlsx", asked, lambda path, source: write_report(told.report, path, source)
    )


def _access(one: Access) -> AccessLine:
    return AccessLine(**{**asdict(one), "people": list(one.people), "detail": dict(one.detail)})
