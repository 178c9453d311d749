"""变动 what became known since a number of the record, as a page or as server-sent events: who follows the numbers misses nothing."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response, StreamingResponse

from domain.titles import event_title
from ledger.accounts import Holder
from ledger.errors import GONE
from ledger.seen import Change
from ledger.views.following import standing
from web.api.forms import PROBLEMS, ChangeLine, Changes
from web.desk import Desk
from web.identity import DeskOf, Reader
from web.problems import Refused

router = APIRouter(prefix="/api/v1", tags=["changes"])

PAGE = 500
LOOK_SECONDS = 1.0
HEARTBEAT_LOOKS = 15
LONGEST_LOOKS = 900
"""after a quarter of an hour a stream ends, and its reader comes again with a credential that is still good"""
EVENT_STREAM = "text/event-stream"


class ChangesQuery(BaseModel):
    """从何处读起."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: int | None = Field(None, ge=0, le=2**53, description="上次的 after；不写则从此刻起")


@router.get(
    "/changes",
    operation_id="listChanges",
    summary="此后的变动；Accept: text/event-stream 则持续送来",
    responses={
        **PROBLEMS,
        200: {
            "model": Changes,
            "content": {EVENT_STREAM: {"schema": {"type": "string"}}},
            "description": "变动，按全账的次序",
        },
    },
)
async def list_changes(
    request: Request,
    desk: DeskOf,
    holder: Reader,
    query: Annotated[ChangesQuery, Query()],
    last_event_id: Annotated[str | None, Header(max_length=20, pattern=r"^[0-9]{1,16}$")] = None,
) -> Response:
    after = int(last_event_id) if last_event_id is not None else query.after
    if after is None:
        after = (await standing(desk.record.ledger.pool)).leaves
    if EVENT_STREAM not in request.headers.get("accept", ""):
        told = await _page(desk, holder, after)
        return Response(told.model_dump_json(), media_type="application/json")
    if desk.streams[holder.account] >= desk.limits.streams:
        raise Refused("TOO_MANY", "这个账户打开的变动流太多。", retry_after=10)
    return StreamingResponse(
        _stream(request, desk, holder, after), media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"}
    )


async def _page(desk: Desk, holder: Holder, after: int) -> Changes:
    leaves = (await standing(desk.record.ledger.pool)).leaves
    found, after = await desk.seen(holder).changes(after, leaves, PAGE)
    return Changes(items=[_line(one) for one in found], after=after, more=after < leaves)


async def _stream(request: Request, desk: Desk, holder: Holder, after: int) -> AsyncIterator[str]:
    desk.streams[holder.account] += 1
    try:
        yield f"retry: 3000\nid: {after}\n\n"
        for look in range(1, LONGEST_LOOKS):
            try:
                page = await _page(desk, holder, after)
            except GONE:
                return  # its reader comes again, and goes on where it was
            for one in page.items:
                yield f"id: {one.leaf}\nevent: change\ndata: {one.model_dump_json()}\n\n"
            if page.after > after and not page.items:
                yield f"id: {page.after}\n\n"
            elif look % HEARTBEAT_LOOKS == 0:
                yield ": 在\n\n"
            after = page.after
            # who has gone is noticed at once: his next page opens a stream of its own
            if await request.is_disconnected() or (not page.more and await _closing(desk)):
                return
    finally:
        desk.streams[holder.account] -= 1


async def _closing(desk: Desk) -> bool:
    """Wait a moment; true when the desk closes."""
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return await desk.closing.wait()
    except TimeoutError:
        return False


def _line(one: Change) -> ChangeLine:
    return ChangeLine(
        leaf=one.leaf,
        case=one.case,
        version=one.version,
        type=one.type,
        title=event_title(one.type),
        at=one.at,
        recorded_at=one.recorded_at,
    )
