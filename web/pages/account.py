"""本人 one's posts, who signs in one's place, what one takes over, and what opens the door in one's name."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from domain.delegation import called
from domain.refusals import Refusal
from ledger import posts
from web.api.keeping import MOST_DAYS
from web.naming import names_of
from web.pages.shell import Looking, Visitor
from web.problems import STATUS

router = APIRouter(include_in_schema=False)

Typed = Annotated[str, Form(max_length=200)]
LONGEST_LABEL = 100
OWN_HANDS = "这一项须登录后由本人办理，不能凭令牌。"


def in_person(looking: Visitor) -> str:
    """The person who has signed in himself. Errors: Refusal NOT_PERMITTED: a found token must not become more."""
    if looking.holder.kind != "session":
        raise Refusal("NOT_PERMITTED", OWN_HANDS)
    if looking.holder.person is None:
        raise Refusal("NOT_PERMITTED", "这个账户没有人员，不任职。")
    return looking.holder.person


@router.get("/account")
async def account(looking: Looking) -> Response:
    return await _page(looking)


@router.post("/account/tokens")
async def make_token(looking: Looking, label: Typed = "", days: Typed = "30") -> Response:
    holder, label = looking.holder, " ".join(label.split())
    if (refused := _refused(looking, label, days)) is not None:
        return await _page(looking, refused, label=label, days=days)
    told = {"by": holder.account, "label": label}
    token, until = await looking.desk.record.accounts.give(holder.account, "token", timedelta(days=int(days)), **told)
    return await _page(looking, token=token, until=until)


def _refused(looking: Visitor, label: str, days: str) -> Refusal | None:
    if looking.holder.kind != "session":
        return Refusal("NOT_PERMITTED", OWN_HANDS)
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        return Refusal("LABEL_MISSING", f"请写明令牌给什么程序用（{LONGEST_LABEL} 字以内）。")
    if not days.isdecimal() or not days.isascii() or not 1 <= int(days) <= MOST_DAYS:
        return Refusal("DAYS_WRONG", f"有效天数为 1 至 {MOST_DAYS} 的整数。")
    return None


@router.post("/account/revoke")
async def revoke(looking: Looking, handle: Typed = "") -> Response:
    if looking.holder.kind != "session":
        raise Refusal("NOT_PERMITTED", OWN_HANDS)
    accounts = looking.desk.record.accounts
    await accounts.revoke_one(looking.holder.account, handle.replace("\x00", ""), by=looking.holder.account)
    return RedirectResponse("/account#sessions", 303)


@router.post("/account/handovers/{number}/acknowledge")
async def acknowledge(looking: Looking, number: int) -> Response:
    person = in_person(looking)
    if not 0 < number < 2**53 or not await posts.acknowledge(looking.desk.record.ledger.pool, number, by=person):
        return await _page(looking, Refusal("HANDOVER_UNKNOWN", "没有等您签收的这一交接，可能已经签收。"))
    return RedirectResponse("/account#handovers", 303)


async def _page(looking: Visitor, refused: Refusal | None = None, **told: object) -> Response:
    holder, accounts = looking.holder, looking.desk.record.accounts
    own = [one for one in holder.appointments if one.until is None or one.until >= looking.today]
    acting, passed = [], []
    if holder.person is not None:
        async with looking.seen.snapshot() as connection:
            around = (await posts.posts(connection, person=holder.person)).values()
            acting = [
                one
                for one in around
                if one.acting_for == holder.person and (one.until is None or looking.today <= one.until)
            ]
            passed = await posts.handovers(connection, between=holder.person, limit=20)
    # whom one works with: an administrator without a person has nobody, and asks for nobody
    ids = [*(one.acting_for for one in own), *(one.person for one in acting), *(one.at for one in (*own, *acting))]
    names = await names_of(looking, [*ids, *(who for one in passed for who in (one.giver, one.taker))], "web account")
    status = STATUS.get(refused.code, 422) if refused else 200
    told = {"token": None, "until": None, "label": "", "days": "30", **told}
    return looking.page(
        "account.html",
        status,
        own=own,
        acting=acting,
        handovers=passed,
        names=names,
        called=called,
        credentials=await accounts.credentials(holder.account, "session", "token"),
        current=holder.digest.hex()[:16],
        refused=refused,
        **told,
    )
