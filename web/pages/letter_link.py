"""签收链接 made by the office for the principal, to be sent by the office's own channel. Who made it for whom is on record."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from domain.case import Case, Letter
from domain.glossary import LETTERS
from domain.people import Appointment, Role
from domain.policy import holds
from domain.refusals import Refusal
from ledger import acks, posts
from web.naming import names_of
from web.pages.ack import link_of, not_now, signable
from web.pages.delegation import Choice
from web.pages.shell import Reading, Visitor
from web.problems import STATUS

router = APIRouter(include_in_schema=False)

MAKERS = (Role.REGULATOR, Role.TOWN, Role.COMMISSION_OFFICE)
Typed = Annotated[str, Form(max_length=64)]
PLACE = "/cases/{number}/letters/{cycle}/{letter}/link"
"""a letter's id is its cycle and what it is"""


@router.get(PLACE)
async def look(looking: Reading, number: str, cycle: str, letter: str) -> Response:
    case, found = await _letter(looking, number, f"{cycle}/{letter}")
    return await _page(looking, case, found, await _principals(looking, case))


@router.post(PLACE)
async def make(looking: Reading, number: str, cycle: str, letter: str, person: Typed = "") -> Response:
    case, found = await _letter(looking, number, f"{cycle}/{letter}")
    principals = await _principals(looking, case)
    if person not in {one.person for one in principals}:
        refused = Refusal("PERSON_MISSING", "请选签收人：本单位现任的主要负责人。")
        return await _page(looking, case, found, principals, refused)
    by, pool = looking.holder.account, looking.desk.record.ledger.pool
    secret, until = await acks.give(pool, case.number, found.id, person, by=by)
    return await _page(looking, case, found, principals, made=link_of(looking, secret), until=until)


async def _letter(looking: Visitor, number: str, letter_id: str) -> tuple[Case, Letter]:
    """文书 of a case within sight. Errors: Refusal CASE_UNKNOWN, NOT_PERMITTED, LETTER_UNKNOWN."""
    found = await looking.case(number)
    holder = looking.holder
    if holds(holder.appointments, MAKERS, found.case, looking.today, holder.offices) is None:
        raise Refusal("NOT_PERMITTED", "签收链接由监管部门、镇街或安委办给出。")
    letter = found.case.letter(letter_id)
    if letter is None:
        raise Refusal("LETTER_UNKNOWN", "本案没有这份文书。")
    if letter.to is not Role.ENTITY or (letter.live and not signable(letter)):
        raise Refusal("LETTER_MOVED", "只有已印发、发给单位的文书可以凭链接签收。")
    return found.case, letter


async def _principals(looking: Visitor, case: Case) -> list[Appointment]:
    """主要负责人 of today."""
    async with looking.seen.snapshot() as connection:
        held = (await posts.posts(connection, at=[case.entity])).values()
    return [one for one in held if one.head and one.role is Role.ENTITY and one.holds_on(looking.today)]


async def _page(
    looking: Visitor,
    case: Case,
    letter: Letter,
    principals: Sequence[Appointment],
    refused: Refusal | None = None,
    **told: object,
) -> Response:
    given = await acks.given(looking.desk.record.ledger.pool, case.number, letter.id)
    ids = [*(one.person for one in principals), *(one.person for one in given)]
    names = await names_of(looking, ids, "web letter link", case.number)
    return looking.page(
        "letter_link.html",
        STATUS.get(refused.code, 422) if refused else 200,
        case=case,
        letter=letter,
        called=LETTERS[letter.kind] + (f"（{letter.number}）" if letter.number else ""),
        why=not_now(case, letter),
        principals=[Choice(one.person, names[one.person], len(principals) == 1) for one in principals],
        given=given,
        names=names,
        refused=refused,
        **{"made": None, "until": None, **told},
    )
