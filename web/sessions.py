"""会话 signing in and out: what opens a session, and what ends it. The secret is in a cookie no script reads, and in PostgreSQL as a digest."""

from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from domain.refusals import Refusal
from ledger.accounts import Holder, Lock
from web.desk import Desk
from web.identity import COOKIE, secret_of
from web.passwords import acceptable
from web.problems import Refused

SESSION_LIFETIME = timedelta(hours=12)
WRONG = "账户名或口令不对。"


async def session_of(desk: Desk, request: Request, name: str, password: str) -> str:
    """A new session's secret. Errors: Refused PASSWORD_WRONG, ACCOUNT_RESTS, LOCAL_OFF."""
    _local(desk)
    accounts = desk.record.accounts
    lock = await _lock(desk, name)
    right = await desk.passwords.right(lock.password if lock else None, password)
    if lock is None or lock.disabled or not right:
        if lock is not None and not right:
            await accounts.failed(name)
        raise Refused("PASSWORD_WRONG", WRONG)
    await accounts.let_in(name)
    return await _begun(desk, request, name)


async def session_for(desk: Desk, request: Request, name: str) -> str:
    """A new session's secret, for whom the government's own sign-in has vouched. Errors: Refused OIDC_ACCOUNT, ACCOUNT_RESTS."""
    lock = await _lock(desk, name)
    if lock is None or lock.disabled:
        known = name[:64] if name.isprintable() else ""
        raise Refused("OIDC_ACCOUNT", f"统一身份已确认，但这里没有可用的账户 {known}。请找系统管理员新建或启用。")
    return await _begun(desk, request, name)


async def _lock(desk: Desk, name: str) -> Lock | None:
    lock = await desk.record.accounts.lock(name) if "\x00" not in name else None
    if lock is not None and lock.rests:
        # said whatever the password, so that nobody learns by trying on
        sentence = "口令错误次数过多，或已被锁定，这个账户暂时不能登录，请稍后再试。"
        raise Refused("ACCOUNT_RESTS", sentence, retry_after=lock.rests)
    return lock


def _local(desk: Desk) -> None:
    if desk.settings.oidc_only:
        raise Refused("LOCAL_OFF", "这里只用统一身份登录，不用口令。")


async def _begun(desk: Desk, request: Request, name: str) -> str:
    accounts = desk.record.accounts
    browser = request.headers.get("user-agent", "")
    if (old := secret_of(request)) and (holder := await accounts.holder(old, ["session"])):
        await accounts.revoke(holder.account, "session", digest=holder.digest)
    secret, _ = await accounts.give(name, "session", SESSION_LIFETIME, by=name, label=browser.replace("\x00", ""))
    return secret


async def opened(desk: Desk, secret: str, password: str, again: str) -> str | None:
    """一次性链接: the account whose password it has now set, or None when it serves no more.

    Errors: Refusal PASSWORD_DIFFERS, PASSWORD_WEAK, LOCAL_OFF.
    """
    _local(desk)
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
