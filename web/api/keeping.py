"""账户管理 by an administrator: make an account for a person, hand out its one-time link, lock it out. And tokens of one's own."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from domain.refusals import Refusal
from ledger.accounts import Account
from web.api.forms import PROBLEMS, AccountName, Asked, Page, PersonId, Short
from web.desk import Desk
from web.identity import DeskOf, Keeper, Known

router = APIRouter(prefix="/api/v1", tags=["accounts"], responses=PROBLEMS)

LINK_LIFETIME = timedelta(hours=24)
MOST_DAYS = 366

Name = Annotated[AccountName, Path(description="账户名")]


class AccountQuery(BaseModel):
    """账户的一页."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: AccountName | None = None
    limit: int = Field(100, ge=1, le=500)


class NewAccount(Asked):
    """新建账户: for a person of the directory; an administrator needs none, and sees no case."""

    name: AccountName
    person: PersonId | None = None
    administrator: bool = False


class Link(BaseModel):
    """一次性链接: with it its holder chooses the account's password, once."""

    account: str
    link: str
    expires_at: datetime


class NewToken(Asked):
    """新建令牌, for a program that acts as oneself."""

    label: Short
    days: int = Field(30, ge=1, le=MOST_DAYS)


class Token(BaseModel):
    """令牌, said this once."""

    token: str
    expires_at: datetime


@router.get("/accounts", operation_id="listAccounts", summary="账户一览")
async def list_accounts(desk: DeskOf, _keeper: Keeper, query: Annotated[AccountQuery, Query()]) -> Page[Account]:
    found = await desk.record.accounts.page(query.after or "", query.limit + 1)
    page = found[: query.limit]
    return Page[Account](items=page, after=page[-1].name if len(found) > query.limit else None)


@router.post("/accounts", operation_id="makeAccount", summary="新建账户，得到一次性链接", status_code=201)
async def make(desk: DeskOf, holder: Keeper, asked: NewAccount) -> Link:
    if asked.person is None and not asked.administrator:
        raise Refusal("PERSON_MISSING", "请写明账户是谁的（人员编号）；只有系统管理员的账户可以不写。")
    made = await desk.record.accounts.make(
        asked.name, person=asked.person, administrator=asked.administrator, by=holder.account
    )
    if not made:
        raise Refusal("ACCOUNT_EXISTS", f"已有账户 {asked.name}。")
    return await link_for(desk, asked.name, by=holder.account)


@router.post(
    "/accounts/{name}/link", operation_id="renewLink", summary="另给一条一次性链接：忘记口令时", status_code=201
)
async def renew(desk: DeskOf, holder: Keeper, name: Name) -> Link:
    return await link_for(desk, name, by=holder.account)


@router.post(
    "/accounts/{name}/disable", operation_id="disableAccount", summary="停用账户：会话与令牌立即失效", status_code=204
)
async def disable(desk: DeskOf, holder: Keeper, name: Name) -> Response:
    if name == holder.account:
        raise Refusal("OWN_ACCOUNT", "不能停用自己的账户。")
    return await _switched(desk, name, disabled=True, by=holder.account)


@router.post("/accounts/{name}/enable", operation_id="enableAccount", summary="启用账户", status_code=204)
async def enable(desk: DeskOf, holder: Keeper, name: Name) -> Response:
    return await _switched(desk, name, disabled=False, by=holder.account)


@router.post("/me/tokens", operation_id="makeToken", summary="为程序新建令牌，只显示这一次", status_code=201)
async def make_token(desk: DeskOf, holder: Known, asked: NewToken) -> Token:
    if holder.kind != "session":  # else whoever finds one token keeps himself in for ever
        raise Refusal("NOT_PERMITTED", "令牌须登录后新建，不能用令牌新建令牌。")
    told = {"by": holder.account, "label": asked.label}
    token, expires_at = await desk.record.accounts.give(holder.account, "token", timedelta(days=asked.days), **told)
    return Token(token=token, expires_at=expires_at)


@router.delete("/me/tokens", operation_id="revokeTokens", summary="收回本人的全部令牌", status_code=204)
async def revoke_tokens(desk: DeskOf, holder: Known) -> Response:
    await desk.record.accounts.revoke(holder.account, "token")
    return Response(status_code=204)


async def link_for(desk: Desk, name: str, *, by: str) -> Link:
    """一次性链接 of an account, said this once. Errors: Refusal ACCOUNT_UNKNOWN."""
    secret, expires_at = await desk.record.accounts.give(name, "link", LINK_LIFETIME, by=by)
    return Link(account=name, link=f"{desk.address}/start/{secret}", expires_at=expires_at)


async def _switched(desk: Desk, name: str, *, disabled: bool, by: str) -> Response:
    if not await desk.record.accounts.disable(name, disabled=disabled, by=by):
        raise Refusal("ACCOUNT_UNKNOWN", f"没有账户 {name}。")
    return Response(status_code=204)
