"""导入的经过 one import from the file that came to what became of each row: shared by the API and the desk's pages."""

import asyncio
from pathlib import Path

import structlog

from activities.register_file import FileRefusedError
from activities.register_import import MAY_IMPORT, Import, import_register
from activities.register_start import start_batch
from activities.telling import begin_telling
from domain.policy import ROLE_NAMES
from domain.refusals import Refusal
from domain.registers.reading import NotARegisterError
from domain.registers.row import Level
from ledger.accounts import Holder
from ledger.errors import GONE
from web.desk import Desk
from web.jobs import ImportState, RowChange, RowFault
from web.uploads import Upload
from workflows.contracts import Codes, Telling

log = structlog.get_logger(__name__)

SUFFIXES = frozenset({".xlsx", ".xlsm", ".csv", ".tsv", ".txt", ".xls"})


def importer(holder: Holder) -> None:
    """Errors: Refusal NOT_PERMITTED, naming who may."""
    if holder.sight.roles.isdisjoint(MAY_IMPORT):
        names = "、".join(ROLE_NAMES[role] for role in MAY_IMPORT)
        raise Refusal("NOT_PERMITTED", f"您不任{names}，不能办理此事。")


async def begin_import(
    desk: Desk, holder: Holder, filename: str | None, content: bytes, level: Level | None, *, dry_run: bool
) -> ImportState:
    """Take the file and answer at once; errors: Refusal FILE_REFUSED."""
    if Path(filename or "").suffix.lower() not in SUFFIXES:
        raise Refusal("FILE_REFUSED", "只能导入 .xlsx 和 .csv 的台账。")
    state = desk.imports.begin(holder.account, dry_run=dry_run)
    upload = await asyncio.to_thread(desk.uploads.add, state.id, _named(filename), level, content)
    desk.begin(asyncio.create_task(_run(desk, holder, state, upload)))
    return state


async def confirm_import(desk: Desk, holder: Holder, job: str) -> ImportState:
    """导入 what a rehearsal has shown; pressed twice it is one import. Errors: Refusal IMPORT_UNKNOWN."""
    state = desk.imports.of(holder.account, job)
    upload = desk.uploads.known.get(job)
    if not state.dry_run or state.stage != "done" or upload is None:
        raise Refusal("IMPORT_UNKNOWN", "这份文件已不在了，请再选一次。导入不会重复立案。")
    if upload.became:
        return desk.imports.of(holder.account, upload.became)
    content = await asyncio.to_thread(upload.path.read_bytes)
    begun = await begin_import(desk, holder, upload.name, content, upload.level, dry_run=False)
    upload.became = begun.id
    return begun


async def begin_supervision(desk: Desk, holder: Holder, batch: str) -> tuple[int, int]:
    """开始督办: how many now, and how many before. Errors: Refusal BATCH_UNKNOWN, NOT_PERMITTED."""
    done = await start_batch(desk.record.ledger, batch, by=str(holder.person))
    if done.command_id:
        await _tell(desk, Telling(batch=batch, command_id=done.command_id))
    return len(done.started), done.already


async def _tell(desk: Desk, telling: Telling) -> None:
    """Have the clocks told; with Temporal away the worker does it by itself, from what the record has outstanding."""
    if await desk.reaches_temporal():
        await begin_telling(desk.client, telling)


async def _run(desk: Desk, holder: Holder, state: ImportState, upload: Upload) -> None:
    try:
        async with desk.imports.turn:
            state.stage = "reading"
            result = await import_register(
                desk.record.ledger, upload.path, by=str(holder.person), level=upload.level, dry_run=state.dry_run
            )
            await _told(desk, holder, state, upload, result)
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


async def _told(desk: Desk, holder: Holder, state: ImportState, upload: Upload, result: Import) -> None:
    # a known row may be a case of another jurisdiction: that it is known is all that is said of it
    mine = await desk.seen(holder).among([one.case for one in result.changed if one.case])
    await asyncio.to_thread(upload.keep, result, mine)
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
