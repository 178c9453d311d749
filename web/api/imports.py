"""导入台账 through the desk: the file is taken whole, the rows become cases in one transaction, and whoever asks sees how far it is."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Form, UploadFile
from fastapi import Path as InPath
from pydantic import BaseModel

from web.api.forms import PROBLEMS
from web.identity import DeskOf, Writer
from web.importing import begin_import, begin_supervision, importer
from web.jobs import ImportState

router = APIRouter(prefix="/api/v1", tags=["imports"], responses=PROBLEMS)

Batch = Annotated[str, InPath(pattern=r"^[0-9]{8}-[0-9a-f]{6}$", description="批次号")]
Job = Annotated[str, InPath(pattern=r"^[0-9a-f]{16}$")]


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
    importer(holder)
    return await begin_import(desk, holder, file.filename, await file.read(), level, dry_run=dry_run)


@router.get("/imports/{job}", operation_id="getImport", summary="一次导入的进度与结果")
async def get_import(desk: DeskOf, holder: Writer, job: Job) -> ImportState:
    return desk.imports.of(holder.account, job)


@router.post("/batches/{batch}/start", operation_id="startBatch", summary="开始督办一个批次")
async def start(desk: DeskOf, holder: Writer, batch: Batch) -> StartedView:
    importer(holder)
    started, already = await begin_supervision(desk, holder, batch)
    return StartedView(batch=batch, started=started, already=already)
