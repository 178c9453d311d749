"""核验 is the record what it was: said so that whoever is no engineer knows what was checked, and against what."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from ledger.access import names_read
from ledger.witness.checkpoints import SIGNING
from web.audit.checkpoints import checkpoints, places
from web.audit.verifying import start, state_of
from web.audit.who import verifies
from web.pages.shell import Looking, Visitor
from web.problems import Refused
from web.reading import reading

router = APIRouter(include_in_schema=False)

MOST = 50
WHY = {"daily": "每日", "by hand": "手工", "closing": "销号", "close": "销号"}


@router.get("/audit/verify")
async def verify(looking: Looking) -> Response:
    _admitted(looking)
    state = await state_of(looking.desk, looking.holder)
    if looking.by_htmx:
        return looking.part(
            "audit_verify.html",
            "state",
            state=state,
            may=verifies(looking.holder),
            by=await _by(looking, state.last.by if state.last else None),
        )
    before = looking.request.query_params.get("before", "")
    found = await checkpoints(
        looking.desk, looking.holder, int(before) if before.isdecimal() and len(before) < 16 else None, MOST + 1
    )
    return looking.page(
        "audit_verify.html",
        state=state,
        may=verifies(looking.holder),
        signed=found[:MOST],
        more=found[MOST - 1].number if len(found) > MOST else None,
        places=await places(looking.desk, looking.holder) if verifies(looking.holder) else [],
        SIGNING=SIGNING,
        WHY=WHY,
        by=await _by(looking, state.last.by if state.last else None),
    )


@router.post("/audit/verify")
async def begin(looking: Looking) -> Response:
    if not verifies(looking.holder):
        raise Refused("NOT_PERMITTED", "核验由审计人员、安委办、规则管理员或系统管理员发起。")
    await start(looking.desk, looking.holder)
    return RedirectResponse("/audit/verify", 303)


def _admitted(looking: Visitor) -> None:
    if not looking.holder.sight.areas and not verifies(looking.holder):
        raise Refused("NOT_PERMITTED", "核验的结果供机关人员查看。")


async def _by(looking: Visitor, person: str | None) -> str:
    if not person:
        return ""
    why = reading(looking.holder, "web audit verify")
    return (await names_read(looking.desk.record.ledger.pool, {person}, why)).get(person, person)
