"""登录与退出 for browsers; the session's secret is in a cookie no script reads, and in PostgreSQL as a digest."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from domain.glossary import LABELS
from domain.refusals import Refusal
from ledger.accounts import Holder
from web.desk import Desk
from web.forms import PROBLEMS, AreaView, Asked, Me, Post
from web.identity import COOKIE, DeskOf, Known, secret_of
from web.passwords import LONGEST, acceptable
from web.problems import Refused

router = APIRouter(prefix="/api/v1", tags=["me"], responses=PROBLEMS)

SESSION_LIFETIME = timedelta(hours=12)
WRONG = "账户名或口令不对。"


class SignIn(Asked):
    """登录."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    password: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]


@router.post("/sign-in", operation_id="signIn", summary="登录：会话放在 cookie 里", status_code=204)
async def sign_in(desk: DeskOf, request: Request, asked: SignIn) -> Response:
    return let_in(desk, Response(status_code=204), await session_of(desk, request, asked.name, asked.password))


@router.post("/sign-out", operation_id="signOut", summary="退出：会话立即失效", status_code=204)
async def sign_out(desk: DeskOf, holder: Known) -> Response:
    return await let_out(desk, Response(status_code=204), holder)


@router.get("/me", operation_id="getMe", summary="本人：账户、任职、可见范围")
async def get_me(desk: DeskOf, holder: Known) -> Me:
    return me_of(desk, holder)


def me_of(desk: Desk, holder: Holder) -> Me:
    """What an account is told about itself."""
    day = holder.clock.date()
    posts = [
        Post(
            role=one.role,
            role_name=LABELS.get(one.role, one.role),
            at=one.at,
            office=holder.offices[one.at].name if one.at in holder.offices else "",
            post=one.post,
            head=one.head,
        )
        for one in holder.appointments
        if one.holds_on(day)
    ]
    return Me(
        account=holder.account,
        person=holder.person,
        kind=holder.kind,
        expires_at=holder.expires_at,
        posts=posts,
        areas=[AreaView(jurisdiction=one.jurisdiction, industries=list(one.industries)) for one in holder.sight.areas],
        entities=sorted(holder.sight.entities),
        writes=holder.sight.writes and holder.person is not None,
        administers=holder.sight.administers,
        ledger=desk.record.ledger.kind,
    )


async def session_of(desk: Desk, request: Request, name: str, password: str) -> str:
    """A new session's secret. Errors: Refused PASSWORD_WRONG, ACCOUNT_RESTS."""
    accounts = desk.record.accounts
    lock = await accounts.lock(name) if "\x00" not in name else None
    if lock is not None and lock.rests:
        # said whatever the password, so that nobody learns by trying on
        sentence = "口令错误次数过多，这个账户暂时不能登录，请稍后再试。"
        raise Refused("ACCOUNT_RESTS", sentence, retry_after=lock.rests)
    right = await desk.passwords.right(lock.password if lock else None, password)
    if lock is None or lock.disabled or not right:
        if lock is not None and not right:
            await accounts.failed(name)
        raise Refused("PASSWORD_WRONG", WRONG)
    await accounts.let_in(name)
    browser = request.headers.get("user-agent", "")
    if (old := secret_of(request)) and (holder := await accounts.holder(old, ["session"])):
        await accounts.revoke(holder.account, "session", digest=holder.digest)
    secret, _ = await accounts.give(name, "session", SESSION_LIFETIME, by=name, label=browser.replace("\x00", ""))
    return secret


async def opened(desk: Desk, secret: str, password: str, again: str) -> str | None:
    """一次性链接: the account whose password it has now set, or None when it serves no more.

    Errors: Refusal PASSWORD_DIFFERS, PASSWORD_WEAK.
    """
    if password != again:
        raise Refusal("PASSWORD_DIFFERS", "两次输入的口令不同。")
    holder = await desk.record.accounts.holder(secret, ["link"])
    if holder is None:
        return None
    return await desk.record.accounts.use_link(
        secret, await desk.passwords.hashed(acceptable(holder.account, password))
    )


def let_in(desk: Desk, answer: Response, secret: str) -> Response:
    """The answer, with the session's cookie."""
    age = int(SESSION_LIFETIME.total_seconds())
    answer.set_cookie(COOKIE, secret, max_age=age, httponly=True, samesite="lax", secure=desk.secure, path="/")
    return answer


async def let_out(desk: Desk, answer: Response, holder: Holder) -> Response:
    """The answer, with the session gone. A program's token stays: it is taken back by name."""
    if holder.kind == "session":
        await desk.record.accounts.revoke(holder.account, "session", digest=holder.digest)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=desk.secure, path="/")
    return answer
