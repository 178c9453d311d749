"""导入台账 a register of before: rehearsed first, shown row by row, imported when confirmed, supervised when started."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse, RedirectResponse, Response

from domain.refusals import Refusal
from domain.registers.row import Level
from domain.workdays import day_of
from ledger.sql import sql
from web.importing import begin_import, begin_supervision, confirm_import, importer
from web.pages.shell import Visitor, Writing
from web.problems import STATUS
from web.rendering import link
from web.uploads import SHOWN, Preview

router = APIRouter(include_in_schema=False)

LEVELS: dict[str, Level | None] = {"": None, "major": "major", "general": "general"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Many = Annotated[str, Query(max_length=12)]


@router.get("/cases/import")
async def start(looking: Writing, batch: str = "", started: Many = "", already: Many = "") -> Response:
    importer(looking.holder)
    said = ""
    if started.isdecimal() and already.isdecimal():
        many = f"已开始督办 {int(started)} 件" + (f"，此前已开始 {int(already)} 件" if int(already) else "")
        said = f"批次 {batch[:20]}：{many}。时钟由后台上弦，期限近的在先。"
    return await _room(looking, said=said)


@router.post("/cases/import")
async def upload(looking: Writing, request: Request) -> Response:
    """The file is rehearsed: nothing is recorded yet."""
    importer(looking.holder)
    async with request.form(max_files=1, max_fields=10) as form:
        file, level = form.get("file"), form.get("level")
        content = await file.read() if isinstance(file, UploadFile) and file.filename else b""
        name = file.filename if isinstance(file, UploadFile) else ""
    if not name:
        return await _room(looking, wrong="请先选择台账文件，.xlsx 或 .csv。", status=422)
    try:
        chosen = LEVELS.get(level if isinstance(level, str) else "")
        state = await begin_import(looking.desk, looking.holder, name, content, chosen, dry_run=True)
    except Refusal as refused:
        return await _room(looking, wrong=refused.sentence, status=STATUS.get(refused.code, 422))
    return RedirectResponse(f"/cases/import/{state.id}", 303)


@router.get("/cases/import/{job}")
async def one(looking: Writing, job: str) -> Response:
    importer(looking.holder)
    state = looking.desk.imports.of(looking.holder.account, job)
    kept = looking.desk.uploads.known.get(job)
    told = {
        "state": state,
        "name": kept.name if kept else "",
        "preview": kept.preview if kept else Preview(),
        "errors": kept is not None and kept.errors.is_file(),
        "shown": SHOWN,
    }
    status = 200 if state.stage != "refused" else 422
    if looking.by_htmx:
        return looking.part("import_job.html", "job", status=200, **told)
    return looking.page("import_job.html", status, **told)


@router.post("/cases/import/{job}")
async def confirm(looking: Writing, job: str) -> Response:
    importer(looking.holder)
    state = await confirm_import(looking.desk, looking.holder, job)
    return RedirectResponse(f"/cases/import/{state.id}", 303)


@router.get("/cases/import/{job}/errors.xlsx")
async def errors(looking: Writing, job: str) -> Response:
    """错误清单: the rejected rows as they stood, to be mended and sent again."""
    importer(looking.holder)
    looking.desk.imports.of(looking.holder.account, job)
    kept = looking.desk.uploads.known.get(job)
    if kept is None or not kept.errors.is_file():
        raise Refusal("NOT_FOUND", "没有这份错误清单，请再导入一次。")
    return FileResponse(kept.errors, media_type=XLSX, filename=kept.errors.name)


@router.post("/cases/import/batches/{batch}/start")
async def supervise(looking: Writing, batch: str) -> Response:
    importer(looking.holder)
    started, already = await begin_supervision(looking.desk, looking.holder, batch[:40])
    told = {"batch": batch[:40], "started": started, "already": already}
    return RedirectResponse(link("/cases/import", told | {"already": str(already), "started": str(started)}), 303)


async def _room(looking: Visitor, *, said: str = "", wrong: str = "", status: int = 200) -> Response:
    async with looking.seen.snapshot() as connection:
        waiting = [dict(one) for one in await connection.fetch(sql("seen_batches_waiting"))]
    for one in waiting:
        # what runs out at 24:00 belongs to the day that ends
        one["due_on"] = day_of(one["due_at"] - timedelta(microseconds=1)) if one["due_at"] else None
    return looking.page("import.html", status, waiting=waiting, said=said, wrong=wrong)
