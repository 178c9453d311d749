"""账户 by an administrator: make one for a person, hand out its one-time link, let it rest, take back what it opened."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query
from pydantic import TypeAdapter, ValidationError
from starlette.responses import RedirectResponse, Response

from domain.refusals import Refusal
from ledger import posts
from ledger.access import note
from ledger.accounts import Account
from ledger.sql import sql
from web.api.forms import AccountName
from web.api.keeping import link_for
from web.naming import names_of
from web.pages.delegation import Choice
from web.pages.shell import Keeping, Visitor
from web.problems import STATUS
from web.reading import reading

router = APIRouter(include_in_schema=False)

PAGE = 100
FOUND = 20
LOCKED = timedelta(days=1)

Typed = Annotated[str, Form(max_length=200)]
Asked = Annotated[str, Query(max_length=200)]
NAME: TypeAdapter[str] = TypeAdapter(AccountName)


@router.get("/accounts")
async def listing(looking: Keeping, q: Asked = "", after: Asked = "") -> Response:
    q, pool = _plain(q), looking.desk.record.ledger.pool
    persons = await _persons(looking, q) if q else []
    found = await pool.fetch(sql("accounts_found"), q, persons, _plain(after), PAGE + 1)
    page = [Account(**one) for one in found[:PAGE]]
    return looking.page(
        "accounts.html",
        accounts=page,
        names=await names_of(looking, [one.person for one in page], "web accounts"),
        q=q,
        after=page[-1].name if len(found) > PAGE else None,
    )


@router.get("/accounts/new")
async def new(looking: Keeping, find: Asked = "", person: Asked = "") -> Response:
    return await _new(looking, find, person=person)


@router.post("/accounts/new")
async def make(
    looking: Keeping, name: Typed = "", person: Typed = "", find: Typed = "", administrator: Typed = ""
) -> Response:
    name, keeps = name.strip(), bool(administrator)
    try:
        if not _is_name(name):
            raise Refusal("NAME_WRONG", "账户名用小写字母、数字和 . _ -，以字母或数字开头，最长 64 个字符。")  # noqa: TRY301
        if not person and not keeps:
            raise Refusal("PERSON_MISSING", "请找到并选定账户是谁的；只有系统管理员的账户可以不选。")  # noqa: TRY301
        accounts, by = looking.desk.record.accounts, looking.holder.account
        if not await accounts.make(name, person=_plain(person) or None, administrator=keeps, by=by):
            raise Refusal("ACCOUNT_EXISTS", f"已有账户 {name}，请另起一个名字。")  # noqa: TRY301
    except Refusal as refused:
        return await _new(looking, find, refused, name=name, person=person, administrator=administrator)
    return await _given(looking, name)


@router.get("/accounts/{name}")
async def one(looking: Keeping, name: str) -> Response:
    return await _one(looking, name)


@router.post("/accounts/{name}/link")
async def give_link(looking: Keeping, name: str) -> Response:
    await _found(looking, name)
    return await _given(looking, name)


@router.post("/accounts/{name}/{deed}")
async def change(looking: Keeping, name: str, deed: str, handle: Typed = "") -> Response:
    account, accounts, by = await _found(looking, name), looking.desk.record.accounts, looking.holder.account
    if name == by and deed in {"disable", "lock"}:
        return await _one(looking, name, Refusal("OWN_ACCOUNT", "不能停用或锁定自己的账户。"))
    match deed:
        case "disable" | "enable":
            await accounts.disable(account.name, disabled=deed == "disable", by=by)
        case "lock" | "unlock":
            await accounts.lock_out(account.name, LOCKED if deed == "lock" else None, by=by)
        case "revoke":
            await accounts.revoke_one(account.name, _plain(handle), by=by)
        case _:
            raise Refusal("NOT_FOUND", "没有这种办法。")
    return RedirectResponse(f"/accounts/{account.name}", 303)


async def _new(looking: Visitor, find: str, refused: Refusal | None = None, **typed: str) -> Response:
    find = _plain(find)
    people = await _persons(looking, find) if find else []
    names = await names_of(looking, people, "web accounts", find)
    chosen = typed.get("person", "")
    return looking.page(
        "account_new.html",
        STATUS.get(refused.code, 422) if refused else 200,
        find=find,
        people=await _choices(looking, people, names, chosen),
        typed={"name": "", "person": "", "administrator": "", **typed},
        refused=refused,
    )


async def _choices(looking: Visitor, people: Sequence[str], names: dict[str, str], chosen: str) -> list[Choice]:
    """人员 with where they are: two may bear one name. By the service's role: an administrator sees no directory."""
    pool, at = looking.desk.record.ledger.pool, dict[str, set[str]]()
    for who in people:
        at[who] = {one.at for one in await posts.posts_of(pool, who) if one.holds_on(looking.today)}
    places = await names_of(looking, set().union(*at.values()), "web accounts")
    return [
        Choice(who, f"{names[who]}（{who}）{'、'.join(sorted(places[one] for one in at[who]))}", who == chosen)
        for who in people
    ]


async def _persons(looking: Visitor, q: str) -> list[str]:
    """人员 by a part of the name; that they were looked for is on record."""
    found = [who for (who,) in await looking.desk.record.ledger.pool.fetch(sql("people_found"), q, FOUND)]
    await note(looking.desk.record.ledger.pool, reading(looking.holder, "web accounts", q), found)
    return found


async def _found(looking: Visitor, name: str) -> Account:
    account = await looking.desk.record.accounts.account(name) if _is_name(name) else None
    if account is None:
        raise Refusal("ACCOUNT_UNKNOWN", f"没有账户 {name[:64]}。")
    return account


async def _given(looking: Visitor, name: str) -> Response:
    given = await link_for(looking.desk, name, by=looking.holder.account)
    return await _one(looking, name, link=given.link, until=given.expires_at)


async def _one(looking: Visitor, name: str, refused: Refusal | None = None, **told: object) -> Response:
    account = await _found(looking, name)
    return looking.page(
        "account_one.html",
        STATUS.get(refused.code, 422) if refused else 200,
        account=account,
        names=await names_of(looking, [account.person], "web accounts", name),
        credentials=await looking.desk.record.accounts.credentials(name, "session", "token", "link"),
        refused=refused,
        **{"link": None, "until": None, **told},
    )


def _is_name(name: str) -> bool:
    try:
        NAME.validate_python(name)
    except ValidationError:
        return False
    return True


def _plain(typed: str) -> str:
    return " ".join("".join(sign for sign in typed if sign.isprintable()).split())
