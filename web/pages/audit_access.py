"""查阅记录 for auditors: who read whose particulars, who took what out, when and what for."""

from fastapi import APIRouter
from starlette.responses import Response

from domain.refusals import Refusal
from ledger.access import TITLES, Access, names_read
from ledger.questions.search import persons_called
from ledger.store import number_of
from web.audit.accesses import Wanted, accesses
from web.audit.asked import FieldRefused
from web.audit.who import reads_accesses
from web.pages.audit_typed import Typed
from web.pages.shell import Official, Visitor
from web.problems import Refused
from web.reading import reading

router = APIRouter(include_in_schema=False)

FIELDS = ("by", "what", "subject", "person", "since", "until")
PAGE = 50


@router.get("/audit/access")
async def access(looking: Official) -> Response:
    if not reads_accesses(looking.holder):
        raise Refused("NOT_PERMITTED", "查阅记录只供审计人员查看。")
    typed, found = Typed(looking, FIELDS), list[Access]()
    before = looking.request.query_params.get("before", "")
    if not typed.errors:
        asked = (
            {**typed.asked, "subject": number_of(typed.asked["subject"])} if "subject" in typed.asked else typed.asked
        )
        try:
            asked |= {name: await _person(looking, name, asked[name]) for name in ("by", "person") if name in asked}
            wanted = Wanted(**asked, before=int(before) if before.isdecimal() and len(before) < 16 else None)
            found = await accesses(looking.desk, looking.holder, wanted, PAGE + 1)
        except Refusal as refused:
            typed.wrong(refused)
    page = found[:PAGE]
    ids = {one.by for one in page}.union(*(one.people for one in page))
    why = reading(looking.holder, "web audit access", asked=typed.asked)
    names = await names_read(looking.desk.record.ledger.pool, ids, why) if ids else {}
    return looking.page(
        "audit_access.html",
        typed.status,
        typed=typed,
        page=page,
        names=names,
        titles=TITLES,
        more=page[-1].position if len(found) > PAGE else None,
        before=before,
    )


async def _person(looking: Visitor, field: str, called: str) -> str:
    """人员 by id or by name, the name being looked up on record. Errors: FieldRefused."""
    why = reading(looking.holder, "web audit access", asked={field: called})
    found = await persons_called(looking.desk.record.ledger.pool, called, why)
    if len(found) > 1:
        raise FieldRefused(field, f"叫“{called}”的有 {len(found)} 位，请改填编号：{'、'.join(found[:10])}。")
    return found[0] if found else called
