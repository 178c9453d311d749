"""报表 made, downloaded in a county's own columns, handed in for good, and shown again as they were."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from domain.figures.formulas import FORMULAS
from domain.figures.instants import said
from domain.figures.ranking import BEST_FIRST
from domain.figures.report import GROUPS, TITLES, shown
from domain.refusals import Refusal
from ledger.access import names_read
from web.audit.asked import FieldRefused
from web.audit.reporting import FIELDS, all_frozen, handed_in, made
from web.audit.reporting import shown as shown_again
from web.audit.standing import offices
from web.audit.who import freezes
from web.pages.audit_typed import Typed, runs
from web.pages.shell import Official, Visitor
from web.problems import STATUS, Refused
from web.reading import reading

router = APIRouter(include_in_schema=False)

Text = Annotated[str, Form(max_length=200)]


@router.get("/audit/reports")
async def reports(looking: Official) -> Response:
    return await _page(looking, Typed(looking, FIELDS))


@router.post("/audit/reports")
async def freeze(looking: Official) -> Response:
    if not freezes(looking.holder):
        raise Refused("NOT_PERMITTED", "定稿由安委办或台账管理员办理。")
    typed = Typed(looking, FIELDS)
    sent = await looking.request.form()
    typed.fields = {name: str(sent.get(name, ""))[:200] for name in FIELDS}
    if any(not value.isprintable() for value in typed.fields.values()):
        raise Refused("INPUT_INVALID", "表单里有看不见的字符。")
    try:
        one = await handed_in(looking.desk, looking.holder, typed.asked)
    except Refusal as refused:
        if not isinstance(refused, FieldRefused) and refused.code in STATUS:
            raise
        typed.wrong(refused)
        return await _page(looking, typed)
    return RedirectResponse(f"/audit/reports/{one.report}?done=1", 303)


@router.get("/audit/reports/{name}")
async def report(looking: Official, name: str) -> Response:
    asked = looking.request.query_params
    try:
        told = await shown_again(
            looking.desk, looking.holder, name[:60].replace("\x00", ""), now=asked.get("now") == "1"
        )
    except Refusal as refused:
        code = "NOT_FOUND" if refused.code == "REPORT_UNKNOWN" else refused.code
        raise Refused(code, refused.sentence) from None
    why = reading(looking.holder, "web report", told.frozen.report)
    names = await names_read(looking.desk.record.ledger.pool, {told.frozen.by}, why)
    return looking.page(
        "audit_report.html",
        told=told,
        report=told.report,
        by=names.get(told.frozen.by, told.frozen.by),
        shown=shown,
        runs=runs,
        said=said,
        done=asked.get("done") == "1",
    )


async def _page(looking: Visitor, typed: Typed) -> Response:
    desk, holder, report = looking.desk, looking.holder, None
    if typed.asked.get("kind") and not typed.errors:
        try:
            report = await made(desk, holder, typed.asked)
        except Refusal as refused:
            typed.wrong(refused)
    frozen, beyond = await all_frozen(desk, holder)
    return looking.page(
        "audit_reports.html",
        typed.status,
        typed=typed,
        report=report,
        frozen=frozen,
        beyond=beyond,
        freezes=freezes(holder),
        TITLES=TITLES,
        GROUPS=GROUPS,
        orders={name: FORMULAS[name].label for name in BEST_FIRST},
        offices=await offices(desk, holder),
        shown=shown,
        runs=runs,
        said=said,
    )
