"""会话 signing in and out: what opens a session, and what ends it. The secret is in a cookie no script reads, and in PostgreSQL as a digest."""

from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from domain.refusals import Refusal
from ledger.accounts import Holder
from web.desk import Desk
from web.identity import COOKIE, secret_of
from web.passwords import acceptable
from web.problems import Refused

SESSION_LIFETIME = timedelta(hours=12)
WRONG = "账户名或口令不对。"


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
