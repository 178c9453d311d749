"""导出 a workbook that leaves the house: that it is taken out is on record before it is taken, and it says where it comes from."""

import asyncio
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from activities.found import said_of
from activities.provenance import Provenance, provenance
from activities.search_sheet import Sheet
from domain.refusals import Refusal
from ledger.access import names_read, note
from ledger.accounts import Holder
from ledger.questions.question import Question
from web.audit.searching import WHAT, found
from web.desk import Desk
from web.reading import reading

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 1_000
MOST_ROWS = 20_000
"""of a workbook taken from the desk; the command line writes a million"""
WORKBOOK: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}, "description": "Excel 工作簿"}
}


async def exported(
    desk: Desk,
    holder: Holder,
    what: str,
    name: str,
    asked: Mapping[str, str],
    write: Callable[[Path, Provenance], None],
) -> FileResponse:
    """A workbook: noted, written beside, sent, and gone."""
    await note(desk.record.ledger.pool, reading(holder, what, asked.get("案件", ""), file=name, asked=dict(asked)))
    source = await provenance(desk.record.ledger, {**asked, "导出人": holder.person or holder.account})
    path = _room(name)
    try:
        await asyncio.to_thread(write, path, source)
    except BaseException:
        _gone(path)
        raise
    return _sent(path, name)


async def exported_search(
    desk: Desk, holder: Holder, question: Question, asked: Mapping[str, str | Sequence[str]]
) -> FileResponse:
    """Every page of a search in one workbook. Errors: Refusal TOO_MANY_ROWS, before anything is written."""
    name = "检索结果.xlsx"
    told = {key: value for key, value in asked.items() if value}
    why = reading(holder, WHAT, file=name, asked=told)
    pool = desk.record.ledger.pool
    await note(pool, why)
    source = await provenance(
        desk.record.ledger, {"检索条件": said_of(told), "导出人": holder.person or holder.account}
    )
    path, called, after = _room(name), dict[str, str](), None
    try:
        with Sheet(path, source) as sheet:
            while True:
                page = await found(desk, holder, question, PAGE, after)
                fresh = {one.recorded.by for one in page.found} - called.keys()
                called |= {one: one for one in fresh} | (await names_read(pool, fresh, why) if fresh else {})
                await asyncio.to_thread(sheet.add, page.found, called)
                after = page.after
                if after is None:
                    break
                if sheet.rows >= MOST_ROWS:
                    sentence = f"符合条件的超过 {MOST_ROWS} 条，请缩小条件（如期间、区划）再导出；全量导出请用 duban audit search --xlsx。"
                    raise Refusal("TOO_MANY_ROWS", sentence)  # noqa: TRY301 -- the file goes as well
    except BaseException:
        _gone(path)
        raise
    return _sent(path, name)


def _room(name: str) -> Path:
    return Path(tempfile.mkdtemp(prefix="duban-export-")) / name


def _sent(path: Path, name: str) -> FileResponse:
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    return FileResponse(path, media_type=XLSX, headers=headers, background=BackgroundTask(_gone, path))


def _gone(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.parent.rmdir()
