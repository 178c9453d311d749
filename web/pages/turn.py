"""待我办理 what I must do, by deadline, with the action on the row; 已读不回; what rose to me, and what bypassed me."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from domain.policy import ROLE_NAMES
from ledger.pool import Connection
from ledger.questions.turns import MANY, BatchToStart, Next, TurnRow, next_to_come, to_start
from ledger.sql import sql
from ledger.views.turns import Turns
from web.cursors import cursor, opened, small
from web.pages.shell import Writing
from web.turns import Item, TurnList, Which

router = APIRouter(include_in_schema=False)

PAGE = 50
FEW = 5
"""of each other list, under one's own"""
TITLES = {
    Which.MINE: "全部",
    Which.TODAY: "今天",
    Which.WEEK: "本周",
    Which.UNANSWERED: "已读不回",
    Which.RISEN: "升级到我",
    Which.BYPASSED: "越过我",
}
TELLS = {
    Which.UNANSWERED: "已送达而逾期没有签收、回复、到场或报告的",
    Which.RISEN: "别人逾期未办，按规则已报到您这里的",
    Which.BYPASSED: "您这一级逾期未办，已报到上一级的",
}
STANDS = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    **{f"{role.value}/head": f"{name}负责人" for role, name in ROLE_NAMES.items()},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One list as a part of the page."""

    which: Which
    items: Sequence[Item]
    after: str | None


@router.get("/turn")
async def turn(
    looking: Writing,
    show: Which = Which.MINE,
    after: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    listed = TurnList(looking.holder)
    key = opened(after, datetime.fromisoformat, str, small) if after else None
    async with looking.seen.snapshot() as connection:
        shown = await _shown(connection, listed, show, key)
        counts = await listed.counts(connection)
        others: list[Shown] = []
        batches: list[BatchToStart] = []
        following: Next | None = None
        if show is Which.MINE and key is None:
            wanted = (Which.RISEN, Which.BYPASSED, Which.UNANSWERED) if not listed.outside else (Which.UNANSWERED,)
            others = [await _shown(connection, listed, which, None, FEW) for which in wanted if counts[which]]
            batches = await to_start(connection, listed.asker)
        if not shown.items:
            following = await next_to_come(connection, looking.now)
        parked = await connection.fetchval(sql("parked_in"), Turns.name)
    told = {
        "shown": shown,
        "others": [one for one in others if one.items],
        "counts": counts,
        "tabs": [which for which in Which if counts.get(which) or listed.has(which)],
        "titles": TITLES,
        "tells": TELLS,
        "stands": STANDS,
        "batches": batches,
        "next": following,
        "parked": parked,
        "outside": listed.outside,
        "many": MANY,
    }
    if looking.by_htmx:
        return looking.part("turn.html", "list", **told)
    return looking.page("turn.html", **told)


async def _shown(
    connection: Connection, listed: TurnList, which: Which, key: tuple[datetime, str, int] | None, limit: int = PAGE
) -> Shown:
    rows: list[TurnRow] = await listed.rows(connection, which, key, limit + 1)
    page = rows[:limit]
    after = cursor(page[-1].key) if len(rows) > limit else None
    return Shown(which, await listed.items(connection, page), after)
