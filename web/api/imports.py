"""导入台账 through the desk: the file is taken whole, the rows become cases in one transaction, and whoever asks sees how far it is."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, File, Form, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel

from activities.register_file import FileRefusedError
from activities.register_import import MAY_IMPORT, Import, import_register
from activities.register_start import start_batch
from activities.telling import begin_telling
from domain.people import Role
from domain.policy import ROLE_NAMES
from domain.refusals import Refusal
from domain.registers.reading import NotARegisterError
from ledger.accounts import Holder
from ledger.errors import GONE
from web.api.forms import PROBLEMS
from web.desk import Desk
from web.identity import DeskOf, Writer
from web.jobs import ImportState, RowChange, RowFault
from workflows.contracts import Codes, Telling

log = structlog.get_logger(__name__)

router = APIRouter(prefix="/api/v1", tags=["imports"], responses=PROBLEMS)

Batch = Annotated[str, InPath(pattern=r"^[0-9]{8}-[0-9a-f]{6}$", description="批次号")]


class StartedView(BaseModel):
    """开始督办的结果."""

    batch: str
    started: int
    already: int


@router.post("/imports", operation_id="importRegister", summary="导入台账：好的行立案，有错的行退回", status_code=202)
async def import_(
    desk: DeskOf,
    holder: Writer,
    file: Annotated[UploadFile, File(description="台账文件，.xlsx 或 .csv")],
    dry_run: Annotated[bool, Form()] = False,
    level: Annotated[Literal["major", "general"] | None, Form()] = None,
) -> ImportState:
    _permitted(holder, *MAY_IMPORT)
    suffix = Path(file.filename or "").suffix.lower()
    if suffix not in {".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls"}:
        raise Refusal("FILE_REFUSED", "只能导入 .xlsx 和 .csv 的台账。")
    content = await file.read()
    state = desk.imports.begin(holder.account, dry_run=dry_run)
    desk.begin(asyncio.create_task(_run(desk, holder, state, content, _named(file.filename), level)))
    return state


@router.get("/imports/{job}", operation_id="getImport", summary="一次导入的进度与结果")
async def get_import(
    desk: DeskOf, holder: Writer, job: Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$")]
) -> ImportState:
    return desk.imports.of(holder.account, job)


@router.post("/batches/{batch}/start", operation_id="startBatch", summary="开始督办一个批次")
async def start(desk: DeskOf, holder: Writer, batch: Batch) -> StartedView:
    _permitted(holder, *MAY_IMPORT)
    done = await start_batch(desk.record.ledger, batch, by=str(holder.person))
    if done.command_id:
        await _tell(desk, Telling(batch=batch, command_id=done.command_id))
    return StartedView(batch=batch, started=len(done.started), already=done.already)


async def _tell(desk: Desk, telling: Telling) -> None:
    """Have the clocks told; with Temporal away the worker does it by itself, from what the record has outstanding."""
    if await desk.reaches_temporal():
        await begin_telling(desk.client, telling)


async def _run(
    desk: Desk, holder: Holder, state: ImportState, content: bytes, name: str, level: Literal["major", "general"] | None
) -> None:
    try:
        async with desk.imports.turn:
            state.stage = "reading"
            # the reader goes by the file's name, and no name of the sender's becomes a path
            with tempfile.TemporaryDirectory(prefix="duban-import-") as room:
                path = Path(room) / name
                await asyncio.to_thread(path.write_bytes, content)
                result = await import_register(
                    desk.record.ledger, path, by=str(holder.person), level=level, dry_run=state.dry_run
                )
            await _told(desk, holder, state, result)
            if result.batch:
                state.stage = "telling"
                await _tell(desk, Telling(batch=result.batch, command_id=result.command_id))
            state.stage = "done"
    except (FileRefusedError, NotARegisterError) as refused:
        _refuse(state, "FILE_REFUSED", f"{refused}。")
    except Refusal as refused:
        _refuse(state, refused.code, refused.sentence)
    except GONE as away:
        log.warning("import_unanswered", error=repr(away))
        sentence = "账（PostgreSQL）没有应答，不知道是否已记入；再导入一次即可，不会重复立案。"
        _refuse(state, Codes.LEDGER_UNAVAILABLE, sentence)
    except Exception as error:
        log.exception("import_failed", error=repr(error))
        _refuse(state, "UNEXPECTED", "出了意料之外的错误，未能完成；请把导入的编号告诉管理员。")


async def _told(desk: Desk, holder: Holder, state: ImportState, result: Import) -> None:
    # a known row may be a case of another jurisdiction: that it is known is all that is said of it
    mine = await desk.seen(holder).among([one.case for one in result.changed if one.case])
    state.rows = len(result.reading.rows) + len(result.reading.rejects)
    state.batch = result.batch
    state.opened = [one.case for one in result.opened]
    state.would_open = len(result.would_open)
    state.known = len(result.known)
    state.rejected = [
        RowFault(sheet=one.sheet, row=one.row, column=one.column, why=one.reason) for one in result.reading.rejects
    ]
    state.changed = [
        RowChange(sheet=one.row.sheet, row=one.row.row, case=one.case, columns=[each.column for each in one.changes])
        for one in result.changed
        if one.case in mine
    ]


def _refuse(state: ImportState, code: str, sentence: str) -> None:
    state.stage, state.code, state.detail = "refused", code, sentence


def _named(filename: str | None) -> str:
    """The file's own name, without what could lead elsewhere: its title may say that all rows are 重大."""
    name = "".join(one if one.isprintable() and one not in '/\\:*?"<>|' else "_" for one in Path(filename or "").name)
    stem, suffix = Path(name).stem.strip(". ")[:60] or "台账", Path(name).suffix[:8]
    return f"{stem}{suffix.lower()}"


def _permitted(holder: Holder, *roles: Role) -> None:
    if holder.sight.roles.isdisjoint(roles):
        names = "、".join(ROLE_NAMES[role] for role in roles)
        raise Refusal("NOT_PERMITTED", f"您不任{names}，不能办理此事。")
