"""本人 who one is to the desk; signing in and out for browsers that speak to the API."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import StringConstraints
from starlette.responses import Response

from domain.glossary import LABELS
from ledger.accounts import Holder
from web.api.forms import PROBLEMS, AreaView, Asked, Me, Post
from web.desk import Desk
from web.identity import DeskOf, Known
from web.passwords import LONGEST
from web.sessions import let_in, let_out, session_of

router = APIRouter(prefix="/api/v1", tags=["me"], responses=PROBLEMS)


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
