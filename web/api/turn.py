"""待办与文书 for programs: what the page 待我办理 and the page 文书 list, page by page."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from domain.rulebook import LetterKind
from ledger.questions.letters import LetterFilter, letters
from web import letters as letter_list
from web.api.forms import PROBLEMS, Cursor, Page, Short
from web.cursors import cursor, opened, small
from web.identity import DeskOf, Reader
from web.letters import State
from web.turns import Action, TurnList, Which

router = APIRouter(prefix="/api/v1", tags=["turn"], responses=PROBLEMS)


ALIKE = {"rung", "number", "drafted_on", "signed_on", "issued_on", "served_on", "answered_on", "ended_on"}
"""what is told as the case has it"""


class TurnQuery(BaseModel):
    """哪一张表、哪一页."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    show: Which = Field(
        Which.MINE, description="mine 全部，today 今天，week 本周，unanswered 已读不回，risen 升级到我，bypassed 越过我"
    )
    after: Cursor | None = Field(None, description="上一页的 after")
    limit: int = Field(50, ge=1, le=200)


class Doing(BaseModel):
    """可办事项 on the row."""

    command: str
    title: str
    href: str = Field(description="页面上的表单；程序送 /api/v1/cases/{case}/commands/{command}")


class TurnView(BaseModel):
    """一项待办."""

    case: str
    unit: str
    region: str
    industry: str
    description: str
    stage: str
    rung: int
    kind: str
    what: str = Field(description="中文")
    letter: str | None
    role: str = Field(description="该谁办")
    owed_by: str = Field(description="义务在谁")
    since: date
    due_on: date
    due_at: datetime
    late: bool
    stands: str = Field(description="逾期已报到哪一级")
    actions: list[Doing]


class Turns(Page[TurnView]):
    """待办的一页, with how many there are in each list."""

    counts: dict[str, int]


class LetterQuery(BaseModel):
    """筛选文书."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: State = Field(
        State.ALL, description="unsigned 待签发，unissued 待印发，unserved 待送达，unanswered 待回复，all 全部"
    )
    kind: LetterKind | None = None
    office: Short | None = None
    unit: Short | None = Field(None, description="单位名称的一部分")
    number: Short | None = Field(None, description="文号，开头即可")
    since: date | None = Field(None, description="拟稿自")
    until: date | None = Field(None, description="拟稿至")
    after: Cursor | None = Field(None, description="上一页的 after")
    limit: int = Field(50, ge=1, le=200)


class LetterView(BaseModel):
    """一份文书."""

    case: str
    letter: str
    kind: str
    to: str
    unit: str
    rung: int | None
    number: str | None = Field(description="文号")
    status: str
    waits: str = Field(description="在等什么；空：不等")
    since: date = Field(description="现状自何日起")
    due_on: date | None
    signed_by: str
    drafted_on: date
    signed_on: date | None
    issued_on: date | None
    served_on: date | None
    answered_on: date | None
    ended_on: date | None = Field(description="撤回或作废")
    actions: list[Doing]


@router.get("/turn", operation_id="listTurns", summary="待我办理，时限最近的在前")
async def list_turns(desk: DeskOf, holder: Reader, query: Annotated[TurnQuery, Query()]) -> Turns:
    listed = TurnList(holder)
    key = opened(query.after, datetime.fromisoformat, str, small) if query.after else None
    async with desk.seen(holder).snapshot() as connection:
        rows = await listed.rows(connection, query.show, key, query.limit + 1)
        items = await listed.items(connection, rows[: query.limit])
        counts = await listed.counts(connection)
    views = [
        TurnView(
            case=one.case.number,
            unit=one.case.unit,
            region=one.case.region,
            industry=one.case.industry,
            description=one.case.description,
            stage=one.case.stage.value,
            rung=one.case.rung,
            kind=one.turn.kind,
            what=one.what,
            letter=one.turn.ref if one.case.letter(one.turn.ref) is not None else None,
            role=one.turn.role.value,
            owed_by=one.turn.owed_by.value,
            since=one.turn.since,
            due_on=one.turn.due_on,
            due_at=one.turn.due_at,
            late=one.late,
            stands=one.turn.stands,
            actions=_doing(one.actions),
        )
        for one in items
    ]
    after = cursor(rows[query.limit - 1].key) if len(rows) > query.limit else None
    return Turns(items=views, after=after, counts={which.value: many for which, many in counts.items()})


@router.get("/letters", operation_id="listLetters", summary="文书一览：待签发、待印发、待送达、待回复与全部")
async def list_letters(desk: DeskOf, holder: Reader, query: Annotated[LetterQuery, Query()]) -> Page[LetterView]:
    wanted = LetterFilter(
        waits=query.state.waits,
        sent=letter_list.outside(holder),
        called=query.number,
        **query.model_dump(include={"kind", "office", "unit", "since", "until"}, mode="python"),
    )
    key = opened(query.after, date.fromisoformat, str, small) if query.after else None
    async with desk.seen(holder).snapshot() as connection:
        rows = await letters(connection, wanted, after=key, limit=query.limit + 1)
        items = await letter_list.items(connection, rows[: query.limit], holder, query.state)
    last = rows[query.limit - 1].key(waiting=bool(wanted.waits)) if len(rows) > query.limit else None
    views = [
        LetterView(
            case=one.case.number,
            letter=one.letter.id,
            kind=one.letter.kind.value,
            to=one.letter.to.value,
            unit=one.case.unit,
            status=one.letter.status.value,
            signed_by=one.letter.signed_by.value,
            waits=one.waits,
            since=one.since,
            due_on=one.due_on,
            actions=_doing(one.actions),
            **one.letter.model_dump(include=ALIKE),
        )
        for one in items
    ]
    return Page[LetterView](items=views, after=cursor(last) if last else None)


def _doing(actions: tuple[Action, ...]) -> list[Doing]:
    return [Doing(command=one.command, title=one.verb, href=one.href) for one in actions]
