"""下达命令: one address for each command of the rules, its body the rules' own type. Everything goes through the door."""

from typing import Any

import orjson
from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response

from activities.door import OPENING, Unknown
from domain.commands import COMMANDS, Command, parse
from domain.refusals import Refusal
from domain.titles import first_words
from ledger.accounts import Holder
from ledger.errors import GONE
from ledger.store import number_of
from web.api.forms import PROBLEMS, CaseNumber, CommandKey, CommandState, Pending, Result
from web.desk import Desk
from web.identity import DeskOf, Known, Writer
from web.problems import AWAY_SECONDS, Refused, unknown
from workflows.contracts import NEW_CASE, Codes, Order, Standing, order_of

OF_THE_CLOCK = frozenset({"Lapse", "Project"})
RESULTS: dict[int | str, dict[str, Any]] = {
    **PROBLEMS,
    202: {"model": Pending, "description": "已送出，尚无回答：稍后用原命令号再问或再送"},
}

router = APIRouter(prefix="/api/v1", tags=["commands"])


@router.get("/commands/{command_id}", operation_id="getCommand", summary="本人一条命令的结果", responses=PROBLEMS)
async def get_command(desk: DeskOf, holder: Known, command_id: str) -> CommandState:
    found = await desk.seen(holder).command(command_id) if command_id.isprintable() else None
    if found is None:
        raise Refusal("COMMAND_NOT_KNOWN", "账上还没有这一命令。若已送出，可能稍后才记入；用原命令号再送一次即知结果。")
    return CommandState(**{name: getattr(found, name) for name in CommandState.model_fields})


async def sent(desk: Desk, holder: Holder, case: str, name: str, data: dict[str, Any], key: str) -> Standing:
    """One command, through the door. Errors: Refusal, Unknown while nobody knows yet."""
    if _holds_nul(data):
        raise Refusal("INPUT_INVALID", "文字里有不能记载的字符（U+0000）。")
    parse(name, data)
    number = NEW_CASE if case == NEW_CASE else number_of(case)
    if number != NEW_CASE and not await desk.seen(holder).among([number]):
        raise unknown(case)
    with desk.working():
        standing = await _submitted(desk, order_of(number, name, data, by=str(holder.person), command_id=key))
    if standing.refusal is not None:
        raise Refusal(standing.refusal.code, standing.refusal.sentence)
    return standing


async def carried_out(desk: Desk, holder: Holder, request: Request, case: str, name: str, key: str) -> Response:
    """One command, from its bytes to the case's standing, a refusal, or the word that nobody knows yet."""
    try:
        standing = await sent(desk, holder, case, name, _body(await request.body()), key)
    except Unknown:
        return await _pending(desk, holder, NEW_CASE if case == NEW_CASE else number_of(case), key)
    told = Result(command_id=key, **standing.model_dump(include=set(Result.model_fields) - {"command_id"}))
    headers = {"Location": f"/api/v1/cases/{standing.case}"}
    return Response(told.model_dump_json(), 201 if case == NEW_CASE else 200, headers, media_type="application/json")


async def _submitted(desk: Desk, order: Order) -> Standing:
    """Through the door. What the record answers already needs no Temporal; errors: Unknown."""
    if not await desk.reaches_temporal() and await desk.record.ledger.answer(order.command_id) is None:
        raise Unknown(order.command_id)
    return await desk.record.door.submit(order)


async def _pending(desk: Desk, holder: Holder, case: str, key: str) -> Response:
    """What is known while no answer comes: whether the record can be asked, and what it says."""
    try:
        known = await desk.seen(holder).command(key)
    except GONE:
        raise Refused(
            Codes.LEDGER_UNAVAILABLE,
            "账（PostgreSQL）没有应答，不知道这一命令是否已记入；稍后用原命令号再送一次即知结果，不会重复生效。",
            retry_after=AWAY_SECONDS,
        ) from None
    told = Pending(
        command_id=key,
        case=case,
        code="UNKNOWN",
        detail="已送出，办理进程还没有回答；此刻账上"
        + ("已有这一命令。" if known else "没有这一命令。")
        + "稍后用原命令号再问或再送，不会重复生效。",
        recorded=known is not None,
        href=f"/api/v1/commands/{key}",
    )
    headers = {"Retry-After": str(AWAY_SECONDS), "Location": told.href}
    return Response(told.model_dump_json(), 202, headers, media_type="application/json")


def _body(content: bytes) -> dict[str, Any]:
    try:
        data = orjson.loads(content or b"{}")
    except orjson.JSONDecodeError:
        raise Refusal("INPUT_INVALID", "内容须为 UTF-8 的 JSON 对象。") from None
    if not isinstance(data, dict):
        raise Refusal("INPUT_INVALID", "内容须为 JSON 对象。")
    return data


def _holds_nul(value: Any) -> bool:
    match value:
        case str():
            return "\x00" in value
        case dict():
            return any("\x00" in name or _holds_nul(inner) for name, inner in value.items())
        case list():
            return any(map(_holds_nul, value))
        case _:
            return False


def add_commands(app: FastAPI) -> None:
    """One route for each command a person may give."""
    commands = APIRouter(prefix="/api/v1/cases", tags=["commands"], responses=RESULTS)
    for name, kind in COMMANDS.items():
        if name not in OF_THE_CLOCK:
            _add(commands, name, kind)
    app.include_router(commands)
    app.include_router(router)


def _add(commands: APIRouter, name: str, kind: type[Command]) -> None:
    body = {"required": True, "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
    told: dict[str, Any] = {
        "operation_id": name[0].lower() + name[1:],
        "summary": first_words(kind),
        "description": (kind.__doc__ or "").strip(),
        "openapi_extra": {"requestBody": body},
        "response_model": Result,
    }
    if name in OPENING:

        @commands.post(f"/new/commands/{name}", status_code=201, **told)
        async def opens(desk: DeskOf, holder: Writer, request: Request, key: CommandKey) -> Response:
            return await carried_out(desk, holder, request, NEW_CASE, name, key)

        return

    @commands.post(f"/{{case}}/commands/{name}", **told)
    async def moves(desk: DeskOf, holder: Writer, request: Request, case: CaseNumber, key: CommandKey) -> Response:
        return await carried_out(desk, holder, request, case, name, key)
