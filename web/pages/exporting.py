"""导出台账 the filtered list as a file: on record before it leaves, with what was asked and the last checkpoint beside it."""

import asyncio
import tempfile
from pathlib import Path

from fastapi import APIRouter
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from activities.case_sheet import Cell, cells, write_cases, write_text
from activities.provenance import SAMPLE, provenance
from domain.refusals import Refusal
from ledger.access import Reading as OnRecord
from ledger.access import note
from ledger.questions.register import Place, listed
from web.listing import Asking, asking
from web.pages.shell import Reading, Visitor

router = APIRouter(include_in_schema=False)

MOST = {"xlsx": 20_000, "csv": 100_000}
"""so many rows in one file; it says when there are more"""
PAGE = 2_000
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@router.get("/cases/export.xlsx")
async def workbook(looking: Reading) -> Response:
    return await _exported(looking, "xlsx")


@router.get("/cases/export.csv")
async def text(looking: Reading) -> Response:
    return await _exported(looking, "csv")


async def _exported(looking: Visitor, kind: str) -> Response:
    ask = asking(dict(looking.request.query_params))
    if ask.faults:
        raise Refusal("INPUT_INVALID", "；".join(f"{name}：{why}" for name, why in ask.faults.items())[:500] + "。")
    desk, holder = looking.desk, looking.holder
    offices = {one.id: one.name for one in holder.offices.values()}
    on_record = OnRecord(
        by=holder.person or holder.account, what="web export", subject="隐患台账", purpose="导出台账",
        detail={"account": holder.account, "asked": ask.link(), "format": kind},
    )  # fmt: skip
    await note(desk.record.ledger.pool, on_record)
    async with desk.exporting:
        rows, more = await _rows(looking, ask, MOST[kind], offices)
        said = {one.label: one.value for one in ask.chips(offices)}
        said["件数"] = f"{len(rows)} 件" + (
            f"（还有更多，一次最多导出 {MOST[kind]} 件，请加条件分次导出）" if more else ""
        )
        said["导出账户"] = holder.account
        told = await provenance(desk.record.ledger, said)
        room = tempfile.TemporaryDirectory(prefix="duban-export-")
        path = Path(room.name) / f"cases.{kind}"
        try:
            await asyncio.to_thread(write_cases if kind == "xlsx" else write_text, path, rows, told)
        except BaseException:
            room.cleanup()
            raise
    mark = SAMPLE if told.mark else ""
    name = f"{mark}隐患台账-{looking.today.isoformat()}.{kind}"
    return FileResponse(path, media_type=MEDIA[kind], filename=name, background=BackgroundTask(room.cleanup))


async def _rows(
    looking: Visitor, ask: Asking, most: int, offices: dict[str, str]
) -> tuple[list[tuple[Cell, ...]], bool]:
    """All that was asked for, of one instant, and whether there is more."""
    found: list[tuple[Cell, ...]] = []
    after: Place | None = None
    async with looking.seen.snapshot() as connection:
        while len(found) <= most:
            page = await listed(
                connection, ask.wanted, looking.today, sort=ask.query.sort, after=after, limit=PAGE, told=True
            )
            found += [tuple(cells(len(found) + place, one.row, offices)) for place, one in enumerate(page, 1)]
            if len(page) < PAGE:
                return found[:most], len(found) > most
            after = page[-1].place
    return found[:most], True
