"""身份 whose request it is: a bearer token of a program, or the session of a browser. Who may do what is asked here once."""

import time
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie, HTTPBearer

from ledger.accounts import Holder
from web.desk import Desk
from web.problems import Refused

COOKIE = "duban_session"

bearer = HTTPBearer(auto_error=False, scheme_name="token", description="程序用的令牌")
cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="session", description="浏览器登录后的会话")


def desk_of(request: Request) -> Desk:
    """The desk this application stands for."""
    desk: Desk = request.app.state.desk
    return desk


DeskOf = Annotated[Desk, Depends(desk_of)]


def secret_of(request: Request) -> str | None:
    """What the request shows: a token wins over a cookie, so that a program is never taken for a browser's user."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return token.strip() if scheme.casefold() == "bearer" else None
    return request.cookies.get(COOKIE)


async def holder_if_any(request: Request, desk: DeskOf) -> Holder | None:
    """Who asks, None for whoever has not signed in. Errors: Refused TOO_MANY."""
    secret = secret_of(request)
    holder = await desk.record.accounts.holder(secret) if secret else None
    if holder is not None and (wait := desk.accounts_spend.wait(holder.account, time.monotonic())):
        raise Refused("TOO_MANY", "请求过于频繁，请稍后再试。", retry_after=wait)
    if holder is not None and desk.ahead and desk.record.ledger.kind == "drill":
        return replace(holder, clock=holder.clock + desk.ahead)
    return holder


async def known(
    holder: Annotated[Holder | None, Depends(holder_if_any)],
    _token: Annotated[object, Security(bearer)],
    _session: Annotated[object, Security(cookie)],
) -> Holder:
    """Who asks. Errors: Refused NOT_SIGNED_IN."""
    if holder is None:
        raise Refused("NOT_SIGNED_IN", "请先登录，或出示有效的令牌。")
    return holder


Known = Annotated[Holder, Depends(known)]


async def reader(holder: Known) -> Holder:
    """Who reads cases. Errors: Refused NOT_PERMITTED for who only keeps accounts."""
    if not holder.sight.areas and not holder.sight.entities:
        raise Refused("NOT_PERMITTED", "这个账户不查阅案件。")
    return holder


Reader = Annotated[Holder, Depends(reader)]


async def writer(holder: Known) -> Holder:
    """Who acts. Errors: Refused NOT_PERMITTED: an auditor reads, an administrator keeps accounts."""
    if not holder.sight.writes or holder.person is None:
        raise Refused("NOT_PERMITTED", "这个账户不办理案件。")
    return holder


Writer = Annotated[Holder, Depends(writer)]


async def keeper(holder: Known) -> Holder:
    """Who keeps the accounts. Errors: Refused NOT_PERMITTED."""
    if not holder.sight.administers:
        raise Refused("NOT_PERMITTED", "只有系统管理员管理账户。")
    return holder


Keeper = Annotated[Holder, Depends(keeper)]
