"""案件页 where a case stands, what was done, what comes next and what one may do; its comments, its why, its export."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response, StreamingResponse

from activities.casefile.export import export
from domain.commands import COMMANDS
from domain.glossary import RUNGS
from domain.refusals import Refusal
from domain.titles import event_title
from domain.why.asked import why as asked_why
from domain.workdays import SHANGHAI
from ledger.comments import LONGEST, comment
from ledger.evidence.proving import NotYetNumbered
from ledger.evidence.refused import ExportRefused
from ledger.questions.entries import entries
from ledger.store import stream_of
from ledger.witness.checkpoints import Forked
from ledger.witness.keys import KeyUnusable
from web.casebook.dossier import Dossier, dossier
from web.pages.shell import Official, Reading, Visitor
from web.reading import reading

router = APIRouter(include_in_schema=False)

SHOWN = 60
"""entries of the time line at first"""
CHUNK = 1 << 16
Purpose = Annotated[str, Form(max_length=200)]


@router.get("/cases/{number}")
async def one(looking: Reading, number: str) -> Response:
    told = await dossier(looking, number)
    asked = looking.request.query_params
    return _page(told, said=await _done(looking, asked.get("done", ""), asked.get("was", "")))


@router.get("/cases/{number}/moved")
async def moved(looking: Reading, number: str, since: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0) -> Response:
    """Whether there is more than the page shows."""
    found = await looking.case(number)
    return looking.part("case/moved.html", "moved", number=found.case.number, since=since, version=found.version)


@router.post("/cases/{number}/comments")
async def say(looking: Official, number: str, text: Annotated[str, Form(max_length=10_000)] = "") -> Response:
    holder, words = looking.holder, text.replace("\x00", "").replace("\r\n", "\n").strip()
    told = await dossier(looking, number)
    if not holder.sight.writes or holder.person is None:
        raise Refusal("NOT_PERMITTED", "这个账户不办理案件，不能留言。")
    if not words or len(words) > LONGEST:
        wrong = f"留言最多 {LONGEST} 字，现有 {len(words)} 字。" if words else "请写下要说的话。"
        return _page(told, 422, wrong=wrong, typed=words)
    held = [each for each in holder.appointments if each.holds_on(looking.today) and each.at in holder.offices]
    await comment(
        looking.desk.record.ledger.pool,
        told.case.number,
        by=holder.person,
        office=held[0].at if held else "",
        text=words,
    )
    return RedirectResponse(f"/cases/{told.case.number}#comments", 303)


@router.get("/cases/{number}/why")
async def why(looking: Reading, number: str, rung: str = "") -> Response:
    return await _why(looking, number, None, int(rung) if rung.isascii() and rung.isdigit() else None)


@router.get("/cases/{number}/why/{cycle}/{rung}")
async def why_one(looking: Reading, number: str, cycle: str, rung: str) -> Response:
    if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in (cycle, rung)):
        raise Refusal("NOT_FOUND", "没有这一级。")
    return await _why(looking, number, int(cycle), int(rung))


@router.get("/cases/{number}/export")
async def ask_export(looking: Official, number: str) -> Response:
    found = await looking.case(number)
    return looking.page("case/export.html", case=found.case, wrong="", purpose="")


@router.post("/cases/{number}/export")
async def give_export(looking: Official, number: str, purpose: Purpose = "") -> Response:
    found = await looking.case(number)
    case = found.case
    why = reading(looking.holder, "web export", case.number, purpose.strip())
    room = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="duban-export-")
    place = Path(room.name) / f"{case.number}.zip"
    try:
        made = await export(
            looking.desk.record.ledger, looking.desk.settings, case.number, place, reading=why, missing_ok=True
        )
    except (Refusal, NotYetNumbered, Forked, KeyUnusable, ExportRefused, OSError) as failed:
        room.cleanup()
        return looking.page("case/export.html", 409, case=case, wrong=_not_exported(failed), purpose=purpose)
    headers = {
        "Content-Disposition": f"attachment; filename=\"{case.number}.zip\"; filename*=UTF-8''%E6%A1%88%E5%8D%B7-{case.number}.zip",
        "Content-Length": str(made.bytes),
    }
    return StreamingResponse(_handed_over(place, room), headers=headers, media_type="application/zip")


async def _handed_over(place: Path, room: "tempfile.TemporaryDirectory[str]") -> AsyncIterator[bytes]:
    """Piece by piece; gone from here once it was sent, or the asker is."""
    try:
        with place.open("rb") as content:
            while piece := await asyncio.to_thread(content.read, CHUNK):
                yield piece
    finally:
        room.cleanup()


def _not_exported(failed: Exception) -> str:
    match failed:
        case Refusal():
            return failed.sentence
        case NotYetNumbered():
            return "案件刚有新的记录，尚未编入全账次序。请过一会儿再导出。"
        case Forked():
            return "检查点与账对不上，没有导出。请立即告诉系统管理员核验全账。"
        case KeyUnusable():
            return "签名密钥用不了，没有导出。请告诉系统管理员。"
        case ExportRefused():
            return "这件案子的记录本身核验不过，没有导出。请告诉系统管理员核验全账。"
        case _:
            return "磁盘写不下，没有导出。请告诉系统管理员。"


async def _done(looking: Visitor, key: str, command: str) -> dict[str, object] | None:
    """What came of the command just sent: as the record has it, not as the address says."""
    answered = await looking.seen.command(key) if key.isprintable() and 0 < len(key) <= 128 else None
    if answered is None or answered.outcome != "done" or answered.first_version is None:
        return None
    draft = f"{command}-{answered.case}" if command in COMMANDS and command != "Report" else "Report-new"
    return {"first": answered.first_version, "last": answered.last_version or answered.first_version, "draft": draft}


def _page(
    told: Dossier, status: int = 200, *, said: dict[str, object] | None = None, wrong: str = "", typed: str = ""
) -> Response:
    looking = told.looking
    whole = looking.request.query_params.get("all") == "1"
    shown = told.entries if whole else told.entries[:SHOWN]
    lost = looking.request.query_params.get("lost", "")
    return looking.page(
        "case.html", status, file=told, case=told.case, said=said, shown=shown, wrong=wrong, typed=typed,
        lost=int(lost) if lost.isascii() and lost.isdigit() and len(lost) < 4 else 0, RUNG=RUNGS, LONGEST=LONGEST,
    )  # fmt: skip


async def _why(looking: Visitor, number: str, cycle: int | None, rung: int | None) -> Response:
    found = await looking.case(number)
    case, pool = found.case, looking.desk.record.ledger.pool
    asked = asked_why(await entries(pool, stream_of(case.number)), looking.now, rung=rung)
    rungs = [each for each in asked.rungs if cycle in (None, each.cycle)]
    if rung is not None and not rungs:
        raise Refusal("NOT_FOUND", f"本案没有触发过“{RUNGS[rung]}”。" if rung in RUNGS else "没有这一级。")
    return looking.page(
        "case/why.html", case=case, told=asked, rungs=rungs, rung=rung, event_of=event_title,
        at=looking.now.astimezone(SHANGHAI),
    )  # fmt: skip
