"""凭链接签收 one letter on a telephone: no account, no script. Looking uses nothing up; the button sends the command through the door."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import HTMLResponse, Response

from activities.door import Unknown
from domain.case import Case, Letter, LetterStatus
from domain.glossary import LETTERS
from domain.obligations import Owe
from domain.people import Role
from domain.refusals import Refusal
from domain.rulebook import LetterKind
from ledger import acks
from ledger.acks import Ack
from web.desk import Desk
from web.identity import DeskOf
from web.pages.shell import Visitor
from web.problems import STATUS
from web.rendering import templates
from workflows.contracts import Codes, Standing, order_of

router = APIRouter(include_in_schema=False)

LONGEST_REMARK = 500
PENDING = "已送出，还没有得到回答。请过一会儿再按一次“签收”：不会重复。"
Typed = Annotated[str, Form(max_length=4 * LONGEST_REMARK)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """一张签收页: the letter, and whether it can be signed for now; `why` says what else."""

    ack: Ack
    case: Case
    letter: Letter
    title: str
    text: str
    why: str

    @property
    def called(self) -> str:
        """文书 as one speaks of it."""
        number = f"（{self.letter.number}）" if self.letter.number else ""
        return f"《{LETTERS[self.letter.kind]}》{number}"


@router.get("/ack/{secret}")
async def look(desk: DeskOf, request: Request, secret: str) -> Response:
    sheet = await _sheet(desk, secret)
    return _shown(desk, request, sheet, 200 if sheet else 404)


@router.post("/ack/{secret}")
async def sign(desk: DeskOf, request: Request, secret: str, remark: Typed = "") -> Response:
    sheet = await _sheet(desk, secret)
    if sheet is None or sheet.ack.used_at is not None:
        return _shown(desk, request, sheet, 200 if sheet else 404)
    remark = "".join(sign for sign in remark if sign.isprintable() or sign == "\n").strip()
    try:
        if sheet.why:
            raise Refusal("LETTER_MOVED", sheet.why)  # noqa: TRY301 -- shown where the door's own refusals are
        if len(remark) > LONGEST_REMARK:
            raise Refusal("REMARK_LONG", f"附言请在 {LONGEST_REMARK} 字以内。")  # noqa: TRY301
        await _signed(desk, sheet, remark)
    except Refusal as refused:
        return _shown(desk, request, sheet, STATUS.get(refused.code, 422), sentence=refused.sentence, remark=remark)
    except Unknown:
        return _shown(desk, request, sheet, 202, sentence=PENDING, remark=remark)
    await acks.spent(desk.record.ledger.pool, sheet.ack)
    return _shown(desk, request, await _sheet(desk, secret))


async def _signed(desk: Desk, sheet: Sheet, remark: str) -> None:
    """签收 as that person: the order is acknowledged; of other letters it goes on record that they were received.

    Errors: Refusal, Unknown. What was said before is not said twice: the ids are the link's.
    """
    said = f"凭一次性链接签收{sheet.called}。" + (f"附言：{remark}" if remark else "")
    if sheet.letter.kind is LetterKind.ORDER:
        await _sent(desk, sheet.ack, "Acknowledge", {}, "")
        if not remark:
            return
    try:
        await _sent(desk, sheet.ack, "ReportProgress", {"text": said}, "/said")
    except Refusal as refused:
        if refused.code != Codes.COMMAND_ID_REUSED:  # pressed again with another remark: the first stands
            raise


async def _sent(desk: Desk, ack: Ack, command: str, data: dict[str, str], suffix: str) -> Standing:
    order = order_of(ack.case, command, data, by=ack.person, command_id=ack.command_id + suffix)
    with desk.working():
        if not await desk.reaches_temporal() and await desk.record.ledger.answer(order.command_id) is None:
            raise Unknown(order.command_id)
        standing = await desk.record.door.submit(order)
    if standing.refusal is not None:
        raise Refusal(standing.refusal.code, standing.refusal.sentence)
    return standing


async def _sheet(desk: Desk, secret: str) -> Sheet | None:
    """What the link opens; None when it opens nothing."""
    ledger = desk.record.ledger
    ack = await acks.opened(ledger.pool, secret)
    if ack is None:
        return None
    case = (await ledger.recall(ack.case)).case
    letter = case.letter(ack.letter) if case else None
    told = await acks.as_sent(ledger.pool, ack.case, ack.letter)
    if case is None or letter is None or told is None:
        return None
    why = "" if ack.used_at else not_now(case, letter)
    if why and (begun := await ledger.answer(ack.command_id)) is not None and begun.refusal_code is None:
        why = ""  # signed for, and cut off before the rest was said: pressed again, it is finished
    return Sheet(ack, case, letter, *told, why=why)


def signable(letter: Letter) -> bool:
    """Whether its principal can sign for it by a link: addressed to the entity, gone out, and standing."""
    return letter.to is Role.ENTITY and letter.status in (LetterStatus.ISSUED, LetterStatus.SERVED)


def not_now(case: Case, letter: Letter) -> str:
    """Why it cannot be signed for now; empty when it can."""
    if letter.status is LetterStatus.WITHDRAWN:
        return "这份文书已由发文机关撤回，不必签收。"
    if letter.status is LetterStatus.VOID:
        return "这份文书已作废，不必签收。"
    if not signable(letter):
        return "这份文书现在不能凭链接签收，请与发文机关联系。"
    if letter.kind is LetterKind.ORDER and case.owes(Owe.ACKNOWLEDGE) is None:
        if letter.status is LetterStatus.ISSUED:
            return "发文机关还没有登记送达。登记之后，再打开这条链接即可签收。"
        return "这份文书已经签收，或本案已不需要签收。"
    return ""


def _shown(
    desk: Desk, request: Request, sheet: Sheet | None, status: int = 200, sentence: str = "", remark: str = ""
) -> HTMLResponse:
    told = {
        "sheet": sheet,
        "sentence": sentence,
        "remark": remark,
        "trace": request.scope.get("duban.trace", ""),
        "sample": desk.record.ledger.kind != "real",
        "longest": LONGEST_REMARK,
    }
    return HTMLResponse(templates.get_template("ack.html").render(**told), status)


def link_of(looking: Visitor, secret: str) -> str:
    """签收链接 as it is sent."""
    return f"{looking.desk.address}/ack/{secret}"
