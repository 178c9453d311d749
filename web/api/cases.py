"""查阅案件: list, one, trail, what may be done now, who is named. All through the role that sees what the holder may."""

from dataclasses import replace
from typing import Annotated

import orjson
from fastapi import APIRouter, Query

from domain.commands import COMMANDS
from domain.decide.allowed import allowed
from domain.due import armed, rectify_forecast
from domain.glossary import deadline_label
from domain.mentions import persons
from domain.rulebook import rulebook
from domain.titles import event_title, first_words
from domain.workdays import bundled_calendar, day_of
from ledger.access import names_read
from ledger.accounts import Holder
from ledger.questions.register import listed, place_of
from ledger.reading import event_of
from ledger.records import CaseRow, Recorded
from ledger.seen import SeenCase
from ledger.store import number_of
from web.api.forms import (
    PROBLEMS,
    Allowed,
    CaseNumber,
    CaseQuery,
    Cases,
    CaseView,
    Event,
    Named,
    Page,
    Short,
    TrailQuery,
)
from web.identity import DeskOf, Reader
from web.problems import unknown
from web.reading import reading

router = APIRouter(prefix="/api/v1/cases", tags=["cases"], responses=PROBLEMS)

WHOLE_TRAIL = 100_000


@router.get("", operation_id="listCases", summary="案件一览，时限最近的在前")
async def list_cases(desk: DeskOf, holder: Reader, query: Annotated[CaseQuery, Query()]) -> Cases:
    after = place_of(query.after, query.sort) if query.after else None
    asked = query.wanted()
    async with desk.seen(holder).snapshot() as connection:
        found = await listed(
            connection, asked, day_of(holder.clock), sort=query.sort, after=after, limit=query.limit + 1, told=True
        )
    page = found[: query.limit]
    mark = page[-1].place.mark(query.sort) if len(found) > query.limit else None
    return Page[CaseRow](items=[one.row for one in page], after=mark)


@router.get("/{case}", operation_id="getCase", summary="一件案件的现状")
async def get_case(desk: DeskOf, holder: Reader, case: CaseNumber) -> CaseView:
    found = await _found(desk, holder, case)
    rules, calendar = rulebook(found.case.edition), bundled_calendar()
    deadline = armed(found.case, rules, calendar, found.clock)
    return CaseView(
        number=found.case.number,
        version=found.version,
        as_of=found.clock,
        case=found.case,
        due_at=deadline.at if deadline else None,
        due_kind=deadline.label if deadline else None,
        due_label=deadline_label(deadline.label) if deadline else None,
        provisional=deadline.provisional if deadline else False,
        rectify_forecast=rectify_forecast(found.case, rules, calendar),
        allowed=list(_may(holder, found)),
    )


@router.get("/{case}/allowed", operation_id="listAllowed", summary="现在可由您办理的事项")
async def list_allowed(desk: DeskOf, holder: Reader, case: CaseNumber) -> list[Allowed]:
    found = await _found(desk, holder, case)
    place = f"/api/v1/cases/{found.case.number}/commands"
    return [
        Allowed(command=name, title=first_words(COMMANDS[name]), href=f"{place}/{name}") for name in _may(holder, found)
    ]


@router.get("/{case}/trail", operation_id="listTrail", summary="一件案件的全部记录，从头到尾")
async def list_trail(
    desk: DeskOf, holder: Reader, case: CaseNumber, query: Annotated[TrailQuery, Query()]
) -> Page[Event]:
    events = await desk.seen(holder).trail(number_of(case), query.after, query.limit + 1)
    if events is None:
        raise unknown(case)
    page = events[: query.limit]
    return Page[Event](
        items=[_event(one) for one in page], after=str(page[-1].version) if len(events) > query.limit else None
    )


@router.get("/{case}/people", operation_id="listPeople", summary="案卷中人员的姓名；查阅即记入查阅记录")
async def list_people(
    desk: DeskOf,
    holder: Reader,
    case: CaseNumber,
    purpose: Annotated[Short, Query(description="查阅事由")] = "网页查阅",
) -> Named:
    events = await desk.seen(holder).trail(number_of(case), 0, WHOLE_TRAIL)
    if events is None:
        raise unknown(case)
    ids = {one.by for one in events}.union(*(persons(event_of(one)) for one in events))
    why = reading(holder, "web people", number_of(case), purpose)
    return Named(names=await names_read(desk.record.ledger.pool, ids, why))


async def _found(desk: DeskOf, holder: Holder, case: str) -> SeenCase:
    found = await desk.seen(holder).case(number_of(case))
    if found is None:
        raise unknown(case)
    return replace(found, clock=holder.clock)  # one instant for all that a request is told


def _may(holder: Holder, found: SeenCase) -> tuple[str, ...]:
    if holder.person is None or not holder.sight.writes:
        return ()
    return allowed(found.case, holder.person, holder.appointments, day_of(found.clock), holder.offices)


def _event(one: Recorded) -> Event:
    return Event(
        version=one.version,
        type=one.type,
        title=event_title(one.type),
        at=one.at,
        recorded_at=one.recorded_at,
        by=one.by,
        edition=one.edition,
        shape=one.shape,
        command_id=one.command_id,
        body=orjson.loads(one.body),
        prev_hash=one.prev_hash.hex(),
        hash=one.hash.hex(),
    )
