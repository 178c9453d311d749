"""代签与交接 on one's own account: a head names who signs while he is away; a post passes on. The rules are `domain.delegation`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query
from starlette.responses import RedirectResponse, Response

from domain.delegation import HANDED_OVER, called, delegable, may_hand_over, superiors
from domain.people import Appointment
from domain.policy import READERS
from domain.refusals import Refusal
from ledger import posts
from ledger.access import note
from ledger.sql import sql
from web.naming import names_of
from web.pages.account import in_person
from web.pages.shell import Looking, Visitor
from web.problems import STATUS
from web.reading import reading

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form(max_length=400)]
Asked = Annotated[str, Query(max_length=400)]
FOUND = 20
"""人员 shown for one name"""


@dataclass(frozen=True, slots=True)
class Choice:
    """可选的一项."""

    value: str
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Acting:
    """代签 in force or to come."""

    id: str
    one: Appointment
    now: bool


# -- 代签


@router.get("/account/delegation")
async def delegation(looking: Looking, post: Asked = "") -> Response:
    return await _delegation(looking, {"post": post})


@router.post("/account/delegation")
async def delegate(
    looking: Looking, post: Typed = "", to: Typed = "", since: Typed = "", until: Typed = ""
) -> Response:
    person = in_person(looking)
    typed = {"post": post, "to": to, "since": since, "until": until}
    try:
        days = _day(since, "起日", "since"), _day(until, "止日", "until")
        for name, value, what in (("post", post, "请选哪一职务"), ("to", to, "请选代签人")):
            _told(value, what, name)
        await posts.delegate(looking.desk.record.ledger.pool, post, to, *days, by=person)
    except Refusal as refused:
        return await _delegation(looking, typed, refused)
    return RedirectResponse("/account/delegation", 303)


@router.post("/account/delegation/revoke")
async def revoke(looking: Looking, acting: Typed = "") -> Response:
    person = in_person(looking)
    try:
        await posts.revoke(looking.desk.record.ledger.pool, _told(acting, "请选要撤销的代签", ""), by=person)
    except Refusal as refused:
        return await _delegation(looking, {}, refused)
    return RedirectResponse("/account/delegation", 303)


async def _delegation(looking: Visitor, typed: Mapping[str, str], refused: Refusal | None = None) -> Response:
    holder, offices, today = looking.holder, looking.holder.offices, looking.today
    if holder.person is None:
        raise Refusal("NOT_PERMITTED", "这个账户没有人员，不任职。")
    async with looking.seen.snapshot() as connection:
        mine = await posts.posts(connection, person=holder.person)
        own = {id_: one for id_, one in mine.items() if one.person == holder.person and delegable(one, today)}
        near = {place for one in own.values() for place in (one.at, *superiors(one.at, offices))}
        around = await posts.posts(connection, at=near)
    acting = [
        Acting(id_, one, one.holds_on(today))
        for id_, one in mine.items()
        if one.acting_for == holder.person and (one.until is None or today <= one.until)
    ]
    might = [one for one in around.values() if _might_act(one, holder.person, today)]
    names = await names_of(looking, [one.person for one in (*might, *(each.one for each in acting))], "web delegation")
    asked = typed.get("post") or (next(iter(own)) if len(own) == 1 else "")
    return looking.page(
        "delegation.html",
        STATUS.get(refused.code, 422) if refused else 200,
        own=[Choice(id_, called(one, _office(looking, one.at)), id_ == asked) for id_, one in own.items()],
        people=_people(looking, might, names, typed.get("to", "")),
        acting=acting,
        names=names,
        called=lambda one: called(one, _office(looking, one.at)),
        typed={"post": "", "to": "", "since": "", "until": "", **typed},
        refused=refused,
        wrong=getattr(refused, "field", ""),
    )


def _might_act(one: Appointment, person: str, today: date) -> bool:
    return one.person != person and not one.acting_for and one.role in READERS and (not one.until or today <= one.until)


def _people(looking: Visitor, held: Iterable[Appointment], names: Mapping[str, str], chosen: str) -> list[Choice]:
    """人员 once each, with what they are."""
    told: dict[str, list[str]] = {}
    for one in held:
        told.setdefault(one.person, []).append(called(one, _office(looking, one.at)))
    texts = sorted((names.get(who, who), who, "；".join(dict.fromkeys(what))) for who, what in told.items())
    return [Choice(who, f"{name}（{what}）", who == chosen) for name, who, what in texts]


# -- 交接


@router.get("/account/handover")
async def handover(looking: Looking, post: Asked = "", find: Asked = "") -> Response:
    return await _handover(looking, {"post": post, "find": find})


@router.post("/account/handover")
async def hand_over(looking: Looking, post: Typed = "", find: Typed = "", to: Typed = "", on: Typed = "") -> Response:
    person = in_person(looking)
    try:
        for name, value, what in (("post", post, "请选交接哪一职务"), ("to", to, "请找到并选定接任人")):
            _told(value, what, name)
        await posts.hand_over(looking.desk.record.ledger.pool, post, to, _day(on, "接任日", "on"), by=person)
    except Refusal as refused:
        return await _handover(looking, {"post": post, "find": find, "to": to, "on": on}, refused)
    return RedirectResponse(f"/organisation/offices/{post.split('/')[2]}", 303)


async def _handover(looking: Visitor, typed: Mapping[str, str], refused: Refusal | None = None) -> Response:
    holder, today = looking.holder, looking.today
    if holder.person is None:
        raise Refusal("NOT_PERMITTED", "这个账户没有人员，不任职。")
    pool, find = looking.desk.record.ledger.pool, " ".join(typed.get("find", "").replace("\x00", "").split())
    async with looking.seen.snapshot() as connection:
        found = await posts.posts(connection, at=list(holder.offices), person=holder.person)
    may = {
        id_: one
        for id_, one in found.items()
        if one.role in HANDED_OVER
        and not one.acting_for
        and one.holds_on(today)
        and may_hand_over(one, holder.appointments, today, holder.offices)
    }
    chosen = may.get(typed.get("post", ""))
    people = [who for (who,) in await pool.fetch(sql("people_found"), find, FOUND)] if find and may else []
    if people:
        await note(pool, reading(holder, "web handover", find[:100]), people)
    ids = {*people, *(one.person for one in may.values())}
    names = await names_of(looking, ids, "web handover")
    load = await posts.load_of(pool, holder.offices.get(chosen.at), today) if chosen else {}
    options = [
        Choice(id_, f"{called(one, _office(looking, one.at))}：{names[one.person]}", id_ == typed.get("post"))
        for id_, one in may.items()
    ]
    held: dict[str, list[str]] = {}
    for one in found.values():
        if one.person in people and one.holds_on(today):
            held.setdefault(one.person, []).append(called(one, _office(looking, one.at)))
    return looking.page(
        "handover.html",
        STATUS.get(refused.code, 422) if refused else 200,
        own=sorted(options, key=lambda one: one.text),
        chosen=chosen,
        chosen_text=f"{called(chosen, _office(looking, chosen.at))}：{names[chosen.person]}" if chosen else "",
        load=load,
        find=find,
        people=[
            Choice(who, f"{names[who]}（{who}）{'；'.join(held.get(who, ()))}", who == typed.get("to"))
            for who in people
        ],
        typed={"post": "", "to": "", "on": "", **typed},
        refused=refused,
        wrong=getattr(refused, "field", ""),
    )


# -- what is typed


class Missing(Refusal):
    """没有填: beside which field to say so."""

    def __init__(self, code: str, sentence: str, field: str) -> None:
        super().__init__(code, sentence)
        self.field = field


def _told(value: str, sentence: str, field: str) -> str:
    if not value or not value.isprintable():
        raise Missing("FIELD_MISSING", sentence + "。", field)
    return value


def _day(value: str, called_: str, field: str) -> date:
    try:
        return date.fromisoformat(value.strip())
    except ValueError:
        raise Missing("DAY_WRONG", f"请填{called_}，如 2026-12-01。", field) from None


def _office(looking: Visitor, at: str) -> str:
    office = looking.holder.offices.get(at)
    return office.name if office else at
