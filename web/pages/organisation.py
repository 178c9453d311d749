"""机构 offices, entities and leaders, and who answered for what on which day. Reading a name is on record."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import RedirectResponse, Response

from activities.door import CASE_NUMBER
from domain.people import Appointment, Role
from domain.refusals import Refusal
from ledger import posts
from ledger.questions.organisation import answering, entities, entities_of, tree
from web.naming import names_of
from web.pages.shell import Reading, Visitor
from web.problems import unknown
from web.rendering import link

router = APIRouter(include_in_schema=False)

Asked = Annotated[str, Query(max_length=200)]
PAGE = 50
OF_ONE_OFFICE = (Role.REGULATOR, Role.APPROVER, Role.LEGAL)


@router.get("/organisation")
async def organisation(looking: Reading, day: Asked = "") -> Response:
    on, wrong = _day(looking, day)
    async with looking.seen.snapshot() as connection:
        held = list((await posts.posts(connection, at=list(looking.holder.offices))).values())
    there = [one for one in held if one.holds_on(on)]
    leaders = [one for one in there if one.role is Role.COMMISSION_LEADER]
    heads = [one for one in there if one.head or one.acting_for]
    people: dict[str, set[str]] = {}
    for one in there:
        people.setdefault(one.at, set()).add(one.person)
    return looking.page(
        "organisation.html",
        422 if wrong else 200,
        branches=tree(looking.holder.offices),
        heads=_by_place(heads),
        people={place: len(who) for place, who in people.items()},
        leaders=sorted(leaders, key=lambda one: (not one.head, one.post)),
        names=await _names(looking, (*heads, *leaders)),
        on=on,
        wrong=wrong,
    )


@router.get("/organisation/on")
async def on(looking: Reading, day: Asked = "", case: Asked = "", office: Asked = "") -> Response:
    """To who answered that day: for a case, else for an office, else for all."""
    case, office = case.strip().removeprefix("case-"), office.strip()
    if case and CASE_NUMBER.fullmatch(case) is None:
        raise unknown(_plain(case)[:40])
    if office and office not in looking.holder.offices:
        raise Refusal("NOT_FOUND", "没有这个机构。")
    place = f"/organisation/cases/{case}" if case else f"/organisation/offices/{office}" if office else "/organisation"
    return RedirectResponse(link(place, {"day": day}), 303)


@router.get("/organisation/offices/{office}")
async def one_office(looking: Reading, office: str, day: Asked = "") -> Response:
    known = looking.holder.offices.get(office)
    if known is None:
        raise Refusal("NOT_FOUND", "没有这个机构。")
    on, wrong = _day(looking, day)
    async with looking.seen.snapshot() as connection:
        held = (await posts.posts(connection, at=[office])).values()
        passed = await posts.handovers(connection, office=office)
    there, others = _then_and_else(held, on)
    names = await _names(looking, (*there, *others), *(who for one in passed for who in (one.giver, one.taker, one.by)))
    return looking.page(
        "organisation_office.html",
        422 if wrong else 200,
        office=known,
        superior=looking.holder.offices.get(known.superior or ""),
        below=[one for one in looking.holder.offices.values() if one.superior == office and one.id != office],
        there=there,
        others=others,
        handovers=passed,
        names=names,
        on=on,
        wrong=wrong,
    )


@router.get("/organisation/cases/{number}")
async def one_case(looking: Reading, number: str, day: Asked = "") -> Response:
    found = await looking.case(number)
    on, wrong = _day(looking, day)
    case, offices = found.case, looking.holder.offices
    async with looking.seen.snapshot() as connection:
        held = (await posts.posts(connection, at=[*offices, case.entity])).values()
    groups = answering(case, held, offices, on)
    near, far = _near_and_far(groups, case.office)
    everybody = [one for ones in groups.values() for one in ones]
    return looking.page(
        "organisation_case.html",
        422 if wrong else 200,
        case=case,
        groups=near,
        others=far,
        names=await _names(looking, everybody, case.office, subject=number),
        on=on,
        wrong=wrong,
    )


@router.get("/organisation/entities")
async def listing(looking: Reading, q: Asked = "", after: Asked = "") -> Response:
    q, after = _plain(q), _plain(after)
    async with looking.seen.snapshot() as connection:
        found = await entities(connection, looking.today, q, after=after or None, limit=PAGE + 1)
        page = found[:PAGE]
        held = (await posts.posts(connection, at=[one.entity.id for one in page])).values()
    principals = [one for one in held if one.head and one.holds_on(looking.today)]
    return looking.page(
        "organisation_entities.html",
        rows=page,
        principals=_by_place(principals),
        names=await _names(looking, principals),
        q=q,
        after=page[-1].entity.id if len(found) > PAGE else None,
    )


@router.get("/organisation/entity")
async def one_entity(looking: Reading, entity: Asked = "", day: Asked = "") -> Response:
    on, wrong = _day(looking, day)
    async with looking.seen.snapshot() as connection:
        found = await entities_of(connection, looking.today, [_plain(entity)])
        held = (await posts.posts(connection, at=[found[0].entity.id])).values() if found else ()
    if not found:
        raise Refusal("NOT_FOUND", "没有这个单位，或不在您的管辖范围内。")
    there, others = _then_and_else(held, on)
    return looking.page(
        "organisation_entity.html",
        422 if wrong else 200,
        row=found[0],
        there=there,
        others=others,
        names=await _names(looking, (*there, *others)),
        on=on,
        wrong=wrong,
    )


async def _names(
    looking: Visitor, held: Iterable[Appointment], *others: str | None, subject: str = ""
) -> dict[str, str]:
    ids = [name for one in held for name in (one.person, one.acting_for, one.at)]
    return await names_of(looking, [*ids, *others], "web organisation", subject)


def _day(looking: Visitor, typed: str) -> tuple[date, str]:
    """The day asked about; today when none is, or none that can be."""
    if not typed.strip():
        return looking.today, ""
    try:
        return date.fromisoformat(typed.strip()), ""
    except ValueError:
        return looking.today, "日期请写成 2026-12-01 这样；下面按今天显示。"


def _near_and_far(
    groups: dict[Role, list[Appointment]], office: str | None
) -> tuple[dict[Role, list[Appointment]], dict[Role, list[Appointment]]]:
    """Of the roles in which one office handles a case, its people, and who else might have; of the others everybody."""
    near, far = dict(groups), {}
    for role in OF_ONE_OFFICE:
        ones = groups.get(role, [])
        if own := [one for one in ones if one.at == office]:
            near[role] = own
            far[role] = [one for one in ones if one.at != office]
    return near, {role: ones for role, ones in far.items() if ones}


def _then_and_else(held: Collection[Appointment], on: date) -> tuple[list[Appointment], list[Appointment]]:
    """Who held that day, and who on other days, the latest first."""
    there = sorted((one for one in held if one.holds_on(on)), key=_rank)
    others = sorted((one for one in held if not one.holds_on(on) and _ever(one)), key=_since, reverse=True)
    return there, others


def _by_place(held: Iterable[Appointment]) -> dict[str, list[Appointment]]:
    found: dict[str, list[Appointment]] = {}
    for one in sorted(held, key=_rank):
        found.setdefault(one.at, []).append(one)
    return found


def _rank(one: Appointment) -> tuple[int, str, str]:
    """The head, who stands in for him, everybody else."""
    return 0 if one.head else 1 if one.acting_for else 2, one.role.value, one.person


def _since(one: Appointment) -> tuple[date, date]:
    return one.until or date.max, one.since or date.min


def _ever(one: Appointment) -> bool:
    """Whether it held on any day: a delegation taken back before it began did not."""
    return one.since is None or one.until is None or one.since <= one.until


def _plain(typed: str) -> str:
    return "".join(sign for sign in typed if sign.isprintable()).strip()
