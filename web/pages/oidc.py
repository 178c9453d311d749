"""统一身份登录 the way out to the government's own sign-in, and the way back. Who comes back must have an account here."""

import structlog
from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from domain.refusals import Refusal
from web.desk import Desk
from web.identity import DeskOf
from web.oidc import BACK, COOKIE, LIFETIME, PATH, Oidc, Untrusted
from web.pages.door import Next, door_again, within
from web.sessions import let_in, session_for

router = APIRouter(include_in_schema=False)
log = structlog.get_logger(__name__)


@router.get(PATH)
async def begin(desk: DeskOf, request: Request, next: Next = "") -> Response:  # noqa: A002 -- the address's word
    try:
        there, kept = await _provider(desk).begin(within(next))
    except Refusal as refused:
        return _refused(desk, request, refused)
    answer = RedirectResponse(there, 303)
    # lax: the provider sends the browser back by a link of its own, and the cookie must come with it
    answer.set_cookie(COOKIE, kept, max_age=LIFETIME, httponly=True, samesite="lax", secure=desk.secure, path=PATH)
    return answer


@router.get(BACK)
async def back(desk: DeskOf, request: Request) -> Response:
    try:
        now = (await desk.record.accounts.clock()).timestamp()
        name, came = await _provider(desk).finish(request.query_params, request.cookies.get(COOKIE, ""), now)
        secret = await session_for(desk, request, name)
    except Refusal as refused:
        answer = _refused(desk, request, refused)
    else:
        answer = let_in(desk, RedirectResponse(within(came), 303), secret)
    answer.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=desk.secure, path=PATH)
    return answer


def _provider(desk: Desk) -> Oidc:
    if desk.oidc is None:
        raise Refusal("NOT_FOUND", "这里没有接统一身份平台，请用本地账户登录。")
    return desk.oidc


def _refused(desk: Desk, request: Request, refused: Refusal) -> Response:
    trace = request.scope.get("duban.trace", "")
    why = refused.why if isinstance(refused, Untrusted) else refused.sentence
    log.warning("oidc_refused", code=refused.code, why=why, trace=trace)
    return door_again(desk, refused, trace=str(trace))
