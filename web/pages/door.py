"""门 signing in and out, choosing a password by a one-time link, and who one is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from domain.refusals import Refusal
from ledger.accounts import Holder
from web.desk import Desk
from web.identity import DeskOf, holder_if_any
from web.oidc import PATH
from web.pages.shell import Looking
from web.problems import STATUS
from web.rendering import templates
from web.sessions import let_in, let_out, opened, session_of

router = APIRouter(include_in_schema=False)

Somebody = Annotated[Holder | None, Depends(holder_if_any)]
Typed = Annotated[str, Form(max_length=200)]
Next = Annotated[str, Query(max_length=200)]


@router.get("/")
async def start(looking: Looking) -> Response:
    return RedirectResponse(looking.home, 303)


@router.get("/sign-in")
async def door(desk: DeskOf, holder: Somebody, next: Next = "") -> Response:  # noqa: A002 -- the address's word
    return RedirectResponse(within(next), 303) if holder else _page("sign_in.html", desk, came=within(next))


@router.post("/sign-in")
async def sign_in(desk: DeskOf, request: Request, name: Typed = "", password: Typed = "", came: Typed = "") -> Response:
    try:
        secret = await session_of(desk, request, name.strip(), password)
    except Refusal as refused:
        return door_again(desk, refused, name=name, came=within(came))
    return let_in(desk, RedirectResponse(within(came), 303), secret)


@router.post("/sign-out")
async def sign_out(desk: DeskOf, holder: Somebody) -> Response:
    answer = RedirectResponse("/sign-in", 303)
    return answer if holder is None else await let_out(desk, answer, holder)


@router.get("/start/{secret}")
async def choose(desk: DeskOf, secret: str) -> Response:
    # looking at it does not use it up: chat programs and mail scanners look first
    holder = await desk.record.accounts.holder(secret, ["link"])
    status = 200 if holder else 404
    return _page("choose.html", desk, status, account=holder.account if holder else None)


@router.post("/start/{secret}")
async def chosen(desk: DeskOf, request: Request, secret: str, password: Typed = "", again: Typed = "") -> Response:
    holder = await desk.record.accounts.holder(secret, ["link"])
    try:
        name = await opened(desk, secret, password, again)
    except Refusal as refused:
        return _again("choose.html", desk, refused, account=holder.account if holder else None)
    if name is None:
        return _page("choose.html", desk, 404, account=None)
    return let_in(desk, RedirectResponse("/", 303), await session_of(desk, request, name, password))


def door_again(desk: Desk, refused: Refusal, *, name: str = "", came: str = "/", trace: str = "") -> HTMLResponse:
    """门 once more, saying why nobody came in."""
    return _again("sign_in.html", desk, refused, name=name, came=came, trace=trace)


def within(path: str) -> str:
    """A path of the desk and of nowhere else, whatever the address said."""
    stays = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if stays else "/"


def _page(template: str, desk: Desk, status: int = 200, **told: object) -> HTMLResponse:
    outside = {"oidc": desk.oidc is not None, "only": desk.settings.oidc_only, "path": PATH}
    told = {"sentence": "", "name": "", "trace": "", "sample": desk.record.ledger.kind != "real", **outside, **told}
    return HTMLResponse(templates.get_template(template).render(**told), status)


def _again(template: str, desk: Desk, refused: Refusal, **told: object) -> HTMLResponse:
    answer = _page(template, desk, STATUS.get(refused.code, 422), sentence=refused.sentence, **told)
    answer.headers.update(getattr(refused, "headers", {}))
    return answer
