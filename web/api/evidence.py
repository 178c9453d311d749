"""佐证材料 up and down: kept by the digest of its bytes, its type by its first bytes and never by its name."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from starlette.responses import FileResponse

from domain.refusals import Refusal
from ledger.access import note
from ledger.files import LARGEST, sniffed
from ledger.store import number_of
from web.api.forms import PROBLEMS, CaseNumber, Digest, FileKept
from web.identity import DeskOf, Reader, Writer
from web.problems import unknown
from web.reading import reading

router = APIRouter(prefix="/api/v1", tags=["files"], responses=PROBLEMS)

ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "image/webp": "webp", "image/heic": "heic",
    "image/tiff": "tif", "application/zip": "zip", "text/plain": "txt",
}  # fmt: skip
FIRST_BYTES = 64


@router.post(
    "/files", operation_id="keepFile", summary="存入一份材料，得到它的摘要，之后的命令用摘要指明它", status_code=201
)
async def keep(
    desk: DeskOf,
    _holder: Writer,
    file: Annotated[UploadFile, File(description="图片、PDF、OFD、办公文档或纯文本，不超过 20 MB")],
) -> FileKept:
    content = await file.read(LARGEST + 1)
    if not content:
        raise Refusal("FILE_EMPTY", "文件是空的。")
    kept = await asyncio.to_thread(desk.files.keep, content)
    return FileKept(digest=kept.digest, type=kept.type, bytes=kept.bytes, known=False)


@router.get(
    "/cases/{case}/files/{digest}",
    operation_id="getFile",
    summary="案卷里的一份材料；查阅即记入查阅记录",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "材料原件"}},
)
async def get_file(desk: DeskOf, holder: Reader, case: CaseNumber, digest: Digest) -> FileResponse:
    number = number_of(case)
    if not await desk.seen(holder).mentions(number, digest):
        raise unknown(case)
    path = desk.files.path(digest)
    if await asyncio.to_thread(desk.files.check, digest) is not None:
        raise Refusal("NOT_FOUND", "这份材料不在附件库里，或与摘要不符；请告诉管理员。")
    await note(desk.record.ledger.pool, reading(holder, "web file", number, digest=digest))
    with path.open("rb") as file:
        kind = sniffed(await asyncio.to_thread(file.read, FIRST_BYTES)) or "application/octet-stream"
    # never shown within a page of ours: a file may be a page of somebody else's
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    return FileResponse(path, media_type=kind, filename=f"{digest[:16]}.{ENDINGS.get(kind, 'bin')}", headers=headers)
